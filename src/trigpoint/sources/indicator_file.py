"""The analyst's list of indicators: YAML, checked entry by entry."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from trigpoint.model.capture import SourceKind
from trigpoint.model.errors import BadVocabulary
from trigpoint.model.indicator import Area, Bearing, FactKind, Indicator
from trigpoint.sources.matrix_file import load_yaml

_KEYS = {
    "id", "observable", "counts", "types", "near", "country", "at_least", "within_days", "origins", "origin_kinds", "looks",
    "articles", "expires", "bears_on", "half_life_days",
}  # fmt: skip
_ADVICE = "see docs/hypotheses.md for the format"


def read_indicators(path: Path, *, types: frozenset[str] = frozenset()) -> list[Indicator]:
    """All indicators of the file. `types` are the event types there are: a misspelt one would never be met.

    Raises UnreadableFile for what is no YAML and BadVocabulary, with the entry's number, for what makes no sense.
    """
    plain = load_yaml(path)
    rows = plain.get("indicators") if isinstance(plain, dict) else None
    if not isinstance(rows, list) or not rows:
        raise BadVocabulary(path.name, "lists no `indicators`", _ADVICE)
    found: list[Indicator] = []
    for number, row in enumerate(rows, 1):
        at = f"{path.name}: indicator {number}"
        try:
            indicator = _indicator(row)
            strange = sorted(indicator.types - types) if indicator.counts is not FactKind.OBSERVATION else []
            if types and strange:
                raise ValueError(f"{strange[0]!r} is no event type (docs/event-types.md lists them)")
            if indicator.id in {i.id for i in found}:
                raise ValueError(f"the id {indicator.id!r} is taken")
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as problem:
            words = f"it has no {problem.args[0]!r}" if isinstance(problem, KeyError) else str(problem)
            raise BadVocabulary(at, f"makes no sense: {words}", _ADVICE) from problem
        found.append(indicator)
    return found


def _indicator(row: Any) -> Indicator:
    if not isinstance(row, dict):
        raise TypeError("it is no set of `key: value`")
    strange = sorted(set(map(str, row)) - _KEYS)
    if strange:
        raise ValueError(f"it has the key {strange[0]!r}, which means nothing here")
    return Indicator(
        id=str(row["id"]).strip(),
        observable=str(row["observable"]).strip(),
        counts=FactKind(str(row.get("counts", "events"))),
        types=frozenset(map(str, row.get("types") or ())),
        area=_area(row),
        threshold=_whole(row.get("at_least", 1), "at_least"),
        look_back=timedelta(days=float(row.get("within_days", 30))),
        origins=_whole(row.get("origins", 1), "origins"),
        origin_kinds=frozenset(SourceKind(str(k)) for k in row.get("origin_kinds") or ()),
        looks=_whole(row.get("looks", 0), "looks"),
        articles=_whole(row.get("articles", 0), "articles"),
        expires=_day(row.get("expires")),
        bears_on={
            str(h): Bearing(**{k: float(v) for k, v in b.items()}) for h, b in (row.get("bears_on") or {}).items()
        },
        half_life=timedelta(days=float(row["half_life_days"])) if row.get("half_life_days") else None,
    )


def _area(row: dict[str, Any]) -> Area:
    near = row.get("near")
    if near is None:
        return Area(country=str(row.get("country") or "").upper())
    lon, lat, radius_km = (float(near[k]) for k in ("lon", "lat", "radius_km"))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 < radius_km <= 20_000):
        raise ValueError("`near` does not lie on the globe")
    return Area(lon=lon, lat=lat, radius_m=1000 * radius_km)


def _whole(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"`{key}` is {value!r}, not a whole number")
    return value


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value))
