"""What every test may ask for: a browser, and one behaviour of hypothesis everywhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.soak import FACTOR, examples

if TYPE_CHECKING:
    from tests.projects import Built, Demo

# No deadline: a loaded machine is not a bug.  In CI the examples are fixed, so
# that red there means the change and not the draw; a soak looks for new ones.
settings.register_profile(
    "reporter",
    deadline=None,
    derandomize="CI" in os.environ and FACTOR == 1,
    max_examples=examples(100),
)
settings.load_profile("reporter")

REQUIRED = "REPORTER_REQUIRE_BROWSER"

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def chromium() -> str | None:
    """The installed Chromium, None when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def missing_browser(environ: dict[str, str]) -> None:
    """Skip the test, or fail it where a browser was promised."""
    reason = "no Chromium on the PATH"
    if environ.get(REQUIRED) == "1":
        pytest.fail(f"{reason}, although {REQUIRED}=1", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole session; make a context of your own from it with `unhurried`."""
    executable = chromium()
    if executable is None:
        missing_browser(dict(os.environ))
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield found
        found.close()


def unhurried(browser: Browser, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's options
    """A context of the browser whose waits are long: a machine shared by many is slow and not wrong."""
    context = browser.new_context(**options)
    context.set_default_timeout(120_000)
    return context


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The founding case and the simulated incident's sibling, built once for all tests that only read."""
    from tests.projects import build_both  # the whole tool: imported by who asks for it

    return build_both(tmp_path_factory.mktemp("both"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The simulated incident, scored by a stand-in, planned once for all tests that only read."""
    from tests.projects import plan_demo, quick

    return plan_demo(tmp_path_factory.mktemp("demo"), quick)


@pytest.fixture(scope="session")
def demo_scored(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The same, scored by the engine that reports are scored by."""
    from reporter.workshop import Workshop
    from tests.projects import plan_demo

    return plan_demo(tmp_path_factory.mktemp("scored"), Workshop)
