"""`trigpoint change`: pictures from before and after in; changed objects out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.imagery_options import After, Before, Footprints, Keep, RasterOut
from trigpoint.cli.options import AsJson

Labels = Annotated[
    Path | None,
    typer.Option(
        "--labels",
        metavar="DIR|CSV",
        help="Marked pairs: a folder with A/ B/ label/ and equal file names. With --footprints: a CSV of footprint,label.",
    ),
]


def change(
    before: Before,
    after: After = None,
    labels: Labels = None,
    footprints: Footprints = None,
    raster: RasterOut = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Find what changed between optical pictures, and say how far the finding can be trusted."""
    from trigpoint.products.imagery.change_lines import change_line, change_rows
    from trigpoint.workflows.imagery.change import find_change

    with show.progress("Comparing") as report:
        found = find_change(
            before, after or [], labels=labels, footprints=footprints, raster=raster, case=case, progress=report
        )
    for flag in found.flags:
        show.warn(flag)
    if json:
        for item in found.objects:
            show.json_line(change_line(item, found.scenes, len(before)))
        return
    columns, rows = change_rows(found.objects)
    show.table(columns, rows, empty="nothing stands out as changed")
    show.line("Preliminary, not validated in the field; damage under an intact roof is not visible.")
