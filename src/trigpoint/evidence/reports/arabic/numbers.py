"""How many, in Arabic: digits, number words, duals, and what happened to those counted."""

from __future__ import annotations

from collections.abc import Sequence

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at
from trigpoint.model import Count, CountStatus

_REACH = 5  # words between a number and the word for what happened
_AND = "و"
_DUALS = ("ان", "ين")
_AT_LEAST = fold("على الأقل").split()
# Nouns whose plural is another word: "جنديين" is two soldiers, while "مقاتلين" may be any number of fighters.
_MANY = frozenset(map(fold, ("آلاف", "ملايين", "الآلاف")))  # "thousands" is no number
_AMONG = frozenset(map(fold, ("بينهم", "بينهن", "بينها", "منهم", "منها", "بينهما")))  # a part of the number before
_DUAL_PEOPLE = frozenset(
    fold(w)
    for w in (
        "جندي",
        "شخص",
        "امرأت",
        "عنصر",
        "ضابط",
        "طفل",
        "طفلت",
        "فتات",
        "سيدت",
        "قتيل",
        "جريح",
        "شهيد",
        "شرطي",
        "رجل",
        "شاب",
        "عامل",
    )
)


def find_counts(words: Sequence[Word], lexicon: ArabicLexicon, skip: frozenset[int] = frozenset()) -> tuple[Count, ...]:
    """Counts of people and things with their status. `skip` are words that belong to dates and names."""
    found: list[Count] = []
    at = 0
    while at < len(words):
        value, last = _number(words, at, lexicon) if at not in skip else (None, at)
        if value is None or (at and words[at - 1].folded in _AMONG):
            at = max(last, at + 1)
            continue
        status = _status(words, at, last, lexicon)
        if status is not None and all(c.status is not status for c in found):
            open_end = _is_least(words, at, last, lexicon)
            counted = words[last] if last < len(words) and last > at else words[at]
            unit = next((lexicon.units[f] for f in counted.longest_first if f in lexicon.units), counted.text)
            found.append(Count(min=value, max=None if open_end else value, unit=unit, status=status))
        at = max(last, at + 1)
    return tuple(found)


def _number(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> tuple[int | None, int]:
    """(value, end) of the number that begins here; a dual noun is its own number: (2, at)."""
    digits = words[at].number
    if digits is not None:
        return _thousands(words, at, digits, lexicon)
    value = _word_value(words[at], lexicon)
    if value is None:
        stem = next((words[at].folded[:-2] for e in _DUALS if words[at].folded.endswith(e)), "")
        bare = stem.removeprefix(_AND).removeprefix("ال")
        is_dual = bare in _DUAL_PEOPLE or (words[at].folded.endswith(_DUALS[0]) and bare in lexicon.units)
        return (2, at) if is_dual else (None, at)
    if words[at].folded.removeprefix(_AND) in _MANY:
        return None, at
    last = at + 1
    while last < len(words):
        more = _word_value(words[last], lexicon)
        if more is None or not (words[last].folded.startswith(_AND) or value < 10 <= more or more >= 1000):
            break
        value = (
            value * more if more >= 100 and value < 1000 and not words[last].folded.startswith(_AND) else value + more
        )
        last += 1
    return value, last


def _thousands(words: Sequence[Word], at: int, digits: float, lexicon: ArabicLexicon) -> tuple[int | None, int]:
    """ "31", "31 ألفا", "31 ألفا و45", "1,5 مليون"."""
    last = at + 1
    times = _word_value(words[last], lexicon) if last < len(words) and words[last].folded[0] != _AND else None
    if times is None or times < 1000 or digits >= times:
        return (int(digits), last) if digits == int(digits) else (None, at)
    value, last = round(digits * times), last + 1
    more = words[last + 1].number if last + 1 < len(words) and words[last].folded == _AND else None
    return (value + int(more), last + 2) if more is not None and more < times else (value, last)


def _word_value(word: Word, lexicon: ArabicLexicon) -> int | None:
    return next((lexicon.numbers[f] for f in word.longest_first if f in lexicon.numbers), None)


def _status(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> CountStatus | None:
    """The nearest word for what happened: "174 قتيلا" after, "مقتل 18 شخصا" before."""
    if last == first and (own := _stem_status(words[first], lexicon)) is not None:
        return own
    if first and (status := _of(words[first - 1], lexicon)) is not None:
        return status
    for step in range(_REACH):
        after, before = last + step, first - 1 - step
        if step < 2 and after < len(words) and (status := _of(words[after], lexicon)) is not None:
            return status
        if before >= 0 and (status := _of(words[before], lexicon)) is not None:
            return status
    return None


def _stem_status(word: Word, lexicon: ArabicLexicon) -> CountStatus | None:
    """ "قتيلان" says both how many and what became of them."""
    return next(
        (lexicon.counts[f[:-2]] for f in word.longest_first if f.endswith(_DUALS) and f[:-2] in lexicon.counts), None
    )


def _of(word: Word, lexicon: ArabicLexicon) -> CountStatus | None:
    return next((lexicon.counts[f] for f in word.longest_first if f in lexicon.counts), None)


def _is_least(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> bool:
    before = any(
        (found := phrase_at(words, k, lexicon.at_least)) is not None and k + found[0] == first
        for k in range(max(0, first - 4), first)
    )
    tail = [w.folded for w in words[last : last + 4]]
    return before or any(tail[k : k + 2] == _AT_LEAST for k in range(len(tail)))
