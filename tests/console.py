"""The console script in this process, for tests of what a user types and is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from reporter import cli


class Done(NamedTuple):
    """What a command left: its exit status, and its words on the two streams."""

    status: int
    out: str
    err: str


Command = Callable[..., Done]


def console(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str) -> Command:
    """Runs a command with the arguments it is given, speaking `language`."""
    monkeypatch.setenv("REPORTER_LANG", language)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["reporter", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return Done(int(stop.value.code or 0), out, err)

    return run
