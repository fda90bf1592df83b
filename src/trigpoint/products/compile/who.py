"""Whether the belligerents a sentence names are those of its evidence, and on the side that the evidence has them on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from trigpoint.fusion.facts import party_of
from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.places.gazetteer import RowClass
from trigpoint.places.names import normalise
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.evidence import Basis
from trigpoint.products.compile.party_names import PartyNames
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.compile.rule import Check, refusal
from trigpoint.products.compile.whereabouts import evidence_words
from trigpoint.products.wording import listed, shown

_IN = re.compile(
    r"\b(?:in|at|from|near|into|inside|outside|over|of|across|to|towards?|off|around|between|within)\s+(?:the\s+)?$",
    re.I,
)
_BY = re.compile(r"\b(?:by|blamed on|carried out by)\s+(?:the\s+)?$", re.IGNORECASE)
_ACTS = re.compile(
    r"^(?:['’]s?)?(?:\s+[a-z-]+){0,2}?\s+(?:struck|strikes?|hit|hits|bombed|shelled|attacked|raided|targeted|killed|destroyed|fired|launched|"
    r"shot down|seized|captured|carried out|conducted)\b(?!\s+by)"
)


def parties(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """No belligerent that nothing cited names, and none made the one who acts where the evidence has it acted upon."""
    bases = check.of(sentence)
    if block.kind is Kind.QUOTE or not bases or check.party_names is None:
        return
    names = check.party_names
    text = check.source_index.blanked(outside_quotes(sentence.text))
    words = names.vocabulary
    claims = [c for b in bases for c in b.claims]
    acting = {p for c in claims for a in c.actors if (p := party_of(a, words))}
    acted_on = {p for c in claims for t in c.targets if (p := _party_in(t, names))}
    told_of = _told_of(check, names, bases) | acting | acted_on
    held = told_of | _of_the_country(check, names, bases)
    seen: set[str] = set()
    for start, end, party in names.found(text):
        if party in seen or _IN.search(text[:start]):
            continue
        seen.add(party)
        cited = listed([b.id for b in bases][:4])
        told = listed(sorted(shown(p) for p in (acting or told_of))[:4])
        if not _is_among(party, held, words.part_of):
            says = f"names {shown(text[start:end])}; its evidence {cited} names " + (told or "no party")
            yield refusal(
                sentence,
                "party" if told else "not-carried",
                says,
                "name whom the evidence names, or cite what names it",
            )
        elif acting and _is_agent(text, start, end) and _is_turned(party, acting, acted_on, words.part_of):
            says = f"has {shown(text[start:end])} act; in its evidence {cited} {told} acts"
            yield refusal(sentence, "party", says, "say who did it as the evidence has it")


def _told_of(check: Check, names: PartyNames, bases: Sequence[Basis]) -> set[str]:
    """Everybody whom the cited words and their speakers name."""
    words = evidence_words(check, bases)
    vocabulary = names.vocabulary
    held = {party for name, party in vocabulary.parties.items() if f" {normalise(name)} " in words}
    held |= {
        vocabulary.parties.get(state, state) for word, state in vocabulary.demonyms.items() if f" {word} " in words
    }
    return held | {p for b in bases for n in b.names if (p := _party_in(n, names))}


def _of_the_country(check: Check, names: PartyNames, bases: Sequence[Basis]) -> set[str]:
    """States in which the cited evidence lies."""
    codes = {p.country for b in bases for p in b.places if p.country}
    if check.gazetteer is None or not codes:
        return set()
    states = sorted(set(names.vocabulary.parties.values()))
    rows = check.gazetteer.rows_named([normalise(s) for s in states])
    return {
        state
        for state, found in zip(states, rows, strict=True)
        if any(
            check.gazetteer.row_class(r) is RowClass.COUNTRY and check.gazetteer.country(r) in codes for r, _ in found
        )
    }


def _party_in(name: str, names: PartyNames) -> str:
    """The belligerent a name is, or one that stands in it."""
    known = set(names.vocabulary.parties.values())
    if (party := party_of(name, names.vocabulary)) in known:
        return party
    return next((p for _, _, p in names.found(name)), "")


def _is_among(party: str, held: set[str], part_of: Mapping[str, str]) -> bool:
    """It, one it belongs to, or a part of it."""
    mine = set(_upwards(party, part_of))
    return bool(mine & held) or any(party in _upwards(other, part_of) for other in held)


def _is_turned(party: str, acting: set[str], acted_on: set[str], part_of: Mapping[str, str]) -> bool:
    """Acted upon in the evidence, and not among those who act."""
    return _is_among(party, acted_on, part_of) and not _is_among(party, acting, part_of)


def _upwards(party: str, part_of: Mapping[str, str]) -> Iterator[str]:
    while party:
        yield party
        party = part_of.get(party, "")


def _is_agent(text: str, start: int, end: int) -> bool:
    return _BY.search(text[:start]) is not None or _ACTS.search(text[end : end + 60]) is not None
