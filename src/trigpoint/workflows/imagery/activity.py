"""The history of a site in pictures: every look aligned, judged or listed with the reason why not, and what changed between."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np

from trigpoint.evidence.imagery.activity import (
    CLEAR_ENOUGH,
    METHOD,
    Layers,
    LookActivity,
    Mask,
    change_between,
    measure_activity,
    optical_layers,
    radar_layers,
)
from trigpoint.evidence.imagery.align import bring_onto, estimate_shift
from trigpoint.evidence.imagery.align_spectrum import Pixels
from trigpoint.evidence.imagery.counting import optical, radar
from trigpoint.evidence.imagery.counting.form import FORMS
from trigpoint.evidence.imagery.coverage import cover
from trigpoint.model import Observation, Place
from trigpoint.model.errors import UsageError
from trigpoint.model.place import PlaceKind, PlaceMethod
from trigpoint.model.scene import Footprint, Grid, Scene, SceneKind
from trigpoint.model.time import UNKNOWN_TIME, Anchor, Precision, TimeSpan
from trigpoint.sources.footprints import read_footprints
from trigpoint.sources.rasters.opener import Stack, open_stack
from trigpoint.sources.scenes.sidecar import missing_sentence
from trigpoint.workflows.imagery.align import decibel
from trigpoint.workflows.imagery.common_grid import onto_grid, scene_time
from trigpoint.workflows.imagery.observe import keep_observations
from trigpoint.workflows.imagery.stack_checks import is_same_grid

MARGIN_SHARE = 0.75  # of the site's size, around it: the surroundings that the site is compared with
MARGIN_LEAST_PX = 96
FURTHEST_PX = 8.0  # a look further off than this is not believed
MEANT = ("ships", "aircraft", "vehicles")


@attrs.frozen(kw_only=True)
class SiteLook:
    """One picture of the site."""

    scene: Scene
    activity: LookActivity
    proposals: int | None  # of the kind asked for; None: not asked, or not judged
    observation: Observation


@attrs.frozen(kw_only=True)
class SiteHistory:
    """All looks in order of time, and the change from the baseline's end to the last judged look."""

    site: str
    looks: tuple[SiteLook, ...]
    change: Observation | None  # None: fewer than two judged looks
    flags: tuple[str, ...]

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Everything measured, to be kept."""
        return (*(look.observation for look in self.looks), *((self.change,) if self.change else ()))


def site_activity(
    images: Sequence[Path], outline: Path, *, baseline: int = 2, what: str | None = None, case: Path | None = None
) -> SiteHistory:
    """Building and disturbed ground at the first outline of a GeoJSON file, look by look. Raises InputError, UsageError.

    `what`: also propose ships, aircraft or vehicles inside the outline, look by look (proposals, not counts).
    """
    if what is not None and what not in MEANT:
        raise UsageError(f"{what!r} cannot be counted; choose from {', '.join(MEANT)}")
    with open_stack(images) as stack:
        order = _in_time(stack.identified())
        scenes = [stack.scenes[i] for i in order]
        grid = scenes[0].grid
        site = _site(outline, grid)
        window = _window(site, grid)
        pixels = [_on_grid(stack, i, scene, grid, window) for i, scene in zip(order, scenes, strict=True)]
        flags = [*stack.flags]
    mask = _mask(site, grid)[window]
    if not mask.any():
        raise UsageError(f"{outline.name}: the outline covers no pixel of {scenes[0].file}")
    looks, reasons = _layers(scenes, pixels, mask)
    found = measure_activity(looks, mask, baseline=baseline, unusable=reasons)
    kinds = {scene.kind for scene in scenes}
    if len(kinds) > 1:
        flags.append("radar and optical looks stand together: what is unlike the first look's kind is not judged")
    area = float(mask.sum()) * (grid.pixel_m or 0.0) ** 2 or None
    counts = [
        _proposals(scene, bands, mask, what) if what and not look.unusable else None
        for scene, bands, look in zip(scenes, pixels, found, strict=True)
    ]
    made = tuple(
        SiteLook(scene=s, activity=a, proposals=n, observation=_observe_look(s, a, n, what, site, area))
        for s, a, n in zip(scenes, found, counts, strict=True)
    )
    history = SiteHistory(site=site.id, looks=made, change=_observe_change(made, site, area), flags=tuple(flags))
    if case is not None:
        keep_observations(case, scenes, history.observations, outlines=outline)
    return history


def _in_time(scenes: Sequence[Scene]) -> list[int]:
    """Order of acquisition. Raises UsageError for a picture without a time."""
    for scene in scenes:
        if scene.acquired is None:
            raise UsageError(missing_sentence(scene, ("acquired",)))
        if not scene.grid.is_referenced:
            raise UsageError(f"{scene.file}: has no place on earth, so a site cannot be followed in it")
    return sorted(range(len(scenes)), key=lambda i: (str(scenes[i].acquired), scenes[i].id))


def _site(outline: Path, grid: Grid) -> Footprint:
    footprints = [f for f in read_footprints(outline, grid) if not f.unusable]
    if not footprints:
        raise UsageError(f"{outline.name}: no outline lies in the first picture")
    return footprints[0]


def _window(site: Footprint, grid: Grid) -> tuple[slice, slice]:
    """The site with its surroundings."""
    points = np.array([point for polygon in site.polygons for ring in polygon for point in ring])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    margin = max(MARGIN_LEAST_PX, MARGIN_SHARE * max(right - left, bottom - top))
    rows = slice(max(0, int(top - margin)), min(grid.height, int(np.ceil(bottom + margin))))
    return rows, slice(max(0, int(left - margin)), min(grid.width, int(np.ceil(right + margin))))


def _mask(site: Footprint, grid: Grid) -> Mask:
    """Pixels at least half covered by the outline."""
    covered = cover([site], height=grid.height, width=grid.width)
    return np.asarray(covered.total() >= 0.5)


def _on_grid(stack: Stack, index: int, scene: Scene, grid: Grid, window: tuple[slice, slice]) -> Pixels:
    """`(band, y, x)` of the window on the first look's grid."""
    if is_same_grid(scene.grid, grid):
        rows, cols = window
        return np.asarray(stack.read((rows.start, rows.stop, cols.start, cols.stop), [index])[0])
    bands = stack.read((0, scene.grid.height, 0, scene.grid.width), [index])[0]
    return np.asarray([onto_grid(band, of=scene.grid, onto=grid)[window] for band in bands], dtype=np.float32)


def _layers(scenes: Sequence[Scene], pixels: Sequence[Pixels], mask: Mask) -> tuple[list[Layers], list[str]]:
    """Every look moved onto the clearest one's pixels, by the surroundings alone, and why some cannot be used."""
    first = scenes[0]
    alike = [i for i, scene in enumerate(scenes) if (scene.kind, scene.bands) == (first.kind, first.bands)]
    steady = max(alike, key=lambda i: (float(np.isfinite(pixels[i]).mean()), -i))
    around = np.where(mask, np.float32(np.nan), np.float32(0))
    reference = _plane(pixels[steady], scenes[steady]) + around
    looks: list[Layers] = []
    reasons: list[str] = []
    for i, (scene, bands) in enumerate(zip(scenes, pixels, strict=True)):
        reason, here = "", bands
        if i not in alike:
            reason = f"another kind of picture than {Path(first.file).name} (sensor or bands)"
        elif i != steady and np.isfinite(bands[:, mask]).mean() >= CLEAR_ENOUGH:  # else clouds are the reason
            shift = estimate_shift(reference, _plane(bands, scene) + around, max_shift_px=2 * FURTHEST_PX)
            off = float(np.hypot(shift.dx_px, shift.dy_px))
            if not shift.accepted:
                reason = f"could not be aligned: {shift.reason}"
            elif off > FURTHEST_PX:
                reason = f"lies {off:.0f} pixels off the other looks"
            else:
                here = bring_onto(bands, shift, order=1 if scene.kind is SceneKind.SAR else 3)
        looks.append(_layer(here, scene))
        reasons.append(reason)
    return looks, reasons


def _layer(bands: Pixels, scene: Scene) -> Layers:
    return radar_layers(_plane(bands, scene)) if scene.kind is SceneKind.SAR else optical_layers(bands, scene.bands)


def _plane(bands: Pixels, scene: Scene) -> Pixels:
    """One plane: VV in decibel (the steadier one over ground), or the mean of the first three bands."""
    if scene.kind is SceneKind.SAR:
        chosen = next((i for i, name in enumerate(scene.bands) if name.upper() in ("VV", "HH")), 0)
        return decibel(bands[chosen], scene.unit)
    return np.asarray(bands[:3].mean(axis=0), dtype=np.float32)


def _proposals(scene: Scene, bands: Pixels, mask: Mask, what: str) -> int:
    """How many proposals lie inside the outline."""
    form, size = FORMS[what], scene.grid.pixel_m or scene.gsd_m
    if scene.kind is SceneKind.SAR and what == "ships":
        found = radar.propose_radar_ships(_plane(bands, scene), form, pixel_m=size)
    else:
        found = optical.propose_shapes(_plane(bands, scene), form, pixel_m=size)
    return sum(bool(mask[round(d.y), round(d.x)]) for d in found)


def _observe_look(
    scene: Scene, look: LookActivity, proposals: int | None, what: str | None, site: Footprint, area: float | None
) -> Observation:
    """One look: built ground, with disturbed ground beside it; no value where it was not judged."""
    unit = "m2" if area else "share"
    size = area or 1.0
    built, disturbed = look.built, look.disturbed
    details = [("clear_share", f"{look.clear_share:.3f}"), ("baseline", str(look.baseline).lower()),
               ("confirmed", str(look.confirmed).lower()), ("simulated", str(scene.simulated).lower())]  # fmt: skip
    if disturbed is not None:
        details += [("disturbed", f"{disturbed.value * size:.6g}"), ("disturbed_low", f"{disturbed.low * size:.6g}"),
                    ("disturbed_high", f"{disturbed.high * size:.6g}")]  # fmt: skip
    if what and proposals is not None:
        details.append((f"{what}_proposed", str(proposals)))
    unconfirmed = ("no later look confirms what is new",) if built and not look.confirmed else ()
    return Observation(
        id=_name("look", scene.sha256, site.id, what or ""),
        kind="look",
        where=_place(site),
        when=scene_time(scene),
        value=None if built is None else built.value * size,
        low=None if built is None else built.low * size,
        high=None if built is None else built.high * size,
        unit=unit,
        flags=(*((f"unusable: {look.unusable}",) if look.unusable else ()), *look.flags, *unconfirmed),
        captures=(scene.id,),
        method=METHOD,
        subject=site.id,
        details=tuple(details),
    )


def _observe_change(looks: Sequence[SiteLook], site: Footprint, area: float | None) -> Observation | None:
    """Built ground from the baseline's last look to the last judged one, with the bracket in which it began."""
    judged = [look for look in looks if look.activity.built is not None]
    base = [look for look in judged if look.activity.baseline]
    if len(judged) < 2 or not base:
        return None
    first, last = base[-1], judged[-1]
    if first.activity.built is None or last.activity.built is None:
        return None
    change = change_between(first.activity.built, last.activity.built)
    size = area or 1.0
    details: list[tuple[str, str]] = []
    begun = next(
        (i for i, look in enumerate(judged) if look.activity.built is not None and look.activity.built.low > 0), None
    )
    if begun:
        before, after = judged[begun - 1].scene.acquired, judged[begun].scene.acquired
        details = [
            ("last_look_without", before.isoformat() if before else ""),
            ("first_look_with", after.isoformat() if after else ""),
        ]
    unused = sum(1 for look in looks if look.activity.unusable)
    return Observation(
        id=_name("change", *(look.scene.sha256 for look in looks), site.id),
        kind="change",
        where=_place(site),
        when=_between(first.scene, last.scene),
        value=change.value * size,
        low=change.low * size,
        high=change.high * size,
        unit="m2" if area else "share",
        flags=(f"{unused} of {len(looks)} looks could not be used",) if unused else (),
        captures=tuple(look.scene.id for look in looks),
        method=METHOD,
        subject=site.id,
        details=tuple(details),
    )


def _between(first: Scene, last: Scene) -> TimeSpan:
    if first.acquired is None or last.acquired is None or first.acquired >= last.acquired:
        return UNKNOWN_TIME
    return TimeSpan(start=first.acquired, end=last.acquired, precision=Precision.RANGE, anchor=Anchor.TEXT)


def _place(site: Footprint) -> Place:
    if site.lon is None or site.lat is None:
        return Place(text=site.id, reason="the outline has no place on earth")
    radius = float(np.sqrt((site.area_m2 or 0.0) / np.pi))
    return Place(
        text=site.id, name=site.id, lon=site.lon, lat=site.lat, radius_m=radius, kind=PlaceKind.SITE,
        method=PlaceMethod.COORDINATES, reason="the outline's centre; the radius is that of a disc of its area",
    )  # fmt: skip


def _name(*parts: str) -> str:
    return "obs-" + hashlib.sha256(" ".join((METHOD, *parts)).encode()).hexdigest()[:16]
