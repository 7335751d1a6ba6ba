"""Whole projects for tests: incidents by their fields, and the repository's own kind as one site."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from reporter.flow import SitePlan, plan_site
from reporter.incident import Incident
from reporter.report import Report
from reporter.website.build import build_site
from reporter.workshop import Workshop
from tests.scorers import StandIn
from tests.sibling import make_sibling

ROOT: Final = Path(__file__).parents[1]
FOUNDING: Final = "2021-06-ecommerce-pricing"
SIBLING: Final = "2023-09-sibling"
#: The simulated incident of the repository: twenty thousand posts, every kind of table and claim.
DEMO: Final = "2023-demo-bike-billing"

_FIELDS: Final[Mapping[str, Any]] = {
    "title": "某茶饮门店视频事件",
    "organisation": {"name": "某茶饮品牌"},
    "period": {"start": "2021-06-18", "end": "2021-06-19"},
    "as_of": "2021-07-01",
}


def fields(**given: Any) -> dict[str, Any]:  # noqa: ANN401 - raw YAML
    """What stands in an incident.yml; a test names only what it is about."""
    return {**_FIELDS, **given}


def an_incident(**given: Any) -> Incident:  # noqa: ANN401 - raw YAML
    """The incident of those fields."""
    return Incident.model_validate(fields(**given))


def write_incident(project: Path, slug: str, **given: Any) -> Path:  # noqa: ANN401 - raw YAML
    """The folder of an incident with those fields, in `project`."""
    folder = project / "incidents" / slug
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(fields(**given), allow_unicode=True, sort_keys=False)
    (folder / "incident.yml").write_text(text, encoding="utf-8")
    return folder


def write_posts(folder: Path, name: str, header: str, *rows: str) -> None:
    """A file of posts in the incident's `folder`."""
    (folder / "posts").mkdir(exist_ok=True)
    (folder / "posts" / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def quick(project: Path) -> Workshop:
    """A workshop whose engine is instant and fills SnowNLP's cache."""
    workshop = Workshop(project)
    vars(workshop)["scorer"] = StandIn()
    return workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A project and what was made of it; read it, never change it."""

    project: Path
    plan: SitePlan
    site: Path

    def page(self, slug: str, name: str = "index.html") -> str:
        """A page of an incident as it was built."""
        return (self.site / "incidents" / slug / name).read_text(encoding="utf-8")


def build_both(project: Path) -> Built:
    """The founding case and the simulated incident's sibling in `project`, built."""
    shutil.copytree(ROOT / "incidents" / FOUNDING, project / "incidents" / FOUNDING)
    make_sibling(project / "incidents" / SIBLING)
    plan = plan_site(quick(project))
    site = build_site(project, project / "site", plan.artefacts, epoch=plan.epoch).site
    return Built(project=project, plan=plan, site=site)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A project of the simulated incident alone, and the plan of its site; read it, never change it."""

    project: Path
    plan: SitePlan

    @property
    def report(self) -> Report:
        """Its record."""
        return self.plan.reports[0]


def plan_demo(project: Path, workshop: Callable[[Path], Workshop]) -> Demo:
    """The simulated incident in `project`, planned by the workshop made for it."""
    shutil.copytree(ROOT / "incidents" / DEMO, project / "incidents" / DEMO)
    return Demo(project=project, plan=plan_site(workshop(project)))


def copy_of(built: Built, folder: Path, *slugs: str) -> Path:
    """A project of its own with those incidents of `built` and its known scores, nothing else."""
    for slug in slugs:
        shutil.copytree(built.project / "incidents" / slug, folder / "incidents" / slug)
    shutil.copytree(built.project / ".reporter" / "cache", folder / ".reporter" / "cache")
    return folder
