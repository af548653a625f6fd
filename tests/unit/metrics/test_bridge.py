"""metrics.bridge by hand, and against plain Python on random rows of platforms that count in every way."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from clock import at
from tandem.metrics.bridge import build_days, build_months, count_slots
from tandem.metrics.platforms import Platform, Platforms
from tandem.tables import AD_REPORTS, BRIDGE, CAMPAIGNS, EVENTS, IMPRESSIONS, TOUCHES, VERDICTS, WATERFALLS
from unit.metrics.table_rows import of

DAY = date(2026, 3, 10)
PLAIN = Platform("served", None, has_invalid=False, has_double_clicks=False, has_all_clicks=False)
META = Platform("viewable", None, has_invalid=False, has_double_clicks=False, has_all_clicks=True)
GREEDY = Platform("rendered", 600, has_invalid=True, has_double_clicks=True, has_all_clicks=False)


def bridge(rows, platforms, **given):
    """Day rows of metrics.bridge, by platform and day."""
    tables = {"impressions": IMPRESSIONS, "touches": TOUCHES, "events": EVENTS, "ad_reports": AD_REPORTS}
    frames = {name: of(rows, table, *given.get(name, ())) for name, table in tables.items()}
    verdicts = of(rows, VERDICTS, *given.get("verdicts", ()))
    campaigns = of(rows, CAMPAIGNS, *given.get("campaigns", ()))
    slots = count_slots(frames, verdicts, campaigns, platforms)
    days = build_days(slots, frames["ad_reports"], campaigns, platforms, timezone="Europe/Kyiv")
    return BRIDGE.conform(days)


def by_day(frame):
    return {(row["platform"], row["date"]): row.asDict() for row in frame.collect()}


def causes(row, measure):
    """The waterfall without its zeros."""
    return {name: row[f"{measure}_{name}"] for name in WATERFALLS[measure] if row[f"{measure}_{name}"]}


def test_a_platform_that_counts_what_is_in_view_differs_most_by_its_definition(rows):
    shown = {"campaign_id": "c1", "date": DAY, "agent_id": "person", "occurred_at": at("12:00:00")}
    report = {"platform": "meta", "account_id": "a", "campaign_id": "c1", "date": DAY, "timezone": "America/New_York"}
    days = bridge(
        rows,
        Platforms("served", {"meta": META}),
        campaigns=[{"campaign_id": "c1", "platform": "meta", "account_id": "a"}],
        impressions=[
            {**shown, "impression_id": "seen", "viewable": True},
            {**shown, "impression_id": "seen too", "viewable": True},
            {**shown, "impression_id": "unseen", "viewable": False},
            {**shown, "impression_id": "below", "viewable": False},
            {**shown, "impression_id": "robot", "viewable": True, "agent_id": "crawler"},
            {**shown, "impression_id": "night", "viewable": True, "occurred_at": at("02:00:00")},  # 22:00 before, there
        ],
        verdicts=[{"kind": "agent_id", "key": "crawler", "date": DAY, "rule": "bots"}],
        touches=[{"campaign_id": "c1", "kind": "ad_click", "occurred_at": at("12:00:05"), "date": DAY}],
        ad_reports=[{**report, "impressions": 3, "clicks": 1, "all_clicks": 2}],
    )

    row = by_day(days)["meta", DAY]
    assert (row["common_impressions"], row["platform_impressions"], row["impressions_gap"]) == (5, 3, -2)
    assert causes(row, "impressions") == {"timezone": -1, "definition": -2, "rest": 1}
    assert (row["common_clicks"], row["platform_clicks"]) == (1, 2)
    assert causes(row, "clicks") == {"definition": 1}
    assert (row["common_ctr"], row["platform_ctr"]) == (1 / 5, 2 / 3)
    assert (row["counts"], row["impressions_cause"], row["clicks_cause"], row["missing_days"]) == (
        *("viewable", "definition", "definition", 0),
    )


def test_a_report_that_did_not_come_is_missing_and_nothing_else(rows):
    seen = {"impression_id": "1", "platform": "meta", "viewable": False, "occurred_at": at("12:00:00"), "date": DAY}
    other = {**seen, "impression_id": "2", "platform": "never heard of"}

    days = bridge(rows, Platforms("served", {"meta": META}), impressions=[seen, other])

    [row] = by_day(days).values()
    assert (row["platform"], row["platform_impressions"], row["missing_days"]) == ("meta", None, 1)
    assert (row["impressions_gap"], causes(row, "impressions")) == (-1, {"missing": -1})
    assert (row["impressions_cause"], row["clicks_cause"], row["platform_ctr"]) == ("missing", None, None)


def test_of_a_platform_whose_definition_is_not_known_nothing_is_explained(rows):
    seen = {"impression_id": "1", "viewable": False, "occurred_at": at("12:00:00"), "date": DAY, "platform": "x"}
    report = {"platform": "x", "date": DAY, "campaign_id": "c", "impressions": 7, "clicks": 0}

    days = bridge(rows, Platforms("served", {}), impressions=[seen], ad_reports=[report])

    [row] = by_day(days).values()
    assert (row["counts"], causes(row, "impressions")) == ("not stated", {"rest": 6})


def test_what_the_log_does_not_tell_is_not_explained_by_a_definition(rows):
    seen = {"impression_id": "1", "rendered": None, "occurred_at": at("12:00:00"), "date": DAY, "platform": "x"}
    report = {"platform": "x", "date": DAY, "campaign_id": "c", "impressions": 0, "clicks": 0}

    days = bridge(rows, Platforms("served", {"x": GREEDY}), impressions=[seen], ad_reports=[report])

    [row] = by_day(days).values()
    assert causes(row, "impressions") == {"rest": -1}


def test_causes_of_every_day_and_month_sum_to_the_gap_and_are_those_of_plain_python(rows):
    rng = random.Random(5)
    platforms = Platforms("rendered", {"plain": PLAIN, "meta": META, "greedy": GREEDY})
    given = random_rows(rng)

    days = bridge(rows, platforms, **given).cache()

    found, expected = by_day(days), plain_bridge(platforms, given)
    assert len(found) > 40
    assert {key: {name: row[name] for name in expected[key]} for key, row in found.items()} == expected
    months = by_day(BRIDGE.conform(build_months(days)))
    for row in (*found.values(), *months.values()):
        for measure in WATERFALLS:
            explained = sum(row[f"{measure}_{name}"] for name in WATERFALLS[measure])
            assert row[f"{measure}_gap"] == explained
            assert row[f"common_{measure}"] + explained == (row[f"platform_{measure}"] or 0)
    for cause in CAUSES:
        assert sum(abs(row[cause]) for row in found.values()), f"the rows show no {cause}"


def test_a_month_is_the_sum_of_its_days_up_to_the_last_report_of_the_platform(rows):
    def day(platform, number, told, common=10, month=3):
        counts = {
            "common_impressions": common,
            "platform_impressions": told,
            "impressions_missing": -common * (not told),
        }
        return {"period": "day", "date": date(2026, month, number), "platform": platform, **counts}

    days = [
        *(day("a", 1, 7), day("a", 2, None), day("a", 3, 8), day("a", 30, None), day("a", 1, None, month=4)),
        *(day("b", 31, None), day("b", 1, 9, month=4), day("c", 1, None)),
    ]
    months = by_day(build_months(of(rows, BRIDGE, *days)))

    counts = ("common_impressions", "platform_impressions", "impressions_missing")
    assert {key: tuple(row[name] for name in counts) for key, row in months.items()} == {
        ("a", date(2026, 3, 31)): (30, 15, -10),
        ("b", date(2026, 3, 31)): (10, None, -10),
        ("b", date(2026, 4, 30)): (10, 9, 0),
        ("c", date(2026, 3, 31)): (10, None, -10),
    }


CAUSES = [f"{measure}_{name}" for measure, causes in WATERFALLS.items() for name in causes]
ACCOUNTS = {"c1": ("plain", "p"), "c2": ("meta", "m1"), "c3": ("meta", "m2"), "c4": ("greedy", "g"), "c5": ("x", "")}
ZONES = {"p": "Europe/Kyiv", "m1": "America/New_York", "m2": "Asia/Kathmandu", "g": "Pacific/Kiritimati", "": None}


def random_rows(rng):
    """Some 20 days around the start of summer time in Europe, of five campaigns in five accounts."""
    first = datetime(2026, 3, 20, tzinfo=UTC)

    def moment():
        return first + timedelta(seconds=rng.randrange(20 * 86_400))

    def placed(**row):
        return {"date": row["occurred_at"].date(), "campaign_id": rng.choice(list(ACCOUNTS)), **row}

    impressions = []
    for number in range(3000):
        viewable = rng.random() < 0.6
        row = placed(impression_id=f"{number:05}", occurred_at=moment(), viewable=viewable)
        row |= {"rendered": viewable or rng.random() < 0.5, "agent_id": rng.choice(["crawler", *["person"] * 5])}
        impressions.append(row | {"device_id": rng.choice(["d1", "d2", None]), "creative_id": row["campaign_id"]})
        if rng.random() < 0.2:
            again = {"impression_id": f"{number:05}b", "occurred_at": row["occurred_at"] + timedelta(seconds=599)}
            impressions.append(impressions[-1] | again | {"date": again["occurred_at"].date()})
    rule = [None, None, "staff", "double_click"]
    touches = [placed(kind="ad_click", occurred_at=moment(), excluded_by=rng.choice(rule)) for _ in range(500)]
    events = [placed(name="ad_click", occurred_at=moment(), agent_id=rng.choice(["crawler", "p"])) for _ in range(200)]
    days = [first.date() + timedelta(days=day) for day in range(-1, 22)]
    verdicts = [{"kind": "agent_id", "key": "crawler", "date": day, "rule": "bots"} for day in days]
    reports = [
        {
            "campaign_id": name,
            **{"platform": platform, "account_id": account, "date": day, "timezone": ZONES[account]},
            **{"impressions": rng.randrange(40), "clicks": rng.randrange(9), "all_clicks": rng.choice([None, 9])},
        }
        for name, (platform, account) in ACCOUNTS.items()
        for day in days
        if rng.random() < 0.8
    ]
    campaigns = [
        {"campaign_id": name, "platform": platform, "account_id": account or None}
        for name, (platform, account) in ACCOUNTS.items()
    ]
    return {
        **{"impressions": impressions, "touches": touches, "events": events},
        **{"verdicts": verdicts, "ad_reports": reports, "campaigns": campaigns},
    }


def plain_bridge(platforms, given):
    """Counts and causes of each platform's day, account by account, straight from the definitions."""
    reports = {(*ACCOUNTS[row["campaign_id"]], row["date"]): row for row in given["ad_reports"]}
    rows = [("impressions", row, ways) for row, ways in shown_ways(platforms, given["impressions"])]
    rows += [("clicks", row, click_ways(platforms, row)) for row in (*given["touches"], *given["events"])]
    own, steps = defaultdict(Counter), defaultdict(Counter)
    for measure, row, ways in rows:
        place = ACCOUNTS[row["campaign_id"]]
        here, there = (day_of(row, zone) for zone in ("Europe/Kyiv", ZONES[place[1]] or "Europe/Kyiv"))
        own[*place, here][measure] += ways[0]
        steps[*place, there].update({(measure, step): counts for step, counts in enumerate(ways)})
    made = defaultdict(Counter)
    for key in {*own, *reports}:
        if key in reports or (key[0] in platforms.by_name and sum(own[key].values())):
            made[key[0], key[2]].update(plain_causes(platforms, own[key], steps[key], reports.get(key)))
    return {key: {name: sums[name] for name in (*CAUSES, *COMMON)} for key, sums in made.items()}


COMMON = ("common_impressions", "common_clicks")
ORDER = {"impressions": ("timezone", "invalid", "definition", "repeats"), "clicks": ("timezone", "invalid", "repeats")}


def plain_causes(platforms, own, steps, report):
    """One account's day."""
    sums = Counter()
    for measure, order in ORDER.items():
        sums[f"common_{measure}"] = own[measure]
        if report is None:
            sums[f"{measure}_missing"] = -own[measure]
            continue
        counts = [own[measure], *(steps[measure, step] for step in range(len(order)))]
        for step, cause in enumerate(order):
            sums[f"{measure}_{cause}"] = counts[step + 1] - counts[step]
        sums[f"{measure}_rest"] = report[measure] - counts[-1]
    if report and report["all_clicks"] and platforms.by_name.get(report["platform"], PLAIN).has_all_clicks:
        sums["clicks_definition"] = report["all_clicks"] - report["clicks"]
    return sums


def day_of(row, zone):
    return row["occurred_at"].astimezone(ZoneInfo(zone)).date()


def shown_ways(platforms, impressions):
    """Each impression with 0 or 1 for each step."""
    last = {}
    for row in sorted(impressions, key=lambda row: (row["occurred_at"], row["impression_id"])):
        name = ACCOUNTS[row["campaign_id"]][0]
        platform = platforms.by_name.get(name)
        is_kept, common = row["agent_id"] != "crawler", row[platforms.common]
        known = is_kept or bool(platform and platform.has_invalid)
        counted = known and (
            common if platform is None or platform.counts == "rendered" else row.get(platform.counts, 1)
        )
        again = False
        if counted and row["device_id"] and platform and platform.once_within_s:
            same = row["device_id"], row["creative_id"]
            again = same in last and (row["occurred_at"] - last[same]).total_seconds() < platform.once_within_s
            last[same] = row["occurred_at"]
        yield row, [int(each) for each in (is_kept and common, known and common, counted, counted and not again)]


def click_ways(platforms, click):
    """0 or 1 for each step."""
    platform = platforms.by_name.get(ACCOUNTS[click["campaign_id"]][0], PLAIN)
    rule = "bots" if click.get("agent_id") == "crawler" else click.get("excluded_by")
    invalid = rule not in (None, "double_click") and platform.has_invalid
    double = rule == "double_click" and platform.has_double_clicks
    return [int(rule is None), int(rule is None or invalid), int(rule is None or invalid or double)]
