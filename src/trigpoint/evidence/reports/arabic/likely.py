"""Which words that some list has for a name are meant as one: the text must speak of that country elsewhere too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.sounds import covered_countries
from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.geodesy import distance_m

STANDING = 50_000  # people of a town that needs no word before
_LARGE, _ALONE = 500_000, 200_000  # people of a town told of anywhere; of one that stands without a preposition
_STRAY_M = 1_000_000.0  # what lies so far from every other place of a text is a word that is a town elsewhere
_EVERYWHERE = frozenset({"american", "british", "french", "german"})  # their names say little about where a text plays
_SETTLED = (RowClass.CITY, RowClass.VILLAGE)
_AREAS = (RowClass.ADMIN1, RowClass.ADMIN2)


@attrs.frozen(kw_only=True)
class Name:
    """Words [first, last) that rows of the gazetteer bear; `is_told`: a word before says that it is a place of some kind."""

    first: int
    last: int
    normal: str
    rows: tuple[tuple[int, bool], ...]
    head: str = ""  # "settlement", "airport" ...
    is_told: bool = False
    is_said: bool = True  # a word before says at least that something is there
    is_bared: bool = False  # found without the article that the text writes


def lands_told(named: Sequence[Name], peoples: Sequence[str], gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """The countries a text speaks of, and by which words: a country, a people, a site, a name that one country alone has."""
    found: dict[str, set[str]] = {}
    for people in peoples:
        if people not in _EVERYWHERE:
            found.setdefault(gazetteer.words.demonyms.get(people, ""), set()).add(people)
    for name in named:
        if name.is_bared:
            continue  # "الغازي" is no Ghaziabad
        lands = {gazetteer.country(row) for row, _ in name.rows}
        countries = {gazetteer.country(r) for r, _ in name.rows if gazetteer.row_class(r) is RowClass.COUNTRY}
        for land in countries or (lands if len(lands) == 1 else set()):
            found.setdefault(land, set()).add(name.normal)
    return {land: frozenset(words) for land, words in found.items() if land}


def likely_names(
    named: Sequence[Name], speaks: Mapping[str, frozenset[str]], lexicon: ArabicLexicon, gazetteer: Gazetteer
) -> list[Name]:
    """The names that are meant as such: "كان" is seldom Cannes, and "صور" in a text about Dagestan is not Tyre."""
    kept = [n for n in named if n.is_told or _is_known(n, frozenset(speaks), gazetteer)]
    for name in sorted(kept, key=lambda n: _people(n, gazetteer)):  # of two that are far apart the smaller goes
        if _is_stray(name, [n for n in kept if n.normal != name.normal], speaks, lexicon, gazetteer):
            kept = [n for n in kept if n.normal != name.normal]
    return kept


def _is_known(name: Name, lands: frozenset[str], gazetteer: Gazetteer) -> bool:
    """A bare word is a town only in a country that the text or the lists are about, or a very large one."""
    beat = covered_countries(gazetteer)
    least = 0 if name.is_said else _ALONE
    return name.last > name.first + 1 or any(
        gazetteer.row_class(r) not in _SETTLED
        or (gazetteer.country(r) in lands and int(gazetteer.columns["population"][r]) >= least)
        or (
            not name.is_bared
            and gazetteer.country(r) in beat
            and int(gazetteer.columns["population"][r]) >= max(least, STANDING)
        )
        or (not lands and name.is_said and gazetteer.row_class(r) is RowClass.VILLAGE)
        or (name.is_said and not name.is_bared and int(gazetteer.columns["population"][r]) >= _LARGE)
        for r, _ in name.rows
    )


def _is_stray(
    name: Name,
    others: Sequence[Name],
    speaks: Mapping[str, frozenset[str]],
    lexicon: ArabicLexicon,
    gazetteer: Gazetteer,
) -> bool:
    """One word, no capital, in a country that nothing else in the text speaks for, far from all other places named."""
    rows = [r for r, _ in name.rows]
    if name.is_told or name.last > name.first + 1 or any(bool(gazetteer.columns["is_capital"][r]) for r in rows):
        return False
    beat = covered_countries(gazetteer) | frozenset(gazetteer.words.demonyms.get(p, "") for p in lexicon.known_peoples)
    is_word = name.normal in lexicon.homographs or name.is_bared
    if name.is_said and not is_word and any(gazetteer.country(r) in beat for r in rows):
        return False  # a review of the day goes from Aleppo to Mogadishu
    if any(gazetteer.row_class(r) not in (*_SETTLED, *_AREAS) for r in rows):
        return False
    if any(speaks.get(gazetteer.country(r), frozenset()) - {name.normal} for r in rows):
        return False
    towns = [n for n in others if all(gazetteer.row_class(r) is not RowClass.COUNTRY for r, _ in n.rows)]
    points = [gazetteer.point(r) for n in towns for r, _ in n.rows]  # Lebanon is also a town in Pennsylvania
    return bool(points) and all(distance_m(*gazetteer.point(r), *p) > _STRAY_M for r in rows for p in points)


def _people(name: Name, gazetteer: Gazetteer) -> int:
    return max(int(gazetteer.columns["population"][r]) for r, _ in name.rows)
