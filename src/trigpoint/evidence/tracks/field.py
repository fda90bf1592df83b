"""How probable the peers' silences are, if the mover alone went silent and if reception failed around it.

Two families of hypotheses are weighed by what the peers did, bin by bin:

- *alone*: reception was as usual; each peer is heard with its own usual share of the time;
- *outage*: reception failed within some radius of some centre that holds the silent path; peers inside are silent (but
  for a share that another antenna still hears), peers outside are heard as usual. Radius, centre and that share are
  integrated over.

Bins of one peer hang together: a peer's likelihood is tempered to a few independent looks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.peers import Peers
from trigpoint.model.positions import MoverKind

RADII_KM = {
    MoverKind.VESSEL: np.array([4.0, 6.0, 9.0, 13.0, 19.0, 28.0, 45.0]),
    MoverKind.AIRCRAFT: np.array([40.0, 70.0, 110.0, 170.0, 260.0, 400.0]),
}
BEARINGS = 12
OFFSETS = (0.0, 0.45, 0.8)  # of the radius: where the centre may lie from the middle of the path
SPARED = (0.03, 0.25)  # share of vessels inside an outage that another antenna still hears
LEAK = 0.03  # a bin heard inside an outage
LOOKS = 3.0  # independent looks one peer gives at most
OUTSIDE_FLOOR = 0.03  # nobody is heard always: clocks, shadows


def outage_evidence(peers: Peers, heard: NDArray[np.float64], kind: MoverKind) -> tuple[float, float]:
    """(log likelihood ratio of *outage* over *alone*, peers that say anything).

    `heard` is each peer's usual share of time heard, (peer,).
    """
    known = peers.state >= 0
    looks = known.sum(axis=1)
    if not looks.any():
        return 0.0, 0.0
    usual = np.clip(heard, 0.05, 1 - OUTSIDE_FLOOR)[:, None]
    is_heard = peers.state == 1
    outside = np.where(known, np.where(is_heard, np.log(usual), np.log1p(-usual)), 0.0)
    inside = np.where(known, np.where(is_heard, np.log(LEAK), np.log1p(-LEAK)), 0.0)
    weight = np.where(looks > 0, np.minimum(1.0, LOOKS / np.maximum(looks, 1)), 0.0)
    alone = weight * outside.sum(axis=1)  # (peer,)
    ratios = []
    for east, north, radius in _discs(peers, kind):
        within = np.hypot(peers.east_km - east, peers.north_km - north) <= radius
        hit = weight * np.where(within, inside, outside).sum(axis=1)
        ratios += [
            float(np.sum(np.logaddexp(np.log1p(-spared) + hit, np.log(spared) + alone) - alone)) for spared in SPARED
        ]
    if not ratios:
        return -np.inf, float((looks > 0).sum())
    found = np.array(ratios)
    return float(np.logaddexp.reduce(found) - np.log(len(found))), float((looks > 0).sum())


def _discs(peers: Peers, kind: MoverKind) -> list[tuple[float, float, float]]:
    """Centres and radii of discs that hold the whole silent path."""
    found = []
    for radius in RADII_KM[kind]:
        for offset in OFFSETS:
            for bearing in np.arange(BEARINGS if offset else 1) * 2 * np.pi / BEARINGS:
                east, north = radius * offset * np.sin(bearing), radius * offset * np.cos(bearing)
                if np.hypot(peers.own_east_km - east, peers.own_north_km - north).max() <= radius:
                    found.append((float(east), float(north), float(radius)))
    return found
