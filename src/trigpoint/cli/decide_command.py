"""Commands that merge and split events by hand, choose between contradictory values, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson, Author, CaseFolder, Why

if TYPE_CHECKING:
    from trigpoint.store import Case
    from trigpoint.workflows.decide import Decided

Event = Annotated[str, typer.Argument(metavar="EVENT", help="An event id.")]


def merge(
    events: Annotated[list[str], typer.Argument(metavar="EVENT EVENT...", help="Event ids; old ones lead on.")],
    why: Why,
    author: Author = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Join two events or more into one, by hand. It holds through every later run until it is undone."""
    from trigpoint.workflows import decide

    _decided(case, lambda opened: decide.merge(opened, events, why=why, author=author), json=json)


def split(
    event: Event,
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM...", help="The claims that leave it, together.")],
    why: Why,
    author: Author = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Take claims out of an event, by hand. They are kept apart from the rest of it until it is undone."""
    from trigpoint.workflows import decide

    _decided(case, lambda opened: decide.split(opened, event, claims, why=why, author=author), json=json)


def resolve(
    event: Event,
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="date, place, count, perpetrator, occurrence, identity.")
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="One of the values told, as `trigpoint events` has it.")
    ],
    why: Why,
    author: Author = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Choose between the values of a contradiction. The others stay beside it, with your reason."""
    from trigpoint.workflows import decide

    _decided(case, lambda opened: decide.resolve(opened, event, field, value, why=why, author=author), json=json)


def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its id, as `trigpoint decisions` shows it.")],
    why: Why,
    author: Author = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Take a decision back. It stays on record as undone, and the rules join as if it had not been made."""
    from trigpoint.workflows import decide

    _decided(case, lambda opened: decide.undo(opened, decision, why=why, author=author), json=json)


def decisions(
    event: Annotated[str, typer.Argument(metavar="[EVENT]", help="Where this event id leads to now.")] = "",
    case: CaseFolder = Path(),
    json: AsJson = False,
) -> None:
    """Show what was merged, split and resolved by hand, by whom and why; or where an old event id leads."""
    from trigpoint.workflows import decide, keep

    opened = keep.open_case(case)
    if event:
        found = decide.find_event(opened, event)
        now = [e.id for e in found.events]
        state = "is current" if not found.run else f"was last held by run {found.run}; its claims are in"
        show.json_line(
            {"event": found.asked, "now": now, "last_held_by_run": found.run or None}
        ) if json else show.line(f"{event} {state}" + (f" {', '.join(now) or 'no event now'}" if found.run else ""))
        return
    rows = decide.history(opened)
    if json:
        for made, holds in rows:
            show.json_line(
                {"decision": made.id, "kind": made.kind.value, "events": list(made.events), "why": made.why,
                 "groups": [list(g) for g in made.groups], "field": made.field, "value": made.value,
                 "author": made.author, "made": made.made.isoformat(), "holds": holds, "undoes": made.supersedes}
            )  # fmt: skip
        return
    show.table(
        ("decision", "kind", "made", "author", "holds", "events", "why"),
        [
            (
                m.id,
                m.kind.value,
                f"{m.made:%Y-%m-%d %H:%M}",
                m.author,
                "yes" if h else "undone",
                ", ".join(m.events),
                m.why,
            )
            for m, h in rows
        ],
        empty="nothing was decided by hand",
    )


def _decided(case: Path, decide: Callable[[Case], Decided], *, json: bool) -> None:
    """Decide in a case, and show what came of it."""
    from trigpoint.workflows import keep

    opened = keep.open_case(case)
    with show.progress("Joining again"):
        done = decide(opened)
    made = done.decision
    if json:
        events = [{"event": e.id, "title": e.title, "members": len(e.members)} for e in done.events]
        show.json_line({"decision": made.id, "kind": made.kind.value, "events": events})
        return
    show.line(f"{made.id}: {made.kind.value}. Undo it with `trigpoint undo {made.id} --why ...`")
    for event in done.events:
        show.line(f"  {event.id}  {show.harmless(event.title)}  ({len(event.members)} members)")
