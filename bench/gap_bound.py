"""How much of a labelled test of gaps could be told by one who knows how the test was made: a bound for any judge.

    python -m bench.gap_bound FULL_POSITIONS TEST_DIR... [--spared 0.25]

FULL_POSITIONS is the feed before anything was cut out of it; a TEST_DIR is as in bench/gaps.py. For each scored silence
the probability of an outage is summed over all discs that would leave just this silence: 5 to 15 km wide, 1 to 6 hours
long, about a fix of the vessel itself, of another that is silent, or about any point near. None of the others is heard
inside, the silence of those inside is no wonder, and each has its own chance to be silent anyway. Against that stands
the probability that the vessel alone drops out for just as long. So it is told the vessel's true way in the silence, the
sizes of outages, where their centres lie and that nothing leaks: more than a feed tells. The sums are over a grid, so a
perfect one may do a little better.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from bench.gaps import CONTEXT
from trigpoint.model.positions import Positions
from trigpoint.sources.positions.read import read_positions

Floats = NDArray[np.float64]

NARROW_KM, WIDE_KM, LEAST_S, MOST_S = 5.0, 15.0, 3600.0, 6 * 3600.0
STEP_KM, MOMENTS = 1.0, 5  # of the sums over radius; over start and end each
GRID_KM, ANYWHERE = 1.0, 0.01  # weight of a centre at any point against one at a fix
BLUR_KM = 0.4  # the way of another vessel in its silence is a straight line
BREAK_S = 600.0  # others silent for less were not silent
INTERVALS_S = np.geomspace(10, 86400, 48)
LIKE_ANY = 4.0  # intervals of any vessel that a vessel's own are mixed with
TARGETS = (0.95, 0.9, 0.8, 0.7)


@numba.njit(cache=True)
def survival(table: Floats, seconds: float) -> float:
    """Share of a vessel's intervals that are longer."""
    if seconds <= 10:
        return 1.0
    at = np.log(seconds / 10) / np.log(8640.0) * (len(table) - 1)
    k = min(int(at), len(table) - 2)
    share = min(at - k, 1.0)
    return table[k] * (1 - share) + table[k + 1] * share  # type: ignore[no-any-return]


@numba.njit(cache=True)
def hidden(other: Floats, k: int, disc: Floats, start: float, end: float) -> tuple[float, float]:
    """From when until when the way from fix k to the next lies in a disc (east, north, radius) and in its time."""
    x, y = other[k, 1] - disc[0], other[k, 2] - disc[1]
    dx, dy, wait = other[k + 1, 1] - other[k, 1], other[k + 1, 2] - other[k, 2], other[k + 1, 0] - other[k, 0]
    a, b, c = dx * dx + dy * dy, x * dx + y * dy, x * x + y * y - disc[2] ** 2
    low, high = (0.0, 1.0) if c < 0 else (1.0, 0.0)
    if a > 1e-9:
        root = b * b - a * c
        if root <= 0:
            return 1.0, 0.0
        low, high = max((-b - np.sqrt(root)) / a, 0.0), min((-b + np.sqrt(root)) / a, 1.0)
    return max(start, other[k, 0] + low * wait), min(end, other[k, 0] + high * wait)


@numba.njit(cache=True)
def others_silent(
    others: Floats, starts: NDArray[np.int64], table: Floats, mean: Floats, disc: Floats, start: float, end: float,
    spared: float,
) -> float:  # fmt: skip
    """Likelihood of what was heard of the others if nothing was within the disc, over that if all was as usual."""
    ratio = 1.0
    for w in range(len(starts) - 1):
        i, j = starts[w], starts[w + 1]
        low, high = i + np.searchsorted(others[i:j, 0], start), i + np.searchsorted(others[i:j, 0], end)
        heard, lost, usual = False, False, 1.0
        for k in range(low, high):
            if (others[k, 1] - disc[0]) ** 2 + (others[k, 2] - disc[1]) ** 2 < max(disc[2] - disc[3], 0.0) ** 2:
                heard = True
                break
        for k in range(max(low - 1, i), 0 if heard else min(high, j - 1)):
            wait = others[k + 1, 0] - others[k, 0]
            since, until = hidden(others, k, disc, start, end) if wait >= BREAK_S else (1.0, 0.0)
            if until > since:
                rate = (survival(table[w], wait / 1.25) - survival(table[w], wait * 1.25)) / (0.45 * wait) + 1e-9
                before, after = survival(table[w], since - others[k, 0]), survival(table[w], others[k + 1, 0] - until)
                usual, lost = usual * before * after / mean[w] / rate, True
        ratio *= spared if heard else (1 - spared) * usual + spared if lost else 1.0
        if ratio == 0:
            break
    return ratio


@numba.njit(cache=True)
def narrowed(
    heard: Floats, disc: Floats, first: float, last: float, after: float, before: float
) -> tuple[float, float]:
    """When an outage may have begun at the earliest and ended at the latest, since these were heard in the disc."""
    for k in range(len(heard)):
        apart2 = (heard[k, 1] - disc[0]) ** 2 + (heard[k, 2] - disc[1]) ** 2
        if after < heard[k, 0] < before and apart2 < max(disc[2] - disc[3], 0.0) ** 2:
            if heard[k, 0] < first:
                after = heard[k, 0]
            else:
                before = heard[k, 0]
            if before <= last:
                break
    return after, before


@numba.njit(cache=True)
def outage(
    own: Floats, heard: Floats, others: Floats, starts: NDArray[np.int64], table: Floats, mean: Floats, centres: Floats,
    at_own: int, spared: float,
) -> float:  # fmt: skip
    """Sum over discs. `own`: time, km east and north of the last fix, those cut out, the next; `heard`: the vessel's others."""
    total, first, last = 0.0, own[1, 0], own[-2, 0]
    for c in range(len(centres)):
        blur, disc = (0.0 if c < at_own else BLUR_KM), np.empty(4)
        far = np.hypot(own[:, 1] - centres[c, 0], own[:, 2] - centres[c, 1])
        reach, off_km, on_km = far[1:-1].max() - blur, far[0] + blur, far[-1] + blur
        edges = np.sort(np.clip(np.array([NARROW_KM, WIDE_KM, reach, off_km, on_km]), NARROW_KM, WIDE_KM))
        for e in range(4):
            span = edges[e + 1] - edges[e]
            if span < 1e-6 or edges[e] < reach - 1e-6:
                continue
            steps = max(1, int(np.ceil(span / STEP_KM)))
            for s in range(steps):
                disc[0], disc[1], disc[2], disc[3] = (
                    centres[c, 0],
                    centres[c, 1],
                    edges[e] + (s + 0.5) / steps * span,
                    blur,
                )
                weight = span / steps / (WIDE_KM - NARROW_KM) * centres[c, 3]
                after, before = first - MOST_S, last + MOST_S
                edge_km = 99.0
                if off_km < disc[2]:
                    after = own[0, 0]
                else:
                    edge_km = min(edge_km, off_km)
                if on_km < disc[2]:
                    before = own[-1, 0]
                else:
                    edge_km = min(edge_km, on_km)
                if blur > 0 and edge_km < 90:
                    room = max(abs(edge_km - reach - 2 * blur), 0.1)
                    weight *= room / (room + 2 * blur)
                after, before = narrowed(heard, disc, first, last, after, before)
                if spared == 0:
                    after, before = narrowed(others, disc, first, last, after, before)
                if after >= first or before <= last:
                    continue
                for a in range(MOMENTS * MOMENTS):
                    start = after + (a // MOMENTS + 0.5) / MOMENTS * (first - after)
                    end = last + (a % MOMENTS + 0.5) / MOMENTS * (before - last)
                    lasts, at = end - start, centres[c, 2]
                    if not LEAST_S <= lasts <= MOST_S or (at >= 0 and not 0.1 <= (at - start) / lasts <= 0.9):
                        continue
                    chance = (first - after) * (before - last) / MOMENTS**2 / (MOST_S - LEAST_S) / (0.8 * lasts)
                    total += weight * chance * others_silent(others, starts, table, mean, disc, start, end, spared)
    return total


class Habits:
    """How often each vessel of the full feed is heard."""

    def __init__(self, full: Positions) -> None:
        """Shares of intervals longer than each of INTERVALS_S, mean interval and fixes of each vessel."""
        steps = np.diff(full.time)
        every = steps[np.diff(full.mover) == 0]
        pooled = (every[:, None] > INTERVALS_S).mean(axis=0)
        movers = len(full.names)
        self.fixes = np.maximum(np.diff(full.starts), 1).astype(float)
        self.usual, self.mean, self.table = np.zeros(movers), np.zeros(movers), np.zeros((movers, len(INTERVALS_S)))
        for v in range(movers):
            mine = steps[full.starts[v] : full.starts[v + 1] - 1]
            self.usual[v] = np.median(mine) if len(mine) else 180.0
            self.mean[v] = (mine.sum() + LIKE_ANY * every.mean()) / (len(mine) + LIKE_ANY)
            longer = (mine[:, None] > INTERVALS_S).sum(axis=0)
            self.table[v] = (longer + LIKE_ANY * pooled) / (len(mine) + LIKE_ANY)


def told(full: Positions, habits: Habits, folder: Path, spared: float) -> list[tuple[bool, float, int]]:
    """(alone, log odds that it was, others around) of every scored gap of a test."""
    left = read_positions(folder / "positions.parquet").positions
    number, kept = {name: k for k, name in enumerate(full.names)}, {name: k for k, name in enumerate(left.names)}
    back = np.array([number[name] for name in left.names])
    found = []
    for line in (folder / "truth.jsonl").read_text(encoding="utf8").splitlines():
        truth = json.loads(line)
        if truth["scored"]:
            odds = -np.log(max(_odds(full, left, habits, back, number, kept, truth, spared), 1e-12))
            found.append((truth["class"] == "likely_disabled", float(odds), int(truth["peers_around"])))
    return found


def _odds(
    full: Positions, left: Positions, habits: Habits, back: NDArray[np.int64], number: dict[str, int],
    kept: dict[str, int], truth: dict[str, Any], spared: float,
) -> float:  # fmt: skip
    off, on = (datetime.fromisoformat(truth[end]["time"]).timestamp() for end in ("off", "on"))
    vessel, mine = number[truth["mmsi"]], kept[truth["mmsi"]]
    lat0, lon0 = (sum(truth[end][key] for end in ("off", "on")) / 2 for key in ("lat", "lon"))
    scale = 111.195 * float(np.cos(np.radians(lat0)))

    def cut(feed: Positions, mover: int, since: float, until: float) -> Floats:
        rows = slice(feed.starts[mover], feed.starts[mover + 1])
        low, high = feed.starts[mover] + np.searchsorted(feed.time[rows], [since, until])
        east, north = (feed.lon[low:high] - lon0) * scale, (feed.lat[low:high] - lat0) * 111.195
        return np.stack([feed.time[low:high], east, north], axis=1)

    own = cut(full, vessel, off - 0.5, on + 1.5)
    reach = 2 * WIDE_KM + 2 + float(np.hypot(own[0, 1], own[0, 2]))
    near = (np.abs(left.lat - lat0) * 111.195 < reach) & (np.abs(left.lon - lon0) * scale < reach)
    near &= (np.abs(left.time - (off + on) / 2) < (on - off) / 2 + MOST_S) & (left.mover != mine)
    others = [(back[m], cut(left, m, off - 10 * 3600, on + 10 * 3600)) for m in np.unique(left.mover[near])]
    at_own = [(own[k, 1], own[k, 2], own[k, 0], (len(own) - 2) / 16 / habits.fixes[vessel]) for k in
              np.linspace(1, len(own) - 2, 16).round().astype(int)]  # fmt: skip
    centres = at_own + [
        c for w, fixes in others for c in _centres(fixes, habits.usual[w] * habits.fixes[w], off, on, spared)
    ]
    ring = np.arange(-WIDE_KM - 1, WIDE_KM + 1.1, GRID_KM)
    step = own[-1, 0] - own[-2, 0]
    scaled = ANYWHERE / max(own[1, 0] - off, 1.0) / habits.fixes[vessel]
    centres += [(x + own[1:-1, 1].mean(), y + own[1:-1, 2].mean(), -1.0, scaled) for x in ring for y in ring]
    who = np.array([w for w, _ in others], int)
    rows = np.concatenate([np.empty((0, 3)), *(fixes for _, fixes in others)])
    starts = np.cumsum([0] + [len(fixes) for _, fixes in others])
    heard = cut(left, mine, off - 7 * 3600, on + 7 * 3600)
    total = outage(
        own, heard, rows, starts, habits.table[who], habits.mean[who], np.array(centres), len(at_own), spared
    )
    return float(total * habits.fixes[vessel] * 3600 / max(step, 1.0))


def _centres(fixes: Floats, seconds: float, off: float, on: float, spared: float) -> list[tuple[float, ...]]:
    """Places of another vessel in its silences, every 20 minutes; `seconds` that its fixes stand for in all."""
    found = []
    for a, b in pairwise(fixes):
        since, until = max(a[0], off - 7200), min(b[0], on + 7200)
        if b[0] - a[0] < BREAK_S or until <= since:
            continue
        count = int(np.clip((until - since) / 1200, 1, 12))
        for k in range(count):
            at = since + (k + 0.5) / count * (until - since)
            place = a[1:] + (b[1:] - a[1:]) * (at - a[0]) / (b[0] - a[0])
            found.append((*place, at, (until - since) / count / seconds * (1 - spared)))
    return found


def recall_at(alone: NDArray[np.bool_], odds: Floats, precision: float) -> float:
    """The most that can be found at a precision, the surest first."""
    found = np.cumsum(alone[np.argsort(-odds, kind="stable")])
    enough = np.flatnonzero(found / np.arange(1, len(found) + 1) >= precision)
    return float(found[enough[-1]] / alone.sum()) if len(enough) else 0.0


def main() -> None:
    """Print, for each precision, the recall that one who knows the test reaches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("full", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--spared", type=float, default=0.0, help="share of the vessels in an outage still heard")
    options = parser.parse_args()
    full = read_positions(options.full).positions
    habits = Habits(full)
    rows = [row for folder in options.folders for row in told(full, habits, folder, options.spared)]
    alone, odds, around = (np.array(column) for column in zip(*rows, strict=True))
    near = around >= CONTEXT
    print(f"{len(rows)} gaps, {alone.mean():.0%} of them of one vessel alone; {near.mean():.0%} with others around")
    for target in TARGETS:
        shares = [recall_at(alone[some], odds[some], target) for some in (alone >= 0, near, ~near)]
        print(
            f"  precision {target:.2f}: recall {shares[0]:.2f}; others around {shares[1]:.2f}, none or one {shares[2]:.2f}"
        )


if __name__ == "__main__":
    main()
