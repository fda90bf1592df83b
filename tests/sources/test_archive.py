from __future__ import annotations

import attrs
import pytest

from hostile.generators import archive
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile
from trigpoint.sources.archive import members
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Inner


def test_members_come_in_the_order_of_names_with_their_bytes() -> None:
    packed = archive([("b/b.txt", b"2"), ("a.txt", b"1"), ("__MACOSX/a.txt", b"x"), (".DS_Store", b"x"), ("b/", b"")])
    assert list(members(packed, "x.zip", Limits())) == [
        Inner(name="a.txt", content=b"1"),
        Inner(name="b/b.txt", content=b"2"),
    ]


def test_a_refused_member_names_the_archive_and_itself() -> None:
    (error,) = members(archive([("../a.txt", b"1")]), "x.zip", Limits())
    assert isinstance(error, RefusedInput)
    assert error.where == "x.zip!/../a.txt"


@pytest.mark.parametrize(
    "limits",
    [
        attrs.evolve(Limits(), archive_members=2),
        attrs.evolve(Limits(), archive_bytes=2_000),
    ],
)
def test_totals_beyond_the_limits_refuse_the_archive(limits: Limits) -> None:
    packed = archive([(f"{n}.txt", b"x" * 1_000) for n in range(3)])
    with pytest.raises(RefusedInput):
        list(members(packed, "x.zip", limits))
    assert len(list(members(packed, "x.zip", Limits()))) == 3


def test_a_large_member_refuses_itself_alone() -> None:
    packed = archive([("big.txt", b"x" * 5_000), ("small.txt", b"x")])
    first, second = members(packed, "x.zip", attrs.evolve(Limits(), file_bytes=4_000))
    assert isinstance(first, InputError)
    assert isinstance(second, Inner)


def test_text_that_packs_well_is_no_bomb() -> None:
    packed = archive([("log.txt", b"the same line again\n" * 20_000)])
    (member,) = members(packed, "x.zip", Limits())
    assert isinstance(member, Inner)


def test_what_is_no_archive_is_unreadable() -> None:
    with pytest.raises(UnreadableFile):
        list(members(b"PK\x03\x04 and then nothing", "x.zip", Limits()))
