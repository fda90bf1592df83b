"""Few-label change on marked pairs: pixel F1 and AUC by the number of marked scenes, over several draws, with controls.

    python -m bench change [PAIRS_DIR...] [--k 1,2,4] [--seeds 3]

PAIRS_DIR has A/NAME (before), B/NAME (after), label/NAME (changed > 0); without one, the marked pairs of the measurement data
beside the project are taken, where they are there. Scenes are split, never tiles. Beside the map: marking everything, and the
same learner given marks at random. Pixels left unknown count as not changed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from bench.table import show
from trigpoint.evidence.imagery.optical.learning import Marked, learn, predict, strangeness
from trigpoint.evidence.imagery.optical.skill import auc, pooled_f1
from trigpoint.evidence.imagery.optical.unlabelled import LEAST, otsu, structure_map
from trigpoint.workflows.imagery.change_marks import read_marks

IMAGERY = Path(__file__).resolve().parents[2] / "shared" / "data" / "imagery"
FIRST_SEED = 100


def main() -> None:
    """One table for each folder of pairs."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("pairs", type=Path, nargs="*")
    asked.add_argument("--k", default="1,2,4")
    asked.add_argument("--seeds", type=int, default=3)
    given = asked.parse_args()
    folders = given.pairs or [IMAGERY / name for name in ("levir", "dsifn") if (IMAGERY / name).is_dir()]
    if not folders:
        print("change: needs a folder of marked pairs (A/, B/, label/)")
    for folder in folders:
        measure(folder, [int(count) for count in given.k.split(",")], given.seeds)


def measure(folder: Path, counts: list[int], seeds: int) -> None:
    """Print one row per number of marked scenes."""
    pairs, told = read_marks(folder)
    for sentence in told:
        print(sentence)
    truth = [one.changed for one in pairs]
    everything = pooled_f1([np.ones_like(t) for t in truth], truth)
    maps = [structure_map(one.tones) for one in pairs]
    rows: list[tuple[str, ...]] = [("everything", "", f"{everything:.3f}", "", "")]
    bare = [auc(m[one.tones.known], one.changed[one.tones.known]) for m, one in zip(maps, pairs, strict=True)]
    rows.append(
        ("no marks", "", f"{pooled_f1([m > max(otsu(m), LEAST) for m in maps], truth):.3f}", f"{_mean(bare):.3f}", "")
    )
    for count in counts:
        for shuffled in (False, True):
            rows.append(_row(pairs, count, seeds, shuffled=shuffled))
    show(
        f"Change between optical pictures: {folder.name}, {len(pairs)} pairs, seeds from {FIRST_SEED}",
        ("marks", "seeds", "pixel F1 (per seed)", "AUC", "CPU s a run"),
        rows,
    )


def _row(pairs: list[Marked], count: int, seeds: int, *, shuffled: bool) -> tuple[str, ...]:
    f1s, areas, spent = [], [], []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        rng = np.random.default_rng(seed)
        found, truth = [], []
        for one in pairs:
            others = sorted({other.scene for other in pairs if other.scene != one.scene})
            chosen = set(rng.permutation(others)[:count])
            marked = [_random(other, rng) if shuffled else other for other in pairs if other.scene in chosen]
            started = time.process_time()
            learned = learn(marked, also=[one.tones])
            probability, far = predict(learned, one.tones)
            foreign = strangeness(learned, one.tones) > learned.kind.foreign
            spent.append(time.process_time() - started)
            probability = np.where((far > 1) | foreign, 0, probability)
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
