"""Proposals as JSON lines and as rows for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from trigpoint.evidence.imagery.counting.detection import Detection
from trigpoint.evidence.imagery.counting.tally import Tally


class Counted(Protocol):
    """What the rows are made from."""

    @property
    def detections(self) -> tuple[Detection, ...]: ...
    @property
    def verdicts(self) -> tuple[str, ...]: ...
    @property
    def added(self) -> tuple[Detection, ...]: ...
    @property
    def tally(self) -> Tally: ...


def count_line(item: Detection, *, number: int | None = None, verdict: str = "") -> dict[str, Any]:
    """The contract's keys; `verdict` is "" where nobody judged."""
    line: dict[str, Any] = {
        "lon": item.lon,
        "lat": item.lat,
        "x": round(item.x, 2),
        "y": round(item.y, 2),
        "length_m": item.length_m,
        "score": item.score,
        "length_px": _rounded(item.length_px),
        "width_px": _rounded(item.width_px),
        "angle_deg": _rounded(item.angle_deg),
    }
    return {**line, "number": number, "verdict": verdict} if number is not None else {**line, "verdict": verdict}


def count_rows(found: Counted) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    """A row per proposal and per addition."""
    columns = ("no.", "x", "y", "lon, lat", "length", "score", "verdict")
    rows = [
        _row(str(number), item, f"{item.score:.2f}", verdict)
        for number, (item, verdict) in enumerate(zip(found.detections, found.verdicts, strict=True), start=1)
    ]
    return columns, rows + [_row("+", item, "", "added") for item in found.added]


def _row(number: str, item: Detection, score: str, verdict: str) -> tuple[str, ...]:
    place = "" if item.lon is None or item.lat is None else f"{item.lon:.5f}, {item.lat:.5f}"
    length = f"{item.length_m:.1f} m" if item.length_m is not None else ""
    if not length and item.length_px is not None:
        length = f"{item.length_px:.0f} px"
    return number, f"{item.x:.0f}", f"{item.y:.0f}", place, length, score, verdict


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
