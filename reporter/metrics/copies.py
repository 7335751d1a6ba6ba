"""同质化文本: how much of what was posted had been posted before; never who is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Amec, Direction, Gap, Interval, Metric
from reporter.text.copies import LEAST_LETTERS, METHOD, Share
from reporter.text.near import LEAST, SURE
from reporter.units import Unit, decimal
from reporter.windows import WHOLE, Window

COPIES: Final = Definition(
    id="copy_share",
    label=N_("share of copied texts"),
    unit=Unit.PERCENT,
    method=METHOD,
    direction=Direction.CONTEXT,
    meaning=N_(
        "Original posts with 8 letters or more of their own that say what another original post of the period says,"
        " word for word or nearly (Jaccard similarity of 3-character shingles of 0.6 or more). Of pairs just above 0.6"
        " about 95 in 100 are found, of those above 0.7 more than 99: the share is rather too small than too large.",
    ),
    level=Amec.OUTPUT,
    inputs=("posts",),
    reference="Broder 1997, SEQUENCES 21-29",
)
WAVE: Final = Definition(
    id="largest_wave",
    label=N_("largest wave of one text"),
    unit=Unit.POSTS,
    method=METHOD,
    direction=Direction.CONTEXT,
    meaning=N_("Original posts that hold the most copied text of the period or a near copy of it."),
    level=Amec.OUTPUT,
    inputs=("posts",),
    reference="Broder 1997, SEQUENCES 21-29",
)
DEFINITIONS: Final = (COPIES, WAVE)


def copies(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The share of copies in the period, before and after the response; the largest wave of the period."""
    if inputs.copies is None:
        if window.id == WHOLE:
            yield from (one.metric(None, source=inputs.source, gap=Gap.NO_POSTS) for one in DEFINITIONS)
        return
    share = inputs.copies.shares.get(window.id)
    if share is not None:
        yield from _shares(inputs, window, share)
    if window.id == WHOLE:
        yield _wave(inputs)


def _shares(inputs: Inputs, window: Window, share: Share) -> Iterator[Metric]:
    if not share.posts:
        yield COPIES.metric(None, source=inputs.source, window=window.id, gap=Gap.TOO_FEW)
        return
    low, high = (100 * n / share.posts for n in (share.near_least, share.near_most))
    note = _("range: thresholds of {strict} and {loose}; that texts are alike does not say who is behind them")
    notes = [note.format(strict=SURE, loose=LEAST)]
    copies = inputs.copies
    if copies is not None and copies.compared < copies.different:
        some = _("near copies were looked for among {n} of {all} different texts")
        notes.append(some.format(n=decimal(copies.compared), all=decimal(copies.different)))
    yield COPIES.metric(
        100 * share.near / share.posts,
        source=inputs.source,
        window=window.id,
        n=share.posts,
        interval=Interval(low, high, 1.0),
        note=_("; ").join(notes),
    )
    parts = (
        ("same", share.same, _("share of copied texts: the same letters")),
        ("verbatim", share.verbatim, _("share of copied texts: word for word")),
    )
    for part, n, label in parts:
        value = 100 * n / share.posts
        yield COPIES.metric(value, source=inputs.source, window=window.id, part=part, label=label, n=share.posts)


def _wave(inputs: Inputs) -> Metric:
    waves = inputs.copies.waves if inputs.copies is not None else ()
    if not waves:
        note = _("no text of {n} letters or more stands in five posts").format(n=LEAST_LETTERS)
        return WAVE.metric(None, source=inputs.source, gap=Gap.TOO_FEW, note=note)
    largest = waves[0]
    note = _("{wordings} wordings, {authors} accounts").format(wordings=largest.wordings, authors=largest.authors)
    return WAVE.metric(largest.posts, source=inputs.source, n=largest.posts, note=note)
