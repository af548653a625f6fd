import hashlib

import pytest

from tandem.clean.keys import VARIABLE, id_key
from tandem.errors import UsageError


def test_without_a_key_a_real_company_does_not_run(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)

    with pytest.raises(UsageError, match=VARIABLE):
        id_key(is_simulated=False)
    assert id_key(is_simulated=True) == b"simulated"


def test_a_given_key_comes_first_and_a_long_one_is_hashed(monkeypatch):
    monkeypatch.setenv(VARIABLE, "secret")
    assert id_key(is_simulated=True) == b"secret"

    monkeypatch.setenv(VARIABLE, "x" * 65)
    assert id_key(is_simulated=False) == hashlib.sha256(b"x" * 65).digest()
