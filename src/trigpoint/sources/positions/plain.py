"""Plain text tables read straight from their bytes; what of them is not plain goes through the session, and the result is the same.

1. Blocks of lines are parsed side by side, only the columns that are wanted (`plain_kernel`).
2. Identities become numbers, words (status, source) are looked up, each distinct one having been asked of the session once.
3. Odd rows (an exponent, a time of another kind, too few cells) are written to a file of their own, which the session reads.

A table that is odd altogether raises NotPlain: then the session reads all of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.sources.positions.columns import Column
from trigpoint.sources.positions.head import Layout
from trigpoint.sources.positions.opening import blocks_of_lines
from trigpoint.sources.positions.order import Batch, Identities, firsts
from trigpoint.sources.positions.plain_cells import DAY_FIRST, ISO, MONTH_FIRST, NUMBER, unpacked
from trigpoint.sources.positions.plain_kernel import (
    EXACT,
    FINE,
    KEY,
    LONGEST_LINE,
    NOT_PLAIN,
    ODD,
    OPEN,
    SINGLE,
    SKIPPED,
    SPAN,
    TIME,
    look_up,
    marks_of,
    read_block,
    word_slot,
)
from trigpoint.sources.positions.raw import MISMATCHED, REJECTED_KEPT, SMALL, Refused, seconds

BLOCK = 1 << 24  # bytes parsed at a time
AHEAD = 3  # blocks under way
MOST_ODD = 0.1  # of a block's rows: more, and the session is faster
MOST_WORDS = 4096
LAYOUTS = {"number": NUMBER, "iso": ISO, "%d/%m/%Y %H:%M:%S": DAY_FIRST, "%m/%d/%Y %H:%M:%S": MONTH_FIRST}
EXACT_ROLES = ("time", "lat", "lon")
Rejected = list[tuple[int, str, str]]
OddReader = Callable[[bytes], tuple[NDArray[np.int32], Mapping[str, NDArray[Any]], Rejected]]
Asked = Callable[[str, str], float | None]  # the value of a word in a column, by role


class NotPlain(Exception):
    """A table that the session has to read."""


@attrs.frozen(kw_only=True, eq=False)
class _Wanted:
    """What is read of each line."""

    layout: int
    encoding: str
    marks: NDArray[np.uint8]
    duty: NDArray[np.uint8]
    place: NDArray[np.int32]
    single: tuple[Column, ...]
    words: tuple[Column, ...]
    facts: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False)
class _Parsed:
    """A block's rows, before identities and words are known."""

    data: NDArray[np.uint8]
    key: NDArray[np.int64]
    exact: NDArray[np.float64]  # (time, latitude, longitude; row)
    single: NDArray[np.float32]
    span: NDArray[np.int32]  # words, then facts
    start: NDArray[np.int32]
    state: NDArray[np.int8]


@attrs.define(kw_only=True, eq=False)
class _Words:
    """The distinct cells of one column and their values."""

    text: list[bytes] = attrs.field(factory=list)
    values: list[int] = attrs.field(factory=list)

    def of(self, data: NDArray[np.uint8], span: NDArray[np.int32], ask: Callable[[bytes], int]) -> NDArray[np.int8]:
        """The value of each cell."""
        found, at = np.full(len(span), -1, np.int8), 0
        while True:
            text, ends, table = self._table()
            at = look_up(data, span, at, text, ends, table, np.array([*self.values, 0], np.int8), found)
            if at == len(span):
                return found
            if len(self.text) == MOST_WORDS:
                raise NotPlain
            cell = data[span[at, 0] : span[at, 1]].tobytes()
            self.text.append(cell)
            self.values.append(ask(cell))

    def _table(self) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32]]:
        text = np.frombuffer(b"".join(self.text) + b"\0", np.uint8)
        ends = np.cumsum([0, *map(len, self.text)])
        table = np.full(max(64, 1 << (4 * len(self.text) - 1).bit_length()), -1, np.int32)
        for k in range(len(self.text)):
            table[word_slot(text, ends[k], ends[k + 1], text, ends, table)] = k
        return text, ends, table


@attrs.define(kw_only=True, eq=False)
class PlainTable:
    """A plain table while it is read."""

    path: Path
    layout: Layout
    wanted: _Wanted
    known: Identities
    read_odd: OddReader
    ask: Asked
    rows: int = 0  # met so far
    told: Rejected = attrs.field(factory=list)  # rows that are none: the first of them
    counts: dict[str, int] = attrs.field(factory=dict)
    gone: list[int] = attrs.field(factory=list)  # their numbers
    words: dict[str, _Words] = attrs.field(factory=dict)

    def batches(self) -> Iterator[tuple[NDArray[np.int32], Batch]]:
        """Identities by number and the other columns, block after block. Raises NotPlain, UnreadableFile."""
        with ThreadPoolExecutor(2) as workers:
            underway: deque[Future[_Parsed]] = deque()
            for block in _blocks(self.path, self.layout):
                underway.append(workers.submit(_parse, block, self.wanted))
                if len(underway) == AHEAD:
                    yield self._finished(underway.popleft().result())
            while underway:
                yield self._finished(underway.popleft().result())

    def refused(self) -> tuple[Refused, NDArray[np.int64]]:
        """Rows that are none, and their numbers."""
        return Refused(first=tuple(self.told), counts=self.counts), np.array(self.gone, np.int64)

    def _finished(self, block: _Parsed) -> tuple[NDArray[np.int32], Batch]:
        code = self.known.of_integers(block.key, unpacked)
        self._hear(block, code)
        batch: dict[str, NDArray[Any]] = dict(zip(EXACT_ROLES, block.exact, strict=True))
        for column, values in zip(self.wanted.single, block.single, strict=True):
            batch[column.role] = values if column.factor == 1.0 else values * np.float32(column.factor)
        for column, span in zip(self.wanted.words, block.span, strict=False):
            batch[column.role] = self._worded(column, block.data, span)
        kept = self._mended(block, code, batch)
        if self.wanted.layout == NUMBER:
            batch["time"] = seconds(batch["time"])
        self.rows += len(code)
        return (code, batch) if kept is None else (code[kept], {role: values[kept] for role, values in batch.items()})

    def _hear(self, block: _Parsed, code: NDArray[np.int32]) -> None:
        """What these rows are the first to say of a mover."""
        if not self.wanted.facts:
            return
        names = self.known.listening()
        for k, fact in enumerate(self.wanted.facts):
            span = block.span[len(self.wanted.words) + k]
            for row in firsts(code, span[:, 1] > span[:, 0], self.known.told[:, k]).tolist():
                cell = block.data[span[row, 0] : span[row, 1]].tobytes().decode(self.layout.encoding)
                self.known.said.setdefault(names[code[row]], {})[fact] = cell

    def _worded(self, column: Column, data: NDArray[np.uint8], span: NDArray[np.int32]) -> NDArray[np.int8]:
        def ask(cell: bytes) -> int:
            value = self.ask(column.role, cell.decode(self.layout.encoding)) if cell else None
            return int(value) if value is not None and np.isfinite(value) and abs(value) <= 100 else -1

        return self.words.setdefault(column.role, _Words()).of(data, span, ask)

    def _mended(
        self, block: _Parsed, code: NDArray[np.int32], batch: Mapping[str, NDArray[Any]]
    ) -> NDArray[np.bool_] | None:
        """Odd rows as the session reads them; which rows are kept, where not all are."""
        odd, lost = np.flatnonzero(block.state == ODD), np.flatnonzero(block.state == OPEN)
        rejected = [
            (k, MISMATCHED, _line(block, k)[:80].decode(self.layout.encoding, "replace")) for k in lost.tolist()
        ]
        if len(odd):
            of_odd, columns, told = self.read_odd(b"".join(_line(block, k) for k in odd.tolist()))
            good = np.delete(odd, sorted({number for number, _, _ in told}))
            if len(of_odd) != len(good):
                raise NotPlain
            code[good] = of_odd
            for role, values in columns.items():
                batch[role][good] = values
            rejected += [(int(odd[number]), reason, text) for number, reason, text in told]
        return self._kept(len(code), sorted(rejected)) if rejected else None

    def _kept(self, count: int, rejected: Rejected) -> NDArray[np.bool_]:
        """Which of so many rows are not rejected; takes note of those that are."""
        for number, reason, text in rejected:
            self.counts[reason] = self.counts.get(reason, 0) + 1
            if len(self.told) < REJECTED_KEPT:
                self.told.append((self.rows + number, reason, text))
        bad = [number for number, _, _ in rejected]
        self.gone += [self.rows + number for number in bad]
        kept = np.ones(count, np.bool_)
        kept[bad] = False
        return kept


def wanted_of(
    layout: Layout, columns: Sequence[Column], facts: Mapping[str, str], times: str, altered: Sequence[str]
) -> _Wanted | None:
    """What to read of a table; None where it is not plain. `altered`: roles whose cells need more than a number."""
    if times not in LAYOUTS or altered or layout.encoding not in ("utf-8", "latin-1"):
        return None
    single = tuple(c for c in columns if c.role not in (*EXACT_ROLES, *SMALL, "id"))
    words = tuple(c for c in columns if c.role in SMALL)
    spans = [*(c.name for c in words), *facts.values()]
    asked = [*(c.name for c in columns if c.role not in SMALL), *spans]
    if len(set(asked)) < len(asked):  # one column serves twice
        return None
    duty, place = np.full(len(layout.names), SKIPPED, np.uint8), np.zeros(len(layout.names), np.int32)
    index = {name: k for k, name in enumerate(layout.names)}
    for column in columns:
        if column.role in EXACT_ROLES:
            duty[index[column.name]] = TIME if column.role == "time" else EXACT
            place[index[column.name]] = EXACT_ROLES.index(column.role)
        elif column.role == "id":
            duty[index[column.name]] = KEY
    for kind, names in ((SINGLE, [c.name for c in single]), (SPAN, spans)):
        for number, name in enumerate(names):
            duty[index[name]], place[index[name]] = kind, number
    return _Wanted(
        layout=LAYOUTS[times], encoding=layout.encoding, marks=marks_of(layout.delimiter), duty=duty, place=place,
        single=single, words=words, facts=tuple(facts),
    )  # fmt: skip


def _blocks(path: Path, layout: Layout) -> Iterator[bytes]:
    """Blocks of whole lines behind the header. Raises NotPlain."""
    skip = layout.skip
    for block in blocks_of_lines(path, BLOCK):
        rest = block
        while skip and rest:
            rest = rest[rest.find(b"\n") + 1 or len(rest) :]
            skip -= 1
        if not rest.endswith(b"\n"):
            if len(rest) > LONGEST_LINE:
                raise NotPlain
            rest += b"\n"
        yield rest


def _parse(block: bytes, wanted: _Wanted) -> _Parsed:
    if wanted.encoding == "utf-8" and not block.isascii():
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotPlain from error
    data = np.frombuffer(block, np.uint8)
    most = block.count(b"\n")
    key, exact = np.empty(most, np.int64), np.empty((len(EXACT_ROLES), most))
    single = np.empty((len(wanted.single), most), np.float32)
    span = np.empty((len(wanted.words) + len(wanted.facts), most, 2), np.int32)
    start, state = np.empty(most + 1, np.int32), np.empty(most, np.int8)
    rows = read_block(
        data, wanted.marks, wanted.duty, wanted.place, wanted.layout, key, exact, single, span, start, state
    )
    if rows == NOT_PLAIN:
        raise NotPlain
    state = state[:rows]
    is_odd = state != FINE
    if is_odd.sum() > MOST_ODD * rows + 10:
        raise NotPlain
    key[:rows][is_odd] = 0
    span[:, :rows][:, is_odd] = 0
    return _Parsed(
        data=data, key=key[:rows], exact=exact[:, :rows], single=single[:, :rows], span=span[:, :rows],
        start=start[: rows + 1], state=state,
    )  # fmt: skip


def _line(block: _Parsed, row: int) -> bytes:
    """A row's bytes, its end of line with them and any empty line after it without."""
    return block.data[block.start[row] : block.start[row + 1]].tobytes().rstrip(b"\r\n") + b"\n"
