"""Building at a site: found from when it stands, told from seasons, and never read into clouds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from imagery.grounds import Pixels
from trigpoint.evidence.imagery.activity import (
    Layers,
    LookActivity,
    Share,
    change_between,
    measure_activity,
    optical_layers,
    radar_layers,
)

SIDE = 120
SITE = np.zeros((SIDE, SIDE), dtype=bool)
SITE[40:80, 40:80] = True
BANDS = ("red", "green", "blue", "nir")


def optical(look: int, *, built_from: int | None = None, seed: int = 0, cleared_from: int | None = None) -> Pixels:
    """Fields with seasons and another exposure every time; twelve small roofs from look `built_from` on."""
    fixed = np.random.default_rng(seed)
    ground = 0.12 + 0.02 * ndimage.gaussian_filter(fixed.normal(size=(SIDE, SIDE)), 6) * 6
    for at in fixed.integers(2, SIDE - 4, 14):  # lanes and hedges
        (ground if at % 2 else ground.T)[at : at + 2] += 0.06
    green = 0.30 + 0.12 * np.sin(2 * np.pi * look / 6)
    bands = np.stack([ground, ground * 1.05, ground * 0.9, ground + green])
    if cleared_from is not None and look >= cleared_from:
        bands[:, 42:78, 42:78] = np.array([0.30, 0.27, 0.22, 0.34])[:, None, None]
    if built_from is not None and look >= built_from:
        for row in (44, 56, 68):
            for col in (44, 53, 62, 71):
                bands[:, row : row + 7, col : col + 5] = 0.45
    exposure = 1 + 0.05 * np.cos(look)
    noise = np.random.default_rng(1000 * seed + look).normal(0, 0.006, bands.shape)
    seen: Pixels = (bands * exposure + noise).astype(np.float32)
    return seen


def looks_at(**kinds: int | None) -> list[Layers]:
    return [optical_layers(optical(i, **kinds), BANDS) for i in range(10)]  # type: ignore[arg-type]


def high(found: LookActivity) -> float:
    assert found.built is not None
    return found.built.high


def test_roofs_that_stand_from_the_sixth_look_are_found_from_then_on() -> None:
    found = measure_activity(looks_at(built_from=5), SITE, baseline=3)
    assert all(high(look) < 0.06 for look in found[:5])
    roofs = 12 * 7 * 5 / SITE.sum()
    for look in found[5:]:
        assert look.built is not None
        assert look.built.low > 0.05
        assert look.built.low <= roofs <= look.built.high + 0.1
    change = change_between(found[4].built, found[5].built)  # type: ignore[arg-type]
    assert change.low > 0


def test_seasons_and_exposure_alone_are_no_activity() -> None:
    for look in measure_activity(looks_at(), SITE, baseline=3):
        assert look.disturbed is not None
        assert look.disturbed.low < 0.01
        assert look.disturbed.value < 0.03


def test_cleared_ground_is_disturbed_and_mostly_not_built() -> None:
    found = measure_activity(looks_at(cleared_from=4), SITE, baseline=3)[7]
    assert found.disturbed is not None
    assert found.built is not None
    assert found.disturbed.value == pytest.approx(36 * 36 / 1600, abs=0.08)
    assert found.built.value < 0.6 * found.disturbed.value


def test_a_clouded_look_is_listed_with_the_reason_and_not_judged() -> None:
    looks = looks_at(built_from=5)
    hidden = optical(6, built_from=5)
    hidden[:, 30:75, :] = np.nan
    looks[6] = optical_layers(hidden, BANDS)
    found = measure_activity(looks, SITE, baseline=3)
    assert len(found) == len(looks)
    assert "clear" in found[6].unusable
    assert found[6].built is None
    assert found[6].disturbed is None
    assert found[7].built is not None


def test_a_lorry_park_that_empties_again_is_not_built() -> None:
    looks = looks_at()
    looks[4] = optical_layers(optical(4, built_from=0), BANDS)
    found = measure_activity(looks, SITE, baseline=3)
    assert found[4].disturbed is not None
    assert found[4].disturbed.low > 0.05
    assert high(found[4]) < 0.06


def test_a_given_reason_makes_a_look_unusable_and_the_rest_goes_on() -> None:
    found = measure_activity(looks_at(built_from=5), SITE, baseline=3, unusable=["", "", "", "could not be aligned"])
    assert found[3].unusable == "could not be aligned"
    assert found[9].built is not None


def test_radar_walls_are_built_and_speckle_is_not() -> None:
    rng = np.random.default_rng(4)
    looks = []
    for i in range(9):
        power = np.full((SIDE, SIDE), 0.05)
        if i >= 5:
            power[50:70, 50:70] = 0.8
        looks.append(radar_layers((10 * np.log10(power * rng.gamma(8, 1 / 8, power.shape))).astype(np.float32)))
    found = measure_activity(looks, SITE, baseline=4)
    assert all(high(look) < 0.05 for look in found[:5])
    assert found[6].built is not None
    assert found[6].built.low <= 400 / 1600 <= found[6].built.high + 0.05


def test_nothing_usable_gives_reasons_alone() -> None:
    blind = Layers(
        ground=np.full((1, SIDE, SIDE), np.nan, np.float32), structure=np.full((SIDE, SIDE), np.nan, np.float32)
    )
    found = measure_activity([blind, blind], SITE)
    assert all(look.unusable and look.built is None for look in found)


def test_a_change_carries_the_doubt_of_both_ends() -> None:
    change = change_between(Share(value=0.1, low=0.05, high=0.2), Share(value=0.3, low=0.25, high=0.4))
    assert change.value == pytest.approx(0.2)
    assert change.low < 0.15
    assert change.high > 0.3
