"""Damaged metadata: facts or one typed sentence, whatever was torn out or overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.scenes.scene_material import ANNOTATION, MTL, S1_NAME, S2_PRODUCT, S2_TILE_XML, manifest
from sources.scenes.stac_server import item
from trigpoint.model.errors import InputError
from trigpoint.sources.scenes.landsat import landsat_bands, landsat_facts, read_mtl
from trigpoint.sources.scenes.names import facts_of_name
from trigpoint.sources.scenes.safe import sentinel1_facts
from trigpoint.sources.scenes.sentinel2 import band_files, scaling, sentinel2_facts
from trigpoint.sources.scenes.sidecar import facts_of_xbd, facts_of_yaml
from trigpoint.sources.scenes.stac_item import facts_of_stac, read_item

SIDECAR = b"acquired: 2020-05-04T08:12:00Z\nkind: sar\nunit: db\nbands: [VV, VH]\nrelative_orbit: 21\nsimulated: true\n"


def read_stac(content: bytes) -> None:
    read = read_item(content, "x.json")
    if read is not None:
        facts_of_stac(read, "vv")


def read_landsat(content: bytes) -> None:
    said = read_mtl(content, "x_MTL.txt")
    landsat_facts(said)
    landsat_bands(said)


def read_sentinel2(content: bytes) -> None:
    sentinel2_facts(content, None, "x")
    scaling(content, "x")
    band_files(content, "x")


READERS: dict[str, tuple[Callable[[bytes], Any], bytes]] = {
    "manifest": (lambda content: sentinel1_facts(content, {}, S1_NAME), manifest(relative="34")),
    "annotation": (lambda content: sentinel1_facts(manifest(), {"vv.xml": content}, S1_NAME), ANNOTATION.encode()),
    "product": (read_sentinel2, S2_PRODUCT.encode()),
    "tile": (lambda content: sentinel2_facts(S2_PRODUCT.encode(), content, "x"), S2_TILE_XML.encode()),
    "mtl": (read_landsat, MTL.encode()),
    "stac": (read_stac, json.dumps(item("a")).encode()),
    "xbd": (
        lambda content: facts_of_xbd(content, "x.json"),
        b'{"metadata": {"capture_date": "2018-01-01T00:00:00Z", "gsd": 1.5}}',
    ),
    "yaml": (lambda content: facts_of_yaml(content, "x.scene.yaml"), SIDECAR),
}
JUNK = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            b"nan",
            b"1e999",
            b"-1",
            b"9" * 400,
            b"null",
            b"[]",
            b"{}",
            b"\xf0\x9f\x8e\x88",
            b"\x00",
            b"0000-00-00",
            b"&x;",
            b"<!--",
        ]
    ),
)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damaged_metadata_gives_facts_or_a_sentence(name: str, data: st.DataObject) -> None:
    read, sound = READERS[name]
    read(sound)
    begin = data.draw(st.integers(0, len(sound)))
    end = data.draw(st.integers(begin, min(len(sound), begin + 40)))
    content = sound[:begin] + data.draw(JUNK) + sound[end:]
    assert "\n" not in sentence(read, content)


def sentence(read: Callable[[bytes], Any], content: bytes) -> str:
    """What the reader complains of, "" where it gives facts; anything but a typed error is a failure."""
    try:
        read(content)
    except InputError as error:
        return str(error)
    return ""


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"S[12][A-D]_[A-Z0-9_]{0,40}[0-9T_]{0,60}", fullmatch=True))
def test_any_name_gives_facts(stem: str) -> None:
    facts_of_name(stem)
