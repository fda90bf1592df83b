"""Whether pictures belong together, asked before a pixel is read: one place, one order in time, one kind of value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.scene import Grid, Scene, SceneKind, Unit
from trigpoint.sources.scenes.sidecar import missing_sentence

_ALIKE = 1e-6  # pixels: two grids this near to one another are one
_MOST_NAMED = 3
_KINDS = {
    SceneKind.SAR: "a radar picture",
    SceneKind.OPTICAL: "an optical picture",
    SceneKind.UNREFERENCED: "a picture without a place on earth",
}
_ONE_PASS = timedelta(minutes=1)  # slices of one overpass follow one another within seconds


def check_pair(before: Sequence[Scene], after: Sequence[Scene], *, one_grid: bool = True) -> tuple[str, ...]:
    """What is doubtful about comparing `before` with `after`.

    Parameters
    ----------
    one_grid : the pixels must lie on one another, as a stack of one orbit does; False where pictures are aligned first.

    Raises
    ------
    UsageError : nothing to compare, or the order contradicts the dates.
    UnsupportedFormat : pictures that cannot be compared; the message names the first that does not fit.
    """
    if not before or not after:
        raise UsageError("name at least one picture from before, and one from after behind --after")
    scenes = (*before, *after)
    for scene in scenes[1:]:
        _check_alike(scenes[0], scene, one_grid=one_grid)
    _check_order(before, after)
    return tuple(dict.fromkeys((*_own_flags(scenes), *_date_flags(before, after), *_twin_flags(before, after))))


def check_kind(scenes: Sequence[Scene], wanted: SceneKind, remedy: str) -> None:
    """Raises UnsupportedFormat, naming every picture that is of another kind and what is doubtful about it."""
    others = {scene.file: scene for scene in scenes if scene.kind is not wanted}
    if not others:
        return
    first, *rest = others.values()
    words = f"is {_KINDS[first.kind]}, not {_KINDS[wanted]}{_because(first)}"
    named = "; ".join(f"{Path(scene.file).name}: {_KINDS[scene.kind]}{_because(scene)}" for scene in rest[:_MOST_NAMED])
    more = f" and {len(rest) - _MOST_NAMED} more" if len(rest) > _MOST_NAMED else ""
    raise UnsupportedFormat(first.file, words + (f"; so too {named}{more}" if rest else ""), remedy)


def _because(scene: Scene) -> str:
    return f" ({scene.flags[0]})" if scene.flags else ""


def _check_alike(first: Scene, scene: Scene, *, one_grid: bool) -> None:
    kinds = {first.kind, scene.kind}
    if kinds == {SceneKind.SAR, SceneKind.OPTICAL}:
        raise UnsupportedFormat(
            scene.file, f"is {scene.kind.value}, {first.file} is {first.kind.value}", "compare pictures of one kind"
        )
    for one, other in ((first, scene), (scene, first)):
        if one.grid.is_referenced and not other.grid.is_referenced:
            why = f" ({other.flags[0]})" if other.flags else ""
            raise UnsupportedFormat(
                other.file,
                f"has no place on earth{why}, {one.file} has",
                "give it a georeference, or take it from both",
            )
    if Unit.DIGITAL_NUMBER not in (first.unit, scene.unit) and first.unit is not scene.unit:
        raise UnsupportedFormat(
            scene.file, f"is in {scene.unit.value}, {first.file} in {first.unit.value}", "bring both to one unit"
        )
    if not set(first.bands) & set(scene.bands):
        raise UnsupportedFormat(
            scene.file, f"has bands {', '.join(scene.bands)}, {first.file} {', '.join(first.bands)}: none in common"
        )
    if scene.grid.crs != first.grid.crs:
        raise UnsupportedFormat(
            scene.file,
            f"is in {_short(scene.grid.crs)}, {first.file} in {_short(first.grid.crs)}",
            "bring all pictures to one map projection",
        )
    if one_grid and not is_same_grid(first.grid, scene.grid):
        raise UnsupportedFormat(
            scene.file,
            f"lies on another grid ({_grid(scene.grid)}) than {first.file} ({_grid(first.grid)})",
            "cut and resample all pictures to one grid",
        )


def is_same_grid(one: Grid, other: Grid) -> bool:
    """Pixel for pixel, to a millionth of a pixel. Two unreferenced pictures of one size share a grid."""
    if (one.width, one.height, one.crs) != (other.width, other.height, other.crs):
        return False
    side = max(abs(one.transform[0]), abs(one.transform[1]), 1e-12)
    for x, y in ((0, 0), (one.width, one.height)):
        for p, q in ((one.transform[:3], other.transform[:3]), (one.transform[3:], other.transform[3:])):
            if abs((p[0] - q[0]) * x + (p[1] - q[1]) * y + p[2] - q[2]) > _ALIKE * side:
                return False
    return True


def _check_order(before: Iterable[Scene], after: Iterable[Scene]) -> None:
    dated_before = [(scene.acquired, scene.file) for scene in before if scene.acquired is not None]
    dated_after = [(scene.acquired, scene.file) for scene in after if scene.acquired is not None]
    if not dated_before or not dated_after:
        return
    last, first = max(dated_before), min(dated_after)
    if last[0] > first[0]:
        raise UsageError(
            f"{last[1]} is named as from before but was taken {last[0]:%Y-%m-%d %H:%M}, "
            f"later than {first[1]} from after ({first[0]:%Y-%m-%d %H:%M}); swap them, or move one to the other side"
        )


def _own_flags(scenes: Sequence[Scene]) -> list[str]:
    told = [f"{scene.file}: {flag}" for scene in scenes for flag in scene.flags]
    simulated = sum(scene.simulated for scene in scenes)
    if simulated:
        told.append("simulated pictures" if simulated == len(scenes) else "simulated pictures are mixed with real ones")
    return told


def _date_flags(before: Sequence[Scene], after: Sequence[Scene]) -> list[str]:
    undated = [scene for scene in (*before, *after) if scene.acquired is None]
    told = []
    if undated:
        more = f" ({len(undated) - 1} more lack it)" if len(undated) > 1 else ""
        told.append(f"{missing_sentence(undated[0], ('acquired',))}{more}; the order is taken as given")
    moments = {scene.acquired for scene in before} & {scene.acquired for scene in after} - {None}
    if moments:
        told.append("a picture from before and one from after were taken at the same moment")
    return told


def _twin_flags(before: Sequence[Scene], after: Sequence[Scene]) -> list[str]:
    """The same bytes, or the same overpass, counted twice would be no second look."""
    told = []
    for side, scenes in (("before", before), ("after", after)):
        ids = Counter(scene.id or scene.file for scene in scenes)
        for scene in {scene.id or scene.file: scene for scene in scenes}.values():
            if ids[scene.id or scene.file] > 1:
                told.append(f"{scene.file} is named {ids[scene.id or scene.file]} times {side}: it is one look")
        looks = sorted(
            {(scene.acquired, scene.file, scene.relative_orbit) for scene in scenes if scene.acquired is not None},
            key=lambda look: (str(look[2]), look[0], look[1]),
        )
        for one, other in pairwise(looks):
            if one[2] == other[2] and other[0] - one[0] < _ONE_PASS:
                told.append(f"{one[1]} and {other[1]} are of one overpass: they are one look, not two")
    same = {scene.id or scene.file for scene in before} & {scene.id or scene.file for scene in after}
    told.extend(f"{scene.file} is named both before and after" for scene in before if (scene.id or scene.file) in same)
    return told


def _short(crs: str) -> str:
    return crs if len(crs) <= 20 else f"a projection of its own ({crs[:40]}...)"


def _grid(grid: Grid) -> str:
    return f"{grid.width} x {grid.height} pixels, corner {grid.transform[2]:.10g} {grid.transform[5]:.10g}"
