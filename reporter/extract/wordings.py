"""Words beside a figure, and sentences that report something without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reporter.extract.sentences import Sentence, trimmed

#: A sentence that gives the response, or anything else, as the cause.
_CAUSAL: Final = re.compile(
    r"因此|因而|从而|使得?(?!用|命|馆|者|劲)(?=[^，。；]{0,20}(?:上升|下降|提高|提升|减少|增加|降|升|增长|平息|好转|恢复|放缓|减缓))"
    r"|由于[^。；]{0,30}(?:措施|应对|处置|回应|整改|努力|得力)|得益于|归功于|受益于|有赖于|在[^，。；]{0,20}(?:推动|带动|作用|努力|影响)下"
    r"|有效(?:地)?(?:遏制|控制|降低|提升|提高|缓解|化解|减少|抑制|扭转|改善|阻断|引导)|(?:得到|取得|起到)[^，。；]{0,8}(?:成效|效果|遏制|作用)"
    r"|措施(?:有效|奏效|见效|得力|成功)|(?:成效|效果)(?:显著|明显|良好)|见效|奏效|行之有效"
    r"|(?:采取|实施|落实|推行|出台)[^，。；]{0,12}措施(?:之?后|以来)[，,]?[^。；]{0,40}(?:放缓|减缓|下降|降至|遏制|好转|回升|主导|平息|恢复|减少|上升|改善)"
    r"|通过[^，。；]{1,30}(?:措施|应对|处置|回应|整改|沟通)[，,]?[^。；]{0,20}(?:下降|降|上升|升|提高|提升|遏制|平息|挽回|恢复|改善)"
    r"|(?:促使|推动|带动|促进|挽回|扭转)了?[^，。；]{0,20}(?:上升|下降|提高|提升|减少|回升|增长|好转|舆论|口碑|信任|形象)"
    r"|\bbecause of\b|\bthanks to\b|\bdue to\b|\bled to\b|\bresult(?:ed|s|ing)? (?:in|from)\b"
    r"|\bas a result\b|\btherefore\b|\bcaused\b|\bowing to\b|\bdr(?:ove|iven)\b|\beffectively\b",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(
    r"(?:据|根据|按照?)(?P<by>[^，。；：:、（）]{2,24}?)(?:的)?(?:统计|显示|数据|监测|测算|介绍|表明|报告|报道|调查|反馈|估算)"
    r"|(?P<third>(?:独立)?第三方[^，。；：:、（）]{0,14}?(?:报告|评估|机构|测评|数据|监测|调查|测算)|(?:内部|财务|后台|经营|销售)数据"
    r"|(?:问卷|抽样|满意度|用户|消费者)调查|舆情监测(?:报告|数据|系统)?|数据(?=显示|表明))"
    r"|\b(?:according to|reported by)\s(?P<english>[^,.;]{2,40})|(?P<report>third[- ]party (?:report|survey|agency))",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"(?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:[至到—–-]{1,2}(?:[0-9]{1,2}月)?[0-9]{1,2}日)?"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}日)?[至到—–-]{1,2}(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[0-9]{1,2}月[0-9]{1,2}日"
    r"|(?:此后|之后|事后|近|过去|随后)(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})(?:个月|周|个星期|天|小时|年)(?:内|间|来|之内|后)?"
    r"|(?:(?<![0-9.])[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})(?:(?:个月|周|个星期)(?:内|间|来|之内|后)?|(?:天|小时|年)(?:内|间|来|之内|后))"
    r"|同期|(?:措施|整改|声明|回应)[^，。；]{0,6}(?:后|之后|以来)|(?:事件|危机)(?:期间|前后?|后)",
)
_AGAINST: Final = re.compile(
    r"(?:较|比|同|与)(?:去年|上年|上一?年|前一?年|上一?[月周季]|上个月|前一?[月周日天]"
    r"|[^，。；、]{1,12}?(?:相比|前|期间|以来|[0-9][日月年]))"
    r"(?:度|同期|同月|末|底)?|同比|环比"
    r"|\byear[ -]on[ -]year\b|\bmonth[ -]on[ -]month\b"
    r"|\b(?:compared (?:with|to)|versus|from) (?:a year (?:earlier|ago)|[^,.;0-9]{3,40})",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    r"(?:样本量?|有效(?:问卷|样本)|回收(?:问卷)?|调查|访问|受访者?|\b[nN]\s?[=＝]|\bsample of)[^，。；,;0-9]{0,8}?"
    r"(?P<n>[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{2,9})(?!\s?(?:%|[.]|条|元|万|年|月))(?:\s?(?:份|人|名|个|户|位))?",
)


@lru_cache(maxsize=64)
def is_causal(sentence: str) -> bool:
    """Whether a sentence gives a cause: 使、得益于、有效遏制, led to."""
    return bool(_CAUSAL.search(sentence))


@lru_cache(maxsize=64)
def source_of(sentence: str) -> str:
    """The source a sentence names, in its own words; empty when it names none."""
    found = _SOURCE.search(sentence)
    if found is None:
        return ""
    return next((words.strip() for words in found.groups() if words), "")


@lru_cache(maxsize=64)
def spans_of(sentence: str) -> tuple[tuple[int, int], ...]:
    """Where a sentence names stretches of time, from left to right."""
    return tuple(found.span() for found in _SPAN.finditer(sentence))


@lru_cache(maxsize=64)
def against(clause: str) -> str:
    """What a clause compares with, in its own words: 同比, 较上月, compared with May; empty without."""
    found = (found[0].strip() for found in _AGAINST.finditer(clause))
    return " ".join(dict.fromkeys(found))


@lru_cache(maxsize=64)
def number_asked(sentence: str) -> int | None:
    """The number of people asked, where a sentence gives it."""
    found = _ASKED.search(sentence)
    return int(found["n"].replace(",", "")) if found else None


# Sentences without a figure ----------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """What a sentence without a figure asserts.

    Args:
        topic: as `Assertion.topic` of a claim; empty for a cause of anything else.
        value: as `Assertion.value`.
        causal: whether it gives a cause.
        start: position of its first word.
        end: behind its last.
    """

    topic: str
    value: str
    causal: bool
    start: int
    end: int


_RESPOND: Final = r"(?:回应|响应|声明|致歉|道歉|通报|发声|公告|说明情况)"
_LATE: Final = re.compile(
    rf"(?:没有|未能?|并未|不够?|缺乏)[^，。；]{{0,6}}(?:及时|第一时间|迅速)[^，。；]{{0,8}}{_RESPOND}"
    rf"|{_RESPOND}[^，。；]{{0,8}}(?:不及时|不够及时|滞后|迟缓|延迟|过慢|偏慢|缓慢)"
    r"|错[过失](?:了)?[^，。；]{0,8}(?:时机|窗口)|\bno timely\b|\b(?:slow|late) (?:response|to respond)\b",
    re.IGNORECASE,
)
_PROMPT: Final = re.compile(
    rf"(?:第一时间|立即|立刻|迅速|当即|及时|马上)[^，。；]{{0,10}}{_RESPOND}|{_RESPOND}[^，。；]{{0,4}}(?:及时|迅速)"
    r"|\b(?:at once|immediately|promptly)\b[^.;]{0,40}\b(?:statement|responded|apolog)",
    re.IGNORECASE,
)
_AWARD: Final = re.compile(
    r"(?:获评|荣获|获得|被评为|评选为|授予|入选)[^，。；]{0,20}(?:奖|最佳|优秀|十佳|典型案例|称号|[“\"])"
    r"|\baward(?:ed)?\b|\bnamed (?:the )?best\b",
    re.IGNORECASE,
)
#: A rule or a lesson says what should be done, not what was.
_SHOULD: Final = re.compile(
    r"(?<![回响反效供适对])应当?(?![对急答])|须|务必|要求(?!下)|建议|必须|今后|下一步|将(?:要|会|继续)|\bshould\b|\bmust\b|\bwill\b"
)


def asserted(text: str, sentence: Sentence) -> Iterator[Asserted]:
    """What the sentence asserts without a figure: late or prompt response, an award, a cause."""
    whole = text[sentence.start : sentence.end]
    if _SHOULD.search(whole):
        return
    for pattern, topic, value in (
        (_LATE, "first_response", "late"),
        (_PROMPT, "first_response", "prompt"),
        (_AWARD, "award", "best"),
    ):
        found = pattern.search(text, sentence.start, sentence.end)
        if found is not None and not (value == "prompt" and _LATE.search(whole)):
            low, high = sentence.clauses[sentence.clause_at(found.start())]
            start, end = trimmed(text, low, max(high, found.end()))
            yield Asserted(topic=topic, value=value, causal=False, start=start, end=end)
            return
    if is_causal(whole):
        start, end = trimmed(text, sentence.start, sentence.end)
        yield Asserted(topic="effect", value="effective", causal=True, start=start, end=end)
