"""三、评估: what may be said of the effect, survey, sales and costs, the check of reported figures in short."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter.pages import words
from reporter.pages.claims import ShortCheck, short_check
from reporter.pages.results import Results, cost_facts, sales_block, survey_block
from reporter.report import Report
from reporter.safe import prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The chapter."""

    prose: Markup
    survey: Results | None
    sales: Results | None
    costs: tuple[str, ...]
    confounders: tuple[str, ...]
    check: ShortCheck
    attribution: str
    rivals: str


def assessment(report: Report) -> Assessment:
    """The assessment chapter of a report."""
    finding = report.finding("attribution")
    return Assessment(
        prose=prose(str(report.incident.assessment.summary)),
        survey=survey_block(report),
        sales=sales_block(report),
        costs=cost_facts(report),
        confounders=tuple(map(str, report.incident.assessment.confounders)),
        check=short_check(report),
        attribution=finding.statement if finding else "",
        rivals=words.listed(finding.rivals) if finding else "",
    )
