"""`trigpoint tally`: what a text counts beside what it tells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder


def tally(
    case: CaseFolder = Path(),
    to: Annotated[Path | None, typer.Option("--to", metavar="OUT.csv", help="Write the table by month and area as CSV.")] = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Set the totals a text states beside the happenings it tells one by one. Exit code 1 where they disagree."""
    from trigpoint.products.trends.tally_lines import READING, quotes, stated_table, tally_csv, tally_lines, told_table
    from trigpoint.workflows.tallies import tally_case

    found = tally_case(case)
    if to is not None:
        to.write_bytes(tally_csv([(one.file, one.tally) for one in found]))
    for one in found:
        if json:
            for line in tally_lines(one.file, one.tally, one.claims):
                show.json_line(line)
            continue
        show.line(show.harmless(one.file))
        for columns, rows in (told_table(one.tally), stated_table(one.tally)):
            show.table(columns, rows, empty="none of what it counts is told one by one")
        for d in one.tally.disagreements:
            show.line(show.harmless(f"{d.kind}: {d.why}"))
            for quote in quotes(d.claims, one.claims):
                show.line(show.harmless(f"    {' '.join(quote.split())}"))
    if not found and not json:
        show.line("no text states a total of operations, strikes or locations")
    if found and not json:
        show.line(READING)
    if any(one.tally.disagreements for one in found):
        raise typer.Exit(1)
