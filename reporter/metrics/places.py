"""Names of places as they are shown: provinces, 境外, and 中国香港, 中国澳门, 中国台湾 in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

#: The provinces' short names.
PROVINCES: Final = tuple(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南"
    " 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆".split()
)
_FULL: Final = {"香港": "中国香港", "澳门": "中国澳门", "台湾": "中国台湾"}
OVERSEAS: Final = "境外"
#: What exports write instead of a place.
_UNKNOWN: Final = frozenset({"", "未知", "其他", "未填写", "保密", "unknown", "-", "--", "中国"})


def place(written: str) -> str:
    """A region as it is shown: a province's short name, 中国香港 and so on, 境外, or '' where none is named.

    `发布于 广东`, `IP属地：广东省`, `广东 深圳` are all 广东; a country is 境外.
    """
    name = "".join(written.split())
    for head in ("发布于", "IP属地", "ip属地", "来自", "：", ":"):
        name = name.removeprefix(head)
    if name in _UNKNOWN:
        return ""
    bare = name.removeprefix("中国")
    for short in PROVINCES:
        if bare.startswith(short):
            return short
    for short, full in _FULL.items():
        if bare.startswith(short):
            return full
    return OVERSEAS


def places(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by region as written -> by region as shown; '' holds what names none."""
    found: Counter[str] = Counter()
    for written, n in counts.items():
        found[place(written)] += n
    return dict(found)
