"""The page on error codes."""

from __future__ import annotations

from typing import Final

from reporter.errors import CODES
from reporter.i18n import _
from tools.manual.markup import bullets, heading, page, plain

_GROUPS: Final = {
    "R0": "项目与文件夹",
    "R1": "incident.yml",
    "R2": "帖文文件",
    "R3": "数据表",
    "R4": "页面与网站",
    "R5": "发布",
    "R6": "文稿（Word、PDF等）",
}

_INTRO: Final = """\
`reporter check`和`reporter build`一次列出全部问题，每条写明文件、行号、字段、代码和改法：

    错误 incidents/2024-05-x/incident.yml:52: period.end: R108 截止时间不晚于起始时间。
      提示: 请更正其中一个时间。

“错误”要改好才能生成这起事件的报告（其他事件照常生成，这一起保留上一次的页面并注明）；“警告”不影响生成。"""


def _group(start: str, title: str) -> str:
    found = [f"**{code}** {plain(_(meaning))}" for code, meaning in CODES.items() if code.startswith(start)]
    return f"{heading(title, start.lower())}\n\n{bullets(found)}"


def codes_page() -> str:
    """The page on every error code."""
    if {code[:2] for code in CODES} != set(_GROUPS):
        raise KeyError(set(_GROUPS))
    return page(
        "错误代码",
        "reporter报告的每个错误代码是什么意思。",
        _INTRO,
        *(_group(start, title) for start, title in _GROUPS.items()),
    )
