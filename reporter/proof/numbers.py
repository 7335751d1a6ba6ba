"""The report's own numbers, and whether a figure of a text is one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from reporter.claims import NumberVerdict, Verdict
from reporter.claims.families import CHANGES, readings_of
from reporter.documents import Document
from reporter.extract import Said, said_in, scan
from reporter.i18n import _
from reporter.incident import ClaimUnit, Comparator
from reporter.metrics.record import Metric
from reporter.report import Report
from reporter.units import Unit, joined, shortest
from reporter.windows import AFTER, BEFORE, WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A number of the report.

    Args:
        value: in `unit`.
        unit: what it counts.
        metric: id of its metric; empty where none is known.
        printed: as the report prints it.
        label: what it is, in the report's words.
        whole: whether it is its metric's own value over the whole period.
        end: whether it is an end of an interval, which no sentence means on its own.
        change: whether it states a change and no level.
        doubted: whether it is a reported figure that the data do not bear out.
    """

    value: float
    unit: Unit | None
    metric: str
    printed: str
    label: str
    whole: bool = False
    end: bool = False
    change: bool = False
    doubted: bool = False


_UNITS: Final = {unit: Unit(unit.value) for unit in ClaimUnit}
#: What is counted one by one compares with one another.
_COUNTS: Final = frozenset({Unit.POSTS, Unit.COUNT, Unit.PEOPLE, Unit.AUTHORS})
#: Metrics that are changes by their own definition.
_CHANGED: Final = ("_change", "_effect", "_step")
_HOURS_A_DAY: Final = 24
_CLOSE: Final = 1e-9
#: From here on a count is told without decimals.
_LARGE: Final = 100


def measured(report: Report) -> Iterator[Ours]:
    """The numbers of the report's model: metrics with their ends and cases, claims as stated and recomputed."""
    for metric in report.metrics:
        yield from _of_metric(metric)
    for verdict in report.checked.verdicts:
        yield from _of_claim(verdict)


def _of_metric(metric: Metric) -> Iterator[Ours]:
    label = _labelled(metric)
    if metric.value is not None and metric.unit is not Unit.TIME:
        change = metric.id.partition("@")[0].endswith(_CHANGED)
        one = _ours(metric.value, metric.unit, metric.id, label, change=change)
        yield replace(one, whole=metric.window == WHOLE)
        for end in metric.interval[:2] if metric.interval else ():
            words = _("{name}, end of its range of error").format(name=label)
            yield replace(_ours(end, metric.unit, metric.id, words, change=change), end=True)
    if metric.n is not None:
        yield _ours(metric.n, Unit.COUNT, metric.id, _("{name}, cases").format(name=label))


def _labelled(metric: Metric) -> str:
    """A metric's name with the stretch of time it covers."""
    spans = {WHOLE: "", BEFORE: _("before the response"), AFTER: _("after the response")}
    kind, _colon, claim = metric.window.partition(":")
    span = spans.get(metric.window, claim if kind in {"claim", "baseline"} else metric.window)
    return _("{name} ({note})").format(name=metric.label, note=span) if span else metric.label


def _of_claim(verdict: Verdict) -> Iterator[Ours]:
    claim, quote = verdict.claim, str(verdict.claim.quote)
    change = claim.value_from is None and bool(CHANGES.intersection(readings_of(claim)))
    doubted = verdict.number is not NumberVerdict.SUPPORTED
    for value in (claim.value, claim.value_from):
        if value is not None and claim.unit is not None:
            yield replace(_ours(value, _UNITS[claim.unit], claim.metric, quote, change=change), doubted=doubted)
    again = verdict.recomputed
    if again is not None:
        yield _ours(again.value, again.unit, claim.metric, quote, change=change)
        for end in again.interval[:2] if again.interval else ():
            yield replace(_ours(end, again.unit, claim.metric, quote, change=change), end=True)


def _ours(value: float, unit: Unit, metric: str, label: str, *, change: bool = False) -> Ours:
    printed = joined(shortest(value, 0 if abs(value) >= _LARGE else 2), unit)
    return Ours(value=value, unit=unit, metric=metric, printed=printed, label=label, change=change)


def doubted_quotes(report: Report) -> tuple[str, ...]:
    """The words of reported figures the data do not bear out: the pages print them, too, and vouch for none."""
    doubted = (one for one in report.checked.verdicts if one.number is not NumberVerdict.SUPPORTED)
    return tuple("".join(str(one.claim.quote).split()) for one in doubted)


def printed_in(pages: Iterable[Document], doubted: Sequence[str]) -> Iterator[Ours]:
    """The figures the report's own sentences print; those of a doubted quote marked."""
    for page in pages:
        seen = scan(page)
        for one in said_in(page, seen):
            for figure in filter(None, (one.figure, one.earlier)):
                if figure.value is not None:
                    yield Ours(
                        value=float(figure.value),
                        unit=_UNITS[figure.unit] if figure.unit else None,
                        metric=one.metric,
                        printed=page.text[figure.start : figure.end],
                        label=page.text[one.start : one.end],
                        change=changes(one),
                        doubted=_quotes(page.text[one.start : one.end], doubted),
                    )


def _quotes(words: str, doubted: Sequence[str]) -> bool:
    bare = "".join(words.split())
    return any(quote in bare or bare in quote for quote in doubted)


def changes(one: Said) -> bool:
    """Whether a figure states by how much something changed."""
    return one.earlier is None and one.change is not None and not one.change.to


def alike(one: Said, numbers: Sequence[Ours]) -> list[Ours]:
    """The numbers that could be what a figure states: of its unit, a change where it is one."""
    return [ours for ours in numbers if _same_unit(one.figure.unit, ours.unit) and ours.change is changes(one)]


def _same_unit(mine: ClaimUnit | None, theirs: Unit | None) -> bool:
    if mine is None or theirs is None:
        return mine is None and theirs is None
    unit = _UNITS[mine]
    times = {Unit.HOURS, Unit.DAYS}
    return unit is theirs or {unit, theirs} <= _COUNTS or {unit, theirs} <= times


def _in_unit_of(one: Said, ours: Ours) -> float:
    """The report's number in the figure's unit; a change compares without its sign."""
    mine = _UNITS[one.figure.unit] if one.figure.unit else None
    factor = 1.0
    if mine is Unit.HOURS and ours.unit is Unit.DAYS:
        factor = _HOURS_A_DAY
    elif mine is Unit.DAYS and ours.unit is Unit.HOURS:
        factor = 1 / _HOURS_A_DAY
    return abs(ours.value) * factor


def meets(one: Said, ours: Ours) -> bool:
    """Whether the report's number, rounded as the figure is printed and compared as its words say, is the figure."""
    figure = one.figure
    if figure.value is None:
        return True
    mine, theirs = abs(float(figure.value)), _in_unit_of(one, ours)
    step = 10.0**figure.last
    coarse = max(step, 10.0 ** _last_digit(figure.value))
    low, high = {
        Comparator.EQUAL: (mine - step / 2, mine + step / 2),
        Comparator.ABOUT: (mine - coarse / 2, mine + coarse / 2),
        Comparator.NEAR: (mine - coarse, mine),
        Comparator.BELOW: (mine - coarse, mine),
        Comparator.AT_MOST: (mine - coarse, mine),
    }.get(figure.comparator, (mine, mine + coarse))
    return low - _CLOSE <= theirs <= high + _CLOSE


def _last_digit(value: Decimal) -> int:
    """Power of ten of the last digit that is not zero."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def gap(one: Said, ours: Ours) -> float:
    """How far the report's number is from the figure, in the figure's unit."""
    return abs(_in_unit_of(one, ours) - abs(float(one.figure.value or 0)))
