"""Pictures that are sound one by one and do not belong together, and outlines that do not belong to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from numpy.typing import NDArray

from trigpoint.model import Grid
from trigpoint.model.errors import InputError, UnsupportedFormat, UsageError
from trigpoint.sources.rasters.opener import write_raster
from trigpoint.workflows.imagery.damage import DamageRun, assess_damage

GRID = Grid(
    width=60, height=60, transform=(10.0, 0.0, 350_000.0, 0.0, -10.0, 3_990_000.0), crs="EPSG:32637", pixel_m=10.0
)
FIRST = datetime(2023, 1, 1, 3, 34, 11, tzinfo=UTC)


def look(
    folder: Path, name: str, day: int, *, grid: Grid = GRID, pixels: NDArray[np.float32] | None = None, **tags: str
) -> Path:
    """One simulated look of 4.4 looks' speckle at one orbit."""
    drawn = np.random.default_rng(day).gamma(4.4, 0.06 / 4.4, (2, grid.height, grid.width)).astype(np.float32)
    said = {
        "ACQUISITION_TIME": (FIRST + timedelta(days=day)).isoformat(),
        "RELATIVE_ORBIT": "14",
        "UNITS": "sigma0_linear",
        "PLATFORM": "simulated",
    }
    path = folder / f"{name}.tif"
    write_raster(path, drawn if pixels is None else pixels, grid=grid, names=("VV", "VH"), tags={**said, **tags})
    return path


def series(folder: Path) -> tuple[list[Path], list[Path]]:
    before = [look(folder, f"b{number}", 12 * number) for number in range(6)]
    return before, [look(folder, f"a{number}", 12 * (6 + number)) for number in range(3)]


def outlines(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / "f.geojson"
    crs = {"type": "name", "properties": {"name": "EPSG:32637"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": list(features)}))
    return path


def house(name: str, column: int, row: int) -> dict[str, Any]:
    x, y = 350_000 + 10 * column, 3_990_000 - 10 * row
    ring = [[x, y], [x + 40, y], [x + 40, y - 40], [x, y - 40], [x, y]]
    return {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def grades(run: DamageRun) -> dict[str, str]:
    return {one.footprint.id: one.grade.value for one in run.structures}


def test_a_stack_of_two_map_projections_is_refused_by_the_odd_one(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    odd = look(tmp_path, "odd", 90, grid=attrs.evolve(GRID, crs="EPSG:32638"))
    with pytest.raises(UnsupportedFormat, match=r"odd\.tif: is in EPSG:32638"):
        assess_damage(before, [*after, odd], outlines(tmp_path, house("h", 20, 20)))


def test_before_later_than_after_is_refused(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    with pytest.raises(UsageError, match="swap them"):
        assess_damage(after, before, outlines(tmp_path, house("h", 20, 20)))


def test_a_picture_named_twice_is_no_second_look(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    file = outlines(tmp_path, house("h", 20, 20))
    run = assess_damage([*before, before[0]], after, file)
    assert any("it is one look" in flag for flag in run.flags)


def test_two_pictures_of_one_overpass_are_told(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    moment = (FIRST + timedelta(days=12, seconds=25)).isoformat()
    twin = look(tmp_path, "twin", 12, ACQUISITION_TIME=moment)
    run = assess_damage([*before, twin], after, outlines(tmp_path, house("h", 20, 20)))
    assert any("one look, not two" in flag for flag in run.flags)


def test_a_structure_never_seen_after_is_not_intact(tmp_path: Path) -> None:
    before, _ = series(tmp_path)
    unknown = np.full((2, 60, 60), np.nan, np.float32)
    half = np.random.default_rng(9).gamma(4.4, 0.06 / 4.4, (2, 60, 60)).astype(np.float32)
    half[:, :, 30:] = np.nan
    blind = [look(tmp_path, f"c{number}", 12 * (6 + number), pixels=unknown) for number in range(3)]
    dim = [look(tmp_path, f"d{number}", 12 * (6 + number), pixels=half) for number in range(3)]
    file = outlines(tmp_path, house("seen", 10, 20), house("hidden", 40, 20))
    assert set(grades(assess_damage(before, blind, file)).values()) == {"not_assessable"}
    found = grades(assess_damage(before, dim, file))
    assert found["hidden"] == "not_assessable"
    assert found["seen"] != "not_assessable"


def test_every_outline_has_a_line_whether_it_can_be_judged_or_not(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    bow = house("bow", 20, 20)
    ring = bow["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    point = {"type": "Feature", "id": "point", "geometry": {"type": "Point", "coordinates": [350_100, 3_989_900]}}
    file = outlines(tmp_path, house("far", 900, 20), bow, point, house("twice", 30, 30), house("twice", 40, 40))
    found = grades(assess_damage(before, after, file))
    assert list(found) == ["far", "bow", "point", "twice", "twice (2)"]
    assert found["far"] == found["point"] == "not_assessable"
    assert found["bow"] != "not_assessable"


def test_where_no_outline_lies_in_the_pictures_nothing_is_judged(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    far = assess_damage(before, after, outlines(tmp_path, house("far", 900, 20)))
    assert grades(far) == {"far": "not_assessable"}
    assert assess_damage(before, after, outlines(tmp_path)).structures == ()


def test_pictures_that_show_nothing_at_all_judge_nothing(tmp_path: Path) -> None:
    nothing = np.full((2, 60, 60), np.nan, np.float32)
    blind = [look(tmp_path, f"n{number}", 12 * number, pixels=nothing) for number in range(8)]
    run = assess_damage(blind[:5], blind[5:], outlines(tmp_path, house("h", 20, 20)))
    assert grades(run) == {"h": "not_assessable"}


def test_an_outline_file_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    before, after = series(tmp_path)
    (tmp_path / "f.geojson").write_text("<html>")
    with pytest.raises(InputError, match=r"f\.geojson"):
        assess_damage(before, after, tmp_path / "f.geojson")
