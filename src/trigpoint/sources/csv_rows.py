"""Rows of a CSV file by column name, as text. What cannot be a row is named; the rest goes on."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import attrs

from trigpoint.model.cells import plain_cell
from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.text import decode, visible

MOST_CELL = 1_000_000  # characters
_SHOWN = 5  # faults named one by one


@attrs.frozen(kw_only=True)
class Rows:
    """Cells without the apostrophes that guard against formulas. Row numbers count from 1, the header being row 1."""

    header: tuple[str, ...]  # lower case
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    faults: tuple[str, ...]


def read_rows(content: bytes, where: str, limits: Limits) -> Rows:
    """Raises UnreadableFile for what is no table of named columns, RefusedInput for one with too many rows."""
    text = decode(content, where).text.replace("\0", "")
    previous = csv.field_size_limit(MOST_CELL)
    try:
        return _rows(csv.reader(io.StringIO(text, newline=""), strict=False), where, limits)
    except csv.Error as problem:
        raise UnreadableFile(where, f"is not a CSV table ({problem})", "check its quotes") from problem
    finally:
        csv.field_size_limit(previous)


def _rows(lines: object, where: str, limits: Limits) -> Rows:
    table = iter(lines)  # type: ignore[call-overload]
    header = tuple(visible(name).strip().removeprefix("\ufeff").casefold() for name in next(table, ()))
    if len(header) < 2 or len(set(header)) < len(header):
        raise UnreadableFile(where, "has no header of distinct column names", "name the columns in the first line")
    rows: list[tuple[int, Mapping[str, str]]] = []
    faults: list[str] = []
    for number, cells in enumerate(table, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            faults.append(f"row {number} has {len(cells)} cells for {len(header)} columns")
            continue
        if len(rows) >= limits.table_rows:
            raise RefusedInput(where, f"has more than {limits.table_rows:,} rows", "split it")
        rows.append((number, {name: plain_cell(cell) for name, cell in zip(header, cells, strict=False)}))
    return Rows(header=header, rows=tuple(rows), faults=tuple(faults))


def header_of(content: bytes) -> frozenset[str]:
    """The column names in the first line, lower case; empty for what is no text."""
    line = content[:65536].removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    text = line[0].decode("utf-8", "replace") if line else ""
    try:
        return frozenset(name.strip().casefold() for name in next(csv.reader([text]), []))
    except csv.Error:
        return frozenset()


def shown_faults(faults: Sequence[str]) -> tuple[str, ...]:
    """The first few in full, then how many more."""
    more = len(faults) - _SHOWN
    return (*faults[:_SHOWN], f"and {more} more rows left out") if more > 0 else tuple(faults)
