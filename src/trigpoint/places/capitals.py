"""Capitals named by their rank: "the Belarusian capital", and "the capital" of the country just spoken of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from trigpoint.model import Place
from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.runs import Word

_NOT_A_CITY = frozenset(
    ("of", "punishment", "letters", "gains", "expenditure", "goods", "investment", "flight", "markets")
)


def find_capitals(
    words: Sequence[Word], named: Sequence[tuple[int, Place]], gazetteer: Gazetteer
) -> Iterator[tuple[int, int, int]]:
    """(start, end, row) in characters for each capital meant; `named`: the places of the text by where they begin."""
    starts = [at for at, _ in named]
    for i in range(1, len(words)):
        after = words[i + 1] if i + 1 < len(words) else None
        if words[i].text != "capital" or (after is not None and after.joined and after.normal in _NOT_A_CITY):
            continue
        before = words[i - 1]
        country = ""
        if before.is_name:
            country = gazetteer.words.demonyms.get(before.normal, "")
        elif before.normal == "the":
            above = bisect_right(starts, words[i].start) - 1
            country = named[above][1].country if above >= 0 else ""
        row = capital_row(country, gazetteer) if country else None
        if row is not None:
            yield (before.start if before.is_name else words[i].start), words[i].end, row


def capital_row(country: str, gazetteer: Gazetteer) -> int | None:
    """The one row marked as the capital of an ISO 3166-1 country; None where the list marks none or several."""
    marked = gazetteer.columns["is_capital"] & (gazetteer.columns["country"] == country.encode())
    rows = [int(r) for r in marked.nonzero()[0] if gazetteer.row_class(int(r)) is RowClass.CITY]
    return rows[0] if len(rows) == 1 else None
