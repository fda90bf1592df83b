"""`trigpoint scenes` and `trigpoint prepare`: exit codes, one sentence per problem, lines that are JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hostile.server import Server
from sources.scenes.scene_material import S2_NAME, lay_out, sentinel1_files, sentinel2_files
from sources.scenes.stac_server import API, item, landing, page, public, serve
from trigpoint import cli
from trigpoint.sources.scenes import stac

Run = Callable[..., tuple[int, str, str]]
BOX = ("--bbox", "36,35,38,37")


@pytest.fixture
def trigpoint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trigpoint", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], None]:
    """Makes the server the one that every name leads to."""
    return lambda server: monkeypatch.setattr(stac, "Network", lambda: public(server.port))


def test_scenes_are_lines_of_json_or_a_table(trigpoint: Run, catalogue: Callable[[Server], None]) -> None:
    with Server(serve({"/api": landing(), "/api/search": page([item("a"), item("b")])})) as server:
        catalogue(server)
        code, out, err = trigpoint("scenes", API, *BOX, "--json")
        assert (code, err) == (0, "")
        assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "b"]
        code, out, _ = trigpoint("scenes", API, *BOX)
        assert code == 0
        assert "2021-03-04 15:34" in out
        assert "Agency" in out


def test_a_picture_that_cannot_be_fetched_is_a_sentence_and_exit_code_1(
    trigpoint: Run, catalogue: Callable[[Server], None], tmp_path: Path
) -> None:
    routes = {"/api": landing(), "/api/search": page([item("a"), item("b")]), "/b/vv.tif": b"II*\x00"}
    with Server(serve(routes)) as server:
        catalogue(server)
        code, out, err = trigpoint("scenes", API, *BOX, "--fetch", "vv", "--into", str(tmp_path), "--json")
    assert code == 1
    assert [len(json.loads(line)["files"]) for line in out.splitlines()] == [0, 1]
    first, last = err.splitlines()
    assert "404" in first
    assert last == "trigpoint: 1 of 2 pictures could not be used"


def test_nothing_found_is_said(trigpoint: Run, catalogue: Callable[[Server], None]) -> None:
    with Server(serve({"/api": landing(), "/api/search": page([])})) as server:
        catalogue(server)
        assert trigpoint("scenes", API, *BOX) == (0, "no scene found\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((API, "--bbox", "1,2"), 2, "--bbox 1,2"),
        ((API, *BOX, "--from", "May"), 2, "--from May"),
        ((API, *BOX, "--fetch", "vv"), 2, "--into"),
        (("http://127.0.0.1/", *BOX), 1, "not a public internet address"),
        (("file:///etc/passwd", *BOX), 1, "file:///etc/passwd"),
    ],
)
def test_wrong_usage_and_refused_addresses_are_one_sentence(
    trigpoint: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    ended, out, err = trigpoint("scenes", *arguments)
    assert (ended, out) == (code, "")
    (line,) = err.splitlines()
    assert says in line


def test_products_that_cannot_be_prepared_are_named_one_by_one(trigpoint: Run, tmp_path: Path) -> None:
    radar = lay_out(tmp_path / "S1.SAFE", sentinel1_files())
    empty = lay_out(tmp_path / f"{S2_NAME}.SAFE", sentinel2_files())
    code, out, err = trigpoint("prepare", str(radar), str(empty), "--into", str(tmp_path / "out"), "--band", "B04")
    assert (code, out) == (1, "")
    first, second, last = err.splitlines()
    assert "S1.SAFE: is not terrain-corrected" in first
    assert "B04_10m.jp2" in second
    assert last == "trigpoint: 2 of 2 products could not be used"


def test_a_band_file_without_a_time_is_asked_for_one(trigpoint: Run, tmp_path: Path) -> None:
    import numpy as np

    from trigpoint.model.scene import Grid
    from trigpoint.sources.rasters.opener import write_raster

    grid = Grid(width=4, height=4, transform=(10, 0, 320_000, 0, -10, 3_988_000), crs="EPSG:32637", pixel_m=10)
    write_raster(tmp_path / "x.tif", np.ones((1, 4, 4), np.float32), grid=grid, names=("VV",), tags={})
    code, _, err = trigpoint("prepare", str(tmp_path / "x.tif"), "--into", str(tmp_path / "out"))
    assert code == 1
    assert err == ("trigpoint: x.tif: no acquisition time; write `acquired: 2020-05-04T08:12:00Z` into x.scene.yaml\n")
