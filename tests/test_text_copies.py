"""What copies of a text are told by."""

from __future__ import annotations

from hashlib import blake2b
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from reporter.text.clean import copy_key
from reporter.text.copies import LEAST_LETTERS, marks

texts = st.lists(st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from("退款 ，！太贵了@/"))))


def key_of(text: str) -> int:
    """The key as `text_hashes` defines it, of one text."""
    letters = copy_key(text).encode("utf-8", "surrogatepass")
    return (int.from_bytes(blake2b(letters, digest_size=8).digest(), "little") or 1) if letters else 0


@given(texts)
def test_marks_are_those_of_each_text(given_texts: list[str]) -> None:
    """Keys are kept with the results of earlier builds: they may never change."""
    found = marks(given_texts)

    keys = list(map(key_of, given_texts))
    assert found.key.tolist() == keys
    raw = [crc32(text.encode("utf-8", "surrogatepass")) for text in given_texts]
    assert found.raw.tolist() == [key ^ one for key, one in zip(keys, raw, strict=True)]
    assert found.statement.tolist() == [len(copy_key(text)) >= LEAST_LETTERS for text in given_texts]
