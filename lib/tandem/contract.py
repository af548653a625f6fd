"""What a table promises: its grain, its columns with type and meaning, and how it lies on disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from tandem.errors import ContractError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CHANGED_IN = "changed_in"

# Few types on purpose. Spark's own DDL parser needs a session; contracts must not.
SPARK_TYPES: dict[str, DataType] = {
    "string": StringType(),
    "bigint": LongType(),
    "int": IntegerType(),
    "double": DoubleType(),
    "boolean": BooleanType(),
    "date": DateType(),
    "timestamp": TimestampType(),
    "decimal(18,6)": DecimalType(18, 6),
    "array<struct<model:string,share:double>>": ArrayType(
        StructType([StructField("model", StringType()), StructField("share", DoubleType())])
    ),
    "array<struct<step:string,touches:bigint,journeys:bigint>>": ArrayType(
        StructType([StructField("step", StringType()), *(StructField(n, LongType()) for n in ("touches", "journeys"))])
    ),
}


@dataclass(frozen=True)
class Column:
    """One column: its Spark SQL type and what it means, with its unit."""

    name: str
    type: str
    meaning: str
    required: bool = False  # a feed row without it is set aside
    at_least_zero: bool = False  # a feed row with a negative one is set aside
    is_past: bool = False  # a feed row that lies in the future of its delivery is set aside
    knowledge: bool = False  # says when something became known, so a rebuild cannot repeat it


@dataclass(frozen=True)
class Table:
    """One table of the lake. `scope` names the columns whose values a night replaces together."""

    layer: str
    name: str
    meaning: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    scope: tuple[str, ...] = ()  # empty: the table is always replaced whole
    partition: str | None = None  # a day column; open and closed days are judged by it
    sort: tuple[str, ...] = ()  # order of rows inside a file
    found_by: tuple[str, ...] = ()  # what readers look a changed row up by; empty: nobody asks which rows changed

    def __post_init__(self) -> None:
        """Refuse a contract that contradicts itself."""
        names = {column.name for column in self.columns}
        if len(names) < len(self.columns):
            raise ContractError(f"{self.full_name}: two columns share a name")
        used = {*self.grain, *self.scope, *self.sort, *self.found_by, *([self.partition] if self.partition else [])}
        if missing := used - names:
            raise ContractError(
                f"{self.full_name}: grain, scope, partition, sort or found_by name {sorted(missing)}, not columns"
            )
        if unknown := {column.type for column in self.columns} - SPARK_TYPES.keys():
            raise ContractError(f"{self.full_name}: types {sorted(unknown)}; allowed: {sorted(SPARK_TYPES)}")

    @property
    def full_name(self) -> str:
        """`layer.name`."""
        return f"{self.layer}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the promised columns, in order, without those that the lake keeps for itself."""
        return tuple(column.name for column in self.columns)

    @property
    def content(self) -> tuple[str, ...]:
        """Columns that two runs of one input must agree on."""
        return tuple(column.name for column in self.columns if not column.knowledge)

    @cached_property
    def left(self) -> Table:
        """Beside this table: its rows as they stood before a write took them from where readers find them."""
        meaning = f"a row of {self.full_name} as it stood, and the write that took it away"
        return replace(self, name=f"{self.name}_left", meaning=meaning, partition=None, sort=(), found_by=())

    @cached_property
    def schema(self) -> StructType:
        """The columns as they are stored: the promised ones, then the lake's own."""
        return StructType([*self.promise.fields, StructField(CHANGED_IN, LongType())])

    @cached_property
    def promise(self) -> StructType:
        """The promised columns as a Spark schema."""
        return StructType([StructField(column.name, SPARK_TYPES[column.type]) for column in self.columns])

    def conform(self, frame: DataFrame) -> DataFrame:
        """`frame` with the promised columns in the promised order; every mismatch is reported at once.

        Raises ContractError when a column is missing or has another type.
        """
        given = dict(zip(frame.columns, (field.dataType.simpleString() for field in frame.schema.fields), strict=True))
        promised = [(field.name, field.dataType.simpleString()) for field in self.promise.fields]
        wrong = [_mismatch(name, given.get(name), wanted) for name, wanted in promised if given.get(name) != wanted]
        if wrong:
            raise ContractError(f"{self.full_name}: {'; '.join(wrong)}")
        return frame.select(*self.column_names)


def _mismatch(name: str, given: str | None, wanted: str) -> str:
    return f"missing column {name}" if given is None else f"{name} is {given}, expected {wanted}"
