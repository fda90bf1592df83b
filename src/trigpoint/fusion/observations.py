"""What our own measurements say of what is told: a change whose bracket holds the reported date supports it, one whose bracket
leaves it out contradicts the date, a covering look that shows nothing is weak evidence against, and what could not be
assessed is neither.

1. A measurement concerns a happening when its kind can be seen from above and the place lies within both radii.
2. A change supports every happening told within its bracket; where several are, it cannot say which, and weighs less.
3. A change that fits no happening contradicts the date of the nearest one within `NEAR_DAYS` that no change supports.
4. All structures of one modality at one happening are one origin: one stack of pictures is one witness.

The weights are judgements, written here and not learned: no public set of events with measured structures was at hand.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from trigpoint.fusion.comparators import great_circle_km
from trigpoint.fusion.facts import FINE_KM
from trigpoint.fusion.measured import NO_PICTURE, Measured, Seen, measured_of
from trigpoint.fusion.measured import PictureEvidence as PictureEvidence
from trigpoint.fusion.measured import Told as Told
from trigpoint.fusion.movements import merged, weigh_movements
from trigpoint.fusion.origins import OriginOf
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.capture import SourceKind
from trigpoint.model.event import Contradiction, ContradictionValue, Member, Role
from trigpoint.model.observation import Observation
from trigpoint.model.time import TimeSpan

NEAR_DAYS = 30  # a change this far from a reported date is held against that date; further off it is another matter
WIDEST_DAYS = 62  # a happening told more coarsely than this is not compared with a bracket
EDGE = timedelta(days=1)  # reports give local days: nearer to the bracket than this, the picture cannot tell
VISIBLE = 0.5  # share of happenings of these kinds that leave damage seen from above
BY_CHANCE = 0.05  # share of brackets that hold an unrelated change at such a place
UNSEEN = 0.6  # how much less likely it is when every structure of the place was looked at and none shows damage
OTHER_DATE = 0.8  # how much less likely it is, as dated, when the change at the place was at another time
MOST = 12  # structures named one by one as members; the sentence counts them all

_SENSED = {"SAR": "radar pictures", "optical": "optical pictures"}


@attrs.define
class _Bearing:
    """The measurements of one modality that concern one happening."""

    fits: list[Measured] = attrs.Factory(list)
    off_date: list[Measured] = attrs.Factory(list)
    nothing: list[Measured] = attrs.Factory(list)
    unknown: list[Measured] = attrs.Factory(list)


def weigh_observations(
    observations: Sequence[Observation], told: Sequence[Told], words: LinkVocabulary
) -> list[PictureEvidence]:
    """What our measurements say of each happening, in the order of `told`. The order of `observations` changes nothing."""
    seen, followed = _weigh_pictures(observations, told, words), weigh_movements(observations, told)
    return [merged(both) for both in zip(seen, followed, strict=True)]


def _weigh_pictures(
    observations: Sequence[Observation], told: Sequence[Told], words: LinkVocabulary
) -> list[PictureEvidence]:
    by_place = _ByLatitude(observations)
    bearings: list[dict[str, _Bearing]] = [defaultdict(_Bearing) for _ in told]
    fitting: dict[str, list[int]] = defaultdict(list)  # observation -> the happenings in its bracket
    near: dict[str, tuple[Measured, list[int]]] = {}
    for n, happening in enumerate(told):
        for m in by_place.concerning(happening, words):
            if m.seen is Seen.FOUND and _overlap(m, happening.when):
                bearings[n][m.modality].fits.append(m)
                fitting[m.id].append(n)
            elif m.seen is Seen.FOUND:
                near.setdefault(m.id, (m, []))[1].append(n)
            elif m.seen in (Seen.UNKNOWN, Seen.DOUBTFUL):
                bearings[n][m.modality].unknown.append(m)
            elif _encloses(m, happening.when):
                bearings[n][m.modality].nothing.append(m)
    for m, candidates in near.values():
        if m.id not in fitting:
            _hold_against(m, candidates, told, bearings)
    shares = {id_: _distinct([told[n].when for n in events]) for id_, events in fitting.items()}
    return [_evidence(told[n], b, shares) for n, b in enumerate(bearings)]


class _ByLatitude:
    """Measurements, found by place."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        found = [m for o in observations if (m := measured_of(o)) is not None]
        self._sorted = sorted(found, key=lambda m: (m.lat, m.id))
        self._lats = [m.lat for m in self._sorted]
        self._widest = max((m.radius_km for m in found), default=0.0)

    def concerning(self, told: Told, words: LinkVocabulary) -> list[Measured]:
        """Those whose place and kind fit a happening that names a town or less and a time of weeks or less, by id."""
        place, when = told.where, told.when
        if not self._sorted or place is None or place.lat is None or place.lon is None:
            return []
        radius = (place.radius_m or 0.0) / 1000
        if radius > FINE_KM or when.start is None or when.end is None or when.end - when.start > timedelta(WIDEST_DAYS):
            return []
        reach = (radius + self._widest) / 111.0
        low, high = bisect_left(self._lats, place.lat - reach), bisect_right(self._lats, place.lat + reach)
        return sorted(
            (
                m
                for m in self._sorted[low:high]
                if told.kinds & _visible(m, words)
                and great_circle_km(m.lat, m.lon, place.lat, place.lon) <= radius + m.radius_km
            ),
            key=lambda m: m.id,
        )


def _visible(m: Measured, words: LinkVocabulary) -> frozenset[str]:
    return words.leaves_damage if m.kind == "damage" else words.leaves_damage | words.leaves_works


def _overlap(m: Measured, when: TimeSpan) -> bool:
    return when.start is not None and when.end is not None and m.first < when.end and when.start < m.last


def _encloses(m: Measured, when: TimeSpan) -> bool:
    """Looked at before and after."""
    return when.start is not None and when.end is not None and m.first <= when.start and when.end <= m.last


def _gap(m: Measured, when: TimeSpan) -> timedelta:
    """From the bracket to the reported time, zero when they touch."""
    start, end = when.start or m.first, when.end or m.last
    return max(start - m.last, m.first - end, timedelta(0))


def _hold_against(
    m: Measured, candidates: Sequence[int], told: Sequence[Told], bearings: Sequence[Mapping[str, _Bearing]]
) -> None:
    """The nearest happening in time that no change of this modality supports; at the bracket's edge it cannot tell."""
    free = [n for n in candidates if not bearings[n][m.modality].fits]
    ordered = sorted(free, key=lambda n: (_gap(m, told[n].when), str(told[n].when.start), told[n].claims))
    if not ordered or _gap(m, told[ordered[0]].when) > timedelta(NEAR_DAYS):
        return
    nearest = ordered[0]
    bearing = bearings[nearest][m.modality]
    (bearing.unknown if _gap(m, told[nearest].when) < EDGE else bearing.off_date).append(m)


def _distinct(spans: Sequence[TimeSpan]) -> int:
    """How many times are told that do not overlap one another."""
    ends: list[datetime] = []
    for span in sorted(spans, key=lambda s: (s.end is None, s.end)):
        if span.start is not None and span.end is not None and (not ends or span.start >= ends[-1]):
            ends.append(span.end)
    return max(1, len(ends))


def _evidence(told: Told, bearings: Mapping[str, _Bearing], shares: Mapping[str, int]) -> PictureEvidence:
    parts = [_of_modality(told, modality, bearings[modality], shares) for modality in sorted(bearings)]
    return PictureEvidence(
        members=tuple(sorted((m for p in parts for m in p.members), key=lambda m: m.id)),
        origins=tuple(o for p in parts for o in p.origins),
        contradictions=tuple(c for p in parts for c in p.contradictions),
        log_ratio=sum(p.log_ratio for p in parts),
    )


def _of_modality(told: Told, modality: str, b: _Bearing, shares: Mapping[str, int]) -> PictureEvidence:
    if b.fits:
        return _supporting(told, modality, b, shares)
    if b.off_date:
        return _on_another_date(told, modality, b)
    if b.nothing:
        return _nothing_seen(told, modality, b)
    if b.unknown:
        why = f"measured by us in {_sensed(modality, b.unknown)}: {{}} {{state}}, so it speaks neither for nor against"
        return PictureEvidence(members=_members(b.unknown, why, Role.NEITHER))
    return NO_PICTURE


def _supporting(told: Told, modality: str, b: _Bearing, shares: Mapping[str, int]) -> PictureEvidence:
    others = max(shares[m.id] for m in b.fits)
    tail = f"; {others} happenings are told within the bracket, and the pictures cannot say which" if others > 1 else ""
    why = (
        f"measured by us in {_sensed(modality, b.fits)}: {{}} {{bracket}}, and the reported date {told.when.edtf()} lies in "
        f"that bracket{tail}{_rest(b)}"
    )
    ratio = max(1 + (_ratio(m.probability) - 1) / shares[m.id] for m in b.fits)
    members = _members(b.fits, why, Role.SUPPORTS)
    return PictureEvidence(
        members=members, origins=(_origin(modality, b.fits, members, says_so=True),), log_ratio=math.log(ratio)
    )


def _ratio(probability: float) -> float:
    """How much likelier such a finding is when it happened, from 1 upwards."""
    return max(1.0, VISIBLE / (BY_CHANCE + (1 - probability)))


def _on_another_date(told: Told, modality: str, b: _Bearing) -> PictureEvidence:
    why = (
        f"measured by us in {_sensed(modality, b.off_date)}: {{}} {{bracket}}, and the reported date {told.when.edtf()} lies "
        f"outside that bracket{_rest(b)}"
    )
    members = _members(b.off_date, why, Role.CONTRADICTS)
    origin = _origin(modality, b.off_date, members, says_so=None)
    sides = (
        ContradictionValue(value=told.when.edtf(), origins=told.supporters, members=told.claims),
        ContradictionValue(value=_bracket(b.off_date), origins=(origin.name,), members=origin.claims),
    )
    surest = max(m.probability for m in b.off_date)
    return PictureEvidence(
        members=members,
        origins=(origin,),
        contradictions=(Contradiction(field="date", values=sides),),
        log_ratio=math.log(1 - surest * (1 - OTHER_DATE)),
    )


def _nothing_seen(told: Told, modality: str, b: _Bearing) -> PictureEvidence:
    """Absence needs coverage: structures in a corner of the named place say little about the rest of it."""
    share = _covered(told, b.nothing)
    why = (
        f"measured by us in {_sensed(modality, b.nothing)}: {{}} shows no visible damage, with looks before and after "
        f"{told.when.edtf()}; {len(b.nothing)} structures were looked at, over some {_percent(share)} of the place as named; "
        f"damage under an intact roof is not visible, so this is weak evidence against{_rest(b, with_nothing=False)}"
    )
    members = _members(b.nothing, why, Role.CONTRADICTS)
    return PictureEvidence(
        members=members,
        origins=(_origin(modality, b.nothing, members, says_so=None),),
        log_ratio=math.log(1 - share * (1 - UNSEEN)),
    )


def _covered(told: Told, looked: Sequence[Measured]) -> float:
    """Rough share of the place's circle that the structures lie over, 0..1."""
    radius = (told.where.radius_m or 0.0) / 1000 if told.where else 0.0
    lat, lon = sum(m.lat for m in looked) / len(looked), sum(m.lon for m in looked) / len(looked)
    spread = max(great_circle_km(m.lat, m.lon, lat, lon) + m.radius_km for m in looked)
    return 1.0 if radius <= spread else (spread / radius) ** 2


def _members(found: Sequence[Measured], why: str, role: Role) -> tuple[Member, ...]:
    """The surest ones, each with its own words in the sentence."""
    surest = sorted(found, key=lambda m: (-m.probability, m.id))[:MOST]
    return tuple(
        Member(id=m.id, why=why.format(f"structure {m.subject}", bracket=_bracket_words(m), state=_state(m)), role=role)
        for m in surest
    )


def _origin(modality: str, found: Sequence[Measured], members: Sequence[Member], *, says_so: bool | None) -> OriginOf:
    """One origin per modality: its structures share the pictures, the method and their mistakes."""
    return OriginOf(
        key=f"measured {modality}",
        name=f"Trigpoint, {_sensed(modality, found)}",
        kind=SourceKind.IMAGERY,
        claims=tuple(sorted(m.id for m in members)),
        outlets=(),
        supports=int(says_so is True),
        denies=int(says_so is False),
        is_measured=True,
    )


def _sensed(modality: str, found: Sequence[Measured]) -> str:
    """Simulated pictures are never named without the word."""
    words = _SENSED.get(modality, f"{modality} pictures" if modality != "picture" else "pictures")
    return f"SIMULATED {words}" if any(m.is_simulated for m in found) else words


def _rest(b: _Bearing, *, with_nothing: bool = True) -> str:
    parts = []
    if with_nothing and b.nothing:
        parts.append(f"{len(b.nothing)} other structures there show no visible damage")
    doubtful = sum(m.seen is Seen.DOUBTFUL for m in b.unknown)
    if doubtful:
        parts.append(f"{doubtful} {'is' if doubtful == 1 else 'are'} only possibly damaged")
    if len(b.unknown) > doubtful:
        parts.append(f"{len(b.unknown) - doubtful} could not be assessed")
    return "; " + ", ".join(parts) if parts else ""


def _bracket_words(m: Measured) -> str:
    verb = "was damaged" if m.kind == "damage" else "changed"
    return f"{verb} between {m.first:%Y-%m-%d %H:%M} and {m.last:%Y-%m-%d %H:%M} UTC"


def _state(m: Measured) -> str:
    """Why it says nothing: seen but doubtful, seen at the bracket's edge, or not assessable."""
    if m.seen is Seen.DOUBTFUL:
        return "is only possibly damaged"
    return (
        f"{_bracket_words(m)}, too near to the reported date to tell"
        if m.seen is Seen.FOUND
        else "could not be assessed"
    )


def _bracket(found: Sequence[Measured]) -> str:
    """From the earliest to the latest day that any of the brackets holds, as EDTF."""
    return f"{min(m.first for m in found):%Y-%m-%d}/{max(m.last for m in found):%Y-%m-%d}"


def _percent(share: float) -> str:
    return "the whole" if share > 0.95 else "less than 1 %" if share < 0.01 else f"{100 * share:.0f} %"
