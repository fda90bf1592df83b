"""The templates: situation report, damage assessment, activity monitor, sea-route note, daily digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from trigpoint.model import Event, Observation
from trigpoint.products.cards import supporting_origins
from trigpoint.products.drafts.phrases import (
    DraftMaterial,
    bracketed,
    cite,
    dated,
    doubt_lines,
    escaped,
    event_line,
    head,
    in_time,
    medium,
    observation_line,
    result_of,
)
from trigpoint.products.imagery.grades_table import FOUND, grade_of
from trigpoint.products.wording import MONTHS

Template = Callable[[DraftMaterial], str]
_MOST = 60  # events or measurements of one draft
_BEST = 5
_MARITIME = {
    "vessel_movement",
    "naval_movement",
    "vessel_attack",
    "vessel_attacked",
    "blockade",
    "siege",
    "tracking_loss",
}
_ACTIVITY = (
    "construction",
    "base",
    "presence",
    "deployment",
    "movement",
    "aircraft",
    "exercise",
    "repair",
    "production",
    "transfer",
)
_LIMITS = "Preliminary, not validated in the field. [note]"
_ROOF = "Damage under an intact roof is not visible. [note]"
_SILENT = "A signal that stops says nothing of what anybody meant. [note]"


def situation_report(draft: DraftMaterial) -> str:
    """What stands best, where accounts differ, then dated updates, newest first, and what is not known."""
    events = [e for e in draft.material.events if not e.aggregate]
    best = sorted(events, key=lambda e: (-len(supporting_origins(e)), -(e.probability or 0), e.id))[:_BEST]
    lines = head(draft, "Situation report", "Situation report")
    lines += ["# Summary", ""]
    for event in in_time(e for e in best if len(supporting_origins(e)) > 1):
        lines += _told(draft, event)
    lines += [] if best else ["No event could be made out in what was read. [note]", ""]
    lines += ["# Updates", ""]
    lines += _by_month(draft, in_time(events, newest_first=True)[:_MOST])
    lines += _left_out(len(events))
    totals = [e for e in draft.material.events if e.aggregate]
    if totals:
        lines += ["# Reported totals", "", "Figures over a period are added to nothing. [note]", ""]
        lines += [f"- {event_line(draft, e)}" for e in in_time(totals)[:_MOST]] + [""]
    return _ended([*lines, *_unknown(events)])


def damage_assessment(draft: DraftMaterial) -> str:
    """Structures by grade, each with its bracket; what could not be assessed; and what reports say of the same places."""
    found = [o for o in _measured(draft) if grade_of(o)]
    lines = head(draft, "Damage assessment", "Damage assessment")
    lines += ["# What was measured", "", f"{_LIMITS} {_ROOF}", ""]
    hit = [o for o in found if grade_of(o) in FOUND]
    lines += _table([o for o in found if grade_of(o) in FOUND][:_MOST])
    lines += [] if hit else ["No damage was found in what was measured. [note]", ""] if found else _nothing("pictures")
    rest = [o for o in found if grade_of(o) not in FOUND]
    if rest:
        lines += ["# Not damaged, doubtful or not assessable", "", *_table(rest[:_MOST])]
    lines += _left_out(max(len(hit), len(rest)))
    concerned = _concerned(draft, found)
    if concerned:
        lines += ["# What reports say of these places", ""]
        for event in in_time(concerned):
            lines += _told(draft, event)
    return _ended(lines)


def activity_monitor(draft: DraftMaterial) -> str:
    """Construction, presence, arrivals and counts, site by site."""
    events = [e for e in draft.material.events if not e.aggregate and any(word in e.type for word in _ACTIVITY)]
    found = [o for o in _measured(draft) if o.kind in ("activity", "construction", "count", "change", "visit")]
    lines = head(draft, "Activity monitor", "Activity monitor")
    lines += ["# What was measured", ""]
    lines += [f"- {observation_line(o)}" for o in found[:_MOST]] + [""] if found else _nothing("activity")
    lines += ["# What is told", ""]
    sites = sorted({e.where.name or e.where.text if e.where else "" for e in events})
    for site in sites:
        here = [e for e in events if (e.where.name or e.where.text if e.where else "") == site]
        lines += [
            f"## {_short(site) or 'Place not named'}",
            "",
            *(f"- {event_line(draft, e)}" for e in in_time(here)[:_MOST]),
            "",
        ]
    lines += [] if events else ["No report of activity is in the case. [note]", ""]
    return _ended([*lines, *_unknown(events)])


def sea_route_note(draft: DraftMaterial) -> str:
    """Vessels: silences, stays and voyages measured, and what is told."""
    kinds = ("gap", "visit", "voyage", "route", "dark detection")
    found = [o for o in _measured(draft) if o.kind in kinds and dict(o.details).get("mover", "vessel") == "vessel"]
    lines = head(draft, "Sea-route note", "Sea-route note")
    lines += ["# What was measured", "", _SILENT, ""]
    lines += [f"- {observation_line(o)}" for o in found[:_MOST]] + [""] if found else _nothing("vessels")
    lines += _left_out(len(found))
    events = [e for e in draft.material.events if e.type in _MARITIME or "vessel" in e.type or "ship" in e.type]
    lines += ["# What is told", ""]
    lines += (
        [f"- {event_line(draft, e)}" for e in in_time(events)[:_MOST]] + [""]
        if events
        else ["No report of vessels is in the case. [note]", ""]
    )
    return _ended([*lines, *_unknown(events)])


def daily_digest(draft: DraftMaterial) -> str:
    """One day: what happened on it, and what was published on it about other days."""
    day = draft.day
    lines = head(draft, "Daily digest", "Daily digest")
    events = list(draft.material.events)
    if day is None:
        return _ended([*lines, "No article in the case has a date of publication. [note]", ""])
    end = day + timedelta(days=1)
    today = [e for e in events if _is_on(e, day, end)]
    published = {a.id for a in draft.material.articles.values() if a.published == day.date()}
    fresh = {i for i, c in draft.material.claims.items() if c.article in published}
    later = [e for e in events if e not in today and any(m.id in fresh for m in e.members)]
    for title, part in (("On the day", today), ("Told on the day, of other days", later)):
        lines += [f"# {title}", ""]
        for event in in_time(part)[:_MOST]:
            lines += [f"- {' '.join([event_line(draft, event), *doubt_lines(draft, event)])}"]
        lines += [""] if part else ["Nothing in the case. [note]", ""]
    return _ended([*lines, *_unknown([*today, *later])])


def _is_on(event: Event, day: datetime, end: datetime) -> bool:
    """Known to the day or two, and overlapping this one."""
    start, stop = event.when.start, event.when.end
    return bool(start and stop and start < end and day < stop and stop - start <= timedelta(days=2))


TEMPLATES: dict[str, Template] = {
    "situation-report": situation_report,
    "damage-assessment": damage_assessment,
    "activity-monitor": activity_monitor,
    "sea-route-note": sea_route_note,
    "daily-digest": daily_digest,
}


def _told(draft: DraftMaterial, event: Event) -> list[str]:
    return [" ".join([event_line(draft, event), *doubt_lines(draft, event)]), ""]


def _by_month(draft: DraftMaterial, events: Sequence[Event]) -> list[str]:
    lines: list[str] = []
    last = ""
    for event in events:
        start = event.when.start or event.when.end
        month = f"{MONTHS[start.month - 1]} {start.year}" if start else "Without a date"
        if month != last:
            lines += [*([""] if lines else []), f"## {month}", ""]
            last = month
        lines.append(f"- {event_line(draft, event)}")
    return [*lines, ""]


def _table(found: Sequence[Observation]) -> list[str]:
    if not found:
        return []
    rows = [
        f"| {bracketed(o.where)} | {result_of(o)} | {dated(o.when)} | measured in {medium(o)} {cite(o.id)} |"
        for o in found
    ]
    return ["| Structure | Grade | Between | How it is known |", "| --- | --- | --- | --- |", *rows, ""]


def _unknown(events: Iterable[Event]) -> list[str]:
    """Who does not know what: undated, unplaced, alone, disputed."""
    kept = list(events)
    parts = (
        ("No date is reported", [e for e in kept if not e.when.is_known]),
        (
            "No place is reported, or none was found",
            [e for e in kept if e.where is None or not e.where.is_resolved],
        ),
        ("Accounts are disputed", [e for e in kept if e.contradictions]),
    )
    lines = [
        f"- {words} for the events cited {cite(*(e.id for e in found[:_MOST]))}." for words, found in parts if found
    ]
    return [
        "# What we do not know",
        "",
        *lines,
        *([] if lines else ["Whatever was not reported, or not in what was read. [note]"]),
        "",
    ]


def _concerned(draft: DraftMaterial, found: Sequence[Observation]) -> list[Event]:
    mine = {o.id for o in found}
    return [e for e in draft.material.events if any(m.id in mine for m in e.members)]


def _measured(draft: DraftMaterial) -> list[Observation]:
    return sorted(draft.material.observations.values(), key=lambda o: (o.kind, o.where.name, o.when.edtf(), o.id))


def _nothing(what: str) -> list[str]:
    return [f"The case holds no measurement of {what}. [note]", ""]


def _left_out(count: int) -> list[str]:
    return ["Others are left out of this draft; the case holds them. [note]", ""] if count > _MOST else []


def _short(name: str) -> str:
    return " ".join(escaped(name).split()[:8])


def _ended(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
