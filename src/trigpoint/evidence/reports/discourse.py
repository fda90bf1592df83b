"""What carries over from sentence to sentence: pronouns, "the base", "the same raid", the happening being told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import is_passive
from trigpoint.evidence.reports.lexicon import EventType, Lexicon
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Place, PlaceKind, TimeSpan

if TYPE_CHECKING:
    from trigpoint.places.mentions import PlaceMention

_FAMILIES_OF_ONE_HAPPENING = (
    {"strike", "harm", "ground"},
    {"movement", "presence", "air"},
    {"transfer", "strike"},
    {"build", "strike"},
)


@attrs.frozen(kw_only=True)
class Told:
    """A happening already told, as far as later sentences may take it up."""

    candidate: Candidate
    type: str
    sentence: int
    block: int
    when: TimeSpan
    places: tuple[Place, ...]


def antecedent(
    candidate: Candidate,
    sentence: Span,
    number: int,
    block: int,
    told: Sequence[Told],
    lexicon: Lexicon,
    *,
    own_time: bool,
    own_place: bool,
) -> Told | None:
    """The happening this one elaborates, if the text says so: by an anaphor, or by going on about it at once."""
    strong = takes_up(candidate, sentence, lexicon) or _is_background(candidate)
    family = lexicon.event_types[candidate.type].family
    for earlier in reversed(told):
        distance = number - earlier.sentence
        if distance > (5 if strong else 2) or block - earlier.block > (1 if strong else 0):
            return None
        if not _one_happening(family, lexicon.event_types[earlier.type], strong=strong):
            continue
        if strong or not own_time or not own_place:
            return earlier if strong or not (own_time or own_place) else None
    return None


def _one_happening(family: str, other: EventType, *, strong: bool) -> bool:
    if family == other.family:
        return True
    return strong and any({family, other.family} <= group for group in _FAMILIES_OF_ONE_HAPPENING)


def _is_background(candidate: Candidate) -> bool:
    """ "The men were delivering missiles": what was under way when the happening just told took place."""
    auxiliaries = {c.lower_ for c in candidate.head.children if c.dep_ in ("aux", "auxpass")}
    return candidate.head.tag_ == "VBG" and bool(auxiliaries & {"was", "were"})


def takes_up(candidate: Candidate, sentence: Span, lexicon: Lexicon) -> bool:
    """ "the attack also", "the three operations", "during the same raid", "it was hit"."""
    if takes_up_event(candidate, lexicon):
        return True
    arguments = (*candidate.roles.actors, *candidate.roles.targets)
    if any(h.pos_ == "PRON" and h.lower_ in lexicon.words["anaphors"] for h in arguments):
        return True
    words = lexicon.words["event_nouns"] | {"area", "time", "day", "place", "site"}
    return any(
        t.lower_ in ("same", "this", "that", "these") and t.dep_ in ("det", "amod") and t.head.lemma_.lower() in words
        for t in sentence
    )


def takes_up_event(candidate: Candidate, lexicon: Lexicon) -> bool:
    """A definite event noun without a time or place of its own: "the attack", "this raid", "the three operations"."""
    determiners = lexicon.words["anaphoric_determiners"]
    for head in (*candidate.roles.actors, candidate.token):
        if head.lemma_.lower() not in lexicon.words["event_nouns"] or head.pos_ != "NOUN":
            continue
        if any(c.lower_ in determiners and c.dep_ in ("det", "poss", "amod") for c in head.children):
            return not any(c.lower_ in ("recent", "last", "first", "another", "latest") for c in head.children)
    return False


def anaphoric_place(
    candidate: Candidate,
    before: Sequence[tuple[PlaceMention, Token]],
    antecedents: Mapping[int, Token],
    lexicon: Lexicon,
) -> Place | None:
    """ "the base", "that site", "it": the last place named that fits, from the mentions before the sentence."""
    sites = [m for m, _ in before if m.place.is_resolved and not m.metonymic and m.place.kind is not PlaceKind.COUNTRY]
    for head in (*candidate.roles.targets, *_prepositional(candidate)):
        if head.pos_ == "PRON" and (noun := antecedents.get(head.i)) is not None:
            if place := next(
                (m.place for m, root in reversed(before) if root == noun or (noun.is_ancestor(root) and not m.metonymic)),
                None,
            ):
                return place
        if not _definite(head) or not lexicon.kinds.get(head.lemma_.lower(), frozenset()) & {"structure", "territory"}:
            continue
        same_word = [
            m.place
            for m in sites
            if head.lemma_.lower() in m.text.casefold() or head.lemma_.lower() in m.place.name.casefold()
        ]
        if same_word:
            return same_word[-1]
        firm = [m.place for m in sites if m.place.kind is PlaceKind.SITE]
        if firm or sites:
            return firm[-1] if firm else sites[-1].place
    return None


def _prepositional(candidate: Candidate) -> list[Token]:
    return [
        p
        for word in {
            candidate.head,
            candidate.token,
            *([candidate.roles.verb] if candidate.roles.verb is not None else []),
        }
        for c in word.children
        if c.dep_ == "prep" and c.lower_ in ("at", "in", "on", "near", "around", "from", "to", "into")
        for p in c.children
        if p.dep_ == "pobj"
    ]


def _definite(head: Token) -> bool:
    return any(
        c.dep_ in ("det", "poss", "amod")
        and c.lower_ in ("the", "this", "that", "these", "those", "same", "its", "both")
        for c in head.children
    )


def is_state(candidate: Candidate) -> bool:
    """Told in the present: "is shipping", "holds", "has been moving"."""
    verb = candidate.carrier or (candidate.token if candidate.token.pos_ in ("VERB", "AUX") else candidate.roles.verb)
    if verb is None:
        return False
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if verb.tag_ in ("VBZ", "VBP"):
        return True
    if verb.tag_ == "VBG":
        return not auxiliaries & {"was", "were", "had"}
    return (
        is_passive(verb)
        and bool(auxiliaries & {"is", "are", "'s"})
        and not auxiliaries & {"has", "have", "was", "were", "been"}
    )
