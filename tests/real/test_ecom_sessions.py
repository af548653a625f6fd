from pathlib import Path

import pytest
from pyspark.sql import functions as F

from tandem.config import SessionsConfig, VisitsConfig
from tandem.sessions import build_sessions
from tandem.tables import EVENTS, PEOPLE, VERDICTS, VISITS
from tandem.visits import build_visits

FILE = Path(__file__).parents[3] / "shared" / "data" / "ecom" / "ecom.csv.gz"


@pytest.mark.skipif(not FILE.exists(), reason="no ../shared/data/ecom: public test data is not part of the project")
def test_real_clicks_of_600_users_are_3605_sessions(spark):
    clicks = spark.read.csv(str(FILE), header=True).select(
        "user_id", "session_id", F.to_timestamp("timestamp").alias("occurred_at"), "platform"
    )
    given = clicks.select(
        F.md5(F.concat_ws("/", "occurred_at", "user_id", "platform", F.monotonically_increasing_id())).alias(
            "event_id"
        ),
        "occurred_at",
        F.to_date("occurred_at").alias("date"),
        F.lit("view").alias("name"),
        F.concat_ws("/", "user_id", "platform").alias("device_id"),
        "user_id",
    )
    missing = {name: None for name in EVENTS.column_names if name not in given.columns}
    types = {field.name: field.dataType for field in EVENTS.schema.fields}
    events = given.withColumns({name: F.lit(None).cast(types[name]) for name in missing})
    no_verdicts, nobody = spark.createDataFrame([], VERDICTS.schema), spark.createDataFrame([], PEOPLE.schema)

    visits = VISITS.conform(build_visits(events, no_verdicts, VisitsConfig(), timezone="UTC"))
    sessions = build_sessions(visits, nobody, SessionsConfig(), mode="ga4", timezone="UTC").cache()

    counts = sessions.agg(F.count("*"), F.sum("event_count"), F.count_distinct("person_id")).first()
    assert tuple(counts) == (3605, 31106, 600)
    bounds = ["user_id", "started_at", "ended_at"]
    truth = clicks.groupBy("user_id", "session_id").agg(
        F.min("occurred_at").alias("started_at"), F.max("occurred_at").alias("ended_at")
    )
    ours = sessions.withColumnRenamed("person_id", "user_id")
    assert ours.select(bounds).exceptAll(truth.select(bounds)).isEmpty()
