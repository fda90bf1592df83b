"""A measurement of ours in the form in which it is compared with what is told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from trigpoint.fusion.origins import OriginOf
from trigpoint.model.event import Contradiction, Member
from trigpoint.model.observation import Observation
from trigpoint.model.place import Place
from trigpoint.model.time import TimeSpan

KINDS = ("damage", "change", "look")
_FOUND = frozenset({"destroyed", "severe", "moderate", "changed"})
_DOUBTFUL = frozenset({"possible"})
_NOTHING = frozenset({"no_visible_damage", "no_change"})
_SURE_ENOUGH, _DOUBTED = 0.8, 0.4  # probability of a finding whose method gives none
_LIKELIER_THAN_NOT = 0.5  # below, a finding is no witness


@attrs.frozen(kw_only=True)
class Told:
    """A happening as told by claims: what measurements are compared with."""

    when: TimeSpan
    where: Place | None
    kinds: frozenset[str]
    supporters: tuple[str, ...]  # names of the origins that say it happened
    claims: tuple[str, ...]  # ids of the claims that say so


@attrs.frozen(kw_only=True)
class PictureEvidence:
    """What our measurements add to one event."""

    members: tuple[Member, ...] = ()
    origins: tuple[OriginOf, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    log_ratio: float = 0.0  # log likelihood ratio, happened against not


NO_PICTURE = PictureEvidence()


class Seen(StrEnum):
    """What the picture shows of one structure."""

    FOUND = "found"  # damaged or changed
    NOTHING = "nothing"  # looked, and saw no visible damage
    DOUBTFUL = "doubtful"  # possibly damaged: speaks neither way
    UNKNOWN = "unknown"  # not assessable


@attrs.frozen(kw_only=True)
class Measured:
    """One structure as measured, where it has a point and a time."""

    id: str
    kind: str
    subject: str
    seen: Seen
    grade: str
    probability: float  # that it is damaged or changed
    lon: float
    lat: float
    radius_km: float
    first: datetime  # last look intact, or the first look of all
    last: datetime  # first look damaged, or the last look of all
    modality: str  # "SAR", "optical"
    is_simulated: bool
    reason: str  # why it could not be assessed, "" = it could


def measured_of(observation: Observation) -> Measured | None:
    """The observation as compared; None for what has no place, no closed time or is of another kind."""
    where, when = observation.where, observation.when
    if observation.kind not in KINDS or where.lon is None or where.lat is None:
        return None
    if when.start is None or when.end is None:
        return None
    details = dict(observation.details)
    grade = details.get("grade", "")
    probability = _probability(details.get("probability", ""), grade)
    return Measured(
        id=observation.id,
        kind=observation.kind,
        subject=observation.subject,
        seen=_seen(grade, probability),
        grade=grade,
        probability=probability,
        lon=where.lon,
        lat=where.lat,
        radius_km=(where.radius_m or 0.0) / 1000,
        first=when.start,
        last=when.end,
        modality=details.get("modality", "picture"),
        is_simulated=details.get("simulated", "") in ("yes", "true"),
        reason="; ".join(observation.flags),
    )


def _seen(grade: str, probability: float) -> Seen:
    if grade in _FOUND | _DOUBTFUL:
        return Seen.FOUND if grade in _FOUND and probability >= _LIKELIER_THAN_NOT else Seen.DOUBTFUL
    return Seen.NOTHING if grade in _NOTHING else Seen.UNKNOWN


def _probability(text: str, grade: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return _SURE_ENOUGH if grade in _FOUND else _DOUBTED
