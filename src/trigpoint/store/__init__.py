"""The case on disk: captures by digest, records, and a ledger of every change. Knows nothing of what a claim means."""

from trigpoint.store.blobs import blob_path, digest_of, sync_folder, write_through
from trigpoint.store.case import Case, case_about, create_case, open_case, sweep
from trigpoint.store.ledger import Head
from trigpoint.store.pictures import add_file, observations, scenes, write_observations
from trigpoint.store.records import (
    Product,
    Run,
    add_capture,
    articles,
    capture_text,
    captures,
    claims,
    claims_basis,
    events,
    latest_run,
    ledger_head,
    products,
    unread_articles,
    write_product,
    write_reading,
    write_run,
)
from trigpoint.store.verify import Verification, verify_case

__all__ = [
    "Case",
    "Head",
    "Product",
    "Run",
    "Verification",
    "add_capture",
    "add_file",
    "articles",
    "blob_path",
    "capture_text",
    "captures",
    "case_about",
    "claims",
    "claims_basis",
    "create_case",
    "digest_of",
    "events",
    "latest_run",
    "ledger_head",
    "observations",
    "open_case",
    "products",
    "scenes",
    "sweep",
    "sync_folder",
    "unread_articles",
    "verify_case",
    "write_observations",
    "write_product",
    "write_reading",
    "write_run",
    "write_through",
]
