"""The rows of the small tables, and the columns they are read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reporter.i18n import _
from reporter.load import cells
from reporter.load.cells import PRIVATE_PERSON, Parser
from reporter.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """What every row knows: `line`, its row in the file (1-based)."""

    line: int = 0

    def fault(self) -> str:
        """What cannot be true of the row as a whole; empty when nothing."""
        return ""

    def key(self) -> str:
        """What no other row of the table may say again, as a message names it; empty when rows may be alike."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow(TableRow):
    """An official statement and how its replies took it; counts are replies, None when not counted."""

    id: str = ""
    time: Moment
    title: str = ""
    text: str = ""
    channel: str = ""
    replies: int | None = None
    approving: int | None = None
    opposing: int | None = None

    def key(self) -> str:
        """The statement's id."""
        return self.id

    def fault(self) -> str:
        """More replies counted as approving and opposing than there are replies."""
        counted = (self.approving or 0) + (self.opposing or 0)
        if self.replies is None or counted <= self.replies:
            return ""
        return _("More replies approve or oppose ({counted}) than there are ({replies}).").format(
            counted=counted,
            replies=self.replies,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRow(TableRow):
    """One respondent's answer (`value`, `weight`) or one wave's aggregate (`n` with `mean`/`sd` or `share`).

    `share` is between 0 and 1; `scale_min` and `scale_max` bound `mean` and `value`.
    """

    wave: str
    date: Moment | None = None
    measure: str
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    share: float | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    respondent: str = ""
    value: float | None = None
    weight: float | None = None
    frame: str = ""
    mode: str = ""

    def key(self) -> str:
        """A respondent's answer to one question in one wave."""
        return _(", ").join((self.wave, self.measure, self.respondent)) if self.respondent else ""

    def fault(self) -> str:
        """A score outside its scale, or a sample of nobody."""
        if self.n is not None and self.n < 1:
            return _("A sample has at least one answer.")
        low, high = self.scale_min, self.scale_max
        scores = [score for score in (self.mean, self.value) if score is not None]
        for score in scores:
            if (low is not None and score < low) or (high is not None and score > high):
                ends = [f"{end:g}" if end is not None else "…" for end in (low, high)]
                return _("The score {score} lies outside its scale ({low} to {high}).").format(
                    score=f"{score:g}", low=ends[0], high=ends[1]
                )
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesRow(TableRow):
    """Sales of a day (or month): amounts in yuan, the rest counts; None when not given."""

    date: Moment
    amount: float | None = None
    orders: int | None = None
    new_customers: int | None = None
    existing_customers: int | None = None
    new_amount: float | None = None
    existing_amount: float | None = None

    def key(self) -> str:
        """The day or month: two rows of one day would be told apart by nobody."""
        return self.date.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow(TableRow):
    """Money spent on the response: `amount` in yuan, by kind."""

    date: Moment | None = None
    kind: str
    amount: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow(TableRow):
    """A person's label of a post: `label` is negative, neutral or positive.

    `viewpoints` are ids of the codebook, parted by `|`; empty when none was found, None when nobody asked.
    """

    platform: str = ""
    post_id: str
    label: str
    labeller: str = ""
    viewpoints: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow(TableRow):
    """A post drawn to be labelled: its stratum, the posts of that stratum and how many of them were drawn."""

    platform: str = ""
    post_id: str
    phase: str = ""
    stratum: str = ""
    population: int | None = None
    drawn: int | None = None
    weight: float | None = None
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow(TableRow):
    """What was collected of a platform, from `start` to `end` (a bare date includes that day).

    `cap` is the most posts the collector could give, `total` the posts and reposts the platform
    itself counts for the same query and time.
    """

    platform: str
    start: Moment
    end: Moment
    cap: int | None = None
    total: int | None = None
    note: str = ""

    def fault(self) -> str:
        """An end before the start; a bare end date includes that day."""
        return _("The end is not after the start.") if self.start.at >= self.end.until else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow(TableRow):
    """A question the public asked; `place` names where it was answered, empty while it is not."""

    id: str = ""
    question: str
    time: Moment | None = None
    platform: str = ""
    answered_at: Moment | None = None
    place: str = ""
    note: str = ""

    def key(self) -> str:
        """The question's id."""
        return self.id

    @property
    def answered(self) -> bool:
        """Whether an answer is on record: its time or its place."""
        return self.answered_at is not None or bool(self.place)

    def fault(self) -> str:
        """An answer given before the question was asked."""
        if self.time is None or self.answered_at is None or self.answered_at.until > self.time.at:
            return ""
        return _("The answer is older than the question.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlistRow(TableRow):
    """A term's time on a hot-search list; `heat` is the list's own figure, in no unit of ours."""

    list: str
    term: str
    start: Moment
    end: Moment | None = None
    best_rank: int | None = None
    minutes: float | None = None
    heat: float | None = None

    def fault(self) -> str:
        """An end before the start, or a rank of 0."""
        if self.end is not None and self.start.at >= self.end.until:
            return _("The end is not after the start.")
        return _("Ranks begin at 1.") if self.best_rank == 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow(TableRow):
    """What a platform's own counter showed at a time; counters run up and never stand for posts."""

    time: Moment
    platform: str
    topic: str = ""
    reads: float | None = None
    discussions: float | None = None
    plays: float | None = None
    source: str = ""

    def fault(self) -> str:
        """A line without any figure."""
        if any(figure is not None for figure in (self.reads, self.discussions, self.plays)):
            return ""
        return _("No counter is given: reads, discussions or plays.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow(TableRow):
    """An account whose kind is known, by its platform's id or its name; `named`: pages may name it.

    Without a platform it is the account of that id or name on every platform.
    """

    platform: str = ""
    id: str = ""
    name: str = ""
    type: str
    named: bool = False

    def fault(self) -> str:
        """An account nobody could find, and a private person who would be named."""
        if not (self.id or self.name):
            return _("Neither the account's id nor its name is given.")
        if self.named and not self.name:
            return _("An account that may be named needs its name.")
        private = self.named and self.type == PRIVATE_PERSON
        return _("Private persons are never named.") if private else ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field, how a cell is read, the headers it goes by, whether it is needed."""

    field: str
    parser: Parser
    headers: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table: the record of a row, the Chinese file name, the columns."""

    record: type[Any]
    chinese: str
    columns: tuple[Column, ...]


_PLATFORM: Final = ("platform", "平台", "发布平台")
_NOTE: Final = ("note", "备注", "说明")

KINDS: Final[Mapping[str, Table]] = {
    "statements": Table(
        StatementRow,
        "声明",
        (
            Column("id", cells.text, ("id", "编号")),
            Column("time", cells.moment, ("time", "时间", "发布时间"), needed=True),
            Column("title", cells.text, ("title", "标题")),
            Column("text", cells.text, ("text", "正文", "声明原文", "内容")),
            Column("channel", cells.text, ("channel", "渠道", "发布渠道")),
            Column("replies", cells.whole, ("replies", "回复数", "评论数")),
            Column("approving", cells.whole, ("approving", "认可", "认可数", "支持数")),
            Column("opposing", cells.whole, ("opposing", "不认可", "不认可数", "反对数")),
        ),
    ),
    "survey": Table(
        SurveyRow,
        "调查",
        (
            Column("wave", cells.text, ("wave", "波次", "轮次", "期次"), needed=True),
            Column("date", cells.moment, ("date", "日期", "调查日期")),
            Column("measure", cells.text, ("measure", "指标", "题目", "问题"), needed=True),
            Column("n", cells.whole, ("n", "样本量", "人数")),
            Column("mean", cells.number, ("mean", "均值", "平均分")),
            Column("sd", cells.amount, ("sd", "标准差")),
            Column("share", cells.share, ("share", "比例", "占比")),
            Column("scale_min", cells.number, ("scale_min", "量表下限", "最低分")),
            Column("scale_max", cells.number, ("scale_max", "量表上限", "最高分")),
            Column("respondent", cells.identifier, ("respondent", "受访者", "受访者编号")),
            Column("value", cells.number, ("value", "回答", "得分", "评分")),
            Column("weight", cells.amount, ("weight", "权重")),
            Column("frame", cells.text, ("frame", "抽样框", "调查对象")),
            Column("mode", cells.text, ("mode", "调查方式", "方式")),
        ),
    ),
    "sales": Table(
        SalesRow,
        "销售",
        (
            Column("date", cells.moment, ("date", "日期", "月份"), needed=True),
            Column("amount", cells.number, ("amount", "销售额", "金额", "成交额")),
            Column("orders", cells.whole, ("orders", "订单数", "订单量")),
            Column("new_customers", cells.whole, ("new_customers", "新客", "新客数", "新用户数", "新客户数")),
            Column("existing_customers", cells.whole, ("existing_customers", "老客", "老客数", "老用户数", "老客户数")),
            Column("new_amount", cells.number, ("new_amount", "新客销售额", "新客金额")),
            Column("existing_amount", cells.number, ("existing_amount", "老客销售额", "老客金额")),
        ),
    ),
    "costs": Table(
        CostRow,
        "费用",
        (
            Column("date", cells.moment, ("date", "日期")),
            Column("kind", cells.text, ("kind", "类别", "类型", "费用类别"), needed=True),
            Column("amount", cells.amount, ("amount", "金额", "费用"), needed=True),
            Column("note", cells.text, _NOTE),
        ),
    ),
    "labels": Table(
        LabelRow,
        "标注",
        (
            Column("platform", cells.text, _PLATFORM),
            Column("post_id", cells.identifier, ("post_id", "帖子编号", "帖文编号", "id"), needed=True),
            Column("label", cells.stance, ("label", "标注", "倾向", "情感"), needed=True),
            Column("labeller", cells.text, ("labeller", "标注人", "标注员")),
            Column("viewpoints", cells.codes, ("viewpoints", "观点", "诉求", "观点/诉求")),
        ),
    ),
    "sample": Table(
        SampleRow,
        "抽样",
        (
            Column("platform", cells.text, _PLATFORM),
            Column("post_id", cells.identifier, ("post_id", "帖子编号", "帖文编号", "id"), needed=True),
            Column("phase", cells.text, ("phase", "阶段")),
            Column("stratum", cells.text, ("stratum", "层")),
            Column("population", cells.whole, ("population", "层内帖文数")),
            Column("drawn", cells.whole, ("drawn", "层内抽取数")),
            Column("weight", cells.amount, ("weight", "权重")),
            Column("seed", cells.text, ("seed", "种子")),
        ),
    ),
    "coverage": Table(
        CoverageRow,
        "采集范围",
        (
            Column("platform", cells.text, _PLATFORM, needed=True),
            Column("start", cells.moment, ("from", "起", "起始", "开始时间"), needed=True),
            Column("end", cells.moment, ("to", "止", "截止", "结束时间"), needed=True),
            Column("cap", cells.whole, ("cap", "上限", "采集上限")),
            Column("total", cells.whole, ("total", "平台后台总量", "后台总量", "平台总量", "总量")),
            Column("note", cells.text, _NOTE),
        ),
    ),
    "questions": Table(
        QuestionRow,
        "公众疑问",
        (
            Column("id", cells.text, ("id", "编号")),
            Column("question", cells.text, ("question", "疑问", "问题", "公众疑问"), needed=True),
            Column("time", cells.moment, ("time", "时间", "提出时间")),
            Column("platform", cells.text, _PLATFORM),
            Column("answered_at", cells.moment, ("answered_at", "回应时间", "回答时间", "答复时间")),
            Column("place", cells.text, ("answered_in", "回应出处", "回应位置", "回答位置", "答复出处")),
            Column("note", cells.text, _NOTE),
        ),
    ),
    "hotlist": Table(
        HotlistRow,
        "热搜",
        (
            Column("list", cells.text, ("list", "榜单"), needed=True),
            Column("term", cells.text, ("term", "词条", "话题", "热搜词"), needed=True),
            Column("start", cells.moment, ("on", "上榜时间", "上榜"), needed=True),
            Column("end", cells.moment, ("off", "下榜时间", "下榜")),
            Column("best_rank", cells.whole, ("best_rank", "最高排名", "最高位", "最高名次")),
            Column("minutes", cells.amount, ("minutes", "在榜分钟", "在榜时长", "在榜时长（分钟）")),
            Column("heat", cells.amount, ("heat", "热度", "热度值", "最高热度")),
        ),
    ),
    "counters": Table(
        CounterRow,
        "平台计数",
        (
            Column("time", cells.moment, ("time", "时间", "记录时间", "截图时间"), needed=True),
            Column("platform", cells.text, _PLATFORM, needed=True),
            Column("topic", cells.text, ("topic", "话题", "话题名")),
            Column("reads", cells.amount, ("reads", "阅读量", "阅读", "浏览量")),
            Column("discussions", cells.amount, ("discussions", "讨论量", "讨论", "讨论数")),
            Column("plays", cells.amount, ("plays", "播放量", "播放")),
            Column("source", cells.text, ("source", "来源", "出处")),
        ),
    ),
    "accounts": Table(
        AccountRow,
        "账号",
        (
            Column("platform", cells.text, _PLATFORM),
            Column("id", cells.identifier, ("id", "账号编号", "账号id", "用户id", "uid")),
            Column("name", cells.text, ("name", "账号名称", "名称", "账号", "昵称")),
            Column("type", cells.account_type, ("type", "账号类型", "类型"), needed=True),
            Column("named", cells.truth, ("named", "可具名", "可公开名称", "是否可具名")),
        ),
    ),
}
