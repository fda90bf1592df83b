"""The date an article itself gives as its own."""

from __future__ import annotations

import re
from datetime import date

from trigpoint.evidence.reports.time_grammar import scan
from trigpoint.evidence.reports.time_shapes import CalendarDate, Expression, Moment

_HEAD = 1500  # characters; a date line stands above or in the first paragraph
_LABEL = re.compile(
    r"(?:\b(?P<published>date(?:line)?|published(?:\s+(?:on|at))?|posted(?:\s+(?:on|at))?|publication\s+date|issued|released|filed)"
    r"|\b(?P<updated>(?:last\s+)?(?:updated?|modified|revised)(?:\s+(?:on|at))?))\s*[:\-–—|]?\s*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^\s*(?:by|from)\s+\S.{0,80}$", re.IGNORECASE)
_CITY_BEFORE = re.compile(r"^\s*[A-Z][\w’'.\- ]{1,40}(?:,\s*[A-Z][\w’'. ]{1,30})?,\s*\(?$")
_AGENCY_AFTER = re.compile(r"^\s*(?:\([A-Z][^)\n]{1,40}\)|[-–—])")
_PUNCTUATION = re.compile(r"[\s,.;:|/()\[\]·•\-–—]+")
_FURNITURE_WORDS = 6  # a line of a date and at most so many more words is a date line


def find_dateline(text: str) -> tuple[date, int, int] | None:
    """The article's own date, and where it stands, when its top gives a whole date as such.

    A day without a year ("DAMASCUS, May 4 (SANA)") is no answer, and neither is a date inside a sentence.
    """
    head = text[:_HEAD]
    ranked = [
        (rank, one.start, found)
        for one in scan(head)
        if (found := _whole_date(one)) is not None and (rank := _rank(head, one)) is not None
    ]
    if not ranked:
        return None
    _, _, best = min(ranked, key=lambda r: r[:2])
    return best


def _whole_date(one: Expression) -> tuple[date, int, int] | None:
    if isinstance(one.shape, Moment):
        return one.shape.at.date(), one.start, one.end
    shape = one.shape
    if not isinstance(shape, CalendarDate) or shape.year is None or not shape.month or not shape.day:
        return None
    try:
        return date(shape.year, shape.month, shape.day), one.start, one.end
    except ValueError:
        return None


def _rank(head: str, one: Expression) -> int | None:
    """0 labelled as published, 1 on a by-line or place line, 2 alone on its line, 3 updated; None: part of a sentence."""
    begin = head.rfind("\n", 0, one.start) + 1
    stop = head.find("\n", one.end)
    before, after = head[begin : one.start], head[one.end : len(head) if stop < 0 else stop]
    label = _LABEL.search(before)
    if label is None and not before.strip():
        above = head[: max(0, begin - 1)].rstrip()
        label = _LABEL.search(above[above.rfind("\n") + 1 :])
    if label is not None and (
        label.start() == 0 or _is_furniture(before[: label.start()]) or head[begin:][: label.end()].strip() == ""
    ):
        return 0 if label["published"] else 3
    if _BYLINE.match(before) and _is_furniture(after):
        return 1
    if _CITY_BEFORE.match(before) and _AGENCY_AFTER.match(after):
        return 1
    return 2 if _is_furniture(before + " " + after) and not after.rstrip().endswith((".", "!", "?")) else None


def _is_furniture(text: str) -> bool:
    return len([w for w in _PUNCTUATION.split(text) if w]) <= _FURNITURE_WORDS
