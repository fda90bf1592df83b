"""How well origins could be counted and events weighed when chains of attribution are lost: a bound for any judge.

    python -m bench.origin_bound [--seeds 501 510] [--score ../shared/score]

On the streams of `score_fusion.py origins` whose outlets leave out 40 % of the chains, and on those that leave out none:

* *knows the test*: how often each source speaks, is cited and is right, how often it is turned round and how many outlets
  there are; only the lost chains are hidden from it. Sums over all that the six sources may have said. Nobody can do better
  on average.
* *learns all of it*: the same sums, but what a source is like is learned from the claims alone, by EM. It still knows that
  there are six sources, that each is behind any outlet's claims alike and that chains are lost at random.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SCORE = Path(__file__).resolve().parents[1].parent / "shared" / "score"
SETTINGS = ("copying", "copying, 60 % of chains kept")
SOURCES, OUTLETS, REPORTS, BASE, TURNED = 6, 24, 0.5, 0.6, 0.03
SAYS = np.array(list(itertools.product((0, 1, -1), repeat=SOURCES)))  # per source: silent, it happened, it did not
SUBSETS = np.array(list(itertools.product((0, 1), repeat=SOURCES)), dtype=float)
ROUNDS = 40
RIGHT, WRONG, SPEAKS, SILENT, CITED = 5.0, 2.5, 2.0, 3.0, 2.0  # what the learner takes for granted, as counts


@attrs.frozen(kw_only=True)
class Sources:
    """What each source is like."""

    right: Floats  # share of what it says
    speaks: Floats  # share of events
    cited: Floats  # how often, against the others that speak to the event
    base: float = BASE  # share of events that happened


@attrs.frozen(kw_only=True)
class Told:
    """Claims of all events: per event and source those with a chain, and those without one; [says so, denies]."""

    named: Floats  # (2, event, source)
    lost: Floats  # (2, event)


def read(scorer: ModuleType, claims: list[dict[str, Any]], events: int) -> Told:
    """The scorer's claims, counted."""
    number = {name: k for k, (name, _) in enumerate(scorer.UP)}
    named, lost = np.zeros((2, events, SOURCES)), np.zeros((2, events))
    for claim in claims:
        chain, side = claim["attribution"], int(claim["negated"])
        if len(chain) > 1:
            named[side, claim["_event"], number[chain[-1]]] += 1
        else:
            lost[side, claim["_event"]] += 1
    return Told(named=named, lost=lost)


def weigh(told: Told, s: Sources, *, silence: bool) -> tuple[Floats, Floats]:
    """Probability of each truth and each row of SAYS, (2, event, row); how each row's claims spread, (2, row, source).

    `silence`: how many outlets tell nothing counts too; else only who is behind those that tell.
    """
    prior = np.stack([_prior(s, truth) for truth in (1, -1)])
    told_by = np.stack([s.cited * np.where(v == SAYS, 1 - TURNED, TURNED) * (SAYS != 0) for v in (1, -1)])
    total = (s.cited * (SAYS != 0)).sum(axis=1)
    claims = told.named.sum(axis=(0, 2)) + told.lost.sum(axis=0)
    with np.errstate(divide="ignore"):
        log = np.maximum(np.log(told_by), -1e3)
        mass = np.maximum(np.log(told_by.sum(axis=2)), -1e3)
    found = sum(told.named[v] @ log[v].T + told.lost[v][:, None] * mass[v] for v in (0, 1))
    untold = (OUTLETS - claims)[:, None] * np.log(1 - REPORTS * total)
    found = found + (untold if silence else -claims[:, None] * np.log(np.maximum(total, 1e-12)))
    likely = np.exp(found - found.max(axis=1, keepdims=True))
    joint = prior[:, None, :] * likely
    return joint / joint.sum(axis=(0, 2), keepdims=True), told_by


def _prior(s: Sources, truth: int) -> Floats:
    spoken = s.speaks * np.where(truth == SAYS, s.right, 1 - s.right)
    each = np.where(SAYS == 0, 1 - s.speaks, spoken)
    return np.asarray(each.prod(axis=1) * (s.base if truth == 1 else 1 - s.base), dtype=np.float64)


def learn(told: Told) -> Sources:
    """What the sources are like, from the claims alone."""
    few = np.full(SOURCES, 1.0)
    s = Sources(right=few * RIGHT / (RIGHT + WRONG), speaks=few * 0.4, cited=few / SOURCES)
    speak = (SAYS != 0).astype(float)
    claims = told.named.sum(axis=(0, 2)) + told.lost.sum(axis=0)
    for _ in range(ROUNDS):
        joint, told_by = weigh(told, s, silence=False)
        held, rows = joint.sum(axis=2), joint.sum(axis=0)
        hits = sum((joint[k] @ (truth == SAYS)).sum(axis=0) for k, truth in enumerate((1, -1)))
        spoke = (rows @ speak).sum(axis=0)
        share = np.nan_to_num(told_by / np.maximum(told_by.sum(axis=2, keepdims=True), 1e-12))
        cites = told.named.sum(axis=(0, 1)) + sum(
            (told.lost[v][:, None] * (rows @ share[v])).sum(axis=0) for v in (0, 1)
        )
        total = np.maximum((s.cited * speak).sum(axis=1), 1e-12)
        chances = ((claims[:, None] * rows) @ (speak / total[:, None])).sum(axis=0)
        cited = (cites + CITED) / (chances + CITED * SOURCES)
        s = Sources(
            right=(RIGHT + hits) / (RIGHT + WRONG + spoke),
            speaks=(SPEAKS + spoke) / (SPEAKS + SILENT + len(claims)),
            cited=cited / cited.sum(),
            base=float((held[0].sum() + 20 * BASE) / (len(claims) + 20)),
        )
    return s


def most_probable_counts(told: Told, joint: Floats, told_by: Floats) -> NDArray[np.int64]:
    """Per event, how many sources are behind its claims."""
    rows, counts = joint.sum(axis=0), []
    within = np.nan_to_num((told_by @ SUBSETS.T) / np.maximum(told_by.sum(axis=2, keepdims=True), 1e-12))
    for k, row in enumerate(rows):
        shares = row @ (within[0] ** told.lost[0, k] * within[1] ** told.lost[1, k])  # all lost ones within the subset
        shares = shares.reshape((2,) * SOURCES)
        for axis in range(SOURCES):  # exactly the subset
            shares = np.stack([shares.take(0, axis), np.diff(shares, axis=axis).take(0, axis)], axis=axis)
        size = np.maximum(SUBSETS, told.named[:, k].sum(axis=0) > 0).sum(axis=1).astype(int)
        counts.append(int(np.bincount(size, weights=shares.ravel(), minlength=SOURCES + 1).argmax()))
    return np.array(counts)


def main() -> None:
    """Print, per setting, what one who knows the test reaches and what one who learns it does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs=2, default=(501, 510), help="first and last")
    parser.add_argument("--score", type=Path, default=SCORE, help="folder of score_fusion.py")
    options = parser.parse_args()
    sys.path.insert(0, str(options.score))
    scorer = importlib.import_module("score_fusion")
    known = Sources(right=np.array(scorer.ACC), speaks=np.array(scorer.COVER), cited=np.array(scorer.POP))
    for setting in SETTINGS:
        rows = []
        for seed in range(options.seeds[0], options.seeds[1] + 1):
            claims, truth, origins = scorer.simulate(setting, 250, seed)
            counted = scorer.references(claims, len(truth))["noisy-OR over outlets"]
            found = [float(np.mean((np.array(counted) - truth) ** 2))]
            told = read(scorer, claims, len(truth))
            for sources, silence in ((known, True), (learn(told), False)):
                joint, told_by = weigh(told, sources, silence=silence)
                found.append(float(np.mean((joint[0].sum(axis=1) - truth) ** 2)))
                found.append(float(np.mean(most_probable_counts(told, joint, told_by) == np.array(origins))))
            rows.append(found)
        counting, know, know_exact, learned, learned_exact = np.mean(rows, axis=0)
        print(f"{setting}: Brier of counting outlets {counting:.3f}")
        for name, brier, exact in (("knows the test", know, know_exact), ("learns all of it", learned, learned_exact)):
            print(f"  {name:17s} {brier:.3f}, better by {1 - brier / counting:.0%}; origin counts exact {exact:.2f}")


if __name__ == "__main__":
    main()
