"""A place of its own that no list has: "at a village", "near Talish", "the Elbe bridge", "in international waters"."""

from __future__ import annotations

from spacy.tokens import Token

from trigpoint.evidence.reports.pointing import OF_ONE_KIND, TOWNS, is_place_noun, points, prepositional
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.evidence.reports.triggers import Candidate


def where_words(candidate: Candidate) -> tuple[Token, ...]:
    """The words that may say where: what was hit, what stands behind "in", and the names they stand for or bear."""
    nouns = (*candidate.roles.targets, *prepositional(candidate))
    if candidate.type == "territorial_capture" and (candidate.trigger.particles or not candidate.roles.targets):
        nouns = (*nouns, *candidate.roles.actors)  # "the village of Sugovushan came under control"
    names = (
        p
        for n in nouns
        for c in n.children
        if c.dep_ == "prep"
        and ((c.lower_ == "of" and noun_lemma(n) in TOWNS | _QUARTERS) or c.lower_ in ("in", "near", "at"))
        for p in c.children
        if p.dep_ == "pobj"
    )
    of = (n.head for n in nouns if n.dep_ == "appos")  # "El Nahud, the town that was taken"
    return tuple(dict.fromkeys((*nouns, *names, *of)))


def in_a_quarter(candidate: Candidate, reading: Reading) -> bool:
    """ "Shells fell on the Abu Salim district": no list has it, but it is one of the town the section is about."""
    nouns = (*candidate.roles.targets, *prepositional(candidate))
    return any(noun_lemma(n) in _QUARTERS - {"village", "camp"} and is_unlisted(n, reading) for n in nouns)


def is_elsewhere(candidate: Candidate, reading: Reading) -> bool:
    """A place of its own that no list has: "at a village", "in international waters", "the Elbe bridge"."""
    if any(is_unlisted(t, reading) for t in where_words(candidate)):
        return True
    if any(
        noun_lemma(t) in TOWNS and any(c.dep_ == "det" and c.lower_ in ("a", "an", "another") for c in t.children)
        for t in candidate.roles.targets
    ):
        return True  # "attacked a village": not the town of the happening before
    return any(
        (is_place_noun(p, reading) or noun_lemma(p) in _WATERS)
        and p.i not in reading.place_at
        and not points(p, demonstrative=True)
        and (noun_lemma(p) in _WATERS or not points(p, demonstrative=False))
        for p in prepositional(candidate)
    )


def is_unlisted(noun: Token, reading: Reading) -> bool:
    """A place or a building under a name that led nowhere."""
    if noun.lower_ in reading.named:
        return False  # a ship or an aircraft
    mention = reading.place_at.get(noun.i)
    if mention is not None:
        return not mention.place.is_resolved and mention.relative is None
    if _stands_where(noun):
        return True
    named = any(c.dep_ == "compound" and c.pos_ == "PROPN" and not _leads_somewhere(c, reading) for c in noun.children)
    if not named or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if noun_lemma(noun) in OF_ONE_KIND | _QUARTERS:
        return True
    definite = any(c.dep_ == "det" and c.lower_ == "the" for c in noun.children)
    body = any(c.dep_ == "compound" and c.ent_type_ in ("ORG", "NORP") for c in noun.children)
    return definite and not body and is_place_noun(noun, reading)  # "the Qayyarah base"; "the Hezbollah base" is whose


def _stands_where(noun: Token) -> bool:
    """ "outside Al-Udhaim", "in Let Yet Kone": a name where a place stands, of which the place lists know nothing."""
    if noun.pos_ != "PROPN" or noun.dep_ != "pobj":
        return False
    before = noun.head.lower_
    if before == "of":
        return noun_lemma(noun.head.head) in TOWNS | _QUARTERS  # "the village of Old Tarsk"
    if noun.ent_type_ in _NO_PLACES:
        return False
    return before in ("near", "outside", "around") or (before == "in" and noun.ent_type_ in ("GPE", "LOC", "FAC"))


_NO_PLACES = frozenset(("PERSON", "DATE", "TIME", "NORP", "EVENT", "LAW", "CARDINAL", "WORK_OF_ART", "PRODUCT"))


def _leads_somewhere(name: Token, reading: Reading) -> bool:
    mention = reading.place_at.get(name.i)
    return mention is not None and (mention.place.is_resolved or mention.relative is not None)


_QUARTERS = frozenset(("district", "neighbourhood", "neighborhood", "quarter", "suburb", "village", "camp"))


_WATERS = frozenset(("water", "waters", "sea", "ocean", "coast", "airspace", "border", "village", "town", "city"))
