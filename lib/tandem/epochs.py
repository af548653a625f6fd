"""Under which key the pseudonyms of a lake stand, and whether the keys at hand are those.

An epoch begins with a new key: its pseudonyms are those of the epoch before, hashed again. Tables carry a check value,
`epoch:text`, in their commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.errors import LakeError, UsageError

ROTATE = "`tandem rotate-key`"


def check_one_key(standing: Mapping[str, str]) -> None:
    """Raise LakeError when tables stand under different keys: a rotation was cut short."""
    noted = {check: table for table, check in standing.items() if check}
    if len(noted) > 1:
        tables = ", ".join(f"{table} under key {epoch_of(check)}" for check, table in sorted(noted.items()))
        raise LakeError(f"the lake is between two keys ({tables}); run {ROTATE} again, which goes on where it stopped")


def check_keys(standing: Mapping[str, str], checks: Sequence[str]) -> None:
    """Raise UsageError, or LakeError, unless every table stands under the last of the given keys."""
    check_one_key(standing)
    for table, check in standing.items():
        epoch = epoch_of_given(table, check, checks)
        if epoch + 1 < len(checks):
            raise UsageError(
                f"TANDEM_ID_KEY: {len(checks)} keys are given, and {table} stands under key {epoch}; "
                f"run {ROTATE} once, then the night"
            )


def epoch_of_given(table: str, check: str, checks: Sequence[str]) -> int:
    """The epoch of a table among the given keys; one without a check value is of the first.

    Raises UsageError when it is under none of them.
    """
    if not check:
        return 0
    if check in checks:
        return checks.index(check)
    if epoch_of(check) >= len(checks):
        raise UsageError(
            f"TANDEM_ID_KEY: {table} stands under key {epoch_of(check)}, and only {len(checks)} of the "
            f"{epoch_of(check) + 1} keys are given; set TANDEM_ID_KEY_{len(checks)} and those after it"
        )
    raise UsageError(
        f"TANDEM_ID_KEY: {table} was made with another key {epoch_of(check)}; set the one it was made with"
    )


def epoch_of(check: str) -> int:
    """The epoch that a check value names."""
    return int(check.partition(":")[0])
