"""Ships seen in pictures and not heard: what each is, how surely, and why. Never that anyone switched anything off.

A ship seen that is no vessel heard may be a vessel that broadcasts and was not received, one that need not carry a
transponder, one that does not use it, or no ship at all. Which of these, a picture and a feed cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.evidence.tracks.detections import Detections, Sensor
from trigpoint.evidence.tracks.detections_cover import REACH_KM, Cover, cover_at
from trigpoint.evidence.tracks.detections_match import Matching, match, padded_box
from trigpoint.evidence.tracks.expected_positions import (
    KM_PER_DEG,
    MEDIAN_R,
    Drift,
    Expected,
    expected_at,
    learned_drift,
    motion_of,
)
from trigpoint.evidence.tracks.peers import habits
from trigpoint.evidence.tracks.vessel_reception import reception_map
from trigpoint.model.positions import Mover, Positions

SAME_PICTURE_S = 300.0  # detections closer in time than this are of one picture
LEAST_COVER = 0.6  # below this, that nobody was heard says nothing
LEAST_SURE = 0.5
WORTH_TELLING_KM = 15.0
BROADCASTING, BROADCASTING_WEIGHT = 0.7, 4.0  # share of ships seen that broadcast, before looking


class Seen(StrEnum):
    """What a ship seen is judged to be."""

    BROADCASTING = "broadcasting"
    NOT_BROADCASTING = "not_broadcasting"
    COVERAGE_UNKNOWN = "coverage_unknown"
    UNDETERMINED = "undetermined"


@attrs.frozen(kw_only=True)
class DarkDetection:
    """One ship seen, judged. Probabilities 0..1."""

    row: int
    name: str
    time: float
    lat: float
    lon: float
    length_m: float | None
    verdict: Seen
    mover: str  # the vessel it is; "" = none, or one of several
    probability: float  # of the verdict; of the pair for `broadcasting`
    missed_match: float  # that it is one of the vessels heard, though none is assigned
    unheard: float | None  # that it broadcasts and was not received; None = coverage not known
    cover: float | None  # that a vessel broadcasting there would be heard
    nearest: str  # the vessel heard that fits best, assigned or not; "" = none within reach
    nearest_km: float | None  # from where that one was expected
    nearest_doubt_km: float | None  # half of all vessels are within this of where they are expected
    reasons: tuple[str, ...]


def judge_detections(
    detections: Detections, positions: Positions, movers: Mapping[str, Mover], *, sensor: Sensor,
    box: tuple[float, float, float, float] | None = None,
) -> Iterator[DarkDetection]:  # fmt: skip
    """Every ship seen, picture by picture, in the order of the input within each."""
    motion, usual, table = motion_of(positions), habits(positions), reception_map(positions)
    drift = learned_drift(positions, motion)
    for picked in pictures(detections.time):
        one = detections.at(picked)
        near = _near(expected_at(positions, motion, drift, float(np.median(one.time))), box or padded_box(one))
        lengths = np.array([_length(movers.get(positions.names[m])) for m in near.mover], np.float64)
        matching = match(one, near, lengths, sensor, box)
        own = np.where(matching.any_vessel >= LEAST_SURE, matching.nearest, -1)
        cover = cover_at(one, near, usual, table, left_out=own)
        yield from _judged(one, near, matching, cover, positions, lengths)


def pictures(time: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Indices of the detections of each picture, by time."""
    order = np.argsort(time, kind="stable")
    cuts = np.flatnonzero(np.diff(time[order]) > SAME_PICTURE_S) + 1
    return [np.sort(part) for part in np.split(order, cuts) if len(part)]


def _near(expected: Expected, box: tuple[float, float, float, float]) -> Expected:
    """Vessels in reach of the picture."""
    west, south, east, north = box
    high = REACH_KM / KM_PER_DEG
    wide = high / max(np.cos(np.radians((south + north) / 2)), 0.05)
    across = np.abs((expected.lon - (west + east) / 2 + 180) % 360 - 180)
    kept = (across <= (east - west) / 2 + wide) & (expected.lat >= south - high) & (expected.lat <= north + high)
    return attrs.evolve(expected, **{f.name: getattr(expected, f.name)[kept] for f in attrs.fields(Expected)})


def _length(mover: Mover | None) -> float:
    return mover.length_m if mover is not None and mover.length_m else np.nan


def _judged(
    one: Detections, near: Expected, matching: Matching, cover: Cover, positions: Positions, lengths: NDArray[np.float64]
) -> Iterator[DarkDetection]:  # fmt: skip
    share = _broadcasting(matching, cover)
    for d in range(len(one)):
        likely, m = float(matching.any_vessel[d]), int(matching.expected[d])
        best = int(matching.nearest[d])
        covered = bool(cover.is_known[d]) and cover.share[d] >= LEAST_COVER
        missed = share * (1 - cover.share[d])
        unheard = float((1 - likely) * missed / (missed + 1 - share))
        if likely >= LEAST_SURE:
            pair = float(matching.pair[d]) if m >= 0 else 0.0
            verdict, probability = Seen.BROADCASTING, pair if pair >= LEAST_SURE else likely
        elif not covered:
            verdict, probability = Seen.COVERAGE_UNKNOWN, 1 - likely
        else:
            alone = 1 - likely - unheard
            verdict, probability = (Seen.NOT_BROADCASTING if alone >= LEAST_SURE else Seen.UNDETERMINED), alone
        is_pair = verdict is Seen.BROADCASTING and m >= 0 and matching.pair[d] >= LEAST_SURE
        yield DarkDetection(
            row=int(one.row[d]), name=one.names[d] if one.names else "", time=float(one.time[d]),
            lat=float(one.lat[d]), lon=float(one.lon[d]),
            length_m=float(one.length_m[d]) if np.isfinite(one.length_m[d]) else None,
            verdict=verdict, mover=positions.names[near.mover[m]] if is_pair else "", probability=probability,
            missed_match=0.0 if is_pair else likely, unheard=unheard if covered else None,
            cover=float(cover.share[d]) if cover.is_known[d] else None,
            nearest=positions.names[near.mover[best]] if best >= 0 else "",
            nearest_km=float(matching.apart_km[d]) if best >= 0 else None,
            nearest_doubt_km=float(MEDIAN_R * near.scale_km[best]) if best >= 0 else None,
            reasons=_reasons(d, verdict, near, matching, cover, positions, lengths, one),
        )  # fmt: skip


def _broadcasting(matching: Matching, cover: Cover) -> float:
    """Share of the ships in covered water that broadcast: those matched, made up for those not received."""
    where = cover.is_known & (cover.share >= LEAST_COVER)
    matched = float((matching.any_vessel[where] / cover.share[where]).sum()) if where.any() else 0.0
    total = max(float(where.sum()), matched)
    return min((matched + BROADCASTING * BROADCASTING_WEIGHT) / (total + BROADCASTING_WEIGHT), 0.98)


def _reasons(
    d: int, verdict: Seen, near: Expected, matching: Matching, cover: Cover, positions: Positions,
    lengths: NDArray[np.float64], one: Detections,
) -> tuple[str, ...]:  # fmt: skip
    told = []
    best = int(matching.nearest[d])
    if best >= 0 and (
        verdict is Seen.BROADCASTING or matching.apart_km[d] <= WORTH_TELLING_KM or matching.any_vessel[d] > 0.01
    ):
        name, doubt = positions.names[near.mover[best]], MEDIAN_R * near.scale_km[best]
        beside = "" if near.is_bridged[best] else ", and not again in this feed"
        other = " and fits another ship seen" if best in matching.expected and matching.expected[d] != best else ""
        told.append(
            f"{name} was expected {matching.apart_km[d]:.1f} km away (half lie within {doubt:.1f} km){other}; it was heard "
            f"{near.since_s[best] / 60:.0f} min from then{beside}"
        )
        if np.isfinite(lengths[best]) and np.isfinite(one.length_m[d]):
            told.append(f"it is {lengths[best]:.0f} m long, the ship seen measures {one.length_m[d]:.0f} m")
    else:
        told.append(f"no vessel that was heard was expected within {WORTH_TELLING_KM:.0f} km of it")
    if verdict is Seen.BROADCASTING:
        return tuple(told)
    if cover.heard[d] or cover.silent[d]:
        km = f", the nearest {cover.nearest_km[d]:.0f} km away" if cover.heard[d] else ""
        told.append(f"others known within {REACH_KM:.0f} km: {cover.heard[d]} heard{km}, {cover.silent[d]} not heard")
    else:
        told.append(f"nobody else is known to have been within {REACH_KM:.0f} km")
    if verdict is Seen.COVERAGE_UNKNOWN:
        told.append("that a vessel broadcasting there would have been heard is not known")
    if verdict is Seen.NOT_BROADCASTING:
        told.append(
            "a vessel without a transponder, one not used, an object or a false echo: a picture cannot tell which"
        )
    return tuple(told)


__all__ = ["DarkDetection", "Drift", "Seen", "judge_detections", "pictures"]
