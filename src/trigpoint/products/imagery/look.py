"""What a sheet of pictures is made of: looks over one site, the structures in them and what was measured. Values only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model import Footprint, Grid, Observation, Scene, SceneKind
from trigpoint.products.imagery.grades_table import FOUND, grade_of, is_simulated
from trigpoint.products.wording import MONTHS, shown

Pixels = NDArray[np.float32]


@attrs.frozen(kw_only=True, eq=False)
class Look:
    """One picture of the site."""

    scene: Scene
    pixels: Pixels  # (band, y, x), one band or red, green, blue; SAR as linear intensity; NaN = unknown
    reason: str = ""  # why it is not usable here; "" = it is

    @property
    def time(self) -> datetime | None:
        """When it was taken, UTC."""
        return self.scene.acquired


@attrs.frozen(kw_only=True, eq=False)
class SheetMaterial:
    """One stack of pictures over one site, cut to the structures that were looked at."""

    grid: Grid  # of the cut
    band: str  # what is shown: "VV", "red, green, blue"
    looks: tuple[Look, ...]  # in order of time
    structures: tuple[Footprint, ...]  # pixel coordinates of the cut
    observations: tuple[Observation, ...]  # those of the structures, numbered from 1 in this order
    lon: float | None = None  # centre, degrees; None: no place on earth
    lat: float | None = None
    left_out: int = 0  # structures measured that lie outside the cut

    @property
    def is_simulated(self) -> bool:
        """Every drawing of it says so."""
        return any(k.scene.simulated for k in self.looks) or any(is_simulated(o) for o in self.observations)

    @property
    def is_sar(self) -> bool:
        """Backscatter, shown in decibels."""
        return any(k.scene.kind is SceneKind.SAR for k in self.looks)

    def number_of(self, observation: str) -> int | None:
        """The number of a measurement on the panels and in the table; None: not on this sheet."""
        return next((n for n, o in enumerate(self.observations, start=1) if o.id == observation), None)

    def found(self) -> tuple[Observation, ...]:
        """Those damaged or changed."""
        return tuple(o for o in self.observations if grade_of(o) in FOUND)


def orbit_of(scene: Scene) -> str:
    """The viewing geometry in words, "" where none is known: pictures of different ones are never mixed."""
    if scene.relative_orbit is None:
        return ""
    state = f", {shown(scene.orbit_state)}" if scene.orbit_state else ""
    return f"orbit {scene.relative_orbit}{state}"


def main_geometry(looks: Sequence[Look]) -> tuple[Look, ...]:
    """The usable, dated looks of the orbit that has most of them."""
    usable = [k for k in looks if not k.reason and k.time is not None]
    counts: dict[str, int] = {}
    for look in usable:
        counts[orbit_of(look.scene)] = counts.get(orbit_of(look.scene), 0) + 1
    if not counts:
        return ()
    best = min(counts, key=lambda o: (-counts[o], o))
    return tuple(k for k in usable if orbit_of(k.scene) == best)


def sensor_words(looks: Sequence[Look]) -> str:
    """Platforms and instruments of the looks, each once."""
    names = []
    for look in looks:
        words = " ".join(filter(None, (_platform(look.scene.platform), shown(look.scene.sensor))))
        if words and words not in names:
            names.append(words)
    return ", ".join(names) or "sensor not stated"


def _platform(name: str) -> str:
    """Catalogues write platforms in small letters; people do not: `Sentinel-1A`."""
    words = shown(name)
    return re.sub(r"^[a-z]|(?<=\d)[a-z]$", lambda m: m[0].upper(), words)


def utc_words(moment: datetime | None, *, clock: bool = False) -> str:
    """`9 Sep 2020`, with a clock `9 Sep 2020, 15:04 UTC`."""
    if moment is None:
        return "date not known"
    day = f"{moment.day} {MONTHS[moment.month - 1][:3]} {moment.year}"
    return f"{day}, {moment:%H:%M} UTC" if clock else day
