"""Lines of a printed page back to paragraphs.

A PDF knows no paragraphs, only lines that end at the margin. Sentences must be whole before anyone reads them, so
lines are joined here, before the rendition is stored: its offsets are those of the joined text.
"""

from __future__ import annotations

import re
from collections import Counter
from statistics import quantiles

PAGE_BREAK = "\f"
_FULL = 0.8  # of the width of the widest lines: a shorter line ends its paragraph
_FULL_TO_THE_END = 0.9  # a line that ends with its sentence must be fuller than others to go on
_SHORT = 0.6
_RUNNING = 3  # pages that must share a line before it counts as a running head
_LEAST = 25  # characters: below this a page is a list or a table, whatever its widths
_ENDS = re.compile(r"[.!?:;\"”’)\]؟]\s*$")
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_BULLET = re.compile(r"^\s*(?:[•▪●◦–—*-]|\(?\d{1,3}[.)])\s")
_WORD = re.compile(r"\w+(?:-\w+)*")


def paragraphs(pages: list[str]) -> str:
    """All pages as one text: lines joined to paragraphs, a blank line between these, a form feed between pages."""
    pages = _without_running_heads(pages)
    words = {word.lower() for page in pages for word in _WORD.findall(page)}
    return PAGE_BREAK.join(_paragraphs_of(page, words) for page in pages)


def _without_running_heads(pages: list[str]) -> list[str]:
    """A first or last line that most pages share, page numbers apart, is the printer's and not the author's."""
    edges = Counter(edge for page in pages for edge in {_edge(line) for line in _first_and_last(page)})
    often = max(_RUNNING, len(pages) / 2)
    return [_without(page, {edge for edge, count in edges.items() if count >= often}) for page in pages]


def _first_and_last(page: str) -> list[str]:
    lines = [line for line in page.split("\n") if line.strip()]
    return lines[:1] + lines[-1:]


def _edge(line: str) -> str:
    return " ".join(re.sub(r"\d+", " ", line).split())


def _without(page: str, running: set[str]) -> str:
    if not running:
        return page
    drop = {line for line in _first_and_last(page) if _edge(line) in running}
    return "\n".join(line for line in page.split("\n") if line not in drop)


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
        if goes_on and not _BULLET.match(line) and not _is_heading(found[-1], line, width):
            found[-1] = _joined(found[-1], line, words)
        else:
            found.append(line)
        full = _FULL_TO_THE_END if _ENDS.search(line) else _FULL
        goes_on = len(line) >= max(full * width, _LEAST) or bool(_HYPHEN.search(line)) or line[-1] == ","
    return "\n\n".join(found)


def _is_heading(before: str, line: str, width: float) -> bool:
    """A short line after a whole sentence that begins with a capital and ends with no mark."""
    return bool(_ENDS.search(before)) and len(line) < _SHORT * width and line[0].isupper() and not _ENDS.search(line)


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
