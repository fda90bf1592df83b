"""The closed English vocabulary of dates and times, and the pieces of pattern that are built from it.

Month and weekday names count only with a capital, so that "may", "march" and "sun" stay words.
"""

from __future__ import annotations

import re

from trigpoint.evidence.reports.number_words import NUMBER_WORDS

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "January Jan",
            "February Feb",
            "March Mar",
            "April Apr",
            "May",
            "June Jun",
            "July Jul",
            "August Aug",
            "September Sept Sep",
            "October Oct",
            "November Nov",
            "December Dec",
        ),
        start=1,
    )
    for name in names.lower().split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "Monday Mon",
            "Tuesday Tues Tue",
            "Wednesday Wed",
            "Thursday Thurs Thu",
            "Friday Fri",
            "Saturday Sat",
            "Sunday Sun",
        )
    )
    for name in names.lower().split()
}
NUMBERS = (
    {word: number for number, word in enumerate((*NUMBER_WORDS, "twenty"))}
    | {"a": 1, "an": 1}
    | {"thirty": 30, "forty": 40, "fifty": 50, "couple": 2, "dozen": 12}
)
_UNITS_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS_NTH = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = (
    {word: n for n, word in enumerate((*_UNITS_NTH, *_TEENS_NTH.split()), start=1)}
    | {f"twenty-{word}": 20 + n for n, word in enumerate(_UNITS_NTH, start=1)}
    | {"thirtieth": 30, "thirty-first": 31}
)
UNITS = {
    "second": "second",
    "minute": "minute",
    "hour": "hour",
    "night": "night",
    "evening": "night",
    "morning": "day",
    "afternoon": "day",
    "day": "day",
    "weekend": "weekend",
    "week": "week",
    "fortnight": "fortnight",
    "month": "month",
    "quarter": "quarter",
    "season": "season",
    "year": "year",
    "decade": "decade",
    "century": "century",
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first month, northern hemisphere
PARTS = {
    "early": "early",
    "beginning": "early",
    "start": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "late",
}
# Wall clocks are local and their zone is seldom given, so parts of a day are drawn wide on the early side:
# Baghdad, Damascus, Moscow and Sanaa are three hours ahead of UTC. (first hour, last hour), beyond 24 = next day.
DAY_PARTS = {
    "dawn": (0, 9),
    "early hours": (0, 9),
    "morning": (0, 12),
    "noon": (9, 15),
    "midday": (9, 15),
    "afternoon": (9, 18),
    "evening": (12, 24),
    "night": (12, 30),
}
ZONES = {"gmt": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cet": 1, "cest": 2, "msk": 3, "bst": 1}

# Feasts that move, or whose rule differs by country and sighting: found, never valued.
MOVABLE_FEASTS = (
    "Ramadan|Eid(?: al-(?:Fitr|Adha))?|Ashura|Arbaeen|Muharram|Easter(?: Sunday)?|Good Friday|Passover|Yom Kippur|Hanukkah"
    "|Rosh Hashanah|Nowruz|Orthodox Christmas|Purim|Sukkot|Mawlid|Lent|Pentecost|Election Day|Independence Day"
)
FIXED_FEASTS = {
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "thanksgiving day": (11, 0),  # day 0: the fourth Thursday
    "thanksgiving": (11, 0),
}


def _cased(names: str) -> str:
    return "|".join(f"{n}|{n.upper()}" for n in names.split())


MONTH = (
    "(?:(?:" + _cased("January February March April May June July August September October November December") + r")\b"
    "|(?:" + _cased("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec") + r")\b\.?)"
)
WEEKDAY = (
    "(?:(?:" + _cased("Monday Tuesday Wednesday Thursday Friday Saturday Sunday") + r")\b"
    r"|(?:Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Sun)\b\.?(?=,?\s+(?:\d|" + MONTH + ")))"
)
_COUNTED = r"(?:km|kg|mm|cm|lbs?|pounds?|tons?|tonnes?|met(?:er|re)s?|miles?|feet|ft|hp|rounds?|people|troops|soldiers)"
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\d%°]|[.,:]\d|[\s-]?" + _COUNTED + r"\b)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
NTH = "(?:" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"  # "the twentieth of July"
DASH = r"\s?[-–—]\s?"
_TENS = r"(?:twenty|thirty|forty)-(?:one|two|three|four|five|six|seven|eight|nine)"
NUMBER = r"(?:\d{1,3}|" + _TENS + "|(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r"))"
UNIT = "(?:" + "|".join(UNITS) + ")"
SEASON = "(?:spring|summer|autumn|fall|winter)"
DAY_PART = r"(?:early hours|dawn|morning|noon|midday|afternoon|evening|night)"
PART = r"(?:early|mid|late|(?:the\s+)?(?:very\s+)?(?:beginning|start|middle|end)\s+of)"
PIECE = r"(?:(?:the\s+)?(?:first|second|third|fourth|last|final)\s+(?:week|half|days)\s+of)"  # of a month


def number_of(text: str) -> int | None:
    """The count that `text` names ("two", "16", "a couple of"), None where it is open ("several")."""
    words = [w for w in re.split(r"[\s-]+", text.lower()) if w not in ("of", "about", "the")]
    if not words:
        return None
    if words[-1].isdigit():
        return int(words[-1])
    tens = NUMBERS.get(words[-2], 0) if len(words) > 1 and words[-2] in ("twenty", "thirty", "forty") else 0
    return tens + NUMBERS[words[-1]] if words[-1] in NUMBERS else None


_PIECE = re.compile(r"(first|second|third|fourth|last|final)\s+(week|half|days)\s+of\b")


def part_of(text: str | None) -> str | None:
    """`early`, `mid` or `late` for "early", "the end of" and their like; "last week" for "the last week of"."""
    if piece := _PIECE.search((text or "").lower()):
        return f"{piece[1].replace('final', 'last')} {piece[2]}"
    return next((PARTS[w] for w in re.findall(r"[a-z]+", (text or "").lower()) if w in PARTS), None)
