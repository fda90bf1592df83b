"""The one place that asks the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, UTC, to the second: what the ledger and the captures carry."""
    return datetime.now(UTC).replace(microsecond=0)
