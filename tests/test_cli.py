"""The command line as a user, a script and a console meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import pytest

from reporter import cli, flow
from reporter.i18n import speaking
from tests.console import Command, console
from tests.projects import quick, write_incident, write_posts
from tests.site_sample import bytes_of

HEADER = "帖子编号,平台,发布时间,正文"


@pytest.fixture
def reporter(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The console script, speaking English."""
    return console(monkeypatch, capsys, "en")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of two incidents of one file each."""
    for slug in ("a", "b"):
        write_incident(tmp_path, slug)
    return tmp_path


@pytest.fixture
def warned(small: Path) -> Path:
    """The same with a warning: a row of the posts was rejected."""
    write_posts(small / "incidents" / "a", "x.csv", HEADER, "1,微博,2021-06-18 10:00:00,退款太慢", "2")
    flow.plan_site(quick(small))  # fills the cache: the command loads no model
    return small


def break_it(project: Path) -> None:
    """Incident `a` gets a field nobody knows."""
    with (project / "incidents" / "a" / "incident.yml").open("a", encoding="utf-8") as file:
        file.write("\nno_such_field: 1\n")


# Exit statuses --------------------------------------------------------------


def test_a_good_build_prints_the_page_to_open(reporter: Command, small: Path) -> None:
    """What stdout carries is the result and nothing else: it can be given to `open`."""
    done = reporter("build", "--project", small)

    assert (done.status, done.out) == (0, f"{small / 'site' / 'index.html'}\n")
    assert Path(done.out.strip()).is_file()


def test_a_broken_incident_is_told_and_the_others_are_built(reporter: Command, small: Path) -> None:
    """Exit 1, the site stands, the place and what to do are said."""
    break_it(small)

    done = reporter("build", "--project", small)

    assert done.status == 1
    assert (small / "site" / "incidents" / "b" / "index.html").is_file()
    assert "incidents/a/incident.yml:" in done.err
    assert "R103" in done.err
    assert "hint:" in done.err


def test_strict_writes_nothing_when_anything_is_wrong(reporter: Command, warned: Path) -> None:
    """A warning is enough: the site that stood stands as it was."""
    assert reporter("build", "--project", warned).status == 0
    before = bytes_of(warned / "site")
    write_incident(warned, "b", title="新的标题")

    done = reporter("build", "--strict", "--project", warned)

    assert done.status == 1
    assert done.out == ""
    assert bytes_of(warned / "site") == before


#: What a reader would miss, and the code it is told under.
MISSED: Final[dict[str, dict[str, Any]]] = {
    "R111": {"claims": [{"id": "C1", "quote": "见效", "metric": "volume"}]},
    "R112": {"claims": [{"id": "C1", "quote": "升20%", "value": 20, "unit": "%", "source": "日报"}]},
    "R113": {"follow_ups": [{"id": "F1", "action": "整改", "due": "2021-08-01"}]},
    "R114": {"follow_ups": [{"id": "F1", "action": "整改", "owner_role": "公关"}]},
    "R115": {"assessment": {"findings": [{"id": "N1", "statement": "处置有效"}]}},
}


#: Only measuring tells that a finding's metric has no value.
UNMEASURED: Final = {
    "assessment": {"findings": [{"id": "N1", "statement": "处置有效", "metrics": ["statement_approval"]}]},
}


def test_strict_stops_at_a_finding_whose_metrics_have_no_value(reporter: Command, tmp_path: Path) -> None:
    """It names a metric and no evidence, and no table holds the metric: it would be left out without a word."""
    write_incident(tmp_path, "a", **UNMEASURED)

    done = reporter("build", "--strict", "--project", tmp_path)

    assert done.status == 1
    assert "R115 " in done.err
    assert "statement_approval" in done.err
    assert "incidents/a/incident.yml:" in done.err


@pytest.mark.parametrize("code", MISSED)
def test_strict_stops_at_what_a_reader_would_miss(reporter: Command, tmp_path: Path, code: str) -> None:
    """No source, no kind of per cent, no owner, no due date, no evidence: each with its place and its own code."""
    write_incident(tmp_path, "a", **MISSED[code])

    assert reporter("build", "--project", tmp_path).status == 0
    done = reporter("build", "--strict", "--project", tmp_path)

    assert done.status == 1
    assert f"{code} " in done.err
    assert "incidents/a/incident.yml:" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--no-such-option"],
        ["no-such-command"],
        ["new"],
        ["serve", "--port", "99999"],
        ["check", "--project", "gone"],
    ],
)
def test_wrong_usage_is_exit_2(reporter: Command, arguments: list[str]) -> None:
    """Scripts tell a slip in the command from a slip in the data."""
    done = reporter(*arguments)

    assert (done.status, done.out) == (2, "")
    assert "Usage" in done.err


def test_a_bug_is_exit_3_and_says_so(reporter: Command, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its traceback, and never as the user's mistake."""

    def bug(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(flow, "evaluate", bug)

    done = reporter("build", "--project", small)

    assert done.status == 3
    assert "ZeroDivisionError" in done.err
    assert "bug of reporter" in done.err


def test_an_interrupt_is_no_bug(reporter: Command, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C: one line, no traceback, and the site as it was."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(flow, "evaluate", stop)

    done = reporter("build", "--project", small)

    assert done.status == 1
    assert "Stopped" in done.err
    assert "Traceback" not in done.err
    assert not (small / "site").exists()


@pytest.mark.parametrize("command", ["check", "build"])
def test_an_unknown_incident_is_told_with_those_that_exist(reporter: Command, small: Path, command: str) -> None:
    """The list to choose from stands in the hint."""
    done = reporter(command, "c", "--project", small)

    assert done.status == 1
    assert "R001" in done.err
    assert "a, b" in done.err


def test_help_and_version_are_exit_0(reporter: Command) -> None:
    """And name every command."""
    done = reporter("--help")

    assert done.status == 0
    for name in cli.cli.commands:
        assert name in done.out
        assert reporter(name, "--help").status == 0
    assert reporter("--version").status == 0


# Data -----------------------------------------------------------------------


def test_check_prints_every_problem_as_data(reporter: Command, small: Path) -> None:
    """What an editor reads: code, place, severity, words."""
    break_it(small)

    done = reporter("check", "--json", "--project", small)

    (found,) = json.loads(done.out)
    assert done.status == 1
    assert (found["code"], found["severity"], found["file"]) == ("R103", "error", "incidents/a/incident.yml")
    assert found["line"] > 1
    assert found["message"]


def test_check_counts_in_words(reporter: Command, small: Path) -> None:
    """Nothing wrong is an answer too."""
    done = reporter("check", "--project", small)

    assert (done.status, done.out) == (0, "2 incidents checked: 0 errors, 0 warnings\n")


def test_build_prints_what_it_made_as_data(reporter: Command, warned: Path) -> None:
    """All of stdout is one JSON document even when rows are rejected."""
    done = reporter("build", "--json", "--project", warned)
    made = json.loads(done.out)

    assert done.status == 0
    assert Path(made["site"]) == warned / "site"
    assert "incidents/a/index.html" in made["pages"]
    (with_posts, _without) = made["incidents"]
    assert with_posts["balance"] == {"read": 2, "used": 1, "merged": 0, "rejected": 1}
    assert {found["severity"] for found in made["problems"]} == {"warning"}


def test_the_balance_and_the_rejected_rows_are_told(reporter: Command, warned: Path) -> None:
    """Where every row went, and where to look."""
    done = reporter("build", "a", "--project", warned)

    assert "read 2 = used 1 + merged 0 + rejected 1" in done.err
    listed = next(line.split(": ", 1)[1] for line in done.err.splitlines() if "rejected rows:" in line)
    assert Path(listed).is_file()


def test_quiet_prints_results_and_errors_only(reporter: Command, warned: Path) -> None:
    """For scripts that show what goes wrong."""
    done = reporter("--quiet", "build", "a", "--project", warned)

    assert "read 2" not in done.err
    assert done.out


# A new user -----------------------------------------------------------------


def test_new_then_check_then_build_works_in_an_empty_folder(
    reporter: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The three commands of the manual's first page, one after the other, with nothing filled in."""
    monkeypatch.chdir(tmp_path)

    made = reporter("new", "2024-05-shop")
    checked, built = reporter("check"), reporter("build")

    assert made.status == 0
    assert Path(made.out.strip()).is_dir()
    assert "reporter build" in made.err
    assert (checked.status, built.status) == (0, 0)
    assert (tmp_path / "site" / "incidents" / "2024-05-shop" / "index.html").is_file()


def test_new_overwrites_nothing(reporter: Command, small: Path) -> None:
    """A second `new` by mistake would cost a day's work."""
    before = (small / "incidents" / "a" / "incident.yml").read_bytes()

    done = reporter("new", "a", "--project", small)

    assert done.status == 1
    assert "R003" in done.err
    assert (small / "incidents" / "a" / "incident.yml").read_bytes() == before


def test_a_new_folder_without_incidents_is_told_how_to_begin(reporter: Command, tmp_path: Path) -> None:
    """The next command stands in the hint."""
    done = reporter("build", "--project", tmp_path)

    assert done.status == 1
    assert "reporter new" in done.err


def test_a_foreign_folder_is_not_replaced(reporter: Command, small: Path, tmp_path: Path) -> None:
    """`--site ~` by mistake must not end somebody's home."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("", encoding="utf-8")

    done = reporter("build", "--project", small, "--site", home)

    assert done.status == 1
    assert "R403" in done.err
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


# Consoles -------------------------------------------------------------------


def test_a_chinese_console_gets_chinese_words_and_never_a_crash(small: Path) -> None:
    """cp936 has no true minus and no emoji; what it cannot show is printed as an escape."""
    with (small / "incidents" / "a" / "incident.yml").open("a", encoding="utf-8") as file:
        file.write('\n"😡\u00a0−": 1\n')
    environ = {**os.environ, "PYTHONIOENCODING": "gbk", "REPORTER_LANG": "zh"}

    done = subprocess.run(
        [sys.executable, "-m", "reporter.cli", "build", "--json"],
        cwd=small,
        env=environ,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr.decode("gbk", "replace")
    made = json.loads(done.stdout.decode("gbk"))
    assert [incident["slug"] for incident in made["incidents"]] == ["b"]
    assert any("😡" in found["message"] for found in made["problems"])
    said = done.stderr.decode("gbk")
    assert "错误 incidents/a/incident.yml" in said
    assert "\\U0001f621" in said
    assert "Traceback" not in said


def test_colour_and_bars_stay_out_of_a_pipe(reporter: Command, warned: Path) -> None:
    """Escape codes in a log are noise."""
    done = reporter("build", "--project", warned)

    assert "\x1b" not in done.out + done.err


# Help -----------------------------------------------------------------------


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by name, those of groups too."""
    for name, command in cli.cli.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", one) for below, one in command.commands.items())


def test_every_option_says_what_it_does_in_both_languages() -> None:
    """The help is the first manual anybody reads."""
    for language in ("zh", "en"):
        with speaking(language):
            for name, command in (("reporter", cli.cli), *commands()):
                context = click.Context(command, info_name=name)
                words = command.get_help(context)
                options = [param for param in command.params if isinstance(param, click.Option)]
                assert all(param.help for param in options), name
                assert any("\u4e00" <= c <= "\u9fff" for c in words) == (language == "zh"), name
