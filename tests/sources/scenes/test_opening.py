from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import attrs
import pytest

from sources.scenes.scene_material import (
    L_NAME,
    S1_NAME,
    S2_NAME,
    landsat_files,
    lay_out,
    sentinel1_files,
    sentinel2_files,
)
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.sources.limits import Limits
from trigpoint.sources.scenes.opening import open_product, unpack_band
from trigpoint.sources.scenes.products import BandFile

PRODUCTS = [
    (f"{S1_NAME}.SAFE", sentinel1_files(), ["VV", "VH"], "safe manifest"),
    (f"{S2_NAME}.SAFE", sentinel2_files(), ["B04", "SCL"], "safe manifest"),
    (L_NAME, landsat_files(), ["B4", "QA_PIXEL"], "landsat mtl"),
]


def packed(path: Path, files: dict[str, bytes], top: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{top}{name}", content)
    return path


@pytest.mark.parametrize(("name", "files", "bands", "basis"), PRODUCTS)
def test_folder_and_zip_say_the_same(
    tmp_path: Path, name: str, files: dict[str, bytes], bands: list[str], basis: str
) -> None:
    folder = open_product(lay_out(tmp_path / name, files))
    assert sorted(band.band for band in folder.bands) == sorted(bands)
    assert folder.facts.acquired_basis == basis
    assert all(band.file in files for band in folder.bands)
    for top in ("", f"{name}/"):
        archive = packed(tmp_path / f"{name}.zip", files, top)
        assert open_product(archive) == folder


def test_masks_are_told_from_bands_and_counts_have_their_scaling(tmp_path: Path) -> None:
    found = {band.band: band for band in open_product(lay_out(tmp_path / "S2.SAFE", sentinel2_files())).bands}
    assert found["SCL"].is_mask
    assert (found["B04"].scale, found["B04"].offset) == (0.0001, -0.1)
    landsat = {band.band: band for band in open_product(lay_out(tmp_path / L_NAME, landsat_files())).bands}
    assert landsat["QA_PIXEL"].is_mask
    assert (landsat["B4"].scale, landsat["B4"].offset) == (2.75e-05, -0.2)


def test_one_band_is_unpacked_and_nothing_else(tmp_path: Path) -> None:
    files = sentinel1_files()
    archive = packed(tmp_path / "a.zip", files, "X.SAFE/")
    band = open_product(archive).bands[0]
    into = tmp_path / "out"
    into.mkdir()
    unpacked = unpack_band(archive, band, into)
    assert unpacked.read_bytes() == files[band.file]
    assert list(into.iterdir()) == [unpacked]
    with pytest.raises(RefusedInput, match="already"):
        unpack_band(archive, band, into)
    assert list(into.iterdir()) == [unpacked]


@pytest.mark.parametrize("name", ["../evil.tiff", "/evil.tiff", "a/../../evil.tiff"])
def test_names_that_climb_are_refused(tmp_path: Path, name: str) -> None:
    archive = packed(tmp_path / "a.zip", {**sentinel1_files(), name: b"x"})
    with pytest.raises(RefusedInput, match="climbs"):
        open_product(archive)


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    files = sentinel1_files()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            if name != "manifest.safe":
                archive.writestr(name, content)
        entry = zipfile.ZipInfo("manifest.safe")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(RefusedInput, match="link"):
        open_product(path)


def test_a_bomb_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    files = {**sentinel1_files(), "measurement/s1a-iw-grd-hh-1.tiff": b"\0" * 30_000_000}
    archive = packed(tmp_path / "a.zip", files)
    into = tmp_path / "out"
    into.mkdir()
    with pytest.raises(RefusedInput, match="bomb"):
        unpack_band(archive, BandFile(band="HH", file="measurement/s1a-iw-grd-hh-1.tiff"), into)
    assert list(into.iterdir()) == []


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {f"{n}.xml": b"" for n in range(30)})
    with pytest.raises(RefusedInput, match="limit is 20"):
        open_product(archive, attrs.evolve(Limits(), archive_members=20))


def test_several_tiles_are_not_one_picture(tmp_path: Path) -> None:
    files = sentinel2_files()
    files["GRANULE/L2A_OTHER/MTD_TL.xml"] = files["GRANULE/L2A_T37RCN/MTD_TL.xml"]
    with pytest.raises(UnsupportedFormat, match="2 tiles"):
        open_product(lay_out(tmp_path / "S2.SAFE", files))


def test_other_folders_and_files_are_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnsupportedFormat, match="no Sentinel-1, Sentinel-2 or Landsat product"):
        open_product(tmp_path / "empty")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 torn")
    for path in (tmp_path / "a.zip", tmp_path / "absent.zip"):
        with pytest.raises(UnreadableFile, match=path.name):
            open_product(path)


def test_a_torn_member_is_one_sentence(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", sentinel1_files())
    content = bytearray(archive.read_bytes())
    content[60:80] = b"\xff" * 20
    archive.write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_product(archive)
    assert "\n" not in str(caught.value)
