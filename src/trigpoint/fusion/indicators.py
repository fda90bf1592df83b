"""Whether indicators are met, with coverage: absence counts only where somebody looked.

A fact counts *surely* when all of its place and all of its time lie in the area and the window, and *possibly* when a part does.
Only what was known at the time is used, so a state of last week is the state as it stood last week.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import exp, log

from trigpoint.model.indicator import Area, Change, Fact, Finding, Indicator, IndicatorState, Look
from trigpoint.model.place import Place
from trigpoint.model.time import TimeSpan
from trigpoint.places.geodesy import distance_m


def find_state(indicator: Indicator, facts: Iterable[Fact], looks: Iterable[Look], at: datetime) -> Finding:
    """The state of one indicator at a time, with what it stands on.

    Parameters
    ----------
    facts, looks : everything there is, in any order; what was not yet known at `at` is left out.
    at : aware; the window is [at - look_back, at).
    """
    since = at - indicator.look_back
    surely: list[Fact] = []
    possibly: list[Fact] = []
    for fact in facts:
        if fact.known > at or not _is_wanted(indicator, fact):
            continue
        how = min(_in_window(fact.when, since, at), _in_area(indicator.area, fact.where))
        if how:
            (surely if how == SURE else possibly).append(fact)
    surely.sort(key=lambda f: (f.when.start or since, f.id))
    seen = [k for k in looks if k.known <= at and since <= k.when < at]
    ours = [k for k in seen if k.is_ours and _in_area(indicator.area, k.where)]
    read = sum(not k.is_ours for k in seen)
    origins = sorted({name for f in surely for name, _ in f.origins})
    state = _state(indicator, len(surely), len(possibly), len(origins), len(ours), read, at)
    ends = [f.when.end or at for f in surely] or [k.when for k in ours]
    return Finding(
        indicator=indicator.id, state=state, at=at, facts=tuple(f.id for f in surely),
        possible=tuple(sorted(f.id for f in possibly)), origins=tuple(origins), looks=len(ours), articles=read,
        latest=min(max(ends), at) if ends else None,
    )  # fmt: skip


def changes(
    indicators: Sequence[Indicator], facts: Sequence[Fact], looks: Sequence[Look], *, since: datetime, at: datetime
) -> list[Change]:
    """Every indicator at both times, in the order given."""
    return [
        Change(before=find_state(i, facts, looks, since), after=find_state(i, facts, looks, at)) for i in indicators
    ]


def bearings(indicators: Sequence[Indicator], findings: Sequence[Finding]) -> dict[str, float]:
    """The odds factor of each hypothesis from the indicators: the product of their ratios, each faded by its age.

    `met` uses the ratio for met, `looked and absent` that for absent, `partly` the met one by the share of the threshold. The
    other states say nothing about the world and weigh nothing.
    """
    weights: dict[str, float] = {}
    for indicator, finding in zip(indicators, findings, strict=True):
        for hypothesis, bearing in indicator.bears_on.items():
            weights.setdefault(hypothesis, 0.0)
            share = min(1.0, len(finding.facts) / indicator.threshold)
            ratio = {
                IndicatorState.MET: log(bearing.met),
                IndicatorState.PARTLY: log(bearing.met) * share,
                IndicatorState.LOOKED_AND_ABSENT: log(bearing.absent),
            }.get(finding.state, 0.0)
            weights[hypothesis] += ratio * _faded(indicator, finding)
    return {name: exp(weight) for name, weight in weights.items()}


NO, MAYBE, SURE = 0, 1, 2


def _is_wanted(indicator: Indicator, fact: Fact) -> bool:
    if fact.kind is not indicator.counts or (indicator.types and fact.type not in indicator.types):
        return False
    return not indicator.origin_kinds or any(kind in indicator.origin_kinds for _, kind in fact.origins)


def _in_window(when: TimeSpan, since: datetime, at: datetime) -> int:
    if not when.is_known:
        return NO  # an undated fact may be of any year
    start, end = when.start, when.end
    if (start is not None and start >= at) or (end is not None and end <= since):
        return NO
    return SURE if start is not None and end is not None and start >= since and end <= at else MAYBE


def _in_area(area: Area, place: Place | None) -> int:
    if area.country:
        return SURE if place is not None and place.country == area.country else NO
    if area.lon is None or area.lat is None:
        return SURE
    if place is None or place.lon is None or place.lat is None or place.radius_m is None:
        return NO
    apart = distance_m(area.lon, area.lat, place.lon, place.lat)
    if apart + place.radius_m <= area.radius_m:
        return SURE
    return MAYBE if apart - place.radius_m <= area.radius_m else NO


def _state(
    indicator: Indicator, surely: int, possibly: int, origins: int, looks: int, articles: int, at: datetime
) -> IndicatorState:
    if indicator.expires is not None and at.date() > indicator.expires:
        return IndicatorState.EXPIRED
    if surely >= indicator.threshold and origins >= indicator.origins:
        return IndicatorState.MET
    if surely or possibly:
        return IndicatorState.PARTLY
    if indicator.looks and looks >= indicator.looks:
        return IndicatorState.LOOKED_AND_ABSENT
    if indicator.articles and articles >= indicator.articles:
        return IndicatorState.NOT_OBSERVED
    return IndicatorState.NO_COVERAGE


def _faded(indicator: Indicator, finding: Finding) -> float:
    if indicator.half_life is None or finding.latest is None:
        return 1.0
    return float(0.5 ** ((finding.at - finding.latest) / indicator.half_life))
