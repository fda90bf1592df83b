"""`trigpoint export`: a case as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder


def export(
    formats: Annotated[
        list[str] | None, typer.Argument(metavar="[FORMAT...]", help="Without one, the formats are listed.")
    ] = None,
    case: CaseFolder = Path(),
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="A folder; else the products folder of the case."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Write the events of the last run for other programs: CSV, GeoJSON, GeoParquet, KML, STIX, FollowTheMoney, timemap, PROV."""
    from trigpoint.products.exports.formats import FORMATS

    if not formats:
        rows = [(row.name, row.file, row.about) for row in FORMATS.values()]
        if json:
            for name, file, about in rows:
                show.json_line({"format": name, "file": file, "about": about})
            return
        show.table(("format", "file", "what it is"), rows, empty="")
        return
    from trigpoint.workflows import keep
    from trigpoint.workflows.exports import export as write

    opened = keep.open_case(case)
    for written in write(opened, formats, to=to):
        if json:
            left = list(written.left_out)
            show.json_line(
                {"format": written.format, "path": str(written.path), "events": written.events, "left_out": left}
            )
            continue
        show.line(str(written.path.resolve()))
        for sentence in written.left_out:
            show.warn(f"{written.path.name}: {sentence}")
