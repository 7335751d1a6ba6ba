"""The preview: what changed is rebuilt, a mistake is a page, nothing ever hangs."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from reporter.artefacts import Artefact
from reporter.errors import UserError, problem
from reporter.website.policy import hashed, inline_scripts
from reporter.website.serve import Preview, preview
from tests.site_sample import SLUG, a_project, a_report, a_site, bytes_of

REPORT = f"incidents/{SLUG}/index.html"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose one incident is one file."""
    folder = a_project(tmp_path / "project")
    (folder / "incidents").mkdir()
    (folder / "incidents" / "title.txt").write_text("旧标题", encoding="utf-8")
    return folder


def from_file(project: Path) -> list[Artefact]:
    """A generator that reads the incident's file and refuses one marked broken."""
    title = (project / "incidents" / "title.txt").read_text(encoding="utf-8")
    if title.startswith("坏"):
        raise UserError([problem("R101", "<b>bad</b>", file="incidents/title.txt", line=1)])
    return a_site(a_report(title=title))


@pytest.fixture
def running(project: Path, tmp_path: Path) -> Iterator[Preview]:
    """A preview listening on a free port."""
    site = tmp_path / "preview"
    site.mkdir()
    server = preview(project, "127.0.0.1", 0, site, from_file)
    thread = threading.Thread(target=server.serve)
    thread.start()
    assert server.listening.wait(30)
    yield server
    server.shutdown()
    thread.join(30)


def get(server: Preview, path: str) -> str:
    """One page as the browser gets it."""
    with urlopen(server.address + path, timeout=30) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


def after_change(server: Preview, change: Callable[[], object], path: str = REPORT) -> str:
    """The page once the server says that there is something new: it answers when the rebuild is done."""
    epoch = re.search(r"livereload\((\d+)", get(server, path))
    assert epoch
    change()
    assert int(get(server, f"livereload/{epoch[1]}/1")) > int(epoch[1])
    return get(server, path)


def test_a_change_is_shown(running: Preview, project: Path) -> None:
    """The address answers a waiting browser as soon as the rebuild is done."""
    title = project / "incidents" / "title.txt"

    page = after_change(running, lambda: title.write_text("新标题", encoding="utf-8"))

    assert "新标题" in page


def test_a_mistake_is_a_page_and_its_mending_too(running: Preview, project: Path) -> None:
    """MkDocs' own server answers no request any more after an exception."""
    title = project / "incidents" / "title.txt"

    broken = after_change(running, lambda: title.write_text("坏", encoding="utf-8"))
    mended = after_change(running, lambda: title.write_text("好", encoding="utf-8"))

    assert "R101 &lt;b&gt;bad&lt;/b&gt;" in broken
    assert "incidents/title.txt:1" in broken
    assert "好" in mended


def test_the_reload_script_is_named_in_the_policy(running: Preview) -> None:
    """Without its hash the strict policy would silence it, and no page would ever reload."""
    page = get(running, "")

    assert hashed(inline_scripts(page)[-1]) in page


def test_a_fault_of_the_program_is_a_page(project: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The analyst goes on working; the traceback is in the log."""

    def fault(_project: Path) -> list[Artefact]:
        raise ZeroDivisionError

    with Preview(project, "127.0.0.1", 0, fault, tmp_path / "preview") as server:
        server.rebuild()

    assert "ZeroDivisionError" in caplog.text


def test_a_rebuild_renders_only_what_changed_and_ends_as_a_whole_build(project: Path, tmp_path: Path) -> None:
    """Reuse is worth nothing if the pages, the index or a removed page differ from a fresh build."""
    extra = a_report("2026-01-other", "另一事件")
    sites = [a_site(extra), a_site(extra, a_report(title="改过的标题")), a_site(a_report(title="改过的标题"))]
    current = iter(sites)
    reused, fresh = tmp_path / "reused", tmp_path / "fresh"
    stamps = []

    with Preview(project, "127.0.0.1", 0, lambda _project: next(current), reused) as server:
        for _ in sites:
            server.rebuild()
            other = reused / "incidents" / "2026-01-other" / "index.html"
            stamps.append(other.stat().st_mtime_ns if other.exists() else 0)
    with Preview(project, "127.0.0.1", 0, lambda _project: sites[-1], fresh) as server:
        server.rebuild()

    # The first two builds list the same pages; the third has one less.
    assert stamps[0] == stamps[1]
    assert stamps[2] == 0
    assert bytes_of(reused) == bytes_of(fresh)
