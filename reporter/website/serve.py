"""A live preview: a change shows within two seconds, a mistake shows as a page that says where."""

from __future__ import annotations

import logging
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from mkdocs.livereload import LiveReloadServer

from reporter.artefacts import Artefact
from reporter.errors import UserError, problem
from reporter.i18n import _
from reporter.safe import text
from reporter.website.build import load, mended_errors, reporter_plugin
from reporter.website.policy import content_security_policy, hashed, inline_scripts
from reporter.website.store import PageStore

_log = logging.getLogger(__name__)

Source = Callable[[Path], Iterable[Artefact]]

#: Seconds between two looks at the watched folders; a change is seen after half of it on average.
_LOOK: Final = 0.3

_WATCHED: Final = ("incidents", "site_templates", "manual")

_STYLE: Final = (
    "body{margin:0;padding:24px 16px;background:#fdfcf9;color:#18222c;font:16px/1.6 sans-serif}"
    "main{max-width:856px;margin:auto}h1{font-size:22px;border-top:2px solid;padding-top:16px}"
    "li{margin:0 0 16px}code{color:#b23c17;overflow-wrap:anywhere}p{margin:0}pre{white-space:pre-wrap}"
    "@media(prefers-color-scheme:dark){body{background:#11171d;color:#e9e6df}code{color:#f2936d}}"
)

_PAGE: Final = Markup(
    '<!doctype html><html lang="zh"><head><meta http-equiv="Content-Security-Policy" content="{policy}">'
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    '<title>{title}</title><link rel="icon" href="data:,"><style>{style}</style></head>'
    "<body><main><h1>{title}</h1><ol>{problems}</ol><p>{after}</p></main></body></html>"
)


def error_page(error: UserError) -> bytes:
    """The problems of `error` as a page that reloads once they are mended."""
    style = Markup(_STYLE)  # noqa: S704 - our own constant
    entry = Markup("<li><code>{}</code><p>{} {}</p><p>{}</p></li>")
    rows = [entry.format(text(p.place), p.code, text(p.message), text(p.hint)) for p in error.problems]
    page = _PAGE.format(
        policy=content_security_policy([], [style]),
        title=text(_("The report cannot be built yet")),
        style=style,
        problems=Markup("").join(rows),
        after=text(_("This page shows the report as soon as the files are mended.")),
    )
    return page.encode()


def permitted(page: bytes) -> bytes:
    """`page` with the last script in it, the server's own reload script, named in its policy."""
    scripts = inline_scripts(page.decode())
    if not scripts:
        return page
    return page.replace(b"script-src 'self'", f"script-src 'self' {hashed(scripts[-1])}".encode(), 1)


def permit_reload(server: LiveReloadServer) -> None:
    """Let `server`'s reload script pass the pages' policy; for `mkdocs serve` as well as ours."""
    inject = server._inject_js_into_html  # noqa: SLF001 - MkDocs offers no other door

    def permitting(content: bytes, epoch: int) -> bytes:
        page: bytes = inject(content, epoch)  # type: ignore[no-untyped-call]
        return permitted(page)

    server._inject_js_into_html = permitting  # type: ignore[method-assign]  # noqa: SLF001


class Preview(LiveReloadServer):
    """The project's site on a local port, rebuilt when its files change.

    Args:
        project: the folder with `incidents/`.
        host, port: where to listen; port 0 takes a free one, see `address`.
        source: yields the artefacts; called again for every rebuild.
        site: an empty folder for the pages.
    """

    def __init__(self, project: Path, host: str, port: int, source: Source, site: Path) -> None:
        """Nothing is built or bound before `serve`."""
        super().__init__(builder=self.rebuild, host=host, port=port, root=str(site), polling_interval=_LOOK)
        self.listening = threading.Event()
        self._project, self._source, self._site = project, source, site
        self._store = PageStore()
        self._failure: UserError | None = None
        self._ready: Callable[[str], None] = lambda _address: None
        permit_reload(self)

    @property
    def address(self) -> str:
        """The URL of the first page, once it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def server_activate(self) -> None:
        """Listen, and tell who waits for it."""
        super().server_activate()
        self.listening.set()
        self._ready(self.address)

    def when_listening(self, ready: Callable[[str], None]) -> None:
        """Tell `ready` the address as soon as requests are accepted."""
        self._ready = ready

    def rebuild(self) -> None:
        """Build what changed; never raises: what went wrong is shown instead of the pages."""
        try:
            self._build()
            self._failure = None
        except UserError as error:
            self._failure = error
            self._store.forget()
        except Exception as error:  # noqa: BLE001 - a preview goes on, whatever happened
            _log.exception("the preview could not be built")
            last = traceback.extract_tb(error.__traceback__)[-1]
            found = _("A fault of the program: {error}").format(error=repr(error))
            place = f"{Path(last.filename).name}:{last.lineno}"
            self._failure = UserError([problem("R402", found, file=place)])
            self._store.forget()

    def _build(self) -> None:
        from mkdocs.commands.build import build

        with mended_errors(self._project):
            config = load(self._project, self._site)
            plugin = reporter_plugin(config)
            plugin.source, plugin.store = self._source, self._store
            build(config, dirty=self._store.warm)

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 - WSGI
        """Answer one request: the page, or what is wrong in its place."""
        answer = super()._serve_request(environ, start_response) if self._may_answer(environ) else None
        if self._failure is None or answer is not None:
            return answer
        content = self._inject_js_into_html(error_page(self._failure), self._visible_epoch)  # type: ignore[no-untyped-call]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
        return [content]

    def _may_answer(self, environ: dict[str, Any]) -> bool:
        path = str(environ["PATH_INFO"])
        if path.startswith("/livereload/"):
            return True
        # While a rebuild runs nobody knows yet whether it fails.
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
        return self._failure is None


def _from_kept_workshop(project: Path) -> Source:
    """The whole tool as a source that remembers unchanged posts from rebuild to rebuild."""
    from reporter.flow import plan_site
    from reporter.workshop import Workshop

    workshop = Workshop(project)

    def source(_project: Path) -> Iterable[Artefact]:
        plan = plan_site(workshop)
        if plan.broken:
            raise UserError(plan.problems)
        return plan.artefacts

    return source


def preview(project: Path, host: str, port: int, site: Path, source: Source | None = None) -> Preview:
    """A preview of `project` with its first build done, watching; `serve()` on it blocks until `shutdown()`."""
    server = Preview(project, host, port, source or _from_kept_workshop(project), site)
    server.rebuild()
    # The project itself only for `mkdocs.yml`; its folders one by one.
    server.watch(str(project), recursive=False)
    for name in _WATCHED:
        if (project / name).is_dir():
            server.watch(str(project / name))
    return server


def serve(
    project: Path,
    host: str,
    port: int,
    *,
    source: Source | None = None,
    ready: Callable[[str], None] = lambda _address: None,
) -> None:
    """Show `project` live until interrupted.

    Args:
        project: the folder with `incidents/`.
        host: name or address to listen on.
        port: where to listen; 0 takes a free one.
        source: yields the artefacts for each build; the whole tool when None.
        ready: told the address once the first build is done and the port is bound.
    Raises: UserError - R403 the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="reporter-preview-") as folder:
        server = preview(project, host, port, Path(folder), source)
        server.when_listening(ready)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            pass
        except OSError as error:
            message = _("Port {port} cannot be used: {reason}").format(port=port, reason=error.strerror or error)
            raise UserError([problem("R403", message, hint=_("Name another one with --port."))]) from error
        finally:
            server.shutdown()
