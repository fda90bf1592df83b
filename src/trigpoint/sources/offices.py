"""A user's table of who held which office: `office,holder,from,to,source`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date

from trigpoint.model.errors import BadVocabulary
from trigpoint.model.office import OfficeTerm
from trigpoint.sources.csv_rows import read_rows
from trigpoint.sources.limits import Limits
from trigpoint.sources.tables import split_cell

_NEEDED = frozenset({"office", "holder", "from", "to"})
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def read_offices(content: bytes, where: str, limits: Limits) -> tuple[OfficeTerm, ...]:
    """The rows of a CSV with the columns `office,holder,from,to` and, if there is one, `source`; others are left aside.

    Several names of an office or spellings of a holder stand in one cell, parted by `|`. Days may be a year or a month: then
    its first and last day are meant. An empty `from` or `to` is an open end. Raises BadVocabulary, which names the row: a
    row left out would pass over what it was written for.
    """
    table = read_rows(content, where, limits)
    if missing := _NEEDED - {*table.header}:
        raise BadVocabulary(
            where, f"has no column {', '.join(sorted(missing))}", "begin the file with: office,holder,from,to,source"
        )
    if table.faults:
        raise BadVocabulary(where, table.faults[0], "put names that hold a comma in quotes")
    return tuple(_term(row, f"{where}:{number}", number) for number, row in table.rows)


def _term(row: Mapping[str, str], where: str, number: int) -> OfficeTerm:
    offices, holders = (split_cell(" ".join(row.get(name, "").split())) for name in ("office", "holder"))
    if not offices or not holders:
        raise BadVocabulary(where, "lacks the office or its holder", "give both, or delete the row")
    start, end = _day(row, "from", where), _day(row, "to", where, is_last=True)
    if start and end and end < start:
        raise BadVocabulary(where, f"ends on {end}, before it begins on {start}", "change the two days")
    source = " ".join(row.get("source", "").split())
    return OfficeTerm(offices=offices, holders=holders, start=start, end=end, source=source, row=number)


def _day(row: Mapping[str, str], column: str, where: str, *, is_last: bool = False) -> date | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month = int(found[1]), int(found[2] or (12 if is_last else 1))
        return date(year, month, int(found[3] or (calendar.monthrange(year, month)[1] if is_last else 1)))
    except ValueError:
        remedy = "write it as 2020-05-04, 2020-05 or 2020, or leave it empty for an open end"
        raise BadVocabulary(where, f"{column} {text!r} is not a date", remedy) from None
