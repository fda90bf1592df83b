"""Which things the article itself places: "the factory, located inside the zone", "the tunnels are in Galilee"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from spacy.tokens import Token

from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.model import Place, PlaceKind

if TYPE_CHECKING:
    from trigpoint.places.mentions import PlaceMention

# Below which radius (metres) a place says where, within a town, a district, a province.
_EXACT = ((20_000, 4.0), (60_000, 3.0), (200_000, 2.0))
_SYNONYMS = {"factory": "plant", "airfield": "airbase", "harbour": "port", "harbor": "port", "garrison": "base"}
_LOOSE = frozenset(
    (
        "site",
        "facility",
        "warehouse",
        "depot",
        "area",
        "position",
        "target",
        "building",
        "structure",
        "house",
        "home",
        "road",
        "district",
        "post",
        "centre",
        "center",
        "town",
        "base",
    )
)
_OF = ("port", "harbour", "harbor", "city", "town", "village", "island", "base", "airport")
_AT = ("in", "at", "near", "inside", "outside", "on")


def things_sited(rooted: Iterable[tuple[PlaceMention, Token]], lexicon: Lexicon) -> Mapping[str, Place]:
    """Noun -> the one place the article gives for it. A noun with two places, or of no settled kind, has none."""
    found: dict[str, list[Place]] = {}
    for mention, root in rooted:
        if not mention.place.is_resolved or exactness(mention.place) < 2.0 or mention.metonymic:
            continue
        noun = placed_noun(root)
        if (
            noun is not None
            and lexicon.kinds.get(noun.lemma_.lower(), frozenset()) & {"structure", "tunnel"}
            and thing(noun)
        ):
            found.setdefault(thing(noun), []).append(mention.relative or mention.place)
    return {key: places[0] for key, places in found.items() if len({p.name for p in places}) == 1}


def thing(noun: Token) -> str:
    """The key a thing is known by within one article; "" for words too loose to mean the same thing twice."""
    lemma = noun.lemma_.lower()
    return "" if lemma in _LOOSE else _SYNONYMS.get(lemma, lemma)


def same_thing(noun: Token) -> str:
    """As `thing`, for a later mention: "" unless the words point back ("the factory", not "nine facilities")."""
    pointed = any(
        c.dep_ in ("det", "poss") and c.lower_ in ("the", "this", "that", "its", "their") for c in noun.children
    )
    return thing(noun) if pointed and not any(c.dep_ == "nummod" for c in noun.children) else ""


def exactness(place: Place) -> float:
    """How much a place says about where: 4 for a site or a small town, 0 for a country."""
    radius = place.radius_m
    if radius is None or place.kind is PlaceKind.COUNTRY:
        return 0.0
    return next((score for limit, score in _EXACT if radius <= limit), 0.5 if place.kind is PlaceKind.WATER else 0.0)


def placed_noun(root: Token) -> Token | None:
    """The noun a place is said of: by a preposition on it, "located in", or as what "is in" the place."""
    head = root
    while head.dep_ in ("compound", "nmod", "appos") and head.head != head:
        head = head.head
    if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.pos_ == "NOUN":
        return head.head.head if head.head.head.lemma_.lower() in _OF else None  # "the port of X"
    if head.dep_ != "pobj" or head.head.lower_ not in _AT:
        return None
    above = head.head.head
    if above.pos_ == "NOUN":
        return above
    if above.lemma_ in ("locate", "situate", "base", "lie", "be", "build"):
        if above.dep_ == "acl" and above.head.pos_ == "NOUN":
            return above.head
        return next((c for c in above.children if c.dep_ in ("nsubj", "nsubjpass") and c.pos_ == "NOUN"), None)
    return None
