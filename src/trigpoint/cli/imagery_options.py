"""Options that the picture commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Before = Annotated[
    list[Path], typer.Argument(metavar="BEFORE...", help="Pictures from before: GeoTIFF, JPEG 2000, PNG or JPEG.")
]
After = Annotated[
    list[str] | None, typer.Option("--after", metavar="AFTER...", help="Pictures from after; takes all that follow.")
]
Footprints = Annotated[
    Path | None, typer.Option("--footprints", metavar="FILE", help="GeoJSON outlines of the structures to judge.")
]
RasterOut = Annotated[
    Path | None, typer.Option("--raster", metavar="OUT.tif", help="Write the statistic as a GeoTIFF as well.")
]
Keep = Annotated[
    Path | None, typer.Option("--case", metavar="DIR", help="Keep pictures and observations in this case.")
]
