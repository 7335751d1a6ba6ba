"""The check of reported figures on its page and in the report: nothing is lost between them."""

from __future__ import annotations

import re

import pytest

from reporter.charts.spec import Intervals
from reporter.claims import NumberVerdict
from reporter.drawings import draw
from reporter.i18n import speaking
from reporter.pages.claims import SHOWN, short_check
from reporter.report import Report
from tests.projects import FOUNDING, SIBLING, Built


@pytest.fixture(scope="module", params=[FOUNDING, SIBLING])
def slug(request: pytest.FixtureRequest) -> str:
    """One incident without any data, one with all of them."""
    return str(request.param)


@pytest.fixture(scope="module")
def report(slug: str, both: Built) -> Report:
    """Its report."""
    return next(found for found in both.plan.reports if found.slug == slug)


def test_every_claim_has_its_card_in_the_order_claimed(report: Report, slug: str, both: Built) -> None:
    """A verdict never disappears silently."""
    cards = re.findall(r'<article class="rp-claim[^"]*" id="claim-([^"]+)"', both.page(slug, "claims.html"))

    assert cards == [verdict.id.lower() for verdict in report.checked.verdicts]


def test_every_link_to_a_card_or_a_relation_leads_somewhere(slug: str, both: Built) -> None:
    """A reader on a phone taps the quote and wants its card."""
    check = both.page(slug, "claims.html")
    targets = set(re.findall(r'id="((?:claim|relation)-[^"]+)"', check))

    inside = set(re.findall(r'href="#((?:claim|relation)-[^"]+)"', check))
    outside = set(re.findall(r'href="claims\.html#([^"]+)"', both.page(slug)))
    assert inside | outside <= targets
    assert outside


def test_the_report_tells_every_figure_or_how_many_more_there_are(report: Report) -> None:
    """What is settled stands row by row, the rest is counted; what is open stands folded under its line."""
    with speaking("zh"):
        short = short_check(report)
    counted = report.checked.counted()

    shown = {group.verdict: len(group.rows) for group in short.groups}
    open_figures = counted[NumberVerdict.NOT_VERIFIABLE] + counted[NumberVerdict.NOT_REPRODUCED]
    assert {group.verdict: group.number for group in short.groups} == {
        verdict.value: n for verdict, n in counted.items() if verdict.value in shown
    }
    assert all(len(group.rows) == min(group.number, SHOWN) for group in short.groups)
    assert all(bool(group.more) == (group.number > SHOWN) for group in short.groups)
    assert len(short.open_rows) == open_figures
    assert str(open_figures) in short.open


def test_a_sign_never_stands_without_its_word(slug: str, both: Built) -> None:
    """Two of the verdicts look alike to a red-blind reader."""
    for line in both.page(slug, "claims.html").splitlines():
        if 'class="rp-verdict"' in line:
            assert re.search(r"<strong>[^<]{2,}</strong>", line), line


def test_a_chart_compares_what_the_claim_compares(both: Built) -> None:
    """A change beside a change, both readings of one unit on one scale, no chart for two scales."""
    report = next(found for found in both.plan.reports if found.slug == SIBLING)
    with speaking("zh"):
        charts = draw(report)

    bodies = {name: charts[f"claim-{name}"].body for name in ("c7", "c14")}
    rows = {name: [row.value for row in body.rows] for name, body in bodies.items() if isinstance(body, Intervals)}
    assert abs(rows["c7"][0]) < 10
    assert rows["c7"] == pytest.approx([rows["c7"][0]] * 2, abs=0.2)
    assert len(rows["c14"]) == 3
    assert "claim-c4" not in charts
