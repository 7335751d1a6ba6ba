"""Near copies: what is called a pair is one, most pairs are found, and no order changes the answer."""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.text import near
from reporter.text.near import BANDS, LEAST, ROWS, SHINGLE, Pairs, groups, near_pairs, shingles
from tests.soak import FACTOR, examples

texts = st.lists(st.text("退款太慢押金", min_size=SHINGLE, max_size=14), max_size=12, unique=True)


def similarity(one: str, other: str) -> float:
    """Jaccard's own definition."""
    first, second = ({text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)} for text in (one, other))
    return len(first & second) / len(first | second)


def reworded(draw: random.Random, text: str, alphabet: str) -> str:
    """The text with up to an eighth of its characters replaced, added or dropped."""
    signs = list(text)
    for _ in range(draw.randrange(1, 2 + len(signs) // 8)):
        at = draw.randrange(len(signs))
        kind = draw.randrange(3)
        if kind == 0:
            signs[at] = draw.choice(alphabet)
        elif kind == 1:
            signs.insert(at, draw.choice(alphabet))
        elif len(signs) > SHINGLE:
            del signs[at]
    return "".join(signs)


def crowd(families: int, each: int, seed: int) -> list[str]:
    """Invented statements of 12 to 60 characters with near copies of each, sorted."""
    draw = random.Random(seed)  # noqa: S311 - the same texts every time
    alphabet = "".join(map(chr, range(0x4E00, 0x4E00 + 800)))
    found = set()
    for _ in range(families):
        first = "".join(draw.choices(alphabet, k=draw.randrange(12, 60)))
        found |= {first, *(reworded(draw, first, alphabet) for _ in range(each - 1))}
    return sorted(found)


@given(texts)
def test_a_pair_is_as_similar_as_it_is_said_to_be(given_texts: list[str]) -> None:
    """Hashes propose, the shingles themselves decide: a false pair would accuse somebody."""
    found = near_pairs(given_texts)

    assert all(found.first < found.second)
    assert found.jaccard.tolist() == pytest.approx(
        [similarity(given_texts[i], given_texts[j]) for i, j in zip(found.first, found.second, strict=True)]
    )
    assert all(found.jaccard >= LEAST)


@given(texts, st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_the_texts(given_texts: list[str], dice: random.Random) -> None:
    """As sets of texts: posts arrive in any order."""
    mixed = given_texts.copy()
    dice.shuffle(mixed)

    assert clusters(sorted(given_texts)) == clusters(sorted(mixed))


def clusters(given_texts: list[str], least: float = 0.6) -> set[frozenset[str]]:
    """The texts that are chained, as sets."""
    label = groups(len(given_texts), near_pairs(given_texts), least)
    return {frozenset(np.array(given_texts)[label == one].tolist()) for one in np.unique(label)}


def promised(jaccard: float) -> float:
    """How often sixteen bands of four minima meet in a pair of this similarity (Broder 1997; Leskovec 2014, 3.4.2)."""
    return 1 - (1 - jaccard**ROWS) ** BANDS


@pytest.mark.parametrize("seed", range(FACTOR))
@pytest.mark.parametrize(("low", "high"), [(0.6, 0.65), (0.65, 0.7), (0.7, 0.8), (0.8, 1.0)])
def test_near_copies_are_found_as_often_as_their_similarity_promises(seed: int, low: float, high: float) -> None:
    """Against every pair compared by brute force, in bins of similarity; chains only add to what bands find.

    A pair at the threshold is missed more easily than a closer one, so that one
    recall over all pairs says as much about the texts drawn as about the bands.
    """
    bins = [(value, found) for value, found in pairs_of(seed) if low <= value < high]

    chances = [promised(value) for value, _found in bins]
    spread = sum(one * (1 - one) for one in chances) ** 0.5
    assert len(bins) >= 10
    assert sum(found for _value, found in bins) >= sum(chances) - 4 * spread - 1


def test_strangers_are_never_joined() -> None:
    """Texts without one common shingle: joining them would accuse somebody."""
    assert not any(found for value, found in pairs_of(0) if value == 0)


@cache
def pairs_of(seed: int) -> list[tuple[float, bool]]:
    """Similarity of every two texts of a crowd, and whether they were joined."""
    given_texts = crowd(families=60, each=5, seed=seed)
    label = groups(len(given_texts), near_pairs(given_texts), 0.6).tolist()
    sets = [{text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)} for text in given_texts]
    return [
        (len(one & other) / len(one | other), label[i] == label[j])
        for (i, one), (j, other) in combinations(enumerate(sets), 2)
    ]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_groups_are_connected_components(edges: list[tuple[int, int]]) -> None:
    """Against a search along the edges; each group is named by its smallest text."""
    apart = sorted({(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]})
    first, second = (np.array([edge[side] for edge in apart], np.int64) for side in (0, 1))

    label = groups(20, Pairs(first, second, np.ones(len(apart))), 0.6)

    expected = list(range(20))
    for _ in range(20):
        for one, other in apart:
            expected[one] = expected[other] = min(expected[one], expected[other])
    assert label.tolist() == expected


def test_a_threshold_leaves_out_weaker_pairs() -> None:
    """The band of thresholds says how far the answer hangs on one of them."""
    pairs = Pairs(np.array([0, 1]), np.array([1, 2]), np.array([0.9, 0.55]))

    assert groups(3, pairs, 0.5).tolist() == [0, 0, 0]
    assert groups(3, pairs, 0.6).tolist() == [0, 0, 2]


@pytest.mark.parametrize("together", [1, 2, 7])
def test_how_many_are_worked_on_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch, together: int) -> None:
    """Cuts bound memory and nothing else."""
    given_texts = crowd(families=6, each=4, seed=1)
    whole = near_pairs(given_texts)
    monkeypatch.setattr(near, "_TEXTS", together)
    monkeypatch.setattr(near, "_PAIRS", together)

    cut = near_pairs(given_texts)

    assert all(np.array_equal(one, other) for one, other in zip(cut, whole, strict=True))
    assert len(whole.first) > 5


def test_a_text_without_a_shingle_is_refused() -> None:
    """Its minimum would be its neighbour's."""
    with pytest.raises(ValueError, match="shorter"):
        shingles(["退款", "退款太慢"])


NOTHING: Final = near_pairs([])


def test_nothing_has_no_pairs() -> None:
    """An incident may hold no statement at all."""
    assert [len(column) for column in NOTHING] == [0, 0, 0]
    assert groups(0, NOTHING, 0.6).tolist() == []


@given(st.integers(1, examples(50)))
def test_a_crowd_of_near_copies_is_one_cluster(n: int) -> None:
    """However many: pairs stay as few as texts, and the chain holds."""
    family = sorted({f"本店全部商品今日起免费退换请到门店办理编号{number:03d}谢谢大家支持理解" for number in range(n)})

    assert clusters(family) == {frozenset(family)}
