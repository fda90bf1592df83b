"""The parts of the structure test, each against a formula or a case worked by hand."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

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
    for told, prior in ((found.loose, 9), (found.step, 9 + DEFAULT.band_db**2)):
        ratio = prior / variance
        expected = 0.5 * (change**2 / variance * ratio / (1 + ratio) - np.log1p(ratio))
        assert told[0, 0] == pytest.approx(expected, rel=1e-5)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_the_bayes_factor_of_bands_that_share_a_step_is_that_of_the_whole_covariance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    modes, looks = 3, 9
    damage = 9.0 + rng.uniform(0, 4, modes)  # the first holds the common step, all hold single pixels
    gain = np.sqrt(damage / 9 / modes) * rng.uniform(0.2, 0.95, modes)
    noise = rng.uniform(0.5, 3, (modes, 2))
    value = rng.normal(0, 2, (1, modes, 2, looks)).astype(np.float32)
    one = attrs.evolve(
        one_orbit(np.zeros((1, looks)), 6), value=value, noise=noise[None], damage=damage[None], gain=gain[None]
    )
    found = steps.weigh([one], np.array([72.0]), DEFAULT)
    seen = (value[0][..., 6:].mean(-1) - value[0][..., :6].mean(-1)).astype(float).T.ravel()  # band, mode
    quiet = np.diag(noise.T.ravel()) * (1 / 6 + 1 / 3)
    moved = quiet.copy()
    share = np.array([1, DEFAULT.cross_share])
    for band in (0, 1):
        mine = slice(band * modes, (band + 1) * modes)
        moved[mine, mine] += share[band] ** 2 * (np.diag(damage) - 9 * np.outer(gain, gain))
        moved[mine, mine] += DEFAULT.band_db**2 * np.outer(gain, gain)
    both = np.concatenate([share[0] * gain, share[1] * gain])
    moved += 9 * np.outer(both, both)
    expected = stats.multivariate_normal(cov=moved).logpdf(seen) - stats.multivariate_normal(cov=quiet).logpdf(seen)
    assert found.step[0, 0] == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_the_log_of_the_normal_distribution_holds_in_the_middle_and_roughly_in_the_tail() -> None:
    deviate = np.array([-3.0, -1.0, -0.1, 0.0, 0.7, 4.0])
    assert steps.log_normal_below(deviate) == pytest.approx(stats.norm.logcdf(deviate), abs=1e-4)
    assert steps.log_normal_below(np.array([-30.0])) == pytest.approx(stats.norm.logcdf(-30), rel=2e-3)


def test_what_darkens_is_neither_built_nor_parked() -> None:
    value = np.zeros((2, 20))
    value[0, 14], value[1, 14] = 5, -5
    found = steps.weigh([one_orbit(value, 12, noise=0.25)], 12.0 * np.arange(12, 20, dtype=np.float64), DEFAULT)
    assert found.passing[0] > 10
    assert found.passing[1] < 0.1
    assert found.building[1] <= found.building[0]


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
    p = chance.p_values([one], weighed.loose, after, prior, DEFAULT)
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
    p = chance.p_values([one], steps.weigh([one], after, DEFAULT).loose, after, prior, DEFAULT)
    assert np.isnan(p[2])
    assert p[1] < 1e-3 < p[0]


def test_p_values_do_not_hang_on_how_many_structures_are_permuted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    value = np.random.default_rng(3).normal(0, 1, (40, 20))
    value[:5, 15:] += 2
    one, prior = one_orbit(value, 15), np.full(5, 0.2)
    after = one.orbit.days[15:]
    step = steps.weigh([one], after, DEFAULT).loose
    at_once = chance.p_values([one], step, after, prior, DEFAULT)
    monkeypatch.setattr(chance, "CELLS", 1)
    assert chance.p_values([one], step, after, prior, DEFAULT) == pytest.approx(at_once, rel=1e-6)


def made_orbit(value: np.ndarray, before: int) -> tuple[series.Orbit, np.ndarray, np.ndarray]:
    """An orbit every twelve days, all looks used, with the noise level that looks before show: `value` (structure, 1, 1, look)."""
    used = np.ones((len(value), value.shape[-1]), bool)
    orbit = one_orbit(value[:, 0, 0], before).orbit
    return orbit, used, series._noise(value, used, orbit.before, used[:, 0], np.ones((len(value), 1), bool))


def test_what_is_left_of_the_season_is_taken_down_to_noise_and_a_step_mostly_stays() -> None:
    rng = np.random.default_rng(11)
    days = 12.0 * np.arange(35)
    wave = np.stack([np.sin(2 * np.pi * days / normalise.YEAR_DAYS), np.cos(2 * np.pi * days / normalise.YEAR_DAYS)])
    value = rng.normal(0, 1, (800, 1, 1, 35)) + (rng.normal(0, 0.6, (800, 2)) @ wave)[:, None, None]
    value[0, ..., 30:] += 4
    orbit, used, noise = made_orbit(value.astype(np.float32), 30)
    found = series._season_down(value.astype(np.float32), used, orbit, used[:, :1], noise)
    base, _ = np.linalg.qr((wave - wave.mean(axis=1, keepdims=True)).T)
    left = ((found[1:, 0, 0] @ base) ** 2).mean() / noise.mean()
    assert left == pytest.approx(1, abs=0.15)
    assert ((value[1:, 0, 0] @ base) ** 2).mean() / noise.mean() > 3
    assert found[0, 0, 0, 30:].mean() - found[0, 0, 0, :30].mean() > 2.5


def test_noise_alone_is_not_taken_for_season_and_few_looks_before_are_left_alone() -> None:
    rng = np.random.default_rng(12)
    for before, looks, apart in ((30, 35, 0.1), (8, 10, 0.0)):
        value = rng.normal(0, 1, (800, 1, 1, looks)).astype(np.float32)
        orbit, used, noise = made_orbit(value, before)
        found = series._season_down(value, used, orbit, used[:, :1], noise)
        rest = np.abs(series.centre(found, used) - series.centre(value, used))
        assert rest.mean() <= apart


@pytest.mark.parametrize(("own", "least", "most"), [(0.0, 400, 1000), (0.5, 60, 60)])
def test_structures_of_like_noise_share_its_level_and_unlike_ones_keep_their_own(
    own: float, least: float, most: float
) -> None:
    rng = np.random.default_rng(13)
    freedom = np.full(3000, 200.0)
    ratio = rng.chisquare(200, (3000, 2)) * np.exp(rng.normal(0, own, (3000, 1)))
    assert least <= series._alikeness(ratio, freedom) <= most


def test_a_bracket_is_the_shortest_run_that_holds_the_mass() -> None:
    posterior = np.array([[0.05, 0.6, 0.3, 0.05], [0.25, 0.25, 0.25, 0.25]])
    first, last = brackets.shortest_runs(posterior, np.array([0.0, 5.0, 12.0, 17.0, 24.0]), 0.85)
    assert (int(first[0]), int(last[0])) == (1, 2)
    assert (int(first[1]), int(last[1])) == (0, 3)


def test_bracket_ends_are_looks_that_saw_the_structure() -> None:
    used = np.array([[True, False, True, False, True], [False, False, True, False, False]])
    early, late = brackets.own_looks(used, np.arange(5, dtype=np.float64), np.array([1.0, 1.0]), np.array([3.0, 2.0]))
    assert (early.tolist(), late.tolist()) == ([0, -1], [4, 2])


def street(hit: int, calm: int, gap: int, told: float = 2.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Structures a pixel and a half apart: the first are hit in one gap of three, one says nothing, the others are calm."""
    column = 1.5 * np.arange(hit + 1.0 + calm)
    log_bayes = np.full((len(column), 3), -2.0)
    log_bayes[:hit, gap], log_bayes[hit] = told, 0.0
    return column, np.zeros(len(column)), log_bayes


EVEN = np.full(3, 1 / 3)


def test_a_structure_among_damaged_ones_is_expected_to_be_damaged_and_one_far_away_is_not() -> None:
    column, row, told = street(hit=12, calm=300, gap=1)
    found = neighbourhood.look_around(column, row, told, np.ones(len(column), bool), EVEN, 10.0, DEFAULT)
    assert found.share[6] > 0.25
    assert found.share[12] > 2 * found.share[200]
    assert found.share[200] < 0.05
    assert 0.01 < found.scene < 0.1


def test_neighbours_hit_on_one_date_lend_it_to_a_doubtful_one() -> None:
    column, row, told = street(hit=12, calm=300, gap=1)
    found = neighbourhood.look_around(column, row, told, np.ones(len(column), bool), EVEN, 10.0, DEFAULT)
    assert found.rate[12, 1] > 0.6 * found.share[12]
    assert found.rate[250] == pytest.approx(found.share[250] * EVEN, rel=0.3)


def test_a_structure_does_not_vouch_for_itself() -> None:
    column, row, told = street(hit=0, calm=60, gap=1)
    judged = np.ones(len(column), bool)
    calm = neighbourhood.look_around(column, row, told, judged, EVEN, 10.0, DEFAULT)
    told[30] = 6.0
    loud = neighbourhood.look_around(column, row, told, judged, EVEN, 10.0, DEFAULT)
    others = loud.share[[28, 29, 31, 32]]
    assert loud.share[30] < others.min()
    assert loud.share[30] < 2 * max(calm.share[30], loud.share[0])


def test_what_cannot_be_judged_tells_nothing_of_its_neighbours() -> None:
    column, row, told = street(hit=12, calm=60, gap=1)
    judged = np.arange(len(column)) > 12
    loud = neighbourhood.look_around(column, row, told, judged, EVEN, 10.0, DEFAULT)
    told[:12] = -2.0
    quiet = neighbourhood.look_around(column, row, told, judged, EVEN, 10.0, DEFAULT)
    assert loud.share[12:] == pytest.approx(quiet.share[12:])


@settings(deadline=None, max_examples=30)
@given(
    at=st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), min_size=1, max_size=40, unique=True),
    told=st.integers(0, 2**32 - 1),
)
def test_rates_are_probabilities_wherever_structures_stand(at: list[tuple[float, float]], told: int) -> None:
    where = np.array(at)
    log_bayes = np.random.default_rng(told).normal(0, 20, (len(at), 3))
    found = neighbourhood.look_around(where[:, 0], where[:, 1], log_bayes, np.ones(len(at), bool), EVEN, 10.0, DEFAULT)
    assert np.isfinite(found.rate).all()
    assert (found.rate > 0).all()
    assert (found.share < 1).all()
    assert 0 < found.scene < 1


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
