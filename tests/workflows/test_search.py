from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hostile.server import Server
from sources.scenes.stac_server import API, item, landing, page, public, serve
from trigpoint.model.errors import UsageError
from trigpoint.products.imagery.search_lines import COLUMNS, scene_line, scene_row
from trigpoint.workflows.imagery.search import find_scenes

KEYS = {
    "id", "collection", "acquired", "kind", "platform", "relative_orbit", "orbit_state", "cloud_pct", "bbox", "licence",
    "attribution", "assets", "files", "flags",
}  # fmt: skip


def test_a_scene_is_a_json_line_and_a_row() -> None:
    with Server(serve({"/api": landing(), "/api/search": page([item("a")])})) as server:
        (found,) = find_scenes(API, bbox="36,36,37,37", network=public(server.port))
    line = json.loads(json.dumps(scene_line(found.scene, found.files)))
    assert set(line) == KEYS
    assert (line["acquired"], line["relative_orbit"], line["files"]) == ("2021-03-04T15:34:23+00:00", 21, [])
    assert line["assets"] == [
        {
            "key": "vv",
            "href": "http://data.example.org/a/vv.tif",
            "type": found.scene.assets[0].media_type,
            "refused": None,
        }
    ]
    row = scene_row(found.scene)
    assert len(row) == len(COLUMNS)
    assert row[4] == "21 desc"


def test_one_picture_that_cannot_be_fetched_does_not_stop_the_others(tmp_path: Path) -> None:
    routes: dict[str, Any] = {"/api": landing(), "/api/search": page([item("a"), item("b")]), "/b/vv.tif": b"II*\x00"}
    into = tmp_path / "new" / "folder"
    with Server(serve(routes)) as server:
        first, second = find_scenes(API, bbox="36,36,37,37", fetch=["vv"], into=into, network=public(server.port))
    assert (first.files, len(first.errors)) == ((), 1)
    assert [path.name for path in second.files] == ["b_vv.tif"]


@pytest.mark.parametrize(
    "asked",
    [
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "1,2,3,4", "since": "May"},
        {"bbox": "1,2,3,4", "until": "2020-05-04T08:00"},
        {"bbox": "1,2,3,4", "since": "2021-01-02", "until": "2021-01-01"},
        {"bbox": "1,2,3,4", "fetch": ["vv"]},
        {"bbox": "1,2,3,4", "most": 0},
    ],
)
def test_wrong_usage_asks_nothing(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        list(find_scenes(API, network=public(1), **asked))
