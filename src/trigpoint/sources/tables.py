"""What all place tables share: cells with several names, and which names are worth indexing."""

from __future__ import annotations

import re

_READABLE = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\u0590-\u05ff\u0600-\u06ff]")


def split_cell(cell: str | None) -> tuple[str, ...]:
    return tuple(x.strip() for x in (cell or "").split("|") if x.strip())


def is_alias(name: str) -> bool:
    """Not a machine transliteration ("al tartr"), an airport code ("ALP"), or a script no reader here can split."""
    if not _READABLE.match(name.lstrip("'‘’ʻ")) or len(name) < 3:
        return False
    return not (name.isascii() and (name[0].islower() or (name.isupper() and len(name) <= 4)))
