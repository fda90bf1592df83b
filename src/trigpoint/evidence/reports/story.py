"""Where the story stands, for a happening that names no place: the headline, the country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from trigpoint.evidence.reports.clean import Block, BlockKind
from trigpoint.evidence.reports.reading import Reading
from trigpoint.evidence.reports.siting import exactness
from trigpoint.model import Place, PlaceKind
from trigpoint.places.geodesy import distance_m

if TYPE_CHECKING:
    from trigpoint.places.mentions import PlaceMention

LOCAL = ("strike", "harm", "ground")  # families of what happens on one spot
_SPOTS = 3  # that make an area
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
    spots = {p.name: (p.lon, p.lat, p) for p in rows if p.country == land[0][0] and p.lon is not None} if land else {}
    if len(spots) < _SPOTS:
        return None
    reach = {name: sorted(_apart(here, there) for there in spots.values()) for name, here in spots.items()}
    middle = min(reach, key=lambda name: sum(reach[name]))
    radius = max(_NARROWEST_M, reach[middle][int(0.8 * (len(spots) - 1))])
    if radius > _WIDEST_M:
        return None
    place = spots[middle][2]
    return attrs.evolve(
        place,
        radius_m=radius,
        kind=PlaceKind.REGION,
        alternatives=(),
        reason=f"no list has the place named; the others of the text lie around {place.name}",
    )


def _apart(here: tuple[float | None, float | None, Place], there: tuple[float | None, float | None, Place]) -> float:
    return distance_m(here[0] or 0.0, here[1] or 0.0, there[0] or 0.0, there[1] or 0.0)


def _is_spot(mention: PlaceMention) -> bool:
    place = mention.place
    return place.is_resolved and exactness(place) >= 2.0 and not mention.metonymic
