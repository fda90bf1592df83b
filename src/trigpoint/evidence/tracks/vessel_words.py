"""The reasons of a vessel's gap in words, with their figures. Estimates are worded as estimates; intent is never stated."""

from __future__ import annotations

import numpy as np

from trigpoint.evidence.tracks.ports import Call
from trigpoint.evidence.tracks.vessel_weigh import (
    COVERAGE,
    DISABLED,
    IDENTITY,
    OUTAGE,
    PORT,
    SPARSE,
    UNDETERMINED,
    VesselFacts,
)

CROSSES = 1.1  # a way by water this much longer than the straight line is worth a word

CHANGES = {
    DISABLED: "another receiver's record of this time shows the vessel, or shows the others silent too",
    OUTAGE: "another receiver's record of this time shows the vessel where this feed heard nobody",
    COVERAGE: "another receiver or a satellite pass covers the path, or others turn out to have been heard there",
    PORT: "an image of the berth in this time shows it empty, or port records show a departure",
    SPARSE: "the feed names its receivers, or others turn out to be heard more often there",
    IDENTITY: "the vessel's name, IMO number or size broadcast before and after shows one hull",
    UNDETERMINED: "another receiver's record, or a picture of the water the vessel could have reached",
}


def reasons_of(facts: VesselFacts, calls: tuple[Call, ...]) -> tuple[str, ...]:
    """What was measured, the weightiest first."""
    told = [_others(facts), _coverage(facts), _motion(facts), _cadence(facts), _habit(facts), _place(facts)]
    if facts.jump_kn > 70:
        told.append(f"fixes next to the silence jump at {facts.jump_kn:.0f} kn: identity or position in doubt")
    if facts.doubtful > 0:
        told.append(f"{facts.doubtful:.0%} of the fixes next to the silence do not fit the rest of the track")
    if calls:
        best = calls[0]
        told.append(f"{best.name} was within reach with {best.slack_h:.1f} h to spare")
    return tuple(reason for reason in told if reason)


def reasons_of_open(facts: VesselFacts, reckoned_h: float) -> tuple[str, ...]:
    """Of a silence that the feed does not end; `reckoned_h`: for how long its way is reckoned on."""
    told = (_others(facts), _coverage(facts), _cadence(facts), _place(facts))
    return (
        f"weighed over its next {reckoned_h:.1f} h as if it had kept its course",
        *(reason for reason in told if reason),
    )


def _others(facts: VesselFacts) -> str:
    if not facts.known:
        return "nobody else is known to have been near, so the feed cannot tell"
    told = f"of {facts.known} others near the straight path {facts.heard} {'was' if facts.heard == 1 else 'were'} heard meanwhile"
    if facts.heard:
        told += f", the nearest {facts.heard_km:.1f} km away"
    if facts.silent:
        told += (
            f"; {facts.silent} {'was' if facts.silent == 1 else 'were'} not, the nearest {facts.silent_km:.1f} km away"
        )
    if facts.together:
        told += f"; {facts.together} fell silent and came back at the same moments"
    return told


def _coverage(facts: VesselFacts) -> str:
    if not np.isfinite(facts.usual_share):
        return ""
    return f"along this path vessels are heard in {facts.usual_share:.0%} of the hours they spend there"


def _motion(facts: VesselFacts) -> str:
    if facts.is_moored:
        return f"lay still before and after, {1000 * facts.km:.0f} m apart"
    told = f"{facts.km:.0f} km in {facts.hours:.1f} h implies {facts.kn:.1f} kn"
    if facts.navigable_km > CROSSES * facts.km:
        told += f" ({facts.implied_kn:.1f} kn by water: {facts.navigable_km:.0f} km around the land between)"
    if np.isfinite(facts.kn_before):
        told += f", against {facts.kn_before:.1f} kn before"
    return told


def _cadence(facts: VesselFacts) -> str:
    one, three, twelve = facts.fixes
    counts = f"{one:.0f}, {three:.0f} and {twelve:.0f}"
    return f"received {counts} times in the last 1, 3 and 12 h (z {facts.cadence_z:+.1f} against its own mean)"


def _habit(facts: VesselFacts) -> str:
    if not facts.similar > 0:
        return ""
    return f"{facts.similar:.0f} other silence{'s' if facts.similar > 1 else ''} of such length in this feed"


def _place(facts: VesselFacts) -> str:
    told = []
    if facts.is_ashore:
        told.append("last heard in a harbour, on a river or a lake")
    elif np.isfinite(facts.shore_km):
        told.append(
            f"last heard {facts.shore_km:.0f} km from the shore" if facts.shore_km >= 2 else "last heard at the shore"
        )
    if facts.port and facts.port_km <= 30:
        told.append(f"{facts.port_km:.0f} km from {facts.port}")
    return ", ".join(told)
