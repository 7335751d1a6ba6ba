"""敏感: the vendor's own flag, a measure by itself; negative only where the analyst declares 敏感=负面."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition, Inputs
from reporter.metrics.record import Calibration, Direction, Gap, Metric
from reporter.units import Unit
from reporter.windows import Window

SENSITIVE: Final = Definition(
    id="sensitive_share",
    label=N_("share of posts flagged as sensitive"),
    unit=Unit.PERCENT,
    method="share/1",
    direction=Direction.CONTEXT,
    meaning=N_(
        "Posts the data vendor flags as sensitive among those it judged; sensitive is not negative unless the"
        " analyst declares so, and then that is printed.",
    ),
)
DEFINITIONS: Final = (SENSITIVE,)


def sensitive(inputs: Inputs, window: Window) -> Iterator[Metric]:
    """The flagged share of the window; a census of what the vendor judged has no interval."""
    if inputs.tally is None:
        yield SENSITIVE.metric(None, source=inputs.source, window=window.id, gap=Gap.NO_POSTS)
        return
    flagged, judged = inputs.tally.sensitive(window.id)
    declared = inputs.incident.posts.sensitive == "negative"
    yield SENSITIVE.metric(
        100 * flagged / judged if judged else None,
        source=inputs.source,
        window=window.id,
        label=_("negative share (declared: sensitive = negative)") if declared else "",
        n=judged,
        calibration=Calibration.EXPORT,
        gap=None if judged else Gap.NO_FIELD,
        note=_note(declared=declared) if judged else "",
    )


def _note(*, declared: bool) -> str:
    if declared:
        return _("declared by the analyst: sensitive = negative")
    return _("a flag of the vendor, not negative")
