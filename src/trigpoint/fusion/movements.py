"""What tracks say of what is told: a stay or a likely landing at the place and time supports an arrival, a silence that others
near by did not share supports a loss of signal; what could be either is neither.

1. A track concerns a happening when the type, the place and the time fit.
2. Nothing is held against a report because a feed did not hear it: a feed hears a part of all that moves.
3. That the mover heard is the one reported no track shows. Where more than `MOST_ALIKE` movers fit, none supports; and a track
   alone never lifts a grade: its origin counts as one whose upstream is not known.
4. All tracks of one modality at one happening are one origin.

The weights are judgements, written here and not learned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import attrs

from trigpoint.evidence.tracks.kept import KeptGap, gap_of, moment, visit_of
from trigpoint.fusion.comparators import great_circle_km
from trigpoint.fusion.facts import FINE_KM
from trigpoint.fusion.measured import NO_PICTURE, PictureEvidence, Told
from trigpoint.fusion.origins import OriginOf
from trigpoint.model.capture import SourceKind
from trigpoint.model.event import Member, Role
from trigpoint.model.observation import Observation
from trigpoint.model.place import Place

AT_FIELD = frozenset({"arrival", "departure", "aircraft", "transfer"})
AT_PORT = frozenset({"vessel", "transfer"})
SIGNAL = "signal_gap"
RECEPTION = frozenset(
    {"coverage_loss", "receiver_outage", "coverage_hole_enroute", "sparse_reporting", "provider_filter"}
)
LANDED, IN_PORT, OPEN = "landed_under_coverage_floor", "in_port", "undetermined"
WIDEST = timedelta(days=7)  # a happening told more coarsely fits too many tracks
WIDE_KM = 150.0  # of a place where a signal is said to have been lost
NEAR_KM = 25.0  # between a silence and such a place
SITE_KM = 5.0  # between a site as listed and as named
LIKELIER_THAN_NOT = 0.5
LEAST = 0.05  # probability of a site that is worth a word
MOST_ALIKE = 3
MOST = 6  # tracks named one by one
WEIGHT = 1.0  # at certainty, a fitting track doubles the odds: many fly and sail that nobody reports

_CLASSES = {
    LANDED: "a landing below the floor of coverage is the likeliest explanation",
    IN_PORT: "a stay in port is the likeliest explanation",
    OPEN: "no explanation stands out",
}


@attrs.frozen(kw_only=True)
class _Fit:
    """One track that concerns one happening."""

    observation: Observation
    modality: str
    simulated: bool
    probability: float  # that what is told of happened to this mover
    supports: bool
    words: str


def weigh_movements(observations: Sequence[Observation], told: Sequence[Told]) -> list[PictureEvidence]:
    """What tracks say of each happening, in the order of `told`. The order of `observations` changes nothing."""
    tracked = sorted((o for o in observations if o.kind in ("gap", "visit")), key=lambda o: o.id)
    if not tracked:
        return [NO_PICTURE] * len(told)
    return [_evidence([f for o in tracked if (f := _fit(o, t)) is not None]) for t in told]


def _fit(observation: Observation, told: Told) -> _Fit | None:
    when, start, end = told.when, observation.when.start, observation.when.end
    if when.start is None or when.end is None or when.end - when.start > WIDEST or start is None or end is None:
        return None
    if not (start < when.end and when.start < end) or told.where is None or told.where.lat is None:
        return None
    gap = gap_of(observation)
    if gap is not None:
        return _lost(observation, gap, told) if SIGNAL in told.kinds else _called(observation, gap, told)
    return _stayed(observation, told)


def _lost(observation: Observation, gap: KeptGap, told: Told) -> _Fit | None:
    """A silence beside a reported loss of signal."""
    radius = _radius_km(told.where)
    if radius > WIDE_KM or _nearest_km(gap, told.where) > radius + NEAR_KM:
        return None
    supports = gap.verdict != OPEN and gap.verdict not in RECEPTION and gap.probability >= LIKELIER_THAN_NOT
    if gap.verdict in RECEPTION:
        reason = "the likeliest explanation is reception, so it is no sign that this mover alone fell silent"
    else:
        reason = _CLASSES.get(gap.verdict, "others near by were heard meanwhile" if supports else _CLASSES[OPEN])
    return _Fit(
        observation=observation, modality=gap.modality, simulated=gap.simulated, probability=gap.probability,
        supports=supports, words=f"{_who(observation, gap.mover, gap.name)} was not heard {_while(gap)}; {reason}",
    )  # fmt: skip


def _called(observation: Observation, gap: KeptGap, told: Told) -> _Fit | None:
    """A silence that a call at the reported place may explain."""
    wanted, verdict = (AT_FIELD, LANDED) if gap.mover == "aircraft" else (AT_PORT, IN_PORT)
    radius = _radius_km(told.where)
    if not told.kinds & wanted or radius > FINE_KM:
        return None
    near = [c for c in gap.candidates if _km(c.lat, c.lon, told.where) <= radius + SITE_KM]
    share = sum(c.probability for c in near) * dict(gap.probabilities).get(verdict, 0.0)
    if not near or share < LEAST:
        return None
    best = max(near, key=lambda c: (c.probability, c.site))
    supports = gap.verdict == verdict and share >= LIKELIER_THAN_NOT
    how = "likely called at" if supports else "may have called at"
    if gap.mover == "aircraft":
        how = "likely landed at" if supports else "may have landed at"
    return _Fit(
        observation=observation, modality=gap.modality, simulated=gap.simulated, probability=min(1.0, share),
        supports=supports,
        words=f"{_who(observation, gap.mover, gap.name)} was not heard {_while(gap)} and {how} {best.site}",
    )  # fmt: skip


def _stayed(observation: Observation, told: Told) -> _Fit | None:
    visit = visit_of(observation)
    radius, site = _radius_km(told.where), observation.where
    if visit is None or radius > FINE_KM or site.lat is None or site.lon is None:
        return None
    if not told.kinds & (AT_FIELD if visit.mover == "aircraft" else AT_PORT):
        return None
    if _km(site.lat, site.lon, told.where) > radius + (site.radius_m or 0.0) / 1000:
        return None
    span = f"from {observation.when.start:%Y-%m-%d %H:%M} to {observation.when.end:%Y-%m-%d %H:%M} UTC"
    heard = [
        word for word, is_heard in (("entry", visit.entered), ("stop", visit.stopped), ("exit", visit.left)) if is_heard
    ]
    return _Fit(
        observation=observation, modality=visit.modality, simulated=visit.simulated, probability=visit.confidence,
        supports=visit.confidence >= LIKELIER_THAN_NOT,
        words=f"{_who(observation, visit.mover, visit.name)} was heard at {visit.site} {span}"
        + (f" ({', '.join(heard)} heard)" if heard else " (neither entry, stop nor exit heard)"),
    )  # fmt: skip


def _evidence(fits: Sequence[_Fit]) -> PictureEvidence:
    parts = [_of_modality(m, [f for f in fits if f.modality == m]) for m in sorted({f.modality for f in fits})]
    return merged(parts)


def _of_modality(modality: str, fits: Sequence[_Fit]) -> PictureEvidence:
    alike = {f.observation.subject for f in fits if f.supports}
    is_open = len(alike) > MOST_ALIKE
    tail = f"; {len(alike)} movers fit, and the tracks cannot say which is meant" if is_open else ""
    named = f"{'SIMULATED ' if any(f.simulated for f in fits) else ''}{modality} positions"
    best = sorted(fits, key=lambda f: (not f.supports, -f.probability, f.observation.id))[:MOST]
    members = tuple(
        Member(
            id=f.observation.id,
            why=f"measured by us in {named}: {f.words}{tail}",
            role=Role.SUPPORTS if f.supports and not is_open else Role.NEITHER,
        )
        for f in best
    )
    if not alike or is_open:
        return PictureEvidence(members=members)
    surest = max(f.probability for f in fits if f.supports)
    origin = OriginOf(
        key=f"measured {modality}", name=f"Trigpoint, {named}", kind=SourceKind.TRACKER,
        claims=tuple(sorted(m.id for m in members)), outlets=(), supports=1, denies=0, known=False, is_measured=True,
    )  # fmt: skip
    return PictureEvidence(members=members, origins=(origin,), log_ratio=math.log(1 + WEIGHT * surest / len(alike)))


def merged(parts: Sequence[PictureEvidence]) -> PictureEvidence:
    """What several kinds of measurement add to one event."""
    told = [p for p in parts if p is not NO_PICTURE]
    if len(told) < 2:
        return told[0] if told else NO_PICTURE
    return PictureEvidence(
        members=tuple(m for p in told for m in p.members),
        origins=tuple(o for p in told for o in p.origins),
        contradictions=tuple(c for p in told for c in p.contradictions),
        log_ratio=sum(p.log_ratio for p in told),
    )


def _nearest_km(gap: KeptGap, place: Place | None) -> float:
    """From a place to the straight line between the ends of a silence."""
    end = gap.on or gap.off
    steps = [n / 10 for n in range(11)]
    return min(
        _km(gap.off.lat + s * (end.lat - gap.off.lat), gap.off.lon + s * (end.lon - gap.off.lon), place) for s in steps
    )


def _km(lat: float, lon: float, place: Place | None) -> float:
    if place is None or place.lat is None or place.lon is None:
        return math.inf
    return great_circle_km(lat, lon, place.lat, place.lon)


def _radius_km(place: Place | None) -> float:
    return (place.radius_m or 0.0) / 1000 if place is not None else math.inf


def _who(observation: Observation, mover: str, name: str) -> str:
    return f"the {mover} {observation.subject}" + (f" ({name})" if name else "")


def _while(gap: KeptGap) -> str:
    off = f"from {moment(gap.off.time):%Y-%m-%d %H:%M}"
    return f"{off} to {moment(gap.on.time):%Y-%m-%d %H:%M} UTC" if gap.on else f"{off} UTC to the end of the feed"
