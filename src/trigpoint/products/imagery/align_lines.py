"""A shift as a JSON line and as a row for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from trigpoint.evidence.imagery.align import Shift
from trigpoint.model.scene import Scene


class Aligned(Protocol):
    """What the lines are made from."""

    @property
    def reference(self) -> Scene: ...
    @property
    def image(self) -> Scene: ...
    @property
    def shift(self) -> Shift: ...
    @property
    def flags(self) -> tuple[str, ...]: ...


def align_line(found: Aligned) -> dict[str, Any]:
    """The contract's keys; the three numbers are null where the shift was refused."""
    shift = found.shift
    known = shift.accepted
    return {
        "dx_px": round(shift.dx_px, 4) if known else None,
        "dy_px": round(shift.dy_px, 4) if known else None,
        "rmse_px": round(shift.rmse_px, 4) if known else None,
        "accepted": known,
        "reason": shift.reason,
        "tiles": len(shift.tiles),
        "tiles_counting": sum(vote.counts for vote in shift.tiles),
        "pixel_m": found.reference.grid.pixel_m,
        "reference": found.reference.file,
        "image": found.image.file,
        "simulated": found.reference.simulated or found.image.simulated,
        "flags": list(found.flags),
    }


def align_rows(found: Aligned) -> tuple[Sequence[str], list[tuple[str, ...]]]:
    """One row: the shift in pixels and, where the pixel's size is known, on the ground."""
    columns = ("right, px", "down, px", "within, px", "on the ground", "tiles")
    shift, pixel_m = found.shift, found.reference.grid.pixel_m
    tiles = f"{sum(vote.counts for vote in shift.tiles)} of {len(shift.tiles)}"
    if not shift.accepted:
        return columns, [("not aligned", "", "", shift.reason, tiles)]
    ground = "" if pixel_m is None else f"{pixel_m * (shift.dx_px**2 + shift.dy_px**2) ** 0.5:.2f} m"
    return columns, [(f"{shift.dx_px:+.3f}", f"{shift.dy_px:+.3f}", f"{shift.rmse_px:.3f}", ground, tiles)]
