"""What people judged: assessments, outcomes, retractions, ratings of sources. Kept with ledger entries, never edited.

Also what became of an id that a case no longer holds as current: a written brief that cites it must be told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, String, Table, Text, insert, inspect, select

from trigpoint.model import (
    Assessment,
    Claim,
    Event,
    Observation,
    Outcome,
    Retraction,
    SourceRating,
    from_json,
)
from trigpoint.store import tables
from trigpoint.store.blobs import digest_of
from trigpoint.store.case import Case, reading, writing
from trigpoint.store.ledger import append
from trigpoint.store.records import frozen_text, has_row

R = TypeVar("R")
_ID = String(64)


def _table(name: str, *columns: Column[Any]) -> Table:
    record = Column("record", Text, nullable=False), Column("digest", String(64), nullable=False)
    return Table(name, tables.metadata, Column("id", _ID, primary_key=True), *columns, *record)


assessments_table = _table("assessments", Column("supersedes", _ID, nullable=False))  # "" = a first version
outcomes_table = _table("outcomes", Column("assessment", _ID, nullable=False))
retractions_table = _table("retractions", Column("subject", _ID, nullable=False))
ratings_table = _table("ratings", Column("source", Text, nullable=False))
KEPT = (
    (assessments_table, "assess", ("id",)),
    (outcomes_table, "outcome", ("id",)),
    (retractions_table, "retract", ("id",)),
    (ratings_table, "rate", ("id",)),
)


def write_assessment(case: Case, made: Assessment, *, now: datetime) -> bool:
    """Keep a signed judgement; False when it was kept before."""
    return _keep(case, assessments_table, "assess", made, {"supersedes": made.supersedes}, now)


def write_outcome(case: Case, known: Outcome, *, now: datetime) -> bool:
    """Keep what became of a call."""
    return _keep(case, outcomes_table, "outcome", known, {"assessment": known.assessment}, now)


def write_retraction(case: Case, withdrawn: Retraction, *, now: datetime) -> bool:
    """Keep that a record must not be built on."""
    return _keep(case, retractions_table, "retract", withdrawn, {"subject": withdrawn.subject}, now)


def write_rating(case: Case, rated: SourceRating, *, now: datetime) -> bool:
    """Keep how reliable a source was judged."""
    return _keep(case, ratings_table, "rate", rated, {"source": rated.source}, now)


def assessments(case: Case) -> list[Assessment]:
    """All versions, in the order they were made."""
    return sorted(_all(case, assessments_table, Assessment), key=lambda a: (a.made, a.id))


def outcomes(case: Case) -> list[Outcome]:
    """All outcomes, in the order they were noted."""
    return sorted(_all(case, outcomes_table, Outcome), key=lambda o: (o.made, o.id))


def retractions(case: Case) -> list[Retraction]:
    """All retractions, in the order they were noted."""
    return sorted(_all(case, retractions_table, Retraction), key=lambda r: (r.made, r.id))


def ratings(case: Case) -> list[SourceRating]:
    """All ratings, oldest judgement first."""
    return sorted(_all(case, ratings_table, SourceRating), key=lambda r: (r.as_of, r.made, r.id))


def past_event(case: Case, id_: str) -> tuple[int, Event] | None:
    """The last run that held this event, and the event as it was."""
    asked = select(tables.events.c.run, tables.events.c.record).where(tables.events.c.id == id_)
    with reading(case) as connection:
        row = connection.execute(asked.order_by(tables.events.c.run.desc()).limit(1)).first()
    return None if row is None else (int(row.run), from_json(Event, json.loads(row.record)))


def past_claim(case: Case, id_: str) -> Claim | None:
    """A claim of any extractor, current or not."""
    with reading(case) as connection:
        text = connection.execute(select(tables.claims.c.record).where(tables.claims.c.id == id_).limit(1)).scalar()
    return None if text is None else from_json(Claim, json.loads(text))


def past_observation(case: Case, id_: str) -> tuple[Observation, str] | None:
    """A measurement, current or not, and the id of the one that superseded it ("" for none)."""
    with reading(case) as connection:
        if not inspect(connection).has_table(tables.observations.name):
            return None
        held = tables.observations
        text = connection.execute(select(held.c.record).where(held.c.id == id_)).scalar()
        after = connection.execute(select(held.c.id).where(held.c.supersedes == id_)).scalars().first()
    return None if text is None else (from_json(Observation, json.loads(text)), after or "")


def record_digests(case: Case, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each id that the case ever held, the SHA-256 of its record as stored, made anew; of several runs, the last one last."""
    found: dict[str, tuple[str, ...]] = {}
    with reading(case) as connection:
        for table in (tables.claims, tables.events, tables.observations, assessments_table):
            if not inspect(connection).has_table(table.name):
                continue
            order = (table.c.run,) if table is tables.events else ()
            for piece in _pieces(sorted(ids)):
                asked = select(table.c.id, table.c.record).where(table.c.id.in_(piece)).order_by(*order, table.c.id)
                for row in connection.execute(asked):
                    found[row.id] = (*found.get(row.id, ()), digest_of(row.record.encode()))
    return found


def _pieces(ids: list[str], most: int = 500) -> Iterator[list[str]]:
    """A database takes only so many values in one question."""
    return (ids[at : at + most] for at in range(0, len(ids), most))


def _keep(case: Case, table: Table, action: str, record: Any, columns: dict[str, str], now: datetime) -> bool:
    text, digest = frozen_text(record)
    with writing(case) as connection:
        table.create(connection, checkfirst=True)
        if has_row(connection, table, id=record.id):
            return False
        connection.execute(insert(table), [{"id": record.id, **columns, "record": text, "digest": digest}])
        append(connection, [(action, record.id, digest)], actor=case.actor, now=now)
    return True


def _all(case: Case, table: Table, kind: type[R]) -> list[R]:
    with reading(case) as connection:
        return [from_json(kind, json.loads(text)) for text in _texts(connection, table)]


def _texts(connection: Connection, table: Table) -> list[str]:
    if not inspect(connection).has_table(table.name):  # a case made before judgements were kept
        return []
    return list(connection.execute(select(table.c.record)).scalars())
