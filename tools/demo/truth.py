"""The truth behind the simulated incident: what estimates and verdicts can be compared with."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any, Final

from tools.demo import accounts
from tools.demo.curve import STORM
from tools.demo.exports import Oddities, collected
from tools.demo.plan import CAP_FROM, CAP_TO, EFFECT, END, EXPOSURE, PEAK, RESPONSE, STANCES, START, Plan
from tools.demo.tables import (
    A_YEAR,
    AGAIN,
    HOTLIST,
    NEW_AFTER,
    NEW_BEFORE,
    PROMOTION,
    SALES_DROP,
    WAVES,
    WEEK,
    Figures,
    planned_rides,
    response_delay_hours,
)
from tools.demo.viewpoints import WORDS, viewpoints
from tools.demo.world import Post, World

_LETTER: Final = re.compile(r"[^\W_]")
#: Shorter texts are what people write by themselves.
_LEAST_LETTERS: Final = 8
#: The special days of the seven weeks on either side.
_SPECIAL: Final = (
    (date(2023, 9, 28), date(2023, 9, 30)),
    (date(2023, 9, 30), date(2023, 10, 7)),
    (date(2023, 10, 20), date(2023, 11, 15)),
)
PHASES = {"quiet": (START, EXPOSURE), "before_response": (EXPOSURE, RESPONSE), "after_response": (RESPONSE, END)}


@dataclass(frozen=True, slots=True)
class Planted:
    """What a planted claim is in truth, and what a good checker says of its figure.

    Args:
        truth: how it stands to what was drawn.
        number: the verdict on its figure; empty for a sentence without one.
        reasons: the codes that go with it.
    """

    truth: str
    number: str
    reasons: tuple[str, ...] = ()


_TRUE, _FALSE = "supported", "contradicted"
_OPEN, _ELSEWHERE = "not_verifiable", "not_reproduced"

CLAIMS = {
    "C1": Planted("true: rounded volume without comments", _TRUE),
    "C2": Planted("exaggerated: the negative share fell by about a third of what is claimed", _FALSE),
    "C3": Planted("false: the first response came 32.6 hours after the first exposure", _FALSE),
    "C4": Planted("ambiguous: true as a relative change, false in percentage points", _OPEN, ("AMBIGUOUS_READING",)),
    "C5": Planted("true: a bound that holds", _TRUE),
    "C6": Planted("true figure, causal sentence: most of the fall is natural decay", _TRUE),
    "C7": Planted("true: survey means with n", _TRUE),
    "C8": Planted("not verifiable: double-barrelled, no n; the one survey question asked gave 71 %", _OPEN, ("NO_N",)),
    "C9": Planted("true: a bound that holds", _TRUE),
    "C10": Planted("false: income fell several times as much", _FALSE),
    "C11": Planted("false: a bound that fails", _FALSE),
    "C12": Planted("true sentence without a figure; inconsistent with C3", ""),
    "C13": Planted("true: the topic's own counter, which is no count of posts", _TRUE),
    "C14": Planted("misleading: the topic's counter handed in as a count of posts", _OPEN, ("AMBIGUOUS_READING",)),
    "C15": Planted("exaggerated: twice the approval of the statement", _FALSE),
    "C16": Planted("true: a rounded share of a platform", _TRUE),
    "C17": Planted("true as far as it goes: the last digit was cut and not rounded", _TRUE, ("TRUNCATED",)),
    "C18": Planted("false: six times the share of the platform; beside C5 more than a whole", _FALSE),
    "C19": Planted("misleading: true figure, worst week against a holiday week, causal sentence", _TRUE),
    "C20": Planted("misleading: a growth rate without its base falls by itself", _OPEN, ("NO_DEFINITION",)),
    "C21": Planted("true: both levels", _TRUE),
    "C22": Planted("false: percentage points handed in as per cent", _FALSE),
    "C23": Planted(
        "impossible: no 40 answers make 87.2 %, and those asked were guests", _ELSEWHERE, ("OTHER_POPULATION",)
    ),
    "C24": Planted("false sentence without a figure: carried out five days later", ""),
    "C25": Planted("unclear: no period is named, and ours gives another number", _ELSEWHERE, ("OTHER_WINDOW",)),
    "C26": Planted("true: a bound from above that holds", _TRUE),
    "C27": Planted("exaggerated: twice the rise of satisfaction", _FALSE),
    "C28": Planted("exaggerated: a bound at twice the peak", _FALSE),
    "C29": Planted("true: nearly four points", _TRUE),
}

#: What the claims are to each other and to the timeline, in truth.
RELATIONS = (
    (("C1", "C11"), "tension", "TWO_VALUES"),
    (("C3",), "tension", "LATE_BY_CLOCK"),
    (("C3", "C12"), "inconsistent", "PROMPT_AND_LATE"),
    (("C3", "C17"), "inconsistent", "TWO_VALUES"),
    (("C5", "C16", "C18"), "inconsistent", "SHARES_SUM"),
    (("C6", "C20"), "tension", "GROWTH_AND_SPEED"),
    (("C7", "C27"), "inconsistent", "LEVELS_AND_CHANGE"),
    (("C21", "C22"), "tension", "POINTS_NOT_PER_CENT"),
    (("C23",), "inconsistent", "GRIM"),
    (("C24",), "inconsistent", "NOT_CARRIED_OUT"),
)


def within(posts: Iterable[Post], start: datetime, end: datetime) -> list[Post]:
    """Posts of [start, end)."""
    return [post for post in posts if start <= post.at < end]


def volume(posts: Iterable[Post]) -> int:
    """声量: originals and reposts, no comments."""
    return sum(post.kind != "comment" for post in posts)


def shares(posts: Iterable[Post]) -> dict[str, float]:
    """Share of each stance in per cent, of posts of all kinds."""
    counts = Counter(post.stance for post in posts)
    whole = sum(counts.values())
    return {stance: round(100 * counts[stance] / whole, 4) if whole else 0.0 for stance in STANCES}


def _phase(posts: list[Post]) -> dict[str, Any]:
    return {
        "posts": len(posts),
        "volume": volume(posts),
        "negative": sum(post.stance == "negative" for post in posts),
        "share": shares(posts),
        "share_of_volume": shares(p for p in posts if p.kind != "comment"),
        "share_of_posts_with_id": shares(p for p in posts if p.platform != "wechat"),
        "viewpoints_of_volume_with_id": _viewpoints(p for p in posts if p.platform != "wechat" and p.kind != "comment"),
    }


def _viewpoints(posts: Iterable[Post]) -> dict[str, float]:
    """Share of posts that hold each viewpoint, in per cent."""
    held = [viewpoints(post.text, post.stance) for post in posts]
    counts = Counter(one for some in held for one in some)
    return {one: round(100 * counts[one] / len(held), 4) if held else 0.0 for one in WORDS}


def _copies(posts: Iterable[Post]) -> dict[str, Any]:
    """Originals of 8 letters or more that repeat another's wording, or are repeated by another."""
    found = [post for post in posts if post.kind == "original" and len(_LETTER.findall(post.text)) >= _LEAST_LETTERS]
    counts = Counter(post.wording for post in found)
    return {
        "of": "originals of 8 letters or more that repeat an earlier one, or are repeated",
        "originals": len(found),
        "share": round(100 * sum(n for n in counts.values() if n > 1) / len(found), 4),
        "largest": max(counts.values()),
    }


def _by_three_hours(posts: Iterable[Post]) -> Counter[int]:
    """Volume of every three-hour bucket, edges anchored at the first response."""
    width = timedelta(hours=3)
    return Counter((post.at - RESPONSE) // width for post in posts if post.kind != "comment")


def busiest_three_hours(posts: Iterable[Post]) -> int:
    """Volume of the busiest three-hour bucket."""
    return max(_by_three_hours(posts).values())


def _peak_three_hours(posts: Iterable[Post]) -> dict[str, Any]:
    """The three-hour bucket with the most volume, edges anchored at the first response."""
    bucket, count = max(_by_three_hours(posts).items(), key=lambda item: (item[1], -item[0]))
    start = RESPONSE + bucket * timedelta(hours=3)
    return {
        "start": start.isoformat(),
        "volume": count,
        "hours_before_response": (RESPONSE - start) / timedelta(hours=1),
    }


def _ordinary(day: date) -> bool:
    """A day that neither National Day, Mid-Autumn (29 September) nor Singles' Day's advance sale reaches."""
    return not any(first <= day <= last for first, last in _SPECIAL)


def _sales() -> dict[str, float]:
    """What the comparisons of sales should find before chance, for seven whole weeks on either side, in per cent.

    The calendar model leaves 30 September to 7 October, Mid-Autumn and Singles' Day's advance sale out.
    """
    after = [RESPONSE.date() + timedelta(days=n) for n in range(49)]
    before = [EXPOSURE.date() - timedelta(days=n) for n in range(49, 0, -1)]
    now, then = (sum(map(planned_rides, side)) for side in (after, before))
    plain = [
        [math.log(planned_rides(day) / WEEK[day.weekday()]) for day in side if _ordinary(day)]
        for side in (after, before)
    ]
    past_now, past_then = (sum(planned_rides(day - A_YEAR) for day in side) for side in (after, before))
    new = [NEW_AFTER if day >= PROMOTION else NEW_BEFORE for day in after]
    kept = sum(planned_rides(day) * (1 - share) for day, share in zip(after, new, strict=True))
    return {
        "before": round(100 * (now / then - 1), 4),
        "year": round(100 * (now / past_now - 1), 4),
        "ratio": round(100 * (now / past_now / (then / past_then) - 1), 4),
        "calendar": round(100 * (math.exp(mean(plain[0]) - mean(plain[1])) - 1), 4),
        "existing_index": round(kept / (then * (1 - NEW_BEFORE)), 4),
    }


def _authors(posts: list[Post]) -> dict[str, Any]:
    """How much of the volume comes from how few accounts; the vendor's workbook knows them by name."""
    held = sorted(
        Counter((p.platform, accounts.name(p) if p.platform == "wechat" else p.author) for p in posts).values()
    )
    n, whole = len(held), len(posts)
    gini = 2 * sum(rank * one for rank, one in enumerate(held, 1)) / (n * whole) - (n + 1) / n
    return {
        "accounts": n,
        "top10_share": round(100 * sum(held[-10:]) / whole, 4),
        "gini": round(gini * n / (n - 1), 6),
        "hhi": round(sum(one**2 for one in held) / whole**2, 8),
    }


def _trees(posts: list[Post]) -> dict[str, Any]:
    """The repost trees: every repost names an original, so each tree is one hop deep."""
    sizes = sorted(Counter(p.repost_of for p in posts if p.repost_of).values())
    reposts = sum(sizes)
    return {
        "trees": len(sizes),
        "reposts": reposts,
        "depth": 1,
        "breadth_9_of_10": sizes[-(-9 * len(sizes) // 10) - 1],
        "widest": sizes[-1],
        "reposts_per_post": round(reposts / len(posts), 6),
        "ten_largest": round(100 * sum(sizes[-10:]) / reposts, 4),
    }


def _pull(post: Post) -> float:
    return 1 + math.log1p(post.likes + post.comments + post.reposts)


def _reach(posts: list[Post]) -> dict[str, Any]:
    """How far posts went, of those whose export has counts; the ten that went farthest."""
    counted = [post for post in posts if post.platform != "wechat"]
    engagement = [(post.likes + post.comments + post.reposts, post.id) for post in counted]
    top = sorted(engagement, key=lambda one: (-one[0], one[1]))[:10]
    negative = sum(_pull(post) for post in counted if post.stance == "negative")
    return {
        "posts_with_counts": len(counted),
        "weighted_negative_share": round(100 * negative / sum(map(_pull, counted)), 4),
        "key_nodes": [n for n, _id in top],
        "key_node_share": round(100 * sum(n for n, _id in top) / sum(n for n, _id in engagement), 4),
    }


def _facets(posts: list[Post]) -> dict[str, dict[str, int]]:
    """Posts by what an export says of their authors; 微信公众号 has no region, and only 微博 a mark."""
    weibo = [post for post in posts if post.platform == "weibo"]
    return {
        "region": dict(Counter(post.region for post in posts if post.platform != "wechat").most_common()),
        "account_type": dict(Counter(map(accounts.mark, weibo)).most_common()),
        "channel": {"微信公众号": sum(post.platform == "wechat" for post in posts)},
    }


def _first(posts: Iterable[Post]) -> dict[str, str]:
    """When each platform's first post of the volume appeared, as exactly as its export says."""
    first = {post.platform: post for post in reversed(list(posts))}
    return {platform: post.at.isoformat() for platform, post in sorted(first.items())}


def truth(plan: Plan, world: World, figures: Figures, oddities: Oddities) -> dict[str, Any]:
    """Everything that was planted and everything that came of it."""
    posts = world.posts
    # A post without a readable time lies in no period.
    told = [post for post in collected(posts) if post.kind != "comment" and post.id not in set(oddities.imprecise)]
    return {
        "schema": 1,
        "simulated": True,
        "plan": asdict(plan),
        "effect": {
            "on": "negative volume",
            "factor": EFFECT,
            "relative_change_percent": round(100 * (EFFECT - 1), 4),
            "from": RESPONSE.isoformat(),
            "beside": "natural decay, an echo of the statement for six hours, a second wave from 12 September",
        },
        "clock": {
            "first_exposure": EXPOSURE.isoformat(),
            "planned_peak": PEAK.isoformat(),
            "first_response": RESPONSE.isoformat(),
            "response_delay_hours": round(response_delay_hours(), 4),
        },
        "peak_three_hours": _peak_three_hours(posts),
        "planned_storm_shares": {platform: dict(zip(STANCES, s, strict=True)) for platform, s in STORM.items()},
        "phases": {name: _phase(within(posts, *bounds)) for name, bounds in PHASES.items()},
        "all": _phase(list(posts)),
        "platforms": {p: _phase([post for post in posts if post.platform == p]) for p in STORM},
        "copies": _copies(posts),
        "volume_told": len(told),
        "authors": _authors(told),
        "trees": _trees(told),
        "reach": _reach(told),
        "facets": _facets(told),
        "first_seen": _first(told),
        "hot_search": [{"list": row[0], "term": row[1], "best": row[4], "minutes": row[5]} for row in HOTLIST],
        "distinct_texts": len({post.text for post in posts}),
        "parts": dict(sorted(Counter(post.origin for post in posts).items())),
        "lost_to_cap": {
            "platform": "xhs",
            "from": CAP_FROM.isoformat(),
            "to": CAP_TO.isoformat(),
            "cap": world.cap,
            "posts": world.lost,
        },
        "files": asdict(oddities),
        "tables": {**asdict(figures), "sales_drop": SALES_DROP, "sales_change": _sales()},
        "survey": {"drawn_means": [wave[2] for wave in WAVES], "would_ride_again": AGAIN},
        "claims": {name: asdict(claim) for name, claim in CLAIMS.items()},
        "relations": [{"claims": names, "verdict": verdict, "rule": rule} for names, verdict, rule in RELATIONS],
    }


def as_json(data: dict[str, Any]) -> str:
    """The truth as it stands in `.truth.json`."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
