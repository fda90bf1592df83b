"""Nothing is fetched before it is computed; what is loaded is what the files hold, on the grid asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hostile.server import Server
from sources.scenes.stac_server import API, item, landing, page, public, serve
from sources.scenes.test_stac import QUICK, picture
from trigpoint.model.errors import InputError, UsageError
from trigpoint.sources.scenes.stac import Search, search_scenes
from trigpoint.sources.scenes.stac_load import load_scenes

# odc-geo calls shapely and affine by older names
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]
BOX = (36.0, 36.0, 37.0, 37.0)


def test_a_lazy_load_fetches_only_when_computed(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    routes = {
        "/api": landing(),
        "/api/search": page([item("a"), item("b", "2021-03-16T15:34:23Z")]),
        "/a/vv.tif": picture(tmp_path),
        "/b/vv.tif": picture(tmp_path),
    }
    with Server(serve(routes)) as server:
        network = public(server.port)
        scenes = list(search_scenes(Search(url=API, bbox=BOX), limits=QUICK, network=network))
        from pyproj import Transformer

        to_lonlat = Transformer.from_crs("EPSG:32637", "EPSG:4326", always_xy=True)
        west, south = to_lonlat.transform(320_105, 3_987_805)
        east, north = to_lonlat.transform(320_195, 3_987_895)
        cube = load_scenes(
            scenes,
            ["vv"],
            bbox=(west, south, east, north),
            into=into,
            crs="EPSG:32637",
            resolution=10,
            limits=QUICK,
            network=network,
        )
        assert len(server.heads) == 2
        assert cube.sizes["time"] == 2
        pixels = cube.vv.isel(time=0).compute(scheduler="synchronous")
        assert [head.split(b" ")[1] for head in server.heads[2:]] == [b"/a/vv.tif"]
    whole = np.arange(1200, dtype=np.float32).reshape(30, 40)
    rows = np.rint((3_988_000 - pixels.y.values) / 10 - 0.5).astype(int)
    columns = np.rint((pixels.x.values - 320_000) / 10 - 0.5).astype(int)
    assert 8 <= len(rows) <= 12
    np.testing.assert_allclose(pixels.values, whole[np.ix_(rows, columns)], atol=1e-3)


def test_ground_outside_the_picture_is_unknown(tmp_path: Path) -> None:
    routes = {"/api": landing(), "/api/search": page([item("a")]), "/a/vv.tif": picture(tmp_path)}
    with Server(serve(routes)) as server:
        network = public(server.port)
        scenes = list(search_scenes(Search(url=API, bbox=BOX), limits=QUICK, network=network))
        cube = load_scenes(
            scenes,
            ["vv"],
            bbox=(36.99, 36.0, 37.01, 36.02),
            into=tmp_path,
            crs="EPSG:32637",
            resolution=20,
            limits=QUICK,
            network=network,
        )
        values = cube.vv.compute(scheduler="synchronous").values
    assert np.isnan(values).any()
    assert np.isfinite(values).sum() > 200


@pytest.mark.parametrize(
    "served",
    [
        b'<VRTDataset rasterXSize="1" rasterYSize="1"><SourceFilename>/etc/passwd</SourceFilename></VRTDataset>',
        b"",
        b"II*\x00junk",
    ],
)
def test_a_served_file_that_is_no_picture_is_refused_by_the_decoder(tmp_path: Path, served: bytes) -> None:
    routes = {"/api": landing(), "/api/search": page([item("a")]), "/a/vv.tif": served}
    with Server(serve(routes)) as server:
        network = public(server.port)
        scenes = list(search_scenes(Search(url=API, bbox=BOX), limits=QUICK, network=network))
        cube = load_scenes(
            scenes,
            ["vv"],
            bbox=(36.99, 36.0, 37.01, 36.02),
            into=tmp_path,
            crs="EPSG:32637",
            resolution=20,
            limits=QUICK,
            network=network,
        )
        with pytest.raises(InputError):
            cube.vv.compute(scheduler="synchronous")


def test_an_asset_nobody_offers_is_wrong_usage(tmp_path: Path) -> None:
    with Server(serve({"/api": landing(), "/api/search": page([item("a")])})) as server:
        scenes = list(search_scenes(Search(url=API, bbox=BOX), limits=QUICK, network=public(server.port)))
    with pytest.raises(UsageError, match="'vh'"):
        load_scenes(scenes, ["vh"], bbox=BOX, into=tmp_path, crs="EPSG:32637", resolution=10)
