"""`trigpoint dark`: ships seen in pictures held against vessels heard."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.cli.track_options import Keep, Map, tell_files, tell_new


class Taken(StrEnum):
    """What took the picture."""

    SAR = "sar"
    OPTICAL = "optical"


class Flight(StrEnum):
    """Which way the satellite flew."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


def dark(
    detections: Annotated[
        Path, typer.Argument(metavar="DETECTIONS", help="Lines of `trigpoint count --json`, or CSV: lon, lat, time, length_m.")
    ],
    positions: Annotated[Path, typer.Argument(metavar="POSITIONS", help="AIS positions of that time.")],
    image: Annotated[
        Path | None, typer.Option("--image", metavar="IMAGE", help="The picture: its time, extent and orbit are read.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at", metavar="TIME", formats=["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
            help="When it was taken, UTC, where rows have no time.",
        ),
    ] = None,
    sensor: Annotated[Taken | None, typer.Option("--sensor", help="What took it; radar unless told.")] = None,
    orbit: Annotated[Flight | None, typer.Option("--orbit", help="Of a radar; both are weighed unless told.")] = None,
    picture: Map = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Match ships seen with vessels heard; those unmatched are likely not broadcasting, or coverage is not known."""
    from trigpoint.products.tracks.dark_lines import dark_line, dark_rows, dark_sentence
    from trigpoint.workflows.tracks import dark as workflow

    with show.progress("Matching ships with tracks"):
        run = workflow.dark(
            detections, positions, image=image, at=at.replace(tzinfo=UTC) if at else None,
            sensor=sensor.value if sensor else None, orbit=orbit.value if orbit else None, case=case,
        )  # fmt: skip
        if picture is not None:
            workflow.draw(run, picture)
    tell_files([run.taken])
    if run.rejected_count:
        first = run.rejected[0]
        show.complain(f"{detections}: {run.rejected_count} rows are no ship seen (row {first.row}: {first.reason})")
    tell_new(case, run.new)
    if json:
        for one in run.found:
            show.json_line(dark_line(one))
        show.complain(dark_sentence(run.found))
        return
    columns, rows = dark_rows(run.found)
    show.table(columns, rows, empty="no ship seen")
    show.line(dark_sentence(run.found))
