"""What two pictures of one place look like around every pixel, and how that differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from trigpoint.evidence.imagery.optical.appearance import (
    CONTEXT,
    SCALES,
    Layer,
    Mask,
    Scale,
    gradient,
    look,
    scales_of,
    smooth,
    tones,
)  # fmt: skip

Pixels = npt.NDArray[np.float32]
Scales = dict[str, Scale]

FAINT = 0.02  # variance on a picture's scale below which a pattern is noise: nothing to lose


@attrs.frozen
class PairTones:
    """Both pictures' tones, unscaled, with what is known in both."""

    before: dict[str, Layer]
    after: dict[str, Layer]
    known: Mask

    def only(self, names: Collection[str]) -> PairTones:
        """Without the tones that are not in `names`."""
        old, new = ({name: v for name, v in t.items() if name in names} for t in (self.before, self.after))
        return PairTones(old, new, self.known)

    def part(self, at: tuple[slice, slice]) -> PairTones:
        """Rows and columns of it."""
        old, new = ({name: v[at] for name, v in t.items()} for t in (self.before, self.after))
        return PairTones(old, new, self.known[at])


def pair_tones(before: Pixels, after: Pixels, *, infrared: int | None = None) -> PairTones:
    """Tones of two pictures `(band, y, x)`; NaN in any band of either is unknown in both."""
    known: Mask = np.asarray(np.isfinite(before).all(axis=0) & np.isfinite(after).all(axis=0), np.bool_)
    return PairTones(tones(before, known, infrared=infrared), tones(after, known, infrared=infrared), known)


def in_tiles(pair: PairTones, measure: Callable[[PairTones], Layer], *, tile: int = 512, halo: int = 64) -> Layer:
    """`measure` over a large picture, tile by tile with a margin of `halo` pixels that is cut off again."""
    height, width = pair.known.shape
    if height * width <= (tile + 2 * halo) ** 2:
        return measure(pair)
    out = np.full((height, width), np.nan, np.float32)
    for top in range(0, height, tile):
        for left in range(0, width, tile):
            row, col = max(0, top - halo), max(0, left - halo)
            part = np.s_[row : min(height, top + tile + halo), col : min(width, left + tile + halo)]
            if not pair.known[part].any():
                continue
            inner = measure(pair.part(part))[top - row : top - row + tile, left - col : left - col + tile]
            out[top : top + tile, left : left + tile] = inner
    return out


def own_scales(pair: PairTones) -> tuple[Scales, Scales]:
    """Each picture on its own scale."""
    return scales_of([(pair.before, pair.known)]), scales_of([(pair.after, pair.known)])


def common_scales(pairs: Sequence[PairTones]) -> tuple[Scales, Scales]:
    """One scale for all pictures of all pairs, before and after alike."""
    one = scales_of([(tone, pair.known) for pair in pairs for tone in (pair.before, pair.after)])
    return one, one


def pair_features(pair: PairTones, scales: tuple[Scales, Scales]) -> dict[str, Layer]:
    """Measures by name, each (y, x): before, after, difference, loss of structure."""
    old, new = look(pair.before, scales[0]), look(pair.after, scales[1])
    layers = {f"before {name}": layer for name, layer in old.items()}
    layers |= {f"after {name}": layer for name, layer in new.items()}
    layers |= {f"difference {name}": new[name] - old[name] for name in old}
    return layers | structure_loss(old["grey.0"], new["grey.0"]) | turned_edges(old["grey.0"], new["grey.0"])


def structure_loss(old: Layer, new: Layer) -> dict[str, Layer]:
    """1 - local correlation of the two pictures: 0 = same pattern, 1 = unrelated, 2 = inverted. Blind to gain and haze."""
    out: dict[str, Layer] = {}
    for sigma in SCALES:
        a, b = smooth(old, sigma), smooth(new, sigma)
        both = smooth(old * new, sigma) - a * b
        spread = np.maximum(smooth(old * old, sigma) - a * a, 0) * np.maximum(smooth(new * new, sigma) - b * b, 0)
        out[f"loss.{sigma:g}"] = (1 - (both + FAINT) / (np.sqrt(spread) + FAINT)).astype(np.float32)
    out["loss.8 around"] = smooth(out["loss.2"], 8.0)
    out["loss.16 around"] = smooth(out["loss.2"], CONTEXT)
    return out


def turned_edges(old: Layer, new: Layer) -> dict[str, Layer]:
    """Edges that are there in one picture only, and edges that both share."""
    ax, ay = gradient(old, 1.5)
    bx, by = gradient(new, 1.5)
    a, b = np.hypot(ax, ay), np.hypot(bx, by)
    shared = np.abs(ax * bx + ay * by) / np.maximum(a, b).clip(1e-3)
    appeared, gone = np.maximum(b - shared, 0), np.maximum(a - shared, 0)
    out: dict[str, Layer] = {}
    for name, layer in (("appeared", appeared), ("gone", gone), ("shared", shared)):
        out |= {f"edge {name}.{sigma:g}": smooth(layer.astype(np.float32), sigma) for sigma in (2.0, 6.0, CONTEXT)}
    return out
