"""Claims for the tests of this room, made from short words."""

from __future__ import annotations

from datetime import date
from typing import Any

from trigpoint.model.capture import Quote, SourceKind
from trigpoint.model.claim import Attribution, Claim, Count, CountStatus, Modality
from trigpoint.model.place import Place, PlaceMethod
from trigpoint.model.records import record_id
from trigpoint.model.time import UNKNOWN_TIME, Anchor, Precision, TimeSpan, whole_days

AL_SAFIRAH = ("Al-Safirah", 35.99, 37.38, 12.0)
SYRIA = ("Syria", 35.0, 38.0, 300.0)
HOMS = ("Homs", 34.73, 36.71, 5.0)


def day(year: int, month: int, number: int) -> TimeSpan:
    return whole_days(date(year, month, number), precision=Precision.DAY, anchor=Anchor.TEXT)


def month(year: int, number: int) -> TimeSpan:
    last = date(year + number // 12, number % 12 + 1, 1).toordinal() - 1
    return whole_days(date(year, number, 1), date.fromordinal(last), precision=Precision.MONTH, anchor=Anchor.TEXT)


def claim(
    when: TimeSpan = UNKNOWN_TIME,
    where: tuple[str, float, float, float] | None = AL_SAFIRAH,
    *,
    said_by: str = "Morning Gazette",
    sources: tuple[str, ...] = (),
    kind: SourceKind = SourceKind.UNNAMED,
    text: str = "",
    event_type: str = "airstrike",
    document: str = "",
    killed: tuple[int, int | None] | None = None,
    **more: Any,
) -> Claim:
    text = text or f"{said_by}: {event_type} {where[0] if where else ''} {when.edtf()} {more.get('targets', '')}"
    chain = [Attribution(name=said_by, kind=SourceKind.OUTLET), *(Attribution(name=s, kind=kind) for s in sources)]
    counts = (Count(min=killed[0], max=killed[1], unit="people", status=CountStatus.KILLED),) if killed else ()
    fields: dict[str, Any] = {
        "article": record_id("art", document or said_by),
        "quote": Quote(capture=document or said_by, start=0, end=len(text), text=text),
        "event_type": event_type,
        "when": when,
        "where": _place(where) if where else None,
        "modality": Modality.ASSERTED,
        "attribution": tuple(chain),
        "counts": counts,
        **more,
    }
    plain = [str(v) for v in fields.values()]
    return Claim(id=record_id("clm", *plain), **fields)


def denial(when: TimeSpan, where: tuple[str, float, float, float] = AL_SAFIRAH, **more: Any) -> Claim:
    return claim(when, where, modality=Modality.DENIED, negated=True, **more)


def _place(where: tuple[str, float, float, float]) -> Place:
    name, lat, lon, radius_km = where
    return Place(text=name, name=name, lat=lat, lon=lon, radius_m=1000 * radius_km, method=PlaceMethod.GIVEN)
