"""The page's drawings as pictures for Word, which shows no SVG that older versions could print.

resvg knows no custom properties and draws each picture without the page around it: the colours and sizes of the
style sheet are written into every element here.  Nothing but shapes and words reaches it: no address is ever asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reporter import resources
from reporter.export.tree import Element
from reporter.export.word.blocks import TEXT_WIDTH, Picture
from reporter.safe import plain, text

#: A drawing's unit on paper, in cm: the widest is as wide as the text, and labels of all are of one size.
_UNIT: Final = TEXT_WIDTH / 736
#: Highest picture in cm; a sheet has room for its sentence and caption, too.
_HIGHEST: Final = 19.0
#: Dots for each cm: 200 to the inch.
_DOTS: Final = 200 / 2.54
_SHEETS: Final = ("tokens.css", "charts.css", "report.css")
_PAPER: Final = {"--paper": "#ffffff"}
_STYLED: Final = frozenset(
    "fill stroke stroke-width stroke-dasharray stroke-linejoin stroke-linecap font-size font-weight paint-order".split()
)
_SHAPES: Final = frozenset("path rect circle line polyline polygon g text tspan".split())
_GEOMETRY: Final = frozenset("d x y width height rx ry cx cy r x1 y1 x2 y2 points dx dy text-anchor".split())
#: Sans-serif with Chinese characters, on Windows, macOS, Linux; 宋体 is the last resort: its thin lines fade in print.
FAMILIES: Final = (
    *("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    *("Hiragino Sans GB", "WenQuanYi Micro Hei", "SimHei", "SimSun"),
)
#: Where these lie; named files spare resvg a look at all fonts of the computer for each picture.
_FILES: Final = {
    "win32": ("msyh.ttc", "msyhbd.ttc", "simhei.ttf", "simsun.ttc"),
    "darwin": ("PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc"),
    "linux": ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
}
_SIGN: Final = "国"
#: No font has a character here, and none will.
_NO_SIGN: Final = "\U0010fffd"


def picture(drawing: Element) -> Picture:
    """A chart of the page, in the colours of paper.

    Args:
        drawing: its `<svg>`; `<title>` and `<desc>` inside say what it shows.
    """
    width, height = _size(drawing)
    scale = min(_UNIT, _HIGHEST / height)
    png = _drawn(_svg(drawing, width, height), round(width * scale * _DOTS), words=True)
    return Picture(png=png, width=width * scale, height=height * scale, words=alternative(drawing))


def bar(drawing: Element, width: float) -> Picture:
    """A tiny bar of the page, which stretches with its row, `width` cm wide; what stands beside it says the same."""
    wide, height = _size(drawing)
    across = width / _UNIT
    svg = _svg(drawing, across, height, stretch=across / wide)
    png = _drawn(svg, round(width * _DOTS), words=False)
    return Picture(png=png, width=width, height=height * _UNIT, words="")


def alternative(drawing: Element) -> str:
    """What a drawing shows, in its own words."""
    said = [" ".join(plain(one.words()).split()) for one in drawing if one.tag in {"title", "desc"}]
    return "\n".join(filter(None, said)) or (drawing.attributes.get("aria-label") or "")


def _size(drawing: Element) -> tuple[float, float]:
    # HTML's parser writes every name small.
    left, top, width, height = (float(one) for one in (drawing.attributes.get("viewbox") or "0 0 1 1").split())
    del left, top
    return width, height


# The drawing itself --------------------------------------------------------------


def _svg(drawing: Element, width: float, height: float, stretch: float = 1) -> str:
    root = _classes(drawing)
    parts = "".join(_element(child, root, stretch) for child in drawing.children if isinstance(child, Element))
    family = text(", ".join(f"'{name}'" for name in FAMILIES) + ", sans-serif")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" font-family="{family}">'
        f"{parts}</svg>"
    )


def _element(element: Element, root: frozenset[str], stretch: float) -> str:
    if element.tag not in _SHAPES:
        return ""
    own = {name: value for name, value in element.attributes.items() if name in _GEOMETRY and value is not None}
    if stretch != 1:
        own = {name: _stretched(name, value, stretch) for name, value in own.items()}
    written = {**own, **_style(element, root)}
    attributes = "".join(f' {name}="{text(_clean(value))}"' for name, value in written.items())
    inner = "".join(
        str(text(_clean(child))) if isinstance(child, str) else _element(child, root, stretch)
        for child in element.children
    )
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>"


def _clean(words: str) -> str:
    # U+FFFE and U+FFFF are no characters of XML.
    return plain(words).replace("\ufffe", "").replace("\uffff", "")


def _stretched(name: str, value: str, stretch: float) -> str:
    """A coordinate across, or a path's, of a bar that was drawn 100 units wide; line widths stay as they are."""
    if name in {"x", "width"}:
        return f"{float(value) * stretch:g}"
    return _stretched_path(value, stretch) if name == "d" else value


def _stretched_path(path: str, stretch: float) -> str:
    """The bars' own paths: M x y, H x, V y, h dx, v dy.  A dot (h.01) stays one."""
    written: list[str] = []
    for command, numbers in _commands(path):
        across = {"M": (0,), "H": (0,)}.get(command, ())
        moved = [number * stretch if place in across else number for place, number in enumerate(numbers)]
        written.append(command + " ".join(f"{number:g}" for number in moved))
    return "".join(written)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    command, number, numbers = "", "", list[float]()
    for sign in f"{path}\0":
        if sign.isalpha() or sign in " ,-\0":
            if number:
                numbers.append(float(number))
            number = "-" if sign == "-" else ""
            if sign.isalpha() or sign == "\0":
                if command:
                    yield command, numbers
                command, numbers = sign, []
        else:
            number += sign


def _drawn(svg: str, dots: int, *, words: bool) -> bytes:
    import resvg_py

    files = _font_files() if words else ()
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=max(1, dots),
            background="#ffffff",
            font_files=list(files),
            skip_system_fonts=bool(files) or not words,
            sans_serif_family=FAMILIES[0],
        )
    )


# Colours and sizes ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a style sheet says of some elements of a drawing."""

    root: str
    tag: str
    classes: frozenset[str]
    declared: Mapping[str, str]


def _classes(element: Element) -> frozenset[str]:
    return frozenset((element.attributes.get("class") or "").split())


def _style(element: Element, root: frozenset[str]) -> dict[str, str]:
    """What the page's style sheet gives an element; of two rules the one with more classes wins, then the later."""
    classes = _classes(element)
    fitting = [
        rule
        for rule in _rules()
        if (not rule.root or rule.root in root) and rule.tag in {"", element.tag} and rule.classes <= classes
    ]
    fitting.sort(key=lambda rule: len(rule.classes))
    return {name: value for rule in fitting for name, value in rule.declared.items()}


@cache
def _rules() -> tuple[_Rule, ...]:
    sheets = [(resources.assets() / name).read_text(encoding="utf-8") for name in _SHEETS]
    found = [rule for sheet in sheets for rule in _read(sheet)]
    tokens = {
        name: value
        for selectors, declared in found
        if ":root" in selectors
        for name, value in declared.items()
        if name.startswith("--")
    } | _PAPER
    return tuple(
        rule
        for selectors, declared in found
        for selector in selectors
        for rule in _rule(
            selector, {name: _valued(value, tokens) for name, value in declared.items() if name in _STYLED}
        )
    )


def _read(sheet: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """(selectors, declarations) of a style sheet's plain rules; what holds for some media only is passed over."""
    while (start := sheet.find("/*")) >= 0:
        sheet = sheet[:start] + sheet[sheet.index("*/", start) + 2 :]
    place = 0
    while (brace := sheet.find("{", place)) >= 0:
        selectors = sheet[place:brace].strip()
        end = _closed(sheet, brace)
        place = end + 1
        if not selectors.startswith("@"):
            pairs = (part.split(":", 1) for part in sheet[brace + 1 : end].split(";") if ":" in part)
            yield (
                [one.strip() for one in selectors.split(",")],
                {name.strip(): value.strip() for name, value in pairs},
            )


def _closed(sheet: str, brace: int) -> int:
    depth = 0
    for place in range(brace, len(sheet)):
        depth += {"{": 1, "}": -1}.get(sheet[place], 0)
        if not depth:
            return place
    return len(sheet)


def _rule(selector: str, declared: dict[str, str]) -> Iterator[_Rule]:
    """The rule of a selector such as `.chart-svg .tick`, `.chart-svg path`, `.m-wide.open`; none of any other."""
    steps = selector.split()
    if (
        not declared
        or len(steps) not in {1, 2}
        or not all(step.replace(".", "").replace("-", "").isalnum() for step in steps)
    ):
        return
    root = steps[0][1:] if len(steps) == 2 else ""  # noqa: PLR2004 - a drawing and what is in it
    if (root and steps[0] != f".{root}") or "." in root:
        return
    tag, *classes = steps[-1].split(".")
    if tag in _SHAPES or (not tag and classes):
        yield _Rule(root, tag, frozenset(classes), declared)


def _valued(value: str, tokens: Mapping[str, str]) -> str:
    name = value.removeprefix("var(").removesuffix(")")
    return tokens.get(name, value).removesuffix("px")


# Fonts -------------------------------------------------------------------------


@cache
def _font_files() -> tuple[str, ...]:
    """The Chinese fonts at their usual places; none: resvg looks at all fonts itself."""
    folders = {
        "win32": [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"],
        "darwin": [Path("/System/Library/Fonts")],
        "linux": [Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk")],
    }
    paths = (folder / name for folder in folders.get(sys.platform, []) for name in _FILES.get(sys.platform, ()))
    return tuple(str(path) for path in paths if path.is_file())


@cache
def draws_chinese() -> bool:
    """Whether a font of this computer has Chinese characters: one does not look like a character that no font has."""
    signs = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" font-family="{", ".join(FAMILIES)}, sans-serif">'
        f'<text x="1" y="16" font-size="16">{sign}</text></svg>'
        for sign in (_SIGN, _NO_SIGN)
    )
    drawn, missing = (_drawn(svg, 40, words=True) for svg in signs)
    return drawn != missing
