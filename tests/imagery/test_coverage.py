"""Exact covered shares, against areas from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.evidence.imagery.coverage import Coverage, cover
from trigpoint.model.scene import Footprint

Ring = tuple[tuple[float, float], ...]


def outline(*rings: Ring, name: str = "a") -> Footprint:
    return Footprint(id=name, polygons=(rings,))


def box(left: float, top: float, right: float, bottom: float) -> Ring:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def shares(found: Coverage, number: int = 0) -> dict[tuple[int, int], float]:
    mine = slice(found.starts[number], found.starts[number + 1])
    return {
        (int(p) // found.width, int(p) % found.width): float(s)
        for p, s in zip(found.pixels[mine], found.share[mine], strict=True)
    }


def test_a_box_across_pixel_borders_gets_the_part_of_each_pixel() -> None:
    found = shares(cover([outline(box(1.5, 1.0, 3.0, 1.25))], height=4, width=4))
    assert found == pytest.approx({(1, 1): 0.125, (1, 2): 0.25})


def test_a_hole_is_taken_out_whichever_way_its_ring_runs() -> None:
    outer, hole = box(0, 0, 4, 4), box(1, 1, 2, 3)
    for ring in (hole, hole[::-1]):
        found = cover([outline(outer, ring)], height=4, width=4)
        assert found.area_px[0] == pytest.approx(14)
        assert (1, 1) not in shares(found)


def test_what_lies_outside_the_picture_is_left_out() -> None:
    found = cover([outline(box(-5, -5, 1, 1)), outline(box(9, 9, 12, 12))], height=4, width=4)
    assert shares(found, 0) == pytest.approx({(0, 0): 1.0})
    assert found.area_px[1] == 0


def test_an_unusable_outline_covers_nothing_and_keeps_its_place() -> None:
    gone = Footprint(id="x", polygons=((box(0, 0, 2, 2),),), unusable="outside the picture")
    found = cover([gone, outline(box(0, 0, 2, 2))], height=4, width=4)
    assert list(found.area_px) == pytest.approx([0, 4])


def test_no_outlines_give_no_entries() -> None:
    assert len(cover([], height=4, width=4)) == 0


@given(st.lists(st.tuples(st.floats(-3, 9), st.floats(-3, 9)), min_size=3, max_size=3, unique=True))
def test_a_triangle_covers_the_area_that_clipping_gives(corners: list[tuple[float, float]]) -> None:
    shapely = pytest.importorskip("shapely")
    triangle = shapely.Polygon(corners)
    expected = triangle.intersection(shapely.box(0, 0, 6, 5)).area
    found = cover([outline(tuple(corners))], height=5, width=6)
    assert found.area_px[0] == pytest.approx(expected, abs=2e-4)
    assert np.all(found.share <= 1)


@given(st.permutations(range(5)))
def test_the_order_of_the_outlines_changes_nothing(order: list[int]) -> None:
    outlines = [outline(box(k, k * 0.7, k + 1.4, k + 2.3)) for k in range(5)]
    plain = cover(outlines, height=9, width=9)
    mixed = cover([outlines[k] for k in order], height=9, width=9)
    for place, number in enumerate(order):
        assert shares(mixed, place) == shares(plain, number)
