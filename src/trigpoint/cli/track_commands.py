"""`trigpoint gaps | visits | tracks`: position files in; silences with reasons, stays and judged fixes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.cli.track_options import (
    AltitudeUnit,
    DayFirst,
    Keep,
    Operators,
    PositionsArgument,
    Private,
    Registrations,
    SpeedUnit,
    TimeZone,
    Types,
    VisitedSites,
    selected,
    tell_files,
    tell_new,
    written,
)
from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.evidence.tracks.selection import Selection
    from trigpoint.sources.positions.conventions import Conventions


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

    conventions = written(day_first, time_zone, speed_unit, altitude_unit)
    for_programs = json and case is None  # they want every silence of the file, to count over; nothing is kept or shown
    wanted = selected(type, operator, registration, include_private=include_private or for_programs)
    with show.progress("Reading positions"):
        taken, found = engines.gaps(file, wanted, conventions)
        tell_files([taken])
        if case is not None:
            from trigpoint.workflows.tracks.observe import keep_gaps

            found = iter(known := list(found))
            kept = keep_gaps(case, taken, known)
            tell_new(case, kept.observations, kept.left_out)
        if json:
            for gap in found:
                show.json_line(gap_line(gap))
            return
        columns, rows = gap_rows(found)
    show.table(columns, rows, empty="no silence as long as asked for")


def visits(
    file: PositionsArgument,
    sites: VisitedSites,
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

    conventions = written(day_first, time_zone, speed_unit, altitude_unit)
    wanted = selected(type, operator, registration, include_private=include_private)
    with show.progress("Reading positions"):
        taken, found = engines.visits(file, sites, wanted, conventions)
        tell_files([taken])
        if case is not None:
            from trigpoint.workflows.tracks.observe import keep_visits

            found = iter(known := list(found))
            kept = keep_visits(case, taken, known, engines.read_visited_sites(sites))
            tell_new(case, kept.observations, kept.left_out)
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
    conventions = written(day_first, time_zone, speed_unit, altitude_unit)
    wanted = selected(type, operator, registration, include_private=include_private or fixes)
    with show.progress("Reading positions"):
        columns, rows = (
            _fixes(file, wanted, conventions, json=json)
            if fixes
            else _legs(file, wanted, conventions, json=json)
            if legs
            else _tracks(file, wanted, conventions, case, json=json)
        )
    if not json:
        show.table(columns, rows, empty="no flight" if legs else "no fix")


Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def _fixes(file: Path, wanted: Selection, conventions: Conventions, *, json: bool) -> Table:
    from trigpoint.products.tracks.lines import fix_line, fix_rows
    from trigpoint.workflows.tracks import engines

    taken, judged = engines.fixes(file, wanted, conventions)
    tell_files([taken])
    if not json:
        return fix_rows(judged)
    for fix in judged:
        show.json_line(fix_line(fix))
    return (), []


def _legs(file: Path, wanted: Selection, conventions: Conventions, *, json: bool) -> Table:
    from trigpoint.products.tracks.lines import leg_line, leg_rows
    from trigpoint.workflows.tracks import engines

    taken, flown = engines.legs(file, wanted, conventions)
    tell_files([taken])
    if not json:
        return leg_rows(flown)
    for leg in flown:
        show.json_line(leg_line(leg))
    return (), []


def _tracks(file: Path, wanted: Selection, conventions: Conventions, case: Path | None, *, json: bool) -> Table:
    from trigpoint.products.tracks.lines import track_line, track_rows
    from trigpoint.workflows.tracks import engines

    taken, summaries = engines.tracks(file, wanted, conventions)
    tell_files([taken])
    if case is not None:
        from trigpoint.workflows.tracks.observe import keep_summaries

        summaries = iter(known := list(summaries))
        kept = keep_summaries(case, taken, known)
        tell_new(case, kept.observations, kept.left_out)
    if not json:
        return track_rows(summaries)
    for summary in summaries:
        show.json_line(track_line(summary))
    return (), []
