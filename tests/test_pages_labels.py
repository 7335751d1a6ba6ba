"""The labels on the evidence page: what shares rest on, and without labels what labels would buy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.i18n import speaking
from reporter.metrics import Calibration
from reporter.metrics.labelled import agreement, ledger_facts
from reporter.pages.labels import label_block
from reporter.report import Report
from tests.projects import FOUNDING, SIBLING, Built


@pytest.fixture
def sibling(both: Built) -> Report:
    """The simulated incident with thirty labels on each side of the response."""
    (found,) = [report for report in both.plan.reports if report.slug == SIBLING]
    return found


def test_with_labels_each_phase_tells_its_share_its_margin_and_what_it_rests_on(sibling: Report) -> None:
    """A share of 60 labels must not look like one of 600."""
    with speaking("zh"):
        block = label_block(sibling)

    assert block is not None
    assert [row.labels for row in block.rows] == ["30", "27"]  # three lie in rows the exports lost
    assert block.widths == ()
    assert block.command == ""
    assert any("首次回应前后" in note or "太少" in note for note in block.notes)


def test_without_labels_the_page_says_what_labels_would_buy_and_how_to_give_them(sibling: Report) -> None:
    """The analyst's next step, not an apology; no share in points and no three-way split beside it."""
    machine = replace(
        sibling,
        metrics=tuple(replace(one, calibration=Calibration.UNCALIBRATED) for one in sibling.metrics),
    )

    with speaking("zh"):
        block = label_block(machine)

    assert block is not None
    assert "未校准" in block.sentence
    assert [row.margin for row in block.widths] == ["±10个百分点", "±7个百分点", "±5个百分点"]
    assert block.command == f"reporter label {SIBLING}"
    assert "−26" in block.notes[0]


def test_an_incident_without_posts_has_no_block(both: Built) -> None:
    """The founding case reports figures and brings no post."""
    (founding,) = [report for report in both.plan.reports if report.slug == FOUNDING]

    assert label_block(founding) is None


def test_the_ledger_names_the_labels_and_what_was_tuned(sibling: Report) -> None:
    """Somebody else must get the same share from the same files."""
    facts = dict(ledger_facts(sibling.loaded.tables, sibling.tally, sibling.windows))

    assert len(facts["labels file"]) == 64
    assert "folds" in facts["local model"]
    tables = sibling.loaded.tables
    turned = replace(tables, labels=(replace(tables.labels[0], label="neutral"), *tables.labels[1:]))
    other = replace(tables, labels=(replace(tables.labels[0], label="positive"), *tables.labels[1:]))
    seals = {dict(ledger_facts(one, None, sibling.windows))["labels file"] for one in (turned, other)}
    assert len(seals) == 2


def test_agreement_needs_fifty_posts(sibling: Report) -> None:
    """A kappa of ten posts is a guess."""
    assert agreement(sibling.loaded.tables) is None
