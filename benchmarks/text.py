"""The engines over texts in one run: `python -m benchmarks.text [POSTS.json] [--quick] [--write]`.

Posts per CPU second and peak memory of the scoring kernel, SnowNLP, jieba, rjieba,
the search for near copies, and the comparison of words, each in a process of its
own over the same posts: those of the demo, or `content` of each object in a JSON
list; `--write` keeps the table as a section of docs/benchmarks.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.inside import timed
from benchmarks.kernel import demo
from benchmarks.kernel import kernel as scored
from benchmarks.kernel import snownlp as scored_by_snownlp
from benchmarks.measure import python
from benchmarks.run import REPORT, machine

TITLE: Final = "## Text engines in one run"
#: Texts the slow engines get; the fast ones get all.
SLOW: Final = 2_000
QUICK: Final = 200
#: Posts in the crowd in which near copies are looked for: each text several times, some reworded.
CROWD: Final = 200_000
_RUNS: Final = 3


def kernel(texts: Sequence[str]) -> dict[str, float]:
    """SnowNLP's scores by the kernel."""
    return {"posts": len(texts), "cpu": scored(texts)["cpu"]}


def snownlp(texts: Sequence[str]) -> dict[str, float]:
    """The same by SnowNLP itself."""
    some = texts[:SLOW]
    return {"posts": len(some), "cpu": scored_by_snownlp(some)["cpu"]}


def jieba(texts: Sequence[str]) -> dict[str, float]:
    """Words by jieba."""
    import jieba as package

    package.initialize()
    some = texts[: 2 * SLOW]
    return _middle(len(some), lambda: [package.lcut(text) for text in some])


def rjieba(texts: Sequence[str]) -> dict[str, float]:
    """Words by rjieba on runs of Chinese characters, the clean-up of the posts included."""
    from reporter.text.segment import Segmenter

    cutter = Segmenter()
    return _middle(len(texts), lambda: cutter.words(texts))


def copies(texts: Sequence[str]) -> dict[str, float]:
    """Near copies by MinHash and Jaccard: posts of a crowd that holds each text ten times, one of them reworded."""
    from reporter.text.clean import copy_key
    from reporter.text.near import SHINGLE, groups, near_pairs

    crowd = _crowd(texts)
    letters: list[str] = []

    def work() -> None:
        letters[:] = sorted({key for post in crowd if len(key := copy_key(post)) >= SHINGLE})
        groups(len(letters), near_pairs(letters), 0.6)

    return {**_middle(len(crowd), work), "texts": len(letters)}


def keywords(texts: Sequence[str]) -> dict[str, float]:
    """Words of two halves of the posts compared by log-odds, the words being known."""
    from reporter.text.keywords import compared
    from reporter.text.segment import Segmenter

    words = Segmenter().words(texts)
    half = len(words) // 2
    return _middle(len(texts), lambda: compared(("first", "second"), words[:half], words[half:]))


def _crowd(texts: Sequence[str]) -> list[str]:
    """Each text ten times with a number of its own, so that rounds differ; the tenth loses its second character."""
    rounds = max(1, CROWD // (10 * max(1, len(texts))))
    ten = [text[:1] + text[2:] if i == 9 else text for text in texts for i in range(10)]  # noqa: PLR2004 - the tenth
    return [f"{text}{'甲乙丙丁戊己庚辛壬癸'[n % 10] * (n // 10 + 1)}" for n in range(rounds) for text in ten]


def _middle(posts: int, work: Callable[[], object]) -> dict[str, float]:
    work()  # what is loaded once is no part of it
    return {"posts": posts, "cpu": median(timed(work)[0] for _ in range(_RUNS))}


ENGINES: Final[Mapping[str, Callable[[Sequence[str]], dict[str, float]]]] = {
    engine.__name__: engine for engine in (kernel, snownlp, jieba, rjieba, copies, keywords)
}
#: Engine -> what it does, and beside which other one it is set.
_WORDS: Final = {
    "kernel": ("scoring, kernel", "snownlp"),
    "snownlp": ("scoring, SnowNLP", ""),
    "rjieba": ("words, rjieba and clean-up", "jieba"),
    "jieba": ("words, jieba", ""),
    "copies": ("near copies, MinHash 64 and Jaccard", "snownlp"),
    "keywords": ("keywords, log-odds of known words", "jieba"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one engine did.

    Args:
        posts: how many it was given.
        rate: posts per CPU second.
        memory: of the whole process, in MB.
        texts: different texts among them, where that matters.
    """

    posts: int
    rate: float
    memory: float
    texts: int = 0


def measured(texts: Sequence[str]) -> dict[str, Result]:
    """Every engine over the texts, one after the other, each in a process of its own."""
    found = {}
    with TemporaryDirectory(prefix="reporter-bench-") as folder:
        posts = Path(folder) / "posts.json"
        posts.write_text(json.dumps(texts), encoding="utf-8")
        python("-m", "benchmarks.text", "kernel", posts)  # the first one on a machine builds the tables
        for name in _WORDS:
            cost = python("-m", "benchmarks.text", name, posts)
            said: dict[str, Any] = json.loads(cost.output)
            found[name] = Result(
                posts=int(said["posts"]),
                rate=said["posts"] / max(said["cpu"], 1e-9),
                memory=cost.memory,
                texts=int(said.get("texts", 0)),
            )
    return found


def lines(texts: Sequence[str], found: Mapping[str, Result]) -> Iterator[str]:
    """The table, line by line."""
    yield f"| {len(texts):,} posts of {mean(map(len, texts)):.0f} characters | posts per CPU s | beside | peak MB |"
    yield "| --- | --- | --- | --- |"
    for name, (what, beside) in _WORDS.items():
        one = found[name]
        ratio = f"{one.rate / found[beside].rate:,.1f} × {beside}" if beside else ""
        size = f" ({one.posts:,} posts, {one.texts:,} different)" if one.texts else ""
        yield f"| {what}{size} | {one.rate:,.0f} | {ratio} | {one.memory:,.0f} |"


def section(page: str, table: Sequence[str], where: str) -> str:
    """`page` with this section in it, in place of an older one."""
    said = (
        "Written by `python -m benchmarks.text [POSTS.json] --write`, each engine in a process of its own over the",
        f"same posts; {where}.",
    )
    body = "\n".join([TITLE, "", *said, "", *table, ""])
    before, found, after = page.partition(TITLE + "\n")
    if not found:
        return f"{page.rstrip()}\n\n{body}"
    _old, heading, rest = after.partition("\n## ")
    return before + body + (heading + rest if heading else "")


def main(arguments: list[str]) -> None:
    """Print the table, or with an engine's name and a file what that engine measures."""
    if arguments and arguments[0] in ENGINES:
        print(json.dumps(ENGINES[arguments[0]](json.loads(Path(arguments[1]).read_text(encoding="utf-8")))))
        return
    files = [one for one in arguments if not one.startswith("--")]
    texts = [row["content"] for row in json.loads(Path(files[0]).read_text(encoding="utf-8"))] if files else demo()
    texts = texts[:QUICK] if "--quick" in arguments else texts
    where = machine(datetime.now(UTC))
    table = list(lines(texts, measured(texts)))
    print("\n".join([where, "", *table]))
    if "--write" in arguments:
        page = REPORT.read_text(encoding="utf-8")
        REPORT.write_text(section(page, table, where), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
