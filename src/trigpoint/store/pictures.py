"""Pictures and what was measured in them: kept like everything else, in one transaction with their ledger entries."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

import attrs
from sqlalchemy import Connection, Table, insert, inspect, select

from trigpoint.model import Capture, Observation, Scene, from_json
from trigpoint.store import tables
from trigpoint.store.blobs import blob_path, put_file
from trigpoint.store.case import Case, reading, writing
from trigpoint.store.ledger import append
from trigpoint.store.records import add_capture_row, frozen_text, has_row


def add_file(case: Case, capture: Capture, path: Path, *, scene: Scene | None = None, now: datetime) -> bool:
    """Keep a file that holds no text, and what was read from it if it is a picture. False: it was here already.

    Raises UnreadableFile when the file is not the one that `capture` describes.
    """
    put_file(case.blobs, path, capture.sha256)
    with writing(case) as connection:
        _ensure_tables(connection)
        changes = add_capture_row(connection, capture)
        if scene is not None and not has_row(connection, tables.pictures, id=capture.id):
            record, digest = frozen_text(scene)
            connection.execute(insert(tables.pictures), [{"id": capture.id, "record": record, "digest": digest}])
            changes.append(("picture", capture.id, digest))
        append(connection, changes, actor=case.actor, now=now)
    return any(action == "add" for action, _, _ in changes)


def write_observations(case: Case, found: Sequence[Observation], *, now: datetime) -> int:
    """Keep measurements, all or none; gives how many are new.

    One that measures what a current one measured (kind, subject, place, day, a picture in common) supersedes it.
    """
    with writing(case) as connection:
        _ensure_tables(connection)
        held = _stored(connection)
        current = _current(held.values())
        rows, changes = [], []
        for new in sorted({o.id: o for o in found if o.id not in held}.values(), key=lambda o: o.id):
            kept = new if new.supersedes else attrs.evolve(new, supersedes=_predecessor(new, current))
            record, digest = frozen_text(kept)
            row = {"id": kept.id, "kind": kept.kind, "subject": kept.subject, "supersedes": kept.supersedes}
            rows.append(row | {"record": record, "digest": digest})
            changes.append(("observe", kept.id, digest))
        if rows:
            connection.execute(insert(tables.observations), rows)
        append(connection, changes, actor=case.actor, now=now)
    return len(rows)


def observations(case: Case) -> list[Observation]:
    """The current measurements, by id: those that no later one supersedes."""
    with reading(case) as connection:
        return sorted(_current(_stored(connection).values()), key=lambda o: o.id)


def scenes(case: Case) -> list[Scene]:
    """The kept pictures, by capture id; `file` is where the bytes lie in the case."""
    with reading(case) as connection:
        found = [from_json(Scene, json.loads(text)) for text in _texts(connection, tables.pictures)]
    return [attrs.evolve(s, file=str(blob_path(case.blobs, s.sha256))) for s in sorted(found, key=lambda s: s.id)]


def _stored(connection: Connection) -> dict[str, Observation]:
    found = (from_json(Observation, json.loads(text)) for text in _texts(connection, tables.observations))
    return {o.id: o for o in found}


def _texts(connection: Connection, table: Table) -> list[str]:
    if not inspect(connection).has_table(table.name):  # a case made before pictures were kept
        return []
    return list(connection.execute(select(table.c.record)).scalars())


def _current(found: Collection[Observation]) -> list[Observation]:
    replaced = {o.supersedes for o in found}
    return [o for o in found if o.id not in replaced]


def _predecessor(new: Observation, current: Sequence[Observation]) -> str:
    """The id of a current measurement of the same thing that shares a picture with this one, "" for none."""
    same = [o.id for o in current if _what(o) == _what(new) and set(o.captures) & set(new.captures)]
    return max(same, default="")


def _what(measured: Observation) -> tuple[object, ...]:
    """What was asked: of which thing, and of which day where before and after were given.

    The name of a structure is unique only within its file of outlines: the place tells two of one name apart.
    """
    day = dict(measured.parameters).get("after_from", "")
    return measured.kind, measured.subject, measured.where.lon, measured.where.lat, day


def _ensure_tables(connection: Connection) -> None:
    """A case made before pictures were kept gets their tables with its first picture."""
    for table in (tables.pictures, tables.observations):
        table.create(connection, checkfirst=True)
