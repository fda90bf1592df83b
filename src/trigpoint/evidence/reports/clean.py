"""What in a text is prose. Spans are marked, never cut: offsets stay those of the capture's text.

Works line by line on generic cues; no cue knows a site. Sentences inside furniture can still be looked at by a reader,
they only give no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

import attrs

from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.wrapped import paragraph_lines
from trigpoint.model import Article


class BlockKind(StrEnum):
    """What a stretch of a text is."""

    PROSE = "prose"
    HEADING = "heading"
    FURNITURE = "furniture"  # script, teasers, bylines, credits, comment footers, pay walls


@attrs.frozen(kw_only=True)
class Block:
    """A stretch of the capture's text, half-open."""

    start: int
    end: int
    kind: BlockKind
    why: str = ""  # the cue, for furniture


PLACE_LINE = "place line"
# A call, an object or a markup tag glued to or standing in prose.
_CODE = re.compile(
    r"""(?<![\w$])(?<![\w$]\.)(?P<chain>(?:[\w$]++\.)*+[\w$]++)\s*+\(\s*(?:function\b|\(\)\s*=>|\{|\[) # a.push(function
      | \bfunction\s*\w*\s*\([^)]*\)\s*\{                                       # function () {
      | \b(?:var|let|const)\s+[\w$]+\s*=\s*[\w$\[{("']                          # var x = {
      | \bwindow\.\w+|\bdocument\.\w+\(                                         # window.dataLayer
      | <\s*/?\s*(?:script|style|iframe|div|span|img|noscript)\b[^>]*>
      | (?:^|\s)[.\#][\w-]+\s*\{[^}]*:[^}]*\}                                   # .css { a: b }
      | @media\s[^{]*\{""",
    re.VERBOSE,
)
_CODE_END = re.compile(r"[;)}>\]](?=\s*$|\s+[A-Z“\"(])")
_MARKER = re.compile(r"\s*(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)](?=\s)|\[\d{1,3}\])\s+")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE_ONLY = re.compile(
    rf"\s*(?:(?:date|published|posted|updated?|last updated|on)?\s*[:–—-]?\s*)?"
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})[a-z]*\.?\s+"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}})(?:[T,\s]+\d{{1,2}}:\d\d(?::\d\d)?\s*(?:[ap]m|gmt|utc|z)?)?\s*",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"\s*(?:(?:story|words|text|photos?|analysis|report)\s+)?by\s+(?:[A-Z@][\w’'.@-]*(?:\s+(?:and|&|of|for|in|the|,))*[\s,]*){1,8}"
    rf"(?:[|,–—-]?\s*(?:(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+(?:{_MONTHS})[a-z]*\.?\s+\d{{4}}).*)?$",
    re.IGNORECASE,
)
# "BEIRUT, April 1 (Levant Wire) - ", "Homs, April 21 - ", "TRIPOLI - ", "Damascus, Syria: ", "(Wire) - "
_PLACE_LINE = re.compile(
    rf"(?:(?P<city>[A-Z][\w’'.-]*(?:[ /-][A-Z][\w’'.-]*){{0,3}}(?:,\s*(?!(?i:{_MONTHS})[a-z]*\.?\s+\d)[A-Z][\w’'. -]{{1,24}}?)?)"
    rf"(?P<day>,?\s*(?:(?i:{_MONTHS})[a-z]*\.?\s+\d{{1,2}}|\d{{1,2}}\s+(?i:{_MONTHS})[a-z]*\.?)(?:,?\s+\d{{4}})?)?)?"
    r"(?P<agency>\s*\([A-Z][^()\n]{1,40}\))?(?P<mark>\s+[-–—]{1,2}\s*|\s*—\s*|:\s+)(?=[\"“‘'A-Z\d])"
)
_PLACE_REACH = 140  # characters; where it was filed is said briefly
_CREDIT = re.compile(
    r"\(\s*(?:(?:photo|image|picture|credit|source|video|map|graphic|courtesy|x image|screenshot|file)\b[^()]{0,80}|[^()]{0,60}"
    r"(?:/(?:afp|reuters|ap|getty|anadolu|epa|shutterstock)|getty images|handout"
    r"|via (?:x|twitter|telegram|facebook|reuters|ap)))\s*\)\s*\.?\s*$"
    r"|/\s*(?:[A-Z][\w&.-]*\s*){1,4}$|\[(?:photo|image|file|screenshot|courtesy|credit)[^\]]*\]\s*$|(?:\||©)\s*[\w /.&-]{2,60}$"
    r"|\bcourtesy (?:of )?@?[\w. ]{2,40}$|\(@?\w[\w &.-]{1,40}\)\s*$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"\s*\d+\s+(?:comments?|shares?|views|likes|replies|responses)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s*$")
_TEASER_END = re.compile(r"(?:…|\.\.\.)\s*(?:\[?(?:read|continue|more)\b.*)?\s*$", re.IGNORECASE)


def prose_spans(text: str, article: Article, lexicon: Lexicon) -> list[Block]:
    """The blocks of `text[article.start:article.end]` in order, offsets of the whole text.

    Whitespace between blocks belongs to none. A bullet's or a numbered paragraph's mark is left out of its block.
    """
    blocks: list[Block] = []
    seen: set[str] = set()
    lines = paragraph_lines(text, article.start, article.end)
    for number, (start, end) in enumerate(lines):
        for block in _pieces(text, start, end):
            if block.kind is BlockKind.FURNITURE:
                blocks.append(block)
                continue
            line = text[block.start : block.end]
            key = " ".join(line.casefold().split())
            nxt = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
            kind, why = _classify(line, nxt, lexicon)
            if kind is not BlockKind.FURNITURE and len(key) > 20 and key in seen:
                kind, why = BlockKind.FURNITURE, "said before, word for word"
            seen.add(key)
            blocks.append(Block(start=block.start, end=block.end, kind=kind, why=why))
    return _after_the_end(blocks)


def _pieces(text: str, start: int, end: int) -> Iterator[Block]:
    """A line cut at the borders of code, dates put before it, and its bullet."""
    if marker := _MARKER.match(text, start, end):
        start = marker.end()
    dated = _DATE_ONLY.match(text, start, end)
    if (
        dated
        and dated.group().strip()
        and dated.end() < end
        and text[start:end]
        .lstrip()
        .casefold()
        .startswith(("date ", "date:", "published", "posted", "updated", "last updated"))
    ):
        yield Block(start=start, end=dated.end(), kind=BlockKind.FURNITURE, why="date line")
        start = dated.end()
    if (place_line := _place_line(text, start, end)) is not None:
        yield Block(start=start, end=place_line, kind=BlockKind.FURNITURE, why=PLACE_LINE)
        start = place_line
    while start < end and (code := _CODE.search(text, start, end)):
        cut = _code_start(code, text)
        yield from _trimmed(text, start, cut, BlockKind.PROSE)
        close = _code_close(text, code.end(), end)
        yield Block(start=cut, end=close, kind=BlockKind.FURNITURE, why="page script")
        start = close
    yield from _trimmed(text, start, end, BlockKind.PROSE)


def _place_line(text: str, start: int, end: int) -> int | None:
    """Where the words that say where and by whom a report was filed end; nothing happened there by their being there."""
    found = _PLACE_LINE.match(text, start, min(end, start + _PLACE_REACH))
    if found is None or end - found.end() < 40:
        return None
    city, mark = found["city"] or "", found["mark"].strip()
    if mark == ":":
        return found.end() if "," in city and not found["day"] and not found["agency"] and len(city) < 40 else None
    return found.end() if found["day"] or found["agency"] or (city.isupper() and len(city) > 3) else None


def _code_start(code: re.Match[str], text: str) -> int:
    """Where the script begins: in "Syria.cnxps.cmd.push(" the first word is the sentence's last."""
    chain = code.group("chain") or ""
    first, dot, rest = chain.partition(".")
    before = text[max(0, code.start() - 2) : code.start()]
    if dot and "." in rest and first.isalpha() and (first[0].isupper() or before[-1:] == " "):
        return code.start() + len(first) + 1
    return code.start()


def _code_close(text: str, at: int, end: int) -> int:
    last = at
    for m in _CODE_END.finditer(text, at, end):
        last = m.end()
        depth = sum(text.count(c, at, last) for c in "{(") - sum(text.count(c, at, last) for c in "})")
        if depth < 0 or (depth == 0 and not _CODE.match(text, last, end)):
            break
    return last if last > at else end


def _trimmed(text: str, start: int, end: int, kind: BlockKind) -> Iterator[Block]:
    piece = text[start:end]
    if stripped := piece.strip():
        start += len(piece) - len(piece.lstrip())
        yield Block(start=start, end=start + len(stripped), kind=kind)


def _classify(line: str, following: str, lexicon: Lexicon) -> tuple[BlockKind, str]:
    why = _furniture_cue(line, following, lexicon)
    if why:
        return BlockKind.FURNITURE, why
    if not _SENTENCE_END.search(line) and _looks_like_heading(line):
        return BlockKind.HEADING, ""
    return BlockKind.PROSE, ""


def _furniture_cue(line: str, following: str, lexicon: Lexicon) -> str:
    bare = line.strip()
    low = bare.casefold().lstrip("*_#>|[( ")
    words = len(low.split())
    ended = bool(_SENTENCE_END.search(bare))
    if low.rstrip(" :|") in lexicon.words["furniture_lone"]:
        return "page furniture"
    if any(low.startswith(prefix) for prefix in _prefixes(lexicon)) and (words <= 30 or not ended):
        return "page furniture"
    if (
        _TEASER_END.search(bare)
        and words > 6
        and (len(bare) > 60 or following.casefold().startswith(low.rstrip(". …")[:40]))
    ):
        return "teaser cut off"
    if _DATE_ONLY.fullmatch(bare):
        return "date line"
    if words <= 14 and not ended and len(bare) <= 200 and (_BYLINE.match(bare) or _COMMENTS.match(bare)):
        return "byline"
    if _CREDIT.search(bare[-200:]) and (not ended or words <= 40) and not re.search(r"[.!?]\s+[A-Z]", bare[:-40]):
        return "caption or credit"
    return ""


def _prefixes(lexicon: Lexicon) -> Sequence[str]:
    return sorted(lexicon.words["furniture_prefixes"])


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    return len(words) <= 22 and not line.rstrip().endswith((",", ";", "-"))


def _after_the_end(blocks: list[Block]) -> list[Block]:
    """Headings left after the last prose are the page's, not the article's."""
    last = max((i for i, b in enumerate(blocks) if b.kind is BlockKind.PROSE), default=-1)
    return [
        attrs.evolve(b, kind=BlockKind.FURNITURE, why="after the article")
        if i > last >= 0 and b.kind is BlockKind.HEADING
        else b
        for i, b in enumerate(blocks)
    ]
