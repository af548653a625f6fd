from datetime import date

from tandem.columns.verdicts import mark_excluded

VERDICT = "kind string, key string, date date, reason string, label string, rule string, list_version string"
DAY, NEXT = date(2026, 3, 10), date(2026, 3, 11)


def verdict(kind, key, rule, day=DAY):
    return (kind, key, day, "bot", "GIVT", rule, "v1")


def test_the_smallest_rule_of_any_kind_holds_on_its_own_day_only(rows):
    frame = rows(
        "n int, date date, agent_id string, ip_key string",
        (1, DAY, "a", "i"), (2, NEXT, "a", "i"), (3, DAY, None, "i"), (4, DAY, "b", None),
    )  # fmt: skip
    verdicts = rows(
        VERDICT, verdict("agent_id", "a", "words"), verdict("ip_key", "i", "flood"), verdict("user_id", "b", "staff")
    )

    marked = mark_excluded(frame, verdicts)

    assert {row["n"]: row["excluded_by"] for row in marked.collect()} == {1: "flood", 2: None, 3: "flood", 4: None}
    assert marked.columns == [*frame.columns, "excluded_by"]


def test_a_frame_with_one_kind_of_key_or_none_is_marked_too(rows):
    verdicts = rows(VERDICT, verdict("agent_id", "a", "words"))

    one = mark_excluded(rows("date date, agent_id string", (DAY, "a")), verdicts)
    none = mark_excluded(rows("date date, n int", (DAY, 1)), verdicts)

    assert one.first()["excluded_by"] == "words"
    assert none.first()["excluded_by"] is None
