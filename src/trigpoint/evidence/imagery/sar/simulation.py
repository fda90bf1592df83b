"""A made-up Sentinel-1-like series over a made-up town, to test and calibrate with. Nothing in it was ever measured.

What is modelled, in this order
1 power of the ground and of each structure in dB, mixed by exact covered area, blurred by the point spread
2 a season per neighbourhood, an offset per look, rain that lifts open ground, a sub-pixel shift per look
3 speckle: `enl` independent complex Gaussian fields of the point spread's bandwidth, squared and averaged; over structures a part
  of each field stays the same from look to look, and is drawn anew when the structure is hit
4 damage (a lasting step, its size and sign per orbit), building work (a slow brightening), passing vehicles (one or two looks)
5 layover and swath edges: no data

Left out: terrain, double bounce that depends on street direction, moisture of soil, processor artefacts. Results on it order
methods; they say nothing about accuracy on real pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.coverage import Coverage, cover
from trigpoint.model.scene import Footprint, Grid, Scene, SceneKind, Unit

Floats = NDArray[np.float64]
Single = NDArray[np.float32]
Mask = NDArray[np.bool_]

BANDS = ("VV", "VH")
YEAR_DAYS = 365.25


@attrs.frozen(kw_only=True)
class SimulatedOrbit:
    """One viewing geometry."""

    number: int
    first_day: float  # after the start of the series
    repeat_days: float = 12.0
    state: str = "ascending"


ORBITS = (
    SimulatedOrbit(number=14, first_day=0.65),
    SimulatedOrbit(number=21, first_day=5.15, state="descending"),
)


@attrs.frozen(kw_only=True)
class Circumstances:
    """Everything that can be set. dB unless the name says otherwise."""

    event: datetime = datetime(2024, 1, 8, tzinfo=UTC)  # parts the looks into before and after
    days_before: float = 360.0
    days_after: float = 60.0
    orbits: tuple[SimulatedOrbit, ...] = ORBITS
    missing: float = 0.04  # share of looks never taken
    cut: float = 0.03  # share of looks whose swath ends within the picture
    layover: int = 1  # strips without data per orbit
    enl: int = 4  # equivalent number of looks
    spread_px: float = 0.75  # standard deviation of the point spread
    steady: float = 0.25  # share of a structure's speckle field that stays from look to look
    shift_px: float = 0.2  # standard deviation, each axis, each look
    season_db: float = 0.6
    offset_db: float = 0.25
    rain: float = 0.06  # share of looks on wet ground
    rain_db: float = 1.2
    ground_db: tuple[float, float] = (-11.0, 2.0)  # mean, standard deviation
    structure_db: tuple[float, float] = (-6.0, 3.0)
    cross_db: float = -6.5  # VH against VV
    damaged: float = 0.08  # share of structures hit, each by itself
    quarters: int = 0  # neighbourhoods hit together
    quarter_radius_px: float = 12.0
    quarter_share: float = 0.6  # of the structures in such a neighbourhood
    damage_db: tuple[float, float] = (3.0, 1.8)  # size: mean, standard deviation
    brighter: float = 0.25  # share of hits that brighten
    delay_days: float = 20.0  # damage falls evenly over so many days after the event
    building: float = 0.03  # share under construction
    passing: float = 0.05  # share with a vehicle or the like in one or two looks


@attrs.frozen(kw_only=True)
class Truth:
    """What was done to one structure."""

    footprint: str
    damaged_at: datetime | None = None
    change_db: float = 0.0  # of the first band in the first orbit
    cause: str = "none"  # "damage", "construction", "vehicles", "none"


@attrs.frozen(kw_only=True, eq=False)
class SimulatedStack:
    """Looks in time order with their pixels and what is true."""

    scenes: tuple[Scene, ...]  # simulated=True
    power: Single  # (look, band, row, column) sigma0, linear, NaN no data
    footprints: tuple[Footprint, ...]
    truth: tuple[Truth, ...]
    event: datetime


def simulate_stack(
    rng: np.random.Generator,
    *,
    grid: Grid,
    circumstances: Circumstances | None = None,
    footprints: Sequence[Footprint] = (),
    hits: Mapping[str, tuple[float, float]] | None = None,
) -> SimulatedStack:
    """A series over `grid`. Without `footprints` a town is made up; `hits` replaces chance.

    `hits`: footprint id -> days after the event, dB of the first band. Building work and vehicles come by chance as else.
    """
    given = circumstances or Circumstances()
    outlines = tuple(footprints) or make_town(rng, grid)
    covered = cover(outlines, height=grid.height, width=grid.width)
    truth, steps = _happenings(rng, given, outlines, covered, hits)
    looks = []
    for number, orbit in enumerate(given.orbits):
        looks.extend(_orbit_looks(rng, given, grid, covered, truth, steps[number], orbit))
    looks.sort(key=lambda look: look[0])
    scenes = tuple(_scene(grid, when, orbit) for when, orbit, _ in looks)
    power = (
        np.stack([pixels for _, _, pixels in looks]) if looks else np.zeros((0, 2, grid.height, grid.width), np.float32)
    )
    return SimulatedStack(scenes=scenes, power=power, footprints=outlines, truth=truth, event=given.event)


def make_town(
    rng: np.random.Generator, grid: Grid, *, side_px: tuple[float, float] = (1.0, 4.0)
) -> tuple[Footprint, ...]:
    """Rectangles along slightly turned streets, about three quarters of the lots built on."""
    turn = rng.uniform(-0.3, 0.3)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([grid.width, grid.height]) / 2
    reach = 0.75 * max(grid.width, grid.height)
    found: list[Footprint] = []
    y = -reach
    while y < reach:
        depth, x = rng.uniform(*side_px), -reach
        while x < reach:
            wide, deep = rng.uniform(*side_px), rng.uniform(side_px[0], max(depth, side_px[0]))
            corners = np.array([[x, y], [x + wide, y], [x + wide, y + deep], [x, y + deep]]) @ axes.T + middle
            inside = (corners > 2).all() and (corners < [grid.width - 2, grid.height - 2]).all()
            if inside and rng.random() < 0.75:
                ring = tuple((float(a), float(b)) for a, b in corners)
                found.append(Footprint(id=f"sim-{len(found) + 1:05d}", polygons=((ring,),), source="simulated"))
            x += wide + rng.uniform(1, 4)
        y += depth + rng.uniform(1, 3)
    return tuple(found)


def _happenings(
    rng: np.random.Generator, given: Circumstances, outlines: Sequence[Footprint], covered: Coverage,
    hits: Mapping[str, tuple[float, float]] | None,
) -> tuple[tuple[Truth, ...], Floats]:  # fmt: skip
    """Truth per structure, and (orbit, band, structure) the step in dB of those hit."""
    count = len(outlines)
    size = np.abs(rng.normal(*given.damage_db, count)) * np.where(rng.random(count) < given.brighter, 1, -1)
    days = rng.uniform(0, given.delay_days, count)
    hit = rng.random(count) < given.damaged
    column, row = _middles(covered)
    for _ in range(given.quarters):
        centre = rng.integers(count)
        near = np.hypot(column - column[centre], row - row[centre]) < given.quarter_radius_px
        near &= rng.random(count) < given.quarter_share
        days[near], hit = rng.uniform(0, given.delay_days), hit | near
    if hits is not None:
        hit = np.array([outline.id in hits for outline in outlines], bool)
        for number in np.flatnonzero(hit):
            days[number], size[number] = hits[outlines[int(number)].id]
    calm = rng.permutation(np.flatnonzero(~hit))
    works, cars = int(given.building * len(calm)), int((given.building + given.passing) * len(calm))
    cause = np.where(hit, "damage", "none").astype(object)
    cause[calm[:works]], cause[calm[works:cars]] = "construction", "vehicles"
    turned = np.where(rng.random((len(given.orbits), 1, count)) < 0.88, 1, -1) if hits is None else 1
    gain = (
        np.exp(rng.normal(0, 0.3, (len(given.orbits), 1, count)))
        if hits is None
        else np.ones((len(given.orbits), 1, count))
    )
    cross = np.stack([np.ones(count), np.full(count, 0.75)])[None] + rng.normal(0, 0.15, (len(given.orbits), 2, count))
    steps = size * hit * turned * gain * cross
    truth = tuple(
        Truth(
            footprint=outline.id, cause=str(cause[k]),
            damaged_at=given.event + timedelta(days=float(days[k])) if hit[k] else None,
            change_db=round(float(steps[0, 0, k]), 2) if len(steps) else 0.0,
        )
        for k, outline in enumerate(outlines)
    )  # fmt: skip
    return truth, steps


def _middles(covered: Coverage) -> tuple[Floats, Floats]:
    row, column = np.divmod(covered.pixels, covered.width)
    area = np.maximum(covered.area_px, 1e-9)
    x = np.bincount(covered.owner, weights=covered.share * column, minlength=len(covered)) / area
    return x, np.bincount(covered.owner, weights=covered.share * row, minlength=len(covered)) / area


def _orbit_looks(
    rng: np.random.Generator, given: Circumstances, grid: Grid, covered: Coverage, truth: Sequence[Truth],
    steps: Floats, orbit: SimulatedOrbit,
) -> list[tuple[datetime, SimulatedOrbit, Single]]:  # fmt: skip
    """All looks of one orbit."""
    shape, count = (grid.height, grid.width), len(covered)
    field = _Fields(rng, shape, given.spread_px)
    ground = rng.normal(0, given.ground_db[1], shape) + given.ground_db[0]
    bright = rng.normal(*given.structure_db, (2, count))
    bright[1] = 0.7 * bright[0] + 0.3 * bright[1]
    season, phase = field.smooth(10.0) * given.season_db, rng.uniform(0, 2 * np.pi)
    texture = rng.gamma(6, 1 / 6, (2, *shape))
    steady, redrawn = (field.speckle(2 * given.enl) for _ in range(2))
    hit_day = np.array(
        [np.inf if t.damaged_at is None else (t.damaged_at - given.event).total_seconds() / 86400 for t in truth]
    )
    works = np.array([t.cause == "construction" for t in truth], bool)
    works_from, works_db = rng.uniform(-40, 0.5 * given.days_after, count), rng.normal(2.5, 1.2, count)
    days = np.arange(orbit.first_day - given.days_before, given.days_after, orbit.repeat_days)
    days = days[rng.random(len(days)) >= given.missing]
    cars = _visits(rng, truth, days)
    masked = _layover(rng, shape, given.layover)
    built = covered.total()
    looks = []
    for number, day in enumerate(days):
        level = (
            bright
            + steps * (hit_day <= day)
            + works_db * works * np.clip((day - works_from) / 60, 0, 1)
            + cars[:, number]
        )
        offset = rng.normal(0, given.offset_db, 2)
        rain = given.rain_db * (rng.random() < given.rain)
        wave = season * np.sin(2 * np.pi * day / YEAR_DAYS + phase)
        power = np.empty((2, *shape))
        for band in (0, 1):
            open_ground = 10 ** ((ground + wave + rain + offset[band]) / 10) * (1 - built)
            structures = _painted(covered, 10 ** ((level[band] + 0.2 * rain + offset[band]) / 10))
            power[band] = (open_ground + structures) * texture[band] * 10 ** (band * given.cross_db / 10)
        shift = rng.normal(0, given.shift_px, 2)
        power = np.maximum(np.stack([field.blurred(layer, shift) for layer in power]), 1e-6)
        hit = _painted(covered, (hit_day <= day).astype(float)) > 0.3
        kept = np.where(hit, redrawn, steady)
        share = given.steady * built
        drawn = np.sqrt(share) * kept + np.sqrt(1 - share) * field.speckle(2 * given.enl)
        speckle = (np.abs(drawn) ** 2).reshape(2, given.enl, *shape).mean(axis=1)
        pixels = (power * speckle).astype(np.float32)
        pixels[:, masked | _swath_edge(rng, shape, given.cut)] = np.nan
        looks.append((given.event + timedelta(days=float(day)), orbit, pixels))
    return looks


class _Fields:
    """Random fields of a picture's size, made in the frequency domain (edges wrap)."""

    def __init__(self, rng: np.random.Generator, shape: tuple[int, int], spread_px: float) -> None:
        self.rng, self.shape = rng, shape
        self.v, self.u = np.fft.fftfreq(shape[0])[:, None], np.fft.fftfreq(shape[1])[None]
        self.square = self.v**2 + self.u**2
        self.spread = np.exp(-2 * np.pi**2 * spread_px**2 * self.square)
        narrow = np.exp(-2 * np.pi**2 * (0.8 * spread_px) ** 2 * self.square)  # the field's own bandwidth
        self.band = narrow / np.sqrt((narrow**2).mean())

    def speckle(self, count: int) -> NDArray[np.complex64]:
        """(count, row, column) circular complex Gaussian, unit power."""
        size = (count, *self.shape)
        noise = (self.rng.standard_normal(size) + 1j * self.rng.standard_normal(size)) * np.sqrt(0.5)
        return (np.fft.ifft2(noise * self.band, norm="ortho")).astype(np.complex64)

    def smooth(self, length_px: float) -> Floats:
        """Real, unit variance, correlated over about `length_px`."""
        spectrum = np.fft.fft2(self.rng.standard_normal(self.shape)) * np.exp(
            -2 * np.pi**2 * length_px**2 * self.square
        )
        found = np.fft.ifft2(spectrum).real
        return np.asarray(found / found.std())

    def blurred(self, layer: Floats, shift: Floats) -> Floats:
        """Through the point spread, moved by (row, column) pixels."""
        move = np.exp(-2j * np.pi * (self.v * shift[0] + self.u * shift[1]))
        return np.asarray(np.fft.ifft2(np.fft.fft2(layer) * self.spread * move).real)


def _painted(covered: Coverage, value: Floats) -> Floats:
    """(row, column) sum over structures of covered share x value."""
    flat = np.bincount(
        covered.pixels, weights=covered.share * value[covered.owner], minlength=covered.height * covered.width
    )
    return np.asarray(flat.reshape(covered.height, covered.width))


def _visits(rng: np.random.Generator, truth: Sequence[Truth], days: Floats) -> Floats:
    """(structure, look) dB added by something passing, in one or two looks after."""
    added = np.zeros((len(truth), len(days)))
    after = np.flatnonzero(days > 0)
    for number, known in enumerate(truth):
        if known.cause == "vehicles" and len(after):
            added[number, rng.choice(after, min(int(rng.integers(1, 3)), len(after)), replace=False)] = abs(
                rng.normal(3, 1.5)
            )
    return added


def _layover(rng: np.random.Generator, shape: tuple[int, int], count: int) -> Mask:
    row, column = np.mgrid[: shape[0], : shape[1]]
    masked = np.zeros(shape, bool)
    for _ in range(count):
        across = column + 0.2 * row - rng.uniform(0.1, 0.9) * shape[1]
        top, length = rng.uniform(0, 0.6) * shape[0], rng.uniform(0.2, 0.5) * shape[0]
        masked |= (np.abs(across) < 3) & (row > top) & (row < top + length)
    return masked


def _swath_edge(rng: np.random.Generator, shape: tuple[int, int], chance: float) -> Mask:
    missing = np.zeros(shape, bool)
    if rng.random() < chance:
        edge = int(rng.integers(shape[0] // 4, 3 * shape[0] // 4))
        missing[slice(None, edge) if rng.random() < 0.5 else slice(edge, None)] = True
    return missing


def _scene(grid: Grid, when: datetime, orbit: SimulatedOrbit) -> Scene:
    name = f"simulated_{when:%Y%m%dT%H%M%S}_rel{orbit.number:03d}"
    return Scene(
        id="", file=f"{name}.tif", kind=SceneKind.SAR, grid=grid, bands=BANDS, unit=Unit.SIGMA0_LINEAR, acquired=when,
        acquired_basis="given", platform="simulated", relative_orbit=orbit.number, orbit_state=orbit.state,
        gsd_m=grid.pixel_m, simulated=True, attribution="simulated by Trigpoint; no real place was measured",
    )  # fmt: skip
