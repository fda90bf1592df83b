"""What was judged, as observations: one per structure, the same bytes in, the same records out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

import attrs

from trigpoint.evidence.imagery.sar.grading import Grade, StructureDamage
from trigpoint.evidence.imagery.sar.judge import Judged
from trigpoint.evidence.imagery.sar.settings import METHOD, VERSION
from trigpoint.model.observation import Observation
from trigpoint.model.place import Place, PlaceKind, PlaceMethod
from trigpoint.model.scene import Footprint, Scene
from trigpoint.model.time import Anchor, Precision, TimeSpan

POINT_RADIUS_M = 30.0  # geolocation of Sentinel-1 GRD after terrain correction, and half a structure


def observations_of(judged: Judged, split: int, *, reported: date | None = None) -> tuple[Observation, ...]:
    """An observation per structure. `split`: the number of pictures from before.

    `when` is the bracket of a damaged structure, else from the first to the last look.
    """
    run = hashlib.sha256(" ".join((METHOD, VERSION, *(scene.sha256 for scene in judged.scenes))).encode()).hexdigest()
    parameters = tuple((name, f"{value:g}") for name, value in attrs.asdict(judged.settings).items())
    first_after = min((s.acquired for s in judged.scenes[split:] if s.acquired), default=None)
    if first_after is not None:
        parameters = (*parameters, ("after_from", first_after.isoformat()))
    return tuple(_observation(found, judged, run, parameters, reported) for found in judged.structures)


def _observation(
    found: StructureDamage, judged: Judged, run: str, parameters: tuple[tuple[str, str], ...], reported: date | None
) -> Observation:
    shape = repr(found.footprint.polygons)
    name = hashlib.sha256(f"{run} {found.footprint.id} {shape}".encode()).hexdigest()[:16]
    return Observation(
        id=f"obs-{name}",
        kind="damage",
        where=_place(found.footprint),
        when=_when(found, judged.scenes),
        value=found.probability,
        unit="probability",
        low=found.low,
        high=found.high,
        flags=found.flags,
        captures=tuple(dict.fromkeys(scene.id for scene in judged.scenes)),
        method=f"{METHOD}/{VERSION}",
        parameters=parameters,
        subject=found.footprint.id,
        details=_details(found, any(scene.simulated for scene in judged.scenes), reported),
    )


def _details(found: StructureDamage, simulated: bool, reported: date | None) -> tuple[tuple[str, str], ...]:
    told = [("grade", found.grade.value), ("modality", "SAR"), ("simulated", "yes" if simulated else "no")]
    if found.grade is not Grade.NOT_ASSESSABLE:
        told += [
            ("probability", f"{found.probability}"), ("p_value", f"{found.p_value}"), ("score", f"{found.score}"),
            ("own_probability", f"{found.own_probability}"), ("neighbourhood", f"{found.neighbourhood}"),
            ("change_db", f"{found.change_db}"), ("orbits", f"{found.orbits}"),
        ]  # fmt: skip
    told += [("looks_before", str(len(found.before))), ("looks_after", str(len(found.after)))]
    if reported is not None and found.damaged_between is not None:
        told.append(("reported", reported.isoformat()))
    return tuple(told)


def _place(footprint: Footprint) -> Place:
    if footprint.lon is None or footprint.lat is None:
        return Place(text=footprint.id, reason="the pictures have no place on earth")
    size = (footprint.area_m2 or 0.0) ** 0.5 / 2
    return Place(
        text=footprint.id, name=footprint.id, lon=footprint.lon, lat=footprint.lat, radius_m=POINT_RADIUS_M + size,
        kind=PlaceKind.SITE, method=PlaceMethod.COORDINATES,
    )  # fmt: skip


def _when(found: StructureDamage, scenes: Sequence[Scene]) -> TimeSpan:
    if found.damaged_between is not None:
        start, end = found.damaged_between
        return TimeSpan(start=start, end=end, precision=Precision.RANGE, anchor=Anchor.TEXT)
    used = [scenes[look].acquired for look in (*found.before, *found.after)]
    moments = [when for when in used or [scene.acquired for scene in scenes] if when is not None]
    return TimeSpan(
        start=min(moments), end=max(moments) + timedelta(seconds=1), precision=Precision.RANGE, anchor=Anchor.TEXT
    )
