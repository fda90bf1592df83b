"""Where the story stands, for a happening that names no place: the headline, the last place told of, the country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
from spacy.tokens import Token

from trigpoint.evidence.reports.clean import Block, BlockKind
from trigpoint.evidence.reports.discourse import Told
from trigpoint.evidence.reports.elsewhere import is_elsewhere
from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.pointing import in_a_date_line
from trigpoint.evidence.reports.reading import Reading
from trigpoint.evidence.reports.settle import SentenceFrame
from trigpoint.evidence.reports.siting import exactness
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Place, PlaceKind
from trigpoint.places.geodesy import distance_m

if TYPE_CHECKING:
    from trigpoint.places.mentions import PlaceMention

LOCAL = ("strike", "harm", "ground")  # families of what happens on one spot
_SPOTTED = (*LOCAL, "build", "presence", "movement")  # families of what is somewhere, said or not
_SPOTS = 3  # that make an area
_ABOUT_M, _AROUND_M = 25_000.0, 60_000.0  # least radius of what is not said, and of a name that no list has
_REGION_M = 150_000.0
_NARROWEST_M, _WIDEST_M = 40_000.0, 120_000.0
_SHARE = 0.6  # of the places named that must lie in one country for the text to be about it


def headline_place(reading: Reading, number: int) -> Place | None:
    """The one spot that a headline about a happening names; None for an item of a list, which is another matter."""
    if reading.block_of[number] in reading.opening:
        return None
    first_prose = next((b for b in reading.blocks if b.kind is BlockKind.PROSE), None)
    above = [b for b in reading.blocks if first_prose is not None and b.start < first_prose.start]
    titles = [b for b in above if b.kind is BlockKind.HEADING]
    if not titles or not _tells(reading, titles[0]):
        return None
    spots = [m.place for m in reading.places if titles[0].start <= m.start < titles[0].end and _is_spot(m)]
    return spots[0] if len({p.name for p in spots}) == 1 else None


def _is_somewhere(type_: str, lexicon: Lexicon) -> bool:
    """A strike, a toll, a base or a picture is of one place, said or not; a delivery or a statement may have none."""
    return lexicon.event_types[type_].family in _SPOTTED or type_ == "imagery_observation"


def story_spot(candidate: Candidate, sent: SentenceFrame, told: Sequence[Told], reading: Reading) -> Place | None:
    """Where the story is when it says no place: at one of the sentence, else last told of, else last or most named.

    A text that goes from place to place has no such spot. Around it, where the happening has a name that no list has.
    """
    if not _is_somewhere(candidate.type, reading.lexicon):
        return None
    unlisted = named_unlisted(candidate, reading) or is_elsewhere(candidate, reading)
    if not unlisted and (found := _spot_of_sentence(candidate, sent)) is not None:
        return found
    if not unlisted and (found := _only_town_before(sent, reading)) is not None:
        return attrs.evolve(found, radius_m=max(found.radius_m or 0.0, _ABOUT_M))
    found = _last_told(told) or _last_named(sent, reading) or _most_named(reading)
    if found is None or not _stays_near(found, reading):
        return None
    if not unlisted:
        return attrs.evolve(found, radius_m=max(found.radius_m or 0.0, _ABOUT_M))
    return attrs.evolve(
        found,
        radius_m=max(found.radius_m or 0.0, _AROUND_M),
        kind=PlaceKind.REGION,
        alternatives=(),
        reason=f"no list has the place named; the story is around {found.name}",
    )


def _stays_near(place: Place, reading: Reading) -> bool:
    """Three mentions of spots and more than a third of all lie within 150 km."""
    spots = [m.place for m in reading.places if m.place.is_resolved and exactness(m.place) > 0.0]
    near = sum(_apart(place, spot) <= _REGION_M for spot in spots)
    return near >= _SPOTS and near > len(spots) / 3


def _apart(here: Place, there: Place) -> float:
    return distance_m(here.lon or 0.0, here.lat or 0.0, there.lon or 0.0, there.lat or 0.0)


def _spot_of_sentence(candidate: Candidate, sent: SentenceFrame) -> Place | None:
    here = [
        (abs(o.root.i - candidate.token.i), n, m)
        for n, (m, o) in enumerate(sent.places)
        if _is_spot(m) and not ends_a_journey(o.root)
    ]
    return _given(min(here)[2], "named in the sentence, of something else") if here else None


def _only_town_before(sent: SentenceFrame, reading: Reading) -> Place | None:
    """The one town that the sentence before in the same paragraph names."""
    number = next(n for n, s in enumerate(reading.sentences) if s.start == sent.sentence.start)
    if not number or reading.block_of[number] != reading.block_of[number - 1]:
        return None
    last = reading.sentences[number - 1]
    spots = [m for m in _spots(reading) if last.start_char <= m.start < last.end_char]
    if len(spots) != 1 or spots[0].place.kind is not PlaceKind.SETTLEMENT:
        return None
    return _given(spots[0], "no place named: the one the sentence before names")


def ends_a_journey(root: Token) -> bool:
    """ "On its way to Kuala Lumpur", "on the road to Bukavu"."""
    return root.dep_ == "pobj" and root.head.lower_ in ("to", "from") and root.head.head.lemma_ in ON_THE_WAY


ON_THE_WAY = frozenset(("way", "route", "road", "journey", "bind"))


def _last_told(told: Sequence[Told]) -> Place | None:
    last = next((t.places[0] for t in reversed(told) if t.places and exactness(t.places[0]) > 0.0), None)
    return attrs.evolve(last, reason="no place named: the last one told of") if last is not None else None


def _last_named(sent: SentenceFrame, reading: Reading) -> Place | None:
    before = [m for m in _spots(reading) if m.start < sent.sentence.start_char]
    return _given(before[-1], "no place named: the last one the text names") if before else None


def _most_named(reading: Reading) -> Place | None:
    spots = _spots(reading)
    if not spots:
        return None
    most = Counter(m.place.name for m in spots).most_common(1)[0][0]
    return _given(next(m for m in spots if m.place.name == most), "no place named: the one the text names most")


def _spots(reading: Reading) -> list[PlaceMention]:
    return [m for m in reading.places if _is_spot(m) and not in_a_date_line(reading, m)]


def _given(mention: PlaceMention, reason: str) -> Place:
    return attrs.evolve(mention.relative or mention.place, reason=reason)


def named_unlisted(candidate: Candidate, reading: Reading) -> bool:
    """ "in Upper Vardia", "the mill of Old Tarsk": a name where a place stands, of which the place lists know nothing."""
    words = {*candidate.head.subtree, *candidate.token.subtree}
    words |= {t for target in candidate.roles.targets for t in target.subtree}
    return any(_is_unlisted_name(t, reading) for t in words)


def _is_unlisted_name(token: Token, reading: Reading) -> bool:
    mention = reading.place_at.get(token.i)
    if mention is not None:
        return not mention.place.is_resolved and mention.relative is None and not mention.metonymic
    if token.pos_ != "PROPN" or token.dep_ != "pobj" or token.i in reading.time_at or token.lower_ in reading.named:
        return False
    before, entity = token.head.lower_, token.ent_type_
    if entity in _NO_PLACES or before not in _WHERE:
        return False
    return entity != "PERSON" or before in ("in", "near", "outside")


_WHERE = ("in", "at", "near", "outside", "around", "off", "over", "of")
_NO_PLACES = frozenset(("DATE", "TIME", "NORP", "EVENT", "LAW", "CARDINAL", "MONEY", "QUANTITY", "WORK_OF_ART"))


def _tells(reading: Reading, block: Block) -> bool:
    """The words name a strike, a clash or their harm."""
    lexicon = reading.lexicon
    span = reading.doc.char_span(block.start, block.end, alignment_mode="expand")
    senses = (
        s for t in span or () for table in (lexicon.verbs, lexicon.nouns) for s in table.get(t.lemma_.lower(), ())
    )
    return any(lexicon.event_types[s.type].family in LOCAL for s in senses)


def story_country(reading: Reading) -> Place | None:
    """The country most places of the text lie in, where the text names it."""
    return _country(m for m in reading.places if m.place.is_resolved)


def _country(mentions: Iterable[PlaceMention]) -> Place | None:
    rows = list(mentions)
    votes = Counter(m.place.country for m in rows if m.place.country and m.place.kind is not PlaceKind.COUNTRY)
    if not votes:
        return None
    country, most = votes.most_common(1)[0]
    if most < _SHARE * sum(votes.values()):
        return None
    return next((m.place for m in rows if m.place.kind is PlaceKind.COUNTRY and m.place.country == country), None)


def story_area(reading: Reading) -> Place | None:
    """Around the spots a text names in its country, for a name beside them that no list has; None where they lie wide apart."""
    rows = [m.place for m in reading.places if _is_spot(m) and m.place.kind is PlaceKind.SETTLEMENT]
    land = Counter(p.country for p in rows).most_common(1)
    spots = {p.name: p for p in rows if p.country == land[0][0]} if land else {}
    if len(spots) < _SPOTS:
        return None
    reach = {name: sorted(_apart(here, there) for there in spots.values()) for name, here in spots.items()}
    middle = min(reach, key=lambda name: sum(reach[name]))
    radius = max(_NARROWEST_M, reach[middle][int(0.8 * (len(spots) - 1))])
    if radius > _WIDEST_M:
        return None
    place = spots[middle]
    return attrs.evolve(
        place,
        radius_m=radius,
        kind=PlaceKind.REGION,
        alternatives=(),
        reason=f"no list has the place named; the others of the text lie around {place.name}",
    )


def _is_spot(mention: PlaceMention) -> bool:
    place = mention.place
    return place.is_resolved and exactness(place) >= 2.0 and not mention.metonymic
