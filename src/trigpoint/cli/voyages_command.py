"""`trigpoint voyages`: from port to port, airfield to airfield, and the routes that makes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.cli.track_options import (
    Ids,
    Keep,
    Map,
    Operators,
    PositionFiles,
    Private,
    Types,
    asked,
    tell_files,
    tell_new,
)


def voyages(
    files: PositionFiles,
    ports: Annotated[
        Path | None,
        typer.Option("--ports", metavar="PORTS.csv", help="Columns site, lat, lon, radius_km; the shipped list unless given."),
    ] = None,
    mover: Ids = "",
    type: Types = "",
    operator: Operators = "",
    include_private: Private = False,
    origin: Annotated[str, typer.Option("--from", metavar="PORT", help="Only from here.")] = "",
    destination: Annotated[str, typer.Option("--to", metavar="PORT", help="Only to there.")] = "",
    routes: Annotated[bool, typer.Option("--routes", help="A line per route and corridor instead of per voyage.")] = False,
    picture: Map = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Find voyages from port to port (legs from airfield to airfield), the corridors they take and how long they last."""
    from trigpoint.products.tracks.route_lines import route_line, route_rows, voyage_line, voyage_rows
    from trigpoint.workflows.tracks import voyages as workflow

    with show.progress("Following the voyages"):
        run = workflow.voyages(
            files,
            ports=ports,
            asked=asked(mover, type, operator, include_private=include_private),
            origin=origin,
            destination=destination,
            case=case,
        )
    tell_files(run.feed.files)
    tell_new(case, run.new)
    movers = run.feed.movers
    if json:
        for line in map(route_line, run.routes) if routes else (voyage_line(v, movers) for v in run.voyages):
            show.json_line(line)
    else:
        columns, rows = route_rows(run.routes) if routes else voyage_rows(run.voyages, movers)
        show.table(columns, rows, empty="no voyage between two of these places was heard")
    if picture is not None:
        workflow.draw(run, picture)
