"""What changed as lines of JSON (the contract of `trigpoint change`) and as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from trigpoint.evidence.imagery.optical.structures import StructureChange
from trigpoint.model.scene import Scene

OBJECT_KEYS = (
    "id", "x", "y", "lon", "lat", "box", "area_px", "area_m2", "statistic", "probability", "changed_between", "method", "simulated",
)  # fmt: skip
STRUCTURE_KEYS = (
    "footprint", "grade", "score", "p_value", "probability", "before", "after", "damaged_between", "measures", "simulated", "flags",
)  # fmt: skip


class ChangedRegion(Protocol):
    """One connected region of changed ground."""

    @property
    def id(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def box(self) -> tuple[int, int, int, int]: ...
    @property
    def area_px(self) -> int: ...
    @property
    def area_m2(self) -> float | None: ...
    @property
    def statistic(self) -> float: ...
    @property
    def probability(self) -> float | None: ...
    @property
    def between(self) -> tuple[datetime | None, datetime | None]: ...
    @property
    def method(self) -> str: ...


def change_line(item: ChangedRegion | StructureChange, scenes: Sequence[Scene], split: int) -> dict[str, Any]:
    """One object or one structure; `scenes[:split]` are from before."""
    simulated = any(scene.simulated for scene in scenes)
    if isinstance(item, StructureChange):
        names = [Path(scene.file).name for scene in scenes]
        return {
            "footprint": item.footprint.id,
            "grade": item.grade.value,
            "score": _round(item.score),
            "p_value": _round(item.p_value),
            "probability": _round(item.probability),
            "before": names[:split],
            "after": names[split:],
            "damaged_between": _bracket(item.between)
            if item.grade.value in ("destroyed", "severe", "moderate")
            else None,
            "measures": {name: round(value, 4) for name, value in item.measures},
            "simulated": simulated,
            "flags": list(item.flags),
        }
    return {
        "id": item.id,
        "x": round(item.x, 2),
        "y": round(item.y, 2),
        "lon": _round(item.lon, 7),
        "lat": _round(item.lat, 7),
        "box": list(item.box),
        "area_px": item.area_px,
        "area_m2": _round(item.area_m2, 2),
        "statistic": _round(item.statistic),
        "probability": _round(item.probability),
        "changed_between": _bracket(item.between),
        "method": item.method,
        "simulated": simulated,
    }


def change_rows(items: Sequence[ChangedRegion | StructureChange]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows for people: objects by size, structures by how surely they changed."""
    structures = [item for item in items if isinstance(item, StructureChange)]
    if structures:
        columns: tuple[str, ...] = ("structure", "grade", "score", "p", "probability", "what is doubtful")
        ordered = sorted(structures, key=lambda one: (one.score is None, -(one.score or 0.0), one.footprint.id))
        told: list[tuple[str, ...]] = [
            (one.footprint.id, one.grade.value.replace("_", " "), _text(one.score), _text(one.p_value, 3),
             _text(one.probability), "; ".join(one.flags))
            for one in ordered
        ]  # fmt: skip
        return columns, told
    columns = ("object", "where", "area", "probability", "statistic")
    rows: list[tuple[str, ...]] = [
        (item.id, _where(item), f"{item.area_m2:,.0f} m²" if item.area_m2 is not None else f"{item.area_px:,} px",
         _text(item.probability), _text(item.statistic))
        for item in items if not isinstance(item, StructureChange)
    ]  # fmt: skip
    return columns, rows


def _where(item: ChangedRegion) -> str:
    if item.lon is None or item.lat is None:
        return f"column {item.x:.0f}, row {item.y:.0f}"
    return f"{item.lat:.5f}, {item.lon:.5f}"


def _bracket(between: tuple[datetime | None, datetime | None]) -> list[str] | None:
    first, last = between
    if first is None or last is None:
        return None
    return [moment.isoformat().replace("+00:00", "Z") for moment in (first, last)]


def _round(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


def _text(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"
