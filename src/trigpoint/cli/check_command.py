"""The command that asks whether texts agree with themselves."""

from __future__ import annotations

from pathlib import Path

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder


def check(case: CaseFolder = Path(), json: AsJson = False) -> None:
    """Show where a text disagrees with itself or with an earlier version: sums, units, dates, figures. Exit code 1 if any."""
    from trigpoint import store
    from trigpoint.workflows import keep
    from trigpoint.workflows.consistency import check_case

    opened = keep.open_case(case)
    found = check_case(opened)
    files, articles = keep.file_names(opened), {a.id: a for a in store.articles(opened)}
    for one in found:
        where = [files[articles[a].capture] for a in one.articles if a in articles]
        if json:
            show.json_line({"kind": one.kind, "why": one.why, "claims": list(one.claims), "files": where})
        else:
            show.line(
                f"{one.kind}: {show.harmless(one.why)} ({show.harmless(', '.join(where))}; {', '.join(one.claims)})"
            )
    if not found and not json:
        show.line("no text disagrees with itself")
    if found:
        raise typer.Exit(1)
