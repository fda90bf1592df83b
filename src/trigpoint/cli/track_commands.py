"""`trigpoint gaps | visits | tracks`: position files in; silences with reasons, stays and judged fixes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson
from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.sources.positions import PositionFile
    from trigpoint.workflows.tracks.observe import KeptTracks

PositionsArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Positions: CSV, Parquet, JSON records or a readsb trace; AIS or ADS-B.")
]

Keep = Annotated[
    Path | None, typer.Option("--case", metavar="DIR", help="Keep the file and what is found in this case.")
]


def gaps(file: PositionsArgument, case: Keep = None, json: AsJson = False) -> None:
    """Explain every silence: how long, who else was heard, and what may have happened. Never a statement of intent."""
    from trigpoint.products.tracks.lines import gap_line, gap_rows
    from trigpoint.workflows.tracks import engines

    with show.progress("Reading positions"):
        taken, found = engines.gaps(file)
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
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Find stays at given sites, graded by how much of entry, stop and exit was heard."""
    from trigpoint.products.tracks.lines import visit_line, visit_rows
    from trigpoint.workflows.tracks import engines

    with show.progress("Reading positions"):
        taken, found = engines.visits(file, sites)
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
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Judge which fixes hang together: impossible steps, false circles, positions that drift from what is broadcast."""
    from trigpoint.products.tracks.lines import fix_line, fix_rows, track_line, track_rows
    from trigpoint.workflows.tracks import engines

    if fixes and case is not None:
        raise UsageError("--fixes --case: a case keeps a line per mover, not per fix; leave out --fixes")
    with show.progress("Reading positions"):
        if fixes:
            taken, judged = engines.fixes(file)
            _tell(taken)
            if json:
                for fix in judged:
                    show.json_line(fix_line(fix))
                return
            columns, rows = fix_rows(judged)
        else:
            taken, summaries = engines.tracks(file)
            _tell(taken)
            if case is not None:
                from trigpoint.workflows.tracks.observe import keep_summaries

                summaries = iter(known := list(summaries))
                _tell_kept(case, keep_summaries(case, taken, known))
            if json:
                for summary in summaries:
                    show.json_line(track_line(summary))
                return
            columns, rows = track_rows(summaries)
    show.table(columns, rows, empty="no fix")


def _tell(taken: PositionFile) -> None:
    """How the file was read, and what of it could not be."""
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
