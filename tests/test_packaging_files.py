"""What is installed and what is vendored is exactly what was looked at."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from plotly.offline import get_plotlyjs_version

from reporter import resources

ROOT: Final = Path(__file__).parent.parent
VENDOR: Final = resources.assets() / "vendor"


def pins(lock: str) -> dict[str, set[str]]:
    """Requirement line (with its condition) -> its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return {line.split(" --hash=")[0].strip(): set(line.split(" --hash=")[1:]) for line in text.splitlines()}


def names(lock: str) -> set[str]:
    """Normalised names of what a lock pins."""
    return {line.split("==")[0] for line in pins(lock)}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    """Whoever controls a mirror must not control what is installed; nobody's mirror is named."""
    assert all("==" in line and hashes for line, hashes in pins(lock).items())
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_the_lock_pins_the_build_tools_as_they_are_installed_first() -> None:
    """Source-only packages are built in the environment; two locks must not disagree about with what."""
    assert pins("requirements-build.lock").items() <= pins("requirements.lock").items()


def test_the_lock_holds_everything_the_project_asks_for() -> None:
    """The project is installed without dependencies, so a forgotten `make lock` would show at run time."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["dependency-groups"]["build"],
    ]

    assert {re.split(r"[<>=]", one)[0].lower() for one in asked} <= names("requirements.lock")


def test_the_vendored_bundle_is_unmodified() -> None:
    """A changed bundle would run in every reader's browser unseen."""
    lines = (VENDOR / "plotly.sha256").read_text(encoding="utf-8").splitlines()
    noted = {name: digest for digest, name in (line.split() for line in lines)}

    found = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in noted}

    assert found == noted
    assert {path.name for path in VENDOR.iterdir()} == {*noted, "plotly.sha256"}


def test_the_bundle_is_of_the_version_python_plotly_speaks_to() -> None:
    """Specs are validated by Python's plotly and drawn by the bundle: one schema for both."""
    with (VENDOR / "plotly-basic.min.js").open(encoding="utf-8") as bundle:
        banner = bundle.read(200)

    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}\n" in banner


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE"])
def test_the_licence_travels_with_the_project(name: str) -> None:
    """Apache-2.0 asks for both, the vendored works for their own notices."""
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "Apache License" in text
    assert name == "LICENSE" or all(work in text for work in ("SnowNLP", "jieba", "plotly.js", "OpenCC"))
