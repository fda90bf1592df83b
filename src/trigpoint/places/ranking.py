"""Which of the places that bear a name is meant: by kind, the countries the text speaks of, what stands beside, and nearness.

Scores are sums of the terms below, in no unit. A name whose two best readings lie close in score and far apart on the
ground is left open with the readings named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, log10, sqrt

import attrs
import numpy as np

from trigpoint.model import Place, PlaceCandidate, PlaceKind
from trigpoint.places.context import Context, read_context
from trigpoint.places.gazetteer import Gazetteer, RowClass, SiteType
from trigpoint.places.geodesy import distance_m, distances_m
from trigpoint.places.hierarchy import lift_by_hierarchy
from trigpoint.places.names import ARTICLES, normalise, skeleton
from trigpoint.places.readings import NEAR_M, SETTLED, Key, Reading
from trigpoint.places.runs import Word
from trigpoint.places.spans import Span
from trigpoint.places.spellings import is_like, is_meant

MARGIN = 0.25  # between the best two readings
APART_M = 60_000.0  # readings nearer than this are one for our purpose
PULL = 0.6  # of each of the two nearest clear names, at no distance
STRAY_PEOPLE = 50_000  # a town no larger is believed only where the text speaks of its country
ARTICLED_PEOPLE = 500_000  # the same for "Al Mansurah" and "al-Yarmuk", names that many quarters and villages bear
KNOWN_PEOPLE = 50_000  # a town larger than that speaks for its country
SITE_REACH_M = 30_000.0  # "the airbase at X" lies within this of X
BEAT = 0.3  # more than MARGIN, less than a country named in the text gives
SMALL_M = 150_000.0
SOUNDING = 1.0  # for a row that sounds like the name over those that share its consonants alone
BEAT_SITES = 5  # sites a country needs on the list to be one it is about
_HEAD_TYPES = (
    (SiteType.AIR, re.compile(r"\bair|aerodrome")),
    (SiteType.PORT, re.compile(r"port\b|naval|harbou?r|shipyard|terminal")),
    (SiteType.CROSSING, re.compile(r"crossing|checkpoint")),
    (SiteType.CAMP, re.compile(r"\bcamp")),
    (SiteType.HOSPITAL, re.compile(r"hospital")),
    (SiteType.PLANT, re.compile(r"plant|factory|refinery|complex|facility|research|economic|power|dam\b|field")),
    (SiteType.BASE, re.compile(r"base|barracks|garrison|depot|warehouse")),
)
_LISTED_SITES = (RowClass.SITE, RowClass.USER_SITE)
_LONE = (SiteType.AIR, SiteType.PORT, SiteType.CROSSING)  # a town seldom has two
_SITES = (RowClass.SITE, RowClass.USER_SITE, RowClass.AIRPORT, RowClass.PORT)


def place_spans(
    text: str, words: Sequence[Word], spans: Sequence[Span], gazetteer: Gazetteer
) -> list[tuple[Place, Place | None]]:
    """For each span the place named, and the site meant where the words before say one ("the airbase at X").

    One sense per name and text, unless a head ("province") says otherwise.
    """
    keys = [(s.normal, "" if s.head == "settlement" or s.head_before else s.head, s.by_skeleton) for s in spans]
    context = read_context(words, spans, gazetteer)
    anchors = _anchors(_read_all(text, keys, spans, context, gazetteer), gazetteer)
    # what is clear at first sight says which countries the text is about, and so what the rest means
    context = read_context(
        words, spans, gazetteer, {n: gazetteer.country(r.row) for n, r in anchors if _is_known(r, gazetteer)}
    )
    readings = _read_all(text, keys, spans, context, gazetteer)
    anchors = _anchors(readings, gazetteer)
    chosen = {k: _near(k, r, anchors, gazetteer) for k, r in readings.items()}
    placed = []
    for key, span in zip(keys, spans, strict=True):
        ranked = sorted(chosen[key], key=lambda r: -r.score)
        around = [a for name, a in anchors if name != key[0]]
        place = _place(text[span.start : span.end], span, ranked, context, around, gazetteer)
        site = (
            _site_at(span, ranked[0], gazetteer)
            if span.head == "site" and span.head_before and place.is_resolved
            else None
        )
        placed.append((place, site and attrs.evolve(site, text=place.text)))
    return placed


def _read_all(
    text: str, keys: Sequence[Key], spans: Sequence[Span], context: Context, gazetteer: Gazetteer
) -> dict[Key, list[Reading]]:
    """The readings of every name in this context, each name once."""
    beat = beat_countries(gazetteer)
    readings: dict[Key, list[Reading]] = {}
    for key, span in zip(keys, spans, strict=True):
        if key not in readings:
            readings[key] = [
                _reading(r, a, span, context, gazetteer, beat) for r, a in _worth(span, context, gazetteer)
            ]
    lift_by_hierarchy(text, keys, spans, readings, gazetteer)
    return readings


def _worth(span: Span, context: Context, gazetteer: Gazetteer, most: int = 40) -> list[tuple[int, bool]]:
    """The rows to weigh: all, or those with the most people where very many share a name.

    Of spellings like a name that no list has, those in countries that the text names.
    """
    if span.by_skeleton:
        named = [r for r in span.rows if context.totals.get(gazetteer.country(r[0])) and is_like(span, r[0], gazetteer)]
        return named or list(span.rows[:1])
    if len(span.rows) <= most:
        return list(span.rows)
    return sorted(
        span.rows,
        key=lambda r: (
            -(int(gazetteer.columns["population"][r[0]]) + 1e9 * (gazetteer.row_class(r[0]) >= RowClass.COUNTRY))
        ),
    )[:most]


@lru_cache(maxsize=2)  # it goes through every listed site
def beat_countries(gazetteer: Gazetteer) -> frozenset[str]:
    """The countries the sites list is about: of two namesakes, reports that come here seldom mean the other."""
    rows = gazetteer.site_rows
    listed = rows[np.isin(gazetteer.columns["row_class"][rows], [int(c) for c in _LISTED_SITES])]
    codes, many = np.unique(gazetteer.columns["country"][listed], return_counts=True)
    return frozenset(c.decode() for c, n in zip(codes, many, strict=True) if c and n >= BEAT_SITES)


def _reading(
    row: int, alias: bool, span: Span, context: Context, gazetteer: Gazetteer, beat: frozenset[str]
) -> Reading:
    lon, lat = gazetteer.point(row)
    score = _prior(row, span, gazetteer) - (0.3 if alias else 0.0) + _head_fit(row, span, gazetteer)
    score += 2.5 * sqrt(context.share(gazetteer.country(row), span.normal))
    if context.names_area_of(gazetteer, row, span.normal):
        score += 0.9
    if gazetteer.country(row) in beat:
        score += BEAT
    if row in span.sounding:
        score += SOUNDING
    return Reading(row=row, score=score, lon=lon, lat=lat)


def _prior(row: int, span: Span, gazetteer: Gazetteer) -> float:
    kind = gazetteer.row_class(row)
    people = log10(max(int(gazetteer.columns["population"][row]), 100))
    if kind is RowClass.CITY:
        return people + 0.5 + (0.8 if gazetteer.columns["is_capital"][row] else 0.0)
    if kind in (RowClass.ADMIN1, RowClass.ADMIN2):
        return people - (0.8 if kind is RowClass.ADMIN1 else 2.2)
    bare = " " not in span.normal and not span.head
    return {
        RowClass.VILLAGE: 2.9,
        RowClass.COUNTRY: 9.0,
        RowClass.REGION: 7.0,
        RowClass.USER_SITE: 9.0,
        RowClass.SITE: 5.4 if bare else 7.0,
        RowClass.AIRPORT: 5.0 + 0.5 * float(gazetteer.columns["population"][row] > 0),
    }.get(kind, 4.5)


def _head_fit(row: int, span: Span, gazetteer: Gazetteer) -> float:
    """Does the row agree with "province", "airbase", "town"?"""
    kind = gazetteer.row_class(row)
    if span.head == "site":
        return 3.0 if kind in _SITES and _fits_type(row, span, gazetteer) else 0.0
    if span.head == "admin1":
        return 3.5 if kind is RowClass.ADMIN1 else 1.0 if kind is RowClass.ADMIN2 else 0.0
    if span.head == "district":
        return 3.0 if kind is RowClass.ADMIN2 else 0.0
    if span.head == "settlement":
        return 1.5 if kind in SETTLED else 0.0
    return 1.0 if span.head == "region" and kind is RowClass.REGION else 0.0


def head_type(text: str) -> SiteType:
    """The type of site a head asks for."""
    return next((t for t, pattern in _HEAD_TYPES if pattern.search(text)), SiteType.OTHER)


def _fits_type(row: int, span: Span, gazetteer: Gazetteer) -> bool:
    asked, has = head_type(span.head_text), SiteType(int(gazetteer.columns["site_type"][row]))
    loose = {SiteType.BASE, SiteType.AIR, SiteType.OTHER, SiteType.PORT}
    return asked is has or (asked is SiteType.BASE and has in loose) or SiteType.OTHER in (asked, has)


def _anchors(readings: Mapping[Key, Sequence[Reading]], gazetteer: Gazetteer) -> list[tuple[str, Reading]]:
    """Readings that stand well ahead, of things small enough that nearness to them means something."""
    found = []
    for key, several in readings.items():
        ranked = sorted(several, key=lambda r: -r.score)
        if not ranked or key[2] or gazetteer.radius_m(ranked[0].row) > NEAR_M:
            continue
        rival = _rival(ranked)
        if rival is None or ranked[0].score - rival.score >= 1.0:
            found.append((key[0], ranked[0]))
    return found


def _rival(ranked: Sequence[Reading]) -> Reading | None:
    """The best reading that lies elsewhere."""
    best = ranked[0]
    return next((r for r in ranked[1:] if distance_m(best.lon, best.lat, r.lon, r.lat) > APART_M), None)


def _pull(reading: Reading, anchor: Reading, gazetteer: Gazetteer) -> float:
    """1 at the anchor, fading with the distance; a country is near to all that lies in it."""
    if gazetteer.row_class(reading.row) is RowClass.COUNTRY:
        return float(gazetteer.country(reading.row) == gazetteer.country(anchor.row))
    return exp(-distance_m(reading.lon, reading.lat, anchor.lon, anchor.lat) / NEAR_M)


def _near(
    key: Key,
    readings: Sequence[Reading],
    anchors: Sequence[tuple[str, Reading]],
    gazetteer: Gazetteer,
) -> list[Reading]:
    """Readings near other names that are already clear gain up to 1.2."""
    others = [a for name, a in anchors if name != key[0]]
    if len(readings) < 2 and not key[2]:
        return list(readings)
    lifted = []
    for r in readings:
        pulls = sorted((_pull(r, a, gazetteer) for a in others), reverse=True)
        lifted.append(attrs.evolve(r, score=r.score + PULL * sum(pulls[:2])))
    return lifted


def _place(
    text: str,
    span: Span,
    ranked: Sequence[Reading],
    context: Context,
    around: Sequence[Reading],
    gazetteer: Gazetteer,
) -> Place:
    """The best reading as a place, or unresolved with the reason."""
    if not ranked:
        reason = (
            "the places of this name lie elsewhere than the text says" if span.rows else "no place list has this name"
        )
        return Place(text=text, reason=reason)
    best, rival = ranked[0], _rival(ranked)
    options = _alternatives(ranked, gazetteer)
    if span.by_skeleton and not is_meant(best, span, around, context, gazetteer):
        return Place(
            text=text,
            alternatives=options,
            reason="no place list has this name, and no spelling like it lies where the text is about",
        )
    if rival is not None and best.score - rival.score < MARGIN:
        names = " or ".join(
            f"{gazetteer.name(r.row)} ({gazetteer.country(r.row) or gazetteer.kind(r.row)})" for r in (best, rival)
        )
        return Place(text=text, alternatives=options, reason=f"could be {names}; the text does not say which")
    articled = any(normalise(n).split(" ")[0] in ARTICLES for n in (text, gazetteer.name(best.row)))
    if _is_stray(best, span, articled, context, around, gazetteer):
        where = f"{gazetteer.name(best.row)} ({gazetteer.country(best.row)})"
        return Place(
            text=text, alternatives=options, reason=f"the only {where} is small, in a country the text does not name"
        )
    if span.head == "site" and not span.head_before and gazetteer.row_class(best.row) in SETTLED:
        return attrs.evolve(
            _site_at(span, best, gazetteer) or _stands_for(best, gazetteer), text=text, alternatives=options
        )
    if gazetteer.row_class(best.row) is RowClass.COUNTRY and (city := _namesake_capital(best, ranked, gazetteer)):
        place = resolved(text, best.row, options[1:], "a small country, by the point of its capital", gazetteer)
        return attrs.evolve(place, lon=round(city.lon, 5), lat=round(city.lat, 5))
    note = "found by a spelling like it" if span.by_skeleton and not span.is_listed else ""
    return resolved(text, best.row, options[1:], note, gazetteer)


def _namesake_capital(country: Reading, ranked: Sequence[Reading], gazetteer: Gazetteer) -> Reading | None:
    """ "Put into Djibouti": of a country no larger than its capital's surroundings the capital is the better point."""
    land = gazetteer.country(country.row)
    if gazetteer.radius_m(country.row) > SMALL_M:
        return None
    people = gazetteer.columns["population"]
    towns = [r for r in ranked if gazetteer.row_class(r.row) is RowClass.CITY and gazetteer.country(r.row) == land]
    return next((r for r in towns if people[r.row] >= 0.1 * people[country.row]), None)


def _is_known(reading: Reading, gazetteer: Gazetteer) -> bool:
    """Too large to be a chance namesake."""
    return int(gazetteer.columns["population"][reading.row]) > KNOWN_PEOPLE


def _is_stray(
    best: Reading, span: Span, articled: bool, context: Context, around: Sequence[Reading], gazetteer: Gazetteer
) -> bool:
    """A small town of a country the text does not name, where it names others: a namesake of the one that is meant."""
    if gazetteer.row_class(best.row) not in (*SETTLED, RowClass.ADMIN2):
        return False
    people, land = int(gazetteer.columns["population"][best.row]), gazetteer.country(best.row)
    if people > (ARTICLED_PEOPLE if articled else STRAY_PEOPLE) or context.share(land, span.normal):
        return False
    if context.names_area_of(gazetteer, best.row, span.normal) or any(
        gazetteer.country(a.row) == land and distance_m(best.lon, best.lat, a.lon, a.lat) <= NEAR_M for a in around
    ):
        return False
    return sum(context.totals.values()) >= 1.0


def resolved(text: str, row: int, alternatives: tuple[PlaceCandidate, ...], note: str, gazetteer: Gazetteer) -> Place:
    lon, lat = gazetteer.point(row)
    return Place(
        text=text,
        name=gazetteer.name(row),
        lon=round(lon, 5),
        lat=round(lat, 5),
        radius_m=gazetteer.radius_m(row),
        kind=gazetteer.kind(row),
        method=gazetteer.method(row),
        ref=gazetteer.ref(row),
        country=gazetteer.country(row),
        alternatives=alternatives,
        reason=note,
    )


def _site_at(span: Span, town: Reading, gazetteer: Gazetteer) -> Place | None:
    """The site of the asked type near a town: the only airfield, port or crossing there, or the one that bears its name."""
    rows = gazetteer.site_rows
    if gazetteer.row_class(town.row) not in SETTLED or not len(rows):
        return None
    away = distances_m(town.lon, town.lat, gazetteer.columns["lon"][rows], gazetteer.columns["lat"][rows])
    asked = head_type(span.head_text)
    near = [int(r) for r in rows[away <= SITE_REACH_M] if int(gazetteer.columns["site_type"][r]) == asked]
    namesakes = [
        r for r in near if skeleton(span.normal) and skeleton(span.normal) in skeleton(normalise(gazetteer.name(r)))
    ]
    for several, why in ((namesakes, "named for"), (near if asked in _LONE else [], "the one such site near")):
        if several and _one_spot(several, gazetteer):
            return resolved(span.normal, several[0], (), f"{why} {gazetteer.name(town.row)}", gazetteer)
    return None


def _stands_for(town: Reading, gazetteer: Gazetteer) -> Place:
    """The town's point, wider, for a site that no list has."""
    name = gazetteer.name(town.row)
    found = resolved(name, town.row, (), f"the point stands for {name}; no list has this site", gazetteer)
    return attrs.evolve(found, radius_m=max(gazetteer.radius_m(town.row), SITE_REACH_M / 2), kind=PlaceKind.SITE)


def _one_spot(rows: Sequence[int], gazetteer: Gazetteer) -> bool:
    """All within 8 km: one site that several lists have."""
    lon, lat = gazetteer.point(rows[0])
    return all(distance_m(lon, lat, *gazetteer.point(r)) < 8_000 for r in rows)


def _alternatives(ranked: Sequence[Reading], gazetteer: Gazetteer, most: int = 4) -> tuple[PlaceCandidate, ...]:
    top = ranked[0].score
    total = sum(exp(r.score - top) for r in ranked)
    return tuple(
        PlaceCandidate(
            name=gazetteer.name(r.row),
            lon=round(r.lon, 5),
            lat=round(r.lat, 5),
            kind=gazetteer.kind(r.row),
            ref=gazetteer.ref(r.row),
            score=round(exp(r.score - top) / total, 3),
        )
        for r in ranked[:most]
    )
