"""From numbers to a record per structure: grade, probability with its doubt, dates, looks, and what is doubtful in words.

Grades are grades of radar change, named after what UNOSAT calls damage of that order; radar sees neither cracks nor a
collapsed floor under a whole roof. The sizes that part them are settings of this program, not measurements of buildings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.imagery.coverage import Coverage
from trigpoint.evidence.imagery.sar.brackets import own_looks, shortest_runs
from trigpoint.evidence.imagery.sar.neighbourhood import posterior
from trigpoint.evidence.imagery.sar.series import Orbit, Series
from trigpoint.evidence.imagery.sar.settings import Settings
from trigpoint.evidence.imagery.sar.steps import Weighed, spread, step_templates, whole_series
from trigpoint.model.scene import Footprint, Scene

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

DESTROYED_DB, SEVERE_DB = 3.75, 2.25  # size of the mean change, dB
DAMAGED_FROM = 0.5  # probability from which damage is graded, at most
LEAST_FROM = 0.25  # and at the least, however little the looks tell
POSSIBLE_PART = 0.4  # of that probability: from there on damage is possible
DOUBT_ODDS = 3.0  # the share of damage that stands before the data may be off by this factor in odds
SMALL_PX = 9.0  # 3 x 3 pixels


class Grade(StrEnum):
    """Grades of the contract, worst first."""

    DESTROYED = "destroyed"
    SEVERE = "severe"
    MODERATE = "moderate"
    POSSIBLE = "possible"
    NO_VISIBLE_DAMAGE = "no_visible_damage"
    NOT_ASSESSABLE = "not_assessable"


@attrs.frozen(kw_only=True)
class LookUse:
    """One look around the time of damage: used for this structure, or why not."""

    look: int  # index into the run's scenes
    used: bool
    reason: str = ""  # "" where used


@attrs.frozen(kw_only=True)
class StructureDamage:
    """What the looks say about one structure."""

    footprint: Footprint
    grade: Grade
    score: float | None = None  # log odds of damage, neighbourhood included; None: not assessable
    p_value: float | None = None  # of 'this structure did not change', from its own pixels alone
    probability: float | None = None  # of damage, given the model; neighbourhood included
    low: float | None = None  # with three times less damage expected beforehand
    high: float | None = None  # with three times more
    own_probability: float | None = None  # from its own pixels and the scene's share of damage alone
    neighbourhood: float | None = None  # share of damaged structures expected around it
    change_db: float | None = None  # mean change of the first band in the orbit that shows it best; negative = darker
    before: tuple[int, ...] = ()  # usable looks before the break (before the after pictures, where there is no break)
    after: tuple[int, ...] = ()
    damaged_between: tuple[datetime, datetime] | None = None  # UTC, last look intact, first look damaged
    looks_between: tuple[LookUse, ...] = ()  # every look from the one to the other, unusable ones too
    orbits: int = 0  # that could judge it
    flags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class Readings:
    """Everything measured, per structure."""

    series: Sequence[Series]
    weighed: Weighed
    log_bayes: Floats  # of damage on any date
    log_bayes_here: Floats  # of damage when the surroundings would have it
    p_value: Floats
    local: Floats
    scene_share: float
    when: Floats  # (structure, gap)
    edges: Floats  # (gap + 1,) days
    orbits: Sequence[Orbit] = ()  # where there are no series

    @classmethod
    def without_looks(cls, count: int, orbits: Sequence[Orbit]) -> Readings:
        """Readings of a run in which nothing can be compared."""
        none = np.zeros(count)
        weighed = Weighed(
            step=np.zeros((count, 1)), loose=np.zeros((count, 1)), passing=none, clearness=none, building=none
        )
        return cls(
            series=(), weighed=weighed, log_bayes=none, log_bayes_here=none, p_value=none, local=none, scene_share=0.0,
            when=np.ones((count, 1)), edges=np.zeros(2), orbits=orbits,
        )  # fmt: skip


@attrs.frozen(kw_only=True, eq=False)
class _Told:
    """What all structures share while their records are written, rounded; plain lists: they are read one by one."""

    read: Readings
    scenes: Sequence[Scene]
    days: Floats  # (look,)
    used: Mask  # (structure, look)
    area: list[float]  # (structure,) pixels
    size: list[float]  # (structure,) dB
    change: list[float]  # (structure,) dB
    chance: list[list[float]]  # (structure, 4): probability, low, high, from its own pixels alone
    score: list[float]  # (structure,)
    p_value: list[float]  # (structure,)
    local: list[float]  # (structure,)
    stories: list[list[float]]  # (structure, 3) log Bayes factors: a step in its best gap, building, passing
    ends: list[list[int]]  # (structure, 2) its looks around the bracket, -1 none
    cut: float  # probability from which damage is graded
    sides: dict[tuple[bytes, float, float], tuple[tuple[int, ...], tuple[int, ...]]] = attrs.field(factory=dict)

    def looks(self, number: int, until: float, since: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Its usable looks up to a day, and from a day on, in time order. Most structures share them."""
        used = self.used[number]
        key = used.tobytes(), until, since
        if key not in self.sides:
            looks = np.flatnonzero(used)
            looks = looks[np.argsort(self.days[looks], kind="stable")]
            days = self.days[looks]
            self.sides[key] = tuple(looks[days <= until + 1e-6].tolist()), tuple(looks[days >= since - 1e-6].tolist())
        return self.sides[key]


def in_words(
    footprints: Sequence[Footprint], coverage: Coverage, scenes: Sequence[Scene], read: Readings, settings: Settings
) -> tuple[StructureDamage, ...]:
    """A record per structure, in the order of the outlines."""
    able = np.any([one.judged for one in read.series], axis=0) if read.series else np.zeros(len(footprints), bool)
    first, last = shortest_runs(read.when, read.edges, settings.bracket_mass)
    days, used = _days(read, len(scenes)), _used(read, len(footprints), len(scenes))
    size, change = _sizes(read, settings.step_db)
    alone = np.full(len(read.local), read.scene_share or settings.damage_share)
    local = [(read.log_bayes_here, _shifted(read.local, factor)) for factor in (1, 1 / DOUBT_ODDS, DOUBT_ODDS)]
    chance = [posterior(told, np.clip(share, 1e-4, 0.95)) for told, share in (*local, (read.log_bayes, alone))]
    weighed = read.weighed
    told = _Told(
        read=read,
        scenes=scenes,
        days=days,
        used=used,
        area=coverage.area_px.tolist(),
        size=size.tolist(),
        change=np.round(change, 2).tolist(),
        chance=np.round(np.stack(chance, axis=1), 4).tolist(),
        score=np.round(read.log_bayes_here + _logit(read.local), 4).tolist(),
        p_value=read.p_value.tolist(),
        local=np.round(read.local, 4).tolist(),
        stories=np.stack([weighed.step.max(axis=1), weighed.building, weighed.passing], axis=1).tolist(),
        ends=np.stack(own_looks(used, days, read.edges[first], read.edges[last + 1]), axis=1).tolist(),
        cut=graded_from(posterior(read.log_bayes_here, read.local)[able]) if able.any() else DAMAGED_FROM,
    )
    return tuple(_record(told, number, footprint) for number, footprint in enumerate(footprints))


def _record(told: _Told, number: int, footprint: Footprint) -> StructureDamage:
    read = told.read
    able = [one for one in read.series if one.judged[number]]
    if footprint.unusable or not able:
        return _not_assessable(footprint, read, number, told.area[number])
    probability, low, high, alone = told.chance[number]
    grade = _grade(probability, told.size[number], told.cut)
    early, late = told.ends[number]
    bracket = _bracket(told.scenes, early, late) if grade is not Grade.NO_VISIBLE_DAMAGE else None
    until, since = (told.days[early], told.days[late]) if bracket else read.edges[:2]
    before, after = told.looks(number, float(until), float(since))
    return StructureDamage(
        footprint=footprint,
        grade=grade,
        score=told.score[number],
        p_value=float(f"{told.p_value[number]:.4g}"),
        probability=probability,
        low=low,
        high=high,
        own_probability=alone,
        neighbourhood=told.local[number],
        change_db=told.change[number],
        before=before,
        after=after,
        damaged_between=bracket,
        looks_between=_between(told, number, early, late) if bracket else (),
        orbits=len(able),
        flags=(*footprint.flags, *_doubts(told, number, len(able), grade), *_unsure(probability, grade)),
    )


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(share, 1e-300)) - np.log1p(-share))


def _shifted(share: Floats, factor: float) -> Floats:
    odds = share / (1 - share) * factor
    return np.asarray(odds / (1 + odds))


def graded_from(probability: Floats) -> float:
    """The probability from which damage is graded in a scene: the cut with the largest expected F1, within the limits above.

    Half of the best F1 that can be expected is that cut (Lipton, Elkan & Narayanaswamy 2014). Where looks are many it is near one
    half; where they are few, waiting for one half would leave most of the damage unnamed.
    """
    likely = np.sort(probability)[::-1]
    expected = 2 * np.cumsum(likely) / (np.arange(1, len(likely) + 1) + likely.sum())
    return float(np.clip(expected.max(initial=0.0) / 2, LEAST_FROM, DAMAGED_FROM))


def _grade(probability: float, size_db: float, cut: float) -> Grade:
    """Of damage that is not more likely than not, the size is not graded: moderate at most."""
    if probability < cut * POSSIBLE_PART:
        return Grade.NO_VISIBLE_DAMAGE
    if probability < cut:
        return Grade.POSSIBLE
    if probability < DAMAGED_FROM:
        return Grade.MODERATE
    if size_db >= DESTROYED_DB:
        return Grade.DESTROYED
    return Grade.SEVERE if size_db >= SEVERE_DB else Grade.MODERATE


def _unsure(probability: float, grade: Grade) -> tuple[str, ...]:
    """Said where damage is graded although it is less likely than not."""
    if grade is Grade.MODERATE and probability < DAMAGED_FROM:
        return (f"graded although less likely than not (probability {probability:.2f}): these looks tell little",)
    return ()


def _sizes(read: Readings, step_db: float) -> tuple[Floats, Floats]:
    """(structure,) root mean square over orbits of the first band's change, and the clearest signed change, dB.

    Each is the posterior mean under the normal prior of `step_db`: a structure of a pixel or two does not get twenty decibels
    from noise.
    """
    count = len(read.log_bayes)
    everyone, best = np.arange(count), read.when.argmax(axis=1)
    square, number = np.zeros(count), np.zeros(count)
    clearest, change = np.zeros(count), np.zeros(count)
    for one in read.series:
        templates = step_templates(one, read.edges[1:])
        squares = np.maximum(spread(one, templates)[1][everyone, best], 1e-6)
        level, noise = whole_series(one, one.power_gain)
        doubt = noise[:, 0] / squares
        step = (level[:, 0] @ templates)[everyone, best] / squares
        likely = step * step_db**2 / (step_db**2 + doubt)
        told = one.judged & (squares > 1e-6)
        square += np.where(told, likely**2, 0)
        number += told
        clearer = told & (step**2 / doubt > clearest)
        clearest, change = np.where(clearer, step**2 / doubt, clearest), np.where(clearer, likely, change)
    return np.sqrt(square / np.maximum(number, 1)), change


def _used(read: Readings, structures: int, looks: int) -> Mask:
    """(structure, look) over all orbits."""
    used = np.zeros((structures, looks), bool)
    for one in read.series:
        used[:, one.orbit.looks] = one.used & one.judged[:, None]
    return used


def _days(read: Readings, looks: int) -> Floats:
    days = np.full(looks, np.nan)
    for orbit in [one.orbit for one in read.series] or read.orbits:
        days[orbit.looks] = orbit.days
    return days


def _bracket(scenes: Sequence[Scene], early: int, late: int) -> tuple[datetime, datetime] | None:
    one, two = (scenes[k].acquired if k >= 0 else None for k in (early, late))
    return (one, two) if one and two else None


def _between(told: _Told, number: int, early: int, late: int) -> tuple[LookUse, ...]:
    """Every look from the last intact one to the first damaged one, in time order."""
    days, used = told.days, told.used[number]
    inside = np.flatnonzero((days >= days[early] - 1e-6) & (days <= days[late] + 1e-6))
    return tuple(
        LookUse(look=int(k), used=bool(used[k]), reason="" if used[k] else _why_not(told.read, number, int(k)))
        for k in inside[np.argsort(days[inside], kind="stable")]
    )


def _why_not(read: Readings, number: int, look: int) -> str:
    for one in read.series:
        if look in one.orbit.looks:
            if one.judged[number]:
                return "no data over the structure on this date"
            return _orbit_reason(one, number)
    return "its orbit has no pictures on both sides, or it is of the same overpass as another"


def _orbit_reason(one: Series, number: int) -> str:
    name = f"orbit {one.orbit.number}" if one.orbit.number is not None else "the orbit"
    return (
        f"{name}: enough looks before and after see only "
        f"{100 * one.share[number]:.0f} % of the footprint (layover, shadow or no data)"
    )


def _not_assessable(footprint: Footprint, read: Readings, number: int, area: float) -> StructureDamage:
    reasons = [footprint.unusable] if footprint.unusable else []
    if not reasons and area <= 0:
        reasons.append("outside the picture")
    if not reasons and read.series and not read.series[0].damage[number, 0] > 0:
        reasons.append(f"covers {area:.2f} pixels: too small for these pictures")
    if not reasons:
        reasons.extend(_orbit_reason(one, number) for one in read.series)
    if not reasons:
        reasons.append("no relative orbit has pictures both before and after")
    return StructureDamage(
        footprint=footprint,
        grade=Grade.NOT_ASSESSABLE,
        flags=(*footprint.flags, f"not assessable: {'; '.join(reasons)}"),
    )


def _doubts(told: _Told, number: int, able: int, grade: Grade) -> list[str]:
    """Sentences about what makes the judgement doubtful. `able`: orbits that could judge the structure."""
    found = []
    if told.area[number] < SMALL_PX:
        found.append("under 3 x 3 pixels")
    if able < len(told.read.series):
        found.append(f"seen in {able} of {len(told.read.series)} orbits")
    step, building, passing = told.stories[number]
    if grade is not Grade.NO_VISIBLE_DAMAGE or step > 2:
        if building > max(step - 1, 1.0):
            found.append("construction-like: brightens steadily")
        if passing > max(step - 1, 1.0):
            found.append("one or two looks stand out: perhaps a vehicle or other passing object")
    return found
