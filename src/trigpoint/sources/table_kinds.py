"""Which table a CSV file is, by its column names."""

from __future__ import annotations

from datetime import datetime

from trigpoint.model.errors import UnsupportedFormat
from trigpoint.sources.archiver_report import is_archiver_report, read_archiver_report
from trigpoint.sources.claim_table import is_claim_table, read_claim_table
from trigpoint.sources.csv_rows import header_of
from trigpoint.sources.item_table import is_atlos, is_auto_archiver, read_atlos, read_auto_archiver
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Reading
from trigpoint.sources.text import visible

_ADVICE = (
    "a case takes claims from `trigpoint export claims`, auto-archiver's sheet or report and Atlos' export; positions go to "
    "`trigpoint gaps`, `tracks` or `visits` with --case"
)


def read_table(content: bytes, where: str, limits: Limits, now: datetime) -> Reading:
    """Raises UnsupportedFormat for columns nobody here knows."""
    header = header_of(content)
    if is_claim_table(header):
        return read_claim_table(content, where, limits)
    if is_auto_archiver(header):
        return read_auto_archiver(content, where, limits, now)
    if is_archiver_report(header):
        return read_archiver_report(content, where, limits, now)
    if is_atlos(header):
        return read_atlos(content, where, limits)
    names = ", ".join(visible(name)[:30] for name in sorted(header)[:6])
    raise UnsupportedFormat(where, f"is a table with columns no reader here knows ({names or 'none'})", _ADVICE)
