"""Tables that a spreadsheet may open: RFC 4180, UTF-8, and no cell that is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence, Set

from trigpoint.model.cells import neutral


def csv_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, numbers: Set[str] = frozenset()) -> bytes:
    """One row per mapping; absent cells are empty. `numbers` names the columns of numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutral(row.get(name, ""), is_number=name in numbers) for name in columns])
    return out.getvalue().encode("utf-8", "replace")
