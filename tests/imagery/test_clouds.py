from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from trigpoint.evidence.imagery.clouds import (
    L1C_BANDS,
    Pixels,
    Sky,
    cast_shadow,
    cover,
    on_grid,
    sky_of_mask,
    sky_of_probability,
    sky_of_qa_pixel,
    sky_of_scl,
    unknown,
    widened,
    without_unknown,
)
from trigpoint.model.scene import Grid

# Landsat 8-9 C2 L2 Science Product Guide: values of QA_PIXEL and what they mean
QA_VALUES = {
    1: Sky.NO_DATA,  # fill
    21824: Sky.CLEAR,  # clear with lows set
    21826: Sky.CLOUD,  # dilated cloud over land
    21888: Sky.CLEAR,  # water with lows set
    22080: Sky.CLEAR,  # cloud of medium confidence: the product itself does not call it cloud
    22280: Sky.CLOUD,  # high conf cloud
    23888: Sky.SHADOW,  # high conf cloud shadow
    30048: Sky.SNOW,  # high conf snow/ice
    54596: Sky.CLOUD,  # high conf cirrus
    55052: Sky.CLOUD,  # high conf cirrus, cloud
}


@pytest.mark.parametrize(("value", "sky"), QA_VALUES.items())
def test_the_values_of_the_landsat_guide(value: int, sky: Sky) -> None:
    assert sky_of_qa_pixel(np.array([[value]], np.float32))[0, 0] == sky


@given(npst.arrays(np.uint16, (3, 3)))
def test_fill_is_no_data_whatever_else_is_set(values: NDArray[np.uint16]) -> None:
    assert (sky_of_qa_pixel((values | 1).astype(np.float32)) == Sky.NO_DATA).all()


@given(npst.arrays(np.uint16, (4, 4)))
def test_confidence_bits_alone_change_nothing(values: NDArray[np.uint16]) -> None:
    assert (sky_of_qa_pixel(values.astype(np.float32)) == sky_of_qa_pixel((values & 0xFF).astype(np.float32))).all()


def test_the_classes_of_a_scene_classification() -> None:
    scl = np.array([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, -1, np.nan, 4.5]], np.float32)
    none, shadow, clear, cloud, snow = Sky.NO_DATA, Sky.SHADOW, Sky.CLEAR, Sky.CLOUD, Sky.SNOW
    expected = [[none, none, shadow, shadow], [clear] * 4, [cloud, cloud, cloud, snow], [none] * 4]
    assert sky_of_scl(scl).tolist() == expected


def test_a_value_nobody_explained_is_unknown_and_not_clear() -> None:
    sky = sky_of_mask(np.array([[0, 1, 2]], np.float32), {0: Sky.CLEAR, 1: Sky.CLOUD})
    assert sky.tolist() == [[Sky.CLEAR, Sky.CLOUD, Sky.NO_DATA]]


def test_nan_in_a_mask_is_no_data() -> None:
    assert sky_of_qa_pixel(np.array([[np.nan, 70_000, -1]], np.float32)).tolist() == [[Sky.NO_DATA] * 3]


def test_hidden_ground_is_nan_and_the_rest_is_untouched() -> None:
    pixels = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    sky = np.array([[Sky.CLEAR, Sky.CLOUD], [Sky.SHADOW, Sky.SNOW]], np.uint8)
    seen = without_unknown(pixels, sky)
    assert np.isnan(seen[:, 0, 1]).all()
    assert np.isnan(seen[:, 1]).all()
    assert (seen[:, 0, 0] == pixels[:, 0, 0]).all()
    assert (without_unknown(pixels, sky, snow_hides=False)[:, 1, 1] == pixels[:, 1, 1]).all()
    assert not np.isnan(pixels).any()
    assert seen.dtype == np.float32


def grid(
    width: int, height: int, side: float, left: float = 300_000.0, top: float = 4_000_000.0, crs: str = "EPSG:32637"
) -> Grid:
    return Grid(width=width, height=height, transform=(side, 0, left, 0, -side, top), crs=crs, pixel_m=side)


def test_a_mask_of_20_m_covers_four_pixels_of_10_m() -> None:
    coarse = np.array([[0, 1], [2, 4]], np.uint8)
    fine = on_grid(coarse, grid(2, 2, 20), grid(4, 4, 10))
    assert fine.tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 4, 4], [2, 2, 4, 4]]
    assert on_grid(coarse, grid(2, 2, 20), grid(4, 4, 10), (1, 3, 2, 4)).tolist() == [[1, 1], [4, 4]]


def test_ground_that_a_mask_does_not_cover_is_no_data() -> None:
    clear = np.zeros((2, 2), np.uint8)
    shifted = on_grid(clear, grid(2, 2, 20), grid(4, 4, 10, left=300_020.0, top=4_000_010.0))
    assert shifted[0].tolist() == [Sky.NO_DATA] * 4
    assert (shifted[1:, :2] == Sky.CLEAR).all()
    assert (shifted[:, 2:] == Sky.NO_DATA).all()
    assert (on_grid(clear, grid(2, 2, 20), grid(4, 4, 10, left=900_000.0)) == Sky.NO_DATA).all()


@given(st.integers(1, 7), st.integers(1, 7), st.integers(-40, 40), st.integers(-40, 40), st.integers(0, 2**31))
def test_each_pixel_has_the_mask_at_its_middle(width: int, height: int, dx: int, dy: int, seed: int) -> None:
    sky = np.random.default_rng(seed).integers(0, 5, (3, 4)).astype(np.uint8)
    own, wanted = grid(4, 3, 20), grid(width, height, 15, left=300_000.0 + dx, top=4_000_000.0 + dy)
    found = on_grid(sky, own, wanted)
    for row in range(height):
        for column in range(width):
            across, down = (dx + 15 * (column + 0.5)) / 20, (-dy + 15 * (row + 0.5)) / 20
            covered = 0 <= across < 4 and 0 <= down < 3
            assert found[row, column] == (sky[int(down), int(across)] if covered else Sky.NO_DATA)


def test_a_mask_of_another_projection_is_not_read_askew() -> None:
    clear = np.zeros((2, 2), np.uint8)
    with pytest.raises(ValueError, match="projection"):
        on_grid(clear, grid(2, 2, 20), grid(2, 2, 20, crs="EPSG:32636"))
    turned = Grid(width=2, height=2, transform=(14, 14, 0, 14, -14, 0), crs="EPSG:32637")
    with pytest.raises(ValueError, match="north up"):
        on_grid(clear, turned, grid(2, 2, 20))


def test_a_margin_grows_cloud_over_clear_ground_only() -> None:
    sky = np.zeros((5, 7), np.uint8)
    sky[2, 3] = Sky.CLOUD
    sky[2, 4] = Sky.NO_DATA
    grown = widened(sky, margin_px=1)
    assert grown[2, 2] == grown[1, 3] == Sky.CLOUD
    assert grown[2, 4] == Sky.NO_DATA
    assert grown[1, 2] == Sky.CLEAR
    assert widened(sky, margin_px=0) is sky


@pytest.mark.parametrize("margin", [1.0, 1.5, 3.0, 9.9, 10.5, 12.0])
def test_a_margin_reaches_as_far_as_it_says(margin: float) -> None:
    sky = np.zeros((41, 41), np.uint8)
    sky[20, 20] = Sky.CLOUD
    rows, columns = np.mgrid[-20:21, -20:21]
    assert ((widened(sky, margin_px=margin) == Sky.CLOUD) == (np.hypot(rows, columns) <= margin)).all()


@given(st.floats(0, 4), st.integers(0, 2**31))
def test_a_margin_never_clears_the_sky(margin: float, seed: int) -> None:
    sky = np.random.default_rng(seed).integers(0, 5, (9, 9)).astype(np.uint8)
    assert (unknown(widened(sky, margin_px=margin)) >= unknown(sky)).all()


def model(cloud: Pixels) -> Callable[[Pixels], Pixels]:
    return lambda _: cloud.astype(np.float32)


def test_a_probability_above_the_threshold_is_cloud_and_missing_bands_are_no_data() -> None:
    bands = np.full((len(L1C_BANDS), 2, 2), 0.2, np.float32)
    bands[3, 1, 1] = np.nan
    sky = sky_of_probability(bands, model(np.array([[0.39, 0.4], [np.nan, 0.9]])))
    assert sky.tolist() == [[Sky.CLEAR, Sky.CLOUD], [Sky.NO_DATA, Sky.NO_DATA]]


def test_a_shadow_lies_away_from_the_sun() -> None:
    sky = np.zeros((21, 21), np.uint8)
    sky[10, 10] = Sky.CLOUD
    nir = np.full((21, 21), 0.1, np.float32)
    south = cast_shadow(sky, nir, sun_azimuth_deg=0, pixel_m=10, reach_m=50)  # sun in the north
    assert np.argwhere(south == Sky.SHADOW).tolist() == [[row, 10] for row in range(11, 16)]
    west = cast_shadow(sky, nir, sun_azimuth_deg=90, pixel_m=10, reach_m=30)  # sun in the east
    assert np.argwhere(west == Sky.SHADOW).tolist() == [[10, column] for column in (7, 8, 9)]
    assert (cast_shadow(sky, nir + 0.3, sun_azimuth_deg=0, pixel_m=10) == sky).all()  # bright ground is lit


def test_a_site_is_told_what_hides_it() -> None:
    sky = np.array([[Sky.CLOUD, Sky.CLOUD, Sky.SHADOW, Sky.CLEAR]], np.uint8)
    found = cover(sky, np.array([[True, True, True, True]]))
    assert (found.cloud_pct, found.shadow_pct, found.clear_pct) == (50.0, 25.0, 25.0)
    assert found.sentence() == "cloud 50 %, shadow 25 %"
    clear = cover(sky, np.array([[False, False, False, True]]))
    assert (clear.sentence(), clear.clear_pct) == ("", 100.0)


def test_a_site_outside_the_picture_has_no_percentage() -> None:
    found = cover(np.zeros((2, 2), np.uint8), np.zeros((2, 2), bool))
    assert found.cloud_pct is None
    assert found.clear_pct is None


def test_s2cloudless_tells_a_bright_cloud_from_vegetation() -> None:
    pytest.importorskip("s2cloudless", reason="needs the extra `clouds`")
    from trigpoint.workflows.imagery.clouds import cloud_model

    vegetation = [0.11, 0.08, 0.05, 0.09, 0.30, 0.32, 0.10, 0.001, 0.18, 0.09]
    cloud = [0.45, 0.45, 0.47, 0.48, 0.50, 0.51, 0.25, 0.02, 0.40, 0.33]
    bands = np.empty((10, 16, 32), np.float32)
    bands[:, :, :16] = np.array(vegetation, np.float32)[:, None, None]
    bands[:, :, 16:] = np.array(cloud, np.float32)[:, None, None]
    sky = sky_of_probability(bands, cloud_model())
    assert (sky[4:12, 2:12] == Sky.CLEAR).all()
    assert (sky[4:12, 20:30] == Sky.CLOUD).all()
