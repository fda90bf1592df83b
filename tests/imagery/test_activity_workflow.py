"""A site followed through picture files: order, alignment, unusable looks, observations."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from imagery.test_activity import BANDS, SIDE, optical
from trigpoint.evidence.imagery.align import shift_image
from trigpoint.model.errors import UsageError
from trigpoint.model.scene import Grid
from trigpoint.sources.rasters.opener import write_raster
from trigpoint.workflows.imagery.activity import site_activity

GRID = Grid(width=SIDE, height=SIDE, transform=(5.0, 0.0, 500_000.0, 0.0, -5.0, 4_000_000.0), crs="EPSG:32637")


@pytest.fixture
def outline(tmp_path: Path) -> Path:
    """The site: pixels 40 to 80 both ways."""
    to_degrees = Transformer.from_crs("EPSG:32637", "EPSG:4326", always_xy=True)
    corners = [(40, 40), (80, 40), (80, 80), (40, 80), (40, 40)]
    ring = [to_degrees.transform(500_000 + 5 * c, 4_000_000 - 5 * r) for c, r in corners]
    feature = {
        "type": "Feature",
        "id": "yard",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "site.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def series(folder: Path, *, dated: bool = True, clouded: int | None = None, moved: int | None = None) -> list[Path]:
    """Eight looks a month apart, roofs from the sixth on, one clouded and one moved where asked."""
    paths = []
    for i in range(8):
        bands = optical(i, built_from=5)
        if i == moved:
            bands = shift_image(bands, 2.4, -1.3)
        if i == clouded:
            bands[:, 35:85, 35:85] = np.nan
        path = folder / f"look{i}.tif"
        tags = {"ACQUISITION_TIME": f"2020-0{i + 1}-03T10:00:00Z"} if dated else {}
        write_raster(path, bands, grid=GRID, names=BANDS, tags=tags)
        paths.append(path)
    return paths


def test_a_yard_is_followed_look_by_look_and_the_start_is_bracketed(tmp_path: Path, outline: Path) -> None:
    paths = series(tmp_path, clouded=3, moved=2)
    history = site_activity(list(reversed(paths)), outline, baseline=2)
    assert [Path(look.scene.file).name for look in history.looks] == [path.name for path in paths]
    assert "clear" in history.looks[3].activity.unusable
    assert history.looks[3].observation.value is None
    assert history.looks[2].activity.built is not None
    assert history.looks[2].activity.built.high < 0.08
    assert history.change is not None
    assert history.change.low is not None
    assert history.change.low > 0
    told = dict(history.change.details)
    assert told["last_look_without"].startswith("2020-05")
    assert told["first_look_with"].startswith("2020-06")
    assert len(history.observations) == 9
    assert history.change.unit == "m2"


def test_the_same_pictures_give_the_same_observations(tmp_path: Path, outline: Path) -> None:
    paths = series(tmp_path)
    assert site_activity(paths, outline).observations == site_activity(paths, outline).observations


def test_a_picture_without_a_date_is_asked_for_one(tmp_path: Path, outline: Path) -> None:
    with pytest.raises(UsageError, match="acquisition time"):
        site_activity(series(tmp_path, dated=False), outline)
