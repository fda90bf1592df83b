"""The formats by name: what each is for, its file name, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import attrs

from trigpoint.products.exports.material import ExportMaterial
from trigpoint.products.exports.visible import visible_material

Written = tuple[bytes, list[str]]  # the file, and a sentence for each thing left out


@attrs.frozen(kw_only=True)
class ExportFormat:
    """One row of `trigpoint export`."""

    name: str
    file: str
    about: str
    module: str  # imported when asked for: some bring heavy libraries
    function: str

    def write(self, material: ExportMaterial) -> Written:
        """The file's bytes and what was left out."""
        writer: Callable[[ExportMaterial], Written] = getattr(
            import_module(f"trigpoint.products.exports.{self.module}"), self.function
        )
        return writer(visible_material(material))


def _format(name: str, file: str, module: str, function: str, about: str) -> ExportFormat:
    return ExportFormat(name=name, file=file, module=module, function=function, about=about)


FORMATS = {
    row.name: row
    for row in (
        _format("csv", "events.csv", "tables", "events_csv", "every event, with ACLED's and UCDP's precision codes"),
        _format("claims", "claims.csv", "claims_table", "claims_csv", "every claim, quoted; another case can add it"),
        _format("acled", "acled_like.csv", "tables", "acled_csv", "incidents in ACLED-like columns"),
        _format("ucdp", "ucdp_like.csv", "tables", "ucdp_csv", "deadly incidents in UCDP-GED-like columns"),
        _format("airwars", "airwars_like.csv", "tables", "airwars_csv", "strikes as Airwars-like incidents, grading suggested"),
        _format("geojson", "events.geojson", "geojson", "geojson", "GeoJSON (RFC 7946)"),
        _format("geoparquet", "events.parquet", "geojson", "geoparquet", "GeoParquet 1.1"),
        _format("kml", "events.kml", "kml", "kml", "KML 2.2, for Google Earth"),
        _format("stix", "events.stix.json", "stix", "stix", "STIX 2.1 bundle"),
        _format("ftm", "events.ftm.json", "ftm", "ftm", "FollowTheMoney statements, JSON lines"),
        _format("timemap", "timemap.json", "timemap", "timemap", "timemap (Forensic Architecture, Bellingcat)"),
        _format("prov", "provenance.prov.json", "prov", "prov_json", "W3C PROV-JSON: the chain of custody"),
    )
}  # fmt: skip
