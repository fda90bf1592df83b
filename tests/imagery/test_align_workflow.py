"""Picture files aligned on the reference's grid, and what the command prints."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer
from scipy import ndimage
from typer.testing import CliRunner

from imagery.grounds import Pixels, town
from trigpoint.cli import app
from trigpoint.evidence.imagery.align import shift_image
from trigpoint.model.errors import UsageError
from trigpoint.model.scene import Grid
from trigpoint.products.imagery.align_lines import align_line, align_rows
from trigpoint.sources.rasters.opener import write_raster
from trigpoint.workflows.imagery.align import measure_shift

CRS = "EPSG:32637"
IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def save(path: Path, pixels: Pixels, *, east: float = 500_000.0, north: float = 4_000_000.0, crs: str = CRS) -> Path:
    """A one-band GeoTIFF of 5 m pixels."""
    return save_on(path, pixels, (5.0, 0.0, east, 0.0, -5.0, north), crs)


def save_on(path: Path, pixels: Pixels, transform: tuple[float, float, float, float, float, float], crs: str) -> Path:
    grid = Grid(width=pixels.shape[1], height=pixels.shape[0], transform=transform if crs else IDENTITY, crs=crs)
    write_raster(path, pixels[None], grid=grid, names=("1",), tags={})
    return path


def test_two_files_on_one_grid_give_their_shift(tmp_path: Path) -> None:
    ground = town(256)
    found = measure_shift(save(tmp_path / "a.tif", ground), save(tmp_path / "b.tif", shift_image(ground, 2.5, -1.25)))
    assert found.shift.accepted
    assert found.shift.dx_px == pytest.approx(2.5, abs=0.05)
    assert found.shift.dy_px == pytest.approx(-1.25, abs=0.05)


def test_an_origin_told_by_the_georeference_is_not_a_shift(tmp_path: Path) -> None:
    ground = town(256)
    part = ground[20:, 30:]
    cut = save(tmp_path / "cut.tif", part, east=500_000 + 30 * 5, north=4_000_000 - 20 * 5)
    found = measure_shift(save(tmp_path / "a.tif", ground), cut)
    assert np.hypot(found.shift.dx_px, found.shift.dy_px) < 0.05


def test_a_picture_in_another_projection_is_laid_on_the_references_grid(tmp_path: Path) -> None:
    ground = town(256)
    a = save(tmp_path / "a.tif", ground)
    lon, lat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(500_000.0, 4_000_000.0)
    step = 5.5e-5  # degrees: about 5 m of longitude here
    cols, rows = np.meshgrid(np.arange(250) + 0.5, np.arange(200) + 0.5)
    x, y = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(lon + step * cols, lat - step * rows)
    at = [(4_000_000.0 - y) / 5 - 0.5, (x - 500_000.0) / 5 - 0.5]
    seen = ndimage.map_coordinates(ground, at, order=3, cval=np.nan).astype(np.float32)
    degrees = save_on(tmp_path / "degrees.tif", seen, (step, 0.0, lon, 0.0, -step, lat), "EPSG:4326")
    found = measure_shift(a, degrees)
    assert found.shift.accepted, found.shift.reason
    assert np.hypot(found.shift.dx_px, found.shift.dy_px) < 0.1


def test_places_without_common_ground_are_said_so(tmp_path: Path) -> None:
    ground = town(96)
    far = save(tmp_path / "far.tif", ground, east=700_000.0)
    with pytest.raises(UsageError, match="no common ground"):
        measure_shift(save(tmp_path / "a.tif", ground), far)


def test_pictures_without_a_place_are_compared_from_the_corner_and_flagged(tmp_path: Path) -> None:
    ground = town(200)
    a = save(tmp_path / "a.tif", ground, crs="")
    b = save(tmp_path / "b.tif", shift_image(ground, 3, 1)[:180, :190], crs="")
    found = measure_shift(a, b)
    assert found.shift.dx_px == pytest.approx(3, abs=0.1)
    assert any("upper left" in flag for flag in found.flags)


def test_the_same_files_give_the_same_observation(tmp_path: Path) -> None:
    ground = town(160)
    a, b = save(tmp_path / "a.tif", ground), save(tmp_path / "b.tif", shift_image(ground, 1, 1))
    first, second = measure_shift(a, b).observation, measure_shift(a, b).observation
    assert first == second
    assert first.kind == "alignment"
    assert len(first.captures) == 2


def test_the_line_has_the_contracts_keys_and_a_refusal_has_no_numbers(tmp_path: Path) -> None:
    a, b = save(tmp_path / "a.tif", town(160, 1)), save(tmp_path / "b.tif", town(160, 77))
    found = measure_shift(a, b)
    line = align_line(found)
    assert line["dx_px"] is None
    assert line["reason"]
    assert found.observation.value is None
    columns, rows = align_rows(found)
    assert len(columns) == len(rows[0])


def test_the_command_prints_one_line_and_ends_with_1_where_it_refuses(tmp_path: Path) -> None:
    ground = town(160)
    a, b = save(tmp_path / "a.tif", ground), save(tmp_path / "b.tif", shift_image(ground, 2, 0))
    ran = CliRunner().invoke(app, ["align", str(a), str(b), "--json"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout.splitlines()[-1])["dx_px"] == pytest.approx(2, abs=0.1)
    c = save(tmp_path / "c.tif", town(160, 77))
    assert CliRunner().invoke(app, ["align", str(a), str(c), "--json"]).exit_code == 1
