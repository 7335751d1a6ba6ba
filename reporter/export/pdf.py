"""The one file on paper: printed to PDF by a browser that is on this computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reporter.errors import Problem, UserError, problem
from reporter.i18n import _

#: Names on the search path, as Linux has them.
_COMMANDS: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("microsoft-edge", "microsoft-edge-stable", "chrome", "msedge"),
)
#: Below the folders where Windows keeps programs; Edge comes with Windows.
_WINDOWS: Final = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
_WINDOWS_FOLDERS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_MAC: Final = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Chromium.app/Contents/MacOS/Chromium",
)

#: A profile of its own that asks nobody for anything: the page needs no network, and gets none.
_FLAGS: Final = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-sync"),
    *("--no-pings", "--metrics-recording-only", "--host-resolver-rules=MAP * ~NOTFOUND"),
    *("--proxy-server=127.0.0.1:9", "--generate-pdf-document-outline"),
    # Neither the time nor the name of a temporary file on every sheet; the second is older Chrome's word for it.
    *("--no-pdf-header-footer", "--print-to-pdf-no-header"),
)
#: Seconds; a report takes two or three, a cold start on an old office computer some more.
_PATIENCE: Final = 180


def candidates(system: str, environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Where browsers usually lie, besides the search path, in the order they are tried.

    Args:
        system: as `sys.platform` names it.
        environment: variables; Windows names its folders there.
        home: the user's folder.
    """
    if system == "win32":
        folders = [Path(environment[name]) for name in _WINDOWS_FOLDERS if environment.get(name)]
        yield from (folder / name for name in _WINDOWS for folder in folders)
    elif system == "darwin":
        yield from (folder / name for name in _MAC for folder in (Path("/Applications"), home / "Applications"))


def browser() -> Path | None:
    """A Chromium, Chrome or Edge of this computer; None without one."""
    named = next(filter(None, map(shutil.which, _COMMANDS)), None)
    usual = candidates(sys.platform, os.environ, Path.home())
    return Path(named) if named else next((path for path in usual if path.is_file()), None)


def pdf(html: str, program: Path | None = None) -> bytes:
    """The one-file page printed on A4; the browser writes its own name and the time into it.

    Args:
        html: the page.
        program: the browser; one that is found by itself by default.
    Raises: UserError (R605) - there is no browser, or it made no PDF.
    """
    program = program or browser()
    if program is None:
        raise UserError([_failed(_("No Chrome, Edge or Chromium was found on this computer, which a PDF needs."))])
    # A browser on Windows may hold its profile a moment longer than it runs.
    with TemporaryDirectory(prefix="reporter-pdf-", ignore_cleanup_errors=True) as folder:
        page, paper = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8", newline="\n")
        said = _printed(program, page, paper)
        content = paper.read_bytes() if paper.is_file() else b""
    if not content.startswith(b"%PDF"):
        raise UserError([_failed(_("The browser made no PDF: {reason}").format(reason=said), program)])
    return content


def command(program: Path, page: Path, paper: Path, *, root: bool) -> list[str]:
    """What is run.

    Args:
        program: the browser.
        page: what is printed.
        paper: where to.
        root: whether Linux's administrator runs it, for whom Chromium starts without its sandbox only.
    """
    profile = f"--user-data-dir={paper.parent / 'profile'}"
    own = ["--no-sandbox"] if root else []
    return [str(program), *_FLAGS, *own, profile, f"--print-to-pdf={paper}", page.as_uri()]


def _printed(program: Path, page: Path, paper: Path) -> str:
    """What the browser said last, after it has printed or failed."""
    root = sys.platform == "linux" and os.geteuid() == 0
    try:
        done = subprocess.run(  # noqa: S603 - a program the user has installed or named, our own arguments
            command(program, page, paper, root=root),
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return _("it did not finish in {n} seconds").format(n=_PATIENCE)
    except OSError as error:
        return error.strerror or str(error)
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else _("exit status {n}").format(n=done.returncode)


def _failed(message: str, program: Path | None = None) -> Problem:
    hint = _("Export with --html, open the file in any browser and print it to PDF (Ctrl+P); or name one: --browser.")
    return problem("R605", message, hint=hint, file=str(program or ""))
