"""What an event says of itself: why each member joined, its finest consistent time and place, its title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from trigpoint.fusion.comparators import FIELDS, findings
from trigpoint.fusion.decisions import decided_words
from trigpoint.fusion.density import prior
from trigpoint.fusion.facts import Facts, Standing
from trigpoint.fusion.linking import Crowd
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.claim import Claim
from trigpoint.model.decision import Decision
from trigpoint.model.event import Comparison, Member, Role
from trigpoint.model.place import Place
from trigpoint.model.time import UNKNOWN_TIME, TimeSpan

_NOTHING_DECIDED: Mapping[int, Decision] = MappingProxyType({})
_PREFIX = {Standing.TOTAL: "Total: ", Standing.PLAN: "Planned: ", Standing.DENIAL: "Denied: "}


def members_of(
    facts: Sequence[Facts],
    cluster: Sequence[int],
    groups: Sequence[Sequence[Claim]],
    words: LinkVocabulary,
    crowd: Crowd,
    decided: Mapping[int, Decision] = _NOTHING_DECIDED,
) -> tuple[Member, ...]:
    """Each claim with its reason in a sentence and what was compared; repeats of one claim share them."""
    core = min(cluster, key=lambda i: (facts[i].standing is Standing.DENIAL, *_fineness(facts[i]), facts[i].claim.id))
    found: dict[str, Member] = {}
    for i in cluster:
        denies = facts[i].standing is Standing.DENIAL
        compared = _compared(i, core, facts, words, crowd) if i != core else ()
        why = _why(facts[i], compared) if i != core else _why_core(len(cluster))
        by_hand = decided.get(i)
        if by_hand is not None:
            why = f"{decided_words(by_hand)}; {why}"
        for claim in groups[i]:
            found[claim.id] = Member(
                id=claim.id,
                why=why,
                role=Role.DENIES if denies else Role.SUPPORTS,
                compared=compared,
                decided=by_hand.id if by_hand else "",
            )
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


def _compared(i: int, core: int, facts: Sequence[Facts], words: LinkVocabulary, crowd: Crowd) -> tuple[Comparison, ...]:
    """What each comparator found, and the odds before any was asked: together the evidence that joined them."""
    left, right = facts[core], facts[i]
    found = findings(left, right, crowd.shares, words)
    made = [
        Comparison(
            field=field, score=None if x.weight is None else round(x.weight, 3), why=x.why, left=x.left, right=x.right
        )
        for field, x in zip(FIELDS, found, strict=False)
        if x.why
    ]
    others = max(crowd.others[core], crowd.others[i])
    why = (
        f"{others:.2g} other claims of the kind a day within reach"
        if others
        else "nothing else of the kind told nearby"
    )
    odds = round(prior(left, right, others), 3)
    return (*made, Comparison(field="neighbourhood", score=odds, why=why, left="", right=""))


def _why(f: Facts, compared: Sequence[Comparison]) -> str:
    """The findings that speak for the join, then those against, against the event's most precise claim."""
    told = [x for x in compared if x.field != "neighbourhood"]
    speaks = [x.why for x in told if x.score is None or x.score >= 0]
    against = [x.why for x in told if x.score is not None and x.score < 0]
    sentence = ("denies it: " if f.standing is Standing.DENIAL else "") + "; ".join(speaks)
    return sentence + ("; although " + "; ".join(against) if against else "")
