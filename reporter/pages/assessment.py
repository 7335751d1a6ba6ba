"""三、评估: what may be said of the effect, survey, sales and costs, the check of reported figures in short."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter.pages.claims import ShortCheck, short_check
from reporter.pages.effect import EffectBlock, effect_block
from reporter.pages.figures import Figures
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
    check: ShortCheck
    effect: EffectBlock


def assessment(report: Report, figures: Figures) -> Assessment:
    """The assessment chapter of a report."""
    return Assessment(
        prose=prose(str(report.incident.assessment.summary)),
        survey=survey_block(report),
        sales=sales_block(report),
        costs=cost_facts(report),
        check=short_check(report),
        effect=effect_block(report, figures),
    )
