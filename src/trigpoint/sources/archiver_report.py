"""auto-archiver's CSV report (its `csv_db`): one row per item, `status`, `metadata` and `media` as Python literals.

The literals are parsed, never evaluated: constants, lists, dicts and `datetime.datetime(...)` of numbers are read; anything else
makes the row one that does not fit. Columns as bellingcat/auto-archiver writes them: `status,metadata,media`, newer
ones with `_context`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.csv_rows import Rows, read_rows, shown_faults
from trigpoint.sources.item_table import account_of, address, copies_in
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Piece, Reading, lay_out
from trigpoint.sources.stated_dates import stated_date
from trigpoint.sources.text import visible, within

_MOST_DEPTH = 12  # of lists and dicts in one another


def is_archiver_report(header: frozenset[str]) -> bool:
    """The columns of `csv_db`."""
    return header >= {"status", "metadata", "media"} and header <= {"status", "metadata", "media", "_context"}


def read_archiver_report(content: bytes, where: str, limits: Limits, now: datetime) -> Reading:
    """One piece per archived item that has words of its own. Nothing is fetched: copies are noted as links."""
    rows = read_rows(content, where, limits)
    doubts: Counter[str] = Counter()
    faults = list(rows.faults)
    text, pieces = lay_out(_items(rows, now, doubts, faults))
    if not pieces:
        raise UnreadableFile(where, "has no row with words to read")
    flags = [f"{what}: {count} rows" for what, count in sorted(doubts.items())]
    return Reading(
        text=within(text, limits.text_chars, where), pieces=pieces, media_type="text/csv", reader="auto-archiver report 1",
        flags=(*flags, *shown_faults(faults)),
    )  # fmt: skip


def _items(rows: Rows, now: datetime, doubts: Counter[str], faults: list[str]) -> Iterator[tuple[Piece, str]]:
    for number, row in rows.rows:
        try:
            facts, media = _literal(row.get("metadata", "")), _literal(row.get("media", ""))
        except ValueError as problem:
            faults.append(f"row {number} {problem}")
            continue
        facts = facts if isinstance(facts, dict) else {}
        title, words = (_text(facts.get(name)) for name in ("title", "content"))
        body = "\n\n".join(filter(visible, (title, words)))
        if not body:
            doubts["no words of their own"] += 1
            continue
        if "success" not in row.get("status", "").casefold():
            doubts["not archived with success"] += 1
        published, doubt = stated_date(_text(facts.get("timestamp")), now)
        if doubt:
            doubts["upload time not believed"] += 1
        url = address(_text(facts.get("url")))
        yield (
            Piece(
                start=0, end=0, title=visible(title)[:500], outlet=account_of(url), published=published, url=url,
                published_basis="auto-archiver: timestamp" if published else "", links=copies_in(_copies(media)),
            ),
            body,
        )  # fmt: skip


def _copies(media: Any) -> Iterator[str]:
    """Where each medium was stored, else what its file was called."""
    for one in media if isinstance(media, list) else ():
        if isinstance(one, dict):
            urls = one.get("urls")
            yield from (_text(u) for u in urls) if isinstance(urls, list) and urls else (_text(one.get("filename")),)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat() if isinstance(value, datetime) else ""


def _literal(cell: str) -> Any:
    """A cell's value; None for an empty one. Raises ValueError for what is no plain literal."""
    if not cell.strip():
        return None
    try:
        return _value(ast.parse(cell.strip(), mode="eval").body, 0)
    except (SyntaxError, RecursionError, MemoryError, TypeError, OverflowError):
        raise ValueError("holds a cell that is no list of plain values") from None


def _value(node: ast.expr, depth: int) -> Any:
    if depth > _MOST_DEPTH:
        raise ValueError("holds a cell that is nested too deep")
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value(n, depth + 1) for n in node.elts]
    if isinstance(node, ast.Dict):
        keys = [_value(k, depth + 1) if k is not None else None for k in node.keys]
        values = [_value(v, depth + 1) for v in node.values]
        return {k: v for k, v in zip(keys, values, strict=True) if isinstance(k, str)}
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "datetime.datetime":
        return datetime(*(n.value for n in node.args if isinstance(n, ast.Constant)), tzinfo=UTC)  # type: ignore[arg-type,misc]
    if isinstance(node, ast.UnaryOp | ast.Name | ast.Call | ast.Attribute):
        return None  # a number below zero, a class: nothing that is read
    raise ValueError("holds a cell that is no list of plain values")
