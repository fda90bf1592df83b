"""Whether a text file is one article or several pasted one below the other.

A new article begins behind a rule, a form feed, an archive's end mark or two blank lines, where the lines that follow give it a
head of its own: a title, and a day, a by-line, a labelled source or an address. A rule alone parts sections, and a bare day
heads an entry of a chronology, so neither is enough. When in doubt the file stays one article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Stretch = tuple[int, int]

_LEAST = 120  # characters of prose that make an article
_HEAD_LINES = 6
# possessive: a line of a million dashes and blanks is looked at once
_RULE = re.compile(
    r"^[ \t]*+(?:(?:[-=_*#~•—–][ \t]*+){3,}+|end of document[ \t]*+|document [A-Z]{2,}[A-Z0-9]{10,}[ \t]*+)$|\f",
    re.MULTILINE | re.IGNORECASE,
)
_GAP = re.compile(r"(?:\r\n|\n|\r)(?:[ \t]*+(?:\r\n|\n|\r)){2,}+")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_DATED = re.compile(rf"\b{_DAY}", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:published|posted|updated|date|load-date|source|outlet|byline|author|url|link|copyright)\b", re.IGNORECASE
)
_BYLINE = re.compile(r"^by\s+[A-Z]", re.IGNORECASE)
_PLACE_LINE = re.compile(r"^[A-Z][\w’'. -]{2,40},\s.{0,40}\([A-Z][^()\n]{1,40}\)\s*[-–—]")
_ADDRESS = re.compile(r"^https?://\S+$")
_ENDED = re.compile(r"[.!?;,:][\"”’')\]]*$")


def articles_in(text: str) -> list[Stretch]:
    """[start, end) of each article; one stretch over all where the text is a single one."""
    whole = [(0, len(text))]
    parts = list(_parts(text))
    if len(parts) < 2:
        return whole
    found: list[Stretch] = []
    for start, end in parts:
        if not found or _has_head(text[start:end]):
            found.append((start, end))
        else:
            found[-1] = (found[-1][0], end)
    if len(found) < 2 or not _has_head(text[slice(*found[0])]):
        return whole
    return found if all(_prose(text[a:b]) >= _LEAST for a, b in found) else whole


def title_of(text: str) -> str:
    """The first line that reads like a title."""
    return next((line for line in _lines(text)[:_HEAD_LINES] if _is_title(line)), "")


def _parts(text: str) -> Iterator[Stretch]:
    """What stands between rules and wide gaps, without the white space around."""
    cuts = sorted([m.span() for m in _RULE.finditer(text)] + [m.span() for m in _GAP.finditer(text)])
    at = 0
    for start, end in [*cuts, (len(text), len(text))]:
        piece = text[at:start]
        if piece.strip("\ufeff \t\r\n"):
            yield at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())
        at = max(at, end)


def _has_head(part: str) -> bool:
    head = _lines(part)[:_HEAD_LINES]
    titled = any(_is_title(line) for line in head[:3])
    return titled and any(_says_whence(line) for line in head)


def _says_whence(line: str) -> bool:
    if (
        len(line) <= 90
        and not _ENDED.search(line)
        and (_DATED.search(line) or _LABEL.match(line) or _BYLINE.match(line))
    ):
        return True
    return bool(_ADDRESS.match(line) or _PLACE_LINE.match(line))


def _is_title(line: str) -> bool:
    words = line.split()
    plain = not _ENDED.search(line) and not _LABEL.match(line) and not _BYLINE.match(line) and not _ADDRESS.match(line)
    return plain and 3 <= len(words) <= 25 and not _DATED.fullmatch(line) and any(c.isalpha() for c in line)


def _lines(part: str) -> list[str]:
    return [line.strip("\ufeff \t") for line in part.splitlines() if line.strip("\ufeff \t")]


def _prose(part: str) -> int:
    return sum(len(line) for line in _lines(part) if len(line) > 60 or _ENDED.search(line))
