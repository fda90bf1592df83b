"""Products that are folders or archives: Sentinel-1 and Sentinel-2 SAFE, Landsat bundles.

A picture inside such a folder is described by the product's own metadata; a whole product is listed band by band.
From an archive nothing is unpacked but what is named, into a folder the caller gives, under the caps of `sources.limits`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

from trigpoint.model.errors import UnsupportedFormat
from trigpoint.model.found_scene import Facts
from trigpoint.model.scene import Unit
from trigpoint.sources.folder import read_bytes
from trigpoint.sources.limits import Limits
from trigpoint.sources.scenes.landsat import landsat_bands, landsat_facts, read_mtl
from trigpoint.sources.scenes.safe import sentinel1_facts
from trigpoint.sources.scenes.sentinel2 import band_files, scaling, sentinel2_facts

_UPWARDS = 5  # GRANULE/x/IMG_DATA/R10m/file.jp2
_MANIFEST = "manifest.safe"
_MOST_ANNOTATIONS = 12  # two polarisations of five subswaths have ten
_PRODUCT_FILES = ("MTD_MSIL2A.xml", "MTD_MSIL1C.xml")


@attrs.frozen(kw_only=True)
class BandFile:
    """One band of a product. `file` is relative to the product, "/" between parts.

    Values become reflectance by value * scale + offset; None: uncalibrated, or a mask.
    """

    band: str
    file: str
    scale: float | None = None
    offset: float | None = None
    is_mask: bool = False


@attrs.frozen(kw_only=True)
class Product:
    """What a product is and which files hold its bands."""

    name: str
    facts: Facts
    bands: tuple[BandFile, ...]


def read_product(names: Mapping[str, int], read: Callable[[str], bytes], where: str) -> Product:
    """A product from its file list.

    Parameters
    ----------
    names : every file of it (relative, "/" between parts) with its size in bytes.
    read : gives the bytes of one of them.
    where : the product's name, for messages.

    Raises UnsupportedFormat when it is no product known here.
    """
    if _MANIFEST in names and any(name.startswith("annotation/") for name in names):
        return _sentinel1(names, read, where)
    for metadata in _PRODUCT_FILES:
        if metadata in names:
            return _sentinel2(names, read, where, metadata)
    mtl = sorted(name for name in names if name.endswith(("_MTL.txt", "_MTL.json")) and "/" not in name)
    if mtl:
        return _landsat(names, read, where, mtl[-1])  # .txt before .json where both are there
    raise UnsupportedFormat(where, "is no Sentinel-1, Sentinel-2 or Landsat product", "name its picture files instead")


def facts_of_product(path: Path) -> Facts:
    """Facts of the product the picture lies in; empty where it lies in none."""
    if path.parent.name == "measurement" and (path.parent.parent / _MANIFEST).is_file():
        product = path.parent.parent
        own = product / "annotation" / f"{path.stem}.xml"
        annotations = {own.name: _read(own)} if own.is_file() else {}
        facts = sentinel1_facts(_read(product / _MANIFEST), annotations, product.name)
        return attrs.evolve(facts, bands=())  # the product's; this file holds one of them, as its name says
    for folder in list(path.parents)[:_UPWARDS]:
        metadata = next((folder / name for name in _PRODUCT_FILES if (folder / name).is_file()), None)
        if metadata is not None:
            return _sentinel2_facts(path, folder, metadata)
    bundle = _landsat_metadata(path)
    return landsat_facts(read_mtl(_read(bundle), bundle.name)) if bundle else Facts()


def _sentinel2_facts(path: Path, folder: Path, metadata: Path) -> Facts:
    """With how counts become reflectance as a flag: later steps compare pictures of one unit."""
    tile = next((above / "MTD_TL.xml" for above in path.parents if (above / "MTD_TL.xml").is_file()), None)
    content = _read(metadata)
    facts = sentinel2_facts(content, _read(tile) if tile else None, folder.name)
    how = scaling(content, folder.name)
    band = next((name for name, file in band_files(content, folder.name).items() if file.endswith(path.stem)), "")
    if how is None or not band.startswith("B"):
        return facts
    scale, offset = how.of(band)
    return attrs.evolve(facts, flags=(*facts.flags, f"counts; reflectance = {scale:g} x count {offset:+g}"))


def _landsat_metadata(path: Path) -> Path | None:
    for tier in ("_T1", "_T2", "_RT"):
        product, found, _ = path.stem.partition(tier)
        if found and product.startswith("L"):
            for suffix in ("_MTL.txt", "_MTL.json"):
                beside = path.with_name(f"{product}{tier}{suffix}")
                if beside.is_file():
                    return beside
    return None


def _read(path: Path) -> bytes:
    return read_bytes(path, path.name, Limits())


def _sentinel1(names: Mapping[str, int], read: Callable[[str], bytes], where: str) -> Product:
    described = [
        name for name in names if name.startswith("annotation/") and name.endswith(".xml") and name.count("/") == 1
    ]
    annotations = {name.removeprefix("annotation/"): read(name) for name in sorted(described)[:_MOST_ANNOTATIONS]}
    facts = sentinel1_facts(read(_MANIFEST), annotations, where)
    measured = sorted(name for name in names if name.startswith("measurement/") and name.endswith((".tif", ".tiff")))
    bands = tuple(BandFile(band=band, file=name) for name in measured if (band := _polarisation(name)))
    if not bands:
        facts = attrs.evolve(
            facts, flags=(*facts.flags, "the product holds no measurement: nothing can be measured on it")
        )
    return Product(name=where, facts=facts, bands=bands)


def _polarisation(name: str) -> str:
    """`s1a-iw-grd-vv-2015...` -> VV."""
    parts = name.rsplit("/", 1)[-1].split("-")
    return next((part.upper() for part in parts[3:4] if part.lower() in ("vv", "vh", "hh", "hv")), "")


def _sentinel2(names: Mapping[str, int], read: Callable[[str], bytes], where: str, metadata: str) -> Product:
    content = read(metadata)
    tiles = sorted(name for name in names if name.startswith("GRANULE/") and name.endswith("/MTD_TL.xml"))
    if len(tiles) > 1:
        raise UnsupportedFormat(where, f"holds {len(tiles)} tiles", "name the picture files of one tile")
    facts = sentinel2_facts(content, read(tiles[0]) if tiles else None, where)
    how = scaling(content, where)
    bands = []
    for band, stem in band_files(content, where).items():
        file = next((f"{stem}{suffix}" for suffix in (".jp2", ".tif") if f"{stem}{suffix}" in names), None)
        if file is None:
            continue
        is_mask = band == "SCL"
        scale, offset = how.of(band) if how and not is_mask else (None, None)
        bands.append(BandFile(band=band, file=file, scale=scale, offset=offset, is_mask=is_mask))
    if how is None:
        facts = attrs.evolve(facts, flags=(*facts.flags, "says not how counts become reflectance"))
    return Product(name=where, facts=attrs.evolve(facts, unit=Unit.DIGITAL_NUMBER), bands=tuple(bands))


def _landsat(names: Mapping[str, int], read: Callable[[str], bytes], where: str, metadata: str) -> Product:
    said = read_mtl(read(metadata), f"{where}/{metadata}")
    bands = tuple(
        BandFile(band=one.name, file=one.file, scale=one.scale, offset=one.offset, is_mask=one.name == "QA_PIXEL")
        for one in landsat_bands(said)
        if one.file in names
    )
    return Product(name=where, facts=landsat_facts(said), bands=bands)
