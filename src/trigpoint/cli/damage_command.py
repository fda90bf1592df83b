"""`trigpoint damage`: radar pictures from before and after, outlines in; a grade per structure out."""

from __future__ import annotations

from trigpoint.cli import show
from trigpoint.cli.imagery_options import After, Before, Footprints, Keep, RasterOut
from trigpoint.cli.options import AsJson


def damage(
    before: Before,
    after: After = None,
    footprints: Footprints = None,
    raster: RasterOut = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Judge each structure from radar pictures: a grade, a p-value, and between which two looks it was damaged."""
    from trigpoint.products.imagery.damage_lines import damage_line, damage_rows
    from trigpoint.workflows.imagery.damage import assess_damage

    with show.progress("Measuring") as report:
        found = assess_damage(before, after or [], footprints, raster=raster, case=case, progress=report)
    for flag in found.flags:
        show.complain(flag)
    if json:
        for item in found.structures:
            show.json_line(damage_line(item))
        return
    columns, rows = damage_rows(found)
    show.table(columns, rows, empty="no structure to judge")
