"""Names in no list that read as places all the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.names import skeleton
from trigpoint.places.runs import Word, is_start, run_of
from trigpoint.places.spans import PLACE_LABELS, Span
from trigpoint.places.words import PlaceWords

if TYPE_CHECKING:
    from spacy.tokens import Doc


def unlisted_spans(doc: Doc, words: Sequence[Word], found: Sequence[Span], gazetteer: Gazetteer) -> list[Span]:
    """Names in no list: entities that read as places, and capitalised words behind "in", "near", "at".

    They are looked up by their consonants, and left open where that gives nothing.
    """
    taken = {i for s in found for i in range(s.first, s.last)} | _words_within(words, [(s.start, s.end) for s in found])
    spans = []
    for first, last, label in [*_entity_runs(doc, words), *_located_runs(doc, words, gazetteer.words)]:
        start, end = words[first].start, words[last - 1].end
        normal = " ".join(w.normal for w in words[first:last])
        known_otherwise = normal in gazetteer.words.demonyms or normal in gazetteer.words.seldom_places
        ship = bool(first and words[first].joined and words[first - 1].normal in gazetteer.words.vessels)
        if known_otherwise or ship or not taken.isdisjoint(range(first, last)):
            continue
        bones = skeleton(normal)
        rows = gazetteer.rows_named([bones], by_skeleton=True)[0] if bones else []
        if label or rows:
            taken.update(range(first, last))
            span = Span(start=start, end=end, first=first, last=last, normal=normal, rows=tuple(rows), by_skeleton=True)
            spans.append(attrs.evolve(span, label=label))
    return spans


def _words_within(words: Sequence[Word], stretches: Iterable[tuple[int, int]]) -> set[int]:
    """Numbers of the words that lie wholly in one of the stretches of characters."""
    found: set[int] = set()
    for start, end in stretches:
        at = bisect_left(words, start, key=lambda w: w.start)
        while at < len(words) and words[at].end <= end:
            found.add(at)
            at += 1
    return found


def _entity_runs(doc: Doc, words: Sequence[Word]) -> list[tuple[int, int, str]]:
    """(first, last, label) of place entities, without a leading "the"."""
    runs = []
    for ent in doc.ents:
        if ent.label_ not in PLACE_LABELS:
            continue
        inside = sorted(_words_within(words, [(ent.start_char, ent.end_char)]))
        while inside and words[inside[0]].normal in ("the", "a", "an"):
            inside = inside[1:]
        # "H1N1" and "E.U." are no places
        if any(words[i].is_name and any(c.islower() for c in words[i].text) for i in inside):
            runs.append((inside[0], inside[-1] + 1, ent.label_))
    return runs


def _located_runs(doc: Doc, words: Sequence[Word], lists: PlaceWords) -> list[tuple[int, int, str]]:
    """(first, last, "") of capitalised runs behind a locative word, which spaCy took for nothing or for an organisation."""
    runs = []
    unlike = [e for e in doc.ents if e.label_ not in (*PLACE_LABELS, "ORG", "PRODUCT", "PERSON")]
    others = _words_within(words, [(e.start_char, e.end_char) for e in unlike])
    for i in range(1, len(words)):
        if words[i - 1].normal not in _AT or not words[i].joined or not is_start(words, i):
            continue
        last = run_of(words, i, i + 1)[1]
        names = words[i:last]
        plain = (
            len(names) <= 3
            and all(not w.text.isupper() for w in names)
            and not {w.normal for w in names} & lists.organisation
        )
        if plain and others.isdisjoint(range(i, last)):
            runs.append((i, last, ""))
    return runs


_AT = frozenset({"in", "near", "at", "outside", "from", "to", "toward", "towards", "into"})
