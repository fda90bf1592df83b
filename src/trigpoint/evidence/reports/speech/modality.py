"""How surely a happening is stated, and whether it is denied.

The weakest of three readings wins: the voice that holds the text, the hedges on the trigger, the verb above it.
"Likely destroyed" is assessed, "plans to strike" planned, "no strike took place" denied, "will expand" forecast.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from spacy.tokens import Token

from trigpoint.evidence.reports.speech.voice_lexicon import VoiceLexicon
from trigpoint.model import Modality

# Weakest last; a denial, a plan and a forecast outrank the ladder of how sure the speaker is.
_STRENGTH = [
    Modality.ASSERTED,
    Modality.REPORTED,
    Modality.ASSESSED,
    Modality.ALLEGED,
    Modality.FORECAST,
    Modality.PLANNED,
    Modality.DENIED,
]
_NEGATIVES = {"no", "not", "n't", "never", "neither", "nor", "without"}
_PAST_GUESS = {"may", "might", "could", "must"}
_FUTURE = {"will", "would", "shall", "'ll"}
_REACH = 4  # governors further up belong to another statement


@attrs.frozen(kw_only=True)
class Stance:
    """How one happening is stated."""

    modality: Modality
    negated: bool  # the text says it did not happen
    attempted: bool  # tried; not said to have succeeded


def stance_of(trigger: Token, held: Modality, lexicon: VoiceLexicon) -> Stance:
    """The stance of the happening that `trigger` names; `held` is how the voice over it holds it."""
    found = [held, *_hedged(trigger, lexicon), *_auxiliaries(trigger), *_governed(trigger, lexicon)]
    negated = is_negated(trigger, lexicon)
    if negated:
        found.append(Modality.DENIED)
    attempted = any(g.lemma_.lower() in lexicon.attempts for g in _governing(trigger)) or _has_adverb(
        trigger, {"unsuccessfully"}
    )
    return Stance(modality=max(found, key=_STRENGTH.index), negated=negated, attempted=attempted)


def is_negated(trigger: Token, lexicon: VoiceLexicon) -> bool:
    """Whether the text says the happening did not take place."""
    if any(c.lower_ in _NEGATIVES and c.dep_ in {"neg", "det", "advmod", "preconj"} for c in trigger.children):
        return True
    for governor in _governing(trigger):
        lemma = governor.lemma_.lower()
        carries = trigger.pos_ == "NOUN" or governor.pos_ == "VERB"
        if carries and any(c.dep_ == "neg" for c in governor.children) and _reports_occurrence(governor, trigger):
            return True
        if lemma in lexicon.negating and trigger.dep_ in {"xcomp", "pcomp"}:
            return True
        if governor.pos_ == "NOUN" and any(c.lower_ == "no" for c in governor.children):
            return True
    return False


def _reports_occurrence(governor: Token, trigger: Token) -> bool:
    """A negated verb that says whether a noun happened ("no strike took place"), or the head of a verb chain."""
    if trigger.pos_ == "NOUN":
        return governor.lemma_.lower() in {
            "take",
            "occur",
            "happen",
            "be",
            "carry",
            "conduct",
            "launch",
            "strike",
            "hit",
        }
    return trigger.dep_ in {"xcomp"} and governor.lemma_.lower() in {"do", "manage", "try", "begin"}


def _hedged(trigger: Token, lexicon: VoiceLexicon) -> Iterator[Modality]:
    nearby = [c for c in trigger.children if c.dep_ in {"advmod", "amod"}]
    if trigger.pos_ == "NOUN" and trigger.head.pos_ in {"VERB", "AUX"}:
        nearby += [c for c in trigger.head.children if c.dep_ == "advmod"]
    for word in nearby:
        hedge = lexicon.hedges.get(word.lower_)
        if hedge is not None:
            yield hedge
        if word.lower_ in {"alleged", "purported", "supposed", "claimed"}:
            yield Modality.ALLEGED
        if word.lower_ in {"suspected", "possible", "likely", "probable", "apparent", "assessed"}:
            yield Modality.ASSESSED
        if word.lower_ in {"planned", "intended"}:
            yield Modality.PLANNED


def _auxiliaries(trigger: Token) -> Iterator[Modality]:
    verb = trigger if trigger.pos_ in {"VERB", "AUX"} else trigger.head
    words = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    perfect = "have" in words or "has" in words
    if words & _PAST_GUESS:
        yield Modality.ASSESSED if perfect or "must" in words else Modality.FORECAST
    elif words & _FUTURE and "have" not in words:
        yield Modality.FORECAST


def _governed(trigger: Token, lexicon: VoiceLexicon) -> Iterator[Modality]:
    for governor in _governing(trigger):
        reading = lexicon.governors.get(governor.lemma_.lower())
        if reading is Modality.PLANNED and any(c.dep_ == "neg" for c in governor.children):
            continue
        if reading is Modality.DENIED and is_declined(governor):
            continue
        if reading is not None:
            yield reading
    if any(c.lower_ == "planned" for c in trigger.children):
        yield Modality.PLANNED


def is_declined(verb: Token) -> bool:
    """ "neither confirmed nor denied", "did not deny": no denial."""
    nor = verb.i > 0 and verb.nbor(-1).lower_ in {"nor", "or"}  # "would not confirm or deny"
    return nor or any(c.dep_ == "neg" for c in verb.children)


def _governing(trigger: Token) -> Iterator[Token]:
    """Verbs and predicates above the trigger whose complement it is, nearest first."""
    token = trigger
    for _ in range(_REACH):
        if token.head == token or token.dep_ not in {
            "xcomp",
            "ccomp",
            "dobj",
            "pobj",
            "prep",
            "acl",
            "pcomp",
            "nsubjpass",
        }:
            return
        if token.dep_ in {"pobj", "prep"} and token.head.pos_ == "VERB" and trigger.pos_ != "NOUN":
            return
        token = token.head
        if token.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
            yield token


def _has_adverb(trigger: Token, adverbs: set[str]) -> bool:
    return any(c.lower_ in adverbs for c in trigger.children if c.dep_ == "advmod")
