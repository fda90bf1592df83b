"""The case on disk.

```
mycase/
  case.sqlite            records and the ledger
  captures/ab/abcd...    original bytes and plain texts under their SHA-256, read-only
  products/              what was published
```

SQLite runs with a write-ahead log and full synchronisation: what was acknowledged is on the disk, a reader never
waits, and a writer waits up to `BUSY_S` for another. The database may lie elsewhere (`postgresql+pg8000://...`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import attrs
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from trigpoint.model import canonical
from trigpoint.model.errors import CaseError, CaseExists, NotACase, TamperedCase
from trigpoint.store import tables
from trigpoint.store.blobs import digest_of, sweep_incoming, sync_folder
from trigpoint.store.ledger import START, append, read_head

DATABASE = "case.sqlite"
BUSY_S = 30.0


@attrs.frozen(kw_only=True)
class Case:
    """An open case. `actor` (tool and version) is what the ledger names for each change."""

    folder: Path
    engine: Engine
    actor: str

    @property
    def blobs(self) -> Path:
        """The folder of captured bytes."""
        return self.folder / "captures"

    @property
    def products(self) -> Path:
        """The folder of what was published."""
        return self.folder / "products"


def create_case(
    folder: Path, *, actor: str, now: datetime, title: str = "", notice: str = "", database: str = ""
) -> Case:
    """Make a new case. Raises CaseExists.

    `notice` is a sentence that everything made from the case must show, such as that it is an exercise.

    The database is built aside and renamed: a program killed here leaves either no case or a whole one.
    """
    if not database and (folder / DATABASE).exists():
        raise CaseExists(f"{folder}: there is a case here already; choose another folder")
    if folder.exists() and not folder.is_dir():
        raise CaseError(f"{folder}: is a file; choose a folder for the case")
    for path in (folder, folder / "captures", folder / "products"):
        path.mkdir(parents=True, exist_ok=True)
    if database:
        _fill(
            create_engine(database, poolclass=NullPool),
            folder,
            actor=actor,
            now=now,
            about={"title": title, "notice": notice},
        )
        return open_case(folder, actor=actor, database=database)
    aside = folder / f".{DATABASE}.{os.getpid()}"
    aside.unlink(missing_ok=True)
    _fill(_sqlite_engine(aside), folder, actor=actor, now=now, about={"title": title, "notice": notice})
    aside.replace(folder / DATABASE)
    sync_folder(folder)
    return open_case(folder, actor=actor)


def open_case(folder: Path, *, actor: str, database: str = "") -> Case:
    """Open a case. Raises NotACase, TamperedCase."""
    if not database and not (folder / DATABASE).is_file():
        raise NotACase(f"{folder}: is not a case; make one with `trigpoint init` or name one with --case")
    engine = create_engine(database, poolclass=NullPool) if database else _sqlite_engine(folder / DATABASE)
    case = Case(folder=folder, engine=engine, actor=actor)
    with reading(case) as connection:
        if not inspect(connection).has_table("about"):
            raise NotACase(f"{folder}: its database holds no case; make one with `trigpoint init` in another folder")
        found = int(connection.execute(select(tables.about.c.value).where(tables.about.c.key == "schema")).scalar_one())
    if found > tables.SCHEMA_VERSION:
        raise CaseError(f"{folder}: was made by a later Trigpoint (format {found}); install that to open it")
    return case


@contextmanager
def reading(case: Case) -> Iterator[Connection]:
    """A transaction that only reads: it sees one state of the case from beginning to end."""
    engine = case.engine
    if engine.dialect.name != "sqlite":  # SQLite gives a snapshot by itself
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with _as_case_errors(case.folder), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(case: Case) -> Iterator[Connection]:
    """A transaction that writes: all of it is kept, or nothing. Waits for another writer up to `BUSY_S` seconds."""
    engine = case.engine.execution_options(trigpoint_write=True)
    with _as_case_errors(case.folder), engine.connect() as connection, connection.begin():
        read_head(connection, lock=True)  # before anything is looked up: one writer at a time, in any database
        yield connection


def case_about(case: Case) -> dict[str, str]:
    """What `init` was told: title, notice; and the schema's version."""
    with reading(case) as connection:
        rows = connection.execute(select(tables.about.c.key, tables.about.c.value).order_by(tables.about.c.key))
        return {row.key: row.value for row in rows}


def sweep(case: Case) -> None:
    """Remove the unfinished files of programs that were killed."""
    sweep_incoming(case.blobs)


def _fill(engine: Engine, folder: Path, *, actor: str, now: datetime, about: dict[str, str]) -> None:
    try:
        with _as_case_errors(folder), engine.execution_options(trigpoint_write=True).begin() as connection:
            if inspect(connection).has_table("about"):
                raise CaseExists(f"{folder}: the database holds a case already; choose another one")
            tables.metadata.create_all(connection)
            values = {"schema": str(tables.SCHEMA_VERSION)} | about
            connection.execute(insert(tables.about), [{"key": k, "value": v} for k, v in values.items()])
            connection.execute(insert(tables.head), [{"id": 1, "sequence": 0, "hash": START}])
            append(connection, [("init", "case", digest_of(canonical(values).encode()))], actor=actor, now=now)
    finally:
        engine.dispose()


def _sqlite_engine(path: Path) -> Engine:
    """SQLite through SQLAlchemy, with transactions begun by us: the driver would begin them too late."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def _settings(driver: sqlite3.Connection, _: object) -> None:
        driver.isolation_level = None
        mode = "DELETE" if path.name != DATABASE else "WAL"  # a log beside a file about to be renamed would be lost
        for pragma in (f"journal_mode={mode}", "synchronous=FULL", "foreign_keys=ON"):
            driver.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_write = connection.get_execution_options().get("trigpoint_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine


@contextmanager
def _as_case_errors(folder: Path) -> Iterator[None]:
    """A database's complaint as one sentence about the case."""
    try:
        yield
    except DBAPIError as error:
        words = str(error.orig)
        if "locked" in words or "busy" in words:
            raise CaseError(f"{folder}: another program is writing to this case; try again when it is done") from error
        if "malformed" in words or "not a database" in words:
            raise TamperedCase(
                f"{folder / DATABASE}: is damaged or is no database ({words}); restore it from a copy"
            ) from error
        if "readonly" in words or "unable to open" in words:
            raise CaseError(
                f"{folder / DATABASE}: cannot be opened for this ({words}); check its permissions"
            ) from error
        if "full" in words:
            raise CaseError(f"{folder}: the disk is full; make room and run the command again") from error
        raise CaseError(f"{folder}: the database refused ({words})") from error
