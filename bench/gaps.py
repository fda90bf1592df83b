"""Why vessels fell silent, on labelled tests: one row of results for each threshold of the probability, with the base rate.

    python bench/gaps.py TEST_DIR...

A TEST_DIR holds `positions.parquet` (MMSI, BaseDateTime, LAT, LON, SOG, COG) and `truth.jsonl` with one line per gap: mmsi,
off.time, on.time, class (`likely_disabled` | `coverage_loss`), scored, peers_around. Real AIS with silences injected into it:
of one vessel alone, or of everybody in a disc. No figure here is of switch-offs that somebody confirmed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from trigpoint.evidence.tracks.gap_record import Gap
from trigpoint.workflows.tracks import engines

THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.8, 0.9)
NEAR_S = 90.0
CONTEXT = 2  # others around: with fewer, an outage that hits one vessel alone cannot be told from a switch-off


def judged(folder: Path) -> Iterator[tuple[bool, float, int]]:
    """(alone, probability that it was, others around) of every scored gap that was found."""
    _, found = engines.gaps(folder / "positions.parquet")
    gaps: dict[str, list[Gap]] = {}
    for gap in found:
        if gap.on:
            gaps.setdefault(gap.entity, []).append(gap)
    for line in (folder / "truth.jsonl").read_text(encoding="utf8").splitlines():
        truth = json.loads(line)
        if not truth["scored"]:
            continue
        off = datetime.fromisoformat(truth["off"]["time"]).timestamp()
        for gap in gaps.get(truth["mmsi"], ()):
            if abs(gap.off.time - off) <= NEAR_S:
                share = dict(gap.probabilities).get("likely_disabled", 0.0)
                yield truth["class"] == "likely_disabled", share, truth["peers_around"]
                break


def main(folders: list[str]) -> None:
    rows = [row for folder in folders for row in judged(Path(folder))]
    alone, share, others = (np.array(column) for column in zip(*rows, strict=True))
    print(
        f"{len(rows)} gaps, {alone.mean():.0%} of them of one vessel alone; {(others >= CONTEXT).mean():.0%} with others around"
    )
    print("  from   all: precision  recall  outages called off   others around: precision  recall")
    for least in THRESHOLDS:
        called, near = share >= least, others >= CONTEXT
        figures = [
            *_rates(alone, called),
            (called & ~alone).sum() / max((~alone).sum(), 1),
            *_rates(alone[near], called[near]),
        ]
        print(f"  {least:.2f}        {'       '.join(f'{x:.2f}' for x in figures)}")
    edges = np.linspace(0, 1, 6)
    for low, high in pairwise(edges):
        mine = (share >= low) & ((share < high) | (high == 1))
        if mine.any():
            told, were = share[mine].mean(), alone[mine].mean()
            print(f"  said {low:.1f}-{high:.1f}: {mine.sum()} gaps, mean {told:.2f}, were alone {were:.2f}")
    slope, start = fitted(alone.astype(float), share)
    print(f"  a logistic line through the log odds said: slope {slope:.2f}, intercept {start:+.2f} (1 and 0: as said)")


def fitted(alone: np.ndarray, share: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of the logistic regression of what was on the log odds said; Newton's method."""
    odds = np.log(np.clip(share, 1e-4, 1 - 1e-4) / (1 - np.clip(share, 1e-4, 1 - 1e-4)))
    columns, line = np.stack([odds, np.ones(len(odds))], axis=1), np.array([1.0, 0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-columns @ line))
        line = line + np.linalg.solve((columns.T * (p * (1 - p))) @ columns + 1e-9 * np.eye(2), columns.T @ (alone - p))
    return float(line[0]), float(line[1])


def _rates(alone: np.ndarray, called: np.ndarray) -> tuple[float, float]:
    """Precision and recall."""
    return (alone & called).sum() / max(called.sum(), 1), (alone & called).sum() / max(alone.sum(), 1)


if __name__ == "__main__":
    main(sys.argv[1:])
