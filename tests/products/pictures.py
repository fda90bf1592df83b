"""A sheet of invented pictures for the tests of this room: speckle over squares, two of them dimmer after a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import numpy as np

from products.case_writer import CaseWriter, day
from products.cases import SAFIRAH, SOHR, _said
from trigpoint.model import (
    Contradiction,
    ContradictionValue,
    Footprint,
    Grid,
    Member,
    Observation,
    Place,
    PlaceMethod,
    Precision,
    Role,
    Scene,
    SceneKind,
    TimeSpan,
    Unit,
)
from trigpoint.products.imagery.look import Look, SheetMaterial
from trigpoint.products.material import BriefMaterial

SIDE = 48
GRID = Grid(
    width=SIDE, height=SIDE, transform=(10.0, 0.0, 350_000.0, 0.0, -10.0, 3_984_000.0), crs="EPSG:32637", pixel_m=10.0
)
FIRST = datetime(2020, 3, 1, 15, 4, tzinfo=UTC)
HIT_MAY, HIT_SEPTEMBER = datetime(2020, 5, 20, tzinfo=UTC), datetime(2020, 9, 11, 2, tzinfo=UTC)
GRADES = ("destroyed", "severe", "no_visible_damage", "moderate", "not_assessable", "possible", "no_visible_damage")
BROKEN = (HIT_SEPTEMBER, HIT_SEPTEMBER, None, HIT_MAY, None, HIT_SEPTEMBER, None)


def structures() -> tuple[Footprint, ...]:
    """Squares of 6 pixels in rows of three."""
    found = []
    for n in range(len(GRADES)):
        c, r = 5 + 14 * (n % 3), 5 + 14 * (n // 3)
        ring = ((c, r), (c + 7.0, r), (c + 7.0, r + 6.0), (c, r + 6.0), (c, r))
        found.append(Footprint(id=f"hall-{n + 1}", polygons=((ring,),), lon=37.38, lat=35.99, area_m2=4200.0))
    return tuple(found)


def looks(*, simulated: bool = True) -> tuple[Look, ...]:
    """Every six days, of two orbits by turns; one without data, one that misses a part."""
    rng, found = np.random.default_rng(4), []
    for n in range(40):
        time = FIRST + timedelta(days=6 * n)
        level = np.full((SIDE, SIDE), 0.05)
        for structure, hit in zip(structures(), BROKEN, strict=True):
            (c, r), (c1, r1) = structure.polygons[0][0][0], structure.polygons[0][0][2]
            level[int(r) : int(r1), int(c) : int(c1)] = 0.12 if hit is not None and time > hit else 0.8
        pixels = (level * rng.gamma(4.0, 0.25, level.shape)).astype(np.float32)[None]
        if n == 7:
            pixels[:] = np.nan
        if n == 12:
            pixels[:, :, 30:] = np.nan
        orbit, state = ((21, "descending"), (116, "ascending"))[n % 2]
        scene = Scene(
            id=f"cap-{n:016d}", file=f"{n}.tif", kind=SceneKind.SAR, grid=GRID, bands=("VV",), unit=Unit.SIGMA0_LINEAR,
            acquired=time, platform="Sentinel-1-like", sensor="C-SAR", relative_orbit=orbit, orbit_state=state,
            attribution="Trigpoint simulator" if simulated else "Copernicus Sentinel data 2020", simulated=simulated,
        )  # fmt: skip
        found.append(Look(scene=scene, pixels=pixels, reason="no data over the site" if n == 7 else ""))
    return tuple(found)


def measured(*, simulated: bool = True) -> tuple[Observation, ...]:
    """What a method might have said of them."""
    found = []
    for n, (grade, hit) in enumerate(zip(GRADES, BROKEN, strict=True)):
        start, end = (hit - timedelta(days=2), hit + timedelta(days=4)) if hit else (FIRST, FIRST + timedelta(days=234))
        details = [("grade", grade), ("modality", "SAR"), ("looks_before", "14"), ("looks_after", "6")]
        if grade != "not_assessable":
            details.append(("probability", ("0.998", "0.97", "0.02", "0.93", "", "0.55", "0.03")[n]))
        details += [("simulated", "yes")] if simulated else []
        found.append(
            Observation(
                id=f"obs-{n:016d}", kind="damage", subject=f"hall-{n + 1}", value=None if "not" in grade else 3.0 + n,
                where=Place(text=f"hall-{n + 1}", lon=37.38, lat=35.99, radius_m=40, method=PlaceMethod.COORDINATES),
                when=TimeSpan(start=start, end=end, precision=Precision.RANGE), unit="score",
                flags=("in layover in both orbits",) if grade == "not_assessable" else (), details=tuple(details),
                method="trigpoint test 1", parameters=(("looks", "4.4"),),
            )
        )  # fmt: skip
    return tuple(found)


def sheet(*, simulated: bool = True) -> SheetMaterial:
    """All of it."""
    return SheetMaterial(
        grid=GRID, band="VV", looks=looks(simulated=simulated), structures=structures(),
        observations=measured(simulated=simulated), lon=37.38, lat=35.99,
    )  # fmt: skip


def write_picture_case(*, simulated: bool = True) -> BriefMaterial:
    """Two raids on one plant: the pictures agree with the second and differ on the date of the first."""
    w = CaseWriter()
    for when, agree in ((day(2020, 5, 4), False), (day(2020, 9, 11), True)):
        said = _said(
            w, date(2020, 9, 13), [f"Missiles fell on Al-Safirah on {when.edtf()}, the Observatory said."], chain=[SOHR],
            event_type="airstrike", when=when, where=SAFIRAH,
        )  # fmt: skip
        ours = [o for o, hit in zip(measured(), BROKEN, strict=True) if hit == (HIT_SEPTEMBER if agree else HIT_MAY)]
        sides = (
            ContradictionValue(value=when.edtf(), origins=(SOHR[0],), members=tuple(said)),
            ContradictionValue(
                value="2020-05-18/2020-05-24", origins=("Trigpoint, SIMULATED radar pictures",), members=()
            ),
        )
        w.event(
            "airstrike", when, SAFIRAH, [(*SOHR, said)], "fair" if agree else "weak",
            contradictions=[] if agree else [Contradiction(field="date", values=sides)], probability=0.9 if agree else 0.6,
        )  # fmt: skip
        role = Role.SUPPORTS if agree else Role.CONTRADICTS
        members = tuple(Member(id=o.id, why="measured by us in SIMULATED radar pictures", role=role) for o in ours)
        w.events[-1] = attrs.evolve(w.events[-1], members=w.events[-1].members + members)
    material = w.material("Two raids on one plant", exercise=simulated)
    found = measured(simulated=simulated)
    return attrs.evolve(material, observations={o.id: o for o in found}, sheets=(sheet(simulated=simulated),))
