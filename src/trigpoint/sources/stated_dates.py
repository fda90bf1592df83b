"""Dates that a file states about itself in a fixed notation: metadata, feeds, mail headers. Never prose."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)|(\d{4})(\d{2})(\d{2})(?:T|$)")
_PDF = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
_MONTHS = "january february march april may june july august september october november december".split()
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
# A clock that was never set says 1970, 1980 or 2000-01-01; the press of this field is online since the nineties.
_EARLIEST = date(1990, 1, 1)
_AHEAD = timedelta(days=1)  # east of UTC it is tomorrow


def stated_date(text: str, now: datetime) -> tuple[date | None, str]:
    """The day as written, in the writer's own time zone, and a doubt in words ("" when there is none).

    ISO 8601, RFC 822, PDF dates, "4 May 2020" and "May 4, 2020". Numbers with slashes are not read: 04/05/2020 is two days.
    A day after `now` or before 1990 is not believed.
    """
    day = _read(text.strip()[:200])
    if day is None:
        return None, ""
    if day > now.date() + _AHEAD:
        return None, f"stated date in the future: {day.isoformat()}"
    if day < _EARLIEST:
        return None, f"stated date not believed: {day.isoformat()}"
    return day, ""


def without_dates(text: str) -> str:
    """The text with the dates taken out that `stated_date` would read."""
    for pattern in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        text = pattern.sub("", text)
    return text


def _read(text: str) -> date | None:
    for pattern in (_ISO, _PDF):
        found = pattern.match(text)
        if found:
            return _day(*(int(part) for part in found.groups() if part))
    found = _DAY_FIRST.search(text)
    if found:
        return _named(found[1], found[2], found[3])
    found = _MONTH_FIRST.search(text)
    if found:
        return _named(found[2], found[1], found[3])
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _named(day: str, month: str, year: str) -> date | None:
    numbers = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()) and len(month) >= 3]
    if month.lower() == "sept":
        numbers = [9]
    return _day(int(year), numbers[0], int(day)) if numbers else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
