"""What the taxonomy that ships with Tandem allows, finds and writes."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.definitions import load_definition
from tandem.errors import DefinitionError, UsageError
from tandem.shipped import conf_folder
from tandem.simulate.market import CHANNELS
from tandem.simulate.names import SOURCES
from tandem.taxonomy import read_taxonomy, spelled, tagged, violations_of

PERSONAL = ["email", "phone"]
OWN = "https://shop.example/p"
RIGHT = "utm_source=google&utm_medium=cpc&utm_campaign=search_brand_nl"
GCLID = "cj0kcqjw7jopbhipgcbhdzarisalnfpl6wk1k6rhj"


@pytest.fixture(scope="module")
def definition():
    return load_definition(conf_folder() / "utm.yml")


@pytest.fixture(scope="module")
def taxonomy(definition):
    return read_taxonomy(definition)


def found(taxonomy, query):
    """(parameter, value, problem, fix) of each violation."""
    return [each[1:5] for each in violations_of(f"{OWN}?{query}", taxonomy, PERSONAL)]


@pytest.mark.parametrize(
    "query",
    [
        RIGHT,
        RIGHT.replace("search_brand_nl", "nst-search_brand_nl"),
        f"{RIGHT}&utm_content=Any+Thing&utm_term=%D1%84&gclid={GCLID.upper()}",
        "gclid=EAIaIQobChMI",
        "q=1",
    ],
    ids=["own", "of_an_agency", "free_text_and_click_id", "click_id_alone", "untagged"],
)
def test_links_that_keep_the_taxonomy_are_left_alone(taxonomy, query):
    assert found(taxonomy, query) == []


@pytest.mark.parametrize(
    ("query", "violation"),
    [
        (RIGHT.replace("google", "Google"), ("utm_source", "Google", "case", "google")),
        (RIGHT.replace("google", "fb"), ("utm_source", "fb", "alias", "facebook")),
        (RIGHT.replace("google", "FB"), ("utm_source", "FB", "alias", "facebook")),
        (RIGHT.replace("google", "gogle"), ("utm_source", "gogle", "not_allowed", "google")),
        (RIGHT.replace("=cpc", "=paid+social"), ("utm_medium", "paid social", "not_allowed", "paid_social")),
        (RIGHT.replace("=cpc", "=%20cpc"), ("utm_medium", " cpc", "case", "cpc")),
        (
            RIGHT.replace("search_brand_nl", "Search%20Brand"),
            ("utm_campaign", "Search Brand", "campaign_name", "search_brand"),
        ),
        (
            RIGHT.replace("search_brand_nl", "nst-Brand NL"),
            ("utm_campaign", "nst-Brand NL", "campaign_name", "nst-brand_nl"),
        ),
        (
            RIGHT.replace("search_brand_nl", "abc-brand_nl"),
            ("utm_campaign", "abc-brand_nl", "agency_prefix", "begin with one of nst-, pxl-, or name it without -"),
        ),
        (RIGHT.replace("&utm_medium=cpc", ""), ("utm_medium", "", "missing", "add utm_medium")),
        (RIGHT.replace("=cpc", "="), ("utm_medium", "", "missing", "add utm_medium")),
        (f"{RIGHT}&utm_source=bing", ("utm_source", "google bing", "repeated", "once: google")),
        (RIGHT.replace("utm_source", "UTM_Source"), ("UTM_Source", "google", "tag_case", "utm_source")),
        (f"{RIGHT}&gclid={GCLID}", ("gclid", GCLID, "click_id_case", "as the platform wrote it, capitals kept")),
        (f"q=1#{RIGHT[:17]}", ("utm_source", "google", "behind_fragment", "before the #")),
    ],
    ids=lambda each: each[2] if isinstance(each, tuple) else "",
)
def test_what_breaks_the_taxonomy_is_named_with_its_fix(taxonomy, query, violation):
    assert found(taxonomy, query) == [violation]


def test_an_unknown_name_or_tag_lists_what_is_allowed(taxonomy):
    unknown, tag = found(taxonomy, RIGHT.replace("google", "bilboard") + "&utm_kampagne=x")[::-1]

    assert unknown[2] == "not_allowed"
    assert unknown[3].startswith("one of google, gdn, dv360")
    assert tag[:3] == ("utm_kampagne", "x", "unknown_tag")
    assert "utm_content" in tag[3]


def test_a_violation_names_agency_and_vendor(taxonomy):
    query = "utm_source=ig&utm_medium=cpc&utm_campaign=pxl-spring_sale"

    assert [each[-2:] for each in violations_of(f"{OWN}?{query}", taxonomy, PERSONAL)] == [("Pixelhaus", "Meta")]


def test_personal_data_is_told_and_not_repeated(taxonomy):
    violations = violations_of(f"{OWN}?{RIGHT}&email=jo%40a.example&utm_term=al@a.example", taxonomy, PERSONAL)

    assert [each[1:4] for each in violations] == [
        ("email", "(removed)", "personal_data"),
        ("e-mail address", "(removed)", "personal_data"),
    ]
    assert all("a.example" not in text for each in violations for text in each)


def test_an_address_without_end_is_one_short_violation(taxonomy):
    (violation,) = violations_of(f"{OWN}?{'a' * 9_000}", taxonomy, PERSONAL)

    assert violation.problem == "too_long"
    assert len(violation.url) < 300


def test_the_simulated_companys_links_keep_the_taxonomy(taxonomy):
    assert set(SOURCES) <= set(taxonomy.sources.allowed)
    assert {channel.medium for channel in CHANNELS} <= set(taxonomy.mediums.allowed)


def test_a_built_link_keeps_all_of_the_address_but_its_tags(taxonomy):
    tags = {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "spring_sale", "utm_content": "A b&c/\u00fc"}
    url = f"{OWN}?q=a+b%20c&utm_source=old&UTM_Term=x&gclid=AbC#top"

    built = tagged(url, spelled(tags, taxonomy))

    assert built.startswith(f"{OWN}?q=a+b%20c&gclid=AbC&utm_source=google&")
    assert built.endswith("&utm_content=A%20b%26c%2F%C3%BC#top")
    assert {name: values[0] for name, values in parse_qs(urlsplit(built).query).items()} == {
        "q": "a b c",
        "gclid": "AbC",
        **tags,
    }


def test_what_the_platform_fills_in_stays_as_it_is():
    assert tagged(OWN, {"utm_id": "{{campaign.id}}"}) == f"{OWN}?utm_id={{{{campaign.id}}}}"
    assert tagged(OWN, {"utm_id": "{a} {b}"}) == f"{OWN}?utm_id=%7Ba%7D%20%7Bb%7D"


def test_capitals_and_aliases_are_written_as_allowed(taxonomy):
    assert spelled({"utm_source": "FB", "utm_medium": "CPC"}, taxonomy) == {
        "utm_source": "facebook",
        "utm_medium": "cpc",
    }


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("utm_source", "bilboard", r"utm_source: 'bilboard' is not allowed; allowed: google, gdn"),
        ("utm_medium", "cps", r"'cps' is not allowed; allowed: cpc, paid_social"),
        ("utm_campaign", "Spring Sale", r"allowed: two or more words .* fix: spring_sale"),
        ("utm_campaign", "abc-spring_sale", r"begin with one of nst-, pxl-"),
        ("utm_content", "jo@a.example", r"utm_content holds an e-mail address"),
        ("utm_term", " ", r"utm_term is empty"),
    ],
)
def test_what_the_taxonomy_forbids_is_refused(taxonomy, tag, value, said):
    with pytest.raises(UsageError, match=said):
        spelled({tag: value}, taxonomy)


@pytest.mark.parametrize(
    "url", ["shop.example", "ftp://a.example", "https://", "https://a b.example", "http://[::1", ""]
)
def test_what_is_no_address_of_a_page_is_refused(url):
    with pytest.raises(UsageError, match="allowed: https://host/path"):
        tagged(url, {})


def test_a_definition_that_is_incomplete_or_ambiguous_is_refused_by_name(definition):
    def changed(**parts):
        return replace(definition, body={**definition.body, **parts})

    ambiguous = {"google": {"aliases": ["g"]}, "gdn": {"aliases": ["g"]}}
    with pytest.raises(DefinitionError, match=r"utm\.yml: missing sources"):
        read_taxonomy(replace(definition, body={k: v for k, v in definition.body.items() if k != "sources"}))
    with pytest.raises(DefinitionError, match=r"sources: gdn: alias g is also google"):
        read_taxonomy(changed(sources=ambiguous))
    with pytest.raises(DefinitionError, match=r"campaign: pattern: .*given '\('"):
        read_taxonomy(changed(campaign={**definition.body["campaign"], "pattern": "("}))
    with pytest.raises(DefinitionError, match=r"missing means below campaign"):
        read_taxonomy(changed(campaign={"pattern": "a"}))
