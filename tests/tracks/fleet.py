"""Small made-up tracks: movers told by their legs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trigpoint.model.positions import MoverKind, Positions

Fix = tuple[float, float, float]  # minutes, latitude, longitude
START = 1_700_000_000.0


def still(minutes: Sequence[float], lat: float, lon: float) -> list[Fix]:
    """Fixes at one place."""
    return [(m, lat, lon) for m in minutes]


def positions(*tracks: Sequence[Fix], speed: float | None = None) -> Positions:
    """Vessels named a, b, c... by their fixes."""
    fixes = [(k, *fix) for k, track in enumerate(tracks) for fix in sorted(track)]
    columns = np.array(fixes, np.float64).T
    return Positions(
        kind=MoverKind.VESSEL,
        names=tuple("abcdefgh"[: len(tracks)]),
        mover=columns[0].astype(np.int32),
        time=START + columns[1] * 60,
        lat=columns[2].copy(),
        lon=columns[3].copy(),
        row=np.arange(len(fixes)),
        speed_kn=None if speed is None else np.full(len(fixes), speed, np.float32),
    )
