"""`tandem identity audit` on a lake of three devices and two persons, every figure counted by hand."""

from datetime import UTC, date, datetime

import pytest

from tandem.changes import Affected
from tandem.cli.identity_audit import show_audit
from tandem.config import Config, LakeConfig
from tandem.errors import UsageError
from tandem.lake import Lake
from tandem.tables import CONVERSIONS, CREDITS, EDGES, PEOPLE, TOUCHES
from unit.scorecard.company_rows import row_of

NIGHT = date(2026, 3, 9)
EVER, NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

# Ann's mail holds two accounts together; Ben's two mails and two accounts are a ring; m9 is everybody's.
LINKS = [
    ("m1", "u1", 1, 4, None),
    ("m1", "u1", 2, 1, None),
    ("m1", "u2", 9, 1, None),
    *((mail, user, 1, 1, None) for mail in ("m2", "m3") for user in ("u3", "u4")),
    ("m9", "u1", 1, 2, "limit:email"),
    ("m9", "u5", 1, 3, "limit:email"),
]
OWNERS = [("m1", "a", 1), ("u1", "a", 1), ("u2", "a", 9), *((id_, "b", 1) for id_ in ("m2", "m3", "u3", "u4"))]
CONVERTED = [("c1", "d1", "u1"), ("c2", "d3", "u3"), ("c3", None, "u4")]  # c3: an order by telephone
TOUCHED = [
    ("t1", "d1", None, "c1", 0.25),
    ("t2", "d2", "u1", "c1", 0.25),
    ("t3", "d2", None, "c1", 0.25),
    ("t4", "d2", "u2", "c1", 0.25),
    ("t5", "d3", "u3", "c2", 0.5),
    ("t7", "d4", None, "c2", 0.5),  # nobody ever logged in on d4
    ("t6", "d3", "u4", "c3", 1.0),
]


@pytest.fixture(scope="module")
def tables(spark, tmp_path_factory):
    lake = Lake(spark, Config(lake=LakeConfig(root=tmp_path_factory.mktemp("lake"))), NIGHT, job="test")

    def write(table, *data):
        frame = spark.createDataFrame([row_of(table, **each) for each in data], table.promise)
        lake.replace(table, frame, Affected())

    write(EDGES, *(
        {"id_a": a, "id_b": b, "date": date(2026, 3, day), "count": count, "refused_by": rule}
        for a, b, day, count, rule in LINKS
    ))  # fmt: skip
    write(PEOPLE, *(
        {"id": id_, "id_type": "user", "person_id": who, "known_from": date(2026, 3, night), "known_to": None,
         "score": None, "valid_from": EVER, "valid_to": NEVER}
        for id_, who, night in OWNERS
    ), {"id": "d2", "id_type": "device", "person_id": "a", "known_from": NIGHT, "known_to": None,
        "score": None, "valid_from": EVER, "valid_to": NEVER},
       {"id": "d4", "id_type": "device", "person_id": "b", "known_from": NIGHT, "known_to": None, "basis": "network",
        "score": 0.6, "valid_from": EVER, "valid_to": NEVER})  # fmt: skip
    write(
        CONVERSIONS, *({"conversion_id": id_, "device_id": device, "strong_id": who} for id_, device, who in CONVERTED)
    )
    write(TOUCHES, *({"touch_id": id_, "device_id": device, "strong_id": who} for id_, device, who, *_ in TOUCHED))
    write(CREDITS, *({"touch_id": id_, "conversion_id": to, "linear": share} for id_, _, _, to, share in TOUCHED))
    return Lake(spark, Config(lake=LakeConfig(root=lake.root)), NIGHT)


def test_an_audit_counts_what_a_hand_counts(tables, capsys):
    show_audit(tables, None)

    assert [line.split() for line in capsys.readouterr().out.splitlines() if line] == [
        line.split()
        for line in """
Persons of linked ids (density: links / pairs of ids)
ids  persons  least density  mean
3    1        0.67           0.67
4    1        0.67           0.67
Largest persons (bridge: a link that alone joins two parts)
person  ids  links  bridges
b       4    4      0
a       3    2      2
Bridges that part most
id  id  parts off  events
m1  u1  1          5
m1  u2  1          1
Largest growth since the night 2026-03-09
person  ids  new
a       3    1
Refused links
rule         links  ids  events
limit:email  2      3    5
Likely owners, tried on devices whose one login was held back
none
Conversions with a touch: 3
3 (100.0%; 75.0% of linear credit) with a touch that only stitching brings
2 (66.7%; 25.0% of linear credit) on the device of the conversion: no link
2 (66.7%; 41.7% of linear credit) on another device, logged in with the same id
1 (33.3%; 8.3% of linear credit) anonymous, on another device that a login claims
1 (33.3%; 8.3% of linear credit) under another id, linked with that of the conversion
1 (33.3%; 16.7% of linear credit) of a device that has a likely owner only
""".strip().splitlines()
    ]


def test_growth_counts_from_the_night_that_is_asked_for(tables, capsys):
    show_audit(tables, date(2026, 3, 1))

    growth = capsys.readouterr().out.partition("2026-03-01\n")[2].splitlines()[1:3]
    assert [line.split() for line in growth] == [["b", "4", "4"], ["a", "3", "3"]]


def test_a_lake_without_linked_ids_is_told(spark, tmp_path):
    with pytest.raises(UsageError, match="no ids were ever linked in"):
        show_audit(Lake(spark, Config(lake=LakeConfig(root=tmp_path)), NIGHT), None)
