"""舆论焦点: what the public, opinion leaders, media and officials said, criticism shown as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from reporter import units
from reporter.charts.inline import mini_bar
from reporter.i18n import N_, _
from reporter.incident import Viewpoint
from reporter.metrics.record import Metric
from reporter.names import word
from reporter.report import Report
from reporter.stats import wilson
from reporter.units import Unit

VOICES: Final = {
    "public": N_("the public"),
    "opinion_leader": N_("opinion leaders"),
    "media": N_("media"),
    "official": N_("officials"),
}
_LABELLED: Final = "viewpoint_share@"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One viewpoint with its share, where it has one."""

    text: str
    share: str
    margin: str
    critical: bool
    source: str
    bar: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One kind of voice: what its shares are shares of, its viewpoints, the most frequent first."""

    name: str
    base: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The block."""

    finding: str
    what: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """A viewpoint before it is put in words: `value` in per cent, None where nobody counted."""

    text: str
    critical: bool = False
    value: float | None = None
    ends: tuple[float, float] | None = None
    n: int | None = None
    source: str = ""


def focus(report: Report) -> Focus | None:
    """The block of a report; None when nobody says what was said."""
    spoken = {voice: _of_voice(report, voice) for voice in VOICES}
    spoken = {voice: shares for voice, shares in spoken.items() if shares}
    if not spoken:
        return None
    highest = max((one.ends[1] if one.ends else one.value or 0 for one in _all(spoken)), default=0) or 1.0
    voices = tuple(_voice(voice, shares, highest) for voice, shares in spoken.items())
    measured = any(one.value is not None for one in _all(spoken))
    what = _("share of the posts that say it (a post may say several); the thin line is the margin of error")
    return Focus(finding=_finding(spoken), what=what if measured else "", voices=voices)


def _all(spoken: dict[str, list[_Share]]) -> list[_Share]:
    return [one for shares in spoken.values() for one in shares]


def _of_voice(report: Report, voice: str) -> list[_Share]:
    """The viewpoints of one voice: measured from labels first, then what the analyst states."""
    stated = [view for view in report.incident.viewpoints if view.voice == voice]
    whole = report.whole()
    found = [_stated(view, whole.get(view.metric)) for view in stated]
    if voice == "public":
        named = {view.metric for view in stated}
        found += [
            _measured(metric, text=metric.label)
            for metric in whole.values()
            if metric.id.startswith(_LABELLED) and metric.value is not None and metric.id not in named
        ]
    return sorted(found, key=lambda one: -(one.value if one.value is not None else -1.0))


def _stated(view: Viewpoint, metric: Metric | None) -> _Share:
    if metric is not None and metric.value is not None:
        return _measured(metric, text=str(view.text), critical=view.critical)
    return _Share(
        text=str(view.text),
        critical=view.critical,
        value=view.share,
        ends=_ends(view),
        n=view.n if view.share is not None else None,
        source=str(view.source),
    )


def _ends(view: Viewpoint) -> tuple[float, float] | None:
    """Wilson's interval of a stated share from a sample; a census has none."""
    if view.share is None or view.n is None or not view.sampled:
        return None
    low, high = wilson(round(view.share * view.n / 100), view.n)
    return 100 * low, 100 * high


def _measured(metric: Metric, *, text: str, critical: bool = False) -> _Share:
    ends = (metric.interval.low, metric.interval.high) if metric.interval else None
    return _Share(text=text, critical=critical, value=metric.value, ends=ends, n=metric.n)


def _voice(voice: str, shares: list[_Share], highest: float) -> Voice:
    views = tuple(_view(one, highest, last=_last(shares, i)) for i, one in enumerate(shares))
    return Voice(name=word(VOICES, voice), base=_base(shares), views=views)


def _last(shares: Sequence[_Share], i: int) -> bool:
    """Whether a row is the last of those that share a source: it is told once."""
    return i + 1 == len(shares) or shares[i + 1].source != shares[i].source


def _base(shares: Sequence[_Share]) -> str:
    """Of how many the shares are, when they all are of the same."""
    sizes = {(one.n, one.ends is not None) for one in shares if one.n is not None}
    if len(sizes) != 1:
        return ""
    n, sampled = sizes.pop()
    words_ = _("sample of {n}") if sampled else _("all {n}")
    return words_.format(n=units.decimal(n or 0))


def _view(one: _Share, highest: float, *, last: bool) -> View:
    value = one.value
    return View(
        text=one.text,
        share="" if value is None else units.joined(units.rounded(value, Unit.PERCENT), Unit.PERCENT),
        margin=_margin(one),
        critical=one.critical,
        source=one.source if last else "",
        bar=Markup() if value is None else mini_bar(value, highest, one.ends, critical=one.critical),
    )


def _margin(one: _Share) -> str:
    """`±4`, the larger side."""
    if one.value is None or one.ends is None:
        return ""
    return f"±{units.decimal(max(one.value - one.ends[0], one.ends[1] - one.value))}"


def _finding(spoken: dict[str, list[_Share]]) -> str:
    """What the first voice that was counted says most."""
    for voice, shares in spoken.items():
        first = shares[0]
        if first.value is not None:
            share = units.joined(units.rounded(first.value, Unit.PERCENT), Unit.PERCENT)
            said = _("Most often raised by {voice}: {view} ({share})").format(
                voice=word(VOICES, voice),
                view=first.text,
                share=share,
            )
            return said + (_(", a criticism") if first.critical else "")
    return ""
