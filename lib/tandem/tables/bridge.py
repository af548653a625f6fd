"""metrics.bridge: from own tracking's counts to those that each ad platform reports, cause by cause."""

from collections.abc import Mapping

from tandem.contract import Column, Table

# In the order in which they are counted: each is what it alters after those before it. A platform that did not report
# has no cause but `missing`.
IMPRESSION_CAUSES: Mapping[str, str] = {
    "timezone": "impressions by the account's day instead of the reporting day",
    "invalid": "impressions that Tandem sets aside (bots, data centres, staff) and the platform counts",
    "definition": "impressions of the platform's kind (rendered, viewable) instead of the common kind",
    "repeats": "second impressions of an ad on a device that the platform counts once",
    "missing": "impressions of days without a report",
    "rest": "what nothing above explains",
}
CLICK_CAUSES: Mapping[str, str] = {
    "timezone": "clicks by the account's day instead of the reporting day",
    "invalid": "clicks that Tandem sets aside (bots, data centres, staff) and the platform counts",
    "repeats": "second clicks within seconds that the platform counts",
    "definition": "clicks that lead nowhere (likes, profiles) and that the platform counts",
    "missing": "clicks of days without a report",
    "rest": "what nothing above explains: clicks lost before the page loads among it",
}
WATERFALLS: Mapping[str, Mapping[str, str]] = {"impressions": IMPRESSION_CAUSES, "clicks": CLICK_CAUSES}


def waterfall(measure: str) -> tuple[Column, ...]:
    """Own count, its causes, the platform's count and the gap between the two; counts sum freely."""
    causes = (Column(f"{measure}_{name}", "bigint", meaning) for name, meaning in WATERFALLS[measure].items())
    return (
        Column(f"common_{measure}", "bigint", f"{measure} of own tracking on the common basis"),
        *causes,
        Column(f"platform_{measure}", "bigint", f"{measure} as the platform reports them; null: no report came"),
        Column(f"{measure}_gap", "bigint", f"sum of the causes: platform_{measure} (0 without a report) less common"),
        Column(f"{measure}_cause", "string", "the largest of the causes by its name; null: there is none"),
    )


BRIDGE = Table(
    layer="metrics",
    name="bridge",
    meaning="one platform's day, or month to its last report: own tracking's counts, the platform's, and the causes "
    "that lead from one to the other",
    grain=("period", "date", "platform"),
    columns=(
        Column("period", "string", "day, or month"),
        Column("date", "date", "the day: own tracking's reporting day, the platform's account day; a month's last day"),
        Column("platform", "string", "ad platform"),
        Column("counts", "string", "basis of its impressions (conf/platforms.yml): served, rendered, viewable"),
        *waterfall("impressions"),
        *waterfall("clicks"),
        Column("common_ctr", "double", "common_clicks / common_impressions"),
        Column("platform_ctr", "double", "platform_clicks / platform_impressions"),
        Column("missing_days", "bigint", "days with impressions or clicks of own tracking and no report"),
    ),
    scope=("period", "date"),
    partition="date",
)
