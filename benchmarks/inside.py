"""Work measured from inside a process of its own: `python -m benchmarks.inside NAME PROJECT LIMIT`.

Prints one JSON object.  Imports and reading the incident are not part of any figure.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

DEMO: Final = "2023-demo-bike-billing"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of `work` and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def reference(_project: Path, _limit: int) -> dict[str, float]:
    """A fixed piece of plain Python: what this machine calls a second."""
    cpu, _sum = timed(lambda: sum(len(str(i * i)) for i in range(2_000_000)))
    return {"cpu": cpu}


def intake(project: Path, _limit: int) -> dict[str, float]:
    """Posts of the demo files read into the canonical table, against pandas reading the same CSV files."""
    import pandas as pd

    from reporter.flow import collect, load
    from reporter.workshop import Workshop

    workshop = Workshop(project)
    loaded = load(project, DEMO)
    _ = workshop.secret
    every, read = timed(lambda: _counted(collect(loaded, workshop).chunks))
    tables = [path for path in loaded.post_files if ".csv" in path.name]
    plain, _frames = timed(lambda: [pd.read_csv(path, on_bad_lines="skip", dtype=str) for path in tables])
    rows = sum(len(frame) for frame in _frames)
    return {"posts": read, "cpu": every, "rows": rows, "pandas": plain}


def _counted(chunks: Any) -> int:  # noqa: ANN401 - an iterable of pyarrow.RecordBatch, untyped
    return sum(chunk.num_rows for chunk in chunks)


def demo_texts(project: Path) -> list[str]:
    """The different texts of the demo incident in `project`, ready for scoring."""
    from reporter.flow import collect, load
    from reporter.text.clean import for_scoring
    from reporter.workshop import Workshop

    read = collect(load(project, DEMO), Workshop(project))
    texts = (for_scoring(text) for chunk in read.chunks for text in chunk.column("text").to_pylist())
    return list(dict.fromkeys(texts))


def scoring(project: Path, limit: int) -> dict[str, float]:
    """Texts scored by the default engine, its loading apart, and the same texts looked up in the cache."""
    from reporter.cache import ScoreCache
    from reporter.engine import score_texts
    from reporter.text.sentiment import SnowNLPScorer

    texts, scorer = demo_texts(project)[:limit], SnowNLPScorer()
    loading, _first = timed(lambda: scorer.score(["好"]))
    cache = ScoreCache(project / "cache", scorer.identity().key)
    cold, _scores = timed(lambda: score_texts(texts, scorer, cache, workers=1))
    again = ScoreCache(project / "cache", scorer.identity().key)
    warm, _scores = timed(lambda: score_texts(texts, scorer, again, workers=1))
    return {"texts": len(texts), "loading": loading, "cold": cold, "warm": warm}


def tallies(project: Path, _limit: int) -> dict[str, float]:
    """Labelled posts counted into one tally."""
    from reporter.engine import labelled, tally_all
    from reporter.flow import collect, load
    from reporter.windows import declared_windows
    from reporter.workshop import Workshop

    loaded = load(project, DEMO)
    chunks = list(labelled(collect(loaded, Workshop(project)).chunks, None))
    windows = declared_windows(loaded.incident)
    cpu, _tally = timed(lambda: tally_all(chunks, windows, workers=1))
    return {"posts": _counted(chunks), "cpu": cpu}


def charts(project: Path, limit: int) -> dict[str, float]:
    """Every chart of the demo report: our drawings, the whole figure, and plotly's own HTML of the same chart."""
    import plotly.graph_objects as go

    from reporter.charts.figure import figure
    from reporter.charts.plotly import plotly_json
    from reporter.charts.svg import drawings, forms
    from reporter.drawings import draw
    from reporter.flow import evaluate
    from reporter.i18n import speaking
    from reporter.workshop import Workshop

    with speaking("zh"):
        specs = [spec for spec in draw(evaluate(DEMO, Workshop(project))).values() if not spec.id.startswith("claim")]
        data = [json.loads(plotly_json(spec)) for spec in specs]
        svg, _d = timed(lambda: [drawings(spec) for _ in range(limit) for spec in specs])
        whole, _f = timed(lambda: [figure(spec) for _ in range(limit) for spec in specs])
        go.Figure(data[0]["data"]).to_html(include_plotlyjs=False)  # what plotly loads once is not counted
        html, _h = timed(
            lambda: [go.Figure(one["data"], one["layout"]).to_html(include_plotlyjs=False) for one in data]
        )
    n, widths = len(specs), sum(len(forms(spec.body)) for spec in specs)
    return {"drawing": svg / widths / limit, "svg": svg / n / limit, "figure": whole / n / limit, "plotly": html / n}


TASKS: Final = {task.__name__: task for task in (reference, intake, scoring, tallies, charts)}


def main(arguments: list[str]) -> None:
    """Do the named task and print what it measured."""
    name, project, limit = arguments
    print(json.dumps(TASKS[name](Path(project), int(limit))))


if __name__ == "__main__":
    main(sys.argv[1:])
