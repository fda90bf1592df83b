"""What tracks say of one reported event, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from trigpoint.evidence.tracks.kept import GAP, TRACK, VISIT
from trigpoint.model import Event, Observation, Role
from trigpoint.products.imagery.grades_table import is_simulated
from trigpoint.products.tracks.gap_card import GapCard
from trigpoint.products.wording import shown

KINDS = (GAP, VISIT, TRACK)
_HEADINGS = {
    Role.SUPPORTS: ("Tracks and reports agree", "tracks agree"),
    Role.CONTRADICTS: ("Tracks and reports differ", "tracks differ"),
    Role.NEITHER: ("The tracks cannot tell", "tracks cannot tell"),
}
SAMENESS = "That the mover heard is the one reported is not shown by its track."


@attrs.frozen(kw_only=True)
class TrackBearing:
    """What an event's card says of tracks."""

    heading: str
    short: str  # for the table of events
    sentences: tuple[str, ...]
    cards: tuple[str, ...]  # anchors of the silences told in full


def bearing_of(
    event: Event, observations: Mapping[str, Observation], cards: Sequence[GapCard] = ()
) -> TrackBearing | None:
    """None for an event that no track of ours concerns."""
    mine = [(m, observations[m.id]) for m in event.members if m.id in observations]
    mine = [(m, o) for m, o in mine if o.kind in KINDS]
    if not mine:
        return None
    role = next(
        r
        for r in (Role.SUPPORTS, Role.CONTRADICTS, Role.NEITHER)
        if any(m.role is r for m, _ in mine) or r is Role.NEITHER
    )
    told = [(m, o) for m, o in mine if m.role is role] or mine
    marked = "SIMULATED: " if any(is_simulated(o) for _, o in told) else ""
    heading, short = _HEADINGS[role]
    ids = {o.id for _, o in mine}
    return TrackBearing(
        heading=marked + heading,
        short=marked + short,
        sentences=(*(_sentence(m.why) for m, _ in told), SAMENESS),
        cards=tuple(c.key for c in cards if c.id in ids),
    )


def concerned_events(
    numbered: Sequence[tuple[str, Event]], found: Mapping[str, Observation]
) -> dict[str, tuple[str, ...]]:
    """Numbers of the events by the id of the observation of a track that concerns them."""
    out: dict[str, tuple[str, ...]] = {}
    for number, event in numbered:
        for member in event.members:
            if member.id in found and found[member.id].kind in KINDS:
                out[member.id] = (*out.get(member.id, ()), number)
    return out


def _sentence(words: str) -> str:
    text = shown(words).rstrip(".")
    return text[:1].upper() + text[1:] + "."
