"""Marks of an analyst: folders of marked pairs, or a list of marked structures."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np

from trigpoint.evidence.imagery.optical.learning import Marked
from trigpoint.model.errors import InputError, UnreadableFile, UnsupportedFormat, UsageError
from trigpoint.sources.rasters.opener import open_stack
from trigpoint.workflows.imagery.change_pictures import compare

ENDINGS = (".png", ".tif", ".tiff", ".jpg", ".jpeg", ".jp2")
MOST_PAIRS = 200
TILE_NAME = re.compile(r"(.+?)_(\d{1,5})_(\d{1,5})")  # SCENE_ROW_COLUMN: tiles cut from one scene
LIST_BYTES = 4 << 20
DAMAGED = {"1", "damaged", "destroyed", "severe", "moderate", "changed", "yes", "true"}
INTACT = {"0", "intact", "no_visible_damage", "undamaged", "unchanged", "none", "no", "false"}


def read_marks(folder: Path) -> tuple[list[Marked], list[str]]:
    """Marked pairs of `A/`, `B/`, `label/` with equal names, and sentences on those left out. Raises InputError, UsageError."""
    sides = {name: folder / name for name in ("A", "B", "label")}
    missing = [name for name, path in sides.items() if not path.is_dir()]
    if missing:
        raise UsageError(f"--labels {folder}: has no folder {missing[0]}/; it needs A/ (before), B/ (after) and label/")
    masks = {path.stem: path for path in sorted(sides["label"].iterdir()) if path.suffix.lower() in ENDINGS}
    marked: list[Marked] = []
    told: list[str] = []
    for stem, mask in list(masks.items())[:MOST_PAIRS]:
        pair = [_picture(sides[side], stem) for side in ("A", "B")]
        lone = next((side for side, path in zip("AB", pair, strict=True) if path is None), None)
        if pair[0] is None or pair[1] is None:
            told.append(f"{mask}: has no picture of that name in {lone}/ and is left out")
            continue
        try:
            marked.append(_read_one(stem, pair[0], pair[1], mask))
        except InputError as error:
            told.append(f"{error}; this marked pair is left out")
    if len(masks) > MOST_PAIRS:
        told.append(f"--labels {folder}: holds {len(masks)} pairs; the first {MOST_PAIRS} are used")
    if not marked:
        raise UsageError(told[0] if told else f"--labels {folder}: holds no marked pair")
    if not any(one.changed.any() for one in marked) or all(one.changed[one.tones.known].all() for one in marked):
        raise UsageError(
            f"--labels {folder}: every pixel has the same mark; both changed and unchanged ground are needed"
        )
    return marked, told


def scene_of(stem: str) -> str:
    """The scene that a tile was cut from, by its name SCENE_ROW_COLUMN; else the name itself."""
    match = TILE_NAME.fullmatch(stem)
    return match[1] if match else stem


def _picture(folder: Path, stem: str) -> Path | None:
    return next((folder / f"{stem}{end}" for end in ENDINGS if (folder / f"{stem}{end}").is_file()), None)


def _read_one(stem: str, before: Path, after: Path, mask: Path) -> Marked:
    with open_stack([before, after, mask]) as stack:  # one at a time costs a process each
        compared = compare(stack, 1, 1, lambda *_: ())
        grid = stack.scenes[2].grid
        if (grid.width, grid.height) != (compared.grid.width, compared.grid.height):
            raise UnsupportedFormat(
                str(mask),
                f"is {grid.width} x {grid.height} pixels, its picture {compared.grid.width} x {compared.grid.height}",
            )
        values = stack.read((0, grid.height, 0, grid.width), [2])[0]
    changed = np.nan_to_num(values[:3]).max(axis=0) > 0
    return Marked(name=stem, scene=scene_of(stem), tones=compared.tones(), changed=changed)


def read_structure_marks(path: Path) -> dict[str, bool]:
    """`footprint,label` rows: True = damaged. Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            text = file.read(LIST_BYTES + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(str(path), "cannot be read as UTF-8 text", "save the list as CSV") from error
    rows = csv.DictReader(io.StringIO(text[:LIST_BYTES]))
    if not rows.fieldnames or not {"footprint", "label"} <= set(rows.fieldnames):
        raise UnreadableFile(
            str(path), "has no columns footprint and label", "write `footprint,label` as its first line"
        )
    marks: dict[str, bool] = {}
    for number, row in enumerate(rows, start=2):
        word = (row["label"] or "").strip().lower().replace(" ", "_").replace("-", "_")
        if word not in DAMAGED | INTACT:
            raise UnreadableFile(f"{path}:{number}", f"label {word[:40]!r} is unknown", "write damaged or intact")
        marks[(row["footprint"] or "").strip()] = word in DAMAGED
    return marks
