"""Whether probabilities of damage are borne out, on towns of our own simulator under many circumstances.

Fits slope, offset and the unknown share of `sar.settings` on half of the towns by maximum likelihood, and prints reliability, with
the shipped numbers, on the other half.
"""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.table import show
from trigpoint.evidence.imagery.coverage import cover
from trigpoint.evidence.imagery.sar.judge import USUAL_CLEAR, Judged, Stack, judge, plan
from trigpoint.evidence.imagery.sar.settings import DEFAULT, Settings
from trigpoint.evidence.imagery.sar.simulation import (
    ORBITS,
    Circumstances,
    SimulatedOrbit,
    SimulatedStack,
    make_town,
    simulate_stack,
)
from trigpoint.model.scene import Grid

Floats = NDArray[np.float64]

FIRST_TOWN = 5000
SIDE_PX = 160
FOUR = (
    *ORBITS,
    SimulatedOrbit(number=87, first_day=3.2),
    SimulatedOrbit(number=123, first_day=8.4, state="descending"),
)
BINS = (0.0, 0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0)


def draw(rng: np.random.Generator) -> Circumstances:
    """Circumstances of one town: the mixture that `probability` is calibrated on."""
    return Circumstances(
        orbits=(ORBITS[:1], ORBITS, ORBITS, FOUR)[int(rng.integers(4))],
        days_before=float(rng.choice([96, 180, 360, 500])),
        days_after=float(rng.choice([26, 40, 60, 90])),
        enl=int(rng.choice([3, 4, 5])),
        spread_px=float(rng.uniform(0.55, 0.95)),
        steady=float(rng.choice([0, 0.1, 0.25, 0.4])),
        shift_px=float(rng.uniform(0.05, 0.3)),
        season_db=float(rng.uniform(0, 1)),
        rain=float(rng.uniform(0, 0.12)),
        damaged=float(rng.choice([0, 0.01, 0.03, 0.06, 0.12])),
        quarters=int(rng.choice([0, 0, 2, 5, 12])),
        quarter_share=float(rng.uniform(0.3, 0.8)),
        damage_db=(float(rng.uniform(2, 4)), float(rng.uniform(1, 2))),
        brighter=float(rng.uniform(0.1, 0.5)),
        building=float(rng.uniform(0, 0.06)),
        passing=float(rng.uniform(0, 0.1)),
    )


def town(seed: int) -> SimulatedStack:
    """One simulated town."""
    rng = np.random.default_rng(seed)
    given = draw(rng)
    grid = Grid(
        width=SIDE_PX, height=SIDE_PX, transform=(10, 0, 319_700, 0, -10, 3_987_000), crs="EPSG:32637", pixel_m=10
    )
    least = float(rng.choice([1, 1.5, 2]))
    outlines = make_town(rng, grid, side_px=(least, least + float(rng.uniform(1.5, 4))))
    return simulate_stack(rng, grid=grid, circumstances=given, footprints=outlines)


def judged(made: SimulatedStack, settings: Settings) -> Judged:
    """The town as `trigpoint damage` judges it."""
    covered = cover(made.footprints, height=SIDE_PX, width=SIDE_PX)
    blurred, pixels = plan(covered, 10.0, settings)
    after = np.array([scene.acquired is not None and scene.acquired > made.event for scene in made.scenes])
    power = made.power.reshape(len(after), 2, -1)[:, :, pixels]
    stack = Stack(scenes=made.scenes, after=after, pixels=pixels, power=power, pixel_m=10.0)
    return judge(made.footprints, covered, blurred, stack, settings=settings)


def calibrate(towns: int) -> None:
    """Print the fit on the first half of the towns, and the reliability on the second."""
    told, clear, share, hit = (np.concatenate(column) for column in zip(*map(_readings, _first(towns)), strict=True))

    def loss(fit: Floats) -> float:
        slope, offset, per_clear, unknown = fit
        odds = -np.logaddexp(-slope * told - offset - per_clear * np.log(clear / USUAL_CLEAR), unknown) + share
        return float(np.mean(np.logaddexp(0, odds) - hit * odds))

    start = np.array([DEFAULT.told_slope, DEFAULT.told_offset, DEFAULT.told_per_clear, np.log(DEFAULT.unknown_share)])
    found = minimize(loss, start, method="Nelder-Mead")
    names = ("slope", "offset", "per clearness", "log of the unknown share")
    rows = [(name, f"{new:.2f}", f"{old:.2f}") for name, new, old in zip(names, found.x, start, strict=True)]
    show(f"{len(told)} structures, loss {found.fun:.4f}, shipped {loss(start):.4f}", ("", "fitted", "shipped"), rows)
    reliability(range(FIRST_TOWN + towns // 2, FIRST_TOWN + towns))


def _first(towns: int) -> range:
    return range(FIRST_TOWN, FIRST_TOWN + towns // 2)


def _readings(seed: int) -> tuple[Floats, Floats, Floats, Floats]:
    """(structure,) log Bayes factor as told, clearness and log odds of the share of damage of the town, and whether it was hit."""
    made = town(seed)
    run = judged(made, attrs.evolve(DEFAULT, permutations=99))
    able = np.array([one.score is not None for one in run.structures])
    hit = np.array([one.damaged_at is not None for one in made.truth])[able]
    share = float(np.clip(hit.mean(), 0.002, 0.9))
    told = np.zeros(0) if run.told is None else run.told[able]
    return told, np.full(len(told), run.clear), np.full(len(told), np.log(share / (1 - share))), hit.astype(float)


def reliability(seeds: range) -> None:
    """Print what was said against what was true."""
    said, true, p_values, brackets = [], [], [], []
    for seed in seeds:
        made = town(seed)
        for found, truth in zip(judged(made, DEFAULT).structures, made.truth, strict=True):
            if found.probability is None or found.p_value is None:
                continue
            said.append(found.probability)
            true.append(truth.damaged_at is not None)
            if truth.cause == "none":
                p_values.append(found.p_value)
            if truth.damaged_at is not None and found.damaged_between is not None:
                brackets.append(found.damaged_between[0] <= truth.damaged_at <= found.damaged_between[1])
    say, hit = np.array(said), np.array(true)
    rows = []
    for low, high in pairwise(BINS):
        mine = (say >= low) & ((say < high) | (high == 1))
        if mine.any():
            rows.append(
                (f"{low:.2f} to {high:.2f}", str(int(mine.sum())), f"{say[mine].mean():.3f}", f"{hit[mine].mean():.3f}")
            )
    show("probability of damage", ("said", "structures", "mean said", "share hit"), rows)
    print(
        f"{len(seeds)} towns: Brier {((say - hit) ** 2).mean():.4f}; p < .05 on unchanged {np.mean(np.array(p_values) < 0.05):.3f} "
        f"of {len(p_values)}; brackets right {np.mean(brackets):.3f} of {len(brackets)}"
    )
