"""Make `src/trigpoint/data/shore.bin.xz`: land and water of the world on a grid of one arc minute, from Natural Earth 10 m land.

    python scripts/make_shore.py LAND_10M.json      (TopoJSON, public domain)

Bits, row by row from 90 N, 180 W eastwards; 1 = land at the cell's centre. In Natural Earth the Caspian is no land.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.features import rasterize
from rasterio.transform import from_origin

PER_DEGREE = 60
TARGET = Path(__file__).resolve().parent.parent / "src" / "trigpoint" / "data" / "shore.bin.xz"


def rings(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """The land polygons as GeoJSON geometries."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> list[list[float]]:
        parts = [arcs[k] if k >= 0 else arcs[~k][::-1] for k in numbers]
        return [point for k, part in enumerate(parts) for point in part[1 if k else 0 :].tolist()]

    shapes = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        shapes += [{"type": "Polygon", "coordinates": [ring(r) for r in polygon]} for polygon in polygons]
    return shapes


def main() -> None:
    """Rasterise and pack."""
    shapes = rings(json.loads(Path(sys.argv[1]).read_text(encoding="utf8")))
    size = (180 * PER_DEGREE, 360 * PER_DEGREE)
    land = rasterize(
        shapes, out_shape=size, transform=from_origin(-180, 90, 1 / PER_DEGREE, 1 / PER_DEGREE), dtype="uint8"
    )
    TARGET.write_bytes(lzma.compress(np.packbits(land).tobytes(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} kB, {land.mean():.3f} of the cells are land")


if __name__ == "__main__":
    main()
