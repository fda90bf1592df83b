"""Judging in batches and by several threads: the same numbers, to the last digit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from trigpoint.evidence.imagery.coverage import cover
from trigpoint.evidence.imagery.sar import normalise
from trigpoint.evidence.imagery.sar.batches import each
from trigpoint.evidence.imagery.sar.judge import Judged, Stack, judge, plan
from trigpoint.evidence.imagery.sar.simulation import Circumstances, simulate_stack
from trigpoint.model.scene import Footprint, Grid

GRID = Grid(width=72, height=60, transform=(10.0, 0.0, 0.0, 0.0, -10.0, 0.0), crs="EPSG:32637", pixel_m=10.0)


def street() -> tuple[Footprint, ...]:
    """Blocks of several sizes, some close enough to share pixels."""
    found = []
    for number in range(70):
        left, top, side = 4.3 + 6 * (number % 11), 4.6 + 7 * (number // 11), 1.2 + number % 5
        ring = ((left, top), (left + side, top), (left + side, top + side), (left, top + side))
        found.append(Footprint(id=f"s{number}", polygons=((ring,),)))
    return tuple(found)


def judged(workers: ThreadPoolExecutor | None) -> Judged:
    """A made-up scene with damage and a hole in some looks, judged by as many threads as are lent."""
    outlines = street()
    made = simulate_stack(
        np.random.default_rng(8), grid=GRID, footprints=outlines, circumstances=Circumstances(), hits={"s4": (20.0, -6.0)}
    )  # fmt: skip
    made.power[::3, :, 30:40, 10:30] = np.nan
    covered = cover(outlines, height=GRID.height, width=GRID.width)
    blurred, pixels = plan(covered, 10.0)
    after = np.array([scene.acquired is not None and scene.acquired >= Circumstances().event for scene in made.scenes])
    power = np.ascontiguousarray(made.power.reshape(*made.power.shape[:2], -1)[..., pixels])
    stack = Stack(scenes=made.scenes, after=after, pixels=pixels, power=power, pixel_m=10.0)
    return judge(outlines, covered, blurred, stack, workers=workers)


def test_two_threads_judge_as_one_does_to_the_last_digit() -> None:
    alone = judged(None)
    with ThreadPoolExecutor(2) as workers:
        shared = judged(workers)
    assert shared.structures == alone.structures
    assert shared.told is not None
    assert alone.told is not None
    assert np.array_equal(shared.told, alone.told)
    assert len({one.probability for one in alone.structures}) > 10


def test_pieces_come_back_in_their_order_and_errors_come_through() -> None:
    with ThreadPoolExecutor(2) as workers:
        assert each(lambda piece: piece * piece, range(50), workers) == [piece * piece for piece in range(50)]
        with pytest.raises(ZeroDivisionError):
            each(lambda piece: 1 // piece, (1, 0), workers)


def test_neighbours_of_a_pixel_are_found_where_they_are_in_the_list() -> None:
    right, left, below, above = normalise.neighbours(np.array([11, 12, 21, 40]), 10)
    assert right.tolist() == [1, 4, 4, 4]
    assert left.tolist() == [4, 0, 4, 4]
    assert below.tolist() == [2, 4, 4, 4]
    assert above.tolist() == [4, 4, 0, 4]
