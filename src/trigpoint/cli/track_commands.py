"""`trigpoint gaps | visits | tracks`: position files in; silences with reasons, stays and judged fixes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.evidence.tracks.selection import Selection
    from trigpoint.sources.position_conventions import Conventions
    from trigpoint.sources.positions import PositionFile
    from trigpoint.workflows.tracks.observe import KeptTracks

PositionsArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Positions: CSV, Parquet, JSON records or a readsb trace; AIS or ADS-B.")
]

Keep = Annotated[
    Path | None, typer.Option("--case", metavar="DIR", help="Keep the file and what is found in this case.")
]
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


def gaps(
    file: PositionsArgument,
    type: Types = "",
    registration: Registrations = "",
    operator: Operators = "",
    include_private: Private = False,
    day_first: DayFirst = None,
    time_zone: TimeZone = "",
    speed_unit: SpeedUnit = "",
    altitude_unit: AltitudeUnit = "",
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Explain every silence: how long, who else was heard, and what may have happened. Never a statement of intent."""
    from trigpoint.products.tracks.lines import gap_line, gap_rows
    from trigpoint.workflows.tracks import engines

    written = _written(day_first, time_zone, speed_unit, altitude_unit)
    for_programs = json and case is None  # they want every silence of the file, to count over; nothing is kept or shown
    wanted = _wanted(type, registration, operator, include_private=include_private or for_programs)
    with show.progress("Reading positions"):
        taken, found = engines.gaps(file, wanted, written)
        _tell(taken)
        if case is not None:
            from trigpoint.workflows.tracks.observe import keep_gaps

            found = iter(known := list(found))
            _tell_kept(case, keep_gaps(case, taken, known))
        if json:
            for gap in found:
                show.json_line(gap_line(gap))
            return
        columns, rows = gap_rows(found)
    show.table(columns, rows, empty="no silence as long as asked for")


def visits(
    file: PositionsArgument,
    sites: Annotated[Path, typer.Option("--sites", metavar="SITES.csv", help="Columns site, lat, lon, radius_km.")],
    type: Types = "",
    registration: Registrations = "",
    operator: Operators = "",
    include_private: Private = False,
    day_first: DayFirst = None,
    time_zone: TimeZone = "",
    speed_unit: SpeedUnit = "",
    altitude_unit: AltitudeUnit = "",
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Find stays at given sites, graded by how much of entry, stop and exit was heard."""
    from trigpoint.products.tracks.lines import visit_line, visit_rows
    from trigpoint.workflows.tracks import engines

    written = _written(day_first, time_zone, speed_unit, altitude_unit)
    wanted = _wanted(type, registration, operator, include_private=include_private)
    with show.progress("Reading positions"):
        taken, found = engines.visits(file, sites, wanted, written)
        _tell(taken)
        if case is not None:
            from trigpoint.workflows.tracks.observe import keep_visits

            found = iter(known := list(found))
            _tell_kept(case, keep_visits(case, taken, known, engines.read_visited_sites(sites)))
        if json:
            for visit in found:
                show.json_line(visit_line(visit))
            return
        columns, rows = visit_rows(found)
    show.table(columns, rows, empty="no stay at these sites")


def tracks(
    file: PositionsArgument,
    fixes: Annotated[
        bool, typer.Option("--fixes", help="A line per fix, judged, instead of a line per mover.")
    ] = False,
    legs: Annotated[
        bool,
        typer.Option("--legs", help="A line per flight from airfield to airfield, seen or inferred from silences."),
    ] = False,
    type: Types = "",
    registration: Registrations = "",
    operator: Operators = "",
    include_private: Private = False,
    day_first: DayFirst = None,
    time_zone: TimeZone = "",
    speed_unit: SpeedUnit = "",
    altitude_unit: AltitudeUnit = "",
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Judge which fixes hang together: impossible steps, false circles, positions that drift from what is broadcast."""
    if (fixes or legs) and case is not None:
        raise UsageError("--case: a case keeps a line per mover; leave out --fixes and --legs")
    if fixes and legs:
        raise UsageError("--fixes --legs: a line per fix or a line per flight; give one of them")
    written = _written(day_first, time_zone, speed_unit, altitude_unit)
    wanted = _wanted(type, registration, operator, include_private=include_private or fixes)
    with show.progress("Reading positions"):
        columns, rows = (
            _fixes(file, wanted, written, json=json)
            if fixes
            else _legs(file, wanted, written, json=json)
            if legs
            else _tracks(file, wanted, written, case, json=json)
        )
    if not json:
        show.table(columns, rows, empty="no flight" if legs else "no fix")


Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def _fixes(file: Path, wanted: Selection, written: Conventions, *, json: bool) -> Table:
    from trigpoint.products.tracks.lines import fix_line, fix_rows
    from trigpoint.workflows.tracks import engines

    taken, judged = engines.fixes(file, wanted, written)
    _tell(taken)
    if not json:
        return fix_rows(judged)
    for fix in judged:
        show.json_line(fix_line(fix))
    return (), []


def _legs(file: Path, wanted: Selection, written: Conventions, *, json: bool) -> Table:
    from trigpoint.products.tracks.lines import leg_line, leg_rows
    from trigpoint.workflows.tracks import engines

    taken, flown = engines.legs(file, wanted, written)
    _tell(taken)
    if not json:
        return leg_rows(flown)
    for leg in flown:
        show.json_line(leg_line(leg))
    return (), []


def _tracks(file: Path, wanted: Selection, written: Conventions, case: Path | None, *, json: bool) -> Table:
    from trigpoint.products.tracks.lines import track_line, track_rows
    from trigpoint.workflows.tracks import engines

    taken, summaries = engines.tracks(file, wanted, written)
    _tell(taken)
    if case is not None:
        from trigpoint.workflows.tracks.observe import keep_summaries

        summaries = iter(known := list(summaries))
        _tell_kept(case, keep_summaries(case, taken, known))
    if not json:
        return track_rows(summaries)
    for summary in summaries:
        show.json_line(track_line(summary))
    return (), []


def _wanted(types: str, registrations: str, operators: str, *, include_private: bool) -> Selection:
    """What the options ask for; commas part the words."""
    from trigpoint.evidence.tracks.selection import Selection

    def words(text: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in text.split(",") if word.strip())

    return Selection(
        types=words(types),
        registrations=words(registrations),
        operators=words(operators),
        include_private=include_private,
    )


def _written(day_first: bool | None, time_zone: str, speed_unit: str, altitude_unit: str) -> Conventions:
    """What the options say of the file."""
    from trigpoint.sources.position_conventions import Conventions

    return Conventions(day_first=day_first, time_zone=time_zone, speed_unit=speed_unit, altitude_unit=altitude_unit)


def _tell(taken: PositionFile) -> None:
    """How the file was read, what of it could not be, and who was left out."""
    for flag in taken.flags:
        show.complain(f"{taken.file}: {flag}")
    if taken.rejected_count:
        first = taken.rejected[0]
        show.complain(
            f"{taken.file}: {taken.rejected_count} of {taken.rows} rows are no usable position (row {first.row}: {first.reason})"
        )


def _tell_kept(case: Path, kept: KeptTracks) -> None:
    """Beside the lines, so that those stay what they are."""
    left = f"; {kept.left_out} findings that say least are left out" if kept.left_out else ""
    show.complain(f"{case}: {kept.observations} new findings kept{left}")
