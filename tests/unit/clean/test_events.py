from datetime import date, timedelta
from decimal import Decimal
from hashlib import md5

import pytest

from clock import at
from tandem.clean import senders
from tandem.clean.events import believed, build_events
from tandem.clean.once import find_copies
from tandem.tables import CAMPAIGNS, EVENTS, FX_RATES, RAW_EVENTS

DAY = timedelta(days=1)


@pytest.fixture
def events(raw, of, rules):
    """Clean events by id, of raw events; one campaign `Spring` and one rate are known."""

    def build(*given):
        rows = raw(RAW_EVENTS, *given)
        campaigns = of(CAMPAIGNS, {"campaign_id": "c7", "name": "Spring"})
        rates = of(FX_RATES, {"date": date(2026, 3, 9), "currency": "USD", "rate": Decimal("0.9")})
        copies = find_copies(believed(rows, rules), None, key="event_id", first_by=("received_at",))
        built = EVENTS.conform(build_events(rows, copies, campaigns, rates, rules))
        return {row["event_id"]: row for row in built.collect()}

    return build


def test_bad_late_and_repeated_rows_are_no_events(events):
    late = {"occurred_at": at("10:00:00") - 36 * DAY, "sent_at": at("10:00:00")}

    found = events(
        {"event_id": "kept", "received_at": at("10:00:01")},
        {"event_id": "kept", "received_at": at("10:00:00"), "name": "ad_click"},
        {"event_id": "late", **late},
        {"event_id": "bad", "set_aside": "value is not a decimal(18,6): x"},
    )

    assert {name: row["name"] for name, row in found.items()} == {"kept": "ad_click"}


@pytest.mark.parametrize("most", [0, 1, 9], ids=["each row by itself", "some by their agent", "all by their agent"])
def test_an_agent_says_the_same_read_once_or_with_each_row(events, monkeypatch, most):
    monkeypatch.setattr(senders, "MOST_AGENTS", most)
    phone, desk = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6) Mobile/15E148", "Mozilla/5.0 (Windows NT 10.0) Chrome/143"
    agents = {"a": phone, "b": desk, "c": phone, "d": None}

    found = events(*({"event_id": name, "user_agent": agent} for name, agent in agents.items()))

    read = {name: (row["device_class"], row["agent_id"]) for name, row in found.items()}
    told = {None: ("other", "0" * 32), phone: ("mobile", md5(phone.encode()).hexdigest()),
            desk: ("desktop", md5(desk.encode()).hexdigest())}  # fmt: skip
    assert read == {name: told[agent] for name, agent in agents.items()}


def test_no_raw_id_address_or_e_mail_is_left_and_null_stays_null(events):
    secret = {"device_id": "cookie-1", "user_id": "u-1", "email_hash": "ab" * 32, "ip": "192.0.2.77",
              "phone_hash": "phone-1", "crm_id": "crm-1"}  # fmt: skip
    url = f"https://shop.example/?email=jo%40mail.example&q=jo@mail.example&eh={'ab' * 32}"

    found = events({"event_id": "a", **secret, "url": url}, {"event_id": "b", "user_id": " "})

    text = str(found["a"].asDict().values())
    assert not [value for value in (*secret.values(), "mail.example") if value in text]
    ids = ("device_id", "user_id", "email_id", "phone_id", "crm_id", "url_email_id", "ip_key")
    assert all(len(found["a"][name]) == 32 for name in ids)
    assert found["a"]["url_email_id"] == found["a"]["email_id"]
    assert [found["b"][name] for name in (*ids, "ip_network")] == [None] * 8
    assert found["b"]["agent_id"] == "0" * 32


@pytest.mark.parametrize("value", ["anonymous", " NULL ", "0", "{00000000-0000-0000-0000-000000000000}", "-"])
def test_a_word_that_stands_for_no_id_identifies_nobody_and_is_flagged(events, value):
    found = events(
        {"event_id": "user", "user_id": value, "device_id": "d"},
        {"event_id": "device", "user_id": "anonymous2", "device_id": value},
        {"event_id": "fine", "user_id": "1000", "device_id": "d-0"},
    )

    assert found["user"]["user_id"] is None
    assert found["device"]["device_id"] is None
    assert None not in (found["user"]["device_id"], found["device"]["user_id"], found["fine"]["user_id"])
    assert [found[name]["flags"] for name in ("user", "device", "fine")] == ["blocked_id", "blocked_id", None]


def test_a_campaign_is_named_by_id_else_by_name_else_as_tagged(events):
    base = "https://shop.example/?utm_source=x&utm_medium=email&utm_campaign="

    found = events(
        {"event_id": "by_id", "url": base + "spring&utm_id=c1"},
        {"event_id": "by_name", "url": base + "SPRING"},
        {"event_id": "unknown", "url": base + "Autumn"},
        {"event_id": "inner", "url": "https://shop.example/cart"},
    )

    assert {name: (row["campaign_id"], row["channel"]) for name, row in found.items()} == {
        "by_id": ("c1", "Email"), "by_name": ("c7", "Email"), "unknown": ("autumn", "Email"), "inner": (None, None),
    }  # fmt: skip


def test_an_amount_without_a_known_rate_has_no_value_and_keeps_its_original(events):
    found = events(
        {"event_id": "eur", "value": 10, "currency": "EUR"},
        {"event_id": "usd", "value": 10, "currency": "usd"},
        {"event_id": "chf", "value": 10, "currency": "CHF"},
        {"event_id": "none", "value": 10},
    )

    assert {name: row["value"] for name, row in found.items()} == {"eur": 10, "usd": 9, "chf": None, "none": None}
    assert {row["value_original"] for row in found.values()} == {Decimal(10)}


def test_staff_testers_and_consent_are_read_off_the_row_as_sent(events):
    found = events(
        {"event_id": "staff", "user_id": "staff-04", "consent": " ALL "},
        {"event_id": "qa", "url": "https://shop.example/?a=1&qa=1", "consent": "maybe"},
        {"event_id": "both", "user_id": "staff-1", "url": "https://shop.example/?qa=1"},
        {"event_id": "customer", "user_id": "mystaff-04", "url": "https://shop.example/?iqa=1&qa=11"},
    )

    assert {name: row["flags"] for name, row in found.items()} == {
        "staff": "staff_user", "qa": "qa_flag", "both": "staff_user,qa_flag", "customer": None,
    }  # fmt: skip
    assert (found["staff"]["consent"], found["qa"]["consent"]) == ("all", "unknown")


def test_without_consent_an_event_names_nobody_and_still_its_channel_campaign_and_staff_flag(events):
    url = "https://shop.example/?utm_source=x&utm_medium=email&utm_id=c1&gclid=A"
    sent = {"device_id": "d", "user_id": "staff-1", "email_hash": "m", "ip": "10.1.2.3", "url": url}
    found = events({"event_id": "refused", "consent": "none", **sent}, {"event_id": "agreed", "consent": "all", **sent})

    keyed = ("device_id", "user_id", "email_id", "ip_key", "click_id")
    assert [found["refused"][name] for name in keyed] == [None] * 5
    assert None not in [found["agreed"][name] for name in keyed]
    for name in ("channel", "campaign_id", "flags", "ip_network"):
        assert found["refused"][name] == found["agreed"][name] is not None


def test_fetched_ahead_from_a_cache_and_test_orders_are_flagged(events):
    order = {"name": "purchase", "currency": "EUR"}
    found = events(
        {"event_id": "ahead", "purpose": "prefetch;prerender"},
        {"event_id": "cache", "purpose": " Cache"},
        {"event_id": "seen", "purpose": "navigate", "value": Decimal("0.01")},
        {"event_id": "by_id", **order, "order_id": "test-1", "value": 5},
        {"event_id": "by_value", **order, "order_id": "o1", "value": Decimal("0.01")},
        {"event_id": "sold", **order, "order_id": "latest-1", "value": Decimal("0.02")},
    )

    assert {name: row["flags"] for name, row in found.items()} == {
        "ahead": "prefetched", "cache": "cached", "seen": None,
        "by_id": "test_order", "by_value": "test_order", "sold": None,
    }  # fmt: skip


def test_a_page_address_tells_an_e_mail_only_by_a_hash_in_a_listed_parameter(events):
    no_address = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # blocked: SHA-256 of nothing
    links = {
        "short": f"?eh={'a' * 31}",
        "md5": f"?eh={'a' * 32}",
        "second": f"?eh=none&email_sha256={'B' * 64}#top",
        "other": f"?hash={'a' * 32}",
        "nothing": f"?eh={no_address}",
    }

    found = events(*({"event_id": name, "url": f"https://shop.example/{link}"} for name, link in links.items()))

    assert {name for name, row in found.items() if row["url_email_id"]} == {"md5", "second"}
    assert found["second"]["url"] == "https://shop.example/?eh=&email_sha256=#top"


def test_a_locale_is_folded(events):
    found = events({"event_id": "a", "locale": " nl_NL "}, {"event_id": "b"})

    assert (found["a"]["locale"], found["b"]["locale"]) == ("nl-nl", None)


def test_region_and_audience_are_folded_and_the_sender_comes_before_the_address(events):
    url = "https://shop.example/?utm_medium=cpc&audience=Look%20Alike"

    found = events(
        {"event_id": "stated", "region": " us-ca ", "audience": " Broad ", "url": url},
        {"event_id": "tagged", "url": url},
        {"event_id": "unknown", "region": " ", "audience": ""},
    )

    assert {name: (row["region"], row["audience"]) for name, row in found.items()} == {
        "stated": ("US-CA", "broad"), "tagged": (None, "look alike"), "unknown": (None, None),
    }  # fmt: skip
