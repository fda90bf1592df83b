"""Who is behind an identity, as far as the position file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trigpoint.model.positions import Mover, MoverKind
from trigpoint.sources.position_columns import IDENTITY


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
    return {name: _mover(name, kind, known) for name, known in said.items()}


def _mover(name: str, kind: MoverKind, known: Mapping[str, Any]) -> Mover:
    text = {field: str(known.get(field) or "").strip() for field in IDENTITY}
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
