import hashlib
import hmac

import pytest
from pyspark.sql import functions as F

from tandem.columns.ids import NO_AGENT, agent_id, digest, pseudonym, rekeyed, rekeyed_text


@pytest.mark.parametrize("key", [b"k", b"x" * 64], ids=["short_key", "key_of_a_whole_block"])
def test_a_pseudonym_is_the_standard_keyed_hash_of_kind_and_value(rows, key):
    values = ["u1", "", "müller@example", "x" * 300]
    frame = rows("value string", *((value,) for value in values))

    found = frame.select(pseudonym(F.col("value"), kind="user", keys=[key])).collect()

    expected = [hmac.new(key, f"user:{value}".encode(), hashlib.sha256).hexdigest()[:32] for value in values]
    assert [row[0] for row in found] == expected


def test_a_device_and_a_user_of_one_text_differ_and_null_stays_null(rows):
    frame = rows("value string", ("a",), (None,))

    found = frame.select(
        pseudonym(F.col("value"), kind="user", keys=[b"k"]).alias("user"),
        pseudonym(F.col("value"), kind="device", keys=[b"k"]).alias("device"),
    ).collect()

    assert found[0]["user"] != found[0]["device"]
    assert tuple(found[1]) == (None, None)


def test_no_user_agent_is_a_class_of_its_own_and_digests_have_32_hex(rows):
    frame = rows("value string", (None,), ("curl/8",))

    found = frame.select(agent_id(F.col("value")), digest(F.lit("purchase"), F.lit("o1"))).collect()

    assert found[0][0] == NO_AGENT
    assert found[1][0] == hashlib.md5(b"curl/8").hexdigest()
    assert found[0][1] == hashlib.sha256(b"purchase\no1").hexdigest()[:32]


def test_a_new_key_renames_a_column_and_a_single_id_alike(rows):
    frame = rows("value string", ("u1",), (None,))

    found = frame.select(
        pseudonym(F.col("value"), kind="user", keys=[b"k", b"l"]).alias("id"),
        rekeyed(pseudonym(F.col("value"), kind="user", keys=[b"k"]), b"l").alias("again"),
    ).collect()

    old_id = hmac.new(b"k", b"user:u1", hashlib.sha256).hexdigest()[:32]
    assert tuple(found[0]) == (rekeyed_text(old_id, b"l"),) * 2
    assert tuple(found[1]) == (None, None)
