"""One case per rule of GA4's default channel group, with Google's strings, and what is often got wrong."""

import pytest
from pyspark.sql import functions as F

from tandem.clean.channels import channel_of
from tandem.definitions import Definition
from tandem.errors import DefinitionError

from .channel_cases import CASES


@pytest.fixture(scope="module")
def decided(spark, rules):
    """The channel of every case, in one go."""
    frame = spark.createDataFrame(
        [(n, *case[:3]) for n, case in enumerate(CASES)], "n int, s string, m string, c string"
    )
    channel = channel_of(F.col("s"), F.col("m"), F.col("c"), definition=rules.channels)
    return {row["n"]: row["channel"] for row in frame.select("n", channel.alias("channel")).collect()}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{s}-{m}-{c}" for s, m, c, _ in CASES])
def test_the_first_rule_in_googles_order_decides(decided, number):
    assert decided[number] == CASES[number][3]


@pytest.mark.usefixtures("spark")
def test_a_rule_with_an_unknown_word_is_refused_by_name(rules):
    body = {**rules.channels.body, "rules": [{"channel": "X", "all": [{"referrer": "a"}]}]}
    wrong = Definition("c", 1, "o", rules.channels.effective_from, "", body, rules.channels.path)

    with pytest.raises(DefinitionError, match="referrer"):
        channel_of(F.lit("a"), F.lit("b"), F.lit("c"), definition=wrong)
