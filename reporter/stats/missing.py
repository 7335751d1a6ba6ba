"""What a collection missed: the posts one part would have had while only the others were collected."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def filled(own: npt.ArrayLike, others: npt.ArrayLike, missed: npt.NDArray[np.bool_]) -> Array:
    """The hours of one part, those not collected filled with what was to be expected; shape (hours,).

    By its ratio to the others in the hours known of it; without others along the straight line
    between its hours on either side.  Never less than what was collected.

    Args:
        own: posts of the part in consecutive hours, shape (hours,).
        others: posts of all other parts in the same hours.
        missed: hours in which the part was not, or not wholly, collected.
    """
    mine, rest = np.asarray(own, np.float64), np.asarray(others, np.float64)
    known = ~missed
    if not missed.any() or not mine[known].any():
        return mine
    if rest[known].any() and rest[missed].any():
        guess = rest * mine[known].sum() / rest[known].sum()
    else:
        hours = np.arange(len(mine))
        guess = np.interp(hours, hours[known], mine[known])
    return np.where(missed, np.maximum(mine, guess), mine)
