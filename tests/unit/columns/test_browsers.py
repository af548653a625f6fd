import pytest

from tandem.columns.browsers import browser_family
from tandem.simulate.agents import AGENTS, FAMILY_OF_AGENT

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS_SENT = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0.0.0 Safari/537.36": "chrome",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0": "edge",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/143.0.0.0 Safari/537.36 OPR/124.0.0.0": "opera",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "FxiOS/145.0 Mobile/15E148 Safari/605.1.15": "firefox",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 "
    "Safari/605.1.15": "safari",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 "
    "Instagram 410.0.0.29.70": "in_app",
    "curl/8.11.1": "other",
    " ": "unknown",
    None: "unknown",
}


@pytest.fixture(scope="module")
def families(spark):
    """Family of each agent."""

    def tell(agents):
        frame = spark.createDataFrame([(each,) for each in agents], "agent string")
        return {row[0]: row[1] for row in frame.select("agent", browser_family(frame["agent"])).collect()}

    return tell


def test_each_family_is_told_by_what_it_adds_to_the_names_of_others(families):
    assert families(AGENTS_SENT) == AGENTS_SENT


def test_the_simulated_peoples_browsers_are_told_as_the_simulator_means_them(families):
    meant = dict(zip(AGENTS, FAMILY_OF_AGENT, strict=False))

    assert families(meant) == meant
