"""Figures in a sentence: how many, and what became of those counted. Read alike in a written brief and in the words it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

from trigpoint.model import CountStatus

_SMALL = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split()
    )
}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_PLURALS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens": 20, "millions": 2_000_000}
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?"
_UNDER_100 = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(list(_SMALL)[1:10])}))?|{'|'.join(reversed(_SMALL))}"
_NUMBER = (
    rf"(?<![\w.,/#'’*-])(?:half a dozen|{'|'.join(_PLURALS)}"
    rf"|(?:{_DIGITS}|{_UNDER_100}|a)(?:[ -](?:{'|'.join(_SCALES)}))+(?: (?:and )?(?:{_UNDER_100}))?|{_DIGITS}|{_UNDER_100})"
    r"(?![\w*]|[.,]\d|-?(?:st|nd|rd|th)\b)"
)
_FOUND = re.compile(_NUMBER, re.IGNORECASE)
_LEAST = re.compile(
    r"\b(?:at least|more than|over|no fewer than|not less than|upwards of|a minimum of|in excess of|above)\s+$", re.I
)
_MOST = re.compile(r"\b(?:fewer than|less than|under|below|no more than|at most)\s+$", re.I)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|some|roughly|approximately|an estimated|close to|circa|almost|nearly)|~)\s*$", re.I
)
_JOINS = re.compile(r"\s*(?:to|or|[-–])\s*$", re.I)
_BETWEEN = re.compile(r"\bbetween\s+$", re.I)

_BECAME = {
    CountStatus.KILLED: "killed killing kills kill dead died die dying deaths death fatalities fatality slain martyred perished",
    CountStatus.INJURED: "injured injuring injures injuries wounded wounding wounds hurt hurting",
    CountStatus.MISSING: "missing",
    CountStatus.DETAINED: "detained detaining arrested arresting arrests captured abducted imprisoned",
    CountStatus.DISPLACED: "displaced displacing fled evacuated",
    CountStatus.DESTROYED: "destroyed destroying destroys destroy levelled flattened",
    CountStatus.DAMAGED: "damaged damaging damages",
}
STATUS_OF: Mapping[str, CountStatus] = {word: status for status, words in _BECAME.items() for word in words.split()}
_EITHER = {
    "casualties": frozenset({CountStatus.KILLED, CountStatus.INJURED}),
    "casualty": frozenset({CountStatus.KILLED, CountStatus.INJURED}),
}
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[,;:.()]")
_REACH_AFTER, _REACH_BEFORE = 6, 4
_EVIDENCE = frozenset(
    ("origin origins source sources report reports account accounts outlet outlets article articles statement "
     "statements agency agencies side sides party parties measurement measurements look looks monitor monitors "
     "witness witnesses independent").split()
)  # fmt: skip
_LENGTHS = frozenset(
    ("km kilometre kilometres kilometer kilometers m metre metres meter meters mile miles mi ft feet foot "
     "nautical nm knots knot second seconds minute minutes min hour hours h day days week weeks month months "
     "year years o'clock am pm utc gmt mm cm kg lb ton tons tonne tonnes degree degrees").split()
)  # fmt: skip
_LABELS = frozenset(
    ("no nos number hall hangar building block gate structure site phase camp unit sector berth pier row event "
     "note step level grade page chapter route highway resolution article line squadron brigade division "
     "regiment battalion corps chart figure table shelter").split()
)  # fmt: skip
_IN_YEAR = re.compile(r"\b(?:in|since|until|of|by|from|during|before|after|early|late|mid)[ -]$", re.I)
_YEARS = range(1900, 2100)


@attrs.frozen(kw_only=True)
class Figure:
    """A number as written. `low` or `high` None: an open end ("at least 8"; "fewer than 8")."""

    words: str
    value: float  # the number itself, of a range its lower end
    low: float | None
    high: float | None
    statuses: frozenset[CountStatus]  # what may have become of those counted; empty: nothing said
    is_about: bool = False
    is_percent: bool = False


def figures_in(text: str) -> Iterator[Figure]:
    """Left to right. Years, lengths, times, numbers that belong to a name, and how many sources there are, are passed over."""
    text = re.sub(r"(?<=\d)-(?=\d)", "–", western(text))
    found = list(_FOUND.finditer(text))
    at = 0
    while at < len(found):
        first, last = found[at], found[at]
        if at + 1 < len(found) and _is_range(text, first, found[at + 1]):
            last = found[at + 1]
            at += 1
        at += 1
        if (figure := _figure(text, first, last)) is not None:
            yield figure


def number_value(words: str) -> float:
    """ "48", "1,200", "twenty-three", "two hundred", "a dozen", "dozens" (its least)."""
    plain = words.casefold().strip()
    if plain in _PLURALS:
        return _PLURALS[plain]
    if plain == "half a dozen":
        return 6
    total = 0.0
    for part in re.split(r"[\s-]+", plain):
        if part in _SCALES:
            total = max(total, 1) * _SCALES[part]
        elif part in _SMALL or part in _TENS:
            total += _SMALL.get(part, _TENS.get(part, 0))
        elif part not in ("and", "a"):
            total += float(part.replace(",", ""))
    return total


def numbers_in(text: str) -> frozenset[float]:
    """Every number of a text, whatever it counts."""
    return frozenset(number_value(m[0]) for m in _FOUND.finditer(western(text)))


def western(text: str) -> str:
    """Arabic-Indic and Persian digits as Western ones, each character where it was."""
    return text.translate({0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)})


def _is_range(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    between = text[first.end() : second.start()]
    rising = number_value(first[0]) < number_value(second[0])
    if re.fullmatch(r"\s+and\s+", between, re.I):
        return rising and _BETWEEN.search(text[: first.start()]) is not None
    return rising and _JOINS.fullmatch(between) is not None


def _figure(text: str, first: re.Match[str], last: re.Match[str]) -> Figure | None:
    before, after = text[: first.start()], text[last.end() :]
    statuses = _statuses(before, after)
    value, end = number_value(first[0]), number_value(last[0])
    is_percent = re.match(r"\s?(?:%|per ?cent\b)", after) is not None
    if _is_passed_over(before, after, first[0], value, statuses):
        return None
    low: float | None = value
    high: float | None = end
    words = text[first.start() : last.end()]
    if first is last:
        if first[0].casefold() in _PLURALS or _LEAST.search(before):
            high = None
        elif _MOST.search(before):
            low = None
    return Figure(
        words=words, value=value, low=low, high=high, statuses=statuses, is_percent=is_percent,
        is_about=first is last and _ABOUT.search(before) is not None,
    )  # fmt: skip


def _is_passed_over(before: str, after: str, words: str, value: float, statuses: frozenset[CountStatus]) -> bool:
    ahead = [w.casefold() for w in _WORD.findall(after[:60])[:3]]
    behind = _WORD.findall(before[-40:])[-1:]
    if (
        before.endswith(("±", "± ", "+/-", "+/- ", "$", "€", "£"))
        or re.match(r"\s*(?:°|['′]\d|:\d)", after)
        or re.search(r"\d:$", before)
    ):
        return True
    if ahead[:1] and ahead[0] in _LENGTHS:
        return True
    if words.isdigit() and value in _YEARS and (not statuses or _IN_YEAR.search(before)):
        return True
    if (behind and behind[0].casefold() in _LABELS) or re.search(r"\bnos?\.\s*$", before, re.I):
        return True
    if _is_of_name(before, words):
        return True
    return not statuses and (bool(set(ahead[:2]) & _EVIDENCE) or value <= 1)


def _is_of_name(before: str, words: str) -> bool:
    """ "Brigade 313", "Islamic State 2": a numeral right behind a capitalised word that opens no sentence."""
    found = re.search(r"(\S+)\s+(\S+)\s$", before)
    return bool(
        words.isdigit() and found and re.fullmatch(r"[A-Z][\w'’-]*", found[2]) and found[2].casefold() not in STATUS_OF
    )


def _statuses(before: str, after: str) -> frozenset[CountStatus]:
    """Words for what happened, after the number or before it, within one clause."""
    return _scan(_WORD.findall(after)[: _REACH_AFTER + 1]) | _scan(
        _WORD.findall(before)[-_REACH_BEFORE:][::-1], is_back=True
    )


def _scan(words: list[str], *, is_back: bool = False) -> frozenset[CountStatus]:
    for n, word in enumerate(words):
        plain = word.casefold()
        if plain in STATUS_OF:
            return frozenset({STATUS_OF[plain]})
        if plain in _EITHER:
            return _EITHER[plain]
        if plain in ",;:.()" or _FOUND.fullmatch(plain) or (is_back and plain in ("and", "while", "but")):
            break
        following = words[n + 1].casefold() if n + 1 < len(words) else ""
        if plain in ("and", "or", "while", "but") and (following in STATUS_OF or _FOUND.fullmatch(following)):
            break
    return frozenset()
