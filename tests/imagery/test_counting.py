"""Proposals on simulated lots, aprons and seas; none of these is a real place."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from imagery.grounds import Pixels
from trigpoint.evidence.imagery.counting.aircraft import mirror_share, solidity
from trigpoint.evidence.imagery.counting.detection import Detection, best_of_overlapping
from trigpoint.evidence.imagery.counting.form import FORMS
from trigpoint.evidence.imagery.counting.optical import propose_shapes
from trigpoint.evidence.imagery.counting.radar import propose_radar_ships
from trigpoint.evidence.imagery.counting.sensor import looks_like_radar
from trigpoint.evidence.imagery.counting.tree import best_apart, grow_tree

Objects = list[tuple[float, float]]


def lot(
    side: int = 200, *, length: int = 20, width: int = 9, bright: bool = True, seed: int = 0
) -> tuple[Pixels, Objects]:
    """Vehicles in two dense rows on asphalt, three pixels apart."""
    rng = np.random.default_rng(seed)
    ground = 110 + 2 * rng.normal(size=(side, side))
    objects: Objects = []
    for row in (40, 110):
        for col in range(20, side - 30, width + 3):
            ground[row : row + length, col : col + width] = 210 if bright else 40
            objects.append((col + (width - 1) / 2, row + (length - 1) / 2))
    return ndimage.gaussian_filter(ground, 0.8).astype(np.float32), objects


def sea(
    side: int = 300, *, looks: float = 3.0, seed: int = 0, ships: int = 5, land: bool = False
) -> tuple[Pixels, Objects]:
    """Decibel: hulls of a few bright points on speckled water."""
    rng = np.random.default_rng(seed)
    power = np.ones((side, side))
    if land:
        power[:, :70] = 10.0
    objects: Objects = []
    for k in range(ships):
        row, col = 30 + k * 50, 110 + 30 * (k % 3)
        power[row : row + 8, col : col + 40] += 40.0
        power[row + rng.integers(0, 8, 12), col + rng.integers(0, 40, 12)] += 1500.0
        objects.append((col + 19.5, row + 3.5))
    seen = ndimage.gaussian_filter(power * rng.gamma(looks, 1 / looks, power.shape), 0.7)
    return (10 * np.log10(seen)).astype(np.float32), objects


def hits(found: list[Detection], objects: Objects, within: float = 6.0) -> int:
    return sum(any(np.hypot(d.x - x, d.y - y) <= within for d in found) for x, y in objects)


@pytest.mark.parametrize("bright", [True, False])
@pytest.mark.parametrize("width", [6, 12])
def test_dense_rows_of_vehicles_are_told_apart_whatever_their_size_and_tone(width: int, bright: bool) -> None:
    ground, objects = lot(width=width, length=int(2.3 * width), bright=bright)
    found = propose_shapes(ground, FORMS["vehicles"])
    assert hits(found, objects) >= 0.95 * len(objects)
    assert len(found) <= 1.15 * len(objects)


def test_a_known_pixel_size_rules_out_what_is_too_large() -> None:
    ground, objects = lot()
    assert hits(propose_shapes(ground, FORMS["vehicles"], pixel_m=0.22), objects) >= 0.95 * len(objects)
    assert not propose_shapes(ground, FORMS["vehicles"], pixel_m=1.5)


def test_lengths_and_directions_are_measured() -> None:
    ground, _ = lot()
    best = propose_shapes(ground, FORMS["vehicles"], pixel_m=0.22)[0]
    assert best.length_px == pytest.approx(20, abs=2)
    assert best.width_px == pytest.approx(9, abs=1.5)
    assert abs(best.angle_deg or 0.0) == pytest.approx(90, abs=3)


def test_rough_ground_without_vehicles_gives_hardly_a_proposal_beside_a_full_lot() -> None:
    ground, objects = lot(side=260)
    rng = np.random.default_rng(5)
    ground[170:] = 90 + 60 * ndimage.gaussian_filter(rng.normal(size=(90, 260)), 2.0)
    found = propose_shapes(ground, FORMS["vehicles"])
    assert sum(d.y > 172 for d in found) < 0.3 * len(objects)


def test_nothing_is_proposed_where_nothing_is_known() -> None:
    ground, _ = lot()
    ground[:, :100] = np.nan
    assert all(d.x > 98 for d in propose_shapes(ground, FORMS["vehicles"]))
    assert propose_shapes(np.full((80, 80), np.nan, np.float32), FORMS["vehicles"]) == []


def test_a_cross_mirrors_and_is_far_from_convex_where_a_blob_is_neither() -> None:
    cross = np.zeros((60, 60), bool)
    cross[27:33, 8:52] = cross[10:50, 28:32] = True
    turned = ndimage.rotate(cross.astype(float), 31, reshape=False, order=1) > 0.5
    block = np.zeros((60, 60), bool)
    block[10:50, 20:40] = True
    ell = block.copy()
    ell[10:40, 30:40] = False
    assert mirror_share(turned) > 0.9
    assert solidity(turned) < 0.7
    assert solidity(block) > 0.95
    assert mirror_share(ell) < 0.85


def test_crosses_are_aircraft_and_squares_are_not() -> None:
    ground = np.full((240, 240), 120.0)
    for row, col in ((50, 60), (50, 160), (150, 60), (160, 170)):
        ground[row - 2 : row + 3, col - 20 : col + 21] = 220
        ground[row - 20 : row + 21, col - 3 : col + 4] = 220
    ground[100:125, 100:125] = 220
    pixels = ndimage.gaussian_filter(ground + np.random.default_rng(0).normal(0, 2, ground.shape), 0.8).astype(
        np.float32
    )
    found = propose_shapes(pixels, FORMS["aircraft"], pixel_m=0.8)
    assert hits(found, [(60, 50), (160, 50), (60, 150), (170, 160)]) == 4
    assert not hits(found[:4], [(112, 112)])


@pytest.mark.parametrize("looks", [1.0, 4.0])
def test_ships_stand_out_of_speckle_one_proposal_each(looks: float) -> None:
    decibel, objects = sea(looks=looks)
    found = propose_radar_ships(decibel, FORMS["ships"])
    assert hits(found, objects, 12.0) == len(objects)
    assert len(found) <= len(objects) + 1


def test_an_empty_sea_gives_hardly_an_alarm() -> None:
    alarms = [len(propose_radar_ships(sea(ships=0, seed=seed)[0], FORMS["ships"])) for seed in range(4)]
    assert sum(alarms) <= 2


def test_land_is_no_ship() -> None:
    decibel, objects = sea(land=True)
    found = propose_radar_ships(decibel, FORMS["ships"])
    assert hits(found, objects, 12.0) >= len(objects) - 1
    assert sum(d.x < 75 for d in found) <= 1


def test_proposals_do_not_depend_on_the_units_offset() -> None:
    decibel, _ = sea()
    one, other = (propose_radar_ships(x, FORMS["ships"]) for x in (decibel, decibel + np.float32(30)))
    assert [(round(d.x, 3), round(d.y, 3)) for d in one] == [(round(d.x, 3), round(d.y, 3)) for d in other]


def test_speckle_is_told_from_an_optical_picture() -> None:
    decibel, _ = sea(looks=1.0)
    amplitude = (10 ** (decibel / 20)).astype(np.float32)
    assert looks_like_radar(np.stack([amplitude] * 3))
    assert not looks_like_radar(lot()[0][None])
    colour = np.stack([amplitude, amplitude * 2, amplitude])
    assert not looks_like_radar(colour)


def test_the_tree_measures_a_rectangle_and_never_takes_nested_shapes() -> None:
    plane = np.full((60, 60), 20, np.uint8)
    plane[20:30, 10:40] = 200
    plane[23:27, 20:24] = 250
    tree = grow_tree(plane, smallest_px=4, largest_px=1000)
    outer = int(np.argmax(tree.shapes.area))
    assert tree.shapes.length[outer] == pytest.approx(30, abs=0.1)
    assert tree.shapes.width[outer] == pytest.approx(10, abs=0.1)
    assert tree.shapes.fill[outer] == pytest.approx(1.0, abs=0.01)
    worth = np.where(tree.shapes.area > 100, 3.0, 2.0)
    assert list(best_apart(tree, worth)) == [outer]
    assert outer not in best_apart(tree, np.where(tree.shapes.area > 100, 1.0, 2.0))


def test_the_better_of_two_overlapping_proposals_stays() -> None:
    near = [
        Detection(x=x, y=10.0, length_px=20.0, width_px=8.0, angle_deg=0.0, score=score)
        for x, score in ((10, 0.4), (13, 0.9))
    ]
    far = Detection(x=60.0, y=10.0, length_px=20.0, width_px=8.0, angle_deg=0.0, score=0.1)
    assert [d.score for d in best_of_overlapping([*near, far])] == [0.9, 0.1]


@pytest.mark.parametrize("seed", range(4))
def test_the_tree_holds_the_connected_sets_of_every_threshold(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plane = rng.integers(0, 6, (17, 23)).astype(np.uint8)
    tree = grow_tree(plane, smallest_px=0, largest_px=1e9)
    grown = sorted((int(level), int(area)) for level, area in zip(tree.shapes.level, tree.shapes.area, strict=True))
    expected = []
    for level in range(6):
        labels, count = ndimage.label(plane >= level)
        # A set with no pixel at the level itself is the same set as at a higher level.
        kept = [n for n in range(1, count + 1) if (plane[labels == n] == level).any()]
        expected += [(level, int((labels == n).sum())) for n in kept]
    assert grown == sorted(expected)
