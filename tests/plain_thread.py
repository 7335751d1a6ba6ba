"""The statement's thread the plain way, post by post over all of them: what the fast way is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from reporter.tallies.statement import ECHO, Statement, address
from reporter.tallies.tally import HOUR, VOLUME
from reporter.tallies.thread import Facts
from reporter.text.clean import letters
from reporter.text.copies import marks

Post = Mapping[str, object]
_MOSTLY: Final = 0.5


def plain_thread(posts: Sequence[Post], statement: Statement, clusters: Mapping[int, int]) -> tuple[Facts, list[int]]:
    """How much of what belongs to the thread, and which posts do, in order.

    Args:
        posts: in the canonical columns.
        statement: how it is known.
        clusters: the cluster of the texts' keys that have near copies.
    """
    late = [n for n, post in enumerate(posts) if _at(post) >= statement.t0 - HOUR]
    keys = {n: _cluster(posts[n], statement, clusters) for n in late}
    told = {keys[n] for n in late if _is_own(posts[n], statement)} - {0}
    own = {n for n in late if _is_own(posts[n], statement) or keys[n] in told}
    inside = own | {n for n in late if _parent(posts[n]) in statement.ids}
    grew = True
    while grew:
        ids = {(posts[n]["platform"], posts[n]["post_id"]) for n in inside}
        hanging = {n for n in late if _parent(posts[n]) and (posts[n]["platform"], _parent(posts[n])) in ids}
        grew = not hanging <= inside
        inside |= hanging
    said = {n for n in late if posts[n]["kind"] in VOLUME}
    early = {n for n in said if statement.t0 <= _at(posts[n]) < statement.t0 + ECHO * HOUR}
    facts = Facts(
        own=len(own & said),
        hanging=len((inside - own) & said),
        comments=len((inside - own) - said),
        early=len(early),
        unseen=sum(_may_hang(posts, n, inside, early) for n in early - inside),
    )
    return facts, sorted(inside)


def _at(post: Post) -> float:
    time = post["time"]
    return time.timestamp() if isinstance(time, datetime) else -1


def _parent(post: Post) -> object:
    """What the post passes on or answers; nothing where the export does not say."""
    return post["parent_id"] if post["repost_of"] is None else post["repost_of"]


def _cluster(post: Post, statement: Statement, clusters: Mapping[int, int]) -> int:
    """What the post's copies have in common; 0 where it can be no copy of the statement."""
    text = str(post["text"])
    shortest = min(map(len, statement.wordings), default=0)
    if not shortest or post["kind"] not in VOLUME or len(text) <= int(_MOSTLY * shortest):
        return 0
    key = int(marks([text]).key[0])
    return clusters.get(key, key)


def _is_own(post: Post, statement: Statement) -> bool:
    named = post["post_id"] in statement.ids
    linked = any(address(str(post[name])) in statement.addresses for name in ("url", "post_id") if post[name])
    return named or linked or (post["kind"] in VOLUME and _tells(str(post["text"]), statement.wordings))


def _tells(text: str, wordings: Sequence[str]) -> bool:
    words = letters(text)
    least = min(map(len, wordings), default=0)
    return len(text) >= least and any(one in words and len(one) >= _MOSTLY * len(words) for one in wordings)


def _may_hang(posts: Sequence[Post], number: int, inside: set[int], early: set[int]) -> bool:
    """Whether a post of the first hours may belong to the thread though the export joins it to nothing of it."""
    post = posts[number]
    here = {n for n in early if posts[n]["platform"] == post["platform"]}
    if any(posts[n]["kind"] == "repost" for n in here):
        found = any(posts[n]["platform"] == post["platform"] for n in inside)
        return post["kind"] == "repost" and (not found or not _parent(post))
    return post["platform"] == "weibo"
