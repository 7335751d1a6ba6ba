"""One incident through every engine: this process, a pool, a Dask cluster; the same bytes, whoever dies on the way."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from benchmarks.generate import Wanted, generate
from reporter.engine import reading
from reporter.engine.executors import Dask, Engine, Here, Pool, _got
from reporter.engine.scheduler import connected
from reporter.errors import UserError
from reporter.flow import SitePlan, plan_site
from reporter.i18n import speaking
from reporter.intake import Job
from reporter.intake.part import read_part
from reporter.intake.read import Told
from reporter.workshop import Workshop
from tests.scorers import KillingScorer, StandIn, squared_or_killed

#: A file of each platform; with as many posts every file is a task or two.
WANTED: Final = Wanted(posts=400, files=5)

needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed from inside there")


@pytest.fixture(scope="module")
def incident(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project; copy it, never change it."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, WANTED)
    return folder


def local_cluster(workers: int) -> Any:  # noqa: ANN401 - distributed carries no types
    """A Dask scheduler with workers in processes of their own; imported late: processes of a pool read this file."""
    import distributed

    return distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a Dask scheduler with two workers."""
    with local_cluster(2) as local:
        yield str(local.scheduler_address)


@pytest.fixture(params=["here", "pool", "cluster"], scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Every engine there is."""
    makers: dict[str, Callable[[], Engine]] = {
        "here": Here,
        "pool": lambda: Pool(2),
        "cluster": lambda: Dask(request.getfixturevalue("cluster")),
    }
    made = makers[request.param]()
    yield made
    made.close()


def planned(project: Path, engine: Engine, scorer: Any = None) -> SitePlan:  # noqa: ANN401 - any scorer
    """The site of a project whose posts are read and counted by that engine, in groups."""
    workshop = Workshop(project)
    vars(workshop)["scorer"] = scorer or StandIn()
    vars(workshop.machine)["for_files"] = lambda _files: engine
    vars(workshop)["apart"] = lambda _posts: True
    plan = plan_site(workshop)
    assert not plan.broken
    return plan


@pytest.fixture(scope="module")
def expected(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> SitePlan:
    """What this process makes of the incident, held in memory and in one piece."""
    project = tmp_path_factory.mktemp("expected") / "p"
    shutil.copytree(incident, project)
    workshop = Workshop(project)
    vars(workshop)["scorer"] = StandIn()
    return plan_site(workshop)


def test_every_engine_makes_the_same_site(incident: Path, tmp_path: Path, engine: Engine, expected: SitePlan) -> None:
    """To the byte: a report must not depend on where it was worked out."""
    project = tmp_path / "p"
    shutil.copytree(incident, project)

    plan = planned(project, engine)

    assert plan.artefacts == expected.artefacts
    assert plan.reports[0].tally is not None
    assert plan.reports[0].tally.total() == WANTED.posts


@needs_kill
@pytest.mark.parametrize("engine", ["pool", "cluster"], indirect=True)
def test_a_killed_worker_changes_neither_success_nor_result(
    incident: Path,
    tmp_path: Path,
    engine: Engine,
    expected: SitePlan,
) -> None:
    """The kernel's memory killer, a machine that is switched off: the work is done again."""
    project = tmp_path / "p"
    shutil.copytree(incident, project)
    marker = tmp_path / "killed"

    plan = planned(project, engine, KillingScorer(marker=marker))

    assert marker.exists()
    assert plan.artefacts == expected.artefacts


@needs_kill
def test_results_come_in_order_and_once_though_a_worker_dies(engine: Engine, tmp_path: Path) -> None:
    """More items than workers; the fourth kills whoever has it, the first time."""
    task = partial(squared_or_killed, marker=tmp_path / "killed", home=os.getpid())

    assert list(engine.each(task, range(20))) == [n * n for n in range(20)]
    assert list(engine.each(task, [])) == []


def test_an_error_of_a_task_keeps_its_name(engine: Engine) -> None:
    """A bug is not taken for a dead worker and tried again for ever."""
    with pytest.raises(ValueError, match="invalid literal"):
        list(engine.each(int, ["1", "x"]))


@pytest.fixture(scope="module")
def stored(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated incident with its posts at addresses outside the project."""
    place = tmp_path_factory.mktemp("stored")
    project, storage = place / "p", place / "storage"
    shutil.copytree(incident, project)
    (folder,) = (project / "incidents").iterdir()
    shutil.move(folder / "posts", storage)
    form = folder / "incident.yml"
    settings = yaml.safe_load(form.read_text(encoding="utf-8"))
    settings["posts"] = {**settings.get("posts", {}), "urls": [f"file://{storage}/*"]}
    form.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def expected_of_stored(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> SitePlan:
    """What this process makes of it."""
    project = tmp_path_factory.mktemp("expected-of-stored") / "p"
    shutil.copytree(stored, project)
    return planned(project, Here())


@needs_kill
@pytest.mark.parametrize("engine", ["cluster"], indirect=True)
def test_posts_at_addresses_are_read_by_the_workers(
    stored: Path, tmp_path: Path, engine: Engine, expected_of_stored: SitePlan
) -> None:
    """A worker of a cluster fetches its files itself and keeps none; one is killed on the way."""
    project = tmp_path / "p"
    shutil.copytree(stored, project)

    plan = planned(project, engine, KillingScorer(marker=tmp_path / "killed"))

    assert (tmp_path / "killed").exists()
    assert plan.artefacts == expected_of_stored.artefacts
    assert not (project / ".reporter" / "remote").exists()


@needs_kill
@pytest.mark.parametrize("engine", ["cluster"], indirect=True)
def test_a_file_the_other_machines_do_not_have_is_told_and_not_remembered(
    incident: Path, tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is not shared: the analyst learns what to share, and once it is, the same command works."""
    project = tmp_path / "p"
    shutil.copytree(incident, project)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_part", away)
        with pytest.raises(UserError, match="R005") as stop:
            planned(project, engine)

    plan = planned(project, engine)

    assert len(stop.value.problems) == WANTED.files
    assert all(one.hint for one in stop.value.problems)
    assert plan.reports[0].tally is not None
    assert plan.reports[0].tally.total() == WANTED.posts


def away(job: Job, *told: Told) -> Any:  # noqa: ANN401 - as `read_part`
    """Read a file on a machine that does not have it."""
    return read_part(replace(job, file=Path("/nowhere") / job.name), *told)


def test_workers_with_other_versions_are_refused(cluster: str) -> None:
    """The same incident would have other figures on Tuesday."""
    with pytest.raises(UserError, match=r"R010.*home \w+ ≠ \w+"):
        Dask(cluster, own_process)


def own_process() -> dict[str, str]:
    """Something no two processes have alike."""
    return {"home": str(os.getpid())}


def test_a_cluster_without_workers_is_told_instead_of_waited_for() -> None:
    """A task nobody takes waits for ever."""
    with speaking("en"), local_cluster(0) as empty, pytest.raises(UserError, match=r"R010.*no worker"):
        Dask(empty.scheduler_address, patience=1)


def test_a_cluster_that_is_not_there_is_the_users_problem() -> None:
    """A wrong port is told with its address, not as a traceback of another library."""
    with pytest.raises(UserError, match=r"R010.*127\.0\.0\.1:9"):
        Dask("tcp://127.0.0.1:9", patience=1)


@pytest.mark.parametrize("address", ["10.9.0.1", "http://127.0.0.1:8786", "tcp://host"])
def test_what_is_no_address_of_a_scheduler_is_told_at_once(address: str) -> None:
    """A client half made would wait, and complain when it is thrown away."""
    with speaking("en"), pytest.raises(UserError, match=f"R010.*{address} is no address"):
        connected(address, patience=1)


def test_an_encrypted_scheduler_needs_certificates_that_exist(tmp_path: Path) -> None:
    """Dask's settings name them; one that is not set or not there is told at once."""
    import dask
    import distributed  # noqa: F401 - it is what fills in the settings

    with speaking("en"), pytest.raises(UserError, match=r"R010.*No certificates"):
        connected("tls://127.0.0.1:9", patience=1)
    nowhere = {f"distributed.comm.tls.{name}": str(tmp_path / "x.pem") for name in ("ca-file", "client.cert")}
    with speaking("en"), dask.config.set(nowhere), pytest.raises(UserError, match=r"R010.*cannot be used \(No such"):
        connected("tls://127.0.0.1:9", patience=1)


def test_where_encryption_is_asked_for_a_plain_address_is_refused() -> None:
    """Whoever set this does not want posts to travel readable."""
    import dask
    import distributed  # noqa: F401 - it is what fills in the settings

    asked = dask.config.set({"distributed.comm.require-encryption": True})
    with speaking("en"), asked, pytest.raises(UserError, match=r"R010.*ask for encryption"):
        connected("tcp://127.0.0.1:9", patience=1)


@pytest.mark.parametrize(("name", "word"), [("FutureCancelledError", "connection"), ("KilledWorker", "memory")])
def test_a_cluster_that_is_lost_on_the_way_is_the_users_problem(name: str, word: str) -> None:
    """A machine that is switched off is no bug of ours; what came back before is kept."""

    class Lost:
        def result(self) -> None:
            raise type(name, (Exception,), {"__module__": "distributed.client"})

    with speaking("en"), pytest.raises(UserError, match=f"R010.*{word}") as stop:
        _got(Lost())

    assert stop.value.problems[0].hint


def test_an_error_of_a_task_stays_its_own() -> None:
    """What a file lacks is told of the file, not of the cluster."""

    class Failed:
        def result(self) -> None:
            raise FileNotFoundError("a.csv")

    with pytest.raises(FileNotFoundError):
        _got(Failed())
