"""`trigpoint voyages`: from port to port, airfield to airfield, and the routes that makes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.cli.track_commands import Operators, Private, Types

if TYPE_CHECKING:
    from trigpoint.sources.positions import PositionFile
    from trigpoint.workflows.tracks.feeds import Asked

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Position files of one feed, AIS or ADS-B; months of them if you have."),
]
Ids = Annotated[
    str, typer.Option("--mover", metavar="ID,...", help="Only these: MMSI, ICAO address, registration or name.")
]


def voyages(
    files: Files,
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
    picture: Annotated[Path | None, typer.Option("--map", metavar="OUT.svg", help="Draw the routes.")] = None,
    case: Annotated[
        Path | None, typer.Option("--case", metavar="DIR", help="Keep the files and the voyages in this case.")
    ] = None,
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
    if run.new is not None:
        show.complain(f"{case}: {run.new} new findings kept")
    movers = run.feed.movers
    if json:
        for line in map(route_line, run.routes) if routes else (voyage_line(v, movers) for v in run.voyages):
            show.json_line(line)
    else:
        columns, rows = route_rows(run.routes) if routes else voyage_rows(run.voyages, movers)
        show.table(columns, rows, empty="no voyage between two of these places was heard")
    if picture is not None:
        workflow.draw(run, picture)


def asked(movers: str, types: str, operators: str, *, include_private: bool) -> Asked:
    """Which movers the options ask for; commas part the words."""
    from trigpoint.evidence.tracks.selection import Selection
    from trigpoint.workflows.tracks.feeds import Asked

    def words(listed: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in listed.split(",") if word.strip())

    selection = Selection(types=words(types), operators=words(operators), include_private=include_private)
    return Asked(ids=words(movers), selection=selection)


def tell_files(files: Iterable[PositionFile]) -> None:
    """How the files were read, and what of them could not be."""
    for taken in files:
        for flag in taken.flags:
            show.complain(f"{taken.file}: {flag}")
        if taken.rejected_count:
            first = taken.rejected[0]
            show.complain(
                f"{taken.file}: {taken.rejected_count} of {taken.rows} rows are no usable position "
                f"(row {first.row}: {first.reason})"
            )
