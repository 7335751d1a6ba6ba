"""The page on `incident.yml`: every field, from the JSON Schema of the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from reporter import names
from reporter.i18n import _
from reporter.incident import CorrectionFile, json_schema
from tools.manual.markup import code, heading, page, plain, table

Node = dict[str, Any]

#: What the values of closed sets mean, besides those the code has words for; Chinese values speak for themselves.
_WORDS: Final = dict(
    pair.split(":")
    for pair in (
        "zh:中文 en:英文 level:水平值 abs_change:绝对变化 rel_change:相对变化 pp:百分点变化 count_posts:帖文条数"
        " topic_counter:话题页讨论量 share_of_total:占总额 share_of_users:占用户 share_of_increase:占增量"
        " %:百分数 posts:条 h:小时 yuan:元 points:分 %/h:每小时百分数 count:次数 posts/h:每小时条数 d:天 people:人"
        " ratio:比值（倍数、指数） rank:名次 done:已落实 executed:措施已落实 =:等于 up:上升 down:下降"
        " effect:成效 award:获奖 prompt:及时 late:迟缓 effective:有效 ineffective:无效 best:最佳"
        " public:网民 opinion_leader:意见领袖 official:官方 victim:受害型 accidental:事故型 preventable:可预防型"
        " favourable:良好 neutral:一般 unfavourable:不佳 rebound:舆情反弹 secondary:次生舆情"
        " golden-4h:黄金4小时 gov-2016-61:国办发〔2016〕61号 gov-2016-80:国办发〔2016〕80号 own:本单位自定"
        " measured:数据测得 documented:有记录 reported:转述 uncertain:尚不能判定"
        " flag:只作敏感标记"
        " drop:剔除 merge:合并为一条 set_stance:改情感 set_time:改时间 set_platform:改平台 set_kind:改类别"
        " document:文件 data:数据 interview:访谈 mask:脱敏 paraphrase:转述 none:不引用"
    ).split()
)
_NAMED: Final = names.STAGES | names.ACTION_KINDS | names.STATUSES
#: A value that means something else under one field.
_WORDS_OF: Final = {
    ("unit", "pp"): "个百分点",
    ("kind", "media"): "媒体",
    ("voice", "media"): "媒体",
    ("sensitive", "negative"): "敏感=负面",
}

_PATTERNS: Final = {r"^\d{4}": "时间", "^[A-Za-z]": "编号", "^https?": "网址"}
_TYPES: Final = {"string": "文字", "boolean": "true或false", "integer": "整数", "number": "数值"}

_INTRO: Final = """\
`incident.yml`是一起事件的登记表，由`reporter new`生成，里面每一项都有说明。本页列出全部字段；
不知道的内容就不写，报告会写明缺什么，不会替您编造。"""

_WRITING: Final = """\
- 文字：直接写；需要中英两种文字时写成`{zh: 中文, en: English}`。
- 时间：`2021-06-14 09:30`；不知道时刻写`2021-06-14`，只知道月份写`2021-06`。精确到哪一级，报告就说到哪一级。
- 编号：以字母开头，由字母、数字、`-`、`_`组成，不超过32个字符，同一事件内不得重复；报告里的每条依据都靠编号连到出处。
- 清单：每一条以`- `开头。`timeline[].at`指时间轴里每一条的`at`。
- 概述、小结也可以写在`background.md`（或`背景.md`）、`strategy.md`（`策略.md`）、`assessment.md`（`评估.md`）、
  `lessons.md`（`经验.md`）里，两处只写一处。

支持JSON Schema的编辑器（如VS Code）会随写随提示，定义文件为[incident.schema.json](../schemas/incident.schema.json)。"""


_TEXT: Final = """\
关键词、高频词由rjieba切分（词典与jieba相同）。产品名、口号等新词常被切碎，把它们写进`词典.txt`；到处都有、说明不了问题的词（如品牌名）
写进`停用词.txt`。两个文件都放在`incident.yml`旁边，每行一个词，`#`开头的行是注释；词典里词后可写词频。文件名不同时在`text:`里指明：

    text:
      dictionary: 词表.txt
      stop_words: 不计的词.txt

情感打分前，默认去掉“//@”之后的转发内容和“@用户名”，繁体转简体，保留“[怒]”一类表情；各项都可在`text:`里关掉，
每次生成用了哪些开关、哪个引擎、哪份词典，记在数据依据页的“文本处理台账”里。自行安装的打分引擎用`scorer`指明，
它要给每条文本一个0到1之间的正面概率，数目不符、超出范围或运行失败时会点名报错。"""

_CORRECTIONS: Final = """\
个别帖文有误（广告混入、时间读错、情感标反）时，不改原始文件，在`incident.yml`旁边写一份`corrections.yml`（或`更正.yml`）：

    corrections:
      - action: drop
        match: {platform: 微博, text_contains: 抽奖}
        reason: 抽奖广告，与事件无关
        expect: {count: 12}
      - action: set_stance
        match: {post_id: "4650000000000001"}
        value: 负面
        reason: 反话，导出文件标成正面
        expect: {count: 1}

更正在识别情感之前逐条执行，连同理由印在“数据依据”页；剔除的帖文计入“剔除”，三数之和不变。
`expect`是防护：来源文件变了、命中的条数不同，报告就停在这里等您核对（R208），不会改错别的帖文。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its dotted path, what it means, how it is filled in."""

    path: str
    meaning: str
    filling: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The JSON Schema with its definitions at hand."""

    defs: dict[str, Node]

    def core(self, node: Node) -> Node:
        """`node` without "or null", its reference followed."""
        if "$ref" in node:
            return self.core(self.defs[node["$ref"].rpartition("/")[2]])
        kept = [part for part in node.get("anyOf", ()) if part.get("type") != "null"]
        return self.core(kept[0]) if len(kept) == 1 else node

    def inside(self, node: Node) -> tuple[Node, str]:
        """The record that `node` holds, and `[]` when it holds a list of them; else an empty node."""
        core = self.core(node)
        if core.get("type") == "array":
            return self.inside(core["items"])[0], "[]"
        return (core, "") if "properties" in core else ({}, "")

    def fields(self, record: Node, prefix: str = "") -> Iterator[Field]:
        """Every field of `record` and of the records in it."""
        for name, node in record["properties"].items():
            path = prefix + name
            yield Field(
                path=path,
                meaning=node.get("description") or self.core(node).get("description", ""),
                filling=self.filling(name, node, needed=name in record.get("required", ())),
            )
            inner, many = self.inside(node)
            if inner:
                yield from self.fields(inner, f"{path}{many}.")

    def filling(self, name: str, node: Node, *, needed: bool) -> str:
        """How a field is filled in, in words."""
        words = self.kind(name, node)
        default = node.get("default")
        if isinstance(default, str | int) and not isinstance(default, bool) and default != "":
            words += f"；默认{code(str(default))}"
        return f"必填。{words}" if needed else words

    def kind(self, name: str, node: Node) -> str:
        """What may stand behind a field's name."""
        core = self.core(node)
        values = core.get("enum") or ([core["const"]] if "const" in core else [])
        if values:
            return "、".join(_value(name, value) for value in values)
        if core.get("type") == "array":
            return f"清单，每条为{self.kind(name, core['items'])}"
        if core.get("type") == "object":
            return "一组字段" if "properties" in core else "对应表"
        if "anyOf" in core:
            return "文字"  # prose in one or two languages
        pattern = core.get("pattern", "")
        return next((word for start, word in _PATTERNS.items() if pattern.startswith(start)), _TYPES[core["type"]])


def _value(field: str, value: object) -> str:
    shown = str(value)
    if not shown.isascii() or shown.isdigit():
        return code(shown)
    word = _WORDS_OF.get((field, shown)) or (_(_NAMED[shown]) if shown in _NAMED else _WORDS[shown])
    return f"{code(shown)}（{word}）"


def _section(schema: Schema, name: str, node: Node) -> str:
    record, many = schema.inside(node)
    title = heading(f"{node['description'].partition('（')[0]} {name}", f"field-{name}")
    kind = "清单，每条包括：\n\n" if many else ""
    return f"{title}\n\n{kind}{_rows(schema.fields(record))}"


def _rows(fields: Iterator[Field]) -> str:
    rows = ((code(field.path), plain(field.meaning), field.filling) for field in fields)
    return table(("字段", "含义", "写法"), rows)


def fields_page() -> str:
    """The page on every field of `incident.yml`."""
    whole = json_schema()
    schema = Schema(whole["$defs"])
    simple = {k: v for k, v in whole["properties"].items() if not schema.inside(v)[0]}
    top = {"properties": simple, "required": whole["required"]}
    sections = [_section(schema, k, v) for k, v in whole["properties"].items() if k not in simple]
    return page(
        "incident.yml字段",
        "事件登记表的全部字段：含义、写法、是否必填。",
        _INTRO,
        heading("写法", "writing"),
        _WRITING,
        heading("基本信息", "basics"),
        _rows(schema.fields(top)),
        *sections,
        heading("词典与停用词", "wordlists"),
        _TEXT,
        heading("更正帖文 corrections.yml", "corrections"),
        _CORRECTIONS,
        _corrections(),
    )


def _corrections() -> str:
    whole = json_schema(CorrectionFile)
    return _rows(Schema(whole["$defs"]).fields(whole))
