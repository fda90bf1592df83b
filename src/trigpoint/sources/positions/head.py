"""How a text table is laid out: charset, delimiter, where its header stands. Told by the header, not by sampling the rows."""

from __future__ import annotations

import csv
from pathlib import Path

import attrs

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.positions.columns import map_columns, missing
from trigpoint.sources.positions.opening import head_of

DELIMITERS = ",;\t|"
LOOKED_AT = 50  # lines that may stand before the header
MOST_COLUMNS = 2_000
NOT_UTF8 = "is not UTF-8 and is read as Latin-1"


@attrs.frozen(kw_only=True)
class Layout:
    """How to read a text table."""

    names: tuple[str, ...]  # of the columns, each once
    delimiter: str
    skip: int  # lines up to and with the header
    encoding: str  # "utf-8", "utf-16", "latin-1"
    is_packed: bool
    flags: tuple[str, ...] = ()


def layout_of(path: Path) -> Layout:
    """The layout of a text table. Raises UnreadableFile where no line looks like a header."""
    head, packed = head_of(path, 1 << 20)
    encoding = encoding_of(head)
    if b"\r" in head and b"\n" not in head:
        raise UnreadableFile(str(path), "ends its lines with a carriage return alone", "save it with line feeds")
    text = head[: len(head) // 2 * 2].decode(encoding, errors="replace").lstrip("\ufeff")
    lines = text.splitlines()[:LOOKED_AT]
    if not lines:
        raise UnreadableFile(str(path), "is empty")
    read = [_split(line) for line in lines]
    at = next((k for k, (_, names) in enumerate(read) if not missing(map_columns(names))), None)
    if at is None:
        at = next((k for k, line in enumerate(lines) if line.strip()), 0)
    delimiter, names = read[at]
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(str(path), f"has a header of {len(names)} columns", "give a table of positions")
    flags = ((f"{at} lines before the header were passed over",) if at else ()) + (
        (NOT_UTF8,) if encoding == "latin-1" else ()
    )
    return Layout(
        names=_each_once(names), delimiter=delimiter, skip=at + 1, encoding=encoding, is_packed=packed, flags=flags
    )


def encoding_of(head: bytes) -> str:
    """By its mark, else UTF-8 where the bytes allow it, else Latin-1, in which every byte is a letter."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start > len(head) - 4 else "latin-1"  # a letter cut at the end is none that is wrong
    return "utf-8"


def _split(line: str) -> tuple[str, list[str]]:
    delimiter = max(DELIMITERS, key=line.count)
    line = line.replace("\0", "")[:1_000_000]
    try:
        return delimiter, next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return delimiter, line.split(delimiter)


def _each_once(names: list[str]) -> tuple[str, ...]:
    """A name that comes twice gets a number: the first of them is the one that is read."""
    seen: set[str] = set()
    found = []
    for k, name in enumerate(names):
        spelt = name.strip() or f"column {k + 1}"
        while spelt.lower() in seen:
            spelt += f" ({k + 1})"
        seen.add(spelt.lower())
        found.append(spelt)
    return tuple(found)
