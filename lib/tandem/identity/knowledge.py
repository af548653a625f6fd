"""What a night learns about people is laid over what was known: nothing known is lost, each row says when it held."""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.columns.owners import known_today

KEY = ("id", "valid_from")
SAID = ("id_type", "valid_to", "person_id", "via", "basis", "score")
ROW = (*KEY, *SAID, "known_from", "known_to", "previous_person_id")


def revise(known: DataFrame, now: DataFrame, *, through: date) -> DataFrame:
    """All rows of people after the night `through`: `known` ones, closed where `now` says otherwise, and new ones."""
    current = learn(known_today(known), now, through=through)
    past = known.where(F.col("known_to").isNotNull()).select(*ROW)
    # A row that came and went on this same night gives way when it comes back.
    came_back = current.where(F.col("known_from") == F.lit(through)).select(*KEY, "known_from")
    return current.unionByName(past.join(came_back, on=[*KEY, "known_from"], how="left_anti"))


def learn(known: DataFrame, now: DataFrame, *, through: date) -> DataFrame:
    """Rows of `known`, standing or closed, and those that `now` adds."""
    told = now.select(*KEY, F.struct(*SAID).alias("now"))
    held = known.select(*KEY, F.struct(*SAID, "known_from", "previous_person_id").alias("held"))
    facts = F.filter(F.array(kept_fact(through), new_fact(through)), lambda fact: fact.isNotNull())
    pairs = held.join(told, on=list(KEY), how="full_outer")
    return pairs.select(*KEY, F.explode(facts).alias("fact")).select(*KEY, "fact.*").select(*ROW)


def kept_fact(through: date) -> Column:
    """What becomes of the known row: it stands, it is closed, or (null) it gives way on its own night."""
    stands = fact(
        F.col("held"),
        known_from=F.col("held.known_from"),
        valid_to=F.col("now.valid_to"),
        previous=F.col("held.previous_person_id"),
    )
    closed = fact(
        F.col("held"),
        known_from=F.col("held.known_from"),
        valid_to=F.col("held.valid_to"),
        previous=F.col("held.previous_person_id"),
        known_to=F.lit(through),
    )
    gives_way = F.col("now").isNotNull() & (F.col("held.known_from") == F.lit(through))
    return F.when(is_confirmed(through), stands).when(F.col("held").isNotNull() & ~gives_way, closed)


def new_fact(through: date) -> Column:
    """The row that the night adds, with the person it replaces; null when it says nothing new."""
    is_new = F.col("now").isNotNull() & ~is_confirmed(through)
    is_other = F.col("held.person_id") != F.col("now.person_id")
    was_published = F.col("held.known_from") < F.lit(through)
    before = F.when(is_other | was_published, F.col("held.person_id")).otherwise(F.col("held.previous_person_id"))
    return F.when(
        is_new, fact(F.col("now"), known_from=F.lit(through), valid_to=F.col("now.valid_to"), previous=before)
    )


def is_confirmed(through: date) -> Column:
    """The known row says what is known now, up to an end that no night before could have published yet."""
    is_same = [F.col(f"held.{name}").eqNullSafe(F.col(f"now.{name}")) for name in SAID if name != "valid_to"]
    first_end = F.least("held.valid_to", "now.valid_to")
    is_same_end = (F.col("held.valid_to") == F.col("now.valid_to")) | (first_end >= F.lit(through).cast("timestamp"))
    agrees = is_same_end
    for same in is_same:
        agrees = agrees & same
    return F.col("held").isNotNull() & F.col("now").isNotNull() & agrees


def fact(
    side: Column, *, known_from: Column, valid_to: Column, previous: Column, known_to: Column | None = None
) -> Column:
    """The columns of a row of people beside its key."""
    return F.struct(
        *(side[name].alias(name) for name in SAID if name != "valid_to"),
        valid_to.alias("valid_to"),
        known_from.alias("known_from"),
        (F.lit(None).cast("date") if known_to is None else known_to).alias("known_to"),
        previous.alias("previous_person_id"),
    )
