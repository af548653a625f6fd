"""How well robots are told from people, on real user agents, by rules that were chosen without them.

The words in conf/bots.yml are written by hand, by people who have seen many user agents. So that none counts because
of the very agents it is measured on, every alternative of every robot rule is put on trial: with the agents dealt into
five folds, it is kept only where, on the other four, it calls at least two robots and is right in nine of ten calls.
What is kept is measured on the fifth. The published list, the in-app browsers and the shape of a browser take part as
they are.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from crawleruseragents import is_crawler

from tandem.agents import judge_agents
from tandem.definitions import load_definition
from tandem.shipped import conf_folder

AGENTS = Path(__file__).parents[3] / "shared" / "data" / "bots" / "user_agents.parquet"
FOLDS, LEAST_CALLS, LEAST_PRECISION = 5, 2, 0.9
WORDS = (
    "bot|crawl|spider|slurp|fetch|curl|wget|python|java/|http-?client|scrap|monitor|preview|headless|lighthouse|"
    "archiv|index|search|scan|check|validat|feed|rss|proxy|library|agent/|php|perl|ruby|go-http"
)
RIVALS = ("words", "crawler-user-agents", "crawlerdetect")
pytestmark = pytest.mark.skipif(not AGENTS.exists(), reason="shared/data/bots is not here")


@pytest.fixture(scope="module")
def bots():
    return load_definition(conf_folder() / "bots.yml")


@pytest.fixture(scope="module")
def agents():
    """Each agent once in each of its sources, with what rivals say of it."""
    found = pd.read_parquet(AGENTS).drop_duplicates(["ua", "source"]).reset_index(drop=True)
    listed = set(found.ua[found.source == "monperrus_instances"])
    return found.assign(
        is_listed=found.ua.isin(listed),
        words=found.ua.str.contains(WORDS, case=False),
        **{"crawler-user-agents": found.ua.map(is_crawler), "crawlerdetect": calls_of_crawlerdetect(found.ua)},
    )


def test_unlisted_robots_are_found_at_one_per_cent_of_browsers_by_rules_chosen_without_them(agents, bots):
    own = agents[agents.source != "monperrus_instances"]
    fold = own.sample(frac=1, random_state=0).groupby("source").cumcount().reindex(own.index) % FOLDS
    parts = [measured(own[fold == number], chosen(bots, own[fold != number])) for number in range(FOLDS)]
    held_out = pd.DataFrame(parts).assign(fold=range(1, FOLDS + 1)).set_index("fold")
    print(f"\n{len(terms_of(bots))} alternatives on trial, {FOLDS} folds dealt evenly from robots and from browsers")
    print(f"rules chosen on the other four folds, measured on each\n{held_out.round(4).to_string()}")
    print(f"\nmean of the folds\n{held_out.mean().round(4).to_string()}")
    print(f"\nall rules, and rivals\n{rivals(own, bots).round(4).to_string()}")

    assert held_out.recall.mean() >= 0.75
    assert held_out.recall_unlisted.mean() >= 0.75
    assert held_out.recall.min() >= 0.75
    assert held_out.false_positives.mean() <= 0.01


def test_the_published_lists_own_examples_are_found(agents, bots):
    examples = agents[agents.source == "monperrus_instances"]

    assert calls(examples.ua, bots).mean() >= 0.99


def chosen(bots, seen):
    """The definition with only those alternatives that prove right on the agents seen."""
    is_bot, texts = seen.is_bot.to_numpy() == 1, pa.array(seen.ua)
    kept = {}
    for rule, term in terms_of(bots):
        hit = pc.match_substring_regex(texts, term, ignore_case=True).to_numpy(zero_copy_only=False)
        right = (hit & is_bot).sum()
        if right >= LEAST_CALLS and right >= LEAST_PRECISION * hit.sum():
            kept.setdefault(rule, []).append(term)
    return only(bots, kept)


def measured(held_out, bots):
    """Recall and false positives on agents that took no part in the choice."""
    robots = held_out[held_out.is_bot == 1]
    return {
        "alternatives": len(terms_of(bots)),
        "robots": len(robots),
        "recall": calls(robots.ua, bots).mean(),
        "recall_unlisted": calls(robots.ua[~robots.is_listed], bots).mean(),
        "false_positives": calls(held_out.ua[held_out.is_bot == 0], bots).mean(),
    }


def rivals(own, bots):
    """Share called a robot by each, over all agents."""
    called = own.assign(tandem=calls(own.ua, bots))
    is_robot, all_of = called.is_bot == 1, ["tandem", *RIVALS]
    return pd.DataFrame(
        {
            "recall": called.loc[is_robot, all_of].mean(),
            "recall_unlisted": called.loc[is_robot & ~called.is_listed, all_of].mean(),
            "false_positives": called.loc[~is_robot, all_of].mean(),
        }
    )


def calls(texts, bots):
    """Which texts are called a robot."""
    return np.array(judge_agents(pa.array(texts, pa.string()), bots).field("verdict").to_pylist()) == "bot"


def terms_of(bots):
    """(rule, alternative) of every robot rule."""
    patterns = [(rule["rule"], pattern) for rule in bots.body["robots"] for pattern in rule["patterns"]]
    return [(rule, term) for rule, pattern in patterns for part in split(pattern) for term in single(part)]


def only(bots, kept):
    """The definition with these alternatives in its robot rules."""
    rules = [{**rule, "patterns": kept[rule["rule"]]} for rule in bots.body["robots"] if rule["rule"] in kept]
    return replace(bots, body={**bots.body, "robots": rules})


def split(pattern):
    """Alternatives of a pattern that stand in no bracket."""
    parts, start = [], 0
    for at, (letter, depth) in enumerate(zip(pattern, depths(pattern), strict=True)):
        if letter == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


def single(term):
    r"""`^(java|ruby)\b` as `^(java)\b` and `^(ruby)\b`, for each group that must be there."""
    deep = depths(term)
    for start in (at for at, letter in enumerate(term) if letter == "(" and deep[at] == 1):
        end = next(at for at in range(start, len(term)) if term[at] == ")" and deep[at] == 0)
        choices = split(term[start + 1 : end])
        if len(choices) > 1 and term[end + 1 : end + 2] not in ("?", "*"):
            return [each for choice in choices for each in single(f"{term[:start]}({choice}){term[end + 1 :]}")]
    return [term]


def depths(pattern):
    """How many brackets are open at each letter."""
    escaped = [pattern[max(at - 1, 0) : at] == "\\" for at in range(len(pattern))]
    steps = [(letter in "([") - (letter in ")]") for letter in pattern]
    return np.cumsum([0 if skip else step for skip, step in zip(escaped, steps, strict=True)]).tolist()


def calls_of_crawlerdetect(texts):
    """What the package says; null where it is not installed."""
    try:
        from crawlerdetect import CrawlerDetect
    except ImportError:
        return np.nan
    detect = CrawlerDetect()
    return [bool(detect.isCrawler(text)) for text in texts]
