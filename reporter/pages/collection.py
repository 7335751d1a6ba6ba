"""采集内容: a first look at the posts themselves, before anybody has judged anything.

How much, where, by what stance, who was first, which posts went furthest, how much
is copied, which words recur.  People stay unnamed: authors are lettered in the order
of the page, times rounded to the hour, quotes short and masked, no link to a post.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_uppercase
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from reporter import units
from reporter.drawings import ACCOUNTS, CHANNELS, PLATFORMS, REGIONS, WORDS
from reporter.i18n import N_, _
from reporter.labels import FINAL_STANCES, Source
from reporter.names import STANCES, platform, word
from reporter.pages import words
from reporter.pages.background import Pair
from reporter.pages.cover import Cover, cover
from reporter.pages.figures import Figures
from reporter.pages.wording import CopiesBlock, KeywordsBlock, copies_block, keyword_blocks
from reporter.report import Report, totals
from reporter.safe import quote
from reporter.tallies import Post, Tally
from reporter.text.clean import quotable
from reporter.units import Unit

#: Key nodes on the page.
NODES: Final = 10

SOURCES: Final = {
    Source.EXPORT: N_("labels of the data vendor"),
    Source.HAND: N_("labels by hand"),
    Source.LOCAL: N_("local model taught by the labels"),
    Source.MACHINE: N_("machine index, uncalibrated"),
    Source.NONE: N_("without a label"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRow:
    """Posts of one stance."""

    name: str
    posts: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCard:
    """One post as the page may show it."""

    author: str
    where: str
    time: str
    quote: Markup
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPage:
    """The page; `badge` says that a machine had a hand in the stances, empty when it had none."""

    cover: Cover
    headline: str
    overview: tuple[Pair, ...]
    charts: tuple[Markup, ...]
    stances: tuple[StanceRow, ...]
    stance_sources: str
    badge: str
    first_seen: tuple[PostCard, ...]
    nodes: tuple[PostCard, ...]
    quotes_left_out: str
    copies: CopiesBlock | None
    keywords: tuple[KeywordsBlock, ...]
    words: Markup
    few_words: str


def collection(report: Report, tally: Tally, figures: Figures) -> CollectionPage:
    """The collection page of a report whose posts are counted in `tally`."""
    cards = _Cards(report)
    platforms = (tally.first_seen(platform=code) for code in tally.platforms())
    first = sorted((post for post in platforms if post is not None), key=lambda post: (post.time or 0, post.platform))
    machine = tally.source_counts().get(Source.MACHINE, 0)
    common, wording = figures.block(WORDS), report.wording
    return CollectionPage(
        cover=cover(report),
        headline=_headline(tally),
        overview=tuple(_overview(report, tally)),
        charts=tuple(filter(None, map(figures.block, (PLATFORMS, CHANNELS, ACCOUNTS, REGIONS)))),
        stances=tuple(_stances(tally)),
        stance_sources=_stance_sources(tally),
        badge=_(SOURCES[Source.MACHINE]) if machine else "",
        first_seen=tuple(map(cards.card, first)),
        nodes=tuple(map(cards.card, tally.top_posts(NODES))),
        quotes_left_out="" if cards.quoting else _("The report is set to quote nobody's words."),
        copies=copies_block(report, wording.copies, quoting=cards.quoting) if wording is not None else None,
        keywords=tuple(keyword_blocks(report, wording.keywords)) if wording is not None else (),
        words=common,
        few_words="" if common else _("No word stands in five different texts or more."),
    )


def _headline(tally: Tally) -> str:
    volume = units.exact(tally.count(), Unit.POSTS)
    counts = tally.platform_counts()
    if not counts:
        return _("The posts: none of {n} can be placed in the report period").format(
            n=units.exact(tally.total(), Unit.POSTS),
        )
    if len(counts) == 1:
        only = platform(next(iter(counts)))
        return _("The posts: {volume}, all from {platform}").format(volume=volume, platform=only)
    return _("The posts: {volume} on {n} platforms").format(volume=volume, n=len(counts))


def _overview(report: Report, tally: Tally) -> Iterator[Pair]:
    yield Pair(name=_("volume"), note=_volume(tally))
    comments = tally.count(kinds=("comment",))
    if comments:
        yield Pair(name=_("comments"), note=units.exact(comments, Unit.POSTS))
    if tally.authors():
        yield Pair(name=_("accounts"), note=units.decimal(tally.authors()))
    extent = tally.extent()
    if extent is not None:
        first, last = (datetime.fromtimestamp(at, ZoneInfo(report.incident.timezone)) for at in extent)
        latest = units.hour(last, year=first.year != last.year)
        yield Pair(name=_("earliest and latest"), note=units.stretch(units.hour(first, year=True), latest))
    left_out = tally.total() - tally.count()
    if left_out:
        note = _("{n}, outside the period or without a usable time")
        yield Pair(name=_("not in the volume"), note=note.format(n=units.exact(left_out, Unit.POSTS)))
    files = _("{n} files, {rows} rows")
    rows = units.decimal(totals(report.balance)["read"])
    yield Pair(name=_("collected"), note=files.format(n=len(report.balance), rows=rows))
    query = str(report.incident.posts.query)
    yield Pair(name=_("query"), note=query or _("not yet filled in"))


def _volume(tally: Tally) -> str:
    kinds = {kind: n for kind, n in tally.kind_counts().items() if kind != "comment" and n}
    parts = [_counted(words.kinds((kind,)), units.decimal(n)) for kind, n in kinds.items()]
    total = units.exact(tally.count(), Unit.POSTS)
    return _("{total} ({parts})").format(total=total, parts=words.listed(parts)) if len(parts) > 1 else total


def _share(part: int, whole: int) -> str:
    return units.joined(units.shortest(100 * part / max(1, whole), 1), Unit.PERCENT)


def _stances(tally: Tally) -> Iterator[StanceRow]:
    counts, whole = tally.stance_counts(), tally.count()
    for stance in FINAL_STANCES:
        n = counts.get(stance, 0)
        if n:
            yield StanceRow(name=word(STANCES, stance), posts=units.decimal(n), share=_share(n, whole))


def _stance_sources(tally: Tally) -> str:
    counts = tally.source_counts()
    told = ((_(SOURCES[one]), units.exact(counts[one], Unit.POSTS)) for one in Source if counts.get(one))
    return _("; ").join(_("{name}: {n}").format(name=name, n=n) for name, n in told)


@dataclass(slots=True)
class _Cards:
    """Posts as cards; an author met again keeps the letter."""

    report: Report
    letters: dict[str, str] = field(default_factory=dict)

    @property
    def quoting(self) -> bool:
        """Whether words may be quoted; what a paraphrase says only the analyst can write."""
        return self.report.incident.posts.quotes == "mask"

    @property
    def _year(self) -> int:
        """The year the report is about: the only one that need not be said."""
        return self.report.incident.period.start.at.year

    def card(self, post: Post) -> PostCard:
        """The post as the page may show it."""
        zone = ZoneInfo(self.report.incident.timezone)
        at = datetime.fromtimestamp(post.time, zone) if post.time is not None else None
        where = [platform(post.platform), *(one for one in (post.channel, post.account_type) if one)]
        said = quotable(post.text)
        return PostCard(
            author=self._author(post.author),
            where=words.listed(list(dict.fromkeys(where))),
            time=units.hour(at, year=at.year != self._year) if at is not None else "",
            quote=quote(said or _("(without words of its own)")) if self.quoting else Markup(),
            counts=_counts(post),
        )

    def _author(self, author: str | None) -> str:
        if author is None:
            return _("author not stated")
        if author in self.report.named:
            return self.report.named[author]
        if author not in self.letters:
            self.letters[author] = _("User {letter}").format(letter=_letter(len(self.letters)))
        return self.letters[author]


def _letter(number: int) -> str:
    """A ... Z, A2 ... Z2 and so on, for 0, 1, ..."""
    round_, place = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(round_ + 1) if round_ else "")


def _counts(post: Post) -> str:
    named = ((_("reposts"), post.reposts), (_("comments"), post.comments), (_("likes"), post.likes))
    parts = [_counted(name, units.decimal(n)) for name, n in named if n is not None]
    line = words.listed(parts)
    return _("{counts} (at least)").format(counts=line) if post.capped and line else line


def _counted(name: str, n: str) -> str:
    return _("{name} {n}").format(name=name, n=n)
