"""`trigpoint hypotheses`: competing hypotheses against the evidence of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, CaseFolder


def hypotheses(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The matrix as YAML; see docs/hypotheses.md.")],
    case: CaseFolder = Path(),
    new: Annotated[
        str,
        typer.Option(
            "--new", metavar="QUESTION", help="Write FILE to begin with: the case's events as evidence to judge."
        ),
    ] = "",
    page: Annotated[
        bool, typer.Option("--page", help="Write the matrix as a page into the products of the case.")
    ] = False,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Put the page here instead.")] = None,
    keep_it: Annotated[
        bool, typer.Option("--keep", help="Keep the matrix with the case, so that its brief shows it.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Score competing hypotheses: likelihoods in rows and columns, evidence counted by origin, and what would change the result."""
    from trigpoint.products.hypotheses import matrix_line, posterior_rows
    from trigpoint.workflows import hypotheses as work
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    if new:
        count = work.start_matrix(opened, file, new)
        show.line(
            f"{file.resolve()}: fill in the hypotheses and judge {count} events; take out those that tell nothing"
        )
        return
    judged = work.judge_hypotheses(opened, file)
    scores = judged.scores
    if json:
        show.json_line(matrix_line(judged.matrix, scores, judged.would_change))
    else:
        columns = ("id", "hypothesis", "before", "after the evidence")
        show.table(columns, posterior_rows(judged.matrix, scores), empty="")
        for row in scores.unjudged_rows:
            show.warn(f"{file.name}: no evidence was judged under {row}, so it is not scored")
        for evidence in scores.uncounted:
            show.warn(f"{file.name}: {evidence} is not counted: a cell is missing")
        for left in scores.without:
            if left.leader_changes:
                show.line(f"Without {show.harmless(left.origin)} another hypothesis leads.")
        show.line(show.harmless(judged.would_change))
    if keep_it:
        from trigpoint.workflows.judged import MATRIX, keep_file

        kept = keep_file(opened, file, MATRIX).resolve()
        if not json:
            show.line(f"Kept for the brief: {kept}")
    if page or to is not None:
        path = work.publish_hypotheses(opened, judged, to=to)
        if not json:
            show.line(str(path.resolve()))
