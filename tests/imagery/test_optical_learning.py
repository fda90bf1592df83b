from __future__ import annotations

import numpy as np
import pytest

from imagery.optical_scenes import built_pair
from trigpoint.evidence.imagery.optical import learning
from trigpoint.evidence.imagery.optical.domain import UNLIKE, fit_kind, kind_distance
from trigpoint.evidence.imagery.optical.features import pair_tones
from trigpoint.evidence.imagery.optical.learning import Effort, Learned, Marked, predict, strangeness
from trigpoint.evidence.imagery.optical.skill import auc, cut_counts, f1_of, measure_skill, pooled_f1

QUICK = Effort(trees=30, rows=1_500, trees_left_out=20, rows_left_out=1_000)


def learn(pairs: list[Marked]) -> Learned:
    return learning.learn(pairs, effort=QUICK)


def marked(seed: int, scene: str = "", **how: float) -> Marked:
    before, after, changed = built_pair(seed, side=96, gain=how.get("gain", 1.0))
    return Marked(f"m{seed}", scene or f"s{seed}", pair_tones(before, after), changed)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn([marked(seed) for seed in (11, 12, 13)])


def test_a_new_scene_is_found_better_than_by_marking_everything(learned: Learned) -> None:
    before, after, changed = built_pair(21, side=96)
    probability, far = predict(learned, pair_tones(before, after))
    found = pooled_f1([probability > learned.choice.threshold], [changed])
    assert found > 1.5 * pooled_f1([np.ones_like(changed)], [changed])
    assert (far > 1).mean() < 0.05


def test_skill_is_measured_on_scenes_left_out(learned: Learned) -> None:
    skill = learned.skill
    assert skill is not None
    assert skill.scenes == 3
    assert skill.f1_low <= skill.f1 <= skill.f1_high
    assert skill.auc > 0.8
    assert skill.moved_f1 < skill.f1
    assert skill.moved_p < 0.05


def test_marks_put_at_random_have_no_skill() -> None:
    rng = np.random.default_rng(0)
    shuffled = []
    for seed in (31, 32, 33):
        one = marked(seed)
        shuffled.append(
            Marked(one.name, one.scene, one.tones, rng.permutation(one.changed.ravel()).reshape(one.changed.shape))
        )
    skill = learn(shuffled).skill
    assert skill is not None
    assert abs(skill.auc - 0.5) < 0.1
    assert not skill.is_better_than_everything


def test_tiles_of_one_scene_are_never_on_both_sides() -> None:
    one = learn([marked(41, "town"), marked(42, "town")])
    assert one.skill is None
    assert one.scenes == 1
    assert one.pairs == 2


def test_the_same_marks_give_the_same_map() -> None:
    pairs = [marked(51), marked(52)]
    before, after, _ = built_pair(53, side=96)
    maps = [predict(learn(pairs), pair_tones(before, after))[0] for _ in range(2)]
    assert np.array_equal(maps[0], maps[1], equal_nan=True)


def test_a_part_unlike_the_marks_is_far_from_them(learned: Learned) -> None:
    before, after, _ = built_pair(23, side=96)
    for look in (before, after):
        look[:, 48:] = np.random.default_rng(9).uniform(0, 4000, (3, 48, 96))
        look[0, 48:] *= 3
    _, far = predict(learned, pair_tones(before, after))
    assert far[60:].mean() > 1.3 * far[:36].mean()
    assert (far[60:] > 1).mean() > 0.5


def test_a_picture_of_another_kind_is_told_from_another_scene_of_the_same(learned: Learned) -> None:
    before, after, _ = built_pair(24, side=96, gain=1.4)
    assert strangeness(learned, pair_tones(before, after)) < UNLIKE
    rng = np.random.default_rng(3)
    noise = [rng.normal(100, 30, before.shape).astype(np.float32) for _ in range(2)]
    assert strangeness(learned, pair_tones(noise[0], noise[1])) > learned.kind.foreign


def test_gain_and_haze_do_not_make_a_picture_strange(learned: Learned) -> None:
    before, after, _ = built_pair(25, side=96)
    plain = strangeness(learned, pair_tones(before, after))
    assert strangeness(learned, pair_tones(before * 2, after * 0.5 + 40)) == pytest.approx(plain, abs=0.05)


def test_unlike_marked_scenes_set_a_wide_border() -> None:
    rng = np.random.default_rng(4)
    narrow, wide = (fit_kind([rng.normal(0, spread, 8) for _ in range(5)]) for spread in (0.05, 2.0))
    point = np.full(8, 1.5)
    assert kind_distance(narrow, point) > narrow.foreign
    assert kind_distance(wide, point) < UNLIKE


def test_hidden_ground_stays_unknown(learned: Learned) -> None:
    before, after, _ = built_pair(22, side=96)
    after[:, :40] = np.nan
    probability, _ = predict(learned, pair_tones(before, after))
    assert np.isnan(probability[:40]).all()
    assert np.isfinite(probability[40:]).all()


def test_f1_from_counts_is_f1_from_masks() -> None:
    rng = np.random.default_rng(1)
    score, truth = rng.random(500).astype(np.float32), rng.random(500) > 0.7
    from trigpoint.evidence.imagery.optical.skill import THRESHOLDS

    found = f1_of(cut_counts(score, truth))
    assert found == pytest.approx([pooled_f1([score > cut], [truth]) for cut in THRESHOLDS])


def test_area_under_the_curve_needs_both_kinds() -> None:
    assert auc(np.array([1, 2, 3], np.float32), np.array([False, False, True])) == 1.0
    assert auc(np.array([1, 2], np.float32), np.array([True, True])) is None


def test_a_map_that_knows_nothing_is_not_better_than_everything() -> None:
    rng = np.random.default_rng(2)
    groups = [
        [(rng.random((40, 40), np.float32), rng.random((40, 40)) > 0.8, np.ones((40, 40), bool))] for _ in range(5)
    ]
    skill = measure_skill(groups, [0.5] * 5)
    assert not skill.is_better_than_everything
    assert skill.auc_low < 0.55
