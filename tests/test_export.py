"""`reporter export`: one file that needs nothing beside it, from the same pages as the site."""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter import cli
from reporter.artefacts import Artefact
from reporter.errors import UserError
from reporter.export import FORMS
from reporter.export.join import Part, joined
from reporter.export.one_file import one_file
from reporter.export.pages import pages_among
from reporter.export.pdf import candidates, command, pdf
from reporter.export.tree import parsed
from reporter.flow import plan_site
from reporter.website.policy import hashed
from reporter.website.rendered import rendered
from tests.console import Command, console
from tests.projects import DEMO, FOUNDING, SIBLING, Built, Demo, copy_of, quick, write_incident
from tests.test_pages_hostile import ALLOWED, PAYLOADS, Shapes, attack_with, attacked, written

#: Bytes after gzip (docs: pages.md, one-file export 150 / 60 KB).
GATE: Final = 150_000


class Whole(HTMLParser):
    """What the laws of a file ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.named: list[str] = []
        self.asked: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        for name, said in attrs:
            value = said or ""
            if name == "id":
                self.ids.append(value)
            elif name in {"href", "xlink:href"}:
                self.links.append(value)
            elif name in {"for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"}:
                self.named += value.split()
            elif name in {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}:
                self.asked.append(f"{tag} {name}={value}")


def faults(html: str) -> list[str]:
    """Everything by which a file would need something beside it, or lead nowhere."""
    file = Whole(html)
    twice = [name for name, count in Counter(file.ids).items() if count > 1]
    icons, links = file.links[:1], file.links[1:]
    lost = [link for link in links if not link.startswith("#") or unquote(link[1:]) not in file.ids]
    lost += [f"icon {link[:20]}" for link in icons if not link.startswith("data:image/svg+xml,")]
    nameless = [name for name in file.named if name not in file.ids]
    # The script is the site's own; that it asks for nothing is seen in a browser.
    unscripted = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    outside = re.findall(r"(?:url\(|@import)[^;]{0,60}", unscripted, re.IGNORECASE)
    return [*twice, *lost, *nameless, *file.asked, *outside]


@pytest.fixture(scope="module", params=[FOUNDING, SIBLING])
def file(request: pytest.FixtureRequest, both: Built) -> str:
    """The file of an incident without and of one with posts."""
    return one_file(pages_among(both.plan.artefacts, request.param))


# The file -------------------------------------------------------------------


def test_nothing_leads_out_of_the_file_and_every_name_is_there_once(file: str) -> None:
    """It is opened in a chat, far from the site and from any network."""
    assert faults(file) == []


def test_the_laws_would_be_noticed_if_broken() -> None:
    """A check that finds nothing in anything proves nothing."""
    icon = '<link href="data:image/svg+xml,x">'

    for broken in (
        '<a href="evidence.html">',
        '<a href="#nowhere">',
        '<p id="a"><p id="a">',
        '<img src="https://example.org/x.png">',
        '<label for="nobody">',
        "<style>a{background:url(x.png)}</style>",
    ):
        assert len(faults(icon + broken)) == 1, broken


def test_the_policy_names_the_one_style_and_the_one_script(file: str) -> None:
    """The browser runs what the tool wrote and nothing else, and may ask for nothing at all."""
    (policy,) = re.findall(r'<head>\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">', file)
    (style,) = re.findall(r"<style>(.*?)</style>", file, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", file, re.DOTALL)

    allowed = dict(part.split(" ", 1) for part in policy.split("; "))

    assert allowed["default-src"] == "'none'"
    assert allowed["style-src"] == hashed(style)
    assert allowed["script-src"] == hashed(script)
    assert "'self'" not in policy
    assert file.count("<script") == file.count("<style") == 1
    assert '<meta name="robots" content="noindex, nofollow">' in file


@pytest.mark.parametrize("slug", [FOUNDING, SIBLING])
def test_it_says_what_the_pages_say(both: Built, slug: str) -> None:
    """Joined is not abridged: every word of the pages but the ways to files that are not in it, in their order."""
    pages = pages_among(both.plan.artefacts, slug)
    file = parsed(one_file(pages)).words()

    for page in pages:
        tree = parsed(page.html)
        for element in tree:
            dead = element.tag in {"script", "button"} or "download" in element.attributes
            posts = any(one.attributes.get("href") == "collection.html" for one in [element, *element])
            if dead or (posts and element.tag in {"a", "p"}):
                element.children = []
        assert tree.words().strip() in file


def test_the_classification_stands_on_the_report_and_on_every_annex(both: Built) -> None:
    """A sheet that is taken out of the pile still says who may read it."""
    pages = pages_among(both.plan.artefacts, SIBLING)

    parts = one_file(pages).split('<section class="of-annex"')

    assert len(parts) == len(pages) == 4
    assert all('class="rp-class"' in part for part in parts)


@pytest.mark.parametrize("slug", [FOUNDING, SIBLING])
def test_it_fits_a_chat(both: Built, slug: str) -> None:
    """The gate is 150 KB after gzip; what a phone keeps is at most four times that."""
    data = one_file(pages_among(both.plan.artefacts, slug)).encode()

    assert len(gzip.compress(data, 9, mtime=0)) < GATE
    assert len(data) < 4 * GATE


@pytest.mark.slow
def test_the_simulated_incident_fits_a_chat(demo: Demo) -> None:
    """The largest report there is: 661 figures, 27 claims."""
    data = one_file(pages_among(demo.plan.artefacts, DEMO)).encode()

    assert len(gzip.compress(data, 9, mtime=0)) < GATE
    assert faults(data.decode()) == []


def test_a_report_in_english_has_english_around_it(tmp_path: Path) -> None:
    """The shell speaks the report's language, not the terminal's."""
    write_incident(tmp_path, "case", language="en", title="A shop's video")

    file = one_file(pages_among(plan_site(quick(tmp_path)).artefacts, "case"))

    assert '<html lang="en"' in file
    assert "Annex 1: Evidence" in file
    assert "附件" not in file


def test_templates_of_a_project_may_write_markdown_and_load_nothing() -> None:
    """What the site renders is rendered here, too; what it would load is left out."""
    body = "# 结论 {: #top }\n\n[依据](evidence.md#a) ![](logo.png) [外](https://example.org/x) [表](other.xlsx)\n"
    page = Artefact(path="incidents/x/index.md", content=f'---\ntitle: "T"\n---\n{body}', kind="page")
    annex = Artefact(path="incidents/x/evidence.md", content='---\ntitle: "E"\n---\n## 甲 {: #a }\n', kind="page")

    file = one_file([rendered(page), rendered(annex)])

    assert faults(file) == []
    assert '<a href="#annex-evidence-a">依据</a>' in file
    assert "<span>外（https://example.org/x）</span>" in file
    assert "<span>表</span>" in file
    assert "logo.png" not in file


# Joining --------------------------------------------------------------------

_NAME = st.sampled_from(["a", "b", "a-b", "annex-1-a", "p1", "甲 乙", "x%20y", "__text"])
_WORDS = st.text("词<>&\"' a;#", max_size=8)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@st.composite
def _piece(draw: st.DrawFn) -> str:
    words = _escaped(draw(_WORDS))
    fragment = draw(st.sampled_from(["", *(f"#{name}" for name in ("a", "b", "%E7%94%B2%20%E4%B9%99", "none"))]))
    url = draw(
        st.sampled_from(["", "p0.html", "p1.html", "./p2.md", "../x.html", "https://example.org/", "javascript:a"])
    )
    name = _escaped(draw(_NAME))
    return draw(
        st.sampled_from(
            [
                words,
                f'<p id="{name}">{words}</p>',
                f'<a href="{url}{fragment}">{words}</a>',
                f'<p id="{name}"><a href="{url}{fragment}">{words}</a></p>',
                f'<label for="{name}">{words}</label>',
                f'<svg viewBox="0 0 1 1"><path id="{name}" clip-path="url(#{name})"/></svg>',
                f'<img src="{url}x.png" alt="{words}">',
                f'<p style="background:url({url})">{words}</p>',
                f'<svg><use href="{url}{fragment}"/></svg>',
            ]
        )
    )


@given(st.lists(st.lists(_piece(), max_size=6).map("".join), min_size=1, max_size=4))
def test_pages_joined_hold_each_name_once_and_every_link_inside(pages: list[str]) -> None:
    """Whatever the pages call their places, and wherever their links lead."""
    parts = [Part(path=f"p{n}.html", html=html, anchor=f"annex-{n}") for n, html in enumerate(pages)]

    found = joined(parts, ["__text"])

    html = "".join(f'<i id="{part.anchor}"></i>{part.html}' for part in found)
    file = Whole(f'<i id="__text"></i>{html}')
    assert [name for name, count in Counter(file.ids).items() if count > 1] == []
    assert [link for link in file.links if not link.startswith("#") or unquote(link[1:]) not in file.ids] == []
    assert file.asked == []
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {f"#{name}" for name in file.ids}


@given(st.lists(_piece(), max_size=8).map("".join))
def test_a_tree_that_is_not_changed_says_what_was_read(html: str) -> None:
    """Reading twice gives what reading once gave: no text becomes an element, no element text."""
    once = parsed(html)

    again = parsed(str(once))

    assert str(again) == str(once)
    assert again.words() == once.words()
    assert [element.tag for element in again] == [element.tag for element in once]


def test_what_is_only_beside_the_site_goes_with_the_line_that_offers_it() -> None:
    """A line “All figures as report.json” without its link would promise what is not there."""
    page = (
        '<p class="rp-more"><a href="report.json" download>All figures</a></p>'
        '<div><details>t</details><a href="volume.csv" download>CSV</a></div>'
        '<p><a href="collection.html">The posts<span> …</span></a></p>'
        '<p>See <a href="collection.html">the posts</a> and <a href="https://example.org/a">there</a>.</p>'
        '<p><a href="mailto:a@example.org">a@example.org</a></p>'
    )

    (found,) = joined([Part(path="index.html", html=page, anchor="report")])

    assert found.html == (
        "<div><details>t</details></div>"
        "<p>See <span>the posts</span> and <span>there（https://example.org/a）</span>.</p>"
        "<p><span>a@example.org</span></p>"
    )


@pytest.mark.parametrize("slug", [FOUNDING, SIBLING])
def test_the_report_alone_tells_of_its_annexes_and_needs_none(both: Built, slug: str) -> None:
    """An office files fifteen sheets, not seventy; what the figures rest on must not be forgotten for that."""
    report, *annexes = pages_among(both.plan.artefacts, slug)

    html = one_file([report], annexes)
    article = parsed(html[html.index("<article") :]).words()

    assert faults(html) == []
    assert "of-annex" not in html.partition("<article")[2]
    assert "附件不在本文件中：" + "、".join(str(page.short_title) for page in annexes) in article
    # What the first screen warns of is said though its page is not there, without the invitation to go and see.
    (warned,) = {one.words() for one in parsed(report.html) if one.attributes.get("class") == "rp-unverified"}
    assert warned.partition("查看核验")[0] in article
    assert "查看核验" not in article


# Hostile words --------------------------------------------------------------


@pytest.fixture(scope="module")
def attacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The file of a harmless incident and of one for each attack."""
    project = tmp_path_factory.mktemp("hostile-export")
    payloads = {"harmless": "平常的话 ", **PAYLOADS}
    for slug, payload in payloads.items():
        attack_with(project, slug, payload)
    artefacts = plan_site(quick(project)).artefacts
    return {slug: one_file(pages_among(artefacts, slug)) for slug in payloads}


@pytest.fixture(scope="module")
def known(attacks: dict[str, str], both: Built) -> set[tuple[str, ...]]:
    """Every kind of element that files of harmless words have."""
    others = (one_file(pages_among(both.plan.artefacts, slug)) for slug in (FOUNDING, SIBLING))
    return set().union(ALLOWED, *(Shapes(html).kinds for html in (attacks["harmless"], *others)))


@pytest.mark.parametrize("attack", PAYLOADS)
def test_hostile_words_stay_words(attack: str, attacks: dict[str, str], known: set[tuple[str, ...]]) -> None:
    """What the pages escaped is read and written again here: no second reading may make it an element."""
    harmless = Shapes(attacks["harmless"])

    found = Shapes(attacks[attack])

    assert faults(attacks[attack]) == []
    assert found.kinds - known == set()
    assert found.counted() == harmless.counted()
    assert {word for word in written(attacked(PAYLOADS[attack])) if f"词{word}" not in found.words} == set()


# The command ----------------------------------------------------------------


@pytest.fixture
def reporter(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The console script, speaking English."""
    return console(monkeypatch, capsys, "en")


@pytest.fixture
def project(both: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the founding case, the present folder beside it."""
    folder = copy_of(both, tmp_path / "project", FOUNDING)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def test_the_file_lies_in_the_present_folder_and_is_the_same_again(project: Path, reporter: Command) -> None:
    """The same report gives the same bytes, and what was written is replaced without a question."""
    first = reporter("export", FOUNDING, "--project", project)
    here = Path(f"{FOUNDING}.html")
    data = here.read_bytes()
    second = reporter("export", FOUNDING, "--project", project, "--html")

    assert first[:2] == second[:2] == (0, f"{here}\n")
    assert here.read_bytes() == data
    assert "KB, classified “公开”" in first[2]
    assert [path.name for path in Path().iterdir()] == [here.name]


def test_the_report_alone_is_another_file(project: Path, reporter: Command) -> None:
    """The short one must not take the place of the whole one."""
    for form in ("html", "docx"):
        assert reporter("export", FOUNDING, f"--{form}", "--project", project)[0] == 0
        status, out, _err = reporter("export", FOUNDING, f"--{form}", "--report-only", "--project", project)

        assert (status, out.strip()) == (0, f"{FOUNDING}-report.{form}")
        assert Path(out.strip()).stat().st_size < Path(f"{FOUNDING}.{form}").stat().st_size


def test_a_report_that_changed_replaces_its_own_file(project: Path, reporter: Command) -> None:
    """The usual round: look, mend, hand over again."""
    reporter("export", FOUNDING, "--project", project)
    before = Path(f"{FOUNDING}.html").read_bytes()
    source = project / "incidents" / FOUNDING / "incident.yml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("title: ", "title: 新", 1), encoding="utf-8")

    status, _out, err = reporter("export", FOUNDING, "--project", project)

    assert status == 0, err
    assert Path(f"{FOUNDING}.html").read_bytes() != before


def test_somebody_elses_file_or_one_changed_by_hand_is_kept(project: Path, reporter: Command) -> None:
    """An hour of corrections in the file is not lost to a second export."""
    target = Path("report.html")
    target.write_bytes(b"mine")
    refused = reporter("export", FOUNDING, "--project", project, "--out", target)
    kept = target.read_bytes()
    forced = reporter("export", FOUNDING, "--project", project, "--out", target, "--force")
    target.write_bytes(target.read_bytes() + b"<!-- by hand -->")
    again = reporter("export", FOUNDING, "--project", project, "--out", target)

    assert (refused[0], forced[0], again[0]) == (1, 0, 1)
    assert kept == b"mine"
    assert "R606" in refused[2]
    assert "--force" in refused[2]
    assert target.read_bytes().endswith(b"by hand -->")


def test_out_may_be_a_folder_and_must_exist(project: Path, reporter: Command) -> None:
    """Whoever names a folder wants the usual name in it."""
    Path("mail").mkdir()
    inside = reporter("export", FOUNDING, "--project", project, "--out", "mail")
    nowhere = reporter("export", FOUNDING, "--project", project, "--out", "no/such/file.html")

    assert inside[1].split() == [str(Path("mail", f"{FOUNDING}.html"))]
    assert nowhere[0] == 1
    assert "R604" in nowhere[2]


def test_a_state_secret_is_not_handed_over(project: Path, reporter: Command) -> None:
    """No command handles it, and no file of an earlier state is written in its place."""
    reporter("export", FOUNDING, "--project", project, "--out", "before.html")
    source = project / "incidents" / FOUNDING / "incident.yml"
    text = source.read_text(encoding="utf-8")
    source.write_text(re.sub(r"(?m)^classification:.*$", "classification: 机密", text), encoding="utf-8")

    status, out, err = reporter("export", FOUNDING, "--project", project, "--out", "after.html")

    assert (status, out) == (1, "")
    assert "R006" in err
    assert not Path("after.html").exists()


def test_a_broken_incident_is_not_handed_over_as_it_once_was(project: Path, reporter: Command) -> None:
    """The site keeps the last good page with a banner; a file would travel without anybody to see the banner."""
    reporter("build", "--project", project)
    source = project / "incidents" / FOUNDING / "incident.yml"
    source.write_text(source.read_text(encoding="utf-8") + "\nunknown: 1\n", encoding="utf-8")

    status, out, err = reporter("export", FOUNDING, "--project", project)

    assert (status, out) == (1, "")
    assert "R103" in err
    assert list(Path().iterdir()) == []


def test_an_unknown_incident_is_named_with_those_there_are(project: Path, reporter: Command) -> None:
    """A typing error is answered with the names to choose from."""
    status, _out, err = reporter("export", "2021-06-no", "--project", project)

    assert status == 1
    assert FOUNDING in err


def test_every_form_has_its_option() -> None:
    """A form nobody can ask for, or an option that leads to none, is found here."""
    options = {one.flag_value for one in cli.export.params if isinstance(one, click.Option) and one.name == "form"}

    assert options == set(FORMS)


# Printing -------------------------------------------------------------------


def test_without_a_browser_there_is_a_way_out(
    project: Path, reporter: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office computer may have none: the page prints itself."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("reporter.export.pdf.candidates", lambda *_: iter(()))

    status, _out, err = reporter("export", FOUNDING, "--project", project, "--pdf")

    assert status == 1
    assert "R605" in err
    assert "--html" in err
    assert list(Path().iterdir()) == []


def test_a_program_that_is_no_browser_is_told_by_name(tmp_path: Path) -> None:
    """A wrong --browser is the user's to mend, not a traceback."""
    with pytest.raises(UserError) as told:
        pdf("<p>x</p>", tmp_path / "no-such-browser")

    (problem,) = told.value.problems
    assert problem.code == "R605"
    assert problem.place.file.endswith("no-such-browser")


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_a_browser_that_prints_nothing_is_quoted(tmp_path: Path) -> None:
    """Its last line is what a colleague who knows computers asks for."""
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho first >&2\necho 'cannot open display' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)

    with pytest.raises(UserError, match="cannot open display"):
        pdf("<p>x</p>", program)


def test_the_browser_gets_no_network_and_a_profile_that_goes() -> None:
    """And keeps its sandbox wherever it can: only root on Linux has to do without."""
    page, paper = Path.cwd() / "report.html", Path.cwd() / "report.pdf"

    usual = command(Path("chrome"), page, paper, root=False)
    root = command(Path("chrome"), page, paper, root=True)

    assert set(root) - set(usual) == {"--no-sandbox"}
    assert {"--headless", "--host-resolver-rules=MAP * ~NOTFOUND", f"--print-to-pdf={paper}"} <= set(usual)
    assert f"--user-data-dir={paper.parent / 'profile'}" in usual
    assert usual[-1] == page.as_uri()


def test_edge_is_found_where_windows_has_it() -> None:
    """Every office computer with Windows 10 or 11 has Edge."""
    environment = {"PROGRAMFILES": "C:/Program Files", "PROGRAMFILES(X86)": "C:/Program Files (x86)"}

    windows = [path.as_posix() for path in candidates("win32", environment, Path("C:/Users/a"))]
    mac = [path.as_posix() for path in candidates("darwin", {}, Path("/Users/a"))]

    assert "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe" in windows
    assert windows[0] == "C:/Program Files/Google/Chrome/Application/chrome.exe"
    assert "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" in mac
    assert list(candidates("linux", environment, Path("/home/a"))) == []
