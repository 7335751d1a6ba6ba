"""What a reader's browser loads for a report, and how soon a preview shows a change."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import time
from pathlib import Path
from shutil import which
from typing import Final, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.inside import DEMO

_PORT: Final = 8473
_PATIENCE: Final = 120  # s
_LATE: Final = 1500  # ms


class View(NamedTuple):
    """A first view: requests, bytes as a web server would send them packed, hosts beside the site's own."""

    requests: int
    packed: int
    foreign: int


def first_view(page: Path) -> View | None:
    """What Chromium loads for `page` at 390 px; None without Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return None
    loaded: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 390, "height": 844})
        tab.on("request", lambda request: loaded.append(request.url))
        tab.goto(page.resolve().as_uri())
        # Late requests are wanted, too; "networkidle" never came on a busy machine.
        tab.wait_for_timeout(_LATE)
        browser.close()
    urls = [url for url in dict.fromkeys(loaded) if not url.startswith(("data:", "blob:"))]
    own = [Path(url.removeprefix("file://").partition("?")[0]) for url in urls if url.startswith("file://")]
    return View(len(urls), sum(packed(path) for path in own), len(urls) - len(own))


def packed(path: Path) -> int:
    """Size of a file after gzip, in bytes."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def preview_seconds(project: Path) -> float:
    """Wall-clock seconds from saving a changed title until the preview shows it, everything warm."""
    form = project / "incidents" / DEMO / "incident.yml"
    address = f"http://127.0.0.1:{_PORT}/incidents/{DEMO}/index.html"
    command = Path(sys.executable).with_name("reporter")
    argv = [str(command), "serve", "--project", str(project), "--port", str(_PORT)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _shown(address, "</html>")
            _save(form, "甲")
            _shown(address, "甲")  # the first change still warms
            start = time.monotonic()
            _save(form, "乙")
            _shown(address, "乙")
            return time.monotonic() - start
        finally:
            server.terminate()


def _save(form: Path, mark: str) -> None:
    """Write the title (the first Chinese text of the file) anew, ending with a bracketed mark."""
    text = form.read_text(encoding="utf-8")
    title = re.search(r"^  zh: (.*?)(?:【.】)?$", text, re.MULTILINE)
    if title is None:  # impossible: the demo has a title
        raise ValueError(form)
    form.write_text(text.replace(title[0], f"  zh: {title[1]}【{mark}】", 1), encoding="utf-8")


def _shown(address: str, words: str) -> None:
    """Wait until the page holds `words`."""
    wanted = words if words.startswith("<") else f"【{words}】"
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(address) as answer:
                if wanted in answer.read().decode():
                    return
        except (URLError, OSError):
            pass
        time.sleep(0.05)
    raise TimeoutError(words)
