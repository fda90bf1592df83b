"""Writing and reading the records of a case.

Every function that writes does so in one transaction together with its ledger entries, and does nothing when there is
nothing new. Records are never edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import attrs
from sqlalchemy import Connection, Table, func, insert, select

from trigpoint.model import (
    Article,
    Capture,
    Claim,
    Decision,
    Event,
    Observation,
    canonical,
    from_json,
    record_id,
    to_json,
)
from trigpoint.store import tables
from trigpoint.store.blobs import digest_of, put_blob, read_blob
from trigpoint.store.case import Case, reading, writing
from trigpoint.store.ledger import Head, append, read_head

R = TypeVar("R")
Change = tuple[str, str, str]  # action, subject, payload
PIECE = 5_000  # rows written by one statement


@attrs.frozen(kw_only=True)
class Run:
    """One whole pass from claims to events."""

    number: int
    extractor: str
    fuser: str
    basis: str  # digest over the claims and observations it stands on
    finished: datetime
    claims: int
    events: int
    parent: int = 0  # number of the run whose events it keeps but for those it replaces; 0 = it joined everything
    replaced: tuple[str, ...] = ()  # Event ids
    context: str = ""  # digest over the observations and decisions it stands on; "" = an older run


@attrs.frozen(kw_only=True)
class Product:
    """A published file and what it stands on."""

    id: str
    path: str  # below the case folder, with /
    sha256: str
    made: datetime
    run: int
    basis: tuple[str, ...]  # ids of events and claims


def frozen_text(record: Any) -> tuple[str, str]:
    """A record's canonical JSON and its SHA-256."""
    text = canonical(to_json(record))
    return text, digest_of(text.encode())


def ledger_head(case: Case) -> Head:
    """The last entry of the ledger."""
    with reading(case) as connection:
        return read_head(connection)


def add_capture(
    case: Case, capture: Capture, content: bytes, text: str, articles: Sequence[Article], *, now: datetime
) -> bool:
    """Keep a capture; False when these bytes are here already (a new address for them is noted).

    The bytes reach the disk before the row that names them.
    """
    if digest_of(content) != capture.sha256:
        raise ValueError(f"{capture.uri}: the digest given is not that of the bytes")
    encoded = text.encode("utf-8", "surrogatepass")
    if capture.text_sha256 and digest_of(encoded) != capture.text_sha256:
        raise ValueError(f"{capture.uri}: the digest given is not that of the text")
    put_blob(case.blobs, content)
    if capture.text_sha256:
        put_blob(case.blobs, encoded)
    with writing(case) as connection:
        is_new = not has_row(connection, tables.captures, id=capture.id)
        changes = _capture_rows(connection, capture, articles) if is_new else []
        changes += _address_row(connection, capture)
        append(connection, changes, actor=case.actor, now=now)
    return is_new


def _capture_rows(connection: Connection, capture: Capture, articles: Sequence[Article]) -> list[Change]:
    record, digest = frozen_text(capture)
    row = {"id": capture.id, "sha256": capture.sha256, "text_sha256": capture.text_sha256}
    connection.execute(insert(tables.captures), [row | {"record": record, "digest": digest}])
    changes = [("add", capture.id, digest)]
    for article in articles:
        record, digest = frozen_text(article)
        row = {"id": article.id, "capture": capture.id, "record": record, "digest": digest}
        connection.execute(insert(tables.articles), [row | {"ordinal": article.ordinal}])
        changes.append(("article", article.id, digest))
    return changes


def _address_row(connection: Connection, capture: Capture) -> list[Change]:
    digest = digest_of(capture.uri.encode("utf-8", "surrogatepass"))
    if has_row(connection, tables.addresses, capture=capture.id, uri_digest=digest):
        return []
    row = {"capture": capture.id, "uri_digest": digest, "uri": capture.uri}
    connection.execute(insert(tables.addresses), [row])
    return [("address", capture.id, digest)]


def add_capture_row(connection: Connection, capture: Capture) -> list[Change]:
    """Note a capture without text whose bytes are kept, and its address, if they are not known."""
    known = has_row(connection, tables.captures, id=capture.id)
    return ([] if known else _capture_rows(connection, capture, ())) + _address_row(connection, capture)


def captures(case: Case) -> list[Capture]:
    """All captures, by id."""
    return list(_records(case, tables.captures, Capture, tables.captures.c.id))


def captures_without_text(case: Case) -> list[Capture]:
    """Pictures and other captures that hold no text, by id."""
    without = tables.captures.c.text_sha256 == ""
    return list(_records(case, tables.captures, Capture, tables.captures.c.id, where=without))


def articles(case: Case) -> list[Article]:
    """All articles, by capture and ordinal."""
    return list(_records(case, tables.articles, Article, tables.articles.c.capture, tables.articles.c.ordinal))


def capture_text(case: Case, capture: Capture) -> str:
    """The plain text, "" where the item holds none."""
    return read_blob(case.blobs, capture.text_sha256).decode("utf-8", "surrogatepass") if capture.text_sha256 else ""


def unread_articles(case: Case, extractor: str) -> list[Article]:
    """Articles that this extractor has not read, in a fixed order."""
    read = select(tables.readings.c.article).where(tables.readings.c.extractor == extractor)
    asked = select(tables.articles.c.id).where(tables.articles.c.id.not_in(read))  # from indexes alone
    with reading(case) as connection:
        unread = list(connection.execute(asked).scalars())
    return sorted(some_articles(case, unread), key=lambda a: (a.capture, a.ordinal))


def write_reading(case: Case, article: Article, found: Sequence[Claim], *, extractor: str, now: datetime) -> bool:
    """Keep what an extractor found in an article, all or nothing. False when it was read before."""
    distinct = {claim.id: claim for claim in found}
    rows, changes = [], []
    for claim in distinct.values():
        record, digest = frozen_text(claim)
        row = {"id": claim.id, "extractor": extractor, "article": article.id, "event_type": claim.event_type}
        rows.append(row | {"record": record, "digest": digest})
        changes.append(("claim", f"{claim.id} {extractor}", digest))
    summary = canonical({"article": article.id, "extractor": extractor, "claims": sorted(distinct)})
    digest = digest_of(summary.encode())
    with writing(case) as connection:
        if has_row(connection, tables.readings, article=article.id, extractor=extractor):
            return False
        if rows:
            connection.execute(insert(tables.claims), rows)
        read: dict[str, Any] = {"article": article.id, "extractor": extractor, "claims": len(rows)}
        connection.execute(insert(tables.readings), [read | {"record": summary, "digest": digest}])
        append(connection, [*changes, ("read", f"{article.id} {extractor}", digest)], actor=case.actor, now=now)
    return True


def claims(case: Case, extractor: str) -> list[Claim]:
    """The claims one extractor found, by id."""
    of_extractor = tables.claims.c.extractor == extractor
    return list(_records(case, tables.claims, Claim, tables.claims.c.id, where=of_extractor))


def latest_run(case: Case) -> Run | None:
    """The last whole run; None before the first."""
    asked = select(tables.runs.c.record).order_by(tables.runs.c.number.desc()).limit(1)
    with reading(case) as connection:
        text = connection.execute(asked).scalar()
    return None if text is None else _structured(Run, text)


def claims_basis(found: Sequence[Claim], measured: Sequence[Observation] = (), decided: Sequence[Decision] = ()) -> str:
    """A digest over claims, observations and decisions, whatever their order: two runs on the same have the same basis."""
    records: tuple[Claim | Observation | Decision, ...] = (*found, *measured, *decided)
    digests = [(r.id, frozen_text(r)[1]) for r in records]
    return digest_of(canonical(sorted(digests)).encode())


def grown_basis(last: Run, new: Sequence[Claim]) -> str:
    """The basis of a run that adds claims to another's."""
    return digest_of((last.basis + claims_basis(new)).encode())


def write_run(
    case: Case,
    found: Sequence[Event],
    *,
    extractor: str,
    fuser: str,
    basis: str,
    claim_count: int,
    now: datetime,
    parent: Run | None = None,
    replaced: Sequence[str] = (),
    context: str = "",
) -> Run:
    """Keep the events of a run in one transaction. They take the place of the previous run's; with `parent`, of those replaced."""
    with writing(case) as connection:
        number = 1 + (connection.execute(select(func.max(tables.runs.c.number))).scalar() or 0)
        run = Run(
            number=number, extractor=extractor, fuser=fuser, basis=basis, finished=now, claims=claim_count,
            events=len(found) + (parent.events - len(replaced) if parent else 0),
            parent=parent.number if parent else 0, replaced=tuple(replaced), context=context,
        )  # fmt: skip
        record, digest = frozen_text(run)
        row = {"number": number, "extractor": extractor, "fuser": fuser, "basis": basis}
        connection.execute(insert(tables.runs), [row | {"record": record, "digest": digest}])
        changes = [("run", str(number), digest)]
        rows = []
        for event in found:
            record, digest = frozen_text(event)
            rows.append({"run": number, "id": event.id, "type": event.type, "record": record, "digest": digest})
            changes.append(("event", f"{event.id} {number}", digest))
        for start in range(0, len(rows), PIECE):
            connection.execute(insert(tables.events), rows[start : start + PIECE])
        append(connection, changes, actor=case.actor, now=now)
    return run


def lineage(case: Case, run: Run) -> list[Run]:
    """The run and those whose events it keeps, newest first; the last one joined everything."""
    found = [run]
    asked = select(tables.runs.c.record).where(tables.runs.c.number < run.number).order_by(tables.runs.c.number.desc())
    with reading(case) as connection:
        for text in connection.execute(asked).scalars() if run.parent else ():
            earlier = _structured(Run, text)
            if earlier.number == found[-1].parent:
                found.append(earlier)
                if not earlier.parent:
                    break
    return found


def events(case: Case, run: Run, *, only: Sequence[str] | None = None) -> list[Event]:
    """The events of a run, by id; of those `only` these ids."""
    made = {r.number: r for r in lineage(case, run)}
    since = {id_: r.number for r in sorted(made.values(), key=lambda r: r.number) for id_ in r.replaced}
    columns = tables.events.c
    asked = select(columns.run, columns.id, columns.record).where(columns.run.between(min(made), run.number))
    held: dict[str, tuple[int, str]] = {}
    with reading(case) as connection:
        for part in [None] if only is None else _parts(only):
            for r in connection.execute(asked if part is None else asked.where(columns.id.in_(part))):
                if r.run in made and since.get(r.id, 0) <= r.run and held.get(r.id, (0,))[0] <= r.run:
                    held[r.id] = (r.run, r.record)
    return [_structured(Event, held[id_][1]) for id_ in sorted(held)]


def count_claims(case: Case, extractor: str) -> int:
    """How many claims one extractor found."""
    asked = select(func.count()).select_from(tables.claims).where(tables.claims.c.extractor == extractor)
    with reading(case) as connection:
        return int(connection.execute(asked).scalar_one())


def some_claims(case: Case, extractor: str, *, ids: Sequence[str] = (), of_articles: Sequence[str] = ()) -> list[Claim]:
    """The claims with these ids and those of these articles, by id."""
    found: dict[str, Claim] = {}
    with reading(case) as connection:
        for column, wanted in ((tables.claims.c.id, ids), (tables.claims.c.article, of_articles)):
            for part in _parts(wanted):
                asked = select(tables.claims.c.record).where(column.in_(part), tables.claims.c.extractor == extractor)
                for text in connection.execute(asked).scalars():
                    claim = _structured(Claim, text)
                    found[claim.id] = claim
    return [found[k] for k in sorted(found)]


def some_articles(case: Case, ids: Sequence[str]) -> list[Article]:
    """The articles with these ids, by id."""
    return _some(case, tables.articles, Article, ids)


def some_captures(case: Case, ids: Sequence[str]) -> list[Capture]:
    """The captures with these ids, by id."""
    return _some(case, tables.captures, Capture, ids)


def _some(case: Case, table: Table, kind: type[R], ids: Sequence[str]) -> list[R]:
    found: list[R] = []
    with reading(case) as connection:
        for part in _parts(sorted(set(ids))):
            asked = select(table.c.record).where(table.c.id.in_(part)).order_by(table.c.id)
            found += [_structured(kind, text) for text in connection.execute(asked).scalars()]
    return found


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    """As many as a statement takes."""
    for start in range(0, len(ids), 500):
        yield list(ids[start : start + 500])


def write_product(
    case: Case, path: str, sha256: str, *, run: Run | None, basis: Sequence[str], now: datetime
) -> Product:
    """Note a file that is about to be published and the ids it stands on. The same file twice is noted once."""
    number = run.number if run else 0
    id_ = record_id("prd", path, sha256, number)
    product = Product(id=id_, path=path, sha256=sha256, made=now, run=number, basis=tuple(basis))
    record, digest = frozen_text(product)
    with writing(case) as connection:
        if not has_row(connection, tables.products, id=id_):
            row = {"id": id_, "path": path, "sha256": sha256, "record": record, "digest": digest}
            connection.execute(insert(tables.products), [row])
            append(connection, [("publish", id_, digest)], actor=case.actor, now=now)
    return product


def products(case: Case) -> list[Product]:
    """Everything published, by id."""
    return list(_records(case, tables.products, Product, tables.products.c.id))


def _records(case: Case, table: Table, kind: type[R], *order: Any, where: Any = None) -> Iterator[R]:
    asked = select(table.c.record).order_by(*order)
    with reading(case) as connection:
        for text in connection.execute(asked if where is None else asked.where(where)).scalars():
            yield _structured(kind, text)


def _structured(kind: type[R], text: str) -> R:
    return from_json(kind, json.loads(text))


def has_row(connection: Connection, table: Table, **key: str) -> bool:
    """Whether a row with these values is there."""
    asked = select(table.c[next(iter(key))]).where(*(table.c[name] == value for name, value in key.items()))
    return connection.execute(asked).first() is not None
