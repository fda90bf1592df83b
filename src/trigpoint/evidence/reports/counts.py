"""Numbers: how many, of what, and what became of them."""

from __future__ import annotations

import re

from spacy.tokens import Token

from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.number_words import NUMBER_WORDS
from trigpoint.model import Count, CountStatus

_SMALL = {word: number for number, word in enumerate(NUMBER_WORDS)}
_TENS = {
    w: 10 * n
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
# "dozens" is at least two dozen; nothing says how many at most.
_PLURALS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens": 20, "millions": 2_000_000}
_LOWER = re.compile(
    r"(?:at least|more than|over|no fewer than|not less than|upwards of|a minimum of|in excess of|above|exceeding)\s*(?:an?\s*)?$",
    re.I,
)
_UPPER = re.compile(
    r"(?:up to|as many as|at most|no more than|fewer than|less than|under|below|almost|nearly|a maximum of)\s*(?:an?\s*)?$",
    re.I,
)
_ABOUT = re.compile(
    r"(?:about|around|some|roughly|approximately|an estimated|estimated|close to|circa|~)\s*(?:an?\s*)?$", re.I
)
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")


def number_value(words: str) -> int | None:
    """ "48" -> 48, "1,200" -> 1200, "twenty-three" -> 23, "two hundred" -> 200; None where it is no whole number."""
    plain = words.casefold().strip()
    if _DIGITS.fullmatch(plain):
        return int(plain.replace(",", "")) if "." not in plain else None
    total = 0
    seen = False
    for part in re.split(r"[\s-]+", plain):
        if part in _SMALL or part in _TENS:
            total += _SMALL.get(part, _TENS.get(part, 0))
        elif part in _SCALES:
            total = max(total, 1) * _SCALES[part]
        elif part == "dozen":
            total = max(total, 1) * 12
        elif _DIGITS.fullmatch(part) and "." not in part:
            total += int(part.replace(",", ""))
        elif part not in ("and", "a"):
            return None
        seen = True
    return total if seen else None


def counts_in(span: list[Token], lexicon: Lexicon, *, time_tokens: set[int]) -> tuple[Count, ...]:
    """The counts among these words, left to right. Numbers of times and measures are left out."""
    found: list[Count] = []
    for token in span:
        if token.i in time_tokens:
            continue
        if token.lower_ in _PLURALS and token.pos_ in ("NOUN", "NUM"):
            scale = next(
                (c2 for c in token.children if c.lower_ == "of" for c2 in c.children if c2.lower_ in _PLURALS), None
            )
            if not (token.head.lower_ == "of" and token.head.head.lower_ in _PLURALS):
                low = _PLURALS[token.lower_] * (_PLURALS[scale.lower_] // 2 if scale is not None else 1)
                found.append(_count(token, low, None, lexicon, ""))
        elif (token.like_num or token.lower_ == "dozen") and not _inside_number(token) and _is_cardinal(token):
            found.extend(_numeral(token, lexicon))
    return tuple(found)


def _is_cardinal(token: Token) -> bool:
    if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL") or (
        token.tag_ != "CD" and token.lower_ != "dozen"
    ):
        return False
    if token.dep_ == "nummod" and token.head.pos_ in ("NOUN", "PROPN"):
        return token.head.lemma_.lower() not in _MEASURES and not _part_of_name(token)
    return token.dep_ in (
        "dobj",
        "nsubj",
        "nsubjpass",
        "pobj",
        "conj",
        "attr",
        "npadvmod",
        "ROOT",
    ) and not token.shape_.startswith("Xd")


_MEASURES = frozenset(
    [
        "km",
        "kilometre",
        "kilometer",
        "mile",
        "metre",
        "meter",
        "m",
        "mi",
        "kg",
        "tonne",
        "ton",
        "pound",
        "degree",
        "percent",
        "year",
        "month",
        "day",
        "week",
        "hour",
        "minute",
        "second",
        "foot",
        "ft",
        "am",
        "pm",
        "gmt",
        "$",
        "€",
        "o'clock",
        "storey",
        "nautical",
        "knot",
        "mph",
        "billion",
        "trillion",
        "dollar",
        "euro",
        "age",
        "side",
        "lb",
        "mm",
        "cm",
    ]
)


def _part_of_name(token: Token) -> bool:
    """ "Brigade 313", "Su-35", "T-4": the number belongs to the name."""
    return token.i > token.head.i or (
        token.i > 0 and token.nbor(-1).text in ("-", "–") and token.nbor(-1).whitespace_ == ""
    )


def _inside_number(token: Token) -> bool:
    """The second part of "two hundred" or the first of "4-5" is read with the other."""
    return token.dep_ == "compound" and token.head.like_num


def _numeral(token: Token, lexicon: Lexicon) -> list[Count]:
    parts = sorted(
        [t for t in token.subtree if t.dep_ == "compound" and t.head == token and t.like_num] + [token],
        key=lambda t: t.i,
    )
    value = number_value(" ".join(t.text for t in parts))
    if value is None:
        return []
    first = parts[0]
    if (part := _part_of(token)) is not None:
        return [_count(token, part, part, lexicon, "")]
    before = token.doc[max(first.sent.start, first.i - 4) : first.i].text
    for pattern, kind in ((_LOWER, "least"), (_UPPER, "most"), (_ABOUT, "about")):
        if hit := pattern.search(before):
            low, high = {"least": (value, None), "most": (None, value), "about": (value, value)}[kind]
            words = hit.group().strip()
            if words.casefold() in ("almost", "nearly"):
                low = high = value
            return [_count(token, low, high, lexicon, words)]
    if first.i >= 2 and token.doc[first.i - 1].lower_ in ("to", "-", "–") and token.doc[first.i - 2].like_num:
        low = number_value(token.doc[first.i - 2].text)
        return [_count(token, low, value, lexicon, "")]
    if token.i + 2 < len(token.doc) and token.nbor(1).lower_ in ("to", "–") and token.nbor(2).like_num:
        return []
    return [_count(token, value, value, lexicon, "")]


def _part_of(token: Token) -> int | None:
    """The 20 of "20 of 28 missiles"."""
    quantity = [c for c in token.children if c.dep_ == "quantmod"]
    if any(c.lower_ == "of" for c in quantity):
        return next((number_value(c.text) for c in quantity if c.like_num), None)
    return None


def _count(token: Token, low: int | None, high: int | None, lexicon: Lexicon, qualifier: str) -> Count:
    head = _counted(token)
    return Count(min=low, max=high, unit=_unit(token, head), status=_status(token, head, lexicon), qualifier=qualifier)


def _counted(token: Token) -> Token:
    """ "dozens of vehicles" counts vehicles, "three of the soldiers" soldiers, "11 drone strikes" strikes."""
    if token.dep_ == "nummod" and token.head.lower_ not in _PLURALS:
        head = token.head
        names_which = head.dep_ == "compound" and head.tag_ == "NN" and head.head.tag_ == "NNS" and head.head.i > head.i
        return head.head if names_which else head
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return _counted(inner) if inner.lower_ in _PLURALS else inner
    return token


def _unit(token: Token, head: Token) -> str:
    if head == token:
        return "people"
    words = [
        t
        for t in head.lefts
        if (t.dep_ in ("amod", "compound", "nmod") and t != token and not t.like_num and t.i > token.i)
        or (t.head == head and t.dep_ == "compound" and t.i > token.i)
    ]
    first = min([w.i for w in words], default=head.i)
    return head.doc[first : head.i + 1].text


def _status(token: Token, head: Token, lexicon: Lexicon) -> CountStatus:
    """From the noun itself, its participle, or the nearest casualty verb above."""
    table = lexicon.casualties
    if head.pos_ == "NOUN" and head.lemma_.lower() in lexicon.words["event_nouns"]:
        return CountStatus.TOTAL
    for near in (head, *head.children, *([token.nbor(1)] if token.i + 1 < len(token.doc) else [])):
        if near.lemma_.lower() in table and (
            near == head
            or near.dep_ in ("amod", "acl", "compound", "appos", "oprd", "relcl", "advmod")
            or near.i == token.i + 1
        ):
            return CountStatus(table[near.lemma_.lower()])
    current = head
    for _ in range(4):
        if current.head == current:
            break
        current = current.head
        for word in (
            current,
            *(
                c
                for c in current.children
                if c.dep_ in ("acomp", "oprd", "ccomp") or c.lower_ in ("dead", "wounded", "injured")
            ),
        ):
            if word.lemma_.lower() in table:
                return CountStatus(table[word.lemma_.lower()])
        if current.pos_ == "VERB":
            break
    return CountStatus.OBSERVED
