"""Measurements for other programs: GeoJSON, CSV, and the provenance from which they can be measured again.

A point never goes out without its radius. A CSV cell that a spreadsheet would take for a formula is neutralised with an
apostrophe, unless it is a number in a column of numbers (OWASP, CSV injection).
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from trigpoint.model import Observation, Scene
from trigpoint.model.cells import is_numeral
from trigpoint.products.exports.cells import csv_table
from trigpoint.products.imagery.grades_table import is_simulated
from trigpoint.products.imagery.map_sheet import CALIBRATION, PRELIMINARY, SIMULATED_NOTICE
from trigpoint.products.lines import observation_line

Ring = Sequence[tuple[float, float]]
COLUMNS = (
    "id", "kind", "subject", "grade", "probability", "p_value", "value", "unit", "from", "to", "lon", "lat", "radius_m",
    "looks_before", "looks_after", "simulated", "flags", "method",
)  # fmt: skip
NUMBERS = frozenset({"probability", "p_value", "value", "lon", "lat", "radius_m", "looks_before", "looks_after"})


@attrs.frozen(kw_only=True)
class Provenance:
    """What one run of a method stood on."""

    method: str
    parameters: tuple[tuple[str, str], ...]
    before: tuple[Scene, ...]
    after: tuple[Scene, ...]
    outlines: tuple[str, str]  # file name and SHA-256; ("", "") = none
    observations: tuple[Observation, ...]


def measurements_csv(found: Sequence[Observation]) -> str:
    """One row per measurement, UTF-8, RFC 4180."""
    return csv_table(COLUMNS, map(_plain, found), numbers=NUMBERS).decode()


def _plain(o: Observation) -> dict[str, str]:
    details = dict(o.details)
    return {
        "id": o.id,
        "kind": o.kind,
        "subject": o.subject,
        "value": "" if o.value is None else f"{o.value:g}",
        "unit": o.unit,
        "from": o.when.start.isoformat() if o.when.start else "",
        "to": o.when.end.isoformat() if o.when.end else "",
        "lon": "" if o.where.lon is None else f"{o.where.lon:.6f}",
        "lat": "" if o.where.lat is None else f"{o.where.lat:.6f}",
        "radius_m": "" if o.where.radius_m is None else f"{o.where.radius_m:.0f}",
        "simulated": "SIMULATED" if is_simulated(o) else "",
        "flags": "; ".join(o.flags),
        "method": o.method,
    } | {k: details.get(k, "") for k in ("grade", "probability", "p_value", "looks_before", "looks_after")}


def measurements_geojson(found: Sequence[Observation], outlines: Mapping[str, Sequence[Sequence[Ring]]]) -> str:
    """RFC 7946: outlines where they are known (by observation id, polygons of rings of lon, lat), else points with a radius."""
    features = [_feature(o, outlines.get(o.id, ())) for o in found]
    notes = [PRELIMINARY, CALIBRATION] + ([SIMULATED_NOTICE] if any(is_simulated(o) for o in found) else [])
    head = json.dumps({"type": "FeatureCollection", "notes": notes}, ensure_ascii=False)[:-1]
    rows = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)  # one to a line: they can be compared
    return f'{head}, "features": [\n{rows}\n]}}\n'


def _feature(o: Observation, polygons: Sequence[Sequence[Ring]]) -> dict[str, Any]:
    geometry: dict[str, Any] | None = None
    if polygons:
        rings = [[[[round(x, 7), round(y, 7)] for x, y in ring] for ring in polygon] for polygon in polygons]
        geometry = {"type": "MultiPolygon", "coordinates": rings}
    elif o.where.lon is not None and o.where.lat is not None:
        geometry = {"type": "Point", "coordinates": [round(o.where.lon, 6), round(o.where.lat, 6)]}
    properties: dict[str, Any] = {k: v for k, v in _plain(o).items() if k != "id"}
    properties |= {k: float(v) if v and is_numeral(v) else None for k, v in properties.items() if k in NUMBERS}
    return {"type": "Feature", "id": o.id, "geometry": geometry, "properties": properties}


def provenance_json(runs: Sequence[Provenance], *, tool: str) -> str:
    """Per run the pictures by digest, the method with its parameters, the command that measures it again, and the result."""
    plain = {"tool": tool, "runs": [_run(r) for r in runs]}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _run(run: Provenance) -> dict[str, Any]:
    scenes = (*run.before, *run.after)
    files = {s.id: s.file for s in scenes}
    return {
        "method": run.method,
        "parameters": dict(run.parameters),
        "simulated": any(s.simulated for s in scenes),
        "before": [_picture(s) for s in run.before],
        "after": [_picture(s) for s in run.after],
        "outlines": {"file": run.outlines[0], "sha256": run.outlines[1]},
        "command": command_of(run),
        "observations": [observation_line(o, files=files) for o in run.observations],
    }


def _picture(scene: Scene) -> dict[str, Any]:
    return {
        "file": scene.file,
        "sha256": scene.sha256,
        "acquired": scene.acquired.isoformat() if scene.acquired else None,
        "platform": scene.platform,
        "relative_orbit": scene.relative_orbit,
        "licence": scene.licence,
        "attribution": scene.attribution,
    }


def command_of(run: Provenance) -> str:
    """A command line for a shell; the files lie in the folder it is run in, under the names given."""
    verb = "damage" if all(o.kind == "damage" for o in run.observations) else "change"
    words = ["trigpoint", verb, *(s.file for s in run.before)]
    words += ["--after", *(s.file for s in run.after)] if run.after else []
    words += ["--footprints", run.outlines[0]] if run.outlines[0] else []
    return shlex.join([*words, "--json"])
