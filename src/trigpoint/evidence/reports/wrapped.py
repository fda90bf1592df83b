"""Lines that a mail program or an editor broke at a margin, back to the paragraphs they were.

A line was broken where the next line's first word would not have fitted; a title, a list or a table is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Lines = list[tuple[int, int]]

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BREAK = re.compile(r"[ \t]*(?:\r\n|[\n\r\u2028\u2029])")
_ITEM = re.compile(r"\s*(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)](?=\s)|\[\d{1,3}\]|\d{1,2}[:.]\d\d\b)")
_ENDED = re.compile(r"[.!?:][\"”’')\]]*\s*$")
_MARGIN = (45, 110)  # characters a line broken at a margin has; longer lines are whole paragraphs


def paragraph_lines(text: str, start: int, end: int) -> Lines:
    """The lines of `text[start:end]` that are not blank, those broken at a margin put together; half-open spans."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, start, end) if m.group().strip()]
    return [span for group in _groups(text, lines) for span in _whole(text, group)]


def _groups(text: str, lines: Lines) -> Iterator[Lines]:
    """Runs of lines with one line break between."""
    group: Lines = []
    for line in lines:
        if group and _BREAK.fullmatch(text, group[-1][1], line[0]) is None:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _whole(text: str, group: Lines) -> Lines:
    """The group as one paragraph where it was broken at a margin, else its lines."""
    if len(group) < 2 or not _is_wrapped([text[a:b].rstrip() for a, b in group]):
        return group
    return [(group[0][0], group[-1][1])]


def _is_wrapped(lines: list[str]) -> bool:
    width = max(map(len, lines))
    if not _MARGIN[0] <= width <= _MARGIN[1] or any(_ITEM.match(line) for line in lines[1:]):
        return False
    if len(lines) == 2 and _ENDED.search(lines[0]):
        return False  # as well two paragraphs of one line each
    return all(
        len(line) + 1 + len(after.split()[0]) > width and len(line) >= _MARGIN[0] - 5 for line, after in pairwise(lines)
    )
