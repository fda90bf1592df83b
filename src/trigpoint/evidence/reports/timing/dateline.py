"""The date an article itself gives as its own."""

from __future__ import annotations

import re
from datetime import date

from trigpoint.evidence.reports.timing.time_grammar import scan
from trigpoint.evidence.reports.timing.time_joins import join
from trigpoint.evidence.reports.timing.time_shapes import Between, CalendarDate, Expression, Moment, Weekday

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
_SEGMENT = re.compile(
    r"\s[|•·–—-]\s|\s*[|•·]\s*|(?<=[a-z\d])\.\s+(?=[A-Z])"
)  # parts of a line: "Desk | 3 April 2024 | Issue 4"
_BRACKETED = re.compile(r"\s*\([^()\n]{1,60}\)\s*$")
_ISSUE = re.compile(
    r"^\s*(?:issue|no\.?|number|edition|vol(?:ume)?\.?|bulletin|letter|report)\s*\d+\s*,\s*$", re.IGNORECASE
)
_AS_OF = re.compile(
    r"^(?:\W*(?:situation|status|data|figures|position|reporting|information|current|correct|valid)\s+)*as\s+(?:of|at)\b"
    r"[\s\d:.,]*(?:hrs|hours|GMT|UTC|local(?:\s+time)?|on|[ap]\.?m\.?|[\s,])*$",
    re.IGNORECASE,
)
_IN_SENTENCE = re.compile(r"\b(?:on|in|since|by|until|till|after|before|between|during|from|to)\s+$", re.IGNORECASE)
_RANGE_GOES_ON = re.compile(r"^[\s,]*(?:\d{1,2}:\d\d)?\s*(?:to|until|through|[-–—])\s*\S", re.IGNORECASE)
_LONGEST = 240  # characters looked at on either side of a date
_FURNITURE_WORDS = 6  # a line of a date and at most so many more words is a date line


def find_dateline(text: str) -> tuple[date, int, int] | None:
    """The article's own date, and where it stands, when its top gives one as such.

    A date inside a sentence is no answer. A place line without a year ("DAMASCUS, May 4 (SANA)") is one where the rest of the
    text fixes the year: the days of the week of the first sentences and the latest year told.
    """
    head = text[:_HEAD]
    found = scan(head)
    ranked = [
        (rank, one.start, dated)
        for one in found
        if (dated := _whole_date(one)) is not None and (rank := _rank(head, one)) is not None
    ]
    if ranked:
        return min(ranked, key=lambda r: r[:2])[2]
    return next((day for one in found if (day := _yearless(text, head, one)) is not None), None)


def latest_stated_date(text: str) -> date | None:
    """The latest whole date that a line of its own gives the text, top or further down ("UPDATE - 21 February 2019").

    An upper bound for what an article without a dateline tells as past; dates inside sentences do not count.
    """
    stated = [
        dated[0]
        for one in scan(text)
        if (dated := _whole_date(one)) is not None and _rank(text, one) is not None and not _is_heading_of(text, one)
    ]
    return max(stated, default=None)


def _is_heading_of(text: str, one: Expression) -> bool:
    """A line of a bare day may head an entry of a chronology; only a label or more words make it the text's date."""
    begin, stop = text.rfind("\n", 0, one.start) + 1, text.find("\n", one.end)
    line = text[begin : one.start] + text[one.end : len(text) if stop < 0 else stop]
    return one.start > _HEAD and not _PUNCTUATION.sub("", line)


_YEARS = 3  # years after the latest told in which a place line's day is looked for


def _yearless(text: str, head: str, one: Expression) -> tuple[date, int, int] | None:
    """ "KYIV, Dec 26 (Wire) - ... said on Tuesday ... in March 2022": the one that fits Tuesday and 2022."""
    shape = one.shape
    if not isinstance(shape, CalendarDate) or shape.year is not None or not shape.month or not shape.day:
        return None
    begin, stop = head.rfind("\n", 0, one.start) + 1, head.find("\n", one.end)
    after = head[one.end : len(head) if stop < 0 else stop]
    if not _CITY_BEFORE.match(head[begin : one.start]) or not _AGENCY_AFTER.match(after):
        return None
    told = [e.shape for e in join(text, scan(text)) if not e.limit]
    parts = [p for s in told for p in ((s.first, s.last) if isinstance(s, Between) else (s,))]
    years = [p.year for p in parts if isinstance(p, CalendarDate) and p.year is not None]
    weekdays = [e.shape.weekday for e in scan(after[:400]) if isinstance(e.shape, Weekday) and not e.shape.which]
    if not years or not weekdays:
        return None
    try:
        days = [date(y, shape.month, shape.day) for y in range(max(years), max(years) + _YEARS)]
    except ValueError:  # 29 February
        return None
    fitting = [d for d in days if (d.weekday() - weekdays[0]) % 7 <= 1]  # the day told is that day or the one before
    return (fitting[0], one.start, one.end) if len(fitting) == 1 else None


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
    if one.start - begin > _LONGEST:
        return None
    before, after = head[begin : one.start], head[one.end : min(len(head) if stop < 0 else stop, one.end + _LONGEST)]
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
    return _alone(before, after)


def _alone(before: str, after: str) -> int | None:
    """2: the part of the line that holds the date says little else; 4: the part is a period that ends with the date."""
    if len(after) >= _LONGEST:
        return None  # a paragraph: the date heads it ("Harbour again, 11 April 2021. Nothing is visible ...")
    left = _SEGMENT.split(before)[-1]
    after = _BRACKETED.sub("", after)  # "(all times local)"
    right, *rest = _SEGMENT.split(after)
    if after.strip() == "." and _ISSUE.search(left):
        return 4  # "A letter on the region. Issue 61, 20 September 2024."
    if _AS_OF.match(left.lstrip(" -–—")):
        return 2
    ends_as_sentence = (rest[-1] if rest else right).rstrip().endswith((".", "!", "?"))
    if ends_as_sentence or _IN_SENTENCE.search(left) or not _is_furniture(left + " " + right):
        return 4 if not ends_as_sentence and _ends_period(left) and _is_furniture(left + " " + right) else None
    if not rest and not _is_furniture(before + " " + after) and not _SEGMENT.search(before):
        return None
    return None if _RANGE_GOES_ON.match(after) and re.search(r"\d", after) else 2


def _ends_period(left: str) -> bool:
    return re.search(r"\d[^.!?]*\b(?:to|until|through)\s+$", left) is not None


def _is_furniture(text: str) -> bool:
    return len([w for w in _PUNCTUATION.split(text) if w]) <= _FURNITURE_WORDS
