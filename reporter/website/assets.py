"""The site's own files: one stylesheet, the scripts, the search worker, the chart bundle.

Names carry a hash of the content, so a browser may keep them for ever and a new
build is never seen with an old stylesheet.  The allow-list is this file: what is
not named here is not published (Material brings icons, maps and 30 stemmers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from reporter.artefacts import Artefact
from reporter.resources import assets as assets_folder

#: In the order they are read; later rules win over earlier ones.
STYLES: Final = ("tokens.css", "shell.css", "charts.css", "report.css")
_MAP: Final = re.compile(rb"\n?(?://#|/\*#) ?sourceMappingURL=[^\n*]*(?:\*/)?\s*")
_MATERIAL: Final = "assets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Where each kind of file lies in the site, and the files themselves.

    Args:
        style: path of the one stylesheet.
        shell, charts, bundle, worker: paths of the scripts (ours, ours, Material's two);
            empty when there is no such script.
        plotly: paths of the chart bundle and its locale, in the order they are loaded.
        files: every file as an artefact.
    """

    style: str
    shell: str
    charts: str
    bundle: str
    worker: str
    plotly: tuple[str, ...]
    files: tuple[Artefact, ...]


def _material() -> Path:
    from mkdocs.utils import get_theme_dir

    return Path(get_theme_dir("material")) / _MATERIAL


def _material_file(pattern: str) -> bytes:
    found = sorted(_material().glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(pattern)
    return found[0].read_bytes()


def without_map(content: bytes) -> bytes:
    """`content` without its reference to a source map, which is not published."""
    return _MAP.sub(b"\n", content)


def _named(stem: str, ending: str, content: bytes) -> Artefact:
    digest = sha256(content).hexdigest()[:10]
    return Artefact(path=f"assets/{stem}.{digest}.{ending}", content=content, kind="asset")


def _stylesheet() -> Artefact:
    # Material's own stylesheet is left out: see shell.css.
    parts = [path.read_bytes() for name in STYLES if (path := assets_folder() / name).is_file()]
    return _named("site", "css", b"\n".join(parts))


def _script(stem: str, content: bytes) -> Artefact:
    return _named(stem, "js", without_map(content))


def _own_script(name: str) -> Iterator[Artefact]:
    path = assets_folder() / name
    if path.is_file():
        yield _script(path.stem, path.read_bytes())


def _vendored() -> Iterator[Artefact]:
    # The bundle before its locale: the locale registers itself with the bundle.
    scripts = sorted((assets_folder() / "vendor").glob("*.js"), key=lambda path: ("locale" in path.name, path.name))
    yield from (_script(path.name.removesuffix(".js").removesuffix(".min"), path.read_bytes()) for path in scripts)


@cache
def site_assets() -> Assets:
    """The site's own files; read once per process (`site_assets.cache_clear` reads them anew)."""
    style, vendored = _stylesheet(), tuple(_vendored())
    shell, charts = tuple(_own_script("shell.js")), tuple(_own_script("charts.js"))
    bundle = _script("material", _material_file("javascripts/bundle.*.min.js"))
    worker = _script("search", _material_file("javascripts/workers/search.*.min.js"))
    return Assets(
        style=style.path,
        shell=shell[0].path if shell else "",
        charts=charts[0].path if charts else "",
        bundle=bundle.path,
        worker=worker.path,
        plotly=tuple(file.path for file in vendored),
        files=(style, *shell, *charts, bundle, worker, *vendored),
    )
