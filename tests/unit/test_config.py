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


@pytest.mark.parametrize("text", ["- a\n", "a: [\n"], ids=["a_list", "broken"])
def test_a_file_without_sections_is_one_clear_line(file, text):
    with pytest.raises(ConfigError, match=r"base\.yml"):
        load_config(file("base.yml", text))


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        Config().visits.timeout_s = 1
