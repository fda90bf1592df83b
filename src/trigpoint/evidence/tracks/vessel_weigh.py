"""From what is known of a vessel's silence to the probability of each explanation.

Every explanation has a weight: how often it is met (the priors, stated here) times how well it foretells what was measured.
`likely_disabled` says that the vessel alone fell silent where it should have been heard; why is not for a feed to say.
"""

from __future__ import annotations

import attrs
import numpy as np

DISABLED, COVERAGE, OUTAGE = "likely_disabled", "coverage_loss", "receiver_outage"
PORT, SPARSE, IDENTITY, UNDETERMINED = (
    "in_port_or_moored_off",
    "sparse_reporting",
    "identity_or_spoofing",
    "undetermined",
)
LOSSES = (COVERAGE, OUTAGE, SPARSE)

PRIOR_ALONE, PRIOR_OUTAGE = 0.2, 0.8  # of silences in a well-heard feed
PRIOR_HOLE = 4.0  # all who cross water where nobody is heard fall silent, one in twenty by its own doing
PRIOR_SPARSE = 1.5
FALTERS_Z = -3.0  # fixes of the last three hours against the vessel's own mean: it was hardly heard before it was not
PRIOR_LEFT = 0.1  # an open silence: it turned, and left the water that the feed hears
AT_SEA_KM = 5.0  # an open silence nearer the land than this may be an arrival
MOST_LOG_ODDS = 6.0  # no number of peers makes a verdict surer: the model itself may be wrong
SURE = 0.5  # below this for every group of explanations the verdict is open
WELL_HEARD = 0.7  # share of vessel-hours
SILENT_TOGETHER = 2  # so many others unheard make a loss of coverage an outage
LAY_UP_H = 10.0  # moored vessels: a silence this long is as often a lay-up as anything else that befalls a vessel alone
MOORED_KM, MOORED_KN = 1.0, 1.0
SHELTER = 0.1  # of a mooring away from any port and shore
MOST_PORT = 20.0
FASTEST_KN, SUSPECT_KN = 45.0, 70.0
MOSTLY = 0.5  # of the fixes next to a silence


@attrs.frozen(kw_only=True)
class VesselFacts:
    """What is known of one closed silence. NaN = not known."""

    hours: float
    km: float
    kn: float
    navigable_km: float  # around land
    kn_before: float
    kn_after: float
    fixes: tuple[float, float, float]  # in the last 1, 3 and 12 hours
    cadence_z: float
    similar: float
    similar_per_h: float
    jump_kn: float
    is_open: bool = False  # never heard again: km and the far end are reckoned
    doubtful: float = 0.0  # share of the fixes next to the silence that are off the vessel's consistent track
    shore_km: float  # to the nearest land, or to the sea where `is_ashore`
    is_ashore: bool  # the mask of one arc minute has land there
    port_km: float  # nearest port, from the last fix
    port: str
    log_outage: float
    known: int
    heard: int
    silent: int
    together: int
    heard_km: float
    silent_km: float
    usual_share: float  # vessel-hours heard along the path, of those spent there
    log_unheard: float  # log probability that one who broadcasts stays unheard there so long

    @property
    def is_moored(self) -> bool:
        """Lay still before or after, and was at one place at both ends."""
        return self.km <= MOORED_KM and not (self.kn_before > MOORED_KN and self.kn_after > MOORED_KN)

    @property
    def is_at_sea(self) -> bool:
        """Well off any land and port when last heard, as far as those are known."""
        return not (self.is_ashore or self.port_km <= AT_SEA_KM or self.shore_km <= AT_SEA_KM)

    @property
    def implied_kn(self) -> float:
        """Speed around land."""
        return self.kn * self.navigable_km / self.km if self.km > 0 else self.kn


@attrs.frozen(kw_only=True)
class Verdict:
    """The class and the probability of every explanation, the likeliest first; they sum to 1."""

    name: str
    probabilities: tuple[tuple[str, float], ...]


def weigh(facts: VesselFacts) -> Verdict:
    """Judge one closed silence."""
    log_odds = min(max(facts.log_outage, -MOST_LOG_ODDS), MOST_LOG_ODDS)
    outage = PRIOR_OUTAGE * float(np.exp(log_odds))
    # others heard near by refute a hole, but not one that begins where they are: the less so the worse the way between is heard
    bearing = min(1.0, facts.usual_share / WELL_HEARD) ** 2
    hole = PRIOR_HOLE * float(np.exp(facts.log_unheard + bearing * min(log_odds, 0.0)))
    is_shared = facts.silent >= SILENT_TOGETHER
    weights = {
        DISABLED: PRIOR_ALONE,
        OUTAGE: outage if is_shared else 0.0,
        COVERAGE: hole + (0.0 if is_shared else outage) + (PRIOR_LEFT if facts.is_open else 0.0),
        SPARSE: _sparse(facts),
        PORT: _moored(facts),
        IDENTITY: _identity(facts),
    }
    total = sum(weights.values())
    ranked = tuple(sorted(((name, w / total) for name, w in weights.items() if w > 0), key=lambda item: -item[1]))
    # the prior of an outage is no evidence: with nobody near, a verdict must rest on the place's or the vessel's own history
    is_told = facts.known > 0 or (total - weights[DISABLED] - outage) / total >= SURE
    name = _named(dict(ranked), ranked[0][0]) if is_told else UNDETERMINED
    if name == DISABLED and facts.is_open and not facts.is_at_sea:
        name = UNDETERMINED
    return Verdict(name=name, probabilities=ranked)


def _named(share: dict[str, float], first: str) -> str:
    """The class, or `undetermined` where no group of explanations stands out."""
    lost = sum(share.get(name, 0.0) for name in LOSSES)
    if lost >= SURE and first not in LOSSES:
        first = max(LOSSES, key=lambda name: share.get(name, 0.0))
    shown = lost if first in LOSSES else share[first]
    return first if shown >= SURE else UNDETERMINED


def _sparse(facts: VesselFacts) -> float:
    """The vessel is often silent so long: as under satellites that pass every hour and a half, or as it is heard ever less."""
    if not facts.similar > 1:
        return 0.0
    habit = (facts.similar - 1) / (facts.similar + 1)  # twice is chance
    if facts.cadence_z < FALTERS_Z:
        return PRIOR_SPARSE * habit
    return PRIOR_SPARSE * habit * (1 - float(np.exp(-((2 * facts.similar_per_h * facts.hours) ** 3))))


def _moored(facts: VesselFacts) -> float:
    """Silent at its berth: the likelier the longer."""
    if not facts.is_moored:
        return 0.0
    near = 1.0 if facts.is_ashore or facts.port_km <= 8.0 or facts.shore_km <= 4.0 else SHELTER
    return min(PRIOR_ALONE * near * (facts.hours / LAY_UP_H) ** 3, MOST_PORT * PRIOR_ALONE)


def _identity(facts: VesselFacts) -> float:
    """Two hulls under one number, or false positions: the ends cannot be one vessel's."""
    if facts.implied_kn > FASTEST_KN and facts.km > 5:
        return 5.0
    if facts.doubtful >= MOSTLY:
        return 1.0
    return 0.3 if facts.jump_kn > SUSPECT_KN or facts.doubtful > 0 else 0.0
