"""Who is behind an identity, as far as the position file says, and identities that cannot be anybody's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from trigpoint.model.positions import Mover, MoverKind
from trigpoint.sources.positions.columns import IDENTITY

PLACEHOLDERS = frozenset({"123456789", "987654321", "012345678", "1234567890", "1193046", "001193046"})  # 0x123456
HEX = re.compile(r"[0-9a-f]{6}")
NOT_ICAO = re.compile(r"~[0-9a-f]{6}")  # readsb's mark for an address that is no ICAO 24-bit address
MMSI = re.compile(r"[0-9]{9}")


def movers_of(kind: MoverKind, rows: Sequence[Mapping[str, Any]], id_column: str) -> dict[str, Mover]:
    """A mover per identity; the last value said of each field stands."""
    lower = {name.strip().lower(): name for row in rows[:200] for name in row}
    fields = {field: next((lower[n] for n in names if n in lower), "") for field, names in IDENTITY.items()}
    said: dict[str, dict[str, Any]] = {}
    for row in rows:
        identity = row.get(id_column)
        if identity is None or identity == "":
            continue
        known = said.setdefault(str(identity).strip().lower(), {})
        for field, column in fields.items():
            if column and (value := row.get(column)) not in (None, ""):
                known[field] = value
    return {name: mover_of(name, kind, known) for name, known in said.items()}


def mover_of(name: str, kind: MoverKind, known: Mapping[str, Any]) -> Mover:
    """A mover from what was said of it."""
    text = {field: str(known.get(field) or "").replace("\0", "").strip() for field in IDENTITY}
    try:
        length = float(known["length_m"]) or None
    except (KeyError, TypeError, ValueError):
        length = None
    return Mover(
        id=name,
        kind=kind,
        length_m=length,
        name=text["name"],
        callsign=text["callsign"],
        type=text["type"],
        registration=text["registration"],
        operator=text["operator"],
        flag=text["flag"],
    )


def doubted(
    kind: MoverKind, names: Sequence[str], movers: Mapping[str, Mover]
) -> tuple[dict[str, Mover], tuple[str, ...]]:
    """Movers with a flag on every identity that cannot be one ship's or aircraft's, and a sentence that tells of them."""
    found = dict(movers)
    doubts = {name: doubt for name in names if (doubt := doubt_of(kind, name))}
    for name, doubt in doubts.items():
        mover = found.get(name) or Mover(id=name, kind=kind)
        found[name] = attrs.evolve(mover, flags=(*mover.flags, doubt))
    if not doubts:
        return found, ()
    first = next(iter(doubts))
    return found, (f"{len(doubts)} identities cannot be told to be one mover's (first: {first}, {doubts[first]})",)


def doubt_of(kind: MoverKind, name: str) -> str:
    """Why an identity is doubtful; "" where its form is sound."""
    if name in PLACEHOLDERS or len(set(name)) == 1:
        return "a placeholder identity that many senders share"
    if kind is MoverKind.AIRCRAFT:
        if NOT_ICAO.fullmatch(name):
            return "no ICAO address (given by the receiver)"
        return "" if HEX.fullmatch(name) else "no 24-bit address (six hexadecimal digits)"
    return "" if MMSI.fullmatch(name) else "no MMSI (nine digits)"
