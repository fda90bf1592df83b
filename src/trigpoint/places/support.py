"""How strongly a listed name is a place where it stands: what the lists, the entity and the words around it say.

Supports are sums of the terms below, in no unit; `candidates.ACCEPT` is what a name needs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import log10

import attrs

from trigpoint.places.cues import BEFELL, DONE_TO_PLACES, is_done_to, told_as_place
from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.names import ARTICLES
from trigpoint.places.runs import Word, run_of
from trigpoint.places.spans import PLACE_LABELS, Span
from trigpoint.places.words import PlaceWords

PART = -1.2  # for a part of a longer name
BEAT = 0.4  # for a name in a country that the sites list is about


def judge(
    span: Span,
    text: str,
    words: Sequence[Word],
    labels: Sequence[tuple[int, int, str]],
    beat: frozenset[str],
    gazetteer: Gazetteer,
) -> Span:
    label, whole = _label_of(span, labels)
    labelled = attrs.evolve(span, label=label)
    hint = _label_support(label, whole=whole)
    if label in PLACE_LABELS and not whole and _is_part(span, words, labels, gazetteer.words):
        hint = PART
    if _is_distinct_site(span, gazetteer):
        hint = max(hint, -0.5)  # the small model calls "T-4" a product and "Imam Ali base" a person
    support = _list_support(labelled, gazetteer) + hint + _word_support(labelled, text, words, gazetteer)
    if any(gazetteer.country(r) in beat for r, _ in span.rows):
        support += BEAT
    return attrs.evolve(labelled, support=support)


def _is_part(span: Span, words: Sequence[Word], labels: Sequence[tuple[int, int, str]], lists: PlaceWords) -> bool:
    """ "Mir" of "Mir Ali", "Pont" of "Pont-Sonde": the entity goes on with another name."""
    end = next((b for a, b, _ in labels if a < span.end <= b), span.end)
    for i in range(span.last, len(words)):
        if words[i].end > end or not words[i].joined or not words[i].is_name:
            return False
        if words[i].normal not in lists.heads and words[i].normal not in lists.ways:
            return True
    return False


def _is_distinct_site(span: Span, gazetteer: Gazetteer) -> bool:
    """On the sites list under a name of several words or with a number."""
    distinct = " " in span.normal or any(c.isdigit() for c in span.normal)
    return distinct and any(gazetteer.row_class(r) in (RowClass.SITE, RowClass.USER_SITE) for r, _ in span.rows)


def _label_of(span: Span, labels: Sequence[tuple[int, int, str]]) -> tuple[str, bool]:
    """The entity over the name, and whether the name (with a head or an article) is all of it."""
    # entities do not overlap, so the last that begins before the span's end is the one to look at, or the one before
    at = bisect_left(labels, (span.end,))
    for start, end, label in reversed(labels[max(at - 4, 0) : at]):
        if span.start < end:
            return label, start >= span.start - 4 and end <= span.end + 2
    return "", False


def _list_support(span: Span, gazetteer: Gazetteer) -> float:
    """How much the name alone speaks for a place: a country much, a village that 600 people live in little."""
    best = -2.0
    people = gazetteer.columns["population"]
    for row, alias in span.rows:
        kind = gazetteer.row_class(row)
        if kind is RowClass.COUNTRY:
            value = 3.0
        elif kind in (RowClass.SITE, RowClass.USER_SITE):
            value = 2.0 if not alias or " " in span.normal or any(c.isdigit() for c in span.normal) else 1.6
        elif kind is RowClass.REGION:
            value = 2.5
        elif kind in (RowClass.AIRPORT, RowClass.PORT):
            value = 1.7
        elif kind is RowClass.ADMIN1:
            value = 0.9 + 0.2 * max(0.0, log10(max(int(people[row]), 1)) - 5)
        elif kind is RowClass.VILLAGE:
            value = 0.1
        elif kind is RowClass.ADMIN2:
            value = -0.2
        else:
            value = 0.35 * (log10(max(int(people[row]), 100)) - 4.0)
        best = max(best, value - (0.4 if alias and kind is RowClass.CITY else 0.0))
    return best + 0.4 * span.normal.count(" ")


def _label_support(label: str, *, whole: bool) -> float:
    if label in PLACE_LABELS:
        return 1.8 if whole else 1.2
    if label == "PERSON":
        return -0.3 if whole else -2.5
    if label in ("ORG", "WORK_OF_ART", "LAW", "PRODUCT", "EVENT"):
        return 0.0 if whole else -1.5
    if label in ("NORP", "LANGUAGE"):
        return -0.3
    if label in ("DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY"):
        return -1.0
    return 0.0


def _word_support(span: Span, text: str, words: Sequence[Word], gazetteer: Gazetteer) -> float:
    """What the words on either side say."""
    lists = gazetteer.words
    before = words[span.first - 1] if span.first else None
    after = words[span.last] if span.last < len(words) else None
    support = told_as_place(text, words, span.first, span.last, lists)
    if before is not None:
        if words[span.first].normal in ARTICLES and span.last - span.first > 1:
            support += 0.4
        if words[span.first].joined and (before.text.lower() in lists.titles or before.normal in lists.titles):
            support -= 3.0
        if words[span.first].joined and before.normal in lists.vessels:
            support -= 6.0
    if span.head:
        support += 0.8
    first, last = run_of(words, span.first, span.last)
    tail = [w.normal for w in words[span.last : last]]
    lead = [w.normal for w in words[_past_openers(words, first, span.first, lists) : span.first]]
    if tail and not span.head and (tail[0] in lists.landforms or set(tail) & lists.formations):
        support -= 6.0
    if tail and not span.head and set(tail) & lists.organisation:
        support -= 1.2 if any(gazetteer.row_class(r) is RowClass.COUNTRY for r, _ in span.rows) else 3.0
    elif len(tail) + len(lead) and not span.head and span.label not in PLACE_LABELS:
        support -= 0.8
    if set(lead) & lists.titles:
        support -= 2.0
    if span.normal in lists.seldom_places:
        support -= 5.0 if lead else 2.5  # "Penguin Island" is not Iceland
    if before is not None and before.normal == "the" and words[span.first].joined and _is_bare(span, after, gazetteer):
        support -= 3.0  # "fired at the Novocherkassk": a town takes no article, a ship does
    if span.label != "PERSON" and is_done_to(words, span.last, (lists.taking - DONE_TO_PLACES) | {"fell"}):
        support += BEFELL
    return support


def _past_openers(words: Sequence[Word], first: int, last: int, lists: PlaceWords) -> int:
    """Where the run before a name begins once "In", "After" or "On Monday" are off it: they have capitals of their own."""
    return next((i + 1 for i in range(last - 1, first - 1, -1) if words[i].normal in lists.openers), first)


def _is_bare(span: Span, after: Word | None, gazetteer: Gazetteer) -> bool:
    """A town's name that no noun follows: not "the Aleppo countryside"."""
    if span.head or not all(gazetteer.row_class(r) in (RowClass.CITY, RowClass.VILLAGE) for r, _ in span.rows):
        return False
    return after is None or not after.joined or after.normal in _NO_NOUN


_NO_NOUN = frozenset(
    "was were is are had has have and or in at on off by with to from near after before as which who that".split()
)
