"""Watching rates: false alarms over long watches, how soon a change is noticed, and what a new feed does. Simulated counts.

    python -m bench.trends [WATCHES]

A watch is 104 weeks looked at after each. Hours heard vary from 30 to 100 % of a week. Seeds start at 10,000.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.table import show
from trigpoint.fusion.trends.change_points import change_points
from trigpoint.fusion.trends.counts import Stratum, stratum
from trigpoint.fusion.trends.rates import dispersion
from trigpoint.fusion.trends.shares import rerouting
from trigpoint.fusion.trends.watch import ALPHA, watch

WEEKS, CHANGE = 104, 52
Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, Floats], NDArray[np.int64]]


def poisson(rng: np.random.Generator, mean: Floats) -> NDArray[np.int64]:
    return rng.poisson(mean)


def in_pairs(rng: np.random.Generator, mean: Floats) -> NDArray[np.int64]:
    """Each happening is two flights: twice the scatter of chance."""
    return 2 * rng.poisson(mean / 2)


def clustered(rng: np.random.Generator, mean: Floats) -> NDArray[np.int64]:
    """Negative binomial with four times the scatter of chance."""
    return rng.negative_binomial(np.maximum(mean / 3, 1e-9), 0.25)


def series(seed: int, rate: float, *, factor: float = 1.0, draw: Draw = poisson, since: int = CHANGE) -> Stratum:
    """Counts at `rate` per full week, at `factor` times that from week `since` on."""
    rng = np.random.default_rng(10_000 + seed)
    hours = rng.uniform(0.3, 1.0, WEEKS)
    rates = np.where(np.arange(WEEKS) < since, rate, rate * factor)
    return stratum("feed", draw(rng, rates * hours).tolist(), hours.tolist())


def new_feed(seed: int) -> list[Stratum]:
    """A constant old feed, and from the middle on a new one that hears six times as much besides."""
    rng = np.random.default_rng(90_000 + seed)
    hours = np.where(np.arange(WEEKS) >= CHANGE, rng.uniform(0.3, 1.0, WEEKS), 0.0)
    new = stratum("new", rng.poisson(18 * hours).tolist(), hours.tolist(), is_beside=True)
    return [series(seed, 3.0), new]


def as_one(strata: list[Stratum]) -> list[Stratum]:
    """What whoever does not know of the new feed would have counted."""
    return [stratum("all", sum(s.count for s in strata).tolist(), strata[0].exposure.tolist())]  # type: ignore[union-attr]


def false_alarms(watches: int) -> None:
    rows = []
    for rate in (0.1, 0.5, 2.0, 10.0, 40.0):
        alarms = [watch([series(k, rate)]).alarm is not None for k in range(watches)]
        few = max(watches // 5, 1)
        strict = [watch([series(k, rate)], is_strict=True).alarm is not None for k in range(few)]
        changes = [
            bool(change_points([one], dispersion=dispersion([one]))) for one in (series(k, rate) for k in range(few))
        ]
        rows.append([rate, watches, f"{np.mean(alarms):.4f}", f"{np.mean(strict):.4f}", f"{np.mean(changes):.4f}"])
    show(
        f"False alarms of {WEEKS} weeks watched (alpha {ALPHA})",
        ("per week", "watches", "alarm", "strict", "change point"),
        rows,
    )
    rows = []
    for name, draw in (("in pairs", in_pairs), ("negative binomial, 4 x", clustered)):
        for rate in (2.0, 10.0):
            few = max(watches // 4, 1)
            alarms = [watch([series(k, rate, draw=draw)]).alarm is not None for k in range(few)]
            plain = [watch([series(k, rate, draw=draw)], dispersion=1.0).alarm is not None for k in range(few // 4)]
            rows.append([name, rate, few, f"{np.mean(alarms):.3f}", f"{np.mean(plain):.3f}"])
    show(
        "False alarms where counts scatter more than chance",
        ("counts", "per week", "watches", "alarm", "taken for chance"),
        rows,
    )
    few = max(watches // 4, 1)
    apart = [watch(new_feed(k)).alarm is not None for k in range(few)]
    blended = [watch(as_one(new_feed(k))).alarm is not None for k in range(few // 5)]
    points = [bool(change_points(new_feed(k))) for k in range(few)]
    rows = [
        ["by feed", few, f"{np.mean(apart):.4f}", f"{np.mean(points):.4f}"],
        ["as one", few // 5, f"{np.mean(blended):.4f}", ""],
    ]
    show(
        "A new feed in week 52 that hears six times as much besides",
        ("counted", "watches", "alarm", "change point"),
        rows,
    )


def delays(watches: int) -> None:
    rows = []
    for rate, factor in (
        (0.5, 5.0),
        (1.0, 3.0),
        (2.0, 3.0),
        (5.0, 2.0),
        (5.0, 3.0),
        (5.0, 1 / 3),
        (5.0, 0.1),
        (20.0, 1.5),
    ):
        row: list[object] = [f"{rate:g}", f"{factor:.2g}"]
        for is_strict in (False, True):
            found = [watch([series(k, rate, factor=factor)], is_strict=is_strict) for k in range(watches)]
            late = [w.alarm - CHANGE + 1 for w in found if w.alarm is not None and w.alarm >= CHANGE]
            row += [f"{len(late) / watches:.2f}", f"{np.median(late):.0f}" if late else ""]
        held = [change_points([series(k, rate, factor=factor)]) for k in range(watches)]
        one = [c[0] for c in held if len(c) == 1]
        row += [f"{np.mean([c.earliest <= CHANGE <= c.latest for c in one]):.2f}" if one else ""]
        row += [f"{np.mean([c.ratio_low <= factor <= c.ratio_high for c in one]):.2f}" if one else "", len(one)]
        rows.append(row)
    head = ("per week", "factor", "noticed", "weeks", "strict", "weeks", "date in interval", "ratio in interval", "of")
    show("Changes in week 52: share noticed by week 104 and weeks it took (middle)", head, rows)


def moves(watches: int) -> None:
    rows = []
    for name, moved, grows in (
        ("nothing", 0.0, 1.0),
        ("both grow fourfold", 0.0, 4.0),
        ("half moves", 0.5, 1.0),
        ("most moves", 0.8, 1.0),
    ):
        alarms = []
        for k in range(watches):
            a, b = series(k, 1.0), series(k + 50_000, 1.0)
            rng = np.random.default_rng(70_000 + k)
            after = np.arange(WEEKS) >= CHANGE
            first = rng.poisson(4 * a.exposure * np.where(after, grows * (1 - moved), 1))
            second = rng.poisson((1 * np.where(after, grows, 1) + np.where(after, 4 * moved, 0)) * b.exposure)
            alarms.append(
                rerouting(
                    stratum("A", first.tolist(), a.exposure.tolist()),
                    stratum("B", second.tolist(), b.exposure.tolist()),
                ).alarm
            )
        late = [k - CHANGE + 1 for k in alarms if k is not None and k >= CHANGE]
        rows.append(
            [name, watches, f"{np.mean([k is not None for k in alarms]):.3f}", f"{np.median(late):.0f}" if late else ""]
        )
    show("Moves from one field (4 a week) to another (1 a week)", ("what happens", "watches", "alarm", "weeks"), rows)


def main(arguments: list[str]) -> None:
    watches = int(arguments[0]) if arguments else 2000
    false_alarms(watches)
    delays(max(watches // 20, 1))
    moves(max(watches // 10, 1))


if __name__ == "__main__":
    main(sys.argv[1:])
