"""Pictures and measurements from a case into its brief: which looks, cut where, and what happens when one is damaged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import numpy as np
import pytest

from trigpoint import store
from trigpoint.model import Grid, Observation, Place, PlaceKind, PlaceMethod, Precision, Scene, TimeSpan, record_id
from trigpoint.sources.rasters.opener import describe, write_raster
from trigpoint.workflows import keep
from trigpoint.workflows.imagery.export import export_observations
from trigpoint.workflows.imagery.observe import keep_observations
from trigpoint.workflows.imagery.sheets import LEAST_PX, case_sheets
from trigpoint.workflows.imagery.simulated import GRID

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
START = datetime(2020, 9, 1, 15, tzinfo=UTC)
WIDE = attrs.evolve(GRID, width=200, height=160)


def noon() -> datetime:
    return NOON


def look(folder: Path, number: int, *, grid: Grid = WIDE, known: bool = True) -> Scene:
    """A radar picture of noise."""
    rng = np.random.default_rng(number)
    pixels = rng.gamma(4, 0.05, (2, grid.height, grid.width)).astype(np.float32)
    pixels[:, :, :] = pixels if known else np.nan
    path = folder / f"look-{number}.tif"
    tags = {
        "ACQUISITION_TIME": (START + timedelta(days=6 * number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "RELATIVE_ORBIT": "21", "UNITS": "sigma0_linear", "SIMULATED": "simulated for a test",
    }  # fmt: skip
    write_raster(path, pixels, grid=grid, names=("VV", "VH"), tags=tags)
    return describe(path)


def measured(scenes: list[Scene], subject: str, lon: float, lat: float, grade: str = "severe") -> Observation:
    captures = tuple(s.id for s in scenes)
    return Observation(
        id=record_id("obs", subject, captures), kind="damage", subject=subject, value=2.0, unit="score",
        where=Place(text=subject, lon=lon, lat=lat, radius_m=40, kind=PlaceKind.SITE, method=PlaceMethod.COORDINATES),
        when=TimeSpan(start=START + timedelta(days=6), end=START + timedelta(days=12), precision=Precision.RANGE),
        captures=captures, method="noise 1", details=(("grade", grade), ("probability", "0.9")),
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return keep.init(tmp_path / "case", title="pictures", now=noon).folder


def test_a_sheet_is_cut_around_the_structures_and_says_which_looks_are_unusable(folder: Path, tmp_path: Path) -> None:
    scenes = [look(tmp_path, n, known=n != 2) for n in range(4)]
    found = [measured(scenes, "hall", 37.3625, 36.0555), measured(scenes, "store", 37.364, 36.0555, "not_assessable")]
    keep_observations(folder, scenes, found, now=noon)
    case = keep.open_case(folder)
    (sheet,), problems = case_sheets(case, keep.current_observations(case))
    assert problems == ()
    assert LEAST_PX <= sheet.grid.width < WIDE.width
    assert [k.reason for k in sheet.looks] == ["", "", "no data over the site", ""]
    assert sheet.looks[0].pixels.shape == (1, sheet.grid.height, sheet.grid.width)
    assert sheet.is_simulated
    assert {s.id for s in sheet.structures} == {"hall", "store"}
    for structure in sheet.structures:
        for column, row in structure.polygons[0][0]:
            assert 0 <= column <= sheet.grid.width
            assert 0 <= row <= sheet.grid.height


def test_a_picture_on_another_grid_is_left_out(folder: Path, tmp_path: Path) -> None:
    scenes = [look(tmp_path, 0), look(tmp_path, 1), look(tmp_path, 2, grid=GRID)]
    keep_observations(folder, scenes, [measured(scenes, "hall", 37.3625, 36.0555)], now=noon)
    case = keep.open_case(folder)
    (sheet,), _ = case_sheets(case, keep.current_observations(case))
    assert len(sheet.looks) == 2


def test_what_is_kept_knows_that_radar_saw_it_and_that_it_is_simulated(folder: Path, tmp_path: Path) -> None:
    scenes = [look(tmp_path, 0), look(tmp_path, 1)]
    keep_observations(folder, scenes, [measured(scenes, "hall", 37.3625, 36.0555)], now=noon)
    (kept,) = store.observations(keep.open_case(folder))
    assert dict(kept.details) == {"grade": "severe", "probability": "0.9", "modality": "SAR", "simulated": "yes"}


def test_a_picture_that_cannot_be_decoded_leaves_a_sentence_and_the_rest_of_the_brief(
    folder: Path, tmp_path: Path
) -> None:
    scenes = [look(tmp_path, 0), look(tmp_path, 1)]
    keep_observations(folder, scenes, [measured(scenes, "hall", 37.3625, 36.0555)], now=noon)
    case = keep.open_case(folder)
    blob = store.blob_path(case.blobs, scenes[0].sha256)
    blob.chmod(0o644)
    blob.write_bytes(b"II*\0 no picture any more")
    sheets, problems = case_sheets(case, keep.current_observations(case))
    assert sheets == ()
    assert len(problems) == 1
    assert "not drawn" in problems[0]
    assert str(tmp_path) not in problems[0]


def test_an_export_holds_every_measurement(folder: Path, tmp_path: Path) -> None:
    scenes = [look(tmp_path, 0), look(tmp_path, 1)]
    keep_observations(folder, scenes, [measured(scenes, "=hall", 37.3625, 36.0555)], now=noon)
    paths = export_observations(keep.open_case(folder), tmp_path / "out")
    assert [p.name for p in paths] == ["observations.geojson", "observations.csv", "provenance.json"]
    assert "'=hall" in paths[1].read_text(encoding="utf8")
    assert scenes[0].sha256 in paths[2].read_text(encoding="utf8")
