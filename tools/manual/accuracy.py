"""The page on how often sentiment engines are right, from the figures `benchmarks.accuracy` stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import indent
from typing import Any, Final

from benchmarks.accuracy import LOCAL, MAJORITY, STORED, TASKS
from tools.manual.markup import bullets, heading, page, plain, table

_INTRO: Final = """\
机器打分能信几分，用公开的人工标注数据量一量：SMP2020微博情绪分类评测（EWECT）的通用测试集，{posts:,}条微博，六种情绪。
把愤怒、悲伤、恐惧算作负面，开心算作正面，惊讶与无情绪算作其他。帖文是他人的文字，不收入本工具，这里只有统计结果。
方括号内是95%置信区间：各引擎由{resamples:,}次重抽样得出；本地模型为{draws}次另抽{labels}条标注重新训练的均值与范围，只在没有学过的帖文上计算。"""

_TITLES: Final = {"negative": "负面与其他", "polarity": "负面与正面（其他不计）"}
_NAMES: Final = {LOCAL: "本地模型（{labels}条标注）", MAJORITY: "一律答多数的一类"}

_READING: Final = (
    "**准确率**：判断与人工标注一致的占比。与“一律答多数的一类”相比才有意义：标注里{negative}是负面，一律答负面也能答对{best}。",
    "**AUC**：任取一条负面和一条其他，引擎把前者排得更负面的概率；0.5等于瞎猜。",
    "**占比偏差**：机器判出的负面占比减去标注的负面占比，单位为百分点。报告里的负面占比若直接照搬机器结果，错的就是这么多，方向随话题而变。",
)

_LESSON: Final = """\
因此本工具从不把机器打分的占比当作结论：没有人工标注时，只写“机器指数，未校准”，不分三类，不说升降几个百分点；
有了人工标注，占比由标注推出，机器打分只用来缩小误差范围（见[给帖文做标注](41-labels.md)）。"""

#: A scorer of somebody's own, as the page shows it; a test runs it.
EXAMPLE: Final = """\
from reporter.text.sentiment import Identity


class Cheerful:
    name = "cheerful"

    def score(self, texts):
        return [0.9 if "好" in text else 0.5 for text in texts]

    def identity(self):
        return Identity(name=self.name, version="1", files={}, preprocessing="")
"""

_OWN: Final = """\
写一个类，`score`收一批整理好的文本，按次序给出每条的正面概率（0到1）；`identity`说明自己的名称、版本和模型文件的哈希，
这些一变，旧分数就不再沿用。

{example}

在自己的软件包里登记入口，安装后在`incident.yml`写`text: {{scorer: cheerful}}`：

    [project.entry-points."reporter.scorers"]
    cheerful = "my_package:Cheerful"

条数不符、不是数、超出0到1或运行失败，都会点名报错（R009），不会混进结果。"""

_AGAIN: Final = """\
数据文件在手时，一条命令重算本页：

    python -m benchmarks.accuracy 数据文件.json --write
    python -m tools.manual

自行安装的引擎会一并列出。上次计算：{date}。"""


def _cell(figure: list[float], places: int, *, signed: bool = False) -> str:
    value, low, high = (f"{part:{'+' if signed else ''}.{places}f}".replace("-", "−") for part in figure)
    return f"{value}〔{low}至{high}〕"


def _rows(facts: dict[str, Any], task: str) -> Iterator[tuple[str, ...]]:
    for row in facts["rows"]:
        if row["task"] == task:
            name = _NAMES.get(row["engine"], f"{row['engine']} {row['version']}").format(labels=facts["labels"])
            accuracy, area = _cell(row["accuracy"], 3), _cell(row["auc"], 3)
            yield plain(name), f"{row['n']:,}", accuracy, area, _cell(row["share_error"], 1, signed=True)


def _tables(facts: dict[str, Any]) -> Iterator[str]:
    for task in TASKS:
        yield heading(_TITLES[task], task)
        yield table(("引擎", "条数", "准确率", "AUC", "占比偏差"), _rows(facts, task))


def _reading(facts: dict[str, Any]) -> str:
    row = next(row for row in facts["rows"] if row["task"] == "negative" and row["engine"] == MAJORITY)
    share, best = row["negative"], row["accuracy"][0]
    return bullets(one.format(negative=f"{100 * share:.1f}%", best=f"{100 * best:.1f}%") for one in _READING)


def accuracy_page() -> str:
    """The page that compares every engine with labelled posts and with the majority."""
    facts = json.loads(STORED.read_text(encoding="utf-8"))
    resamples = facts["resamples"]
    return page(
        "情感打分的准确率",
        "各情感打分引擎在公开人工标注数据上的准确率、AUC与占比偏差。",
        _INTRO.format(resamples=resamples, **{key: facts[key] for key in ("posts", "draws", "labels")}),
        *_tables(facts),
        heading("怎样读", "reading"),
        _reading(facts),
        _LESSON,
        heading("接入自己的引擎", "own"),
        _OWN.format(example=indent(EXAMPLE.rstrip(), "    ")),
        heading("重算", "again"),
        _AGAIN.format(date=facts["date"]),
    )
