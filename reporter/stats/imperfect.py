"""Shares told by an imperfect instrument."""

from __future__ import annotations


def rogan_gladen(apparent: float, sensitivity: float, specificity: float) -> float:
    """The true share behind an apparent one, cut to 0..1.

    Args:
        apparent: share the instrument calls positive, in 0..1.
        sensitivity: how many of the positives it finds, in 0..1.
        specificity: how many of the negatives it leaves alone, in 0..1.

    Raises:
        ValueError: shares outside 0..1, or an instrument no better than chance.

    Source: Rogan & Gladen 1978, American Journal of Epidemiology 107:71-76.
    """
    youden = sensitivity + specificity - 1
    if youden <= 0 or not all(0 <= share <= 1 for share in (apparent, sensitivity, specificity)):
        raise ValueError((apparent, sensitivity, specificity))
    return min(1.0, max(0.0, (apparent + specificity - 1) / youden))
