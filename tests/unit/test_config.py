"""Settings: later files win, and everything wrong is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.config import Config, load_config
from tandem.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path):
    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return make


def test_later_files_win_key_by_key(file):
    base = file("base.yml", "visits: {timeout_s: 1800}\nreporting: {timezone: UTC, currency: EUR}\n")
    prod = file("prod.yml", "reporting: {timezone: Europe/Paris}\n")

    conf = load_config(base, prod)

    assert (conf.reporting.timezone, conf.reporting.currency, conf.visits.timeout_s) == ("Europe/Paris", "EUR", 1800)


def test_an_unknown_key_names_file_key_value_and_the_keys_that_exist(file):
    with pytest.raises(ConfigError, match=r"prod\.yml: unknown key visits\.timeout = 60; .* exist: mode, timeout_s"):
        load_config(file("base.yml", "visits: {}\n"), file("prod.yml", "visits: {timeout: 60}\n"))


def test_every_wrong_value_is_reported_at_once(file):
    with pytest.raises(ConfigError, match=r"visits\.timeout_s = -1: .*; .*visits\.mode = 'x'"):
        load_config(file("base.yml", "visits: {timeout_s: -1, mode: x}\n"))


@pytest.mark.parametrize(("days", "fits"), [(35, True), (34, False)], ids=["window_plus_late", "one_less"])
def test_days_stay_open_for_the_longest_window_and_the_late(file, days, fits):
    base = file("base.yml", f"reporting: {{restate_days: {days}}}\n")

    if fits:
        assert load_config(base).reporting.restate_days == days
    else:
        with pytest.raises(ConfigError, match="restate_days is 34; at least 35"):
            load_config(base)


@pytest.mark.parametrize(("days", "fits"), [(60, True), (61, False)], ids=["window_plus_late", "one_more"])
def test_days_stay_open_for_the_window_of_every_type_of_conversion(file, days, fits):
    text = f"reporting: {{restate_days: 65}}\nattribution: {{types: {{lead: {{click_window_days: {days}}}}}}}\n"
    base = file("base.yml", text)

    if fits:
        assert load_config(base).attribution.longest_window_days == days
    else:
        longest = r"the longest window, attribution\.types\.lead\.click_window_days \(61 days\)"
        with pytest.raises(ConfigError, match=f"restate_days is 65; at least 66: {longest}"):
            load_config(base)


@pytest.mark.parametrize(
    ("types", "message"),
    [
        (
            "leads: {scope: window}",
            r"unknown key attribution\.types\.leads = .*; the keys that exist: ad_click, lead, oppo.*, purchase, .*",
        ),
        (
            "lead: {window: 7}",
            r"unknown key attribution\.types\.lead\.window = 7; .*: click_window_days, scope, view_window_days",
        ),
        ("lead: {scope: ever}", r"attribution\.types\.lead\.scope = 'ever': input should be 'window' or"),
        ("lead: {view_window_days: 0}", r"attribution\.types\.lead\.view_window_days = 0: .*greater than 0"),
        ("qualified: {window: 7}", r"unknown key attribution\.types\.qualified\.window = 7"),
    ],
    ids=["type", "key", "scope", "window", "key_of_a_stage"],
)
def test_what_a_type_of_conversion_cannot_have_is_named(file, types, message):
    with pytest.raises(ConfigError, match=rf"prod\.yml: {message}"):
        load_config(file("base.yml", "{}\n"), file("prod.yml", f"attribution: {{types: {{{types}}}}}\n"))


def test_a_stage_of_leads_that_converts_may_have_windows_of_its_own_and_be_what_cr_counts(file):
    base = file("base.yml", "attribution: {types: {won: {click_window_days: 7}}}\nmetrics: {cr_of: won}\n")

    conf = load_config(base, file("on.yml", "clean: {lead_conversions: [won]}\n"))

    assert (conf.attribution.of("won").click_window_days, set(conf.attribution.own)) == (
        7, {"purchase", "lead", "won", "ad_click"},
    )  # fmt: skip
    with pytest.raises(ConfigError, match=r"won is a stage of leads that clean\.lead_conversions does not name"):
        load_config(base)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ("exclude_channel: [Direct]", r"unknown key attribution\.touch_filters\.exclude_channel = .*exclude_channels"),
        ("exclude_channels: Direct", r"attribution\.touch_filters\.exclude_channels = 'Direct': .*valid tuple"),
        (
            "include_channels: [Email], exclude_channels: [email]",
            r"attribution\.touch_filters = .*}: email stands in include_channels and in exclude_channels",
        ),
        (
            "include_hosts: [https://shop.example/]",
            r".*'https://shop\.example/' is no host; .* named like shop\.example",
        ),
        ("exclude_hosts: [www.shop.example]", r".*'www\.shop\.example' is no host; .*"),
    ],
    ids=["key", "no_list", "both_sides", "address", "www"],
)
def test_a_touch_filter_that_cannot_be_is_named(file, filters, message):
    with pytest.raises(ConfigError, match=rf"prod\.yml: {message}"):
        load_config(file("base.yml", "{}\n"), file("prod.yml", f"attribution: {{touch_filters: {{{filters}}}}}\n"))


def test_a_type_of_conversion_has_what_it_says_and_the_rest_as_all_have_it(file):
    text = "attribution: {view_window_days: 2, types: {lead: {click_window_days: 7, scope: since_last_conversion}}}\n"
    conf = load_config(file("base.yml", text)).attribution

    seen = {name: conf.of(name) for name in ("purchase", "lead")}
    assert {name: (how.click_window_days, how.view_window_days, how.scope) for name, how in seen.items()} == {
        "purchase": (30, 2, "window"),
        "lead": (7, 2, "since_last_conversion"),
    }


@pytest.mark.parametrize("text", ["- a\n", "a: [\n"], ids=["a_list", "broken"])
def test_a_file_without_sections_is_one_clear_line(file, text):
    with pytest.raises(ConfigError, match=r"base\.yml"):
        load_config(file("base.yml", text))


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        Config().visits.timeout_s = 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "identity: {bases: {cookies: {used: true}}}",
            r"unknown key identity\.bases\.cookies .* exist: click, crm, network, phone, url_email",
        ),
        ("identity: {bases: {click: {used: true, trust: 1.5}}}", r"identity\.bases\.click\.trust = 1\.5: .*"),
        ("identity: {one_task_links: 30000001}", r"identity\.one_task_links = 30000001: .* equal to 30000000"),
        ("identity: {likely_score: 0}", r"identity\.likely_score = 0: .* greater than 0"),
        ("identity: {limits: {users: {others: 1, days: 1}}}", r"unknown key identity\.limits\.users .* crm, email"),
        ("clean: {url_email_hashes: ['a=(b']}", r"clean\.url_email_hashes\.0 = 'a=\(b'"),
    ],
    ids=["unknown_basis", "trust_over_1", "more_than_a_task_holds", "score_of_0", "unknown_type", "no_parameter_name"],
)
def test_wrong_evidence_names_the_key_and_what_is_allowed(file, text, message):
    with pytest.raises(ConfigError, match=message):
        load_config(file("base.yml", f"{text}\n"))
