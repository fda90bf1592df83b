"""Place mentions of a text: found, judged, ranked, and placed or left open with a reason."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from trigpoint.model import Place, PlaceKind
from trigpoint.places.candidates import find_spans
from trigpoint.places.capitals import find_capitals
from trigpoint.places.coordinates import find_coordinates
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.metonymy import is_metonymic, is_speaker
from trigpoint.places.ranking import place_spans, resolved
from trigpoint.places.relative import relative_place
from trigpoint.places.runs import Word, read_words
from trigpoint.places.spans import Span
from trigpoint.places.surroundings import stand_in
from trigpoint.places.unlisted import OPEN

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


_GOVERNED = frozenset({PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.SETTLEMENT, PlaceKind.REGION, PlaceKind.OTHER})
# "the Lisbon-appointed governor": who did it, not where
_INSTALLED = re.compile(r"[-\u2010\u2011](?:[a-z]+ed|led|run|held|born|bound|made|built)\b")


@attrs.frozen(kw_only=True)
class PlaceMention:
    """A place named at [start, end) of the text."""

    start: int
    end: int
    text: str
    place: Place  # the place named
    relative: Place | None = None  # where the phrase points, when not at the place: "600 miles east of Moscow"
    metonymic: bool = False  # stands for a government or its people: "Moscow denied"


def find_places(doc: Doc, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Every place named in the text, in order, without overlaps.

    `doc` should carry entities and a parse; they are hints, and a blank `Doc` works with less certainty. A name that
    looks like a place and is in no list, or could be several places alike, comes back unresolved with the reason.
    Words for peoples ("Syrian") are context, not mentions.
    """
    text = doc.text  # spaCy puts it together anew each time it is asked
    words = read_words(text)
    spans = find_spans(doc, text, words, gazetteer)
    places = place_spans(text, words, spans, gazetteer)
    tokens = list(doc) if doc.has_annotation("DEP") else []
    starts = [t.idx for t in tokens]
    mentions = [
        PlaceMention(
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            place=place,
            relative=site,
            metonymic=_stands_for_people(
                place, span, text, tokens[bisect_left(starts, span.start) : bisect_left(starts, span.end)], gazetteer
            ),
        )
        for span, (place, site) in zip(spans, places, strict=True)
        # a guess by consonants that led nowhere is no mention, unless spaCy or the words beside it see a place there too
        if place.is_resolved or not span.by_skeleton or span.label or span.support >= OPEN
    ]
    mentions.extend(_capitals(text, words, mentions, gazetteer))
    mentions.sort(key=lambda m: m.start)
    mentions = [
        m if m.relative else attrs.evolve(m, relative=relative_place(text, m, mentions, gazetteer.words))
        for m in mentions
    ]
    mentions = [
        m if m.place.is_resolved or m.relative else attrs.evolve(m, relative=stand_in(text, m, mentions[i + 1 : i + 3]))
        for i, m in enumerate(mentions)
    ]
    numbers = [PlaceMention(start=a, end=b, text=p.text, place=p) for a, b, p in find_coordinates(text)]
    return _without_overlaps([*numbers, *mentions])


def _capitals(
    text: str, words: Sequence[Word], mentions: Sequence[PlaceMention], gazetteer: Gazetteer
) -> list[PlaceMention]:
    named = [(m.start, m.place) for m in mentions if m.place.is_resolved]
    return [
        PlaceMention(start=a, end=b, text=text[a:b], place=resolved(text[a:b], row, (), "by its rank", gazetteer))
        for a, b, row in find_capitals(words, named, gazetteer)
    ]


def _stands_for_people(place: Place, span: Span, text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> bool:
    """ "Moscow denied", "the Lisbon-appointed governor", "the Bendlerblock said"."""
    if place.kind is PlaceKind.SITE:
        return is_speaker(tokens, gazetteer.words)
    if place.kind not in _GOVERNED or span.head:
        return False
    return _INSTALLED.match(text, span.end) is not None or is_metonymic(tokens, gazetteer.words)


def _without_overlaps(mentions: list[PlaceMention]) -> list[PlaceMention]:
    """In order; of two that overlap the one that begins first, and coordinates before a name."""
    kept: list[PlaceMention] = []
    for mention in sorted(mentions, key=lambda m: m.start):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
