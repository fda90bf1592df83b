"""What hides the ground in an optical picture: cloud, cirrus, shadow, no data. Hidden is *unknown*, never *unchanged*.

The product's own mask comes first: Sentinel-2 SCL, Landsat QA_PIXEL, or a mask band whose values the user names. For Sentinel-2
L1C without a mask a cloud probability (s2cloudless, Zupanc 2017) is thresholded here; the model itself is handed in.

| SCL | is | counts as |   | QA_PIXEL bit | is | counts as |
|---|---|---|---|---|---|---|
| 0, 1 | no data, saturated or defective | no data | | 0 | fill | no data |
| 2 | dark area, cast shadow | shadow | | 1, 2, 3 | dilated cloud, cirrus, cloud | cloud |
| 3 | cloud shadow | shadow | | 4 | cloud shadow | shadow |
| 4 to 7 | vegetation, bare, water, unclassified | clear | | 5 | snow | snow |
| 8, 9, 10 | cloud (medium, high), thin cirrus | cloud | | 6, 7 | clear, water | clear |
| 11 | snow or ice | snow | | 8 to 15 | confidences | left out |

(Sentinel-2 L2A product definition, scene classification; Landsat 8-9 C2 L2 Science Product Guide, table 6-3.)
Snow is told apart because roofs under it can be seen to stand, though not what happened to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from trigpoint.model.scene import Grid

Pixels = NDArray[np.float32]
Bits = NDArray[np.bool_]
SkyMap = NDArray[np.uint8]  # (y, x), values of Sky


class Sky(IntEnum):
    """What lies between the sensor and the ground."""

    CLEAR = 0
    CLOUD = 1
    SHADOW = 2
    SNOW = 3
    NO_DATA = 4


_SCL = (
    Sky.NO_DATA, Sky.NO_DATA, Sky.SHADOW, Sky.SHADOW, Sky.CLEAR, Sky.CLEAR,
    Sky.CLEAR, Sky.CLEAR, Sky.CLOUD, Sky.CLOUD, Sky.CLOUD, Sky.SNOW,
)  # fmt: skip
_QA_BITS = (
    (5, Sky.SNOW),
    (4, Sky.SHADOW),
    (1, Sky.CLOUD),
    (2, Sky.CLOUD),
    (3, Sky.CLOUD),
    (0, Sky.NO_DATA),
)  # last wins
_CLOUD_PROBABILITY = 0.4  # s2cloudless: threshold of its authors, with 4 x 4 averaging
L1C_BANDS = (
    "B01",
    "B02",
    "B04",
    "B05",
    "B08",
    "B8A",
    "B09",
    "B10",
    "B11",
    "B12",
)  # what s2cloudless takes, in its order
_DARK_NIR = 0.15  # reflectance; a cast shadow on land is darker, and so is water, which is unknown then as well
_SMALL_MARGIN_PX = 10
_SHADOW_REACH_M = 1_000.0  # clouds up to 1 km high under a sun at 45 degrees


def sky_of_scl(scl: Pixels) -> SkyMap:
    """Of a scene classification (y, x). Values that are none of its classes, NaN included, are no data."""
    return _looked_up(scl, dict(enumerate(_SCL)))


def sky_of_qa_pixel(qa: Pixels) -> SkyMap:
    """Of a Landsat Collection 2 QA_PIXEL band (y, x), 16 bits to a pixel, exact in float32. NaN is no data."""
    known = np.isfinite(qa) & (qa >= 0) & (qa < 65_536)
    bits = np.where(known, qa, 1).astype(np.uint16)
    sky = np.full(qa.shape, Sky.CLEAR, np.uint8)
    for bit, what in _QA_BITS:
        sky[(bits >> bit) & 1 == 1] = what
    return sky


def sky_of_mask(mask: Pixels, meaning: Mapping[int, Sky]) -> SkyMap:
    """Of a mask band (y, x) whose values the user explains. A value not explained is no data: unknown, not clear."""
    return _looked_up(mask, meaning)


def sky_of_probability(
    l1c: Pixels, model: Callable[[Pixels], Pixels], *, threshold: float = _CLOUD_PROBABILITY
) -> SkyMap:
    """Of Sentinel-2 L1C reflectance (10, y, x), bands as in `L1C_BANDS`.

    `model` gives the probability of cloud (y, x) for (10, y, x). It knows no shadows: see `cast_shadow`.
    """
    hidden = ~np.isfinite(l1c).all(axis=0)
    probability = model(np.where(hidden, np.float32(0), l1c).astype(np.float32))
    sky = np.where(probability >= threshold, np.uint8(Sky.CLOUD), np.uint8(Sky.CLEAR))
    sky[hidden | ~np.isfinite(probability)] = Sky.NO_DATA
    return sky


def cast_shadow(
    sky: SkyMap, nir: Pixels, *, sun_azimuth_deg: float, pixel_m: float, reach_m: float = _SHADOW_REACH_M
) -> SkyMap:
    """The sky map with dark pixels (nir reflectance, y, x) away from the sun behind a cloud marked as shadow.

    North is up. What is dark for another reason, such as water, is marked too where it lies behind a cloud.
    """
    azimuth = np.deg2rad(sun_azimuth_deg)
    step = np.array([np.cos(azimuth), -np.sin(azimuth)])  # (row, column): away from the sun
    cloud = sky == Sky.CLOUD
    reached = np.zeros_like(cloud)
    for far in range(1, int(reach_m / pixel_m) + 1):
        reached |= _moved(cloud, np.rint(step * far).astype(int))
    found = sky.copy()
    found[reached & (sky == Sky.CLEAR) & (nir < _DARK_NIR)] = Sky.SHADOW
    return found


def widened(sky: SkyMap, *, margin_px: float) -> SkyMap:
    """Cloud grown by a margin over what is clear: masks stop short of the thin edge of a cloud."""
    cloud = sky == Sky.CLOUD
    if margin_px <= 0 or not cloud.any():
        return sky
    reach = int(margin_px)
    if reach <= _SMALL_MARGIN_PX:  # five times as fast as distances, and a tenth of the memory
        rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        near = ndimage.binary_dilation(cloud, structure=rows**2 + columns**2 <= margin_px**2)
    else:
        near = ndimage.distance_transform_edt(~cloud) <= margin_px
    return np.where(near & (sky != Sky.NO_DATA), np.uint8(Sky.CLOUD), sky)


def on_grid(sky: SkyMap, own: Grid, wanted: Grid, window: tuple[int, int, int, int] | None = None) -> SkyMap:
    """The mask on another grid of the same map projection, nearest pixel; what it does not cover is no data.

    `window` of `wanted`: (row0, row1, col0, col1), half-open; None: all of it. Raises ValueError for another projection or a
    grid that is not north up: a mask read askew would hide the wrong ground.
    """
    if own.crs != wanted.crs or any(grid.transform[1] or grid.transform[3] for grid in (own, wanted)):
        raise ValueError("a mask and its picture must lie in one map projection, north up")
    row0, row1, col0, col1 = window or (0, wanted.height, 0, wanted.width)
    rows = _nearest(np.arange(row0, row1), wanted.transform[4:], own.transform[4:])
    columns = _nearest(
        np.arange(col0, col1), (wanted.transform[0], wanted.transform[2]), (own.transform[0], own.transform[2])
    )
    found = np.full((rows.size, columns.size), Sky.NO_DATA, np.uint8)
    inside = ((rows >= 0) & (rows < own.height))[:, None] & ((columns >= 0) & (columns < own.width))[None, :]
    if inside.any():
        taken = sky[np.ix_(rows.clip(0, own.height - 1), columns.clip(0, own.width - 1))]
        found[inside] = taken[inside]
    return found


def unknown(sky: SkyMap, *, snow_hides: bool = True) -> Bits:
    """Pixels (y, x) of which the picture says nothing."""
    hidden: Bits = (sky != Sky.CLEAR) & ((sky != Sky.SNOW) | snow_hides)
    return hidden


def without_unknown(pixels: Pixels, sky: SkyMap, *, snow_hides: bool = True) -> Pixels:
    """The pixels (band, y, x) with NaN where the ground is hidden; a copy."""
    return np.where(unknown(sky, snow_hides=snow_hides), np.float32(np.nan), pixels).astype(np.float32)


@attrs.frozen(kw_only=True)
class Cover:
    """Percent of a site's pixels. None: the site has no pixel in the picture."""

    cloud_pct: float | None
    shadow_pct: float | None
    snow_pct: float | None
    no_data_pct: float | None

    @property
    def clear_pct(self) -> float | None:
        """Percent of which the picture says something."""
        parts = (self.cloud_pct, self.shadow_pct, self.snow_pct, self.no_data_pct)
        return None if None in parts else 100.0 - sum(part or 0.0 for part in parts)

    def sentence(self) -> str:
        """Why the look is not usable in full, "" when nothing hides the site."""
        said = (
            ("cloud", self.cloud_pct),
            ("shadow", self.shadow_pct),
            ("snow", self.snow_pct),
            ("no data", self.no_data_pct),
        )
        parts = [f"{what} {share:.0f} %" if share >= 1 else f"{what} under 1 %" for what, share in said if share]
        return ", ".join(parts)


def cover(sky: SkyMap, site: Bits) -> Cover:
    """How much of the site (y, x; true = belongs to it) is hidden, and by what."""
    inside = sky[site]
    if not inside.size:
        return Cover(cloud_pct=None, shadow_pct=None, snow_pct=None, no_data_pct=None)
    counts = np.bincount(inside, minlength=len(Sky)) * (100.0 / inside.size)
    return Cover(
        cloud_pct=float(counts[Sky.CLOUD]),
        shadow_pct=float(counts[Sky.SHADOW]),
        snow_pct=float(counts[Sky.SNOW]),
        no_data_pct=float(counts[Sky.NO_DATA]),
    )


def _looked_up(mask: Pixels, meaning: Mapping[int, Sky]) -> SkyMap:
    sky = np.full(mask.shape, Sky.NO_DATA, np.uint8)
    for value, what in meaning.items():
        sky[mask == value] = what
    return sky


def _nearest(pixels: NDArray[np.int_], wanted: Sequence[float], own: Sequence[float]) -> NDArray[np.int_]:
    """Pixels of one axis as pixels of the other grid: `wanted` and `own` are (step, origin)."""
    at = (pixels + 0.5) * wanted[0] + wanted[-1]
    found: NDArray[np.int_] = np.floor((at - own[-1]) / own[0] + 1e-9).astype(np.int64)
    return found


def _moved(cloud: Bits, by: NDArray[np.int_]) -> Bits:
    """The mask moved by (rows, columns); what comes in from outside is no cloud."""
    moved = np.zeros_like(cloud)
    rows, columns = int(by[0]), int(by[1])
    height, width = cloud.shape
    if abs(rows) < height and abs(columns) < width:
        to = (slice(max(rows, 0), height + min(rows, 0)), slice(max(columns, 0), width + min(columns, 0)))
        come = (slice(max(-rows, 0), height + min(-rows, 0)), slice(max(-columns, 0), width + min(-columns, 0)))
        moved[to] = cloud[come]
    return moved
