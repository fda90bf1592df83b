"""Sentinel-1 SAFE: the manifest says when and from where, the annotations at what angle.

| field | from |
|---|---|
| acquired | manifest, `acquisitionPeriod/startTime` (first line of the picture, UTC) |
| platform, mode, product type | manifest, `platform` and `standAloneProductInformation` |
| relative orbit | manifest, `relativeOrbitNumber type="start"`; older products without it: from `orbitNumber` |
| orbit state | manifest, `orbitProperties/pass` |
| incidence | annotation, `incidenceAngleMidSwath`, degrees; over the swath it differs by some 8 degrees to either side |
| pixel spacing | annotation, `rangePixelSpacing`, metres |

All units look to the right. GRD measurements are amplitudes along the track, neither calibrated nor terrain-corrected: the flag
says so, and where outlines are judged they are no substitute for RTC products. Left out: calibration and noise tables, SLC.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import SceneKind, Unit
from trigpoint.sources.scenes.names import relative_orbit
from trigpoint.sources.scenes.values import moment, number, one_of, whole, words
from trigpoint.sources.scenes.xml_values import parse_xml, text_of, texts_of

LICENCE = "Copernicus Sentinel data terms: free, full and open"
NOT_CORRECTED = "amplitudes along the track, not terrain-corrected: outlines do not lie where their structures are"
_CYCLE = 175
_POLARISATIONS = ("vv", "vh", "hh", "hv")


def attribution(year: int | None) -> str:
    """The line the data terms ask for."""
    return f"Copernicus Sentinel data {year}" if year else "Copernicus Sentinel data"


def sentinel1_facts(manifest: bytes, annotations: Mapping[str, bytes], where: str) -> Facts:
    """Facts of the product.

    Parameters
    ----------
    manifest : bytes of `manifest.safe`.
    annotations : file name to bytes of `annotation/*.xml`; may be empty, then angles are not known.
    where : the product's name, for messages.
    """
    root = parse_xml(manifest, f"{where}/manifest.safe")
    flags: list[str] = []
    acquired = moment(text_of(root, "startTime"), "startTime of the manifest", flags)
    unit = f"S1{text_of(root, 'number').upper()[:1]}"
    product_type = words(text_of(root, "productType"), 10)
    pieces = [_annotation(parse_xml(content, f"{where}/{name}")) for name, content in sorted(annotations.items())]
    for piece in pieces:
        if acquired and piece.acquired and abs((piece.acquired - acquired).total_seconds()) >= 60:
            flags.append(f"taken {acquired.isoformat()} by the manifest, {piece.acquired.isoformat()} by an annotation")
    if product_type == "GRD":
        flags.append(NOT_CORRECTED)
    return Facts(
        kind=SceneKind.SAR,
        unit=Unit.DIGITAL_NUMBER,
        bands=tuple(
            said.upper() for said in texts_of(root, "transmitterReceiverPolarisation") if said.lower() in _POLARISATIONS
        ),
        acquired=acquired,
        acquired_basis="safe manifest" if acquired else "",
        platform=f"sentinel-1{unit[-1].lower()}" if len(unit) == 3 else "sentinel-1",
        sensor="C-SAR",
        product=words(where.removesuffix(".SAFE")),
        relative_orbit=_relative_orbit(root, unit, flags),
        orbit_state=one_of(text_of(root, "pass"), ("ascending", "descending")),
        look_direction="right",
        incidence_deg=next((piece.incidence_deg for piece in pieces if piece.incidence_deg is not None), None),
        gsd_m=next((piece.gsd_m for piece in pieces if piece.gsd_m is not None), None),
        licence=LICENCE,
        attribution=attribution(acquired.year if acquired else None),
        flags=tuple(flags),
    )


def _relative_orbit(root: Element, unit: str, flags: list[str]) -> int | None:
    """The stated one, with a flag where it is not what the absolute orbit gives."""
    stated = whole(text_of(root, "relativeOrbitNumber"), 1, _CYCLE)
    absolute = whole(text_of(root, "orbitNumber"), 1, 999_999)
    reckoned = relative_orbit(unit, absolute) if absolute else None
    if stated is not None and reckoned is not None and stated != reckoned:
        flags.append(
            f"relative orbit {stated} is stated, {reckoned} follows from the absolute orbit: the first is used"
        )
    return stated if stated is not None else reckoned


def _annotation(root: Element) -> Facts:
    """Angle, spacing and time of one polarisation."""
    ignored: list[str] = []
    return Facts(
        bands=(text_of(root, "polarisation").upper(),),
        acquired=moment(text_of(root, "startTime"), "startTime", ignored),
        incidence_deg=number(text_of(root, "incidenceAngleMidSwath"), 0, 90),
        gsd_m=number(text_of(root, "rangePixelSpacing"), 0.1, 1000),
    )
