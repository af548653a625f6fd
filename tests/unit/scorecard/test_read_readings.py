from datetime import date, timedelta

from tandem.scorecard.readings import read_readings
from tandem.tables import READINGS
from unit.scorecard.company_rows import NIGHT, row_of, schema


def test_the_readings_of_the_night_are_told_with_the_names_of_campaigns(rows):
    lead = {"reading": "lead", "level": "channel", "entity": "c1", "measure": "revenue", "part": "ctr", "lag_days": 4}
    dates = {"to_date": date(2026, 3, 11), "expires_on": date(2026, 4, 9)}
    told = {"reading": "efficiency", "level": "campaign", "entity": "c1", "measure": "ctr", "value": 1.2, "low": 1.1}
    table = rows(
        schema(READINGS),
        row_of(READINGS, through=NIGHT, **lead, **dates, verdict="leading"),
        row_of(READINGS, through=NIGHT, **told, high=1.3, why="CTR 1.2x"),
        row_of(READINGS, through=NIGHT - timedelta(days=1), **told),
    )

    efficiency, leading = read_readings(table, NIGHT, {"c1": "Spring"})

    assert (efficiency.kind, efficiency.name, efficiency.value, efficiency.low, efficiency.high) == (
        "efficiency", "Spring", 1.2, 1.1, 1.3,
    )  # fmt: skip
    assert (efficiency.why, efficiency.to_date) == ("CTR 1.2x", None)
    assert (leading.name, leading.lag_days, leading.verdict, leading.expires_on) == (
        "c1", 4, "leading", dates["expires_on"],
    )  # fmt: skip
