from __future__ import annotations

import numpy as np
import pytest

from imagery.optical_scenes import Box, Pixels, ground, house
from trigpoint.evidence.imagery.optical.objects import find_regions
from trigpoint.evidence.imagery.optical.structures import StructureChange, judge_structures
from trigpoint.evidence.imagery.sar.grading import Grade
from trigpoint.model.scene import Footprint

SIDE = 256


def outline(name: str, box: Box, **more: str) -> Footprint:
    row0, row1, col0, col1 = map(float, box)
    ring = ((col0, row0), (col1, row0), (col1, row1), (col0, row1), (col0, row0))
    return Footprint(id=name, polygons=((ring,),), unusable=more.get("unusable", ""))


def boxes() -> list[Box]:
    return [(r, r + 16, c, c + 18) for r in range(20, 230, 60) for c in range(20, 230, 60)]


def razed(rng: np.random.Generator, gone: set[int]) -> tuple[Pixels, Pixels]:
    base = ground(rng, SIDE)
    before, after = base.copy(), base + rng.normal(0, 2, base.shape).astype(np.float32)
    for number, box in enumerate(boxes()):
        house(before, box, 170)
        if number in gone:
            r0, r1, c0, c1 = box
            after[:, r0:r1, c0:c1] = rng.normal(120, 25, (r1 - r0, c1 - c0))
        else:
            house(after, box, 170)
    return before, after.astype(np.float32)


def by_id(found: tuple[StructureChange, ...]) -> dict[str, StructureChange]:
    return {one.footprint.id: one for one in found}


@pytest.fixture(scope="module")
def town() -> tuple[Pixels, Pixels, list[Footprint]]:
    before, after = razed(np.random.default_rng(0), {0, 4, 7, 10})
    return before, after, [outline(str(k), box) for k, box in enumerate(boxes())]


def test_razed_houses_are_graded_and_standing_ones_are_not(town: tuple[Pixels, Pixels, list[Footprint]]) -> None:
    before, after, outlines = town
    found = by_id(judge_structures(before, after, outlines, marks={}).structures)
    graded = {name for name, one in found.items() if one.grade in (Grade.SEVERE, Grade.MODERATE)}
    assert {"0", "4", "7", "10"} <= graded
    assert len(graded - {"0", "4", "7", "10"}) <= 1
    assert all(one.probability is None for one in found.values())


def test_without_marks_the_doubt_is_told_and_nothing_is_called_destroyed(
    town: tuple[Pixels, Pixels, list[Footprint]],
) -> None:
    judged = judge_structures(*town[:2], town[2], marks={})
    assert "open ground" in judged.flags[0]
    assert Grade.DESTROYED not in {one.grade for one in judged.structures}


def test_marks_of_an_analyst_give_probabilities_and_their_skill(town: tuple[Pixels, Pixels, list[Footprint]]) -> None:
    before, after, outlines = town
    marks = {"0": True, "4": True, "7": True, "1": False, "2": False, "3": False, "5": False}
    judged = judge_structures(before, after, outlines, marks=marks)
    assert judged.skill is not None
    assert judged.skill.auc > 0.8
    found = by_id(judged.structures)
    assert (found["10"].probability or 0) > 0.5
    assert (found["11"].probability or 1) < 0.5


def test_too_few_marks_are_not_used_and_it_is_said(town: tuple[Pixels, Pixels, list[Footprint]]) -> None:
    judged = judge_structures(*town[:2], town[2], marks={"0": True, "1": False, "nowhere": True})
    assert judged.skill is None
    assert any("nowhere" in flag for flag in judged.flags)
    assert any("3 of each" in flag for flag in judged.flags)


def test_hidden_small_and_outside_structures_are_not_assessable(town: tuple[Pixels, Pixels, list[Footprint]]) -> None:
    before, after, outlines = town
    clouded = after.copy()
    clouded[:, :60, :60] = np.nan
    strange = [outline("tiny", (100, 102, 100, 102)), outline("off", (0, 0, 0, 0), unusable="outside the picture")]
    found = by_id(judge_structures(before, clouded, [*outlines, *strange], marks={}).structures)
    for name, why in (("0", "seen in both"), ("tiny", "smaller than"), ("off", "outside")):
        assert found[name].grade is Grade.NOT_ASSESSABLE
        assert found[name].score is None
        assert found[name].p_value is None
        assert any(why in flag for flag in found[name].flags)


def test_standing_houses_have_no_crowd_of_small_p_values() -> None:
    small = []
    for seed in range(4):
        before, after = razed(np.random.default_rng(100 + seed), set())
        found = judge_structures(before, after, [outline(str(k), box) for k, box in enumerate(boxes())], marks={})
        small += [one.p_value is not None and one.p_value <= 0.02 for one in found.structures]
    assert np.mean(small) < 0.15


def test_regions_have_place_size_and_box() -> None:
    statistic = np.zeros((50, 60), np.float32)
    statistic[10:20, 30:40] = 0.8
    statistic[40:42, 5:7] = 0.9
    regions, more = find_regions(statistic, statistic > 0.5)
    assert more == 0
    assert len(regions) == 1
    assert (regions[0].x, regions[0].y, regions[0].box, regions[0].area_px) == (35.0, 15.0, (30, 10, 40, 20), 100)
    assert regions[0].mean == pytest.approx(0.8)
