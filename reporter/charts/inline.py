"""Tiny bars inside rows of text: light enough to stand by the dozen, as wide as their row.

They stretch with the row; what is drawn is also written beside them, so they are
hidden from readers who listen.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from reporter.charts.ink import px

#: The drawing's own width; the row stretches it.
_WIDE: Final = 100.0
_SVG: Final = Markup('<svg class="rp-mini" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">{}</svg>')


def mini_bar(
    value: float, highest: float, ends: tuple[float, float] | None = None, *, critical: bool = False
) -> Markup:
    """A bar from zero with its interval.

    Args:
        value: its length, 0 <= value <= highest.
        highest: the value at the right edge, > 0.
        ends: the interval's ends in the same unit; None for a census.
        critical: whether it stands for criticism; the word stands beside it.
    """
    scale = _WIDE / highest
    tone = "neg" if critical else "vol"
    parts = f'<rect class="m-{tone}" y="2" width="{px(value * scale)}" height="8"/>'
    return _SVG.format(Markup(parts + (_whisker(ends[0] * scale, ends[1] * scale) if ends else "")))  # noqa: S704 - numbers only


def mini_interval(value: float, ends: tuple[float, float] | None, span: tuple[float, float]) -> Markup:
    """A dot on its interval beside the line of no change at 0; hollow when the interval holds 0.

    Args:
        value: inside `span`.
        ends: the interval's ends; None where there is none.
        span: values at both edges, with 0 between them.
    """
    low, high = span
    scale = _WIDE / (high - low)
    x, zero = (value - low) * scale, -low * scale
    parts = f'<path class="m-zero" d="M{px(zero)}-5V17"/>'
    open_ = ends is not None and ends[0] <= 0 <= ends[1]
    if ends is not None:
        kind = "m-wide open" if open_ else "m-wide"
        parts += _whisker((ends[0] - low) * scale, (ends[1] - low) * scale, kind)
    parts += f'<path class="m-dot{" open" if open_ else ""}" d="M{px(x)} 6h.01"/>'
    if open_:
        parts += f'<path class="m-hole" d="M{px(x)} 6h.01"/>'
    return _SVG.format(Markup(parts))  # noqa: S704 - numbers only


def _whisker(low: float, high: float, kind: str = "m-whisker") -> str:
    """An interval with its end caps."""
    low, high = max(0.3, low), min(_WIDE - 0.3, high)
    return f'<path class="{kind}" d="M{px(low)} 6H{px(high)}M{px(low)} 2v8M{px(high)} 2v8"/>'
