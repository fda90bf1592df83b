"""A user's table of outlets and owners."""

from __future__ import annotations

import pytest

from trigpoint.model.errors import BadVocabulary
from trigpoint.sources.limits import Limits
from trigpoint.sources.owners import read_owners


def test_outlets_and_their_owners_are_read_whatever_else_stands_in_the_table() -> None:
    table = b"\xef\xbb\xbfOwner,Outlet,since\nOrchard Holding,Ridge Daily,2019\nOrchard Holding, Lantern  Post ,\n"
    assert read_owners(table, "owners.csv", Limits()) == {
        "Ridge Daily": "Orchard Holding",
        "Lantern Post": "Orchard Holding",
    }


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (b"outlet,proprietor\nRidge Daily,Orchard\n", "no column owner"),
        (b"outlet,owner\nRidge Daily,\n", "owners.csv:2"),
        (b"outlet,owner\nRidge Daily,Orchard\nRidge Daily,Meadow\n", "second owner"),
        (b"outlet,owner\nRidge, Daily,Orchard\n", "row 2"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_row(table: bytes, says: str) -> None:
    with pytest.raises(BadVocabulary, match=says):
        read_owners(table, "owners.csv", Limits())
