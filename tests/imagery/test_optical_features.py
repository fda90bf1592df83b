from __future__ import annotations

import numpy as np
import pytest

from imagery.optical_scenes import built_pair
from trigpoint.evidence.imagery.optical.appearance import filled, grown, smooth
from trigpoint.evidence.imagery.optical.features import in_tiles, own_scales, pair_features, pair_tones
from trigpoint.evidence.imagery.optical.unlabelled import otsu, structure_map


def test_measures_turn_with_the_picture() -> None:
    before, after, _ = built_pair(1, side=64)
    straight = pair_tones(before, after)
    turned = pair_tones(np.rot90(before, axes=(1, 2)).copy(), np.rot90(after, axes=(1, 2)).copy())
    one, two = pair_features(straight, own_scales(straight)), pair_features(turned, own_scales(turned))
    assert one.keys() == two.keys()
    for name, layer in one.items():
        assert np.median(np.abs(np.rot90(layer) - two[name])) < 0.02, name


def test_gain_and_haze_of_a_picture_do_not_change_its_measures() -> None:
    before, after, _ = built_pair(2, side=64)
    plain, hazy = pair_tones(before, after), pair_tones(before, after * 0.7)
    one, two = pair_features(plain, own_scales(plain)), pair_features(hazy, own_scales(hazy))
    assert np.abs(one["after mean.2"] - two["after mean.2"]).max() < 1e-3
    assert np.abs(one["loss.2"] - two["loss.2"]).max() < 1e-3


def test_an_unchanged_place_has_lost_no_structure_and_a_new_house_has() -> None:
    before, after, changed = built_pair(3)
    pair = pair_tones(before, after)
    loss = pair_features(pair, own_scales(pair))["loss.4"]
    assert loss[changed].mean() > 1.5 * loss[~changed].mean()


def test_unknown_pixels_make_no_edges() -> None:
    _, after, _ = built_pair(4, side=64)
    hidden = after.copy()
    hidden[:, 20:30, 20:30] = np.nan
    grey = filled(hidden[0], np.isfinite(hidden[0]))
    assert np.isfinite(grey).all()
    assert np.ptp(grey[22:28, 22:28]) < np.ptp(after[0])


def test_tiles_give_what_the_whole_picture_gives() -> None:
    before, after, _ = built_pair(5, side=160)
    pair = pair_tones(before, after)
    scales = own_scales(pair)
    whole = pair_features(pair, scales)["edge appeared.6"]
    tiled = in_tiles(pair, lambda part: pair_features(part, scales)["edge appeared.6"], tile=80, halo=48)
    assert np.abs(whole - tiled).max() < 0.02


def test_wide_smoothing_on_a_thinned_picture_keeps_a_slope() -> None:
    slope = np.tile(np.arange(256, dtype=np.float32), (256, 1))
    assert np.abs(smooth(slope, 16.0)[:, 80:176] - slope[:, 80:176]).max() < 0.6
    assert grown(slope[::4, ::4], 4, (256, 256)).shape == (256, 256)


def test_new_houses_stand_out_without_marks_and_hidden_ground_stays_unknown() -> None:
    before, after, changed = built_pair(6)
    after[:, :20, :20] = np.nan
    found = structure_map(pair_tones(before, after))
    assert np.isnan(found[:20, :20]).all()
    seen = np.isfinite(found)
    assert found[changed & seen].mean() > 1.3 * found[~changed & seen].mean()


def test_the_cut_lies_between_two_heaps() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(0, 1, 900), rng.normal(10, 1, 300)]).astype(np.float32)
    assert 2 < otsu(values) < 8
    assert otsu(np.ones(10, np.float32)) == float("inf")


def test_a_near_infrared_band_adds_vegetation() -> None:
    before, after, _ = built_pair(7, side=64)
    four = [np.concatenate([look, look[:1] * 1.5]) for look in (before, after)]
    pair = pair_tones(four[0], four[1], infrared=3)
    assert pair.before["ndvi"].mean() == pytest.approx(0.2, abs=0.02)
