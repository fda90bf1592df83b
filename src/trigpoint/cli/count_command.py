"""`trigpoint count`: proposals for ships, aircraft or vehicles in one picture."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.imagery_options import Keep
from trigpoint.cli.options import AsJson


class What(StrEnum):
    """What can be counted."""

    SHIPS = "ships"
    AIRCRAFT = "aircraft"
    VEHICLES = "vehicles"


def count(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="The picture.")],
    what: Annotated[What, typer.Option("--what", help="What to look for.")] = What.VEHICLES,
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Propose what to count; a person accepts, rejects and adds. The count keeps both and an interval."""
    from trigpoint.products.imagery.count_lines import count_line, count_rows
    from trigpoint.workflows.imagery.count import propose

    with show.progress("Looking"):
        found = propose(image, what=what.value, case=case)
    for flag in found.flags:
        show.complain(flag)
    if json:
        for item in found.detections:
            show.json_line(count_line(item))
        return
    columns, rows = count_rows(found)
    show.table(columns, rows, empty=f"no {what.value} proposed")
