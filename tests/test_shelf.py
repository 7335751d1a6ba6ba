"""Kept pages: they come back as they were, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from reporter import shelf
from reporter.artefacts import Artefact
from reporter.cache import Store
from reporter.i18n import speaking
from reporter.pages import ArchiveRow, EffectLine, OpenItem
from reporter.shelf import Kept
from tests.projects import Built
from tests.soak import examples

KEY = "pages/2/case"


def a_row(title: str = "某事件", language: str = "zh") -> ArchiveRow:
    """A line of the list."""
    item = OpenItem(action="复核", owner="客服部", due="6月20日", overdue=True, title=title, href="x.html")
    words = dict.fromkeys(("month", "kind", "wait", "follow_ups", "revision", "open_claims", "classification"), "词")
    return ArchiveRow(
        slug="case",
        start="2021-06-18",
        as_of=1624000000,
        language=language,  # type: ignore[arg-type]
        href="x.html",
        title=title,
        spark=Markup("<svg></svg>"),
        simulated=False,
        items=(item,),
        effect=EffectLine(verdict="不能区分", detail="峰值后20小时", ratio=(0.6, 0.3, 1.2)),
        calm=(96.0, True),
        **words,
    )


_contents = st.text() | st.binary()
_artefacts = st.builds(
    Artefact, path=st.sampled_from(["a.md", "b.csv"]), content=_contents, kind=st.sampled_from(["page", "data"])
)


@given(st.lists(_artefacts, max_size=3), st.text())
@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_comes_back(tmp_path: Path, artefacts: list[Artefact], title: str) -> None:
    """Text as text, bytes as bytes, and the drawing still marked as safe."""
    part = Kept(slug="case", artefacts=tuple(artefacts), row=a_row(title))

    shelf.keep(Store(tmp_path), part)
    back = shelf.kept(Store(tmp_path), "case")

    assert back == part
    assert back is not None
    assert isinstance(back.row.spark, Markup)


def test_nothing_is_kept_of_an_unknown_incident(tmp_path: Path) -> None:
    """The first build of an incident has nothing to fall back on."""
    assert shelf.kept(Store(tmp_path), "case") is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{}", b'{"row": null}', b'{"row": {}}', b"\xff", b'{"row": {"items": [1], "spark": ""}}'],
)
def test_what_another_version_kept_is_a_miss(tmp_path: Path, body: bytes) -> None:
    """An update of the tool must not end the build of every incident."""
    Store(tmp_path).put(KEY, body)

    assert shelf.kept(Store(tmp_path), "case") is None


@pytest.mark.parametrize("change", ["unknown", "missing"])
def test_a_row_of_another_shape_is_a_miss(tmp_path: Path, change: str) -> None:
    """A field more or less, as after an update."""
    shelf.keep(Store(tmp_path), Kept(slug="case", artefacts=(), row=a_row()))
    value = json.loads(Store(tmp_path).get(KEY) or b"")
    if change == "unknown":
        value["row"]["new"] = 1
    else:
        del value["row"]["title"]
    Store(tmp_path).put(KEY, json.dumps(value).encode())

    assert shelf.kept(Store(tmp_path), "case") is None


def test_a_damaged_store_is_a_miss_and_says_so(tmp_path: Path) -> None:
    """One flipped byte: the pages are made again."""
    shelf.keep(Store(tmp_path), Kept(slug="case", artefacts=(), row=a_row()))
    (file,) = tmp_path.glob("*.bin")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    store = Store(tmp_path)

    assert shelf.kept(store, "case") is None
    assert [warning.code for warning in store.warnings] == ["R007"]


def test_a_store_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    """A file stands where the folder should: the build goes on."""
    (tmp_path / "store").write_text("", encoding="utf-8")
    store = Store(tmp_path / "store")

    shelf.keep(store, Kept(slug="case", artefacts=(), row=a_row()))

    assert shelf.kept(store, "case") is None
    assert {warning.code for warning in store.warnings} == {"R007"}


@pytest.mark.parametrize(("language", "word"), [("zh", "上一次成功生成"), ("en", "could not be built")])
def test_the_banner_stands_on_the_pages_in_their_own_language(both: Built, language: str, word: str) -> None:
    """Behind the front matter, before everything else; report.json carries a mark, other data none."""
    part = Kept(slug="case", artefacts=both.plan.artefacts, row=a_row(language=language))

    with speaking("en"):
        marked = shelf.with_banner(part)

    for before, after in zip(part.artefacts, marked.artefacts, strict=True):
        if before.path.endswith("/report.json"):
            assert json.loads(after.data) == {**json.loads(before.data), "stale": True}
            continue
        if before.kind != "page":
            assert after == before
            continue
        head, _end, body = str(after.content).partition("\n---\n")
        assert str(before.content).startswith(head)
        assert body.startswith('<p class="rp-banner" role="alert">')
        assert word in body.partition("</p>")[0]
