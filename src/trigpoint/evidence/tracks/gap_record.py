"""What is said of one silence, whatever moved."""

from __future__ import annotations

import attrs

from trigpoint.evidence.tracks.ports import Ports
from trigpoint.model.positions import MoverKind
from trigpoint.places.airfields import Airfields
from trigpoint.places.shore import ShoreMask


@attrs.frozen(kw_only=True)
class Fix:
    """One end of a gap."""

    time: float  # seconds UTC since 1970
    lat: float
    lon: float
    row: int  # of the input


@attrs.frozen(kw_only=True)
class Candidate:
    """A site that could have been reached, with its share of the probability."""

    site: str
    lat: float
    lon: float
    probability: float


@attrs.frozen(kw_only=True)
class Gap:
    """One silence, explained as far as the feed allows. Never a statement of intent."""

    id: str
    entity: str
    segment: str
    kind: MoverKind
    off: Fix
    on: Fix | None  # None: not heard again in this feed
    duration_h: float | None
    distance_km: float | None
    implied_speed_kn: float | None
    verdict: str
    probabilities: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    would_change_if: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class KnownPlaces:
    """Where movers may have gone, loaded at the edge. None = not loaded."""

    airfields: Airfields | None = None
    ports: Ports | None = None
    shore: ShoreMask | None = None
