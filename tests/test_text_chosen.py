"""A scorer of the user's own: chosen by name, checked in what it answers, blamed by name when it fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reporter.errors import Place, UserError
from reporter.flow import plan_site
from reporter.i18n import speaking
from reporter.text import sentiment
from reporter.text.chosen import Chosen
from reporter.text.clean import Preprocessing
from reporter.text.sentiment import Identity, SnowNLPScorer
from reporter.workshop import Workshop
from tests.projects import write_incident, write_posts
from tests.scorers import FailingScorer, ToyScorer
from tools.manual.accuracy import EXAMPLE

PLACE = Place(file="incidents/case/incident.yml", line=9, key="text.scorer")


@dataclass
class Answering(ToyScorer):
    """Gives a fixed answer."""

    answer: object = None

    def score(self, _texts: Sequence[str]) -> Any:  # noqa: ANN401 - whatever a careless author returns
        """That answer."""
        return self.answer


@dataclass
class Gone(ToyScorer):
    """Cannot even say what it is."""

    def identity(self) -> Identity:
        """A file of its model is missing."""
        raise FileNotFoundError("model.bin")


def test_a_good_answer_passes_and_the_rules_stand_in_the_identity() -> None:
    """Scores under other rules are other scores."""
    usual, other = (Chosen(scorer=ToyScorer(), rules=rules) for rules in (Preprocessing(), Preprocessing(names=False)))

    assert usual.score(usual.ready(["@张三 贵"])).tolist() == ToyScorer().score(["贵"]).tolist()
    assert usual.identity().key != other.identity().key
    assert Chosen(scorer=SnowNLPScorer()).identity() == SnowNLPScorer().identity()
    assert usual.batch == 100
    assert usual.warnings == ()


@pytest.mark.parametrize(
    ("scorer", "found"),
    [
        (Answering(answer=[0.5]), "answered 1 values for 2 texts"),
        (Answering(answer=[[0.5, 0.5], [0.1, 0.9]]), "answered 2×2 values for 2 texts"),
        (Answering(answer=0.5), "answered 1 values for 2 texts"),
        (Answering(answer=[0.5, float("nan")]), "answered nan"),
        (Answering(answer=[0.5, 1.5]), "answered 1.5"),
        (Answering(answer=[-1, 1]), "answered -1"),
        (Answering(answer=["positive", "negative"]), "failed (ValueError"),
        (FailingScorer(), "failed (ZeroDivisionError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_no_probability_is_told_with_the_scorers_name(scorer: ToyScorer, found: str) -> None:
    """A wrong shape would otherwise shift every label by one row."""
    with speaking("en"), pytest.raises(UserError) as caught:
        Chosen(scorer=scorer, place=PLACE).score(["贵", "好"])

    (problem,) = caught.value.problems
    assert problem.code == "R009"
    assert found in problem.message
    assert "“toy”" in problem.message
    assert problem.place == PLACE


def test_a_scorer_that_cannot_name_itself_is_told_too() -> None:
    """Before a single post is read."""
    with pytest.raises(UserError, match="FileNotFoundError"):
        Chosen(scorer=Gone(), place=PLACE).identity()


def test_the_example_of_the_manual_is_a_scorer() -> None:
    """Whoever copies it must see it work."""
    made: dict[str, Any] = {}
    exec(EXAMPLE, made)  # noqa: S102 - our own page's words

    scorer = Chosen(scorer=made["Cheerful"]())

    assert scorer.score(["服务很好", "退款太慢"]).tolist() == [0.9, 0.5]
    assert scorer.identity().name == "cheerful"


# Chosen by an incident ------------------------------------------------------


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets scorers stand as if a package had brought them."""

    def install(**scorers: str) -> None:
        points = {name: EntryPoint(name=name, value=where, group=sentiment.GROUP) for name, where in scorers.items()}
        monkeypatch.setattr(sentiment, "installed_scorers", lambda: points)

    return install


def case(project: Path, **text: object) -> Workshop:
    """A project of one incident with these settings of `text:` and two posts."""
    folder = write_incident(project, "case", text=text)
    rows = ("1,微博,2021-06-18 10:00:00,退款太慢了", "2,微博,2021-06-18 11:00:00,@客服 沒人理")
    write_posts(folder, "x.csv", "帖子编号,平台,发布时间,正文", *rows)
    return Workshop(project)


def test_an_incident_is_scored_by_the_engine_it_names(tmp_path: Path, installed: Callable[..., None]) -> None:
    """And its report says which one that was."""
    installed(toy="tests.scorers:ToyScorer")
    workshop = case(tmp_path, scorer="toy", traditional=False)

    (report,) = plan_site(workshop).reports

    assert report.provenance.scorer == "toy 1"
    toy = workshop._engines["toy"]  # noqa: SLF001 - what it was given
    assert isinstance(toy, ToyScorer)
    assert toy.seen == ["退款太慢了", "沒人理"]


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("none", "R106", "bad, gone, snownlp"),
        ("bad", "R009", "ZeroDivisionError"),
        ("gone", "R009", "ModuleNotFoundError"),
    ],
)
def test_a_scorer_that_is_no_use_is_told_at_the_line_that_names_it(
    tmp_path: Path, installed: Callable[..., None], name: str, code: str, found: str
) -> None:
    """Other incidents of the project are built all the same."""
    installed(bad="tests.scorers:FailingScorer", gone="tests.no_such_module:Scorer")
    workshop = case(tmp_path, scorer=name)

    with pytest.raises(UserError) as caught:
        plan_site(workshop)

    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file, problem.place.key) == (code, "incidents/case/incident.yml", "text.scorer")
    assert problem.place.line > 1
    assert found in problem.message


def test_scores_are_never_nan(installed: Callable[..., None], tmp_path: Path) -> None:
    """NaN means not scored: an engine that returns it would unlabel posts in silence."""
    installed(nan="tests.test_text_chosen:NotANumber")
    workshop = case(tmp_path, scorer="nan")

    with pytest.raises(UserError, match="R009"):
        plan_site(workshop)


@dataclass
class NotANumber(ToyScorer):
    """Divides zero by zero."""

    def score(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - as above
        """Not a number."""
        return np.full(len(texts), np.nan)
