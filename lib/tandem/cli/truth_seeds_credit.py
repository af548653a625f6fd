"""Credit of many simulated companies against what ads caused, by the night's own models; no lake, no Java."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from statistics import mean

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tandem.attribution.batches import CARRIED, credit_rows
from tandem.attribution.effect_rows import fit_credits
from tandem.attribution.effects import complete_period
from tandem.attribution.fit import fit_models
from tandem.attribution.models import Models, read_models
from tandem.attribution.path_batches import LEVELS, path_rows
from tandem.attribution.walked import read_walked
from tandem.cli.truth_seeds_campaigns import campaigns_of
from tandem.config import AttributionConfig
from tandem.definitions import load_definition
from tandem.shipped import conf_folder
from tandem.simulate.journeys import KINDS, TOUCHED
from tandem.simulate.tracked import Tracked
from tandem.tables import RULE_MODELS
from tandem.truth import Group, Row
from tandem.truth.attribution import RANKED, YARDSTICK, caused, loses_on, score

Score = dict[str, float | None]

COLUMNS = {**dict.fromkeys(("rank", "lowest", "highest"), ".3f"), "below last": ",.0f", "misplaced credit": ".1%"}
NOTES = (
    "rank: mean over companies of Spearman's correlation of credit with the purchases that ads and mail caused",
    "below last: in so many companies last touch ranks better",
)
TYPE, MONEY = "purchase", pa.decimal128(18, 6)


@dataclass(frozen=True)
class Credited:
    """What the models credit in one company against its truth, of the purchases on the days of `scope`."""

    scope: tuple[date, date]
    is_complete: bool  # those whose journeys are, so that data-driven models are fitted too
    scores: dict[str, Score]


def credit_group(companies: Sequence[Credited]) -> Group:
    """Every model's rank correlation with the truth: its mean over `companies`, all of the same days."""
    one, window = companies[0], AttributionConfig().longest_window_days
    told = f"of purchases from {one.scope[0]} to {one.scope[1]}"
    more = f"data-driven models need journeys that {window} days lie behind: --days {window + 45}"
    return Group(
        f"Credit against purchases caused: {len(companies)} companies",
        COLUMNS,
        tuple(summed_up([each.scores for each in companies])),
        (*NOTES, told if one.is_complete else f"{told}; {more}"),
    )


def summed_up(scored: Sequence[dict[str, Score]]) -> Iterator[Row]:
    """One row a model and level."""
    by_model: dict[str, list[tuple[Score, Score]]] = defaultdict(list)
    for company in scored:
        for model, own in company.items():
            by_model[model].append((own, company[YARDSTICK]))
    for level, (model, pairs) in product(RANKED, by_model.items()):
        ranks = known(own[f"rank, {level}"] for own, _ in pairs)
        told = {"rank": mean(ranks), "lowest": min(ranks), "highest": max(ranks)} if ranks else {}
        if ranks and model != YARDSTICK:
            told["below last"] = sum(level in loses_on(own, last) for own, last in pairs)
        if level == RANKED[0] and (shares := known(own["misplaced credit"] for own, _ in pairs)):
            told["misplaced credit"] = mean(shares)
        yield Row(f"{level}: {model}", told)


def known(figures: Iterable[float | None]) -> list[float]:
    """The figures that there are."""
    return [figure for figure in figures if figure is not None]


@cache
def models_of_night() -> Models:
    """The rule models that we ship, read once for all companies."""
    return read_models(load_definition(conf_folder() / "attribution_models.yml"))


def credit_of(company: Tracked) -> Credited:
    """How near each rule model, and each fit of the last complete period, comes to the truth of one company."""
    conf, last = AttributionConfig(), company.first_day + timedelta(days=company.days - 1)
    models = models_of_night()
    period = complete_period(last, conf)
    is_complete = period.last >= company.first_day
    scope = (max(company.first_day, period.first), period.last) if is_complete else (company.first_day, last)
    rows, campaigns = lined_up(company), campaigns_of(company)
    credited = shared_out(credit_rows(rows, conf, models), scope)
    if is_complete:
        credited |= fitted(path_rows(rows, conf), models, scope, through=last)
    truth = caused(purchases_of(company, scope), campaigns)
    return Credited(scope, is_complete, {model: score(*of, truth, campaigns) for model, of in credited.items()})


def shared_out(credits_: pa.Table, scope: tuple[date, date]) -> dict[str, tuple[pd.Series, pd.Series]]:
    """By rule model: credit of channels and of campaigns."""
    wide = credits_.filter(within(credits_["date"], scope)).select(["channel", "campaign_id", *RULE_MODELS]).to_pandas()
    of_channels, of_campaigns = (wide.groupby(name)[list(RULE_MODELS)].sum() for name in ("channel", "campaign_id"))
    return {model: (of_channels[model], of_campaigns[model]) for model in RULE_MODELS}


def fitted(
    counts: pa.Table, models: Models, scope: tuple[date, date], *, through: date
) -> dict[str, tuple[pd.Series, pd.Series]]:
    """By model, the fit that a night would choose: credit of channels and of campaigns."""
    closed = counts.filter(
        pc.and_(within(counts["date"], scope), pc.less_equal(counts["counts_from"], pa.scalar(through)))
    )
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for level in LEVELS:
        walked = read_walked(closed, TYPE, level)
        for fit in fit_models(walked, models.counts)[0]:
            if fit.is_chosen:
                named = fit_credits(fit, walked)
                place = 0 if level == "channel" else 1
                found[fit.model][level] = {name[place]: float(each.credit[0]) for name, each in named.items()}
    whole = {model: of for model, of in found.items() if len(of) == len(LEVELS)}
    sums = {model: [pd.Series(of[level], dtype=float) for level in LEVELS] for model, of in whole.items()}
    return {model: (channels, campaigns.drop("", errors="ignore")) for model, (channels, campaigns) in sums.items()}


def lined_up(company: Tracked) -> pa.Table:
    """Touches and purchases of all people, sorted by person and tie order, as the kernel takes them."""
    touched, bought = company.touches, company.purchases
    sizes = len(touched["person"]), len(bought["person"])
    person, at = (np.concatenate([touched[name], bought[name]]) for name in ("person", "occurred"))
    kind = np.concatenate([touched["kind"], np.full(sizes[1], len(KINDS))])
    order = np.lexsort((kind, at, person))
    channel = pa.array(TOUCHED).take(pa.array(touched["channel"]))
    campaign = pa.array(touched["campaign"].astype(str), pa.string(), mask=touched["campaign"] < 0)
    instants = pa.array(at * 1000, pa.timestamp("us"))
    none, value = pa.nulls(sizes[1], pa.string()), pa.array(bought["cents"] / 100).cast(MONEY)
    own = {"channel": pa.concat_arrays([channel, none]), "campaign_id": pa.concat_arrays([campaign, none])}
    empty = pa.nulls(sum(sizes), pa.string())
    is_bought = pa.array(kind == len(KINDS))
    rows = pa.table(
        {
            "person_id": pa.array(person).cast(pa.string()),
            "kind": pa.array((*KINDS, "conversion")).take(pa.array(kind)),
            "id": pa.array(np.arange(sum(sizes))).cast(pa.string()),
            "at": instants,
            **{name: own.get(name, empty) for name in CARRIED},
            "type": pc.if_else(is_bought, TYPE, pa.scalar(None, pa.string())),
            "date": instants.cast(pa.date32()),
            "value": pa.concat_arrays([pa.nulls(sizes[0], MONEY), value]),
        }
    )
    return rows.take(pa.array(order))


def purchases_of(company: Tracked, scope: tuple[date, date]) -> pd.DataFrame:
    """Purchases of those days, with the campaign that caused each."""
    bought = company.purchases
    days = pa.array(bought["occurred"], pa.timestamp("ms")).cast(pa.date32())
    is_within = within(days, scope).to_numpy(zero_copy_only=False)
    told = pd.DataFrame({"campaign_id": bought["campaign"].astype(str), "is_incremental": bought["is_incremental"]})
    return pd.DataFrame(told[is_within])


def within(days: pa.ChunkedArray | pa.Array, scope: tuple[date, date]) -> pa.ChunkedArray | pa.Array:
    """Days that lie in `scope`, both ends included."""
    first, last = (pa.scalar(day, pa.date32()) for day in scope)
    return pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))
