"""The Word document of a report: it says what the page says, in an order and a dress that Word understands."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from reporter.documents.word import read_word
from reporter.export.one_file import one_file
from reporter.export.pages import pages_among
from reporter.export.tree import parsed
from reporter.export.word import pictures, unreadable_pictures, word
from reporter.export.word.blocks import TEXT_WIDTH, Cell, Paragraph, Row, Run
from reporter.export.word.manner import classes
from reporter.export.word.styles import named
from reporter.export.word.tables import signs, widths
from reporter.export.word.xml import clean
from reporter.flow import plan_site
from reporter.i18n import speaking
from reporter.proof import Outcome, compare, page_document
from tests.projects import DEMO, FOUNDING, ROOT, SIBLING, Built, Demo, quick, write_incident
from tests.test_pages_hostile import PAYLOADS, attack_with

MADE: Final = datetime(2023, 11, 2, 1, tzinfo=UTC)
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_VOID: Final = frozenset("br hr img input wbr".split())


class Page(HTMLParser):
    """The words of a page's article that are read on paper: everything but what is named here.

    Left out: buttons, scripts, drawings, the button's word "data table"; lines for screens (`no-print`, `rp-see`);
    a curve repeated for phones, the names a wide drawing says itself; links to files that are not there; arrows; the
    line of the cover and the title above each annex.  Added are the signs that the style sheet draws.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.headings: list[tuple[int, str]] = []
        self._open: list[tuple[str, frozenset[str], bool]] = []
        self._heading: tuple[int, int] | None = None
        self.feed(page)
        self.close()

    def _hides(self, tag: str, kinds: frozenset[str], attributes: dict[str, str | None]) -> bool:
        around = frozenset().union(*(kinds for _tag, kinds, _hidden in self._open))
        return (
            tag in {"button", "script", "style", "svg", "nav", "form"}
            or bool(kinds & {"no-print", "rp-see", "rp-zoom", "not-wide"})
            or (tag == "a" and "download" in attributes)
            or attributes.get("aria-hidden") == "true"
            or (tag == "summary" and "chart-table" in around)
            or ("of-annex" in around and bool(kinds & {"rp-cover", "rp-title"}))
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        attributes = dict(attrs)
        kinds = frozenset((attributes.get("class") or "").split())
        hidden = self._hides(tag, kinds, attributes)
        if tag not in _VOID:
            self._open.append((tag, kinds, hidden))
        if self._read():
            self.words += "“" if tag == "q" else "·" if "rp-tag" in kinds else ""
            if re.fullmatch("h[1-6]", tag) and "rp-judgement" not in kinds:
                annex = any("of-annex" in one for _tag, one, _hidden in self._open)
                self._heading = (int(tag[1]) - (not annex), len(self.words))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if self._read():
            self.words += "”" if tag == "q" else ""
            if self._heading and re.fullmatch("h[1-6]", tag):
                self.headings.append((self._heading[0], self.words[self._heading[1] :]))
                self._heading = None
        depth = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), None)
        if depth is not None:
            del self._open[depth:]

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._read():
            self.words += squeezed(data)

    def _read(self) -> bool:
        return any(tag == "article" for tag, _kinds, _hidden in self._open) and not any(
            hidden for tag, _kinds, hidden in self._open
        )


def squeezed(words: str) -> str:
    """Words without blanks: where lines break is the paper's affair."""
    return "".join(words.split())


def opened(raw: bytes) -> WordDocument:
    """The document as python-docx reads it."""
    return docx.Document(io.BytesIO(raw))


def said(raw: bytes) -> str:
    """Every word of the document's body in order, without the numbers of its captions."""
    return "".join(map(paragraph_words, opened(raw).element.body.iter(qn("w:p"))))


def paragraph_words(paragraph: Any) -> str:  # noqa: ANN401 - lxml's elements carry no types
    """The words of one paragraph."""
    words = squeezed("".join(node.text or "" for node in paragraph.iter(qn("w:t"))))
    field = paragraph.find(qn("w:fldSimple"))
    return words if field is None else re.sub(r"^(图|Figure)\d+", "", words)


def styled(raw: bytes) -> Iterator[tuple[str, str]]:
    """(style, words) of every paragraph."""
    for paragraph in opened(raw).element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        yield ("" if style is None else style.get(qn("w:val"))), paragraph_words(paragraph)


def parts(raw: bytes) -> dict[str, bytes]:
    """The files in the document."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def pages(both: Built) -> dict[str, str]:
    """The one-file page of an incident without and of one with posts."""
    return {slug: one_file(pages_among(both.plan.artefacts, slug)) for slug in (FOUNDING, SIBLING)}


@pytest.fixture(scope="module")
def documents(pages: dict[str, str]) -> dict[str, bytes]:
    """The same as Word documents."""
    return {slug: word(page, "舆情事件", "zh", MADE) for slug, page in pages.items()}


@pytest.fixture(params=[FOUNDING, SIBLING])
def slug(request: pytest.FixtureRequest) -> str:
    """Each of the two."""
    return str(request.param)


@pytest.fixture
def page(pages: dict[str, str], slug: str) -> str:
    """Its page."""
    return pages[slug]


@pytest.fixture
def raw(documents: dict[str, bytes], slug: str) -> bytes:
    """Its document."""
    return documents[slug]


# The same words --------------------------------------------------------------


def test_it_says_what_the_page_says_in_the_pages_order(page: str, raw: bytes) -> None:
    """A second telling of the same report would sooner or later tell something else."""
    assert said(raw) == Page(page).words


@pytest.mark.slow
def test_the_simulated_incident_is_told_whole(demo: Demo) -> None:
    """The largest report there is, with every kind of chart, table and claim."""
    page = one_file(pages_among(demo.plan.artefacts, DEMO))

    raw = word(page, "舆情", "zh", MADE)

    assert said(raw) == Page(page).words
    assert charts_without_words(raw) == []
    assert misplaced(raw) == []


def test_a_report_in_english_is_told_whole(tmp_path: Path) -> None:
    """English words need their blanks and no Chinese caption."""
    write_incident(tmp_path, "case", language="en", title="A shop's video")
    page = one_file(pages_among(plan_site(quick(tmp_path)).artefacts, "case"))

    raw = word(page, "A shop's video", "en", MADE)

    assert said(raw) == Page(page).words
    assert opened(raw).core_properties.language == "en-GB"
    assert "图" not in parts(raw)["word/styles.xml"].decode()


@pytest.mark.slow
def test_an_unchanged_document_agrees_with_its_report(both: Built, slug: str, raw: bytes) -> None:
    """`reporter claims check` reads what this export wrote: its own words must not come back as mistakes.

    But for one in five hundred: names beside what is said of them are a row here and lines on the page.
    """
    (report,) = (one for one in both.plan.reports if one.slug == slug)
    made = [one for one in both.plan.artefacts if one.path.startswith(f"incidents/{slug}/") and one.kind == "page"]

    with speaking("zh"):
        told = [page_document(one.path, one.data.decode()) for one in made]
        found = compare(read_word(raw, "report.docx"), report, told)

    outcomes = Counter(one.outcome for one in found)
    assert outcomes[Outcome.DIFFERS] * 500 <= len(found)
    assert outcomes[Outcome.AGREES] > len(found) / 2


def test_a_blank_between_two_elements_parts_their_words() -> None:
    """Without it method 1 and 6 files were 16 files, and no row of the metrics was found again."""
    page = page_document("x.md", "<table><tr><td><code>count/1</code> <span>6份</span></td></tr></table>")

    assert page.text == "count/1 6份"


def test_headings_are_words_headings_with_the_pages_levels(page: str, raw: bytes) -> None:
    """The outline in Word's margin is the page's own contents."""
    found = [(int(style[-1]), words) for style, words in styled(raw) if style.startswith("Heading")]

    assert found == Page(page).headings
    assert len(found) > 20
    # Each annex begins a page.
    breaks = list(opened(raw).element.body.iter(qn("w:pageBreakBefore")))
    assert len(breaks) == page.count('<section class="of-annex"') > 1


def test_every_table_of_the_page_is_a_table_with_its_rows(page: str, raw: bytes) -> None:
    """Row by row and cell by cell: numbers that are cut from a row lose what they are numbers of."""
    rows = [
        [squeezed(cell.words()) for cell in row if cell.tag in {"td", "th"}]
        for table in parsed(page)
        if table.tag == "table"
        for row in table
        if row.tag == "tr"
    ]

    found = [[squeezed(cell.text) for cell in row.cells] for table in opened(raw).tables for row in table.rows]

    left = iter(found)
    assert rows
    assert [row for row in rows if row not in left] == []


def test_every_chart_is_a_picture_that_says_in_words_what_it_shows(page: str, raw: bytes) -> None:
    """Who listens to the document hears each chart; none is shown twice, none is lost."""
    figures = [one for one in parsed(page) if one.tag == "figure" and "rp-zoom" not in classes(one)]
    drawn = [one for one in figures if any(child.tag == "svg" for child in one)]
    bars = [one for one in parsed(page) if classes(one) & {"rp-mini", "rp-bar"}]

    said_of = [one.get("descr") or "" for one in opened(raw).element.body.iter(_DRAWING)]

    assert len(said_of) == len(drawn) + len(bars)
    assert all(said_of)
    for figure in drawn:
        titles = {squeezed(one.words()) for one in figure if one.tag == "title"}
        assert any(title in squeezed(words) for title in titles for words in said_of)


def charts_without_words(raw: bytes) -> list[str]:
    """Names of the pictures without a text alternative."""
    pictures = opened(raw).element.body.iter(_DRAWING)
    return [one.get("name") for one in pictures if not (one.get("descr") or "").strip()]


def test_a_computer_without_chinese_fonts_gets_words_for_drawings(
    pages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty boxes in place of words would look like a report."""
    monkeypatch.setattr(pictures, "draws_chinese", lambda: False)
    page = pages[SIBLING]
    drawing = next(one for one in parsed(page) if one.tag == "svg" and "chart-wide" in classes(one))

    raw = word(page, "舆情", "zh", MADE)

    assert squeezed(pictures.alternative(drawing)) in said(raw)
    warned = unreadable_pictures()
    assert warned is not None
    assert warned.code == "R607"
    # Bars hold no words: they are drawn all the same.
    names = [one.get("descr") for one in opened(raw).element.body.iter(_DRAWING)]
    assert len(names) == sum(bool(classes(one) & {"rp-mini", "rp-bar"}) for one in parsed(page))


def test_whether_a_font_has_chinese_is_seen_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any font nothing is drawn for a character, as for one that no font has."""
    monkeypatch.setattr(pictures, "_drawn", lambda svg, _dots, *, words: svg.encode() if words else b"")
    assert pictures.draws_chinese.__wrapped__()

    monkeypatch.setattr(pictures, "_drawn", lambda _svg, _dots, *, words: bytes([words]))
    assert not pictures.draws_chinese.__wrapped__()


# A document Word understands -----------------------------------------------------

#: Elements inside others in the order of ECMA-376, part 1, as far as they are used here.
_ORDER: Final = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs autoSpaceDE autoSpaceDN"
    " snapToGrid spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b i strike color sz szCs lang vertAlign",
    "tblPr": "tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tcPr": "tcW gridSpan shd",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "sectPr": "headerReference footerReference pgSz pgMar",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "lvl": "start numFmt lvlText lvlJc pPr rPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang",
    "numbering": "abstractNum num",
    "font": "altName charset family",
}


def misplaced(raw: bytes) -> list[str]:
    """Elements that Word's schema does not have at their place."""
    found = []
    for name, content in parts(raw).items():
        if not name.endswith((".xml", ".rels")):
            continue
        for element in docx.oxml.parse_xml(content).iter():
            order = _ORDER.get(str(element.tag).removeprefix(_W))
            if order is None:
                continue
            inside = [str(child.tag).removeprefix(_W) for child in element]
            places = [order.split().index(tag) if tag in order.split() else -1 for tag in inside]
            if places != sorted(places) or -1 in places:
                found.append(f"{name}: {element.tag} {inside}")
    return found


def test_elements_stand_in_the_schemas_order(raw: bytes) -> None:
    """Word calls a document damaged that has two of its elements the wrong way round; nobody else does."""
    assert misplaced(raw) == []


def test_every_row_has_the_tables_columns_and_every_cell_a_paragraph(raw: bytes) -> None:
    """The two things Word refuses to open."""
    for table in opened(raw).element.body.iter(qn("w:tbl")):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        widths = [int(one.get(qn("w:w"))) for one in table.iter(qn("w:gridCol"))]
        assert sum(widths) <= round(TEXT_WIDTH * 1440 / 2.54) + columns
        for row in table.iter(qn("w:tr")):
            spans = [one.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for one in row.findall(qn("w:tc"))]
            assert sum(1 if one is None else int(one.get(qn("w:val"))) for one in spans) == columns
            assert all(cell[-1].tag == qn("w:p") for cell in row.findall(qn("w:tc")))


def test_tables_repeat_their_head_and_tear_no_row(page: str, raw: bytes) -> None:
    """Page two of a table without its head is a field of numbers."""
    for table in opened(raw).element.body.iter(qn("w:tbl")):
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.iter(qn("w:tr")))
        head, *rest = table.findall(qn("w:tr"))
        shaded = head.find(f"{qn('w:tc')}/{qn('w:tcPr')}/{qn('w:shd')}") is not None
        assert (head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None) == shaded
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in rest)
    heads = list(opened(raw).element.body.iter(qn("w:tblHeader")))
    assert len(heads) == sum(one.tag == "thead" for one in parsed(page))


def test_two_tables_never_touch(raw: bytes) -> None:
    """Word would make one of them."""
    for table in opened(raw).element.body.iter(qn("w:tbl")):
        after = table.getnext()
        assert after is not None
        assert after.tag == qn("w:p")


def test_it_is_dressed_for_a_chinese_office(raw: bytes) -> None:
    """仿宋 and 黑体 with their Latin companions, A4, Chinese, the page's number at the foot of each page."""
    document = opened(raw)
    section: Any = document.sections[0]
    styles: Any = document.styles

    fonts = {
        name: styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3")
    }

    assert fonts == {"Normal": "仿宋", **dict.fromkeys(("Title", "Heading 1", "Heading 2", "Heading 3"), "黑体")}
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert round(section.page_width.cm - section.left_margin.cm - section.right_margin.cm, 1) == TEXT_WIDTH
    assert [one.get(qn("w:instr")).strip() for one in section.footer._element.iter(qn("w:fldSimple"))] == [  # noqa: SLF001
        "PAGE",
        "NUMPAGES",
    ]
    assert "舆情事件" in section.footer.paragraphs[0].text
    assert section.header.paragraphs[0].text.split("\t")[0] == "公开"
    assert document.core_properties.language == "zh-CN"


def test_what_is_simulated_is_marked_on_every_page(documents: dict[str, bytes]) -> None:
    """A page that is taken out of the pile still says that nothing of it happened."""
    header = opened(documents[SIBLING]).sections[0].header

    assert header.paragraphs[0].text == "公开\t模拟数据"


def test_every_style_that_is_used_is_there(raw: bytes) -> None:
    """A paragraph of an unknown style falls back to Word's own, which knows no Chinese font."""
    assert {style for style, _words in styled(raw)} <= set(named())


# Always the same -----------------------------------------------------------------


def test_the_same_page_gives_the_same_bytes_and_names_no_machine(page: str, raw: bytes) -> None:
    """Two exports that differ make readers look for the difference."""
    assert word(page, "舆情事件", "zh", MADE) == raw

    properties = opened(raw).core_properties
    assert properties.created == properties.modified == MADE
    assert properties.author == ""
    assert properties.last_modified_by == ""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.create_system for member in archive.infolist()} == {0}


def test_chance_has_no_part_in_it(pages: dict[str, str], documents: dict[str, bytes], tmp_path: Path) -> None:
    """Python orders its sets anew in every process."""
    (tmp_path / "page.html").write_text(pages[SIBLING], encoding="utf-8")
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from reporter.export.word import word;"
        "page = Path(sys.argv[1]).read_text(encoding='utf-8');"
        "sys.stdout.buffer.write(word(page, '舆情事件', 'zh', datetime(2023, 11, 2, 1, tzinfo=UTC)))"
    )
    seed = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}

    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "page.html"], capture_output=True, check=True, env=seed, cwd=ROOT
    )

    assert done.stdout == documents[SIBLING]


# Links ---------------------------------------------------------------------------


def test_links_lead_to_places_of_the_document(page: str, raw: bytes) -> None:
    """A click in Word goes where the click on the page goes; nothing leads out of the file."""
    body = opened(raw).element.body
    places = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}

    assert len(places) == len(set(places))
    assert links <= set(places)
    assert links
    assert "TargetMode" not in parts(raw)["word/_rels/document.xml.rels"].decode()
    del page


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("http://example.org/", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https:relative", False),
        ("http://[", False),
        ("http://a b/", False),
        ("http://example.org:x/", False),
        ("mailto:a@example.org", False),
        ("#nowhere", False),
    ],
)
def test_only_addresses_of_the_web_are_followed(url: str, kept: bool) -> None:  # noqa: FBT001 - a parameter
    """What a document in a mail may lead to is what a reader can judge."""
    raw = word(f'<article><p><a href="{html.escape(url)}">词</a></p></article>', "x", "zh")

    targets = [rel.target_ref for rel in opened(raw).part.rels.values() if rel.is_external]

    assert targets == ([url] if kept else [])
    assert said(raw) == "词"


# Hostile words -------------------------------------------------------------------

_ANY: Final = st.text(st.characters(exclude_categories=()), max_size=40)


@given(_ANY, _ANY, _ANY)
def test_any_text_stays_text(words: str, title: str, address: str) -> None:
    """Controls, half characters, signs of direction, what looks like XML or like a formula."""
    inside, url = html.escape(words.replace("\r", " ")), html.escape(f"https://example.org/{address}")
    cell, link = f"<table><tr><td>{inside}</td></tr></table>", f'<a href="{url}">{inside}</a>'
    page = f"<article><p>{inside}</p>{cell}<p>{link}</p></article>"

    raw = word(page, title, "zh")

    assert said(raw) == squeezed(clean(html.unescape(inside))) * 3
    assert misplaced(raw) == []


_TAGS: Final = (
    "p div ul ol li dl dt dd table tr td th h2 h3 b a q span figure details summary blockquote br svg".split()
)


@given(st.lists(st.sampled_from([*(f"<{tag}>" for tag in _TAGS), *(f"</{tag}>" for tag in _TAGS), "词", " ", "1"])))
def test_any_order_of_tags_is_a_document(pieces: list[str]) -> None:
    """A project's own templates may nest elements as they like."""
    raw = word(f"<article>{''.join(pieces)}</article>", "x", "zh")

    assert misplaced(raw) == []
    test_two_tables_never_touch(raw)
    test_every_row_has_the_tables_columns_and_every_cell_a_paragraph(raw)


@pytest.fixture(scope="module")
def attacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The page of an incident for each attack."""
    project = tmp_path_factory.mktemp("hostile-word")
    for slug, payload in PAYLOADS.items():
        attack_with(project, slug, payload)
    artefacts = plan_site(quick(project)).artefacts
    return {slug: one_file(pages_among(artefacts, slug)) for slug in PAYLOADS}


@pytest.mark.parametrize("attack", PAYLOADS)
def test_an_incident_of_attacks_is_told_as_it_stands(attack: str, attacks: dict[str, str]) -> None:
    """Every field that takes words, with words that would be something else."""
    raw = word(attacks[attack], PAYLOADS[attack], "zh")

    assert said(raw) == squeezed(clean(Page(attacks[attack]).words))
    assert misplaced(raw) == []
    assert all(rel.reltype.endswith("/hyperlink") for rel in opened(raw).part.rels.values() if rel.is_external)


# Small things ----------------------------------------------------------------------


def test_each_numbered_list_begins_anew() -> None:
    """Word goes on counting through a document unless told."""
    raw = word(
        "<article><ol><li>a</li><li>b</li></ol><ol start=3><li>c<ul><li>d</li></ul></li></ol></article>", "", "en"
    )
    found = [
        (one.find(qn("w:ilvl")).get(qn("w:val")), one.find(qn("w:numId")).get(qn("w:val"))) for one in numbers(raw)
    ]

    assert found == [("0", "2"), ("0", "2"), ("0", "3"), ("1", "1")]
    starts = re.findall(
        r'numId="(\d)"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="(\d)"',
        parts(raw)["word/numbering.xml"].decode(),
    )
    assert starts == [("2", "1"), ("3", "3")]


def numbers(raw: bytes) -> Iterator[Any]:
    """Where paragraphs say that they are items."""
    yield from opened(raw).element.body.iter(qn("w:numPr"))


@pytest.mark.parametrize(
    "page",
    [
        '<ol class="rp-timeline"><li>a<span>b</span>c</li></ol>',
        '<ul class="rp-items"><li><p>a<b>b</b></p>c</li></ul>',
        '<ul class="rp-counts"><li>a<b>b</b>c</li></ul>',
        '<ul class="rp-checks"><li>a<span>b</span>c</li></ul>',
        '<div class="rp-rows"><div class="rp-row"><p>a<b>b</b></p>c</div></div>',
        '<div class="rp-figures"><div>a<p class="rp-f-value">b</p>c</div></div>',
        '<dl class="rp-facts"><div><dt>a</dt><dd>b</dd><dd>c</dd></div></dl>',
        '<ul class="rp-list"><li>a<p>b</p>c</li></ul>',
        "<table><caption>a</caption><tr><td>b</td><td>c</td></tr></table>",
        '<p class="rp-verdict">a<strong>b</strong>c</p>',
    ],
)
def test_words_that_stand_loose_are_not_lost(page: str) -> None:
    """A project's own templates may leave out an element that ours has."""
    assert said(word(f"<article>{page}</article>", "", "en")) == "abc"


def test_rows_of_unequal_length_are_evened() -> None:
    """A table by hand may miss a cell."""
    raw = word("<article><table><tr><td>a<td colspan=2>b</td></td></tr><tr><td>c</td></tr></table></article>", "", "en")

    test_every_row_has_the_tables_columns_and_every_cell_a_paragraph(raw)
    assert said(raw) == "abc"


def test_a_drawing_carries_the_style_sheets_colours_itself() -> None:
    """The renderer knows no custom properties: a name it does not know is black."""
    (drawing,) = (
        one
        for one in parsed(
            '<svg class="chart-svg chart-wide" viewBox="0 0 10 10"><path class="part-line" d="M0 0L9 9"/>'
            '<text class="label strong neg" x="1" y="2">词<tspan class="tick">&lt;</tspan></text>'
            '<image href="x.png"/></svg>'
        )
        if one.tag == "svg"
    )

    svg = pictures._svg(drawing, 10, 10)  # noqa: SLF001 - what is handed to resvg

    assert 'fill="none" stroke="#b23c17" stroke-width="1.25" stroke-linejoin="round"' in svg
    assert 'font-size="15" fill="#b23c17" font-weight="700">词<tspan font-size="14" fill="#525e69">&lt;</tspan>' in svg
    assert "image" not in svg


def test_no_drawing_of_a_page_keeps_a_name_for_a_colour(page: str) -> None:
    """A custom property that the reading of the style sheet missed would be drawn black."""
    drawings = [one for one in parsed(page) if one.tag == "svg" and classes(one) & {"chart-svg", "rp-mini", "rp-bar"}]

    assert [svg for svg in (pictures._svg(one, 10, 10) for one in drawings) if "var(" in svg] == []  # noqa: SLF001
    assert len(drawings) > 3 or "chart-svg" not in page.partition("<article")[2]


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_stretched_bar_keeps_its_dots_round(x: float, width: float) -> None:
    """Coordinates across are stretched; a dot is a line without length, and stays one."""
    path = f"M{x:.1f}-5V17H{width:.1f}M{x:.1f} 6h.01"

    stretched = pictures._stretched_path(path, 3)  # noqa: SLF001 - the arithmetic itself

    across = [f"{float(f'{one:.1f}') * 3:g}" for one in (x, width)]
    assert stretched == f"M{across[0]} -5V17H{across[1]}M{across[0]} 6h0.01"


@pytest.mark.parametrize(("words", "wide"), [("", 0), ("ab", 2), ("中文", 4), ("9月10日", 8.5), ("50%", 4), ("a b", 3)])
def test_signs_are_counted_as_wide_as_word_sets_them(words: str, wide: float) -> None:
    """Word parts a number from the Chinese word beside it by a quarter of a sign."""
    assert signs(words) == wide


def _row(*cells: str) -> Row:
    return Row(cells=[Cell(blocks=[Paragraph(style="Cell", parts=[Run(words)])]) for words in cells])


@given(st.lists(st.tuples(*[st.text("词a1 ", max_size=60)] * 4), min_size=1, max_size=50), st.booleans())
def test_columns_are_as_wide_as_the_text_and_none_is_nothing(rows: list[tuple[str, ...]], filled: bool) -> None:  # noqa: FBT001
    """A column without width is a column of single letters."""
    found = widths([_row(*row) for row in rows], 10.5, filled=filled)

    assert all(width > 0.5 for width in found)
    assert sum(found) <= TEXT_WIDTH + 1e-9
    assert not filled or sum(found) == pytest.approx(TEXT_WIDTH)


def test_a_date_beside_a_long_sentence_stays_on_its_line() -> None:
    """2023年10月15日 in two lines is read as two dates."""
    date = "2023年10月15日"

    _sentence, when = widths([_row("修订应急预案，授权值班负责人先行发声" * 3, date)], 10.5)

    assert when > signs(date) * 10.5 / 2 * 2.54 / 72
