"""The parts of the site: paths, metadata, policy, contents, search text, checks, the swap."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.artefacts import Artefact
from reporter.errors import Severity
from reporter.website import swap as swapping
from reporter.website.assets import site_assets, without_map
from reporter.website.checks import VIEW_BUDGET, check_site
from reporter.website.headings import contents
from reporter.website.materialise import materialise
from reporter.website.metadata import escaped
from reporter.website.paths import safe_path
from reporter.website.policy import content_security_policy, hashed, inline_scripts
from reporter.website.search import conclusions, searchable
from reporter.website.swap import places_for, recover, swap
from tests.site_sample import CHART, a_site, bytes_of

# Paths ----------------------------------------------------------------------


@given(st.text(min_size=1))
def test_a_path_is_refused_or_stays_inside(path: str) -> None:
    """Whatever a generator yields, nothing is written outside the site."""
    try:
        safe = safe_path(path)
    except ValueError:
        return

    assert ".." not in safe.parts
    assert not safe.is_absolute()
    assert str(safe) == path


@pytest.mark.parametrize(
    "path", ["../a.md", "/a.md", "a//b", "a/./b", ".hidden", "CON.md", "a\\b.md", "a:b", "x. ", ""]
)
def test_a_dangerous_path_is_refused(path: str) -> None:
    """Leaving the folder, hiding in it, or naming a device is never meant."""
    with pytest.raises(ValueError, match="not a path"):
        safe_path(path)


def test_artefacts_on_disk_are_the_artefacts(tmp_path: Path) -> None:
    """A later move to another site engine starts from exactly these bytes."""
    artefacts = a_site()

    materialise(artefacts, tmp_path)

    assert bytes_of(tmp_path) == {artefact.path: artefact.data for artefact in artefacts}


def test_two_artefacts_for_one_path_are_a_bug(tmp_path: Path) -> None:
    """The second would silently replace the first."""
    twice = [Artefact(path="a.csv", content="", kind="data")] * 2

    with pytest.raises(ValueError, match="two artefacts"):
        materialise(twice, tmp_path)


# Metadata -------------------------------------------------------------------


@given(st.text())
def test_metadata_makes_no_markup(value: str) -> None:
    """Titles reach attributes and text alike, in templates without autoescape."""
    assert not set(escaped(value)) & set("<>\"'")


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_escaping_twice_is_escaping_once(value: str) -> None:
    """Values pass through several hooks; none may show `&amp;lt;` to a reader."""
    assert escaped(escaped(value)) == escaped(value)
    assert escaped(html.escape(html.unescape(value))) == escaped(value)


# Policy ---------------------------------------------------------------------


def test_the_policy_allows_no_inline_code_and_nothing_from_outside() -> None:
    """One forgotten directive falls back to a permissive one."""
    directives = str(content_security_policy(["a()"])).split("; ")
    policy = {name: value for name, _, value in (directive.partition(" ") for directive in directives)}

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'self' {hashed('a()')}"
    assert "unsafe-inline" not in policy["style-src"] + policy["script-src"]
    assert not re.search(r"https?:|\*|unsafe-eval", " ".join(policy.values()))


def test_data_islands_and_linked_scripts_are_not_inline_code() -> None:
    """Hashing them would only make the policy longer."""
    page = '<script>a()</script><script src="x.js"></script><script type="application/json">{}</script>'

    assert inline_scripts(page) == ["a()"]


# Contents and search --------------------------------------------------------


def test_contents_are_read_from_markdown_and_raw_headings_alike() -> None:
    """Reports are raw HTML blocks, manual pages are Markdown."""
    page = '<h2 id="a">一、背景</h2><h3 data-contents="短" id="b">长长的一句话</h3><h2 id="c" data-contents="">x</h2>'

    entries = contents(page)

    assert [(entry.url, entry.title, entry.level) for entry in entries] == [("#a", "一、背景", 2), ("#b", "短", 3)]


def test_contents_keep_hostile_headings_as_text() -> None:
    """A heading's words go through unescape and must come back escaped."""
    (entry,) = contents('<h2 id="a">&lt;img src=x&gt;</h2>')

    assert entry.title == "&lt;img src=x&gt;"


@given(depth=st.integers(1, 5))
def test_an_excluded_quote_stays_out_of_the_index_however_deep(depth: int) -> None:
    """Material's own reader forgets the mark at the first inner element of the same name."""
    inner = "<div>a</div>" * depth + "秘密"
    page = f"<p>前</p>{'<div>' * depth}<div data-search-exclude>{inner}</div>{'</div>' * depth}<p>后</p>"

    found = searchable(page)

    assert "秘密" not in found
    assert "前" in found
    assert "后" in found


def test_charts_and_tables_stay_out_of_the_index() -> None:
    """They are nine tenths of the bytes and nobody searches for a tick label."""
    found = searchable(f'<h2 id="x">标题</h2>{CHART}<table><tr><td>26,480</td></tr></table><p>结论</p>')

    assert found == '<h2 id="x">标题</h2> <p>结论</p>'


def test_of_a_report_the_first_screen_and_its_findings_are_searched() -> None:
    """Chapter names are alike in every report; 100 reports would answer to each of them."""
    page = (
        '<h1>结论</h1><p>回答</p><h2 id="a">一、背景</h2><p>长文</p><p class="rp-finding">发现</p><h3 id="b">原因</h3>'
    )

    assert conclusions(page) == "<h1>结论</h1><p>回答</p><p>发现</p>"


# Assets ---------------------------------------------------------------------


def test_asset_names_carry_the_hash_of_their_content() -> None:
    """A browser may keep them for ever; a new build is never seen with an old stylesheet."""
    files = site_assets().files

    assert all(re.fullmatch(r"assets/[a-z-]+\.[0-9a-f]{10}\.(css|js)", file.path) for file in files)


def test_no_asset_names_a_source_map() -> None:
    """The maps are not published; the reference would be a failing request in every developer tool."""
    assert all(b"sourceMappingURL" not in file.data for file in site_assets().files)
    assert without_map(b"a()\n//# sourceMappingURL=a.js.map\n") == b"a()\n"


# Checks ---------------------------------------------------------------------

HEAD = '<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="{}">'


def written(folder: Path, body: str, *, policy: str = "script-src 'self'") -> Path:
    """A site of one page."""
    (folder / "index.html").write_text(f"{HEAD.format(policy)}</head><body>{body}</body></html>", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "body",
    [
        '<a href="missing.html">x</a>',
        '<a href="#nowhere">x</a>',
        '<img src="https://example.org/a.png">',
        '<script src="//example.org/a.js"></script>',
        '<link rel="stylesheet" href="http://example.org/a.css">',
        '<a href="javascript:a()">x</a>',
        "<script>injected()</script>",
        '<figure class="chart"><div>no picture</div></figure>',
        '<figure class="chart wide"><svg></svg></figure>',
    ],
)
def test_a_fault_of_a_page_is_found(tmp_path: Path, body: str) -> None:
    """Each of these would only be noticed by a reader."""
    found = check_site(written(tmp_path, body))

    assert [(fault.code, fault.place.file, fault.severity) for fault in found] == [
        ("R402", "index.html", Severity.ERROR),
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/">outbound</a>',
        '<p id="x">a</p><a href="#x">x</a><a href="index.html#x">y</a><a href="./">z</a>',
        '<p>src="https://example.org" is only text</p>',
        '<img src="data:image/png;base64,AA==">',
        f"{CHART}",
    ],
)
def test_a_sound_page_passes(tmp_path: Path, body: str) -> None:
    """A false alarm would keep a good site from its readers."""
    assert check_site(written(tmp_path, body)) == []


def test_a_page_without_policy_is_found(tmp_path: Path) -> None:
    """The policy is the second wall; a template that forgot it must not pass."""
    (tmp_path / "index.html").write_text("<html><head><title>x</title></head></html>", encoding="utf-8")

    assert [fault.code for fault in check_site(tmp_path)] == ["R402"]


def test_a_stylesheet_that_asks_outside_is_found(tmp_path: Path) -> None:
    """Web fonts are the usual way a site starts to tell others who reads it."""
    (tmp_path / "a.css").write_text("@import 'https://example.org/f.css';", encoding="utf-8")

    assert [fault.place.file for fault in check_site(tmp_path)] == ["a.css"]


def test_a_size_over_its_limit_is_not_told_as_the_limit(tmp_path: Path) -> None:
    """“120 KB, the limit is 120 KB” was said of a page 7 bytes too large."""
    noise = b"".join(sha256(bytes((n >> 8, n & 255))).digest() for n in range(VIEW_BUDGET // 32))  # does not pack
    (tmp_path / "a.js").write_bytes(noise)
    written(tmp_path, '<script src="a.js"></script>')

    said = [fault.message for fault in check_site(tmp_path)]

    assert len(said) == 1
    assert re.findall(r"[\d.]+(?= ?KB)", said[0]) == ["120.2", "120"]


# Swap -----------------------------------------------------------------------

#: Every moment a build can die at while it puts the new folder in place.
_DEATHS = {
    "before anything": "swap.exchange = die",
    "after the exchange": "old = swap.exchange; swap.exchange = lambda a, b: old(a, b) and die()",
    "before the removal of the old site": "swap.sweep = die",
    "after the journal": "swap.exchange = lambda a, b: False; Path.replace = die",
    "between the two renames": (
        "swap.exchange = lambda a, b: False; first = Path.replace\n"
        "def second(self, to): first(self, to); die()\nPath.replace = second"
    ),
    "after both renames": ("swap.exchange = lambda a, b: False; Path.unlink = lambda self, missing_ok=False: die()"),
}

_CHILD = """
import os, sys
from pathlib import Path
from reporter.website import swap
places = swap.places_for(Path(sys.argv[1]), Path(sys.argv[2]))
def die(*_): os._exit(9)
{death}
swap.swap(places)
"""


def two_sites(folder: Path) -> swapping.Places:
    """An old site in its place and a finished new one on the stage."""
    places = places_for(folder / "site", folder)
    for path, words in ((places.site, "old"), (places.stage, "new")):
        path.mkdir()
        (path / "index.html").write_text(words, encoding="utf-8")
    return places


@pytest.mark.parametrize("moment", _DEATHS)
def test_a_killed_swap_leaves_the_old_site_or_the_new_one(tmp_path: Path, moment: str) -> None:
    """Plain `mkdocs build` left half a site at 35 of 40 moments."""
    places = two_sites(tmp_path)
    child = subprocess.run(
        [sys.executable, "-c", _CHILD.format(death=_DEATHS[moment]), str(places.site), str(tmp_path)], check=False
    )

    recover(places)

    assert child.returncode == 9
    assert (places.site / "index.html").read_text(encoding="utf-8") in {"old", "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_swap_puts_the_new_site_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, at_once: bool) -> None:
    """Both ways, the one step of Linux and the two of everywhere else, end alike."""
    places = two_sites(tmp_path)
    if not at_once:
        monkeypatch.setattr(swapping, "exchange", lambda _first, _second: False)

    swap(places)

    assert (places.site / "index.html").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_first_site_needs_no_swap(tmp_path: Path) -> None:
    """There is nothing to exchange with."""
    places = places_for(tmp_path / "site", tmp_path)
    places.stage.mkdir()

    swap(places)

    assert places.site.is_dir()
