"""The page on published numbers: what others print, what we compute, the difference."""

from __future__ import annotations

from typing import Final

from tools.manual.markup import code, heading, page, plain, table
from tools.published import Check, checks

_INTRO: Final = """\
`reporter.stats`里的统计方法都是普通函数，输入数字和数组，可以单独使用（`from reporter.stats import wilson`），
各函数的说明写明形状、单位、出错条件和公式出处。下表用公开发表的数据逐一核对：文献印出的数、本工具算出的数、两者之差。
本页由代码生成，每次发布前重算；差异超出文献末位数字的，测试不通过。"""

_ORACLES: Final = """\
没有合适印刷数字的方法，在测试里与成熟的统计库逐项对照：生存曲线对lifelines，有序回归与自相关误差回归对statsmodels，
秩检验对scipy，费勒区间用定义本身反算。误差范围是否名副其实，用真值已知的模拟检查，见[应对效果](91-effect.md)。"""


def _row(check: Check) -> tuple[str, ...]:
    digits = check.digits
    sign = "＋" if check.difference > 0 else "−"
    shown = f"{abs(check.difference):.{max(digits, 4)}f}"
    difference = f"{sign}{shown}" if float(shown) else "0"
    source = f"{check.source}（{check.note}）" if check.note else check.source
    return (
        code(check.function),
        plain(source),
        f"{check.expected:.{digits}f}",
        f"{check.ours:.{max(digits, 4) if digits else 0}f}",
        difference,
    )


def validation_page() -> str:
    """The page that shows each published number beside ours."""
    return page(
        "方法核对",
        "统计方法与公开发表的数字逐一对照：文献值、本工具的值、差异、出处。",
        _INTRO,
        heading("文献数字", "published"),
        table(("函数", "数据与出处", "文献", "本工具", "差异"), map(_row, checks())),
        heading("与统计库对照", "oracles"),
        _ORACLES,
    )
