"""`trigpoint damage`: radar pictures from before and after, outlines in; a grade per structure out."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli.imagery_options import After, Before, Footprints, Keep, RasterOut
from trigpoint.cli.options import AsJson


def damage(
    before: Before,
    after: After = None,
    footprints: Footprints = None,
    raster: RasterOut = None,
    case: Keep = None,
    reported: Annotated[
        str, typer.Option("--reported", metavar="DATE", help="Compare the dates with the day that reports claim.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Judge each structure from radar pictures: a grade, a p-value, and between which two looks it was damaged."""
    from trigpoint.cli.damage_run import run_damage

    run_damage(before, after or [], footprints, raster=raster, case=case, reported=reported, json=json)
