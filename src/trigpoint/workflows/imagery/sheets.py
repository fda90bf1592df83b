"""From the pictures and measurements of a case to the sheets a brief prints: which looks, cut where, what each shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from trigpoint import store
from trigpoint.model import Footprint, Grid, Observation, Scene, SceneKind, Unit
from trigpoint.model.errors import InputError
from trigpoint.store import Case
from trigpoint.workflows.keep import natural

if TYPE_CHECKING:
    from trigpoint.products.imagery.look import Look, Pixels, SheetMaterial

DRAWN = ("damage", "change")
LEAST_PX, MOST_PX = 40, 320  # side of the cut
MARGIN = 0.25  # of the structures' extent, around them
MOST_LOOKS = 200  # read for one sheet; more are thinned evenly
SEEN_SHARE = 0.5  # of the structures' ground that must be known in a look that is called usable
_GRAVITY = ("destroyed", "severe", "moderate", "changed", "possible", "not_assessable")


def case_sheets(case: Case, observations: Sequence[Observation]) -> tuple[tuple[SheetMaterial, ...], tuple[str, ...]]:
    """A sheet per stack of pictures in which structures were measured, and a sentence per stack that cannot be drawn.

    The order of `observations` changes nothing.
    """
    scenes = {scene.id: scene for scene in store.scenes(case)}
    sheets, problems = [], []
    for (_, captures), found in sorted(_stacks(observations, scenes).items()):
        stack = _one_grid([scenes[c] for c in captures if c in scenes])
        outlines = [c for c in captures if c not in scenes]
        try:
            sheet = _sheet(case, stack, outlines, found)
        except InputError as error:
            problems.append(f"pictures of {found[0].subject} and others, which are not drawn: {error.what}")
            continue
        if sheet is not None:
            sheets.append(sheet)
    return tuple(sheets), tuple(problems)


def _stacks(
    observations: Iterable[Observation], scenes: Mapping[str, Scene]
) -> dict[tuple[str, tuple[str, ...]], list[Observation]]:
    """By kind and pictures."""
    groups: dict[tuple[str, tuple[str, ...]], list[Observation]] = {}
    for measured in sorted(observations, key=lambda o: (natural(o.subject), o.id)):
        if measured.kind in DRAWN and any(c in scenes for c in measured.captures):
            groups.setdefault((measured.kind, tuple(sorted(measured.captures))), []).append(measured)
    return groups


def _one_grid(stack: Sequence[Scene]) -> list[Scene]:
    """In order of time; pictures on another grid than the first cannot be cut alike and are left out."""
    ordered = sorted(stack, key=lambda s: (s.acquired is None, str(s.acquired or ""), s.id))
    kept = [s for s in ordered if s.grid == ordered[0].grid]
    step = -(-len(kept) // MOST_LOOKS)
    return kept[::step]


def _sheet(
    case: Case, stack: Sequence[Scene], outlines: Sequence[str], found: Sequence[Observation]
) -> SheetMaterial | None:
    from trigpoint.products.imagery.look import SheetMaterial

    if not stack:
        return None
    grid = stack[0].grid
    structures = _structures(case, grid, outlines, found)
    window = _window(grid, structures, found)
    cut = _cut(grid, window)
    shifted = [_moved(s, window) for s in structures]
    inside = {s.id: s for s in shifted if _is_inside(s, cut)}
    drawn = tuple(o for o in found if o.subject in inside)
    if not drawn:
        return None
    band = _band(stack[0])
    looks = tuple(_looks(stack, band, window, list(inside.values())))
    lon, lat = _centre(drawn)
    return SheetMaterial(
        grid=cut, band=", ".join(band), looks=looks, structures=tuple(inside.values()), observations=drawn, lon=lon, lat=lat,
        left_out=len(found) - len(drawn),
    )  # fmt: skip


def _structures(case: Case, grid: Grid, outlines: Sequence[str], found: Sequence[Observation]) -> list[Footprint]:
    """From the outlines kept with the measurements, else a square of the measurement's radius about its point."""
    from trigpoint.sources.footprints import read_footprints

    wanted = {o.subject for o in found}
    captures = {c.id: c for c in store.captures(case)}
    read: dict[str, Footprint] = {}
    for capture in outlines:
        if capture in captures:
            path = store.blob_path(case.blobs, captures[capture].sha256)
            read |= {f.id: f for f in read_footprints(path, grid) if f.id in wanted and f.polygons}
    return list(read.values()) + [square for o in found if o.subject not in read for square in _square(o, grid)]


def _square(measured: Observation, grid: Grid) -> list[Footprint]:
    from pyproj import Transformer

    where = measured.where
    if where.lon is None or where.lat is None or not grid.is_referenced or not grid.pixel_m:
        return []
    x, y = Transformer.from_crs("EPSG:4326", grid.crs, always_xy=True).transform(where.lon, where.lat)
    a, b, c, d, e, f = grid.transform
    bottom = a * e - b * d
    column, row = (e * (x - c) - b * (y - f)) / bottom, (a * (y - f) - d * (x - c)) / bottom
    half = max(1.0, (where.radius_m or 0.0) / grid.pixel_m / 2**0.5)
    ring = tuple((column + half * i, row + half * j) for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)))
    return [Footprint(id=measured.subject, polygons=((ring,),), lon=where.lon, lat=where.lat)]


def _box(structures: Iterable[Footprint]) -> tuple[float, float, float, float]:
    """Least and greatest column, least and greatest row."""
    points = [p for s in structures for polygon in s.polygons for ring in polygon for p in ring]
    columns, rows = [c for c, _ in points], [r for _, r in points]
    return min(columns), max(columns), min(rows), max(rows)


def _window(grid: Grid, structures: Sequence[Footprint], found: Sequence[Observation]) -> tuple[int, int, int, int]:
    """Rows and columns [row0, row1, col0, col1) around the structures; where they lie far apart, around the gravest."""
    if not structures:
        return 0, min(grid.height, MOST_PX), 0, min(grid.width, MOST_PX)
    col0, col1, row0, row1 = _box(structures)
    if max(col1 - col0, row1 - row0) * (1 + 2 * MARGIN) > MOST_PX:
        by_id = {s.id: s for s in structures}
        ordered = sorted(found, key=lambda o: (_rank(o), natural(o.subject)))
        col0, col1, row0, row1 = _box([next(by_id[o.subject] for o in ordered if o.subject in by_id)])
        pad = MOST_PX
    else:
        pad = int(max(col1 - col0, row1 - row0) * MARGIN) + 2
    side = min(MOST_PX, max(LEAST_PX, round(max(col1 - col0, row1 - row0)) + 2 * pad))
    top, bottom = _fit((row0 + row1) / 2, side, grid.height)
    left, right = _fit((col0 + col1) / 2, side, grid.width)
    return top, bottom, left, right


def _fit(middle: float, side: int, most: int) -> tuple[int, int]:
    """A stretch of `side` around the middle, moved into [0, most)."""
    first = max(0, min(round(middle - side / 2), most - side))
    return first, min(most, first + side)


def _rank(measured: Observation) -> int:
    grade = dict(measured.details).get("grade", "")
    return _GRAVITY.index(grade) if grade in _GRAVITY else len(_GRAVITY)


def _cut(grid: Grid, window: tuple[int, int, int, int]) -> Grid:
    row0, row1, col0, col1 = window
    a, b, c, d, e, f = grid.transform
    corner = (a, b, c + a * col0 + b * row0, d, e, f + d * col0 + e * row0)
    return attrs.evolve(grid, width=col1 - col0, height=row1 - row0, transform=corner)


def _moved(structure: Footprint, window: tuple[int, int, int, int]) -> Footprint:
    moved = tuple(
        tuple(tuple((c - window[2], r - window[0]) for c, r in ring) for ring in polygon)
        for polygon in structure.polygons
    )
    return attrs.evolve(structure, polygons=moved)


def _is_inside(structure: Footprint, cut: Grid) -> bool:
    col0, col1, row0, row1 = _box([structure])
    return col1 > 0 and row1 > 0 and col0 < cut.width and row0 < cut.height


def _band(scene: Scene) -> tuple[str, ...]:
    """What is shown: VV or the first band; of optical pictures red, green, blue where they are there."""
    names = {b.casefold(): b for b in scene.bands}
    if scene.kind is SceneKind.SAR:
        return (names.get("vv", scene.bands[0]),)
    for colours in (("red", "green", "blue"), ("b04", "b03", "b02"), ("b4", "b3", "b2"), ("1", "2", "3")):
        if all(c in names for c in colours):
            return tuple(names[c] for c in colours)
    return (scene.bands[0],)


def _looks(
    stack: Sequence[Scene], band: tuple[str, ...], window: tuple[int, int, int, int], structures: Sequence[Footprint]
) -> Iterable[Look]:
    from trigpoint.products.imagery.look import Look
    from trigpoint.sources.rasters.opener import open_stack

    with open_stack([Path(s.file) for s in stack], sidecars=False) as opened:
        pixels = opened.read(window, bands=band)
    for scene, picture in zip(stack, pixels, strict=True):
        shown = _linear(scene, picture)
        yield Look(scene=scene, pixels=shown, reason=_unusable(scene, shown, structures))


def _linear(scene: Scene, pixels: Pixels) -> Pixels:
    """Backscatter as linear intensity, so that a mean of several looks is a mean of power."""
    import numpy as np

    if scene.unit is Unit.DECIBEL:
        return np.power(10, pixels / 10).astype(np.float32)
    return np.power(10, pixels / 1000).astype(np.float32) if scene.unit is Unit.CENTI_DECIBEL else pixels


def _unusable(scene: Scene, pixels: Pixels, structures: Sequence[Footprint]) -> str:
    """Why a look says nothing of the site, "" = it does: without a date, or blind over most of the structures' ground."""
    import numpy as np

    if scene.acquired is None:
        return "date not known"
    known = np.asarray(np.isfinite(pixels).all(axis=0))
    seen = []
    for structure in structures:
        col0, col1, row0, row1 = (round(v) for v in _box([structure]))
        part = known[max(0, row0) : max(1, row1), max(0, col0) : max(1, col1)]
        seen.append(float(part.mean()) if part.size else 0.0)
    share = sum(seen) / len(seen) if seen else float(known.mean())
    if share >= SEEN_SHARE:
        return ""
    return "no data over the site" if share < 0.01 else f"only {100 * share:.0f} % of the structures' ground is seen"


def _centre(drawn: Sequence[Observation]) -> tuple[float | None, float | None]:
    points = [(o.where.lon, o.where.lat) for o in drawn if o.where.lon is not None and o.where.lat is not None]
    if not points:
        return None, None
    return sum(lon for lon, _ in points) / len(points), sum(lat for _, lat in points) / len(points)
