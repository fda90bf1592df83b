"""The ledger: every change of a case in order, each entry holding the hash of the one before.

| field    | is                                                                    |
|----------|-----------------------------------------------------------------------|
| sequence | 1, 2, 3, ... without a hole                                           |
| time     | ISO 8601, UTC                                                         |
| actor    | tool and version                                                      |
| action   | `init add address article read claim picture observe run event publish assess outcome retract rate` |
| subject  | id of the record                                                      |
| payload  | SHA-256 of the record's canonical JSON                                |
| previous | hash of the entry before; 64 zeros for the first                      |
| hash     | SHA-256 of the canonical JSON of [sequence, time, ..., previous]       |

Left out: signatures. Whoever can write the whole database can write a whole new chain; to exclude that, keep the head
(`trigpoint verify` prints it) somewhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import attrs
from sqlalchemy import Connection, insert, select, update

from trigpoint.model import canonical
from trigpoint.store import tables

START = "0" * 64


@attrs.frozen(kw_only=True)
class Entry:
    """One change."""

    sequence: int
    time: str
    actor: str
    action: str
    subject: str
    payload: str
    previous: str
    hash: str


@attrs.frozen(kw_only=True)
class Head:
    """The last entry of a ledger; sequence 0 and zeros while it is empty."""

    sequence: int
    hash: str


def entry_hash(sequence: int, time: str, actor: str, action: str, subject: str, payload: str, previous: str) -> str:
    """The hash that the next entry will carry."""
    return hashlib.sha256(canonical([sequence, time, actor, action, subject, payload, previous]).encode()).hexdigest()


def read_head(connection: Connection, *, lock: bool = False) -> Head:
    """The head; `lock` keeps other writers waiting until the transaction ends."""
    asked = select(tables.head.c.sequence, tables.head.c.hash)
    row = connection.execute(asked.with_for_update() if lock else asked).one()
    return Head(sequence=row.sequence, hash=row.hash)


def append(connection: Connection, changes: Sequence[tuple[str, str, str]], *, actor: str, now: datetime) -> Head:
    """Write one entry per (action, subject, payload) inside the caller's transaction."""
    last = read_head(connection, lock=True)
    if not changes:
        return last
    sequence, previous, time, rows = last.sequence, last.hash, now.isoformat(), []
    for action, subject, payload in changes:
        sequence += 1
        link = entry_hash(sequence, time, actor, action, subject, payload, previous)
        rows.append(
            {
                "sequence": sequence, "time": time, "actor": actor, "action": action, "subject": subject,
                "payload": payload, "previous": previous, "hash": link,
            }
        )  # fmt: skip
        previous = link
    connection.execute(insert(tables.ledger), rows)
    connection.execute(update(tables.head).values(sequence=sequence, hash=previous))
    return Head(sequence=sequence, hash=previous)


def entries(connection: Connection) -> Iterator[Entry]:
    """All entries in order."""
    for row in connection.execute(select(tables.ledger).order_by(tables.ledger.c.sequence)):
        yield Entry(**row._mapping)


def broken_links(chain: Iterator[Entry], head: Head) -> Iterator[str]:
    """One sentence per place where the chain does not hold."""
    sequence, previous = 0, START
    for entry in chain:
        if entry.sequence != sequence + 1:
            yield f"ledger row {entry.sequence}: entries {sequence + 1} to {entry.sequence - 1} are missing"
        elif entry.previous != previous:
            yield f"ledger row {entry.sequence}: does not follow from the entry before it"
        if entry_hash(*attrs.astuple(entry)[:-1]) != entry.hash:
            yield f"ledger row {entry.sequence}: was changed after it was written"
        sequence, previous = entry.sequence, entry.hash
    if (sequence, previous) != (head.sequence, head.hash):
        yield f"ledger: ends at entry {sequence}, but the case recorded entry {head.sequence} as its last"
