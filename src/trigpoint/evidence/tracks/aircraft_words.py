"""The reasons of a verdict on an aircraft's silence, in words, each with its figures. Never a statement of intent."""

from __future__ import annotations

import numpy as np

from trigpoint.evidence.tracks.aircraft_signal import interference_log_ratio
from trigpoint.evidence.tracks.aircraft_state import State
from trigpoint.evidence.tracks.aircraft_weigh import (
    HOLE,
    JAMMED,
    LANDED,
    LEVEL_FPM,
    OFF,
    PROVIDER,
    UNDETERMINED,
    Evidence,
)
from trigpoint.evidence.tracks.gap_record import Candidate
from trigpoint.model.positions import FixSource

TOGETHER = 1.5  # log ratio


def reasons_for(evidence: Evidence, verdict: str, candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    """What speaks for and against, the strongest kinds first."""
    said = [_ends(evidence), _slack(evidence), _peers(evidence), _floor(evidence), _way_ahead(evidence)]
    said += [_signal(evidence), _fields(verdict, candidates)]
    if evidence.is_blocked:
        said.append("its address is on a list (LADD or PIA) that some providers filter")
    return tuple(text for text in said if text)


def told_withheld(count: int, minutes: float) -> tuple[str, ...]:
    """Why a silence of broadcasts is position withheld."""
    return (
        f"no position was broadcast for {minutes:.0f} min, while {count} fixes were worked out by others (MLAT, radar): "
        "the transponder answered",
    )


def would_change(verdict: str) -> tuple[str, ...]:
    """What would change the verdict."""
    if verdict == OFF:
        return (
            "fixes of it from another provider in that time",
            "a sign that its signal alone was weak, before or after, at that place",
        )
    if verdict == LANDED:
        return ("a fix above the coverage floor in that time", "records of the airfield that name another one")
    if verdict == HOLE:
        return ("others heard along its way, at its height, in that time",)
    if verdict == JAMMED:
        return ("good navigation integrity of others near by in that time",)
    if verdict == PROVIDER:
        return ("the same silence at a provider that does not filter",)
    return ("another provider's fixes in that time", "more aircraft known near by")


def _ends(evidence: Evidence) -> str:
    on = evidence.on
    if evidence.is_end_of_file:
        return f"last heard {_flying(evidence.off)}; the file ends there"
    if on is None:
        return (
            f"last heard {_flying(evidence.off)}; not heard again in the {evidence.gap_min:.0f} min until the feed ends"
        )
    assert on is not None
    return (
        f"last heard {_flying(evidence.off)}; heard again {evidence.gap_min:.0f} min later, {evidence.direct_km:.0f} km away, "
        f"{_flying(on)}"
    )


def _flying(state: State) -> str:
    if state.is_on_ground:
        return "on the ground"
    parts = [f"at {round(state.altitude_ft, -2):,.0f} ft" if np.isfinite(state.altitude_ft) else "at unknown height"]
    if np.isfinite(state.climb_fpm):
        rate = abs(state.climb_fpm)
        word = "level" if rate < LEVEL_FPM else "descending" if state.climb_fpm < 0 else "climbing"
        parts.append(word if word == "level" else f"{word} {round(rate, -1):,.0f} ft/min")
    if np.isfinite(state.speed_kn):
        parts.append(f"{state.speed_kn:.0f} kn")
    if np.isfinite(state.course_deg):
        parts.append(f"course {state.course_deg:03.0f}")
    if state.source is FixSource.MLAT:
        parts.append("by MLAT: it broadcast no position then")
    return ", ".join(parts)


def _slack(evidence: Evidence) -> str:
    if evidence.on is None:
        return ""
    if evidence.slack_min > max(6.0, 0.25 * evidence.direct_min):
        left = f"{evidence.slack_min:.0f} min are left over"
    else:
        left = "that explains the time"
    return f"straight on at {evidence.own_kn:.0f} kn takes {evidence.direct_min:.0f} min: {left}"


def _peers(evidence: Evidence) -> str:
    if not evidence.peers_known:
        return (
            "no other aircraft is known near by at that height in that time, so reception cannot be judged from others"
        )
    together = "; others near by broke off in the same minute" if evidence.loss_log_ratio > TOGETHER else ""
    if evidence.peers_known == 1:
        heard = "was heard" if evidence.peers_heard else "was not heard"
        return f"the one other aircraft near by that tells about reception at that height {heard} meanwhile" + together
    return (
        f"of {evidence.peers_known} other aircraft near by that tell about reception at that height, "
        f"{evidence.peers_heard} {'was' if evidence.peers_heard == 1 else 'were'} heard meanwhile" + together
    )


def _floor(evidence: Evidence) -> str:
    floor = evidence.floor
    if not np.isfinite(floor.height_ft) or evidence.off.is_on_ground:
        return ""
    height = f"{round(floor.height_ft, -2):,.0f} ft"
    if floor.others:
        known = f"{floor.others} other tracks end descending or begin climbing near by, at about {height}"
    else:
        known = f"from where others are heard low, reception should reach down to about {height} there (radio horizon)"
    if evidence.covered_min >= 2:
        known += f"; a descent would have been heard for about {evidence.covered_min:.0f} min more"
    return known


def _way_ahead(evidence: Evidence) -> str:
    if not np.isfinite(evidence.ahead_min) or evidence.ahead_min > 4 or evidence.off.is_on_ground:
        return ""
    return f"straight on it leaves what this feed hears at that height within {evidence.ahead_min + 1:.0f} min"


def _signal(evidence: Evidence) -> str:
    signal = evidence.signal
    if interference_log_ratio(evidence.signal) < 1:
        return ""
    said = []
    if signal.own_told:
        said.append(f"{signal.own_poor} of its {signal.own_told} fixes near by have poor navigation integrity")
    if signal.others_told:
        said.append(f"so have {signal.others_poor} of {signal.others_told} other aircraft around")
    if signal.own_jumps or signal.others_jumped:
        said.append(f"{signal.own_jumps} of its positions jump, and those of {signal.others_jumped} others")
    return "; ".join(said)


def _fields(verdict: str, candidates: tuple[Candidate, ...]) -> str:
    if not candidates or verdict not in (LANDED, OFF, UNDETERMINED, JAMMED):
        return ""
    best = candidates[0]
    start = "if it landed, " if verdict != LANDED else ""
    return f"{start}{best.site} fits how it flew best ({best.probability:.0%})"
