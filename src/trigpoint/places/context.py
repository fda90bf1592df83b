"""What a text as a whole says about where it plays: the countries and first-level areas it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.runs import Word
from trigpoint.places.spans import Span

_SITES = (RowClass.SITE, RowClass.USER_SITE)
_NOTHING: Mapping[str, float] = {}
_NO_CLEAR: Mapping[str, str] = {}
CLEAR = 0.3
_PEOPLES = ""  # the key of what words like "Syrian" give: no place name is empty


@attrs.frozen(kw_only=True)
class Context:
    """Weights by country with the name that gave them, so that no name is evidence for its own reading."""

    given: Mapping[str, Mapping[str, float]]  # name -> country -> weight
    totals: Mapping[str, float]  # country -> weight
    areas: Mapping[str, frozenset[str]]  # GeoNames code of a first-level area -> names that stand for it

    def share(self, country: str, name: str) -> float:
        """The country's part, 0..1, of what all other names of the text give."""
        own = self.given.get(name, _NOTHING)
        rest = sum(self.totals.values()) - sum(own.values())
        return (self.totals.get(country, 0.0) - own.get(country, 0.0)) / rest if rest > 0.01 else 0.0

    def names_area_of(self, gazetteer: Gazetteer, row: int, name: str) -> bool:
        """Another name of the text stands for the first-level area that holds the row; for a country, for one of its areas."""
        kind = gazetteer.row_class(row)
        if kind is RowClass.ADMIN1:
            return False
        if kind is RowClass.COUNTRY:
            land = gazetteer.country(row) + "."
            return any(area.startswith(land) and names - {name} for area, names in self.areas.items())
        return bool(self.areas.get(gazetteer.admin1(row), _NOBODY) - {name})


_NOBODY: frozenset[str] = frozenset()


def read_context(
    words: Sequence[Word], spans: Sequence[Span], gazetteer: Gazetteer, clear: Mapping[str, str] = _NO_CLEAR
) -> Context:
    """Countries by name 1.0, by their people 0.7, by a listed site 1.0, by a city of a million 0.5, each time they are named.

    `clear` has names that can only be one place, with its country: 0.3, once.
    """
    given: dict[str, dict[str, float]] = {}
    for word in words:
        if word.is_name and (iso := gazetteer.words.demonyms.get(word.normal)):
            _add(given, _PEOPLES, iso, 0.7)
    for span in spans:
        if not span.by_skeleton:
            for iso, weight in _speaks_for(span, gazetteer).items():
                _add(given, span.normal, iso, weight)
    for name, iso in clear.items():
        if name not in given:
            _add(given, name, iso, CLEAR)
    totals: defaultdict[str, float] = defaultdict(float)
    for weights in given.values():
        for iso, weight in weights.items():
            totals[iso] += weight
    return Context(given=given, totals=dict(totals), areas=_areas(spans, gazetteer))


def _add(given: dict[str, dict[str, float]], name: str, iso: str, weight: float) -> None:
    if iso:
        mine = given.setdefault(name, {})
        mine[iso] = mine.get(iso, 0.0) + weight


def _speaks_for(span: Span, gazetteer: Gazetteer) -> dict[str, float]:
    named = [gazetteer.country(r) for r, _ in span.rows if gazetteer.row_class(r) is RowClass.COUNTRY]
    if named:
        return dict.fromkeys(named, 1.0 / len(named))
    sites = [gazetteer.country(r) for r, _ in span.rows if gazetteer.row_class(r) in _SITES]
    if sites:
        return {sites[0]: 1.0}
    people = gazetteer.columns["population"]
    largest = max((r for r, _ in span.rows), key=lambda r: int(people[r]), default=None)
    return {gazetteer.country(largest): 0.5} if largest is not None and people[largest] >= 1_000_000 else {}


def _areas(spans: Sequence[Span], gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for span in spans:
        if not any(gazetteer.row_class(r) is RowClass.COUNTRY for r, _ in span.rows):
            for row, _ in span.rows:
                if gazetteer.row_class(row) is RowClass.ADMIN1:
                    found.setdefault(gazetteer.admin1(row), set()).add(span.normal)
    return {area: frozenset(names) for area, names in found.items()}
