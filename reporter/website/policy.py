"""The content security policy of every page, and the scripts it lets run."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from markupsafe import Markup

# plotly.js adds one empty <style> and fills it by rules; without this hash it
# silently loses its layout.
_EMPTY_STYLE: Final = ""
_INLINE: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
_DATA_TYPE: Final = re.compile(r"""type\s*=\s*["']?application/""", re.IGNORECASE)


def hashed(source: str) -> str:
    """The policy's name for one inline script or style: `'sha256-…'`."""
    return f"'sha256-{base64.b64encode(sha256(source.encode()).digest()).decode()}'"


def inline_scripts(html: str) -> list[str]:
    """The bodies of the scripts written into `html`; data islands and scripts with a `src` are none."""
    found = (match.group("attributes", "body") for match in _INLINE.finditer(html))
    return [body for attributes, body in found if "src=" not in attributes and not _DATA_TYPE.search(attributes)]


def content_security_policy(scripts: Iterable[str], styles: Iterable[str] = ()) -> Markup:
    """The policy for a page that holds exactly these inline scripts and styles.

    Only what the templates themselves wrote may be passed here: hashing whatever
    stands in a finished page would bless an injected script too.
    """
    script_hashes = " ".join(sorted({hashed(source) for source in scripts}))
    style_hashes = " ".join(sorted({hashed(source) for source in (_EMPTY_STYLE, *styles)}))
    directives = (
        "default-src 'none'",
        f"script-src 'self' {script_hashes}".rstrip(),
        f"style-src 'self' {style_hashes}",
        # plotly.js places its bars and labels by style attributes.
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
    )
    # Built from constants and base64: no character in it ends the attribute.
    return Markup("; ".join(directives))  # noqa: S704


def policy_of_a_file(scripts: Iterable[str], styles: Iterable[str]) -> Markup:
    """The policy for a page that stands alone: it runs these scripts and styles and asks for nothing at all."""
    directives = (
        "default-src 'none'",
        f"script-src {' '.join(sorted(map(hashed, scripts)))}",
        f"style-src {' '.join(sorted(map(hashed, styles)))}",
        # The mark in the browser's tab.
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
    )
    # Built from constants and base64: no character in it ends the attribute.
    return Markup("; ".join(directives))  # noqa: S704
