"""raw.* -> clean.*."""

from tandem import clean
from tandem import tables as t
from tandem.changes import Affected
from tandem.config import Config
from tandem.job import run
from tandem.lake import Lake

JUDGED_BY = ("bots", "staff")
STEPS = (
    (t.EVENTS, (t.RAW_EVENTS, t.CAMPAIGNS, t.FX_RATES), ("channels", "staff"), clean.night_of_events),
    (t.IMPRESSIONS, (t.RAW_IMPRESSIONS, t.CAMPAIGNS), (), clean.night_of_impressions),
    (t.AD_REPORTS, (t.RAW_AD_REPORTS, t.CAMPAIGNS, t.CREATIVES, t.FX_RATES), (), clean.night_of_ad_reports),
    (t.VERDICTS, (t.EVENTS, t.IMPRESSIONS), JUDGED_BY, clean.night_of_verdicts),
    (t.LEADS, (t.RAW_LEADS, t.EVENTS, t.VERDICTS, t.FX_RATES), ("leads", *JUDGED_BY), clean.night_of_leads),
    (t.CONVERSIONS, (t.RAW_ORDERS, t.EVENTS, t.VERDICTS, t.FX_RATES, t.LEADS), JUDGED_BY, clean.night_of_conversions),
    (t.WITNESSES, (t.RAW_EVENTS, t.EVENTS, t.VERDICTS, t.CONVERSIONS), JUDGED_BY, clean.night_of_witnesses),
    (t.LEDGER, clean.LEDGER_INPUTS, JUDGED_BY, clean.night_of_ledger),
)


def main(lake: Lake, conf: Config) -> None:
    """Add what arrived, and replace what it alters."""
    definitions = {name: lake.definition(name) for name in ("channels", "bots", "staff", "leads")}
    keys = clean.id_keys(conf.is_simulated)
    lake.keyed_by(clean.key_checks(keys))
    rules = clean.Rules(keys, **definitions, clean=conf.clean, reporting=conf.reporting, through=lake.through)
    for table, feed, order in clean.STATES:
        if not lake.touched(table, feed).nothing:
            lake.replace(table, clean.build_states(lake.read(feed), table, order), Affected())
    for table, inputs, names, night in (step for step in STEPS if step[0] is not t.LEADS or lake.marker(t.RAW_LEADS)):
        touched = lake.touched(table, *inputs, definitions=[definitions[n] for n in names], settings=rules.settings)
        waits_in_vain = table is t.CONVERSIONS and not clean.overdue(lake.read(table), rules).isEmpty()
        if waits_in_vain or not touched.nothing:
            lake.replace(table, *night(touched, lake.read, rules))


if __name__ == "__main__":
    run(main)
