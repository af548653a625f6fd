"""Verdicts on campaigns: numpy and text, no Spark."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tandem.stats.quadrants import AT_PAR, OUT_OF_REACH, UNDECIDED, axis, quadrants, trials_needed, worth

Names = NDArray[np.str_]


def judge_campaigns(rates: pd.DataFrame, *, decided: float, par_share: float) -> pd.DataFrame:
    """`rates` with axes, quadrant, what is still needed, and one sentence of evidence.

    One row per campaign; each column of metrics.rates twice, as ctr_... and cr_..., nan where there is no such rate.
    """
    axes = {measure: _axis(rates, measure, decided) for measure in ("ctr", "cr")}
    needed = {measure: _needed(rates, measure, axes[measure], decided, par_share) for measure in axes}
    told = zip(
        _say(rates, "ctr", axes["ctr"], needed["ctr"], "impressions"),
        _say(rates, "cr", axes["cr"], needed["cr"], "clicks"),
        strict=True,
    )
    return rates.assign(
        ctr_axis=axes["ctr"],
        cr_axis=axes["cr"],
        quadrant=quadrants(axes["ctr"], axes["cr"]),
        needed_impressions=needed["ctr"],
        needed_clicks=needed["cr"],
        why=[f"{ctr}, {cr}" for ctr, cr in told],
    )


def _axis(rates: pd.DataFrame, measure: str, decided: float) -> Names:
    return axis(rates[f"{measure}_p_high"].to_numpy(), rates[f"{measure}_p_par"].to_numpy(), decided=decided)


def _needed(rates: pd.DataFrame, measure: str, axes: Names, decided: float, par_share: float) -> pd.Series:
    column = {
        name: rates[f"{measure}_{name}"].to_numpy(dtype=np.float64)
        for name in ("smoothed", "expected", "low", "high", "phi", "trials")
    }
    needed = trials_needed(
        column["smoothed"],
        column["expected"],
        size=worth(column["smoothed"], column["low"], column["high"]),
        phi=column["phi"],
        trials=column["trials"],
        axes=axes,
        decided=decided,
        par_share=par_share,
    )
    return pd.Series(needed, index=rates.index, dtype="Int64").where(axes == UNDECIDED)


def _say(rates: pd.DataFrame, measure: str, axes: Names, needed: pd.Series, unit: str) -> list[str]:
    """`CTR 1.4x expected (sure at 99 %)` for each campaign."""
    index, p_high, p_par = (rates[f"{measure}_{name}"] for name in ("index", "p_high", "p_par"))
    sure = {"high": p_high, "low": 1 - p_high, "at par": p_par}
    return [
        _sentence(
            measure.upper(),
            index.iloc[row],
            name,
            more=needed.iloc[row],
            unit=unit,
            sure=float(sure[name].iloc[row]) if name in sure else 0.0,
        )
        for row, name in enumerate(axes)
    ]


def _sentence(measure: str, index: float, name: str, *, sure: float, more: int, unit: str) -> str:
    if np.isnan(index):
        return f"{measure} not known (no {unit})"
    if name != UNDECIDED:
        # Rounding to 100 would claim what no sample can show.
        par = "at par, " if name == AT_PAR else ""
        return f"{measure} {_times(index)} expected ({par}sure at {min(int(100 * sure), 99)} %)"
    wanted = f"more {unit} than it can buy" if more == OUT_OF_REACH else f"about {_round(more):,} more {unit}"
    return f"{measure} {_times(index)} expected (undecided: needs {wanted})"


def _round(count: int) -> int:
    """Two significant digits, upwards: the estimate is not better than that."""
    unit = int(10 ** max(len(str(count)) - 2, 0))
    return -(-count // unit) * unit


def _times(index: float) -> str:
    return f"{index:,.0f}x" if index >= 10 else f"{index:.2g}x"
