"""Whether the places a sentence names are those of its evidence: the same, one that holds them, or one that its words name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.model import Place, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.geodesy import distance_m
from trigpoint.places.names import normalise, skeleton
from trigpoint.places.runs import Word, is_start, read_words, run_of, windows
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.evidence import Basis
from trigpoint.products.compile.refusal import Refusal
from trigpoint.products.compile.rule import Check, refusal
from trigpoint.products.wording import MONTHS, listed, shown

_HEADS = frozenset(
    ("governorate province district region countryside city town village suburb airport airbase base air port airfield "
    "crossing camp oblast county state sea gulf strait island islands river valley").split()
)  # fmt: skip
_LOCATORS = frozenset(
    ("in at near into inside outside around over across toward towards off above beside between reached entered struck hit "
    "bombed shelled attacked raided targeted captured seized left hitting striking").split()
)  # fmt: skip
_AWAY = frozenset("near outside around off beside toward towards".split())
_OF_WHAT = re.compile(
    r"\b(?:city|town|village|outskirts|north|south|east|west|edge|suburbs?|countryside|port|districts?|province|governorate|airport|base|"
    r"centre|center|area|region|coast|km)\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_FROM_AFAR = re.compile(
    r"\b(?:north|south|east|west|(?:north|south)-?(?:east|west)|km|miles)\s+(?:of|from)\s+(?:the\s+)?$", re.IGNORECASE
)
_HIT = re.compile(
    r"\s+(?:(?:was|were|had been|has been)\s+(?:\w+ly\s+)?(?:hit|struck|bombed|shelled|attacked|raided|targeted)|came under)\b"
)
_NEAR_M = 80_000.0  # "near Homs", "40 km from Homs": an author's own way of saying where
_SHORT = 3  # letters of names that are no names by themselves
_TIMES = frozenset(m.casefold() for m in MONTHS) | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday ramadan".split()
)
_AREAS = {PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.DISTRICT, PlaceKind.REGION, PlaceKind.WATER}
_AREA_ROWS = {RowClass.COUNTRY, RowClass.ADMIN1, RowClass.ADMIN2, RowClass.REGION}


@attrs.frozen(kw_only=True)
class Named:
    """A place as a sentence names it. `rows` of the gazetteer bear the name."""

    words: str
    normal: str
    rows: tuple[int, ...]
    is_from_afar: bool


def places(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """No place that the cited evidence does not lie in, at or by, and whose name its words do not hold."""
    bases = check.of(sentence)
    if block.kind is Kind.QUOTE or not bases:
        return
    text = check.source_index.blanked(outside_quotes(sentence.text))
    known = [p for b in bases for p in b.places]
    told = evidence_words(check, bases)
    for named in _named(check, text):
        if f" {named.normal} " in told or any(_is_same(named, p) for p in known):
            continue
        if any(_holds(check, named, p) for p in known if p.is_resolved):
            continue
        cited = listed([b.id for b in bases][:4])
        here = listed(list(dict.fromkeys(shown(p.name or p.text) for p in known))[:4])
        if here:
            yield refusal(
                sentence,
                "place",
                f"says {shown(named.words)}; its evidence {cited} says {here}",
                "name the place of the evidence",
            )
        else:
            says = f"says {shown(named.words)}; its evidence {cited} names no place"
            yield refusal(sentence, "not-carried", says, "cite what gives it, or take it out")


def evidence_words(check: Check, bases: Sequence[Basis]) -> str:
    """The words of the cited records, normalised, between spaces."""
    return f" {' '.join(normalise(s) for s in evidence_texts(check, bases))} "


def evidence_texts(check: Check, bases: Sequence[Basis]) -> list[str]:
    """The words of the cited records: quotes, titles, who and whom, measured subjects, judgements, places, what differs."""
    said = []
    for basis in bases:
        for claim in basis.claims:
            article = check.archive.material.articles.get(claim.article)
            said += [claim.quote.text, article.title if article else "", *claim.actors, *claim.targets]
        if basis.observation is not None:
            said += [basis.observation.subject, *(v for _, v in basis.observation.details)]
        if basis.assessment is not None:
            said += [basis.assessment.statement, *basis.assessment.alternatives]
        said += [t for p in basis.places for t in (p.text, p.name, p.reason)]
        if basis.event is not None:
            said += [v.value for c in basis.event.contradictions for v in c.values]
    return [s for s in said if s]


def _named(check: Check, text: str) -> Iterator[Named]:
    words = read_words(text)
    at, after_place = 0, False
    while at < len(words):
        found = _name_at(check, text, words, at, after_place=after_place) if is_start(words, at) else None
        if found is None:
            after_place = after_place and words[at].normal in ("and", "or")
            at += 1
            continue
        end, named = found
        yield named
        at, after_place = end, True


def _name_at(check: Check, text: str, words: Sequence[Word], at: int, *, after_place: bool) -> tuple[int, Named] | None:
    before = text[: words[at].start]
    lead = words[at - 1].normal if at else ""
    lead = words[at - 2].normal if lead == "the" and at > 1 else lead
    is_located = lead in _LOCATORS or after_place or _OF_WHAT.search(before) is not None
    for end, normal in windows(words, at, _HEADS):
        if len(normal) <= _SHORT or normal in _TIMES or not _is_whole(words, at, end):
            continue
        mine = check.placed.get(normal, ())
        rows = tuple(row for row, _ in check.gazetteer.rows_named([normal])[0]) if check.gazetteer is not None else ()
        is_point = any(p.kind not in _AREAS for p in mine) and not _is_party(check, normal)
        is_hit = _HIT.match(text[words[end - 1].end :]) is not None
        if (is_point and not words[at].text.islower()) or ((is_located or is_hit) and (mine or rows)):
            afar = lead in _AWAY or _FROM_AFAR.search(before) is not None
            return end, Named(
                words=text[words[at].start : words[end - 1].end], normal=normal, rows=rows, is_from_afar=afar
            )
    return None


def _is_party(check: Check, normal: str) -> bool:
    """A capital that also stands for its government."""
    return check.party_names is not None and normal in check.party_names.vocabulary.parties


def _is_whole(words: Sequence[Word], first: int, end: int) -> bool:
    """No part of a longer name, but for words that say what kind of place it is: "Homs Military Council" is none."""
    a, b = run_of(words, first, end)
    outer = [w.normal for w in (*words[a:first], *words[end:b])]
    return all(w in _HEADS or w in ("the", "in", "at", "near") for w in outer)


def _is_same(named: Named, place: Place) -> bool:
    for name in (place.name, place.text, *(a.name for a in place.alternatives)):
        normal = normalise(name)
        if normal and (
            normal == named.normal or f" {named.normal} " in f" {normal} " or f" {normal} " in f" {named.normal} "
        ):
            return True
        if (bones := skeleton(named.normal)) and bones == skeleton(normal):
            return True
    return False


def _holds(check: Check, named: Named, place: Place) -> bool:
    """The named place is one that holds the evidence's, or its very spot, or by it where the sentence says "near"."""
    near = _NEAR_M if named.is_from_afar else 0.0
    for known in check.placed.get(named.normal, ()):
        if known.kind is PlaceKind.COUNTRY and known.country and known.country == place.country:
            return True
        if known.is_resolved and known.lon is not None and known.lat is not None:
            reach = (known.radius_m or 0.0) if known.kind in _AREAS else 0.0
            if _apart(place, known.lon, known.lat) <= max(reach, near, _touching(known.radius_m, place)):
                return True
    gazetteer = check.gazetteer
    return gazetteer is not None and any(_row_holds(gazetteer, row, place, near) for row in named.rows)


def _row_holds(gazetteer: Gazetteer, row: int, place: Place, near: float) -> bool:
    kind = gazetteer.row_class(row)
    if kind is RowClass.COUNTRY and place.country:
        return gazetteer.country(row) == place.country
    own = gazetteer.admin1(row)
    if kind is RowClass.ADMIN1 and (codes := _admin_codes(gazetteer, place)):
        return own in codes
    if place.country and gazetteer.country(row) not in ("", place.country) and not near:
        return False
    radius = gazetteer.radius_m(row)
    reach = radius if kind in _AREA_ROWS else 0.0
    return _apart(place, *gazetteer.point(row)) <= max(reach, near, _touching(radius, place))


def _touching(radius: float | None, place: Place) -> float:
    """Spots that may be one: a town and the base beside it. What the evidence knows only widely is told no finer."""
    own = place.radius_m or 0.0
    return (radius or 0.0) + own if own <= 3 * max(radius or 0.0, 5_000.0) else 0.0


def _apart(place: Place, lon: float, lat: float) -> float:
    return distance_m(place.lon or 0.0, place.lat or 0.0, lon, lat)


def _admin_codes(gazetteer: Gazetteer, place: Place) -> set[str]:
    """Codes of the first-level area that the place's own name and point lead to."""
    rows = [r for r, _ in gazetteer.rows_named([normalise(place.name)])[0]]
    spot = [r for r in rows if _apart(place, *gazetteer.point(r)) <= max(5_000.0, place.radius_m or 0.0)]
    return {gazetteer.admin1(r) for r in spot} - {""}
