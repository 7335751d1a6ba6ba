"""How often each sentiment engine is right on labelled public posts: `python -m benchmarks.accuracy FILE [--write]`.

FILE is the test set of SMP2020-EWECT (usual): a JSON list of objects with `content` and one
of six emotions as `label`.  Its posts are other people's words and no part of the project:
only the figures are kept, in `benchmarks/accuracy.json` (`--write`), from which the manual's
page is made.  Engines are every installed scorer, the local model taught by 300 of the
labels, and always giving the more frequent answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.text.clean import USUAL
from reporter.text.local import teach
from reporter.text.sentiment import DEFAULT, installed_scorers, scorer_named

STORED: Final = Path(__file__).with_name("accuracy.json")
#: Emotion -> stance, as analysts would say it; surprise is neither.
STANCES: Final = {
    "angry": "negative",
    "sad": "negative",
    "fear": "negative",
    "happy": "positive",
    "neutral": "neutral",
    "surprise": "neutral",
}
#: Labels the local model is taught by, and how often it is taught anew.
LABELS: Final = 300
DRAWS: Final = 20
RESAMPLES: Final = 1000
LOCAL: Final = "lr-local"
MAJORITY: Final = "majority"
#: Negative against everything else; negative against positive, the others left out.
TASKS: Final = ("negative", "polarity")

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One engine in one task.

    Args:
        engine: its name.
        version: of its package; empty where there is none.
        task: one of `TASKS`.
        n: posts judged.
        negative: share of them that are labelled negative.
        accuracy: share judged right.
        auc: chance that a negative post scores below another one; 0.5 is guessing.
        share_error: share judged negative minus share labelled negative, in percentage points.
    """

    engine: str
    version: str
    task: str
    n: int
    negative: float
    accuracy: Estimate
    auc: Estimate
    share_error: Estimate


def auc(negative: Bools, score: Floats) -> float:
    """Chance that a post labelled negative has the higher score, ties half; 0.5 where one kind is missing.

    Args:
        negative: whether each post is labelled negative.
        score: how negative the engine finds it.
    Source: Mann and Whitney 1947, as the area under the ROC curve.
    """
    from scipy.stats import rankdata

    ones = int(negative.sum())
    others = len(negative) - ones
    if not ones or not others:
        return 0.5
    return float((rankdata(score)[negative].sum() - ones * (ones + 1) / 2) / (ones * others))


def figures(negative: Bools, score: Floats) -> tuple[float, float, float]:
    """Accuracy, AUC and error of the share in points, where a score over 0.5 says negative."""
    said = score > 0.5  # noqa: PLR2004 - the middle of a probability
    return float((said == negative).mean()), auc(negative, score), float(100 * (said.mean() - negative.mean()))


def resampled(negative: Bools, score: Floats, seed: int = 0) -> tuple[Estimate, Estimate, Estimate]:
    """The three figures with percentile intervals over resampled posts."""
    dice = np.random.default_rng(seed)
    rows = (dice.integers(0, len(negative), len(negative)) for _ in range(RESAMPLES))
    drawn = np.array([figures(negative[row], score[row]) for row in rows])
    return _estimates(figures(negative, score), drawn)


def _estimates(values: Sequence[float], drawn: Floats) -> tuple[Estimate, Estimate, Estimate]:
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    one, two, three = (Estimate(*(round(float(x), 4) for x in each)) for each in zip(values, low, high, strict=True))
    return one, two, three


def task_rows(task: str, stances: Sequence[str]) -> npt.NDArray[np.int64]:
    """The posts that belong to a task."""
    return np.array([i for i, stance in enumerate(stances) if task == "negative" or stance != "neutral"], np.int64)


def measured(texts: Sequence[str], stances: Sequence[str]) -> Iterator[Row]:
    """Every engine in every task."""
    ready = USUAL.all_ready(texts)
    for name in sorted({DEFAULT, *installed_scorers()}):
        scorer = scorer_named(name)
        yield from _judged(name, scorer.identity().version, stances, _always(1 - scorer.score(ready)))
    yield from _local(ready, stances)
    # Said of every post, whichever answer is more frequent.
    yield from _judged(MAJORITY, "", stances, _majority(stances))


def _always(score: Floats) -> Callable[[npt.NDArray[np.int64]], Floats]:
    return lambda _rows: score


def _majority(stances: Sequence[str]) -> Callable[[npt.NDArray[np.int64]], Floats]:
    def score(rows: npt.NDArray[np.int64]) -> Floats:
        negative = np.array([stances[i] == "negative" for i in rows])
        return np.full(len(stances), float(negative.mean() > 0.5))  # noqa: PLR2004 - the more frequent one

    return score


def _judged(
    name: str,
    version: str,
    stances: Sequence[str],
    score: Callable[[npt.NDArray[np.int64]], Floats],
) -> Iterator[Row]:
    for task in TASKS:
        rows = task_rows(task, stances)
        negative = np.array([stances[i] == "negative" for i in rows])
        accuracy, area, error = resampled(negative, score(rows)[rows])
        share = round(float(negative.mean()), 4)
        yield Row(
            engine=name,
            version=version,
            task=task,
            n=len(rows),
            negative=share,
            accuracy=accuracy,
            auc=area,
            share_error=error,
        )


def _local(ready: Sequence[str], stances: Sequence[str]) -> Iterator[Row]:
    """The local model on the posts it was not taught: the mean over draws of the labels, and their spread."""
    found: dict[str, list[tuple[float, float, float]]] = {task: [] for task in TASKS}
    sizes: dict[str, tuple[int, float]] = {}
    for seed in range(DRAWS):
        order = np.random.default_rng(seed).permutation(len(ready))
        taught, rest = order[:LABELS], set(order[LABELS:].tolist())
        model = teach([ready[i] for i in taught], [stances[i] for i in taught])
        said = model.score(ready)
        # Where no post is neutral, the two answers it gives share the whole chance.
        scores = {"negative": said[:, 0], "polarity": said[:, 0] / said.sum(axis=1)}
        for task in TASKS:
            rows = np.array([i for i in task_rows(task, stances) if i in rest], np.int64)
            negative = np.array([stances[i] == "negative" for i in rows])
            found[task].append(figures(negative, scores[task][rows]))
            sizes[task] = (len(rows), float(negative.mean()))
    for task, drawn in found.items():
        every = np.array(drawn)
        accuracy, area, error = _estimates(every.mean(axis=0).tolist(), every)
        n, negative_share = sizes[task]
        yield Row(
            engine=LOCAL,
            version="",
            task=task,
            n=n,
            negative=round(negative_share, 4),
            accuracy=accuracy,
            auc=area,
            share_error=error,
        )


def read(path: Path) -> tuple[list[str], list[str]]:
    """Texts and stances of the test set.

    Raises: KeyError - an emotion that is none of the six.
    """
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [row["content"] for row in rows], [STANCES[row["label"]] for row in rows]


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table, line by line."""
    yield "| task | engine | n | accuracy | AUC | share error, points |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        cells = [_cell(row.accuracy, 3), _cell(row.auc, 3), _cell(row.share_error, 1)]
        yield "| " + " | ".join([row.task, f"{row.engine} {row.version}".strip(), f"{row.n:,}", *cells]) + " |"


def _cell(figure: Estimate, places: int) -> str:
    return f"{figure.value:.{places}f} ({figure.low:.{places}f} to {figure.high:.{places}f})"


def main(arguments: list[str]) -> int:
    """Measure, print, and with `--write` keep the figures."""
    files = [one for one in arguments if one != "--write"]
    if len(files) != 1 or not Path(files[0]).is_file():
        print(__doc__)
        return 2
    texts, stances = read(Path(files[0]))
    rows = list(measured(texts, stances))
    print("\n".join(lines(rows)))
    if "--write" in arguments:
        facts = {
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
            "posts": len(texts),
            "resamples": RESAMPLES,
            "labels": LABELS,
            "draws": DRAWS,
            "rows": [asdict(row) for row in rows],
        }
        STORED.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
