"""What the commands on positions share: who is meant, how the file is written, what is kept, and what is told of a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show

if TYPE_CHECKING:
    from trigpoint.evidence.tracks.selection import Selection
    from trigpoint.sources.positions.conventions import Conventions
    from trigpoint.sources.positions.read import PositionFile
    from trigpoint.workflows.tracks.feeds import Asked

POSITIONS = "CSV, Parquet, JSON records, readsb traces or NMEA; AIS or ADS-B"
PositionsArgument = Annotated[Path, typer.Argument(metavar="FILE", help=f"Positions: {POSITIONS}.")]
PositionFiles = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help=f"Positions of one feed, months if you have them: {POSITIONS}.")
]
SITES = "Columns site, lat, lon, radius_km."
VisitedSites = Annotated[Path, typer.Option("--sites", metavar="SITES.csv", help=SITES)]
Keep = Annotated[
    Path | None, typer.Option("--case", metavar="DIR", help="Keep the files and what is found in this case.")
]
Map = Annotated[Path | None, typer.Option("--map", metavar="OUT.svg", help="Draw a map.")]
Types = Annotated[
    str,
    typer.Option(
        "--type", metavar="A124,IL76", help="Only movers of these types: ICAO designators, or AIS ship types."
    ),
]
Registrations = Annotated[
    str,
    typer.Option(
        "--registration", metavar="RA-,EP-", help="Only registrations that begin so; an MMSI or ICAO address fits too."
    ),
]
Operators = Annotated[
    str,
    typer.Option(
        "--operator", metavar="NAME,...", help="Only of these operators: part of the name, or how callsigns begin."
    ),
]
Private = Annotated[
    bool,
    typer.Option("--include-private", help="Yachts, light aircraft and business jets too; else they are left out."),
]
Ids = Annotated[
    str, typer.Option("--mover", metavar="ID,...", help="Only these: MMSI, ICAO address, registration or name.")
]
WRITTEN = "How the file is written, where it does not say so itself"
DayFirst = Annotated[
    bool | None,
    typer.Option(
        "--day-first/--month-first",
        help="03/04/2024 is the third of April, or the fourth of March.",
        show_default="the rows tell",
        rich_help_panel=WRITTEN,
    ),
]
TimeZone = Annotated[
    str,
    typer.Option(
        "--time-zone",
        metavar="ZONE",
        help="Zone of times that carry none: Europe/Moscow, +03:00.",
        show_default="UTC",
        rich_help_panel=WRITTEN,
    ),
]
SpeedUnit = Annotated[
    str, typer.Option("--speed-unit", metavar="kn|m/s|km/h|mph", help="Unit of the speeds.", rich_help_panel=WRITTEN)
]
AltitudeUnit = Annotated[
    str, typer.Option("--altitude-unit", metavar="ft|m", help="Unit of the altitudes.", rich_help_panel=WRITTEN)
]


def selected(types: str, operators: str, registrations: str = "", *, include_private: bool) -> Selection:
    """The movers that the options ask for; commas part the words."""
    from trigpoint.evidence.tracks.selection import Selection

    return Selection(
        types=_words(types),
        registrations=_words(registrations),
        operators=_words(operators),
        include_private=include_private,
    )


def asked(movers: str, types: str, operators: str, *, include_private: bool) -> Asked:
    """The same for several files, with movers by name."""
    from trigpoint.workflows.tracks.feeds import Asked

    return Asked(ids=_words(movers), selection=selected(types, operators, include_private=include_private))


def written(day_first: bool | None, time_zone: str, speed_unit: str, altitude_unit: str) -> Conventions:
    """What the options say of the file."""
    from trigpoint.sources.positions.conventions import Conventions

    return Conventions(day_first=day_first, time_zone=time_zone, speed_unit=speed_unit, altitude_unit=altitude_unit)


def tell_files(files: Iterable[PositionFile]) -> None:
    """How the files were read, what of them could not be, and who was left out."""
    for taken in files:
        for flag in taken.flags:
            show.complain(f"{taken.file}: {flag}")
        if taken.rejected_count:
            first = taken.rejected[0]
            show.complain(
                f"{taken.file}: {taken.rejected_count} of {taken.rows} rows are no usable position "
                f"(row {first.row}: {first.reason})"
            )


def tell_new(case: Path | None, new: int | None, left_out: int = 0) -> None:
    """How many findings a case took; None = nothing was to be kept."""
    if new is not None:
        left = f"; {left_out} findings that say least are left out" if left_out else ""
        show.complain(f"{case}: {new} new findings kept{left}")


def _words(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(",") if word.strip())
