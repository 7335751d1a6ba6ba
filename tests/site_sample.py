"""A small site for tests: one report, its evidence, the archive, all as artefacts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reporter.artefacts import Artefact
from reporter.safe import md_text, text

SLUG: Final = "2026-09-tea"

CHART: Final = (
    '<figure class="chart" id="chart-volume" data-search-exclude><figcaption><p>每小时发布条数</p></figcaption>'
    '<svg role="img" viewBox="0 0 358 60" width="100%" height="60" aria-labelledby="t1">'
    '<title id="t1">每小时声量</title>'
    '<path d="M0 50L80 10L358 48" fill="none" stroke="currentColor"/></svg></figure>'
)


def a_page(path: str, title: str, body: str, **meta: str) -> Artefact:
    """A page with escaped front matter, as the generator writes it."""
    given = {"title": title, **meta}
    front = "".join(f'{key}: "{md_text(value)}"\n' for key, value in given.items())
    return Artefact(path=path, content=f"---\n{front}---\n{body}\n", kind="page")


def a_report(slug: str = SLUG, title: str = "某茶饮门店视频事件", body: str = "", **meta: str) -> Artefact:
    """A report page with two chapters, a chart and a quote that no search may find."""
    html = (
        f"<h1>{text(title)}：已平息</h1>\n\n"
        "<p>首次回应约39小时。<bdi data-search-exclude>网友原话</bdi></p>\n\n"
        f'<h2 id="background">一、背景</h2>\n\n{CHART}\n\n<h2 id="annex">附录</h2>\n\n{body}'
    )
    return a_page(f"incidents/{slug}/index.md", title, html, **meta)


def a_site(*more: Artefact) -> list[Artefact]:
    """An archive page, a report, its evidence and its data; `more` replaces or adds by path."""
    pages = [
        a_page("index.md", "事件档案", f"# 共1起事件\n\n[报告](incidents/{SLUG}/index.md)"),
        a_report(),
        a_page(f"incidents/{SLUG}/evidence.md", "数据依据", "# 数据依据\n\n[报告](index.md#background)"),
        Artefact(path=f"incidents/{SLUG}/report.json", content='{"schema": 1}\n', kind="data"),
    ]
    return list({artefact.path: artefact for artefact in (*pages, *more)}.values())


def a_project(folder: Path) -> Path:
    """`folder` as a project with a one-page manual and the plain `mkdocs.yml`."""
    (folder / "manual").mkdir(parents=True)
    (folder / "manual" / "index.md").write_text("# 使用手册\n\n## 怎样读\n\n从结论读起。\n", encoding="utf-8")
    config = "site_name: 舆情事件评估\ndocs_dir: manual\ntheme:\n  name: material\nplugins:\n  - search\n  - reporter\n"
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file under `folder` with its content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
