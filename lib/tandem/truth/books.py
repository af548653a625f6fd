"""Books: what was delivered in truth against what clean holds and the ledger counts."""

from __future__ import annotations

from tandem.truth.groups import Group, Row
from tandem.truth.known import Known
from tandem.truth.measured import Measured

COLUMNS = {"delivered": ",.2f", "found": ",.2f", "lost": ",.2f", "too many": ",.2f"}
NOTHING = {"lost": 0.0, "too many": 0.0}


def compare_books(known: Known, measured: Measured) -> Group:
    """Rows, events, orders and spend: what is lost, and what was never delivered."""
    return Group(
        "Books",
        COLUMNS,
        (
            *count_rows(known, measured),
            count_events(known, measured),
            count_orders(known, measured),
            *sum_spend(known, measured),
        ),
        ("bar: nothing lost, nothing too many; rows are good and malformed ones of all files of a feed",),
    )


def count_rows(known: Known, measured: Measured) -> list[Row]:
    """Rows of each feed's files against the rows on the ledger, kept or set aside."""
    files = known.files
    sent = (files["rows"] + files["malformed"]).groupby(files["feed"]).sum()
    booked = measured.ledger.groupby("feed")["rows"].sum()
    return [_balance(f"rows of {feed}", int(rows), int(booked.get(feed, 0))) for feed, rows in sent.items()]


def count_events(known: Known, measured: Measured) -> Row:
    """Site events by id; one delivered twice counts once. Too many: events that nobody sent, mail left out."""
    sent, found = set(known.events["event_id"]), measured.events
    of_site = found.loc[~found["name"].str.startswith("email_"), "event_id"]
    return _by_id("site events", sent, set(of_site))


def count_orders(known: Known, measured: Measured) -> Row:
    """Orders by id, as the back office exports them, against purchases that are confirmed."""
    sent = known.orders.loc[known.orders["has_order"], "order_id"]
    purchases = measured.conversions[measured.conversions["type"] == "purchase"]
    return _by_id("orders", set(sent), set(purchases.loc[purchases["status"] == "confirmed", "order_id"]))


def sum_spend(known: Known, measured: Measured) -> list[Row]:
    """Spend of the latest report of each ad and day, by platform, in the account's currency."""
    exports = known.spend.sort_values("is_final", kind="stable")
    latest = exports.drop_duplicates(["platform", "campaign_id", "creative_id", "date"], keep="last")
    sent = latest.groupby(["platform", "currency"])["spend_micros"].sum() / 1e6
    found = measured.ad_reports.groupby(["platform", "currency"])["spend_original"].sum()
    both = sent.to_frame("sent").join(found.rename("found"), how="left").fillna(0.0).round(6).reset_index()
    lines = both[["platform", "currency", "sent", "found"]].itertuples(index=False)
    return [_balance(f"spend on {platform}, {currency}", spent, booked) for platform, currency, spent, booked in lines]


def _by_id(name: str, sent: set[str], found: set[str]) -> Row:
    figures = {
        "delivered": len(sent),
        "found": len(found),
        "lost": len(sent - found),
        "too many": len(found - sent),
    }
    return Row(name, figures, at_most=NOTHING)


def _balance(name: str, sent: float, found: float) -> Row:
    more = round(found - sent, 6)
    figures = {"delivered": sent, "found": found, "lost": max(0.0, -more), "too many": max(0.0, more)}
    return Row(name, figures, at_most=NOTHING)
