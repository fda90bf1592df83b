"""What a rule looks at and gives, shared by all rules of written briefs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.fusion.wording.classes import NO_CLASSES, WordClasses
from trigpoint.fusion.wording.vocabulary import EstimativeWords
from trigpoint.model import Place, Scale
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.products.compile.document import Block, Document, Sentence
from trigpoint.products.compile.evidence import Archive, Basis
from trigpoint.products.compile.name_index import NO_NAMES, NameIndex
from trigpoint.products.compile.party_names import PartyNames
from trigpoint.products.compile.refusal import Refusal, excerpt_of


@attrs.frozen(kw_only=True)
class Check:
    """What the rules look at. `bases` maps every cited id to what it names, None for nothing."""

    document: Document
    archive: Archive
    bases: Mapping[str, Basis | None]
    scale: Scale
    scales: Mapping[str, Scale]
    words: EstimativeWords
    sources: frozenset[str]
    places: frozenset[str]
    common: frozenset[str] = frozenset()  # beginnings of words that places bear: they name no source by themselves
    source_index: NameIndex = NO_NAMES
    numbered: NameIndex = NO_NAMES  # places and sources whose names hold a digit
    placed: Mapping[str, tuple[Place, ...]] = attrs.field(factory=dict)  # the case's places by normalised name
    gazetteer: Gazetteer | None = None  # None: only the case's own places are known
    arabic: ArabicLexicon | None = None  # None: Arabic sentences are held to the rules of English ones
    party_names: PartyNames | None = None  # None: no belligerents are known
    classes: WordClasses = NO_CLASSES  # of what sentences tell; the empty ones ask nothing
    place_index: NameIndex = NO_NAMES
    labels: Mapping[str, str] = attrs.field(factory=dict)  # of event types

    def of(self, sentence: Sentence) -> list[Basis]:
        """The usable evidence of a sentence."""
        return [b for i in sentence.cites if (b := self.bases.get(i)) is not None]


Rule = Callable[[Check, Block, Sentence], Iterator[Refusal]]


def refusal(sentence: Sentence, code: str, says: str, remedy: str) -> Refusal:
    """With the sentence's line and beginning."""
    return Refusal(line=sentence.line, code=code, says=says, remedy=remedy, excerpt=excerpt_of(sentence.text))


def is_in(text: str, name: str) -> bool:
    """Whether the whole name stands in the text."""
    return position_of(text, name) >= 0


def position_of(text: str, name: str) -> int:
    """Where the whole name begins; -1 for nowhere."""
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return found.start() if found else -1


@attrs.frozen(kw_only=True)
class Segment:
    """A stretch of a sentence and the evidence that closes it; what follows the last citation belongs to it."""

    text: str
    bases: tuple[Basis, ...]


def segments(check: Check, sentence: Sentence) -> list[Segment]:
    """The sentence cut behind each citation. A table row is one stretch."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    text = ""
    for run in sentence.runs:
        if run.cites:
            if text.strip() or not parts:
                parts.append((text, run.cites))
            else:
                parts[-1] = (parts[-1][0], parts[-1][1] + run.cites)
            text = ""
        else:
            text += run.text
    if not parts:
        parts = [(sentence.text, sentence.cites)]
    elif text:
        parts[-1] = (parts[-1][0] + text, parts[-1][1])
    return [
        Segment(text=words, bases=tuple(b for i in dict.fromkeys(ids) if (b := check.bases.get(i)) is not None))
        for words, ids in parts
    ]
