"""What stands around a page: words, links, contents, policy, as one typed record."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

from markupsafe import Markup

from reporter.i18n import _
from reporter.website.headings import Entry

ARCHIVE, REGISTER, MANUAL = "index.md", "register.md", "manual/index.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of the shell.

    Args:
        title: escaped words.
        url: from the site's root for places and siblings, as the page wrote it for its own links.
        active: whether it is where the reader is.
    """

    title: Markup
    url: str
    active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """All the templates print besides the page's own content.

    Args:
        language: of the page, for `<html lang>`.
        policy: the content security policy.
        scripts: inline scripts of the theme, as they stand in the head and in the body.
        title: of the page; `full_title` has the site's name behind it.
        description: one sentence for search engines and chats; may be empty.
        heading: the short title in the bar of a phone.
        places: archive, report, register, manual: those that exist.
        back: URL from the root one level up, None on the first page.
        contents: the headings of the page.
        links: the page's own further links (data, print).
        siblings: the pages of the manual when the page is one of them.
        robots: what a search engine may do.
        wide: whether the text takes the whole width of a desk, without contents beside it.
    """

    language: str
    policy: Markup
    scripts: tuple[Markup, Markup]
    title: Markup
    full_title: Markup
    description: Markup
    heading: Markup
    places: tuple[Link, ...]
    back: str | None
    contents: tuple[Entry, ...]
    links: tuple[Link, ...]
    siblings: tuple[Link, ...]
    robots: str
    wide: bool


def _report_of(path: str) -> str:
    """The report page of the incident `path` belongs to; empty when it belongs to none."""
    parts = path.split("/")
    return "/".join((*parts[:2], "index.md")) if parts[0] == "incidents" and len(parts) > 2 else ""  # noqa: PLR2004


def is_manual(path: str) -> bool:
    """Whether `path` is a page of the manual."""
    return path.startswith("manual/")


def is_report(path: str) -> bool:
    """Whether `path` is the report page of an incident."""
    return bool(path) and path == _report_of(path)


def places(path: str, pages: Mapping[str, str]) -> tuple[Link, ...]:
    """The entries of the header that exist, with the one `path` belongs to marked.

    Args:
        path: source path of the page.
        pages: the URL of every page of the site by its source path.
    """
    report = _report_of(path)
    candidates = (
        (_("Archive"), ARCHIVE, path == ARCHIVE),
        (_("Report"), report, bool(report)),
        (_("Follow-ups"), REGISTER, path == REGISTER),
        (_("Manual"), MANUAL, is_manual(path)),
    )
    return tuple(
        Link(title=Markup.escape(title), url=pages[target], active=active)
        for title, target, active in candidates
        if target in pages
    )


def back(path: str, pages: Mapping[str, str]) -> str | None:
    """The URL one level above `path`: the evidence's report, a report's archive, the manual's first page."""
    above = (posixpath.join(posixpath.dirname(path), "index.md"), ARCHIVE)
    return next((pages[target] for target in above if target != path and target in pages), None)


def words() -> SimpleNamespace:
    """The shell's own words in the active language, by the name the templates use."""
    sentences = {
        "skip": _("Skip to the text"),
        "site": _("Site navigation"),
        "menu": _("Contents of this page"),
        "back": _("Back"),
        "search": _("Search"),
        "search_placeholder": _("Search titles and conclusions"),
        "search_clear": _("Clear the search"),
        "search_close": _("Close the search"),
        "search_start": _("Type to search"),
        "search_failed": _("The search could not be loaded"),
        "search_none": _("Nothing found"),
        "search_one": _("1 result"),
        "search_many": _("# results"),
        "search_more_one": _("1 more on this page"),
        "search_more_many": _("# more on this page"),
        "search_missing": _("Missing"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "look": _("Appearance"),
        "look_auto": _("As the system"),
        "look_light": _("Light"),
        "look_dark": _("Dark"),
        "print": _("Print"),
        "manual": _("Manual"),
        "missing": _("There is no such page"),
        "home": _("To the first page"),
        "made_by": _("Made with reporter, MkDocs and Material for MkDocs"),
    }
    return SimpleNamespace(**sentences)
