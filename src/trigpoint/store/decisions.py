"""What analysts decided about events by hand: appended with a ledger entry, never edited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, String, Table, Text, insert, inspect, select

from trigpoint.model import Decision, from_json
from trigpoint.store import tables
from trigpoint.store.case import Case, reading, writing
from trigpoint.store.ledger import append
from trigpoint.store.records import frozen_text, has_row

decisions_table = Table(
    "decisions",
    tables.metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("record", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)
KEPT = ((decisions_table, "decide", ("id",)),)


def write_decision(case: Case, made: Decision, *, now: datetime) -> bool:
    """Keep a decision; False when it was kept before."""
    text, digest = frozen_text(made)
    with writing(case) as connection:
        decisions_table.create(connection, checkfirst=True)
        if has_row(connection, decisions_table, id=made.id):
            return False
        row = {"id": made.id, "kind": made.kind.value, "record": text, "digest": digest}
        connection.execute(insert(decisions_table), [row])
        append(connection, [("decide", made.id, digest)], actor=case.actor, now=now)
    return True


def decisions(case: Case) -> list[Decision]:
    """All of them, in the order they were made, those undone among them."""
    with reading(case) as connection:
        if not inspect(connection).has_table(decisions_table.name):  # a case made before decisions were kept
            return []
        texts: Sequence[str] = connection.execute(select(decisions_table.c.record)).scalars().all()
    return sorted((from_json(Decision, json.loads(t)) for t in texts), key=lambda d: (d.made, d.id))
