from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from tandem.attribution.batches import CARRIED, credit_rows, whole_persons
from tandem.config import AttributionConfig
from unit.attribution.journey_rows import MODELS

START = datetime(2026, 3, 1, tzinfo=UTC)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("person_id", "kind", "id")),
        ("at", pa.timestamp("us", tz="UTC")),
        *((name, pa.string()) for name in (*CARRIED, "type")),
        ("date", pa.date32()),
        ("value", pa.decimal128(18, 6)),
    ]
)


def lined_up(count: int = 60) -> pa.Table:
    rng = np.random.default_rng(3)
    rows = []
    for n in range(count):
        at, person_id = START + timedelta(hours=int(rng.integers(0, 900))), f"p{rng.integers(0, 7)}"
        row = {"person_id": person_id, "id": f"{n:03d}", "at": at, "kind": "ad_click", "channel": "Email"}
        if rng.random() < 0.3:
            row |= {
                "kind": "conversion",
                "channel": None,
                "type": "purchase",
                "date": at.date(),
                "value": Decimal("5.000000"),
            }
        rows.append(row)
    rows.sort(key=lambda row: (row["person_id"], row["at"], row["kind"] == "conversion", row["id"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@pytest.mark.parametrize("size", [1, 2, 7, 60])
def test_where_batches_are_cut_changes_no_credit(size):
    conf, rows = AttributionConfig(), lined_up()

    tables = list(whole_persons(iter(rows.to_batches(max_chunksize=size))))

    persons = [set(table["person_id"].to_pylist()) for table in tables]
    assert sum(map(len, persons)) == len(set().union(*persons))
    together = pa.concat_tables(credit_rows(table, conf, MODELS) for table in tables)
    assert together.num_rows > 20
    assert together.to_pylist() == credit_rows(rows, conf, MODELS).to_pylist()


def test_a_partition_without_rows_yields_nothing():
    assert list(whole_persons(iter(lined_up(5).slice(0, 0).to_batches()))) == []


def test_a_credit_repeats_its_conversion_and_its_touch():
    at = {"person_id": "p", "at": START}
    click = at | {"kind": "ad_click", "id": "t", "channel": "Email", "campaign_id": "spring"}
    order = at | {
        "kind": "conversion",
        "id": "c",
        "type": "purchase",
        "date": date(2026, 3, 1),
        "value": Decimal("5.000000"),
    }

    (credit,) = credit_rows(
        pa.Table.from_pylist([click, order], schema=SCHEMA), AttributionConfig(), MODELS
    ).to_pylist()

    assert (credit["conversion_id"], credit["type"], credit["value"]) == ("c", "purchase", Decimal("5.000000"))
    assert (credit["touch_id"], credit["campaign_id"], credit["place"]) == ("t", "spring", 1)


def test_of_a_person_with_100_000_touches_the_last_500_of_each_journey_earn():
    count, rules = 100_000, ("first", "linear", "time_decay")
    seconds = [START + timedelta(seconds=n) for n in range(count)]
    orders = {count // 2: "early", count: "late"}
    touches = {"person_id": ["p"] * count, "kind": ["visit"] * count, "channel": ["Email"] * count}
    rows = pa.table(
        touches | {"id": [f"t{n:06d}" for n in range(count)], "at": pa.array(seconds, SCHEMA.field("at").type)}
    )
    ends = [
        {"person_id": "p", "kind": "conversion", "id": name, "at": START + timedelta(seconds=n - 1), "type": "purchase"}
        for n, name in orders.items()
    ]
    parts = [rows.slice(0, count // 2), pa.Table.from_pylist(ends[:1], SCHEMA), rows.slice(count // 2)]
    lined = pa.concat_tables([*parts, pa.Table.from_pylist(ends[1:], SCHEMA)], promote_options="default").select(
        SCHEMA.names
    )

    credits_ = credit_rows(lined, AttributionConfig(max_touches=500), MODELS).to_pandas()

    assert credits_.groupby("conversion_id")["place"].agg(["min", "max", "size"]).to_dict("index") == {
        "early": {"min": 49_501, "max": 50_000, "size": 500},
        "late": {"min": 99_501, "max": 100_000, "size": 500},
    }
    assert credits_.groupby("conversion_id")[list(rules)].sum().to_numpy() == pytest.approx(1.0)
