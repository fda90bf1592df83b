"""Events as CSV: our own columns with both families of precision codes, and rows shaped like ACLED's, UCDP's and Airwars'.

"Like": the columns and codes of those datasets (ACLED codebook 2023; UCDP GED codebook 24.1; Airwars incident pages), filled from
what this case knows. Cells whose content only their own coders assign (interaction codes, conflict ids) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trigpoint.model import CountStatus, Event, Role, SourceKind
from trigpoint.products.exports.cells import csv_table
from trigpoint.products.exports.material import (
    ExportMaterial,
    actors,
    chain_text,
    first_day,
    happenings,
    last_day,
    targets,
    toll,
)
from trigpoint.products.exports.precision import acled_geo, acled_time, ucdp_date, ucdp_where

Row = dict[str, str]
SEPARATOR = "; "
ACLED_TYPES = {  # sub_event_type -> event_type, disorder_type (ACLED codebook, 2023)
    "Armed clash": ("Battles", "Political violence"),
    "Government regains territory": ("Battles", "Political violence"),
    "Non-state actor overtakes territory": ("Battles", "Political violence"),
    "Air/drone strike": ("Explosions/Remote violence", "Political violence"),
    "Shelling/artillery/missile attack": ("Explosions/Remote violence", "Political violence"),
    "Remote explosive/landmine/IED": ("Explosions/Remote violence", "Political violence"),
    "Chemical weapon": ("Explosions/Remote violence", "Political violence"),
    "Suicide bomb": ("Explosions/Remote violence", "Political violence"),
    "Grenade": ("Explosions/Remote violence", "Political violence"),
    "Attack": ("Violence against civilians", "Political violence"),
    "Sexual violence": ("Violence against civilians", "Political violence"),
    "Abduction/forced disappearance": ("Violence against civilians", "Political violence"),
    "Peaceful protest": ("Protests", "Demonstrations"),
    "Protest with intervention": ("Protests", "Demonstrations"),
    "Excessive force against protesters": ("Protests", "Political violence; Demonstrations"),
    "Violent demonstration": ("Riots", "Demonstrations"),
    "Mob violence": ("Riots", "Political violence"),
    "Agreement": ("Strategic developments", "Strategic developments"),
    "Arrests": ("Strategic developments", "Strategic developments"),
    "Change to group/activity": ("Strategic developments", "Strategic developments"),
    "Disrupted weapons use": ("Strategic developments", "Strategic developments"),
    "Headquarters or base established": ("Strategic developments", "Strategic developments"),
    "Looting/property destruction": ("Strategic developments", "Strategic developments"),
    "Non-violent transfer of territory": ("Strategic developments", "Strategic developments"),
    "Other": ("Strategic developments", "Strategic developments"),
}
NUMBERS = frozenset(
    {
        "year", "latitude", "longitude", "radius_m", "geo_precision", "time_precision", "date_prec", "where_prec", "fatalities",
        "number_of_sources", "origins", "outlets", "best", "low", "high", "event_clarity", "probability", "killed_low",
        "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "killed_min", "killed_max", "injured_min",
        "injured_max", "fatalities_low", "fatalities_high",
    }
)  # fmt: skip
EVENT_COLUMNS = (
    "event_id", "title", "event_type", "acled_sub_event_type", "plover", "cameo_root", "date_start", "date_end", "edtf",
    "time_precision", "date_prec", "location", "country", "latitude", "longitude", "radius_m", "geo_precision", "where_prec",
    "actors", "targets", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "origins",
    "origin_names", "outlets", "contradictions", "probability", "grade", "aggregate", "members", "notice",
)  # fmt: skip
ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "actor2", "country", "location", "latitude", "longitude", "geo_precision", "source", "notes", "fatalities",
    "fatalities_low", "fatalities_high", "tags", "radius_m", "number_of_sources", "timestamp",
)  # fmt: skip
UCDP_COLUMNS = (
    "id", "relid", "year", "side_a", "side_b", "number_of_sources", "source_article", "source_office", "where_prec",
    "where_coordinates", "where_description", "latitude", "longitude", "radius_m", "country", "event_clarity", "date_prec",
    "date_start", "date_end", "best", "high", "low", "notice",
)  # fmt: skip
AIRWARS_COLUMNS = (
    "incident_code", "incident_date", "location", "country", "latitude", "longitude", "geolocation_accuracy", "strike_status",
    "strike_type", "suspected_belligerent", "suspected_target", "killed_min", "killed_max", "injured_min", "injured_max",
    "grading_suggested", "grading_reason", "sources", "notice",
)  # fmt: skip


def events_csv(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Every event, totals too (`aggregate` says so). Gives the bytes and a sentence for each thing left out."""
    return csv_table(EVENT_COLUMNS, (_event_row(material, e) for e in material.events), numbers=NUMBERS), []


def acled_csv(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Incidents that ACLED has a sub-event type for, dated and placed."""
    kept, left = _sift(material, lambda e: _why_not_acled(material, e))
    rows = [_acled_row(material, e) for e in kept]
    return csv_table(ACLED_COLUMNS, rows, numbers=NUMBERS), left


def ucdp_csv(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Incidents with at least one reported death, dated and placed: UCDP counts no others."""
    kept, left = _sift(material, _why_not_ucdp)
    rows = [_ucdp_row(material, e) for e in kept]
    return csv_table(UCDP_COLUMNS, rows, numbers=NUMBERS), left


def airwars_csv(material: ExportMaterial) -> tuple[bytes, list[str]]:
    """Strikes, with the toll as min-max and a suggested grading that an analyst has to sign."""
    kept, left = _sift(material, lambda e: _why_not_airwars(material, e))
    rows = [_airwars_row(material, e) for e in kept]
    return csv_table(AIRWARS_COLUMNS, rows, numbers=NUMBERS), left


def _sift(material: ExportMaterial, why_not: Callable[[Event], str]) -> tuple[list[Event], list[str]]:
    """What can go out, and a sentence for each reason why something cannot."""
    kept: list[Event] = []
    left: dict[str, int] = {}
    totals = len(material.events) - sum(1 for _ in happenings(material))
    if totals:
        left["are totals, not incidents"] = totals
    for event in happenings(material):
        reason = why_not(event)
        if reason:
            left[reason] = left.get(reason, 0) + 1
        else:
            kept.append(event)
    return kept, [f"left out: {count} of {len(material.events)} events {why}" for why, count in left.items()]


def _why_not_placed(event: Event) -> str:
    if not first_day(event.when):
        return "have no date"
    return "" if event.where is not None and event.where.is_resolved else "have no place"


def _why_not_acled(material: ExportMaterial, event: Event) -> str:
    if material.type_of(event).acled not in ACLED_TYPES:
        return "have no ACLED sub-event type"
    return _why_not_placed(event)


def _why_not_ucdp(event: Event) -> str:
    return _why_not_placed(event) if toll(event, CountStatus.KILLED).best else "tell of no death"


def _why_not_airwars(material: ExportMaterial, event: Event) -> str:
    return _why_not_placed(event) if material.type_of(event).family == "strike" else "are no strikes"


def _event_row(material: ExportMaterial, event: Event) -> Row:
    names, claims = material.type_of(event), material.claims_of(event)
    killed, injured = (toll(event, s) for s in (CountStatus.KILLED, CountStatus.INJURED))
    return _place_cells(event) | {
        "event_id": event.id,
        "title": event.title,
        "event_type": event.type,
        "acled_sub_event_type": names.acled,
        "plover": names.plover,
        "cameo_root": names.cameo,
        "date_start": first_day(event.when),
        "date_end": last_day(event.when),
        "edtf": event.when.edtf(),
        "time_precision": _shown(acled_time(event.when)),
        "date_prec": _shown(ucdp_date(event.when)),
        "actors": SEPARATOR.join(actors(claims)),
        "targets": SEPARATOR.join(targets(claims)),
        "killed_low": _shown(killed.low), "killed_best": _shown(killed.best), "killed_high": _shown(killed.high),
        "injured_low": _shown(injured.low), "injured_best": _shown(injured.best), "injured_high": _shown(injured.high),
        "origins": str(len(event.origins)),
        "origin_names": SEPARATOR.join(o.name for o in event.origins),
        "outlets": str(len({material.outlet_of(c) for c in claims})),
        "contradictions": SEPARATOR.join(
            f"{c.field}: {' / '.join(v.value for v in c.values)}" for c in event.contradictions
        ),
        "probability": "" if event.probability is None else f"{event.probability:.3f}",
        "grade": event.grade,
        "aggregate": "yes" if event.aggregate else "",
        "members": " ".join(m.id for m in event.members),
        "notice": material.notice,
    }  # fmt: skip


def _acled_row(material: ExportMaterial, event: Event) -> Row:
    claims = material.claims_of(event)
    sub_type = material.type_of(event).acled
    event_type, disorder = ACLED_TYPES[sub_type]
    killed = toll(event, CountStatus.KILLED)
    day = first_day(event.when)
    return _place_cells(event) | {
        "event_id_cnty": event.id,
        "event_date": day,
        "year": day[:4],
        "time_precision": _shown(acled_time(event.when)),
        "disorder_type": disorder,
        "event_type": event_type,
        "sub_event_type": sub_type,
        "actor1": SEPARATOR.join(actors(claims)),
        "actor2": SEPARATOR.join(targets(claims)),
        "source": SEPARATOR.join(dict.fromkeys(material.outlet_of(c) for c in claims)),
        "notes": " ".join(filter(None, (material.notice and f"[{material.notice}]", _quotes(material, event)))),
        "fatalities": _shown(killed.best or 0),  # ACLED has no blank here: no figure told is 0
        "fatalities_low": _shown(killed.low),
        "fatalities_high": _shown(killed.high),
        "tags": SEPARATOR.join(_tags(event)),
        "number_of_sources": str(len(event.origins)),
        "timestamp": str(int(material.made.timestamp())),
    }


def _ucdp_row(material: ExportMaterial, event: Event) -> Row:
    claims = material.claims_of(event)
    killed = toll(event, CountStatus.KILLED)
    cells = _place_cells(event)
    return cells | {
        "id": event.id,
        "relid": event.id,
        "year": first_day(event.when)[:4],
        "side_a": SEPARATOR.join(actors(claims)),
        "side_b": SEPARATOR.join(targets(claims)),
        "number_of_sources": str(len(event.origins)),
        "source_article": SEPARATOR.join(dict.fromkeys(_source_article(material, c.id) for c in claims)),
        "source_office": SEPARATOR.join(o.name for o in event.origins),
        "where_coordinates": cells["location"],
        "where_description": event.where.text if event.where else "",
        "event_clarity": "1" if ucdp_date(event.when) in (1, 2) else "2",  # 2: an aggregate of several days
        "date_prec": _shown(ucdp_date(event.when)),
        "date_start": first_day(event.when),
        "date_end": last_day(event.when),
        "best": _shown(killed.best), "high": _shown(killed.high), "low": _shown(killed.low),
        "notice": material.notice,
    }  # fmt: skip


def _airwars_row(material: ExportMaterial, event: Event) -> Row:
    claims = material.claims_of(event)
    killed, injured = (toll(event, s) for s in (CountStatus.KILLED, CountStatus.INJURED))
    grading, reason = suggested_grading(material, event)
    cells = _place_cells(event)
    return cells | {
        "incident_code": event.id,
        "incident_date": event.when.edtf(),
        "geolocation_accuracy": f"within {float(cells['radius_m']) / 1000:g} km" if cells["radius_m"] else "",
        "strike_status": "denied by a source" if any(m.role is Role.DENIES for m in event.members) else "likely strike",
        "strike_type": material.type_of(event).label,
        "suspected_belligerent": SEPARATOR.join(actors(claims)),
        "suspected_target": SEPARATOR.join(targets(claims)),
        "killed_min": _shown(killed.low), "killed_max": _shown(killed.high),
        "injured_min": _shown(injured.low), "injured_max": _shown(injured.high),
        "grading_suggested": grading,
        "grading_reason": reason,
        "sources": SEPARATOR.join(dict.fromkeys(_source_article(material, c.id) for c in claims)),
        "notice": material.notice,
    }  # fmt: skip


def suggested_grading(material: ExportMaterial, event: Event) -> tuple[str, str]:
    """Airwars' words for the reporting, and why. A suggestion: an analyst signs it.

    Confirmed needs the acting party's own word; Fair two independent origins; Weak has one; Contested has a conflict
    about whether it happened or who did it.
    """
    disputed = sorted({c.field for c in event.contradictions} & {"perpetrator", "occurrence"})
    if disputed:
        return "Contested", f"the sources differ on: {', '.join(disputed)}"
    said_by = {material.claims[i].attribution[-1].name.casefold() for i in _sided(material, event)}
    doers = {name.casefold() for name in actors(material.claims_of(event))}
    if said_by & doers:
        return "Confirmed", "the acting party says so itself"
    if len(event.origins) >= 2:
        return "Fair", f"{len(event.origins)} independent origins"
    return "Weak", "one origin"


def _sided(material: ExportMaterial, event: Event) -> Iterator[str]:
    """The claims whose innermost source is an official or an armed actor."""
    for claim in material.claims_of(event):
        if claim.attribution and claim.attribution[-1].kind in (SourceKind.OFFICIAL, SourceKind.ARMED_ACTOR):
            yield claim.id


_PLACE_CELLS = ("latitude", "longitude", "radius_m", "geo_precision", "where_prec", "country")


def _place_cells(event: Event) -> Row:
    place = event.where
    if place is None or place.lon is None or place.lat is None or place.radius_m is None:
        return dict.fromkeys(_PLACE_CELLS, "") | {"location": place.text if place else ""}
    return {
        "location": place.name or place.text,
        "country": place.country,
        "latitude": f"{place.lat:.6f}",
        "longitude": f"{place.lon:.6f}",
        "radius_m": f"{place.radius_m:.0f}",
        "geo_precision": _shown(acled_geo(place)),
        "where_prec": _shown(ucdp_where(place)),
    }


def _quotes(material: ExportMaterial, event: Event) -> str:
    """The words themselves, each with its chain: never a paraphrase."""
    return " ".join(
        f"“{' '.join(c.quote.text.split())}” ({chain_text(c.attribution) or material.outlet_of(c)})"
        for c in material.claims_of(event)
    )


def _tags(event: Event) -> Iterator[str]:
    yield f"origins: {len(event.origins)}"
    if event.grade:
        yield f"grade: {event.grade}"
    for found in event.contradictions:
        yield f"disputed: {found.field}"


def _source_article(material: ExportMaterial, id_: str) -> str:
    claim = material.claims[id_]
    article = material.articles.get(claim.article)
    published = f", {article.published.isoformat()}" if article and article.published else ""
    url = material.url_of(claim)
    return f"{material.outlet_of(claim)}{published}" + (f", {url}" if url else "")


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
