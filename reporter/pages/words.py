"""Words that several chapters share: times, periods, values with their doubt, references."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from reporter import units
from reporter.i18n import _, language
from reporter.incident import Incident, Period
from reporter.metrics.record import Calibration, Gap, Metric
from reporter.moments import DEFAULT_ZONE, Moment, Precision
from reporter.names import KINDS, word
from reporter.units import Unit

_PLACES = {
    **dict.fromkeys((Unit.PERCENT, Unit.POINTS, Unit.HOURS, Unit.DAYS, Unit.POSTS_PER_HOUR, Unit.AUTHORS_PER_HOUR), 1),
    Unit.PERCENT_PER_HOUR: 1,
    Unit.SCORE: 2,
    Unit.RATIO: 4,
}


def moment(value: Moment | None, zone: str, *, year: bool = False) -> str:
    """A moment as precisely as it is known: `6月`, `9月5日`, `9月5日11时27分`; empty for None."""
    if value is None:
        return ""
    at = value.at.astimezone(ZoneInfo(zone))
    if value.precision is Precision.MINUTE:
        return units.minute(at, year=year)
    if value.precision is Precision.DAY:
        return units.day(at, year=year)
    if year:
        return month(value, zone)
    return f"{at.month}月" if language() == "zh" else f"{at:%b}"


def month(value: Moment, zone: str) -> str:
    """`2021年6月`: when an incident began, for lists."""
    at = value.at.astimezone(ZoneInfo(zone))
    return f"{at.year}年{at.month}月" if language() == "zh" else f"{at:%b} {at.year}"


def period(value: Period, zone: str) -> str:
    """`2026年9月3日—12日`: the year once, the month again only when it changes."""
    if value.start.precision is Precision.MONTH and value.end.precision is Precision.MONTH:
        first, last = moment(value.start, zone, year=True), moment(value.end, zone, year=True)
        return first if first == last else units.stretch(first, last)
    start, end = value.start.at.astimezone(ZoneInfo(zone)), _last_day(value, zone)
    if language() != "zh":
        return f"{units.day(start, year=True)} – {units.day(end, year=True)}"
    if (start.year, start.month, start.day) == (end.year, end.month, end.day):
        return units.day(start, year=True)
    if (start.year, start.month) == (end.year, end.month):
        return f"{units.day(start, year=True)}—{end.day}日"
    return f"{units.day(start, year=True)}—{units.day(end, year=start.year != end.year)}"


def _last_day(value: Period, zone: str) -> datetime:
    # A bare end date includes that day: show the day itself, not the next midnight.
    end = value.end
    if end.precision is Precision.MINUTE:
        return end.at.astimezone(ZoneInfo(zone))
    if end.precision is Precision.DAY:
        return end.at.astimezone(ZoneInfo(zone))
    return datetime.fromtimestamp(end.until.timestamp() - 1, ZoneInfo(zone))


def value_words(metric: Metric, zone: str = DEFAULT_ZONE) -> str:
    """The exact value with its unit, for tables: `48,216条`, `20.4%`; a time by the hour in `zone`."""
    if metric.value is None:
        return gap_words(metric.gap)
    if metric.unit is Unit.TIME:
        return units.hour(datetime.fromtimestamp(metric.value, ZoneInfo(zone)))
    return units.joined(units.shortest(metric.value, places(metric.unit)), metric.unit)


def places(unit: Unit) -> int:
    """Decimals with which a value of that unit and its interval stand in tables."""
    return _PLACES.get(unit, 0)


def error_words(metric: Metric) -> str:
    """误差范围 in words: a margin when it is even, else the two ends; why there is none otherwise."""
    if metric.value is None:
        return ""
    if metric.calibration is Calibration.UNCALIBRATED:
        return _("machine index, uncalibrated")
    if metric.unit is Unit.TIME or (metric.interval is None and metric.unit is Unit.SCORE):
        return ""
    if metric.interval is None:
        return _("counted, no sampling error") if metric.n is not None else _("times exact to the minute")
    low, high, _level = metric.interval
    unit = Unit.POINTS if metric.unit is Unit.PERCENT else metric.unit
    margin = max(metric.value - low, high - metric.value)
    if min(metric.value - low, high - metric.value) > 0.7 * margin:
        return _("margin ±{margin}").format(margin=units.joined(units.rounded(margin, unit), unit))
    ends = units.span(*(units.joined(units.shortest(end, 1), metric.unit) for end in (low, high)))
    return _("range {ends}").format(ends=ends)


def gap_words(gap: Gap | None) -> str:
    """Why a metric has no value, in one short phrase."""
    return {
        Gap.NO_POSTS: _("no posts in the folder"),
        Gap.NO_TIME: _("times not on record"),
        Gap.NO_LABELS: _("no labels by hand"),
        Gap.NO_TABLE: _("no table in the folder"),
        Gap.TOO_FEW: _("too few to say"),
        Gap.NO_BASELINE: _("no period to compare with"),
        Gap.COVERAGE: _("collection incomplete"),
        Gap.CENSORED: _("not over when the period ended"),
        Gap.NO_EXTRA: _("needs the extra [survey]"),
        Gap.NO_FIELD: _("the exports do not say so"),
    }.get(gap or Gap.NO_POSTS, "")


def no_posts() -> str:
    """What stands where charts would be when there is no post at all."""
    return _("There are no posts in this folder: every figure is shown as reported.")


def calibration_words(calibration: Calibration) -> str:
    """Whose labels a figure rests on."""
    return {
        Calibration.NONE: "",
        Calibration.EXPORT: _("labels of the data vendor"),
        Calibration.HAND: _("sample labelled by hand"),
        Calibration.UNCALIBRATED: _("machine index, uncalibrated"),
    }[calibration]


def references(incident: Incident) -> dict[str, str]:
    """What each id of the incident stands for, in words a reader knows."""
    words: dict[str, str] = {}
    for event in incident.timeline:
        words[event.id] = str(event.what)
    for action in incident.actions:
        words[action.id] = str(action.name)
    for claim in incident.claims:
        words[claim.id] = _("“{quote}”").format(quote=claim.quote)
    for document in incident.evidence:
        words[document.id] = str(document.title)
    for objective in incident.strategy.objectives:
        words[objective.id] = str(objective.text)
    for item in incident.strategy.items:
        words[item.id] = str(item.text)
    for lesson in incident.lessons:
        words[lesson.id] = str(lesson.text)
    for follow_up in incident.follow_ups:
        words[follow_up.id] = str(follow_up.action)
    return words


def kinds(codes: tuple[str, ...]) -> str:
    """`原创、转发`."""
    return listed([word(KINDS, code) for code in codes])


def listed(words: tuple[str, ...] | list[str]) -> str:
    """Words in a row, with the language's own separator: `微博、抖音`."""
    return ("、" if language() == "zh" else ", ").join(words)
