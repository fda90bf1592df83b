"""What must stand around a word for it to carry an event: flames, munitions, a town that changes hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from spacy.tokens import Token

from trigpoint.evidence.reports.clauses import Roles, clause_verb
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.model import PlaceKind

_HELD = (PlaceKind.SETTLEMENT, PlaceKind.SITE)
_HELD_NOUNS = frozenset(("town", "village", "city", "airport", "airfield", "airbase", "headquarters", "stronghold"))
_MODIFIERS = ("compound", "amod", "nmod", "nummod")


def is_labour_strike(reading: Reading, noun: Token) -> bool:
    """ "A dockers' strike", "a strike over pay", "went on strike": work stopped, nothing hit."""
    if noun_lemma(noun) != "strike":
        return False
    labour = reading.lexicon.words["labour"]
    if noun.dep_ == "pobj" and noun.head.lower_ == "on" and not any(c.dep_ != "compound" for c in noun.children):
        return True
    for child in noun.children:
        if child.dep_ in (*_MODIFIERS, "poss") and noun_lemma(child) in labour:
            return True
        if child.lower_ in ("over", "by", "of") and any(noun_lemma(p) in labour for p in child.children):
            return True
    return False


def _flames(reading: Reading, _: Roles, token: Token) -> bool:
    """ "went up in flames", "caught fire", "was set alight"."""
    words = reading.lexicon.words["flames"]
    return any(
        t.lower_ in words
        for c in token.children
        if c.dep_ in ("prep", "agent", "dobj", "acomp", "oprd", "advmod", "prt", "advcl", "ccomp")
        for t in (c, *c.children)
    )


def _munition(reading: Reading, _: Roles, token: Token) -> bool:
    """ "rocket fire", "artillery and mortar fire"."""
    instruments = reading.lexicon.instruments
    return any(
        instruments.get(noun_lemma(t)) == "rocket_attack"
        for c in token.children
        if c.dep_ in _MODIFIERS
        for t in (c, *c.conjuncts)
    )


def _settlement(reading: Reading, roles: Roles, token: Token) -> bool:
    """A town, base or the like that can change hands; a country is not entered to be taken."""
    for head in roles.targets or roles.actors:
        mention = reading.place_at.get(head.i)
        if mention is not None and mention.place is not None and mention.place.kind in _HELD:
            return True
        if token.lemma_ != "enter" and noun_lemma(head) in _HELD_NOUNS:
            return True
    return False


def _refuge(reading: Reading, _: Roles, token: Token) -> bool:
    """ "taken to a shelter", "bused from the village"."""
    refuges = reading.lexicon.words["refuges"]
    return any(
        p.i in reading.place_at or noun_lemma(p) in refuges
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("to", "into", "from")
        for p in c.children
        if p.dep_ == "pobj"
    )


def _relief(reading: Reading, _: Roles, token: Token) -> bool:
    """ "an aid drop", "a delivery of flour"."""
    return any(noun_lemma(t) in reading.lexicon.words["relief"] for t in _about(token))


def _about(noun: Token) -> Iterator[Token]:
    for child in noun.children:
        if child.dep_ in _MODIFIERS:
            yield child
        elif child.lower_ == "of":
            yield from child.children


def _many(reading: Reading, roles: Roles, _: Token) -> bool:
    """A number of people: one person leaving is no displacement."""
    dozens = reading.lexicon.words["dozens"]
    numbers = [t for h in roles.actors for t in (h, *(c for c in h.children if c.dep_ == "nummod"))]
    return any((t.like_num and t.lower_ not in ("one", "1")) or noun_lemma(t) in dozens for t in numbers)


def _occasion(reading: Reading, _: Roles, token: Token) -> bool:
    """A day or a place of its own or of the verb it hangs on."""
    verb = clause_verb(token)
    near = [
        *token.subtree,
        *(t for c in (verb.children if verb is not None else ()) if c.dep_ == "prep" for t in c.subtree),
    ]
    return any(t.i in reading.time_at or t.i in reading.place_at for t in near)


def _resolve(_: Reading, __: Roles, token: Token) -> bool:
    """ "voted to", "voted for", "voted that"."""
    return any(
        c.dep_ in ("xcomp", "ccomp") or (c.dep_ == "prep" and c.lower_ in ("for", "against")) for c in token.children
    )


Setting = Callable[[Reading, Roles, Token], bool]

SETTINGS: Mapping[str, Setting] = {
    "flames": _flames,
    "munition": _munition,
    "settlement": _settlement,
    "refuge": _refuge,
    "relief": _relief,
    "many": _many,
    "occasion": _occasion,
    "resolve": _resolve,
}
