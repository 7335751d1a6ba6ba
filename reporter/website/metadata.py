"""Titles, descriptions and names of the site, escaped once and for all.

MkDocs renders themes without autoescape: an `<img onerror>` in a page title,
description, nav title, site name, author or copyright ran in nine places.  Every
such value becomes `Markup` here, before any template or the search index sees it.
"""

from __future__ import annotations

import html
from typing import Any, Final

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from reporter.safe import text

SITE: Final = ("site_name", "site_description", "site_author", "copyright")
PAGE: Final = ("title", "description", "author", "short_title", "subtitle")


def escaped(value: object) -> Markup:
    """`value` escaped exactly once, whether it came as text, as entities or escaped already.

    Front matter carries `md_text` entities, headings come from MkDocs as HTML,
    `mkdocs.yml` holds plain text: undoing entities first makes the three alike.
    """
    return value if isinstance(value, Markup) else text(html.unescape(str(value)))


def escape_site(config: MkDocsConfig) -> None:
    """Escape the names of the site in `config` in place."""
    for key in SITE:
        if config[key]:
            config[key] = escaped(config[key])


def escape_page(page: Page) -> None:
    """Escape a page's title and front matter in place; call it once the page is rendered."""
    meta: dict[str, Any] = dict(page.meta)
    page.meta = meta | {key: escaped(meta[key]) for key in PAGE if meta.get(key)}
    page.title = page.meta.get("title") or escaped(page.title or page.file.name)


def escape_nav(nav: Navigation) -> None:
    """Escape the titles written in the navigation of `mkdocs.yml` in place."""
    waiting: list[StructureItem] = list(nav.items)
    while waiting:
        item = waiting.pop()
        # A page that is not named here takes its title from its own text, later.
        if vars(item).get("title"):
            item.title = escaped(item.title)
        waiting.extend(getattr(item, "children", None) or ())
