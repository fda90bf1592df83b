"""`trigpoint align`: the shift between two pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.imagery_options import Keep
from trigpoint.cli.options import AsJson


def align(
    reference: Annotated[Path, typer.Argument(metavar="REF", help="The picture that stays where it is.")],
    image: Annotated[Path, typer.Argument(metavar="IMG", help="The picture whose shift is measured.")],
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Measure how far IMG's content lies from REF's, in pixels of REF: right and down are positive."""
    from trigpoint.products.imagery.align_lines import align_line, align_rows
    from trigpoint.workflows.imagery.align import measure_shift

    found = measure_shift(reference, image, case=case)
    for flag in found.flags:
        show.warn(flag)
    if json:
        show.json_line(align_line(found))
    else:
        columns, rows = align_rows(found)
        show.table(columns, rows, empty="")
    if not found.shift.accepted:
        raise typer.Exit(1)
