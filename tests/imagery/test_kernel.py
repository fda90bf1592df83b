"""The compiled kernel against scipy, which computes the same in another way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from trigpoint.evidence.imagery.sar import kernel, sweep
from trigpoint.evidence.imagery.sar.machine_code import RUN
from trigpoint.evidence.imagery.sar.pixel_scores import normal_score, over_orbits
from trigpoint.model.scene import Unit
from trigpoint.workflows.imagery import kept_code

LINEAR = Unit.SIGMA0_LINEAR


def sides(before: int, after: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.arange(before, dtype=np.int64), np.arange(before, before + after, dtype=np.int64)


def welch(values: Any, before: NDArray[np.int64], after: NDArray[np.int64], **more: Any) -> Any:
    """t and degrees of freedom by the code for pixels of this kind."""
    return kernel.welch(values, before, after, code=kept_code.entry(values.dtype.name), **more)[:2]


def by_scipy(logs: NDArray[np.float64], before: int) -> Any:
    with np.errstate(all="ignore"):
        return stats.ttest_ind(logs[before:], logs[:before], axis=0, equal_var=False, nan_policy="omit")


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    before=st.integers(3, 40),
    after=st.integers(2, 12),
    width=st.sampled_from([1, 7, RUN + 3]),
    missing=st.sampled_from([0.0, 0.1, 0.4]),
    level=st.floats(-60, 20),
)
def test_t_and_df_are_those_of_scipy_with_looks_missing_here_and_there(
    seed: int, before: int, after: int, width: int, missing: float, level: float
) -> None:
    rng = np.random.default_rng(seed)
    power = (10 ** (level / 10) * rng.gamma(4.4, 1 / 4.4, (before + after, 1, 1, width))).astype(np.float32)
    power[rng.random(power.shape) < missing] = np.nan
    t, df = welch(power, *sides(before, after), unit=LINEAR)
    enough = (np.isfinite(power[:before]).sum(0) >= 3) & (np.isfinite(power[before:]).sum(0) >= 2)
    assert (np.isfinite(t) == enough).all()
    assert (np.isfinite(df) == enough).all()
    expected = by_scipy(np.log(power.astype(np.float64))[:, enough], before)
    np.testing.assert_allclose(t[enough], expected.statistic, rtol=2e-4, atol=2e-4)
    np.testing.assert_allclose(df[enough], expected.df, rtol=2e-4)


def test_the_logarithm_is_within_a_millionth_of_numpys_from_the_smallest_to_the_largest_number() -> None:
    near_one = 1 + np.linspace(-0.3, 0.4, 20_001)
    everywhere = np.exp(np.linspace(np.log(1.2e-38), np.log(3.4e38), 200_001))
    values = np.concatenate([near_one, everywhere, [1.0, np.sqrt(0.5), np.sqrt(2.0)]]).astype(np.float32)
    got = np.array([sweep._log2(bits) for bits in values.view(np.int32)[::37]])
    np.testing.assert_allclose(got, np.log2(values[::37].astype(np.float64)), rtol=1e-6)


@pytest.mark.parametrize("value", [0.0, -0.0, -0.3, np.nan, np.inf, -np.inf, 1e-40])
def test_what_is_no_power_counts_as_not_seen(value: float) -> None:
    power = np.random.default_rng(1).gamma(4, 0.1, (9, 1, 1, 20)).astype(np.float32)
    holed = power.copy()
    holed[2, ..., 5] = value
    t, df = welch(holed, *sides(6, 3), unit=LINEAR)
    looks = np.delete(power, 2, axis=0)
    t_without, df_without = welch(looks, *sides(5, 3), unit=LINEAR)
    assert (t[..., 5], df[..., 5]) == (t_without[..., 5], df_without[..., 5])


def test_decibels_and_whole_hundredths_of_them_give_what_power_gives() -> None:
    hundredths = np.random.default_rng(2).integers(-2500, 500, (12, 2, 5, 33)).astype(np.int16)
    hundredths[3, 0, 0, 0] = -32768
    decibels = np.where(hundredths == -32768, np.nan, hundredths / 100).astype(np.float32)
    whole = welch(hundredths, *sides(8, 4), unit=Unit.CENTI_DECIBEL, unseen=-32768)
    parts = welch(decibels, *sides(8, 4), unit=Unit.DECIBEL)
    power = welch((10 ** (decibels / 10)).astype(np.float32), *sides(8, 4), unit=LINEAR)
    for one, two, three in zip(whole, parts, power, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(one, three, rtol=1e-3, atol=1e-3)


def test_small_changes_on_a_high_level_are_not_lost_in_rounding() -> None:
    rng = np.random.default_rng(3)
    decibels = (-3000 + rng.normal(0, 0.05, (35, 1, 4, 100))).astype(np.float32)
    t, _ = welch(decibels, *sides(30, 5), unit=Unit.CENTI_DECIBEL)
    expected = by_scipy(decibels.astype(np.float64), 30)
    np.testing.assert_allclose(t, expected.statistic, rtol=1e-3, atol=1e-3)


def test_a_pixel_without_looks_enough_or_without_any_variation_has_no_t() -> None:
    power = np.random.default_rng(4).gamma(4, 0.1, (8, 1, 1, 4)).astype(np.float32)
    power[0:4, ..., 0] = np.nan  # two looks before
    power[6, ..., 1] = np.nan  # one look after
    power[..., 2] = 0.25  # the same always
    t, df = welch(power, *sides(6, 2), unit=LINEAR)
    assert np.isnan(t[0, 0, :3]).all()
    assert np.isnan(df[0, 0, :3]).all()
    assert np.isfinite(t[0, 0, 3])


def test_brighter_after_is_positive() -> None:
    power = np.random.default_rng(5).gamma(40, 0.1, (8, 1, 1, 1)).astype(np.float32)
    power[5:] *= 30
    assert welch(power, *sides(5, 3), unit=LINEAR)[0].item() > 5


def test_threads_change_no_bit_and_looks_may_come_in_any_order() -> None:
    power = np.random.default_rng(6).gamma(4, 0.1, (9, 2, 37, 600)).astype(np.float32)
    alone = welch(power, *sides(6, 3), unit=LINEAR)
    with ThreadPoolExecutor(2) as workers:
        together = welch(power, *sides(6, 3), unit=LINEAR, workers=workers, strips=5)
    order = np.array([8, 0, 7, 1, 2, 3, 6, 4, 5])
    before, after = np.array([1, 3, 4, 5, 7, 8]), np.array([6, 2, 0])
    mixed = welch(power[order], before, after, unit=LINEAR)
    np.testing.assert_array_equal(alone, together)
    np.testing.assert_array_equal(alone, mixed)


def test_amplitudes_in_whole_numbers_give_what_the_same_numbers_give_as_floats() -> None:
    counts = np.random.default_rng(7).integers(0, 65_536, (9, 2, 6, 40)).astype(np.uint16)
    whole = welch(counts, *sides(6, 3), unit=Unit.DIGITAL_NUMBER)
    floats = welch(counts.astype(np.float32), *sides(6, 3), unit=Unit.DIGITAL_NUMBER)
    np.testing.assert_array_equal(whole, floats)


@pytest.mark.parametrize("bands", [2, 3])
@pytest.mark.parametrize("kind", [np.float32, np.int16])
def test_however_a_block_lies_in_memory_its_numbers_are_the_same(
    bands: int, kind: type[np.float32] | type[np.int16]
) -> None:
    drawn: Any = np.random.default_rng(8).gamma(4, 100, (8, bands, 9, RUN + 70)).astype(kind)
    expected = welch(drawn, *sides(5, 3), unit=LINEAR)
    beside = np.ascontiguousarray(drawn.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    wider: Any = np.zeros((8, bands, 11, RUN + 99), kind)
    wider[:, :, :9, : RUN + 70] = drawn
    backwards = np.ascontiguousarray(drawn[..., ::-1])[..., ::-1]
    for other in (beside, wider[:, :, :9, : RUN + 70], backwards, beside[:, :, :, :]):
        np.testing.assert_array_equal(welch(other, *sides(5, 3), unit=LINEAR), expected)
    narrow = welch(beside[..., 3:40], *sides(5, 3), unit=LINEAR)
    np.testing.assert_array_equal(narrow, [part[..., 3:40] for part in expected])


def test_the_score_beside_t_is_the_normal_score_also_where_t_is_tiny() -> None:
    power = np.random.default_rng(9).gamma(4, 0.1, (9, 1, 40, 40)).astype(np.float32)
    power[6:] = power[3:6] * np.float32(1.0001)
    power[:, :, :20] = np.random.default_rng(10).gamma(4, 0.1, (9, 1, 20, 40)).astype(np.float32)
    t, df, z = kernel.welch(power, *sides(6, 3), unit=LINEAR, code=kept_code.entry("float32"))
    np.testing.assert_allclose(z, normal_score(t.astype(float), df.astype(float)), rtol=5e-6, atol=1e-30)


def test_machine_code_is_kept_and_half_a_file_of_it_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []

    def compile_object(kind: str) -> tuple[str, bytes]:
        compiled.append(kind)
        return "name", b"code\nof\nit"

    monkeypatch.setattr(sweep, "compile_object", compile_object)
    path = tmp_path / "new" / "sweep.bin"
    assert kept_code._kept(path, "int16") == kept_code._kept(path, "int16") == ("name", b"code\nof\nit")
    assert compiled == ["int16"]
    path.write_bytes(path.read_bytes()[:-1])
    assert kept_code._kept(path, "int16") == ("name", b"code\nof\nit")
    assert compiled == ["int16", "int16"]


def test_where_machine_code_cannot_be_kept_it_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "compile_object", lambda _kind: ("name", b"code"))
    (tmp_path / "file").touch()
    assert kept_code._kept(tmp_path / "file" / "sweep.bin", "int16") == ("name", b"code")

    def without_a_home(_path: Path) -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", without_a_home)
    assert kept_code._kept(kept_code._folder() / "sweep.bin", "int16") == ("name", b"code")


@given(df=st.floats(1, 60), z=st.floats(0, 4), sign=st.sampled_from([-1, 1]))
def test_the_normal_score_is_as_improbable_as_t_and_never_more(df: float, z: float, sign: int) -> None:
    t = stats.t.isf(stats.norm.sf(z), df)
    got = sign * normal_score(np.array([sign * t], np.float32), np.array([df], np.float32)).item()
    assert got <= z + 0.01
    assert got >= z - (0.075 if df >= 4 else 0.5) * max(z / 4, 0.1)


@pytest.mark.parametrize("orbits", [1, 2, 4])
def test_scores_over_orbits_are_standard_normal_where_nothing_changed(orbits: int) -> None:
    rng = np.random.default_rng(orbits)
    scores = [rng.normal(size=(1, 200, 200)).astype(np.float32) for _ in range(orbits)]
    scores[0][:, :, :50] = np.nan  # seen by the others alone
    z = over_orbits(scores)
    assert np.isnan(z[:, :, :50]).all() == (orbits == 1)
    known = z[np.isfinite(z)]
    assert abs(known.std() - 1) < 0.02
    assert abs(np.mean(np.abs(known) > 1.96) - 0.05) < 0.005


def test_a_pixel_no_orbit_sees_has_no_score() -> None:
    blind = np.full((1, 2, 2), np.nan, np.float32)
    assert np.isnan(over_orbits([blind, blind])).all()
