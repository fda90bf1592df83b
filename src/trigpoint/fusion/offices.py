"""Offices given to somebody who, as a table of the user's says, did not hold them then. Questions for a reader, not corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from trigpoint.fusion.consistency import Inconsistency
from trigpoint.model.capture import Article
from trigpoint.model.office import OfficeTerm

Days = tuple[date, date]  # first and last


@attrs.frozen(kw_only=True)
class OfficeTold:
    """A text gives somebody an office."""

    article: Article
    quote: str  # the sentence
    office: str  # as told
    name: str
    rows: tuple[OfficeTerm, ...]  # of this holder
    office_rows: tuple[OfficeTerm, ...]  # of everybody who held it
    tied: tuple[Days, ...]  # days of what the holder said or did there
    around: tuple[Days, ...]  # every other day that the text tells, and that of publication
    claims: tuple[str, ...] = ()


def check_offices(told: Sequence[OfficeTold]) -> list[Inconsistency]:
    """Where no row of the holder has the day.

    A day tied to what the holder did decides alone. Without one, the holder is asked about only where no day of the text,
    nor that of publication, lies in his time: texts look back. Each finding carries the sentence, one of another text that
    gives the office to whom the table has then, and the rows.
    """
    found = [_finding(one, days, told) for one in told if (days := _days_outside(one)) is not None]
    return sorted(found, key=lambda i: (i.articles, i.quotes))


def _days_outside(told: OfficeTold) -> Days | None:
    """The first day on which the table has somebody else or nobody; None where the office was held, or no day is known."""
    days = told.tied or told.around
    if not days or any(row.holds_on(*d) for row in told.rows for d in days):
        return None
    return days[0]


def _finding(one: OfficeTold, days: Days, every: Sequence[OfficeTold]) -> Inconsistency:
    holders = [row for row in one.office_rows if row.holds_on(*days)]
    had = "; ".join(dict.fromkeys(_row_words(row) for row in one.rows))
    then = "; ".join(_row_words(row) for row in holders)
    why = f"{one.name} is named as {one.office} {_day_words(one, days)}, but the table has: {had}"
    other = next(_others(holders, days, every), None)
    return Inconsistency(
        kind="office",
        why=f"{why}; then held by: {then}" if then else why,
        claims=one.claims,
        articles=tuple(dict.fromkeys([one.article.id, *([other.article.id] if other else [])])),
        quotes=(one.quote, *([other.quote] if other else [])),
    )


def _others(holders: Sequence[OfficeTerm], days: Days, every: Sequence[OfficeTold]) -> Iterator[OfficeTold]:
    """Sentences that give the office, rightly, to whom the table has then; those of the same time first."""
    same = [o for o in every if set(o.rows) & set(holders) and _days_outside(o) is None]
    yield from sorted(
        same, key=lambda o: (not any(a <= days[1] and days[0] <= b for a, b in o.tied or o.around), o.quote)
    )


def _day_words(told: OfficeTold, days: Days) -> str:
    first, last = days
    if not told.tied and days == _published(told):
        return f"in a text of {first}"
    return f"on {first}" if first == last else f"between {first} and {last}"


def _published(told: OfficeTold) -> Days | None:
    day = told.article.published
    return None if day is None else (day, day)


def _row_words(row: OfficeTerm) -> str:
    """As the table has it, with its row and source."""
    term = f"{row.start or '…'} to {row.end or '…'}"
    source = f", {row.source}" if row.source else ""
    return f"{row.holders[0]}, {row.offices[0]}, {term} (row {row.row}{source})"
