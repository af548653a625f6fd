"""Instants of the test day."""

from __future__ import annotations

from datetime import UTC, datetime


def at(clock: str, day: str = "2026-03-10") -> datetime:
    """`at("10:30:00")`: that instant of the test day, UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)
