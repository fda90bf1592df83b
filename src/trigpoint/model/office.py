"""Who held an office from when to when, as a table of the user's says."""

from __future__ import annotations

from datetime import date

import attrs


@attrs.frozen(kw_only=True)
class OfficeTerm:
    """One row: one holder of one office for one stretch of days, both ends included."""

    offices: tuple[str, ...]  # the office by its names, in any script: "Minister of Defence of Ruritania"
    holders: tuple[str, ...]  # the holder by the spellings given
    start: date | None = None  # first day; None: the table does not say, so any day before the end
    end: date | None = None  # last day; None: still held, or not said
    source: str = ""  # where the user has it from
    row: int = 0  # of the table, the header being row 1

    def holds_on(self, first: date, last: date) -> bool:
        """Whether any day of [first, last] lies in it."""
        return (self.start is None or self.start <= last) and (self.end is None or first <= self.end)
