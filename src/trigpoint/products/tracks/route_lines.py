"""The JSON lines and rows of `trigpoint voyages`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trigpoint.evidence.tracks.routes import Route
from trigpoint.evidence.tracks.voyages import Voyage
from trigpoint.model.positions import Mover
from trigpoint.products.tracks.lines import utc
from trigpoint.products.tracks.wording import hours_words

Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]


def voyage_line(voyage: Voyage, movers: Mapping[str, Mover]) -> dict[str, Any]:
    """A voyage; null = not heard well enough to say."""
    return {
        "entity": voyage.entity, "name": name_of(voyage.entity, movers), "origin": voyage.origin,
        "destination": voyage.destination, "departed": utc(voyage.departed), "arrived": utc(voyage.arrived),
        "hours": round(voyage.hours, 3), "track_km": _rounded(voyage.track_km, 1),
        "longest_silence_h": _rounded(None if voyage.longest_silence_s is None else voyage.longest_silence_s / 3600, 3),
        "confidence": round(voyage.confidence, 2),
    }  # fmt: skip


def voyage_rows(voyages: Iterable[Voyage], movers: Mapping[str, Mover]) -> Rows:
    """Voyages for a person."""
    rows: list[tuple[str, ...]] = [
        (
            v.entity, name_of(v.entity, movers), v.origin, utc(v.departed), v.destination, utc(v.arrived), hours_words(v.hours),
            "" if v.track_km is None else f"{v.track_km:.0f} km",
            "" if v.longest_silence_s is None else hours_words(v.longest_silence_s / 3600), f"{v.confidence:.2f}",
        )
        for v in voyages
    ]  # fmt: skip
    head = (
        "who",
        "name and type",
        "from",
        "left",
        "to",
        "arrived",
        "under way",
        "heard way",
        "longest silence",
        "confidence",
    )
    return head, rows


def route_line(route: Route) -> dict[str, Any]:
    """A route with its corridors; points are (lon, lat) degrees."""
    return {
        "origin": route.origin, "destination": route.destination, "voyages": route.voyages, "movers": list(route.movers),
        "way_not_heard": route.unheard, "hours": round(route.hours, 2), "hours_low": round(route.hours_low, 2),
        "hours_high": round(route.hours_high, 2), "months": dict(route.months),
        "corridors": [
            {
                "voyages": c.voyages, "share": round(c.share, 3), "movers": list(c.movers), "of": c.entity,
                "departed": utc(c.departed), "hours": round(c.hours, 2), "spread_km": round(c.spread_km, 1),
                "way": [[round(x, 4), round(y, 4)] for x, y in zip(c.lon.tolist(), c.lat.tolist(), strict=True)],
            }
            for c in route.corridors
        ],
    }  # fmt: skip


def route_rows(routes: Iterable[Route]) -> Rows:
    """A row per corridor for a person; the route's own counts stand in the first."""
    rows: list[tuple[str, ...]] = []
    for route in routes:
        passage = f"{route.hours:.1f} h ({route.hours_low:.1f} to {route.hours_high:.1f})"
        months = ", ".join(f"{month}: {n}" for month, n in route.months)
        own = (route.origin, route.destination, str(route.voyages), str(len(route.movers)), passage, months)
        ways = [
            (
                f"{n}: {c.share:.0%} of {route.voyages - route.unheard} ways heard",
                f"{c.spread_km:.0f} km",
                f"{c.hours:.1f} h",
            )
            for n, c in enumerate(route.corridors, start=1)
        ] or [("none heard", "", "")]
        rows += [(*(own if n == 0 else ("",) * len(own)), *way) for n, way in enumerate(ways)]
    head = (
        "from",
        "to",
        "voyages",
        "movers",
        "passage (middle, 8 in 10)",
        "left in",
        "corridor",
        "spread",
        "its passage",
    )
    return head, rows


def name_of(entity: str, movers: Mapping[str, Mover]) -> str:
    """What a mover calls itself, and its type; "" = not said."""
    mover = movers.get(entity)
    return " ".join(filter(None, (mover.name or mover.callsign or mover.registration, mover.type))) if mover else ""


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
