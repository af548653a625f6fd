from datetime import date
from pathlib import Path

import pytest

from tandem.definitions import Definition, load_definition
from tandem.errors import DefinitionError
from tandem.metrics.platforms import BASES, read_platforms
from tandem.shipped import conf_folder
from tandem.simulate.counting import COUNTINGS
from tandem.simulate.market import PLATFORMS

SHIPPED = load_definition(conf_folder() / "platforms.yml")


def altered(name, **change):
    """The shipped definition with one platform described otherwise."""
    platforms = SHIPPED.body["platforms"]
    body = SHIPPED.body | {"platforms": platforms | {name: platforms[name] | change}}
    return Definition("platforms", 1, "media", date(2026, 1, 1), "hash", body, Path("platforms.yml"))


def test_every_platform_states_its_documentation_and_every_basis_its_meaning():
    assert read_platforms(SHIPPED).common == "served"
    assert tuple(SHIPPED.body["bases"]) == BASES
    for each in SHIPPED.body["platforms"].values():
        assert each["source"].startswith("https://")
        assert each["says"]


def test_the_simulated_platforms_count_as_the_definition_says():
    shipped = read_platforms(SHIPPED).by_name
    for number, truth in COUNTINGS.items():
        stated = shipped[PLATFORMS[number]]
        assert (stated.counts, stated.has_all_clicks) == (truth.impression, truth.has_other_clicks)
        assert (stated.has_invalid, stated.has_double_clicks, stated.once_within_s) == (False, False, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"counts": "seen"},
            r"platforms.yml: platforms.meta.counts is 'seen', expected served or rendered or viewable",
        ),
        ({"once_within_s": 86_400}, r"once_within_s is 86400, expected null or seconds up to 28800"),
        ({"once_within_s": True}, r"once_within_s is True"),
        ({"invalid": None}, r"invalid is None, expected filtered or counted"),
        ({"licks": "all"}, r"platforms.meta: licks missing or unknown"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_those_that_are(change, said):
    with pytest.raises(DefinitionError, match=said):
        read_platforms(altered("meta", **change))
