"""A user's table of who owns which outlet: publishers of one owner are one origin."""

from __future__ import annotations

from trigpoint.model.errors import BadVocabulary
from trigpoint.sources.csv_rows import read_rows
from trigpoint.sources.limits import Limits


def read_owners(content: bytes, where: str, limits: Limits) -> dict[str, str]:
    """Outlet -> owner from a CSV with the columns `outlet,owner`; others are left aside.

    Raises BadVocabulary, which names the row, for a table that lacks a column or a cell, or gives one outlet two owners:
    a row left out would count one voice as two without a word.
    """
    table = read_rows(content, where, limits)
    missing = {"outlet", "owner"} - {*table.header}
    if missing:
        raise BadVocabulary(where, f"has no column {', '.join(sorted(missing))}", "begin the file with: outlet,owner")
    if table.faults:
        raise BadVocabulary(where, table.faults[0], "put names that hold a comma in quotes")
    owners: dict[str, str] = {}
    for number, row in table.rows:
        outlet, owner = (" ".join(row.get(name, "").split()) for name in ("outlet", "owner"))
        if not outlet or not owner:
            raise BadVocabulary(f"{where}:{number}", "lacks the outlet or its owner", "give both, or delete the row")
        if owners.setdefault(outlet, owner).casefold() != owner.casefold():
            raise BadVocabulary(
                f"{where}:{number}", f"gives {outlet!r} a second owner, {owner!r}", "keep the one that decides"
            )
    return owners
