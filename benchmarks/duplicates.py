"""Posts that stand in two files, dropped by us and by DuckDB: `python -m benchmarks.duplicates [ROWS] [--write]`.

Both read the same Parquet file (platform, kind, id, time of the crawl, engagement; three in a hundred
posts twice, another crawl or another count), each in a process of its own, and give the sum of the
row numbers that stay: the same, or there is no table. What the file's rows are known by is worked out
within the measured time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks.inside import timed
from benchmarks.measure import Cost, python
from benchmarks.run import REPORT, machine
from benchmarks.scale import written

ROWS: Final = 2_000_000
_HEADING: Final = "## Copies in several files, beside DuckDB"
_WORDS: Final = (__doc__ or "").partition("\n")[2].strip()
_TWICE: Final = 0.03
#: Rows read together, as intake has them.
_BATCH: Final = 20_000
_COLUMNS: Final = ("platform", "kind", "post_id", "crawl", "engagement")


def write_posts(path: Path, rows: int) -> None:
    """`rows` posts of four platforms, some of them twice."""
    dice = np.random.default_rng(20_210_618)
    number = 4_900_000_000_000_000 + np.arange(rows) * 7
    number[dice.choice(rows, int(_TWICE * rows), replace=False)] = number[dice.integers(0, rows, int(_TWICE * rows))]
    # The same id means the same platform.
    platform = pa.array(["weibo", "douyin", "xhs", "wechat"]).take(pa.array(number % 4))
    columns = {
        "platform": platform,
        "kind": pa.repeat("original", rows),
        "post_id": pa.array(number).cast(pa.string()),
        "crawl": 1_623_000_000 + 3600 * dice.integers(0, 3, rows),
        "engagement": dice.integers(0, 5, rows),
        "place": np.arange(rows),
    }
    parquet.write_table(pa.table(columns), path)


def ours(path: Path) -> dict[str, Any]:
    """CPU seconds, rows that stay and the sum of their places, by what intake calls."""
    from reporter.intake.merge import WITH_RUN, Keys, duplicates, joined, keys_of

    def keys() -> Keys:
        batches = parquet.ParquetFile(path).iter_batches(_BATCH, columns=_COLUMNS)
        return joined([keys_of(_canonical(batch, WITH_RUN)) for batch in batches])

    def stays() -> np.ndarray[Any, np.dtype[np.int64]]:
        read: Keys = keys()
        return np.flatnonzero(duplicates([lambda: read])[0])

    cpu, places = timed(stays)
    return {"cpu": cpu, "rows": len(places), "sum": int(places.sum())}


def _canonical(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """A batch in intake's own columns; what the file lacks is null."""
    own = {
        "platform": batch.column("platform"),
        "kind": batch.column("kind"),
        "post_id": batch.column("post_id"),
        "crawl_time": batch.column("crawl").cast(pa.timestamp("s", tz="UTC")),
        "likes": batch.column("engagement"),
        "text": pa.repeat("", batch.num_rows),
    }
    arrays = [own.get(field.name, pa.nulls(batch.num_rows, field.type)) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, names=schema.names)


def duckdb(path: Path) -> dict[str, Any]:
    """The same by a window over platform, kind and id."""
    import duckdb as database  # a baseline, never a dependency of the package

    query = """
        select count(*), sum(place) from (
            select place, row_number() over (
                partition by platform, kind, post_id order by crawl desc, engagement desc, place
            ) as nth from read_parquet(?)
        ) where nth = 1
    """
    connection = database.connect()
    connection.execute("set threads = 2")
    cpu, found = timed(lambda: connection.execute(query, [str(path)]).fetchall()[0])
    return {"cpu": cpu, "rows": found[0], "sum": int(found[1])}


ENGINES: Final[dict[str, Callable[[Path], dict[str, Any]]]] = {"ours": ours, "duckdb": duckdb}


def run(engine: str, path: Path) -> tuple[Cost, dict[str, Any]]:
    """What an engine measures in a process of its own, and that process's peak."""
    cost = python("-m", "benchmarks.duplicates", engine, path)
    return cost, json.loads(cost.output)


def section(rows: int, where: str) -> str:
    """The section of the page.

    Raises: RuntimeError - the engines disagree on which rows stay.
    """
    with TemporaryDirectory(prefix="reporter-bench-") as folder:
        path = Path(folder) / "posts.parquet"
        write_posts(path, rows)
        (our_cost, our), (their_cost, their) = (run(engine, path) for engine in ENGINES)
    if (our["rows"], our["sum"]) != (their["rows"], their["sum"]):
        raise RuntimeError(f"{our} and {their}")
    return "\n".join(
        (
            _HEADING,
            "",
            f"Written by `python -m benchmarks.duplicates --write`, {where}. {_WORDS}",
            "",
            f"| {rows:,} rows, {our['rows']:,} stay in both | CPU s | peak MB of the process |",
            "| --- | --- | --- |",
            f"| ours: keys, hashed, and NumPy | {our['cpu']:.2f} | {our_cost.memory:.0f} |",
            f"| DuckDB, two threads | {their['cpu']:.2f} | {their_cost.memory:.0f} |",
            f"| ratio | {our['cpu'] / their['cpu']:.2f} × | {our_cost.memory / their_cost.memory:.2f} × |",
            "",
        )
    )


def main(arguments: list[str]) -> None:
    """Print the section, or as a child of it what one engine measures."""
    if arguments and arguments[0] in ENGINES:
        print(json.dumps(ENGINES[arguments[0]](Path(arguments[1]))))
        return
    where = machine(datetime.now(UTC))
    numbers = [one for one in arguments if one.isdigit()]
    new = section(int(numbers[0]) if numbers else ROWS, where)
    print(new)
    if "--write" in arguments:
        page = written(REPORT.read_text(encoding="utf-8"), new, _HEADING)
        REPORT.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
