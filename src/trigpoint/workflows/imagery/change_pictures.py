"""Reading optical pictures for comparison: the same bands, on one grid, hidden ground unknown, aligned as far as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.align import Shift, bring_onto, estimate_shift
from trigpoint.evidence.imagery.clouds import SkyMap, sky_of_qa_pixel, sky_of_scl, without_unknown
from trigpoint.evidence.imagery.optical.features import PairTones, pair_tones
from trigpoint.evidence.imagery.optical.radiometry import Fit, fit_radiometry
from trigpoint.model.errors import RefusedInput, UnsupportedFormat
from trigpoint.model.scene import Grid, Scene, SceneKind
from trigpoint.sources.rasters.opener import Stack, open_stack
from trigpoint.workflows.imagery.common_grid import onto_grid
from trigpoint.workflows.imagery.stack_checks import is_same_grid

Pixels = npt.NDArray[np.float32]

MOST_PX = 40_000_000  # of one picture: both dates are held in memory
SMALLEST_PX = 32
MOVE_PX = 0.25  # a smaller shift is left: resampling would cost more than it mends
KNOWN = 0.01  # share of the picture known in both below which nothing can be said
MASKS: dict[str, Callable[[Pixels], SkyMap]] = {"scl": sky_of_scl, "qa_pixel": sky_of_qa_pixel}
RED, GREEN, BLUE = ({"red", "b04", "b4"}, {"green", "b03", "b3"}, {"blue", "b02", "b2"})
INFRARED = {"nir", "b08", "b8", "b8a", "nir08", "near infrared"}
NOT_GROUND = {"alpha", "mask", "qa", "dataset mask", *MASKS}


@attrs.frozen(eq=False, kw_only=True)
class Compared:
    """Two looks ready to be compared, on the grid of the first picture from before."""

    before: Pixels  # (band, y, x), NaN unknown
    after: Pixels
    scenes: tuple[Scene, ...]  # before, then after
    split: int  # how many of them are from before
    infrared: int | None
    shift: Shift
    fit: Fit
    flags: tuple[str, ...]

    @property
    def grid(self) -> Grid:
        """Of every product."""
        return self.scenes[0].grid

    def tones(self) -> PairTones:
        """What the measures are taken from."""
        return pair_tones(self.before, self.after, infrared=self.infrared)


def read_compared(before: Sequence[Path], after: Sequence[Path], check: Callable[..., tuple[str, ...]]) -> Compared:
    """Read, mask, lay on one grid, align. Several looks of one side become their median.

    `check(before_scenes, after_scenes)` says what is doubtful or raises. Raises InputError.
    """
    with open_stack([*before, *after]) as stack:
        return compare(stack, len(before), len(after), check)


def compare(stack: Stack, split: int, later: int, check: Callable[..., tuple[str, ...]]) -> Compared:
    """`read_compared` of a stack's first pictures: `split` from before, then `later` from after."""
    scenes = stack.identified()[: split + later]
    flags = list(check(scenes[:split], scenes[split:]))
    _check_each(scenes)
    bands, infrared, doubt = common_bands(scenes)
    flags += doubt
    grey = len({len(names) for names in bands}) > 1
    looks = [_on_first(stack, scenes, k, bands[k], grey=grey) for k in range(len(scenes))]
    flags += stack.flags
    old, some = _one_look(looks[:split])
    new, more = _one_look(looks[split:])
    flags += [f"{split} pictures from before and {later} from after: the median of each side is compared"] * (
        some or more
    )
    known = np.asarray(np.isfinite(old).all(axis=0) & np.isfinite(new).all(axis=0), np.bool_)
    _check_known(old, new, known, scenes, split)
    shift = estimate_shift(_grey(old), _grey(new))
    flags += _judge_shift(shift, scenes, split)
    if shift.accepted and np.hypot(shift.dx_px, shift.dy_px) >= MOVE_PX:
        new = np.stack([bring_onto(band, shift, order=1) for band in new])
    fit = fit_radiometry(old, new)
    if fit.reason:
        flags.append(f"the later picture's tone could not be fitted to the earlier one's: {fit.reason}")
    return Compared(
        before=old,
        after=new,
        scenes=scenes,
        split=split,
        infrared=infrared,
        shift=shift,
        fit=fit,
        flags=tuple(flags),
    )


def common_bands(scenes: Sequence[Scene]) -> tuple[list[list[str]], int | None, list[str]]:
    """Band names of each picture in the order red, green, blue, near infrared; the last one's index; and what is doubtful.

    Where the pictures do not all have colour, each has its visible bands, to be averaged.
    """
    chosen, doubt = [], []
    for scene in scenes:
        names = [name for name in scene.bands if name.lower() not in NOT_GROUND]
        if not names:
            raise UnsupportedFormat(scene.file, "holds no band that shows the ground")
        named = [next((n for n in names if n.lower() in colour), "") for colour in (RED, GREEN, BLUE)]
        near = next((n for n in names if n.lower() in INFRARED), "")
        if not all(named) and len(names) >= 3:
            rest = [n for n in names if n != near]
            named = rest[:3] if len(rest) >= 3 else [n for n in named if n]
            if not near and len(names) == 4:
                near = names[3]
                doubt.append(f"{scene.file}: four bands without names, taken as red, green, blue and near infrared")
        colours = [n for n in named if n]
        chosen.append((colours if len(colours) == 3 else names[:1], near))
    full = all(len(colours) == 3 for colours, _ in chosen)
    if not full and any(len(colours) == 3 for colours, _ in chosen):
        doubt.append("one of the pictures has a single band: compared in brightness alone")
    with_near = full and all(near for _, near in chosen)
    return [[*colours, near] if with_near else colours for colours, near in chosen], (3 if with_near else None), doubt


def _check_each(scenes: Sequence[Scene]) -> None:
    for scene in scenes:
        if scene.kind is SceneKind.SAR:
            raise UnsupportedFormat(scene.file, "is a radar picture", "use `trigpoint damage` for radar")
        if min(scene.grid.width, scene.grid.height) < SMALLEST_PX:
            raise UnsupportedFormat(
                scene.file,
                f"is {scene.grid.width} x {scene.grid.height} pixels; change needs {SMALLEST_PX} x {SMALLEST_PX}",
            )
        if scene.grid.width * scene.grid.height > MOST_PX:
            raise RefusedInput(
                scene.file, f"has {scene.grid.width * scene.grid.height:,} pixels; change takes {MOST_PX:,}",
                "cut out the site",
            )  # fmt: skip
    first = scenes[0]
    for scene in scenes[1:]:
        size, other = (scene.grid.width, scene.grid.height), (first.grid.width, first.grid.height)
        if not scene.grid.is_referenced and size != other:
            raise UnsupportedFormat(
                scene.file, f"is {size[0]} x {size[1]} pixels, {first.file} {other[0]} x {other[1]}, and neither has a place",
                "cut both to the same ground",
            )  # fmt: skip


def _on_first(stack: Stack, scenes: Sequence[Scene], k: int, bands: list[str], *, grey: bool) -> Pixels:
    """Pixels of picture `k` on the first one's grid, hidden ground NaN; brightness alone where colours are not common."""
    grid = scenes[k].grid
    masks = [name for name in scenes[k].bands if name.lower() in MASKS]
    pixels: Pixels = stack.read((0, grid.height, 0, grid.width), [k], bands=[*bands, *masks])[0]
    hidden = pixels[len(bands) :]
    pixels = pixels[: len(bands)]
    for name, band in zip(masks, hidden, strict=True):
        pixels = without_unknown(pixels, MASKS[name.lower()](band))
    if grey and len(pixels) > 1:
        pixels = pixels.mean(axis=0, keepdims=True)
    if k == 0 or is_same_grid(scenes[0].grid, grid) or not grid.is_referenced:
        return pixels
    return np.stack([onto_grid(band, of=grid, onto=scenes[0].grid) for band in pixels])


def _one_look(looks: Sequence[Pixels]) -> tuple[Pixels, bool]:
    if len(looks) == 1:
        return looks[0], False
    first = looks[0]
    fitted = [first, *(fit_radiometry(first, look).of(look) for look in looks[1:])]
    stacked = np.sort(np.stack(fitted), axis=0)  # NaN last
    count = np.isfinite(stacked).sum(axis=0)
    low, high = np.maximum((count - 1) // 2, 0), np.minimum(count // 2, len(looks) - 1)
    pick = [np.take_along_axis(stacked, at[None], axis=0)[0] for at in (low, high)]
    return np.where(count > 0, (pick[0] + pick[1]) / 2, np.nan).astype(np.float32), True


def _check_known(old: Pixels, new: Pixels, known: npt.NDArray[np.bool_], scenes: Sequence[Scene], split: int) -> None:
    for look, scene in ((old, scenes[0]), (new, scenes[split])):
        seen = np.isfinite(look).all(0)
        if not seen.any():
            raise UnsupportedFormat(scene.file, "shows no ground: all of it is cloud or no data", "take another look")
        if np.ptp(_grey(look)[seen]) == 0:
            raise UnsupportedFormat(scene.file, "is of one value throughout", "take another picture")
    if known.mean() < KNOWN:
        raise UnsupportedFormat(
            scenes[split].file,
            f"and {scenes[0].file} have {known.mean():.1%} of known ground in common",
            "take another look",
        )


def _judge_shift(shift: Shift, scenes: Sequence[Scene], split: int) -> list[str]:
    """What to say of the alignment. Raises UnsupportedFormat where placed pictures plainly do not lie on one another."""
    if shift.accepted:
        moved = np.hypot(shift.dx_px, shift.dy_px)
        told = list(shift.cautions)
        if moved >= MOVE_PX:
            told.append(
                f"the later picture was moved by {-shift.dx_px:+.2f}, {-shift.dy_px:+.2f} pixels (within {shift.rmse_px:.2f})"
            )
        return told
    seen = [vote for vote in shift.tiles if vote.counts]
    if scenes[0].grid.is_referenced and len(seen) >= 4 and 2 * len(seen) >= len(shift.tiles):
        raise UnsupportedFormat(
            scenes[split].file, f"could not be aligned with {scenes[0].file}: {shift.reason}", "orthorectify both alike"
        )
    return [
        f"whether the pictures lie on one another could not be checked ({shift.reason}); a shift would look like change"
    ]


def _grey(look: Pixels) -> Pixels:
    return np.asarray(look[:3].mean(axis=0), np.float32)
