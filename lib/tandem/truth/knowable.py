"""What of the truth the delivered evidence can tell: the part of each person that can be known to be one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tandem.truth.frames import DAY_US
from tandem.truth.owners import latest

VISIT = ["session", "device_id"]


def knowable_parts(sent: pd.DataFrame, *, carry_days: int, backfill_days: int) -> pd.Series:
    """A text for each event; two events of one person are a knowable pair when it is the same.

    `sent` holds the delivered events of people as simulated: `person`, cookie (`device_id`, `kind`), true `session`,
    `occurred_at`, `name`, and the ids they show (`user_id`, `email_hash`; those that are no one's are null).
    Knowable are, by the definitions in DESIGN (Person), with true persons and true visits in place of measured ones:

    * events of true visits in which a login id or e-mail was shown, and server events that show one: together by
      person, as far as events that show two ids link them;
    * events of anonymous visits whose cookie's last such visit is at most `carry_days` old, ended with no logout and
      was the same person's; else whose next one within `backfill_days` is the same person's: together with it;
    * events of one cookie that nobody ever claims, on a device that one person uses: together;
    * events of one true visit, everywhere.

    Not knowable are anonymous visits on the kiosk, or claimed by another member of the household, and cookies of one
    device deleted before a login. Ids that only mail events link count as apart.
    """
    strong = _strong_ids(sent)
    visits = _visits(sent.assign(strong=strong))
    parts = _claimed(visits, carry_days=carry_days, backfill_days=backfill_days)
    of_visit = pd.MultiIndex.from_frame(sent[VISIT]).map(parts.to_dict())
    alone = "event " + sent["event_id"]
    on_device = pd.Series(of_visit, index=sent.index).where(sent["device_id"].notna())
    return on_device.fillna(strong).fillna(alone)


def _strong_ids(sent: pd.DataFrame) -> pd.Series:
    """The linked ids that an event shows, as one text; null when it shows none."""
    user, email = "user " + sent["user_id"], "mail " + sent["email_hash"]
    codes, ids = pd.factorize(pd.concat([user, email]).dropna().unique())
    code = pd.Series(codes, index=ids)
    both = user.notna() & email.notna()
    edges = code[user[both]].to_numpy(), code[email[both]].to_numpy()
    graph = coo_array((np.ones(int(both.sum())), edges), shape=(len(ids), len(ids)))
    component = pd.Series(connected_components(graph, directed=False)[1], index=ids)
    return user.fillna(email).map("linked " + component.astype(str))


def _visits(sent: pd.DataFrame) -> pd.DataFrame:
    """True visits with the linked ids shown in them; null: anonymous."""
    on_device = sent[sent["device_id"].notna()].sort_values("occurred_at", kind="stable")
    on_device = on_device.assign(is_logout=on_device["name"] == "logout")
    visits = on_device.groupby(VISIT, sort=False).agg(
        person=("person", "first"),
        kind=("kind", "first"),
        started_at=("occurred_at", "min"),
        ended_at=("occurred_at", "max"),
        strong=("strong", "first"),
        logged_out=("is_logout", "sum"),
    )
    return visits.reset_index()


def _claimed(visits: pd.DataFrame, *, carry_days: int, backfill_days: int) -> pd.Series:
    """The knowable part of each true visit, by session and cookie."""
    claim = _claims(visits, carry_days=carry_days, backfill_days=backfill_days)
    is_own_claim = (claim["person"] == visits["person"]) & (visits["kind"] != "kiosk")
    is_unclaimed = claim["person"].isna() & (visits["kind"] == "own")
    part = "visit " + visits["session"].astype(str) + " " + visits["device_id"]
    part = part.mask(is_unclaimed, "cookie " + visits["device_id"]).mask(is_own_claim, claim["strong"])
    named = part.mask(visits["strong"].notna(), visits["strong"])
    return named.set_axis(pd.MultiIndex.from_frame(visits[VISIT]))


def _claims(visits: pd.DataFrame, *, carry_days: int, backfill_days: int) -> pd.DataFrame:
    """`person` and `strong` of the login that claims each visit's cookie: the last one carried, else the next one."""
    columns = ["device_id", "login_at", "ended_at", "person", "strong", "logged_out"]
    logins = visits[visits["strong"].notna()].rename(columns={"started_at": "login_at"})[columns]
    starts = visits[["device_id", "started_at"]]
    before = latest(starts, logins, by="device_id", at="started_at", since="login_at")
    after = latest(starts, logins, by="device_id", at="started_at", since="login_at", direction="forward")
    carries = before["logged_out"].eq(0) & (starts["started_at"] < before["ended_at"] + carry_days * DAY_US)
    reaches_back = after["login_at"] - backfill_days * DAY_US <= starts["started_at"]
    found = after.where(reaches_back).where(~carries, before)
    return found[["person", "strong"]]
