"""The truth of a simulated company, as far as it had been delivered on the last day of a lake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.dataset as ds

from tandem.truth.frames import frame


@dataclass(frozen=True)
class Known:
    """Truth tables; what they hold is described in tandem.simulate.truth_company and truth_days."""

    through: pd.Timestamp  # last day delivered
    people: pd.DataFrame
    campaigns: pd.DataFrame
    flaws: pd.DataFrame  # what is wrong with each campaign
    outcomes: pd.DataFrame
    robot_impressions: pd.DataFrame
    events: pd.DataFrame  # of the site, delivered
    sent: pd.DataFrame  # those of people, with cookie, device, session and the ids they show
    orders: pd.DataFrame  # ordered until then
    files: pd.DataFrame  # delivered, with `feed`
    spend: pd.DataFrame  # report lines delivered
    actions: pd.DataFrame  # that browser and server can both see, with `by_browser` and `by_server` as delivered
    leads: pd.DataFrame  # with their chances, and when they were qualified and won
    cohort_outcomes: pd.DataFrame  # clicks and last-click CR by region and by audience
    shown_to: pd.DataFrame  # as `shown`, by channel and region, and by channel and audience
    shown: pd.DataFrame  # impressions to people and clicks to be expected, by `date`


def load_known(truth: Path, through: date) -> Known:
    """The truth below the folder `truth`, cut after the day `through`."""
    last, tables = pd.Timestamp(through), {name: _table(truth, name, through) for name in DAILY}
    whole = {name: _table(truth, f"{name}.parquet") for name in WHOLE}
    events = tables["events"]
    first_day = pd.Timestamp(min(path.stem for path in (truth / "events").glob("*.parquet")))
    last_number = (last - first_day).days
    events = events[events["delivery_day"] <= last_number].reset_index(drop=True)
    devices = _table(truth, "devices.parquet")
    files, orders = tables["files"], tables["orders"]
    end_us = (last + pd.Timedelta(days=1)).value // 1000
    return Known(
        through=last,
        events=events,
        sent=describe_senders(events, tables["senders"], devices, whole["people"]),
        orders=orders[orders["ordered_at"] < end_us].reset_index(drop=True),  # after midnight: exported tomorrow
        files=files.assign(feed=files["path"].str.split("/").str[0]),
        spend=tables["spend"],
        actions=delivered_by(tables["actions"], last_number),
        leads=tables["leads"],
        shown=tables["shown"],
        shown_to=tables["shown_to"],
        robot_impressions=tables["robot_impressions"],
        **whole,
    )


DAILY = ("events", "senders", "orders", "files", "spend", "shown", "shown_to", "robot_impressions", "actions", "leads")
WHOLE = ("people", "campaigns", "flaws", "outcomes", "cohort_outcomes")


def describe_senders(
    events: pd.DataFrame, senders: pd.DataFrame, devices: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Delivered events of people, one row each, with the device behind the cookie and no id that is no one's.

    One without consent for measurement shows no cookie and no id: nobody may know whose it is.
    """
    sent = events[["event_id", "person", "occurred_at"]].merge(senders, on="event_id", how="inner")
    cookies = devices.drop_duplicates("device_id").set_index("device_id")
    sent = sent.assign(kind=sent["device_id"].map(cookies["kind"]), device=sent["device_id"].map(cookies["device"]))
    logins = set(people["user_ids"].explode())
    followed = sent["consent"] != "none"
    return sent.assign(
        device_id=sent["device_id"].where(followed),
        email_hash=sent["email_hash"].where(followed),
        user_id=sent["user_id"].where(followed & sent["user_id"].isin(logins)),
    )


def delivered_by(actions: pd.DataFrame, last_day: int) -> pd.DataFrame:
    """`actions` with whether each witness's first row had come by day `last_day`."""
    seen = {
        f"by_{each}": actions[f"{each}_day"].between(0, last_day, inclusive="both") for each in ("browser", "server")
    }
    return actions.assign(**seen)


def _table(truth: Path, name: str, through: date | None = None) -> pd.DataFrame:
    if through is None:
        return frame(ds.dataset(truth / name).to_table())
    files = [path for path in sorted((truth / name).glob("*.parquet")) if path.stem <= str(through)]
    return pd.concat([_dated(frame(ds.dataset(path).to_table()), path.stem) for path in files], ignore_index=True)


def _dated(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    """Rows of one day's file, with that day as `date` where they have no day of their own."""
    return rows if "date" in rows.columns else rows.assign(date=pd.Timestamp(day))
