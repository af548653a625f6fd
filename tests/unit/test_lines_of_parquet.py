"""A row of a Parquet file has no line of its own: one that is set aside is kept as JSON, as text is kept as it is."""

import json

from tandem.ingest.parse import line_of, parquet_columns


def test_a_row_of_columns_is_kept_as_json_and_a_line_of_text_as_it_is(rows):
    own = rows("uri string, line_no bigint, id string, `clicks of day` int", ("file:/a", 1, "c1", 7))
    text = rows("uri string, line_no bigint, line string", ("file:/b", 1, "c1;7"))

    columns = parquet_columns(own)

    assert json.loads(columns.select(line_of(columns)).first()[0]) == {"id": "c1", "clicks of day": 7}
    assert text.select(line_of(text)).first()[0] == "c1;7"
