"""Who owns which outlet, as the analyst of a case says: `owners.csv` in the case folder."""

from __future__ import annotations

from pathlib import Path

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.owners import read_owners
from trigpoint.store import Case

OWNERS_FILE = "owners.csv"


def case_owners(case: Case) -> dict[str, str]:
    """Outlet -> owner; empty where the case has no such file. Raises BadVocabulary, UnreadableFile, naming it."""
    path = case.folder / OWNERS_FILE
    return owners_in(path) if path.exists() else {}


def owners_in(path: Path) -> dict[str, str]:
    """Outlet -> owner of a CSV file."""
    try:
        return read_owners(path.read_bytes(), path.name, Limits())
    except OSError as problem:
        raise UnreadableFile(str(path), f"cannot be read ({problem.strerror})", "check the name and rights") from None
