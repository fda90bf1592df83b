"""`trigpoint verify`: does the case hold what it recorded, and do published briefs say what it holds?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder

if TYPE_CHECKING:
    from trigpoint.store import Case


def verify(
    briefs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="BRIEF.html...", help="Published briefs: check their notes back to the archived bytes."),
    ] = None,
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Hash every capture, text and record again and walk the ledger; or check published briefs. Exit code 1 for a fault."""
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    if briefs:
        _verify_briefs(opened, briefs, json=json)
        return
    with show.progress("Verifying"):
        found = keep.verify(opened)
    for fault in found.faults:
        show.json_line({"fault": fault}) if json else show.line(show.harmless(fault))
    if json:
        head = {"entries": found.head.sequence, "head": found.head.hash}
        show.json_line({"faults": len(found.faults), "captures": found.captures, "records": found.records, **head})
    else:
        verdict = f"{len(found.faults)} faults" if found.faults else "all hold"
        show.line(
            f"{found.captures} captures, {found.records} records, {found.head.sequence} ledger entries: {verdict}"
        )
        show.line(f"ledger head {found.head.hash}")
    if found.faults:
        raise typer.Exit(1)


def _verify_briefs(case: Case, briefs: list[Path], *, json: bool) -> None:
    from trigpoint.workflows.check_printed import check_printed

    faults = 0
    for path in briefs:
        found = check_printed(case, path)
        faults += len(found.faults)
        for fault in found.faults:
            show.json_line({"file": found.file, "fault": fault}) if json else show.line(show.harmless(fault))
        if json:
            show.json_line(
                {"file": found.file, "notes": found.notes, "statements": found.statements, "faults": len(found.faults)}
            )
        else:
            verdict = f"{len(found.faults)} faults" if found.faults else "all hold"
            show.line(f"{found.file}: {found.notes} notes, {found.statements} quoted statements: {verdict}")
    if faults:
        raise typer.Exit(1)
