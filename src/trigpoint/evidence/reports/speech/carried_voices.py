"""Voices beyond their own sentence: quotations that run on and sentences that take up what was said."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from spacy.tokens import Doc, Span

from trigpoint.evidence.reports.speech.voices import Voice
from trigpoint.model import Modality

_TAKES_UP = {"it", "they", "its", "their", "another", "both", "he", "she", "further", "additional", "other"}
_POINTS_BACK = {"the", "these", "those", "this", "that", "one"}  # weaker: once, and before a common noun only
_MORE_OF_THE_SAME = {"further", "additional", "other", "more", "another"}
_ORDINALS = {"second", "third", "fourth", "other", "further"}
_OPENING = '“"«'
_CLOSING = '”"»'
_QUOTE_LIMIT = 3000  # characters: a longer "quotation" is a lost closing mark
_SHORTEST_QUOTATION = 25  # characters: below it, a word in quotes
_MOST = 0.4  # of a sentence: then the sentence is what was said


def _quotations(doc: Doc) -> Iterator[tuple[int, int]]:
    """Character spans of direct quotations, quotation marks included."""
    opened = -1
    for i, char in enumerate(doc.text):
        if opened < 0 and char in _OPENING:
            opened = i
        elif opened >= 0 and char in _CLOSING:
            if i - opened <= _QUOTE_LIMIT:
                yield opened, i + 1
            opened = -1
        elif opened >= 0 and char == "“":
            opened = i  # the earlier mark was never closed


def quoted(doc: Doc, by_sentence: list[tuple[Span, list[Voice]]]) -> list[Voice]:
    """Rule 7: a quotation belongs to the speaker beside it, else to the last one of the sentence before."""
    found = []
    for start, end in _quotations(doc):
        touching = [i for i, (s, _) in enumerate(by_sentence) if s.start_char < end and s.end_char > start]
        if not touching or (end - start) < _SHORTEST_QUOTATION:
            continue
        outside = [v for i in touching for v in by_sentence[i][1] if not (start <= v.at < end or v.carried)]
        if (
            not outside
            and touching[0] > 0
            and _same_paragraph(*(by_sentence[i][0] for i in (touching[0] - 1, touching[0])))
        ):
            outside = by_sentence[touching[0] - 1][1][-1:]
        if outside and not any(v.start <= start + 1 and v.end >= end - 1 for v in outside):
            found.append(attrs.evolve(outside[0], start=start, end=end, rank=1, carried=True, lasting=False))
    return found


def carried_over(sentence: Span, before: Span, previous: list[Voice], *, has_own: bool) -> list[Voice]:
    """Rule 8: the voices of the sentence before, taken over.

    With a voice of its own a sentence stays under the one at work on the evidence only: "Further imagery taken by X shows".
    """
    start, end = sentence.start_char, sentence.end_char
    if has_own or not _same_paragraph(before, sentence):
        more = _first_words(sentence)[0] in _MORE_OF_THE_SAME
        lasting = [v for v in previous if more and v.lasting and v.rank < 2]  # not the pictures of the sentence before
        return [attrs.evolve(v, start=start, end=end, carried=True) for v in lasting]
    taken_up = _takes_up(sentence)
    again = [v for v in previous if v.lasting or v.held is not Modality.DENIED]
    whole = [v for v in again if v.lasting or v.end - v.start >= _MOST * len(before.text.strip())]
    kept = [v for v in whole if v.lasting or taken_up or (not v.carried and _points_back(sentence))]
    return [attrs.evolve(v, start=start, end=end, carried=True) for v in kept]


def _same_paragraph(before: Span, sentence: Span) -> bool:
    return "\n" not in sentence.doc.text[before.start_char + len(before.text.rstrip()) : sentence.start_char]


def _takes_up(sentence: Span) -> bool:
    first, second = _first_words(sentence)
    return first in _TAKES_UP or (first in {"a", "an", "the"} and second in _ORDINALS)


def _points_back(sentence: Span) -> bool:
    first, _ = _first_words(sentence)
    words = [t for t in sentence if t.is_alpha][:2]
    return first in _POINTS_BACK and len(words) > 1 and words[1].pos_ in {"NOUN", "AUX", "ADJ", "VERB"}


def _first_words(sentence: Span) -> tuple[str, str]:
    first, second, *_ = [*(t.lower_ for t in sentence if t.is_alpha), "", ""]
    return first, second
