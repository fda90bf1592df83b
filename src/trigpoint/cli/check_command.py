"""The command that asks whether texts agree with themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder, Outlet, Published
from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.workflows.consistency import Doubt

Offices = Annotated[
    Path | None,
    typer.Option(
        "--offices",
        metavar="OFFICES.csv",
        help="CSV with the columns office,holder,from,to,source: who held which office. "
        "Without it the case's own offices.csv, if there is one.",
    ),
]


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|URL...", help="Texts to check without a case.", show_default="the case"),
    ] = None,
    case: CaseFolder = Path(),
    offices: Offices = None,
    published: Published = "",
    outlet: Outlet = "",
    json: AsJson = False,
) -> None:
    """Show where texts disagree with themselves, an earlier version or a table of office holders. Exit code 1 if any do.

    Looked at: sums and units of figures, two dates of one happening, stated totals, figures that changed between versions, days
    after the text's own, and, where a table is given, offices told of somebody who did not hold them then.
    """
    day = show.iso_day(published)
    from trigpoint.workflows import consistency, keep

    if not files and (day or outlet):
        raise UsageError("--published, --outlet: belong to files; name them, or leave the options out")
    bad = show.Rejections()
    with show.progress("Checking"):
        if files:
            found = list(
                bad.without(
                    consistency.check_files(files, offices=offices, published=day, outlet=outlet), consistency.Doubt
                )
            )
        else:
            found = consistency.check_case(keep.open_case(case), offices=offices)
    _show(found, json=json)
    if not found and not json and not bad.count:
        show.line("no text disagrees with itself")
    bad.end()
    if found:
        raise typer.Exit(1)


def _show(found: Iterable[Doubt], *, json: bool) -> None:
    """One line a finding, its sentences below it."""
    for one in found:
        if json:
            line = {"kind": one.kind, "why": one.why, "claims": list(one.claims), "files": list(one.files)}
            show.json_line(line | {"quotes": list(one.quotes)})
            continue
        where = ", ".join(filter(None, dict.fromkeys(one.files)))
        ids = f"; {', '.join(one.claims)}" if one.claims else ""
        show.line(show.harmless(f"{one.kind}: {one.why} ({where}{ids})"))
        for quote in one.quotes:
            show.line(show.harmless(f"    “{quote}”"))
