from datetime import date

from clock import at
from tandem.columns.owners import with_person
from tandem.tables import PEOPLE


def claim(id_, id_type, start, end, person, known_to=None):
    basis = "carried" if id_type == "device" else "linked"
    return id_, id_type, start, end, person, person, basis, date(2026, 3, 1), known_to, None, None, 0


def test_a_row_belongs_to_its_strong_id_else_to_the_holder_of_its_device_else_to_the_device(rows):
    noon, evening = at("12:00:00"), at("18:00:00")
    ever, never = at("00:00:00", "1900-01-01"), at("00:00:00", "9999-01-01")
    people = rows(
        PEOPLE.schema,
        claim("u1", "user", ever, never, "p1"),
        claim("d1", "device", noon, evening, "p2"),
        claim("d1", "device", ever, noon, "p3", known_to=date(2026, 3, 2)),
        claim("u9", "device", ever, never, "p9"),  # a device that happens to have a user's name
    )
    frame = rows(
        "no int, strong_id string, device_id string, started_at timestamp",
        (1, "u1", "d1", noon),
        (2, None, "d1", noon),
        (3, None, "d1", at("11:59:59")),
        (4, None, "d1", evening),
        (5, None, "d2", noon),
        (6, "u9", "d1", noon),
        (7, "u1", None, noon),
        (8, None, None, noon),
    )

    owned = with_person(frame, people)

    assert owned.columns == [*frame.columns, "person_id"]
    assert {row.no: row.person_id for row in owned.collect()} == {
        1: "p1", 2: "p2", 3: "d1", 4: "d1", 5: "d2", 6: "u9", 7: "p1", 8: None,
    }  # fmt: skip
