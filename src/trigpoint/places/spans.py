"""A stretch of a text that names a place, before it is known which."""

from __future__ import annotations

import attrs

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@attrs.frozen(kw_only=True, eq=False)
class Span:
    """Words [first, last) of the text that name a place; `rows` bear that name. No rows: no list has it."""

    start: int  # characters, half-open, head included
    end: int
    first: int
    last: int  # words of the name itself
    normal: str
    rows: tuple[tuple[int, bool], ...]  # (row, is an alias)
    head: str = ""  # "site", "admin1", "district", "settlement", "region": what the words beside it say it is
    head_text: str = ""  # those words
    head_before: bool = False  # "the airbase at X": X is named, the airbase is meant
    label: str = ""  # the entity's label, "" where spaCy saw none
    by_skeleton: bool = (
        False  # rows are spelt or sound like the name, or bear it where little else says that it is a place
    )
    sounding: frozenset[int] = frozenset()  # those of `rows` that sound like it or bear it
    is_listed: bool = False  # by_skeleton, and yet the rows bear the name
    support: float = 0.0
