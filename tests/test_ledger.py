"""The ledger names everything that decided a score, a word or a copy, in every build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from reporter.artefacts import Artefact
from reporter.flow import plan_site
from reporter.names import LEDGER_FACTS, LEDGER_SECTIONS
from reporter.text.clean import Preprocessing
from reporter.text.ledger import Fact, Ledger, ledger
from reporter.text.sentiment import SnowNLPScorer
from tests.projects import quick, write_incident, write_posts

IDENTITY = SnowNLPScorer().identity()


def built(project: Path, files: dict[str, str] | None = None, **fields: Any) -> tuple[Artefact, ...]:  # noqa: ANN401
    """The artefacts of an incident with a post and those files."""
    folder = write_incident(project, "case", **fields)
    write_posts(folder, "x.csv", "帖子编号,平台,发布时间,正文", "1,微博,2021-06-18 10:00:00,退款太慢了")
    for name, text in (files or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return plan_site(quick(project)).artefacts


def provenance(artefacts: tuple[Artefact, ...]) -> dict[str, Any]:
    """The incident's `provenance.json`."""
    (text,) = (one.content for one in artefacts if one.path.endswith("/provenance.json"))
    found: dict[str, Any] = json.loads(text)
    return found


#: What `metrics.labelled.ledger_facts` may name.
OF_LABELS: Final = {
    *("labels file", "sample seed", "local model"),
    *("share period", "share before_response", "share after_response"),
}


def test_every_section_is_filled_and_every_fact_has_a_name() -> None:
    """A page that prints a code nobody explained has not told anything."""
    whole = ledger(IDENTITY, Preprocessing(), labels=[("seed", "1")])

    assert [name for name, _facts in whole.sections()] == list(LEDGER_SECTIONS)
    files = {name for name, _seal in IDENTITY.files.items()}
    told = {fact.name for name, facts in whole.sections() if name != "labels" for fact in facts}
    assert (told - files) | OF_LABELS == set(LEDGER_FACTS)


@pytest.mark.parametrize(
    "other",
    [
        ledger(IDENTITY, Preprocessing(names=False)),
        ledger(IDENTITY, Preprocessing(), [("词典.txt", "0" * 64)]),
        ledger(IDENTITY, Preprocessing(), labels=[("seed", "2")]),
    ],
    ids=["switch", "dictionary", "labels"],
)
def test_whatever_decides_a_result_changes_the_ledger(other: Ledger) -> None:
    """Two builds with equal ledgers over equal files give equal results."""
    assert other.as_json() != ledger(IDENTITY, Preprocessing()).as_json()


def test_nothing_is_told_where_nothing_ran() -> None:
    """An incident without posts has no engine."""
    assert Ledger().as_json() == {}
    assert list(Ledger(labels=(Fact("seed", "1"),)).sections()) == [("labels", (Fact("seed", "1"),))]


def test_the_build_carries_it_as_data_and_on_the_page(tmp_path: Path) -> None:
    """With the incident's own lists and switches."""
    plain = built(tmp_path / "plain")
    own = built(tmp_path / "own", {"词典.txt": "押金难退\n"}, text={"emoticons": False})

    (page,) = (str(one.content) for one in own if one.path.endswith("/evidence.md"))
    before, after = (provenance(artefacts) for artefacts in (plain, own))
    assert before["ledger"]["preprocessing"]["emoticons"] == "on"
    assert after["ledger"]["preprocessing"]["emoticons"] == "off"
    assert len(after["ledger"]["segmenter"]["词典.txt"]) == 64
    assert after["ledger"]["segmenter"]["词典.txt"] in page
    assert "文本处理台账" in page
    assert before["digest"] != after["digest"]
