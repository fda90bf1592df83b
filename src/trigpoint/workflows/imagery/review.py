"""A person's verdicts on proposals: a CSV table or JSON lines.

| column | holds |
|---|---|
| verdict | accept, reject or add |
| number | the proposal's number as on the review picture; or instead |
| x, y | pixels, or |
| lon, lat | degrees, EPSG:4326; accept and reject mean the proposal at that place, add needs a place |
| by | who judged |
| length_m, note | optional |

The last verdict on a proposal holds.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from trigpoint.evidence.imagery.counting.detection import Detection, holds
from trigpoint.model.errors import BadVocabulary, RefusedInput, UnreadableFile
from trigpoint.model.scene import Grid
from trigpoint.workflows.imagery.common_grid import lon_lat, pixel_at

LARGEST = 16 << 20  # bytes
NEAR_PX = 6.0  # a place this near to a proposal's centre means it, however small it is
VERDICTS = ("accept", "reject", "add")


@attrs.frozen(kw_only=True)
class Review:
    """Verdicts by proposal, and what was added."""

    verdicts: tuple[str, ...]  # "", "accept" or "reject" for each proposal, in their order
    added: tuple[Detection, ...]
    reviewers: tuple[str, ...]


def read_review(path: Path, proposals: Sequence[Detection], grid: Grid) -> Review:
    """Verdicts of a file on these proposals. Raises UnreadableFile, RefusedInput, BadVocabulary with file and row."""
    verdicts = [""] * len(proposals)
    added: list[Detection] = []
    reviewers: dict[str, None] = {}
    for row, cells in _rows(path):
        where = f"{path.name}:{row}"
        verdict = str(cells.get("verdict") or "").strip().lower()
        if verdict not in VERDICTS:
            raise BadVocabulary(where, f"verdict {verdict!r} is none of {', '.join(VERDICTS)}")
        if by := str(cells.get("by") or "").strip():
            reviewers[by] = None
        place = _place(cells, grid, where)
        if verdict == "add":
            if place is None:
                raise BadVocabulary(where, "an added object needs x and y, or lon and lat")
            added.append(_addition(place, cells, grid, where))
        else:
            verdicts[_which(cells, place, proposals, where)] = verdict
    return Review(verdicts=tuple(verdicts), added=tuple(added), reviewers=tuple(reviewers))


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rows with their numbers: JSON lines where the first character is a brace, else CSV with a head."""
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedInput(path.name, f"is larger than {LARGEST >> 20} MiB, too large for a review")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(path.name, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(path.name, "is not UTF-8 text", "save the review as CSV or JSON lines") from error
    if not text.lstrip().startswith("{"):
        table = csv.DictReader(io.StringIO(text))
        if "verdict" not in [str(name).strip().lower() for name in table.fieldnames or ()]:
            raise BadVocabulary(f"{path.name}:1", "has no column `verdict`")
        for row, cells in enumerate(table, start=2):
            yield row, {str(k).strip().lower(): v for k, v in cells.items() if k is not None}
        return
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise BadVocabulary(f"{path.name}:{row}", "is not JSON") from error
        if not isinstance(cells, dict):
            raise BadVocabulary(f"{path.name}:{row}", "is not an object with a verdict")
        yield row, cells


def _number(cells: Mapping[str, Any], name: str, where: str) -> float | None:
    raw = cells.get(name)
    if raw is None or str(raw).strip() == "":
        return None
    try:
        value = float(str(raw))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadVocabulary(where, f"{name} {str(raw)[:40]!r} is not a number")
    return value


def _place(cells: Mapping[str, Any], grid: Grid, where: str) -> tuple[float, float] | None:
    """Column and row of the pixel centre that the row names; None where it names none."""
    x, y, lon, lat = (_number(cells, name, where) for name in ("x", "y", "lon", "lat"))
    if x is None or y is None:
        if lon is None or lat is None:
            return None
        if not grid.is_referenced:
            raise BadVocabulary(where, "gives lon and lat, but the picture has no place on earth", "give x and y")
        cols, rows = pixel_at(grid, np.array([lon]), np.array([lat]))
        x, y = float(cols[0]) - 0.5, float(rows[0]) - 0.5
    if not (-0.5 <= x < grid.width and -0.5 <= y < grid.height):
        raise BadVocabulary(where, "lies outside the picture")
    return x, y


def _which(
    cells: Mapping[str, Any], place: tuple[float, float] | None, proposals: Sequence[Detection], where: str
) -> int:
    """Index of the proposal that a row means."""
    number = _number(cells, "number", where)
    if number is not None:
        if number != int(number) or not 1 <= number <= len(proposals):
            raise BadVocabulary(where, f"there is no proposal {number:g}; they run from 1 to {len(proposals)}")
        return int(number) - 1
    if place is None:
        raise BadVocabulary(where, "names no proposal: give its number, x and y, or lon and lat")
    apart = [math.hypot(d.x - place[0], d.y - place[1]) for d in proposals]
    meant = [i for i, d in enumerate(proposals) if apart[i] <= NEAR_PX or holds(d, *place)]
    if not meant:
        raise BadVocabulary(where, "no proposal lies there; add the object instead")
    return min(meant, key=lambda i: apart[i])


def _addition(place: tuple[float, float], cells: Mapping[str, Any], grid: Grid, where: str) -> Detection:
    lon, lat = lon_lat(grid, np.array([place[0] + 0.5]), np.array([place[1] + 0.5]))
    referenced = bool(np.isfinite(lon[0]))
    return Detection(
        x=place[0], y=place[1], length_px=None, width_px=None, angle_deg=None, score=1.0,
        lon=float(lon[0]) if referenced else None, lat=float(lat[0]) if referenced else None,
        length_m=_number(cells, "length_m", where),
    )  # fmt: skip
