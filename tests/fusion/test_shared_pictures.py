"""Articles that show one picture."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.shared_pictures import COMMON, NEAR, NEAR_FINE, ShownPicture, shared_pictures

RNG = random.Random(7)
COARSE, FINE = RNG.getrandbits(64), RNG.getrandbits(256)


def shown(article: str, coarse: int = COARSE, fine: int = FINE) -> ShownPicture:
    return ShownPicture(article=article, name=f"{article}.jpg", coarse=coarse, fine=fine)


def flipped(value: int, bits: list[int]) -> int:
    for bit in bits:
        value ^= 1 << bit
    return value


@given(
    st.lists(st.integers(0, 63), max_size=NEAR, unique=True),
    st.lists(st.integers(0, 255), max_size=NEAR_FINE, unique=True),
)
def test_hashes_that_are_near_are_found_whichever_bits_differ(coarse: list[int], fine: list[int]) -> None:
    (found,) = shared_pictures([shown("a"), shown("b", flipped(COARSE, coarse), flipped(FINE, fine))])
    assert (found.left.article, found.right.article, found.apart) == ("a", "b", len(fine))


def test_hashes_that_are_far_are_not() -> None:
    assert shared_pictures([shown("a"), shown("b", fine=flipped(FINE, list(range(NEAR_FINE + 1))))]) == []
    assert shared_pictures([shown("a"), shown("b", coarse=flipped(COARSE, list(range(NEAR + 1))))]) == []
    assert shared_pictures([shown("a"), shown("a")]) == []


def test_a_picture_that_many_articles_show_is_no_evidence() -> None:
    assert len(shared_pictures([shown(f"a{n:02d}") for n in range(COMMON)])) == COMMON * (COMMON - 1) // 2
    assert shared_pictures([shown(f"a{n:02d}") for n in range(COMMON + 1)]) == []


def test_the_sentence_names_both_pictures_and_both_hashes() -> None:
    (found,) = shared_pictures([shown("b"), shown("a", flipped(COARSE, [3]), flipped(FINE, [1, 2]))])
    assert "a.jpg, b.jpg" in found.why
    assert f"{COARSE:016x}" in found.why
    assert f"{flipped(COARSE, [3]):016x}" in found.why
    assert "2 of 256" in found.why


@given(st.permutations([shown("a"), shown("b"), shown("c", RNG.getrandbits(64), RNG.getrandbits(256)), shown("d")]))
def test_the_order_changes_nothing(pictures: list[ShownPicture]) -> None:
    assert [(p.left.article, p.right.article) for p in shared_pictures(pictures)] == [
        ("a", "b"),
        ("a", "d"),
        ("b", "d"),
    ]
