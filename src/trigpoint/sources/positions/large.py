"""Tables too large to be held: sorted by mover and time on disk, in memory that does not follow the number of rows.

Batches are judged as they come and dealt out to piles by mover. Then pile after pile is sorted, and each mover's rows go to
their place in files of one column each, which are mapped: what is read of them is the system's to give back.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.positions import MoverKind
from trigpoint.sources.positions.judge import REASONS, blank_unavailable, judge
from trigpoint.sources.positions.order import Batch, Identities
from trigpoint.sources.positions.raw import REJECTED_KEPT
from trigpoint.sources.positions.sort import order_of

Numbering = Callable[[NDArray[np.int64]], NDArray[np.int64]]  # rows of the file for numbers of those that came through
HELD_ROWS = 20_000_000  # more are sorted on disk; so many take 1.5 GB
PILE_ROWS = 4_000_000
MOST_PILES = 500
COPIED = 1 << 20  # rows copied at a time


@attrs.frozen(kw_only=True, eq=False)
class SortedOnDisk:
    """Usable fixes by mover and time, in mapped files that vanish with the last use of them."""

    mover: NDArray[np.int32]
    row: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    unsorted: int  # movers whose times were out of order
    reasons: dict[str, int]  # why rows were passed over, and how many
    first: tuple[tuple[int, str, str], ...]  # of these: row, reason, ""


@attrs.define(kw_only=True, eq=False)
class _Piles:
    """Rows dealt out by mover, column by column, in files that only grow."""

    folder: Path
    count: int
    types: dict[str, np.dtype[Any]] = attrs.field(factory=dict)
    fixes: NDArray[np.int64] = attrs.field(factory=lambda: np.zeros(0, np.int64))  # per identity
    reasons: Counter[str] = attrs.field(factory=Counter)
    first: list[tuple[int, str, str]] = attrs.field(factory=list)

    def deal(self, code: NDArray[np.int32], row: NDArray[np.int64], batch: Batch) -> None:
        """Judge a batch and put its good rows on their piles."""
        against = judge(code, batch["time"], batch["lat"], batch["lon"])
        good = against == 0
        if not good.all():
            bad = np.flatnonzero(~good)
            self.reasons.update(REASONS[k] for k in against[bad].tolist())
            told = bad[: max(0, REJECTED_KEPT - len(self.first))]
            self.first += [(int(row[k]), REASONS[against[k]], "") for k in told.tolist()]
        columns = {"code": code[good], "row": row[good], **{role: values[good] for role, values in batch.items()}}
        self.fixes = _summed(self.fixes, np.bincount(columns["code"]))
        pile = columns["code"] % self.count
        order = np.argsort(pile, kind="stable")
        ends = np.searchsorted(pile[order], np.arange(self.count + 1))
        for role, values in columns.items():
            self.types[role] = values.dtype
            ordered = values[order]
            for k in np.flatnonzero(np.diff(ends)).tolist():
                with self._file(k, role).open("ab") as file:
                    ordered[ends[k] : ends[k + 1]].tofile(file)

    def taken(self, pile: int) -> dict[str, NDArray[Any]]:
        """A pile's columns; its files are gone afterwards."""
        found = {}
        for role, kind in self.types.items():
            file = self._file(pile, role)
            found[role] = np.fromfile(file, kind) if file.exists() else np.empty(0, kind)
            file.unlink(missing_ok=True)
        return found

    def _file(self, pile: int, role: str) -> Path:
        return self.folder / f"{pile}.{role}"


def sort_on_disk(
    batches: Iterable[tuple[NDArray[np.int32], Batch]], rows: int, known: Identities, kind: MoverKind, number: Numbering
) -> SortedOnDisk:  # fmt: skip
    """Sort some `rows` rows, given as batches of identities by number and other columns."""
    with tempfile.TemporaryDirectory(prefix="positions-") as made:
        piles = _Piles(folder=Path(made), count=min(rows // PILE_ROWS + 1, MOST_PILES))
        at = 0
        for code, batch in batches:
            piles.deal(code, np.arange(at, at + len(code)), batch)
            at += len(code)
        return _gathered(piles, known, kind, number)


def _gathered(piles: _Piles, known: Identities, kind: MoverKind, number: Numbering) -> SortedOnDisk:
    place = known.by_name(np.arange(len(known.known), dtype=np.int32))
    fixes = np.zeros(len(place), np.int64)
    fixes[place] = _summed(piles.fixes, np.zeros(len(place), np.int64))
    heard = fixes > 0  # an identity without a usable fix is no mover
    place = (np.cumsum(heard) - 1).astype(np.int32)[place]
    known.names = tuple(name for name, is_heard in zip(known.names, heard.tolist(), strict=True) if is_heard)
    fixes = fixes[heard]
    starts = np.concatenate([[0], np.cumsum(fixes)])
    files = {role: _mapped(piles.folder / role, dtype, int(starts[-1])) for role, dtype in piles.types.items()}
    unsorted = 0
    for k in range(piles.count):
        held = piles.taken(k)
        code = place[held.pop("code")]
        picked, out_of_order = order_of(code, held["time"], len(fixes))
        unsorted += out_of_order
        held["row"] = number(held["row"])
        blank_unavailable(kind, held)
        goal = np.empty(len(code), np.int64)
        _goals(code, picked, starts, goal)
        for role in list(held):
            _put(held.pop(role), picked, goal, files[role])
    mover = files.pop("code")
    for first in range(0, len(mover), COPIED):
        some = np.arange(first, min(first + COPIED, len(mover)))
        mover[some] = np.searchsorted(starts, some, side="right") - 1
    row = files.pop("row")
    told = tuple((int(number(np.array([k]))[0]), reason, text) for k, reason, text in piles.first)
    return SortedOnDisk(mover=mover, row=row, columns=files, unsorted=unsorted, reasons=dict(piles.reasons), first=told)


@numba.njit(cache=True, nogil=True)
def _goals(
    code: NDArray[np.int32], picked: NDArray[np.int64], starts: NDArray[np.int64], goal: NDArray[np.int64]
) -> None:
    """Where each of the picked rows goes: a mover's rows one after the other from where it begins."""
    for k in range(len(picked)):
        is_next = k > 0 and code[picked[k]] == code[picked[k - 1]]
        goal[k] = goal[k - 1] + 1 if is_next else starts[code[picked[k]]]


@numba.njit(cache=True, nogil=True)
def _put(values, picked, goal, into):  # type: ignore[no-untyped-def]
    """Each picked value to its place."""
    for k in range(len(picked)):
        into[goal[k]] = values[picked[k]]


def _summed(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    found: NDArray[np.int64] = longer.copy()
    found[: len(shorter)] += shorter
    return found


def _mapped(path: Path, kind: np.dtype[Any], count: int) -> NDArray[Any]:
    """A file of a column, mapped, its name taken away at once: its room is free when nobody uses it any more."""
    if not count:
        return np.empty(0, kind)
    found = np.memmap(path, kind, "w+", shape=(count,))
    path.unlink()
    return found.view(np.ndarray)
