"""Does the case still hold what it recorded? Every capture, text, record, product and ledger entry is hashed again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import Connection, Table, inspect, select

from trigpoint.model import canonical
from trigpoint.store import tables
from trigpoint.store.blobs import blob_path, digest_of
from trigpoint.store.case import Case, reading
from trigpoint.store.decisions import KEPT as DECIDED
from trigpoint.store.judgements import KEPT as JUDGED
from trigpoint.store.ledger import Head, broken_links, entries, read_head


@attrs.frozen(kw_only=True)
class Verification:
    """What was looked at and every fault, one sentence each."""

    faults: tuple[str, ...]
    head: Head
    captures: int
    records: int


# table, the ledger's action, the columns that make the ledger's subject
_KEPT: tuple[tuple[Table, str, tuple[str, ...]], ...] = (
    (tables.captures, "add", ("id",)),
    (tables.articles, "article", ("id",)),
    (tables.readings, "read", ("article", "extractor")),
    (tables.claims, "claim", ("id", "extractor")),
    (tables.pictures, "picture", ("id",)),
    (tables.observations, "observe", ("id",)),
    (tables.runs, "run", ("number",)),
    (tables.events, "event", ("id", "run")),
    (tables.products, "publish", ("id",)),
    *JUDGED,
    *DECIDED,
)


def verify_case(case: Case) -> Verification:
    """Hash everything again and walk the ledger. Reads one state of the case; writers may go on."""
    with reading(case) as connection:
        head = read_head(connection)
        faults = list(broken_links(entries(connection), head))
        faults += _about_faults(connection)
        records = 0
        for table, action, key in _KEPT:
            found, count = _record_faults(connection, table, action, key)
            faults += found
            records += count
        faults += _address_faults(connection)
        captured = connection.execute(select(tables.captures)).all()
        for row in captured:
            faults += _capture_faults(connection, case.blobs, row)
        faults += _product_faults(connection, case.folder)
    return Verification(faults=tuple(faults), head=head, captures=len(captured), records=records)


def _record_faults(connection: Connection, table: Table, action: str, key: tuple[str, ...]) -> tuple[list[str], int]:
    asked = select(tables.ledger.c.subject, tables.ledger.c.payload).where(tables.ledger.c.action == action)
    promised = {row.subject: row.payload for row in connection.execute(asked)}
    faults, count = [], 0
    is_there = inspect(connection).has_table(table.name)  # a case made before pictures were kept lacks their tables
    for row in connection.execute(select(table)) if is_there else ():
        count += 1
        subject = " ".join(str(row._mapping[name]) for name in key)
        payload = promised.pop(subject, None)
        if payload is None:
            faults.append(f"{table.name} row {subject}: the ledger does not know it")
        elif digest_of(row.record.encode()) != payload or row.digest != payload:
            faults.append(f"{table.name} row {subject}: is not what the ledger recorded")
        else:
            faults += _column_faults(table, subject, row._mapping)
    faults += [f"{table.name} row {subject}: the ledger records it, but it is gone" for subject in promised]
    return faults, count


def _column_faults(table: Table, subject: str, row: Any) -> Iterator[str]:
    """The searched columns repeat the record; they must not say something else."""
    record = json.loads(row["record"])
    for column in set(table.columns.keys()) & record.keys() - {"record", "digest", "claims", "extractor"}:
        if record[column] != row[column]:
            yield f"{table.name} row {subject}: its column {column} differs from its record"


def _about_faults(connection: Connection) -> Iterator[str]:
    """Title and notice are those of `init`."""
    values = {row.key: row.value for row in connection.execute(select(tables.about))}
    asked = select(tables.ledger.c.payload).where(tables.ledger.c.action == "init")
    if list(connection.execute(asked).scalars()) != [digest_of(canonical(values).encode())]:
        yield "about: title, notice or format is not what the ledger recorded at the beginning"


def _address_faults(connection: Connection) -> Iterator[str]:
    asked = select(tables.ledger.c.subject, tables.ledger.c.payload).where(tables.ledger.c.action == "address")
    promised = {(row.subject, row.payload) for row in connection.execute(asked)}
    for row in connection.execute(select(tables.addresses)):
        digest = digest_of(row.uri.encode("utf-8", "surrogatepass"))
        if (row.capture, digest) not in promised:
            yield f"addresses row {row.capture} {row.uri}: the ledger does not know it"
        promised.discard((row.capture, digest))
    for capture, digest in sorted(promised):
        yield f"addresses row {capture} {digest[:12]}: the ledger records it, but it is gone"


def _capture_faults(connection: Connection, blobs: Path, row: Any) -> list[str]:
    faults = [
        f"{blob_path(blobs, digest)}: {fault}"
        for digest in dict.fromkeys((row.sha256, row.text_sha256))
        if digest and (fault := _blob_fault(blob_path(blobs, digest), digest))
    ]
    if not faults and row.text_sha256:
        faults += _quote_faults(connection, blob_path(blobs, row.text_sha256).read_bytes(), row.id)
    return faults


def _blob_fault(path: Path, digest: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        return f"cannot be read ({error.strerror}); restore it from a copy"
    return "" if digest_of(content) == digest else "was changed after it was captured; restore it from a copy"


def _quote_faults(connection: Connection, content: bytes, capture: str) -> Iterator[str]:
    """Every claim's quote stands in the capture's text where the claim says."""
    text = content.decode("utf-8", "surrogatepass")
    asked = (
        select(tables.claims.c.id, tables.claims.c.record)
        .join(tables.articles, tables.articles.c.id == tables.claims.c.article)
        .where(tables.articles.c.capture == capture)
    )
    for id_, record in connection.execute(asked):
        quote = json.loads(record)["quote"]
        if quote["capture"] != capture or text[quote["start"] : quote["end"]] != quote["text"]:
            yield f"claims row {id_}: its quote does not stand in the captured text at {quote['start']}"


def _product_faults(connection: Connection, folder: Path) -> Iterator[str]:
    """A published file must be one that was recorded.

    A missing one is no fault: it may have been moved to a web server, or the program was killed between recording and
    writing it; `trigpoint brief` writes it again.
    """
    known: dict[str, set[str]] = {}
    for row in connection.execute(select(tables.products.c.path, tables.products.c.sha256)):
        known.setdefault(row.path, set()).add(row.sha256)
    for path, digests in sorted(known.items()):
        try:
            content = (folder / path).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            yield f"{folder / path}: cannot be read ({error.strerror})"
            continue
        if digest_of(content) not in digests:
            yield f"{folder / path}: was changed after it was published; run `trigpoint brief` to write it again"
