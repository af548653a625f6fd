"""CTR and CR read together: what each axis says, what the pair is called, and how much data is still needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.stats import beta as betas

Array = NDArray[np.float64]
Names = NDArray[np.str_]

UNDECIDED, AT_PAR = "undecided", "at par"
PAIRS = {
    ("high", "high"): "harmony",
    ("high", "low"): "seduction",
    ("low", "high"): "precision",
    ("low", "low"): "struggle",
}
CAN_BUY = 10  # times its own trials: more than this no campaign can buy
DECIDED, OUT_OF_REACH = 0, -1
HALVINGS = 40
NINETY_PER_CENT = 3.29  # standard deviations between the 5 % and the 95 % point
TINY = 1e-12


def axis(p_high: Array, p_par: Array, *, decided: float) -> Names:
    """high, low, at par (which wins over both) or undecided; nan, for an axis without data, is undecided."""
    sure = [p_par > decided, p_high > decided, p_high < 1 - decided]
    return np.select(sure, [AT_PAR, "high", "low"], UNDECIDED)


def quadrants(ctr_axis: Names, cr_axis: Names) -> Names:
    """The name of each pair: one of four when both axes are high or low; at par when both are decided, one at par."""
    names = [(ctr_axis == ctr) & (cr_axis == cr) for ctr, cr in PAIRS]
    open_axis = (ctr_axis == UNDECIDED) | (cr_axis == UNDECIDED)
    return np.select([open_axis, *names], [UNDECIDED, *PAIRS.values()], AT_PAR)


def trials_needed(
    smoothed: Array,
    expected: Array,
    *,
    size: Array,
    phi: Array,
    trials: Array,
    axes: Names,
    decided: float,
    par_share: float,
) -> NDArray[np.int64]:
    """More trials until each axis would be decided, were its index to stay; 0: it is; -1: over `CAN_BUY` times its own.

    `size` is what prior and data are worth together (`worth`), in trials; one more trial is worth 1 / `phi`.
    """
    needed = np.where(axes == UNDECIDED, OUT_OF_REACH, DECIDED).astype(np.int64)
    known = np.isfinite(smoothed) & np.isfinite(expected) & (trials > 0)
    waiting = np.flatnonzero(known & (axes == UNDECIDED))

    def is_decided(arms: NDArray[np.intp], more: Array) -> NDArray[np.bool_]:
        worth, rate = size[arms] + more / phi[arms], expected[arms]
        alpha, beta = smoothed[arms] * worth, (1 - smoothed[arms]) * worth
        p_high = betas.above(alpha, beta, rate)
        p_par = betas.between(alpha, beta, rate * (1 - par_share), rate * (1 + par_share))
        return np.asarray(axis(p_high, p_par, decided=decided) != UNDECIDED)

    in_reach = waiting[is_decided(waiting, CAN_BUY * trials[waiting])]
    too_few, enough = np.zeros(len(in_reach)), CAN_BUY * trials[in_reach]
    for _ in range(HALVINGS):
        middle = (too_few + enough) / 2
        done = is_decided(in_reach, middle)
        too_few, enough = np.where(done, too_few, middle), np.where(done, middle, enough)
    needed[in_reach] = np.maximum(np.ceil(enough), 1.0)
    return needed


def worth(smoothed: Array, low: Array, high: Array) -> Array:
    """Trials that prior and data are worth together, by the width of their 90 % interval; at least 1."""
    spread = np.maximum((high - low) / NINETY_PER_CENT, TINY)
    return np.asarray(np.maximum(smoothed * (1 - smoothed) / spread**2 - 1, 1.0))
