"""The posts of the simulated incident with their true stances, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, Literal

from tools.demo.curve import CELL, CELLS, intensity, total
from tools.demo.dice import Dice, cumulative, zipf
from tools.demo.phrases import KEYS, PRAISE, PRAISE_TAILS
from tools.demo.plan import (
    CAP_FROM,
    CAP_TO,
    EXPOSURE,
    PLATFORMS,
    PRAISE_FROM,
    PRAISE_HOURS,
    REBOUND,
    RESPONSE,
    STANCES,
    START,
    ZONE,
    Plan,
    Platform,
    Stance,
    hours,
)
from tools.demo.wording import COPIED, COPIED_ELSE, Said, Writer

Kind = Literal["original", "repost", "comment"]
Origin = Literal["talk", "exposure", "official", "echo", "praise"]

#: Posts of the announcement's own thread within six hours of T0, and of alike praise, per expected post.
ECHO: Final = 0.016
PRAISES: Final = 0.006
ECHO_STANCES: Final = cumulative((0.38, 0.42, 0.20))
REFUNDS: Final = datetime(2023, 9, 9, 10, 0, tzinfo=ZONE)
REGIONS: Final = (
    "浙江", "江苏", "广东", "上海", "山东", "四川", "湖北", "河南", "北京", "福建", "安徽", "湖南",
    "陕西", "辽宁", "重庆", "中国香港", "境外", "未知",
)  # fmt: skip
#: The official accounts' posts: when, and in which words; the first one is T0.
OFFICIAL: Final[tuple[tuple[datetime, str], ...]] = (
    (RESPONSE, "【致歉声明】系统升级异常导致部分订单锁车后仍继续计费，我们深表歉意，多扣费用将全额退还。"),
    (REFUNDS, "【退费说明】受影响订单已筛查完毕，今日起按原支付渠道全额退还，无需申诉。"),
    (
        datetime(2023, 9, 11, 14, 0, tzinfo=ZONE),
        "【核查情况通报】计费服务升级时停表指令重复丢失，已回退版本并修复，开放日欢迎用户现场查看。",
    ),
    (
        datetime(2023, 9, 12, 18, 30, tzinfo=ZONE),
        "【退款进度说明】部分银行卡退款到账较慢，已增派人员逐笔跟进，9月14日前处理完毕。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One simulated post.

    Args:
        author: number of the account on its platform; negative numbers are institutions.
        at: when it was posted, to the second.
        repost_of: id of the post it repeats or answers, else empty.
        origin: which part of the simulation made it.
        wording: number of the text it repeats, word for word or nearly: its own when it is the first to say it.
    """

    platform: Platform
    kind: Kind
    id: str
    at: datetime
    author: int
    text: str
    stance: Stance
    likes: int
    comments: int
    reposts: int
    region: str
    repost_of: str
    origin: Origin
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that was posted, and what the capped crawler missed.

    Args:
        posts: in order of time; ids unique within a platform.
        lost: posts that the crawler of 小红书 missed while it was capped.
        cap: its limit, in posts an hour.
    """

    posts: tuple[Post, ...]
    lost: int
    cap: int


@dataclass(frozen=True, slots=True, order=True)
class _Seed:
    """A post before it has an id, an author and words."""

    at: datetime
    platform: Platform
    stance: Stance
    origin: Origin = "talk"


def make_world(plan: Plan) -> World:
    """Draw the whole incident of a plan."""
    seeds = sorted([*_talk(plan), *_echo(plan), *_praise(plan), *_planted()])
    kept, lost, cap = _capped(seeds, plan)
    return World(posts=tuple(_Author(plan).write(kept)), lost=lost, cap=cap)


def _planted() -> Iterator[_Seed]:
    yield _Seed(EXPOSURE, "weibo", "negative", "exposure")
    yield from (_Seed(at, "weibo", "neutral", "official") for at, _text in OFFICIAL)


def _talk(plan: Plan) -> Iterator[_Seed]:
    """Poisson posts in ten-minute cells around the planned curve, with a mild hourly noise that lasts."""
    dice = Dice(plan.seed, "talk")
    per_cell = plan.posts * (1 - ECHO - PRAISES) / total()
    noise = 0.0
    for cell in range(CELLS):
        if cell % 6 == 0:
            noise = 0.5 * noise + 0.06 * dice.normal()
        for platform in PLATFORMS:
            for stance in STANCES:
                mean = per_cell * (1 + noise) * intensity(platform, stance, (cell + 0.5) * CELL)
                for _post in range(dice.poisson(mean)):
                    yield _Seed(START + timedelta(seconds=600 * cell + dice.below(600)), platform, stance)


def _echo(plan: Plan) -> Iterator[_Seed]:
    """Reposts of the first statement: most within two hours, all within six."""
    dice = Dice(plan.seed, "echo")
    for _post in range(round(ECHO * plan.posts)):
        at = RESPONSE + timedelta(seconds=30 + int(6 * 3600 * dice.unit() ** 2.5))
        yield _Seed(at, "weibo", STANCES[dice.weighted(ECHO_STANCES)], "echo")


def _praise(plan: Plan) -> Iterator[_Seed]:
    dice = Dice(plan.seed, "praise")
    for _post in range(max(3, round(PRAISES * plan.posts))):
        at = PRAISE_FROM + timedelta(seconds=int(PRAISE_HOURS * 3600 * dice.unit()))
        yield _Seed(at, "weibo" if dice.chance(0.7) else "xhs", "positive", "praise")


def _capped(seeds: list[_Seed], plan: Plan) -> tuple[list[_Seed], int, int]:
    """The posts the crawlers got: of the capped hours of 小红书 only each hour's first ones."""
    cap = max(1, round(45 * plan.scale))
    kept: list[_Seed] = []
    for _hour, group in groupby(seeds, key=lambda seed: seed.at.replace(minute=0, second=0)):
        taken = 0
        for seed in group:
            limited = seed.platform == "xhs" and CAP_FROM <= seed.at < CAP_TO
            taken += limited
            if not limited or taken <= cap:
                kept.append(seed)
    return kept, len(seeds) - len(kept), cap


class _Author:
    """Gives every seed its account, words, id and engagement, in order of time."""

    def __init__(self, plan: Plan) -> None:
        self._dice = Dice(plan.seed, "words")
        self._writer = Writer(plan)
        self._accounts = {p: zipf(max(20, round(plan.posts * 0.2)), 0.75) for p in PLATFORMS}
        self._regions = zipf(len(REGIONS), 0.8)
        self._roots: dict[Platform, list[str]] = {p: [] for p in PLATFORMS}
        self._famous: list[str] = []
        self._statement = ""
        self._official = iter(OFFICIAL)

    def write(self, seeds: Iterable[_Seed]) -> Iterator[Post]:
        """The posts, in the seeds' order."""
        for number, seed in enumerate(seeds):
            yield self._post(number, seed)

    def _post(self, number: int, seed: _Seed) -> Post:
        kind = self._kind(seed)
        topic, said = self._words(seed, kind)
        post = Post(
            platform=seed.platform,
            kind=kind,
            id=_id(seed, kind, number),
            at=seed.at,
            author=self._account(seed, topic, number),
            text=said.text,
            stance=seed.stance,
            likes=self._count(seed, 2.1),
            comments=self._count(seed, 0.9),
            reposts=self._count(seed, 0.4),
            region=REGIONS[self._dice.weighted(self._regions)],
            repost_of=self._root(seed, kind),
            origin=seed.origin,
            wording=said.wording,
        )
        self._remember(post, topic)
        return post

    def _kind(self, seed: _Seed) -> Kind:
        if seed.origin == "echo":
            return "repost"
        if seed.origin != "talk" or not self._roots[seed.platform]:
            return "original"
        if seed.platform == "weibo":
            return "repost" if self._dice.chance(0.42) else "original"
        return "comment" if seed.platform == "douyin" and self._dice.chance(0.6) else "original"

    def _words(self, seed: _Seed, kind: Kind) -> tuple[str, Said]:
        """Topic and text; this stream says only whether a text is repeated, the words come from the writer's own."""
        if seed.origin == "official":
            text = next(self._official)[1]
            return "official", self._writer.fixed(text, text)
        if seed.origin == "praise":
            return "praise", self._writer.fixed(PRAISE + self._dice.pick(PRAISE_TAILS), PRAISE)
        style, topic = _style(seed, kind), self._topic(seed)
        if (style, seed.stance, topic) not in KEYS:
            topic = "any"
        if seed.origin == "exposure":
            return topic, self._writer.first()
        again = self._dice.chance(COPIED.get(topic, COPIED_ELSE))
        return topic, self._writer.said((style, seed.stance, topic), seed.at, again=again)

    def _topic(self, seed: _Seed) -> str:
        edges = _topics(seed)
        return list(edges)[self._dice.weighted(cumulative(list(edges.values())))]

    def _account(self, seed: _Seed, topic: str, number: int) -> int:
        if topic == "official":
            return -1
        if topic == "news" and seed.platform == "weibo":
            return -2 - self._dice.below(11)
        if topic == "praise":  # many accounts, each seen once
            return 100_000 + number
        return self._dice.weighted(self._accounts[seed.platform])

    def _count(self, seed: _Seed, level: float) -> int:
        wide = 3.0 if seed.origin in {"exposure", "official"} else 0.0
        return int(2.718281828 ** (level + wide + 1.9 * self._dice.normal()))

    def _root(self, seed: _Seed, kind: Kind) -> str:
        roots = self._roots[seed.platform]
        if kind == "original":
            return ""
        if seed.origin == "echo":
            return self._statement
        if seed.platform == "weibo" and self._famous and self._dice.chance(0.5):
            return self._dice.pick(self._famous)
        return self._dice.pick(roots[-300:])

    def _remember(self, post: Post, topic: str) -> None:
        if post.kind != "original":
            return
        self._roots[post.platform].append(post.id)
        if post.origin == "exposure" or (topic == "news" and post.platform == "weibo" and self._dice.chance(0.05)):
            self._famous = [*self._famous[-11:], post.id]
        if post.origin == "official" and not self._statement:
            self._statement = post.id


def _style(seed: _Seed, kind: Kind) -> str:
    if seed.origin == "echo":
        return "thread"
    if kind == "repost":
        return "repost"
    if seed.at < EXPOSURE:
        return "short"
    return {"xhs": "note", "wechat": "article"}.get(seed.platform, "short")


def _topics(seed: _Seed) -> dict[str, float]:
    """What posts of a stance speak of at a time, by weight."""
    if seed.at < EXPOSURE:
        return {"everyday": 1.0}
    answered = seed.at >= RESPONSE
    if seed.stance == "neutral":
        return {"ask": 0.5, "news": 0.3, "everyday": 0.2}
    if seed.stance == "positive":
        refund = 0.5 if seed.at >= REFUNDS else 0.0
        return {"everyday": 0.5, "fair": 0.5 if answered else 0.1, "refund": refund}
    if not answered:
        waited = hours(seed.at) - hours(EXPOSURE)
        return {"bill": 1.0, "silence": min(0.02 * waited, 0.6)}
    late = 0.9 if seed.at >= REBOUND and seed.platform in {"weibo", "douyin"} else 0.0
    return {"bill": 0.35, "distrust": 0.55, "delay": late}


def _id(seed: _Seed, kind: Kind, number: int) -> str:
    """An id of the platform's own shape and length, out of the range that real ones use."""
    second = int((seed.at - START).total_seconds())
    if seed.platform == "weibo":
        return f"10{second:07d}{number:07d}"
    if seed.platform == "douyin":
        return f"{10 if kind == 'original' else 11}{second:08d}{number:09d}"
    if seed.platform == "xhs":
        return f"d0{second:010x}{number:012x}"
    return f"https://wx.example.com/s/{number:07d}"


def most_liked(posts: Iterable[Post], platform: Platform, least: int) -> Iterator[Post]:
    """The posts again, the platform's most liked one with at least `least` likes (so that a 1.2万 occurs)."""
    kept = tuple(posts)
    top = max((p for p in kept if p.platform == platform), key=lambda p: p.likes)
    yield from (replace(p, likes=max(p.likes, least)) if p is top else p for p in kept)
