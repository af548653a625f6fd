import hashlib
import hmac

import pytest

from tandem.clean.keys import VARIABLE, id_keys, key_checks
from tandem.errors import UsageError


def test_without_a_key_a_real_company_does_not_run(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)

    with pytest.raises(UsageError, match=VARIABLE):
        id_keys(is_simulated=False)
    assert id_keys(is_simulated=True) == (b"simulated",)


def test_a_given_key_comes_first_and_a_long_one_is_hashed(monkeypatch):
    monkeypatch.setenv(VARIABLE, "secret")
    assert id_keys(is_simulated=True) == (b"secret",)

    monkeypatch.setenv(VARIABLE, "x" * 65)
    assert id_keys(is_simulated=False) == (hashlib.sha256(b"x" * 65).digest(),)


def test_later_keys_follow_by_number_and_none_may_be_left_out_or_used_twice(monkeypatch):
    monkeypatch.setenv(VARIABLE, "a")
    monkeypatch.setenv(f"{VARIABLE}_1", "b")
    assert id_keys(is_simulated=False) == (b"a", b"b")

    monkeypatch.setenv(f"{VARIABLE}_3", "c")
    with pytest.raises(UsageError, match=f"^{VARIABLE}_2: not set"):
        id_keys(is_simulated=False)

    monkeypatch.setenv(f"{VARIABLE}_2", "b")
    with pytest.raises(UsageError, match="two keys are equal"):
        id_keys(is_simulated=False)


def test_a_check_value_tells_the_epoch_and_depends_on_every_key_so_far():
    first, second = key_checks((b"a", b"b"))

    once = hmac.new(b"a", b"tandem:key", hashlib.sha256).hexdigest()[:32]
    assert first == f"0:{once}"
    assert second == f"1:{hmac.new(b'b', once.encode(), hashlib.sha256).hexdigest()[:32]}"
