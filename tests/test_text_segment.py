"""Words are jieba's, cut by rjieba; the incident's own words and stop words count."""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jieba
import pytest
import rjieba
from hypothesis import given
from hypothesis import strategies as st

from reporter.text.segment import DICTIONARY, Segmenter
from tests.soak import FACTOR
from tools.demo import phrases

SEGMENTER = Segmenter()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - jieba has no types
    """Jieba's own tokenizer, its cache in a folder of its own."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


def demo_templates() -> Iterator[str]:
    """Every sentence of the simulated incident, as templates in our own words."""
    for value in vars(phrases).values():
        yield from strings(value)


def strings(value: object) -> Iterator[str]:
    """The texts anywhere inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (*strings(key), *strings(inner))
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from strings(inner)
    elif hasattr(value, "templates"):
        yield from strings(value.templates)


def runs(reference: Any, n: int) -> list[str]:  # noqa: ANN401 - as above
    """Sentences of dictionary words drawn by their frequency, some cut in the middle or spelt with a rare character."""
    draw = random.Random(7)  # noqa: S311 - the same runs every time
    known = [
        (word, freq) for word, freq in reference.FREQ.items() if freq and all("\u4e00" <= c <= "\u9fff" for c in word)
    ]
    words, weights = zip(*known, strict=True)
    drawn = iter(draw.choices(words, weights, k=12 * n))
    found = []
    for _ in range(n):
        run = "".join(next(drawn) for _ in range(draw.randrange(1, 12)))
        if draw.random() < 0.3:
            run = run[draw.randrange(len(run)) :]
        if draw.random() < 0.1:
            run += chr(draw.randrange(0x4E00, 0x9FA6))
        found.append(run)
    return found


@pytest.mark.slow
def test_runs_are_cut_as_jieba_cuts_them(reference: Any) -> None:  # noqa: ANN401 - as above
    """At least 99.99 % of them: rjieba carries the same dictionary and the same rules."""
    templates = [
        run
        for text in demo_templates()
        for run in "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in text).split()
    ]
    given_runs = [*templates, *runs(reference, 4_000 * FACTOR)]

    different = [run for run in given_runs if SEGMENTER.cut(run) != reference.lcut(run)]

    assert len(templates) > 300
    assert len(different) <= len(given_runs) / 10_000


@pytest.mark.slow
def test_the_dictionary_is_jiebas_own() -> None:
    """The ledger names it by its hash; every word of it is known."""
    data = Path(jieba.__file__).with_name("dict.txt").read_bytes()
    known = rjieba.Jieba()

    assert hashlib.sha256(data).hexdigest() == DICTIONARY
    assert all(known.has_word(line.split(" ")[0]) for line in data.decode("utf-8").splitlines())
    assert not known.has_word("青梭单车")


@given(st.lists(st.text("退款难押金B站a1，。@张 \n#[怒]\u2028\x85\r\ud800😡", max_size=12), max_size=8))
def test_many_texts_at_once_are_cut_as_each_by_itself(texts: list[str]) -> None:
    """One call for thousands of texts must not let a word reach from one into the next."""
    assert SEGMENTER.words(texts) == [SEGMENTER.words([text])[0] for text in texts]


def test_names_links_moods_and_marks_are_no_words() -> None:
    """What is counted is what people talk about."""
    text = "@苇湾网友 退款[怒]的事情，VIP用户客服不回！https://example.invalid/abc //@张三:押金"

    assert SEGMENTER.words([text]) == [frozenset({"退款", "vip", "客服", "不回"})]


def test_traditional_and_simplified_words_are_one() -> None:
    """Half of a word's texts must not be lost to another spelling."""
    assert SEGMENTER.words(["客服說退款"]) == SEGMENTER.words(["客服说退款"])


def test_the_incidents_own_words_are_found_and_its_stop_words_are_not() -> None:
    """Names of products and slogans are in no dictionary; the brand's own name says nothing."""
    own = Segmenter([("青梭单车", 0), ("b站", 0), ("锁了还走字", 0), ("618大促", 0)], ["苇湾"])
    text = "青梭单车锁了还走字，B站都在说618大促，苇湾"

    assert {"青梭单车", "b站", "锁了还走字", "618大促"} <= own.words([text])[0]
    assert "苇湾" not in own.words([text])[0]
    assert "青梭单车" not in SEGMENTER.words([text])[0]
