"""Whether a row that is spelt like a name, or sounds like it, is the place that is meant."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from trigpoint.places.context import Context
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.geodesy import distance_m
from trigpoint.places.names import ARTICLES, normalise, skeleton, sound
from trigpoint.places.readings import NEAR_M, SETTLED, Reading
from trigpoint.places.spans import Span

LIKENESS = 70.0  # percent of letters, rapidfuzz ratio
MOSTLY = 0.5  # of what the text says of countries
SHORT = 4  # consonants: with fewer, too many names are alike


def is_meant(best: Reading, span: Span, around: Sequence[Reading], context: Context, gazetteer: Gazetteer) -> bool:
    """In a country that the text names, and in an area it names or near a place there that is clear, where any is."""
    land = gazetteer.country(best.row)
    if not context.share(land, span.normal) or not is_like(span, best.row, gazetteer):
        return False
    if span.head in ("admin1", "district") and gazetteer.row_class(best.row) in SETTLED:
        return False  # "Zavodskyi district" is not the town of Zavodske
    if not span.label and best.score < _prior_floor(gazetteer, best):
        return False
    if context.names_area_of(gazetteer, best.row, span.normal) or gazetteer.radius_m(best.row) > NEAR_M / 4:
        return True
    here = [a for a in around if gazetteer.country(a.row) == land]
    if not here:
        return context.share(land, span.normal) >= MOSTLY
    return any(distance_m(best.lon, best.lat, a.lon, a.lat) <= NEAR_M for a in here)


def is_like(span: Span, row: int, gazetteer: Gazetteer) -> bool:
    """Two spellings of one name sound alike, or share most letters once articles are gone. Short names only by their sound."""
    name = normalise(gazetteer.name(row))
    alike = fuzz.ratio(_bare(span.normal), _bare(name)) >= LIKENESS
    if len(skeleton(span.normal)) < SHORT:
        articled = span.normal.split()[0] in ARTICLES and name.split()[0] in ARTICLES
        return span.is_listed or sound(name) == sound(span.normal) or (articled and alike)
    return row in span.sounding or alike


def _prior_floor(gazetteer: Gazetteer, best: Reading) -> float:
    """Without an entity to back it, a settlement needs some thousand people, or its country's weight in the text."""
    return 4.5 if gazetteer.row_class(best.row) in SETTLED else 5.5


def _bare(normal: str) -> str:
    """Without articles, and with the vowels that Arabic does not tell apart as one: `hodeidah` and `hudaydah` are alike."""
    return "".join(w for w in normal.split() if w not in ARTICLES).translate(_VOWELS)


_VOWELS = str.maketrans("eoyw", "auiu")
