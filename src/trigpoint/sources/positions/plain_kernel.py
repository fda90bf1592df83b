"""Cells of plain lines as numbers, compiled: a byte is looked at once, and only the columns that are wanted are read.

What is not plain is left to another reader, row by row: more digits than a double holds, exponents, odd times, quotes in quotes.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from trigpoint.sources.positions.plain_cells import NUMBER, moment_of, number_of, packed

Octets = NDArray[np.uint8]
SKIPPED, KEY, TIME, EXACT, SINGLE, SPAN = range(6)  # what a column is wanted for
FINE, ODD, OPEN = range(3)  # of a row; OPEN: a quoted cell that does not end in its line
NOT_PLAIN = -1  # of a whole block: another sign for the end of a line, quotes that no table writes
LONGEST_LINE = 4_000_000  # bytes
_DELIMITER, _NEWLINE, _RETURN, _QUOTE, _NUL = range(1, 6)


def marks_of(delimiter: str) -> Octets:
    """Which bytes end a cell or call for a closer look."""
    marks = np.zeros(256, np.uint8)
    for letter, mark in ((ord(delimiter), _DELIMITER), (10, _NEWLINE), (13, _RETURN), (34, _QUOTE), (0, _NUL)):
        marks[letter] = mark
    return marks


@numba.njit(cache=True, nogil=True)
def read_block(
    data: Octets, marks: Octets, duty: Octets, place: NDArray[np.int32], layout: int, key: NDArray[np.int64],
    exact: NDArray[np.float64], single: NDArray[np.float32], span: NDArray[np.int32], start: NDArray[np.int32],
    state: NDArray[np.int8],
) -> int:  # fmt: skip
    """The rows of a block that ends with a line, empty lines left out; how many, or NOT_PLAIN.

    `duty` and `place` say of each column what it is wanted for and where it goes. `exact` (time, latitude, longitude), `single`
    and `span` (first and past byte of a cell) hold a line per column. `start`: first byte of each row, and where the last ends.
    """
    ends, most = _marked(data, marks), len(duty)
    mark_of = np.empty(len(start), np.int32)  # the first mark of each row; -1 = read already
    at, rows, i = 0, 0, 0
    while at < len(data):
        if data[at] == 10 or (data[at] == 13 and data[at + 1] == 10):
            i += 1 if data[at] == 10 else 2
            at += 1 if data[at] == 10 else 2
            continue
        start[rows], mark_of[rows], state[rows] = at, i, FINE
        is_simple = i + most <= len(ends)
        for k in range(most - 1):
            if not is_simple or marks[data[ends[i + k]]] != _DELIMITER:
                is_simple = False
                break
        last = ends[i + most - 1] if is_simple else 0
        mark = marks[data[last]]
        if is_simple and (mark == _NEWLINE or (mark == _RETURN and data[last + 1] == 10)):
            at = last + (1 if mark == _NEWLINE else 2)
            i += most if mark == _NEWLINE else most + 1
        else:
            mark_of[rows] = -1
            at, state[rows] = _row(data, at, marks, duty, place, layout, key, exact, single, span, rows)
            if at < 0:
                return NOT_PLAIN
            while i < len(ends) and ends[i] < at:
                i += 1
        if at - start[rows] > LONGEST_LINE:
            state[rows] = max(state[rows], ODD)
        rows += 1
    start[rows] = at
    cells = np.empty((rows, 2), np.int32)
    for column in range(most):
        to = place[column]
        if duty[column] == SKIPPED:
            continue
        if duty[column] == SPAN:
            _cells(start, mark_of, ends, column, span[to, :rows])
            continue
        _cells(start, mark_of, ends, column, cells)
        if duty[column] == KEY:
            _keys(data, cells, mark_of, key, state)
        elif duty[column] == TIME and layout != NUMBER:
            _moments(data, cells, mark_of, layout, exact[to], state)
        elif duty[column] == SINGLE:
            _numbers(data, cells, mark_of, single[to], state)
        else:
            _numbers(data, cells, mark_of, exact[to], state)
    return rows


@numba.njit(cache=True, nogil=True)
def _cells(
    start: NDArray[np.int32], mark_of: NDArray[np.int32], ends: NDArray[np.int32], column: int, found: NDArray[np.int32]
) -> None:
    """First and past byte of a column's cells."""
    for row in range(len(found)):
        i = mark_of[row]
        if i >= 0:
            found[row, 0] = ends[i + column - 1] + 1 if column else start[row]
            found[row, 1] = ends[i + column]


@numba.njit(cache=True, nogil=True)
def _keys(
    data: Octets,
    cells: NDArray[np.int32],
    mark_of: NDArray[np.int32],
    key: NDArray[np.int64],
    state: NDArray[np.int8],
) -> None:
    for row in range(len(cells)):
        if mark_of[row] >= 0:
            key[row] = packed(data, cells[row, 0], cells[row, 1])
            if key[row] < 0:
                state[row] = ODD


@numba.njit(cache=True, nogil=True)
def _moments(
    data: Octets, cells: NDArray[np.int32], mark_of: NDArray[np.int32], layout: int, found: NDArray[np.float64],
    state: NDArray[np.int8],
) -> None:  # fmt: skip
    for row in range(len(cells)):
        if mark_of[row] >= 0:
            is_good, found[row] = moment_of(data, cells[row, 0], cells[row, 1], layout)
            if not is_good:
                state[row] = ODD


@numba.njit(cache=True, nogil=True)
def _numbers(data, cells, mark_of, found, state):  # type: ignore[no-untyped-def]
    for row in range(len(cells)):
        if mark_of[row] >= 0:
            is_good, found[row] = number_of(data, cells[row, 0], cells[row, 1])
            if not is_good:
                state[row] = ODD


@numba.njit(cache=True, nogil=True)
def _marked(data: Octets, marks: Octets) -> NDArray[np.int32]:
    """Bytes that bear a mark; counted first."""
    count = 0
    for k in range(len(data)):
        count += marks[data[k]] != 0
    found = np.empty(count, np.int32)
    at = 0
    for k in range(len(data)):
        if marks[data[k]] != 0:
            found[at] = k
            at += 1
    return found


@numba.njit(cache=True, nogil=True)
def _taken(
    data: Octets, first: int, past: int, wanted: int, to: int, layout: int, key: NDArray[np.int64],
    exact: NDArray[np.float64], single: NDArray[np.float32], span: NDArray[np.int32], row: int,
) -> bool:  # fmt: skip
    """Put a cell where it goes; whether it is odd."""
    is_good = True
    if wanted == SPAN:
        span[to, row, 0], span[to, row, 1] = first, past
    elif wanted == KEY:
        key[row] = packed(data, first, past)
        is_good = key[row] >= 0
    elif wanted == TIME and layout != NUMBER:
        is_good, exact[to, row] = moment_of(data, first, past, layout)
    elif wanted == SINGLE:
        is_good, single[to, row] = number_of(data, first, past)
    else:
        is_good, exact[to, row] = number_of(data, first, past)
    return not is_good


@numba.njit(cache=True, nogil=True)
def _row(
    data: Octets, at: int, marks: Octets, duty: Octets, place: NDArray[np.int32], layout: int, key: NDArray[np.int64],
    exact: NDArray[np.float64], single: NDArray[np.float32], span: NDArray[np.int32], row: int,
) -> tuple[int, int]:  # fmt: skip
    """A row with quotes, or with too many cells or too few: where the next line begins (-1: not plain), and its state."""
    odd, column = False, 0
    while True:
        first, past, at, mark, is_strange = _cell(data, at, marks)
        if at < 0:
            return at, ODD
        if mark == _QUOTE:
            return at, OPEN
        odd |= is_strange or column >= len(duty)
        if not odd and duty[column] != SKIPPED:
            odd = _taken(data, first, past, duty[column], place[column], layout, key, exact, single, span, row)
        column += 1
        if mark == _NEWLINE:
            return at, ODD if odd or column != len(duty) else FINE


@numba.njit(cache=True, nogil=True)
def _cell(data: Octets, at: int, marks: Octets) -> tuple[int, int, int, int, bool]:
    """First and past byte of the cell, where the next begins (-1: not plain), what ended it (a quote: the line), is it odd."""
    odd = False
    first = at
    if marks[data[at]] == _QUOTE:
        first = at + 1
        at = first
        while True:
            mark = marks[data[at]]
            if mark == _NEWLINE:
                return first, at, at + 1, _QUOTE, True
            if mark == _QUOTE:
                if data[at + 1] != 34:
                    break
                odd = True
                at += 1
            odd |= mark in (_NUL, _RETURN)
            at += 1
        past = at
        at += 1
        mark = marks[data[at]]
        if mark == _RETURN and data[at + 1] == 10:
            return first, past, at + 2, _NEWLINE, odd
        return first, past, at + 1 if mark in (_DELIMITER, _NEWLINE) else -1, mark, odd
    while True:
        mark = marks[data[at]]
        if mark == 0:
            at += 1
            continue
        if mark in (_DELIMITER, _NEWLINE):
            return first, at, at + 1, mark, odd
        if mark == _RETURN:
            if data[at + 1] == 10:
                return first, at, at + 2, _NEWLINE, odd
            return first, at, -1, mark, True
        odd = True  # a quote within a cell, a NUL
        at += 1


@numba.njit(cache=True, nogil=True)
def look_up(
    data: Octets, span: NDArray[np.int32], at: int, text: Octets, ends: NDArray[np.int64], table: NDArray[np.int32],
    values: NDArray[np.int8], found: NDArray[np.int8],
) -> int:  # fmt: skip
    """The values of cells from row `at` on by a table of words; the first row whose word is not in it, else the number of rows."""
    for row in range(at, len(span)):
        first, past = span[row, 0], span[row, 1]
        slot = word_slot(data, first, past, text, ends, table)
        if table[slot] < 0:
            return row
        found[row] = values[table[slot]]
    return len(span)


@numba.njit(cache=True, nogil=True)
def word_slot(
    data: Octets, first: int, past: int, text: Octets, ends: NDArray[np.int64], table: NDArray[np.int32]
) -> int:
    """Where a word stands in the table, or the free place for it. Words lie one after the other in `text`."""
    spread = np.uint64(14695981039346656037)
    for k in range(first, past):
        spread = (spread ^ np.uint64(data[k])) * np.uint64(1099511628211)
    slot = int(spread >> np.uint64(32)) & (len(table) - 1)
    while table[slot] >= 0:
        begin, end = ends[table[slot]], ends[table[slot] + 1]
        if end - begin == past - first:
            is_same = True
            for k in range(past - first):
                if data[first + k] != text[begin + k]:
                    is_same = False
                    break
            if is_same:
                return slot
        slot = (slot + 1) & (len(table) - 1)
    return slot
