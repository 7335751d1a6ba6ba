"""Pen and paper: SVG parts, and how wide words will be on a screen we cannot see.

Colours, type sizes and line widths stand in `charts.css` as classes over the
site's tokens, so the dark page follows without a second drawing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import numpy as np
from markupsafe import Markup

from reporter.safe import plain, text

Anchor = Literal["start", "middle", "end"]
FormName = Literal["narrow", "middle", "wide", "spark"]

#: Sizes of type in px: ticks and stage names, and every other label.
TICK: Final = 14
LABEL: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A width a chart is drawn at, one unit = one px.

    Args:
        name: class of the drawing; the style sheet shows one of them.
        width: in px.
        plot: height of a curve's plot in px.
        ticks: most numbers on the vertical scale, zero not counted.
    """

    name: FormName
    width: int
    plot: int
    ticks: int


#: A 360-px phone less two gutters of 16; a tablet and an A4 page; a curve from a 768-px tablet
#: up to the desktop column of 856 (larger there by a sixth: a third drawing weighs 2 KB packed).
NARROW: Final = Form(name="narrow", width=328, plot=240, ticks=3)
MIDDLE: Final = Form(name="middle", width=600, plot=270, ticks=5)
WIDE: Final = Form(name="wide", width=736, plot=310, ticks=5)
#: A shape without words in a list.
SPARK: Final = Form(name="spark", width=120, plot=32, ticks=0)

#: A bend of a curve smaller than this is not drawn, in px.
_UNSEEN: Final = 0.75


class Box(NamedTuple):
    """A rectangle in px, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def hits(self, other: Box) -> bool:
        """Whether the two share any area."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def crossed(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether the straight line from (x0, y0) to (x1, y1), x0 != x1, runs through the box."""
        left, right = max(self.x0, min(x0, x1)), min(self.x1, max(x0, x1))
        if left >= right:
            return False
        a, b = (y0 + (x - x0) * (y1 - y0) / (x1 - x0) for x in (left, right))
        return min(a, b) < self.y1 and max(a, b) > self.y0


# Widths in em, at the upper end of what the fonts of the page have: a label that
# is narrower than thought does no harm, a wider one would be cut.
_NARROW_SIGNS: Final = frozenset(" .,:;'|!ijlI()[]·")
_WIDE_SIGNS: Final = frozenset("mwMW%@—…“”‘’±≈≠→←")


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if character in _WIDE_SIGNS or unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW_SIGNS:
        return 0.34
    if unicodedata.combining(character):
        return 0.0
    if character.isdigit() or (character.islower() and character.isascii()) or character in "+-−–/":
        return 0.58
    return 0.72 if ord(character) < 0x250 else 1.0  # noqa: PLR2004 - end of the Latin letters


@lru_cache(maxsize=4096)
def width(words: str, size: int = LABEL, *, bold: bool = False) -> float:
    """How wide `words` will be, in px; a little more than in most fonts."""
    return sum(map(_em, words)) * size * (1.02 if bold else 1)


def shortened(words: str, room: float, size: int = LABEL, *, bold: bool = False) -> str:
    """`words`, cut with … when they are wider than `room` px."""
    if width(words, size, bold=bold) <= room:
        return words
    while words and width(words + "…", size, bold=bold) > room:
        words = words[:-1]
    return words + "…"


def wrapped(words: str, room: float, size: int = LABEL, lines: int = 3) -> list[str]:
    """`words` on at most `lines` lines of `room` px; what is left over ends in …."""
    out: list[str] = []
    rest = " ".join(plain(words).split())
    while rest and len(out) < lines - 1 and width(rest, size) > room:
        end = _break(rest, room, size)
        out.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*out, shortened(rest, room, size)]


def _break(words: str, room: float, size: int) -> int:
    """Where to break: after the last space that fits, else (Chinese) after the last sign that fits."""
    used, end = 0.0, 0
    for end, character in enumerate(words):  # noqa: B007 - read after the loop
        used += _em(character) * size
        if used > room:
            break
    # A full stop or comma does not begin a line.
    while end > 1 and words[end] in "，。；、：！？）”’":
        end -= 1
    space = words.rfind(" ", 0, end + 1)
    return space + 1 if space > end // 2 else max(end, 1)


def px(value: float) -> str:
    """A coordinate to a tenth of a px, without needless characters."""
    written = f"{value:.1f}"
    if written.endswith(".0"):
        return written[:-2] if written != "-0.0" else "0"
    return written


class Sheet:
    """SVG parts in drawing order; every word on it stays inside its width."""

    __slots__ = ("parts", "width")

    def __init__(self, width_px: int) -> None:
        """An empty sheet of that width in px."""
        self.width = width_px
        self.parts: list[str] = []

    def line(self, x0: float, y0: float, x1: float, y1: float, kind: str) -> None:
        """A straight line; `kind` is its class."""
        self.path(f"M{px(x0)} {px(y0)}L{px(x1)} {px(y1)}", kind)

    def path(self, d: str, kind: str) -> None:
        """A path."""
        self.parts.append(f'<path class="{kind}" d="{d}"/>')

    def rect(self, box: Box, kind: str) -> None:
        """A rectangle."""
        x0, y0, x1, y1 = box
        size = f'width="{px(x1 - x0)}" height="{px(y1 - y0)}"'
        self.parts.append(f'<rect class="{kind}" x="{px(x0)}" y="{px(y0)}" {size}/>')

    def circle(self, x: float, y: float, r: float, kind: str) -> None:
        """A circle."""
        self.parts.append(f'<circle class="{kind}" cx="{px(x)}" cy="{px(y)}" r="{px(r)}"/>')

    def words(self, x: float, y: float, content: str, kind: str, anchor: Anchor = "start") -> None:
        """One line of text with its baseline at y, pushed back when it would leave the sheet."""
        self.runs(x, y, [(content, kind)], anchor)

    def runs(self, x: float, y: float, runs: Sequence[tuple[str, str]], anchor: Anchor = "start") -> None:
        """One line of text in several classes: `[("首次回应", "label strong act"), (" 5日11时", "label")]`."""
        runs = [(plain(content), kind) for content, kind in runs]
        wide = self.measure(*runs[0]) if len(runs) == 1 else sum(self.measure(*run) for run in runs)
        if wide > self.width:
            runs = self._fitting(runs)
            wide = sum(self.measure(*run) for run in runs)
        x = self._pushed(x, wide, anchor)
        where = f'x="{px(x)}" y="{px(y)}"' + ("" if anchor == "start" else f' text-anchor="{anchor}"')
        first, *rest = runs
        spans = "".join(f'<tspan class="{kind}">{text(content)}</tspan>' for content, kind in rest)
        self.parts.append(f'<text class="{first[1]}" {where}>{text(first[0])}{spans}</text>')

    @staticmethod
    def measure(content: str, kind: str) -> float:
        """How wide the words will be in that class."""
        return width(content, TICK if "tick" in kind else LABEL, bold="strong" in kind)

    def _fitting(self, runs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The runs, the first of them cut so that together they are as wide as the sheet."""
        rest = sum(self.measure(*run) for run in runs[1:])
        content, kind = runs[0]
        size = TICK if "tick" in kind else LABEL
        room = max(self.width - rest, 2 * size)
        return [(shortened(content, room, size, bold="strong" in kind), kind), *runs[1:]]

    def _pushed(self, x: float, wide: float, anchor: Anchor) -> float:
        before = {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        return min(max(x, before), self.width - wide + before)

    def svg(self, form: Form, height: float, title: str, description: str) -> Markup:
        """The finished drawing with its text alternative."""
        tall = round(height + 0.49)
        head = (
            f'<svg class="chart-svg chart-{form.name}" viewBox="0 0 {self.width} {tall}" '
            f'width="{self.width}" height="{tall}" role="img">'
            f"<title>{text(title)}</title><desc>{text(description)}</desc>"
        )
        return Markup(head + "".join(self.parts) + "</svg>")  # noqa: S704 - every word went through text()


def polyline(xs: np.ndarray, ys: np.ndarray) -> str:
    """Path data through px points to half a px, as short relative steps; points no eye sees are left out.

    Half a px is what a screen shows of a slanting line, and packs a third smaller than a tenth.
    """
    halves = np.rint(np.stack(_simplified(xs, ys), axis=1) * 2)
    steps = np.diff(halves, axis=0) / 2
    start = halves[0] / 2
    return f"M{start[0]:g} {start[1]:g}l" + ("%g %g " * len(steps) % tuple(steps.ravel().tolist())).rstrip()


def _simplified(xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The polyline without points closer than three quarters of a px to the line through their neighbours."""
    for _round in range(4):
        if len(xs) < 4:  # noqa: PLR2004 - two ends and something between
            break
        along = (xs[1:-1] - xs[:-2]) / np.maximum(xs[2:] - xs[:-2], 1e-9)
        off = np.abs(ys[:-2] + along * (ys[2:] - ys[:-2]) - ys[1:-1])
        flat = np.concatenate(([False], off < _UNSEEN, [False]))
        # Never two neighbours in one round: each was measured against the other.
        flat[1::2] = False if _round % 2 else flat[1::2]
        flat[::2] = flat[::2] if _round % 2 else False
        xs, ys = xs[~flat], ys[~flat]
    return xs, ys
