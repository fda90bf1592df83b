"""A total and the whole list of its parts in one sentence: "killed 14 people: eight men, three women and two children"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trigpoint.evidence.reports.number_words import NUMBER_WORDS
from trigpoint.fusion.consistency import Inconsistency
from trigpoint.fusion.tallies.stated import MONTHS
from trigpoint.fusion.wording.sentences import sentence_spans
from trigpoint.model.capture import Article

_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD = {word: n for n, word in enumerate(NUMBER_WORDS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SPELT = "|".join(sorted(_WORD, key=len, reverse=True))
_NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{'|'.join(_TENS)})-(?:{'|'.join(NUMBER_WORDS[1:10])})|{_SPELT}"
_PARAGRAPH = re.compile(r"\n\s*\n")
_LIST = re.compile(r"(?::|\s[–—-]|—)\s+(?=\S)")  # what follows tells the parts; "10:45" has no space
_COUNTED = re.compile(rf"(?<![\w.,:/-])({_NUMBER})\s+([^\W\d_]{{3,}})", re.IGNORECASE)
_PART = re.compile(rf"({_NUMBER})(?![\w.:/%°-])(?!\s*(?:per cent|percent|%|km|m|kg|hours?|minutes?)\b)", re.IGNORECASE)
_BETWEEN = re.compile(r",\s+and\s+|;\s+and\s+|,\s+|;\s+|\s+and\s+")
_ROUGH = re.compile(
    r"\b(?:least|about|around|some|nearly|almost|over|than|roughly|up to|including|among|of them)\b", re.I
)
_NEAR = 0.35  # parts further from the total than this share of it count something else
_LEAST = 2


def check_listed(article: Article, text: str) -> Iterator[Inconsistency]:
    """Every sentence of an article that lists the parts of a number and they do not add up to it. `text`: of the capture.

    Only where a colon or a dash opens the list, each part begins with a number, and nothing is rough ("at least", "including").
    """
    for flat in _sentences(text[article.start : article.end]):
        if (found := _uneven(flat)) is not None:
            total, parts = found
            why = f"{' + '.join(f'{n:,}' for n in parts)} is {sum(parts):,}, but {total:,} stands before them"
            yield Inconsistency(kind="sum", why=why, claims=(), articles=(article.id,), quotes=(flat,))


def _sentences(text: str) -> Iterator[str]:
    for paragraph in _PARAGRAPH.split(text):
        for start, end in sentence_spans(paragraph):
            yield " ".join(paragraph[start:end].split())


def _uneven(sentence: str) -> tuple[int, list[int]] | None:
    """The total and its parts, where they differ by little; None where there is no such list or it adds up."""
    opened = list(_LIST.finditer(sentence))
    if len(opened) != 1 or _ROUGH.search(sentence):
        return None
    before = _last_total(sentence[: opened[0].start()])
    parts = _parts(sentence[opened[0].end() :].rstrip(' .!?”"'))
    if before is None or len(parts) < _LEAST:
        return None
    apart = abs(sum(parts) - before)
    return (before, parts) if 0 < apart <= max(1, _NEAR * before) else None


def _last_total(text: str) -> int | None:
    """The last number before the list, where it counts things and is no year, day or part of a larger name."""
    last = None
    for found in _COUNTED.finditer(text):
        if not MONTHS.match(found[2]) and not re.search(r"\b(?:on|in|since|by)\s+$", text[: found.start()]):
            last = _value(found[1])
    return last


def _parts(text: str) -> list[int]:
    """The number that begins each part; nothing where a part begins otherwise."""
    pieces = [p for p in _BETWEEN.split(text) if p]
    found = [_PART.match(p) for p in pieces]
    return [_value(m[1]) for m in found if m is not None] if all(found) else []


def _value(words: str) -> int:
    plain = words.casefold().replace(",", "")
    return int(plain) if plain.isdigit() else sum(_WORD[w] for w in plain.split("-"))
