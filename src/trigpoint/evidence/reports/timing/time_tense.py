"""Whether the clause around a time looks back or ahead."""

from __future__ import annotations

from enum import StrEnum

from spacy.tokens import Span, Token


class Lean(StrEnum):
    PAST = "past"
    FUTURE = "future"
    PRESENT = "present"
    NEITHER = "neither"


_MODALS = frozenset(
    ["will", "shall", "'ll", "’ll", "wo", "would", "can", "ca", "could", "may", "might", "should", "must"]
)
_FIXING = (
    frozenset(  # their own time is the one fixed: "has scheduled talks for Thursday", "extended the truce until Friday"
        ["schedule", "slate", "postpone", "delay", "adjourn", "extend", "plan", "expect", "anticipate", "await"]
    )
)
_INTENDING = (
    _FIXING
    | frozenset(  # only what hangs on them lies ahead: "pledged on Friday to withdraw by Monday"
        ["intend", "set", "due", "hope", "vow", "threaten", "prepare", "order", "promise", "pledge", "want", "aim"]
    )
    | frozenset(["propose", "warn", "demand", "urge", "agree", "offer", "decide", "ready", "likely", "able"])
)
_PRESENT = frozenset(["is", "are", "'s", "’s", "be", "being", "'re", "’re", "am"])
_PERFECT = frozenset(["has", "have", "had", "'ve", "’ve", "was", "were", "been", "got"])
_SCHEDULED = frozenset(  # things that are set for a day; a raid or a statement of some day has been
    """election vote poll ballot referendum runoff summit talk meeting conference session round deadline hearing trial visit trip
    launch inauguration expiry expiration opening start game match date plan schedule handover exercise withdrawal ceremony
    negotiation release""".split()
)
_ATTRIBUTIVE = ("poss", "compound", "nmod", "amod", "nummod")
_MAX_CLIMB = 40


def lean_of(span: Span) -> Lean:
    """The lean of the nearest verb above `span`; NEITHER where the time hangs on a noun of a clause about the past."""
    token: Token = span.root
    through_noun = has_been = False
    for _ in range(_MAX_CLIMB):
        if token.pos_ in ("VERB", "AUX") and token.i not in range(span.start, span.end):
            lean = _verb_lean(token)
            if through_noun and lean in (Lean.PAST, Lean.PRESENT):
                return Lean.PAST if has_been else Lean.NEITHER
            return lean
        if token.head is token:
            return Lean.NEITHER
        if token.pos_ in ("NOUN", "PROPN") and token.i not in range(span.start, span.end):
            has_been = token.pos_ == "NOUN" and token.lemma_ not in _SCHEDULED if not through_noun else has_been
            through_noun = True
        if token.dep_ in _ATTRIBUTIVE and _swallowed(token.head):
            token = token.head.head
            continue
        if (
            token.dep_ in _ATTRIBUTIVE
            and token.head.pos_ in ("NOUN", "PROPN")
            and token.head.i not in range(span.start, span.end)
        ):
            return Lean.NEITHER
        token = token.head
    return Lean.NEITHER


def _swallowed(noun: Token) -> bool:
    """ "On 14 January Ukraine shot down": a subject that the parser hung on the date's preposition."""
    named = noun.pos_ == "PROPN" and noun.ent_type_ not in ("DATE", "TIME")
    return named and noun.dep_ == "pobj" and noun.head.lower_ in ("on", "in") and noun.head.i < noun.i


def _verb_lean(verb: Token) -> Lean:
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if helpers & _MODALS:
        return Lean.PAST if "have" in helpers and not helpers & {"will", "'ll", "’ll"} else Lean.FUTURE
    if verb.lemma_.lower() in _FIXING:
        return Lean.FUTURE
    if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and (helpers & _PERFECT or not helpers & _PRESENT)):
        return Lean.PAST
    if verb.tag_ in ("VBZ", "VBP"):
        return Lean.PRESENT
    if verb.tag_ == "VB" and "to" in helpers:
        effect = any(t.lower_ in ("effect", "force") for c in verb.children for t in (c, *c.children))
        return Lean.FUTURE if effect or _is_intended(verb) else Lean.NEITHER  # "to take effect at 4 a.m. on Wednesday"
    if verb.tag_ == "VBG" and not helpers:
        governor = next((a for a in verb.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return _verb_lean(governor) if governor is not None and governor.tag_ != "VBG" else Lean.NEITHER
    return Lean.NEITHER


def _is_intended(infinitive: Token) -> bool:
    """ "plans to leave", "was expected to leave", "is going to leave", "would have to leave"."""
    governor = infinitive.head
    if governor.lower_ == "going" or governor.lemma_.lower() in _INTENDING:
        return True
    return bool({c.lower_ for c in governor.children if c.dep_ in ("aux", "auxpass")} & _MODALS)


_COMING = frozenset(["come", "follow", "happen", "occur", "be"])
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "its", "his", "her", "their", "our", "it"])


def names_cause(span: Span) -> bool:
    """ "It came a week after two other strikes": the happening after the words is new, the day already told is "it"."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if following is None or following.lower_ in _DEFINITE or following.pos_ == "PROPN":
        return False
    verb = next((a for a in (span.root, *span.root.ancestors) if a.pos_ in ("VERB", "AUX")), None)
    return verb is not None and verb.lemma_ in _COMING


_SAYING = frozenset(["say", "tell", "report", "announce", "add", "write", "state", "confirm", "note"])


def is_when_said(span: Span) -> bool:
    """The time of telling: "the army said on Tuesday"."""
    above = span.root.head
    verb = above.head if above.pos_ == "ADP" else above
    return verb.lemma_ in _SAYING and verb.pos_ == "VERB"


def named_happening(span: Span) -> int | None:
    """The first character of the word that "a day after" goes on to name: "a strike", "the bridge was hit"."""
    doc = span.doc
    for word in reversed(doc[span.start : min(len(doc), span.end + 1)]):
        if word.dep_ == "mark" and word.head.i > word.i:
            return int(word.head.idx)
        below = next((c for c in word.children if c.i >= span.end and c.dep_ in ("pobj", "pcomp")), None)
        if word.pos_ in ("ADP", "SCONJ") and below is not None:
            return int(below.idx)
    return None
