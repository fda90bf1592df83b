"""AIS sentences byte by byte, compiled: framing, checksum, six-bit payload, messages that carry positions or say who.

ITU-R M.1371-5, annex 8. Fields as [first bit, bits):

| message | position | speed | course | other |
|---|---|---|---|---|
| 1, 2, 3 (class A) | lon [61, 28) lat [89, 27), 1/600,000 deg | [50, 10) 0.1 kn | [116, 12) 0.1 deg | status [38, 4) |
| 18, 19 (class B) | lon [57, 28) lat [85, 27) | [46, 10) | [112, 12) | 19: name [143, 120) type [263, 8) size [271, 30) |
| 27 (long range) | lon [44, 18) lat [62, 17), 1/600 deg | [79, 6) kn | [85, 9) deg | status [40, 4) |
| 5 (class A, static) | - | - | - | IMO [40, 30) callsign [70, 42) name [112, 120) type [232, 8) size [240, 30) |
| 24 A / B | - | - | - | A: name [40, 120); B: type [40, 8) callsign [90, 42) size [132, 30) |

Left out: base stations (4), aids to navigation (21), rescue aircraft (9), binary messages: counted, not read.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

# what a line came to; index into nmea.REASONS
POSITION, STATIC, PART, BLANK = 0, 1, 2, 3
NO_SENTENCE, CHECKSUM, BROKEN, EMPTY, ALPHABET, SHORT, INCOMPLETE, OTHER, NO_CHECKSUM = 4, 5, 6, 7, 8, 9, 10, 11, 12
LONGEST = 1024  # six-bit characters of one message; the standard's five slots hold 168
SLOTS = 10 * 4  # messages in pieces: sequence 0-9 x channel A, B, other, none
NAME_LEN, CALL_LEN = 20, 7
SAID = 4 + NAME_LEN + CALL_LEN  # columns of a static row: MMSI, IMO, type, length, then the letters


@numba.njit(cache=True, nogil=True)
def bits(six: NDArray[np.uint8], start: int, count: int) -> int:
    """An unsigned field of the payload."""
    value = 0
    end = start + count
    at = start
    while at < end:
        inside = at % 6
        take = min(6 - inside, end - at)
        value = (value << take) | ((six[at // 6] >> (6 - inside - take)) & ((1 << take) - 1))
        at += take
    return value


@numba.njit(cache=True, nogil=True)
def signed(six: NDArray[np.uint8], start: int, count: int) -> int:
    """A two's complement field of the payload."""
    value = bits(six, start, count)
    return value - (1 << count) if value >> (count - 1) else value


@numba.njit(cache=True, nogil=True)
def hexadecimal(byte: int) -> int:
    """Value of a hexadecimal digit; -1 for any other byte."""
    if 48 <= byte <= 57:
        return byte - 48
    if 65 <= byte <= 70:
        return byte - 55
    if 97 <= byte <= 102:
        return byte - 87
    return -1


@numba.njit(cache=True, nogil=True)
def number_at(text: NDArray[np.uint8], at: int, end: int) -> tuple[float, int]:
    """A number without sign from `at`: (value, first byte behind it); (NaN, at) where none stands."""
    value = 0.0
    scale = 0.0
    here = at
    while here < end:
        byte = text[here]
        if 48 <= byte <= 57:
            if scale:
                value += (byte - 48) * scale
                scale /= 10
            else:
                value = value * 10 + (byte - 48)
        elif byte == 46 and not scale and here > at:
            scale = 0.1
        else:
            break
        here += 1
    return (value, here) if here > at else (np.nan, at)


@numba.njit(cache=True, nogil=True)
def tag_time(text: NDArray[np.uint8], at: int, end: int) -> float:
    """Receive time of a tag block [at, end) without its backslashes: field `c`, epoch s or ms; NaN without, or broken."""
    star = -1
    check = 0
    for here in range(at, end):
        if text[here] == 42:
            star = here
            break
        check ^= text[here]
    if star >= 0:
        if star + 3 > end or hexadecimal(text[star + 1]) * 16 + hexadecimal(text[star + 2]) != check:
            return np.nan
        end = star
    for here in range(at, end - 2):
        if text[here] == 99 and text[here + 1] == 58 and (here == at or text[here - 1] == 44):
            value, _ = number_at(text, here + 2, end)
            return value / 1000 if value > 4e10 else value
    return np.nan


@numba.njit(cache=True, nogil=True)
def letters(six: NDArray[np.uint8], start: int, count: int, into: NDArray[np.int64], at: int) -> None:
    """Six-bit ASCII as byte values, `@` ends the text (0 from there on)."""
    for k in range(count):
        value = bits(six, start + 6 * k, 6)
        if value == 0:
            break
        into[at + k] = value + 64 if value < 32 else value


@numba.njit(cache=True, nogil=True)
def static_row(six: NDArray[np.uint8], length: int, kind: int, into: NDArray[np.int64]) -> bool:
    """Who the sender says it is; False where the message is too short."""
    into[:] = 0
    into[0] = bits(six, 8, 30)
    name, call, type_at, size = -1, -1, -1, -1
    if kind == 5 and length >= 270:
        into[1] = bits(six, 40, 30)
        call, name, type_at, size = 70, 112, 232, 240
    elif kind == 19 and length >= 301:
        name, type_at, size = 143, 263, 271
    elif kind == 24 and length >= 160 and bits(six, 38, 2) == 0:
        name = 40
    elif kind == 24 and length >= 162 and bits(six, 38, 2) == 1:
        type_at, call, size = 40, 90, 132
        if into[0] // 10_000_000 == 98:  # an auxiliary craft: the bits of the size name its mother ship
            size = -1
    else:
        return False
    if type_at >= 0:
        into[2] = bits(six, type_at, 8)
    if size >= 0:
        into[3] = bits(six, size, 9) + bits(six, size + 9, 9)
    if name >= 0:
        letters(six, name, NAME_LEN, into, 4)
    if call >= 0:
        letters(six, call, CALL_LEN, into, 4 + NAME_LEN)
    return True


@numba.njit(cache=True, nogil=True)
def position_row(six: NDArray[np.uint8], length: int, kind: int, into: NDArray[np.float64]) -> bool:
    """MMSI, lat, lon, speed, course, status; NaN (status -1) where not available. False where too short."""
    into[0] = bits(six, 8, 30)
    into[5] = -1
    if kind <= 3 and length >= 137:
        lon, lat, scale = signed(six, 61, 28), signed(six, 89, 27), 600_000.0
        speed, no_speed, course, no_course, tenth = bits(six, 50, 10), 1023, bits(six, 116, 12), 3600, 10.0
        into[5] = bits(six, 38, 4)
    elif (kind == 18 or kind == 19) and length >= 133:
        lon, lat, scale = signed(six, 57, 28), signed(six, 85, 27), 600_000.0
        speed, no_speed, course, no_course, tenth = bits(six, 46, 10), 1023, bits(six, 112, 12), 3600, 10.0
    elif kind == 27 and length >= 94:
        lon, lat, scale = signed(six, 44, 18), signed(six, 62, 17), 600.0
        speed, no_speed, course, no_course, tenth = bits(six, 79, 6), 63, bits(six, 85, 9), 360, 1.0
        into[5] = bits(six, 40, 4)
    else:
        return False
    into[1] = lat / scale
    into[2] = lon / scale
    into[3] = np.nan if speed >= no_speed else speed / tenth
    into[4] = np.nan if course >= no_course else course / tenth
    return True


@numba.njit(cache=True, nogil=True)
def is_checked(text: NDArray[np.uint8], bang: int, end: int) -> tuple[int, int]:
    """(reason or 0, place of the star) of a sentence that begins at `bang`."""
    check = 0
    for here in range(bang + 1, end):
        if text[here] == 42:
            if here + 2 >= end:
                return NO_CHECKSUM, here
            high, low = hexadecimal(text[here + 1]), hexadecimal(text[here + 2])
            if high < 0 or low < 0:
                return NO_CHECKSUM, here
            return (0, here) if high * 16 + low == check else (CHECKSUM, here)
        check ^= text[here]
    return NO_CHECKSUM, end


@numba.njit(cache=True, nogil=True)
def digit_between(text: NDArray[np.uint8], at: int, end: int) -> int:
    """The one digit that fills [at, end); -1 for anything else."""
    return text[at] - 48 if end == at + 1 and 48 <= text[at] <= 57 else -1


@numba.njit(cache=True, nogil=True)
def unarmoured(text: NDArray[np.uint8], at: int, end: int, six: NDArray[np.uint8], filled: int) -> int:
    """Payload characters as six-bit values behind `filled`; the new length, or -1 where a character is none of AIS."""
    if filled + end - at > LONGEST:
        return -1
    for here in range(at, end):
        byte = text[here]
        if not (48 <= byte <= 87 or 96 <= byte <= 119):
            return -1
        value = byte - 48
        six[filled] = value - 8 if value > 40 else value
        filled += 1
    return filled


@numba.njit(cache=True, nogil=True)
def static_room(text: NDArray[np.uint8]) -> int:
    """An upper bound for the messages that say who: payloads that begin as 5, 19 or 24, and second pieces."""
    count = 0
    for k in range(len(text) - 1):
        if text[k] == 44:
            behind = text[k + 1]
            count += behind == 53 or behind == 67 or behind == 72 or 50 <= behind <= 57
    return count


@numba.njit(cache=True, nogil=True)
def decode_lines(
    text: NDArray[np.uint8],
    starts: NDArray[np.int64],
    verdict: NDArray[np.uint8],
    kinds: NDArray[np.uint8],
    time: NDArray[np.float64],
    found: NDArray[np.float64],
    held: NDArray[np.uint8],
    held_state: NDArray[np.int64],
    held_time: NDArray[np.float64],
    said: NDArray[np.int64],
) -> int:
    """Every line [starts[k], starts[k + 1]) of `text` judged and read; number of static rows written to `said`.

    A message in pieces is read at its last piece; `held*` carry the pieces on from one block of lines to the next.
    """
    six = np.zeros(LONGEST + 64, np.uint8)
    fields = np.zeros(8, np.int64)
    written = 0
    for k in range(len(starts) - 1):
        at, end = starts[k], starts[k + 1]
        while end > at and text[end - 1] <= 32:
            end -= 1
        while at < end and text[at] <= 32:
            at += 1
        if at == end:
            verdict[k] = BLANK
            continue
        stamp = np.nan
        if text[at] == 92:  # a tag block: \...\
            close = at + 1
            while close < end and text[close] != 92:
                close += 1
            stamp = tag_time(text, at + 1, close)
            at = close + 1
        elif 48 <= text[at] <= 57:  # a logger's epoch before the sentence
            stamp, behind = number_at(text, at, end)
            stamp = stamp / 1000 if stamp > 4e10 else stamp
            stamp = stamp if stamp > 1e8 and behind < end and text[behind] in (9, 32, 33, 44, 59) else np.nan
        while at < end and text[at] != 33:
            at += 1
        if at + 6 > end or text[at + 3] != 86 or text[at + 4] != 68 or (text[at + 5] != 77 and text[at + 5] != 79):
            verdict[k] = NO_SENTENCE
            continue
        fault, star = is_checked(text, at, end)
        if fault:
            verdict[k] = fault
            continue
        if np.isnan(stamp):  # the older way: epoch seconds as the last field behind the checksum
            comma = end - 1
            while comma > star and text[comma] != 44:
                comma -= 1
            if comma > star:
                stamp, behind = number_at(text, comma + 1, end)
                stamp = stamp if behind == end and 1e8 < stamp < 4e10 else np.nan
        commas = 0
        for here in range(at, star):
            if text[here] == 44:
                if commas < 8:
                    fields[commas] = here
                commas += 1
        if commas != 6:
            verdict[k] = BROKEN
            continue
        total = digit_between(text, fields[0] + 1, fields[1])
        number = digit_between(text, fields[1] + 1, fields[2])
        fill = digit_between(text, fields[5] + 1, star)
        if total < 1 or number < 1 or number > total or fill < 0 or fill > 5:
            verdict[k] = BROKEN
            continue
        first, last = fields[4] + 1, fields[5]
        if first == last:
            verdict[k] = EMPTY
            continue
        if total == 1:
            length = unarmoured(text, first, last, six, 0)
            if length < 0:
                verdict[k] = ALPHABET
                continue
        else:
            sequence = digit_between(text, fields[2] + 1, fields[3])
            channel = text[fields[3] + 1] if fields[4] > fields[3] + 1 else 0
            lane = 0 if channel == 65 else 1 if channel == 66 else 2 if channel else 3
            slot = max(sequence, 0) * 4 + lane
            if number == 1:
                held_state[slot, 0] = total
                held_state[slot, 1] = 0
                held_state[slot, 2] = 0
                held_time[slot] = stamp
            if held_state[slot, 0] != total or held_state[slot, 1] != number - 1:
                verdict[k] = INCOMPLETE
                continue
            length = unarmoured(text, first, last, held[slot], held_state[slot, 2])
            if length < 0:
                verdict[k] = ALPHABET
                held_state[slot, 0] = 0
                continue
            held_state[slot, 1] = number
            held_state[slot, 2] = length
            if number < total:
                verdict[k] = PART
                continue
            six[:length] = held[slot, :length]
            held_state[slot, 0] = 0
            held_state[SLOTS, 0] += total - 1  # pieces that found their message
            if np.isnan(stamp):
                stamp = held_time[slot]
        time[k] = stamp
        kind = six[0]
        kinds[k] = kind
        six[length : length + 32] = 0
        if kind in (1, 2, 3, 18, 19, 27):
            verdict[k] = POSITION if position_row(six, 6 * length - fill, kind, found[k]) else SHORT
        elif kind == 5 or kind == 24:
            verdict[k] = STATIC
        else:
            verdict[k] = OTHER
        if (kind == 5 or kind == 19 or kind == 24) and verdict[k] <= STATIC:
            if static_row(six, 6 * length - fill, kind, said[written]):
                written += 1
            elif kind != 19:
                verdict[k] = SHORT
    return written
