"""The parts of the structure test, each against a formula or a case worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.evidence.imagery.coverage import cover
from trigpoint.evidence.imagery.sar import (
    brackets,
    chance,
    directions,
    footing,
    neighbourhood,
    normalise,
    series,
    steps,
)
from trigpoint.evidence.imagery.sar.grading import graded_from
from trigpoint.evidence.imagery.sar.settings import DEFAULT
from trigpoint.model.scene import Footprint


def box(left: float, top: float, right: float, bottom: float) -> Footprint:
    return Footprint(id="a", polygons=((((left, top), (right, top), (right, bottom), (left, bottom)),),))


def one_orbit(value: np.ndarray, before: int, used: np.ndarray | None = None, noise: float = 1.0) -> series.Series:
    """Series of one mode and one band: `value` is (structure, look)."""
    structures, looks = value.shape
    used = np.ones_like(value, bool) if used is None else used
    orbit = series.Orbit(
        number=1,
        looks=np.arange(looks),
        days=12.0 * np.arange(looks, dtype=np.float64),
        before=np.arange(looks) < before,
        seen=np.ones((looks, 1), bool),
    )
    flat = np.ones((structures, 1))
    return series.Series(
        orbit=orbit, value=(value * used)[:, None, None].astype(np.float32), used=used, noise=np.full((structures, 1, 1), noise),
        judged=np.ones(structures, bool), share=np.ones(structures), damage=9 * flat, gain=flat, power_gain=flat,
    )  # fmt: skip


def test_blurring_keeps_the_power_of_a_structure_inside_the_picture() -> None:
    blurred = footing.blur(cover([box(5, 5, 8, 7)], height=16, width=16), 0.85)
    assert blurred.weight.sum() == pytest.approx(6, rel=1e-6)


def test_a_bright_structure_owns_more_of_a_shared_pixel_than_a_dark_one() -> None:
    covered = cover([box(4, 4, 6, 6), box(6, 4, 8, 6)], height=12, width=12)
    blurred = footing.blur(covered, 0.85)
    pixels = np.arange(144)
    power = np.full(144, 0.05)
    np.add.at(power, blurred.pixels, blurred.weight * np.array([4.0, 0.3])[blurred.owner])
    shares = footing.power_shares(blurred, pixels, power)
    border = blurred.pixels == 4 * 12 + 6  # just inside the dark one
    bright, dark = shares[border & (blurred.owner == 0)], shares[border & (blurred.owner == 1)]
    assert bright > 2 * dark


def test_offsets_shifts_and_rain_common_to_a_look_are_taken_off() -> None:
    rng = np.random.default_rng(3)
    side = 40
    pixels = np.arange(side * side)
    ground = rng.normal(0, 2, (side, side))
    ground = (ground + np.roll(ground, 1, 0) + np.roll(ground, 1, 1)) / 2
    cover_share = (rng.random((side, side)) < 0.3).astype(float)
    looks = []
    for number in range(10):
        shift, rain = rng.normal(0, 0.2), rng.normal(0, 1)
        moved = ground + shift * np.gradient(ground, axis=1) + number * 0.3 + rain * (1 - cover_share)
        looks.append(moved + rng.normal(0, 0.1, moved.shape))
    level = np.array(looks, np.float32).reshape(10, 1, -1)
    before = np.arange(10) < 7
    rest = normalise.without_common(
        level, before, cover_share.ravel(), pixels, side, weight=np.ones(side * side), sample=2000
    )
    inner = (pixels % side > 0) & (pixels % side < side - 1)
    assert float(np.std(rest[:, 0, inner])) < 0.15 < 0.5 < float(np.std(level - level[:7].mean(0)))


def test_the_season_of_open_ground_is_taken_off_and_a_step_of_buildings_is_not() -> None:
    rng = np.random.default_rng(4)
    side, looks = 40, 35
    pixels = np.arange(side * side)
    built = ((pixels % side) % 4 < 2).astype(float)
    days = 12.0 * np.arange(looks, dtype=np.float64)
    wave = np.sin(2 * np.pi * days / normalise.YEAR_DAYS)
    rest = wave[:, None] * (1 - built) + rng.normal(0, 0.3, (looks, side * side))
    rest[28:] -= 3.0 * built
    left = normalise.without_season(
        rest.astype(np.float32)[:, None],
        days,
        built,
        pixels,
        side,
        weight=np.ones(side * side),
        cell_px=8,
        prior_db=0.5,
    )
    open_ground = built == 0
    assert float(np.abs(left[:, 0, open_ground].mean(axis=1) - left[:, 0, open_ground].mean()).max()) < 0.1
    assert float(left[28:, 0, ~open_ground].mean() - left[:28, 0, ~open_ground].mean()) == pytest.approx(-3, abs=0.05)


def test_directions_give_independent_numbers_of_the_stated_damage() -> None:
    covered = cover([box(4.2, 4.1, 7.3, 6.8), box(9, 4, 11, 6)], height=14, width=16)
    blurred = footing.blur(covered, 0.85)
    pixels = np.unique(blurred.pixels)
    none = np.zeros(len(blurred.pixels))  # nobody lends power to another: noise is the speckle's alone
    found = directions.find_directions(blurred, none, pixels, 0.6, DEFAULT)
    mine = found.place[0] >= 0
    row, column = np.divmod(pixels[found.place[0, mine]], 16)
    apart = (row[:, None] - row) ** 2 + (column[:, None] - column) ** 2
    noise = np.exp(-apart / (4 * 0.36)) * (1 - directions.NUGGET) + directions.NUGGET * np.eye(len(row))
    project = found.project[0, mine].astype(float)
    assert project.T @ noise @ project == pytest.approx(np.eye(DEFAULT.modes), abs=1e-4)
    assert np.all(np.diff(found.damage[0]) <= 1e-9)


def test_a_structure_of_many_pixels_is_read_in_squares() -> None:
    covered = cover([box(3, 3, 33, 23)], height=40, width=40)
    blurred = footing.blur(covered, 0.85)
    found = directions.find_directions(blurred, np.zeros(len(blurred.pixels)), np.unique(blurred.pixels), 0.6, DEFAULT)
    assert (found.place[0] >= 0).sum() > 600
    assert np.isfinite(found.project).all()
    assert found.damage[0, 0] > 0


def test_the_bayes_factor_of_a_step_is_the_closed_form() -> None:
    value = np.array([[0.1, -0.2, 0.3, 0.0, 2.0, 2.4]])
    found = steps.weigh([one_orbit(value, 4)], np.array([48.0, 60.0]), DEFAULT)
    change, variance = value[0, 4:].mean() - value[0, :4].mean(), 1 / 4 + 1 / 2
    ratio = 9 / variance
    expected = 0.5 * (change**2 / variance * ratio / (1 + ratio) - np.log1p(ratio))
    assert found.step[0, 0] == pytest.approx(expected, rel=1e-5)


def test_one_look_off_is_told_as_passing_and_a_lasting_change_is_not() -> None:
    rng = np.random.default_rng(1)
    value = rng.normal(0, 0.5, (2, 20))
    value[0, 14] += 5
    value[1, 12:] += 3
    found = steps.weigh([one_orbit(value, 12, noise=0.25)], 12.0 * np.arange(12, 20, dtype=np.float64), DEFAULT)
    assert found.passing[0] > found.step[0].max()
    assert found.passing[1] < found.step[1].max() - 20


@pytest.mark.parametrize("looks", [(20, 6), (8, 2)])
def test_p_values_of_exchangeable_looks_are_uniform_whatever_the_distribution(looks: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    value = np.log(rng.gamma(1.0, size=(2000, sum(looks))))  # one look: far from normal
    one = one_orbit(value, looks[0], noise=1.6)
    after = one.orbit.days[looks[0] :]
    prior = np.full(len(after), 1 / len(after))
    weighed = steps.weigh([one], after, DEFAULT)
    p = chance.p_values([one], weighed.step, after, prior, DEFAULT)
    for level in (0.05, 0.2, 0.5):
        reach = 3.5 * np.sqrt(level * (1 - level) / len(p))
        assert (p < level).mean() == pytest.approx(level, abs=reach)


def test_a_p_value_is_missing_where_nothing_was_judged_and_small_where_the_step_is_large() -> None:
    rng = np.random.default_rng(5)
    value = rng.normal(0, 1, (3, 25))
    value[1, 20:] += 8
    one = one_orbit(value, 20)
    one.judged[2] = False
    after, prior = one.orbit.days[20:], np.full(5, 0.2)
    p = chance.p_values([one], steps.weigh([one], after, DEFAULT).step, after, prior, DEFAULT)
    assert np.isnan(p[2])
    assert p[1] < 1e-3 < p[0]


def test_a_bracket_is_the_shortest_run_that_holds_the_mass() -> None:
    posterior = np.array([[0.05, 0.6, 0.3, 0.05], [0.25, 0.25, 0.25, 0.25]])
    first, last = brackets.shortest_runs(posterior, np.array([0.0, 5.0, 12.0, 17.0, 24.0]), 0.85)
    assert (int(first[0]), int(last[0])) == (1, 2)
    assert (int(first[1]), int(last[1])) == (0, 3)


def test_bracket_ends_are_looks_that_saw_the_structure() -> None:
    used = np.array([True, False, True, False, True])
    assert brackets.own_looks(used, np.arange(5, dtype=np.float64), 1.0, 3.0) == (0, 4)


def test_a_structure_among_damaged_ones_is_expected_to_be_damaged_and_one_far_away_is_not() -> None:
    column, row = np.r_[np.arange(10.0), 200.0], np.zeros(11)
    told = np.r_[np.full(9, 5.0), 0.0, 0.0]
    local, scene = neighbourhood.local_shares(column, row, told, np.ones(11, bool), 6.0, DEFAULT)
    assert local[9] > scene - 0.05 > 0
    assert local[9] > local[10]
    alone, _ = neighbourhood.local_shares(column[10:], row[10:], told[10:], np.ones(1, bool), 6.0, DEFAULT)
    assert 0 < alone[0] < 0.2


def test_neighbours_hit_on_one_date_sharpen_the_date_of_a_doubtful_one() -> None:
    column, row = np.arange(6.0), np.zeros(6)
    when = np.tile([0.02, 0.96, 0.02], (6, 1))
    when[5] = 1 / 3
    prior = np.full(3, 1 / 3)
    found = neighbourhood.local_dates(column, row, np.full(6, 0.9), when, prior, 6.0)
    assert found[5, 1] > 0.6
    alone = neighbourhood.local_dates(column[5:], row[5:], np.array([0.9]), when[5:], prior, 6.0)
    assert alone[0] == pytest.approx(prior)


@given(said=st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_damage_is_graded_from_the_cut_with_the_best_expected_f1_or_the_limit_next_to_it(said: list[float]) -> None:
    probability = np.array(said)
    total = probability.sum()

    def expected(cut: float) -> float:
        called = probability >= cut
        return float(2 * probability[called].sum() / max(called.sum() + total, 1e-12))

    cut = graded_from(probability)
    assert 0.25 <= cut <= 0.5
    allowed = [one for one in (0.25, 0.5, *said) if 0.25 <= one <= 0.5]
    assert expected(cut) >= max(expected(one) for one in allowed) - 1e-9


def test_sure_structures_are_cut_at_one_half_and_doubtful_ones_lower() -> None:
    sure, doubtful = np.array([0.99] * 10 + [0.001] * 90), np.array([0.3] * 20 + [0.05] * 80)
    assert graded_from(sure) > 0.45
    assert graded_from(doubtful) == 0.25
