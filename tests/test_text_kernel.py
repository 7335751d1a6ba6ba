"""The kernel is SnowNLP to the last bit: for any small model, any text, and the installed release."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reporter.cache import Store
from reporter.text import sentiment
from reporter.text.dictionary import user_folder
from reporter.text.kernel import load as kernel
from reporter.text.kernel import polarity as scoring
from reporter.text.kernel import viterbi
from reporter.text.kernel.build import build
from reporter.text.kernel.index import MISSING, index_of
from reporter.text.kernel.model import KNOWN, Polarity, Segmenter, Tagged, digests, read_polarity, read_segmenter
from reporter.text.kernel.polarity import polarity
from reporter.text.kernel.tables import Tables
from reporter.text.kernel.words import spelt, split
from reporter.text.sentiment import Identity, SnowNLPScorer
from tests import snownlp_reference as reference
from tests.soak import examples

#: A few characters the small models know, one they never see, the borders of what counts as Chinese, and the rest.
CHARACTERS: Final = "一丁龥"
NEVER: Final = "贵"
OTHERS: Final = "\u4dff\u9fa6，。a1 \n\u3000\x1c\0[]\U0001f600\ud800"

tagged = st.tuples(st.sampled_from(CHARACTERS), st.sampled_from("bmes"))
sentences = st.lists(st.lists(tagged, min_size=1, max_size=15), min_size=1, max_size=5)
weights = st.sampled_from([(0.01, 0.04, 0.95), (0.2, 0.3, 0.5), (0.0, 0.5, 0.5), (1.0, 0.0, 0.0)])
chinese = st.text(CHARACTERS + NEVER, min_size=1, max_size=9)
posts = st.lists(st.lists(chinese | st.text(OTHERS, max_size=3), max_size=4).map("".join), max_size=6)

STOPPED: Final = "丁"
POLARITY: Final = Polarity(
    words={"neg": {"一": 3, "一丁龥一": 2, STOPPED: 9, "a1": 4}, "pos": {"龥": 5, "一丁龥一": 7, "\0": 2, "，。a": 3}},
    totals={"neg": 40.0, "pos": 50.0},
    unseen={"neg": 1, "pos": 1},
    total=90.0,
    stop=frozenset({STOPPED, "", "[]"}),
)


def spelt_by_kernel(texts: Sequence[str], tables: Tables) -> list[list[str]]:
    """The words of each text."""
    return spelt(split(texts, tables), len(texts))


@given(st.sets(st.integers(0, 2**32 - 1), max_size=60), st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_an_index_knows_its_keys_and_no_other(keys: set[int], others: list[int]) -> None:
    """Whatever slots they share."""
    known = sorted(keys)
    index = index_of(np.array(known, np.uint32))

    found = index.find(np.array([*known, *others], np.uint32))

    where = {key: i for i, key in enumerate(known)}
    assert found.tolist() == [where.get(key, MISSING) for key in [*known, *others]]


@settings(deadline=None, max_examples=examples(150))
@given(sentences, weights, posts)
def test_any_model_segments_and_scores_any_texts_as_the_plain_form_does(
    corpus: list[list[Tagged]], weight: tuple[float, float, float], texts: list[str]
) -> None:
    """Small models are full of ties, zero probabilities and characters never seen: where the original is peculiar."""
    model = reference.trained(corpus, weight)
    tables = build(model, POLARITY)
    expected = [reference.words(model, text) for text in texts]

    assert spelt_by_kernel(texts, tables) == expected
    assert polarity(texts, tables).tolist() == [reference.positive(POLARITY, words) for words in expected]


@pytest.fixture(scope="module")
def small() -> Tables:
    """The tables of a model of one sentence."""
    return build(reference.trained([[("一", "b"), ("丁", "e"), ("龥", "s")]], (0.2, 0.3, 0.5)), POLARITY)


def test_tables_come_back_from_their_file_as_they_were(small: Tables) -> None:
    """The file is read by every process but the first."""
    again = Tables.from_bytes(small.to_bytes())

    assert again.to_bytes() == small.to_bytes()
    assert polarity(["一丁龥一丁a1"], again).tolist() == polarity(["一丁龥一丁a1"], small).tolist()


@given(st.lists(st.text(max_size=9), max_size=12), st.integers(1, 20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_score_does_not_depend_on_its_neighbours(
    small: Tables, monkeypatch: pytest.MonkeyPatch, texts: list[str], together: int
) -> None:
    """Cuts bound memory and nothing else."""
    whole = polarity(texts, small).tolist()

    with monkeypatch.context() as patch:
        patch.setattr(scoring, "_TOGETHER", together)
        cut = polarity(texts, small).tolist()

    assert cut == whole == [polarity([text], small)[0] for text in texts]


@given(st.lists(chinese, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sentence_met_again_is_cut_as_before(
    small: Tables, monkeypatch: pytest.MonkeyPatch, sentences: list[str]
) -> None:
    """Equal sentences are searched once; sentences that only share a checksum are told apart."""
    alone = [word for sentence in sentences for word in spelt_by_kernel([sentence], small)]

    assert spelt_by_kernel(sentences, small) == alone
    with monkeypatch.context() as patch:
        patch.setattr(viterbi, "_FACTOR", np.uint64(0))  # every sentence has the sum 0
        assert spelt_by_kernel(sentences, small) == alone


# The file of tables and the model's files -----------------------------------


@pytest.fixture
def builds(small: Tables, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which packages were built from; building the real tables takes seconds."""
    seen: list[Path] = []

    def read(root: Path) -> Segmenter:
        seen.append(root)
        return Segmenter(uni={}, bi={}, tri={}, total=1, weights=(1, 0, 0))

    monkeypatch.setattr(kernel, "read_segmenter", read)
    monkeypatch.setattr(kernel, "read_polarity", lambda _root: POLARITY)
    monkeypatch.setattr(kernel, "build", lambda *_models: small)
    return seen


def test_tables_are_built_once_and_again_when_the_file_is_damaged(tmp_path: Path, builds: list[Path]) -> None:
    """A flipped bit must not move a score."""
    for _ in range(2):
        kernel.load(tmp_path / "snownlp", Store(tmp_path / "tables"))
    (file,) = (tmp_path / "tables").iterdir()
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    store = Store(tmp_path / "tables")

    kernel.load(tmp_path / "snownlp", store)

    assert len(builds) == 2
    assert [problem.code for problem in store.warnings] == ["R007"]


def test_without_a_private_folder_tables_are_built_and_not_kept(
    tmp_path: Path, builds: list[Path], small: Tables
) -> None:
    """A file in a folder anyone can write is no model of ours."""
    assert kernel.load(tmp_path, None) is small
    assert builds == [tmp_path]


@pytest.mark.parametrize("read", [read_segmenter, read_polarity])
def test_a_file_that_is_not_the_known_model_is_never_unmarshalled(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    """Reading marshal data of unknown origin can crash Python."""
    for name in KNOWN:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"\xff")

    with pytest.raises(ValueError, match="not the model"):
        read(tmp_path)
    assert digests(tmp_path).keys() == KNOWN.keys()


def test_an_unknown_model_is_scored_by_the_package_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release to come must not be scored by yesterday's tables, and its scores stay apart in the cache."""
    known = SnowNLPScorer().identity()
    other = Identity(name="snownlp", version="0.13", files={}, preprocessing=known.preprocessing)
    monkeypatch.setattr(sentiment, "_snownlp_identity", lambda: other)
    monkeypatch.setattr(sentiment, "_original_scores", lambda texts: np.full(len(texts), 0.25))
    scorer = SnowNLPScorer()

    scores = scorer.score(["贵", "好"])

    assert scores.tolist() == [0.25, 0.25]
    assert [problem.code for problem in scorer.warnings] == ["R008"]
    assert (known.kernel, other.kernel) == (kernel.VERSION, "")
    assert scorer.batch < 1000


# The installed release ------------------------------------------------------

EWECT: Final = Path(__file__).parents[2] / "shared" / "data" / "ewect-usual-test.json"


#: Any code points: half a pair, joined pictures, characters beyond the first plane, nothing.
anything: Final = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("退款很好[怒]，\U0001f621\U00020000\ud800"), max_size=30
)


class Original:
    """SnowNLP itself."""

    def __init__(self) -> None:
        """Import it: 4 CPU s."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from snownlp import SnowNLP, seg
            from snownlp.sentiment import classifier
        self.front_door, self.words, self.classifier = SnowNLP, seg.seg, classifier

    def scores(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """P(positive) of each text."""
        return np.array([self.classifier.classify(text) for text in texts])


@pytest.fixture(scope="module")
def original() -> Original:
    """Imported once."""
    return Original()


@pytest.fixture(scope="module")
def installed() -> Tables:
    """The real tables: from the user's cache; the first time on a machine they are built."""
    SnowNLPScorer().score(["好"])
    return sentiment._tables(user_folder("snownlp"))[0]  # noqa: SLF001 - the same tables, not a second copy


def assert_same(texts: Sequence[str], original: Original, tables: Tables) -> None:
    """Every word and every bit of every score."""
    assert spelt_by_kernel(texts, tables) == [original.words(text) for text in texts]
    assert np.abs(polarity(texts, tables) - original.scores(texts)).max(initial=0) == 0


@pytest.mark.slow
def test_scores_are_snownlps_own(original: Original) -> None:
    """The number its README prints (of an earlier model: 1e-5 off), its front door, the prior where that raises."""
    texts = ["这个东西真心很赞", "退款等了三天没人理[怒]", "VIP 100%", ""]

    scores = SnowNLPScorer().score(texts)

    bayes = original.classifier.classifier
    assert scores[0] == pytest.approx(0.9769663402895832, abs=2e-5)
    assert scores[:3].tolist() == [original.front_door(text).sentiments for text in texts[:3]]
    assert scores[3] == pytest.approx(bayes.d["pos"].getsum() / bayes.total, abs=1e-12)
    assert scores.dtype == np.float64


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(anything, max_size=4))
@example(
    [
        "",
        "\ud83d",
        "\U0001f621退款\U0001f468\u200d\U0001f469",
        "\U00020000\U0002a6d6退\U0003134a款",
        "\u4dff\u9fa6\ufa11好",
    ]
)
def test_any_unicode_text_is_scored_as_by_the_installed_release(
    original: Original, installed: Tables, texts: list[str]
) -> None:
    """Controls, surrogates, unassigned planes, nothing at all."""
    assert_same(texts, original, installed)


@pytest.mark.slow
def test_chinese_posts_are_scored_as_by_the_installed_release(original: Original, installed: Tables) -> None:
    """Sentences of words the model knows, cut anywhere, with characters it does not know, marks and line breaks."""
    draw = random.Random(4)  # noqa: S311 - the same posts every time
    known = sorted(word for words in read_polarity(sentiment._snownlp_folder()).words.values() for word in words)  # noqa: SLF001
    every = [chr(code) for code in range(0x4E00, 0x9FA6)]
    parts = [*known, *draw.sample(every, 500), *("，", "。", "[怒]", " ", "\n", "100%", "//@", "😡") * 400]

    texts = ["".join(draw.choices(parts, k=draw.randrange(40))) for _ in range(80)]

    assert_same([*texts, *every[::301], "".join(every[::53])], original, installed)


@pytest.mark.slow
@pytest.mark.skipif(not EWECT.is_file(), reason="the public data set does not lie beside the checkout")
def test_real_posts_are_scored_as_by_the_installed_release(original: Original, installed: Tables) -> None:
    """Weibo as people write it; `python -m benchmarks.kernel` compares 2,000 posts."""
    texts = [row["content"] for row in json.loads(EWECT.read_text(encoding="utf-8"))[::100]]

    assert_same(texts, original, installed)
