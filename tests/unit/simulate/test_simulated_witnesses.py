import numpy as np
import pytest

from tandem.simulate.agents import FAMILY_OF_AGENT
from tandem.simulate.people import build_people
from tandem.simulate.rates import Rates

RATES = Rates()


def test_each_witness_misses_actions_whatever_the_other_sees(ask):
    """Of those that the browser saw, and of those it missed, the server tells the same share."""
    for seen in ("browser_day >= 0", "browser_day < 0"):
        [(share, actions)] = ask(f"select avg((server_day >= 0)::int), count(*) from actions where {seen}")

        assert actions > 50
        assert abs(share - RATES.server_share) < 4 * (0.25 / actions) ** 0.5


def test_devices_are_blocked_by_the_family_of_their_browser():
    devices = build_people(5, 20_000, RATES).devices
    family = np.array(FAMILY_OF_AGENT)[devices["agent"]]

    for name, share in RATES.block_shares:
        of_family = devices["blocks"][family == name]
        assert abs(of_family.mean() - share) < 4 * (share / len(of_family)) ** 0.5


def test_a_blocked_browser_tells_nothing_and_is_shown_no_ad(ask):
    """The simulator's own word for who is blocked is not in the files: of such cookies only the server tells."""
    silent = """select client_id from server where client_id is not null
        except select cookieId from web where cookieId is not null"""
    [(cookies, shown)] = ask(
        f"select count(*), (select count(*) from impressions where cookie in ({silent})) from ({silent})"
    )
    [(missed,)] = ask("select count(*) from actions where browser_day < 0 and server_day >= 0")

    assert cookies > 5
    assert missed >= cookies
    assert shown == 0


def test_what_both_saw_arrives_from_both_under_one_id_with_one_order(ask):
    twice = ask(
        """select count(*), count(distinct event_id), bool_and(w.name = s.event)
           from (select eventId, any_value(name) as name from web group by eventId) as w
           join server as s on event_id = eventId"""
    )
    [(known,)] = ask("select count(*) from actions where browser_day between 0 and 11 and server_day between 0 and 11")

    assert twice == [(known, known, True)]


def test_server_rows_name_the_browser_and_the_campaign_of_the_landing(ask):
    [(agents, campaigns, wrong)] = ask(
        """select avg((user_agent is not null)::int), count(campaign),
             count(*) filter (campaign is distinct from campaign_id)
           from server join actions using (event_id)"""
    )

    assert agents > 0.95
    assert campaigns > 20
    assert wrong == 0


@pytest.mark.parametrize("witness", ["browser", "server"])
def test_no_event_is_in_the_truth_that_nobody_saw(ask, witness):
    assert ask("select event_id from events where not by_browser and not by_server") == []
    assert ask(f"select count(*) from events where by_{witness}") != [(0,)]
