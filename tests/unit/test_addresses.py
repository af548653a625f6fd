"""The rules for addresses in plain Python; tests/unit/columns/test_urls.py asks Spark the same."""

import pytest

from hard_urls import MEDIUMS, PERSONAL, PERSONAL_NAMES
from tandem.addresses import decoded, parameter, parameters_of, personal_in, query_of, without_personal_parameters


@pytest.mark.parametrize(("url", "medium"), MEDIUMS)
def test_a_parameter_is_decoded_and_only_whole_names_count(url, medium):
    value = parameter(parameters_of(query_of(url)), "medium")

    assert (decoded(value) if value else None) == medium


@pytest.mark.parametrize(("url", "cleaned", "found"), PERSONAL)
def test_personal_parameters_lose_their_values_and_are_told(url, cleaned, found):
    assert without_personal_parameters(url, PERSONAL_NAMES) == cleaned
    assert personal_in(url, PERSONAL_NAMES) == found
