"""The doors from untrusted text into HTML and Markdown, each after the engine that reads it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from reporter.safe import clauses, md_text, plain, prose, quote, text, unbroken

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</p><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "<div markdown=1>\n# x\n</div>",
    "{{7*7}}{% raw %}",
    "---\ntitle: x\n---",
    "x\n{: onclick=alert(1) }",
    "\x02wzxhzdk:0\x03",
    "&#60;img src=x onerror=alert(1)&#62;",
    '" onmouseover="alert(1)',
    "<javascript:alert(1)>",
    "`x` | a | b |\n|---|---|",
    "<a href='data:text/html,<script>'>x</a>",
    "<svg/onload=alert(1)>",
    "<!-- x --><style>*{display:none}</style>",
)
_any = st.text() | st.sampled_from(HOSTILE) | st.lists(st.sampled_from([*HOSTILE, "a", " ", "\n"])).map("".join)


class Reader(HTMLParser):
    """The elements, attributes and words a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(str(html))  # Markup would escape what is added to it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words += data


def rendered(markdown: str) -> str:
    """What the site's own Markdown makes of it."""
    extensions = ["tables", "toc", "attr_list", "md_in_html", "sane_lists", "def_list"]
    return Markdown(extensions=extensions).convert(markdown)


@given(_any)
def test_text_stays_text_in_an_element_and_in_an_attribute(words: str) -> None:
    """One forgotten quotation mark is an event handler."""
    read = Reader(f'<p title="{text(words)}">{text(words)}</p>')

    assert read.tags == ["p"]
    assert [name for name, _value in read.attributes] == ["title"]
    assert read.words == plain(words)


@given(_any)
def test_text_of_markdown_stays_text_after_markdown(words: str) -> None:
    """Escaping before Markdown let 626 of 9,481 payloads through; numeric entities let none."""
    read = Reader(rendered(f"# {md_text('题' + words)}"))

    assert read.tags == ["h1"]
    assert [name for name, _value in read.attributes] == ["id"]
    assert read.words == " ".join(plain("题" + words).split())


_PROSE_TAGS = set(
    "a abbr b blockquote br code dd del dl dt em h3 h4 h5 hr i li ol p pre s strong sub sup"
    " table tbody td th thead tr ul".split()
)


@given(_any)
def test_the_analysts_markdown_becomes_a_short_list_of_elements(words: str) -> None:
    """No picture from outside, no raw HTML, no handler; links lead to pages only."""
    read = Reader(prose(words))

    assert set(read.tags) <= _PROSE_TAGS
    assert {name for name, _value in read.attributes} <= {"href", "rel", "align", "start"}
    targets = [value or "" for name, value in read.attributes if name == "href"]
    assert [url for url in targets if ":" in url.split("/")[0] and not url.startswith(("http", "mailto:"))] == []


def test_prose_keeps_what_an_analyst_writes() -> None:
    """Lists, tables, links and stress are why Markdown is allowed at all."""
    html = prose("**重点**\n\n1. 一\n2. 二\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[x](https://example.org)")

    assert {"strong", "ol", "li", "table", "th", "td", "a"} <= set(Reader(html).tags)
    assert 'rel="noopener noreferrer nofollow"' in html


def test_one_text_never_leaks_into_the_next() -> None:
    """The converter is kept: references and footnotes of one incident must not reach another."""
    prose("[x]: https://example.org/leak")

    assert "leak" not in prose("[y][x] [x]")


@given(st.text())
def test_plain_text_has_no_character_nobody_sees(words: str) -> None:
    """NUL stops a parser, an override turns a quote around, a lone surrogate cannot be written."""
    kept = plain(words)

    assert not set(kept) & {chr(code) for code in (*range(9), *range(0x0B, 0x20), 0x7F, 0x202E, 0x2066, 0xFEFF)}
    assert plain(kept) == kept
    kept.encode("utf-8")


@given(st.text(min_size=0, max_size=400), st.integers(1, 200))
def test_a_quote_is_short_and_stands_alone(words: str, limit: int) -> None:
    """200 characters at most; right-to-left words do not turn the page around."""
    read = Reader(quote(words, limit))

    assert read.tags == ["bdi"]
    assert len(read.words) <= limit


@given(_any)
def test_figures_are_kept_on_a_line_and_nothing_else_is_marked(words: str) -> None:
    """约4.8万条 is never parted; the words stay the same."""
    read = Reader(unbroken(words))

    assert set(read.tags) <= {"span"}
    assert set(read.attributes) <= {("class", "keep")}
    assert read.words == plain(words)


@pytest.mark.parametrize("figure", ["约4.8万条", "−46%", "9月5日11时", "39小时18分", "7.3个百分点"])
def test_a_figure_and_its_unit_stay_together(figure: str) -> None:
    """A line that ends in 4.8 and begins with 万条 is misread on a phone."""
    assert unbroken(f"其中{figure}，") == f'其中<span class="keep">{figure}</span>，'


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (
            "声量用10小时升至峰值；首次回应时，全程声量的48%已经出现",
            ["声量用10小时升至峰值；", "首次回应时，", "全程声量的48%已经出现"],
        ),
        ("读取20,174＝采用19,754＋合并416", ["读取20,174", "＝采用19,754", "＋合并416"]),
        ("平台道歉退款、内部整改并引入第三方审计；尚不能判定。", ["尚不能判定。"]),
        ("The volume fell, slowly", []),
    ],
)
def test_a_heading_breaks_between_its_clauses(words: str, kept: list[str]) -> None:
    """A heading whose last line is the end of a word reads as a mistake."""
    html = clauses(words)

    assert re.findall(r'<span class="keep">([^<]*)</span>', html) == kept
    assert re.sub("<[^>]*>", "", html) == words
