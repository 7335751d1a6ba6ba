"""The small tables beside the posts: statements, survey, sales, costs, labels, coverage."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean
from typing import Final

from tools.demo.dice import Dice
from tools.demo.exports import mislabelled
from tools.demo.plan import CAP_FROM, CAP_TO, END, EXPOSURE, PLATFORMS, RESPONSE, START, Plan
from tools.demo.viewpoints import viewpoints
from tools.demo.world import OFFICIAL, Post, World

MINUTE: Final = "%Y-%m-%d %H:%M"

#: Sales: eight weeks on either side of the first exposure.
SALES_FROM: Final = date(2023, 7, 13)
SALES_DAYS: Final = 112
#: What the incident did to rides, at first and at the end of the table; between them a straight line.
SALES_DROP: Final = (0.22, 0.08)
HOLIDAY: Final = (date(2023, 9, 29), date(2023, 10, 6))
HOLIDAY_RISE: Final = 1.18
#: The same days a year earlier: no incident, another holiday, less business.
A_YEAR: Final = timedelta(days=364)
HOLIDAY_BEFORE: Final = (date(2022, 10, 1), date(2022, 10, 7))
GROWTH: Final = 1.08
#: Monday to Sunday.
WEEK: Final = (1.02, 1.03, 1.02, 1.03, 1.06, 0.94, 0.90)
RIDES: Final = 46_000
FARE: Final = 2.6
NEW_BEFORE: Final = 0.180
NEW_AFTER: Final = 0.216
PROMOTION: Final = date(2023, 9, 13)
#: The 28 days that the reported sales figure compares.
BEFORE_28: Final = (date(2023, 8, 10), date(2023, 9, 6))
AFTER_28: Final = (date(2023, 9, 15), date(2023, 10, 12))
#: The two weeks that the rosiest reported figure compares: the worst one, and one of a holiday.
WORST_WEEK: Final = (date(2023, 9, 8), date(2023, 9, 14))
HOLIDAY_WEEK: Final = (date(2023, 9, 29), date(2023, 10, 5))

#: Satisfaction on a scale of 1 to 10: wave, day, mean and standard deviation that answers are drawn from.
WAVES: Final = (("第一波", date(2023, 9, 10), 5.3, 2.0), ("第二波", date(2023, 10, 10), 6.4, 1.8))
FRAME: Final = "近三个月骑行用户随机抽样"
#: Would ride again, in either wave.
AGAIN: Final = (0.63, 0.71)

COSTS: Final = (
    (date(2023, 9, 9), "退费", 1_284_600, "误计费订单全额退还，共37,214单"),
    (date(2023, 9, 13), "补偿", 1_062_300, "受影响用户骑行券，按核销额计"),
    (date(2023, 9, 16), "技术整改", 386_000, "计费服务回退、压测与监控"),
    (date(2023, 9, 20), "公关传播", 298_000, "开放日与媒体沟通"),
    (date(2023, 10, 25), "第三方审计", 240_000, "计费系统独立审计"),
)
_STATEMENTS: Final = (
    ("致歉声明", "微博、App公告", 1860, (0.21, 0.52)),
    ("退费说明", "微博、App公告", 1240, (0.38, 0.31)),
    ("核查情况通报", "微博、微信公众号", 980, (0.42, 0.27)),
    ("退款进度说明", "微博", 610, (0.33, 0.36)),
)


#: What the public asked, and where it was answered; one question stayed open.
_QUESTIONS: Final = (
    ("锁车后为什么还在计费？", "2023-09-07 12:00", "微博", "2023-09-08 17:00", "致歉声明"),
    ("多扣的钱什么时候退？", "2023-09-07 15:00", "抖音", "2023-09-08 17:00", "致歉声明"),
    ("一共有多少订单受影响？", "2023-09-08 09:00", "微博", "2023-09-11 14:00", "核查情况通报"),
    ("以前的订单有没有多扣？", "2023-09-08 20:00", "微博", "", ""),
)
HOTLIST: Final = (
    ("微博热搜", "共享单车锁车后仍计费", "2023-09-07 19:20", "2023-09-07 23:40", 6, 260, "142.6万"),
    ("抖音热榜", "锁车后还在扣钱", "2023-09-07 20:05", "2023-09-08 01:15", 11, 310, "880.3万"),
)
_COUNTERS: Final = (
    ("2023-09-08 09:00", "微博", "#共享单车锁车后仍计费#", "1.1亿", "2.3万", "话题页截图"),
    ("2023-09-12 09:00", "微博", "#共享单车锁车后仍计费#", "1.8亿", "3.6万", "话题页截图"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the tables say, for the planted claims and the truth file.

    Args:
        means: satisfaction of both waves, as answered.
        sales: income of the 28 days before and after, in yuan.
        new_shares: share of new customers in the same days, in per cent.
        weeks: income of the week of the incident and of the holiday week, in yuan.
        cost: all costs, in yuan.
        labelled: hand labels, and how many of them are not the true stance.
    """

    means: tuple[float, float]
    sales: tuple[float, float]
    new_shares: tuple[float, float]
    weeks: tuple[float, float]
    cost: int
    labelled: tuple[int, int]


def write_tables(world: World, folder: Path, plan: Plan) -> Figures:
    """Write every small table into `folder`; what they say."""
    _write(folder / "statements.csv", "id,time,title,text,channel,replies,approving,opposing", _statements(plan))
    _write(folder / "coverage.csv", "平台,起,止,上限,备注", _coverage(world))
    _write(folder / "costs.csv", "日期,类别,金额,备注", COSTS)
    _write(folder / "questions.csv", "疑问,提出时间,平台,回应时间,回应出处", _QUESTIONS)
    _write(folder / "hotlist.csv", "榜单,词条,上榜时间,下榜时间,最高排名,在榜分钟,热度", HOTLIST)
    _write(folder / "counters.csv", "时间,平台,话题,阅读量,讨论量,来源", _COUNTERS)
    sales = list(_sales(plan, "sales", SALES_FROM))
    past = _sales(plan, "sales a year earlier", SALES_FROM - A_YEAR)
    header = "date,amount,orders,new_customers,existing_customers,existing_amount"
    _write(folder / "sales.csv", header, [*past, *sales])
    answers = list(_answers(plan))
    header = "wave,date,measure,n,mean,sd,share,scale_min,scale_max,respondent,value,weight,frame,mode"
    _write(folder / "survey.csv", header, [*answers, *_again(plan)])
    labels, wrong = _labels(world.posts, plan)
    _write(folder / "labels.csv", "platform,post_id,label,labeller,viewpoints", labels)
    before, after = (_between(sales, *days) for days in (BEFORE_28, AFTER_28))
    return Figures(
        means=(_mean(answers, WAVES[0][0]), _mean(answers, WAVES[1][0])),
        sales=(_sum(before, 1), _sum(after, 1)),
        new_shares=(_new_share(before), _new_share(after)),
        weeks=(_sum(_between(sales, *WORST_WEEK), 1), _sum(_between(sales, *HOLIDAY_WEEK), 1)),
        cost=sum(row[2] for row in COSTS),
        labelled=(plan.labels, wrong),
    )


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def _statements(plan: Plan) -> Iterator[list[object]]:
    for number, ((at, text), (title, channel, replies, shares)) in enumerate(
        zip(OFFICIAL, _STATEMENTS, strict=True), 1
    ):
        count = max(10, round(replies * plan.scale))
        approving, opposing = (round(count * share) for share in shares)
        yield [f"ST{number}", at.strftime(MINUTE), title, text, channel, count, approving, opposing]


def _coverage(world: World) -> Iterator[list[object]]:
    """What was collected: everything, but for four hours of 小红书."""
    note = "翻页受限，每小时只取到最早的一部分，实际声量更高"
    spans = [(platform, START, END, "", "") for platform in PLATFORMS if platform != "xhs"]
    capped = [
        ("xhs", START, CAP_FROM, "", ""),
        ("xhs", CAP_FROM, CAP_TO, world.cap, note),
        ("xhs", CAP_TO, END, "", ""),
    ]
    for platform, start, end, cap, remark in [*spans, *capped]:
        yield [platform, start.strftime(MINUTE), end.strftime(MINUTE), cap, remark]


def planned_rides(day: date) -> float:
    """Rides of a day before chance: what the comparisons of sales should find."""
    start, end = SALES_DROP
    passed = (day - EXPOSURE.date()).days
    whole = SALES_DAYS - 1 - (EXPOSURE.date() - SALES_FROM).days
    drop = 0.0 if passed <= 0 else start + (end - start) * passed / whole
    holiday = HOLIDAY[0] <= day <= HOLIDAY[1] or HOLIDAY_BEFORE[0] <= day <= HOLIDAY_BEFORE[1]
    level = 1 / GROWTH if day < SALES_FROM else 1.0
    return RIDES * WEEK[day.weekday()] * (HOLIDAY_RISE if holiday else 1.0) * (1 - drop) * level


def _sales(plan: Plan, name: str, first: date) -> Iterator[list[object]]:
    dice = Dice(plan.seed, name)
    for number in range(SALES_DAYS):
        day = first + timedelta(days=number)
        rides = round(planned_rides(day) * (1 + 0.03 * dice.normal()))
        riders = round(rides / 1.7)
        share = NEW_AFTER if day >= PROMOTION else NEW_BEFORE
        new = round(riders * share * (1 + 0.04 * dice.normal()))
        amount = round(rides * FARE * (1 + 0.01 * dice.normal()))
        # New and existing customers pay the same fare.
        existing = round(amount * (riders - new) / riders)
        yield [day.isoformat(), amount, rides, new, riders - new, existing]


def _between(sales: list[list[object]], first: date, last: date) -> list[list[object]]:
    return [row for row in sales if first.isoformat() <= str(row[0]) <= last.isoformat()]


def _sum(rows: list[list[object]], column: int) -> float:
    return float(sum(int(str(row[column])) for row in rows))


def _new_share(rows: list[list[object]]) -> float:
    new, known = _sum(rows, 3), _sum(rows, 4)
    return 100 * new / (new + known)


def _answers(plan: Plan) -> Iterator[list[object]]:
    """One line a respondent: satisfaction from 1 to 10."""
    dice = Dice(plan.seed, "survey")
    number = 0
    for wave, day, mean, sd in WAVES:
        for _person in range(plan.respondents):
            number += 1
            value = min(10, max(1, round(mean + sd * dice.normal())))
            yield [
                wave, day.isoformat(), "satisfaction", "", "", "", "", 1, 10, f"R{number:04d}", value, 1,
                FRAME, "App内问卷",
            ]  # fmt: skip


def _again(plan: Plan) -> Iterator[list[object]]:
    """One aggregate line a wave: the share that would ride again."""
    for (wave, day, _mean_drawn, _sd), share in zip(WAVES, AGAIN, strict=True):
        yield [
            wave, day.isoformat(), "愿意继续骑行", plan.respondents, "", "", share, 0, 1, "", "", "",
            FRAME, "App内问卷",
        ]  # fmt: skip


def _mean(answers: list[list[object]], wave: str) -> float:
    return fmean(int(str(row[10])) for row in answers if row[0] == wave)


def _labels(posts: tuple[Post, ...], plan: Plan) -> tuple[list[list[object]], int]:
    """A simple random sample of each phase's volume, half the labels before the first response, with a small error.

    微信公众号 is left out: its export has no id column, and brings labels of its own.
    A second person labels some of the posts; where the two differ a third word decides.
    """
    dice = Dice(plan.seed, "labels")
    frame = [post for post in posts if post.platform != "wechat" and post.kind != "comment"]
    sides = ([post for post in frame if (post.at >= RESPONSE) is late] for late in (False, True))
    drawn = [post for side in sides for post in dice.sample(side, plan.labels // 2)]
    first = [mislabelled(post.stance, plan.labeller_error, dice) for post in drawn]
    step = len(drawn) // plan.second
    again = [mislabelled(post.stance, plan.labeller_error, dice) for post in drawn[::step]]
    rows = [_label(post, said, "甲") for post, said in zip(drawn, first, strict=True)]
    for post, said, second in zip(drawn[::step], first[::step], again, strict=True):
        rows.append(_label(post, second, "乙"))
        if second != said:
            rows.append(_label(post, post.stance, "复核"))
    return rows, sum(label != post.stance for label, post in zip(first, drawn, strict=True))


def _label(post: Post, stance: str, labeller: str) -> list[object]:
    return [post.platform, post.id, stance, labeller, "|".join(viewpoints(post.text, post.stance)) or "-"]


def response_delay_hours() -> float:
    """Hours from the first exposure to the first public response."""
    return (RESPONSE - EXPOSURE) / timedelta(hours=1)
