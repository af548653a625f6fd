import pyarrow as pa

from tandem.clean.agents import robots_in

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36"


def test_of_a_batch_only_robots_are_left_with_their_rule(rules):
    agents = ["curl/8", CHROME, "", None, "SomethingNew/3.2"]
    batch = pa.RecordBatch.from_pydict({"agent_id": ["a1", "a2", "a3", "a4", "a5"], "user_agent": agents})

    found = robots_in(batch, rules.bots)

    assert found.schema.names == ["agent_id", "user_agent", "rule"]
    assert found.to_pylist() == [
        {"agent_id": "a1", "user_agent": "curl/8", "rule": "http_library"},
        {"agent_id": "a5", "user_agent": "SomethingNew/3.2", "rule": "not_a_browser"},
    ]


def test_a_batch_without_rows_stays_empty(rules):
    batch = pa.RecordBatch.from_pydict({"user_agent": pa.array([], pa.string())})

    assert robots_in(batch, rules.bots).num_rows == 0
