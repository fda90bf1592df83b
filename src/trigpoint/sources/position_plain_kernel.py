"""Cells of plain lines as numbers, compiled: a byte is looked at once, and only the columns that are wanted are read.

What is not plain is left to another reader, row by row: more digits than a double holds, exponents, odd times, quotes in quotes.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Octets = NDArray[np.uint8]
SKIPPED, KEY, TIME, EXACT, SINGLE, SPAN = range(6)  # what a column is wanted for
NUMBER, ISO, DAY_FIRST, MONTH_FIRST = range(4)  # how times are written
NOT_PLAIN = -1  # of a whole block: a quoted cell that runs over lines, another sign for the end of a line
LONGEST_LINE = 4_000_000  # bytes
_DELIMITER, _NEWLINE, _RETURN, _QUOTE, _NUL = range(1, 6)
_TEN = 10.0 ** np.arange(19)
_MOST = 1 << 53
_SIX_BITS = np.zeros(256, np.uint8)  # letters that identities are written with
for _k, _letter in enumerate(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ~"):
    _SIX_BITS[_letter] = _k + 1
_LETTERS = "\0" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ~"
_LONGEST_KEY = 10
_BEFORE = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334], np.int64)
_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


def unpacked(key: int) -> str:
    """The letters of a packed identity."""
    found = ""
    while key:
        found = _LETTERS[key & 63] + found
        key >>= 6
    return found


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
    is_odd: NDArray[np.bool_],
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
        start[rows], mark_of[rows], is_odd[rows] = at, i, False
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
            at, is_odd[rows] = _row(data, at, marks, duty, place, layout, key, exact, single, span, rows)
            if at < 0:
                return NOT_PLAIN
            while i < len(ends) and ends[i] < at:
                i += 1
        is_odd[rows] |= at - start[rows] > LONGEST_LINE
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
            _keys(data, cells, mark_of, key, is_odd)
        elif duty[column] == TIME and layout != NUMBER:
            _moments(data, cells, mark_of, layout, exact[to], is_odd)
        elif duty[column] == SINGLE:
            _numbers(data, cells, mark_of, single[to], is_odd)
        else:
            _numbers(data, cells, mark_of, exact[to], is_odd)
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
    is_odd: NDArray[np.bool_],
) -> None:
    for row in range(len(cells)):
        if mark_of[row] >= 0:
            key[row] = _packed(data, cells[row, 0], cells[row, 1])
            is_odd[row] |= key[row] < 0


@numba.njit(cache=True, nogil=True)
def _moments(
    data: Octets, cells: NDArray[np.int32], mark_of: NDArray[np.int32], layout: int, found: NDArray[np.float64],
    is_odd: NDArray[np.bool_],
) -> None:  # fmt: skip
    for row in range(len(cells)):
        if mark_of[row] >= 0:
            is_good, found[row] = _moment(data, cells[row, 0], cells[row, 1], layout)
            is_odd[row] |= not is_good


@numba.njit(cache=True, nogil=True)
def _numbers(data, cells, mark_of, found, is_odd):  # type: ignore[no-untyped-def]
    for row in range(len(cells)):
        if mark_of[row] >= 0:
            is_good, found[row] = _number(data, cells[row, 0], cells[row, 1])
            is_odd[row] |= not is_good


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
        key[row] = _packed(data, first, past)
        is_good = key[row] >= 0
    elif wanted == TIME and layout != NUMBER:
        is_good, exact[to, row] = _moment(data, first, past, layout)
    elif wanted == SINGLE:
        is_good, single[to, row] = _number(data, first, past)
    else:
        is_good, exact[to, row] = _number(data, first, past)
    return not is_good


@numba.njit(cache=True, nogil=True)
def _row(
    data: Octets, at: int, marks: Octets, duty: Octets, place: NDArray[np.int32], layout: int, key: NDArray[np.int64],
    exact: NDArray[np.float64], single: NDArray[np.float32], span: NDArray[np.int32], row: int,
) -> tuple[int, bool]:  # fmt: skip
    """A row with quotes, or with too many cells or too few: where the next line begins (-1: not plain), and whether it is odd."""
    odd, column = False, 0
    while True:
        first, past, at, mark, is_strange = _cell(data, at, marks)
        if at < 0:
            return -1, True
        odd |= is_strange or column >= len(duty)
        if not odd and duty[column] != SKIPPED:
            odd = _taken(data, first, past, duty[column], place[column], layout, key, exact, single, span, row)
        column += 1
        if mark == _NEWLINE:
            return at, odd or column != len(duty)


@numba.njit(cache=True, nogil=True)
def _cell(data: Octets, at: int, marks: Octets) -> tuple[int, int, int, int, bool]:
    """First and past byte of the cell, where the next begins (-1: not plain), what ended it, and whether it is odd."""
    odd = False
    first = at
    if marks[data[at]] == _QUOTE:
        first = at + 1
        at = first
        while True:
            mark = marks[data[at]]
            if mark == _NEWLINE:
                return first, at, -1, mark, True
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
def _packed(data: Octets, first: int, past: int) -> int:
    """An identity of up to ten letters as a number; 0 = none, -1 = cannot be packed."""
    if past - first > _LONGEST_KEY:
        return -1
    found = np.int64(0)
    for k in range(first, past):
        code = _SIX_BITS[data[k]]
        if code == 0:
            return -1
        found = (found << 6) | np.int64(code)
    return int(found)


@numba.njit(cache=True, nogil=True)
def _number(data: Octets, first: int, past: int) -> tuple[bool, float]:
    """Whether it is a plain number (or none: NaN), exactly rounded. Fifteen digits over a power of ten need one division."""
    if first == past:
        return True, np.nan
    is_negative = data[first] == 45
    if is_negative:
        first += 1
    value, digits, decimals = np.int64(0), 0, -1
    for k in range(first, past):
        c = data[k]
        if 48 <= c <= 57:
            value = value * 10 + np.int64(c - 48)
            digits += 1
            if decimals >= 0:
                decimals += 1
        elif c == 46 and decimals < 0 and digits > 0:
            decimals = 0
        else:
            return False, np.nan
    if digits == 0 or digits > 18 or value > _MOST or decimals == 0:
        return False, np.nan
    number = float(value)
    if decimals > 0:
        number /= _TEN[decimals]
    return True, -number if is_negative else number


@numba.njit(cache=True, nogil=True)
def _two(data: Octets, at: int) -> int:
    """Two digits; -1 where they are none."""
    a, b = data[at], data[at + 1]
    return (int(a) - 48) * 10 + int(b) - 48 if 48 <= a <= 57 and 48 <= b <= 57 else -1


@numba.njit(cache=True, nogil=True)
def _moment(data: Octets, first: int, past: int, layout: int) -> tuple[bool, float]:
    """Whether it is a time written in full, or none (NaN), and its seconds since 1970 if it is UTC."""
    if first == past:
        return True, np.nan
    if past - first < 19:
        return False, np.nan
    if layout == ISO:
        year = _two(data, first) * 100 + _two(data, first + 2)
        month, day = _two(data, first + 5), _two(data, first + 8)
        parted = data[first + 4] == 45 and data[first + 7] == 45 and (data[first + 10] == 84 or data[first + 10] == 32)
    else:
        year = _two(data, first + 6) * 100 + _two(data, first + 8)
        day, month = _two(data, first), _two(data, first + 3)
        if layout == MONTH_FIRST:
            day, month = month, day
        parted = data[first + 2] == 47 and data[first + 5] == 47 and data[first + 10] == 32 and past - first == 19
    hour, minute, second = _two(data, first + 11), _two(data, first + 14), _two(data, first + 17)
    parted &= data[first + 13] == 58 and data[first + 16] == 58
    if not parted or year < 1902 or year > 2199 or month < 1 or month > 12 or day < 1:
        return False, np.nan
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > _DAYS[month - 1] + (is_leap and month == 2) or not (
        0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60
    ):
        return False, np.nan
    before = year - 1
    days = year * 365 + before // 4 - before // 100 + before // 400 - 719527
    days += _BEFORE[month - 1] + (is_leap and month > 2) + day - 1
    told = days * 86400 + hour * 3600 + minute * 60 + second
    is_good, micros = _rest(data, first + 19, past)
    return is_good, (told * 1_000_000 + micros) / 1e6


@numba.njit(cache=True, nogil=True)
def _rest(data: Octets, at: int, past: int) -> tuple[bool, int]:
    """What stands behind the second: up to six decimals, then nothing, Z, +00, +00:00 or UTC; in microseconds."""
    micros = 0
    if at < past and data[at] == 46:
        at += 1
        scale = 100_000
        while at < past and 48 <= data[at] <= 57:
            if scale == 0:
                return False, 0
            micros += (int(data[at]) - 48) * scale
            scale //= 10
            at += 1
        if scale == 100_000:
            return False, 0
    left = past - at
    if left == 0 or (left == 1 and data[at] == 90):
        return True, micros
    if left == 4 and data[at] == 32 and data[at + 1] == 85 and data[at + 2] == 84 and data[at + 3] == 67:
        return True, micros
    is_offset = (left == 3 or left == 6) and data[at] == 43 and _two(data, at + 1) == 0
    return is_offset and (left == 3 or (data[at + 3] == 58 and _two(data, at + 4) == 0)), micros


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
