"""What publications print, and what our statistics make of the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reporter.stats import (
    changepoint,
    gini,
    gls_ar1_step,
    kaplan_meier,
    newcombe,
    ordinal_logit,
    poisson_step,
    rogan_gladen,
    wilcoxon,
    wilson,
)
from tools.published import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One printed number beside ours.

    Args:
        function: ours.
        source: where the number is printed, and what of.
        expected: as printed.
        ours: computed now.
        digits: decimals it is printed with.
        within: how far ours may be away; half the last printed digit where the method is the same.
        note: why it may be further away (Chinese); empty where the method is the same.
    """

    function: str
    source: str
    expected: float
    ours: float
    digits: int
    within: float = math.nan
    note: str = ""

    @property
    def difference(self) -> float:
        """Ours less theirs."""
        return self.ours - self.expected

    @property
    def agrees(self) -> bool:
        """Whether ours is the printed number, as exactly as it is printed."""
        allowed = 0.51 * 10**-self.digits if math.isnan(self.within) else self.within
        return abs(self.difference) <= allowed


def checks() -> Iterator[Check]:
    """Every check, in the order of the page."""
    yield from _shares()
    yield from _series()
    yield from _ranks()
    yield from _survival()
    yield from _ordinal()


def _shares() -> Iterator[Check]:
    paper = "Newcombe 1998, Stat. Med. 17:857, {k}/{n}"
    for k, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        for end, printed, ours in zip(("下限", "上限"), (low, high), wilson(k, n), strict=True):
            yield Check(
                function="wilson", source=f"{paper.format(k=k, n=n)}，{end}", expected=printed, ours=ours, digits=4
            )
    difference = newcombe(56, 70, 48, 80)
    for end, printed, one in zip(("下限", "上限"), (0.0524, 0.3339), difference, strict=True):
        yield Check(
            function="newcombe",
            source=f"Newcombe 1998, Stat. Med. 17:873, 56/70 − 48/80，{end}",
            expected=printed,
            ours=one,
            digits=4,
        )
    share = 100 * rogan_gladen(23 / 150, 0.96, 0.89)
    yield Check(
        function="rogan_gladen", source="R epiR, 23/150, Se .96, Sp .89，每百人", expected=5.098, ours=share, digits=3
    )
    yield Check(function="gini", source="R ineq帮助页十个收入", expected=0.4620911, ours=gini(tables.INCOMES), digits=7)


def _series() -> Iterator[Check]:
    found = changepoint(tables.NILE)
    nile = "R datasets::Nile（Cobb 1978）"
    yield Check(
        function="changepoint", source=f"{nile}，变点年份", expected=1898, ours=float(1871 + found.after), digits=0
    )
    yield Check(function="changepoint", source=f"{nile}，之前均值", expected=1097.75, ours=found.before_mean, digits=2)
    yield Check(function="changepoint", source=f"{nile}，之后均值", expected=849.97, ours=found.after_mean, digits=2)
    yield from _sicily()
    yield from _arma()


def _sicily() -> Iterator[Check]:
    months = np.arange(len(tables.EPISODES), dtype=np.float64)
    design = np.column_stack([np.ones_like(months), months, months >= 36])  # noqa: PLR2004 - 2005-01
    ban = "Lopez Bernal 2017（西西里禁烟，59个月）"
    found = poisson_step(tables.EPISODES, design, tables.POPULATION)
    for name, printed, ours, digits in (
        ("率比", 0.8944, found.ratio, 4),
        ("率比下限", 0.8647, found.low, 4),
        ("率比上限", 0.9251, found.high, 4),
        ("离散系数", 3.559, found.dispersion, 3),
    ):
        yield Check(function="poisson_step", source=f"{ban}，{name}", expected=printed, ours=ours, digits=digits)
    rate = np.log(np.array(tables.EPISODES) / np.array(tables.POPULATION))
    fit = gls_ar1_step(rate, design)
    yield Check(
        function="gls_ar1_step",
        source=f"{ban}，率比",
        expected=0.8944,
        ours=math.exp(float(fit.step[0])),
        digits=4,
        within=0.005,
        note="原文用泊松回归，这里用带自相关误差的对数线性回归，应相近而不应相等",
    )


def _arma() -> Iterator[Check]:
    x = np.array(tables.ARMA_X)
    after = np.arange(x.size) >= 70  # noqa: PLR2004 - where the effect begins
    y = np.array(tables.ARMA_Y) + 5.0 * after
    fit = gls_ar1_step(y, np.column_stack([np.ones_like(x), x, after]))
    data = "tfcausalimpact arma_data，自第70行加5"
    yield Check(
        function="gls_ar1_step", source=f"{data}，之后均值", expected=125.23, ours=float(y[after].mean()), digits=2
    )
    yield Check(
        function="gls_ar1_step",
        source=f"{data}，影响",
        expected=4.89,
        ours=float(fit.step[0]),
        digits=2,
        within=0.15,
        note="原文4.78至4.89（贝叶斯结构时间序列，两种算法）；真值为5",
    )


def _ranks() -> Iterator[Check]:
    test = wilcoxon(tables.BEFORE, tables.SECOND)
    book = "Hollander & Wolfe 1973，抑郁量表"
    yield Check(function="wilcoxon", source=f"{book}，V", expected=40, ours=test.v, digits=0)
    yield Check(function="wilcoxon", source=f"{book}，单侧p", expected=0.01953, ours=test.p / 2, digits=5)


def _survival() -> Iterator[Check]:
    curve = kaplan_meier(tables.REMISSION, tables.RELAPSED)
    trial = "Freireich 1963（6-MP，21人）"
    for week, printed in ((6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)):
        ours = float(curve.share[curve.times == week][0])
        yield Check(function="kaplan_meier", source=f"{trial}，第{week}周后", expected=printed, ours=ours, digits=3)
    yield Check(
        function="kaplan_meier", source=f"{trial}，中位数（周）", expected=23, ours=curve.median or math.nan, digits=0
    )


def _ordinal() -> Iterator[Check]:
    """Housing by proportional odds (Venables & Ripley 2002, section 7.3)."""
    cell = np.arange(72)
    satisfaction, influence, kind, contact = cell % 3, cell // 3 % 3, cell // 9 % 4, cell // 36
    columns = [influence == 1, influence == 2, kind == 1, kind == 2, kind == 3, contact == 1]  # noqa: PLR2004 - codes
    design = np.column_stack(columns).astype(float)
    fit = ordinal_logit(np.repeat(design, tables.HOUSING, axis=0), np.repeat(satisfaction, tables.HOUSING))
    printed = (0.5664, 1.2888, -0.5724, -0.3662, -1.0910, 0.3603)
    names = ("影响力中", "影响力高", "公寓", "中庭", "联排", "联系多")
    for name, one, ours in zip(names, printed, np.log(fit.value), strict=True):
        yield Check(
            function="ordinal_logit",
            source=f"Venables & Ripley 2002，住房满意度，{name}",
            expected=one,
            ours=float(ours),
            digits=4,
            within=0.0002,
            note="由statsmodels拟合",
        )
