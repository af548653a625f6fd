"""Lists of records as they are delivered, and the one line that a bad one earns."""

import pytest

from tandem.errors import TandemError, UsageError
from tandem.records.definition import LinkModel
from tandem.records.read import comparable, read_records

MODEL = LinkModel.model_validate(
    {
        "record_id": ["id"],
        "columns": {
            "name": {"named": ["name", "full_name"]},
            "phone": {"named": ["phone"], "kind": "digits", "most_records": 2},
        },
        "blanks": ["n/a"],
        "rules": [{"name": "same_phone", "columns": ["phone"]}],
        "rules_find": 0.5,
        "comparisons": [{"column": "name", "how": "exact"}],
        "learn_from": [["phone"]],
        "threshold": 0.95,
    }
)


@pytest.fixture
def written(tmp_path):
    """`written("a.csv", text)`: a file of it."""

    def write(name, text):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_values_are_made_comparable_and_records_ordered(written):
    shop = written("shop.csv", "id, Full_Name, phone\nb,  ANN   Lee , 030/12-3\na,N/A, - \n")
    club = written("club.csv", "phone;name;id;note\n0303;Groß;b;x\n")

    found = read_records([shop, club], MODEL)

    assert [found.name_of(place) for place in range(len(found))] == ["club.csv:b", "shop.csv:a", "shop.csv:b"]
    assert found.columns == {"name": ["gross", None, "ann lee"], "phone": ["0303", None, "030123"]}


@pytest.mark.parametrize(("records", "kept"), [(2, "1"), (3, None)], ids=["on_as_many_tells", "on_one_more_is_blank"])
def test_a_value_on_too_many_records_says_nothing(written, records, kept):
    lines = "".join(f"{at},n,1\n" for at in range(records))

    found = read_records([written("shop.csv", f"id,name,phone\n{lines}")], MODEL)

    assert set(found.columns["phone"]) == {kept}
    assert found.crowded == ({} if kept else {"phone": 1})


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", UsageError, "is empty"),
        ("id,name,phone\n", TandemError, "has a header and no rows; expected one row per record"),
        ("id,phone\n1,2\n", UsageError, r"no column for name \(name, full_name\); columns are id, phone"),
        ("name,phone\n1,2\n", UsageError, r"no column for record_id \(id\)"),
        ("id,name,phone\n1,a,2\n2,b,3\n1,c,4\n", TandemError, "line 4: id '1' is that of line 2 too"),
        ("id,name,phone\n,a,2\n", TandemError, "line 2: id is blank"),
        ("id,name,phone\n1,a\n", TandemError, "line 2: has 2 cells; expected 3"),
    ],
    ids=["empty", "no_rows", "no_column", "no_id_column", "twice", "blank_id", "short"],
)
def test_a_bad_list_is_refused_in_one_line(written, text, error, message):
    file = written("shop.csv", text)

    with pytest.raises(error, match=message) as told:
        read_records([file], MODEL)
    assert str(told.value).startswith(f"{file}: ")
    assert "\n" not in str(told.value)


def test_two_lists_of_one_name_cannot_be_told_apart(written):
    text = "id,name,phone\n1,a,2\n"

    with pytest.raises(UsageError, match=r"two lists are called shop\.csv"):
        read_records([written("shop.csv", text), written("old/shop.csv", text)], MODEL)


def test_letters_and_digits_of_any_script_compare_alike():
    assert comparable(" \uff21nn\u00a0LEE ", is_digits=False) == "ann lee"
    assert comparable("+49 (30) 1\uff12", is_digits=True) == "493012"
