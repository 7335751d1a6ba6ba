"""The first answer of an invented incident and its echo: what passes it on, what prints it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]

#: What it says, and how it is printed again.
WORDS: Final = (
    "青禾小铺就部分会员看到的价格与实际不符一事说明如下：系统升级导致价格显示错误，我们深表歉意，"
    "差价将于七日内原路退还，无需申诉，后续进展将在本账号公布。"
)
PRINTED: Final = (
    WORDS,
    f"【致歉声明】{WORDS}",
    f"青禾小铺发布声明：“{WORDS}”",
    WORDS.replace("七日内", "7日内"),
    WORDS.replace("深表歉意", "诚挚道歉"),
    f"刚看到的，大家自己看。{WORDS}",
)
#: The part of what is said that passes it on: at once, and for good; hours until the first is a third.
_LOUD, _STEADY, _FADES = 0.25, 0.01, 3.0
#: The part of its reposts that pass on another of its reposts.
_DEEPER: Final = 0.3
#: The part of what is said of it elsewhere that prints it whole.
_WHOLE: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What the answer changes.

    Args:
        root: which post it is.
        repost_of: the post each passes on, 0: none.
        said: the text of each post; `PRINTED` takes the place of the last texts.
    """

    root: int
    repost_of: _Ints
    said: _Ints


def echo(  # noqa: PLR0913 - the columns of the posts it looks at
    dice: np.random.Generator,
    answered: int,
    *,
    at: _Ints,
    edges: _Bools,
    spare: _Bools,
    number: _Ints,
    repost_of: _Ints,
    said: _Ints,
) -> Echo | None:
    """The answer among posts in order of time; None when nobody is left to give it, or there are too few texts.

    Args:
        dice: chance.
        answered: when the answer is given, seconds since 1970 UTC.
        at: when each post is made.
        edges: which posts' export says what they pass on.
        spare: which posts' text stands in another post too, so that theirs may be another.
        number: the id of each.
        repost_of: the id each passes on, 0: none.
        said: the text of each.
    """
    first, texts = int(np.searchsorted(at, answered)), int(said.max(initial=-1)) + 1
    if not edges[first:].any() or texts <= 2 * len(PRINTED):
        return None
    root = first + int(np.argmax(edges[first:]))
    hours = (at[root + 1 :] - answered) / 3600
    heard = dice.random(len(hours)) < _LOUD * np.exp(-hours / _FADES) + _STEADY
    told = root + 1 + np.flatnonzero(heard)
    passed = told[edges[told]]
    # What is passed on deeper was there before.
    earlier = (dice.random(len(passed)) * np.arange(len(passed))).astype(np.int64)
    deeper = (dice.random(len(passed)) < _DEEPER) & (np.arange(len(passed)) > 0)
    repost_of, said = repost_of.copy(), np.where(said >= texts - len(PRINTED), said - len(PRINTED), said)
    repost_of[root] = 0
    repost_of[passed] = number[np.where(deeper, passed[earlier], root)]
    printed = told[~edges[told] & spare[told] & (dice.random(len(told)) < _WHOLE)]
    said[printed] = texts - len(PRINTED) + dice.integers(0, len(PRINTED), len(printed))
    said[root] = texts - len(PRINTED)
    return Echo(root=root, repost_of=repost_of, said=said)
