"""Events as GeoJSON (RFC 7946) and GeoParquet 1.1: points with their radius, null geometry where there is no place."""

from __future__ import annotations

import io
import json
from typing import Any

from trigpoint.model import Event
from trigpoint.products.exports.material import ExportMaterial, first_day, last_day
from trigpoint.products.exports.precision import acled_geo, acled_time, ucdp_date, ucdp_where

GEOPARQUET = "1.1.0"


def geojson(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """A feature per event; one to a line, so that two exports can be compared."""
    head = {"type": "FeatureCollection", "title": material.title} | (
        {"notice": material.notice} if material.notice else {}
    )
    rows = ",\n".join(json.dumps(_feature(material, e), ensure_ascii=False) for e in material.events)
    text = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [\n{rows}\n]}}\n'
    return text.encode("utf-8", "replace"), []


def _feature(material: ExportMaterial, event: Event) -> dict[str, Any]:
    geometry = None
    if event.where is not None and event.where.lon is not None and event.where.lat is not None:
        geometry = {"type": "Point", "coordinates": [round(event.where.lon, 6), round(event.where.lat, 6)]}
    return {"type": "Feature", "id": event.id, "geometry": geometry, "properties": properties(material, event)}


def properties(material: ExportMaterial, event: Event) -> dict[str, Any]:
    """What a map shows of an event. The point alone says nothing: its radius and codes stand beside it."""
    place, claims = event.where, material.claims_of(event)
    return {
        "title": event.title,
        "event_type": event.type,
        "label": material.type_of(event).label,
        "acled_sub_event_type": material.type_of(event).acled or None,
        "date_start": first_day(event.when) or None,
        "date_end": last_day(event.when) or None,
        "edtf": event.when.edtf() or None,
        "time_precision": acled_time(event.when),
        "date_prec": ucdp_date(event.when),
        "place": (place.name or place.text) if place else None,
        "country": (place.country or None) if place else None,
        "radius_m": place.radius_m if place else None,
        "geo_precision": acled_geo(place),
        "where_prec": ucdp_where(place),
        "place_method": place.method.value if place else None,
        "origins": len(event.origins),
        "origin_names": [o.name for o in event.origins],
        "outlets": sorted({material.outlet_of(c) for c in claims}),
        "observations": len(material.observations_of(event)),
        "contradictions": [c.field for c in event.contradictions],
        "probability": None if event.probability is None else round(event.probability, 4),
        "grade": event.grade,
        "aggregate": event.aggregate,
        "members": [m.id for m in event.members],
        "notice": material.notice or None,
    }


def geoparquet(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """One row per event: WKB points, a covering `bbox` column, CRS OGC:CRS84 (longitude, latitude) by default of the standard."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from shapely import Point, to_wkb

    places = [e.where if e.where is not None and e.where.is_resolved else None for e in material.events]
    points = [None if p is None else (round(p.lon or 0.0, 6), round(p.lat or 0.0, 6)) for p in places]
    rows = [properties(material, e) for e in material.events]
    columns: dict[str, pa.Array] = {"id": pa.array([e.id for e in material.events], pa.string())}
    for name, kind in _COLUMNS.items():
        columns[name] = pa.array(
            [row[name] for row in rows], getattr(pa, kind)() if kind != "list" else pa.list_(pa.string())
        )
    bounds = [None if p is None else {"xmin": p[0], "ymin": p[1], "xmax": p[0], "ymax": p[1]} for p in points]
    columns["bbox"] = pa.array(bounds, pa.struct([(k, pa.float64()) for k in ("xmin", "ymin", "xmax", "ymax")]))
    columns["geometry"] = pa.array([None if p is None else to_wkb(Point(p)) for p in points], pa.binary())
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(_geo([p for p in points if p is not None]))})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue(), []


_COLUMNS = {
    "title": "string", "event_type": "string", "label": "string", "acled_sub_event_type": "string", "date_start": "string",
    "date_end": "string", "edtf": "string", "time_precision": "int8", "date_prec": "int8", "place": "string",
    "country": "string", "radius_m": "float64", "geo_precision": "int8", "where_prec": "int8", "place_method": "string",
    "origins": "int32", "origin_names": "list", "outlets": "list", "observations": "int32", "contradictions": "list",
    "probability": "float64", "grade": "string", "aggregate": "bool_", "members": "list", "notice": "string",
}  # fmt: skip


def _geo(points: list[tuple[float, float]]) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": {"bbox": {k: ["bbox", k] for k in ("xmin", "ymin", "xmax", "ymax")}},
    }
    if points:
        xs, ys = zip(*points, strict=True)
        column["bbox"] = [min(xs), min(ys), max(xs), max(ys)]
    return {"version": GEOPARQUET, "primary_column": "geometry", "columns": {"geometry": column}}
