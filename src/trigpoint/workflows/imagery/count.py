"""Proposals for what to count in one picture, a person's verdicts, and the count both give."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs
import numpy as np

from trigpoint.evidence.imagery.counting import optical, radar
from trigpoint.evidence.imagery.counting.detection import Detection
from trigpoint.evidence.imagery.counting.form import FORMS, Form
from trigpoint.evidence.imagery.counting.optical import Pixels
from trigpoint.evidence.imagery.counting.sensor import looks_like_radar
from trigpoint.evidence.imagery.counting.tally import METHOD as TALLY
from trigpoint.evidence.imagery.counting.tally import Tally, tally
from trigpoint.model import Observation
from trigpoint.model.scene import Scene, SceneKind, Unit
from trigpoint.products.imagery.count_picture import draw_proposals
from trigpoint.sources.rasters.opener import open_stack
from trigpoint.workflows.imagery.align import NOT_GROUND, decibel
from trigpoint.workflows.imagery.common_grid import lon_lat, scene_place, scene_time
from trigpoint.workflows.imagery.detector import run_detector
from trigpoint.workflows.imagery.observe import keep_observations
from trigpoint.workflows.imagery.review import Review, read_review

MANY_OBSCURED = 0.005  # share of the picture; below it is not worth a word


@attrs.frozen(kw_only=True)
class Count:
    """What was proposed in one picture and what a person made of it."""

    scene: Scene
    what: str
    detections: tuple[Detection, ...]  # numbered from 1 in this order; best first
    verdicts: tuple[str, ...]  # "", "accept", "reject", in the same order
    added: tuple[Detection, ...]
    tally: Tally
    flags: tuple[str, ...]
    observation: Observation

    @property
    def sentence(self) -> str:
        """The count in words."""
        return self.tally.sentence(self.what)


def propose(
    image: Path,
    *,
    what: str,
    case: Path | None = None,
    sensor: str | None = None,
    pixel_m: float | None = None,
    review: Path | None = None,
    detector: Path | None = None,
    picture: Path | None = None,
) -> Count:
    """Propose ships, aircraft or vehicles in IMAGE. Raises InputError, UsageError.

    Parameters
    ----------
    sensor : "sar" or "optical"; None: what the file says, else what its speckle says.
    pixel_m : side of a pixel on the ground in metres, where the file does not say.
    review : a person's verdicts (`review`). detector : an ONNX model used instead of our own rules (`detector`).
    picture : write a PNG with numbered proposals there. case : keep the picture and the count in this case.
    """
    form = FORMS[what]
    with open_stack([image]) as stack:
        scene = stack.identified()[0]
        bands = stack.read((0, scene.grid.height, 0, scene.grid.width))[0]
        flags = [*scene.flags, *stack.flags]
    size = scene.grid.pixel_m or scene.gsd_m or pixel_m
    is_radar = _is_radar(scene, bands, sensor, flags)
    if detector is not None:
        found, method = run_detector(detector, _three(bands)), f"detector-{_digest(detector)}"
    elif is_radar and what == "ships":
        found, method = radar.propose_radar_ships(_backscatter(bands, scene), form, pixel_m=size), radar.METHOD
    else:
        found, method = optical.propose_shapes(_grey(bands, scene), form, pixel_m=size), optical.METHOD
    flags += _doubts(form, size, is_radar)
    detections = _placed(found, scene, size)
    judged = (
        read_review(review, detections, scene.grid)
        if review
        else Review(verdicts=("",) * len(found), added=(), reviewers=())
    )
    unknown = float(np.mean(~np.isfinite(bands).all(axis=0)))
    if unknown >= MANY_OBSCURED:
        flags.append(f"{unknown:.0%} of the picture is unknown (cloud or no-data): nothing is counted there")
    counted = tally(
        proposed=len(found), accepted=judged.verdicts.count("accept"), rejected=judged.verdicts.count("reject"),
        added=len(judged.added), obscured_share=unknown, reviewers=judged.reviewers,
    )  # fmt: skip
    observation = _observe(scene, what, method, counted, flags, size)
    if case is not None:
        keep_observations(case, (scene,), (observation,))
    if picture is not None:
        draw_proposals(picture, bands[:3] if len(bands) >= 3 else bands[:1], detections, judged.verdicts, judged.added,
                       caption=_caption(scene, counted, what))  # fmt: skip
    return Count(
        scene=scene, what=what, detections=detections, verdicts=judged.verdicts, added=judged.added, tally=counted,
        flags=tuple(flags), observation=observation,
    )  # fmt: skip


def _is_radar(scene: Scene, bands: Pixels, sensor: str | None, flags: list[str]) -> bool:
    """By what the user says, then the file, then the speckle."""
    if sensor:
        return sensor == "sar"
    if scene.kind is not SceneKind.UNREFERENCED:
        return scene.kind is SceneKind.SAR
    guess = looks_like_radar(bands)
    flags.append(f"taken for {'radar by its speckle' if guess else 'an optical picture'}: --sensor says otherwise")
    return guess


def _doubts(form: Form, pixel_m: float | None, is_radar: bool) -> list[str]:
    found = []
    if pixel_m is None:
        found.append(
            "the size of a pixel is not known: the commonest size in this picture is taken, lengths are in pixels"
        )
    elif form.width_m[1] / pixel_m < 2:
        found.append(f"pixels of {pixel_m:g} m are too coarse for {form.what}")
    if is_radar and form.what != "ships":
        found.append(f"{form.what} in radar pictures: shapes alone are searched for, expect little")
    return found


def _grey(bands: Pixels, scene: Scene) -> Pixels:
    """Mean of the first three bands that show ground."""
    ground = [i for i, name in enumerate(scene.bands) if name.lower() not in NOT_GROUND][:3] or [0]
    return np.asarray(bands[ground].mean(axis=0), dtype=np.float32)


def _three(bands: Pixels) -> Pixels:
    """Three planes 0..1 for a detector: the first three bands, or one repeated."""
    planes = bands[:3] if len(bands) >= 3 else np.repeat(bands[:1], 3, axis=0)
    return np.asarray(np.stack([optical.grey_levels(p, smooth=False) for p in planes]) / 255, dtype=np.float32)


def _backscatter(bands: Pixels, scene: Scene) -> Pixels:
    """Decibel of the co-polarised band; cross-polarised ships stand out more, so VH is preferred where there."""
    names = [name.upper() for name in scene.bands]
    chosen = next((names.index(name) for name in ("VH", "HV", "VV", "HH") if name in names), 0)
    plane = bands[chosen]
    if scene.unit is Unit.DIGITAL_NUMBER:
        plane = np.where(np.isfinite(plane), np.maximum(plane, 1), np.nan).astype(np.float32)
    return decibel(plane, scene.unit)


def _placed(found: list[Detection], scene: Scene, pixel_m: float | None) -> tuple[Detection, ...]:
    """With degrees and metres where the picture has a place."""
    lon, lat = lon_lat(scene.grid, np.array([d.x + 0.5 for d in found]), np.array([d.y + 0.5 for d in found]))
    placed = []
    for one, east, north in zip(found, lon.tolist(), lat.tolist(), strict=True):
        length_m = None if pixel_m is None or one.length_px is None else round(one.length_px * pixel_m, 1)
        one = attrs.evolve(one, length_m=length_m)
        if np.isfinite(east):
            one = attrs.evolve(one, lon=round(east, 7), lat=round(north, 7))
        placed.append(one)
    return tuple(placed)


def _caption(scene: Scene, counted: Tally, what: str) -> tuple[str, ...]:
    taken = scene.acquired.strftime("%Y-%m-%d %H:%M UTC") if scene.acquired else "date not known"
    lines = [f"{Path(scene.file).name}, {taken}. {scene.attribution}".strip(), counted.sentence(what)]
    return ("SIMULATED PICTURE", *lines) if scene.simulated else tuple(lines)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def _observe(
    scene: Scene, what: str, method: str, counted: Tally, flags: list[str], pixel_m: float | None
) -> Observation:
    """The count as a measurement: no value where nobody judged the proposals."""
    verdict = f"{counted.accepted} {counted.rejected} {counted.added}"
    name = hashlib.sha256(f"{method} {what} {scene.sha256} {verdict} {pixel_m}".encode()).hexdigest()[:16]
    return Observation(
        id=f"obs-{name}",
        kind="count",
        where=scene_place(scene),
        when=scene_time(scene),
        value=None if counted.estimate is None else round(counted.estimate, 2),
        unit=what,
        low=counted.low,
        high=counted.high,
        flags=(*flags, counted.sentence(what)),
        captures=(scene.id,),
        method=f"{method}, {TALLY}",
        parameters=(("what", what), ("pixel_m", "" if pixel_m is None else f"{pixel_m:g}")),
        subject=what,
        details=(
            ("proposed", str(counted.proposed)), ("accepted", str(counted.accepted)),
            ("rejected", str(counted.rejected)), ("added", str(counted.added)),
            ("minimum_seen", str(counted.minimum_seen)), ("obscured_share", f"{counted.obscured_share:.4f}"),
            ("reviewers", "; ".join(counted.reviewers)), ("simulated", str(scene.simulated).lower()),
        ),
    )  # fmt: skip
