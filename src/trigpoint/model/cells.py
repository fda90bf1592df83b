"""Cells of tables that pass between desks: written so that no spreadsheet takes them for a formula, and read back exactly."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

# One row per claim; lists stand as JSON in their cell. Times are half-open ISO 8601 in UTC, distances kilometres.
CLAIM_COLUMNS = (
    "claim_id", "events", "outlet", "published", "url", "title", "language", "quote", "event_type", "when_start", "when_end",
    "precision", "anchor", "words", "place_text", "place_name", "latitude", "longitude", "radius_km", "place_kind", "country",
    "actors", "targets", "outcome", "counts", "attribution", "modality", "negated", "aggregate", "extractor", "sha256", "start",
    "end", "notice",
)  # fmt: skip


def neutral(cell: str, *, is_number: bool = False) -> str:
    """The cell as a spreadsheet may take it in: an apostrophe goes before what looks like a formula (OWASP, CSV injection).

    A cell that begins with an apostrophe gets one more, so that `plain_cell` undoes it exactly.
    """
    if is_number and is_numeral(cell):
        return cell
    looks_like_one = cell.lstrip(" ").startswith(_FORMULA) or cell.startswith(("'", *_FORMULA))
    return f"'{cell}" if looks_like_one else cell


def plain_cell(cell: str) -> str:
    """The cell before `neutral` put its apostrophe there."""
    return cell.removeprefix("'")


def is_numeral(text: str) -> bool:
    """Python reads it as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
