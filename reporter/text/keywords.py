"""Which words one group of texts holds more often than another: log-odds with an informative Dirichlet prior.

A word's odds in the two groups are compared after both were given the same prior
texts, in which words are as frequent as in all texts together: rare words are drawn
to no difference, and common ones need a large one.  The z score divides the
log-odds ratio by its standard error.

Source: Monroe, Colaresi, Quinn 2008, "Fightin' Words", Political Analysis 16:372-403, equations 15 to 22.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reporter.text.words import LEAST_TEXTS

#: Words the prior is worth: it moves a word of 5 texts, and hardly one of 500.
PRIOR: Final = 500.0
#: Chance that a comparison without any difference shows a word at all.
ERROR: Final = 0.05
#: Texts that speak for a side; fewer speak all.
SAMPLE: Final = 20_000
#: Words told of each side.
MOST: Final = 15

METHOD: Final = "log-odds-dirichlet/1"
PARAMETERS: Final[Mapping[str, str]] = {
    "method": METHOD,
    "prior": f"{PRIOR:g}",
    "texts at least": str(LEAST_TEXTS),
    "texts at most": str(SAMPLE),
    "family-wise error": f"{ERROR:g}",
}

_Floats = npt.NDArray[np.float64]


class Keyword(NamedTuple):
    """A word, in how many texts of either side it stands, and its z score (positive: more often in the second)."""

    word: str
    first: int
    second: int
    z: float

    def sides(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Each side's name and number of texts."""
        return (("first", self.first), ("second", self.second))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keywords:
    """Words that tell two groups of texts apart.

    Args:
        windows: ids of the two stretches of time.
        texts: texts of each; of copies one.
        tested: how many words were compared.
        least_z: what a word's z score must exceed, either way, given how many were compared.
        first: words of the first group, most telling first.
        second: words of the second.
    """

    windows: tuple[str, str]
    texts: tuple[int, int]
    tested: int
    least_z: float
    first: tuple[Keyword, ...]
    second: tuple[Keyword, ...]


def compared(
    windows: tuple[str, str],
    first: Sequence[frozenset[str]],
    second: Sequence[frozenset[str]],
) -> Keywords:
    """The words that tell the texts of two windows apart; a word of fewer than `LEAST_TEXTS` texts is not told.

    Args:
        windows: ids of the two.
        first: the words of each text of the one.
        second: the words of each text of the other.
    """
    counts = (_counted(first), _counted(second))
    both = counts[0] + counts[1]
    # Fewer than this could be somebody's name; and a side is told a word only where it has as many itself.
    words = sorted(word for word, n in both.items() if n >= LEAST_TEXTS)
    y = np.array([[one[word] for word in words] for one in counts], np.float64).reshape(2, -1)
    totals = (sum(counts[0].values()), sum(counts[1].values()))
    z = log_odds(y[0], y[1], totals, PRIOR)
    least = least_z(len(words))
    order = np.lexsort((np.arange(len(words)), -np.abs(z)))
    told = [Keyword(words[i], int(y[0, i]), int(y[1, i]), round(float(z[i]), 2)) for i in order if abs(z[i]) > least]
    return Keywords(
        windows=windows,
        texts=(len(first), len(second)),
        tested=len(words),
        least_z=round(least, 2),
        first=tuple(one for one in told if one.z < 0 and one.first >= LEAST_TEXTS)[:MOST],
        second=tuple(one for one in told if one.z > 0 and one.second >= LEAST_TEXTS)[:MOST],
    )


def _counted(texts: Sequence[frozenset[str]]) -> Counter[str]:
    return Counter(word for words in texts for word in words)


def least_z(tested: int) -> float:
    """The |z| that no word of `tested` exceeds by chance, with probability 1 - `ERROR` (Bonferroni)."""
    return NormalDist().inv_cdf(1 - ERROR / 2 / max(1, tested))


def log_odds(first: _Floats, second: _Floats, totals: tuple[float, float], prior: float) -> _Floats:
    """The z score of each word's log-odds ratio, positive where the second group holds it more often.

    Args:
        first: how often each word stands in the first group, >= 0.
        second: the same in the second.
        totals: words of each group, those not listed among them.
        prior: words the prior is worth, > 0; it is shared out as both groups together use the words.
    Source: Monroe, Colaresi, Quinn 2008, equations 15, 18, 19 and 22.
    """
    n1, n2 = totals
    alpha = prior * (first + second) / max(1.0, n1 + n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((second + alpha) / (n2 + prior - second - alpha))
        ratio -= np.log((first + alpha) / (n1 + prior - first - alpha))
        z = ratio / np.sqrt(1 / (second + alpha) + 1 / (first + alpha))
    return np.asarray(np.nan_to_num(z), np.float64)
