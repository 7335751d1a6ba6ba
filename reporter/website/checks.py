"""What must hold for a built site before anyone sees it."""

from __future__ import annotations

import gzip
import html
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from operator import itemgetter
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from reporter.errors import Place, Problem, Severity, problem
from reporter.i18n import _
from reporter.website.policy import hashed, inline_scripts

# Regular expressions, not a parser: 100 reports are 6 MB, a parser takes 4 CPU
# seconds for them.  All tags come from our templates, nh3 or Python-Markdown.
_POLICY: Final = re.compile(r'<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_CODE: Final = re.compile(r"<(script|style)\b([^>]*)>.*?</\1>", re.DOTALL)
_TAG: Final = re.compile(r"<(a|area|audio|embed|form|iframe|image|img|link|object|script|source|use|video)\b([^<>]*)>")
_TARGET: Final = re.compile(r'\s(?:xlink:href|href|src|srcset|data|action|poster)="([^"]*)"')
_ID: Final = re.compile(r'\s(?:id|name)="([^"]+)"')
_CHART: Final = re.compile(r'<figure\b[^>]*\bclass="(?:[^"]*\s)?chart(?:\s[^"]*)?"[^>]*>(.*?)</figure>', re.DOTALL)
_DRAWN: Final = re.compile(r"<svg\b.*?<title\b[^>]*>\s*[^<\s]", re.DOTALL)
_CSS_URL: Final = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//""", re.IGNORECASE)

#: In bytes after gzip: a report page, and all that a first view loads (docs: pages.md).
PAGE_BUDGET: Final = 25_000
VIEW_BUDGET: Final = 120_000


@dataclass(frozen=True)
class _Page:
    path: str
    source: str

    @cached_property
    def anchors(self) -> frozenset[str]:
        return frozenset(map(html.unescape, _ID.findall(self.source)))

    @cached_property
    def targets(self) -> list[tuple[str, str, str]]:
        """Tag, attributes and URL of everything the page points at."""
        bare = _CODE.sub(r"<\1\2></\1>", self.source)
        return [
            (tag, attributes, html.unescape(url))
            for tag, attributes in _TAG.findall(bare)
            for url in _TARGET.findall(attributes)
        ]


def _failure(page: str, message: str) -> Problem:
    return problem("R402", message, file=page)


def _policy_faults(page: _Page) -> Iterator[Problem]:
    found = _POLICY.search(page.source)
    if not found:
        yield _failure(page.path, _("The page has no content security policy at the start of its head."))
        return
    allowed = html.unescape(found.group(1))
    for script in inline_scripts(page.source):
        if hashed(script) not in allowed:
            start = " ".join(script.split())[:40]
            message = _("A script stands in the page that no template wrote: {start}")
            yield _failure(page.path, message.format(start=start))


def _is_outbound(tag: str, attributes: str) -> bool:
    return tag in {"a", "area"} or (tag == "link" and 'rel="canonical"' in attributes)


def _external_faults(page: _Page) -> Iterator[Problem]:
    for tag, attributes, url in page.targets:
        parts = urlsplit(url)
        outside = parts.netloc or parts.scheme not in ("", "data", "blob", "mailto")
        if outside and not _is_outbound(tag, attributes):
            yield _failure(page.path, _("The page loads something from outside: {url}").format(url=url))
        elif parts.scheme in ("javascript", "vbscript"):
            yield _failure(page.path, _("A link runs a script: {url}").format(url=url))


def _local(page: str, url: str) -> tuple[str, str] | None:
    """Path in the site and fragment `url` leads to; None when it leads outside or nowhere."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not url:
        return None
    path = unquote(parts.path)
    target = posixpath.join(posixpath.dirname(page), path) if path else page
    file = f"{target}index.html" if path.endswith("/") else target
    return posixpath.normpath(file), unquote(parts.fragment)


def _link_faults(page: _Page, pages: dict[str, _Page], files: frozenset[str]) -> Iterator[Problem]:
    for _tag, _attributes, url in page.targets:
        target = _local(page.path, url)
        if target is None:
            continue
        path, fragment = target
        if path not in files:
            yield _failure(page.path, _("A link leads to a file that does not exist: {url}").format(url=url))
        elif fragment and path in pages and fragment not in pages[path].anchors:
            yield _failure(page.path, _("A link leads to a place that does not exist: {url}").format(url=url))


def _chart_faults(page: _Page) -> Iterator[Problem]:
    for number, chart in enumerate(_CHART.findall(page.source), start=1):
        if not _DRAWN.search(chart):
            message = _("Chart {number} has no picture with a title; it would be empty without JavaScript.")
            yield _failure(page.path, message.format(number=number))


class _Sizes:
    """Packed sizes of a site's files, each measured once."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._known: dict[str, int] = {}

    def of(self, path: str) -> int:
        if path not in self._known:
            self._known[path] = len(gzip.compress((self._site / path).read_bytes(), 6, mtime=0))
        return self._known[path]


def _too_large(page: _Page, message: str, size: int, budget: int) -> Problem:
    # Rounded up: a size over its limit is never told as the limit itself.
    text = message.format(size=ceil(size / 100) / 10, budget=round(budget / 1000))
    return Problem(code="R402", message=text, severity=Severity.WARNING, place=Place(file=page.path))


def _view_of(page: _Page, sizes: _Sizes, files: frozenset[str]) -> int:
    """Packed bytes a first view of `page` loads: what it names.  Search and plotly come when they are wanted."""
    named = {_local(page.path, url) for tag, _attributes, url in page.targets if tag in {"script", "link", "img"}}
    loaded = {target[0] for target in named if target is not None}
    return sizes.of(page.path) + sum(sizes.of(path) for path in loaded & files)


def _budget_faults(pages: Sequence[_Page], sizes: _Sizes, files: frozenset[str]) -> Iterator[Problem]:
    for page in pages:
        if sizes.of(page.path) > PAGE_BUDGET:
            message = _("The page is {size} KB packed; {budget} KB are the limit for a phone.")
            yield _too_large(page, message, sizes.of(page.path), PAGE_BUDGET)
    # Said once, of the heaviest page: stylesheet and scripts are loaded by all of them.
    views = [(_view_of(page, sizes, files), page) for page in pages]
    view, heaviest = max(views, key=itemgetter(0), default=(0, None))
    if heaviest is not None and view > VIEW_BUDGET:
        message = _("The first view of the page loads {size} KB packed; {budget} KB are the limit for a phone.")
        yield _too_large(heaviest, message, view, VIEW_BUDGET)


def _style_faults(site: Path, files: frozenset[str]) -> Iterator[Problem]:
    for path in sorted(files):
        if path.endswith(".css") and _CSS_URL.search((site / path).read_text(encoding="utf-8")):
            yield _failure(path, _("The stylesheet loads something from outside."))


def check_site(site: Path) -> list[Problem]:
    """Everything wrong with the built `site`, page by page; warnings for what is only too large.

    Checked: the policy comes first and names every inline script; nothing is loaded
    from outside (a link a reader follows may lead there); every internal link, asset
    and fragment exists; every `figure.chart` holds an SVG with a title.
    """
    files = frozenset(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    names = sorted(name for name in files if name.endswith(".html"))
    pages = {name: _Page(name, (site / name).read_text(encoding="utf-8")) for name in names}
    problems = list(_style_faults(site, files))
    for page in pages.values():
        problems += [*_policy_faults(page), *_external_faults(page), *_link_faults(page, pages, files)]
        problems += _chart_faults(page)
    return [*problems, *_budget_faults(list(pages.values()), _Sizes(site), files)]
