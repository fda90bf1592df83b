"""A user's own detector: an ONNX model that takes our place in proposing.

Input: one, `(1, 3, H, W)` float32, red, green, blue from 0 to 1; H and W fixed or free. Outputs, either
- boxes `(N, 4)` or `(1, N, 4)`: left, top, right, bottom in pixels of the input, and scores `(N,)` or `(1, N)`; or
- one `(1, N, M)` or `(N, M)` with M >= 5: left, top, right, bottom, score, anything further unused.
The picture is cut into overlapping tiles; of boxes that share half their area the better stays. The model runs in this process
with onnxruntime (an extra), from bytes, so that it can name no other file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.counting.detection import Detection
from trigpoint.model.errors import RefusedInput, UnreadableFile, UnsupportedFormat, UsageError

Floats = NDArray[np.float32]
LARGEST = 1 << 30  # bytes of a model
TILE_PX = 640  # where the model leaves the size free
OVERLAP = 0.15  # of a tile
LEAST_SCORE = 0.25
SAME = 0.5  # intersection over union
MOST = 100_000  # boxes from one tile


@attrs.frozen(kw_only=True, eq=False)
class _Model:
    name: str
    session: Any
    input_name: str
    height: int
    width: int


def run_detector(path: Path, planes: Floats) -> list[Detection]:
    """Boxes of the model on `(3, y, x)` planes 0..1 (NaN: unknown, given as 0), best first. Raises InputError, UsageError."""
    model = _load(path)
    boxes = [box for top, left in _tiles(planes.shape[1:], model) for box in _run(model, planes, top, left)]
    return [_detection(box) for box in _apart(boxes)]


def _load(path: Path) -> _Model:
    try:
        import onnxruntime
    except ImportError as error:
        raise UsageError("--detector needs onnxruntime: install the extra `detectors`") from error
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedInput(path.name, f"is larger than {LARGEST >> 20} MiB, too large for a detector")
        model = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path.name, f"cannot be read ({error.strerror})") from error
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own types are not public
        raise UnreadableFile(path.name, "is not an ONNX model that onnxruntime can load") from error
    inputs = session.get_inputs()
    shape = list(inputs[0].shape) if inputs else []
    if len(inputs) != 1 or len(shape) != 4 or inputs[0].type != "tensor(float)" or shape[1] not in (3, "3", None):
        raise UnsupportedFormat(path.name, "takes no picture: one float32 input (1, 3, H, W) is needed")
    height, width = (side if isinstance(side, int) and side > 0 else TILE_PX for side in shape[2:])
    if max(height, width) > 8192:
        raise RefusedInput(path.name, f"wants tiles of {width} x {height} pixels; the limit is 8192")
    return _Model(name=path.name, session=session, input_name=inputs[0].name, height=height, width=width)


def _tiles(shape: Sequence[int], model: _Model) -> Iterator[tuple[int, int]]:
    """Corners of tiles that cover the picture, the last ones flush with its edge."""
    for top in _starts(shape[0], model.height):
        for left in _starts(shape[1], model.width):
            yield top, left


def _starts(size: int, tile: int) -> list[int]:
    if size <= tile:
        return [0]
    count = int(np.ceil((size - tile) / (tile * (1 - OVERLAP)))) + 1
    return sorted({int(start) for start in np.linspace(0, size - tile, count)})


def _run(model: _Model, planes: Floats, top: int, left: int) -> list[tuple[float, float, float, float, float]]:
    """Boxes of one tile in pixels of the picture."""
    part = np.nan_to_num(planes[:, top : top + model.height, left : left + model.width])
    tile = np.zeros((1, 3, model.height, model.width), dtype=np.float32)
    tile[0, :, : part.shape[1], : part.shape[2]] = part
    try:
        outputs = model.session.run(None, {model.input_name: tile})
    except Exception as error:  # onnxruntime's own types are not public
        raise UnreadableFile(model.name, "failed on a tile of the picture") from error
    rows = _boxes(outputs, model.name)
    rows = rows[np.isfinite(rows).all(axis=1) & (rows[:, 4] >= LEAST_SCORE)]
    rows = rows[(rows[:, 2] > rows[:, 0]) & (rows[:, 3] > rows[:, 1])]
    middle_x, middle_y = (rows[:, 0] + rows[:, 2]) / 2, (rows[:, 1] + rows[:, 3]) / 2
    rows = rows[(middle_x >= 0) & (middle_y >= 0) & (middle_x < part.shape[2]) & (middle_y < part.shape[1])]
    return [(x0 + left, y0 + top, x1 + left, y1 + top, score) for x0, y0, x1, y1, score in rows.tolist()]


def _boxes(outputs: Sequence[Any], name: str) -> NDArray[np.float64]:
    """(N, 5) left, top, right, bottom, score from either form of output."""
    arrays = [np.asarray(output) for output in outputs]
    arrays = [a[0] if a.ndim >= 2 and a.shape[0] == 1 and a.ndim > _flat(a) else a for a in arrays]
    numeric = [a.astype(np.float64) for a in arrays if a.dtype.kind in "fiu"]
    boxes = next((a for a in numeric if a.ndim == 2 and a.shape[1] == 4), None)
    scores = next((a for a in numeric if a.ndim == 1 and boxes is not None and len(a) == len(boxes)), None)
    if boxes is not None and scores is not None:
        found = np.column_stack([boxes, scores])
    else:
        table = next((a for a in numeric if a.ndim == 2 and a.shape[1] >= 5), None)
        if table is None:
            shapes = ", ".join(str(np.shape(output)) for output in outputs) or "nothing"
            raise UnsupportedFormat(name, f"gives {shapes}: boxes (N, 4) and scores (N,), or (N, 5), are needed")
        found = table[:, :5]
    if len(found) > MOST:
        raise RefusedInput(name, f"gives {len(found):,} boxes on one tile; the limit is {MOST:,}")
    return found


def _flat(array: NDArray[Any]) -> int:
    """Dimensions without a leading batch: tables have two, scores one."""
    return 2 if array.ndim == 3 else 1


def _apart(boxes: list[tuple[float, float, float, float, float]]) -> list[tuple[float, float, float, float, float]]:
    """Non-maximum suppression."""
    kept: list[tuple[float, float, float, float, float]] = []
    for one in sorted(boxes, key=lambda b: (-b[4], b[1], b[0])):
        if all(_shared(one, other) < SAME for other in kept):
            kept.append(one)
    return kept


def _shared(a: Sequence[float], b: Sequence[float]) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def _detection(box: tuple[float, float, float, float, float]) -> Detection:
    x0, y0, x1, y1, score = box
    wide, high = x1 - x0, y1 - y0
    return Detection(
        x=(x0 + x1) / 2 - 0.5, y=(y0 + y1) / 2 - 0.5, length_px=max(wide, high), width_px=min(wide, high),
        angle_deg=0.0 if wide >= high else 90.0, score=round(min(max(score, 0.0), 1.0), 4),
    )  # fmt: skip
