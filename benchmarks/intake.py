"""A million rows into the canonical table, beside DuckDB's bare load: `python -m benchmarks.intake [ROWS]`.

The same generated weibo-search file for all, each in a process of its own, in
one run.  DuckDB reads every column as text and counts; it is no dependency of
the project: without it (`pip install duckdb`) its line says so.  Masking and
pseudonyms are timed apart, by a run without them.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.inside import timed
from benchmarks.measure import Cost, python

ROWS: Final = 1_000_000
_HEADER: Final = (
    "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,发布时间,发布工具,"
    "微博图片url,微博视频url,retweet_id,ip,user_authentication"
)
_WORDS: Final = (
    "价格 退款 平台 客服 道歉 涨价 虚假 宣传 等了 三天 没有 回复 希望 尽快 处理 大家 注意 支持 失望 满意".split()
)
_SECRET: Final = b"k" * 32


def write_posts(path: Path, rows: int) -> None:
    """A weibo-search export of `rows` posts, texts of 20 to 140 characters, three in ten distinct."""
    draw = random.Random(20210618)  # noqa: S311 - a benchmark's data, not a secret
    texts = ["".join(draw.choices(_WORDS, k=draw.randint(8, 60)))[:140] for _ in range(max(1, rows * 3 // 10))]
    first = datetime(2021, 6, 18)  # noqa: DTZ001 - written as the exporter writes it, without a zone
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(_HEADER + "\n")
        for n in range(rows):
            at = (first + timedelta(seconds=int(604_800 * draw.random() ** 2))).strftime("%Y-%m-%d %H:%M")
            user = int(draw.paretovariate(1.2) * 1000) % 400_000
            counts = f"{n % 7},{n % 11},{n % 23}"
            file.write(f"{4_600_000_000_000_000 + n},K{n},{user},用户{user},{draw.choice(texts)},,,,,{counts},{at},")
            file.write(f"iPhone客户端,,,,发布于 上海,{'蓝V' if n % 50 == 0 else '普通用户'}\n")


def ours(path: Path) -> dict[str, Any]:
    """CPU seconds and rows of `read_posts`."""
    from reporter.incident import Incident
    from reporter.intake import read_posts

    stated = {"title": "x", "organisation": {"name": "x"}, "period": {"start": "2021-06", "end": "2021-06"}}
    incident = Incident.model_validate({**stated, "as_of": "2021-07-01"})
    cpu, read = timed(lambda: read_posts([path], incident, path.parent, _SECRET))
    return {"cpu": cpu, "rows": sum(file.read for file in read.files)}


def duckdb(path: Path) -> dict[str, Any]:
    """CPU seconds and rows of DuckDB's bare all-text load."""
    import duckdb as database  # a baseline, never a dependency of the package

    connection = database.connect()
    load = "create table posts as select * from read_csv(?, all_varchar=true, header=true)"
    cpu, _done = timed(lambda: connection.execute(load, [str(path)]))
    return {"cpu": cpu, "rows": connection.table("posts").shape[0]}


def unmasked(path: Path) -> dict[str, Any]:
    """The same with masking and pseudonyms replaced by nothing: what reading alone costs."""
    from reporter.intake import texts, who

    vars(texts).update(mask=lambda text: (text, {}))
    vars(who).update(pseudonyms=lambda _secret, accounts: map(bytes.decode, accounts))
    return ours(path)


ENGINES: Final[dict[str, Callable[[Path], dict[str, Any]]]] = {
    engine.__name__: engine for engine in (ours, unmasked, duckdb)
}


def _run(engine: str, path: Path) -> tuple[Cost, dict[str, Any]]:
    cost = python("-m", "benchmarks.intake", engine, path)
    return cost, json.loads(cost.output)


def lines(rows: int) -> Iterator[str]:
    """The table, line by line."""
    with TemporaryDirectory(prefix="reporter-bench-") as folder:
        path = Path(folder) / "posts.csv"
        python("-m", "benchmarks.intake", "write", path, str(rows))
        (cost, read), (_cost, plain) = _run("ours", path), _run("unmasked", path)
        yield f"| {read['rows']:,} rows, {path.stat().st_size / 1e6:,.0f} MB | CPU s | peak MB |"
        yield "| --- | --- | --- |"
        yield f"| read_posts, everything | {read['cpu']:.2f} | {cost.memory:.0f} |"
        yield f"| of it masking and pseudonyms | {read['cpu'] - plain['cpu']:.2f} | |"
        if find_spec("duckdb") is None:
            yield "| DuckDB, bare all-text load | not installed | |"
            return
        bare_cost, bare = _run("duckdb", path)
        yield f"| DuckDB, bare all-text load | {bare['cpu']:.2f} | {bare_cost.memory:.0f} |"
        yield f"| ratio, masking and pseudonyms apart | {plain['cpu'] / bare['cpu']:.1f} × | |"


def main(arguments: list[str]) -> None:
    """Print the table, or as a child of it what one engine measures."""
    if arguments and arguments[0] == "write":
        write_posts(Path(arguments[1]), int(arguments[2]))
    elif arguments and arguments[0] in ENGINES:
        print(json.dumps(ENGINES[arguments[0]](Path(arguments[1]))))
    else:
        print("\n".join(lines(int(arguments[0]) if arguments else ROWS)))


if __name__ == "__main__":
    main(sys.argv[1:])
