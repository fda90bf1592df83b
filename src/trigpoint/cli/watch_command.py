"""`trigpoint watch`: the indicators of a case and what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder


def watch(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The indicators as YAML; see docs/hypotheses.md.")],
    case: CaseFolder = Path(),
    since: Annotated[
        str, typer.Option("--since", metavar="DATE", help="Compare with this day; by default the day before.")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="DATE", help="As it stood at the end of this day; by default now.")
    ] = "",
    keep_it: Annotated[
        bool, typer.Option("--keep", help="Keep the list with the case, so that its brief shows its state.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show which indicators are met, partly met, absent where somebody looked, or not covered, and what changed since yesterday."""
    from trigpoint.model.errors import UsageError
    from trigpoint.products.watch_list import watch_line, watch_rows
    from trigpoint.workflows import keep
    from trigpoint.workflows.clock import utc_now
    from trigpoint.workflows.watch import watch as look

    now = _end_of(at, "--at") or utc_now()
    then = _end_of(since, "--since") or now - timedelta(days=1)
    if then >= now:
        raise UsageError("--since must lie before --at")
    opened = keep.open_case(case)
    found = look(opened, file, since=then, at=now)
    if keep_it:
        from trigpoint.workflows.judged import WATCH, keep_file

        kept = keep_file(opened, file, WATCH).resolve()
        if not json:
            show.line(f"Kept for the brief: {kept}")
    if json:
        for indicator, change in zip(found.indicators, found.changes, strict=True):
            show.json_line(watch_line(indicator, change))
        if found.odds:
            show.json_line({"odds_factor": {name: round(value, 4) for name, value in found.odds.items()}})
        return
    columns = ("id", "observable", "state", "change", "basis")
    show.table(columns, watch_rows(found.indicators, found.changes), empty="")
    for name, value in found.odds.items():
        show.line(f"{show.harmless(name)}: the indicators multiply its odds by {value:.3g}")


def _end_of(day: str, option: str) -> datetime | None:
    found = show.iso_day(day, option)
    return None if found is None else datetime(found.year, found.month, found.day, tzinfo=UTC) + timedelta(days=1)
