"""The page on posts and tables: which files are recognised, from the exporters and the table room."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from reporter import names
from reporter.i18n import _
from reporter.intake import exporters
from reporter.intake.aliases import ALIASES
from reporter.intake.exporter import FIELDS, Exporter
from reporter.load import cells
from reporter.load.rows import KINDS, Column, Table
from tools.manual.markup import code, heading, page, plain, table

#: What each module of exporters is called, in the order of the page.
_PROGRAMS: Final = {
    "mediacrawler": ("MediaCrawler", "七个平台的帖子与评论；CSV、JSON、JSONL、XLSX，新旧两代列名。"),
    "weibo_search": ("weibo-search", "按关键词检索的微博；CSV，同一文件里列数有变也能读。"),
    "weibo_crawler": ("weibo-crawler", "指定账号的微博；CSV。“100万+”一类的封顶数按下限处理。"),
    "weibospider": ("weiboSpider / WeiboSpider", "指定账号的微博；CSV、JSON、JSONL，重复写入的表头自动去除。"),
    "sitong": ("思通舆情", "多站点的新闻与帖文；Excel。情感列1、2、3分别为正面、中性、负面。"),
    "netinsight": ("NetInsight", "多平台帖文；Excel。标题里的高亮标记自动去除。"),
}

_COLUMNS: Final = {
    "platform": "平台",
    "channel": "渠道",
    "post_id": "帖文编号",
    "kind": "原创、转发或评论",
    "is_repost": "是否转发",
    "repost_of": "所转帖文编号",
    "parent_id": "评论所属的帖文编号",
    "time": "发布时间",
    "date": "发布日期",
    "crawl_time": "采集时间",
    "author_id": "账号编号",
    "author_name": "账号名称",
    "account_type": "账号类型",
    "title": "标题",
    "text": "正文",
    "summary": "摘要",
    "stance": "情感",
    "sensitive": "敏感属性",
    "likes": "点赞数",
    "comments": "评论数",
    "reposts": "转发数",
    "region": "IP属地",
    "url": "链接",
}

_TABLES: Final = {
    "statements": ("声明", "官方声明及其回复；用于回应认可度。"),
    "survey": ("调查", "逐人答卷，或每一波的汇总（样本量与均值、标准差或比例）。"),
    "sales": ("销售", "按日或按月的销售额与客户数；按月数据只取事发月之外的整月，不给误差范围。"),
    "costs": ("费用", "应对支出，按类别分列。"),
    "labels": (
        "人工标注",
        "人工判定的情感和观点，用来推算占比；满50条即采用，不同文本满100条时另训练本事件模型。",
    ),
    "sample": ("标注抽样", "抽出的待标注帖文，由工具写入，请勿手工修改；有此表时，只有其中的帖文用来推算占比。"),
    "coverage": (
        "采集范围",
        "每个平台从何时采到何时、上限多少；缺采和封顶会印在声量旁边。平台后台总量是平台自己对同一时段的计数，用来算覆盖率。",
    ),
    "questions": ("公众疑问", "公众公开提出的疑问，以及在哪里、何时得到回应；尚无回应的，回应两列留空。"),
    "hotlist": ("热搜", "词条上榜、下榜时间，最高排名，在榜分钟数，榜单自己的热度值。"),
    "counters": ("平台计数", "话题页等处显示的阅读量、讨论量、播放量，一行是一次记录；不与声量相加，也不与声量比较。"),
    "accounts": (
        "账号",
        "已知类型的账号，用编号或名称对应帖文；“可具名”填“是”的才会在页面上出现名称，普通网民一律不具名。",
    ),
}

#: A file of each table as it can be pasted; a test reads all of them.
EXAMPLES: Final = {
    "statements": """\
编号,发布时间,标题,渠道,回复数,认可数,反对数
S1,2024-05-03 18:00,致歉声明,微博,1200,300,500
S2,2024-05-05 10:00,处置通报,微信公众号,800,400,200
""",
    "survey": """\
波次,日期,题目,样本量,均值,标准差,比例,最低分,最高分,调查对象,调查方式
第一波,2024-05-10,满意度,312,5.6,2.1,,1,10,近三个月顾客随机抽样,短信问卷
第二波,2024-06-10,满意度,298,6.4,1.9,,1,10,近三个月顾客随机抽样,短信问卷
第一波,2024-05-10,愿意继续消费,312,,,61%,,,近三个月顾客随机抽样,短信问卷
第二波,2024-06-10,愿意继续消费,298,,,70%,,,近三个月顾客随机抽样,短信问卷
""",
    "sales": """\
日期,销售额,订单数,新客数,老客数,老客销售额
2024-05-01,412000,5100,900,4200,338000
2024-05-02,405000,5020,880,4140,333000
""",
    "costs": """\
日期,类别,金额,备注
2024-05-06,补偿,1200000,
2024-05-20,公关传播,30万,开放日与媒体沟通
""",
    "labels": """\
平台,帖文编号,标注,标注人,观点
微博,5029876543210987,负面,甲,V1、V2
微博,5029876543210988,中性,甲,-
""",
    "coverage": """\
平台,开始时间,结束时间,采集上限,平台后台总量,说明
微博,2024-05-01 00:00,2024-06-01 00:00,,18400,
小红书,2024-05-03 19:00,2024-05-03 23:00,45,,每小时最多翻到45条
""",
    "questions": """\
编号,疑问,提出时间,平台,回应时间,回应出处
Q1,问题批次流向了哪些门店？,2024-05-03 20:00,微博,2024-05-05 10:00,处置通报
Q2,线上订单是否一并退款？,2024-05-04,微博,,
""",
    "hotlist": """\
榜单,词条,上榜时间,下榜时间,最高排名,在榜分钟,热度
微博热搜,某门店使用过期原料,2024-05-03 11:20,2024-05-03 15:40,6,260,142.6万
""",
    "counters": """\
时间,平台,话题,阅读量,讨论量,来源
2024-05-03 21:00,微博,#某门店使用过期原料#,1.1亿,2.3万,话题页截图
2024-05-10 21:00,微博,#某门店使用过期原料#,1.8亿,3.6万,话题页截图
""",
    "accounts": """\
平台,账号编号,账号名称,账号类型,可具名
微博,99000000001,某市市场监管,政务,是
微博,,某本地生活号,自媒体,否
""",
}

_CELLS: Final[Mapping[object, str]] = {
    cells.text: "文字",
    cells.identifier: "编号（按文字读，长号码不失真）",
    cells.moment: "时间",
    cells.number: "数值",
    cells.whole: "整数",
    cells.amount: "不小于0的数值",
    cells.share: "比例，`0.38`或`38%`",
    cells.stance: "正面、中性、负面",
    cells.codes: "编码表中的编号，多个用“、”分隔；没有写“-”",
    cells.account_type: "、".join(cells.ACCOUNT_TYPES),
    cells.truth: "是、否",
}

_INTRO: Final = """\
把平台或软件导出的文件原样放进事件文件夹的`posts/`，不用改名，也不用改列名；多个文件、多层文件夹都可以。
CSV与TSV（UTF-8、GB18030、UTF-16均可）、XLSX、XLS、JSON、JSONL、Parquet都能读，套一层`.gz`压缩也能读。
一行都不会不明不白地消失：**读取＝采用＋合并＋剔除**，逐文件印在“数据依据”页；
剔除的行连同文件、行号和原因写在`.reporter/rejects/`里。"""

_KNOWN: Final = """\
按表头识别，无需任何设置。下列“识别列”全部出现，即按该格式读取；其余列有则读、无则缺。"""

_OTHERS: Final = """\
清博、识微、新浪舆情通、鹰眼等平台的导出，以及自己整理的表格，按列名对照下表识别；
大小写、全角半角、空格和括号里的备注不影响。表头上方的标题行、表下的说明会自动跳过，一个工作簿里的多张工作表分别读取，没有渠道列时以工作表名为渠道；实为HTML的xls也能读。没有编号列时，以原文链接为帖文编号。
只有正文（或标题）一列是必需的；没有发布时间的帖文照样采用，但不进入曲线和各时段的声量。敏感属性不等于负面，单独成列。"""

_MAPPING: Final = """\
先运行`reporter inspect 文件`，看每一列被当作什么、有多大把握。列名没错，用`--accept 事件名`把它写进那起事件的
`incident.yml`：只插入几行，注释和次序不动，再运行一次也不会重复写。列名仍对不上时，在`incident.yml`里写明一次：

    posts:
      mappings:
        - files: "*.xlsx"
          platform: 微博
          columns:
            text: 内容描述
            time: 入库日期

左边是上表第一列的名称，右边是文件里的列名；文件里没有平台列时用`platform`注明。"""

_SMALL: Final = """\
这些小表放在`incident.yml`旁边，CSV或XLSX，一行表头，都可以不交。文件名和列名中英文均可；
金额单位为元，没有写时区的时间按事件的时区理解。"""


def _signature(known: Exporter) -> str:
    return "、".join(code(column) for column in sorted(known.signature))


def _format(known: Exporter) -> tuple[str, str, str]:
    where = _(names.PLATFORMS[known.platform]) if known.platform else "以文件为准"
    return code(known.id), f"{where}{'，评论' if known.comments else ''}", _signature(known)


def _program(module: str) -> str:
    title, words = _PROGRAMS[module]
    formats = import_module(f"{exporters.__name__}.{module}").EXPORTERS
    rows = table(("格式", "平台", "识别列"), map(_format, formats))
    return f"{heading(title, module.replace('_', '-'), 3)}\n\n{words}\n\n{rows}"


def _modules() -> list[str]:
    found = {module.name for module in iter_modules(exporters.__path__)}
    if found != set(_PROGRAMS):
        raise KeyError(found ^ set(_PROGRAMS))
    return list(_PROGRAMS)


def _aliases() -> str:
    rows = (
        (code(field), _COLUMNS[field], "、".join(code(name) for name in ALIASES[field]))
        for field in FIELDS
        if field in ALIASES
    )
    return table(("名称", "含义", "可用的列名"), rows)


def _column(column: Column) -> tuple[str, str]:
    others = "、".join(code(name) for name in column.headers)
    return others, f"{'必填。' if column.needed else ''}{_CELLS[column.parser]}"


def _indented(text: str) -> str:
    """Code as the site's Markdown knows it."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def _small(name: str, kind: Table) -> str:
    title, words = _TABLES[name]
    files = "、".join(code(f"{stem}{ending}") for stem in (name, kind.chinese) for ending in (".csv", ".xlsx"))
    rows = table(("列名（任选其一）", "写法"), map(_column, kind.columns))
    example = (
        f"\n\n例（可整段复制为{code(f'{kind.chinese}.csv')}）：\n\n{_indented(EXAMPLES[name])}"
        if name in EXAMPLES
        else ""
    )
    return f"{heading(title, name, 3)}\n\n{plain(words)}文件名：{files}。\n\n{rows}{example}"


def formats_page() -> str:
    """The page on posts files and small tables."""
    return page(
        "帖文与数据表",
        "能识别哪些导出文件，列名怎样对照，调查、销售、费用等小表怎样写。",
        _INTRO,
        heading("自动识别的格式", "known"),
        _KNOWN,
        *map(_program, _modules()),
        heading("其他文件", "others"),
        _OTHERS,
        _aliases(),
        _MAPPING,
        heading("数据表", "tables"),
        _SMALL,
        *(_small(name, kind) for name, kind in KINDS.items()),
    )
