"""What the browser missed of the purchases of a period, in words."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tandem.columns.witnesses import WITNESSED, is_counted
from tandem.pages.numbers import EN_DASH, count, share
from tandem.stats.capture import estimate_missed

TOLD = "purchase"  # what a page tells of; clean.witnesses holds other actions too


def tracking_lines(witnesses: DataFrame) -> tuple[str, ...]:
    """What browser and server each saw of purchases that count, and what the browser missed; nothing if neither tells.

    `witnesses` are rows of clean.witnesses of one period.
    """
    purchases = witnesses.where(is_counted() & (F.col("name") == TOLD))
    row = purchases.agg(*(F.coalesce(F.sum(name), F.lit(0)) for name in WITNESSED)).first()
    both, client_only, server_only, order_only = row or (0, 0, 0, 0)
    if not both + client_only + server_only:
        return ()
    return describe_loss(both, client_only, server_only), *describe_unseen(order_only)


def describe_loss(both: int, client_only: int, server_only: int) -> str:
    """The loss with its interval; that it is undecided where one of the two tells of none, or too few were seen."""
    if not both + server_only:
        return "Purchases are told by the browser alone, so how many it misses is not known."
    if not both + client_only:
        return "Purchases are told by the server alone; no browser or app was heard."
    missed = estimate_missed([both], [client_only], [server_only])
    if not missed.decided[0]:
        seen = count(both + client_only + server_only)
        return f"Too few purchases were seen ({seen}) to tell how many the browser misses: undecided."
    about, low, high = (share(float(each[0])) for each in (missed.share, missed.low, missed.high))
    return (
        f"The browser missed about {about} ({low.removesuffix('%')}{EN_DASH}{high}) of purchases: "
        f"{count(server_only)} of the {count(both + server_only)} that the server told of came from it alone. They "
        "count; what led to them may not be known."
    )


def describe_unseen(orders: int) -> tuple[str, ...]:
    """Orders without any event; nothing where there are none."""
    if not orders:
        return ()
    are = "order is" if orders == 1 else "orders are"
    return (f"{count(orders)} {are} in the back office alone: seen by neither, or taken by telephone.",)
