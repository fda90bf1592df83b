"""What a text counts beside what it tells, as rows, sentences, JSON lines and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trigpoint.fusion.tallies import Tally
from trigpoint.fusion.tallies.stated import Counted
from trigpoint.fusion.tallies.tables import ToldRow, row_of, told_rows
from trigpoint.fusion.tallies.told import Line, Told
from trigpoint.model.claim import Claim
from trigpoint.products.exports.cells import csv_table

READING = "10-12: at least 10 must be different, 12 may be. An operation may be several strikes, a strike hit several locations."
NO_MONTH, NO_PLACE = "in no one month", "place not said"
_NUMBERS = frozenset(f"{unit.value}_{end}" for unit in Counted for end in ("least", "most"))


def counted_rows(tally: Tally) -> list[ToldRow]:
    """The happenings that some stated number is of, by month and area."""
    return told_rows(_counted(tally))


def _counted(tally: Tally) -> list[Told]:
    meant = {c for line in tally.lines for c in line.told}
    return [t for t in tally.told if set(t.claims) <= meant]


def told_table(tally: Tally) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """For a person, with a last row over all."""
    rows = [
        (row.month or NO_MONTH, ", ".join(row.area) or NO_PLACE, *_numbers(row)) for row in counted_rows(tally)
    ]  # fmt: skip
    total = [("in all", "", *_numbers(row_of(_counted(tally))))] if len(rows) > 1 else []
    return ("month", "area", *(unit.value for unit in Counted)), rows + total


def _numbers(row: ToldRow) -> tuple[str, ...]:
    return tuple(_range(*pair) for pair in (row.operations, row.strikes, row.locations))


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}-{most}"


def stated_table(tally: Tally) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Each stated number with its period and area, and what is told there."""
    rows: list[tuple[str, ...]] = [
        (line.stated.words, line.stated.when.edtf(), _area(line), _range(line.least, line.most), _verdict(line))
        for line in tally.lines
    ]
    return ("stated", "period", "area", "told", ""), rows


def _area(line: Line) -> str:
    where = line.stated.claim.where
    return (where.text or where.name) if where else NO_PLACE


def _verdict(line: Line) -> str:
    if line.stated.high is not None and line.least > line.stated.high:
        return "more are told"
    if line.untold:
        return f"at least {line.untold:,} not told one by one"
    return "agrees" if line.least == line.most else "may agree"


def tally_lines(file: str, tally: Tally, claims: Mapping[str, Claim]) -> list[dict[str, Any]]:
    """A line per cell, per stated number and per disagreement."""
    head = {"file": file, "article": tally.article}
    cells = [
        {**head, "line": "told", "month": row.month or None, "area": list(row.area), **_pairs(row), "claims": list(row.claims)}
        for row in counted_rows(tally)
    ]  # fmt: skip
    stated = [
        {
            **head, "line": "stated", "counted": line.stated.counted.value, "min": line.stated.low, "max": line.stated.high,
            "period": line.stated.when.edtf(), "area": _area(line), "told_least": line.least, "told_most": line.most,
            "claim": line.stated.claim.id, "quote": line.stated.claim.quote.text, "told": list(line.told),
        }
        for line in tally.lines
    ]  # fmt: skip
    found = [
        {**head, "line": "disagreement", "kind": d.kind, "why": d.why, "claims": list(d.claims), "quotes": quotes(d.claims, claims)}
        for d in tally.disagreements
    ]  # fmt: skip
    return [*cells, *stated, *found]


def _pairs(row: ToldRow) -> dict[str, int]:
    ends = zip(Counted, (row.operations, row.strikes, row.locations), strict=True)
    return {f"{unit.value}_{end}": n for unit, pair in ends for end, n in zip(("least", "most"), pair, strict=True)}


def quotes(ids: Sequence[str], claims: Mapping[str, Claim]) -> list[str]:
    """The sentences of these claims, in the order of the text."""
    mine = sorted((claims[i] for i in ids if i in claims), key=lambda c: c.quote.start)
    return list(dict.fromkeys(c.quote.text for c in mine))


def tally_csv(tallies: Sequence[tuple[str, Tally]]) -> bytes:
    """The table of what is told, for a spreadsheet."""
    columns = ["file", "month", "area", *(f"{u.value}_{e}" for u in Counted for e in ("least", "most")), "claims"]
    rows = [
        {
            "file": file, "month": row.month, "area": "; ".join(row.area),
            **{k: str(v) for k, v in _pairs(row).items()}, "claims": " ".join(row.claims),
        }
        for file, one in tallies for row in counted_rows(one)
    ]  # fmt: skip
    return csv_table(columns, rows, numbers=_NUMBERS)
