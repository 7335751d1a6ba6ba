"""Invented charts of every kind, hostile and lopsided ones included, for the tests of `charts`."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from reporter.charts import build
from reporter.charts.spec import (
    Action,
    Bar,
    Beside,
    ChartSpec,
    Effect,
    Grid,
    Milestone,
    MilestoneKind,
    Reference,
    Stage,
    StageTone,
    Words,
)
from reporter.units import Unit

ZONE: Final = "Asia/Shanghai"
HOSTILE: Final = "<img src=x onerror=alert(1)>&\"'</script>"


def at(day: int, hour: int = 0, minute: int = 0) -> int:
    """A minute of September 2026 in Shanghai, seconds since 1970 UTC."""
    return int(datetime(2026, 9, day, hour, minute, tzinfo=ZoneInfo(ZONE)).timestamp())


def words(finding: str = "声量用13小时升至峰值；首次回应时，全程声量的47%已经出现") -> Words:
    """Sentences around a chart."""
    return Words(finding=finding, what="每小时发布条数，9月3日—12日", source="四平台采集文件，去重后。")


def hours(start: int = at(3)) -> Grid:
    """Hourly cells."""
    return Grid(start=start, step=3600, zone=ZONE)


def wave(count: int = 240, highest: float = 2300, peak: int = 45) -> list[int]:
    """Posts an hour that rise, fall and rise a little once more; the same numbers every time."""
    t = np.arange(count)
    main = np.where(t < peak, np.exp((t - peak) / 4.0), np.exp((peak - t) / 9.0))
    second = 0.3 * np.exp(-(((t - peak - 25) / 6.0) ** 2))
    wobble = 1 + 0.08 * np.sin(t * 2.3)
    return [int(value) for value in np.rint(8 + highest * (main + second) * wobble)]


def stages(*ends: int, names: str = "潜伏期 爆发期 蔓延期 回落期 平息期") -> list[Stage]:
    """The five stages, one after the other, ending at the given instants."""
    tones: tuple[StageTone, ...] = ("latent", "outbreak", "spread", "decline", "calm")
    edges = [at(3), *ends]
    return [
        Stage(name=name, start=a, end=b, tone=tone)
        for name, tone, a, b in zip(names.split(), tones, edges, ends, strict=False)
    ]


def actions(count: int = 4, gap: int = 9 * 3600) -> list[Action]:
    """Things we did, the second of them the first response."""
    return [Action(name=f"第{n}项措施", at=at(4, 16) + n * gap, detail="封存原料", first=n == 1) for n in range(count)]


def a_volume(total: list[int] | None = None, *, id_: str = "volume", share: float = 0.4) -> ChartSpec:
    """A curve with everything on it."""
    values = wave() if total is None else total
    negative = [int(value * share) for value in values]
    return build.volume_chart(
        id_,
        words(),
        hours(),
        values,
        negative,
        stages=stages(at(4, 8), at(4, 21), at(6, 12), at(10, 18), at(13)),
        actions=actions(),
    )


def some_bars(*names: str) -> ChartSpec:
    """Bars with and without intervals and notes."""
    bars = [Bar(name="要求公布检测结果", value=34, low=30, high=38)]
    bars += [Bar(name=name, value=27.25 - n, tone="negative", note="批评") for n, name in enumerate(names)]
    return build.share_bars("bars", words(), [*bars, Bar(name="零", value=0)], places=1)


def a_claim(stated: float = 35, *ours: float, unit: Unit = Unit.POINTS) -> ChartSpec:
    """A claim above our number."""
    value, low, high = ours or (13.3, 10.9, 15.7)
    rows = [build.claimed(stated), build.recomputed(value, low, high)]
    return build.claim_interval("claim", words(""), rows, unit=unit)


def a_clock(*steps: tuple[str, int, MilestoneKind], day_only: bool = False) -> ChartSpec:
    """The response clock; without steps the one of the design."""
    given = steps or (
        ("首曝", at(3, 19, 42), "event"),
        ("发现", at(4, 8, 15), "event"),
        ("上报", at(4, 9, 40), "event"),
        ("启动响应", at(4, 16), "event"),
        ("首次回应", at(5, 11), "first"),
        ("平息", at(10, 18), "calm"),
    )
    last = 86_400 if day_only else 60
    steps_ = [Milestone(name=name, at=when, until=when + last, kind=kind) for name, when, kind in given]
    references = [Reference(hours=4, name="参照"), Reference(hours=24, name="参照")]
    return build.clock_chart("clock", words(), ZONE, steps_, references)


def a_band(scale: float = 1, cells: int = 21, first: int = 5) -> ChartSpec:
    """Three-hour counts beside the band of natural decay."""
    seen = [136, 287, 607, 669, 534, 420, 387, 163, 31, 90, 163, 166, 145, 141, 177, 73, 16, 38, 91, 97, 75]
    observed = tuple(scale * value for value in seen[:cells])
    middle = tuple(1.4 * value for value in observed[first:])
    body = Beside(
        grid=Grid(start=at(4, 21), step=3 * 3600, zone=ZONE),
        unit=Unit.POSTS,
        observed=observed,
        expected=middle,
        low=tuple(0.4 * value for value in middle),
        high=tuple(3 * value for value in middle),
        names=("实际负面条数", "仅靠自然回落的预期范围", "首次回应"),
    )
    return build.beside_chart("effect", words(), body)


def a_forest(*names: str) -> ChartSpec:
    """Effects of several incidents, one of them without an estimate."""
    rows = [
        Effect(
            name="某区域配送延误集中投诉", detail="峰值后22小时", verdict="与应对一致", value=0.59, low=0.39, high=0.89
        )
    ]
    rows += [Effect(name=name, verdict="不能区分", value=0.91, low=0.05, high=12) for name in names]
    return build.forest_chart("forest", words(), [*rows, Effect(name="会员数据误发短信", verdict="不作估计")])


def every_kind() -> dict[str, ChartSpec]:
    """One chart of each kind and every shape that broke a drawing while it was made."""
    flat = [3] * 240
    spike = [*flat[:4], 52_345, 9000, *flat[6:]]
    charts = {
        "volume": a_volume(),
        "zoom": build.zoom(a_volume(), words("最初72小时")) or a_volume(),
        "hostile": build.volume_chart(
            "hostile",
            words(HOSTILE),
            hours(),
            wave(),
            None,
            stages=stages(at(5), at(6), names=f"{HOSTILE.replace(' ', '')} 爆发期"),
            actions=[Action(name=HOSTILE, at=at(5), detail=HOSTILE, first=True), Action(name=HOSTILE, at=at(6))],
        ),
        "spike": a_volume(spike),
        "zeros": a_volume([0] * 48),
        "one": a_volume([17]),
        "plateau": a_volume([10] * 10 + [500] * 60 + [20] * 10, share=0.9),
        "rising": a_volume(list(range(5, 905, 10))),
        "long": a_volume(wave(2000, 9000, 300)),
        "many actions": build.volume_chart("many", words(), hours(), wave(), actions=actions(30, 3600)),
        "short stages": build.volume_chart(
            "stages", words(), hours(), wave(), stages=stages(at(8), at(8, 6), at(8, 12), at(8, 18), at(13))
        ),
        "bars": some_bars("质疑加盟店管理流于形式", HOSTILE, "一个非常非常长的平台名称用来试验二十个汉字以上如何换行"),
        "claim": a_claim(),
        "claim of nothing": a_claim(0, 0, 0, 0, unit=Unit.HOURS),
        "clock": a_clock(),
        "clock of days": a_clock(("首曝", at(3), "event"), (HOSTILE, at(5), "first"), day_only=True),
        "band": a_band(),
        "band of few": a_band(900, 2, 1),
        "forest": a_forest("年终促销价格争议", HOSTILE),
        "spark": build.sparkline("spark", "声量走势", wave()),
    }
    charts["claim of more"] = build.claim_interval(
        "more", words(), [build.claimed(45_000, above=True), build.recomputed(48_216, 47_100, 49_900)], unit=Unit.POSTS
    )
    return charts
