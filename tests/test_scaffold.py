"""`reporter new`: what is made teaches, passes its own check, and overwrites nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.errors import UserError
from reporter.i18n import speaking
from reporter.load import check, load_incident, read_yaml
from reporter.resources import incident_schema
from reporter.scaffold import scaffold
from tests.soak import examples

TODAY = date(2024, 2, 9)

#: A sample line: `#` with the field (or its indentation) right behind it; notes have `# ` and a word.
_SAMPLE = re.compile(r"(?m)^#(?! \S|$)")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def test_a_new_incident_passes_its_own_check(tmp_path: Path) -> None:
    """Nobody starts with an error: no problem and no warning, without touching anything."""
    folder = scaffold(tmp_path, "2021-06-shop", today=TODAY)

    assert check(tmp_path) == ()
    incident = load_incident(folder, tmp_path).incident
    assert (incident.period.start.isoformat(), incident.period.end.isoformat()) == ("2021-06-01", "2021-06-30")
    assert not incident.background.summary


def test_every_sample_in_it_works(tmp_path: Path) -> None:
    """Taking the `#` away from all samples gives an incident without a problem that fits the schema."""
    source = scaffold(tmp_path, "2021-06-shop", today=TODAY) / "incident.yml"
    text = _SAMPLE.sub("", source.read_text(encoding="utf-8"))
    source.write_text(text, encoding="utf-8")

    data = read_yaml(text.encode(), "f").data

    assert check(tmp_path) == ()
    assert {"timeline", "actions", "claims", "lessons", "follow_ups", "evidence", "posts"} <= data.keys()
    jsonschema.validate(data, json.loads(incident_schema().read_text(encoding="utf-8")))


def test_the_editor_finds_the_schema(tmp_path: Path) -> None:
    """The first line names a file that exists in the project, in a checkout and beside a wheel alike."""
    folder = scaffold(tmp_path, "shop", today=TODAY)
    first = (folder / "incident.yml").read_text(encoding="utf-8").partition("\n")[0]

    target = folder / first.partition("$schema=")[2]

    assert first.startswith("# yaml-language-server: $schema=")
    assert target.read_bytes() == incident_schema().read_bytes()


@settings(max_examples=examples(30))
@given(st.text(max_size=30))
def test_any_title_survives(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """A title may hold quotation marks, colons, dollar signs; only control characters go."""
    root = tmp_path_factory.mktemp("p")
    folder = scaffold(root, "shop", title=title, today=TODAY)

    assert check(root) == ()
    got = str(load_incident(folder, root).incident.title)
    assert got.split() == got.split(" ")
    if title.isalnum() and title.isascii():
        assert got == title


@pytest.mark.parametrize(
    ("slug", "month"),
    [
        ("2023-11-x", "2023-11"),
        ("2023-11", "2023-11"),
        ("2023-13-x", "2024-02"),
        ("shop-2023-11", "2024-02"),
        ("9999-01", "2024-02"),
    ],
)
def test_the_slug_tells_the_period_where_it_can(tmp_path: Path, slug: str, month: str) -> None:
    """Otherwise the month of today stands there to be corrected."""
    folder = scaffold(tmp_path, slug, today=TODAY)

    assert load_incident(folder, tmp_path).incident.period.start.isoformat() == f"{month}-01"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Neither an incident nor a project's own settings."""
    (tmp_path / "mkdocs.yml").write_text("site_name: mine\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    folder = scaffold(tmp_path, "shop", today=TODAY)
    (folder / "incident.yml").write_text("mine", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        scaffold(tmp_path, "shop", today=TODAY)

    assert [p.code for p in caught.value.problems] == ["R003"]
    assert (folder / "incident.yml").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "mkdocs.yml").read_text(encoding="utf-8") == "site_name: mine\n"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert not (tmp_path / "manual").exists()


@pytest.mark.parametrize("slug", ["../x", "A", "", "a/b", "nul", "事件"])
def test_a_name_that_cannot_be_an_address_is_refused(tmp_path: Path, slug: str) -> None:
    """Before anything is written."""
    with pytest.raises(UserError) as caught:
        scaffold(tmp_path, slug, today=TODAY)

    assert [p.code for p in caught.value.problems] == ["R002"]
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_project_has_what_mkdocs_needs(tmp_path: Path) -> None:
    """`mkdocs build` alone works: the theme, the plugins, a docs_dir that exists."""
    project = tmp_path / "new" / "project"
    scaffold(project, "shop", today=TODAY)

    config = yaml.safe_load((project / "mkdocs.yml").read_text(encoding="utf-8"))

    assert config["plugins"] == ["search", "reporter"]
    assert config["theme"] == {"name": "material"}
    assert (project / config["docs_dir"] / "index.md").is_file()
    assert "/.reporter/" in (project / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_notes_open_in_notepad(tmp_path: Path) -> None:
    """Old Notepad reads UTF-8 only by its mark."""
    folder = scaffold(tmp_path, "shop", today=TODAY)

    for note in folder.rglob("*.txt"):
        assert note.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(list(folder.rglob("说明.txt"))) == 2
