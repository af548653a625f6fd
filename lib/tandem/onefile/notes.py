"""What a reader must know before believing the verdicts: named flags, each with the arms or cells it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.onefile.arms import Arms

Flags = NDArray[np.bool_]

NAMED = 3  # arms named in one note
TOTALS = ("total", "grand total", "overall")


@dataclass(frozen=True)
class Note:
    """One flag; its text is a whole sentence."""

    flag: str
    text: str


def notes_on(
    arms: Arms, *, noun: str, blanks: dict[str, int], nameless: int, unclear: dict[str, list[str]]
) -> tuple[Note, ...]:
    """Every flag that was met, the gravest for the verdicts first."""
    found = (*_doubt(arms, noun), *_peers(arms, noun), *_impossible(arms, noun), *_input(blanks, nameless, unclear))
    return tuple(Note(flag, text) for flag, text in found)


def _doubt(arms: Arms, noun: str) -> Iterator[tuple[str, str]]:
    narrow = "the intervals take clicks for coin tosses and are too narrow, as real days differ by more than that"
    if not arms.days:
        yield "no_days", f"No column of days, so over-dispersion cannot be measured: {narrow}."
    elif not arms.is_dispersion_known:
        yield "one_day_each", f"Each {noun} has one day, so over-dispersion cannot be measured: {narrow}."
    for name, successes in (("clicks", arms.clicks), ("conversions", arms.conversions)):
        if not successes.any():
            yield f"no_{name}", f"Nothing in the file has {name}, so no {noun} can be judged by them."


def _peers(arms: Arms, noun: str) -> Iterator[tuple[str, str]]:
    alone = np.bincount(arms.channel, minlength=len(arms.channels))[arms.channel] == 1
    if alone.any():
        whom, where = _named(arms, alone, noun), "in its channel" if arms.has_channels else "in the file"
        yield "no_peers", f"{whom}: alone {where}, so compared with itself; its verdict claims nothing."
    total = _is_total(arms)
    if total.any():
        yield "total_row", f"{_named(arms, total, noun)}: as large as all others together; take it out of the file."
    if arms.several_channels:
        whom = _listed(arms.several_channels, noun)
        yield "several_channels", f"{whom}: under more than one channel, judged in the one with most impressions."


def _is_total(arms: Arms) -> Flags:
    """A line of totals that an export ends with: it is called so, and has the impressions of all others."""
    called = np.array([name.casefold().startswith(TOTALS) for name in arms.names])
    return np.asarray(called & (arms.impressions > 0) & (2 * arms.impressions == arms.impressions.sum()))


def _impossible(arms: Arms, noun: str) -> Iterator[tuple[str, str]]:
    shown, clicked = arms.impressions > 0, arms.clicks > 0
    cases = (
        ("no_impressions", ~shown & ~clicked, "no impressions, so not judged"),
        ("clicks_without_impressions", ~shown & clicked, "clicks without impressions, left out of CTR"),
        (
            "more_clicks_than_impressions",
            shown & (arms.clicks > arms.impressions),
            "more clicks than impressions (reported late?), of which only as many count",
        ),
        (
            "conversions_without_clicks",
            ~clicked & (arms.conversions > 0),
            "conversions without clicks, left out of CR",
        ),
        (
            "more_conversions_than_clicks",
            clicked & (arms.conversions > arms.clicks),
            "more conversions than clicks, of which only as many count",
        ),
    )
    for flag, hit, what in cases:
        if hit.any():
            yield flag, f"{_named(arms, hit, noun)}: {what}."


def _input(blanks: dict[str, int], nameless: int, unclear: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for field, cells in blanks.items():
        if cells:
            yield f"blank_{field}", f"{cells:,} blank {_plural('cell', cells)} of {field}, counted as 0."
    if nameless:
        yield "no_name", f"{nameless:,} {_plural('row', nameless)} without a name, left out."
    for field, columns in unclear.items():
        yield f"unclear_{field}", f"{' or '.join(columns)} could be {field}, so none is used; choose with --{field}."


def _named(arms: Arms, hit: Flags, noun: str) -> str:
    """3 ads (a, b, c); the first few by name."""
    return _listed([arms.names[each] for each in np.flatnonzero(hit).tolist()], noun)


def _listed(names: Sequence[str], noun: str) -> str:
    more: Iterable[str] = [f"{len(names) - NAMED:,} more"] if len(names) > NAMED else []
    return f"{len(names):,} {_plural(noun, len(names))} ({', '.join([*names[:NAMED], *more])})"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
