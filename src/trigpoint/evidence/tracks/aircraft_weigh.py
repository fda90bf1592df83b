"""The explanations of an aircraft's silence weighed against one another: densities of what was seen under each.

All densities are stated, none is trained. Positions are per km^2, durations share one scale, and what several
explanations have in common is left out. The priors are of silences of ten minutes and more in a public feed.
"""

from __future__ import annotations

import attrs
import numpy as np
from scipy.special import log_ndtr

from trigpoint.evidence.tracks.aircraft_reception import Floor
from trigpoint.evidence.tracks.aircraft_signal import SignalContext, interference_log_ratio
from trigpoint.evidence.tracks.aircraft_state import State, bearing_deg

LANDED = "landed_under_coverage_floor"
HOLE = "coverage_hole_enroute"
OFF = "likely_transponder_off"
WITHHELD = "position_withheld"
PROVIDER = "provider_filter"
JAMMED = "jammed_or_spoofed"
UNDETERMINED = "undetermined"

PRIOR = {LANDED: 0.30, HOLE: 0.50, OFF: 0.15, JAMMED: 0.01}
PRIOR_AT_END = {
    LANDED: 0.75,
    HOLE: 0.22,
    OFF: 0.02,
    JAMMED: 0.01,
}  # of a file of a few flights: most end as the flight does
UNKNOWN_SHARE = 0.02  # for what none of these says
HIGHEST_FT = 40_000.0  # heights of aircraft under way: even up to here
TYPICAL_LOSS_FT = 8000.0  # scale of the heights at which landing aircraft are lost, where no floor is known
FLOOR_SHARE = 0.75  # of landing aircraft lost at the floor itself
OUTAGE_SHARE = 0.1  # of landings: lost earlier, in an outage that ended while it was under the floor
OUTAGE_MIN = 10.0  # it lasted: for longer the aircraft would have had to be out of reach
LEFT = "left"  # the covered area: a part of HOLE
CELL_MIN = 1.0  # cells of coverage are this coarse
DURATION_MIN = {
    HOLE: (25.0, 0.9),
    LEFT: (120.0, 1.3),
    LANDED: (120.0, 1.3),
    OFF: (60.0, 1.4),
}  # median, sd of the logarithm
LEAST_STOP_MIN = 12.0  # from touch-down to take-off
ON_COURSE = {HOLE: 0.9, LEFT: 0.5, OFF: 0.6}  # share that fly straight on; the others turn up anywhere in reach
TEMPORARY = 0.7  # share of holes that are outages of an hour, beside places never heard
HEARD_MIN = 1.5  # an aircraft in coverage is not missed much longer than this, beyond its own usual pauses
MOST_UNHEARD = 4.0  # no descent that should have been heard weighs more against a landing: hills and antennas shade
MOST_PEER_LOG_RATIO = 6.0  # no crowd makes it surer: the model may be wrong
LOW_FT = 12_000.0
CLIMBS = {  # (if landing, if under way) by descending, level, climbing; the latter below LOW_FT, and above
    -1: (0.70, 0.28, 0.15),
    0: (0.25, 0.45, 0.70),
    1: (0.05, 0.27, 0.15),
}
LEVEL_FPM = 300.0
# log ratio of the speed, as a share of its own fastest, if landing (having taken off) over under way: jets slow down late
SLOWED = ((0.45, 2.5), (0.6, 1.5), (0.75, 0.5), (0.9, -0.3), (np.inf, -1.0))
SLOWED_KN = 250.0  # who was never faster flies slowly under way as well
HEARD_AS_USUAL = -1.9  # nearly seven to one that reception was as usual: less, and off is not named
SURE, SURE_OFF = 0.5, 0.65  # below this the verdict is open


@attrs.frozen(kw_only=True)
class Evidence:
    """What is known of one silence."""

    off: State
    on: State | None
    gap_min: float  # to the end of the feed where it is open
    direct_km: float
    own_kn: float
    peers_log_ratio: float  # outage over reception as usual
    loss_log_ratio: float  # the same for the first minutes
    peers_known: int
    peers_heard: int
    ahead_min: float  # minutes straight on until it leaves what the feed hears; NaN = course unknown
    floor: Floor
    pause_min: float  # longest usual pause between its own fixes before the silence
    covered_min: float  # expected minutes in coverage on the descent to the likeliest field
    field_log_ratio: float  # fields fit the last state better than any place would
    back_density: float  # km^-2 of the place of reappearance if it took off again from the fields that fit
    signal: SignalContext
    is_blocked: bool  # the address is on a list that providers filter

    @property
    def is_end_of_file(self) -> bool:
        """Nothing shows that time passed: it may not have been silent at all."""
        return self.on is None and self.gap_min < 1

    @property
    def direct_min(self) -> float:
        """Minutes of direct flight at its own speed."""
        return self.direct_km / 1.852 / self.own_kn * 60

    @property
    def slack_min(self) -> float:
        """Minutes left over."""
        return self.gap_min - self.direct_min


def weigh(evidence: Evidence) -> dict[str, float]:
    """Probability of each class; they sum to 1."""
    prior = PRIOR_AT_END if evidence.is_end_of_file else PRIOR
    logs = {
        LANDED: np.log(prior[LANDED]) + _landed(evidence),
        HOLE: np.log(prior[HOLE]) + _hole(evidence),
        OFF: np.log(prior[OFF]) + _back(evidence, OFF),
        JAMMED: np.log(prior[JAMMED]) + _jammed(evidence),
    }
    top = max(logs.values())
    weights = {name: float(np.exp(value - top)) for name, value in logs.items()}
    if evidence.is_blocked:
        weights[PROVIDER] = 0.7 * weights[OFF]
        weights[OFF] *= 0.3
    total = sum(weights.values())
    found = {name: (1 - UNKNOWN_SHARE) * weight / total for name, weight in weights.items()}
    return {**found, UNDETERMINED: UNKNOWN_SHARE}


def verdict_of(evidence: Evidence, probabilities: dict[str, float]) -> str:
    """The class to name. `off` is named only where others were heard meanwhile."""
    named = {name: p for name, p in probabilities.items() if name != UNDETERMINED}
    best = max(named, key=lambda name: named[name])
    if named[best] < (SURE_OFF if best == OFF else SURE):
        return UNDETERMINED
    if best in (OFF, PROVIDER) and (evidence.peers_heard == 0 or evidence.peers_log_ratio > HEARD_AS_USUAL):
        return UNDETERMINED
    if best in (OFF, PROVIDER) and evidence.on is None and evidence.off.climb_fpm < -LEVEL_FPM:
        return UNDETERMINED  # it went down and was not seen again: whatever it did with its transponder, it may have landed
    return best


def _landed(evidence: Evidence) -> float:
    off, on = evidence.off, evidence.on
    unheard = min(evidence.covered_min / (HEARD_MIN + evidence.pause_min), MOST_UNHEARD)
    at_floor = _height(off, evidence.floor) - unheard
    in_outage = np.log(OUTAGE_SHARE) + np.clip(evidence.loss_log_ratio, -MOST_PEER_LOG_RATIO, MOST_PEER_LOG_RATIO)
    found = float(np.logaddexp(at_floor, in_outage)) + _climb(off, is_arrival=True) + evidence.field_log_ratio
    found += _slowed(off)
    if on is None:
        return found + _lasts(evidence.gap_min, LANDED)
    found += _height(on, evidence.floor) + _climb(on, is_arrival=False) + _slowed(on)
    found += float(np.log(evidence.back_density + 1e-9)) + _duration(evidence.gap_min, LANDED)
    return found + float(-np.logaddexp(0, (LEAST_STOP_MIN - evidence.slack_min) / 2))


def _hole(evidence: Evidence) -> float:
    """An outage for as long as it was silent, one at the loss and then unseen, or it left what this feed hears."""
    most = MOST_PEER_LOG_RATIO
    through = np.log(TEMPORARY) + np.clip(evidence.peers_log_ratio, -most, most) + _back(evidence, HOLE)
    ahead = evidence.ahead_min if np.isfinite(evidence.ahead_min) else 2 * HEARD_MIN
    usual = HEARD_MIN + evidence.pause_min
    afterwards = min(max(ahead - OUTAGE_MIN, 0.0) / usual, most)
    brief = float(np.clip(evidence.loss_log_ratio, -most, most)) - afterwards
    lasting = float(np.clip(evidence.peers_log_ratio, -most, most))
    at_loss = np.log(OUTAGE_SHARE) + np.logaddexp(brief, lasting) + _back(evidence, LEFT)
    unheard = min(max(ahead - CELL_MIN, 0.0) / usual, most)
    left = np.log(1 - TEMPORARY) - unheard + _back(evidence, LEFT)
    return float(np.logaddexp.reduce(np.array([through, at_loss, left])))


def _jammed(evidence: Evidence) -> float:
    """Positions were lost to interference, whatever the flight did then: flew on, or landed."""
    then = np.logaddexp(_back(evidence, OFF), np.log(0.5) + _landed(evidence))
    return interference_log_ratio(evidence.signal) + float(then)


def _height(state: State, floor: Floor) -> float:
    """Log ratio of the height, if lost (found) at the coverage floor over under way."""
    if state.is_on_ground:
        return 5.0
    if not np.isfinite(state.altitude_ft):
        return 0.0
    height = max(state.altitude_ft, 100.0)
    anyhow = np.exp(-height / TYPICAL_LOSS_FT) / TYPICAL_LOSS_FT
    if floor.others:  # a radio horizon tells where reception ends, not where aircraft are lost
        z = np.log(height / floor.height_ft) / floor.spread
        at_floor = np.exp(-0.5 * z * z) / (height * floor.spread * np.sqrt(2 * np.pi))
        anyhow = FLOOR_SHARE * at_floor + (1 - FLOOR_SHARE) * anyhow
    return float(np.clip(np.log(anyhow * HIGHEST_FT + 1e-9), -6, 4))


def _slowed(state: State) -> float:
    """Log ratio of the speed beside its own fastest, if landing (having taken off) over under way."""
    if not (state.fastest_kn >= SLOWED_KN and np.isfinite(state.speed_kn)):
        return 0.0
    return next(ratio for share, ratio in SLOWED if state.speed_kn <= share * state.fastest_kn)


def _climb(state: State, *, is_arrival: bool) -> float:
    """Log ratio of the vertical rate, if landing (having taken off) over under way."""
    if not np.isfinite(state.climb_fpm) or state.is_on_ground:
        return 0.0
    sign = 0 if abs(state.climb_fpm) < LEVEL_FPM else int(np.sign(state.climb_fpm))
    landing, low, high = CLIMBS[sign if is_arrival else -sign]
    return float(np.log(landing / (low if state.altitude_ft < LOW_FT else high)))


def _duration(minutes: float, name: str) -> float:
    """Log density of a duration, per minute."""
    median, spread = DURATION_MIN[name]
    z = np.log(max(minutes, 1.0) / median) / spread
    return float(-0.5 * z * z - np.log(max(minutes, 1.0) * spread * np.sqrt(2 * np.pi)))


def _lasts(minutes: float, name: str) -> float:
    """Log probability that a silence lasts longer."""
    median, spread = DURATION_MIN[name]
    return float(log_ndtr(-np.log(max(minutes, 1.0) / median) / spread))


def _back(evidence: Evidence, name: str) -> float:
    """Log density of when and where it was heard again, if it was in the air or anywhere all along."""
    if evidence.on is None:
        return _lasts(evidence.gap_min, name)
    reach = min(evidence.own_kn * 1.852 * evidence.gap_min / 60, 1500.0) + 20.0
    anywhere = 1 / (np.pi * reach * reach)
    if name != HOLE:
        anywhere = 0.5 * anywhere + 0.5 * evidence.back_density
    share = ON_COURSE[name]
    return float(np.log(share * _straight(evidence) + (1 - share) * anywhere)) + _duration(evidence.gap_min, name)


def _straight(evidence: Evidence) -> float:
    """Density (km^-2) of the place of reappearance after flying on."""
    off, on = evidence.off, evidence.on
    assert on is not None
    expected = evidence.own_kn * 1.852 * evidence.gap_min / 60
    spread = 0.07 * expected + 5.0
    along = np.exp(-0.5 * ((evidence.direct_km - expected) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
    way = float(bearing_deg(off.lat, off.lon, on.lat, on.lon))
    aim = _aim(off.course_deg, way, 10.0) / (2 * np.pi)
    kept = _aim(on.course_deg, way, 6.0)
    return float(along * aim * kept / max(evidence.direct_km, 5.0))


def _aim(course_deg: float, way_deg: float, kappa: float) -> float:
    """Von Mises density of a course about a way, over even; a fifth turns at will."""
    if not np.isfinite(course_deg):
        return 1.0
    turn = np.radians(course_deg - way_deg)
    return float(0.8 * np.exp(kappa * (np.cos(turn) - 1)) / (np.i0(kappa) * np.exp(-kappa)) + 0.2)
