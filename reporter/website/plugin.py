"""The MkDocs plugin: virtual pages from the generator, one shell, one policy.

`mkdocs build` needs no more than `theme: {name: material}` and
`plugins: [search, reporter]`.  Front matter a page may carry: `title`,
`short_title` (the bar of a phone), `subtitle`, `description`, `language`,
`links` (a list of `{title, url}` shown under the contents).
"""

# ruff: noqa: ARG002 - MkDocs hands every hook the same arguments, by name

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from mkdocs.config import base
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from reporter.artefacts import Artefact
from reporter.errors import UserError
from reporter.i18n import language_named, speaking
from reporter.website import files as published_files
from reporter.website import metadata, search, settings, shell
from reporter.website.assets import site_assets
from reporter.website.headings import contents
from reporter.website.policy import content_security_policy, inline_scripts
from reporter.website.rendered import is_html
from reporter.website.store import PageStore, StoredFile

Source = Callable[[Path], Iterable[Artefact]]

#: Dates the site shows come from its pages; MkDocs' own build date would change every day.
_NO_DATE: Final = "1980-01-01"

# Material's own early script looks for the palette's inputs, which stand in our
# footer.  A reader who never chose has no attribute and the stylesheet follows the system.
_EARLY_PALETTE: Final = (
    'try{var p=__md_get("__palette"),c=p&&p.color;'
    'if(c&&c.media!=="(prefers-color-scheme)"){document.body.setAttribute("data-md-color-scheme",c.scheme);'
    'document.body.setAttribute("data-md-color-media",c.media)}}catch(e){}'
)

_INDEX: Final = ("search/search_index.json", "search/search_index.js")

#: Front matter may name a page by its source.
_MARKDOWN: Final = re.compile(r"\.md(#.*)?$")

_ERROR_STYLE: Final = (
    "body{margin:0;padding:40px 16px;background:#fdfcf9;color:#18222c;font:16px/1.6 sans-serif}"
    "main{max-width:640px;margin:auto}a{color:#1c5a88}"
    "@media(prefers-color-scheme:dark){body{background:#11171d;color:#e9e6df}a{color:#84bdec}}"
)


def from_flow(project: Path) -> Iterable[Artefact]:
    """The artefacts of `project`, made by the whole tool."""
    from reporter import flow

    made: Iterable[Artefact] = flow.artefacts(project)
    return made


class PluginSettings(base.Config):  # type: ignore[no-untyped-call]
    """What may stand under `reporter:` in `mkdocs.yml`.

    `language` of the shell; `indexing`: whether search engines may list the site.
    """

    language = options.Choice(("zh", "en"), default="zh")
    indexing = options.Type(bool, default=False)


class ReporterPlugin(BasePlugin[PluginSettings]):  # type: ignore[no-untyped-call]
    """Adds the reports to a MkDocs site and draws the shell around every page."""

    def __init__(self) -> None:
        #: Where the artefacts come from; `build_site` and `serve` put their own here.
        self.source: Source = from_flow
        #: What earlier builds left in the folder; None: this build stands alone.
        self.store: PageStore | None = None
        self._digests: dict[str, str] = {}
        self._html = ""
        self._content = ""
        self._indexed = 0
        self._scripts: dict[str, tuple[Markup, Markup]] = {}
        self._pages: dict[str, Page] = {}
        self._urls: dict[str, str] = {}
        self._env: Any = None

    @event_priority(100)  # before the search plugin reads its settings
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Fix theme, search, Markdown and assets."""
        settings.apply(config, site_assets(), self.config.language)
        return config

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace MkDocs' files by the allow-list."""
        project = Path(config.config_file_path).parent
        try:
            artefacts = [*self.source(project), *site_assets().files]
        except UserError as error:
            raise PluginError(str(error)) from error
        chosen = published_files.published(config, files, artefacts)
        if self.store is not None:
            stored = [file for file in chosen if isinstance(file, StoredFile)]
            self._digests = self.store.mark(stored, _frame(config, stored))
        return chosen

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Escape the titles written in `mkdocs.yml`."""
        metadata.escape_nav(nav)
        return nav

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Take a page that is one block of HTML past Python-Markdown, which needs 40 ms to change nothing in it."""
        whole = markdown.strip()
        self._html = whole if is_html(whole) else ""
        return "" if self._html and not shell.is_manual(page.file.src_uri) else markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Escape the page's own metadata, before search and templates see it."""
        html = html or self._html
        metadata.escape_page(page)
        page.update_date = str(page.meta.get("date", _NO_DATE))[:10]
        return html

    @event_priority(-100)  # what other plugins set up stands already
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ANN401
        """Switch autoescape on for our templates; Material's are written without it."""
        own = {str(path.relative_to(settings.THEME).as_posix()) for path in settings.THEME.rglob("*.html")}
        env.autoescape = lambda name: name in own
        self._env, self._scripts = env, {}
        self._pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
        self._urls = {uri: page.url for uri, page in self._pages.items()}
        for path, page in self._pages.items() if self.store else ():
            if page.markdown is None and self.store:  # not rendered again: its title is remembered
                page.title = Markup(self.store.titles.get(path, ""))  # noqa: S704 - escaped when stored
        return env

    def _inline(self, base_url: str, config: MkDocsConfig) -> tuple[Markup, Markup]:
        """The two inline scripts of a page with this base: Material's storage, our early palette."""
        if base_url not in self._scripts:
            if self._env is None:  # impossible: MkDocs runs on_env first
                raise RuntimeError("no template environment")
            storage = self._env.get_template("partials/javascripts/base.html")
            head = storage.render(config=config, base_url=base_url)
            body = f"<script>{_EARLY_PALETTE}</script>"
            # Material's own code and ours; nothing of an incident is in it.
            self._scripts[base_url] = (Markup(head), Markup(body))  # noqa: S704
        return self._scripts[base_url]

    def _siblings(self, path: str) -> tuple[shell.Link, ...]:
        if not shell.is_manual(path):
            return ()
        manual = {uri: page for uri, page in self._pages.items() if shell.is_manual(uri)}
        return tuple(
            shell.Link(title=metadata.escaped(page.title), url=page.url, active=uri == path)
            for uri, page in manual.items()
        )

    def _shell(self, page: Page, config: MkDocsConfig, base_url: str) -> shell.Shell:
        path, meta = page.file.src_uri, page.meta
        scripts, urls = self._inline(base_url, config), self._urls
        title, site = metadata.escaped(page.title), metadata.escaped(config.site_name)
        return shell.Shell(
            language=self._language(page),
            policy=content_security_policy([body for html in scripts for body in inline_scripts(html)]),
            scripts=scripts,
            title=title,
            full_title=title if title == site else Markup("{} - {}").format(title, site),
            description=metadata.escaped(meta.get("description") or config.site_description or ""),
            heading=metadata.escaped(meta.get("short_title") or title),
            places=shell.places(path, urls),
            back=shell.back(path, urls),
            contents=contents(page.content or ""),
            links=tuple(_links(meta.get("links"))),
            siblings=self._siblings(path),
            wide=not (shell.is_manual(path) or shell.is_report(path)),
            robots="index, follow" if self.config.indexing else "noindex, nofollow",
        )

    def _language(self, page: Page) -> str:
        return language_named(str(page.meta.get("language", self.config.language)))

    @event_priority(100)
    def _before_search(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Show the search plugin the searchable part of the page only."""
        self._content = page.content or ""
        self._indexed = len(_search_entries(config))
        if shell.is_manual(page.file.src_uri):
            # Who searches for a word means the reports; the manual explains every word.
            page.meta.setdefault("search", {"boost": 0.2})
            page.content = search.searchable(self._content)
        else:
            page.content = search.conclusions(self._content)
        return context

    @event_priority(-100)
    def _after_search(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Give the page its content back and the templates their shell."""
        page.content = self._content
        self._remember(page, config)
        with speaking(language_named(self._language(page))):
            around = {"shell": self._shell(page, config, context["base_url"]), "words": shell.words()}
        return {**context, **around, "assets": site_assets()}  # type: ignore[typeddict-item]

    def _remember(self, page: Page, config: MkDocsConfig) -> None:
        if self.store is not None:
            path = page.file.src_uri
            self.store.titles[path] = str(metadata.escaped(page.title))
            self.store.entries[path] = _search_entries(config)[self._indexed :]

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_template_context(
        self,
        context: TemplateContext,
        *,
        template_name: str,
        config: MkDocsConfig,
    ) -> TemplateContext:
        """Give the error page its words; it needs no asset, so it works at any depth."""
        language = language_named(self.config.language)
        style = Markup(_ERROR_STYLE)  # noqa: S704 - our own constant
        with speaking(language):
            words = shell.words()
        policy = content_security_policy([], [style])
        return {**context, "words": words, "language": language, "style": style, "policy": policy}  # type: ignore[typeddict-unknown-key]

    @event_priority(100)
    def _before_index(self, *, config: MkDocsConfig) -> None:
        """Give the index the pages that were not rendered again, in the order of a whole build."""
        if self.store is not None:
            known = self.store.entries
            _search_entries(config)[:] = [entry for path in self._pages for entry in known.get(path, ())]

    @event_priority(-100)
    def _after_index(self, *, config: MkDocsConfig) -> None:
        """Write the index as a script too (file:// allows no request), and settle the store."""
        site = Path(config.site_dir)
        index = site / "search" / "search_index.json"
        if index.is_file():
            # MkDocs' JSON spends six bytes on each Chinese character.
            words = json.dumps(json.loads(index.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))
            index.write_text(words, encoding="utf-8", newline="\n")
            index.with_suffix(".js").write_text(f"var __index={words}\n", encoding="utf-8", newline="\n")
        if self.store is not None:
            pages = (page.file.dest_uri for page in self._pages.values())
            kept = {*pages, *self._digests, *config.theme.static_templates, "sitemap.xml.gz", *_INDEX}
            self.store.settle(self._digests, site, kept)

    on_post_build = CombinedEvent(_before_index, _after_index)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Let the reload script of `mkdocs serve` pass the policy, and watch what the tool reads."""
        from reporter.website.serve import permit_reload

        permit_reload(server)
        project = Path(config.config_file_path).parent
        for folder in (project / "incidents", project / "site_templates"):
            if folder.is_dir():
                server.watch(str(folder))
        return server


def _search_entries(config: MkDocsConfig) -> list[Any]:
    """The search plugin's own list of entries; an empty one when the site has no search."""
    plugin: Any = config.plugins.get(settings.SEARCH)
    return plugin.search_index.entries if plugin is not None else []


def _frame(config: MkDocsConfig, files: Iterable[StoredFile]) -> str:
    """Digest of everything but its own source that shapes a page."""
    digest = sha256(repr([str(config[key]) for key in (*metadata.SITE, "site_url")]).encode())
    digest.update(repr([file.path for file in site_assets().files]).encode())
    for file in files:
        digest.update(file.src_uri.encode() if file.is_documentation_page() else b"")
        digest.update(file.content_bytes if shell.is_manual(file.src_uri) else b"")
    return digest.hexdigest()


def _links(entries: object) -> Iterable[shell.Link]:
    for entry in entries if isinstance(entries, list) else ():
        yield shell.Link(title=metadata.escaped(entry["title"]), url=_MARKDOWN.sub(r".html\1", str(entry["url"])))
