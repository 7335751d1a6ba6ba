"""The kernel beside SnowNLP: `python -m benchmarks.kernel [POSTS.json]`.

Posts per CPU second, memory of the whole process, greatest difference of a
score; both engines in one run, each in a process of its own, over the same
posts: those of the demo, or `content` of each object in a JSON list.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.inside import DEMO, demo_texts, timed
from benchmarks.measure import ROOT, Cost, python

#: Texts SnowNLP gets: 15 s of its time; the kernel gets all.
SAMPLE: Final = 2_000


def kernel(texts: Sequence[str]) -> dict[str, Any]:
    """CPU seconds to load and to score all texts (the middle of five), and the scores."""
    from reporter.text.sentiment import SnowNLPScorer

    scorer = SnowNLPScorer()
    loading, _first = timed(lambda: scorer.score(["好"]))
    runs = [timed(lambda: scorer.score(texts)) for _ in range(5)]
    return {"loading": loading, "cpu": median(cpu for cpu, _scores in runs), "scores": runs[0][1].tolist()}


def snownlp(texts: Sequence[str]) -> dict[str, Any]:
    """CPU seconds to import SnowNLP and to score a sample, and its scores."""
    import warnings

    warnings.simplefilter("ignore")
    loading, classify = timed(lambda: __import__("snownlp.sentiment").sentiment.classify)
    cpu, scores = timed(lambda: [classify(text) for text in texts[:SAMPLE]])
    return {"loading": loading, "cpu": cpu, "scores": scores}


ENGINES: Final = {engine.__name__: engine for engine in (kernel, snownlp)}


def run(engine: str, posts: Path) -> tuple[Cost, dict[str, Any]]:
    """What one engine's process cost and measured."""
    cost = python("-m", "benchmarks.kernel", engine, posts)
    return cost, json.loads(cost.output)


def demo() -> list[str]:
    """The demo's texts, read in another process: Linux counts a parent's memory as its children's."""
    with TemporaryDirectory(prefix="reporter-bench-") as folder:
        shutil.copytree(ROOT / "incidents" / DEMO, Path(folder) / "incidents" / DEMO)
        texts: list[str] = json.loads(python("-m", "benchmarks.kernel", "texts", folder).output)
    return texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both engines over the same texts.

    Args:
        rate: texts per CPU second, of the kernel and of SnowNLP.
        loading: CPU seconds before the first text.
        memory: of the whole process, in MB.
        difference: the greatest difference of a score.
        sample: how many texts SnowNLP scored.
    """

    rate: tuple[float, float]
    loading: tuple[float, float]
    memory: tuple[float, float]
    difference: float
    sample: int


def compare(texts: Sequence[str]) -> Compared:
    """Run both, one after the other."""
    with TemporaryDirectory(prefix="reporter-bench-") as folder:
        posts = Path(folder) / "posts.json"
        posts.write_text(json.dumps(texts), encoding="utf-8")
        run("kernel", posts)  # the first one on a machine builds the tables
        (ours, fast), (theirs, slow) = run("kernel", posts), run("snownlp", posts)
    sample = len(slow["scores"])
    return Compared(
        rate=(len(texts) / fast["cpu"], sample / slow["cpu"]),
        loading=(fast["loading"], slow["loading"]),
        memory=(ours.memory, theirs.memory),
        difference=max(abs(a - b) for a, b in zip(fast["scores"], slow["scores"], strict=False)),
        sample=sample,
    )


def lines(texts: Sequence[str]) -> Iterator[str]:
    """The table, line by line."""
    found = compare(texts)
    size = f"{len(texts):,} posts of {mean(map(len, texts)):.0f} characters"
    yield f"| {size} | kernel | SnowNLP ({found.sample:,} posts) | ratio |"
    yield "| --- | --- | --- | --- |"
    yield "| posts per CPU second | {:,.0f} | {:,.0f} | {:,.0f} × |".format(*found.rate, found.rate[0] / found.rate[1])
    yield "| CPU seconds to load | {:.2f} | {:.2f} | |".format(*found.loading)
    yield "| memory of the process, MB | {:.0f} | {:.0f} | |".format(*found.memory)
    yield f"| greatest difference of a score | {found.difference:g} | | |"


def main(arguments: list[str]) -> None:
    """Print the table, or with an engine's name and a file what that engine measures."""
    if arguments and arguments[0] in ENGINES:
        print(json.dumps(ENGINES[arguments[0]](json.loads(Path(arguments[1]).read_text(encoding="utf-8")))))
        return
    if arguments and arguments[0] == "texts":
        print(json.dumps(demo_texts(Path(arguments[1]))))
        return
    if arguments:
        texts = [row["content"] for row in json.loads(Path(arguments[0]).read_text(encoding="utf-8"))]
    else:
        texts = demo()
    print("\n".join(lines(texts)))


if __name__ == "__main__":
    main(sys.argv[1:])
