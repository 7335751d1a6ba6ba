"""Every figure of a document in its context: metric, change or level, sentence.

What a proposal and the check of an edited document have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reporter.documents import Document, Piece
from reporter.extract.changes import Change, Pair, change_of, paired
from reporter.extract.figure import Figure, Kind
from reporter.extract.figures import figures
from reporter.extract.masks import folded, masked
from reporter.extract.rules import SURVEY, Rule, named_in, survey_in
from reporter.extract.sentences import Sentence, sentences, trimmed
from reporter.incident import ClaimUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One figure in its sentence.

    Args:
        figure: the figure; of 由A升至B the later one.
        earlier: the earlier level the sentence gives it; else None.
        change: what the words beside it say; None for a plain level.
        rule: the metric its words name; None where no rule names one.
        start: where the words begin that make the figure understood.
        end: behind them.
        sentence: the whole sentence's positions.
        place: where it stands in the file.
    """

    figure: Figure
    earlier: Figure | None
    change: Change | None
    rule: Rule | None
    start: int
    end: int
    sentence: tuple[int, int]
    place: str

    @property
    def metric(self) -> str:
        """Id of the metric its words name; empty where none is known."""
        return (self.rule.metric or "") if self.rule else ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A document's text in the two forms the rules read: folded, and masked besides."""

    text: str
    plain: str
    bare: str


#: A clause that goes on where the one before stopped: 较上月上升5个百分点.
_GOES_ON: Final = re.compile(
    r"\s?(?:且|并|也|又|其中|分别|均|已|再)?(?:较|比|同比|环比|相比|与|上升|增长|提[升高]|增加|下降|降[低至到幅]|减少|升[至幅]|增[至幅]|回落|达(?!成)|约(?!谈|束|定)|近(?![日期年])|超(?![市级声])|逾|占|每(?!个)|"
    r"由(?!于)|从(?![而事此])|为(?![此了进])|仅|只|累计|[+\-↑↓]?[0-9]|up |down |from |a |by )",
    re.IGNORECASE,
)
_ANSWER_GOES_ON: Final = re.compile(
    r"\s?(?:并|且|也|还)?(?:表示|认为|愿意|会|将|支持|希望|仍|对|and |would )", re.IGNORECASE
)
_RESPECTIVELY: Final = re.compile(r"分别")
_LISTED: Final = re.compile(r"[、,和与及]|以及")
_SUFFIX: Final = re.compile(r"(?:信息|舆情|声量|帖文)?(?:占比|比例|比重|份额|数量|销量|满意度|认可度|率)$")
#: Words of the clock: only with one of them does a duration report something beside another figure.
_TIMED: Final = re.compile(
    r"回应|响应|声明|致歉|道歉|发声|平息|平稳|常态|回落|消退|降温|上报|发现|处置|处理|答复|回复|办结|退款|完成|恢复|达峰|峰值|在榜|霸榜"
    r"|时长|用时|历时|耗时|时效|半衰期|翻倍时间|周期为"
    r"|respon|statement|recover|took|peak|calm|subsid|died down|half[- ]life",
    re.IGNORECASE,
)
#: 从峰值的3,200条降至200条: the peak is only where it came from.
_FROM_PEAK: Final = re.compile(r"[由从自]\S{0,4}峰值$|from\s(?:a|the|its)\speak$", re.IGNORECASE)
#: A bare number printed in 万 or more.
_LARGE: Final = 4
_LINK: Final = re.compile(
    r"(?:为|是|达到?|[至到]|[:：=]|得分?|由|从|自|\b(?:is|was|of|to|from|at)\s)\s?$", re.IGNORECASE
)


def scan(document: Document) -> Scan:
    """The document's text folded and masked; line ends inside a paragraph count as spaces."""
    plain = list(folded(document.text))
    for piece in document.pieces:
        if not piece.cells:
            for place in range(piece.start, piece.end):
                if plain[place] == "\n":
                    plain[place] = " "
    joined = "".join(plain)
    return Scan(document.text, joined, masked(joined))


def said_in(document: Document, seen: Scan) -> Iterator[Said]:
    """Every figure of the document's paragraphs, from top to bottom."""
    for piece in document.pieces:
        if not piece.cells:
            for sentence in sentences(seen.plain, piece.start, piece.end):
                yield from _of_sentence(seen, sentence, piece)


def _of_sentence(seen: Scan, sentence: Sentence, piece: Piece) -> Iterator[Said]:
    found = [moved(one, sentence.start) for one in figures(seen.bare[sentence.start : sentence.end])]
    pairs = paired(seen.bare, found)
    listed = _respectively(seen, sentence, pairs)
    for number, pair in enumerate(pairs):
        # The other bound of a range is the only figure that may overlap.
        near = pairs[max(0, number - 2) : number]
        left = max((one.end for one in near if one.end <= pair.head), default=sentence.start)
        near = pairs[number + 1 : number + 3]
        right = min((one.head for one in near if one.head >= pair.end), default=sentence.end)
        said = Context(seen, sentence, piece, pair, left, right).said()
        if number in listed:
            said = replace(said, rule=listed[number])
        if _counts(seen, said, sentence, pairs):
            yield said


def moved(figure: Figure, by: int) -> Figure:
    """The same figure `by` characters further on."""
    return replace(figure, head=figure.head + by, start=figure.start + by, end=figure.end + by)


@dataclass(frozen=True, slots=True)
class Context:
    """A figure, its sentence, and how far its neighbours leave it room."""

    seen: Scan
    sentence: Sentence
    piece: Piece
    pair: Pair
    left: int
    right: int

    def said(self) -> Said:
        """The figure with all that its words say."""
        pair, figure = self.pair, self.pair.figure
        number = self.sentence.clause_at(pair.head)
        low, high = self.sentence.clauses[number]
        change = change_of(self.seen.bare, max(low, self.left), figure, min(high, self.right))
        if pair.other is not None and change is None:
            # A range has one verb: before its first figure.
            change = change_of(self.seen.bare, max(low, self.left), min(figure, pair.other, key=_head), high)
        rule, start = self._rule(number, change)
        earlier = pair.earlier
        if rule is not None and rule.signed and figure.kind is not Kind.CHANGE:
            change = None if figure.direction else change
            figure, earlier = _below_zero(figure), _below_zero(earlier) if earlier else None
        unit = unit_of(figure.unit, rule, figure)
        if rule is SURVEY:
            high = self._whole_answer(number)
        begin, end = trimmed(self.seen.text, start, max(high, pair.end))
        return Said(
            figure=figure if unit is figure.unit else replace(figure, unit=unit),
            earlier=earlier,
            change=change,
            rule=rule,
            start=begin,
            end=end,
            sentence=trimmed(self.seen.text, self.sentence.start, self.sentence.end),
            place=self.piece.place,
        )

    def _rule(self, number: int, change: Change | None) -> tuple[Rule | None, int]:
        """The metric the words name, and where the words begin that name it."""
        low, high = self.sentence.clauses[number]
        pair, figure, plain = self.pair, self.pair.figure, self.seen.plain
        level = (change is None or change.to) and figure.kind is not Kind.CHANGE
        # Months are no unit of a claim and a length of time all the same.
        unit = ClaimUnit.DAYS if figure.kind is Kind.DURATION else figure.unit
        near = max(low, self.left)
        asked = survey_in(plain, pair.end, min(high, self.right), unit) if level else None
        named = asked or named_in(plain, near, pair.head, unit, level=level)
        # From the figure on: its own unit may name it (2 million discussions).
        named = named or named_in(plain, figure.start, min(high, self.right), unit, level=level, first=True)
        named = named or (named_in(plain, low, near, unit, level=level) if near > low else None)
        # A time taken is of its own clause: 24小时内发布声明，48小时内完成退款.
        if named is not None and pair.earlier is not None and _FROM_PEAK.search(plain, low, named.end):
            named = None
        if named is not None or figure.kind is Kind.DURATION or not _GOES_ON.match(plain, low, high):
            return (named.rule if named else None), low
        return self._inherited(number, unit, level=level)

    def _whole_answer(self, number: int) -> int:
        """Behind the clauses that go on with what the people asked said: …，愿意继续支持."""
        end = self.sentence.clauses[number][1]
        for low, high in self.sentence.clauses[number + 1 :]:
            if low >= self.right or high > self.right or not _ANSWER_GOES_ON.match(self.seen.plain, low, high):
                break
            end = high
        return end

    def _inherited(self, number: int, unit: ClaimUnit | None, *, level: bool) -> tuple[Rule | None, int]:
        """From the clauses before in the same sentence: 负面占比为30%，较上月下降5个百分点."""
        start = self.sentence.clauses[number][0]
        for low, high in reversed(self.sentence.clauses[max(0, number - 2) : number]):
            named = named_in(self.seen.plain, low, high, unit, level=level)
            start = low
            if named is not None:
                return named.rule, low
        return None, start


def _below_zero(figure: Figure) -> Figure:
    """A level with its minus: a net sentiment of -0.35 is no fall."""
    if figure.value is None or figure.direction is None:
        return figure
    return replace(figure, direction=None, value=-figure.value if figure.direction == "down" else figure.value)


def _head(figure: Figure) -> int:
    return figure.head


def unit_of(unit: ClaimUnit | None, rule: Rule | None, figure: Figure) -> ClaimUnit | None:
    """The figure's unit: its own, made exact by its metric or by 每小时."""
    if rule is not None and rule.metric == "hourly_growth" and unit is ClaimUnit.PERCENT:
        return ClaimUnit.PERCENT_PER_HOUR
    if figure.per_hour:
        per_hour = {ClaimUnit.POSTS: ClaimUnit.POSTS_PER_HOUR, ClaimUnit.PERCENT: ClaimUnit.PERCENT_PER_HOUR}
        return per_hour.get(unit, unit) if unit else unit
    if rule is None or figure.kind in {Kind.FOREIGN, Kind.DURATION}:
        return unit
    if rule.signed and unit is None and figure.value is not None and abs(figure.value) > 1:
        # Its own scale ends at 1; which other one is meant the words do not say.
        return ClaimUnit.SCORE
    if unit is None or (unit is ClaimUnit.COUNT and rule.unit is ClaimUnit.POSTS):
        return rule.unit
    return unit


def _respectively(seen: Scan, sentence: Sentence, pairs: Sequence[Pair]) -> dict[int, Rule | None]:
    """正面、中性、负面占比分别为…: the subject of each figure by its place in the list."""
    mark = _RESPECTIVELY.search(seen.plain, sentence.start, sentence.end)
    if mark is None:
        return {}
    clause = sentence.clauses[sentence.clause_at(mark.start())]
    numbers = [n for n, pair in enumerate(pairs) if mark.end() <= pair.figure.start < clause[1]]
    subjects = [part for part in _LISTED.split(seen.plain[clause[0] : mark.start()]) if part.strip()]
    if len(subjects) != len(numbers) or not numbers:
        return {}
    suffix = _SUFFIX.search(subjects[-1])
    tail = suffix[0] if suffix else ""
    found: dict[int, Rule | None] = {}
    for n, subject in zip(numbers, subjects, strict=True):
        words = subject if subject.endswith(tail) else subject + tail
        named = named_in(words, 0, len(words), pairs[n].figure.unit, level=True)
        found[n] = named.rule if named else None
    return found


def _counts(seen: Scan, said: Said, sentence: Sentence, pairs: Sequence[Pair]) -> bool:
    """Whether a number reports something."""
    figure = said.figure
    if figure.kind is Kind.SMALL:
        return False
    if figure.kind is Kind.BARE:
        if figure.scale >= _LARGE:
            # 点赞120万: too large to be anything but a figure, whatever it counts.
            return True
        linked = bool(_LINK.search(seen.bare, sentence.start, figure.head)) or figure.head < figure.start
        told = linked or said.earlier is not None or said.change is not None
        return said.rule is not None and figure.unit is not None and told
    if figure.kind is Kind.DURATION:
        return _timed(seen, said, sentence, pairs)
    return True


def _timed(seen: Scan, said: Said, sentence: Sentence, pairs: Sequence[Pair]) -> bool:
    """Whether a duration reports a time taken and does not merely frame another figure."""
    low, high = sentence.clauses[sentence.clause_at(said.figure.head)]
    longer = said.change is not None and said.change.start < said.figure.head
    if longer or _TIMED.search(seen.plain, low, high):
        return True
    if said.figure.unit is ClaimUnit.DAYS:
        return False
    near = [pair for pair in pairs if low <= pair.figure.start < high]
    return all(pair.figure.kind is Kind.DURATION for pair in near)
