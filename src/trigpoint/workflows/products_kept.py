"""Putting what was made in its place: in the case, noted in its ledger, or as a copy elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trigpoint import store
from trigpoint.store import Case, Run
from trigpoint.workflows.clock import Clock


def publish_file(case: Case, name: str, content: bytes, run: Run | None, basis: Sequence[str], now: Clock) -> Path:
    """Note it, then put it in place: a program killed in between leaves the file of before, never an unknown one."""
    path = case.products / name
    aside = case.products / f".{name}.part"
    store.write_through(aside, content)
    store.write_product(case, f"products/{name}", store.digest_of(content), run=run, basis=basis, now=now())
    aside.replace(path)
    store.sync_folder(case.products)
    return path


def copy_file(folder: Path, name: str, content: bytes) -> Path:
    """A copy where the user wants it."""
    path = folder / name
    store.write_through(path, content)
    return path
