"""净情感值: positive minus negative in one number, from the two shares as they were measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from reporter.i18n import N_, _
from reporter.metrics.inputs import Definition
from reporter.metrics.record import Amec, Calibration, Direction, Gap, Interval, Metric
from reporter.stats import z_value
from reporter.units import Unit
from reporter.windows import Window

NET: Final = Definition(
    id="net_sentiment",
    label=N_("net sentiment"),
    unit=Unit.RATIO,
    method="delta/1",
    direction=Direction.UP,
    meaning=N_(
        "Positive minus negative posts among all posts with a stance, from -1 to 1; never computed from the"
        " machine index.",
    ),
    level=Amec.OUTTAKE,
    inputs=("posts", "labels"),
    reference="Agresti 2013, Categorical Data Analysis, 16.1 (delta method)",
)
DEFINITIONS: Final = (NET,)


def net(found: Mapping[str, Metric], window: Window) -> Iterator[Metric]:
    """Net sentiment of the window from its `negative_share` and `positive_share`."""
    negative, positive = found.get("negative_share"), found.get("positive_share")
    if negative is None or positive is None:
        return
    if negative.value is None or positive.value is None:
        gap = positive.gap or negative.gap or Gap.NO_LABELS
        yield NET.metric(None, source=negative.source, window=window.id, gap=gap)
        return
    value = (positive.value - negative.value) / 100
    yield NET.metric(
        value,
        source=negative.source,
        window=window.id,
        interval=interval(positive, negative),
        n=negative.n,
        calibration=negative.calibration,
        note=_("from the two shares as measured") if negative.calibration is Calibration.HAND else "",
    )


def interval(positive: Metric, negative: Metric, level: float = 0.95) -> Interval | None:
    """The interval of the difference of two shares of one sample, -1..1; None when the shares have none.

    Each share's standard error is its interval's half-width over z; a post is never both, so
    the covariance is -p q / n at the size of sample those errors speak of.
    """
    if positive.interval is None or negative.interval is None or positive.value is None or negative.value is None:
        return None
    p, q = positive.value / 100, negative.value / 100
    errors = [_error(metric) for metric in (positive, negative)]
    sizes = [share * (1 - share) / error**2 for share, error in zip((p, q), errors, strict=True) if error]
    together = -p * q / (sum(sizes) / len(sizes)) if sizes else 0.0
    half = z_value(level) * math.sqrt(sum(error**2 for error in errors) - 2 * together)
    return Interval(max(-1.0, p - q - half), min(1.0, p - q + half), level)


def _error(metric: Metric) -> float:
    low, high, level = metric.interval or (0.0, 0.0, 0.95)
    return (high - low) / 200 / z_value(level)
