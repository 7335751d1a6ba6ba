"""Templates and their contexts: each asks for exactly what the other offers."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final, get_type_hints

import pytest

from reporter import resources
from reporter.errors import UserError
from reporter.pages import Templates
from reporter.pages.render import (
    ArchiveView,
    CheckView,
    CollectionView,
    DetailsView,
    EvidenceView,
    ReportPage,
    archive_page,
    report_page,
)
from tests.projects import SIBLING, Built
from tests.template_types import Reading, kinds

VIEWS: Final = {
    "report.md.j2": ReportPage,
    "evidence.md.j2": EvidenceView,
    "claims.md.j2": CheckView,
    "metrics.md.j2": DetailsView,
    "collection.md.j2": CollectionView,
    "archive.md.j2": ArchiveView,
}
#: What the generator itself sorts by and draws; no template prints it.
NOT_SHOWN: Final = {
    *(("ArchiveRow", name) for name in ("slug", "start", "as_of", "items", "effect", "calm")),
    *(("EffectLine", name) for name in ("verdict", "detail", "ratio", "name")),
}


@pytest.fixture(scope="module")
def reading() -> Reading:
    """Everything the built-in templates ask for."""
    found = Reading(resources.site_templates())
    for name, view in VIEWS.items():
        found.template(name, get_type_hints(view))
    return found


def test_every_name_in_a_template_is_a_field_of_its_context(reading: Reading) -> None:
    """A name nothing gives fails on the one report that reaches its branch."""
    assert reading.faults == []


def test_every_field_of_a_context_is_shown(reading: Reading) -> None:
    """A field no template prints is a fact the analyst wrote and no reader sees."""
    asked = {(kind.__name__, name) for kind, name in reading.asked}
    for template, view in VIEWS.items():
        own = Reading(resources.site_templates())
        own.template(template, get_type_hints(view))
        asked |= {(view.__name__, name) for name in own.names}
    offered = {(kind.__name__, one.name) for view in VIEWS.values() for kind in kinds(view) for one in fields(kind)}

    assert offered - asked - NOT_SHOWN == set()


# Templates of a project -----------------------------------------------------


def rendered(both: Built, folder: Path, **own: str) -> str:
    """The sibling's report page, with a project's own templates (`cover_html` is `cover.html.j2`)."""
    for name, source in own.items():
        (folder / f"{name.replace('_', '.')}.j2").write_text(source, encoding="utf-8")
    (report,) = [report for report in both.plan.reports if report.slug == SIBLING]
    content = report_page(report, Templates([folder, resources.site_templates()])).content
    assert isinstance(content, str)
    return content


def test_a_projects_own_template_replaces_one_file(both: Built, tmp_path: Path) -> None:
    """The site owner changes the cover and keeps the four chapters."""
    page = rendered(both, tmp_path, cover_html="<header>{{ title }} 自己的封面</header>\n")

    assert "自己的封面" in page
    assert 'id="summary"' not in page
    assert 'id="assessment"' in page


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("<p>\n{{ first.no_such_field }}\n", 2),
        ("<p>\n\n{{ no_such_name }}\n", 3),
        ("<p>{% if first %}\n", 1),
        ("<p>\n{{ first.cover + 1 }}\n", 2),
        ("<p>\n{{ 1 // 0 }}\n", 2),
        ("{% include 'gone.j2' %}", None),
    ],
    ids=["no field", "no name", "syntax", "kind", "arithmetic", "include"],
)
def test_a_broken_template_is_told_with_its_file_and_line(
    both: Built, tmp_path: Path, source: str, line: int | None
) -> None:
    """The fault is in the included file, not in the page that includes it; and it is no bug of ours."""
    with pytest.raises(UserError) as caught:
        rendered(both, tmp_path, cover_html=source)

    (found,) = caught.value.problems
    assert found.code == "R401"
    if line is not None:
        assert (found.place.file, found.place.line) == ("site_templates/cover.html.j2", line)
    else:
        assert found.place.file == "site_templates/gone.j2"


def test_a_template_of_another_encoding_is_told(both: Built, tmp_path: Path) -> None:
    """Notepad on a Chinese Windows writes GBK when asked to."""
    (tmp_path / "cover.html.j2").write_bytes("<p>封面</p>".encode("gbk"))

    with pytest.raises(UserError) as caught:
        rendered(both, tmp_path)

    assert [(found.code, found.place.file) for found in caught.value.problems] == [
        ("R401", "site_templates/cover.html.j2")
    ]


def test_a_broken_list_of_incidents_is_told_too(tmp_path: Path) -> None:
    """It belongs to no incident, so nothing else can speak for it."""
    (tmp_path / "archive.md.j2").write_text("{{ archive.rows.x }}", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        archive_page([], Templates([tmp_path, resources.site_templates()]))

    assert [found.place.line for found in caught.value.problems] == [1]
