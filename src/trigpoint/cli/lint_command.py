"""`trigpoint lint`: is the language of estimates in a text of one scale, and its ranges kept?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson


def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Texts: Markdown or plain, UTF-8.")],
    scale: Annotated[
        str, typer.Option("--scale", metavar="NAME", help="Hold the text to icd203-2015, ipcc-ar5 or phia-2018.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Check words of likelihood: one scale, its own words and ranges, never beside a confidence. Quoted words are left alone."""
    from trigpoint.workflows.lint import lint_file

    faults = notes = 0
    for path in files:
        for found in lint_file(path, scale=scale):
            faults += found.is_fault
            notes += not found.is_fault
            if json:
                line = {"file": str(path), "line": found.line, "code": found.code, "phrase": found.phrase}
                show.json_line(line | {"says": found.says, "remedy": found.remedy, "fault": found.is_fault})
            else:
                mark = "" if found.is_fault else "note: "
                show.line(show.harmless(f"{path}:{found.line}: {mark}{found.says}; {found.remedy}"))
    if not json:
        from trigpoint.products.wording import number_of

        show.line(f"{number_of(faults, 'fault')}, {number_of(notes, 'note')}")
    if faults:
        raise typer.Exit(1)
