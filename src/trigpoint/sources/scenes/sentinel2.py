"""Sentinel-2 L2A (and L1C) SAFE: `MTD_MSIL2A.xml` for the product, `GRANULE/*/MTD_TL.xml` for the tile.

| field | from |
|---|---|
| acquired | `MTD_TL.xml` SENSING_TIME of the tile, else PRODUCT_START_TIME of the product, which covers several tiles |
| platform, relative orbit, orbit state | SPACECRAFT_NAME, SENSING_ORBIT_NUMBER (1 to 143), SENSING_ORBIT_DIRECTION |
| sun | Mean_Sun_Angle: elevation = 90 - zenith |
| off nadir | mean of Mean_Viewing_Incidence_Angle over the bands: measured on the ground, so a little too large |
| cloud | Cloud_Coverage_Assessment, percent of the tile |

Values become reflectance by (value + offset) / quantification; the offset is -1000 from processing baseline 04.00 on.
Forgetting it makes every later picture look brighter by 0.1: change where there is none. 0 is no data.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import attrs

from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.safe import LICENCE, attribution
from trigpoint.sources.scenes.values import moment, number, one_of, whole, words
from trigpoint.sources.scenes.xml_values import parse_xml, text_of, texts_of

_ORBITS = 143
_BAND_OF_ID = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
_BAND_FILE = re.compile(r"(?:^|/)(?:L2A_)?T\w{5}_\d{8}T\d{6}_(?P<band>B\d[\dA]|SCL)(?:_(?P<m>\d\d)m)?$")


@attrs.frozen(kw_only=True)
class Scaling:
    """reflectance = (value + offset) / quantification, per band; 0 is no data."""

    quantification: float
    offsets: tuple[tuple[str, float], ...]  # band to offset; a band not named has 0

    def of(self, band: str) -> tuple[float, float]:
        """(scale, offset) of the form value * scale + offset."""
        return 1 / self.quantification, dict(self.offsets).get(band, 0.0) / self.quantification


def sentinel2_facts(product: bytes, tile: bytes | None, where: str) -> Facts:
    """Facts of a tile. `product` is MTD_MSIL2A.xml or MTD_MSIL1C.xml, `tile` its MTD_TL.xml where at hand."""
    root = parse_xml(product, f"{where}/MTD_MSI.xml")
    flags: list[str] = []
    begun = moment(text_of(root, "PRODUCT_START_TIME"), "PRODUCT_START_TIME", flags)
    granule = _tile_facts(parse_xml(tile, f"{where}/MTD_TL.xml"), flags) if tile is not None else Facts()
    acquired = granule.acquired or begun
    if begun and granule.acquired and abs((granule.acquired - begun).total_seconds()) >= 600:
        flags.append(
            f"taken {granule.acquired.isoformat()} by the tile, {begun.isoformat()} by the product: the first is used"
        )
    unit = text_of(root, "SPACECRAFT_NAME").lower()
    return attrs.evolve(
        granule,
        kind=SceneKind.OPTICAL,
        acquired=acquired,
        acquired_basis="safe manifest" if acquired else "",
        platform=unit if re.fullmatch(r"sentinel-2[a-d]", unit) else "sentinel-2",
        sensor="MSI",
        product=words(text_of(root, "PRODUCT_URI").removesuffix(".SAFE")),
        relative_orbit=whole(text_of(root, "SENSING_ORBIT_NUMBER"), 1, _ORBITS),
        orbit_state=one_of(text_of(root, "SENSING_ORBIT_DIRECTION"), ("ascending", "descending")),
        cloud_pct=number(text_of(root, "Cloud_Coverage_Assessment"), 0, 100),
        licence=LICENCE,
        attribution=attribution(acquired.year if acquired else None),
        flags=tuple(flags),
    )


def scaling(product: bytes, where: str) -> Scaling | None:
    """How values become reflectance; None where the product does not say."""
    root = parse_xml(product, f"{where}/MTD_MSI.xml")
    stated = text_of(root, "BOA_QUANTIFICATION_VALUE") or text_of(root, "QUANTIFICATION_VALUE")
    quantification = number(stated, 1, 1e6)
    if quantification is None:
        return None
    offsets = []
    for tag in ("BOA_ADD_OFFSET", "RADIO_ADD_OFFSET"):
        for found in root.iterfind(f".//{{*}}{tag}"):
            band, value = whole(found.get("band_id", ""), 0, len(_BAND_OF_ID) - 1), number(found.text, -1e5, 1e5)
            if band is not None and value is not None:
                offsets.append((_BAND_OF_ID[band], value))
    return Scaling(quantification=quantification, offsets=tuple(offsets))


def band_files(product: bytes, where: str) -> dict[str, str]:
    """Band to file (relative, without suffix), each at its finest resolution; SCL, the product's own mask, included."""
    best: dict[str, tuple[int, str]] = {}
    for name in texts_of(parse_xml(product, f"{where}/MTD_MSI.xml"), "IMAGE_FILE"):
        match = _BAND_FILE.search(name)
        if match is None or ".." in name.split("/") or name.startswith("/"):
            continue
        metres = int(match["m"] or 0)
        if match["band"] not in best or metres < best[match["band"]][0]:
            best[match["band"]] = (metres, name)
    return {band: name for band, (_, name) in sorted(best.items())}


def _tile_facts(root: Element, flags: list[str]) -> Facts:
    sun = root.find(".//{*}Mean_Sun_Angle")
    zenith = number(text_of(sun, "ZENITH_ANGLE"), 0, 180) if sun is not None else None
    views = [
        number(text_of(view, "ZENITH_ANGLE"), 0, 90) for view in root.iterfind(".//{*}Mean_Viewing_Incidence_Angle")
    ]
    known = [view for view in views if view is not None]
    return Facts(
        acquired=moment(text_of(root, "SENSING_TIME"), "SENSING_TIME", flags),
        unit=Unit.DIGITAL_NUMBER,
        off_nadir_deg=round(sum(known) / len(known), 3) if known else None,
        sun_azimuth_deg=number(text_of(sun, "AZIMUTH_ANGLE"), 0, 360) if sun is not None else None,
        sun_elevation_deg=90 - zenith if zenith is not None else None,
    )
