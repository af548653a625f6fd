"""One file of ads in, verdicts on each of them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tandem.config import DiagnosisConfig
from tandem.delimited.cells import open_cells, read_cells
from tandem.onefile.arms import sum_arms
from tandem.onefile.fields import choose_columns
from tandem.onefile.notes import Note, notes_on
from tandem.onefile.rows import read_rows
from tandem.onefile.verdicts import Verdicts, judge_arms
from tandem.stats.quadrants import AT_PAR, PAIRS, UNDECIDED

QUADRANTS = (*PAIRS.values(), AT_PAR, UNDECIDED)  # in the order in which they are told


@dataclass(frozen=True)
class Judged:
    """What a file says of its ads or campaigns."""

    name: str  # of the file
    noun: str  # what one arm is: ad or campaign
    columns: dict[str, str]  # field -> column it was read from
    verdicts: Verdicts
    notes: tuple[Note, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many arms are in each quadrant."""
        met = Counter(self.verdicts.quadrant.tolist())
        return {name: met[name] for name in QUADRANTS}


def judge_file(file: Path, told: Mapping[str, str | None], *, by: str | None = None, decimal: str = ".") -> Judged:
    """Each ad or campaign of `file` judged against the others of its channel, or of the file.

    `told` names columns by field, None where it is to be guessed; `by` is ad or campaign, None for the finest there is.
    Raises UsageError for a file or column that is not there or not clear, TandemError for cells that cannot be read.
    """
    table = open_cells(file)
    chosen = choose_columns(table.where, table.header, told, by)
    wanted = list(dict.fromkeys(chosen.columns.values()))
    cells = read_cells(table, wanted, expected="one row per ad and day, or per ad")
    rows = read_rows(cells, chosen.columns, decimal=decimal)
    arms = sum_arms(rows)
    notes = notes_on(arms, noun=chosen.noun, blanks=rows.blanks, nameless=rows.nameless, unclear=chosen.unclear)
    return Judged(Path(table.where).name, chosen.noun, chosen.columns, judge_arms(arms, DiagnosisConfig()), notes)


def summary(judged: Judged) -> str:
    """One line: what was counted, how many arms are decided, and in which quadrants."""
    verdicts, arms = judged.verdicts, judged.verdicts.arms
    total = len(arms.names)
    decided = total - judged.counts[UNDECIDED]
    where = [f"{count:,} {name}" for name, count in judged.counts.items() if count and name != UNDECIDED]
    ctr, cr = (int(np.sum(rate.verdict != UNDECIDED)) for rate in (verdicts.ctr, verdicts.cr))
    split = f" ({', '.join(where)})" if where else ""
    return (
        f"{total:,} {judged.noun}{'' if total == 1 else 's'}, {arms.impressions.sum():,.0f} impressions, "
        f"{arms.clicks.sum():,.0f} clicks, {written(arms.conversions.sum())} conversions: {decided:,} decided{split}, "
        f"{total - decided:,} undecided; CTR decided for {ctr:,}, CR for {cr:,}."
    )


def written(count: float) -> str:
    """1143.0 -> 1,143; 12.5 -> 12.5."""
    return f"{count:,.0f}" if count == round(count) else f"{count:,.2f}"
