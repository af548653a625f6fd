"""What the truth tells beside what is landed: senders, expected clicks, spend; and the strength of effects."""

import pytest

from tandem.errors import UsageError
from tandem.simulate import simulate

SMALL = {"people": 60, "seed": 3, "days": 2}


def test_each_event_of_a_person_has_one_sender_row_and_no_other_event_has(ask, landed):
    senders = f"'{landed.truth}/senders/*.parquet'"

    assert ask(f"select event_id from {senders} except all select event_id from events where label = 'person'") == []
    assert ask(f"select event_id from events where label = 'person' except all select event_id from {senders}") == []


def test_a_sender_shows_what_the_collector_was_sent(ask, landed):
    wrong = ask(
        f"""select event_id from '{landed.truth}/senders/*.parquet' as senders join web on event_id = eventId
            where device_id is distinct from cookieId or user_id is distinct from userId or senders.name <> web.name
            or senders.consent is distinct from web.consent"""
    )

    assert wrong == []


def test_senders_sessions_are_those_of_the_visits(ask, landed):
    strange = ask(
        f"""select session from '{landed.truth}/senders/*.parquet' where device_id is not null
            except select session from visits"""
    )

    assert strange == []


def test_expected_clicks_are_near_the_clicks_and_their_impressions_are_those_of_people(ask, landed):
    shown = f"'{landed.truth}/shown/*.parquet'"
    [(impressions, expected)] = ask(f"select sum(impressions), sum(expected_clicks) from {shown}")
    [(clicks,)] = ask(
        "select count(distinct eventId) from web join events on event_id = eventId "
        "where name = 'ad_click' and label = 'person' and pageUrl not like '%utm_medium=affiliate%'"
    )

    assert impressions == landed.summary.impressions
    assert clicks == pytest.approx(expected, abs=4 * expected**0.5)


def test_spend_tells_what_the_reports_state(ask, landed):
    [(told,)] = ask(f"select sum(spend_micros) from '{landed.truth}/spend/*.parquet' where platform = 'google'")
    [(stated,)] = ask(f"select sum(cost_micros) from read_csv('{landed.landing}/ad_reports/google/*/*.csv', "
                      "ignore_errors=true, strict_mode=false, all_varchar=false)")  # fmt: skip

    assert told == stated


def test_the_stored_effect_is_the_default(tmp_path):
    for home, given in (("one", {}), ("two", {"effect": 1.0})):
        simulate(landing=tmp_path / home / "landing", truth=tmp_path / home / "truth", **SMALL, **given)

    one, two = (
        {path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()}
        for home in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


@pytest.mark.parametrize(("effect", "caused"), [(0.0, 0), (2.0, 1)], ids=["none", "double"])
def test_effect_scales_what_ads_cause(ask, tmp_path, effect, caused):
    simulate(landing=tmp_path / "landing", truth=tmp_path / "truth", people=1000, days=12, seed=5, effect=effect)

    orders = f"'{tmp_path}/truth/orders/*.parquet'"
    [(incremental, captured)] = ask(f"select sum(is_incremental::int), count_if(cause = 'captured') from {orders}")
    [(before,)] = ask("select sum(is_incremental::int) from orders")
    assert (incremental > 1.5 * before) if caused else (incremental == 0)
    assert captured > 0  # brand search and retargeting catch buyers all the same


@pytest.mark.parametrize("effect", [-0.1, 2.1])
def test_impossible_effects_are_refused(tmp_path, effect):
    with pytest.raises(UsageError, match="effect"):
        simulate(landing=tmp_path, truth=tmp_path, effect=effect, **SMALL)
