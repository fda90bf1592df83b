"""The case database: records as canonical JSON beside the few columns that are searched.

Plain SQL types only, so the same schema is made in SQLite and PostgreSQL. Every record row carries the SHA-256 of its
canonical JSON; the ledger names the same digest. Times are ISO 8601 text in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 1

metadata = MetaData()

_DIGEST = String(64)  # SHA-256, lowercase hex
_ID = String(64)
_COUNT = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by themselves only in INTEGER columns


def _record() -> tuple[Column[str], Column[str]]:
    return Column("record", Text, nullable=False), Column("digest", _DIGEST, nullable=False)


about = Table(
    "about",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

captures = Table(
    "captures",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("sha256", _DIGEST, nullable=False, unique=True),
    Column("text_sha256", _DIGEST, nullable=False),  # "" = holds no text
    *_record(),
)

# The same bytes met again under another name: one capture, several addresses.
addresses = Table(
    "addresses",
    metadata,
    Column("capture", _ID, ForeignKey("captures.id"), primary_key=True),
    Column("uri_digest", _DIGEST, primary_key=True),  # URLs may be longer than an index key
    Column("uri", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("capture", _ID, ForeignKey("captures.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    *_record(),
)

# Which extractor has read which article: written together with its claims, so a killed run knows where it was.
readings = Table(
    "readings",
    metadata,
    Column("article", _ID, ForeignKey("articles.id"), primary_key=True),
    Column("extractor", String(200), primary_key=True),
    Column("claims", Integer, nullable=False),
    *_record(),
)

claims = Table(
    "claims",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("extractor", String(200), primary_key=True),  # a later version may read the same words differently
    Column("article", _ID, ForeignKey("articles.id"), nullable=False),
    Column("event_type", String(64), nullable=False),
    *_record(),
)

# What the program read from a picture when it was kept: a later reader of its tags must not change old measurements.
pictures = Table(
    "pictures",
    metadata,
    Column("id", _ID, ForeignKey("captures.id"), primary_key=True),
    *_record(),
)

# Superseded ones stay: the current ones are those that no other names in `supersedes`.
observations = Table(
    "observations",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("supersedes", _ID, nullable=False),  # "" = none
    *_record(),
)

# Only whole runs are written: the events of the run with the greatest number are the current ones.
runs = Table(
    "runs",
    metadata,
    Column("number", _COUNT, primary_key=True, autoincrement=False),
    Column("extractor", String(200), nullable=False),
    Column("fuser", String(200), nullable=False),
    Column("basis", _DIGEST, nullable=False),  # over the ids and digests of the claims and observations it stands on
    *_record(),
)

events = Table(
    "events",
    metadata,
    Column("run", _COUNT, ForeignKey("runs.number"), primary_key=True),
    Column("id", _ID, primary_key=True),
    Column("type", String(64), nullable=False),
    *_record(),
)

products = Table(
    "products",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("path", Text, nullable=False),  # below the case folder, with /
    Column("sha256", _DIGEST, nullable=False),
    *_record(),
)

ledger = Table(
    "ledger",
    metadata,
    Column("sequence", _COUNT, primary_key=True, autoincrement=False),
    Column("time", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(256), nullable=False),
    Column("payload", _DIGEST, nullable=False),
    Column("previous", _DIGEST, nullable=False),
    Column("hash", _DIGEST, nullable=False),
)

# One row: the ledger's last entry. Locked by every writer, and it shows a ledger whose end was cut off.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", _COUNT, nullable=False),
    Column("hash", _DIGEST, nullable=False),
)

Index("captures_by_text", captures.c.text_sha256)
Index("claims_by_article", claims.c.article, claims.c.extractor)
Index("articles_by_capture", articles.c.capture, articles.c.ordinal)
Index("ledger_by_subject", ledger.c.subject, ledger.c.action)
