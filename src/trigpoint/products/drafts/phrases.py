"""Sentences of a draft. Each names who says so, keeps the radius of its place and the grain of its date, and cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import attrs

from trigpoint.fusion.wording.scales import estimate_for
from trigpoint.model import Event, Modality, Observation, Place, PlaceKind, Precision, Role, Scale, TimeSpan
from trigpoint.products.cards import supporting_origins, type_label
from trigpoint.products.citations import origin_name
from trigpoint.products.compile.script import plain_name
from trigpoint.products.imagery.grades_table import damage_style, grade_of, is_simulated
from trigpoint.products.lines import OBSERVED
from trigpoint.products.material import BriefMaterial
from trigpoint.products.wording import inline, is_unrealised, listed, number_of, radius_words, value_words, when_words

_AREAS = {PlaceKind.COUNTRY, PlaceKind.ADMIN1, PlaceKind.DISTRICT, PlaceKind.REGION, PlaceKind.WATER}
_MEDIA = {"SAR": "radar pictures", "optical": "optical pictures", "AIS": "AIS tracks", "ADS-B": "ADS-B tracks"}
_NAMED = 4  # origins named one by one
_DIFFER = {
    "date": "when",
    "place": "where",
    "count": "how many",
    "perpetrator": "who did it",
    "occurrence": "whether it happened",
    "identity": "who it was",
}


@attrs.frozen(kw_only=True)
class DraftMaterial:
    """What a draft is filled from."""

    material: BriefMaterial
    scale: Scale
    author: str = "Draft, unsigned"
    day: datetime | None = None  # of a daily digest; UTC midnight


def escaped(text: str) -> str:
    """Document text that stays text in Markdown."""
    return re.sub(r"([\\`*\[\]<>#|!~@_+])", r"\\\1", plain_name(text))


def head(draft: DraftMaterial, title: str, kind: str) -> list[str]:
    """The lines between --- and ---, and a blank one."""
    as_of = [f"as of: {draft.day:%Y-%m-%d}"] if draft.day else []
    name = plain_name(draft.material.title) or "Untitled case"
    lines = [
        f"title: {title}: {name}",
        f"kind: {kind}",
        f"author: {plain_name(draft.author)}",
        f"scale: {draft.scale.id}",
    ]
    return ["---", *lines, *as_of, "---", ""]


def cite(*ids: str) -> str:
    """`[@evt-...; @clm-...]`."""
    return f"[{'; '.join('@' + i for i in ids)}]"


def bracketed(place: Place | None) -> str:
    """`Al-Safirah (± 8 km)`; an area by its name alone; what could not be placed says so."""
    if place is None:
        return "place not named"
    name = escaped(place.name or place.text)
    if not place.is_resolved or place.radius_m is None:
        return f"{name} (not placed)"
    return name if place.kind in _AREAS else f"{name} ({radius_words(place.radius_m)})"


def dated(span: TimeSpan) -> str:
    """The time in words at the grain it is known; a clock time is left to the note."""
    return re.sub(r", \d\d:\d\d(?: to \d\d:\d\d)? UTC", "", when_words(span))


def event_line(draft: DraftMaterial, event: Event) -> str:
    """What, where, when, on whose word."""
    material = draft.material
    label = escaped(type_label(material, event.type))
    kind = _standing(material, event)
    named = f"{kind}, {inline(label)}" if kind else label
    what = f"**{named}**, {bracketed(event.where)}, {dated(event.when)}"
    names = [escaped(origin_name(material, o.name)) for o in supporting_origins(event)]
    if not names:
        return f"{what}: reported, but no origin that is known says it happened {cite(event.id)}."
    shown = listed(names) if len(names) <= _NAMED else f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    counted = "one origin" if len(names) == 1 else f"{len(names)} independent origins"
    return f"{what}: told by {counted}, {shown} {cite(event.id)}."


def _standing(material: BriefMaterial, event: Event) -> str:
    """What the event is when it is no happening: a total, or what was only denied, planned or expected."""
    if event.aggregate:
        return "Reported total"
    told = [material.claims[m.id] for m in event.members if m.id in material.claims]
    if not told or not all(is_unrealised(c) for c in told):
        return ""
    ahead = [c.modality in (Modality.PLANNED, Modality.FORECAST) and not c.negated for c in told]
    return "Planned or expected" if all(ahead) else "Denied or planned" if any(ahead) else "Denied"


def doubt_lines(draft: DraftMaterial, event: Event) -> list[str]:
    """Denials, differences, and the case's own estimate in a word of the scale."""
    lines = []
    denying = [m for m in event.members if m.role is Role.DENIES and not m.id.startswith(OBSERVED)]
    if denying:
        verb = "deny" if len(denying) > 1 else "denies"
        lines.append(f"It is disputed: {number_of(len(denying), 'statement')} {verb} it {cite(event.id)}.")
    for found in event.contradictions:
        sides = [f"{escaped(value_words(v.value))} ({_origins(draft, v.origins)})" for v in found.values]
        field = _DIFFER.get(found.field, "a further point")
        measured = "Reports and SIMULATED measurements" if "SIMULATED" in " ".join(sides) else "Reports"
        lines.append(f"{measured} differ on {field}: {' against '.join(sides)} {cite(event.id)}.")
    estimate = estimate_for(draft.scale, event.probability) if event.probability is not None else None
    if estimate is not None and len(supporting_origins(event)) > 1:
        lines.append(f"That it happened as described is {estimate.term} {cite(event.id)}.")
    return lines


def _origins(draft: DraftMaterial, names: Sequence[str]) -> str:
    shown = [escaped(origin_name(draft.material, n)) for n in names]
    return listed(shown) if len(shown) <= _NAMED else f"{', '.join(shown[:_NAMED])} and {len(shown) - _NAMED} more"


def medium(measured: Observation) -> str:
    """`SIMULATED radar pictures`, `AIS tracks`."""
    simulated = "SIMULATED " if is_simulated(measured) else ""
    return simulated + _MEDIA.get(dict(measured.details).get("modality", ""), "measurements of our own")


def result_of(measured: Observation) -> str:
    """What came out, in a few words; the numbers stand in the note."""
    details, grade = dict(measured.details), grade_of(measured)
    if grade:
        return inline(damage_style(grade).label)
    if details.get("verdict"):
        return f"most weight on {escaped(details['verdict'])}"
    if measured.value is None:
        return "could not be measured"
    return f"{measured.value:g} {escaped(measured.unit)}"


def observation_line(measured: Observation) -> str:
    """What we measured, of what, between which days."""
    kind = escaped(measured.kind.replace("_", " "))
    named = bracketed(measured.where)
    subject = escaped(measured.subject)
    whose = named if named.startswith(subject) else f"{subject}, {named}"
    return f"In {medium(measured)} we measured {kind}, {whose}, {dated(measured.when)}: {result_of(measured)} {cite(measured.id)}."


def in_time(events: Iterable[Event], *, newest_first: bool = False) -> list[Event]:
    """By when they began; undated ones last either way."""

    def begun(event: Event) -> datetime:
        return event.when.start or event.when.end or datetime.max.replace(tzinfo=UTC)

    known = [e for e in events if e.when.is_known]
    ordered = sorted(known, key=lambda e: (begun(e), e.id), reverse=newest_first)
    return ordered + sorted((e for e in events if not e.when.is_known), key=lambda e: e.id)


def is_vague(event: Event) -> bool:
    """Known to no better than a month."""
    return event.when.precision in {
        Precision.MONTH,
        Precision.QUARTER,
        Precision.SEASON,
        Precision.YEAR,
        Precision.DECADE,
    }
