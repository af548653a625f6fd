"""What a sender says of consent, and what may be kept of a row that may not be measured."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tandem.clean.identifiers import given
from tandem.columns.consent import MEASURED
from tandem.config import CleanConfig

CONSENTS = (*MEASURED, "none")
UNKNOWN = "unknown"
# What tells one person's rows from another's.
KEYED = ("device_id", "user_id", "email_id", "phone_id", "crm_id", "url_email_id", "ip_key", "click_id")


def state_consent(frame: DataFrame) -> DataFrame:
    """`frame` with consent, its version and its scopes as clean tables hold them."""
    return frame.withColumns(
        {
            "consent": consent(F.col("consent")),
            "consent_version": given("consent_version"),
            "consent_scopes": given("consent_scopes"),
        }
    )


def consent(given_consent: Column) -> Column:
    """all, measurement, none, or unknown."""
    folded = F.lower(F.trim(given_consent))
    return F.when(folded.isin(*CONSENTS), folded).otherwise(F.lit(UNKNOWN))


def may_be_measured(conf: CleanConfig) -> Column:
    """The row's `consent` lets it be followed; else it counts in aggregate only."""
    followed = (*MEASURED, UNKNOWN) if conf.unknown_consent == "measure" else MEASURED
    return F.col("consent").isin(*followed)


def without_ids(frame: DataFrame, conf: CleanConfig) -> DataFrame:
    """`frame` with no pseudonym, click id or query on rows that may not be measured; all else is as it was."""
    is_measured = may_be_measured(conf)
    kept = {name: F.when(is_measured, F.col(name)) for name in KEYED if name in frame.columns}
    if "url" in frame.columns:
        # A click id stands in the query too.
        kept["url"] = F.when(is_measured, F.col("url")).otherwise(F.regexp_replace("url", r"[?#].*", ""))
    return frame.withColumns(kept)
