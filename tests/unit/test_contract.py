"""What a contract refuses, and what it makes of a frame."""

from types import SimpleNamespace

import pytest
from pyspark.sql.types import LongType, StringType

from tandem.contract import CHANGED_IN, Column, Table
from tandem.errors import ContractError
from tandem.tables import TABLES

COLUMNS = (Column("visit_id", "string", "hash of its first event"), Column("views", "bigint", "views, at least 0"))


def table(**changes):
    return Table(
        **{"layer": "visits", "name": "visits", "meaning": "one visit", "grain": ("visit_id",), "columns": COLUMNS}
        | changes
    )


class Frame:
    """As much of a DataFrame as a contract looks at: names and types."""

    def __init__(self, **types):
        self.columns = list(types)
        self.schema = SimpleNamespace(fields=[SimpleNamespace(dataType=type_) for type_ in types.values()])

    def select(self, *names):
        return list(names)


def test_conform_puts_columns_into_the_promised_order_and_drops_the_rest():
    frame = Frame(views=LongType(), extra=LongType(), visit_id=StringType())

    assert table().conform(frame) == ["visit_id", "views"]


def test_every_mismatch_is_reported_at_once():
    with pytest.raises(ContractError) as raised:
        table().conform(Frame(views=StringType()))

    assert str(raised.value) == "visits.visits: missing column visit_id; views is string, expected bigint"


@pytest.mark.parametrize("part", ["grain", "scope", "sort", "found_by"])
def test_a_contract_names_only_its_own_columns(part):
    with pytest.raises(ContractError, match=r"\['person_id'\], not columns"):
        table(**{part: ("person_id",)})


def test_a_contract_has_only_known_types():
    with pytest.raises(ContractError, match=r"types \['float'\]"):
        table(columns=(*COLUMNS, Column("share", "float", "0 to 1")))


def test_what_became_known_when_is_no_content():
    known = Column("known_from", "date", "night that first knew it", knowledge=True)

    assert table(columns=(*COLUMNS, known)).content == ("visit_id", "views")


def test_the_schema_ends_with_what_the_lake_keeps_for_itself():
    assert table().schema.names == ["visit_id", "views", CHANGED_IN]


def test_rows_that_left_have_the_columns_of_their_table_and_lie_beside_it():
    dated = (*COLUMNS, Column("date", "date", "day"))
    left = table(columns=dated, partition="date", sort=("date",), found_by=("date",)).left

    assert (left.full_name, left.partition, left.sort, left.found_by) == ("visits.visits_left", None, (), ())
    assert left.schema.names == ["visit_id", "views", "date", CHANGED_IN]


@pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.full_name)
class TestEveryContract:
    def test_says_what_a_row_is_and_what_each_column_means(self, contract):
        assert contract.meaning
        assert all(column.meaning for column in contract.columns)

    def test_has_a_key_and_no_column_twice(self, contract):
        assert contract.grain
        assert len(contract.column_names) == len(set(contract.column_names))

    def test_keeps_the_endings_that_tell_a_type(self, contract):
        endings = {"_id": {"string"}, "_at": {"timestamp"}, "_date": {"date"}, "_count": {"bigint"}}
        wrong = [
            column.name
            for column in contract.columns
            for ending, types in endings.items()
            if column.name.endswith(ending) and column.type not in types
        ]
        assert wrong == []

    def test_is_partitioned_by_a_day_or_not_at_all(self, contract):
        types = {column.name: column.type for column in contract.columns}
        assert contract.partition is None or types[contract.partition] == "date"

    def test_no_other_table_has_the_name_of_what_leaves_it(self, contract):
        assert contract.left.full_name not in {each.full_name for each in TABLES}


def test_no_two_contracts_have_one_name():
    names = [contract.full_name for contract in TABLES]

    assert len(names) == len(set(names))
