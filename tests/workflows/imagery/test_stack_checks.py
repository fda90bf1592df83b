from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from trigpoint.model import Grid, Scene, SceneKind, Unit
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.workflows.imagery.stack_checks import check_kind, check_pair, is_same_grid

GRID = Grid(
    width=64, height=64, transform=(10.0, 0.0, 350_000.0, 0.0, -10.0, 3_990_000.0), crs="EPSG:32637", pixel_m=10.0
)
NOWHERE = Grid(width=64, height=64, transform=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
DAY = datetime(2023, 5, 1, 3, 34, tzinfo=UTC)


def look(name: str, day: int = 0, **changed: Any) -> Scene:
    scene = Scene(
        id=f"cap-{name}",
        file=f"{name}.tif",
        kind=SceneKind.SAR,
        grid=GRID,
        bands=("VV", "VH"),
        unit=Unit.SIGMA0_LINEAR,
        acquired=DAY + timedelta(days=day),
        relative_orbit=14,
    )
    return attrs.evolve(scene, **changed)


def test_pictures_that_belong_together_raise_no_doubt() -> None:
    assert check_pair([look("a"), look("b", 12)], [look("c", 24)]) == ()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"grid": attrs.evolve(GRID, crs="EPSG:32638")}, "EPSG:32638"),
        ({"grid": attrs.evolve(GRID, width=63)}, "another grid"),
        ({"grid": NOWHERE, "flags": ("pixel size zero: not placed",)}, "pixel size zero"),
        ({"kind": SceneKind.OPTICAL}, "one kind"),
        ({"unit": Unit.DECIBEL}, "one unit"),
        ({"bands": ("HH",)}, "none in common"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_the_name_of_the_odd_one(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(UnsupportedFormat, match=words) as caught:
        check_pair([look("a"), look("b", 12)], [look("odd", 24, **changed)])
    assert str(caught.value).startswith("odd.tif")


def test_grids_may_differ_where_pictures_are_aligned_first() -> None:
    shifted = attrs.evolve(GRID, width=60, transform=(10.0, 0.0, 350_003.0, 0.0, -10.0, 3_990_000.0))
    assert check_pair([look("a")], [look("b", 12, grid=shifted)], one_grid=False) == ()


def test_before_later_than_after_is_wrong_usage_and_names_both() -> None:
    with pytest.raises(UsageError, match=r"b\.tif.*later than c\.tif"):
        check_pair([look("a"), look("b", 30)], [look("c", 24)])


def test_nothing_before_or_after_is_wrong_usage() -> None:
    for before, after in (([], [look("a")]), ([look("a")], [])):
        with pytest.raises(UsageError, match="--after"):
            check_pair(before, after)


def test_two_pictures_of_one_overpass_are_told_to_be_one_look() -> None:
    slice_of_it = look("b", acquired=DAY + timedelta(seconds=25))
    (flag,) = check_pair([look("a"), slice_of_it], [look("c", 12)])
    assert "one look, not two" in flag


def test_two_orbits_within_a_minute_are_two_looks() -> None:
    assert check_pair([look("a"), look("b", relative_orbit=21)], [look("c", 12)]) == ()


def test_the_same_picture_twice_is_told() -> None:
    flags = check_pair([look("a"), look("a")], [look("c", 12)])
    assert any("named 2 times before" in flag for flag in flags)
    flags = check_pair([look("a")], [look("a")])
    assert any("both before and after" in flag for flag in flags)


def test_a_picture_without_a_date_and_simulated_pictures_are_told() -> None:
    flags = check_pair([look("a", acquired=None)], [look("c", simulated=True)])
    assert any("a.tif: no acquisition time; write `acquired: " in flag for flag in flags)
    assert any("simulated pictures are mixed" in flag for flag in flags)


def test_grids_that_differ_in_the_last_digits_are_one() -> None:
    near = attrs.evolve(GRID, transform=(10.0, 0.0, 350_000.0 + 1e-7, 0.0, -10.0, 3_990_000.0))
    far = attrs.evolve(GRID, transform=(10.0, 0.0, 350_000.0 + 1e-3, 0.0, -10.0, 3_990_000.0))
    assert is_same_grid(GRID, near)
    assert not is_same_grid(GRID, far)


def test_every_picture_of_another_kind_is_named_with_its_doubt() -> None:
    odd = look("odd", kind=SceneKind.OPTICAL)
    lost = look("lost", kind=SceneKind.UNREFERENCED, flags=("latitude 138.7 does not exist: not placed",))
    with pytest.raises(UnsupportedFormat, match=r"odd\.tif: is an optical picture.*lost\.tif.*latitude 138\.7"):
        check_kind([look("a"), odd, lost], SceneKind.SAR, "")
    check_kind([look("a")], SceneKind.SAR, "")
