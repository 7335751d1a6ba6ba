"""Who speaks: authors of an hour, concentration, and the vendor's flag."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.metrics import Gap
from reporter.metrics.authors import gini_of, hhi_of, top_ten
from reporter.stats import gini, hhi, top_share
from reporter.windows import AFTER, BEFORE
from tests.projects import an_incident
from tests.test_metrics import RESPONSE, START, inputs, measured
from tests.test_metrics_groups import counted, found

_HELD = st.lists(st.integers(1, 50), min_size=2, max_size=60)


@given(_HELD)
def test_concentration_from_a_histogram_is_concentration(posts: list[int]) -> None:
    """Counting how many authors have so many posts loses nothing that these measures ask for."""
    held, n = np.unique(posts, return_counts=True)

    assert float(top_ten(held, n[None, :])[0]) == pytest.approx(top_share(posts, 10))
    assert float(gini_of(held, n[None, :])[0]) == pytest.approx(gini(posts, corrected=True))
    assert float(hhi_of(held, n[None, :])[0]) == pytest.approx(hhi(posts))


def test_an_author_counts_once_an_hour() -> None:
    """Hour 1: a, a, b; hour 2: a: three author-hours over 48 hours; comments and unnamed posts are aside."""
    posts = [
        {"author": author, "kind": kind, "time": START + timedelta(hours=hour, minutes=minute)}
        for author, kind, hour, minute in (
            ("a", "original", 1, 0),
            ("a", "repost", 1, 30),
            ("b", "original", 1, 59),
            ("a", "original", 2, 0),
            ("c", "comment", 2, 1),
            (None, "original", 2, 2),
        )
    ]

    assert found(posts)["active_authors"].value == pytest.approx(3 / 48)


def test_authors_before_and_after_are_those_of_their_hours() -> None:
    """Ten hours before the response, 38 after it."""
    incident = an_incident(actions=[RESPONSE])
    posts = [{"author": "a", "time": START + timedelta(hours=hour)} for hour in (1, 2, 20)]
    whole = inputs(incident, counted(posts, incident))

    assert measured(whole, BEFORE)["active_authors"].value == pytest.approx(2 / 10)
    assert measured(whole, AFTER)["active_authors"].value == pytest.approx(1 / 38)


def test_a_busy_hours_authors_are_counted_one_by_one_whatever_their_hashes() -> None:
    """No rendered figure may hang on the project's secret: 2,000 authors of an hour are 2,000 under any pseudonyms."""
    posts = [{"author": f"{prefix}{i}", "time": START} for prefix in ("a", "b") for i in range(2000)]

    seen = [found(posts[:2000])["active_authors"], found(posts[2000:])["active_authors"]]

    assert [metric.value for metric in seen] == [pytest.approx(2000 / 48, rel=0.005)] * 2
    assert {metric.interval for metric in seen} == {None}


def test_few_authors_have_no_concentration() -> None:
    """Ten authors hold 100 % between their ten, always."""
    whole = found([{"author": str(i)} for i in range(20)])

    assert {whole[name].gap for name in ("top10_share", "gini", "hhi")} == {Gap.TOO_FEW}


def test_forty_alike_are_not_concentrated() -> None:
    """Gini 0, ten of forty hold a quarter; and exports without authors are a gap of their own."""
    whole = found([{"author": str(i)} for i in range(40)])

    assert whole["gini"].value == pytest.approx(0, abs=1e-9)
    assert whole["top10_share"].value == pytest.approx(25)
    assert whole["hhi"].value == pytest.approx(1 / 40)
    assert found([{}])["gini"].gap is Gap.NO_FIELD


# Sensitive -------------------------------------------------------------------------


def test_sensitive_is_a_flag_of_those_who_were_judged() -> None:
    """Three of four judged posts; the two nobody judged count on neither side."""
    posts = [{"sensitive": flag} for flag in (True, True, True, False, None, None)]

    metric = found(posts)["sensitive_share"]

    assert (metric.value, metric.n) == (75, 4)
    assert "negative" not in metric.label


def test_sensitive_is_negative_only_when_declared_and_then_printed() -> None:
    """口径：敏感=负面 stands beside the number wherever it goes."""
    incident = an_incident(posts={"sensitive": "negative"})
    metric = found([{"sensitive": True}, {"sensitive": False}], incident)["sensitive_share"]

    assert metric.label == "负面占比（口径：敏感=负面）"
    assert metric.note == "口径由分析者声明：敏感=负面"
