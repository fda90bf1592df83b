"""Why a signal stopped: what the others near by did decides, and where nobody was near nothing is said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.gaps import Gap, explain_gaps
from trigpoint.model.positions import MoverKind, Positions

STEP_S = 120.0
HOURS = 12.0
Fleet = dict[str, tuple[float, float, list[tuple[float, float]]]]


def anchored(fleet: Fleet) -> Positions:
    """Vessels at anchor, heard every two minutes but in their silent hours: name -> (lat, lon, [(from h, to h)])."""
    every = np.arange(0.0, HOURS * 3600, STEP_S)
    parts: list[tuple[NDArray[np.float64], int, float, float]] = []
    for k, (lat, lon, silent) in enumerate(fleet.values()):
        keep = np.ones(len(every), bool)
        for start, end in silent:
            keep &= ~((every > start * 3600) & (every < end * 3600))
        parts.append((every[keep], k, lat, lon))
    return Positions(
        kind=MoverKind.VESSEL,
        names=tuple(fleet),
        mover=np.concatenate([np.full(len(t), k, np.int32) for t, k, _, _ in parts]),
        time=np.concatenate([t for t, _, _, _ in parts]) + 1.7e9,
        lat=np.concatenate([np.full(len(t), lat) for t, _, lat, _ in parts]),
        lon=np.concatenate([np.full(len(t), lon) for t, _, _, lon in parts]),
        row=np.arange(sum(len(t) for t, _, _, _ in parts)),
    )


def gap_of(name: str, positions: Positions) -> Gap:
    return next(gap for gap in explain_gaps(positions) if gap.entity == name and gap.on)


SILENT = [(4.0, 7.0)]
NEAR: Fleet = {f"n{k}": (38.0 + 0.01 * k, 51.0 + 0.02 * (k % 3), []) for k in range(6)}


def test_a_vessel_silent_while_its_neighbours_are_heard_was_likely_switched_off() -> None:
    gap = gap_of("own", anchored({"own": (38.02, 51.01, SILENT), **NEAR}))
    assert gap.verdict == "likely_disabled"
    assert "6 were heard" in gap.reasons[0]


def test_a_vessel_silent_together_with_its_neighbours_met_an_outage() -> None:
    hushed = {name: (lat, lon, SILENT) for name, (lat, lon, _) in NEAR.items()}
    gap = gap_of("own", anchored({"own": (38.02, 51.01, SILENT), **hushed}))
    assert gap.verdict == "receiver_outage"
    assert "6 fell silent and came back at the same moments" in gap.reasons[0]


def test_a_lone_vessel_cannot_be_judged() -> None:
    far: Fleet = {name: (lat + 5, lon, []) for name, (lat, lon, _) in NEAR.items()}
    gap = gap_of("own", anchored({"own": (38.02, 51.01, SILENT), **far}))
    assert gap.verdict == "undetermined"
    assert "nobody else" in gap.reasons[0]


def test_probabilities_sum_to_one() -> None:
    for gap in explain_gaps(anchored({"own": (38.02, 51.01, SILENT), **NEAR})):
        assert np.isclose(sum(p for _, p in gap.probabilities), 1.0)


def test_a_track_that_ends_early_has_an_open_gap() -> None:
    gaps = list(explain_gaps(anchored({"own": (38.02, 51.01, [(6.0, 99.0)]), **NEAR})))
    assert [gap.entity for gap in gaps if gap.on is None] == ["own"]
