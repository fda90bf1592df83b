"""`trigpoint change` as one call: pictures from before and after, perhaps marks or outlines, to what changed and how sure.

1. The pictures are read onto one grid, hidden ground unknown, and aligned (`change_pictures`).
2. With marked pairs a model is fitted, its skill measured on scenes it never saw, and ground unlike the marks left unknown.
   Without marks a map shows where structure appeared, and says that its skill is unknown.
3. With outlines each structure is judged instead.
4. Regions above the threshold become objects; every object or structure becomes an observation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.optical import learning, unlabelled
from trigpoint.evidence.imagery.optical.domain import UNLIKE
from trigpoint.evidence.imagery.optical.objects import Region, find_regions
from trigpoint.evidence.imagery.optical.skill import Skill
from trigpoint.evidence.imagery.optical.structures import METHOD as STRUCTURES_METHOD
from trigpoint.evidence.imagery.optical.structures import StructureChange, judge_structures
from trigpoint.model import Observation, Place
from trigpoint.model.errors import UsageError
from trigpoint.model.place import PlaceKind, PlaceMethod
from trigpoint.model.scene import Grid, Scene
from trigpoint.sources.footprints import read_footprints
from trigpoint.sources.rasters.write import write_raster
from trigpoint.workflows.imagery.change_marks import read_marks, read_structure_marks
from trigpoint.workflows.imagery.change_pictures import Compared, Pixels, read_compared
from trigpoint.workflows.imagery.common_grid import lon_lat, scene_place, scene_time
from trigpoint.workflows.imagery.observe import keep_observations
from trigpoint.workflows.imagery.stack_checks import check_pair

Progress = Callable[[int, int], None]
MOSTLY_OUTSIDE = 0.5


@attrs.frozen(kw_only=True)
class ChangedObject:
    """One connected region of changed ground."""

    id: str
    x: float  # centroid: column and row of the first picture from before, corner of the first pixel = 0, 0
    y: float
    lon: float | None  # EPSG:4326; None without a place on earth
    lat: float | None
    box: tuple[int, int, int, int]  # column0, row0, column1, row1, half-open
    area_px: int
    area_m2: float | None
    statistic: float  # mean over the region
    probability: float | None  # mean; None: the map without marks has none
    between: tuple[datetime | None, datetime | None]  # last look before, first look after
    method: str


@attrs.frozen(kw_only=True, eq=False)
class Change:
    """What was found, with all that bears on how far it can be trusted."""

    scenes: tuple[Scene, ...]
    objects: tuple[ChangedObject | StructureChange, ...]
    flags: tuple[str, ...]
    method: str
    threshold: float
    unknown: float  # share of the picture that could not be judged
    skill: Skill | None
    statistic: Pixels
    observations: tuple[Observation, ...]


@attrs.frozen(kw_only=True, eq=False)
class _Map:
    statistic: Pixels
    threshold: float
    method: str
    is_probability: bool
    skill: Skill | None = None
    flags: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()


def find_change(
    before: Sequence[Path],
    after: Sequence[Path | str],
    *,
    labels: Path | None = None,
    footprints: Path | None = None,
    raster: Path | None = None,
    case: Path | None = None,
    effort: learning.Effort = learning.FULL,
    progress: Progress = lambda _done, _total: None,
) -> Change:
    """See the module's account. Raises InputError, UsageError."""
    _check_arguments(before, after, labels, footprints)
    steps = 3
    progress(0, steps)
    given = read_marks(labels) if labels is not None and labels.is_dir() else None
    compared = read_compared(
        [Path(p) for p in before], [Path(p) for p in after], lambda one, two: check_pair(one, two, one_grid=False)
    )
    progress(1, steps)
    found = _map_from_marks(compared, *given, effort) if given else _map_alone(compared)
    progress(2, steps)
    flags = [*compared.flags]
    if footprints is not None:
        marks = read_structure_marks(labels) if labels is not None and labels.is_file() else {}
        judged = judge_structures(
            compared.before, compared.fit.of(compared.after), read_footprints(footprints, compared.grid), marks=marks,
        )  # fmt: skip
        structures = tuple(attrs.evolve(one, between=_between(compared)) for one in judged.structures)
        objects: tuple[ChangedObject | StructureChange, ...] = structures
        observations = tuple(_observe_structure(compared, one) for one in structures)
        flags += judged.flags
    else:
        regions, more = find_regions(found.statistic, found.statistic > found.threshold)
        changed = tuple(_objects(regions, compared, found))
        objects, observations = changed, tuple(_observe(compared, found, one) for one in changed)
        flags += [f"{more} smaller objects are not listed"] if more else []
    flags += found.flags if footprints is None or raster is not None else ()
    unknown = float(np.isnan(found.statistic).mean())
    if unknown > 0.01:
        flags.append(f"{unknown:.0%} of the picture is unknown (hidden, outside, or unlike the marks): not judged")
    if raster is not None:
        _write(raster, compared, found)
    if case is not None:
        keep_observations(case, compared.scenes, observations, outlines=footprints)
    progress(steps, steps)
    return Change(
        scenes=compared.scenes, objects=objects, flags=tuple(dict.fromkeys(flags)), method=found.method,
        threshold=found.threshold, unknown=unknown, skill=found.skill, statistic=found.statistic, observations=observations,
    )  # fmt: skip


def _check_arguments(
    before: Sequence[Path], after: Sequence[Path | str], labels: Path | None, footprints: Path | None
) -> None:
    if not before or not after:
        raise UsageError("name at least one picture from before, and one from after behind --after")
    if labels is not None and not labels.exists():
        raise UsageError(f"--labels {labels}: there is no such folder or file")
    if labels is not None and labels.is_file() and footprints is None:
        raise UsageError(f"--labels {labels}: a list of marked structures needs their outlines in --footprints")


def _map_alone(compared: Compared) -> _Map:
    statistic = unlabelled.structure_map(compared.tones())
    return _Map(
        statistic=statistic, threshold=max(unlabelled.otsu(statistic), unlabelled.LEAST),
        method=unlabelled.METHOD, is_probability=False,
        flags=(unlabelled.NO_SKILL,),
    )  # fmt: skip


def _map_from_marks(
    compared: Compared, marked: Sequence[learning.Marked], told: Sequence[str], effort: learning.Effort
) -> _Map:
    flags = [*told]
    pair = compared.tones()
    if any(set(one.tones.before) != set(pair.before) for one in marked):
        shared = set(pair.before).intersection(*(one.tones.before for one in marked))
        flags.append("the marked pairs and the pictures differ in bands: only what all of them have is used")
        marked = [attrs.evolve(one, tones=one.tones.only(shared)) for one in marked]
        pair = pair.only(shared)
    learned = learning.learn(marked, also=[pair], effort=effort)
    probability, far = learning.predict(learned, pair)
    strange = learning.strangeness(learned, pair)
    foreign = strange > learned.kind.foreign
    outside = (far > 1) | (foreign & pair.known)
    share = float(outside[pair.known].mean()) if pair.known.any() else 0.0
    statistic = np.where(outside, np.nan, probability).astype(np.float32)
    flags += [*_say_kind(strange, foreign=foreign), *_say_skill(learned)]
    if share > MOSTLY_OUTSIDE and not foreign:
        flags.append(
            f"most of the picture ({share:.0%}) is unlike all marked examples and is left unknown: mark examples of its kind"
        )
    elif share > 0.01 and not foreign:
        flags.append(f"{share:.0%} of the picture is unlike all marked examples and is left unknown")
    choice = learned.choice
    return _Map(
        statistic=statistic, threshold=choice.threshold, method=learning.METHOD, is_probability=True, skill=learned.skill,
        flags=tuple(flags),
        parameters=(
            ("pairs", str(learned.pairs)), ("scenes", str(learned.scenes)), ("common_scale", f"{choice.weight:g}"),
            ("smoothing_px", f"{choice.width:g}"), ("threshold", f"{choice.threshold:.4f}"), ("strangeness", f"{strange:.2f}"),
            ("marks", _digest(marked)),
        ),
    )  # fmt: skip


def _say_kind(strange: float, *, foreign: bool) -> list[str]:
    """What to say of a picture that as a whole is unlike the marked ones; `strange` in borders of their own spread."""
    if foreign:
        return [
            f"these pictures are of another kind than the marked ones (texture and edges lie {strange:.1f} times as far from "
            "them as they lie from one another): nothing is judged; mark examples of their kind"
        ]
    if strange > UNLIKE:
        return [
            f"these pictures differ from the marked ones more than those do from one another ({strange:.1f} times): the skill "
            "told may not hold here; mark examples of their kind"
        ]
    return []


def _say_skill(learned: learning.Learned) -> list[str]:
    """What the left-out scenes say, in sentences."""
    skill = learned.skill
    if skill is None:
        return ["one marked scene: the skill of this map cannot be measured; mark at least two scenes, better four"]
    told = [
        f"learned from {skill.scenes} marked scenes; each left out in turn: pixel F1 {skill.f1:.2f} "
        f"({skill.f1_low:.2f}-{skill.f1_high:.2f} over scenes), AUC {skill.auc:.2f}; marking everything gives "
        f"{skill.everything_f1:.2f}, the same marks moved elsewhere {skill.moved_f1:.2f}"
    ]
    if not skill.is_better_than_everything:
        told.append(
            "on the marked scenes this map is not surely better than marking everything as changed: mark more scenes"
        )
    return told


def _digest(marked: Sequence[learning.Marked]) -> str:
    digest = hashlib.sha256()
    for one in marked:
        digest.update(one.name.encode() + np.packbits(one.changed).tobytes())
        digest.update(one.tones.before["grey"].tobytes() + one.tones.after["grey"].tobytes())
    return digest.hexdigest()[:16]


def _objects(regions: Sequence[Region], compared: Compared, found: _Map) -> list[ChangedObject]:
    grid = compared.grid
    lon, lat = lon_lat(grid, np.array([r.x for r in regions]), np.array([r.y for r in regions]))
    pixel = _pixel_area(grid)
    out = []
    for number, (region, east, north) in enumerate(zip(regions, lon, lat, strict=True), start=1):
        placed = bool(np.isfinite(east) and np.isfinite(north))
        out.append(ChangedObject(
            id=f"c{number}", x=region.x, y=region.y, lon=float(east) if placed else None, lat=float(north) if placed else None,
            box=region.box, area_px=region.area_px, area_m2=region.area_px * pixel if pixel else None, statistic=region.mean,
            probability=region.mean if found.is_probability else None, between=_between(compared), method=found.method,
        ))  # fmt: skip
    return out


def _pixel_area(grid: Grid) -> float | None:
    return grid.pixel_m**2 if grid.is_referenced and grid.pixel_m else None


def _between(compared: Compared) -> tuple[datetime | None, datetime | None]:
    """Last look before, first look after."""
    old = [scene.acquired for scene in compared.scenes[: compared.split] if scene.acquired]
    new = [scene.acquired for scene in compared.scenes[compared.split :] if scene.acquired]
    return max(old) if old else None, min(new) if new else None


def _observe(compared: Compared, found: _Map, one: ChangedObject) -> Observation:
    radius = 0.5 * float(np.hypot(one.box[2] - one.box[0], one.box[3] - one.box[1])) * (compared.grid.pixel_m or 0)
    return Observation(
        id=_name(compared, found.method, found.parameters, one.id), kind="change",
        where=_place(compared, one.id, one.lon, one.lat, radius), when=scene_time(*compared.scenes),
        value=round(one.area_m2 if one.area_m2 is not None else one.area_px, 2), unit="m2" if one.area_m2 is not None else "px",
        flags=tuple(dict.fromkeys((*compared.flags, *found.flags))), captures=tuple(scene.id for scene in compared.scenes),
        method=found.method, parameters=(*found.parameters, *_alignment(compared)), subject=one.id,
        details=(
            ("statistic", f"{one.statistic:.4f}"), ("x", f"{one.x:.2f}"), ("y", f"{one.y:.2f}"),
            *((("probability", f"{one.probability:.4f}"),) if one.probability is not None else ()),
        ),
    )  # fmt: skip


def _observe_structure(compared: Compared, one: StructureChange) -> Observation:
    return Observation(
        id=_name(compared, STRUCTURES_METHOD, (), one.footprint.id), kind="damage",
        where=_place(compared, one.footprint.id, one.footprint.lon, one.footprint.lat, 10.0), when=scene_time(*compared.scenes),
        value=None if one.score is None else round(one.score, 4), unit="score", flags=(*one.flags, *compared.flags),
        captures=tuple(scene.id for scene in compared.scenes), method=STRUCTURES_METHOD, parameters=_alignment(compared),
        subject=one.footprint.id,
        details=(
            ("grade", one.grade.value),
            *((("p_value", f"{one.p_value:.4g}"),) if one.p_value is not None else ()),
            *((("probability", f"{one.probability:.4f}"),) if one.probability is not None else ()),
        ),
    )  # fmt: skip


def _place(compared: Compared, text: str, lon: float | None, lat: float | None, radius_m: float) -> Place:
    if lon is None or lat is None:
        return scene_place(compared.scenes[0])
    return Place(
        text=text, name=text, lon=lon, lat=lat, radius_m=max(radius_m, 1.0), kind=PlaceKind.OTHER,
        method=PlaceMethod.COORDINATES, reason="middle of the changed ground",
    )  # fmt: skip


def _alignment(compared: Compared) -> tuple[tuple[str, str], ...]:
    shift, fit = compared.shift, compared.fit
    told = [("shift_px", f"{shift.dx_px:.3f} {shift.dy_px:.3f}" if shift.accepted else "not measured")]
    if shift.accepted:
        told.append(("shift_rmse_px", f"{shift.rmse_px:.3f}"))
    if fit.residual:
        told.append(("tone_residual", " ".join(f"{value:.3f}" for value in fit.residual)))
    return tuple(told)


def _name(compared: Compared, method: str, parameters: Sequence[tuple[str, str]], subject: str) -> str:
    said = [method, subject, *(scene.sha256 for scene in compared.scenes), *(f"{k}={v}" for k, v in parameters)]
    return f"obs-{hashlib.sha256(' '.join(said).encode()).hexdigest()[:16]}"


def _write(path: Path, compared: Compared, found: _Map) -> None:
    """Band 1 the statistic, band 2 the decision; all that bears on it in tags."""
    known = np.isfinite(found.statistic)
    decision: npt.NDArray[np.float32] = np.where(known, found.statistic > found.threshold, np.nan).astype(np.float32)
    tags = {
        "METHOD": found.method, "THRESHOLD": f"{found.threshold:.6g}", "UNKNOWN": f"{1 - known.mean():.4f}",
        "SKILL": "unknown" if found.skill is None else
        f"F1 {found.skill.f1:.3f} ({found.skill.f1_low:.3f}-{found.skill.f1_high:.3f}), everything {found.skill.everything_f1:.3f}",
        "NOTE": "; ".join(found.flags), "SIMULATED": "yes" if any(scene.simulated for scene in compared.scenes) else "no",
        **{key.upper(): value for key, value in (*found.parameters, *_alignment(compared)) if key != "threshold"},
    }  # fmt: skip
    names = ("probability of change" if found.is_probability else "statistic", "changed")
    write_raster(path, np.stack([found.statistic, decision]), grid=compared.grid, names=names, tags=tags)
