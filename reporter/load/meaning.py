"""What each field allows alone but the incident as a whole does not: references, dates, gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.errors import Place, Problem, Severity
from reporter.i18n import _
from reporter.incident import Claim, ClaimUnit, FollowUpStatus, Incident, Period, Review, Stage
from reporter.load.explain import Lines, listed, nearest, quoted, sentences
from reporter.load.folder import ATTACHMENTS
from reporter.moments import Moment

#: What a lesson may lean on.
_ANY: Final = ("claims", "actions", "timeline", "evidence", "strategy.objectives", "strategy.items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One identifier a record points to.

    Args:
        key: dotted path of the place it is written.
        to: the identifier.
        lists: the lists it may name a record of.
    """

    key: str
    to: str
    lists: tuple[str, ...]


def checked(incident: Incident, lines: Lines, folder: Path) -> Iterator[Problem]:
    """Every problem and warning of a well-formed incident, in no order."""
    yield from _ids(incident, lines.place)
    yield from _references(incident, lines.place)
    yield from _dates(incident, lines.place)
    yield from _attachments(incident, lines.place, folder)
    yield from _gaps(incident, lines.place)


Where = Callable[[str], Place]


def _ids(incident: Incident, where: Where) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for name, identifier, i in incident.identified():
        place = where(f"{name}.{i}.id")
        if identifier in seen:
            message = _("The identifier “{id}” is used already in line {line}.").format(
                id=identifier,
                line=seen[identifier].line,
            )
            hint = _("Give every record of the incident an identifier of its own.")
            yield Problem(code="R107", message=message, hint=hint, place=place)
        seen.setdefault(identifier, place)


def _pointed(key: str, ids: Iterable[str], lists: tuple[str, ...]) -> Iterator[Reference]:
    return (Reference(key=f"{key}.{i}", to=identifier, lists=lists) for i, identifier in enumerate(ids))


def references(incident: Incident) -> Iterator[Reference]:
    """Every identifier any record points to."""
    evidence = ("evidence",)
    for i, cause in enumerate(incident.background.causes):
        yield from _pointed(f"background.causes.{i}.evidence", cause.evidence, evidence)
    for i, event in enumerate(incident.timeline):
        yield from _pointed(f"timeline.{i}.evidence", event.evidence, evidence)
    yield from _framed(incident)
    for i, item in enumerate(incident.strategy.items):
        yield from _pointed(f"strategy.items.{i}.actions", item.actions, ("actions",))
        yield from _pointed(f"strategy.items.{i}.evidence", item.evidence, evidence)
    for i, action in enumerate(incident.actions):
        yield from _pointed(f"actions.{i}.evidence", action.evidence, evidence)
    for i, claim in enumerate(incident.claims):
        if claim.asserts is not None and claim.asserts.action:
            yield Reference(key=f"claims.{i}.asserts.action", to=claim.asserts.action, lists=("actions",))
    for i, lesson in enumerate(incident.lessons):
        yield from _pointed(f"lessons.{i}.supports", lesson.supports, _ANY)
        yield from _pointed(f"lessons.{i}.contradicts", lesson.contradicts, _ANY)
        yield from _pointed(f"lessons.{i}.follow_ups", lesson.follow_ups, ("follow_ups",))
    for i, follow_up in enumerate(incident.follow_ups):
        yield from _pointed(f"follow_ups.{i}.evidence", follow_up.evidence, evidence)


def _framed(incident: Incident) -> Iterator[Reference]:
    """What the frames of the field point to."""
    for name in ("viewpoints", "residual_risks"):
        for i, record in enumerate(getattr(incident, name)):
            yield from _pointed(f"{name}.{i}.evidence", record.evidence, _ANY)
    for i, decision in enumerate(incident.strategy.decisions):
        yield from _pointed(f"strategy.decisions.{i}.evidence", decision.evidence, _ANY)
    for i, finding in enumerate(incident.assessment.findings):
        yield from _pointed(f"assessment.findings.{i}.evidence", finding.evidence, _ANY)
    if incident.situation is not None:
        yield from _pointed("situation.evidence", incident.situation.evidence, _ANY)
    for name in Review.model_fields:
        for i, item in enumerate(getattr(incident.review, name)):
            yield from _pointed(f"review.{name}.{i}.evidence", item.evidence, _ANY)
            yield from _pointed(f"review.{name}.{i}.follow_ups", item.follow_ups, ("follow_ups",))


def _references(incident: Incident, where: Where) -> Iterator[Problem]:
    home = {identifier: name for name, identifier, _i in incident.identified()}
    for reference in references(incident):
        if home.get(reference.to) in reference.lists:
            continue
        if reference.to in home:
            message = _("“{id}” belongs to {found}, but {wanted} is needed here.").format(
                id=reference.to,
                found=home[reference.to],
                wanted=listed(list(reference.lists)),
            )
        else:
            message = _("Nothing has the identifier “{id}”.").format(id=reference.to)
        known = [identifier for identifier, name in home.items() if name in reference.lists]
        hint = _("Identifiers that can stand here: {names}.").format(names=listed(known[:30]) or _("none"))
        yield Problem(
            code="R106", message=message, hint=sentences(nearest(reference.to, known), hint), place=where(reference.key)
        )


def _late(first: Moment | None, second: Moment | None) -> bool:
    """Whether `first` is surely after `second`, however coarsely both are written."""
    return first is not None and second is not None and first.at >= second.until


def _disorder(place: Place, message: str) -> Problem:
    return Problem(code="R108", message=message, hint=_("Correct one of the two times."), place=place)


def _dates(incident: Incident, where: Where) -> Iterator[Problem]:
    for key, period in _periods(incident):
        start, end = period.bounds
        if start >= end:
            yield _disorder(where(f"{key}.end"), _("The end is not after the start."))
    if _late(incident.period.start, incident.as_of):
        yield _disorder(where("as_of"), _("The data end before the report period begins."))
    for i, action in enumerate(incident.actions):
        if _late(action.announced_at, action.executed_at):
            yield _disorder(where(f"actions.{i}.executed_at"), _("The action was carried out before it was announced."))
    for i, follow_up in enumerate(incident.follow_ups):
        if _late(incident.period.start, follow_up.done_at):
            yield _disorder(
                where(f"follow_ups.{i}.done_at"), _("The follow-up was done before the report period begins.")
            )
    yield from _response_order(incident, where)


def _periods(incident: Incident) -> Iterator[tuple[str, Period]]:
    yield "period", incident.period
    for i, claim in enumerate(incident.claims):
        for name, period in (("window", claim.window), ("baseline", claim.baseline)):
            if period is not None:
                yield f"claims.{i}.{name}", period


def _response_order(incident: Incident, where: Where) -> Iterator[Problem]:
    exposed = incident.stage(Stage.FIRST_EXPOSURE)
    if exposed is None:
        return
    message = _("The first response is earlier than the first exposure.")
    for i, action in enumerate(incident.actions):
        if action.first_response and _late(exposed.at, action.at):
            yield _disorder(where(f"actions.{i}.first_response"), message)
    for i, event in enumerate(incident.timeline):
        if event.stage is Stage.FIRST_RESPONSE and _late(exposed.at, event.at):
            yield _disorder(where(f"timeline.{i}.at"), message)


def _attachments(incident: Incident, where: Where, folder: Path) -> Iterator[Problem]:
    home = folder / ATTACHMENTS
    for i, evidence in enumerate(incident.evidence):
        if not evidence.file:
            continue
        place = where(f"evidence.{i}.file")
        if not _inside(home, evidence.file):
            message = _("{file} leads out of attachments/.").format(file=quoted(evidence.file))
            hint = _("Copy the file into attachments/ and write its name only.")
            yield Problem(code="R005", message=message, hint=hint, place=place)
        elif not (home / evidence.file).is_file():
            message = _("attachments/ holds no file {file}.").format(file=quoted(evidence.file))
            existing = sorted(path.name for path in home.iterdir() if path.is_file()) if home.is_dir() else []
            hint = _("Files there: {names}.").format(names=listed(existing[:30]) or _("none"))
            yield Problem(
                code="R106", message=message, hint=sentences(nearest(evidence.file, existing), hint), place=place
            )


def _inside(home: Path, name: str) -> bool:
    """Whether `name` stays in `home`, neither by `..` nor by a link nor by a drive letter."""
    if "\0" in name or "\\" in name or ":" in name:
        return False
    path = home / name
    try:
        return path.resolve().is_relative_to(home.resolve()) and not path.is_symlink()
    except (OSError, RuntimeError):
        # A name too long for the system, or links in a circle.
        return False


def _gap(code: str, place: Place, message: str, hint: str) -> Problem:
    return Problem(code=code, message=message, hint=hint, place=place, severity=Severity.WARNING)


def _gaps(incident: Incident, where: Where) -> Iterator[Problem]:
    for i, claim in enumerate(incident.claims):
        yield from _claim_gaps(claim, f"claims.{i}", where)
    yield from _bare_findings(incident, where)
    for i, follow_up in enumerate(incident.follow_ups):
        key = f"follow_ups.{i}"
        if not follow_up.owner_role:
            yield _gap(
                "R113",
                where(key),
                _("The follow-up “{id}” has no owner.").format(id=follow_up.id),
                _("Add “owner_role: …”."),
            )
        if follow_up.due is None and follow_up.status is FollowUpStatus.OPEN:
            yield _gap(
                "R114",
                where(key),
                _("The follow-up “{id}” has no due date.").format(id=follow_up.id),
                _("Add “due: …”."),
            )
        if (follow_up.done_at is not None) != (follow_up.status is FollowUpStatus.DONE):
            message = _("The status of the follow-up “{id}” does not go with its completion time.").format(
                id=follow_up.id
            )
            yield _gap("R110", where(key), message, _("Give “status: done” and “done_at: …” together, or neither."))


def _bare_findings(incident: Incident, where: Where) -> Iterator[Problem]:
    """Statements of the analyst that rest on nothing: they are not printed."""
    for i, finding in enumerate(incident.assessment.findings):
        if not finding.evidence and not finding.metrics:
            message = _("The finding “{id}” rests on no evidence and is not printed.").format(id=finding.id)
            hint = _("Add “evidence: […]” or “metrics: […]”.")
            yield _gap("R115", where(f"assessment.findings.{i}"), message, hint)


def _claim_gaps(claim: Claim, key: str, where: Where) -> Iterator[Problem]:
    if not claim.source:
        yield _gap(
            "R111", where(key), _("The claim “{id}” names no source.").format(id=claim.id), _("Add “source: …”.")
        )
    if claim.value is not None and claim.unit is ClaimUnit.PERCENT and not claim.readings:
        message = _("The claim “{id}” does not say of what its per cent are.").format(id=claim.id)
        hint = _("Add “readings: […]”, such as level (a share) or rel_change (a relative change).")
        yield _gap("R112", where(key), message, hint)
