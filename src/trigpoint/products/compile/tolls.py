"""Tolls in a written sentence ("nine people were killed"), and whether a cited statement gives the number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trigpoint.model import Claim, Count

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
_UNITS += ["eighteen", "nineteen"]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {w: n for n, w in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, start=2)}
_NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}}|(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(_UNITS[2:])}"
_BECAME = (
    "killed|dead|died|killing|deaths|injured|wounded|injuring|wounding|missing|detained|arrested|displaced|displacing|"
    "destroyed|destroying|damaged|damaging"
)
_BEFORE = re.compile(
    rf"(?<![\w.,/±-])({_NUMBER})(?![\w%/-]|[.,]\d)\s+(?:(?!km\b|m\b)[\w'’-]+\s+){{0,4}}?(?:{_BECAME})\b", re.IGNORECASE
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_AFTER = re.compile(
    rf"\b(?:{_BECAME})\s+(?:[\w'’-]+\s+){{0,3}}?({_NUMBER})(?![\w%/-]|[.,]\d)(?!\s+(?:km|m|days?|hours?|{_MONTHS})\b)",
    re.IGNORECASE,
)
_YEAR = range(1900, 2100)


def tolls_said(text: str) -> Iterator[tuple[str, int]]:
    """Numbers of people or things that something became of, as written and as a number; years are passed over."""
    seen = set()
    for pattern in (_BEFORE, _AFTER):
        for found in pattern.finditer(text):
            value = _value(found[1])
            if found.start(1) not in seen and not (found[1].isdigit() and value in _YEAR):
                seen.add(found.start(1))
                yield found[1], value


def is_told(value: int, claims: Iterable[Claim]) -> bool:
    """Some cited statement gives the number: as a count, or in its words."""
    return any(
        any(_holds(count, value) for count in claim.counts) or value in _numbers(claim.quote.text) for claim in claims
    )


def _holds(count: Count, value: int) -> bool:
    """ "At least 8" bears 8, not 80; "8 to 12" bears what lies between."""
    if count.min is not None and count.max is not None:
        return count.min <= value <= count.max
    return value in (count.min, count.max)


def _numbers(text: str) -> set[int]:
    return {_value(m[0]) for m in re.finditer(rf"(?<!\w)(?:{_NUMBER}|one)(?!\w)", _western(text), re.IGNORECASE)}


def _value(words: str) -> int:
    plain = words.casefold().replace(",", "")
    if plain.isdigit():
        return int(plain)
    return sum(_VALUES.get(part, 0) for part in re.split("[ -]", plain))


def _western(text: str) -> str:
    """Arabic-Indic and Persian digits as Western ones."""
    return text.translate({0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)})
