"""Happenings a text tells one by one, and how many of them lie in a period and an area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from trigpoint.fusion.comparators import great_circle_km, is_part_of
from trigpoint.fusion.facts import party_of
from trigpoint.fusion.tallies.stated import Counted, Stated, length
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.claim import Claim, Modality
from trigpoint.model.place import Place, PlaceKind
from trigpoint.model.time import TimeSpan

_ATTACKS = frozenset({"air", "fires", "blast", "clash"})  # kinds of happening "an operation" may be
_ANY_ATTACK = "military_operation"


@attrs.frozen(kw_only=True)
class Told:
    """A happening as this one text tells it, with the most exact time and place it gives."""

    event: str
    claims: tuple[str, ...]
    when: TimeSpan
    where: Place | None
    types: frozenset[str]
    kinds: frozenset[str]
    parties: frozenset[str]


@attrs.frozen(kw_only=True)
class Line:
    """A stated number beside what the text tells one by one in its period and area."""

    stated: Stated
    least: int  # told for certain: must be different, must lie within
    most: int  # may be different, may lie within
    told: tuple[str, ...]  # claims of those told

    @property
    def untold(self) -> int:
        """How many of the stated are surely not told one by one."""
        return max((self.stated.low or 0) - self.most, 0)


def told_in(
    claims: Sequence[Claim], totals: set[str], event_of: Mapping[str, str], words: LinkVocabulary
) -> list[Told]:
    """Happenings told one by one: not totals, plans, denials or repeated ones."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        unreal = claim.negated or claim.modality in (Modality.PLANNED, Modality.FORECAST, Modality.DENIED)
        if not unreal and not claim.aggregate and claim.id not in totals:
            groups[event_of.get(claim.id, claim.id)].append(claim)
    return [_one_told(event, mine, words) for event, mine in groups.items()]


def _one_told(event: str, claims: Sequence[Claim], words: LinkVocabulary) -> Told:
    dated = min(claims, key=lambda c: length(c.when))
    placed = min(claims, key=lambda c: radius_m(c.where))
    return Told(
        event=event, claims=tuple(c.id for c in claims), when=dated.when, where=placed.where,
        types=frozenset(c.event_type for c in claims), kinds=frozenset().union(*(_kinds(c, words) for c in claims)),
        parties=frozenset().union(*(_parties(c, words) for c in claims)),
    )  # fmt: skip


def radius_m(place: Place | None) -> float:
    """How far the true place may lie from the point; infinite where nothing says."""
    return float("inf") if place is None or place.radius_m is None else place.radius_m


def _kinds(claim: Claim, words: LinkVocabulary) -> frozenset[str]:
    return words.kinds.get(claim.event_type, frozenset({claim.event_type}))


def _parties(claim: Claim, words: LinkVocabulary) -> frozenset[str]:
    """The known belligerents among those who did it; other words tell nobody apart."""
    return frozenset(p for a in claim.actors if (p := party_of(a, words)) in words.parties.values())


def beside(stated: Stated, told: Sequence[Told], words: LinkVocabulary) -> Line:
    """How many of those told lie in the period and area of a stated number, and are of its kind."""
    near = [(t, _within(stated, t, words)) for t in told]
    surely, maybe = [t for t, sure in near if sure], [t for t, sure in near if sure is not None]
    if stated.counted is Counted.LOCATIONS:
        least, most = len(apart_in_space(surely)), len({name_of(t) for t in maybe})
    else:
        least = len(apart_in_time(surely)) if stated.counted is Counted.OPERATIONS else len(surely)
        most = len(maybe)
    return Line(stated=stated, least=least, most=most, told=tuple(sorted(c for t in maybe for c in t.claims)))


def _within(stated: Stated, told: Told, words: LinkVocabulary) -> bool | None:
    """True: surely one of the counted. False: perhaps. None: no."""
    kinds = _kinds(stated.claim, words)
    if not told.kinds & (kinds | _ATTACKS if stated.claim.event_type == _ANY_ATTACK else kinds):
        return None
    mine = _parties(stated.claim, words)
    if mine and told.parties and not any(a == b or is_part_of(a, b, words) for a in mine for b in told.parties):
        return None
    time, place = in_time(stated.when, told.when), in_area(stated.claim.where, told.where)
    return None if time is None or place is None else time and place and _is_meant(stated, told)


def _is_meant(stated: Stated, told: Told) -> bool:
    """ "11 drone strikes": those told as such are surely among them, others perhaps; which are "joint" no type says."""
    words_of_type = set(stated.claim.event_type.split("_"))
    return not stated.only or (stated.only <= words_of_type and stated.claim.event_type in told.types)


def in_time(period: TimeSpan, when: TimeSpan) -> bool | None:
    """True: within. False: perhaps, they only meet or one is open. None: apart."""
    if not period.overlaps(when):
        return None
    if period.start is None or period.end is None or when.start is None or when.end is None:
        return False
    return period.start <= when.start and when.end <= period.end


def in_area(area: Place | None, place: Place | None) -> bool | None:
    """A country by its code; any other area by its circle, of which only the inner half is surely inside."""
    if area is None or place is None:
        return False
    if area.kind is PlaceKind.COUNTRY and area.country and place.country:
        return True if area.country == place.country else None
    if area.name and area.name == place.name:
        return True
    apart = apart_m(area, place)
    if apart is None:
        return False
    if apart > radius_m(area) + radius_m(place):
        return None
    return apart <= radius_m(area) / 2


def apart_m(a: Place, b: Place) -> float | None:
    """Great-circle distance in metres; None where one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return 1000 * great_circle_km(a.lat, a.lon, b.lat, b.lon)


def apart_in_time(told: Iterable[Told]) -> list[Told]:
    """The most whose times exclude one another: those are different operations, wherever they were."""
    chosen: list[Told] = []
    end = datetime.min.replace(tzinfo=UTC)
    for one in sorted((t for t in told if t.when.start and t.when.end), key=lambda t: t.when.end or end):
        if one.when.start is not None and one.when.end is not None and one.when.start >= end:
            chosen.append(one)
            end = one.when.end
    return chosen


def apart_in_space(told: Iterable[Told]) -> list[Told]:
    """Places whose circles do not meet, the most exact first: those are different locations."""
    chosen: list[Told] = []
    for one in sorted(told, key=lambda t: (radius_m(t.where), name_of(t))):
        if one.where is None or not one.where.is_resolved:
            continue
        others = [(apart, t) for t in chosen if t.where and (apart := apart_m(one.where, t.where)) is not None]
        if all(apart > radius_m(one.where) + radius_m(t.where) for apart, t in others):
            chosen.append(one)
    return chosen


def name_of(told: Told) -> str:
    """A place by its name; happenings without one may each be a place of their own."""
    return (told.where.name or told.where.text) if told.where else told.event
