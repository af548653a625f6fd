from datetime import date

from tandem.pages.content import Contested, Estimate
from tandem.scorecard.fits import read_fits
from tandem.tables import DISAGREEMENT, EFFECTS
from unit.scorecard.company_rows import NIGHT, company, row_of

PERIOD = {"through": NIGHT, "period_from": date(2025, 11, 29), "period_to": date(2026, 2, 26)}


def effect(model, channel, conversions, *, type_="purchase", level="channel", chosen=True, order=0, why=None):
    known = {"model": model, "channel": channel, "type": type_, "level": level, "conversions": conversions}
    ends = {"conversions_low": conversions - 1, "conversions_high": conversions + 2}
    fit = {"is_chosen": chosen, "markov_order": order, "held_out_auc": 0.7, "not_offered": why}
    return row_of(EFFECTS, **PERIOD, **known, **ends, **fit)


def spread(campaign, *, flips, level="campaign", **known):
    sides = {"above_target": "first, linear", "below_target": "last"}
    named = {"type": "purchase", "channel": "Display", "campaign_id": campaign, "target_roas": 2.0}
    return row_of(DISAGREEMENT, through=NIGHT, level=level, flips=flips, **named, **sides, **known)


def test_the_page_tells_the_fit_of_the_night_for_purchases(rows):
    effects = [
        effect("last", "Display", 5.0),
        effect("markov", "Display", 4.0, order=2),
        effect("markov", "Display", 3.0, order=1, chosen=False),
        effect("shapley", "", 0.0, chosen=False, why="Display is the only channel"),
        effect("last", "Display", 9.0, type_="lead"),
        effect("last", "Display", 9.0, level="campaign"),
    ]
    disagreement = [
        spread("c1", flips=True, roas_lowest=1.0, roas_highest=3.0),
        spread("c2", flips=False),
        spread("c3", flips=None),
        spread("c1", flips=True, level="channel"),
    ]
    tables = company(
        rows, effects=effects, disagreement=disagreement, campaigns=[("c1", "Spring", "g", "", "Display", "")]
    )

    fits = read_fits(tables, NIGHT)

    assert (fits.period_start, fits.period_end, fits.kind) == (date(2025, 11, 29), date(2026, 2, 26), "purchase")
    assert fits.credit == {"Display": {"last": Estimate(5.0, 4.0, 7.0), "markov": Estimate(4.0, 3.0, 6.0)}}
    assert (fits.models, fits.markov_order, fits.held_out_auc) == (("last", "markov"), 2, 0.7)
    assert fits.contested == (Contested("Spring", "Display", 1.0, 3.0, ("first", "linear"), ("last",)),)
    assert (fits.costed, fits.target_roas) == (2, 2.0)
    assert fits.not_offered == {"shapley": "Display is the only channel"}


def test_where_only_leads_convert_the_page_tells_of_them_and_without_a_fit_of_nothing(rows):
    assert read_fits(company(rows, effects=[effect("last", "Email", 2.0, type_="lead")]), NIGHT).kind == "lead"
    assert read_fits(company(rows), NIGHT) is None
