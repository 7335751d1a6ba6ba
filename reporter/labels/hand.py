"""What people said of which post.

A post is named by its id; one whose export gives none by a key of its platform,
time and text, which stays the same when the export is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reporter.text.clean import Preprocessing, copy_key
from reporter.text.local import LocalModel, teach

#: Different labelled texts from which on the local model is taught: with fewer, a fold of an
#: opinion of one text in twenty often holds no example of it.
ENOUGH_TO_LEARN: Final = 100

#: Begins the key of a post without an id.
_TEXT_KEY: Final = "t-"
#: Parts the viewpoints of one post.
BETWEEN: Final = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLabel:
    """One person's label of one post: a row of labels.csv.

    Args:
        post_id: the post's id, or its key (`text_key`) where the export gives none.
        label: one of STANCES.
        labeller: who labelled; two labellers may label one post.
        viewpoints: ids of the codebook's viewpoints the labeller found; None when nobody asked.
    """

    post_id: str
    label: str
    labeller: str = ""
    viewpoints: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What the labellers of an incident agree on.

    Args:
        stances: key of a post -> its stance.
        viewpoints: key of a post -> the viewpoints it holds, parted by `BETWEEN`; absent when nobody asked.
        sample: keys of the posts drawn at random; None when every labelled post counts as drawn.
    """

    stances: Mapping[str, str]
    viewpoints: Mapping[str, str] = field(default_factory=dict)
    sample: frozenset[str] | None = None


def no_hand() -> Hand:
    """Nobody has labelled anything."""
    return Hand(stances={})


def agreed(rows: Iterable[HandLabel]) -> dict[str, str]:
    """The label most labellers gave each post, by key; a post they tie on is left out.

    The same labeller's last word counts.
    """
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        words.setdefault(row.post_id, {})[row.labeller] = row.label
    return {post: label for post, said in words.items() if (label := _majority(said.values())) is not None}


def _majority(labels: Iterable[str]) -> str | None:
    ranked = Counter(labels).most_common(2)
    tied = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return None if tied else ranked[0][0]


def agreed_viewpoints(rows: Iterable[HandLabel]) -> dict[str, str]:
    """The viewpoints that at least half the labellers found in each post, by key, parted by `BETWEEN`."""
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows:
        if row.viewpoints is not None:
            words.setdefault(row.post_id, {})[row.labeller] = row.viewpoints
    found = {}
    for post, said in words.items():
        counts = Counter(viewpoint for some in said.values() for viewpoint in set(some))
        found[post] = BETWEEN.join(sorted(one for one, n in counts.items() if 2 * n >= len(said)))
    return found


def text_key(platform: str, seconds: int | None, text: str) -> str:
    """The key of a post without an id, such as `t-0123456789abcdef`.

    Args:
        platform: where it stood.
        seconds: when it was posted, since 1970 UTC; None when unknown.
        text: its cleaned text; copies of the same second on one platform share the key.
    """
    said = "\0".join([platform, str(seconds), copy_key(text) or text])
    return _TEXT_KEY + blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def keys_of(chunk: pa.RecordBatch) -> pa.StringArray:
    """The key of each post: its id, else `text_key`."""
    ids = chunk.column("post_id")
    missing = chunk.filter(pc.is_null(ids))
    seconds = missing.column("time").cast(pa.int64()).to_pylist()
    rows = zip(missing.column("platform").to_pylist(), seconds, missing.column("text").to_pylist(), strict=True)
    made = pa.array([text_key(*row) for row in rows], pa.string())
    return pc.replace_with_mask(ids, pc.is_null(ids), made)


def known_keys(chunk: pa.RecordBatch, keys: Iterable[str]) -> pa.StringArray:
    """The key of each post, as far as one of `keys` can be it: text keys cost time, few incidents need any."""
    if any(key.startswith(_TEXT_KEY) for key in keys):
        return keys_of(chunk)
    return chunk.column("post_id")


def learnt(chunks: Iterable[pa.RecordBatch], hand: Hand, rules: Preprocessing) -> LocalModel | None:
    """The model the labelled posts teach; None when fewer than `ENOUGH_TO_LEARN` different texts are labelled."""
    if len(hand.stances) < ENOUGH_TO_LEARN:
        return None
    taught = list(examples(chunks, hand))
    texts = rules.all_ready(text for text, _stance in taught)
    if len({copy_key(text) or text for text in texts}) < ENOUGH_TO_LEARN:
        return None
    return teach(texts, [stance for _text, stance in taught], rules)


def examples(chunks: Iterable[pa.RecordBatch], hand: Hand) -> Iterator[tuple[str, str]]:
    """(text, stance) of every labelled post, in the order of the posts."""
    wanted = pa.array(hand.stances.keys(), pa.string())
    for chunk in chunks:
        keys = known_keys(chunk, hand.stances)
        mine = pc.is_in(keys, value_set=wanted, skip_nulls=True)
        texts = chunk.column("text").filter(mine).to_pylist()
        yield from zip(texts, (hand.stances[key] for key in keys.filter(mine).to_pylist()), strict=True)
