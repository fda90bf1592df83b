from __future__ import annotations

import json
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from hostile.server import Server, answer, dribble
from sources.scenes.stac_server import API, item, landing, page, public, redirect, serve
from trigpoint.model.errors import InputError, NetworkError, RefusedAddress, RefusedInput, UsageError
from trigpoint.model.found_scene import FoundScene
from trigpoint.model.scene import SceneKind
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.opener import describe
from trigpoint.sources.scenes.stac import Search, fetch_asset, file_name, search_scenes

BOX = (36.0, 36.0, 37.0, 37.0)
QUICK = Limits(fetch_s=3.0, connect_s=1.0)


def found(routes: dict[str, Any], *, limits: Limits = QUICK, **search: Any) -> tuple[list[FoundScene], list[bytes]]:
    """What a search finds, and the heads of the requests it made."""
    with Server(serve({"/api": landing(), **routes})) as server:
        scenes = list(search_scenes(Search(url=API, bbox=BOX, **search), limits=limits, network=public(server.port)))
        return scenes, server.heads


def test_a_search_lists_scenes_with_what_they_say_of_themselves() -> None:
    (scene,), heads = found({"/api/search": page([item("a")])}, collections=("s1-rtc",))
    assert (scene.id, scene.collection, scene.bbox) == ("a", "s1-rtc", (36.5, 35.5, 37.5, 36.5))
    assert scene.facts.acquired == datetime(2021, 3, 4, 15, 34, 23, tzinfo=UTC)
    assert (scene.facts.kind, scene.facts.relative_orbit, scene.facts.attribution) == (SceneKind.SAR, 21, "Agency")
    assert [(asset.key, asset.is_picture) for asset in scene.assets] == [("vv", True), ("meta", False)]
    assert len(heads) == 2  # the first page and one of results: no picture was fetched


def test_the_question_is_asked_as_the_user_put_it() -> None:
    since, until = datetime(2021, 3, 1, tzinfo=UTC), datetime(2021, 4, 1, tzinfo=UTC)
    _, heads = found({"/api/search": page([])}, since=since, until=until, collections=("a", "b"))
    asked = heads[1].split(b" ")[1].decode()
    assert "bbox=36.0%2C36.0%2C37.0%2C37.0" in asked
    assert "datetime=2021-03-01T00%3A00%3A00Z%2F2021-04-01T00%3A00%3A00Z" in asked
    assert "collections=a%2Cb" in asked


def test_pages_are_followed_and_a_scene_comes_once() -> None:
    routes = {
        "/api/search": page([item("a"), item("b")], {"rel": "next", "href": f"{API}/next?token=2"}),
        "/api/next?token=2": page(
            [item("b"), item("c")], {"rel": "next", "href": "next?token=3"}
        ),  # relative, as some servers do
        "/api/next?token=3": page([]),
    }
    scenes, heads = found(routes)
    assert [scene.id for scene in scenes] == ["a", "b", "c"]
    assert len(heads) == 4


def test_a_next_page_by_post_carries_its_body_and_none_of_its_headers() -> None:
    link = {
        "rel": "next",
        "href": f"{API}/post",
        "method": "POST",
        "body": {"token": "x"},
        "headers": {"Authorization": "secret"},
    }
    routes = {"/api/search": page([item("a")], link), "/api/post": page([item("b")])}
    scenes, heads = found(routes)
    assert [scene.id for scene in scenes] == ["a", "b"]
    assert heads[2].startswith(b"POST /api/post ")
    assert b"secret" not in heads[2]


def test_a_search_ends_at_the_number_asked_for_without_another_page() -> None:
    routes = {
        "/api/search": page([item("a"), item("b")], {"rel": "next", "href": f"{API}/next"}),
        "/api/next": page([item("c")]),
    }
    scenes, heads = found(routes, most=2)
    assert [scene.id for scene in scenes] == ["a", "b"]
    assert len(heads) == 2


def test_the_end_of_the_search_does_not_belong_to_it() -> None:
    until = datetime(2021, 3, 5, tzinfo=UTC)
    routes = {"/api/search": page([item("a", "2021-03-04T23:59:59Z"), item("b", "2021-03-05T00:00:00Z")])}
    scenes, _ = found(routes, until=until)
    assert [scene.id for scene in scenes] == ["a"]


@pytest.mark.parametrize(
    "bbox", [(37, 36, 36, 35), (0, 0, 0, 1), (-181, 0, 1, 1), (0, 0, 1, 91), (float("nan"), 0, 1, 1)]
)
def test_a_box_that_is_none_is_wrong_usage(bbox: tuple[float, float, float, float]) -> None:
    with pytest.raises(UsageError):
        Search(url=API, bbox=bbox)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/api", "http://localhost/api", "javascript:alert(1)",
                                 "http://169.254.169.254/", "http://u:p@stac.example.org/api", "/etc/passwd", ""])  # fmt: skip
def test_an_api_that_is_not_public_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(RefusedAddress):
        list(search_scenes(Search(url=url, bbox=BOX), limits=QUICK, network=public(1)))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://127.0.0.1/next",
        "http://169.254.169.254/latest",
        "ftp://a.example.org/x",
    ],
)
def test_a_next_page_elsewhere_is_refused(href: str) -> None:
    with pytest.raises(RefusedAddress):
        found({"/api/search": page([item("a")], {"rel": "next", "href": href})})


def test_a_search_link_elsewhere_is_refused() -> None:
    with pytest.raises(RefusedAddress):
        found({"/api": landing("http://169.254.169.254/search")})


def test_an_api_that_redirects_to_the_cloud_metadata_is_refused() -> None:
    with pytest.raises(RefusedAddress):
        found({"/api/search": redirect("http://169.254.169.254/latest/meta-data/")})


def test_a_name_that_turns_private_between_pages_is_refused() -> None:
    waiting = [["93.184.216.34"], ["93.184.216.34"], ["10.0.0.1"]]
    routes = {"/api": landing(), "/api/search": page([item("a")], {"rel": "next", "href": f"{API}/next"})}
    with Server(serve(routes)) as server:
        network = public(server.port, lambda *_: waiting.pop(0))
        with pytest.raises(RefusedAddress):
            list(search_scenes(Search(url=API, bbox=BOX), limits=QUICK, network=network))
        assert len(server.heads) == 2


def test_a_page_that_is_its_own_next_page_is_a_circle() -> None:
    loop = page([item("a")], {"rel": "next", "href": f"{API}/loop"})
    with pytest.raises(NetworkError, match="circle"):
        found({"/api/search": page([item("b")], {"rel": "next", "href": f"{API}/loop"}), "/api/loop": loop})


def test_pages_without_end_come_to_one() -> None:
    def endless(connection: socket.socket, head: bytes) -> None:
        number = len(head.split(b" ")[1])
        body = page([item(f"s{number}")], {"rel": "next", "href": f"{API}/search?{'x' * number}"})
        answer(json.dumps(body).encode(), "Content-Type: application/json")(connection, head)

    with pytest.raises(RefusedInput, match="more than 6 pages"):
        found({"/api/search": endless}, limits=attrs.evolve(QUICK, search_pages=6))


def test_a_page_of_endless_bytes_is_cut() -> None:
    flood = dribble(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"[" * 100_000, pause_s=0.0)
    with pytest.raises(RefusedInput, match="larger"):
        found({"/api/search": flood}, limits=attrs.evolve(QUICK, search_bytes=500_000))


def test_a_server_that_says_nothing_is_left() -> None:
    began = time.monotonic()
    with pytest.raises(NetworkError, match="in time"):
        found({"/api/search": lambda *_: time.sleep(1)}, limits=Limits(fetch_s=0.5, connect_s=0.3))
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b"{", b'"x"', b"[" * 50_000, b"\xff\xfe", b'{"type": "Catalog"}', b'{"links": 3}',
     json.dumps({**landing(), "links": "none"}).encode(), json.dumps({**landing(), "conformsTo": None}).encode(),
     json.dumps({**landing(), "conformsTo": []}).encode(), json.dumps({**landing(), "links": []}).encode(),
     json.dumps({**item("a")}).encode()],
)  # fmt: skip
def test_what_is_no_api_is_one_sentence(body: bytes) -> None:
    with pytest.raises(InputError) as caught:
        found({"/api": answer(body, "Content-Type: application/json")})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "features",
    [[None, 3, "x", [], {}], [{"id": 1, "properties": {}}], [{"id": "a"}], [{"id": "a", "properties": []}], {"a": 1}],
)
def test_features_that_are_no_items_are_passed_over(features: Any) -> None:
    scenes, _ = found({"/api/search": {"type": "FeatureCollection", "features": features, "links": []}})
    assert scenes == []


@pytest.mark.parametrize(
    "odd",
    [
        {"features": 3},
        {"features": [1], "links": [{}]},
        {"features": [1], "links": 7},
        {"features": [1], "links": [{"rel": "next"}]},
        {"features": [1], "links": [{"rel": "next", "href": 5}]},
    ],
)
def test_pages_out_of_form_are_one_sentence(odd: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        found({"/api/search": odd})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "429 Too Many"])
def test_an_error_of_the_server_is_one_sentence(status: str) -> None:
    with pytest.raises(NetworkError, match=status[:3]):
        found({"/api/search": answer(b"{}", "Content-Type: application/json", status=status)})


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "s3://bucket/x.tif", "http://127.0.0.1/x.tif",
                                  "http://169.254.169.254/x.tif"])  # fmt: skip
def test_an_asset_that_cannot_be_fetched_says_why(tmp_path: Path, href: str) -> None:
    bad = item("a", assets={"vv": {"href": href, "type": "image/tiff"}})
    (scene,), _ = found({"/api/search": page([bad])})
    assert scene.assets[0].href == ""
    with pytest.raises(NetworkError, match="cannot be used"):
        fetch_asset(scene, "vv", tmp_path, limits=QUICK, network=public(1))
    assert list(tmp_path.iterdir()) == []


def picture(tmp_path: Path) -> bytes:
    """A small referenced radar picture."""
    import numpy as np

    from trigpoint.model.scene import Grid
    from trigpoint.sources.rasters.opener import write_raster

    grid = Grid(
        width=40, height=30, transform=(10.0, 0.0, 320_000.0, 0.0, -10.0, 3_988_000.0), crs="EPSG:32637", pixel_m=10.0
    )
    path = tmp_path / "served.tif"
    pixels = np.arange(1200, dtype=np.float32).reshape(1, 30, 40)
    write_raster(path, pixels, grid=grid, names=("VV",), tags={})
    return path.read_bytes()


def test_a_fetched_picture_describes_itself(tmp_path: Path) -> None:
    routes = {"/api": landing(), "/api/search": page([item("a")]), "/a/vv.tif": picture(tmp_path)}
    into = tmp_path / "into"
    into.mkdir()
    with Server(serve(routes)) as server:
        network = public(server.port)
        (scene,) = search_scenes(Search(url=API, bbox=BOX), limits=QUICK, network=network)
        path = fetch_asset(scene, "vv", into, limits=QUICK, network=network)
        requests = len(server.heads)
        assert fetch_asset(scene, "vv", into, limits=QUICK, network=network) == path
        assert len(server.heads) == requests  # what is there is not fetched again
    known = describe(path)
    assert (known.acquired_basis, known.relative_orbit, known.orbit_state) == ("stac item", 21, "descending")
    assert (known.licence, known.attribution, known.unit, known.bands) == (
        "CC-BY-4.0",
        "Agency",
        "gamma0_linear",
        ("VV",),
    )
    beside = json.loads(path.with_suffix(".json").read_text())
    assert beside["assets"]["vv"]["trigpoint:fetched_from"] == "http://data.example.org/a/vv.tif"
    assert sorted(file.name for file in into.iterdir()) == ["a_vv.json", "a_vv.tif"]


def one(name: str = "a") -> FoundScene:
    (scene,), _ = found({"/api/search": page([item(name)])})
    return scene


def test_a_download_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def torn(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/tiff\r\nContent-Length: 5000\r\n\r\nII*\x00")

    with Server(serve({"/a/vv.tif": torn})) as server, pytest.raises(NetworkError):
        fetch_asset(one(), "vv", tmp_path, limits=QUICK, network=public(server.port))
    assert list(tmp_path.iterdir()) == []


def test_a_download_beyond_the_limit_leaves_nothing(tmp_path: Path) -> None:
    flood = dribble(b"HTTP/1.1 200 OK\r\nContent-Type: image/tiff\r\n\r\n", b"x" * 100_000, pause_s=0.0)
    with Server(serve({"/a/vv.tif": flood})) as server, pytest.raises(RefusedInput, match="larger"):
        fetch_asset(one(), "vv", tmp_path, limits=attrs.evolve(QUICK, scene_bytes=500_000), network=public(server.port))
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_is_led_inside_is_refused(tmp_path: Path) -> None:
    with Server(serve({"/a/vv.tif": redirect("http://10.0.0.7/vv.tif")})) as server, pytest.raises(RefusedAddress):
        fetch_asset(one(), "vv", tmp_path, limits=QUICK, network=public(server.port))
    assert list(tmp_path.iterdir()) == []


def test_only_pictures_that_a_scene_has_are_fetched(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="its pictures are vv"):
        fetch_asset(one(), "vh", tmp_path, network=public(1))
    with pytest.raises(RefusedInput, match="not a picture"):
        fetch_asset(one(), "meta", tmp_path, network=public(1))


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/abs", "a\x00b", "..", "a" * 400, "CON:", "x\u202etif"])
def test_a_scenes_id_steers_no_file_elsewhere(name: str) -> None:
    scene = attrs.evolve(one(), id=name)
    spelt = file_name(scene, scene.assets[0])
    assert "/" not in spelt
    assert not spelt.startswith(".")
    assert spelt.endswith(".tif")
    assert len(spelt) < 200
    assert spelt.isascii()


def test_two_ids_that_are_spelt_alike_stay_apart() -> None:
    scene = one()
    names = {file_name(attrs.evolve(scene, id=name), scene.assets[0]) for name in ("a/b", "a:b", "a_b")}
    assert len(names) == 3
