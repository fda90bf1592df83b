"""Lines of a printed page back to paragraphs.

A PDF knows no paragraphs, only lines that end at the margin. Sentences must be whole before anyone reads them, so
lines are joined here, before the rendition is stored: its offsets are those of the joined text.
"""

from __future__ import annotations

import re
from statistics import quantiles

PAGE_BREAK = "\f"
_FULL = 0.8  # of the width of the widest lines: a shorter line ends its paragraph
_LEAST = 25  # characters: below this a page is a list or a table, whatever its widths
_ENDS = re.compile(r"[.!?:;\"”’)\]؟]\s*$")
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_BULLET = re.compile(r"^\s*(?:[•▪●◦–—*-]|\(?\d{1,3}[.)])\s")
_WORD = re.compile(r"\w+(?:-\w+)*")


def paragraphs(pages: list[str]) -> str:
    """All pages as one text: lines joined to paragraphs, a blank line between these, a form feed between pages."""
    words = {word.lower() for page in pages for word in _WORD.findall(page)}
    return PAGE_BREAK.join(_paragraphs_of(page, words) for page in pages)


def _paragraphs_of(page: str, words: set[str]) -> str:
    lines = [" ".join(line.split()) for line in page.replace(PAGE_BREAK, "\n").split("\n")]
    lengths = [len(line) for line in lines if line]
    width = quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0
    found: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = goes_on and bool(found) and not _ENDS.search(found[-1])
            continue
        if goes_on and not _BULLET.match(line) and _continues(found[-1], line):
            found[-1] = _joined(found[-1], line, words)
        else:
            found.append(line)
        goes_on = len(line) >= max(_FULL * width, _LEAST) or bool(_HYPHEN.search(line)) or line[-1] == ","
    return "\n\n".join(found)


def _continues(before: str, line: str) -> bool:
    """A capital after a full stop at a full line may begin a paragraph or not: it is taken as going on."""
    return not (before.isupper() and not line.isupper())


def _joined(before: str, line: str, words: set[str]) -> str:
    """A hyphen at the end of a line goes when the document writes the word without it, or nothing speaks against."""
    broken = _HYPHEN.search(before)
    rest = _WORD.match(line)
    if not broken or not rest or not line[0].islower():
        return f"{before} {line}"
    first, second = broken[1], rest[0]
    is_compound = f"{first}-{second}".lower() in words or "-" in second
    if is_compound and f"{first}{second}".lower() not in words:
        return before + line
    return before[:-1] + line
