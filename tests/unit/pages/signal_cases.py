"""Days and moves of campaigns, as a page is given them."""

from datetime import date, timedelta

from tandem.pages.signals import Day, Move, Range, Series

NIGHT = date(2026, 3, 28)


def day(age, status="in control", rate=0.01, *, smoothed=0.01, market=None):
    """A day `age` days ago, expected at 1 %, its limits 0.5 and 2 %, those of three days 0.8 and 1.3 %."""
    alone, together = Range(rate, 0.01, 0.005, 0.02), Range(smoothed, 0.01, 0.008, 0.013)
    return Day(NIGHT - timedelta(days=age), status, alone, together, market)


def unknown(age):
    return Day(NIGHT - timedelta(days=age), "not enough history", Range(0.01), Range())


def series(*days, name="Spring", measure="ctr", level="campaign", entity="c1"):
    return Series(level, entity, name, measure, tuple(sorted(days, key=lambda each: each.date)))


def move(**known):
    said = {"p_real": 0.93, "first_date": date(2026, 3, 24), "spend": 1200.0, "spend_before": 800.0, "new_creatives": 2}
    return Move(**{"campaign_id": "c1", "name": "Spring", "week_to": NIGHT, **said, **known})
