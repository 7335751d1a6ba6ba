"""数据依据: where every row went, what the collection missed, what results rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reporter import units
from reporter.i18n import _, ngettext
from reporter.incident import Correction, CorrectionAction
from reporter.incident import Evidence as Document
from reporter.intake import Corrected, FileBalance, Reason, sentence
from reporter.load import TABLES, table_file
from reporter.metrics import catalogued
from reporter.metrics.record import Gap, Metric
from reporter.names import (
    CORRECTIONS,
    KINDS,
    LEDGER_FACTS,
    LEDGER_SECTIONS,
    LEDGER_VALUES,
    PERSONAL,
    PLATFORMS,
    STANCES,
    word,
)
from reporter.pages import words
from reporter.pages.annex import Annex, annex
from reporter.pages.claims import headline
from reporter.pages.cover import Cover, cover
from reporter.pages.details import metrics_headline
from reporter.pages.effect import EffectDetail, effect_detail
from reporter.pages.labels import LabelBlock, label_block
from reporter.privacy import mask
from reporter.report import Report, totals
from reporter.text.ledger import Ledger
from reporter.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One posts file: read = used + merged + rejected; `parts` are the three in per cent of all read.

    `notes` are what reading it noticed; `doubtful` says that too many rows were lost.
    """

    file: str
    kind: str
    read: str
    used: str
    merged: str
    rejected: str
    span: str
    masked: str
    outside: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[float, float, float]
    balanced: bool
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """One correction by the analyst."""

    what: str
    rows: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document the report rests on."""

    title: str
    source: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One thing that decided a result over texts."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSection:
    """What decided one kind of results."""

    title: str
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One reason why metrics are missing, and which."""

    why: str
    metrics: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """One input file with its check value."""

    file: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """The evidence page."""

    cover: Cover
    headline: str
    equation: str
    balance: tuple[BalanceRow, ...]
    coverage: tuple[str, ...]
    corrections: tuple[CorrectionRow, ...]
    labels: LabelBlock | None
    ledger: tuple[LedgerSection, ...]
    metrics: str
    effect: EffectDetail | None
    gaps: tuple[GapRow, ...]
    check: str
    annex: Annex
    documents: tuple[DocumentRow, ...]
    inputs: tuple[InputRow, ...]
    versions: str
    digest: str


def evidence(report: Report) -> EvidencePage:
    """The evidence page of a report."""
    return EvidencePage(
        cover=cover(report),
        headline=_headline(report),
        equation=_equation(report),
        balance=tuple(_balance(report, file) for file in report.balance),
        coverage=tuple(note.message for note in report.coverage),
        corrections=tuple(_correction(made) for made in report.corrected),
        labels=label_block(report),
        ledger=tuple(_ledger(report.provenance.ledger)),
        metrics=metrics_headline(report),
        effect=effect_detail(report),
        gaps=_gaps(report),
        check=headline(report),
        annex=annex(report),
        documents=tuple(_document(report, document) for document in report.incident.evidence),
        inputs=_inputs(report),
        versions=words.listed([f"{name} {version}" for name, version in report.provenance.versions]),
        digest=report.provenance.digest(),
    )


def _headline(report: Report) -> str:
    rows = totals(report.balance)["read"]
    if not rows:
        return _("Evidence: no posts, every figure stands as it was reported")
    return _("Evidence: each of {n} rows is accounted for").format(n=units.decimal(rows))


def _equation(report: Report) -> str:
    numbers = {key: units.decimal(value) for key, value in totals(report.balance).items()}
    if not report.balance:
        return ""
    return _("read {read} = used {used} + merged {merged} + rejected {rejected}").format(**numbers)


def _balance(report: Report, file: FileBalance) -> BalanceRow:
    whole = max(1, *(f.read for f in report.balance))
    parts = (100 * file.used / whole, 100 * file.merged / whole, 100 * file.rejected / whole)
    return BalanceRow(
        file=file.file.removeprefix(f"incidents/{report.slug}/posts/"),
        kind=words.listed([part for part in (_taken_for(file), file.encoding) if part]),
        read=units.decimal(file.read),
        used=units.decimal(file.used),
        merged=units.decimal(file.merged),
        rejected=units.decimal(file.rejected),
        span=_span(report, file),
        masked=_masked(file),
        outside=units.decimal(file.outside) if file.outside else "",
        reasons=tuple(
            _("{reason} ({n})").format(reason=sentence(Reason(why)), n=units.decimal(n))
            for why, n in sorted(file.reasons.items())
        ),
        parts=(round(parts[0], 2), round(parts[1], 2), round(parts[2], 2)),
        # How many rows were rejected, and why, stands above.
        notes=tuple(one.message for one in report.warnings if one.place.file == file.file and one.code != "R205"),
        balanced=file.read == file.used + file.merged + file.rejected,
        doubtful=file.doubtful,
    )


def _taken_for(file: FileBalance) -> str:
    """The format the file was read as."""
    known = {
        "": _("could not be read"),
        "aliases": _("recognised by its column names"),
        "mapping": _("read by the columns stated in incident.yml"),
    }
    return known.get(file.exporter, file.exporter)


def _masked(file: FileBalance) -> str:
    """`3 places masked (mobile numbers 2, e-mail addresses 1)`; empty when there was none."""
    if not file.masked:
        return ""
    kinds = [f"{word(PERSONAL, kind)} {units.decimal(n)}" for kind, n in file.masked.items()]
    total = sum(file.masked.values())
    said = ngettext("{total} place masked ({kinds})", "{total} places masked ({kinds})", total)
    return said.format(total=units.decimal(total), kinds=words.listed(kinds))


def _correction(made: Corrected) -> CorrectionRow:
    """What was corrected, without what it matched: that may name a post or quote one."""
    correction = made.correction
    return CorrectionRow(
        what=_(CORRECTIONS[correction.action.value]).format(value=_corrected_value(correction)),
        rows=units.joined(units.decimal(made.rows), Unit.POSTS),
        reason=mask(str(correction.reason))[0],
    )


def _corrected_value(correction: Correction) -> str:
    names = {
        CorrectionAction.STANCE: STANCES,
        CorrectionAction.KIND: KINDS,
        CorrectionAction.PLATFORM: PLATFORMS,
    }
    return word(names.get(correction.action, {}), correction.value)


def _span(report: Report, file: FileBalance) -> str:
    if file.span is None:
        return _("no times")
    first, last = (bound.astimezone(ZoneInfo(report.incident.timezone)) for bound in file.span)
    return units.stretch(units.hour(first, year=True), units.hour(last))


def _gaps(report: Report) -> tuple[GapRow, ...]:
    """The missing metrics by what is missing: a folder without posts lacks sixty of them for one reason."""
    found: dict[str, list[str]] = {}
    for metric in report.whole().values():
        if metric.value is None:
            why = (metric.note or words.gap_words(metric.gap)) + _filled_by(metric)
            found.setdefault(why, []).append(metric.label)
    return tuple(GapRow(why=why, metrics=words.listed(labels)) for why, labels in found.items())


def _filled_by(metric: Metric) -> str:
    """Which file would fill the gap; empty where no file could."""
    definition = catalogued(metric.id)
    if metric.gap is not Gap.NO_TABLE or definition is None:
        return ""
    files = words.listed([table_file(name) for name in definition.inputs if name in TABLES])
    return _("; {files} would fill it").format(files=files) if files else ""


def _document(report: Report, document: Document) -> DocumentRow:
    return DocumentRow(
        title=str(document.title),
        source=str(document.source),
        date=words.moment(document.date, report.incident.timezone, year=True),
    )


def _inputs(report: Report) -> tuple[InputRow, ...]:
    return tuple(
        InputRow(file=item.path, size=units.decimal(item.size), sha256=item.sha256) for item in report.provenance.inputs
    )


def _ledger(ledger: Ledger) -> Iterator[LedgerSection]:
    for section, facts in ledger.sections():
        rows = tuple(
            LedgerRow(name=word(LEDGER_FACTS, name), value=word(LEDGER_VALUES, value)) for name, value in facts
        )
        yield LedgerSection(title=word(LEDGER_SECTIONS, section), rows=rows)
