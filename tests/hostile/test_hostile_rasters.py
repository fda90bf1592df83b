from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostile.rasters import DOUBTED, REFUSED, sound, virtual, with_overview_elsewhere
from hostile.server import Server
from trigpoint.model.errors import InputError
from trigpoint.sources import Intake, Rejected, take_in
from trigpoint.sources.limits import Limits
from trigpoint.sources.rasters.claim import Reader
from trigpoint.sources.rasters.header import read_header
from trigpoint.sources.rasters.opener import describe, open_stack, read_pixels

NOW = datetime(2026, 5, 2, tzinfo=UTC)
SECRET = b"SECRET-of-the-analyst"


@pytest.fixture
def ear() -> Iterator[Server]:
    def silent(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with Server(silent) as server:
        yield server


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_picture_is_refused_in_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(InputError, match=words) as caught:
        describe(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_picture_is_no_capture(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(REFUSED[name][0]())
    (found,) = take_in(tmp_path / name, now=NOW)
    assert isinstance(found, Rejected)


def test_pictures_whose_place_or_pixels_are_doubtful_open_with_a_flag(tmp_path: Path) -> None:
    for name, (make, _) in DOUBTED.items():
        (tmp_path / name).write_bytes(make())
    with open_stack([tmp_path / name for name in DOUBTED]) as stack:
        for scene, (name, (_, words)) in zip(stack.scenes, DOUBTED.items(), strict=True):
            assert any(words in flag for flag in scene.flags), (name, scene.flags)


def test_a_doubtful_place_is_dropped_and_the_picture_stays(tmp_path: Path) -> None:
    path = tmp_path / "swapped.tif"
    path.write_bytes(DOUBTED["swapped.tif"][0]())
    scene = describe(path)
    assert not scene.grid.is_referenced
    assert read_pixels(path).shape == (1, 32, 48)


def test_what_lies_beside_a_picture_is_never_opened_by_the_decoder(tmp_path: Path, ear: Server) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(sound())
    elsewhere = f"/vsicurl/http://127.0.0.1:{ear.port}/x.tif"
    for suffix in (".ovr", ".msk", ".aux.xml", ".vrt"):
        (tmp_path / f"a.tif{suffix}").write_bytes(virtual(elsewhere))
    overviews = (
        f'<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">{elsewhere}</MDI></Metadata></PAMDataset>'
    )
    (tmp_path / "a.tif.aux.xml").write_text(overviews)
    item = {"stac_version": "1.0.0", "properties": {}, "assets": {"data": {"href": f"http://127.0.0.1:{ear.port}/s"}}}
    (tmp_path / "a.json").write_text(json.dumps(item))
    with open_stack([path]) as stack:
        stack.identified()
        assert stack.read((0, 32, 0, 48)).shape == (1, 1, 32, 48)
    assert ear.heads == []


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.vrt", "a.jp2"])
def test_a_virtual_raster_reads_neither_files_nor_addresses(name: str, tmp_path: Path, ear: Server) -> None:
    (tmp_path / "notes.txt").write_bytes(SECRET)
    for target in (f"/vsicurl/http://127.0.0.1:{ear.port}/a", str(tmp_path / "notes.txt")):
        (tmp_path / name).write_bytes(virtual(target))
        with pytest.raises(InputError, match="virtual raster"):
            describe(tmp_path / name)
    (tmp_path / name).write_bytes(with_overview_elsewhere(f"/vsicurl/http://127.0.0.1:{ear.port}/b"))
    with pytest.raises(InputError, match="another file"):
        describe(tmp_path / name)
    assert ear.heads == []


@pytest.mark.parametrize(
    "address", ["/vsicurl/http://127.0.0.1:9/a.tif", "http://127.0.0.1:9/a.tif", "/vsizip/x.zip/a.tif", "<VRTDataset/>"]
)
def test_what_is_no_file_of_this_machine_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        describe(address)


def test_a_pipe_or_folder_is_refused_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tif")
    for path in (tmp_path / "pipe.tif", tmp_path):
        with pytest.raises(InputError, match="not a file"):
            describe(path)


def test_pixels_that_cannot_be_decoded_are_unknown_and_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "half.tif"
    path.write_bytes(DOUBTED["half_there.tif"][0]())
    with open_stack([path]) as stack:
        pixels = stack.read((0, 32, 0, 48))[0, 0]
        assert np.isfinite(pixels[:16]).all()
        assert np.isnan(pixels[16:]).all()
        assert any("could not be decoded" in flag for flag in stack.flags)


def test_a_decoder_that_dies_names_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.tif").write_bytes(sound())
    (tmp_path / "b.tif").write_bytes(sound())
    with open_stack([tmp_path / "a.tif", tmp_path / "b.tif"], workers=2) as stack:
        stack._begun.pool._children[1].kill()
        with pytest.raises(InputError, match=r"b\.tif.*decoder"):
            stack.read((0, 32, 0, 48))


def test_a_picture_that_needs_more_memory_than_allowed_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(sound())
    with pytest.raises(InputError, match="at once"):
        read_pixels(path, limits=Limits(raster_read_bytes=1024))


def test_a_sound_picture_is_a_capture_that_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(sound())
    (found,) = take_in(tmp_path / "a.tif", now=NOW)
    assert isinstance(found, Intake)
    assert found.capture.media_type == "image/tiff"
    assert any("48 x 32" in flag for flag in found.capture.flags)
    assert found.articles == ()


@settings(max_examples=300, deadline=None)
@given(cut=st.integers(0, 2000), at=st.integers(0, 2000), patch=st.binary(min_size=1, max_size=12), big=st.booleans())
def test_no_header_makes_the_reader_fail_in_another_way_than_by_refusing(
    cut: int, at: int, patch: bytes, *, big: bool
) -> None:
    content = bytearray(sound() if not big else b"II+\0" + sound()[4:])
    content[at % 200 : at % 200 + len(patch)] = patch
    content = content[: len(content) - cut] if cut % 3 == 0 else content
    handle = os.memfd_create("picture")
    try:
        os.write(handle, content)
        header = read_header(Reader(fd=handle, size=len(content)), "a.tif", Limits())
    except InputError as error:
        assert "a.tif" in str(error)  # noqa: PT017 - a sound header is as good an outcome as a refusal
    else:
        assert header.width * header.height <= Limits().raster_pixels
    finally:
        os.close(handle)
