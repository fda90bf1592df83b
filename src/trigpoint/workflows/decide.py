"""Merging and splitting events by hand, choosing between contradictory values, and taking any of it back.

A decision binds claims, so that it outlives every new joining; an event's id changes with its members, and an old id leads on to
the events that hold its claims now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from trigpoint import store
from trigpoint.model import Claim, Decision, DecisionKind, Event, record_id
from trigpoint.model.errors import UsageError
from trigpoint.store import Case
from trigpoint.workflows import keep
from trigpoint.workflows.chain import Chain
from trigpoint.workflows.clock import Clock, utc_now

_CLAIM = "clm-"


@attrs.frozen(kw_only=True)
class Decided:
    """What was decided and what became of it."""

    decision: Decision
    events: tuple[Event, ...]  # those that hold the claims now
    is_new: bool


@attrs.frozen(kw_only=True)
class Followed:
    """Where an event id leads to now."""

    asked: str
    events: tuple[Event, ...]  # the one with most of its claims first
    run: int  # the run that held it last; 0 = it is current


def find_event(case: Case, id_: str) -> Followed:
    """The event of this id, or those that hold its claims now. Raises UsageError for an id that no run ever held."""
    current = keep.current_events(case)
    for event in current:
        if event.id == id_:
            return Followed(asked=id_, events=(event,), run=0)
    past = store.past_event(case, id_)
    if past is None:
        raise UsageError(f"{id_}: no run of this case holds an event of that id; see `trigpoint events`")
    run, old = past
    members = {m.id for m in old.members}
    shared = Counter({e.id: sum(m.id in members for m in e.members) for e in current})
    held = sorted((e for e in current if shared[e.id]), key=lambda e: (-shared[e.id], e.id))
    return Followed(asked=id_, events=tuple(held), run=run)


def merge(
    case: Case, ids: Sequence[str], *, why: str, author: str, chain: Chain | None = None, now: Clock = utc_now
) -> Decided:
    """The claims of two events or more are one happening from now on."""
    events = [_one_event(case, i) for i in dict.fromkeys(ids)]
    if len({e.id for e in events}) < 2:
        raise UsageError("merge: name two events or more that are not one already")
    groups = [_claims_of(e) for e in events]
    return _decide(case, DecisionKind.MERGE, events, groups, why, author, chain, now)


def split(
    case: Case,
    event_id: str,
    claims: Sequence[str],
    *,
    why: str,
    author: str,
    chain: Chain | None = None,
    now: Clock = utc_now,
) -> Decided:
    """These claims leave the event and are kept apart from the rest of it."""
    event = _one_event(case, event_id)
    every, leaving = _claims_of(event), tuple(sorted(set(claims)))
    strange = [c for c in leaving if c not in every]
    if strange:
        raise UsageError(f"{strange[0]}: is no claim of {event.id}; its claims are {', '.join(every[:12])}")
    rest = tuple(c for c in every if c not in leaving)
    if not leaving or not rest:
        raise UsageError("split: name some of the event's claims, not none and not all")
    same = _said_the_same(case, leaving, rest)
    if same:
        raise UsageError(
            f"{same}: a claim on the other side says the very same in the same document; name both or neither"
        )
    return _decide(case, DecisionKind.SPLIT, [event], [leaving, rest], why, author, chain, now)


def resolve(
    case: Case,
    event_id: str,
    field: str,
    value: str,
    *,
    why: str,
    author: str,
    chain: Chain | None = None,
    now: Clock = utc_now,
) -> Decided:
    """Of the values that a contradiction of the event holds, this one is taken; the others stay beside it."""
    event = _one_event(case, event_id)
    fields = {c.field: [v.value for v in c.values] for c in event.contradictions}
    if field not in fields:
        raise UsageError(f"{field}: {event.id} holds no such contradiction, but {', '.join(fields) or 'none at all'}")
    if value not in fields[field]:
        raise UsageError(f"{value}: is none of the values told: {'; '.join(fields[field])}")
    return _decide(
        case, DecisionKind.RESOLVE, [event], [_claims_of(event)], why, author, chain, now, field=field, value=value
    )


def undo(
    case: Case, decision_id: str, *, why: str, author: str, chain: Chain | None = None, now: Clock = utc_now
) -> Decided:
    """Take a decision back; the rules join as if it had not been made. The decision itself stays on record."""
    known = {d.id: d for d in store.decisions(case)}
    taken_back = {d.supersedes for d in known.values()}
    made = known.get(decision_id)
    if made is None or made.kind is DecisionKind.UNDO:
        raise UsageError(f"{decision_id}: is no decision of this case that can be undone; see `trigpoint decisions`")
    if made.id in taken_back:
        raise UsageError(f"{decision_id}: was undone before")
    touched = [e for e in keep.current_events(case) if any(m.id in g for g in made.groups for m in e.members)]
    return _decide(case, DecisionKind.UNDO, touched, made.groups, why, author, chain, now, supersedes=made.id)


def history(case: Case) -> list[tuple[Decision, bool]]:
    """Every decision with whether it still holds, first to last."""
    made = store.decisions(case)
    undone = {d.supersedes for d in made}
    return [(d, d.id not in undone) for d in made]


def _decide(
    case: Case,
    kind: DecisionKind,
    events: Sequence[Event],
    groups: Sequence[Sequence[str]],
    why: str,
    author: str,
    chain: Chain | None,
    now: Clock,
    **more: str,
) -> Decided:
    if not why.strip():
        raise UsageError("--why: a decision without a reason is none; say why in a sentence")
    made = now()
    ids, kept = tuple(sorted(e.id for e in events)), tuple(tuple(g) for g in groups)
    decision = Decision(
        id=record_id("dec", kind.value, ids, kept, why, author, made.isoformat(), *more.values()),
        kind=kind,
        events=ids,
        groups=kept,
        why=why.strip(),
        author=author.strip() or "not named",
        made=made,
        **more,
    )
    is_new = store.write_decision(case, decision, now=made)
    keep.join_again(case, chain, now=now)
    touched = {c for g in kept for c in g}
    after = tuple(e for e in keep.current_events(case) if any(m.id in touched for m in e.members))
    return Decided(decision=decision, events=after, is_new=is_new)


def _one_event(case: Case, id_: str) -> Event:
    found = find_event(case, id_)
    if not found.events:
        raise UsageError(f"{id_}: its claims are in no event of the last run; see `trigpoint events`")
    if len(found.events) > 1:
        ids = ", ".join(e.id for e in found.events)
        raise UsageError(f"{id_}: its claims are in several events now; name one of {ids}")
    return found.events[0]


def _claims_of(event: Event) -> tuple[str, ...]:
    return tuple(m.id for m in event.members if m.id.startswith(_CLAIM)) or tuple(m.id for m in event.members)


def _said_the_same(case: Case, leaving: Sequence[str], rest: Sequence[str]) -> str:
    """A claim of one side whose twin, equal but for its id, is on the other; "" when there is none."""
    wanted = {*leaving, *rest}
    claims: dict[str, Claim] = {c.id: c for c in keep.current_claims(case) if c.id in wanted}
    plain = {c: attrs.evolve(claims[c], id="") for c in wanted if c in claims}
    return next((a for a in leaving for b in rest if a in plain and b in plain and plain[a] == plain[b]), "")
