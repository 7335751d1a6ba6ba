"""What the plugin fixes in MkDocs' configuration, whatever `mkdocs.yml` says."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from reporter.i18n import _
from reporter.website import metadata, search
from reporter.website.assets import Assets

THEME: Final = Path(__file__).parent / "theme"
SEARCH: Final = "material/search"

#: Used when a project has no `mkdocs.yml`; the same words stand in `reporter new`'s.
DEFAULT_CONFIG: Final = """\
site_name: 舆情事件评估
docs_dir: {docs_dir}
theme:
  name: material
plugins:
  - search
  - reporter
"""

#: Pages are Markdown around raw HTML blocks.  No snippets, macros or emoji:
#: the first two read files, the third loads pictures from a CDN.
EXTENSIONS: Final = ["tables", "toc", "attr_list", "md_in_html", "sane_lists", "def_list"]


def _slug(words: str, separator: str) -> str:
    from markdown.extensions.toc import slugify_unicode

    return slugify_unicode(words, separator)


MARKDOWN_SETTINGS: Final[dict[str, dict[str, Any]]] = {"toc": {"slugify": _slug, "permalink": False}}


def _palettes() -> list[dict[str, Any]]:
    def palette(media: str, scheme: str, name: str) -> dict[str, Any]:
        return {"media": media, "scheme": scheme, "primary": "custom", "accent": "custom", "name": name}

    return [
        palette("(prefers-color-scheme)", "default", "look_auto"),
        palette("(prefers-color-scheme: light)", "default", "look_light"),
        palette("(prefers-color-scheme: dark)", "slate", "look_dark"),
    ]


def _set_theme(config: MkDocsConfig, language: str) -> None:
    if config.theme.name != "material":
        raise PluginError(_("mkdocs.yml: the reporter plugin needs the lines `theme:` and `  name: material`."))
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    # No navigation.instant: it executes JSON islands and keeps old charts alive.
    values = {"features": [], "font": False, "language": language, "palette": _palettes(), "icon": {}}
    for key, value in values.items():
        config.theme[key] = value
    config.theme.static_templates = {"404.html"} | ({"sitemap.xml"} if config.site_url else set())


def apply(config: MkDocsConfig, assets: Assets, language: str) -> None:
    """Fix theme, names, Markdown, search and assets in `config` in place."""
    _set_theme(config, language)
    metadata.escape_site(config)
    config.repo_url = config.edit_uri = None
    # File names instead of folders: links then work on file:// too.
    config.use_directory_urls = False
    config.markdown_extensions = list(EXTENSIONS)
    config.mdx_configs = dict(MARKDOWN_SETTINGS)
    config.extra_css, config.extra_javascript = [assets.style], []
    if SEARCH in config.plugins:
        search.cut_with(search.Cutter)
        search.configure(config.plugins[SEARCH].config)
