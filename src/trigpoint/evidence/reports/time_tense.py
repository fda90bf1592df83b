"""Whether the clause around a time looks back or ahead."""

from __future__ import annotations

from enum import StrEnum

from spacy.tokens import Span, Token


class Lean(StrEnum):
    PAST = "past"
    FUTURE = "future"
    NEITHER = "neither"


_MODALS = frozenset(
    ["will", "shall", "'ll", "’ll", "wo", "would", "can", "ca", "could", "may", "might", "should", "must"]
)
_PLANNING = frozenset(
    [
        "plan",
        "schedule",
        "expect",
        "intend",
        "set",
        "due",
        "slate",
        "postpone",
        "delay",
        "hope",
        "vow",
        "threaten",
        "prepare",
        "order",
        "promise",
        "pledge",
        "want",
        "aim",
        "propose",
        "warn",
        "demand",
        "urge",
        "await",
        "anticipate",
    ]
)
_ATTRIBUTIVE = ("poss", "compound", "nmod", "amod", "nummod")
_MAX_CLIMB = 40


def lean_of(span: Span) -> Lean:
    """The lean of the nearest verb above `span`; NEITHER where the time hangs on a noun of a clause about the past."""
    token: Token = span.root
    through_noun = False
    for _ in range(_MAX_CLIMB):
        if token.pos_ in ("VERB", "AUX") and token.i not in range(span.start, span.end):
            lean = _verb_lean(token)
            return Lean.NEITHER if through_noun and lean is Lean.PAST else lean
        if token.head is token:
            return Lean.NEITHER
        if token.pos_ in ("NOUN", "PROPN") and token.i not in range(span.start, span.end):
            through_noun = True
        if (
            token.dep_ in _ATTRIBUTIVE
            and token.head.pos_ in ("NOUN", "PROPN")
            and token.head.i not in range(span.start, span.end)
        ):
            return Lean.NEITHER
        token = token.head
    return Lean.NEITHER


def _verb_lean(verb: Token, depth: int = 0) -> Lean:
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if helpers & _MODALS:
        return Lean.PAST if "have" in helpers and not helpers & {"will", "'ll", "’ll"} else Lean.FUTURE
    if verb.lemma_.lower() in _PLANNING:
        return Lean.FUTURE
    if verb.tag_ in ("VBD", "VBN"):
        return Lean.PAST
    if verb.tag_ in ("VB", "VBG") and depth < 6 and verb.head is not verb:
        if "to" in helpers and verb.head.lower_ == "going":
            return Lean.FUTURE
        governor = next((a for a in verb.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return _verb_lean(governor, depth + 1) if governor is not None else Lean.NEITHER
    return Lean.NEITHER
