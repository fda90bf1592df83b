"""A picture of the case as a page shows it: PNG, stretched, unknown pixels hatched. Very large ones are shown by their middle."""

from __future__ import annotations

import base64
from pathlib import Path

from trigpoint.model import Scene
from trigpoint.products.compile.evidence import PictureFile
from trigpoint.workflows.imagery.sheets import _band, _linear

MOST_PX = 2000  # side of the part that is read
SHOWN_PX = 700  # side of the picture, roughly


def scene_picture(scene: Scene) -> PictureFile:
    """The scene, or its middle where it is larger than 2,000 pixels. Raises InputError for one that cannot be read."""
    from trigpoint.products.imagery.raster_png import data_png, stretch_of
    from trigpoint.sources.rasters.opener import open_stack

    height, width = min(scene.grid.height, MOST_PX), min(scene.grid.width, MOST_PX)
    top, left = (scene.grid.height - height) // 2, (scene.grid.width - width) // 2
    with open_stack([Path(scene.file)], sidecars=False) as opened:
        pixels = _linear(scene, opened.read((top, top + height, left, left + width), bands=_band(scene))[0])
    address = data_png(pixels, stretch_of([pixels], scene.unit.value), side=SHOWN_PX)
    taken = f"{scene.acquired:%Y-%m-%d %H:%M} UTC" if scene.acquired else "date not known"
    whose = ", ".join(filter(None, (scene.attribution or scene.platform, taken)))
    return PictureFile(
        capture=scene.id,
        content=base64.b64decode(address.split(",", 1)[1]),
        media_type="image/png",
        licence=scene.licence,
        attribution=whose,
        simulated=scene.simulated,
    )
