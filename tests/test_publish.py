"""Publishing cannot be undone, so every refusal and every untouched thing is a test.

Remotes are bare repositories in the test's own folder; no network is used.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from reporter.errors import UserError
from reporter.i18n import speaking
from reporter.publish import Plan, describe, pages_url, publish, share
from reporter.publish.git import without_credentials
from reporter.publish.words import size

SLUG = "2021-06-shop"
#: Plain `git status` would itself rewrite the index.
STATUS = ("--no-optional-locks", "status", "--porcelain")
#: A number of the 18-digit form whose birthday exists and whose check digit is right.
IDENTITY = "11010519491231002X"


def git(folder: Path, *arguments: str) -> str:
    """What git prints in `folder`."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")
    return subprocess.run(
        ["git", *identity, *arguments],  # noqa: S607 - the git under test is the one on the PATH
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout


def a_report(slug: str, **given: object) -> str:
    """A `report.json` of which a test names what it is about."""
    report = {
        "slug": slug,
        "title": "电商价格争议",
        "language": "zh",
        "classification": "公开",
        "simulated": False,
        "findings": [{"statement": "首次回应用时6小时"}, {"statement": "热度已回落"}],
    }
    return json.dumps(report | given, ensure_ascii=False)


@dataclass(frozen=True)
class House:
    """A project under git with a built site and a bare remote."""

    project: Path
    site: Path
    remote: Path

    def write(self, path: str, content: str) -> None:
        """A file of the built site."""
        target = self.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="")

    def incident(self, slug: str = SLUG, **given: object) -> None:
        """An incident's page and report in the built site."""
        self.write(f"incidents/{slug}/index.html", "<h1>报告</h1>")
        self.write(f"incidents/{slug}/report.json", a_report(slug, **given))

    def publish(self, *, really: bool = False, **given: str) -> Plan:
        """Publish, as the command would."""
        return publish(self.site, repository=self.project, really=really, **given)

    def published(self, branch: str = "gh-pages") -> set[str]:
        """Paths on the remote's branch."""
        return set(git(self.remote, "ls-tree", "-r", "-z", "--name-only", branch).split("\0")) - {""}

    def state(self) -> dict[str, str]:
        """Everything of the user's repository that publishing must not change."""
        files = {path: path.stat() for path in sorted((self.project / ".git").rglob("*")) if path.is_file()}
        told = {str(path): f"{stat.st_size} {stat.st_mtime_ns}" for path, stat in files.items()}
        return told | {"refs": git(self.project, "for-each-ref"), "status": git(self.project, *STATUS)}


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine's user takes part."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A project with work under way: one commit, one staged and one untracked file; a public incident."""
    made = House(project=tmp_path / "项目: one", site=tmp_path / "项目: one" / "site", remote=tmp_path / "remote.git")
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", str(made.remote))
    git(tmp_path, "init", "--quiet", "-b", "main", str(made.project))
    git(made.project, "remote", "add", "origin", str(made.remote))
    (made.project / ".gitignore").write_text("/site/\n*.csv\n", encoding="utf-8")
    git(made.project, "add", ".gitignore")
    git(made.project, "commit", "--quiet", "-m", "Begin")
    git(made.project, "push", "--quiet", "origin", "main")
    (made.project / "staged.txt").write_text("a", encoding="utf-8")
    git(made.project, "add", "staged.txt")
    (made.project / "loose.txt").write_text("b", encoding="utf-8")
    made.write("index.html", "<h1>首页</h1>")
    made.incident()
    return made


def refusals(call: Callable[[], object]) -> list[str]:
    """Code and place of every reason a call is refused for."""
    with pytest.raises(UserError) as caught:
        call()
    return [f"{one.code} {one.place}" for one in caught.value.problems]


def test_looking_publishes_nothing(house: House) -> None:
    """A dry run is the default: publishing is a conscious act."""
    plan = house.publish()

    assert git(house.remote, "for-each-ref", "--format=%(refname)").split() == ["refs/heads/main"]
    assert [file.path for file in plan.files] == sorted(file.path for file in plan.files)
    assert plan.pages == ("", f"incidents/{SLUG}/")
    assert [one.slug for one in plan.incidents] == [SLUG]


def test_the_site_becomes_one_commit_without_a_past_and_without_a_name(house: House) -> None:
    """What was removed must be in no history, and nobody's address in any commit."""
    house.publish(really=True)
    house.write("index.html", "<h1>新首页</h1>")
    house.publish(really=True)

    told = git(house.remote, "log", "--format=%an %ae %cn %ce %P", "gh-pages")
    assert told == "reporter noreply@reporter.invalid reporter noreply@reporter.invalid \n"
    assert git(house.remote, "show", "gh-pages:index.html") == "<h1>新首页</h1>"


def test_what_is_published_is_the_site_byte_for_byte(house: House) -> None:
    """Neither .gitignore, nor line-end settings, nor attributes of the project have a say."""
    git(house.project, "config", "core.autocrlf", "true")
    house.write("posts.csv", "a\r\nb\r\n")
    house.write("中文 page.html", "x\r\n")

    house.publish(really=True)

    assert house.published() == {
        *(".nojekyll", "index.html", "posts.csv", "中文 page.html"),
        *(f"incidents/{SLUG}/index.html", f"incidents/{SLUG}/report.json"),
    }
    assert git(house.remote, "cat-file", "-s", "gh-pages:posts.csv") == "6\n"


def test_the_users_repository_stays_as_it_was(house: House) -> None:
    """Work tree, index, HEAD, refs, tracking branches, even the object store: untouched."""
    house.publish(really=True)
    before = house.state()

    house.write("index.html", "<h1>新</h1>")
    house.publish(really=True)
    house.publish()

    assert house.state() == before
    assert "gh-pages" not in git(house.project, "for-each-ref")


def test_addresses_that_go_are_named_before_they_go(house: House) -> None:
    """Somebody has the old link in a chat."""
    house.incident("2020-01-old")
    house.write("assets/a1b2.css", "")
    house.publish(really=True)
    for path in ("index.html", "report.json"):
        (house.site / "incidents" / "2020-01-old" / path).unlink()
    (house.site / "incidents" / "2020-01-old").rmdir()
    (house.site / "assets" / "a1b2.css").unlink()

    plan = house.publish()

    assert plan.vanishing == ("incidents/2020-01-old/", "incidents/2020-01-old/report.json")
    assert any("incidents/2020-01-old/" in line for line in describe(plan))


def test_publishing_the_same_site_again_changes_nothing(house: House) -> None:
    """No new commit, no new deployment, no notification."""
    house.publish(really=True)
    tip = git(house.remote, "rev-parse", "gh-pages")

    plan = house.publish(really=True)

    assert plan.unchanged
    assert git(house.remote, "rev-parse", "gh-pages") == tip


@pytest.mark.parametrize("classification", ["内部资料", "普通商密", "核心商密", "", "公开 "])
def test_an_incident_that_is_not_public_keeps_the_whole_site_at_home(house: House, classification: str) -> None:
    """One internal report among public ones is how leaks happen."""
    house.incident("2022-01-inside", classification=classification)

    assert refusals(lambda: house.publish(really=True)) == ["R501 incidents/2022-01-inside/report.json: classification"]
    assert "gh-pages" not in git(house.remote, "for-each-ref")


def test_a_page_kept_from_an_earlier_build_stays_at_home(house: House) -> None:
    """Its folder may say by now that nobody outside may read it."""
    house.incident("2022-01-old", stale=True)

    assert refusals(house.publish) == ["R501 incidents/2022-01-old/report.json: stale"]


def test_a_state_secret_has_its_own_refusal(house: House) -> None:
    """涉密不上网: no approval makes it publishable here."""
    house.incident(classification="机密★三年")

    assert refusals(house.publish) == [f"R006 incidents/{SLUG}/report.json: classification"]


@pytest.mark.parametrize("report", [None, "{", "[]", "{}", '{"title": "x"}'])
def test_a_page_that_cannot_say_what_it_is_stays_at_home(house: House, report: str | None) -> None:
    """A missing or broken report.json must not be read as consent."""
    house.write("incidents/2022-02-odd/index.html", "")
    if report is not None:
        house.write("incidents/2022-02-odd/report.json", report)

    assert refusals(house.publish) == ["R501 incidents/2022-02-odd/report.json"]


def test_personal_data_in_any_page_or_data_file_is_found_before_it_leaves(house: House) -> None:
    """The last gate looks at the built bytes, whatever way the data took into them."""
    house.write("a.html", "<p>ok</p>\n<p>电话 139&#48;0139000</p>")
    house.write("b.json", json.dumps({"quote": f"身份证 {IDENTITY}"}))
    house.write("c.csv", "时间,声量\n2021-06-18,13900139000\n")
    house.write("d.js", "var n = 13900139000")

    found = refusals(house.publish)

    assert [one.split(":")[0] for one in found] == ["R501 a.html", "R501 b.json", "R501 c.csv"]


def test_a_refusal_never_repeats_the_personal_data(house: House) -> None:
    """Messages end up in build logs, which are often public themselves."""
    house.write("a.html", "电话 13900139000")

    with pytest.raises(UserError) as caught:
        house.publish()

    assert "13900139000" not in str(caught.value)


def test_all_reasons_are_told_at_once(house: House) -> None:
    """One refusal a run would make publishing a guessing game."""
    house.incident(classification="内部资料")
    house.write("a.html", "电话 13900139000")

    found = refusals(lambda: house.publish(remote="nowhere", branch="gh-pages"))

    assert [one.split()[0] for one in found] == ["R502", "R501", "R501"]


@pytest.mark.parametrize("branch", ["main", "work"])
def test_a_branch_people_work_on_is_never_replaced(house: House, branch: str) -> None:
    """`--branch main` would throw the project's history away."""
    git(house.project, "checkout", "--quiet", "-b", "work")

    assert [one.split()[0] for one in refusals(lambda: house.publish(branch=branch))] == ["R501"]


def test_files_that_are_no_part_of_a_site_stay_at_home(house: House) -> None:
    """The published tree is an allow-list."""
    house.write("report.xlsx", "")
    house.write(".reporter/key.secret", "")
    house.write("assets/app.js.map", "")
    house.write("assets/_own.css", "")

    plan = house.publish(really=True)

    assert plan.left_out == (".reporter/key.secret", "assets/app.js.map", "report.xlsx")
    assert {"assets/_own.css", ".nojekyll"} <= house.published()
    assert not house.published() & set(plan.left_out)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_links_are_not_followed(house: House, tmp_path: Path) -> None:
    """A link in the site must not carry a file from elsewhere out of the house."""
    (tmp_path / "private.html").write_text("private", encoding="utf-8")
    (house.site / "link.html").symlink_to(tmp_path / "private.html")
    (house.site / "folder").symlink_to(tmp_path)

    plan = house.publish(really=True)

    assert plan.left_out == ("folder", "link.html")
    assert not any("private" in path or "link" in path for path in house.published())


def test_somebody_elses_publication_is_not_overwritten_unseen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and pushing the branch may move; the lease notices."""
    house.publish(really=True)
    house.write("index.html", "<h1>新</h1>")
    real = subprocess.run

    def meanwhile(arguments: list[str], **given: object) -> object:
        if "push" in arguments:
            git(house.remote, "branch", "-f", "gh-pages", "main")
        return real(arguments, **given)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr("reporter.publish.git.subprocess.run", meanwhile)
        with pytest.raises(UserError, match="R502"):
            house.publish(really=True)

    assert git(house.remote, "rev-parse", "gh-pages") == git(house.remote, "rev-parse", "main")


def test_a_folder_outside_git_is_told_what_to_do(house: House, tmp_path: Path) -> None:
    """A project need not be under git until it is published."""
    (tmp_path / "plain").mkdir()

    with pytest.raises(UserError) as caught:
        publish(house.site, repository=tmp_path / "plain")

    assert [one.code for one in caught.value.problems] == ["R502"]
    assert "git init" in caught.value.problems[0].hint


def test_a_missing_git_is_a_located_error(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback with FileNotFoundError."""
    monkeypatch.setenv("PATH", "")

    assert refusals(house.publish) == ["R502 "]


def test_a_site_that_was_not_built_is_told_so(house: House) -> None:
    """The hint names the command that is missing."""
    found = refusals(lambda: publish(house.project / "nowhere", repository=house.project))

    assert found == ["R501 index.html"]


def test_messages_hold_no_credentials() -> None:
    """Remotes are often written with a token in them."""
    assert without_credentials("fatal: https://me:token@host/x.git not found") == "fatal: https://host/x.git not found"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/Owner/name.git", "https://owner.github.io/name/"),
        ("git@github.com:owner/na.me.git", "https://owner.github.io/na.me/"),
        ("https://github.com/owner/owner.github.io", "https://owner.github.io/"),
        ("https://git.example.org/owner/name.git", ""),
        ("../remote.git", ""),
    ],
)
def test_the_pages_address_is_told_where_it_is_known(address: str, expected: str) -> None:
    """A wrong link is worse than none."""
    assert pages_url(address) == expected


def test_a_plan_reads_as_text(house: House) -> None:
    """What a person decides on: what, where, how much, which pages."""
    with speaking("en"):
        told = describe(house.publish())

    assert told[0].startswith("This would become public on the branch “gh-pages” of ")
    assert f"  {SLUG}  电商价格争议" in told
    assert f"  incidents/{SLUG}/  1 KB" in told
    assert "--yes" in told[-1]


def test_after_publishing_the_text_says_done(house: House) -> None:
    """The same lines, no longer in the conditional."""
    with speaking("en"):
        told = describe(house.publish(really=True), done=True)

    assert told[0].startswith("Published to the branch")
    assert not any("--yes" in line for line in told)


@pytest.mark.parametrize(("count", "expected"), [(0, "0 KB"), (1, "1 KB"), (1025, "2 KB"), (3 * 1024**2, "3.0 MB")])
def test_sizes_are_rounded_up_never_to_nothing(count: int, expected: str) -> None:
    """A file of one byte is a file."""
    with speaking("en"):
        assert size(count) == expected


def test_sharing_gives_one_sentence_and_one_link(house: House) -> None:
    """Pasted into a chat, it must say by itself what the report concludes."""
    shared = share(house.site, SLUG, "https://example.org/reports/")

    assert shared == f"电商价格争议：首次回应用时6小时\nhttps://example.org/reports/incidents/{SLUG}/"


def test_a_shared_simulation_says_that_it_is_one(house: House) -> None:
    """Out of context nobody sees the banner on the page."""
    house.incident(simulated=True, findings=[], title="模拟\n事件")

    assert share(house.site, SLUG, "https://example.org").startswith("【模拟数据】模拟 事件\n")


def test_sharing_what_is_not_there_lists_what_is(house: House) -> None:
    """A slip in the slug is mended from the message."""
    with pytest.raises(UserError, match=SLUG):
        share(house.site, "2021-06-shpo", "https://example.org")


@pytest.mark.parametrize("address", ["", "example.org", "file:///tmp", "javascript:alert(1)"])
def test_only_a_web_address_is_shared(house: House, address: str) -> None:
    """A path of this machine is of no use in a chat."""
    assert refusals(lambda: share(house.site, SLUG, address)) == ["R105 "]


def test_a_state_secret_is_not_shared(house: House) -> None:
    """No command handles one."""
    house.incident(classification="秘密")

    assert refusals(lambda: share(house.site, SLUG, "https://example.org")) == [
        f"R006 incidents/{SLUG}/report.json: classification"
    ]


def test_the_pages_workflow_has_no_way_out_but_the_publish_command() -> None:
    """Only `reporter publish` knows what may become public; the workflow runs by hand and holds no other right."""
    path = Path(__file__).parent.parent / ".github" / "workflows" / "pages.yml"
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]

    # YAML 1.1 reads the key `on` as true.
    assert set(workflow[True]) == {"workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "write"}
    assert [step["uses"].split("@")[0] for step in steps if "uses" in step] == ["actions/checkout"]
    assert any("reporter publish --yes" in step.get("run", "") for step in steps)
    assert not any("git push" in step.get("run", "") for step in steps)
