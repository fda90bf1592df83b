"""Files of one take to one picture: VV and VH of a pass, bands of a tile, as catalogues and processors hand them out.

Files belong together when kind, platform, orbit and minute of acquisition are the same; their pixels are not changed. A file
whose band is a mask (SCL, QA_PIXEL) hides what it sees as cloud instead of becoming a band.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

import numpy as np

from trigpoint.evidence.imagery.clouds import cover, without_unknown
from trigpoint.model.errors import UnsupportedFormat
from trigpoint.model.scene import Scene
from trigpoint.sources.rasters.opener import RasterWriter, Stack, open_stack
from trigpoint.sources.scenes.sidecar import missing_sentence
from trigpoint.workflows.imagery.prepare_parts import (
    MASKS,
    Box,
    Prepared,
    cut_out,
    free_target,
    moved,
    sky_over,
    tags_of,
    windows_of,
    write_sidecar,
)


def prepare_bands(files: Sequence[Path], *, into: Path, bbox: Box | None = None) -> Iterator[Prepared]:
    """One GeoTIFF for each take among the files, in order of acquisition.

    Raises UnsupportedFormat, before anything is written, for a file without an acquisition time or two files of one band.
    """
    if not files:
        return
    with open_stack(files) as stack:
        takes: dict[tuple[str, ...], list[int]] = {}
        for index, scene in enumerate(stack.scenes):
            asked = missing_sentence(scene, ("acquired",))
            if asked:
                where, _, what = asked.partition(": ")
                raise UnsupportedFormat(where, *what.split("; ", 1))
            takes.setdefault(_take(scene), []).append(index)
        for take in takes.values():
            _check([stack.scenes[index] for index in take])
        for key in sorted(takes):
            yield _merged(stack, takes[key], into, bbox)


def _take(scene: Scene) -> tuple[str, ...]:
    """What files of one take have in common; sorts by time."""
    return (
        f"{scene.acquired:%Y-%m-%dT%H:%M}",
        scene.kind.value,
        scene.platform,
        str(scene.relative_orbit),
        scene.orbit_state,
    )


def _check(take: Sequence[Scene]) -> None:
    seen: dict[str, Scene] = {}
    for scene in take:
        for band in () if _mask(scene) else _names(scene):
            if band in seen:
                raise UnsupportedFormat(
                    scene.file, f"has the band {band} of the same take as {seen[band].file}", "name one of them"
                )
            seen[band] = scene
    units = {scene.unit for scene in take if not _mask(scene)}
    if len(units) > 1:
        raise UnsupportedFormat(take[0].file, "and its other bands are in several units", "bring them to one unit")
    if not units:
        raise UnsupportedFormat(take[0].file, "is a mask without a band to mask", "name the bands as well")


def _mask(scene: Scene) -> str:
    """Which mask the file is, "" for a band. Catalogues name it in either case, as a band or in the file's name."""
    if len(scene.bands) != 1:
        return ""
    said = (scene.bands[0].upper(), re.split(r"[_.-]", Path(scene.file).stem)[-1].upper())
    return next((name for name in said if name in MASKS), "")


def _names(scene: Scene) -> tuple[str, ...]:
    """Its bands; a lone band without a name has the last part of the file's: `x_red.tif` -> red."""
    if scene.bands != ("1",):
        return scene.bands
    return (re.split(r"[_.-]", Path(scene.file).stem)[-1],)


def _merged(stack: Stack, take: Sequence[int], into: Path, bbox: Box | None) -> Prepared:
    chosen = [index for index in take if not _mask(stack.scenes[index])]
    bands = [stack.scenes[index] for index in chosen]
    mask = next((stack.scenes[index] for index in take if index not in chosen), None)
    target = free_target(into, common_stem([Path(scene.file).stem for scene in bands]))
    grid, offset = cut_out([scene.grid for scene in bands], bbox, bands[0].file)
    sky = sky_over(Path(mask.file), _mask(mask), grid) if mask else None
    names = tuple(band for scene in bands for band in _names(scene))
    with RasterWriter(target, grid=grid, names=names, tags=tags_of(bands[0], bands[0].unit)) as writer:
        for window in windows_of(grid, offset):
            pixels = np.concatenate([stack.read(window, [index])[0] for index in chosen])
            row0, row1, col0, col1 = moved(window, offset)
            if sky is not None:
                pixels = without_unknown(pixels, sky[row0:row1, col0:col1])
            writer.write((row0, row1, col0, col1), pixels)
    flags = tuple(dict.fromkeys(flag for index in take for flag in stack.scenes[index].flags))
    found = cover(sky, np.ones(sky.shape, bool)) if sky is not None else None
    write_sidecar(target, bands[0], found)
    return Prepared(path=target, bands=names, cover=found, flags=flags)


def common_stem(stems: Sequence[str]) -> str:
    """What the names have in common, up to a whole part: `x_rtc_VV`, `x_rtc_VH` -> `x_rtc`."""
    parts = [re.findall(r"[^_. -]+|[_. -]+", stem) for stem in stems]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*parts, strict=False))
    return "".join(column[0] for column in same).strip("_-. ") or stems[0]
