"""The pages of one incident that go into the file: the report, and behind it what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from reporter.artefacts import Artefact
from reporter.errors import Severity, UserError
from reporter.website.rendered import Rendered, rendered

if TYPE_CHECKING:
    from reporter.archive import Trace
    from reporter.report import Report
    from reporter.workshop import Workshop

#: In the file's order.  The page of posts stays on the site: many readers' words, which nobody who decides needs.
NAMES: Final = ("index", "claims", "evidence", "metrics")


def pages_of(slug: str, workshop: Workshop, archive: Sequence[Trace] = ()) -> tuple[Report, list[Rendered]]:
    """The incident as it is now, and its pages as the site would show them, the report's first.

    Args:
        slug: the incident; the others are taken as the last build left them.
        workshop: of the project.
        archive: incidents of other sites that its response is compared with, too.
    Raises: UserError - everything the analyst has to mend first: an old page is not handed over as the present one.
    """
    from reporter.flow import plan_site

    plan = plan_site(workshop, (slug,), archive)
    report = next((report for report in plan.reports if report.slug == slug), None)
    if report is None:
        errors = [found for found in plan.problems if found.severity is Severity.ERROR]
        own = [found for found in errors if found.place.file.startswith(f"incidents/{slug}/")]
        raise UserError(own or errors)
    return report, pages_among(plan.artefacts, slug)


def pages_among(artefacts: Iterable[Artefact], slug: str) -> list[Rendered]:
    """Those of a site's pages that go into the file of an incident, in its order."""
    made = {artefact.path: artefact for artefact in artefacts if artefact.kind == "page"}
    paths = (f"incidents/{slug}/{name}.md" for name in NAMES)
    return [rendered(made[path]) for path in paths if path in made]
