"""How often intervals of shares hold the truth, for labels drawn rightly and wrongly, on posts whose truth is known.

python -m benchmarks.coverage [runs]

prints the table for docs/benchmarks.md.  The tests of the marker `simulation` hold the
same figures to their limits.  Nothing here is an incident.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.labels.design import Stratum, allocation, band_of
from reporter.metrics.shares import Share, pulled_share, share, stance
from reporter.posts import STANCES
from reporter.stats import Rest, difference, ppi_mean, share_interval, wilson, z_value
from reporter.tallies import NOT_ASKED, Drawn, Phase
from reporter.text.local import LocalModel, teach

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Chance = np.random.Generator

SHARES: Final = (0.03, 0.05, 0.1, 0.2, 0.3, 0.5)
LABELS: Final = (100, 300, 500)
#: Posts of a phase.
POSTS: Final = 4_000
SEED: Final = 20261125
#: Spread and distance of the two kinds' log-odds: one like SnowNLP on Weibo (AUC .66, far too
#: sure of itself), one like a model of the incident's own labels (AUC .87).
SCORERS: Final = {"snownlp": (3.0, 1.8), "local": (1.2, 1.9)}
#: Worlds are drawn anew after as many samples: what one holds by chance must not decide.
_FRESH: Final = 20

#: Part of the posts whose export states counts; the others weigh nothing.
_COUNTED: Final = 0.9

_PLATFORMS: Final = ("weibo", "douyin", "xhs", "wechat")
_PARTS: Final = (0.5, 0.3, 0.17, 0.03)
#: How much more negative each platform is than the whole.
_LEAN: Final = np.array([1.25, 0.85, 0.65, 0.5])


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Posts of one phase with their truth.

    Args:
        negative: 1 for a negative post.
        score: P(negative) as a machine guesses it.
        strata: the stratum of each.
        sizes: posts of each stratum.
    """

    negative: Floats
    score: Floats
    strata: Sequence[Stratum]
    sizes: dict[Stratum, int]

    @property
    def truth(self) -> float:
        """The share of negative posts."""
        return float(self.negative.mean())

    def rows(self, group: Sequence[Stratum]) -> Ints:
        """The posts of these strata."""
        return np.flatnonzero([stratum in group for stratum in self.strata])


def world(chance: Chance, negative: float, scorer: str, posts: int = POSTS) -> World:
    """Posts on four platforms, each with a mood of its own, and a machine's score of each."""
    platform = chance.choice(len(_PLATFORMS), posts, p=_PARTS)
    lean = _LEAN / (_LEAN @ np.array(_PARTS))
    truth = chance.random(posts) < np.clip(negative * lean[platform], 0, 1)
    spread, distance = SCORERS[scorer]
    odds = spread * chance.standard_normal(posts) + distance * (truth - 0.5) - 0.4
    score = 1 / (1 + np.exp(-odds))
    bands = band_of(1 - score).tolist()
    strata = [Stratum(_PLATFORMS[i], band) for i, band in zip(platform.tolist(), bands, strict=True)]
    sizes: dict[Stratum, int] = {}
    for stratum in strata:
        sizes[stratum] = sizes.get(stratum, 0) + 1
    return World(negative=truth.astype(float), score=score, strata=strata, sizes=sizes)


def proportional(one: World, n: int) -> Callable[[Chance], Ints]:
    """A way to draw `n` posts as `reporter label` does: in proportion to the strata."""
    groups = [(one.rows(group), k) for group, k in allocation(one.sizes, n).items()]
    return lambda chance: np.concatenate([chance.permutation(rows)[:k] for rows, k in groups])


def equal_bands(one: World, n: int) -> Callable[[Chance], Ints]:
    """The wrong way: as many labels from each band of the score, however many posts it holds."""
    bands = sorted({stratum.band for stratum in one.sizes})
    groups = [one.rows([stratum for stratum in one.sizes if stratum.band == band]) for band in bands]
    return lambda chance: np.concatenate([chance.permutation(rows)[: n // len(groups)] for rows in groups])


def phase_of(one: World, rows: Ints) -> Phase:
    """The world as a tally's phase with these posts labelled."""
    rest = np.ones(len(one.negative), bool)
    rest[rows] = False
    scores = one.score[rest]
    drawn = Drawn(
        strata=tuple(one.strata[i] for i in rows),
        stances=np.array(STANCES)[np.where(one.negative[rows] > 0, 0, 1)],
        viewpoints=np.full(len(rows), NOT_ASKED),
        scores=np.stack([one.score[rows], 1 - one.score[rows]], axis=1),
        hashes=np.zeros(len(rows), np.uint64),
    )
    totals = {"negative": (float(scores.sum()), float((scores**2).sum()))}
    return Phase(drawn=drawn, sizes=one.sizes, rest=len(scores), totals=totals)


def estimate(one: World, rows: Ints) -> Share:
    """The share as the report estimates it."""
    return share([phase_of(one, rows)], stance("negative"), "negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How an interval did over many samples.

    Args:
        coverage: part of the intervals that hold the truth.
        half_width: half their mean width.
        gain: labels each label was worth, on average.
    """

    coverage: float
    half_width: float
    gain: float


def report_coverage(negative: float, labels: int, scorer: str, runs: int, seed: int = SEED) -> Covered:
    """The report's own interval on labels drawn as the command draws them."""
    chance = np.random.default_rng([seed, labels, round(1000 * negative), len(scorer)])
    hits, widths, gains = [], [], []
    for run in range(runs):
        if run % _FRESH == 0:
            one = world(chance, negative, scorer)
            draw = proportional(one, labels)
        found = estimate(one, draw(chance))
        hits.append(found.low <= one.truth <= found.high)
        widths.append(found.high - found.low)
        gains.append(found.estimate.gain)
    return Covered(coverage=float(np.mean(hits)), half_width=float(np.mean(widths)) / 2, gain=float(np.mean(gains)))


def pulled_coverage(negative: float, labels: int, scorer: str, runs: int) -> float:
    """Part of the intervals of a share weighted by engagement that hold the truth; negative posts go further."""
    chance = np.random.default_rng([SEED, labels, round(1000 * negative), len(scorer), 7])
    hits = []
    for run in range(runs):
        if run % _FRESH == 0:
            one = world(chance, negative, scorer)
            draw = proportional(one, labels)
            engagement = np.floor(np.exp(2 + 0.5 * one.negative + 1.9 * chance.standard_normal(len(one.negative))))
            counted = chance.random(len(one.negative)) < _COUNTED
            pull = np.where(counted, 1 + np.log1p(engagement), 0)
            truth = float((pull * one.negative).sum() / pull.sum())
        rows = draw(chance)
        found = pulled_share([_with_pull(phase_of(one, rows), one, rows, pull)])
        hits.append(found is not None and found.low <= truth <= found.high)
    return float(np.mean(hits))


def _with_pull(phase: Phase, one: World, rows: Ints, pull: npt.NDArray[np.float64]) -> Phase:
    rest = np.ones(len(pull), bool)
    rest[rows] = False
    pulled = pull[rest] * one.score[rest]
    sums = (float(pull[rest].sum()), float(pulled.sum()), float((pulled**2).sum()))
    return replace(phase, drawn=replace(phase.drawn, pulls=pull[rows]), pull=sums)


def difference_coverage(before: float, after: float, labels: int, scorer: str, runs: int) -> float:
    """Part of the intervals of a change, from labels of each phase, that hold the true change."""
    chance = np.random.default_rng([SEED, labels, round(1000 * before), round(1000 * after)])
    hits = []
    for run in range(runs):
        if run % _FRESH == 0:
            sides = [world(chance, part, scorer) for part in (after, before)]
            draws = [proportional(one, labels) for one in sides]
        late, early = (estimate(one, draw(chance)) for one, draw in zip(sides, draws, strict=True))
        low, high = difference((late.value, late.low, late.high), (early.value, early.low, early.high))
        hits.append(low <= sides[0].truth - sides[1].truth <= high)
    return float(np.mean(hits))


# Done wrong -------------------------------------------------------------------


def equal_bands_coverage(negative: float, labels: int, scorer: str, runs: int) -> float:
    """Wilson's interval of a simple random sample, on as many labels from each band of the score."""
    chance = np.random.default_rng([SEED, labels, round(1000 * negative), 1])
    hits = []
    for run in range(runs):
        if run % _FRESH == 0:
            one = world(chance, negative, scorer)
            draw = equal_bands(one, labels)
        rows = draw(chance)
        low, high = wilson(one.negative[rows].sum(), len(rows))
        hits.append(low <= one.truth <= high)
    return float(np.mean(hits))


def wald_coverage(negative: float, labels: int, scorer: str, runs: int) -> float:
    """The plain PPI++ interval, value plus and minus 1.96 standard errors, on labels drawn rightly."""
    chance = np.random.default_rng([SEED, labels, round(1000 * negative), 2])
    hits = []
    for run in range(runs):
        if run % _FRESH == 0:
            one = world(chance, negative, scorer)
            draw = proportional(one, labels)
        rows = draw(chance)
        part = phase_of(one, rows)
        found = ppi_mean(one.negative[rows], one.score[rows], Rest(part.rest, *part.totals["negative"]))
        hits.append(abs(found.value - one.truth) <= z_value(0.95) * found.variance**0.5)
    return float(np.mean(hits))


def copies_coverage(labels: int, runs: int, *, by_size: bool) -> float:
    """A share of posts when a few texts are copied hundreds of times, and copied texts are the angrier ones.

    Args:
        labels: texts labelled.
        runs: samples.
        by_size: draw posts, so that a text has as many chances as copies; False draws each different text once.
    """
    chance = np.random.default_rng([SEED, labels, int(by_size)])
    hits = []
    for run in range(runs):
        if run % _FRESH == 0:
            sizes = np.minimum(400, np.ceil(chance.pareto(0.9, 1500) + 0.01)).astype(np.int64)
            negative = chance.random(len(sizes)) < np.where(sizes > 20, 0.75, 0.3)  # noqa: PLR2004 - what is copied often
            of = np.repeat(np.arange(len(sizes)), sizes)
            truth = float(negative[of].mean())
        texts = chance.choice(of, labels, replace=False) if by_size else chance.permutation(len(sizes))[:labels]
        low, high = wilson(negative[texts].sum(), labels)
        hits.append(low <= truth <= high)
    return float(np.mean(hits))


# The local model --------------------------------------------------------------

_SAID: Final = {
    "negative": "多扣了钱 没人管 太失望了 退款还不到 客服不理人 锁了车还计费 说好的呢 别骗人了".split(),
    "neutral": "今天骑车上班 看到公告了 单车停路口 明天再看 转发一下 说明会下午开 有人知道吗 先记一笔".split(),
}
_BOTH: Final = "青梭 计费 退款 客服 声明 账单 骑行券 系统 这次 昨晚".split()


def worded(chance: Chance, negative: float, posts: int) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """Different texts, copied now and then, whose words give their mood away more often than not."""
    different = posts // 2
    moods = chance.random(different) < negative
    made = []
    for i, mood in enumerate(moods.tolist()):
        own, other = ("negative", "neutral") if mood else ("neutral", "negative")
        words = [*chance.choice(_BOTH, 3), chance.choice(_SAID[own if chance.random() < 0.75 else other])]  # noqa: PLR2004
        made.append("，".join(chance.permutation(words).tolist()) + f"{i}")
    of = chance.choice(different, posts, p=_zipf(different))
    return [made[i] for i in of.tolist()], moods[of]


def _zipf(n: int) -> Floats:
    weights: Floats = 1 / (np.arange(n) + 50.0)
    return np.asarray(weights / weights.sum(), float)


def taught_coverage(negative: float, labels: int, runs: int) -> Covered:
    """The interval with a model taught by the very labels it is corrected with, cross-fitted."""
    chance = np.random.default_rng([SEED, labels, round(1000 * negative), 3])
    hits, widths, gains = [], [], []
    for run in range(runs):
        if run % _FRESH == 0:
            texts, moods = worded(chance, negative, POSTS)
            different = sorted(set(texts))
            place = np.searchsorted(np.array(different), np.array(texts))
        rows = chance.permutation(len(texts))[:labels]
        score = _taught(texts, moods, rows).score(different)[place, 0]
        rest = np.ones(len(texts), bool)
        rest[rows] = False
        sums = Rest(int(rest.sum()), float(score[rest].sum()), float((score[rest] ** 2).sum()))
        found = ppi_mean(moods[rows], score[rows], sums)
        low, high = share_interval(found, sampled=labels / len(texts))
        hits.append(low <= moods.mean() <= high)
        widths.append(high - low)
        gains.append(found.gain)
    return Covered(coverage=float(np.mean(hits)), half_width=float(np.mean(widths)) / 2, gain=float(np.mean(gains)))


def _taught(texts: Sequence[str], moods: npt.NDArray[np.bool_], rows: Ints) -> LocalModel:
    return teach([texts[i] for i in rows], ["negative" if moods[i] else "neutral" for i in rows])


# The table --------------------------------------------------------------------


def main() -> None:
    """Print every figure as a Markdown table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print("| true share | score | " + " | ".join(f"{n} labels" for n in LABELS) + " |")
    print("| --- | --- | " + " | ".join("---" for _n in LABELS) + " |")
    for scorer in SCORERS:
        for negative in SHARES:
            found = [report_coverage(negative, n, scorer, runs) for n in LABELS]
            cells = [f"{one.coverage:.3f} (±{100 * one.half_width:.1f}, ×{one.gain:.2f})" for one in found]
            print(f"| {negative:.0%} | {scorer} | " + " | ".join(cells) + " |")
    print()
    print("| what | coverage |")
    print("| --- | --- |")
    for before, after in ((0.5, 0.4), (0.3, 0.1), (0.1, 0.05), (0.2, 0.2)):
        print(f"| change from {before:.0%} to {after:.0%}, 300 + 300 labels, local | "
              f"{difference_coverage(before, after, 300, 'local', runs):.3f} |")  # fmt: skip
    for negative in (0.1, 0.3):
        one = taught_coverage(negative, 300, max(20, runs // 20))
        print(f"| {negative:.0%}, 300 labels, model taught by them | {one.coverage:.3f} (gain {one.gain:.2f}) |")
    print(f"| copies drawn by size | {copies_coverage(300, runs, by_size=True):.3f} |")
    print(f"| wrong: different texts drawn, share of posts | {copies_coverage(300, runs, by_size=False):.3f} |")
    for negative in SHARES:
        print(f"| wrong: equal bands, simple formula, {negative:.0%} | "
              f"{equal_bands_coverage(negative, 300, 'local', runs):.3f} |")  # fmt: skip
    print(f"| wrong: 3 %, 100 labels, normal interval | {wald_coverage(0.03, 100, 'local', runs):.3f} |")


if __name__ == "__main__":
    main()
