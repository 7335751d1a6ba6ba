"""What is scored and what counts as a copy."""

from __future__ import annotations

import sys
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.text.clean import (
    Preprocessing,
    all_copy_keys,
    all_letters,
    all_simplified,
    copy_key,
    for_scoring,
    letters,
    own_words,
    quoted_chain,
    simplified,
)

anything = st.text(st.characters(exclude_categories=()))
#: What the rules look for, what a normal form joins or parts, what is folded, and characters of every plane.
PECULIAR: Final = "/@＠:：w.[怒]退錢薴𠮷㑯Aａ１Ⅷßİeがｶﾞ豈ﬁ²_· 😡\n\u2028\uff2b\u0301\u1100\u1161\u11a8\ud83d\U0002f800"
several = st.lists(st.one_of(anything, st.text(PECULIAR), st.sampled_from(["www.a.b", "//@张三:好", "http://a.b/c"])))


@given(anything)
def test_own_words_and_chain_are_the_whole_text(text: str) -> None:
    """Nothing is lost: the chain is kept apart, not thrown away."""
    assert own_words(text) + quoted_chain(text) == text


@given(anything)
def test_preparing_a_prepared_text_changes_nothing_that_shows(text: str) -> None:
    """A text is one line without outer blanks, whatever came in."""
    ready = for_scoring(text)

    assert ready == " ".join(ready.split())


@given(anything)
def test_a_copy_key_is_its_own_copy_key_and_the_same_in_capitals(text: str) -> None:
    """Copies are told by letters and digits alone."""
    key = copy_key(text)

    # 薴 becomes 苧, which OpenCC takes for a traditional character again.
    assert copy_key(key) == key or "://" in key or "www" in key or "薴" in text
    assert not set(key) & set(" \n#，。！[]@")


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("太贵了[怒][怒]！！//@张三:说得对//@李四:转发", "太贵了[怒][怒]！！"),
        ("@客服 退钱，@某某商城 别装死？", "退钱， 别装死？"),
        ("回复@小明-1:不退[费解]", "不退[费解]"),
        ("//@张三:说得对", ""),
        ("a@b 之间", "a 之间"),
        ("  两 行\n 字 ", "两 行 字"),
        ("@客服 為什麼還不退錢", "为什么还不退钱"),
    ],
)
def test_names_and_quotes_go_and_emoticons_and_marks_stay(text: str, ready: str) -> None:
    """Emoticons and punctuation carry polarity (up to 16 points), names and quoted words do not."""
    assert for_scoring(text) == ready


@pytest.mark.parametrize(
    "text",
    [
        "降价，退款！",
        "降价 退款",
        "【降价】退款 https://example.invalid/a?b=1",
        "@张三 降价退款//@李四:好",
        "#降价#退款😡",
        "降價，退款",
    ],
)
def test_copies_differ_in_names_links_and_marks_only(text: str) -> None:
    """The same words with other decoration are one text."""
    assert copy_key(text) == "降价退款"


def test_full_width_and_capital_letters_meet() -> None:
    """Exports mix full-width and half-width digits; a reader sees no difference."""
    assert copy_key("VIP１２３") == copy_key("vip 123") == "vip123"


@pytest.mark.parametrize("text", ["", "[怒]"[:0], "😡😡", "@张三", "//@张三:好", "https://example.invalid/1"])
def test_a_text_without_words_has_no_key(text: str) -> None:
    """Two pictures without words are not copies of one another."""
    assert copy_key(text) == ""


@given(several, st.builds(Preprocessing))
def test_many_texts_are_treated_as_each_by_itself(texts: list[str], rules: Preprocessing) -> None:
    """Millions of posts are looked at by whole arrays of characters; what one text is, its neighbours never change."""
    assert all_simplified(texts) == list(map(simplified, texts))
    assert all_letters(texts) == list(map(letters, texts))
    assert all_copy_keys(texts) == list(map(copy_key, texts))
    assert rules.all_ready(texts) == list(map(rules.ready, texts))


def test_every_character_is_the_same_letter_alone_and_among_others() -> None:
    """The table of letters is written for what is met often; it may not differ from the rules for a single one."""
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    telling = every[:0x20100] + every[0x20100::97]

    assert all_letters(telling) == list(map(letters, telling))


def test_more_texts_than_are_looked_at_together_keep_their_order() -> None:
    """Texts are worked on some hundreds at a time."""
    texts = [f"第{n}條 退錢！" for n in range(2_000)]

    assert all_letters(texts) == [f"第{n}条退钱" for n in range(2_000)]
