"""Shifts between pictures: found below a pixel, bounded, and refused where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from imagery.grounds import Pixels, town
from trigpoint.evidence.imagery.align import Shift, bring_onto, estimate_shift, shift_image


def noisy(pixels: Pixels, spread: float = 0.2, seed: int = 1) -> Pixels:
    return (pixels + np.random.default_rng(seed).normal(0, spread, pixels.shape)).astype(np.float32)


def error(found: Shift, dx: float, dy: float) -> float:
    return float(np.hypot(found.dx_px - dx, found.dy_px - dy))


@settings(max_examples=8, deadline=None)
@given(st.floats(-9, 9), st.floats(-9, 9))
def test_a_known_shift_is_found_below_a_tenth_of_a_pixel_and_its_error_is_bounded(dx: float, dy: float) -> None:
    ground = town()
    found = estimate_shift(ground, noisy(shift_image(ground, dx, dy)))
    assert found.accepted, found.reason
    assert error(found, dx, dy) < 0.1
    assert error(found, dx, dy) <= 2 * found.rmse_px


def test_exchanging_the_pictures_turns_the_sign() -> None:
    ground = town()
    moved = shift_image(ground, 4.25, -2.5)
    there, back = estimate_shift(ground, moved), estimate_shift(moved, ground)
    assert there.dx_px == pytest.approx(-back.dx_px, abs=0.05)
    assert there.dy_px == pytest.approx(-back.dy_px, abs=0.05)


def test_a_shift_of_half_the_picture_is_found() -> None:
    ground = town()
    assert error(estimate_shift(ground, noisy(shift_image(ground, 130.4, -90.2))), 130.4, -90.2) < 0.15


def test_a_negative_and_a_brighter_picture_give_the_same_shift() -> None:
    ground = town()
    moved = shift_image(ground, 2.3, 1.1)
    assert error(estimate_shift(ground, 50 - 3 * moved), 2.3, 1.1) < 0.05


def test_clouds_marked_unknown_do_not_pull_the_shift() -> None:
    ground = town()
    moved = shift_image(ground, 4.4, 2.2)
    moved[60:180, 30:250] = np.nan
    found = estimate_shift(ground, moved)
    assert found.accepted
    assert error(found, 4.4, 2.2) < 0.05


def test_speckle_in_decibel_is_aligned() -> None:
    rng = np.random.default_rng(2)
    ground = town()
    looks = [
        10 * np.log10(np.exp(0.8 * g) * rng.gamma(4.4, 1 / 4.4, g.shape))
        for g in (ground, shift_image(ground, 1.4, -0.8))
    ]
    found = estimate_shift(looks[0].astype(np.float32), looks[1].astype(np.float32))
    assert found.accepted
    assert error(found, 1.4, -0.8) <= 2 * found.rmse_px < 1.0


@pytest.mark.parametrize("side", [64, 100, 300])
def test_two_different_places_are_refused_with_the_reason(side: int) -> None:
    found = estimate_shift(town(side, 1), town(side, 901))
    assert not found.accepted
    assert found.reason
    assert found.rmse_px == float("inf")


def test_noise_and_flat_pictures_are_refused() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(2, 200, 200)).astype(np.float32)
    assert "texture" in estimate_shift(noise[0], noise[1]).reason
    assert not estimate_shift(np.ones((200, 200), np.float32), np.ones((200, 200), np.float32)).accepted


def test_a_picture_with_nothing_known_is_refused() -> None:
    ground = town(128)
    assert "known" in estimate_shift(ground, np.full_like(ground, np.nan)).reason


def test_turned_pictures_are_refused_and_the_turn_is_told() -> None:
    ground = town()
    turned = ndimage.rotate(ground, 1.5, reshape=False, mode="reflect").astype(np.float32)
    found = estimate_shift(ground, turned)
    assert not found.accepted
    assert "turned by" in found.reason


def test_a_slight_turn_is_a_caution_and_widens_the_bound() -> None:
    ground = town()
    found = estimate_shift(ground, ndimage.rotate(ground, 0.4, reshape=False, mode="reflect").astype(np.float32))
    assert found.accepted
    assert any("turned" in caution for caution in found.cautions)
    assert found.rmse_px > 0.3


def test_bringing_onto_the_reference_undoes_the_shift() -> None:
    ground = town(160)
    moved = shift_image(ground, 3.0, -2.0)
    back = bring_onto(moved, estimate_shift(ground, moved))
    inner = np.s_[10:-10, 10:-10]
    assert np.isfinite(back[inner]).all()
    assert np.abs(back[inner] - ground[inner]).max() < 0.1 * np.ptp(ground)


def test_what_comes_from_outside_or_from_unknown_is_unknown() -> None:
    ground = town(64)
    ground[30, 30] = np.nan
    moved = shift_image(np.stack([ground, ground]), 2.0, 0.5)
    assert np.isnan(moved[:, :, :2]).all()
    assert np.isnan(moved[:, 30:32, 32]).all()
    assert np.isfinite(moved[:, 40:60, 40:60]).all()


def test_linear_shifting_never_leaves_the_range() -> None:
    power = np.exp(3 * town(64)).astype(np.float32)
    moved = shift_image(power, 0.4, 0.3, order=1)
    assert np.nanmin(moved) >= power.min() - 1e-6
    assert np.nanmax(moved) <= power.max() + 1e-3


def test_shapes_that_differ_are_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="one shape"):
        estimate_shift(town(64), town(65))
