"""What an event says of itself: why each member joined, its finest consistent time and place, its title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from trigpoint.fusion.comparators import findings, shares_of
from trigpoint.fusion.facts import Facts, Standing
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.claim import Claim
from trigpoint.model.event import Member, Role
from trigpoint.model.place import Place
from trigpoint.model.time import UNKNOWN_TIME, TimeSpan

_PREFIX = {Standing.TOTAL: "Total: ", Standing.PLAN: "Planned: ", Standing.DENIAL: "Denied: "}


def members_of(
    facts: Sequence[Facts], cluster: Sequence[int], groups: Sequence[Sequence[Claim]], words: LinkVocabulary
) -> tuple[Member, ...]:
    """Each claim with its reason in a sentence; repeats of one claim share it."""
    core = min(cluster, key=lambda i: (facts[i].standing is Standing.DENIAL, *_fineness(facts[i]), facts[i].claim.id))
    found: dict[str, Member] = {}
    for i in cluster:
        denies = facts[i].standing is Standing.DENIAL
        why = _why(facts[i], facts[core], words) if i != core else _why_core(len(cluster))
        for claim in groups[i]:
            found[claim.id] = Member(id=claim.id, why=why, role=Role.DENIES if denies else Role.SUPPORTS)
    return tuple(found[k] for k in sorted(found))


def best_time_and_place(members: Sequence[Facts]) -> tuple[TimeSpan, Place | None]:
    """The finest time and the finest place; of several as fine the commonest, then the earliest or first by name."""
    told = [f for f in members if f.standing is not Standing.DENIAL] or list(members)
    dated = [f for f in told if f.claim.when.is_known] or [f for f in members if f.claim.when.is_known]
    placed = [f for f in told if f.lat is not None] or [f for f in told if f.claim.where is not None]
    finest = min((f.days for f in dated), default=0)
    days = Counter((f.first, f.last) for f in dated if f.days == finest)
    when = min(dated, key=lambda f: (f.days, -days[f.first, f.last], str(f.claim.when.start), f.claim.id), default=None)
    smallest = min((f.radius_km for f in placed), default=0.0)
    spots = Counter(f.place_key for f in placed if f.radius_km == smallest)
    where = min(placed, key=lambda f: (f.radius_km, -spots[f.place_key], f.place_key, f.claim.id), default=None)
    return when.claim.when if when else UNKNOWN_TIME, where.claim.where if where else None


def title_of(
    members: Sequence[Facts], standing: Standing, when: TimeSpan, where: Place | None, words: LinkVocabulary
) -> str:
    """ "Airstrike, Al-Safirah, 2020-05-04": type, place and EDTF date; no text of a document but the place's name."""
    kind = members[0].claim.event_type
    label = words.labels.get(kind, kind.replace("_", " ").capitalize())
    place = (where.name or where.text) if where else "place not known"
    return f"{_PREFIX.get(standing, '')}{label}, {place}, {when.edtf() or 'date not known'}"


def _fineness(f: Facts) -> tuple[int, float]:
    return f.days, f.radius_km if f.lat is not None else 1e6


def _why_core(size: int) -> str:
    return "the only claim of this event" if size == 1 else "the most precisely dated and placed claim of this event"


def _why(f: Facts, core: Facts, words: LinkVocabulary) -> str:
    """The findings that speak for the join, then those against, against the event's most precise claim."""
    found = findings(core, f, shares_of([core, f]), words)
    speaks = [x for x in found if x.why and (x.weight is None or x.weight >= 0)]
    against = [x for x in found if x.why and x.weight is not None and x.weight < 0]
    sentence = ("denies it: " if f.standing is Standing.DENIAL else "") + "; ".join(x.why for x in speaks)
    return sentence + ("; although " + "; ".join(x.why for x in against) if against else "")
