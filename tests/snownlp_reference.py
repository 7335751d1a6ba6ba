"""SnowNLP's segmentation and polarity in their plainest form: one text at a time, every way tried, for tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, inf, log

from reporter.text.kernel.model import Polarity, Segmenter, Tagged

_BEGIN: Tagged = ("", "BOS")
_PLACES = ("b", "m", "e", "s")
_HAN = re.compile("([\u4e00-\u9fa5]+)")


def trained(sentences: Iterable[Sequence[Tagged]], weights: tuple[float, float, float]) -> Segmenter:
    """The model of those tagged sentences."""
    uni: Counter[Tagged] = Counter()
    bi: Counter[tuple[Tagged, Tagged]] = Counter()
    tri: Counter[tuple[Tagged, Tagged, Tagged]] = Counter()
    for sentence in sentences:
        row = [_BEGIN, _BEGIN, *sentence]
        uni.update(row)
        bi.update(pairwise(row))
        tri.update(zip(row, row[1:], row[2:], strict=False))
    return Segmenter(uni=uni, bi=bi, tri=tri, total=float(sum(uni.values())), weights=weights)


def _div(part: float, whole: float) -> float:
    return part / whole if whole else 0


def _log_prob(m: Segmenter, s1: Tagged, s2: Tagged, s3: Tagged) -> float:
    l1, l2, l3 = m.weights
    uni = l1 * (m.uni.get(s3, 0) / m.total)
    bi = _div(l2 * m.bi.get((s2, s3), 0), m.uni.get(s2, 0))
    tri = _div(l3 * m.tri.get((s1, s2, s3), 0), m.bi.get((s1, s2), 0))
    return log(uni + bi + tri) if uni + bi + tri else -inf


def _places(m: Segmenter, sentence: str) -> str:
    now = {(_BEGIN, _BEGIN): (0.0, "")}
    for character in sentence:
        stage: dict[tuple[Tagged, Tagged], tuple[float, str]] = {}
        unseen = not any(m.uni.get((character, place)) for place in _PLACES)
        for place in _PLACES:
            for (first, second), (score, path) in now.items():
                key, third = (second, (character, place)), (character, place)
                p = score if unseen else score + _log_prob(m, first, second, third)
                if unseen or key not in stage or p > stage[key][0]:
                    stage[key] = (p, path + place)
        now = stage
    return max(now.values(), key=lambda end: end[0])[1]


def _chinese_words(m: Segmenter, sentence: str) -> Iterable[str]:
    word = ""
    for character, place in zip(sentence, _places(m, sentence), strict=True):
        if place in {"b", "s"} and word:
            yield word
            word = ""
        word += character
        if place == "e":
            yield word
            word = ""
    if word:
        yield word


def words(m: Segmenter, text: str) -> list[str]:
    """The words of a text."""
    found: list[str] = []
    for part in _HAN.split(text):
        found += _chinese_words(m, part) if _HAN.match(part) else part.split()
    return found


def positive(m: Polarity, spelt: Iterable[str]) -> float:
    """P(positive) of those words."""
    kept = [word for word in spelt if word not in m.stop]
    sums = {}
    for name, counts in m.words.items():
        sums[name] = log(m.totals[name]) - log(m.total)
        for word in kept:
            sums[name] += log(float(counts.get(word, m.unseen[name])) / m.totals[name])
    shares = {name: _share(sums, name) for name in sums}
    return shares["pos"] if shares["pos"] > shares["neg"] else 1 - shares["neg"]


def _share(sums: dict[str, float], name: str) -> float:
    try:
        return 1 / sum(exp(other - sums[name]) for other in sums.values())
    except OverflowError:
        return 0
