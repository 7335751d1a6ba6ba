"""The site as a whole: same bytes for the same input, nothing hostile, nothing half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from reporter.artefacts import Artefact
from reporter.errors import UserError
from reporter.website.build import build_site
from tests.site_sample import SLUG, a_page, a_project, a_report, a_site, bytes_of

HOSTILE = "<img src=x onerror=window.hurt=1>\"'><script>window.hurt=1</script>"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a manual of one page."""
    return a_project(tmp_path / "project")


def codes(error: pytest.ExceptionInfo[UserError]) -> set[str]:
    """The codes of the problems raised."""
    return {found.code for found in error.value.problems}


def test_a_site_holds_the_artefacts_the_manual_and_what_they_need(project: Path, tmp_path: Path) -> None:
    """The published tree is an allow-list: whatever else appears is a leak."""
    result = build_site(project, tmp_path / "site", a_site())

    names = {name for name in bytes_of(result.site) if not name.startswith("assets/")}
    assert names == {
        "404.html",
        "index.html",
        f"incidents/{SLUG}/index.html",
        f"incidents/{SLUG}/evidence.html",
        f"incidents/{SLUG}/report.json",
        "manual/index.html",
        "search/search_index.json",
        "search/search_index.js",
    }
    assert result.warnings == ()


def test_raw_files_and_links_of_the_manual_are_not_published(project: Path, tmp_path: Path) -> None:
    """MkDocs itself copies raw tables and follows symbolic links out of the project."""
    secret = tmp_path / "secret.md"
    secret.write_text("# 机密\n", encoding="utf-8")
    (project / "manual" / "raw.csv").write_text("uid,text\n", encoding="utf-8")
    (project / "manual" / "linked.md").symlink_to(secret)
    (project / "manual" / "folder").symlink_to(tmp_path, target_is_directory=True)

    result = build_site(project, tmp_path / "site", a_site())

    assert [name for name in bytes_of(result.site) if name.startswith("manual/")] == ["manual/index.html"]


def test_the_same_input_gives_the_same_bytes(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who builds again must be able to compare."""
    first = bytes_of(build_site(project, tmp_path / "site", a_site(), epoch=1_600_000_000).site)
    os.utime(project / "manual" / "index.md", (1, 1))
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    second = bytes_of(build_site(project, elsewhere / "other", iter(a_site()), epoch=1_600_000_000).site)

    assert first == second


def test_a_sitemap_has_no_date_of_the_build(project: Path, tmp_path: Path) -> None:
    """MkDocs writes today into it and into the head of its packed copy."""
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("site_url: https://example.org/reports/\n")

    first = bytes_of(build_site(project, tmp_path / "a", a_site(), epoch=1).site)
    second = bytes_of(build_site(project, tmp_path / "b", a_site(), epoch=2_000_000_000).site)

    assert "sitemap.xml.gz" in first
    assert first == second


def test_a_project_without_mkdocs_yml_builds(tmp_path: Path) -> None:
    """`reporter new` and a folder of incidents are enough."""
    (tmp_path / "plain").mkdir()

    result = build_site(tmp_path / "plain", tmp_path / "site", a_site())

    assert f"incidents/{SLUG}/index.html" in result.pages


def test_hostile_metadata_stays_text(project: Path, tmp_path: Path) -> None:
    """MkDocs renders titles, names and descriptions unescaped in nine places."""
    names = dict.fromkeys(("site_name", "site_description", "site_author", "copyright"), HOSTILE)
    config = (project / "mkdocs.yml").read_text(encoding="utf-8").split("\n", 1)[1]
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in names.items())
    (project / "mkdocs.yml").write_text(lines + config, encoding="utf-8")
    (project / "manual" / "hostile.md").write_text(f"---\ntitle: {json.dumps(HOSTILE)}\n---\ntext\n", encoding="utf-8")
    report = a_report(title=HOSTILE, short_title=HOSTILE, description=HOSTILE)

    site = build_site(project, tmp_path / "site", a_site(report)).site

    for name, content in bytes_of(site).items():
        if name.endswith((".html", ".json")):
            assert b"<img" not in content, name
            assert b"<script>window" not in content, name


def test_metadata_is_escaped_once(project: Path, tmp_path: Path) -> None:
    """A title with an ampersand must not read `&amp;amp;`."""
    site = build_site(project, tmp_path / "site", a_site(a_report(title="甲 & 乙"))).site

    page = (site / "incidents" / SLUG / "index.html").read_text(encoding="utf-8")
    assert "<title>甲 &amp; 乙 - 舆情事件评估</title>" in page


def test_a_quote_is_not_in_the_index(project: Path, tmp_path: Path) -> None:
    """The index is one file anyone can read from top to bottom."""
    site = build_site(project, tmp_path / "site", a_site()).site

    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    words = "".join(entry["title"] + entry["text"] for entry in index["docs"]).replace("\u200b", "")
    assert "首次回应约39小时" in words
    assert "原话" not in words


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (a_report(body='<a href="missing.html">x</a>'), "R402"),
        (a_report(body='<img src="https://example.org/a.png">'), "R402"),
        (a_report(body="<script>injected()</script>"), "R402"),
    ],
)
def test_a_site_that_fails_its_checks_leaves_the_old_one(
    project: Path, tmp_path: Path, bad: Artefact, code: str
) -> None:
    """Yesterday's report is better than today's broken one."""
    old = bytes_of(build_site(project, tmp_path / "site", a_site()).site)

    with pytest.raises(UserError) as error:
        build_site(project, tmp_path / "site", a_site(bad))

    assert codes(error) == {code}
    assert bytes_of(tmp_path / "site") == old


def test_a_broken_generator_leaves_the_old_site(project: Path, tmp_path: Path) -> None:
    """Its problems reach the caller as they are."""
    old = bytes_of(build_site(project, tmp_path / "site", a_site()).site)

    def broken() -> Iterator[Artefact]:
        yield from a_site()
        raise UserError([])

    with pytest.raises(UserError):
        build_site(project, tmp_path / "site", broken())

    assert bytes_of(tmp_path / "site") == old


def test_a_second_build_of_a_project_is_refused(project: Path, tmp_path: Path) -> None:
    """Two builds at once both claim success and mix their files."""
    (project / ".reporter").mkdir()

    with FileLock(project / ".reporter" / "build.lock"), pytest.raises(UserError) as error:
        build_site(project, tmp_path / "site", a_site())

    assert codes(error) == {"R004"}


def test_a_folder_that_is_no_site_is_not_replaced(project: Path, tmp_path: Path) -> None:
    """`--site ~` must not cost anyone a home folder."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"")

    for folder in (tmp_path / "photos", project, tmp_path):
        with pytest.raises(UserError) as error:
            build_site(project, folder, a_site())
        assert codes(error) == {"R403"}

    assert (tmp_path / "photos" / "a.jpg").exists()


@pytest.mark.parametrize(
    "config",
    ["site_name: [\n", "site_name: x\nplugins: [reporter]\ndocs_dir: manual\n", "site_name: x\ntheme: material\n"],
)
def test_a_broken_mkdocs_yml_is_the_users_to_mend(project: Path, tmp_path: Path, config: str) -> None:
    """MkDocs prints its own errors and a traceback; the user gets a place and a sentence."""
    (project / "mkdocs.yml").write_text(config, encoding="utf-8")

    with pytest.raises(UserError) as error:
        build_site(project, tmp_path / "site", a_site())

    assert codes(error) == {"R402"}


def test_mkdocs_build_alone_gives_the_same_files(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plugin is the default door; `reporter build` adds only the promise."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    from reporter.website import plugin

    monkeypatch.setattr(plugin, "from_flow", lambda _project: a_site())
    build(load_config(str(project / "mkdocs.yml"), site_dir=str(tmp_path / "plain")))

    assert bytes_of(tmp_path / "plain") == bytes_of(build_site(project, tmp_path / "site", a_site()).site)


_KILLED = """
import os, sys
from pathlib import Path
from reporter.website import build
from tests.site_sample import a_site
build.check_site = lambda _stage: os._exit(9)
build.build_site(Path(sys.argv[1]), Path(sys.argv[2]), a_site())
"""


def test_a_killed_build_leaves_the_old_site_and_the_next_one_works(project: Path, tmp_path: Path) -> None:
    """The stage of the dead build is swept, its lock has died with it."""
    old = bytes_of(build_site(project, tmp_path / "site", a_site()).site)

    child = subprocess.run(
        [sys.executable, "-c", _KILLED, str(project), str(tmp_path / "site")],
        check=False,
        cwd=Path(__file__).parents[1],
    )
    after = bytes_of(tmp_path / "site")
    build_site(project, tmp_path / "site", a_site(a_page("new.md", "新", "# 新")))

    assert child.returncode == 9
    assert after == old
    assert (tmp_path / "site" / "new.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]
