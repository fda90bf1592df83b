"""A picture as measured: where its pixels lie, when and by what it was taken, and the structures looked at in it.

Pixels themselves are bulk data: numpy arrays `(band, y, x)` or `(date, band, y, x)` float32 with NaN for *unknown*. They travel
beside these records and never in them.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs


class SceneKind(StrEnum):
    """What the pixel values are. It decides which measurements make sense."""

    SAR = "sar"  # backscatter
    OPTICAL = "optical"
    UNREFERENCED = (
        "unreferenced"  # a press picture or chip without a place on earth: kept as evidence, compared in pixels only
    )


class Unit(StrEnum):
    """Unit of the pixel values as they stand in the file."""

    SIGMA0_LINEAR = "sigma0_linear"
    GAMMA0_LINEAR = "gamma0_linear"
    DECIBEL = "db"
    CENTI_DECIBEL = "centi_db"  # int16, hundredths of a decibel
    REFLECTANCE = "reflectance"  # 0..1
    DIGITAL_NUMBER = "dn"  # uncalibrated


@attrs.frozen(kw_only=True)
class Grid:
    """Where the pixels lie. The corner of pixel (column 0, row 0) is at (c, f) of the transform.

    x = a * column + b * row + c, y = d * column + e * row + f, in the axis order x (east or lon), y (north or lat).
    """

    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]  # a, b, c, d, e, f
    crs: str = ""  # "EPSG:32637" or WKT; "" = the picture has no place on earth
    pixel_m: float | None = None  # side of a pixel on the ground at the centre; None: unreferenced

    @property
    def is_referenced(self) -> bool:
        """Has a place on earth."""
        return bool(self.crs)


@attrs.frozen(kw_only=True)
class Scene:
    """One picture with what is known about it. `None` and "" mean that neither the file nor anything beside it says."""

    id: str  # Capture id: "cap-" + first 16 hex digits of the sha256 of the bytes; "" where not hashed
    file: str  # as the user named it
    sha256: str = ""  # of the bytes
    kind: SceneKind
    grid: Grid
    bands: tuple[str, ...]  # "VV", "VH", "B02", "red"; "1", "2" where unnamed
    unit: Unit = Unit.DIGITAL_NUMBER
    acquired: datetime | None = None  # UTC
    acquired_basis: str = ""  # "tag", "stac item", "safe manifest", "sidecar", "file name", "given"
    platform: str = ""  # "sentinel-1a"
    sensor: str = ""  # "C-SAR", "MSI", "WorldView-2"
    product: str = ""  # product or catalogue id
    relative_orbit: int | None = None
    orbit_state: str = ""  # "ascending" or "descending"
    look_direction: str = ""  # "right" or "left"
    incidence_deg: float | None = None
    off_nadir_deg: float | None = None
    sun_azimuth_deg: float | None = None
    sun_elevation_deg: float | None = None
    gsd_m: float | None = None
    cloud_pct: float | None = None
    licence: str = ""
    attribution: str = ""
    simulated: bool = False  # made by a simulator: every product says so
    flags: tuple[str, ...] = ()  # what is doubtful, each a short sentence


@attrs.frozen(kw_only=True)
class Footprint:
    """One structure's outline in pixel coordinates (column, row; corner of the first pixel = 0, 0) of the grid it was read for."""

    id: str
    polygons: tuple[
        tuple[tuple[tuple[float, float], ...], ...], ...
    ]  # polygons of rings (outer first) of (column, row)
    lon: float | None = None  # centroid, degrees, EPSG:4326; None on an unreferenced grid
    lat: float | None = None
    area_m2: float | None = None  # None on an unreferenced grid
    source: str = ""  # where the outline comes from, with its licence
    flags: tuple[str, ...] = ()  # "outline crosses itself: repaired"
    unusable: str = ""  # why it cannot be measured at all ("outside the picture"); "" = it can
