"""Time expressions in running text, by pattern: what the words say, not yet when that was.

Each rule is one pattern and one reader; the longest match wins. A rule reads closed vocabulary only: no free-form date parser is
ever let loose on prose, where "T-2", "may", "3rd Khordad" and "a second" would become dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from trigpoint.evidence.reports.timing import time_readers as read
from trigpoint.evidence.reports.timing.time_shapes import (
    Atom,
    CalendarDate,
    Clock,
    Expression,
    FiscalYear,
    FromNow,
    Now,
    Recurring,
    Same,
    Shift,
    Weekday,
    WeekOf,
    Wordless,
)
from trigpoint.evidence.reports.timing.time_words import (
    DAY,
    DAY_PART,
    MONTH,
    MOVABLE_FEASTS,
    NTH,
    NUMBER,
    PART,
    PIECE,
    SEASON,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
)

_Rule = tuple[re.Pattern[str], Callable[["re.Match[str]"], Atom | None]]


def _rule(pattern: str, reader: Callable[[re.Match[str]], Atom | None], *, cased: bool = True) -> _Rule:
    return re.compile(pattern, 0 if cased else re.IGNORECASE), reader


_MONTH = f"(?P<month>{MONTH})"
_YEAR = f"(?P<year>{YEAR})"
_DAY = f"(?P<day>{DAY})"
_PART = f"(?:(?P<part>(?i:{PART}))(?:\\s+in)?[\\s-]+(?:of\\s+)?)?"
_PART_OF_MONTH = f"(?:(?P<part>(?i:{PART}|{PIECE}))(?:\\s+in)?[\\s-]+(?:of\\s+)?)?"
_OF_DAY = rf"(?:(?:the\s+)?(?i:(?P<day_part>{DAY_PART}))\s+(?:of|on)\s+)?"
_WEEKDAY = rf"(?:(?P<weekday>{WEEKDAY}),?\s+(?:the\s+)?)?"
_LEFT = r"(?<![\w\-–/$£€:#])(?<!\d[.,])"  # not inside T-4, 3/4, $4, 1.4
_LEFT_OF_DAY = (
    r"(?<![\w$£€:#])(?:(?<!/)|(?<=\s\d/)|(?<=\s\d\d/))(?<![A-Za-z][-–])(?<!\d[.,])"  # nor in "T-4 May", but "4-5 May"
)
_WHICH = r"(?:(?P<which>(?i:last|next|this|past|coming))\s+)?"
_OF_YEAR = r"(?:\s+(?:of\s+)?(?P<of_year>(?i:this|last|next))\s+year\b)?"
_ZONE = r"(?:\s?(?P<zone>GMT|UTC|Z|EST|EDT|CET|CEST|MSK|BST)\b|\s+(?i:local(?:\s+time)?|hours|hrs)\b)"

_DIGIT_RULES: tuple[_Rule, ...] = (
    _rule(
        _LEFT + r"(?P<year>[12]\d{3})[-/.](?P<m>0\d|1[0-2])[-/.](?P<d>[0-3]\d)"
        r"(?:[T ](?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s?(?P<zone>Z|[+-][01]\d:?[0-5]\d)?)?(?!\d|-\d)",
        read.iso,
    ),
    _rule(_LEFT + r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)" + _YEAR, read.numeric),
    _rule(
        _LEFT + r"(?P<year>20\d\d|19\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])",
        lambda m: CalendarDate(year=int(m["year"]), month=int(m["m"])),
    ),
    _rule(_LEFT + _PART + _YEAR, read.calendar),
    _rule(
        _LEFT
        + rf"(?:(?P<part>(?i:{PART}))[\s-]+(?:the\s+)?)?(?:(?P<year>(?:1[5-9]|20)\d0)|['’](?P<short>\d0))['’]?s\b",
        read.decade,
    ),
    _rule(rf"\b(?P<kind>[QH])(?P<q>[1-4])(?:\s+of)?,?\s+{_YEAR}", read.quarter),
    _rule(r"\b(?:fiscal|financial)\s+(?:year\s+)?" + _YEAR, lambda m: FiscalYear(year=int(m["year"])), cased=False),
    _rule(
        _LEFT + r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>(?i:[ap]\.?m))\b\.?" + f"{_ZONE}?",
        read.clock,
    ),
    _rule(_LEFT + r"(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!:?\d)" + f"{_ZONE}?", read.clock),
    _rule(_LEFT + r"(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)" + _ZONE, read.clock),
)
# "on the 27th", never "on the 27th floor": what follows is a mark or a small word.
_BY_NUMBER = (
    r"(?P<day>(?:3[01]|2\d|1\d|[1-9])(?:st|nd|rd|th))\b(?!,?\s+(?:and\s+|or\s+|to\s+)?(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\s+\w)"
    r"(?=\s*(?:[.,;:)—–]|$)|\s+(?:at|in|near|over|under|by|from|to|until|and|or|but|when|while|as|with|after|before|for|a|an|the"
    r"|it|he|she|they|we|its|his|their|was|were|had|has|is|are|some|more|up|another|that|which|who|of\s+last|of\s+that|of\s+this)\b"
    r"|\s+\d)"
)
_BEFORE = ("[oO]n", "[bB]y", "[uU]ntil", "[sS]ince", "[fF]rom", "[bB]etween", "[bB]efore", "[aA]fter")
_ON = "(?:" + "|".join(rf"(?<=\b{word} )" for word in _BEFORE) + ")"
_NEXT = "(?:" + "|".join(rf"(?<=\d(?:st|nd|rd|th) {word} )" for word in ("and", "to", "and the", "to the")) + ")"
_NUMBER_RULES: tuple[_Rule, ...] = (
    _rule(_ON + r"the\s+" + _BY_NUMBER, read.day_of_month),
    _rule(rf"\b(?i:(?P<day_part>{DAY_PART}))\s+of\s+the\s+" + _BY_NUMBER, read.day_of_month),
    _rule(rf"\b(?P<weekday>{WEEKDAY}),?\s+the\s+" + _BY_NUMBER, read.day_of_month),
    _rule(_NEXT + _BY_NUMBER, read.day_of_month),
)
_MONTH_RULES: tuple[_Rule, ...] = (
    _rule(
        rf"\b(?:[tT]he\s+)?(?P<day>(?i:{NTH}))\s+(?:day\s+)?of\s+{_MONTH}(?:,?\s+{_YEAR})?" + _OF_YEAR,
        read.calendar,
    ),
    _rule(
        _LEFT_OF_DAY + _OF_DAY + _WEEKDAY + _DAY + rf"\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?" + _OF_YEAR,
        read.calendar,
    ),
    _rule(
        _LEFT + _OF_DAY + _WHICH + _WEEKDAY + rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:(?:\s*,\s*|\s+){_YEAR})?" + _OF_YEAR,
        read.calendar,
    ),
    _rule(_LEFT + _PART_OF_MONTH + rf"{_MONTH}(?:,|\s+of)?\s+{_YEAR}", read.calendar),
    _rule(_LEFT + _WHICH + _PART_OF_MONTH + _MONTH + _OF_YEAR, read.calendar),
    _rule(
        rf"\b[Tt]he\s+week\s+(?:of|beginning|starting)\s+(?:{_DAY}\s+{_MONTH}|(?P<month2>{MONTH})\s+(?P<day2>{DAY}))(?:,?\s+{_YEAR})?",
        lambda m: WeekOf(
            day=CalendarDate(
                year=int(m["year"]) if m["year"] else None,
                month=read.month_number(m["month"] or m["month2"]),
                day=read.day_number(m["day"] or m["day2"]),
            )
        ),
    ),
)
_DAY_RULES: tuple[_Rule, ...] = (
    _rule(rf"\b{_WHICH}(?P<weekday>{WEEKDAY})(?:\s+(?i:(?P<day_part>{DAY_PART})))?", read.weekday),
    _rule(rf"\b[aA]\s+{WEEKDAY}\b", lambda _: Wordless()),  # "the 20th of July, a Sunday": no day by itself
    _rule(
        rf"(?<=\b[oO]n )the\s+(?P<weekday>{WEEKDAY})\b(?=\s*[.,;:]|\s+(?:it|he|she|they|its|his|their|the|a|an|and|when)\b)",
        lambda m: Weekday(weekday=WEEKDAYS[m["weekday"].lower()], which="the"),
    ),
    _rule(rf"\b(?i:(?P<day_part>{DAY_PART}))\s+(?:of|on)\s+(?P<weekday>{WEEKDAY})", read.weekday),
    _rule(
        rf"\b(?P<word>today|tonight|yesterday|tomorrow)\b(?:\s+(?P<day_part>{DAY_PART})\b)?", read.day_word, cased=False
    ),
    _rule(r"\bthe\s+day\s+before\s+yesterday\b", lambda _: FromNow(unit="day", offset=-2), cased=False),
)
_UNIT_RULES: tuple[_Rule, ...] = (
    _rule(
        r"\b(?:the\s+)?(?P<unit>day|night|evening|week|month|year)\s+(?P<word>before|after)\b(?!\s+(?:yesterday|tomorrow|day)\b)(?P<object>(?=\s+\w))?",
        read.shift,
        cased=False,
    ),
    _rule(r"\b(?:the|over)\s+(?P<weekend>weekend)\b", lambda _: FromNow(unit="weekend", offset=0), cased=False),
    _rule(
        r"\b(?:moments|(?:just\s+)?(?:a\s+)?(?:few\s+|several\s+|some\s+)?(?:moments|minutes|hours))\s+ago\b",
        lambda _: FromNow(unit="day", offset=0),
        cased=False,
    ),
    _rule(
        rf"\b(?:(?:about|around|nearly|almost|over|some|just)\s+)?(?P<count>(?:a\s+)?(?:few|{NUMBER}|several|many)(?:\s+of)?)"
        rf"[\s-]+(?P<unit>{UNIT})s?\s+ago\b",
        read.ago,
        cased=False,
    ),
    _rule(
        rf"\b(?P<count>(?:a\s+)?(?:few|{NUMBER}|several)(?:\s+of)?)\s+(?P<unit>{UNIT})s?\s+"
        r"(?P<word>earlier|later|previously|afterwards?|thereafter|after|before|following|prior\s+to|ahead\s+of|into)\b(?P<object>(?=\s+\w))?",
        read.shift,
        cased=False,
    ),
    _rule(
        r"\b(?:the|that)\s+(?:very\s+)?(?P<word>next|following|previous|preceding)\s+(?P<unit>day|night|morning|afternoon|evening|week|month|year)\b"
        r"(?P<object>(?!))?",
        read.shift,
        cased=False,
    ),
    _rule(r"\bthe\s+day\s+after\s+tomorrow\b", lambda _: FromNow(unit="day", offset=2), cased=False),
    _rule(
        r"\b(?:(?P<part>earlier|later)\s+)?(?:the\s+|on\s+the\s+)?(?:same|that)\s+(?P<unit>day|night|morning|afternoon|evening|week|month|year|decade)\b",
        read.same,
        cased=False,
    ),
    _rule(
        rf"\b(?:the\s+|in\s+|over\s+)?(?P<word>past|last|recent|previous|coming|next|upcoming)\s+"
        rf"(?P<count>(?:few|several|{NUMBER})(?:\s+of)?(?:\s+(?:dozen))?)?\s*(?P<unit>(?:hour|day|week|month|year|decade)s)\b",
        read.stretch,
        cased=False,
    ),
    _rule(
        r"\bthe\s+(?P<word>past|last)\s+(?P<unit>hour|day|week|fortnight|month|year|decade)\b",
        read.stretch,
        cased=False,
    ),
    _rule(
        r"\b(?:the\s+)?(?P<ordinal>first|second|third|fourth)[\s-]+(?P<kind>quarter|half)\s+(?:of\s+)?"
        rf"(?:{_YEAR}|(?P<which>last|this|next)\s+year\b)",
        read.quarter,
        cased=False,
    ),
    _rule(
        r"\b(?P<unit>hours|days|weeks|months)\s+(?P<word>before|afterwards?|after|earlier|later|previously)\b"
        r"(?P<object>(?=\s+\w))?",
        read.shift,
        cased=False,
    ),
    _rule(
        r"\bwithin\s+(?:a\s+few\s+|just\s+)?hours\b(?!\s+of\b)",
        lambda _: Shift(count=None, unit="hour", sign=1),
        cased=False,
    ),
    _rule(r"\b(?:the\s+(?:very\s+)?|that\s+)same\s+(?:hour|moment|minute)\b", lambda _: Same(unit="hour"), cased=False),
    _rule(r"\byears\s+(?:before|after)\b", lambda _: Wordless(relative=True), cased=False),
    _rule(r"\b(?:every|each)\s+(?:day|night|week|month|year|morning|evening)\b", lambda _: Recurring(), cased=False),
)
_REST_RULES: tuple[_Rule, ...] = (
    _rule(
        r"\b(?:(?P<part>earlier|later|early|late|mid|(?:the\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+(?:in\s+)?)?"
        r"(?P<which>last|this|next|current|coming)\s+(?P<unit>weekend|week|month|quarter|year|decade|century"
        r"|night|morning|afternoon|evening)\b",
        read.named_unit,
        cased=False,
    ),
    _rule(r"\bovernight\b", lambda _: FromNow(unit="overnight", offset=0), cased=False),
    _rule(
        rf"\b(?:the\s+)?(?:(?P<which>last|this|next)\s+(?P<season>{SEASON})\b|(?<!\w)(?P<season2>{SEASON})\s+(?:of\s+)?{_YEAR})",
        read.season,
        cased=False,
    ),
    _rule(
        r"\b(?P<feast>New Year['’]s (?:Day|Eve)|Christmas(?: (?:Day|Eve))?|Thanksgiving(?: Day)?)\b(?:,?\s+"
        + _YEAR
        + ")?",
        read.feast,
    ),
    _rule(rf"\b(?:{MOVABLE_FEASTS})\b(?:\s+{YEAR})?", lambda _: Wordless()),
    _rule(r"\b(?:at|around|by)\s+(?P<noon>noon|midday)\b", lambda _: Clock(hour=12, minute=0, to_the_minute=False)),
    _rule(r"\b(?:right\s+)?now\b|\bcurrently\b|\bat\s+present\b|\bat\s+the\s+moment\b", lambda _: Now(), cased=False),
    _rule(r"\brecently\b|\bin\s+the\s+(?:near\s+)?future\b", lambda _: Wordless(), cased=False),
)

# Patterns are costly on every character of prose, so each family is tried only around a cue that it cannot match without.
_FAMILIES: tuple[tuple[re.Pattern[str], tuple[_Rule, ...]], ...] = (
    (re.compile(r"\d"), _DIGIT_RULES),
    (re.compile(r"\d(?:st|nd|rd|th)\b"), _NUMBER_RULES),
    (
        re.compile(r"Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JU[NL]|AUG|SEP|OCT|NOV|DEC"),
        _MONTH_RULES,
    ),
    (re.compile(r"[dD]ay|DAY|onight|[oO]morrow|ONIGHT|OMORROW|Mon|Tue|Wed|Thu|Fri|Sat|Sun"), _DAY_RULES),
    (
        re.compile(r"hour|day|night|morning|evening|noon|week|month|year|quarter|half|decade|centur", re.IGNORECASE),
        _UNIT_RULES,
    ),
)
_REACH = 64  # characters around a cue; the longest wording is shorter


def scan(text: str) -> list[Expression]:
    """Every expression the rules find, in order and without overlap; the longer match wins."""
    taken = bytearray(len(text))
    kept: list[Expression] = []
    for one in sorted(_matches(text), key=lambda e: (e.start - e.end, e.start)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda e: e.start)


def _matches(text: str) -> Iterator[Expression]:
    for cue, rules in _FAMILIES:
        for begin, stop in _windows(cue, text):
            for rule in rules:
                yield from _found(rule, text, begin, stop)
    for rule in _REST_RULES:
        yield from _found(rule, text, 0, len(text))


def _windows(cue: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Stretches around the cues, merged, that begin and end between words."""
    merged: list[tuple[int, int]] = []
    for m in cue.finditer(text):
        begin, stop = max(0, m.start() - _REACH), min(len(text), m.end() + _REACH)
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((begin, stop))
    return merged


def _found(rule: _Rule, text: str, begin: int, stop: int) -> Iterator[Expression]:
    pattern, reader = rule
    for m in pattern.finditer(text, begin, stop):
        shape = reader(m)
        if shape is not None:
            yield Expression(start=m.start(), end=m.end(), shape=shape)
