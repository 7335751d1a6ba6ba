"""No sentence reaches a Chinese reader in English, or without what it is filled with."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from hypothesis import given
from hypothesis import strategies as st

from tools import catalogue

NAMES = st.text("abcdefghij_", min_size=1, max_size=8)


@pytest.fixture(scope="module")
def checked_in() -> Catalog:
    """The Chinese catalogue as it is in the repository."""
    return catalogue.read(catalogue.FOLDER / "reporter.po")


def one(sentence: str, text: str, flags: Iterable[str] = ()) -> Catalog:
    """A catalogue of one translated sentence."""
    made = Catalog(locale="zh", fuzzy=False)
    made.add(sentence, text, flags=flags)
    return made


def test_every_sentence_has_its_translation(checked_in: Catalog) -> None:
    """`make catalogue` was run after the last sentence was written, and nothing was left out."""
    wanted = {catalogue.key(message) for message in catalogue.messages(catalogue.sentences())}
    found = {catalogue.key(message) for message in catalogue.messages(checked_in)}

    assert wanted - found == set(), "run `make catalogue`"
    assert found - wanted == set(), "run `make catalogue`"
    assert catalogue.faults(checked_in) == []


def test_the_compiled_catalogue_says_what_the_text_says(checked_in: Catalog) -> None:
    """Only the compiled file is read at run time."""
    with (catalogue.FOLDER / "reporter.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for message in catalogue.messages(checked_in):
        assert said(compiled, message) == catalogue.texts(message)[0]


def said(compiled: gettext.GNUTranslations, message: Message) -> str:
    """What gettext answers when the program says `message`."""
    if not isinstance(message.id, str):
        return compiled.ngettext(message.id[0], message.id[1], 2)
    return compiled.pgettext(message.context, message.id) if message.context else compiled.gettext(message.id)


@given(st.sets(NAMES), st.sets(NAMES))
def test_a_lost_or_invented_placeholder_is_a_fault(english: set[str], chinese: set[str]) -> None:
    """A misspelt `{name}` in a translation is a KeyError in front of the reader."""
    made = one("a " + " ".join(f"{{{name}}}" for name in english), "中" + "".join(f"{{{name}}}" for name in chinese))

    assert (catalogue.faults(made) == []) == (english == chinese)


def test_the_plural_speaks_for_the_placeholders() -> None:
    """English "one post" may leave out the number that "{n} posts" shows."""
    made = Catalog(locale="zh", fuzzy=False)
    made.add(("one post", "{n} posts"), ("{n}条",))

    assert catalogue.faults(made) == []


def test_a_doubtful_translation_counts_as_missing() -> None:
    """A guess marked fuzzy was read by nobody."""
    assert catalogue.faults(one("Weibo", "微薄", flags=["fuzzy"])) == ["no translation: 'Weibo'"]


def test_a_later_fragment_wins_and_unknown_sentences_are_dropped() -> None:
    """Fragments overrule the old catalogue; what nobody says any more goes."""
    merged = catalogue.merge(
        one("Weibo", ""), [one("Weibo", "围脖"), one("Weibo", "微博"), one("Weibo", ""), one("Old", "旧")]
    )

    assert [(message.id, message.string) for message in catalogue.messages(merged)] == [("Weibo", "微博")]


def test_the_same_sentences_give_the_same_bytes(tmp_path: Path) -> None:
    """No date and no line number may make a difference in the history."""
    text = one("Weibo", "微博")
    (tmp_path / "reporter.po").write_bytes(catalogue.po_bytes(text))

    again = catalogue.read(tmp_path / "reporter.po")

    assert catalogue.po_bytes(again) == catalogue.po_bytes(text)
    assert catalogue.mo_bytes(again) == catalogue.mo_bytes(text)
    assert b"Date" not in catalogue.po_bytes(text)
