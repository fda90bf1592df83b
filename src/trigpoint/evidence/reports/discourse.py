"""What carries over from sentence to sentence: pronouns, "the base", "the same raid", the happening being told."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from spacy.tokens import Span

from trigpoint.evidence.reports.clauses import disputed_by, is_passive
from trigpoint.evidence.reports.lexicon import EventType, Lexicon
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Place, TimeSpan

_STORY = frozenset(("strike", "harm", "ground"))  # going on about one of these tells of the same events
_FAMILIES_OF_ONE_HAPPENING = (
    {"strike", "harm", "ground"},
    {"movement", "presence", "air"},
    {"transfer", "strike"},
    {"build", "strike"},
)


_SEPARATE = frozenset(("evacuation", "detention", "prisoner_exchange", "aid_delivery", "military_operation"))


@attrs.frozen(kw_only=True)
class Told:
    """A happening already told, as far as later sentences may take it up."""

    candidate: Candidate
    type: str
    sentence: int
    block: int
    when: TimeSpan
    places: tuple[Place, ...]
    mentioned_only: bool = False  # an event noun in passing: "a week after two other strikes"


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
    opens: bool = False,
) -> Told | None:
    """The happening this one elaborates, if the text says so: by an anaphor, or by going on about it at once.

    `opens`: the block is an item of its own, which goes on about nothing.
    """
    strong = is_strong(candidate, sentence, lexicon)
    if not strong and candidate.type in _SEPARATE:
        return None
    family = lexicon.event_types[candidate.type].family
    reach = (
        (12, 4) if is_disputed(candidate, lexicon) else (6, 1) if strong else (3, 0 if opens else 1)
    )  # sentences, blocks
    for earlier in sorted(told, key=lambda t: (t.mentioned_only, -t.sentence, not t.places)):
        distance = number - earlier.sentence
        if distance > reach[0] or block - earlier.block > reach[1]:
            continue
        if not _one_happening(family, lexicon.event_types[earlier.type], strong=strong):
            continue
        if strong or not (own_time and own_place):
            return earlier
    return None


def _one_happening(family: str, other: EventType, *, strong: bool) -> bool:
    if family == other.family:
        return strong or family in _STORY
    if {family, other.family} <= _STORY:
        return True
    return strong and any({family, other.family} <= group for group in _FAMILIES_OF_ONE_HAPPENING)


def _is_background(candidate: Candidate) -> bool:
    """ "The men were delivering missiles": what was under way when the happening just told took place."""
    auxiliaries = {c.lower_ for c in candidate.head.children if c.dep_ in ("aux", "auxpass")}
    return candidate.head.tag_ == "VBG" and bool(auxiliaries & {"was", "were"})


def is_strong(candidate: Candidate, sentence: Span, lexicon: Lexicon) -> bool:
    """The words themselves point back: an anaphor, what was under way just then, or a charge or denial of what was told."""
    if takes_up(candidate, sentence, lexicon) or _is_background(candidate):
        return True
    return is_disputed(candidate, lexicon)


def is_disputed(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Denied or laid at someone's door, and so told before; "blamed it for some raids" is about no one raid."""
    token = candidate.token
    if token.tag_ == "NNS" and not any(c.dep_ in ("det", "poss") and c.lower_ != "some" for c in token.children):
        return False
    return disputed_by(candidate.head) is not None and lexicon.event_types[candidate.type].family != "speech"


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


def is_state(candidate: Candidate) -> bool:
    """Told in the present: "is shipping", "holds", "has been moving"."""
    verb = candidate.carrier or (candidate.token if candidate.token.pos_ in ("VERB", "AUX") else candidate.roles.verb)
    if verb is None:
        return False
    if verb.dep_ == "xcomp" and verb.tag_ == "VB" and verb.head.tag_ == "VBG":
        verb = verb.head  # "is seeking to buy"
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if verb.tag_ in ("VBZ", "VBP"):
        return True
    if verb.tag_ == "VBG" and verb.dep_ in ("xcomp", "pcomp") and not auxiliaries:
        return False  # "denied firing it"
    if verb.tag_ == "VBG":
        return not auxiliaries & {"was", "were", "had"}
    return (
        is_passive(verb)
        and bool(auxiliaries & {"is", "are", "'s"})
        and not auxiliaries & {"has", "have", "was", "were", "been"}
    )
