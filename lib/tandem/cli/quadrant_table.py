"""The table that `tandem quadrants` prints."""

from __future__ import annotations

from math import floor, isfinite, log10

import numpy as np
from rich.table import Table
from rich.text import Text

from tandem.onefile.quadrants import Judged
from tandem.onefile.verdicts import Rate, Verdicts
from tandem.stats.quadrants import CAN_BUY, OUT_OF_REACH, UNDECIDED

COLORS = {"harmony": "green", "seduction": "yellow", "precision": "cyan", "struggle": "red"}
MARKS = {"high": "▲", "low": "▼", "at par": "="}
STEPS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def grid(judged: Judged, rows: int) -> Table:
    """The first `rows` arms, decided before undecided, then by impressions; 80 columns are enough."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(judged.noun, overflow="fold", min_width=8)
    for head in ("impr.", "clicks", "conv.", "CTR %", "90 %", "CR %", "90 %"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("needs", justify="right", no_wrap=True)
    for arm in ranked(judged.verdicts)[:rows]:
        table.add_row(*_line(judged.verdicts, arm))
    return table


def ranked(found: Verdicts) -> list[int]:
    """Places of all arms, decided before undecided, the most impressions first, then by name."""
    return [int(place) for place in np.lexsort((-found.arms.impressions, found.quadrant == UNDECIDED))]


def _line(found: Verdicts, arm: int) -> list[Text]:
    arms, quadrant = found.arms, str(found.quadrant[arm])
    counts = (brief(float(each[arm])) for each in (arms.impressions, arms.clicks, arms.conversions))
    cells = [arms.names[arm], *counts, *_rate(found.ctr, arm), *_rate(found.cr, arm)]
    return [*map(Text, cells), Text(quadrant, style=COLORS.get(quadrant, "")), Text(_needs(int(found.needed[arm])))]


def _rate(rate: Rate, arm: int) -> tuple[str, str]:
    """The smoothed rate in per cent with the mark of its verdict, and its interval."""
    mark = MARKS.get(str(rate.verdict[arm]), "")
    value = _per_cent(float(rate.smoothed[arm]), digits=3)
    low, high = (_per_cent(float(each[arm]), digits=2) for each in (rate.low, rate.high))
    return f"{mark}{value}", f"{low}\u2013{high}" if value else ""


def _needs(impressions: int) -> str:
    """12345 -> 13k: a forecast has no third digit; >10x: more than ten times what it has had."""
    if impressions == OUT_OF_REACH:
        return f">{CAN_BUY}x"
    unit = int(10 ** max(len(str(impressions)) - 2, 0))
    return brief(-(-impressions // unit) * unit) if impressions else ""


def brief(count: float) -> str:
    """1234567 -> 1.23m; 950 -> 950; 12.5 -> 12.5."""
    size, unit = next(((size, unit) for size, unit in STEPS if count >= 0.9995 * size), (1.0, ""))
    return f"{count:.4g}" if size == 1 else f"{count / size:.3g}{unit}"


def _per_cent(share: float, *, digits: int) -> str:
    """.0013245 -> .132; blank for nan."""
    if not isfinite(share):
        return ""
    decimals = digits - 1 - floor(log10(100 * share)) if share > 0 else 0
    text = f"{100 * share:.{min(max(decimals, 0), 5)}f}"
    return text.removeprefix("0") if "." in text else text
