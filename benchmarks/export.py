"""What a report as one file weighs and costs: `python -m benchmarks.export [SLUG...]`, in the project's folder.

The page's record is worked out first and not measured; the second joining is, which finds templates and styles read.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.inside import DEMO, timed

FOUNDING: Final = "2021-06-ecommerce-pricing"


def row(slug: str, project: Path) -> str:
    """A line of the table in docs/benchmarks.md."""
    from reporter.export.one_file import one_file
    from reporter.export.pages import pages_of
    from reporter.export.word import word
    from reporter.safe import plain
    from reporter.workshop import Workshop

    report, pages = pages_of(slug, Workshop(project))
    title, made = plain(report.incident.title), report.incident.as_of.at
    one_file(pages)
    joining, html = timed(lambda: one_file(pages))
    raw = html.encode()
    packed = len(gzip.compress(raw, 9, mtime=0))
    writing, document = timed(lambda: word(html, title, report.incident.language, made))
    sizes = (f"{packed / 1000:.1f} KB", f"{len(raw) / 1000:.0f} KB", f"{joining:.2f}")
    return f"| {' | '.join((slug, *sizes, f'{len(document) / 1000:.0f} KB', f'{writing:.2f}'))} |"


def table(slugs: list[str], project: Path) -> Iterator[str]:
    """The whole table."""
    yield "| incident | one HTML file, gzip -9 | raw | CPU s to join | Word file | CPU s to write |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for slug in slugs:
        yield row(slug, project)


if __name__ == "__main__":
    for line in table(sys.argv[1:] or [FOUNDING, DEMO], Path.cwd()):
        print(line)
