"""Traditional characters are simplified as OpenCC does it, each by itself."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.text.clean import Preprocessing, simplified
from reporter.text.traditional import CHARACTERS, TABLE
from tools import traditional


def test_every_character_becomes_what_opencc_makes_of_it() -> None:
    """The table is generated; another OpenCC that disagrees must be noticed, not followed in silence."""
    assert {chr(old): chr(new) for old, new in TABLE.items()} == traditional.pairs()
    assert frozenset(map(chr, TABLE)) == CHARACTERS


def test_the_module_is_fresh() -> None:
    """`python tools/traditional.py` writes it anew."""
    written = traditional.TARGET.read_text(encoding="utf-8")

    assert written == traditional.module(opencc.__version__)


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_is_simplified_character_by_character(text: str) -> None:
    """No character depends on its neighbours, and nothing but traditional characters changes."""
    assert simplified(text) == "".join(map(simplified, text))
    assert simplified(text) == text or not CHARACTERS.isdisjoint(text)


@pytest.mark.parametrize(
    ("rules", "ready"),
    [
        (Preprocessing(), "退款太慢了[怒] 沒人理".replace("沒", "没")),
        (Preprocessing(traditional=False), "退款太慢了[怒] 沒人理"),
        (Preprocessing(emoticons=False), "退款太慢了 没人理"),
        (Preprocessing(names=False), "退款太慢了[怒] @客服 没人理"),
        (Preprocessing(chain=False), "退款太慢了[怒] 没人理// 说得对"),
    ],
    ids=lambda value: value.id if isinstance(value, Preprocessing) else "",
)
def test_each_switch_does_what_it_says(rules: Preprocessing, ready: str) -> None:
    """And stands in the name under which scores are kept."""
    text = "退款太慢了[怒] @客服 沒人理//@张三:说得对"

    assert rules.ready(text) == ready
    assert rules.all_ready([text, text]) == [ready, ready]
    assert (rules.id == Preprocessing().id) == (rules == Preprocessing())
