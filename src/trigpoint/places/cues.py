"""What the words beside a capitalised name say of it that is said of places alone: "in X", "the X road", "X, 40 km from".

Supports are in the unit of `support`: none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trigpoint.places.runs import Word
from trigpoint.places.words import PlaceWords

_KM = r"(?:about\s+|some\s+|around\s+|just\s+|roughly\s+|nearly\s+)?\d[\d.,]*\s?(?:km|kilomet\w+|miles?|nautical)\b"
_SIDE = r"(?:north|south|east|west)[a-z-]*\s+(?:of|from)\b"
_A_TOWN = (
    r"(?:a|an|the)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:town|village|city|suburb|district|port|settlement|hamlet|region|province|island|outpost)\b"
)
_ON_LINE = (
    r"(?:on|along)\s+the\s+(?:[\w-]+\s+){0,3}?(?:border|coast|shore|road|highway|river|frontier|outskirts|edge|bank)\b"
)
_SITED = re.compile(
    rf",?\s+(?:{_KM}|{_SIDE})|,\s+(?:where\b|{_A_TOWN}|{_ON_LINE}|(?:in|near)\s+(?:[a-z]+\s+)?(?:the\s+)?[A-Z])"
)

WAY = 1.0  # "the X road"
SITED = 0.8  # "X, 40 km from"
IN = 1.2
OF = 1.0  # "the siege of X"
TAKEN = 1.2  # "seized X"
GOING = 0.6  # beside what "to" gives
BEFELL = 1.2  # "X was shelled"
DONE_TO = 1.6  # "shelled X", which nobody is


def told_as_place(text: str, words: Sequence[Word], first: int, last: int, lists: PlaceWords) -> float:
    """Support for words [first, last) by what stands before and behind them."""
    support = _before(words, first, lists)
    ahead = words[first - 1] if first and words[first].joined else None
    if ahead is not None and ahead.is_name and ahead.normal not in lists.openers:
        return support  # what comes behind "Tudun Biri" is not said of Biri
    after = words[last] if last < len(words) else None
    if after is not None and after.joined and not after.is_name and after.normal in lists.ways:
        support += WAY
    if is_done_to(words, last, DONE_TO_PLACES):
        support += BEFELL
    if _SITED.match(text, words[last - 1].end):
        support += SITED
    return support


def is_done_to(words: Sequence[Word], last: int, verbs: frozenset[str]) -> bool:
    """ "Sirte was shelled", "Sirte has not been shelled", "Sirte fell to": what comes after says what befell the place."""
    after = words[last : last + 4]
    said = [w.normal for w in after if w.normal not in ("not", "also", "again", "heavily", "repeatedly")]
    if not all(w.joined for w in after[:2]):
        return False
    if said[:2] == ["fell", "to"]:
        return "fell" in verbs  # a person falls to his death
    helpers = 2 if said[:2] in (["has", "been"], ["had", "been"]) else 1 if said[:1] in (["was"], ["were"]) else 0
    return bool(helpers) and len(said) > helpers and said[helpers] in verbs


def _before(words: Sequence[Word], first: int, lists: PlaceWords) -> float:
    if not first or not words[first].joined:
        return 0.0
    before = words[first - 1]
    called = words[first - 2] if before.normal == "of" and first > 1 else None
    if called is not None and called.is_name and called.normal in lists.organisation | lists.organisation_of:
        return -5.0  # "Times of Israel", "Bank of Lebanon"
    support = 0.0
    if before.normal in lists.locative and (not before.is_name or before.normal in lists.openers):
        # one is in a person's way, seldom near one
        support = 1.2 if before.normal in lists.near else IN if before.normal in _AT else 0.8
    if before.normal in ("to", "from", "for") and words[first - 2 : first - 1] and words[first - 2].normal in _GOING:
        support += GOING
    if called is not None:
        of = called.normal
        if of in lists.directions or of in lists.near:
            support += 1.6  # "north of Palmyra", "the outskirts of Hama": one is never north of a person
        elif of in lists.parts or (not called.is_name and lists.heads.get(of) and of not in _LOOSE):
            support += OF
    if before.normal in DONE_TO_PLACES and not before.is_name:
        support += DONE_TO
    elif before.normal in lists.taking and not before.is_name:
        support += TAKEN
    return support


_AT = frozenset("in near at outside inside around across throughout within off toward towards into".split())
# With "to", "from" or "for" behind them they lead to a place; one is seldom flown to a person.
_GOING = frozenset(
    """flown flew fled fleeing moved moving withdrew withdrawn withdrawing retreated retreating evacuated travelled traveled drove
    driven returned returning transferred advanced advancing deported shipped sailed sailing marched displaced escaped crossed
    airlifted deployed road way bound convoy convoys flights""".split()
)

# Of the verbs that take a place, those that take no person: spaCy's "PERSON" is then a mistake.
DONE_TO_PLACES = frozenset(
    """shelled shelling bombed bombing bombarded bombarding besieged besieging entered entering retook overran evacuated reached
    pounded pounding invaded recaptured blockaded rocked""".split()
)

_LOOSE = frozenset({"state", "field", "site", "base", "bases", "complex", "territory", "region", "quarter", "facility"})
