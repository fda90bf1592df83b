"""Radar damage on simulated stacks: `python -m bench.damage [SEEDS[@FIRST]] [SETTING...]`, or `... calibration [TOWNS]`.

The stacks and the scorer are those of the measurement data beside the project (skipped with a sentence where they are not there),
the published PWTT default runs on the same stacks. Settings beside the default change orbits, looks, amount and size of damage.
`calibration` fits the map from log Bayes factor to probability on towns of our own simulator and prints reliability.
Seeds here (100 and up) are not those the method was developed on (below 100).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

SCORE = Path(__file__).resolve().parents[2] / "shared" / "score"
FIRST_SEED = 100
FIGURES = (
    "auc_isolated", "auc_clustered", "f1", "p_below_05_on_unchanged", "p_below_01_on_unchanged", "not_assessable_recall",
    "called_intact_though_unseen", "bracket_coverage", "bracket_width_days", "bracket_width_best_possible_days",
)  # fmt: skip


def settings(default: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Named parameter files: what each changes against the default."""
    orbits = default["orbits"]
    more = [
        {"relative": 87, "state": "ascending", "first_day": 3, "repeat_days": 12, "utc": "15:26:11"},
        {"relative": 123, "state": "descending", "first_day": 8, "repeat_days": 12, "utc": "03:50:52"},
    ]
    return {
        "default": {},
        "one orbit": {"orbits": orbits[:1]},
        "four orbits": {"orbits": orbits + more},
        "8 + 2 looks": {"pre_days": 96, "post_days": 26},
        "8 + 2 looks, one orbit": {"pre_days": 96, "post_days": 26, "orbits": orbits[:1]},
        "8 + 2 looks, four orbits": {"pre_days": 96, "post_days": 26, "orbits": orbits + more},
        "no damage": {"isolated_frac": 0, "clusters": 0},
        "no damage, 8 + 2 looks": {"pre_days": 96, "post_days": 26, "isolated_frac": 0, "clusters": 0},
        "heavy damage": {"isolated_frac": 0.1, "clusters": 20, "cluster_frac": 0.8},
        "large buildings": {"building_side_px": [3, 7]},
        "faint, either sign": {
            "damage_db": {"destroyed": [3, 1], "severe": [2, 1], "moderate": [1, 0.5]}, "brighter_frac": 0.5, "enl": 3,
        },
        "20 m pixels": {
            "pixel_m": 20, "size_px": 192, "building_side_px": [0.75, 2.5], "cluster_radius_px": 8, "psf_px": 0.45,
        },
        "noisy, nothing stable": {"enl": 2.7, "stable_speckle": 0.0},
        "quiet, half stable": {"enl": 10, "stable_speckle": 0.5},
        "season, rain, shifts, no damage": {
            "seasonal_db": 1.2, "misreg_px": 0.4, "wet_prob": 0.15, "date_jitter_db": 0.5, "isolated_frac": 0, "clusters": 0,
        },
        "season, rain, shifts": {"seasonal_db": 1.2, "misreg_px": 0.4, "wet_prob": 0.15, "date_jitter_db": 0.5},
    }  # fmt: skip


def measure(changes: dict[str, Any], default: dict[str, Any], seed: int, folder: Path) -> dict[str, Any]:
    """The scorer's figures for the program and the peer on one stack."""
    params = folder / "params.json"
    params.write_text(json.dumps({**default, **changes}), encoding="utf8")
    make = [sys.executable, str(SCORE / "make_sar.py"), str(folder), "--seed", str(seed), "--params", str(params)]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    lists = [(folder / f"{name}.txt").read_text(encoding="utf8").split() for name in ("before", "after")]
    command = [
        sys.executable,
        "-c",
        "from trigpoint.cli import main; main()",
        "damage",
        *lists[0],
        "--after",
        *lists[1],
    ]
    with (folder / "damage.jsonl").open("wb") as lines:
        run = [*command, "--footprints", "footprints.geojson", "--json"]
        subprocess.run(run, cwd=folder, check=True, stdout=lines, stderr=subprocess.DEVNULL)
    scored = subprocess.run(
        [sys.executable, str(SCORE / "score_damage.py"), str(folder / "truth.jsonl"), str(folder / "damage.jsonl")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return dict(json.loads(scored.stdout.splitlines()[-1]))


def interval(values: list[float]) -> str:
    """Mean and the 95 % interval of the mean over seeds (Student's t)."""
    from scipy.stats import t

    if not values:
        return "-"
    mean = float(np.mean(values))
    if len(values) < 2:
        return f"{mean:.3f}"
    reach = float(t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return f"{mean:.3f} ± {reach:.3f}"


def main() -> None:
    """Print a block per setting."""
    if sys.argv[1:2] == ["calibration"]:
        from bench.damage_calibration import calibrate

        calibrate(int(sys.argv[2]) if len(sys.argv) > 2 else 24)
        return
    if not SCORE.is_dir():
        print("needs the scorers in ../shared/score")
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    default = json.loads((SCORE / "sar_params_default.json").read_text(encoding="utf8"))
    many, _, start = (sys.argv[1] if len(sys.argv) > 1 else "10").partition("@")
    seeds, first = int(many), int(start or FIRST_SEED)
    chosen = sys.argv[2:] or list(settings(default))
    for name in chosen:
        results = []
        for seed in range(first, first + seeds):
            with tempfile.TemporaryDirectory() as folder:
                results.append(measure(settings(default)[name], default, seed, Path(folder)))
        print(f"\n{name}, {seeds} seeds from {first}: mean ± 95 % interval of the mean, peer = PWTT default")
        for figure in FIGURES:
            mine, theirs = (
                interval([one[who][figure] for one in results if one[who].get(figure) is not None])
                for who in ("tool", "peer")
            )
            print(f"  {figure:34s} {mine:>18s}   peer {theirs:>18s}", flush=True)


if __name__ == "__main__":
    main()
