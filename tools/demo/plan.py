"""What is planted: sizes, clock and effect of a simulated incident, and nothing that is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Stance = Literal["negative", "neutral", "positive"]
Platform = Literal["weibo", "douyin", "xhs", "wechat"]

STANCES: Final[tuple[Stance, ...]] = ("negative", "neutral", "positive")
PLATFORMS: Final[tuple[Platform, ...]] = ("weibo", "douyin", "xhs", "wechat")

ZONE: Final = ZoneInfo("Asia/Shanghai")
START: Final = datetime(2023, 9, 5, tzinfo=ZONE)
DAYS: Final = 10
END: Final = START + timedelta(days=DAYS)

EXPOSURE: Final = datetime(2023, 9, 7, 8, 26, tzinfo=ZONE)
PEAK: Final = datetime(2023, 9, 7, 20, 40, tzinfo=ZONE)
RESPONSE: Final = datetime(2023, 9, 8, 17, 0, tzinfo=ZONE)
REBOUND: Final = datetime(2023, 9, 12, 9, 0, tzinfo=ZONE)
#: The crawler of 小红书 turned a limited number of pages an hour while the storm was at its height.
CAP_FROM: Final = datetime(2023, 9, 7, 19, 0, tzinfo=ZONE)
CAP_TO: Final = datetime(2023, 9, 7, 23, 0, tzinfo=ZONE)
#: Alike praise from many accounts, within a few hours.
PRAISE_FROM: Final = datetime(2023, 9, 9, 10, 30, tzinfo=ZONE)
PRAISE_HOURS: Final = 4.0
#: The second collection of Weibo begins before the first one ends.
OVERLAP_FROM: Final = datetime(2023, 9, 8, 21, 0, tzinfo=ZONE)
OVERLAP_TO: Final = datetime(2023, 9, 9, 0, 0, tzinfo=ZONE)
#: When the crawlers last looked; a time of collection, never of posting.
CRAWLED: Final = datetime(2023, 9, 15, 9, 30, tzinfo=ZONE)

#: What the first response does to negative volume, on top of natural decay, from T0 to the end.
EFFECT: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a simulated incident is.

    Args:
        seed: fixes every draw.
        posts: expected number of posts of all kinds.
        texts: distinct texts of a kind (style, stance and topic) at most; fewer texts, faster scoring.
        labels: posts drawn to be labelled by hand, half of them before the first response.
        second: how many of these a second person labels too.
        labeller_error: probability that the labeller writes another stance than the true one.
        vendor_error: the same for the label column of the 微信公众号 export.
        respondents: people asked in each wave of the survey.
    """

    seed: int
    posts: int
    texts: int
    labels: int
    second: int
    labeller_error: float = 0.02
    vendor_error: float = 0.08
    respondents: int

    @property
    def scale(self) -> float:
        """Size relative to the incident in the repository."""
        return self.posts / 20_000


DEMO: Final = Plan(seed=20230907, posts=20_000, texts=20_000, labels=600, second=90, respondents=400)
SIBLING: Final = Plan(seed=300, posts=300, texts=3, labels=60, second=10, respondents=40)


def hours(at: datetime) -> float:
    """Hours from the start of the period to `at`."""
    return (at - START) / timedelta(hours=1)
