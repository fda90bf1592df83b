"""Days of the Islamic calendar as Gregorian days, by the arithmetic (tabular) calendar: good to a day or two."""

from __future__ import annotations

from datetime import date, timedelta

YEARS = range(1300, 1501)  # those a report may name
SLACK_DAYS = 1  # sighting of the moon against the arithmetic

_EPOCH = date(622, 7, 19)  # 1 Muharram 1, civil reckoning, in the proleptic Gregorian calendar
_CYCLE_YEARS, _CYCLE_DAYS = 30, 10_631


def gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day; months alternate between 30 and 29 days, 11 of 30 years have one more."""
    cycles, rest = divmod(year - 1, _CYCLE_YEARS)
    days = cycles * _CYCLE_DAYS + rest * 354 + (11 * rest + 14) // _CYCLE_YEARS
    return _EPOCH + timedelta(days=days + (59 * (month - 1) + 1) // 2 + day - 1)
