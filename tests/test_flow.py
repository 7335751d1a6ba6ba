"""The whole tool: one broken incident harms no other, and the same input gives the same bytes anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from reporter import flow
from reporter.archive import Trace
from reporter.artefacts import Artefact
from reporter.errors import UserError
from reporter.flow import SitePlan, plan_site
from reporter.i18n import speaking
from reporter.load import Loaded
from reporter.privacy import load_secret
from reporter.workshop import Workshop
from tests.projects import FOUNDING, SIBLING, Built, copy_of, quick, write_incident, write_posts
from tests.site_sample import bytes_of

HEADER = "帖子编号,平台,发布时间,正文"


def by_path(plan: SitePlan) -> dict[str, bytes]:
    """The planned files by their path."""
    return {artefact.path: artefact.data for artefact in plan.artefacts}


def text_of(plan: SitePlan, path: str) -> str:
    """One planned file."""
    return by_path(plan)[path].decode()


def break_it(project: Path, slug: str) -> None:
    """The incident's file, with a field nobody knows."""
    with (project / "incidents" / slug / "incident.yml").open("a", encoding="utf-8") as file:
        file.write("\nno_such_field: 1\n")


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A project of two small incidents, `a` with posts and `b` without."""
    folder = write_incident(tmp_path, "a", title="甲事件")
    write_posts(folder, "x.csv", HEADER, "1,微博,2021-06-18 10:00:00,退款太慢了", "2,抖音,2021-06-18 11:00:00,客服不回")
    write_incident(tmp_path, "b", title="乙事件")
    return tmp_path


# One incident ---------------------------------------------------------------


def test_an_incident_of_one_file_builds(tmp_path: Path) -> None:
    """Everything reported is shown as reported, nothing is invented."""
    write_incident(tmp_path, "only")

    plan = plan_site(Workshop(tmp_path))

    assert not plan.broken
    (report,) = plan.reports
    assert (report.tally, report.balance) == (None, ())
    assert all(metric.value is None for metric in report.metrics)
    assert {path for path in by_path(plan) if path.startswith("incidents/")} == {
        f"incidents/only/{name}" for name in ("index.md", "evidence.md", "report.json", "provenance.json")
    }


def test_posts_that_are_all_rejected_are_no_posts(tmp_path: Path) -> None:
    """An export of nothing but broken rows is not a silent crisis."""
    folder = write_incident(tmp_path, "only")
    write_posts(folder, "x.csv", HEADER, "1", "2")

    (report,) = plan_site(quick(tmp_path)).reports

    assert report.tally is None
    assert report.warnings


def test_the_sibling_counts_what_was_planted(both: Built) -> None:
    """The simulated incident knows its truth: volume and platforms, through every format it was written in."""
    (report,) = [report for report in both.plan.reports if report.slug == SIBLING]
    whole = report.whole()

    assert report.tally is not None
    assert whole["volume"].value == report.tally.count()
    shares = [metric.value or 0 for name, metric in whole.items() if name.startswith("platform_share@")]
    assert len(shares) == 4
    assert sum(shares) == pytest.approx(100)


def test_a_slug_never_leaves_its_folder(tmp_path: Path) -> None:
    """`reporter build ../x` is a slip or an attack; both are refused."""
    for slug in ("../x", "a/b", "A", "con"):
        with pytest.raises(UserError) as caught:
            flow.load(tmp_path, slug)
        assert [found.code for found in caught.value.problems] == ["R002"]


# Several incidents ----------------------------------------------------------


def test_one_broken_incident_leaves_the_others_and_its_last_good_page(pair: Path) -> None:
    """A slip in one file must not take a hundred reports off the web."""
    good = plan_site(quick(pair))
    break_it(pair, "a")

    plan = plan_site(quick(pair))

    assert plan.broken
    assert {found.place.file for found in plan.problems if found.code == "R103"} == {"incidents/a/incident.yml"}
    assert by_path(plan).keys() == by_path(good).keys()
    assert text_of(plan, "incidents/b/index.md") == text_of(good, "incidents/b/index.md")
    for page in ("index", "evidence"):
        assert 'class="rp-banner"' in text_of(plan, f"incidents/a/{page}.md")
    kept = text_of(good, "incidents/a/report.json").replace('"stale": false', '"stale": true')
    assert text_of(plan, "incidents/a/report.json") == kept
    assert '"stale": true' in kept
    assert "甲事件" in text_of(plan, "index.md")
    assert plan.epoch == good.epoch


def test_an_incident_that_became_a_state_secret_leaves_no_kept_page(pair: Path) -> None:
    """涉密不上网: the last good page was written before anybody knew."""
    plan_site(quick(pair))
    source = pair / "incidents" / "a" / "incident.yml"
    written = source.read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if not line.startswith("classification")]
    source.write_text("\n".join(["classification: 机密", *lines]), encoding="utf-8")

    plan = plan_site(quick(pair))
    source.write_text("titel: x", encoding="utf-8")
    later = plan_site(quick(pair))

    for site in (plan, later):
        assert not [path for path in by_path(site) if path.startswith("incidents/a/")]
        assert "甲事件" not in text_of(site, "index.md")


def test_the_banner_goes_when_the_incident_is_mended(pair: Path) -> None:
    """The kept page is the good one, never the one with the banner."""
    good, source = plan_site(quick(pair)), pair / "incidents" / "a" / "incident.yml"
    written = source.read_text(encoding="utf-8")
    break_it(pair, "a")
    plan_site(quick(pair))
    again = plan_site(quick(pair))
    source.write_text(written, encoding="utf-8")

    assert text_of(again, "incidents/a/index.md").count("rp-banner") == 1
    assert by_path(plan_site(quick(pair))) == by_path(good)


def test_an_incident_that_never_built_is_left_out(pair: Path) -> None:
    """There is no good page to show; the others stand."""
    break_it(pair, "a")

    plan = plan_site(quick(pair))

    assert plan.broken
    assert "incidents/b/index.md" in by_path(plan)
    assert not any(path.startswith("incidents/a/") for path in by_path(plan))


def test_nothing_good_at_all_builds_nothing(tmp_path: Path) -> None:
    """An empty site would take the place of a good one."""
    write_incident(tmp_path, "only")
    break_it(tmp_path, "only")

    with pytest.raises(UserError) as caught:
        plan_site(Workshop(tmp_path))

    assert {found.code for found in caught.value.problems} == {"R103"}


def test_a_named_incident_is_made_anew_and_the_others_stay_as_they_were(pair: Path) -> None:
    """No URL disappears, and what was not asked for does not change."""
    before = plan_site(quick(pair))
    for slug in ("a", "b"):
        write_incident(pair, slug, title="新的标题")

    plan = plan_site(quick(pair), ["b"])

    assert [report.slug for report in plan.reports] == ["b"]
    assert by_path(plan).keys() == by_path(before).keys()
    assert text_of(plan, "incidents/a/index.md") == text_of(before, "incidents/a/index.md")
    assert "新的标题" in text_of(plan, "incidents/b/index.md")
    assert "甲事件" in text_of(plan, "index.md")


def test_a_kept_part_that_is_lost_is_made_again(pair: Path) -> None:
    """Losing `.reporter` costs time, never a page."""
    before = plan_site(quick(pair))
    shutil.rmtree(pair / ".reporter" / "store")

    assert by_path(plan_site(quick(pair), ["b"])) == by_path(before)


def test_a_simulated_archive_is_refused_for_a_real_incident(pair: Path) -> None:
    """Nothing invented ever stands beside what happened; a simulated incident may be compared with it."""
    invented = Trace(slug="s", simulated=True, clock=0, known=True, volume=(3, 9, 3), negative=(1, 4, 1))
    write_incident(pair, "c", title="丙事件", simulated=True)

    with pytest.raises(UserError) as refused:
        plan_site(quick(pair), archive=[invented])
    plan = plan_site(quick(pair), ("c",), archive=[invented])

    assert [(found.code, found.place.file) for found in refused.value.problems] == [
        ("R012", "incidents/a/incident.yml"),
        ("R012", "incidents/b/incident.yml"),
    ]
    assert "c" in [report.slug for report in plan.reports]


def test_an_unknown_slug_is_told_with_those_that_exist(pair: Path) -> None:
    """A typo shows the list to choose from."""
    with pytest.raises(UserError) as caught:
        plan_site(quick(pair), ["c"])

    (found,) = caught.value.problems
    assert found.code == "R001"
    assert "a, b" in found.hint


def test_an_empty_project_is_told_how_to_begin(tmp_path: Path) -> None:
    """Not an empty site, and not a traceback."""
    with pytest.raises(UserError) as caught:
        plan_site(Workshop(tmp_path))

    (found,) = caught.value.problems
    assert "reporter new" in found.hint


def test_a_broken_template_is_told_once(pair: Path) -> None:
    """Every incident meets it; it is one mistake."""
    (pair / "site_templates").mkdir()
    (pair / "site_templates" / "cover.html.j2").write_text("{{ nothing.here }}", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        plan_site(quick(pair))

    assert [(found.code, found.place.file) for found in caught.value.problems] == [
        ("R401", "site_templates/cover.html.j2")
    ]


def test_mkdocs_alone_stops_at_a_broken_incident(pair: Path) -> None:
    """`mkdocs build` cannot keep a last good page apart from a good one."""
    plan_site(quick(pair))
    break_it(pair, "a")

    with pytest.raises(UserError):
        list(flow.artefacts(pair))


# Languages ------------------------------------------------------------------


def test_the_pages_speak_their_incidents_language_whoever_builds(pair: Path) -> None:
    """An English terminal must not make a Chinese site English."""
    chinese = plan_site(quick(pair))

    with speaking("en"):
        english = plan_site(quick(pair))

    assert by_path(english) == by_path(chinese)


def test_an_english_project_has_an_english_list(tmp_path: Path) -> None:
    """The list speaks as its reports do, when they agree."""
    write_incident(tmp_path, "only", language="en", title={"en": "A tea shop's video"})

    plan = plan_site(Workshop(tmp_path))

    assert "1 incident" in text_of(plan, "index.md")
    for page in ("index.md", "incidents/only/index.md", "incidents/only/evidence.md"):
        assert 'language: "en"' in text_of(plan, page)
        assert not [c for c in text_of(plan, page) if "\u4e00" <= c <= "\u9fff" and c not in "某茶饮品牌"]


# Determinism ----------------------------------------------------------------

_CODE = """
import sys
from pathlib import Path
from reporter.flow import plan_site
from reporter.website.build import build_site
from reporter.workshop import Workshop
project, site = Path(sys.argv[1]), Path(sys.argv[2])
plan = plan_site(Workshop(project))
build_site(project, site, plan.artefacts, epoch=plan.epoch)
"""


def test_the_same_input_gives_the_same_bytes_anywhere(both: Built, tmp_path: Path) -> None:
    """Folder, time zone, language, hash seed, file times, other secrets: a report depends on none of them."""
    project = copy_of(both, tmp_path / "别处" / "project", SIBLING, FOUNDING)
    for path in project.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    changed = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "LC_ALL": "C", "LANG": "de_DE", "PYTHONUTF8": "0"}

    subprocess.run(
        [sys.executable, "-c", _CODE, ".", "elsewhere/site"], cwd=project, env={**os.environ, **changed}, check=True
    )

    assert load_secret(project / ".reporter" / "pseudonym.secret") != load_secret(
        both.project / ".reporter" / "pseudonym.secret"
    )
    first, second = bytes_of(both.site), bytes_of(project / "elsewhere" / "site")
    assert second.keys() == first.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_the_site_names_no_place_of_the_builder(both: Built) -> None:
    """Paths tell who built it; the pseudonyms' secret tells who wrote."""
    everything = b"\n".join(bytes_of(both.site).values())

    assert str(both.project).encode() not in everything
    assert os.fsencode(Path.home()) + b"/" not in everything
    assert load_secret(both.project / ".reporter" / "pseudonym.secret") not in everything


# Workshop -------------------------------------------------------------------


def test_every_path_is_planned_once(both: Built) -> None:
    """Two artefacts of one path would depend on their order."""
    paths = [artefact.path for artefact in both.plan.artefacts]

    assert len(set(paths)) == len(paths)
    assert all(isinstance(artefact, Artefact) for artefact in both.plan.artefacts)


def test_the_date_of_the_site_is_the_latest_of_its_reports(both: Built) -> None:
    """Nothing on it comes from the clock."""
    assert both.plan.epoch == max(int(report.incident.as_of.at.timestamp()) for report in both.plan.reports)


def test_loaded_is_what_the_folder_states(pair: Path) -> None:
    """The first stage alone."""
    loaded = flow.load(pair, "a")

    assert isinstance(loaded, Loaded)
    assert str(loaded.incident.title) == yaml.safe_load((loaded.folder / "incident.yml").read_text("utf-8"))["title"]
