"""Where the package's own files lie, in a wheel and in a checkout alike."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent


def site_templates() -> Path:
    """The folder of the built-in report templates.

    The wheel carries them inside the package (hatch force-include); an editable
    install does not apply force-include, so the checkout's folder is the second try.
    """
    inside, checkout = PACKAGE / "site_templates", PACKAGE.parent / "site_templates"
    if inside.is_dir():
        return inside
    if checkout.is_dir():
        return checkout
    raise FileNotFoundError(inside)


def assets() -> Path:
    """The folder of the site's own CSS, scripts and vendored bundles."""
    return PACKAGE / "website" / "assets"


def incident_schema() -> Path:
    """The JSON Schema of `incident.yml`, generated from `reporter.incident`."""
    return PACKAGE / "schema" / "incident.schema.json"


def corrections_schema() -> Path:
    """The JSON Schema of `corrections.yml`, generated likewise."""
    return PACKAGE / "schema" / "corrections.schema.json"


def response_marks() -> Path:
    """The folder of the marks a response clock is read against."""
    return PACKAGE / "response_marks"
