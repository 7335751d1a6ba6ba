"""One page's HTML and front matter without a site around it: what a file that is handed over is made of."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reporter.artefacts import Artefact
from reporter.website.metadata import escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page as the site shows it, the shell left out.

    Args:
        path: of its source, such as `incidents/2024-05-shop/evidence.md`.
        html: its content.
        title, short_title, description: escaped; the last may be empty.
        language: as its front matter names it; may be empty.
    """

    path: str
    html: str
    title: Markup
    short_title: Markup
    description: Markup
    language: str


def rendered(page: Artefact) -> Rendered:
    """The page's own HTML, through the same Markdown as the site's; links to pages stay as they are written."""
    from mkdocs.utils.meta import get_data

    body, meta = get_data(page.data.decode())
    title = escaped(meta.get("title", ""))
    return Rendered(
        path=page.path,
        html=_html(body.strip()),
        title=title,
        short_title=escaped(meta.get("short_title") or title),
        description=escaped(meta.get("description") or ""),
        language=str(meta.get("language", "")),
    )


def is_html(markdown: str) -> bool:
    """Whether a page, stripped, is one block of HTML, in which Markdown changes nothing."""
    return markdown.startswith("<div") and markdown.endswith("</div>")


def _html(body: str) -> str:
    if is_html(body):
        return body
    # Templates of a project's own may write Markdown.
    from markdown import Markdown

    from reporter.website.settings import EXTENSIONS, MARKDOWN_SETTINGS

    return Markdown(extensions=EXTENSIONS, extension_configs=MARKDOWN_SETTINGS).convert(body)
