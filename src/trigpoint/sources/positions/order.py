"""Columns put in the order of their movers while they are read: batch after batch goes to its place, and nothing is held twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.sources.positions.arrow import values_of
from trigpoint.sources.positions.raw import spelling

Batch = Mapping[str, NDArray[Any]]  # role -> values
NO_ONE = -1


@attrs.define(kw_only=True, eq=False)
class Identities:
    """Numbers of the identities met so far, in the order in which they were met, and what is said of each."""

    facts: Mapping[str, str]  # what is asked of a mover -> column of the file; its batches hold them in this order
    said: dict[str, dict[str, str]] = attrs.field(factory=dict)  # name -> the first that was said
    names: tuple[str, ...] = ()  # in order, once all are met
    told: NDArray[np.bool_] = attrs.field(factory=lambda: np.zeros((0, 0), np.bool_))  # (number, fact)
    known: dict[str, int] = attrs.field(factory=dict)
    seen: dict[Any, int] = attrs.field(factory=dict)  # values as the file writes them
    # of whole numbers: a table of them with what each is counted as, and the numbers that these counts stand for
    keys: NDArray[np.int64] = attrs.field(factory=lambda: np.zeros(1 << 12, np.int64))
    counts: NDArray[np.int32] = attrs.field(factory=lambda: np.full(1 << 12, NO_ONE, np.int32))  # of keys; -1 = free
    numbers: NDArray[np.int32] = attrs.field(factory=lambda: np.empty(0, np.int32))

    def coded(self, columns: Sequence[Any]) -> NDArray[np.int32]:
        """Numbers of an Arrow column of identities, with one more column for each fact; -1 = none."""
        code = self._coded(columns[0])
        if self.facts:
            self._heard(code, columns[1:])
        return code

    def _coded(self, column: Any) -> NDArray[np.int32]:
        import pyarrow as pa

        if pa.types.is_integer(column.type) and not pa.types.is_uint64(column.type) and not column.null_count:
            return self.of_integers(values_of(column, np.int64))
        coded = column.dictionary_encode()
        values = coded.dictionary.to_pylist()
        lookup = np.array([*map(self._number, values), NO_ONE], np.int32)
        indices = coded.indices.fill_null(len(values)) if coded.indices.null_count else coded.indices
        found: NDArray[np.int32] = lookup.take(values_of(indices, np.int32))
        return found

    def _heard(self, code: NDArray[np.int32], columns: Sequence[Any]) -> None:
        """Takes note of what these rows are the first to say."""
        import pyarrow.compute as pc

        names = self.listening()
        for k, (fact, column) in enumerate(zip(self.facts, columns, strict=True)):
            length = values_of(pc.binary_length(column).fill_null(0), np.int32)
            rows = firsts(code, length > 0, self.told[:, k])
            for number, value in zip(code[rows].tolist(), column.take(rows).to_pylist(), strict=True):
                self.said.setdefault(names[number], {})[fact] = value

    def _number(self, value: Any) -> int:
        number = self.seen.get(value)
        if number is None:
            name = spelling(value)
            number = self.seen[value] = self.known.setdefault(name, len(self.known)) if name else NO_ONE
        return number

    def listening(self) -> list[str]:
        """The names by number, with room in `told` for each."""
        fresh = np.zeros((len(self.known) - len(self.told), len(self.facts)), np.bool_)
        self.told = np.concatenate([self.told.reshape(-1, len(self.facts)), fresh])
        return list(self.known)

    def of_integers(self, values: NDArray[np.int64], spelt: Callable[[int], str] = str) -> NDArray[np.int32]:
        """Numbers of identities given as whole numbers, which `spelt` writes out."""
        found = np.empty(len(values), np.int32)
        at = 0
        while True:
            count = len(self.numbers)
            at, fresh = _counted_off(values, at, self.keys, self.counts, found, count)
            numbers = [self._number(spelt(value)) for value in fresh.tolist()]
            self.numbers = np.concatenate([self.numbers, np.array(numbers, np.int32)])
            if at == len(values):
                break
            self.keys, self.counts = _grown(self.keys, self.counts)
        if (self.numbers != np.arange(len(self.numbers))).any():  # some are written in more than one way
            found = self.numbers[found]
        return found

    def by_name(self, code: NDArray[np.int32]) -> NDArray[np.int32]:
        """The numbers as places in the sorted `names`, which it sets; in place."""
        self.names = tuple(sorted(self.known))
        place = np.full(len(self.names), NO_ONE, np.int32)
        for k, name in enumerate(self.names):
            place[self.known[name]] = k
        _renumbered(code, place)
        return code


def placed(
    code: NDArray[np.int32], movers: int, batches: Iterable[Batch]
) -> tuple[NDArray[np.int32], NDArray[np.int64], dict[str, NDArray[Any]]]:
    """Code, row and columns by mover, each mover's rows in the file's order, those of no mover last."""
    counts = counted(code, movers)
    cursor = np.concatenate([[0], np.cumsum(counts[:-1])]).astype(np.int64)
    row, columns = np.empty(len(code), np.int64), dict[str, NDArray[Any]]()
    at = 0
    with ThreadPoolExecutor(2) as workers:  # memory is what is waited for
        for batch in batches:
            size = len(next(iter(batch.values())))
            goal = _goals(code[at : at + size], cursor)
            for role, values in batch.items():
                if role not in columns:
                    columns[role] = np.empty(len(code), values.dtype)
            jobs = [(np.arange(at, at + size), row), *((values, columns[role]) for role, values in batch.items())]
            list(workers.map(lambda job: _put(job[0], goal, job[1]), jobs))  # noqa: B023  used up before the next
            at += size
    grouped = np.repeat(np.append(np.arange(movers, dtype=np.int32), np.int32(NO_ONE)), counts)
    return grouped, row, columns


@numba.njit(cache=True, nogil=True)
def counted(code: NDArray[np.int32], movers: int) -> NDArray[np.int64]:
    """Rows of each mover, of nobody last."""
    found = np.zeros(movers + 1, np.int64)
    for k in range(len(code)):
        found[code[k] if code[k] >= 0 else movers] += 1
    return found


@numba.njit(cache=True, nogil=True)
def _renumbered(code: NDArray[np.int32], place: NDArray[np.int32]) -> None:
    for k in range(len(code)):
        if code[k] >= 0:
            code[k] = place[code[k]]


@numba.njit(cache=True, nogil=True)
def _slot(value: int, size: int) -> int:
    return int((np.uint64(value) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & (size - 1)


@numba.njit(cache=True, nogil=True)
def _grown(keys: NDArray[np.int64], counts: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The table at four times its size."""
    size = 4 * len(keys)
    more, of_more = np.zeros(size, np.int64), np.full(size, -1, np.int32)
    for k in range(len(keys)):
        if counts[k] != -1:
            slot = _slot(keys[k], size)
            while of_more[slot] != -1:
                slot = (slot + 1) & (size - 1)
            more[slot], of_more[slot] = keys[k], counts[k]
    return more, of_more


@numba.njit(cache=True, nogil=True)
def _counted_off(
    values: NDArray[np.int64], at: int, keys: NDArray[np.int64], counts: NDArray[np.int32], found: NDArray[np.int32],
    count: int,
) -> tuple[int, NDArray[np.int64]]:  # fmt: skip
    """Counts of the values from `at` on, `count` being the next that is free, until the table is half full.

    Back come where it stopped and the values met for the first time.
    """
    first = count
    fresh = np.empty(max(len(keys) // 2 - count, 0), np.int64)
    size = len(keys)
    for k in range(at, len(values)):
        slot = _slot(values[k], size)
        while counts[slot] != -1 and keys[slot] != values[k]:
            slot = (slot + 1) & (size - 1)
        if counts[slot] == -1:
            if count - first == len(fresh):
                return k, fresh
            fresh[count - first] = values[k]
            keys[slot], counts[slot] = values[k], count
            count += 1
        found[k] = counts[slot]
    return len(values), fresh[: count - first]


@numba.njit(cache=True, nogil=True)
def firsts(code: NDArray[np.int32], is_said: NDArray[np.bool_], told: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows that are the first to say something of their mover; `told` takes note."""
    found = np.empty(len(told), np.int64)
    count = 0
    for k in range(len(code)):
        if is_said[k] and code[k] >= 0 and not told[code[k]]:
            told[code[k]] = True
            found[count] = k
            count += 1
    return found[:count]


@numba.njit(cache=True, nogil=True)
def _goals(code: NDArray[np.int32], cursor: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each row goes; `cursor`: the next free place of each mover, of nobody last."""
    goal = np.empty(len(code), np.int64)
    for k in range(len(code)):
        mover = code[k] if code[k] >= 0 else len(cursor) - 1
        goal[k] = cursor[mover]
        cursor[mover] += 1
    return goal


@numba.njit(cache=True, nogil=True)
def _put(values, goal, into):  # type: ignore[no-untyped-def]
    """Each value to its place."""
    for k in range(len(goal)):
        into[goal[k]] = values[k]
