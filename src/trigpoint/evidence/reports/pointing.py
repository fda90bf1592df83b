"""What a pointing word leads back to: "that site", "the same base", "the port", "the city", "there"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import control_chain
from trigpoint.evidence.reports.clean import BlockKind
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.evidence.reports.siting import exactness, placed_noun
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Place, PlaceKind, Precision

if TYPE_CHECKING:
    from trigpoint.places.mentions import PlaceMention

AT = ("in", "at", "near", "on", "outside", "around", "inside", "off", "over", "throughout", "across")
# Kinds of which a town has several, so that another place in it is not meant.
OF_ONE_KIND = frozenset(
    (
        "bridge",
        "hospital",
        "port",
        "harbour",
        "harbor",
        "airport",
        "crossing",
        "palace",
        "prison",
        "dam",
        "university",
        "school",
        "mosque",
        "church",
        "market",
        "hotel",
        "embassy",
        "station",
        "refinery",
        "tower",
    )
)
TOWNS = frozenset(("city", "town", "village", "settlement"))


def pointed_place(
    candidate: Candidate, reading: Reading, sentence: Span, number: int, *, demonstrative: bool
) -> Place | None:
    """ "it", "that site", "the same base" (demonstrative), "the facility" (definite): the last fitting place named."""
    before = [
        (m, r)
        for m, r in reading.rooted_places
        if m.start < sentence.start_char and _near(reading, m, number) and not in_a_date_line(reading, m)
    ]
    block_start = reading.blocks[reading.block_of[number]].start
    if demonstrative and says_there(candidate):
        return _last_fitting("", [row for row in before if row[0].start >= block_start], block_start)
    for head in (*candidate.roles.targets, *prepositional(candidate), *candidate.roles.actors):
        if head.pos_ in ("PRON", "DET") and (noun := reading.antecedents.get(head.i)) is not None:
            place = next(
                (
                    m.place
                    for m, root in reversed(before)
                    if exactness(m.place) > 0.0 and (root == noun or (noun.is_ancestor(root) and root.i - noun.i < 6))
                ),
                None,
            )
            if place is not None and demonstrative:
                return place
            continue
        if noun_lemma(head) in _OWN_LAND:
            owned = any(c.dep_ == "poss" and c.lower_ in ("its", "their", "own") for c in head.children)
            if owned and demonstrative is False and (land := _land_of(candidate, reading)) is not None:
                return land
            continue
        fits = is_place_noun(head, reading) or noun_lemma(head) in _SEAS
        if not fits or not points(head, demonstrative=demonstrative) or head.i in reading.place_at:
            continue
        lemma = noun_lemma(head)
        if lemma in TOWNS and demonstrative is False:  # "Kherson: the city was retaken"
            here = [
                (m, r)
                for m, r in reading.rooted_places
                if sentence.start_char <= m.start < head.idx and not m.metonymic
            ]
            before = [*before, *here]
        if (found := _last_fitting(lemma, before, block_start)) is not None:
            return found
    return None


def pointed_building(candidate: Candidate, reading: Reading, sentence: Span, number: int) -> Place | None:
    """ "in the port", "at the airport": one of which a town has few, named before or in a place named before."""
    before = [(m, r) for m, r in reading.rooted_places if m.start < sentence.start_char and _near(reading, m, number)]
    for noun in prepositional(candidate):
        lemma = noun_lemma(noun)
        if lemma in OF_ONE_KIND and noun.i not in reading.place_at and points(noun, demonstrative=False):
            called = [
                row for row in before if row[0].place.is_resolved and _is_called(lemma, (row[0], row[0].place, row[1]))
            ]
            if called:
                return _site_or_place(called[-1][0])
    return None


def pointed_route(candidate: Candidate, reading: Reading, sentence: Span) -> Place | None:
    """ "was using the route across the inland sea to send shells": the water last named before."""
    verbs = (candidate.head, *control_chain(candidate.head))
    seas = [
        t
        for verb in verbs
        for t in verb.subtree
        if noun_lemma(t) in _SEAS and t.dep_ == "pobj" and t.head.lower_ in ("across", "over", "through", "via", "on")
    ]
    if not any(points(t, demonstrative=False) or points(t, demonstrative=True) for t in seas):
        return None
    before = [m.place for m in reading.places if m.start < sentence.start_char and m.place.kind is PlaceKind.WATER]
    return before[-1] if before else None


def pointed_country(candidate: Candidate, reading: Reading, sentence: Span) -> Place | None:
    """ "across the country": the one that the last places named lie in, if the text names it."""
    asked = [p for p in prepositional(candidate) if noun_lemma(p) in ("country", "nation")]
    if not any(points(p, demonstrative=False) or points(p, demonstrative=True) for p in asked):
        return None
    before = [m for m in reading.places if m.start < sentence.start_char and m.place.is_resolved]
    lands = [m.place for m in before if m.place.kind is PlaceKind.COUNTRY]
    story = next((m.place.country for m in reversed(before) if exactness(m.place) >= 2.0), "")
    return next((p for p in reversed(lands) if p.country == story), None) if story else None


_OWN_LAND = frozenset(("territory", "soil", "airspace", "waters", "border", "frontier"))


def _land_of(candidate: Candidate, reading: Reading) -> Place | None:
    """ "Jordan shot down drones over its territory": the country that acts."""
    acting = (reading.place_at.get(a.i) for a in candidate.roles.actors)
    return next((m.place for m in acting if m is not None and m.place.kind is PlaceKind.COUNTRY), None)


def own_land(candidate: Candidate, reading: Reading, sentence: Span) -> Place | None:
    """ "Jordan says its air force shot down objects in its airspace": the first country that the sentence has acting."""
    owned = any(
        noun_lemma(t) in _OWN_LAND and any(c.dep_ == "poss" and c.lower_ in ("its", "their") for c in t.children)
        for t in candidate.head.subtree
    )
    if not owned:
        return None
    acting = (reading.place_at.get(t.i) for t in sentence if t.dep_ == "nsubj")
    return next((m.place for m in acting if m is not None and m.place.kind is PlaceKind.COUNTRY), None)


_SEAS = frozenset(("sea", "strait", "gulf", "canal", "river", "ocean", "lake", "water"))


def says_there(candidate: Candidate) -> bool:
    verbs = _verbs(candidate)
    words = (*verbs, *(c for v in verbs for c in v.children if c.dep_ == "dobj"), *candidate.roles.targets)
    return any(c.lower_ == "there" and c.dep_ == "advmod" for w in words for c in w.children)


def _verbs(candidate: Candidate) -> list[Token]:
    """The event word, what carries it, and a verb coordinated without a subject of its own ("killed and wounded there")."""
    words = [w for w in (candidate.head, candidate.token, candidate.roles.verb, *candidate.joined) if w is not None]
    joined = [
        c
        for w in words
        for c in w.children
        if c.dep_ == "conj" and c.pos_ == "VERB" and not any(d.dep_ in ("nsubj", "nsubjpass") for d in c.children)
    ]
    return list(dict.fromkeys([*words, *joined]))


def _last_fitting(lemma: str, before: Sequence[tuple[PlaceMention, Token]], block_start: int) -> Place | None:
    """The last place whose name or noun is the word; else the last exact one, of this paragraph before earlier ones."""
    if lemma in _SEAS:
        return next((m.place for m, _ in reversed(before) if m.place.kind is PlaceKind.WATER), None)
    rows = [
        (m, _site_or_place(m), r)
        for m, r in before
        if m.place.is_resolved and exactness(m.place) >= 2.0 and not m.metonymic
    ]
    if lemma in TOWNS:
        towns = [(m, m.place, r) for m, _, r in rows if m.place.kind is PlaceKind.SETTLEMENT]
        return towns[-1][1] if towns else None
    named = [row for row in rows if _is_called(lemma, row)] if lemma else []
    direct = [row for row in rows if row[0].relative is None or row[1] is not row[0].place]
    here = [row for row in direct if row[0].start >= block_start]
    sited = [] if lemma in OF_ONE_KIND else direct
    for pool in (
        [row for row in named if row[0].start >= block_start],
        [row for row in here if row in sited and row[1].kind is PlaceKind.SITE],
        named,
        here if lemma not in OF_ONE_KIND else [row for row in here if row[1].kind is not PlaceKind.SITE],
        [row for row in sited if row[1].kind is PlaceKind.SITE],
        [] if lemma in OF_ONE_KIND else rows,
    ):
        if pool:
            return pool[-1][1]
    return None


def _site_or_place(mention: PlaceMention) -> Place:
    """ "the port of X" is the port; "near X" is X."""
    site = mention.relative
    return site if site is not None and site.kind is PlaceKind.SITE else mention.place


def _is_called(lemma: str, row: tuple[PlaceMention, Place, Token]) -> bool:
    mention, place, root = row
    if lemma in mention.text.casefold() or lemma in place.name.casefold():
        return True
    noun = placed_noun(root)
    return noun is not None and noun_lemma(noun) == lemma and lemma in OF_ONE_KIND and noun.pos_ == "NOUN"


def in_a_date_line(reading: Reading, mention: PlaceMention) -> bool:
    """ "Relief Desk, Nairobi, 19 October 2022": where it was written."""
    line = next((b for b in reading.blocks if b.start <= mention.start < b.end), None)
    if line is None or line.kind is BlockKind.PROSE:
        return False
    return any(line.start <= t.start < line.end and t.span.precision is Precision.DAY for t in reading.times)


def section_place(reading: Reading, number: int) -> Place | None:
    """The place a section's heading names and says no more than ("Hodeidah", "In Hodeidah province:")."""
    above = range(reading.block_of[number], -1, -1)
    at = next((i for i in above if reading.blocks[i].kind is not BlockKind.PROSE), None)
    if at is None or reading.blocks[at].kind is not BlockKind.HEADING:
        return None  # furniture between may be another section's title
    start, end = reading.blocks[at].start, reading.blocks[at].end
    named = [m for m in reading.places if start <= m.start < end]
    if len(named) > 1 and named[0].start == start and _encloses(named):
        return named[0].place  # "Marinovka (Volgograd oblast), air base"
    if len(named) != 1 or not named[0].place.is_resolved or exactness(named[0].place) < 1.0:
        return None
    text = reading.doc.text
    rest = f"{text[start : named[0].start]} {text[named[0].end : end]}".casefold()
    return named[0].place if set(re.findall(r"\w+", rest)) <= _HEADING_WORDS else None


def _encloses(named: Sequence[PlaceMention]) -> bool:
    """The places behind the first are the wider ones it lies in."""
    first, *rest = (m.place for m in named)
    return exactness(first) >= 2.0 and all(
        p.is_resolved and p.country == first.country and (p.radius_m or 0.0) > (first.radius_m or 0.0) for p in rest
    )


_HEADING_WORDS = frozenset(
    "in at around near the city town province governorate district oblast region area front camp of".split()
)


def _near(reading: Reading, mention: PlaceMention, number: int) -> bool:
    """Within this block or the two before."""
    first = max(0, reading.block_of[number] - 2)
    return mention.start >= reading.blocks[first].start


def prepositional(candidate: Candidate) -> list[Token]:
    words = dict.fromkeys((*_verbs(candidate), *candidate.roles.targets))
    return [
        p
        for word in words
        for c in word.children
        if c.dep_ == "prep" and c.lower_ in (*AT, "from", "to", "into", "towards", "toward")
        for p in c.children
        if p.dep_ == "pobj"
    ]


def is_place_noun(head: Token, reading: Reading) -> bool:
    lemma = noun_lemma(head)
    return lemma not in _MOVABLE and bool(reading.lexicon.kinds.get(lemma, frozenset()) & {"structure", "territory"})


_MOVABLE = frozenset(
    ("convoy", "equipment", "tank", "battery", "launcher", "target", "navigation", "antenna", "column")
)


def points(head: Token, *, demonstrative: bool) -> bool:
    """The words lead back ("that site", "the base"); "the Qarara base" names its own."""
    if any(
        c.dep_ == "compound" and c.pos_ == "PROPN" and c.text[0].isupper() and c.ent_type_ != "NORP"
        for c in head.children
    ):
        return False
    if any(c.dep_ == "prep" and c.lower_ in _NAMED_BY and _names(c) for c in head.children):
        return False
    words = ("this", "that", "these", "those", "same", "both") if demonstrative else ("the", "its", "their")
    return any(c.dep_ in ("det", "poss", "amod", "predet") and c.lower_ in words for c in head.children)


_NAMED_BY = ("of", "to", "between", "near", "outside")  # "the village of X", "the road to X"
_OTHER_NAMES = ("DATE", "NORP", "ORG")


def _names(preposition: Token) -> bool:
    names = (c for c in preposition.children if c.dep_ == "pobj" and c.pos_ == "PROPN")
    return any(c.ent_type_ not in _OTHER_NAMES for c in names)
