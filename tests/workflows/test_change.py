from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from imagery.optical_scenes import built_pair
from trigpoint.cli import app
from trigpoint.evidence.imagery.optical.learning import Effort
from trigpoint.model.errors import InputError, UsageError
from trigpoint.model.scene import Grid
from trigpoint.products.imagery.change_lines import OBJECT_KEYS, STRUCTURE_KEYS, change_line
from trigpoint.sources.rasters.opener import read_pixels
from trigpoint.sources.rasters.write import write_raster
from trigpoint.workflows.imagery.change import Change, find_change

QUICK = Effort(trees=30, rows=1_500, trees_left_out=20, rows_left_out=1_000)
NOWHERE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
UTM = (0.5, 0.0, 500_000.0, 0.0, -0.5, 3_600_000.0)
NAMES = ("red", "green", "blue")


def write(path: Path, pixels: NDArray[np.float32], *, placed: bool = False, **tags: str) -> Path:
    grid = Grid(
        width=pixels.shape[-1],
        height=pixels.shape[-2],
        transform=UTM if placed else NOWHERE,
        crs="EPSG:32637" if placed else "",
    )
    names = NAMES if len(pixels) == 3 else tuple(str(k + 1) for k in range(len(pixels)))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_raster(path, pixels, grid=grid, names=names, tags=tags)
    return path


def pair(folder: Path, seed: int, *, placed: bool = False) -> tuple[Path, Path]:
    before, after, _ = built_pair(seed)
    dates = ("2024-01-05T08:00:00Z", "2024-03-05T08:00:00Z")
    return (
        write(folder / "before.tif", before, placed=placed, ACQUISITION_TIME=dates[0]),
        write(folder / "after.tif", after, placed=placed, ACQUISITION_TIME=dates[1]),
    )


def marks(folder: Path, seeds: tuple[int, ...]) -> Path:
    for seed in seeds:
        before, after, changed = built_pair(seed)
        write(folder / "A" / f"s{seed}.tif", before)
        write(folder / "B" / f"s{seed}.tif", after)
        write(folder / "label" / f"s{seed}.tif", changed[None].astype(np.float32) * 255)
    return folder


def lines(found: Change) -> list[dict[str, object]]:
    return [change_line(item, found.scenes, 1) for item in found.objects]


def test_without_marks_the_map_is_given_and_its_lack_of_skill_is_told(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 1)
    out = tmp_path / "out.tif"
    found = find_change([before], [after], raster=out)
    assert any("no better than marking everything" in flag for flag in found.flags)
    statistic, decision = read_pixels(out)
    assert statistic.shape == (128, 128)
    assert np.array_equal(decision == 1, statistic > np.float32(found.threshold))
    assert all(one["probability"] is None for one in lines(found))


def test_with_marks_objects_have_a_probability_and_the_skill_is_told(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 5)
    found = find_change([before], [after], labels=marks(tmp_path / "marks", (2, 3)), effort=QUICK)
    assert found.skill is not None
    assert found.skill.scenes == 2
    assert any("each left out in turn" in flag for flag in found.flags)
    told = lines(found)
    assert told
    assert tuple(told[0]) == OBJECT_KEYS
    _, _, changed = built_pair(5)
    hit = (found.statistic > found.threshold) & changed
    assert hit.sum() > 0.5 * changed.sum()


def test_one_marked_scene_works_and_says_that_skill_cannot_be_measured(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 6)
    found = find_change([before], [after], labels=marks(tmp_path / "marks", (2,)), effort=QUICK)
    assert found.skill is None
    assert any("cannot be measured" in flag for flag in found.flags)


def test_pictures_of_another_kind_than_the_marks_are_left_unknown(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    noise = [rng.normal(120, 30, (3, 128, 128)).astype(np.float32) for _ in range(2)]
    before, after = (write(tmp_path / f"{k}.tif", look) for k, look in enumerate(noise))
    found = find_change([before], [after], labels=marks(tmp_path / "marks", (2,)), effort=QUICK)
    assert found.objects == ()
    assert found.unknown == 1.0
    assert any("of another kind than the marked ones" in flag for flag in found.flags)


def test_placed_pictures_give_degrees_square_metres_and_observations_that_stay_the_same(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 7, placed=True)
    one, two = (find_change([before], [after]) for _ in range(2))
    told = lines(one)[0]
    assert told["lon"] == pytest.approx(39.0, abs=0.01)
    assert told["area_m2"] == pytest.approx(0.25 * float(str(told["area_px"])))
    assert told["changed_between"] == ["2024-01-05T08:00:00Z", "2024-03-05T08:00:00Z"]
    assert one.observations == two.observations
    assert {o.kind for o in one.observations} == {"change"}


def test_outlines_give_a_line_per_structure(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 8)
    square = [[40, 40], [56, 40], [56, 56], [40, 56], [40, 40]]
    tiny = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
    outlines = tmp_path / "o.geojson"
    outlines.write_text(json.dumps({
        "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "pixel"}},
        "features": [
            {"type": "Feature", "id": name, "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for name, ring in (("h1", square), ("t1", tiny))
        ],
    }))  # fmt: skip
    told = lines(find_change([before], [after], footprints=outlines))
    assert [one["footprint"] for one in told] == ["h1", "t1"]
    assert tuple(told[0]) == STRUCTURE_KEYS
    assert told[1]["grade"] == "not_assessable"
    assert told[1]["score"] is None


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda a: a[:, :100, :100], "pixels"),
        (lambda a: np.full_like(a, np.nan), "no ground"),
        (lambda a: np.full_like(a, 9), "one value"),
        (lambda a: a[:, :20, :20], "20 x 20"),
    ],
)
def test_pictures_that_cannot_be_compared_are_refused_by_name(tmp_path: Path, spoil: object, why: str) -> None:
    before, after, _ = built_pair(9)
    one = write(tmp_path / "b.tif", before)
    two = write(tmp_path / "a.tif", np.ascontiguousarray(spoil(after)))  # type: ignore[operator]
    with pytest.raises(InputError, match=why) as caught:
        find_change([one], [two])
    assert "a.tif" in str(caught.value)


def test_one_band_against_three_is_compared_in_brightness_and_said(tmp_path: Path) -> None:
    before, after, _ = built_pair(10)
    one = write(tmp_path / "b.tif", before.mean(axis=0, keepdims=True))
    two = write(tmp_path / "a.tif", after)
    try:
        found = find_change([one], [two])
    except InputError as error:
        assert "none in common" in str(error)  # noqa: PT017
    else:
        assert any("brightness alone" in flag for flag in found.flags)


def test_labels_that_do_not_match_are_told(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 11)
    folder = marks(tmp_path / "marks", (2, 3))
    write(folder / "label" / "s2.tif", np.ones((1, 64, 64), np.float32))
    found = find_change([before], [after], labels=folder, effort=QUICK)
    assert any("s2" in flag and "64 x 64" in flag for flag in found.flags)
    with pytest.raises(UsageError, match="no folder"):
        find_change([before], [after], labels=tmp_path)
    with pytest.raises(UsageError, match="no such"):
        find_change([before], [after], labels=tmp_path / "nowhere")


def test_marks_all_of_one_kind_are_refused(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 12)
    folder = marks(tmp_path / "marks", (2,))
    write(folder / "label" / "s2.tif", np.zeros((1, 128, 128), np.float32))
    with pytest.raises(UsageError, match="same mark"):
        find_change([before], [after], labels=folder)


def test_the_command_prints_lines_and_doubts(tmp_path: Path) -> None:
    before, after = pair(tmp_path, 13)
    result = CliRunner().invoke(app, ["change", str(before), "--after", str(after), "--json"])
    assert result.exit_code == 0
    assert all(json.loads(line)["id"].startswith("c") for line in result.stdout.splitlines())
    assert "no better than marking everything" in result.stderr


def test_a_picture_compared_with_itself_shows_no_change(tmp_path: Path) -> None:
    before, _ = pair(tmp_path, 14)
    assert find_change([before], [before]).objects == ()
