"""Whether a sentence says what its evidence says: what happened, to what, with what weapon and with what result.

Words are held against words by their classes (`data/word_classes.yaml`): "jets bombed a clinic" is borne by "fighter jets struck
the hospital", "shelled a hospital" is not borne by "bombed a market".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trigpoint.fusion.wording.classes import Told
from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.model import CountStatus
from trigpoint.products.compile.arabic import is_arabic
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.evidence import Basis
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.compile.rule import Check, refusal, segments
from trigpoint.products.compile.whereabouts import evidence_texts
from trigpoint.products.wording import listed, shown

_CALLED = {"event": "what happened", "outcome": "what became of it", "weapon": "a weapon", "object": "what was hit"}
_OF_STATUS = {
    CountStatus.KILLED: "killed",
    CountStatus.INJURED: "injured",
    CountStatus.DISPLACED: "displaced",
    CountStatus.DESTROYED: "destroyed",
    CountStatus.DAMAGED: "damaged",
    CountStatus.DETAINED: "arrest",
}
_OF_KIND = {"damage": ("damaged", "destroyed"), "construction": ("building work",), "arrival": ("arrival",)}
_NAMED = 4


def told(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """No weapon, object, result or kind of happening that the cited words do not say.

    What stands before a citation is held against it; where that names nothing of the kind, against all that is cited. What
    happened in words that have many synonyms is asked about only where the evidence says something else.
    """
    classes = check.classes
    if block.kind is Kind.QUOTE or not sentence.cites or classes.is_empty:
        return
    everything = _borne(check, check.of(sentence))
    seen: set[str] = set()
    for part in segments(check, sentence):
        if not part.bases:
            continue
        own = _borne(check, part.bases)
        for found in classes.found(_own_words(check, part.text, part.bases)):
            kinds = {classes.kind_of[c] for c in found.classes}
            has_rival = any(classes.kind_of[c] in kinds for c in own)
            held = own if has_rival else everything
            if found.classes & held or found.classes & seen or (kinds == {"event"} and is_arabic(found.words)):
                continue
            seen |= found.classes
            yield from _unborne(check, sentence, found, part.bases)


def _own_words(check: Check, text: str, bases: Sequence[Basis]) -> str:
    """Without quotations, names of sources and places, and the labels of the cited kinds of happening."""
    bare = check.source_index.blanked(outside_quotes(text))
    bare = check.place_index.blanked(bare)
    types = {c.event_type for b in bases for c in b.claims} | {b.event.type for b in bases if b.event is not None}
    labels = (check.labels.get(t, "") for t in types)
    for label in sorted(filter(None, labels), key=len, reverse=True):
        at = bare.casefold().find(label.casefold())
        bare = bare[:at] + " " * len(label) + bare[at + len(label) :] if at >= 0 else bare
    return bare


def _borne(check: Check, bases: Sequence[Basis]) -> frozenset[str]:
    """Every class that the cited records say."""
    claims = [c for b in bases for c in b.claims]
    types = {c.event_type for c in claims} | {b.event.type for b in bases if b.event is not None}
    words = [*evidence_texts(check, bases), *(w for c in claims for w in (c.outcome, c.trigger) if w)]
    words += [check.labels.get(t, "") for t in types if t not in check.classes.of_type]
    counted = {_OF_STATUS[n.status] for c in claims for n in c.counts if n.status in _OF_STATUS}
    measured = {m for b in bases if b.observation is not None for m in _OF_KIND.get(b.observation.kind, ())}
    words += [b.observation.kind.replace("_", " ") for b in bases if b.observation is not None]
    return check.classes.widened(check.classes.said(words, types) | counted | measured)


def _unborne(check: Check, sentence: Sentence, found: Told, bases: Sequence[Basis]) -> Iterator[Refusal]:
    kind_of = check.classes.kind_of
    code = min((kind_of[c] for c in found.classes), key=list(_CALLED).index)
    direct = _direct(check, bases, code) or _of_types(check, bases, code)
    cited = listed([b.id for b in bases][:_NAMED])
    if direct:
        says = f"says “{shown(found.words)}”; its evidence {cited} says {listed(direct[:_NAMED])}"
        yield refusal(sentence, code, says, "say it as the evidence does, or cite what says it")
    elif not found.classes & check.classes.loose:
        says = f"says “{shown(found.words)}”; its evidence {cited} does not say {_CALLED[code]}"
        yield refusal(sentence, "not-carried", says, "cite what gives it, or take it out")


def _of_types(check: Check, bases: Sequence[Basis], kind: str) -> list[str]:
    """What the evidence was read as, where its words name no class."""
    types = dict.fromkeys(c.event_type for b in bases for c in b.claims)
    named = (t for t in types if any(check.classes.kind_of[c] == kind for c in check.classes.of_type.get(t, ())))
    return [f"“{check.labels.get(t, t)}”" for t in named]


def _direct(check: Check, bases: Sequence[Basis], kind: str) -> list[str]:
    """The evidence's own words of that kind."""
    words: dict[str, None] = {}
    for text in evidence_texts(check, bases):
        for found in check.classes.found(text):
            if any(check.classes.kind_of[c] == kind for c in found.classes):
                words[f"“{shown(found.words)}”"] = None
    return list(words)
