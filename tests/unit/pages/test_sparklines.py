import re

from tandem.pages.day_by_day import day_by_day
from tandem.pages.signals import Signals
from tandem.pages.sparklines import HEIGHT, WIDTH, sparkline
from unit.pages.signal_cases import NIGHT, day, series, unknown


def corners(drawn):
    """Of the line, the band and the middle of every mark."""
    paths = " ".join(re.sub(r"m.*", "", path) for path in re.findall(r' d="([^"]+)"', drawn))
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", paths)]


def shapes(drawn):
    """Of the marks, about their own middle."""
    return re.findall(r'<path class="(?:watch|review)" d="M[^m]+(m[^"]+)"', drawn)


def test_a_line_and_its_band_stay_inside_the_picture():
    drawn = sparkline(series(day(2), day(1, "review", 0.9, smoothed=0.4), day(0)), NIGHT)

    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners(drawn))
    assert 'class="band"' in drawn


def test_days_out_of_limits_have_a_shape_of_their_own():
    calm = sparkline(series(day(2), day(1), day(0)), NIGHT)
    watched = sparkline(series(day(2), day(1, "watch", smoothed=0.0125), day(0)), NIGHT)
    above = sparkline(series(day(2), day(1, "review", 0.04), day(0)), NIGHT)
    below = sparkline(series(day(2), day(1, "review", 0.001), day(0)), NIGHT)

    assert shapes(calm) == []
    found = [shapes(each) for each in (watched, above, below)]
    assert [len(each) for each in found] == [1, 1, 1]
    assert len({each[0] for each in found}) == 3


def test_a_day_without_history_or_trials_breaks_the_line():
    whole = sparkline(series(day(4), day(3), day(2), day(1), day(0)), NIGHT)
    broken = sparkline(series(day(4), day(3), unknown(2), day(1), day(0)), NIGHT)
    gap = sparkline(series(day(4), day(3), day(1), day(0)), NIGHT)

    lines = [re.search(r'class="line" d="([^"]+)"', each)[1].count("M") for each in (whole, broken, gap)]
    assert lines == [1, 2, 2]


def test_without_history_there_is_no_picture():
    assert sparkline(series(unknown(1), unknown(0)), NIGHT) is None


def test_every_campaign_has_a_row_with_its_last_rate_and_status_in_words():
    page = day_by_day(
        Signals(
            NIGHT,
            [
                series(day(1), day(0, smoothed=0.0111), name="<Spring>"),
                series(day(1), day(0, "review", 0.03), name="<Spring>", measure="cr"),
                series(day(0), name="Display", entity="Display", level="channel"),
                series(unknown(0), name="Young", entity="c2"),
            ],
        ),
        ["c1", "c2"],
    )

    assert "&lt;Spring&gt;" in page
    assert page.count("<svg") >= 3
    assert page.index("Display") < page.index("&lt;Spring&gt;")
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))
    assert "1.11% in control" in text
    assert "for review" in text
    assert "too little history" in text


def test_only_the_campaigns_that_the_page_shows_have_a_row():
    page = day_by_day(Signals(NIGHT, [series(day(0)), series(day(0), name="Hidden", entity="c9")]), ["c1"])

    assert "Spring" in page
    assert "Hidden" not in page
    assert day_by_day(Signals(NIGHT), ["c1"]) is None


def test_a_rate_that_is_not_complete_says_what_has_been_seen():
    young = series(day(1), day(0)._replace(seen=0.004, completeness=0.4), measure="cr")
    ripe = series(day(1), day(0)._replace(seen=0.01, completeness=1.0), measure="cr")

    assert "<small> 0.400% seen, 40% in</small>" in day_by_day(Signals(NIGHT, [young]), ["c1"])
    assert " seen, " not in day_by_day(Signals(NIGHT, [ripe]), ["c1"])
