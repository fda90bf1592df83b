"""`trigpoint assess ...`: signed judgements; `trigpoint retract`: withdraw a record; `trigpoint rate`: how reliable a source is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show as out
from trigpoint.cli.options import AsJson, Author, CaseFolder, Why
from trigpoint.model.errors import UsageError

Id = Annotated[str, typer.Argument(metavar="ID", help="An assessment's id, of any version.")]

assess = typer.Typer(
    name="assess",
    help="Sign judgements with likelihood, confidence, basis and alternatives; compare versions; score past calls.",
    no_args_is_help=True,
)


class Happened(StrEnum):
    """What became of a call."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@assess.command()
def add(
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="What is judged, in a sentence.")],
    likelihood: Annotated[
        str, typer.Option("--likelihood", metavar="TERM", help="A word of the scale: “very likely”.")
    ],
    basis: Annotated[
        list[str], typer.Option("--basis", metavar="ID", help="An event, claim or measurement it rests on. Repeatable.")
    ],
    author: Author,
    scale: Annotated[
        str, typer.Option("--scale", metavar="NAME", help="icd203-2015, ipcc-ar5 or phia-2018.")
    ] = "icd203-2015",
    probability: Annotated[
        float | None,
        typer.Option("--probability", metavar="P", help="Your own number, 0 to 1, inside the word's range."),
    ] = None,
    confidence: Annotated[
        str,
        typer.Option("--confidence", metavar="LEVEL", help="low, moderate or high; left out: as the evidence allows."),
    ] = "",
    alternative: Annotated[
        list[str] | None, typer.Option("--alternative", metavar="SENTENCE", help="What else it may be. Repeatable.")
    ] = None,
    topic: Annotated[str, typer.Option("--topic", metavar="WORDS", help="What past calls are scored by.")] = "",
    supersedes: Annotated[str, typer.Option("--supersedes", metavar="ID", help="The version this one replaces.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="SENTENCE", help="Why the judgement changed.")] = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Sign a judgement. It names what it rests on; the confidence follows from amount, independence and quality of that."""
    from trigpoint.products.assessments import assessment_line, assessment_sheet
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    said = judged.Judgement(
        statement=statement, likelihood=likelihood, author=author, basis=tuple(basis), scale=scale, confidence=confidence,
        alternatives=tuple(alternative or ()), topic=topic, probability=probability, supersedes=supersedes, reason=reason,
    )  # fmt: skip
    made = judged.add(opened, said)
    for warning in made.warnings:
        out.warn(warning)
    if json:
        out.json_line(assessment_line(made.assessment))
        return
    for line in assessment_sheet(made.assessment, None):
        out.line(out.harmless(line))


@assess.command(name="list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Also versions that were replaced.")] = False,
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Show the current assessments, or with --all every version."""
    from trigpoint.products.assessments import LIST_COLUMNS, assessment_line, list_row
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    found, outcomes = judged.listed(keep.open_case(case), every=every)
    if json:
        for made in found:
            out.json_line(assessment_line(made, outcomes.get(made.id)))
        return
    out.table(
        LIST_COLUMNS, (list_row(m, outcomes) for m in found), empty="no assessment; see `trigpoint assess add --help`"
    )


@assess.command()
def show(id_: Id, case: CaseFolder = Path(), json: AsJson = False) -> None:
    """Show every version of an assessment with its basis, its signature, its outcome, and what no longer holds."""
    from trigpoint.products.assessments import assessment_line, assessment_sheet
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    found = judged.show(keep.open_case(case), id_)
    for one in found:
        if json:
            out.json_line(assessment_line(one.assessment, one.outcome) | {"faults": list(one.faults)})
            continue
        for line in assessment_sheet(one.assessment, one.outcome, one.faults):
            out.line(out.harmless(line))
    if found and found[-1].faults:
        raise typer.Exit(1)


@assess.command()
def diff(
    old: Id,
    new: Annotated[str, typer.Argument(metavar="OTHER", help="The other version; left out: the one it replaced.")] = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Show what changed between two versions, and why. In statements [-words-] went out and {+words+} came in."""
    from trigpoint.products.assessments import changes
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    before, after = judged.compared(keep.open_case(case), old, new)
    rows = changes(before, after)
    if json:
        for field, was, now in rows:
            out.json_line({"old": before.id, "new": after.id, "field": field, "before": was, "after": now})
        return
    out.line(f"{before.id} -> {after.id}")
    out.table(("field", "before", "after"), rows, empty="nothing differs")


@assess.command()
def outcome(
    id_: Id,
    happened: Annotated[Happened, typer.Option("--happened", help="Whether it came about; unknown is not scored.")],
    known: Annotated[str, typer.Option("--known", metavar="DATE", help="The day from which it could be known.")],
    why: Why,
    author: Author,
    case: CaseFolder = Path(),
) -> None:
    """Note what became of a call. Only versions signed before that day are scored."""
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    told = {Happened.YES: True, Happened.NO: False, Happened.UNKNOWN: None}[happened]
    made = judged.settle(keep.open_case(case), id_, happened=told, known=_day("--known", known), author=author, why=why)
    out.line(f"{made.id}  {id_}: {happened.value}, known {made.known}")


@assess.command()
def score(case: CaseFolder = Path(), json: AsJson = False) -> None:
    """Score past calls whose outcome is known: Brier by author and topic, with counts and an interval. 0 is perfect."""
    from trigpoint.products.assessments import SCORE_COLUMNS, score_line, score_row
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    found = judged.scores(keep.open_case(case))
    if json:
        for one in found:
            out.json_line(score_line(one))
        return
    out.table(
        SCORE_COLUMNS, map(score_row, found), empty="no call whose outcome is known; see `trigpoint assess outcome`"
    )


def retract(
    subject: Annotated[str, typer.Argument(metavar="ID", help="A capture, article, claim or measurement.")],
    why: Why,
    author: Author,
    case: CaseFolder = Path(),
) -> None:
    """Withdraw a record: it stays in the case, but no written brief and no assessment may build on it."""
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    made = judged.retract(keep.open_case(case), subject, why=why, author=author)
    out.line(f"{made.id}  {subject} is withdrawn: {made.why}")


def rate(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source as origins name it.")],
    reliability: Annotated[
        str, typer.Argument(metavar="A-F", help="Admiralty: A completely ... E unreliable, F cannot be judged.")
    ],
    why: Why,
    author: Author,
    topic: Annotated[str, typer.Option("--topic", metavar="WORDS", help="Of what; left out: of everything.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day it was judged; left out: today.")] = "",
    case: CaseFolder = Path(),
) -> None:
    """Note how reliable a source is judged to be, on a day. It is kept apart from how credible any single claim is."""
    from trigpoint.workflows import assess as judged
    from trigpoint.workflows import keep

    day = _day("--as-of", as_of) if as_of else None
    made = judged.rate(
        keep.open_case(case), source, reliability.upper(), why=why, author=author, topic=topic, as_of=day
    )
    out.line(f"{made.id}  {source}: {made.reliability.value} as of {made.as_of}" + (f", on {topic}" if topic else ""))


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: is not a date; write it as 2020-05-04") from None
