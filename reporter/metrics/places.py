"""Names of places as they are shown: provinces, 境外, and 中国香港, 中国澳门, 中国台湾 in full."""

from __future__ import annotations

import re
import unicodedata
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
#: Traditional characters of names above.
_SIMPLE: Final = str.maketrans("門臺灣廣東蘇龍寧陝貴雲肅內遼慶", "门台湾广东苏龙宁陕贵云肃内辽庆")
#: In Latin letters, without spaces and marks; 山西 and 陕西 differ by a letter.
_LATIN: Final = {
    "beijing": "北京", "peking": "北京", "tianjin": "天津", "hebei": "河北", "shanxi": "山西",
    "innermongolia": "内蒙古",
    "neimenggu": "内蒙古", "neimongol": "内蒙古", "liaoning": "辽宁", "jilin": "吉林", "heilongjiang": "黑龙江",
    "shanghai": "上海", "jiangsu": "江苏", "zhejiang": "浙江", "anhui": "安徽", "fujian": "福建", "jiangxi": "江西",
    "shandong": "山东", "henan": "河南", "hubei": "湖北", "hunan": "湖南", "guangdong": "广东",
    "guangxi": "广西", "hainan": "海南", "chongqing": "重庆", "sichuan": "四川", "guizhou": "贵州", "yunnan": "云南",
    "tibet": "西藏", "xizang": "西藏", "shaanxi": "陕西", "gansu": "甘肃", "qinghai": "青海", "ningxia": "宁夏",
    "xinjiang": "新疆", "hongkong": "中国香港", "macao": "中国澳门", "macau": "中国澳门", "taiwan": "中国台湾",
    "guangzhou": "广东", "shenzhen": "广东", "hangzhou": "浙江", "nanjing": "江苏", "wuhan": "湖北",
    "chengdu": "四川",
    "taipei": "中国台湾",
}  # fmt: skip
#: Cities that exports name without their province: capitals and the largest.
_CITIES: Final = {
    city: province
    for province, cities in {
        "河北": "石家庄 唐山 保定 邯郸 廊坊", "山西": "太原 大同", "内蒙古": "呼和浩特 包头 鄂尔多斯",
        "辽宁": "沈阳 大连 鞍山",
        "吉林": "长春 延边", "黑龙江": "哈尔滨 大庆 齐齐哈尔",
        "江苏": "南京 苏州 无锡 常州 南通 徐州 扬州 盐城 镇江 泰州 淮安 连云港 宿迁",
        "浙江": "杭州 宁波 温州 嘉兴 绍兴 金华 台州 湖州 义乌", "安徽": "合肥 芜湖 蚌埠 阜阳",
        "福建": "福州 厦门 泉州 漳州 莆田", "江西": "南昌 赣州 九江 上饶",
        "山东": "济南 青岛 烟台 潍坊 临沂 淄博 济宁 威海",
        "河南": "郑州 洛阳 南阳 开封 新乡", "湖北": "武汉 宜昌 襄阳 荆州", "湖南": "长沙 株洲 湘潭 岳阳 衡阳 常德",
        "广东": "广州 深圳 东莞 佛山 珠海 中山 惠州 汕头 湛江 江门 肇庆", "广西": "南宁 桂林 柳州 北海",
        "海南": "海口 三亚",
        "四川": "成都 绵阳 德阳 宜宾 南充 泸州", "贵州": "贵阳 遵义", "云南": "昆明 大理 丽江 曲靖", "西藏": "拉萨",
        "陕西": "西安 咸阳 宝鸡 延安", "甘肃": "兰州 天水 敦煌", "青海": "西宁", "宁夏": "银川",
        "新疆": "乌鲁木齐 喀什 伊犁 阿克苏",
        "中国台湾": "台北 高雄 新北 台中", "中国香港": "九龙 新界",
    }.items()
    for city in cities.split()
}  # fmt: skip
#: Countries and regions abroad that exports name; a name in no list is unknown and not abroad.
_ABROAD: Final = frozenset(
    "境外 海外 国外 其他国家 美国 英国 日本 韩国 朝鲜 加拿大 澳大利亚 新西兰 新加坡 马来西亚 泰国 越南 老挝"
    " 柬埔寨 缅甸 菲律宾"
    " 印度尼西亚 印尼 文莱 印度 巴基斯坦 孟加拉国 尼泊尔 斯里兰卡 蒙古 哈萨克斯坦 乌兹别克斯坦 俄罗斯 乌克兰"
    " 白俄罗斯 德国 法国"
    " 意大利 西班牙 葡萄牙 荷兰 比利时 卢森堡 瑞士 奥地利 瑞典 挪威 丹麦 芬兰 冰岛 爱尔兰 波兰 捷克 匈牙利"
    " 罗马尼亚 希腊"
    " 塞尔维亚 保加利亚 克罗地亚 土耳其 以色列 伊朗 伊拉克 沙特阿拉伯 沙特 阿联酋 阿拉伯联合酋长国 卡塔尔 科威特 埃及"
    " 摩洛哥 南非 尼日利亚 肯尼亚 埃塞俄比亚 坦桑尼亚 加纳 安哥拉 赞比亚 墨西哥 巴西 阿根廷 智利 秘鲁 哥伦比亚 古巴"
    " overseas abroad us usa unitedstates unitedstatesofamerica uk unitedkingdom japan korea southkorea canada"
    " australia"
    " newzealand singapore malaysia thailand vietnam indonesia philippines india russia germany france italy spain"
    " netherlands switzerland sweden norway denmark finland ireland portugal turkey brazil mexico".split()
)
_HEADS: Final = (
    "发布于",
    "来自",
    "ip属地",
    "ip归属地",
    "ip地址",
    "属地",
    "所在地",
    "：",
    ":",
    "中华人民共和国",
    "中国",
    "china",
)
_TAILS: Final = ("province", "municipality", "autonomousregion", "sar", "city", "china")
_MARKS: Final = re.compile(r"[\s,.。·:'’/_()\[\]-]+")


def place(written: str) -> str:
    """A region as it is shown: a province's short name, 中国香港 and so on, 境外, or '' where none is known.

    `发布于 广东`, `IP属地：广东省`, `广东 深圳`, `深圳市`, `Guangdong, China` are all 广东; a country in the list
    is 境外.  What is in no list may be a district at home: it is unknown.
    """
    name = _bare(written)
    chinese = _chinese(name)
    if chinese:
        return chinese
    abroad = name in _ABROAD or any(name.startswith(one) for one in _ABROAD if not one.isascii())
    return OVERSEAS if abroad else ""


def _bare(written: str) -> str:
    """Small letters without spaces, marks and what exports put around a name."""
    name = _MARKS.sub("", unicodedata.normalize("NFKC", written)).casefold().translate(_SIMPLE)
    while head := next((head for head in _HEADS if name.startswith(head)), ""):
        name = name.removeprefix(head)
    while tail := next((tail for tail in _TAILS if name.endswith(tail)), ""):
        name = name.removesuffix(tail)
    return name


def _chinese(name: str) -> str:
    """The province or region of China a bare name begins with; '' for none."""
    for latin, short in _LATIN.items():
        if name.startswith(latin):
            return short
    for short in PROVINCES:
        if name.startswith(short):
            return short
    for short, full in _FULL.items():
        if name.startswith(short):
            return full
    return next((province for city, province in _CITIES.items() if name.startswith(city)), "")


def places(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by region as written -> by region as shown; '' holds what names none."""
    found: Counter[str] = Counter()
    for written, n in counts.items():
        found[place(written)] += n
    return dict(found)
