import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tandem.delimited.cells import open_cells, read_cells
from tandem.errors import TandemError, UsageError


@pytest.fixture
def written(tmp_path):
    """`written(bytes)`: a file of them."""

    def write(content):
        (tmp_path / "ads.csv").write_bytes(content)
        return tmp_path / "ads.csv"

    return write


def test_cells_are_read_without_blanks_and_blank_rows_are_none(written):
    table = open_cells(written("\n \nname , clicks\r\n\r\nä ,1\r\n,\r\n".encode()))

    assert table.header == ("name", "clicks")
    assert read_cells(table, ["clicks", "name"], expected="ads").columns == {"clicks": ["1"], "name": ["ä"]}


def test_parquet_columns_of_any_type_are_read_as_text(tmp_path):
    table = pa.table({"name": pa.array(["a", None]).dictionary_encode(), "clicks": [1, None], "spend": [1.5, 1e8]})
    pq.write_table(table, tmp_path / "ads.parquet")

    found = read_cells(open_cells(tmp_path / "ads.parquet"), ["name", "clicks", "spend"], expected="ads")

    assert found.columns == {"name": ["a", ""], "clicks": ["1", ""], "spend": ["1.5", "100000000"]}
    assert found.place(1) == f"{tmp_path / 'ads.parquet'}: row 2"


def test_a_row_is_found_by_its_line(written):
    file = written(b'name,clicks\n"a\nb",1\nc,x\n')

    assert read_cells(open_cells(file), ["clicks"], expected="ads").place(1) == f"{file}: line 4"


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"name,clicks\n", TandemError, "has a header and no rows; expected ads"),
        (b"name,clicks\na,1\nb,2,3\n", TandemError, "line 3: has 3 cells; expected 2 as in the header"),
        (b"name,clicks\n\na\n", TandemError, "line 3: has 1 cells; expected 2 as in the header"),
        (b"name,clicks,name\na,1,b\n", UsageError, "the header names 'name' 2 times"),
        (b"PAR1broken", UsageError, "is no whole parquet file"),
    ],
    ids=["no_rows", "long", "short", "twice", "no_parquet"],
)
def test_a_file_that_is_no_table_is_told_in_one_line(written, content, error, message):
    file = written(content)

    with pytest.raises(error, match=message) as told:
        read_cells(open_cells(file), ["name"], expected="ads")
    assert str(told.value).startswith(f"{file}: ")
    assert "\n" not in str(told.value)
