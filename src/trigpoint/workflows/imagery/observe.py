"""Keeping pictures and what was measured in them in a case."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model import Capture, Observation, Scene, SceneKind
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.keep import open_case

_MEDIA = {
    ".tif": "image/tiff", ".tiff": "image/tiff", ".jp2": "image/jp2", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".geojson": "application/geo+json", ".json": "application/geo+json",
}  # fmt: skip

_MODALITY = {SceneKind.SAR: "SAR", SceneKind.OPTICAL: "optical"}


@attrs.frozen(kw_only=True)
class Kept:
    """What the case took. Counts of what is new; the rest was there already."""

    pictures: int
    observations: int


def keep_observations(
    case: Path,
    scenes: Sequence[Scene],
    observations: Sequence[Observation],
    *,
    outlines: Path | None = None,
    now: Clock = utc_now,
) -> Kept:
    """Keep pictures, the outlines' file and the measurements made with them in the case at `case`.

    1. Each picture's bytes, with the scene as it was read. 2. The outlines. 3. All observations in one transaction.
    A run killed in between goes on where it was; the same run twice writes nothing.
    Raises NotACase, UnreadableFile when a file is no longer what was measured.
    """
    opened = open_case(case)
    store.sweep(opened)
    pictures = 0
    for scene in {s.id: s for s in scenes}.values():
        capture = _capture(Path(scene.file), scene.sha256, now, licence=scene.licence)
        pictures += store.add_file(opened, capture, Path(scene.file), scene=_as_kept(scene, capture), now=now())
    of_id = {s.id: s for s in scenes}
    found = [_completed(o, [of_id[c] for c in o.captures if c in of_id]) for o in observations]
    if outlines is not None:
        capture = _capture(outlines, "", now)
        store.add_file(opened, capture, outlines, now=now())
        found = [attrs.evolve(o, captures=(*(c for c in o.captures if c != capture.id), capture.id)) for o in found]
    return Kept(pictures=pictures, observations=store.write_observations(opened, found, now=now()))


def _completed(measured: Observation, scenes: Sequence[Scene]) -> Observation:
    """With what only the pictures know: radar or optical, and whether they are simulated; a changed object is changed."""
    said = dict(measured.details)
    more = {}
    kinds = {s.kind for s in scenes}
    if "modality" not in said and len(kinds) == 1 and kinds <= _MODALITY.keys():
        more["modality"] = _MODALITY[kinds.pop()]
    if any(s.simulated for s in scenes):
        more["simulated"] = "yes"
    if measured.kind == "change" and "grade" not in said and measured.value is not None:
        more["grade"] = "changed"
    kept = tuple((name, value) for name, value in measured.details if name not in more)
    return attrs.evolve(measured, details=(*kept, *more.items()))


def _as_kept(scene: Scene, capture: Capture) -> Scene:
    """Under the name alone: where it lay on a machine is nobody's concern."""
    return attrs.evolve(scene, id=capture.id, sha256=capture.sha256, file=Path(scene.file).name)


def _capture(path: Path, sha256: str, now: Clock, *, licence: str = "") -> Capture:
    digest = sha256 or _digest(path)
    return Capture(
        id=f"cap-{digest[:16]}",
        sha256=digest,
        uri=path.name,
        media_type=_MEDIA.get(path.suffix.lower(), "application/octet-stream"),
        size=path.stat().st_size,
        retrieved=now(),
        reader="raster" if path.suffix.lower() in (".tif", ".tiff", ".jp2", ".png", ".jpg", ".jpeg") else "",
        licence=licence,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
