"""Everything known of one site on one line of time: what was reported, what was measured, and when nobody could look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from trigpoint.fusion.comparators import great_circle_km
from trigpoint.model.event import Event
from trigpoint.model.observation import Observation
from trigpoint.model.place import Place
from trigpoint.model.site import Site
from trigpoint.model.time import TimeSpan

VAGUE_KM = 15.0  # an event told no closer than this may have been anywhere around
INTACT = ("no visible damage", "no change")


class HistoryKind(StrEnum):
    """Rows of the history, in the order shown."""

    STRIKE = "strike"
    CONSTRUCTION = "construction"
    PRESENCE = "presence"  # forces, aircraft, vessels, transfers
    OTHER = "other"  # anything else that was reported
    DAMAGE = "damage"  # measured: damage, change
    COUNT = "count"
    VISIT = "visit"
    SILENCE = "silence"
    LOOK = "look"  # seen, and nothing found; or a picture that shows the site
    NON_LOOK = "non-look"  # looked at, and nothing could be seen


FAMILIES = {
    "strike": HistoryKind.STRIKE,
    "harm": HistoryKind.STRIKE,
    "build": HistoryKind.CONSTRUCTION,
    "presence": HistoryKind.PRESENCE,
    "movement": HistoryKind.PRESENCE,
    "transfer": HistoryKind.PRESENCE,
    "air": HistoryKind.PRESENCE,
}
MEASURED = {
    "damage": HistoryKind.DAMAGE, "change": HistoryKind.DAMAGE, "activity": HistoryKind.CONSTRUCTION, "count": HistoryKind.COUNT,
    "visit": HistoryKind.VISIT, "voyage": HistoryKind.VISIT, "gap": HistoryKind.SILENCE, "dark detection": HistoryKind.COUNT,
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Look:
    """A picture that shows the site. `unseen`: why nothing could be seen, "" = it could."""

    id: str
    acquired: datetime  # UTC
    words: str  # platform or file
    unseen: str = ""


@attrs.frozen(kw_only=True)
class HistoryEntry:
    """One thing on the line of time."""

    kind: HistoryKind
    when: TimeSpan
    words: str
    ids: tuple[str, ...]  # events, observations or captures it stands on
    value: float | None = None
    unit: str = ""
    is_sure_of_place: bool = True  # False: told for a wider place that holds the site
    probability: float | None = None
    is_picture: bool = False  # no more than a picture that shows, or hides, the site


@attrs.frozen(kw_only=True)
class SiteHistory:
    """A site's history, by kind and time. `vague`: events too wide in place to be given to it."""

    site: Site
    entries: tuple[HistoryEntry, ...]
    vague: int

    def of(self, kind: HistoryKind) -> tuple[HistoryEntry, ...]:
        """Entries of one kind."""
        return tuple(e for e in self.entries if e.kind is kind)


def site_history(
    site: Site, events: Iterable[Event], observations: Iterable[Observation], looks: Sequence[Look], families: Mapping[str, str]
) -> SiteHistory:  # fmt: skip
    """Put together what concerns a site. `families`: family of each event type."""
    entries: list[HistoryEntry] = []
    vague = 0
    for event in events:
        fit = _fit(site, event.where)
        if fit is None or not event.when.is_known:
            continue
        if not fit and (event.where is None or (event.where.radius_m or 0) > VAGUE_KM * 1000):
            vague += 1
            continue
        entries.append(
            HistoryEntry(
                kind=FAMILIES.get(families.get(event.type, ""), HistoryKind.OTHER), when=event.when, words=event.title,
                ids=(event.id,), is_sure_of_place=fit, probability=event.probability,
            )
        )  # fmt: skip
    entries += _measured([o for o in observations if o.when.is_known and _fit(site, o.where)])
    entries += [_look(one) for one in looks]
    order = list(HistoryKind)
    entries.sort(key=lambda e: (order.index(e.kind), str(e.when.start or e.when.end), e.ids))
    return SiteHistory(site=site, entries=tuple(entries), vague=vague)


def _fit(site: Site, where: Place | None) -> bool | None:
    """True: at the site; False: a wider place that may hold it; None: elsewhere."""
    if where is None or where.lon is None or where.lat is None:
        return None
    if where.ref and where.ref == site.id:
        return True
    km = great_circle_km(site.lat, site.lon, where.lat, where.lon)
    radius, reach = (where.radius_m or 0) / 1000, site.radius_m / 1000
    if km <= reach + min(radius, reach):
        return radius <= 2 * reach + 1
    return False if km <= radius else None


def _measured(found: Sequence[Observation]) -> list[HistoryEntry]:
    """An entry for each measurement; structures of one site judged alike over the same time are one."""
    groups: dict[tuple[object, ...], list[Observation]] = {}
    for o in found:
        is_alike = MEASURED.get(o.kind) is HistoryKind.DAMAGE
        groups.setdefault((o.kind, _word(o), _end(o), "" if is_alike else o.id), []).append(o)
    return [_entry(mine) for mine in groups.values()]


def _entry(mine: Sequence[Observation]) -> HistoryEntry:
    first = min(mine, key=lambda o: (str(o.when.start), o.id))
    kind = MEASURED.get(first.kind, HistoryKind.OTHER)
    is_blind = all(o.value is None for o in mine)
    if is_blind and kind in (HistoryKind.DAMAGE, HistoryKind.COUNT, HistoryKind.CONSTRUCTION):
        kind = HistoryKind.NON_LOOK
    elif _word(first) in INTACT:
        kind = HistoryKind.LOOK
    number = "" if len(mine) > 1 or first.value is None else f", {first.value:.3g} {first.unit}".rstrip()
    what = f"{len(mine)} structures" if len(mine) > 1 else first.subject or first.kind
    made = "SIMULATED " if any(dict(o.details).get("simulated") in ("yes", "true") for o in mine) else ""
    return HistoryEntry(
        kind=kind, when=first.when, words=f"{made}{what}: {_word(first)}{number}", ids=tuple(o.id for o in mine),
        value=first.value if len(mine) == 1 else float(len(mine)), unit=first.unit if len(mine) == 1 else "structures",
    )  # fmt: skip


def _word(measured: Observation) -> str:
    told = dict(measured.details)
    return (told.get("grade") or told.get("verdict") or measured.kind).replace("_", " ")


def _end(measured: Observation) -> str:
    """The day until when it was looked at: the begin differs with the orbit."""
    return measured.when.end.date().isoformat() if measured.when.end else ""


def _look(look: Look) -> HistoryEntry:
    return HistoryEntry(
        kind=HistoryKind.NON_LOOK if look.unseen else HistoryKind.LOOK,
        when=TimeSpan(start=look.acquired, end=look.acquired + timedelta(seconds=1)),
        words=f"{look.words}: {look.unseen}" if look.unseen else look.words,
        ids=(look.id,),
        is_picture=True,
    )
