"""From a file to verdicts: what is counted, what is flagged, and that it is the night's own answer."""

import numpy as np
import pandas as pd
import pytest

from tandem.errors import TandemError
from tandem.metrics.population import judge_population
from tandem.onefile.quadrants import judge_file, summary
from tandem.onefile.rates_file import COLUMNS, rate_rows

HEAD = "campaign,impressions,clicks,conversions"
FIELDS = ("name", "impressions", "clicks", "conversions", "spend", "value", "channel", "date")


@pytest.fixture
def judged(tmp_path):
    def judge(*lines, head=HEAD, **told):
        file = tmp_path / "ads.csv"
        file.write_text("\n".join([head, *lines]))
        return judge_file(file, {field: told.get(field) for field in FIELDS})

    return judge


def flags(found):
    return {note.flag: note.text for note in found.notes}


def test_rows_of_one_name_are_summed_before_they_are_divided(judged):
    found = judged("b,1000,10,1", "a,100,50,2", "a,900,0,0").verdicts

    assert found.arms.names == ["a", "b"]
    assert found.ctr.raw.tolist() == [0.05, 0.01]
    assert found.cr.raw.tolist() == [0.04, 0.1]


def test_four_campaigns_beyond_doubt_fall_into_the_four_quadrants(judged):
    lines = ("h,1000000,20000,2000", "s,1000000,20000,500", "p,1000000,5000,500", "t,1000000,5000,125")

    found = judged(*lines)

    assert dict(zip(found.verdicts.arms.names, found.verdicts.quadrant.tolist(), strict=True)) == {
        "h": "harmony",
        "s": "seduction",
        "p": "precision",
        "t": "struggle",
    }
    assert found.verdicts.needed.tolist() == [0, 0, 0, 0]
    assert summary(found).startswith("4 campaigns, 4,000,000 impressions, 50,000 clicks, 3,125 conversions: 4 decided")


def test_the_need_of_an_axis_in_clicks_is_told_in_impressions(judged):
    found = judged("a,1000000,20000,220", "b,1000000,10000,100", "c,1000000,10000,100").verdicts

    assert (found.ctr.needed[0], found.quadrant[0]) == (0, "undecided")
    assert found.cr.needed[0] > 0
    assert found.needed[0] == pytest.approx(found.cr.needed[0] / 0.02, rel=0.01)


@pytest.mark.parametrize(
    ("lines", "flag", "text"),
    [
        (("a,0,0,0", "b,9,1,0"), "no_impressions", "1 campaign (a): no impressions, so not judged."),
        (("a,0,3,0", "b,9,1,0"), "clicks_without_impressions", "1 campaign (a): clicks without impressions, left"),
        (("a,5,9,0", "b,9,1,0"), "more_clicks_than_impressions", "1 campaign (a): more clicks than impressions"),
        (("a,9,0,2", "b,9,1,1"), "conversions_without_clicks", "1 campaign (a): conversions without clicks, left"),
        (("a,9,1,2", "b,9,1,1"), "more_conversions_than_clicks", "1 campaign (a): more conversions than clicks"),
        (("a,9,0,0", "b,9,0,0"), "no_clicks", "Nothing in the file has clicks"),
        (("a,9,1,0", "b,9,1,0"), "no_conversions", "Nothing in the file has conversions"),
        (("a,9,1,1",), "no_peers", "1 campaign (a): alone in the file, so compared with itself"),
        (("a,9,1,", "b,9,1,1"), "blank_conversions", "1 blank cell of conversions, counted as 0."),
        (("a,9,1,1", "b,8,1,1", "Total: all,17,2,2"), "total_row", "1 campaign (Total: all): as large as all others"),
        ((",9,1,1", "b,9,1,1"), "no_name", "1 row without a name, left out."),
        (("a,9,1,1", "b,9,1,1"), "no_days", "No column of days, so over-dispersion cannot be measured"),
    ],
)
def test_what_a_reader_must_know_is_a_named_flag(judged, lines, flag, text):
    assert flags(judged(*lines))[flag].startswith(text)


@pytest.mark.parametrize("lines", [("Total care,9,1,1", "b,8,1,1"), ("a,9,1,1", "b,9,1,1")], ids=["name", "size"])
def test_a_total_is_told_by_name_and_size_together(judged, lines):
    assert "total_row" not in flags(judged(*lines))


def test_a_rate_without_trials_is_not_known_and_never_decided(judged):
    found = judged("a,0,0,0", "b,1000,10,1", "c,1000,20,0")

    first = next(rate_rows(found.verdicts))

    assert len(first) == len(COLUMNS)
    assert list(first) == ["a", "0", "0", "0", *[""] * 10, "undecided", "-1"]


def test_clicks_beyond_impressions_count_as_as_many(judged):
    late, even = (judged(f"a,100,{clicks},5", "b,1000,100,5", "c,1000,90,5").verdicts for clicks in (150, 100))

    assert late.ctr.raw[0] == 1.0
    assert late.ctr.smoothed[0] == pytest.approx(even.ctr.smoothed[0], rel=1e-3)


def test_conversions_without_clicks_do_not_raise_what_is_expected_of_others(judged):
    with_them, without = (judged(f"a,100,0,{n}", "b,1000,100,5", "c,1000,90,5").verdicts.cr for n in (50, 0))

    assert with_them.expected[1:].tolist() == without.expected[1:].tolist()


def test_identical_arms_are_never_told_apart(judged):
    found = judged(*(f"c{number},100000,1000,50" for number in range(40)))

    assert set(found.verdicts.quadrant) <= {"at par", "undecided"}
    assert np.ptp(found.verdicts.ctr.smoothed) == 0


def test_a_single_arm_claims_nothing(judged):
    found = judged("a,100000,1000,50")

    assert found.verdicts.ctr.smoothed[0] == pytest.approx(0.01, rel=0.05)
    assert found.verdicts.quadrant[0] in ("at par", "undecided")


@pytest.mark.parametrize("impressions", [10**8, 10**12])
def test_huge_arms_stay_finite_and_ordered(judged, impressions):
    found = judged(f"a,{impressions},{impressions // 100},{impressions // 10_000}", f"b,{impressions},0,0", "c,7,1,1")

    for rate in (found.verdicts.ctr, found.verdicts.cr):
        known = np.isfinite(rate.smoothed)
        assert np.all((rate.low <= rate.smoothed)[known] & (rate.smoothed <= rate.high)[known])
    assert found.verdicts.ctr.verdict.tolist()[:2] == ["high", "low"]


def test_days_that_differ_widen_the_interval(judged):
    head = f"{HEAD},day"
    clicks = ((50, 150), (150, 50), (60, 140), (140, 60))
    calm = [f"{name},10000,100,10,2026-01-0{day}" for name in "ab" for day in range(1, 5)]
    wild = [
        f"{name},10000,{pair['ab'.index(name)]},10,2026-01-0{d}" for name in "ab" for d, pair in enumerate(clicks, 1)
    ]

    narrow, wide = (judged(*lines, head=head) for lines in (calm, wild))

    assert "no_days" not in flags(wide)
    assert wide.verdicts.arms.ctr_phi.min() > 5 * narrow.verdicts.arms.ctr_phi.max()
    assert np.ptp([wide.verdicts.ctr.low[0], wide.verdicts.ctr.high[0]]) > 1.5 * np.ptp(
        [narrow.verdicts.ctr.low[0], narrow.verdicts.ctr.high[0]]
    )


def test_hours_of_one_day_are_one_day(judged):
    head = f"{HEAD},date"
    found = judged("a,9,1,1,2026-01-01 10:00", "a,9,1,1,2026-01-01T11:00:00Z", "b,9,1,1,2026-01-01", head=head)

    assert found.verdicts.arms.days == 1
    assert flags(found)["one_day_each"].startswith("Each campaign has one day")


def test_a_blank_day_is_refused(judged):
    with pytest.raises(TandemError, match=r"ads\.csv: line 3: date is blank, expected a day; --date '' does without"):
        judged("a,9,1,1,2026-01-01", "a,9,1,1,", head=f"{HEAD},date")


def test_a_file_without_any_name_is_refused(judged):
    with pytest.raises(TandemError, match=r"campaign is blank in all 1 rows, expected a name"):
        judged(",9,1,1")


def test_peers_are_those_of_the_channel(judged):
    lines = ("s1,100000,5000,50,search", "s2,100000,5000,50,search", "d1,100000,50,5,display", "d2,100000,50,5,display")

    found = judged(*lines, head=f"{HEAD},channel")

    assert "high" not in found.verdicts.ctr.verdict
    assert found.verdicts.ctr.expected[0] < 0.01 < found.verdicts.ctr.expected[3]


def test_a_name_in_two_channels_is_judged_in_the_larger(judged):
    found = judged("a,10,1,1,x", "a,90,1,1,y", "b,9,1,1,x", "c,9,1,1,y", head=f"{HEAD},channel")

    arms = found.verdicts.arms
    assert [arms.channels[place] for place in arms.channel] == ["y", "x", "y"]
    assert flags(found)["several_channels"].startswith("1 campaign (a): under more than one channel")
    assert flags(found)["no_peers"].startswith("1 campaign (b): alone in its channel")


def test_campaigns_are_judged_as_the_night_judges_them(judged):
    """The same counts through metrics.population: one way to judge, not two."""
    rng = np.random.default_rng(8)
    days = [(name, day) for name in "abcdefgh" for day in range(28)]
    rows = [
        (name, day, "xy"["abcdefgh".index(name) % 2], 10_000, rng.binomial(10_000, 0.01 * rng.gamma(9, 1 / 9)))
        for name, day in days
    ]
    found = judged(
        *(f"{name},{shown},{clicks},1,{channel},{day}" for name, day, channel, shown, clicks in rows),
        head=f"{HEAD},channel,date",
    )
    counts = pd.DataFrame(rows, columns=["campaign_id", "age", "channel", "trials", "successes"]).assign(
        measure="ctr", basis="platform", creative_id="", placement="", device_class="", cohort="", lag=0
    )
    counts[["trials", "successes"]] = counts[["trials", "successes"]].astype(float)

    night = judge_population(counts, window_days=28, lag_days=30, par_share=0.05)

    night = night[night["level"] == "campaign"].sort_values("entity")
    ctr = found.verdicts.ctr
    assert ctr.expected == pytest.approx(night["expected"].to_numpy())
    assert found.verdicts.arms.ctr_phi == pytest.approx(night["phi"].to_numpy())
    # The night's prior also knows how the channel does against what is expected of it; here that is nearly 1.
    assert ctr.smoothed == pytest.approx(night["smoothed"].to_numpy(), rel=0.01)
    assert ctr.p_high == pytest.approx(night["p_high"].to_numpy(), abs=0.03)
