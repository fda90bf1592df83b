"""The monthly table as JSON lines, rows and CSV: a count never without what was read."""

from __future__ import annotations

from typing import Any

from trigpoint.fusion.trends.tables import MonthlyTable
from trigpoint.products.exports.cells import csv_table
from trigpoint.products.wording import number_of

UNDATED = "no month"
_NUMBERS = frozenset({"sure", "expected", "most", "articles"})


def table_lines(table: MonthlyTable) -> list[dict[str, Any]]:
    """A line per cell; `month` null = no date, or one wider than a year."""
    return [
        {
            "month": cell.month or None, **{one.value: value for one, value in zip(table.by, cell.key, strict=True)},
            "sure": cell.sure, "expected": cell.expected, "most": cell.most, "articles_read": cell.articles,
            "events": list(cell.events),
        }
        for cell in table.cells
    ]  # fmt: skip


def table_rows(table: MonthlyTable) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """For a person."""
    rows: list[tuple[str, ...]] = [
        (cell.month or UNDATED, *cell.key, str(cell.sure), f"{cell.expected:.1f}", str(cell.most), str(cell.articles))
        for cell in table.cells
    ]
    return ("month", *(one.value for one in table.by), "sure", "expected", "at most", "articles read"), rows


def table_csv(table: MonthlyTable) -> bytes:
    """For a spreadsheet."""
    keys = [one.value for one in table.by]
    rows = [
        {
            "month": cell.month, **dict(zip(keys, cell.key, strict=True)), "sure": str(cell.sure), "expected": f"{cell.expected:g}",
            "most": str(cell.most), "articles": str(cell.articles), "events": " ".join(cell.events),
        }
        for cell in table.cells
    ]  # fmt: skip
    return csv_table(["month", *keys, "sure", "expected", "most", "articles", "events"], rows, numbers=_NUMBERS)


def table_sentences(table: MonthlyTable) -> list[str]:
    """What the table leaves out."""
    told = []
    if table.totals:
        told.append(f"{number_of(table.totals, 'reported total')} left out: a total is no happening.")
    if table.undated_articles:
        told.append(
            f"{number_of(table.undated_articles, 'article')} without a date of publication: in no month's exposure."
        )
    told.append("A month in which nothing was read is no quiet month.")
    return told
