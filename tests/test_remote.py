"""Posts at addresses: what is opened, what is refused, what is fetched again, and that they count like files."""

from __future__ import annotations

import hashlib
import http.server
import os
import shutil
import sys
import tempfile
import threading
import types
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.errors import Place, Problem, UserError
from reporter.flow import SitePlan, freeze, load, plan_site
from reporter.i18n import _, speaking
from reporter.load import FROZEN, check
from reporter.remote import Address, addresses, found, near, storage
from reporter.remote.address import shown
from reporter.remote.files import _version
from reporter.remote.here import _name
from reporter.remote.reasons import why
from reporter.remote.storage import PROTOCOLS, Storage, _options, patiently
from tests.projects import quick, write_incident, write_posts

HEADER: Final = "帖子编号,平台,发布时间,作者,正文,点赞数"
SECRET: Final = "AKIAsecretKEY"  # noqa: S105 - nobody's
NOWHERE: Final = Place(file="incidents/case/incident.yml", line=7, key="posts.urls.0")


def rows(first: int, count: int = 10) -> list[str]:
    """Rows of posts with ids of their own."""
    days = range(first, first + count)
    return [f"{46501234567800000 + n},微博,2021-06-18 1{n % 8}:{n:02d}:00,账号{n % 7},退款第{n}天,{n}" for n in days]


def body(*lines: str) -> bytes:
    """A posts file."""
    return "\n".join([HEADER, *lines, ""]).encode()


def opened(*urls: str) -> tuple[list[Address], list[Problem]]:
    """Which of the URLs are opened, and the problems of the others."""
    problems: list[Problem] = []
    with speaking("en"):
        return addresses([(url, NOWHERE) for url in urls], problems), problems


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A file system in this process, allowed for a test."""
    monkeypatch.setitem(PROTOCOLS, "memory", Storage())
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


# Addresses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://host/a.csv",
        "https://host:8443/a.csv?X-Sig=abc",
        "s3://bucket/2024/*.csv",
        "oss://bucket/a.csv",
        "cos://bucket-1250000000/a.csv",
        "gs://bucket/a.csv",
        "abfs://container@account.dfs.core.windows.net/a.csv",
        "hdfs://host:8020/a.csv",
        "sftp://me@host/a.csv",
        "smb://host/share/a.csv",
        "file:///mnt/pr/posts.csv",
        "file:///P:/posts.csv",
    ],
)
def test_the_usual_stores_are_opened(url: str) -> None:
    """What companies keep exports in."""
    good, problems = opened(url)

    assert [one.url for one in good] == [url]
    assert problems == []


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("simplecache::s3://bucket/a.csv", "::"),
        ("zip://*.csv::https://host/a.zip", "::"),
        ("github://owner:repo@main/a.csv", "github://"),
        ("python://os", "python://"),
        ("reference://a", "reference://"),
        ("dask://host/a.csv", "dask://"),
        ("local:///etc/passwd", "local://"),
        ("memory://a.csv", "memory://"),
        ("data://text/plain,x", "data://"),
        ("ftp://host/a.csv", "ftp://"),
        (f"https://user:{SECRET}@host/a.csv", "credentials"),
        (f"https://{SECRET}@host/a.csv", "credentials"),
        (f"s3://id:{SECRET}@bucket/a.csv", "credentials"),
        (f"sftp://me:{SECRET}@host/a.csv", "credentials"),
        ("file://server/share/a.csv", "three slashes"),
        ("file:posts.csv", "no address"),
        ("/mnt/pr/posts.csv", "no address"),
        ("https:///a.csv", "no host"),
        ("https://host/*.csv", "web server"),
        ("s3://*/a.csv", "path only"),
        ("https://host/a b.csv", "no address"),
        ("https://host/a\n.csv", "no address"),
        ("https://[host/a.csv", "no address"),
        ("https://host/" + "a" * 3000, "no address"),
    ],
)
def test_everything_else_is_refused_with_its_reason_and_without_its_secret(url: str, word: str) -> None:
    """An address may run a program, unpack an archive or be printed with a key in it."""
    good, problems = opened(url)

    assert good == []
    assert [found.code for found in problems] == ["R210"]
    assert word in problems[0].message
    assert problems[0].hint
    assert SECRET not in f"{problems[0]}{problems[0].hint}"


def test_an_address_without_encryption_is_opened_with_a_warning() -> None:
    """Many intranets have no https; the analyst has to know."""
    good, problems = opened("http://nas.example/a.csv")

    assert len(good) == 1
    assert [(one.code, one.severity) for one in problems] == [("R210", "warning")]


names = st.text(st.characters(whitelist_categories=("Ll", "Lu", "Nd"), max_codepoint=0x9FFF), min_size=1, max_size=12)


@given(st.sampled_from(sorted(PROTOCOLS)), names, names, names)
def test_what_is_shown_holds_neither_account_nor_query(protocol: str, host: str, path: str, secret: str) -> None:
    """The page is public; a signed address is a key to the storage."""
    account = "" if protocol in {"abfs", "az", "file"} else f"{secret}\0@"
    query = f"?sig={secret}\0#{secret}\0" if protocol in {"http", "https"} else ""
    host = "" if protocol == "file" else host

    assert shown(f"{protocol}://{account}{host}/{path}{query}") == f"{protocol}://{host}/{path}"


def test_two_addresses_that_look_alike_keep_names_of_their_own(memory: Any) -> None:  # noqa: ANN401
    """The balance has a line for each; the mark tells nobody the query."""
    del memory
    from reporter.remote.address import distinct

    got = distinct(["https://h/a?id=1", "https://h/a?id=2", "https://h/b?sig=x"], ["11", "22", "33"])

    assert got == ["https://h/a#11", "https://h/a#22", "https://h/b"]


def test_a_pattern_finds_the_same_files_in_the_same_order_each_once(memory: Any) -> None:  # noqa: ANN401
    """Whatever order the storage lists them in; hidden files and folders are none."""
    for name in ("b.csv", "a.csv", ".hidden.csv", "~$a.csv", "deep/c.csv"):
        memory.pipe(f"/box/{name}", body())
    good, problems = opened("memory://box/*.csv", "memory://box/b.csv", "memory://box/**/*.csv", "memory://box/a.csv")

    files = found(good, problems)

    assert problems == []
    assert [file.name for file in files] == ["memory://box/a.csv", "memory://box/b.csv", "memory://box/deep/c.csv"]


def test_every_address_that_gives_nothing_is_told_at_once_with_its_line(memory: Any) -> None:  # noqa: ANN401
    """Three mistakes are one round of mending, not three."""
    memory.pipe("/box/a.csv", body())
    good, problems = opened("memory://box/none.csv", "memory://box/*.xlsx", "memory://box", "memory://box/a.csv")

    files = found(good, problems)

    assert [file.name for file in files] == ["memory://box/a.csv"]
    assert [one.code for one in problems] == ["R211"] * 3
    assert {one.place for one in problems} == {NOWHERE}


@pytest.mark.parametrize(
    ("protocol", "package"), [("s3", "s3fs"), ("cos", "cosfs"), ("file", "yuqing-reporter[cluster]")]
)
def test_a_missing_package_is_told_with_the_line_that_installs_it(
    protocol: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is not installed by default, and each storage has a package of its own."""
    monkeypatch.setitem(sys.modules, "fsspec.core" if protocol == "file" else package, None)
    good, problems = opened(f"{protocol}://{'' if protocol == 'file' else 'bucket'}/a.csv")

    found(good, problems)

    assert [one.code for one in problems] == ["R212"]
    assert "pip install" in problems[0].hint
    assert package in problems[0].hint
    assert problems[0].place == NOWHERE


# What hinders -----------------------------------------------------------------


def raised(*names: str, **facts: object) -> Exception:
    """An error of some library whose classes are called so, each raised from the next."""
    error: Exception | None = None
    for name in reversed(names):
        fresh = type(name, (Exception,), facts)(SECRET)
        fresh.__cause__ = error
        error = fresh
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("error", "protocol", "words", "hint"),
    [
        (raised("NoCredentialsError"), "s3", "access is denied", "AWS_ACCESS_KEY_ID"),
        (raised("ServerError", status=403), "oss", "403", "FSSPEC_OSS_KEY"),
        (raised("HttpResponseError", status_code=403), "az", "403", "AZURE_STORAGE_CONNECTION_STRING"),
        (raised("LogonFailure", status=3221225581), "smb", "access is denied", "FSSPEC_SMB_PASSWORD"),
        (raised("AuthenticationException"), "sftp", "access is denied", "FSSPEC_SFTP_PASSWORD"),
        (ValueError("endpoint is required"), "oss", "access is denied", "FSSPEC_OSS_KEY"),
        (PermissionError(13, SECRET), "file", "access is denied", "rights"),
        (raised("BadHostKeyException"), "sftp", "known_hosts", "fingerprint"),
        (raised("EndpointConnectionError", "ClientConnectorDNSError"), "s3", "no host", "AWS_ENDPOINT_URL"),
        (raised("ConnectTimeoutError"), "s3", "in time", "AWS_ENDPOINT_URL"),
        (TimeoutError(), "smb", "in time", "host and port"),
        (raised("NoValidConnectionsError"), "sftp", "no connection", "host and port"),
        (OSError(111, SECRET), "hdfs", "no connection", "host and port"),
        (raised("FileNotFoundError", "ClientConnectorError"), "https", "no connection", "host and port"),
        (raised("NoSuchBucket"), "oss", "no such file", "bucket"),
        (raised("SMBOSError", "BadNetworkName"), "smb", "no such file", "bucket"),
        (raised("FileNotFoundError", "ClientResponseError", status=500), "https", "500", "address"),
        (raised("Oddity"), "gs", "Oddity", "GOOGLE_APPLICATION_CREDENTIALS"),
    ],
)
def test_what_hinders_is_told_by_kind_with_the_place_to_mend_it(
    error: Exception, protocol: str, words: str, hint: str
) -> None:
    """Every storage has a library of its own, whose sentences are English and hold whole addresses."""
    with speaking("en"):
        reason, told = why(error, protocol)

    assert words in reason
    assert hint in told
    assert SECRET not in reason + told


def test_what_keeps_silent_is_not_waited_for() -> None:
    """Not every library lets one say how long; a build that hangs tells nobody why."""
    answered = threading.Event()
    try:
        with pytest.raises(TimeoutError):
            patiently(answered.wait, 0.01)
    finally:
        answered.set()


def test_what_is_done_patiently_gives_its_result_or_its_own_error() -> None:
    """The thread is nobody's business."""
    with speaking("en"):
        assert patiently(lambda: _("no such file")) == "no such file"
    with pytest.raises(ZeroDivisionError):
        patiently(lambda: 1 // 0)


def test_a_host_out_of_reach_is_waited_for_once(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """Forty addresses behind a VPN that is off would be an hour."""
    asked: list[str] = []

    def info(_this: object, path: str) -> None:
        asked.append(path)
        raise ConnectionRefusedError

    monkeypatch.setattr(type(memory), "info", info)
    good, problems = opened("memory://box/a.csv", "memory://box/b.csv", "memory://other/c.csv")

    found(good, problems)

    assert [one.code for one in problems] == ["R211"] * 3
    assert asked == ["/box/a.csv", "/other/c.csv"]


@pytest.mark.parametrize("code", [2, 22])
def test_a_pattern_is_none_of_the_names_that_may_be(
    code: int,
    memory: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On Windows a name with a star in it is not missing but wrong."""

    def info(_this: object, _path: str) -> None:
        raise OSError(code, "no")

    memory.pipe("/box/a.csv", body())
    monkeypatch.setattr(type(memory), "info", info)
    good, problems = opened("memory://box/*.csv")

    assert [file.name for file in found(good, problems)] == ["memory://box/a.csv"]


def test_a_file_has_one_version_whether_it_was_listed_or_asked_for() -> None:
    """Tencent's storage writes the time of a file one way in a list and another way alone."""
    listed = {"ETag": '"ABC"', "LastModified": "2026-11-30T10:52:42.000Z", "size": 7}
    asked = {"etag": "abc", "Last-Modified": "Mon, 30 Nov 2026 10:52:42 GMT", "size": 7}

    assert _version(listed) == _version(asked)
    assert _version(listed) != _version({**listed, "ETag": '"ABD"'})
    assert _version({"mtime": 1, "size": 7}) != _version({"mtime": 2, "size": 7})
    assert _version({"size": 7}) == ""


def test_a_password_of_digits_is_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fsspec reads the environment as JSON: 0123 stays text, 1234 becomes a number nobody can log in with."""
    monkeypatch.setenv("FSSPEC_SMB_PASSWORD", "1234")
    monkeypatch.setitem(fsspec.config.conf, "smb", {"password": 1234, "username": "ana", "timeout": 5})

    assert _options("smb") == {"password": "1234"}


def test_a_password_goes_to_no_server_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fsspec's own class takes whoever answers for the right server, and tells him the password."""
    did: list[str] = []

    class Client:
        def load_system_host_keys(self) -> None:
            did.append("known hosts")

        def connect(self, host: str, **given: object) -> None:
            did.append(f"{host} {given['password']}")
            raise RuntimeError

    fake = types.ModuleType("paramiko")
    vars(fake).update(SSHClient=Client, AutoAddPolicy=object, RejectPolicy=object, WarningPolicy=object)
    monkeypatch.setitem(sys.modules, "paramiko", fake)
    monkeypatch.delitem(sys.modules, "fsspec.implementations.sftp", raising=False)
    monkeypatch.setitem(fsspec.config.conf, "sftp", {"password": "x"})
    registry = sys.modules["fsspec.registry"]._registry  # noqa: SLF001 - where the class stands
    monkeypatch.setitem(registry, "sftp", None)
    del registry["sftp"]
    storage._check_hosts.cache_clear()  # noqa: SLF001 - of another test's paramiko

    with pytest.raises(RuntimeError):
        storage.opened("sftp://ana@host/a.csv")

    storage._check_hosts.cache_clear()  # noqa: SLF001
    assert did == ["known hosts", "host x"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://host/x/%E5%BE%AE%E5%8D%9A.csv?sig=a/b", "微博.csv"),
        ("https://host/export/?id=1", "export"),
        ("s3://bucket/2024/微博 导出.csv", "微博 导出.csv"),
        ("s3://bucket/a%20b.csv", "a%20b.csv"),
        ("s3://bucket/a?b*.csv", "a-b-.csv"),
        ("https://host/..%2F..%2Fpasswd", "passwd"),
        ("https://host/%2E%2E", "posts"),
        ("s3://bucket/.hidden.csv", "hidden.csv"),
    ],
)
def test_a_file_at_an_address_gets_a_name_any_system_can_hold(url: str, name: str) -> None:
    """It is written into a folder of this computer, and nowhere else."""
    assert _name(url) == name


# Building ---------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder that stands for a storage of the company: two exports, one post in both."""
    folder = tmp_path / "存储"
    folder.mkdir()
    (folder / "a.csv").write_bytes(body(*rows(1)))
    (folder / "b.csv").write_bytes(body(*rows(10)))
    return folder


def project_at(tmp_path: Path, *urls: str) -> Path:
    """A project of one incident whose posts lie at those URLs."""
    project = tmp_path / "project"
    write_incident(project, "case", posts={"urls": list(urls)})
    return project


def pages(plan: SitePlan) -> str:
    """Everything that is published, as one text."""
    return "".join(str(one.content) for one in plan.artefacts)


def total(plan: SitePlan) -> int:
    """Posts counted in the only incident."""
    (report,) = plan.reports
    assert report.tally is not None
    return int(report.tally.total())


def test_posts_at_addresses_count_like_those_in_the_folder(tmp_path: Path, store: Path) -> None:
    """Beside files in posts/: duplicates merged across both, the balance line by line."""
    project = project_at(tmp_path, f"file://{store}/*.csv")
    write_posts(project / "incidents" / "case", "c.csv", HEADER, *rows(19, 3))

    plan = plan_site(quick(project))

    assert not plan.broken
    assert total(plan) == 21
    (report,) = plan.reports
    read = {file.file.rpartition("/")[2]: file.read for file in report.balance}
    assert read == {"a.csv": 10, "b.csv": 10, "c.csv": 3}
    assert sum(file.merged for file in report.balance) == 2
    shas = {item.path.rpartition("/")[2]: item.sha256 for item in report.provenance.inputs}
    assert shas["a.csv"] == hashlib.sha256((store / "a.csv").read_bytes()).hexdigest()


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files fetched through file:// so far."""
    from fsspec.implementations.local import LocalFileSystem

    names: list[str] = []
    real: Callable[..., Any] = LocalFileSystem.open

    def counting(this: Any, path: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        names.append(path.rpartition("/")[2])
        return real(this, path, *args, **kwargs)

    monkeypatch.setattr(LocalFileSystem, "open", counting)
    return names


def test_an_unchanged_file_is_not_fetched_again_and_a_changed_one_alone_is(
    tmp_path: Path, store: Path, fetched: list[str]
) -> None:
    """Two gigabytes over the company's line at every build would end the habit of building."""
    project = project_at(tmp_path, f"file://{store}/*.csv")
    first = plan_site(quick(project))
    again = plan_site(quick(project))
    after_two = list(fetched)
    (store / "b.csv").write_bytes(body(*rows(10, 12)))

    third = plan_site(quick(project))

    assert sorted(after_two) == ["a.csv", "b.csv"]
    assert again.artefacts == first.artefacts
    assert fetched[2:] == ["b.csv"]
    assert total(third) == total(first) + 2
    kept = sorted(path.stat().st_size for path in (project / ".reporter" / "remote" / "case").iterdir())
    assert kept == sorted(path.stat().st_size for path in store.iterdir())


def test_another_setting_reads_the_copy_and_fetches_nothing(tmp_path: Path, store: Path, fetched: list[str]) -> None:
    """Editing a column mapping is done ten times in a row."""
    project = project_at(tmp_path, f"file://{store}/*.csv")
    plan_site(quick(project))
    before = len(fetched)
    write_incident(project, "case", posts={"urls": [f"file://{store}/*.csv"], "sensitive": "negative"})

    plan = plan_site(quick(project))

    assert total(plan) == 19
    assert len(fetched) == before


def test_a_damaged_copy_is_fetched_again_with_a_warning(tmp_path: Path, store: Path, fetched: list[str]) -> None:
    """A bit that fell over in the copy would be a post nobody wrote."""
    project = project_at(tmp_path, f"file://{store}/*.csv")
    first = plan_site(quick(project))
    shutil.rmtree(project / ".reporter" / "parts" / "case")
    copy = max((project / ".reporter" / "remote" / "case").iterdir())
    data = bytearray(copy.read_bytes())
    data[-2] ^= 1
    copy.write_bytes(data)
    before = len(fetched)
    for result in (project / ".reporter" / "store").iterdir():
        result.unlink()

    plan = plan_site(quick(project))

    assert plan.artefacts == first.artefacts
    assert [(one.code, one.severity) for one in plan.problems] == [("R007", "warning")]
    assert len(fetched) == before + 1


class Cut:
    """A file whose line breaks off half way."""

    def __init__(self, data: bytes, *, loud: bool) -> None:
        self._parts = [data[: len(data) // 2]]
        self._loud = loud

    def read(self, _size: int) -> bytes:
        """The first half, then an end that is none."""
        if not self._parts and self._loud:
            raise ConnectionResetError(104, "Connection reset by peer")
        return self._parts.pop() if self._parts else b""

    def close(self) -> None:
        """Nothing was opened."""


@pytest.mark.parametrize("loud", [True, False], ids=["an error", "a silent end"])
def test_a_cut_download_is_an_error_and_leaves_no_half_file(
    loud: bool,  # noqa: FBT001 - pytest's
    tmp_path: Path,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half an export gives a report that looks whole; the last good page stays, and the next run goes on."""
    from fsspec.implementations.local import LocalFileSystem

    project = project_at(tmp_path, f"file://{store}/*.csv")
    good = LocalFileSystem.open

    def cutting(this: Any, path: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if path.endswith("b.csv"):
            return closing(Cut(Path(path).read_bytes(), loud=loud))
        return good(this, path, *args, **kwargs)

    monkeypatch.setattr(LocalFileSystem, "open", cutting)
    with pytest.raises(UserError, match=r"b\.csv") as stop:
        plan_site(quick(project))
    left = sorted((project / ".reporter" / "remote" / "case").iterdir())
    monkeypatch.setattr(LocalFileSystem, "open", good)
    plan = plan_site(quick(project))

    assert {one.code for one in stop.value.problems} == {"R211"}
    assert [path.read_bytes() for path in left] == [(store / "a.csv").read_bytes()]
    assert total(plan) == 19


def test_a_file_that_grows_while_it_is_read_is_not_taken(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawler still writes: what was read is of no version anybody could name."""
    from reporter.remote import files

    project = project_at(tmp_path, f"file://{store}/a.csv")
    real = files._transferred  # noqa: SLF001 - stands between looking and fetching

    def growing(*given: Any) -> str:  # noqa: ANN401
        with (store / "a.csv").open("ab") as file:
            file.write(body(*rows(50)))
        return real(*given)

    monkeypatch.setattr(files, "_transferred", growing)

    with pytest.raises(UserError, match="R211"):
        plan_site(quick(project))


def test_a_file_larger_than_allowed_is_refused(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address may answer for ever; the disk does not."""
    from reporter.remote import files

    monkeypatch.setattr(files, "MOST_BYTES", 100)

    with pytest.raises(UserError, match="R211"):
        plan_site(quick(project_at(tmp_path, f"file://{store}/a.csv")))


def test_check_tells_of_addresses_with_their_lines(tmp_path: Path, store: Path) -> None:
    """Before a build of an hour, not at its end."""
    project = project_at(tmp_path, f"file://{store}/a.csv", f"file://{store}/none.csv", "github://o:r@main/a.csv")
    bad = check(project)
    project_at(tmp_path, f"file://{store}/a.csv", f"file://{store}/none.csv")

    missing = check(project)

    text = (project / "incidents" / "case" / "incident.yml").read_text(encoding="utf-8").splitlines()
    assert [(one.code, one.place.key) for one in bad] == [("R210", "posts.urls.2")]
    assert [(one.code, one.place.key) for one in missing] == [("R211", "posts.urls.1")]
    assert text[missing[0].place.line - 1].endswith("none.csv")


def test_an_incident_freezes_and_builds_when_its_addresses_are_out_of_reach(tmp_path: Path, store: Path) -> None:
    """The server of the public site has no key to the company's storage."""
    project = project_at(tmp_path, f"file://{store}/*.csv")
    before = plan_site(quick(project))
    freeze("case", quick(project))
    shutil.rmtree(store)
    shutil.rmtree(project / ".reporter")

    after = plan_site(quick(project))

    assert after.artefacts == before.artefacts
    assert {one.severity for one in after.problems} == {"warning"}
    assert {one.code for one in after.problems} == {"R011", "R211"}
    assert len(load(project, "case").addresses) == 1
    assert (project / "incidents" / "case" / FROZEN).is_file()


def test_frozen_results_of_other_addresses_are_refused(tmp_path: Path, store: Path) -> None:
    """Another month at another address is another report."""
    project = project_at(tmp_path, f"file://{store}/a.csv")
    freeze("case", quick(project))
    shutil.rmtree(store)
    project_at(tmp_path, f"file://{store}/c.csv")

    with pytest.raises(UserError, match=r"R011.*urls"):
        plan_site(quick(project))


def test_frozen_results_stay_when_the_addresses_are_struck_out(tmp_path: Path, store: Path) -> None:
    """As with posts/ that is emptied."""
    project = project_at(tmp_path, f"file://{store}/*.csv")
    freeze("case", quick(project))
    write_incident(project, "case")

    plan = plan_site(quick(project))

    assert not plan.broken
    assert total(plan) == 19


def test_what_a_killed_worker_left_behind_is_swept_after_a_day(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unmasked posts in the temporary folder of another machine; what is read just now stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name, at in (("old", 1_600_000_000), ("now", None)):
        folder = tmp_path / f"reporter-posts-{name}"
        folder.mkdir()
        (folder / "posts").write_bytes(body(*rows(1)))
        if at:
            os.utime(folder, (at, at))
    good, problems = opened(f"file://{store}/a.csv")

    with near(found(good, problems)[0]) as path:
        content = path.read_bytes()

    assert content == (store / "a.csv").read_bytes()
    assert [path.name for path in tmp_path.glob("reporter-posts-*")] == ["reporter-posts-now"]


# A web server -----------------------------------------------------------------


class Web(http.server.BaseHTTPRequestHandler):
    """Serves one export; what it tells of it and how much of it comes is set by the test."""

    files: dict[str, bytes]
    versions: bool
    cut: bool
    asked: list[str]

    def do_GET(self) -> None:
        """The file, or 404."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """The file's headers."""
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        data = self.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        if self.versions:
            self.send_header("ETag", f'"{zlib.crc32(data)}"')
        self.end_headers()
        if body:
            self.asked.append(self.headers.get("Range", ""))
            self.wfile.write(data[: len(data) // 2] if self.cut else data)

    def log_message(self, *_what: object) -> None:
        """Nothing."""


@pytest.fixture
def web() -> Iterator[tuple[str, type[Web]]]:
    """A server on this machine and its settings."""

    class Own(Web):
        files: dict[str, bytes] = {f"/a.csv?X-Sig={SECRET}": body(*rows(1))}  # noqa: RUF012 - one server's
        versions, cut = True, False
        asked: list[str] = []  # noqa: RUF012 - one server's

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a.csv?X-Sig={SECRET}", Own
        server.shutdown()


def test_a_signed_web_address_is_read_and_its_signature_is_nowhere(tmp_path: Path, web: tuple[str, type[Web]]) -> None:
    """Pages, provenance, data and messages are passed on; whoever has the signature has the storage."""
    url, server = web
    project = project_at(tmp_path, url)

    plan = plan_site(quick(project))
    plan_site(quick(project))

    assert total(plan) == 10
    assert server.asked == [""]  # once, and whole: not every server gives parts
    assert "/a.csv" in pages(plan)
    assert SECRET not in pages(plan)
    assert SECRET not in "".join(map(str, plan.problems))


def test_a_server_that_tells_no_version_is_asked_every_time(tmp_path: Path, web: tuple[str, type[Web]]) -> None:
    """Old figures under a new date would be worse than a slow build; the same bytes are not read twice."""
    url, server = web
    server.versions = False
    project = project_at(tmp_path, url)
    first = plan_site(quick(project))
    server.files = {name: body(*rows(1, 12)) for name in server.files}

    second = plan_site(quick(project))

    assert (total(first), total(second)) == (10, 12)
    assert len(server.asked) == 2


@pytest.mark.parametrize("how", ["cut", "gone"])
def test_what_a_web_server_does_not_give_is_told_without_its_signature(
    how: str, tmp_path: Path, web: tuple[str, type[Web]]
) -> None:
    """Errors of the libraries below repeat the whole address."""
    url, server = web
    server.cut = how == "cut"
    server.files = {} if how == "gone" else server.files

    with pytest.raises(UserError) as stop:
        plan_site(quick(project_at(tmp_path, url)))

    (told,) = (one for one in stop.value.problems if one.severity == "error")
    assert told.code == "R211"
    assert SECRET not in f"{told}{told.hint}"
    assert ("404" in told.message) == (how == "gone")


def test_nobody_answering_is_told(tmp_path: Path) -> None:
    """A wrong port, a server that is down."""
    with pytest.raises(UserError, match=r"R211.*127\.0\.0\.1:9/a\.csv"):
        plan_site(quick(project_at(tmp_path, "https://127.0.0.1:9/a.csv")))
