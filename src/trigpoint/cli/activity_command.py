"""`trigpoint activity`: a series of pictures of one site; what was built and disturbed, look by look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.count_command import What
from trigpoint.cli.imagery_options import Keep
from trigpoint.cli.options import AsJson


def activity(
    images: Annotated[list[Path], typer.Argument(metavar="PICTURE...", help="Pictures of the site, in any order.")],
    outline: Annotated[Path, typer.Option("--outline", metavar="FILE", help="GeoJSON outline of the site.")],
    baseline: Annotated[
        int, typer.Option("--baseline", min=1, help="How many first looks show the site as it was.")
    ] = 2,
    what: Annotated[What | None, typer.Option("--what", help="Also propose these inside the outline.")] = None,
    case: Keep = None,
    json: AsJson = False,
) -> None:
    """Follow a site: ground built and disturbed at each look, every look listed, unusable ones too and why."""
    from trigpoint.products.imagery.activity_lines import change_line, change_sentence, look_line, look_rows
    from trigpoint.workflows.imagery.activity import site_activity

    with show.progress("Looking"):
        found = site_activity(images, outline, baseline=baseline, what=what.value if what else None, case=case)
    for flag in found.flags:
        show.warn(flag)
    if json:
        for look in found.looks:
            show.json_line(look_line(found.site, look))
        if found.change is not None:
            show.json_line(change_line(found.change))
        return
    columns, rows = look_rows(found.looks)
    show.table(columns, rows, empty="no look")
    show.line(change_sentence(found.change))
