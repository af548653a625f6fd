import pytest

from tandem.clean.consent import consent, may_be_measured, without_ids
from tandem.clean.impressions import build_impressions
from tandem.clean.once import find_copies
from tandem.config import CleanConfig
from tandem.tables import CAMPAIGNS, IMPRESSIONS, RAW_IMPRESSIONS

# Google Consent Mode and IAB TCF as a feed's SQL expression may map them: what a CMP sends is data, not code.
CONSENT_MODE = """CASE WHEN cmp LIKE '%analytics_storage=granted%' AND cmp LIKE '%ad_storage=granted%' THEN 'all'
    WHEN cmp LIKE '%analytics_storage=granted%' THEN 'measurement' WHEN cmp LIKE '%_storage=denied%' THEN 'none' END"""
TCF = """CASE WHEN array_contains(split(cmp, ','), '7') AND array_contains(split(cmp, ','), '4') THEN 'all'
    WHEN array_contains(split(cmp, ','), '7') THEN 'measurement' WHEN cmp IS NOT NULL THEN 'none' END"""


@pytest.mark.parametrize(
    ("mapping", "sent", "said"),
    [
        (CONSENT_MODE, "ad_storage=granted;analytics_storage=granted", "all"),
        (CONSENT_MODE, "ad_storage=denied;analytics_storage=granted", "measurement"),
        (CONSENT_MODE, "ad_storage=granted;analytics_storage=denied", "none"),
        (CONSENT_MODE, None, "unknown"),
        (TCF, "1,2,3,4,7,9", "all"),
        (TCF, "1,7", "measurement"),
        (TCF, "1,2", "none"),
        (TCF, "", "none"),
        (TCF, None, "unknown"),
    ],
)
def test_what_a_cmp_sends_becomes_one_of_four_words(rows, mapping, sent, said):
    frame = rows("cmp string", (sent,)).selectExpr(f"{mapping} AS consent")

    assert frame.select(consent(frame["consent"])).first()[0] == said


@pytest.mark.parametrize(
    ("setting", "measured"),
    [("measure", ["all", "measurement", "unknown"]), ("aggregate", ["all", "measurement"])],
)
def test_the_setting_decides_for_rows_without_a_word_on_consent(rows, setting, measured):
    frame = rows("consent string", ("all",), ("measurement",), ("none",), ("unknown",))

    found = frame.where(may_be_measured(CleanConfig(unknown_consent=setting))).collect()

    assert [row[0] for row in found] == measured


def test_a_row_that_may_not_be_measured_keeps_nothing_that_tells_whose_it_is(rows):
    url = "https://shop.example/a?gclid=X#top"
    frame = rows(
        "consent string, device_id string, click_id string, url string, ip_network string",
        ("none", "d", "gclid:X", url, "10.0.0.0/24"),
        ("all", "d", "gclid:X", url, "10.0.0.0/24"),
    )

    refused, agreed = without_ids(frame, CleanConfig()).collect()

    assert tuple(refused) == ("none", None, None, "https://shop.example/a", "10.0.0.0/24")
    assert tuple(agreed) == ("all", "d", "gclid:X", url, "10.0.0.0/24")


def test_an_impression_keeps_version_and_scopes_of_its_consent_and_without_it_no_device(raw, of, rules):
    sent = {"device_id": "d", "ip": "10.1.2.3", "consent_version": " tcf-2.2 ", "consent_scopes": "1,7"}
    delivered = raw(
        RAW_IMPRESSIONS,
        {"impression_id": "agreed", "consent": "measurement", **sent},
        {"impression_id": "refused", "consent": "none", **sent, "consent_scopes": ""},
    )
    copies = find_copies(delivered, None, key="impression_id", first_by=("occurred_at",))

    built = IMPRESSIONS.conform(build_impressions(delivered, copies, of(CAMPAIGNS), rules)).collect()

    agreed, refused = sorted(built, key=lambda row: row["impression_id"])
    assert (agreed["consent_version"], agreed["consent_scopes"]) == ("tcf-2.2", "1,7")
    assert len(agreed["device_id"]) == len(agreed["ip_key"]) == 32
    assert (refused["device_id"], refused["ip_key"], refused["ip_network"]) == (None, None, "10.1.2.0/24")
    assert (refused["consent_version"], refused["consent_scopes"]) == ("tcf-2.2", None)
