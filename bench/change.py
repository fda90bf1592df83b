"""Few-label change on marked pairs: pixel F1 and AUC by the number of marked scenes, over several draws, with controls.

    python -m bench.change PAIRS_DIR [--k 1,2,4] [--seeds 3]

PAIRS_DIR has A/NAME (before), B/NAME (after), label/NAME (changed > 0). Scenes are split, never tiles. Beside the map: marking
everything, and the same learner given marks at random.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from bench.table import show
from trigpoint.evidence.imagery.optical.learning import Marked, learn, predict
from trigpoint.evidence.imagery.optical.skill import auc, pooled_f1
from trigpoint.evidence.imagery.optical.unlabelled import otsu, structure_map
from trigpoint.workflows.imagery.change_marks import read_marks


def main() -> None:
    """Print one row per number of marked scenes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("pairs", type=Path)
    asked.add_argument("--k", default="1,2,4")
    asked.add_argument("--seeds", type=int, default=3)
    given = asked.parse_args()
    pairs, told = read_marks(given.pairs)
    for sentence in told:
        print(sentence)
    truth = [one.changed for one in pairs]
    everything = pooled_f1([np.ones_like(t) for t in truth], truth)
    maps = [structure_map(one.tones) for one in pairs]
    rows: list[tuple[str, ...]] = [("everything", "", f"{everything:.3f}", "", "")]
    bare = [auc(m[one.tones.known], one.changed[one.tones.known]) for m, one in zip(maps, pairs, strict=True)]
    rows.append(("no marks", "", f"{pooled_f1([m > otsu(m) for m in maps], truth):.3f}", f"{_mean(bare):.3f}", ""))
    for count in map(int, given.k.split(",")):
        for shuffled in (False, True):
            rows.append(_row(pairs, count, given.seeds, shuffled=shuffled))
    show("Change between optical pictures", ("marks", "seeds", "pixel F1 (per seed)", "AUC", "CPU s a run"), rows)


def _row(pairs: list[Marked], count: int, seeds: int, *, shuffled: bool) -> tuple[str, ...]:
    f1s, areas, spent = [], [], []
    for seed in range(100, 100 + seeds):
        rng = np.random.default_rng(seed)
        found, truth = [], []
        for one in pairs:
            others = sorted({other.scene for other in pairs if other.scene != one.scene})
            chosen = set(rng.permutation(others)[:count])
            marked = [_random(other, rng) if shuffled else other for other in pairs if other.scene in chosen]
            started = time.process_time()
            learned = learn(marked, also=[one.tones])
            probability, _ = predict(learned, one.tones)
            spent.append(time.process_time() - started)
            found.append(probability > learned.choice.threshold)
            truth.append(one.changed)
            areas.append(auc(probability[one.tones.known], one.changed[one.tones.known]))
        f1s.append(pooled_f1(found, truth))
    name = f"{count} scenes{', marks at random' if shuffled else ''}"
    each = " ".join(f"{value:.3f}" for value in f1s)
    return name, str(seeds), f"{np.mean(f1s):.3f} ({each})", f"{_mean(areas):.3f}", f"{np.mean(spent):.1f}"


def _random(one: Marked, rng: np.random.Generator) -> Marked:
    changed = rng.permutation(one.changed.ravel()).reshape(one.changed.shape)
    return Marked(one.name, one.scene, one.tones, changed)


def _mean(values: list[float | None]) -> float:
    return float(np.mean([value for value in values if value is not None]))


if __name__ == "__main__":
    main()
