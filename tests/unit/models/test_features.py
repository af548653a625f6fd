from __future__ import annotations

from decimal import Decimal

from clock import at
from tandem.models import build_features
from tandem.tables import SESSIONS


def session(id_: str, day: str, clock: str = "10:00:00", **other):
    ends = at(clock, f"2026-{day}")
    row = {"session_id": id_, "person_id": "anna", "started_at": ends, "ended_at": ends, "date": ends.date()}
    return row | {"conversion_count": 0, "channel": "Email", **other}


def features(spark, *sessions):
    full = [tuple(row.get(name) for name in SESSIONS.column_names) for row in sessions]
    frame = spark.createDataFrame(full, SESSIONS.promise)
    return {row.session_id: row for row in build_features(frame, timezone="Europe/Berlin").collect()}


def test_a_session_knows_the_thirty_days_before_it_and_nothing_after(spark):
    known = features(
        spark,
        session("too_old", "02-08", "09:59:59", conversion_count=1),
        session("oldest", "02-08", conversion_count=1, value=Decimal(5)),
        session("bot", "03-01", conversion_count=1, excluded_by="bot"),
        session("now", "03-10", conversion_count=1, value=Decimal(7)),
        session("later", "03-11", conversion_count=1),
    )

    now = known["now"]
    assert "bot" not in known
    assert (now.prior_sessions, now.prior_conversions, now.prior_value, now.days_since_prior) == (1, 1, 5, 30)
    assert (now.conversion_count, now.value) == (1, 7)
    assert (known["later"].prior_sessions, known["later"].days_since_prior) == (1, 1)
    assert (known["too_old"].prior_sessions, known["too_old"].days_since_prior) == (0, None)


def test_the_hour_is_the_reporting_hour_and_a_missing_label_is_a_class_of_its_own(spark):
    known = features(spark, session("late", "03-10", "23:30:00", channel=None))["late"]
    assert (known.hour, known.weekday, known.channel) == (0, 2, "")
