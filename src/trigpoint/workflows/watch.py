"""The watch list of a case: its indicators now and at an earlier time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.fusion.indicators import bearings, changes
from trigpoint.model import Claim, Event, Modality, Observation, SourceKind
from trigpoint.model.indicator import Change, Fact, FactKind, Indicator, Look
from trigpoint.sources.indicator_file import read_indicators
from trigpoint.store import Case
from trigpoint.workflows.keep import current_claims, current_events, current_observations
from trigpoint.workflows.tools import lexicon

_TOLD = {Modality.ASSERTED, Modality.ASSESSED, Modality.REPORTED, Modality.ALLEGED}
_LOOKS = {"look", "damage", "change", "count", "activity"}  # kinds of observation for which a picture was looked at


@attrs.frozen(kw_only=True)
class Watch:
    """The indicators at two times, and what those of now make of the hypotheses."""

    indicators: tuple[Indicator, ...]
    changes: tuple[Change, ...]
    odds: dict[str, float]  # factor on each hypothesis' odds


def watch(case: Case, path: Path, *, since: datetime, at: datetime) -> Watch:
    """Raises BadVocabulary for a file that makes no sense."""
    indicators = read_indicators(path, types=frozenset(lexicon().event_types))
    facts, looks = case_facts(case)
    found = changes(indicators, facts, looks, since=since, at=at)
    return Watch(
        indicators=tuple(indicators), changes=tuple(found), odds=bearings(indicators, [c.after for c in found])
    )


def case_facts(case: Case) -> tuple[list[Fact], list[Look]]:
    """Everything of the case that an indicator could count, and everything that is coverage."""
    retrieved = {c.id: c.retrieved for c in store.captures(case)}
    never = datetime.max.replace(tzinfo=UTC)
    claims = {c.id: c for c in current_claims(case)}
    measured = {o.id: o for o in current_observations(case)}
    events = [e for e in current_events(case) if not e.aggregate]
    known = {i: retrieved.get(c.quote.capture, never) for i, c in claims.items()}
    known |= {i: max((retrieved.get(c, never) for c in o.captures), default=never) for i, o in measured.items()}
    facts = [_of_event(e, known) for e in events if any(m.id in known for m in e.members)]
    facts += [
        _of_claim(c, known[c.id], events)
        for c in claims.values()
        if c.modality in _TOLD and not c.negated and not c.aggregate
    ]
    facts += [_of_observation(o, known[o.id]) for o in measured.values() if o.value is not None]
    looks = [
        Look(id=o.id, when=o.when.end, known=known[o.id], where=o.where)
        for o in measured.values()
        if _was_look(o) and o.when.end
    ]
    return facts, looks + list(_articles(case, retrieved))


def _of_event(event: Event, known: dict[str, datetime]) -> Fact:
    first = min(known[m.id] for m in event.members if m.id in known)
    return Fact(
        id=event.id, kind=FactKind.EVENT, type=event.type, when=event.when, where=event.where, known=first,
        origins=tuple((o.name, o.kind) for o in event.origins),
    )  # fmt: skip


def _of_claim(claim: Claim, known: datetime, events: list[Event]) -> Fact:
    origins = [(o.name, o.kind) for e in events for o in e.origins if claim.id in o.members]
    if not origins and claim.attribution:
        origins = [(claim.attribution[-1].name, claim.attribution[-1].kind)]
    return Fact(
        id=claim.id, kind=FactKind.CLAIM, type=claim.event_type, when=claim.when, where=claim.where, known=known,
        origins=tuple(dict.fromkeys(origins)),
    )  # fmt: skip


def _of_observation(o: Observation, known: datetime) -> Fact:
    kind = SourceKind.TRACKER if o.kind in ("gap", "visit", "voyage") else SourceKind.IMAGERY
    return Fact(
        id=o.id, kind=FactKind.OBSERVATION, type=o.kind, when=o.when, where=o.where, known=known,
        origins=((f"our measurement: {o.method}", kind),),
    )  # fmt: skip


def _was_look(o: Observation) -> bool:
    return o.kind in _LOOKS and o.value is not None


def _articles(case: Case, retrieved: dict[str, datetime]) -> Iterator[Look]:
    for article in store.articles(case):
        if article.published is not None and article.capture in retrieved:
            noon = datetime.combine(article.published, time(12), UTC)
            yield Look(id=article.id, when=noon, known=retrieved[article.capture], is_ours=False)
