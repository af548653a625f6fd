"""People: pairs of events of one true person against pairs of events of one person_id."""

from __future__ import annotations

import pandas as pd

from tandem.truth.groups import Group, Row, ratio
from tandem.truth.ids import pseudonym
from tandem.truth.known import Known
from tandem.truth.measured import Measured
from tandem.truth.pairs import PairScore, score_pairs

PRECISION_BAR, RECALL_BAR = 0.995, 0.98
COLUMNS = {
    "rows": ",.0f",
    "precision": ".4f",
    "recall": ".4f",
    "F1": ".4f",
    "knowable share": ".4f",
    "recall of knowable": ".4f",
}


def compare_people(known: Known, measured: Measured, events: pd.DataFrame) -> Group:
    """Pair scores of `events`: `person`, `person_id` and `part`, one row an event that a person sent.

    A pair is two events; it is true when one person sent both, measured when both have one person_id. What the
    robots' events are merged with is not counted.
    """
    whole = score_pairs(events["person"], events["person_id"], events["part"])
    bars = {"precision": PRECISION_BAR, "recall of knowable": RECALL_BAR}
    parts = {name: events[chosen] for name, chosen in _parts(known, events).items()}
    rows = [_row(name, score_pairs(part["person"], part["person_id"], part["part"])) for name, part in parts.items()]
    return Group(
        "Identity: pairs of events of one person",
        COLUMNS,
        (_row("all events", whole, bars), *rows, _row("logins and e-mails", score_ids(known, measured))),
        (
            "knowable: pairs that delivered logins, carried or reached back, can tell; docs/truth.md says which",
            f"bars: precision {PRECISION_BAR}, recall of knowable {RECALL_BAR}",
        ),
    )


def score_ids(known: Known, measured: Measured) -> PairScore:
    """Pairs of login ids and e-mails of one person, hashed as clean does it, as far as events show them.

    An id without a row in identity.people is a person of its own. Which of the pairs could be known is not told.
    """
    hashed = [
        (person, pseudonym(value, kind=kind, keys=measured.keys))
        for kind, column in (("user", "user_ids"), ("email", "email_hashes"))
        for person, value in known.people[["person", column]].explode(column).dropna().itertuples(index=False)
    ]
    ids = pd.DataFrame(hashed, columns=["person", "id"])
    seen = ids[ids["id"].isin({*measured.events["user_id"], *measured.events["email_id"]})]
    people = measured.people[measured.people["id_type"] != "device"].set_index("id")["person_id"]
    return score_pairs(seen["person"], seen["id"].map(people).fillna(seen["id"]), seen["id"])


def _parts(known: Known, events: pd.DataFrame) -> dict[str, pd.Series]:
    """Which events lie where telling people apart is hard."""
    sharing = set(known.people.loc[known.people["shares_device"], "person"])
    cookies = events[events["kind"] == "own"].groupby("device")["device_id"].nunique()
    renewed = set(cookies[cookies > 1].index)
    return {
        "people in households": events["person"].isin(sharing),
        "on devices of a household": events["kind"] == "shared",
        "on devices with a deleted cookie": events["device"].isin(renewed),
        "on the kiosk": events["kind"] == "kiosk",
    }


def _row(name: str, score: PairScore, bars: dict[str, float] | None = None) -> Row:
    return Row(
        name,
        {
            "rows": score.rows,
            "precision": score.precision,
            "recall": score.recall,
            "F1": score.f1,
            "knowable share": ratio(score.knowable_pairs, score.true_pairs) if score.knowable_pairs else None,
            "recall of knowable": score.knowable_recall,
        },
        at_least=bars or {},
    )
