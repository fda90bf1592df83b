"""`trigpoint brief`: the brief of a case; a brief written by hand, set or refused; a first draft from a template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import Author, CaseFolder
from trigpoint.model.errors import UsageError

if TYPE_CHECKING:
    from trigpoint.store import Case
    from trigpoint.workflows.write import Checked


def brief(
    written: Annotated[
        Path | None,
        typer.Argument(
            metavar="WRITTEN.md",
            help="A brief written by hand, each sentence ending in its evidence: see docs/brief.md.",
        ),
    ] = None,
    case: CaseFolder = Path(),
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Put a copy here as well.")] = None,
    pdf: Annotated[bool, typer.Option(help="Write the PDF beside the HTML.")] = True,
    template: Annotated[
        str,
        typer.Option(
            "--template",
            metavar="NAME",
            help="Write a draft: situation-report, damage-assessment, activity-monitor, sea-route-note, daily-digest.",
        ),
    ] = "",
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help="The day of a daily digest, such as 2020-05-04.")
    ] = "",
    author: Author = "",
    check: Annotated[bool, typer.Option("--check", help="Only say what WRITTEN.md would be refused for.")] = False,
) -> None:
    """Write the cited brief of the last run, or set WRITTEN.md, which is refused by line where a sentence does not hold.

    Refused are sentences without evidence, on withdrawn or superseded evidence, on one origin stated as fact; and what the evidence
    cited does not say: figures, dates, places, belligerents, speakers, quoted words, whether it happened, what happened (event), to
    what (object), with which weapon, with what result (outcome), how likely. Every code is explained in docs/brief.md.
    """
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    if template:
        _draft(opened, template, written, to=to, day=day, author=author)
        return
    if day or author:
        raise UsageError("--day, --author: belong to --template")
    if written is not None:
        _set(opened, written, to=to, pdf=pdf, check=check)
        return
    if check:
        raise UsageError("--check: needs a written brief; name one")
    from trigpoint.workflows import publish

    with show.progress("Writing the brief"):
        made = publish.brief(opened, to=to, with_pdf=pdf)
    for path in (*filter(None, (made.html, made.pdf)), *made.copies):
        show.line(str(path.resolve()))


def _set(case: Case, written: Path, *, to: Path | None, pdf: bool, check: bool) -> None:
    from trigpoint.workflows import write

    if check:
        _tell(write.check_written(case, written))
        show.line(f"{written}: nothing to refuse")
        return
    with show.progress("Setting the brief"):
        made = write.set_written(case, written, to=to, with_pdf=pdf)
    _tell(made.checked)
    for path in (*filter(None, (made.html, made.pdf)), *made.copies):
        show.line(str(path.resolve()))


def _draft(case: Case, template: str, written: Path | None, *, to: Path | None, day: str, author: str) -> None:
    from trigpoint.workflows import write

    if written is not None:
        raise UsageError(f"--template {template}: writes a new file; leave out {written}")
    path = write.write_draft(case, template, to=to or Path(), day=show.iso_day(day, "--day"), author=author)
    show.line(str(path.resolve()))


def _tell(checked: Checked) -> None:
    """Warnings, then every reason; exit 1 when there is one."""
    for found in checked.refusals:
        if not found.is_fault:
            show.warn(found.sentence(checked.file))
    for found in checked.faults:
        show.complain(found.sentence(checked.file))
    if checked.faults:
        many = len(checked.faults)
        show.complain(f"{checked.file}: refused for {many} reason{'s' if many > 1 else ''}; nothing was written")
        raise typer.Exit(1)
