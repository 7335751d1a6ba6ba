"""What the posts say, for the collection page: copied texts and the words that tell two stretches of time apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from reporter import units
from reporter.i18n import _, ngettext
from reporter.names import platform
from reporter.pages import words
from reporter.report import Report
from reporter.safe import quote
from reporter.text.copies import LEAST_LETTERS, NEAR, Copies, Share, Wave
from reporter.text.keywords import Keyword, Keywords
from reporter.text.near import LEAST, SURE
from reporter.text.words import LEAST_TEXTS
from reporter.units import Unit
from reporter.windows import AFTER, BEFORE, WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Posts that are copies by one way of comparing texts."""

    name: str
    posts: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveCard:
    """One text in many posts; `quote` is empty where the report quotes nobody."""

    quote: Markup
    posts: str
    spread: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesBlock:
    """Copied texts: a sentence, how strict one can be, the largest waves, what was compared."""

    sentence: str
    sieves: tuple[Sieve, ...]
    range: str
    compared: str
    waves: tuple[WaveCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRow:
    """A word in both stretches of time; `bars` are its shares in per cent of the longest bar."""

    word: str
    first: str
    second: str
    bars: tuple[float, float]
    z: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """The words of one side; `none` says that there is none."""

    title: str
    rows: tuple[WordRow, ...]
    none: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordsBlock:
    """Two stretches of time beside one another; no lists where no word stands out."""

    title: str
    finding: str
    names: tuple[str, str]
    lists: tuple[WordList, ...]
    note: str


# Copies ---------------------------------------------------------------------


def copies_block(report: Report, copies: Copies, *, quoting: bool) -> CopiesBlock:
    """Copied texts of the whole period."""
    share = copies.shares[WHOLE]
    return CopiesBlock(
        sentence=_sentence(share, copies),
        sieves=tuple(_sieves(share)),
        range=_range(share),
        compared=_compared(copies),
        waves=tuple(_wave(report, wave, quoting=quoting) for wave in copies.waves),
    )


def _sentence(share: Share, copies: Copies) -> str:
    if not share.posts:
        return _("No original post has {n} letters or more of its own: there is nothing to compare.").format(
            n=LEAST_LETTERS,
        )
    if not share.near:
        sentence = _("None of {posts} with {n} letters or more of their own repeats another one.")
        return sentence.format(posts=_originals(share), n=LEAST_LETTERS)
    sentence = _("{share} of {posts} repeat another one, word for word or nearly; they hold {n} different texts.")
    return sentence.format(
        share=_per_cent(share.near, share.posts),
        posts=_originals(share),
        n=units.decimal(copies.different),
    )


def _originals(share: Share) -> str:
    return ngettext("{n} original post", "{n} original posts", share.posts).format(n=units.decimal(share.posts))


def _per_cent(part: int, whole: int) -> str:
    return units.joined(units.shortest(100 * part / max(1, whole), 1), Unit.PERCENT)


def _sieves(share: Share) -> Iterator[Sieve]:
    if not share.near:
        return
    for name, n in (
        (_("word for word"), share.verbatim),
        (_("the same but for marks, names and links"), share.same),
        (_("the same or reworded a little"), share.near),
    ):
        yield Sieve(name=name, posts=units.decimal(n), share=_per_cent(n, share.posts))


def _range(share: Share) -> str:
    if share.near_least == share.near_most:
        return ""
    sentence = _(
        "Reworded: at least {near} of the runs of three characters in common; between {strict} and {loose}: {ends}."
    )
    ends = units.span(_per_cent(share.near_least, share.posts), _per_cent(share.near_most, share.posts))
    return sentence.format(near=NEAR, strict=SURE, loose=LEAST, ends=ends)


def _compared(copies: Copies) -> str:
    if copies.compared >= copies.different:
        return ""
    sentence = _("Reworded copies were looked for among {n} different texts drawn by chance; there may be more.")
    return sentence.format(n=units.decimal(copies.compared))


def _wave(report: Report, wave: Wave, *, quoting: bool) -> WaveCard:
    zone = ZoneInfo(report.incident.timezone)
    first, last = (units.hour(datetime.fromtimestamp(at, zone)) for at in (wave.first, wave.last))
    facts = [
        ngettext("{n} wording", "{n} wordings", wave.wordings).format(n=units.decimal(wave.wordings)),
        _accounts(wave),
        words.listed([_("{name} {n}").format(name=platform(name), n=units.decimal(n)) for name, n in wave.platforms]),
    ]
    return WaveCard(
        quote=quote(wave.text) if quoting and wave.text else Markup(),
        posts=units.exact(wave.posts, Unit.POSTS),
        spread=_("; ").join(filter(None, facts)),
        when=first if first == last else units.stretch(first, last),
    )


def _accounts(wave: Wave) -> str:
    if not wave.authors:
        return _("accounts not stated")
    return ngettext("{n} account", "{n} accounts", wave.authors).format(n=units.decimal(wave.authors))


# Keywords -------------------------------------------------------------------


def keyword_blocks(report: Report, keywords: tuple[Keywords, ...]) -> Iterator[KeywordsBlock]:
    """The words before and after the response; of other comparisons those that found any."""
    for one in keywords:
        if all(one.texts) and (_all(one) or one.windows == (BEFORE, AFTER)):
            yield _block(report, one)


def _block(report: Report, keywords: Keywords) -> KeywordsBlock:
    first, second = (_name(window) for window in keywords.windows)
    longest = max((_shares(word, keywords)[side] for word in _all(keywords) for side in (0, 1)), default=1.0)
    lists = (
        _list(_("more often {when}").format(when=first), keywords.first, keywords, longest),
        _list(_("more often {when}").format(when=second), keywords.second, keywords, longest),
    )
    claims = {claim.id: str(claim.quote) for claim in report.incident.claims}
    about = claims.get(keywords.windows[1].partition(":")[2], "")
    return KeywordsBlock(
        title=_("The figure “{quote}”").format(quote=about) if about else _("Before and after the first response"),
        finding=_finding(keywords, first, second),
        names=(first, second),
        lists=lists if _all(keywords) else (),
        note=_note(keywords, first, second),
    )


def _name(window: str) -> str:
    kind = window.partition(":")[0]
    return {
        BEFORE: _("before the response"),
        AFTER: _("after the response"),
        "baseline": _("in the comparison period"),
        "claim": _("in the period of the figure"),
    }[kind]


def _all(keywords: Keywords) -> tuple[Keyword, ...]:
    return (*keywords.first, *keywords.second)


def _shares(word: Keyword, keywords: Keywords) -> tuple[float, float]:
    return (word.first / keywords.texts[0], word.second / keywords.texts[1])


def _list(title: str, found: tuple[Keyword, ...], keywords: Keywords, longest: float) -> WordList:
    return WordList(
        title=title,
        rows=tuple(_row(word, keywords, longest) for word in found),
        none="" if found else _("No word stands out beyond chance."),
    )


def _row(word: Keyword, keywords: Keywords, longest: float) -> WordRow:
    shares = _shares(word, keywords)
    counts = [_count(n, share) for n, share in zip((word.first, word.second), shares, strict=True)]
    return WordRow(
        word=word.word,
        first=counts[0],
        second=counts[1],
        bars=(round(100 * shares[0] / longest, 1), round(100 * shares[1] / longest, 1)),
        z=units.decimal(abs(word.z), 1),
    )


def _count(n: int, share: float) -> str:
    """`62 (31%)`; of a few texts no number, for behind it stand a few people."""
    if n < LEAST_TEXTS:
        return _("under {n}").format(n=LEAST_TEXTS) if n else units.decimal(0)
    return _("{n} ({share})").format(
        n=units.decimal(n), share=units.joined(units.rounded(100 * share, Unit.PERCENT), Unit.PERCENT)
    )


def _finding(keywords: Keywords, first: str, second: str) -> str:
    sides = ((first, keywords.first), (second, keywords.second))
    parts = [
        _("{when} people spoke more of {words}").format(when=when, words=words.listed([one.word for one in found[:3]]))
        for when, found in sides
        if found
    ]
    if not parts:
        return _("The words of both stretches of time do not differ beyond chance.")
    sentence = _("; ").join(parts)
    return sentence[:1].upper() + sentence[1:]


def _note(keywords: Keywords, first: str, second: str) -> str:
    sentence = _(
        "{n1} texts {first}, {n2} {second}, of copies one each. z: log-odds ratio over its standard error; a word is"
        " listed from {least} up, which of {tested} words compared chance passes once in twenty comparisons."
        " Words of fewer than {few} texts are left out."
    )
    return sentence.format(
        n1=units.decimal(keywords.texts[0]),
        n2=units.decimal(keywords.texts[1]),
        first=first,
        second=second,
        least=units.decimal(keywords.least_z, 1),
        tested=units.decimal(keywords.tested),
        few=LEAST_TEXTS,
    )
