"""附录：专业框架. Frames of the field as checkable items, the review and what may still come; on the evidence page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reporter import units
from reporter.drawings import LIFE_STAGES
from reporter.findings import Finding
from reporter.frames import (
    Item,
    LevelRow,
    LoggedDecision,
    Match,
    Tagged,
    dated_stages,
    decision_log,
    five_s,
    levels,
    situation,
    tagged,
)
from reporter.frames.five_s import TEAM
from reporter.frames.situation import CLUSTERS, RESPONSES
from reporter.frames.tactics import TACTICS
from reporter.i18n import N_, _
from reporter.incident import Review, ReviewItem, Risk
from reporter.load import TABLES, Benchmark, table_file
from reporter.metrics.stages import RULE
from reporter.names import AMEC, word
from reporter.pages import words
from reporter.report import Report

STANDINGS: Final = {
    "recorded": N_("on record"),
    "missing": N_("not on record"),
    "against": N_("records against it"),
}
INTENSIFIERS: Final = {
    "crisis_history": N_("an earlier crisis of the kind"),
    "prior_reputation": N_("a poor reputation before"),
}
CERTAINTIES: Final = {
    "measured": N_("measured"),
    "documented": N_("documented"),
    "reported": N_("as reported"),
    "uncertain": N_("cannot be told"),
}
RISKS: Final = {
    "rebound": N_("rebound"),
    "secondary": N_("secondary issue"),
    "other": N_("other risk"),
}
#: Records whose words are repeated beside their ids.
_MOST_TOLD: Final = 4
_SOURCES: Final = {"posts": N_("collected posts"), "incident": "incident.yml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One question with where it stands."""

    question: str
    standing: str
    mark: str
    words: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A named list of rows with what they are read by."""

    name: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name, what is said of it line by line, and on what it rests; `open` marks a gap."""

    name: str
    lines: tuple[str, ...]
    evidence: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactList:
    """A frame told as facts."""

    anchor: str
    name: str
    source: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """The annex: 5S as questions, every other frame as facts."""

    five_s: tuple[Block, ...]
    frames: tuple[FactList, ...]


def annex(report: Report) -> Annex:
    """The annex of a report."""
    known = words.references(report.incident) | _metric_names(report) | {TEAM: _("Organisation and objectives")}
    principles = five_s(report.incident, report.whole(), report.checked, report.loaded.benchmark.hours)
    made = (
        _findings(report.findings, known),
        _situation(situation(report.incident), _reason(report), known),
        _tactics(tagged(report.incident)),
        _levels(levels(report.whole())),
        _decisions(report, decision_log(report.incident), known),
        _marks(report.loaded.marks),
        _stages(report),
        _risks(report, known),
        _review(report.incident.review, known),
    )
    return Annex(
        five_s=tuple(Block(name=one.name, rows=tuple(_item(i, known) for i in one.items)) for one in principles),
        frames=tuple(one for one in made if one.facts),
    )


def _metric_names(report: Report) -> dict[str, str]:
    return {metric.id: metric.label for metric in report.whole().values()}


def _item(item: Item, known: Mapping[str, str]) -> ItemRow:
    return ItemRow(
        question=item.question,
        standing=item.standing.value,
        mark=word(STANDINGS, item.standing.value),
        words=item.words,
        evidence=_named(item.evidence, known),
    )


def _named(ids: Sequence[str], known: Mapping[str, str]) -> str:
    """`M3 发布致歉声明、E8 …`: a record's id first, so that it can be looked up; a metric by its name.

    More records than `_MOST_TOLD` stand as ids alone: twenty quotes in a row are read by nobody.
    """
    told = sum(not one.islower() for one in ids) <= _MOST_TOLD
    named = {one: f"{one} {known.get(one, '')}".strip() if told else one for one in ids}
    return words.listed([known.get(one, one) if one.islower() else named[one] for one in ids])


def _fact(name: str, lines: str | Iterable[str], evidence: str = "", *, missing: bool = False) -> Fact:
    kept = (lines,) if isinstance(lines, str) else tuple(line for line in lines if line)
    return Fact(name=name, lines=kept, evidence=evidence, open=missing)


def _findings(findings: Sequence[Finding], known: Mapping[str, str]) -> FactList:
    """Every statement of the report with what it rests on, how it is known and what else may explain it."""
    facts = tuple(
        _fact(
            word(CERTAINTIES, one.certainty.value),
            (
                one.statement,
                _("other explanations: {names}").format(names=words.listed(one.rivals)) if one.rivals else "",
            ),
            _named((*one.evidence, *one.metrics), known),
        )
        for one in findings
    )
    return FactList(anchor="findings", name=_("Findings and what they rest on"), source="", facts=facts)


def _situation(match: Match | None, reason: str, known: Mapping[str, str]) -> FactList:
    name, source = _("Situational crisis communication theory: match table"), "Coombs 2007"
    if match is None:
        unstated = _fact(_("kind of crisis"), _("not stated by the analyst"), missing=True)
        return FactList(anchor="scct", name=name, source=source, facts=(unstated,))
    facts = (
        _fact(_("kind of crisis"), (word(CLUSTERS, match.cluster), reason)),
        _fact(_("intensifiers"), _intensifiers(match), missing=bool(match.unknown)),
        _fact(_("called for"), word(RESPONSES, match.called_for.value)),
        *(_fact(word(RESPONSES, use.response.value), _use(use.called_for), _named(use.actions, known),
                missing=use.called_for and not use.actions) for use in match.uses),
        _fact(_("result"), _matched(match), missing=not match.matched or match.mixed),
    )  # fmt: skip
    return FactList(anchor="scct", name=name, source=source, facts=facts)


def _reason(report: Report) -> str:
    return str(report.incident.situation.reason) if report.incident.situation is not None else ""


def _intensifiers(match: Match) -> str:
    named = words.listed([word(INTENSIFIERS, one) for one in match.intensifiers]) or _("none stated")
    unknown = words.listed([word(INTENSIFIERS, one) for one in match.unknown])
    return named + (_("; not stated: {names}").format(names=unknown) if unknown else "")


def _use(called_for: bool) -> str:  # noqa: FBT001 - a cell of the table
    return _("called for by the situation") if called_for else _("actually used")


def _matched(match: Match) -> str:
    if match.mixed:
        return _("denial stands beside an admission: the two contradict each other")
    if match.matched:
        return _("what the situation calls for was done; whether it worked is another question")
    return _("nothing on record of what the situation calls for")


def _tactics(rows: tuple[Tagged, ...]) -> FactList:
    facts = tuple(
        _fact(
            row.name,
            words.listed([_tag(tag, tactic) for tag, tactic in row.tags]),
            _("text of the statement on record")
            if row.checkable
            else _("no text on record: the tags cannot be checked"),
            missing=not row.checkable,
        )
        for row in rows
    )
    return FactList(
        anchor="benoit", name=_("Image repair: tactics of the statements"), source="Benoit 1997", facts=facts
    )


def _tag(tag: str, tactic: str | None) -> str:
    """`道歉（承认道歉）`; the class alone where the tag names it."""
    if tactic is None:
        return _("{tag} (names no tactic)").format(tag=tag)
    name = word(TACTICS, tactic)
    return name if name == tag else _("{tag} ({name})").format(tag=tag, name=name)


def _levels(rows: tuple[LevelRow, ...]) -> FactList:
    facts = tuple(
        _fact(
            word(AMEC, row.level.value),
            words.listed([_("{name}: {value}").format(name=m.label, value=words.value_words(m)) for m in row.measured])
            or _("nothing measured"),
            _("more with: {files}").format(files=_files(row.missing)) if row.missing else "",
            missing=not row.measured,
        )
        for row in rows
    )
    return FactList(anchor="amec", name=_("Levels of evaluation (AMEC)"), source="AMEC", facts=facts)


def _files(names: Sequence[str]) -> str:
    return words.listed([table_file(name) if name in TABLES else word(_SOURCES, name) for name in names])


def _decisions(report: Report, rows: tuple[LoggedDecision, ...], known: Mapping[str, str]) -> FactList:
    facts = tuple(
        _fact(
            words.moment(row.decision.at, report.incident.timezone) or _("time not on record"),
            _decision(row),
            _named(row.decision.evidence, known),
            missing=bool(row.lacking),
        )
        for row in rows
    )
    return FactList(anchor="decision-log", name=_("Decision log"), source="ISO 22361:2022", facts=facts)


def _decision(row: LoggedDecision) -> tuple[str, ...]:
    one = row.decision
    return (
        str(one.decision),
        _("reason: {text}").format(text=one.why) if one.why else "",
        _("known then: {text}").format(text=one.known) if one.known else "",
        _("other options: {text}").format(text=words.listed(list(map(str, one.options)))) if one.options else "",
        _("decided by: {text}").format(text=one.by) if one.by else "",
        _("outcome: {text}").format(text=one.outcome) if one.outcome else "",
        _("not recorded: {names}").format(names=words.listed(row.lacking)) if row.lacking else "",
    )


def _marks(marks: tuple[Benchmark, ...]) -> FactList:
    """Every mark with source and scope; the chosen one first."""
    facts = tuple(_mark(one, marks[0]) for one in marks)
    return FactList(anchor="marks", name=_("Marks of the response clock: references only"), source="", facts=facts)


def _mark(one: Benchmark, chosen: Benchmark) -> Fact:
    marks = _("; ").join([_("{what} within {n} h").format(what=m.what, n=f"{m.hours:g}") for m in one.marks])
    used = _("used in this report") if one.id == chosen.id else ""
    return _fact(
        str(one.name), (marks, str(one.scope), used), words.listed([str(one.source), *([one.date] if one.date else [])])
    )


def _stages(report: Report) -> FactList:
    zone = report.incident.timezone
    stages = [
        _fact(word(LIFE_STAGES, one.name), units.stretch(units.hour(one.start), units.hour(one.end)))
        for one in dated_stages(report.tally, report.coverage, zone)
    ]
    facts = (_fact(_("rule"), _(RULE)), *stages) if report.tally is not None else ()
    return FactList(anchor="life-cycle", name=_("Stages of the life cycle"), source="", facts=facts)


def _risks(report: Report, known: Mapping[str, str]) -> FactList:
    facts = tuple(_risk(report, risk, known) for risk in report.incident.residual_risks)
    return FactList(anchor="risks", name=_("Residual risks"), source="", facts=facts)


def _risk(report: Report, risk: Risk, known: Mapping[str, str]) -> Fact:
    until = words.moment(risk.until, report.incident.timezone)
    parts = (
        str(risk.text),
        _("trigger: {text}").format(text=risk.trigger) if risk.trigger else "",
        _("sign: {text}").format(text=risk.sign) if risk.sign else "",
        _("watched by: {text}").format(text=risk.owner_role) if risk.owner_role else _("nobody watches it"),
        _("until {time}").format(time=until) if until else "",
    )
    return _fact(
        f"{risk.id} {word(RISKS, risk.kind)}", parts, _named(risk.evidence, known), missing=not risk.owner_role
    )


def _review(review: Review, known: Mapping[str, str]) -> FactList:
    parts: tuple[tuple[str, tuple[ReviewItem, ...]], ...] = (
        (_("what was done well"), review.well),
        (_("what went wrong"), review.problems),
        (_("causes"), review.causes),
        (_("improvements"), review.improvements),
        (_("where luck helped"), review.lucky),
    )
    facts = tuple(
        _fact(
            "" if number else name,
            str(item.text),
            _named((*item.evidence, *item.follow_ups), known),
            missing=not item.evidence,
        )
        for name, items in parts
        for number, item in enumerate(items)
    )
    return FactList(
        anchor="review", name=_("After-action review, apart from any rating of people"), source="", facts=facts
    )
