"""The measurements of a case as files for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model import Footprint, Grid, Observation, Scene
from trigpoint.products.imagery.damage_export import (
    Provenance,
    Ring,
    measurements_csv,
    measurements_geojson,
    provenance_json,
)
from trigpoint.store import Case
from trigpoint.workflows.keep import current_observations

SPLIT = "after_from"  # the parameter that says with which picture "after" begins


def export_observations(case: Case, folder: Path) -> tuple[Path, ...]:
    """Write `observations.geojson`, `observations.csv` and `provenance.json` into the folder; gives their paths."""
    found = current_observations(case)
    texts = {
        "observations.geojson": measurements_geojson(found, _outlines(case, found)),
        "observations.csv": measurements_csv(found),
        "provenance.json": provenance_json(provenances(case, found), tool=case.actor),
    }
    for name, text in texts.items():
        store.write_through(folder / name, text.encode("utf-8", "surrogatepass"))
    return tuple(folder / name for name in texts)


def provenances(case: Case, found: Sequence[Observation]) -> list[Provenance]:
    """One per method, parameters and set of pictures. Files go by the names they came under."""
    names = {c.id: c for c in store.captures(case)}
    scenes = {s.id: attrs.evolve(s, file=names[s.id].uri) for s in store.scenes(case)}
    groups: dict[tuple[object, ...], list[Observation]] = {}
    for o in found:
        groups.setdefault((o.kind, o.method, o.parameters, tuple(sorted(o.captures))), []).append(o)
    runs = []
    for mine in (groups[k] for k in sorted(groups, key=str)):
        captures = mine[0].captures
        stack = sorted((scenes[c] for c in captures if c in scenes), key=lambda s: (str(s.acquired), s.file))
        outlines = [names[c] for c in captures if c in names and c not in scenes]
        before, after = _split(stack, dict(mine[0].parameters).get(SPLIT, ""))
        runs.append(
            Provenance(
                method=mine[0].method, parameters=mine[0].parameters, before=before, after=after,
                outlines=(outlines[0].uri, outlines[0].sha256) if outlines else ("", ""), observations=tuple(mine),
            )
        )  # fmt: skip
    return runs


def _split(stack: Sequence[Scene], first_after: str) -> tuple[tuple[Scene, ...], tuple[Scene, ...]]:
    if not first_after:  # of a pair the earlier one is from before
        return (tuple(stack[:1]), tuple(stack[1:])) if len(stack) == 2 else (tuple(stack), ())
    moment = datetime.fromisoformat(first_after)
    after = tuple(s for s in stack if s.acquired is not None and s.acquired >= moment)
    return tuple(s for s in stack if s not in after), after


def _outlines(case: Case, found: Sequence[Observation]) -> dict[str, Sequence[Sequence[Ring]]]:
    """Outlines in longitude and latitude, by observation."""
    from trigpoint.sources.footprints import read_footprints

    scenes, captures = {s.id: s for s in store.scenes(case)}, {c.id: c for c in store.captures(case)}
    drawn: dict[str, Sequence[Sequence[Ring]]] = {}
    read: dict[tuple[str, str], dict[str, Footprint]] = {}
    for o in found:
        grids = [scenes[c].grid for c in o.captures if c in scenes and scenes[c].grid.is_referenced]
        files = [c for c in o.captures if c in captures and c not in scenes]
        if not grids or not files:
            continue
        key = (files[0], str(grids[0]))
        if key not in read:
            path = store.blob_path(case.blobs, captures[files[0]].sha256)
            read[key] = {f.id: f for f in read_footprints(path, grids[0])}
        if o.subject in read[key]:
            drawn[o.id] = _on_earth(read[key][o.subject], grids[0])
    return drawn


def _on_earth(structure: Footprint, grid: Grid) -> list[list[list[tuple[float, float]]]]:
    from pyproj import Transformer

    to_degrees = Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True)
    a, b, c, d, e, f = grid.transform
    return [
        [
            [to_degrees.transform(a * column + b * row + c, d * column + e * row + f) for column, row in ring]
            for ring in polygon
        ]
        for polygon in structure.polygons
    ]
