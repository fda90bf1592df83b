"""NMEA 0183 files of AIS (AIVDM, AIVDO): positions and who is who, with the receive time of tag blocks.

A sentence itself holds no date. The time comes from the tag block (`\\c:1577836800*hh\\!AIVDM...`, NMEA 0183 4.10), from an epoch
before the sentence or from one behind its checksum, as receivers' logs write them; there is no guess from the file's name or clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model.positions import Mover, MoverKind
from trigpoint.sources.positions import nmea_bits as bits
from trigpoint.sources.positions.opening import blocks_of_lines

REASONS = (
    "",
    "says who, not where",
    "is a piece of a longer message",
    "is blank",
    "is no AIS sentence",
    "checksum does not hold",
    "fields do not fit an AIS sentence",
    "holds no message",
    "payload holds characters AIS does not use",
    "message is cut short",
    "a piece of the message is missing",
    "is a message that carries no vessel's position",
    "has no checksum",
)
SOUND = (bits.POSITION, bits.STATIC, bits.PART, bits.BLANK, bits.OTHER)  # nothing is wrong with these lines
TELLING = 1000  # lines whose fault is told one by one
SHIP_TYPES = {
    **dict.fromkeys(range(20, 30), "wing in ground"), 30: "fishing", 31: "towing", 32: "towing, large", 33: "dredging",
    34: "diving", 35: "military", 36: "sailing", 37: "pleasure craft", **dict.fromkeys(range(40, 50), "high-speed craft"),
    50: "pilot vessel", 51: "search and rescue", 52: "tug", 53: "port tender", 54: "anti-pollution", 55: "law enforcement",
    58: "medical", **dict.fromkeys(range(60, 70), "passenger"), **dict.fromkeys(range(70, 80), "cargo"),
    **dict.fromkeys(range(80, 90), "tanker"), **dict.fromkeys(range(90, 100), "other"),
}  # fmt: skip


@attrs.frozen(kw_only=True, eq=False)
class NmeaFile:
    """What the sentences of a file came to. Arrays: one entry per position, in the file's order."""

    lines: int
    sentences: int  # lines that are neither blank nor foreign
    counts: Mapping[str, int]  # lines by what they came to, faults and sound ones
    messages: Mapping[int, int]  # message type -> how many were read
    faults: tuple[tuple[int, str, str], ...]  # 0-based line, reason, what stood there; the first thousand
    line: NDArray[np.int64]
    mmsi: NDArray[np.int64]
    kind: NDArray[np.uint8]  # message type
    time: NDArray[np.float64]  # receive time, s since 1970; NaN = the sentence has none
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    speed_kn: NDArray[np.float32]
    course_deg: NDArray[np.float32]
    status: NDArray[np.int8]
    movers: Mapping[str, Mover]

    @property
    def broken(self) -> int:
        """Lines with a fault."""
        return sum(self.counts.get(REASONS[k], 0) for k in range(1, len(REASONS)) if k not in SOUND)


@attrs.define(eq=False)
class _Held:
    """Pieces of messages that wait for the next block of lines."""

    text: NDArray[np.uint8] = attrs.field(factory=lambda: np.zeros((bits.SLOTS, bits.LONGEST), np.uint8))
    state: NDArray[np.int64] = attrs.field(factory=lambda: np.zeros((bits.SLOTS + 1, 3), np.int64))  # last row: a tally
    time: NDArray[np.float64] = attrs.field(factory=lambda: np.full(bits.SLOTS, np.nan))


@attrs.frozen(kw_only=True, eq=False)
class _Block:
    verdict: NDArray[np.uint8]
    kept: NDArray[np.int64]  # line numbers of positions
    kind: NDArray[np.uint8]
    time: NDArray[np.float64]
    found: NDArray[np.float64]
    said: NDArray[np.int64]
    messages: NDArray[np.int64]


def looks_like_nmea(head: bytes) -> bool:
    """An AIS sentence stands in one of the first lines."""
    return b"VDM," in head or b"VDO," in head


def read_nmea(path: Path) -> NmeaFile:
    """Every sentence of a file, packed or not. Raises UnreadableFile."""
    return decode(blocks_of_lines(path))


def decode(content: bytes | Iterator[bytes]) -> NmeaFile:
    """Every sentence of some bytes, given at once or in blocks of whole lines."""
    held, first = _Held(), 0
    parts: list[_Block] = []
    faults: list[tuple[int, str, str]] = []
    for block in (content,) if isinstance(content, bytes) else content:
        text = np.frombuffer(block, np.uint8)
        starts = _line_starts(text)
        part = _decoded(text, starts, held, first)
        for k in np.flatnonzero(~np.isin(part.verdict, SOUND))[: max(0, TELLING - len(faults))].tolist():
            shown = block[starts[k] : min(starts[k + 1], starts[k] + 80)].decode("latin-1").strip()
            faults.append((first + k, REASONS[part.verdict[k]], shown))
        parts.append(part)
        first += len(starts) - 1
    return _joined(parts, first, faults, int(held.state[bits.SLOTS, 0]))


def _line_starts(text: NDArray[np.uint8]) -> NDArray[np.int64]:
    ends = np.flatnonzero(text == 10) + 1
    tail = [len(text)] if len(text) and not (len(ends) and ends[-1] == len(text)) else []
    return np.concatenate([[0], ends, tail]).astype(np.int64)


def _decoded(text: NDArray[np.uint8], starts: NDArray[np.int64], held: _Held, first: int) -> _Block:
    count = len(starts) - 1
    verdict, kinds = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    time, found = np.full(count, np.nan), np.full((count, 6), np.nan)
    said = np.empty((min(count, bits.static_room(text)), bits.SAID), np.int64)
    written = bits.decode_lines(text, starts, verdict, kinds, time, found, held.text, held.state, held.time, said)
    at = np.flatnonzero(verdict == bits.POSITION)
    return _Block(
        verdict=verdict, kept=at + first, kind=kinds[at], time=time[at], found=found[at],
        said=np.unique(said[:written], axis=0) if written else said[:0],
        messages=np.bincount(kinds[kinds > 0], minlength=64),
    )  # fmt: skip


def _joined(parts: list[_Block], lines: int, faults: list[tuple[int, str, str]], used: int) -> NmeaFile:
    counted = sum((np.bincount(p.verdict, minlength=len(REASONS)) for p in parts), np.zeros(len(REASONS), np.int64))
    alone = counted[bits.PART] - used
    counted[bits.PART] -= alone
    counted[bits.INCOMPLETE] += alone
    messages = sum((p.messages for p in parts), np.zeros(64, np.int64))
    found = np.concatenate([p.found for p in parts]) if parts else np.empty((0, 6))
    said = np.concatenate([p.said for p in parts]) if parts else np.empty((0, bits.SAID), np.int64)
    return NmeaFile(
        lines=lines,
        sentences=int(counted.sum() - counted[bits.BLANK] - counted[bits.NO_SENTENCE]),
        counts={REASONS[k] or "position": int(n) for k, n in enumerate(counted) if n},
        messages={k: int(n) for k, n in enumerate(messages) if n},
        faults=tuple(faults),
        line=np.concatenate([p.kept for p in parts]) if parts else np.empty(0, np.int64),
        mmsi=found[:, 0].astype(np.int64),
        kind=np.concatenate([p.kind for p in parts]) if parts else np.empty(0, np.uint8),
        time=np.concatenate([p.time for p in parts]) if parts else np.empty(0),
        lat=found[:, 1], lon=found[:, 2],
        speed_kn=found[:, 3].astype(np.float32), course_deg=found[:, 4].astype(np.float32),
        status=found[:, 5].astype(np.int8),
        movers=_movers(said),
    )  # fmt: skip


def mmsi_text(number: int) -> str:
    """Nine digits, leading zeros kept (coast stations and groups begin with them)."""
    return f"{number:09d}"


def _movers(said: NDArray[np.int64]) -> dict[str, Mover]:
    """A vessel per MMSI; of several answers the one that sorts last, so that the order of lines does not matter."""
    known: dict[int, dict[str, str | float]] = {}
    for row in np.unique(said, axis=0).tolist() if len(said) else ():
        mine = known.setdefault(row[0], {})
        name, call = (_text(row[4 : 4 + bits.NAME_LEN]), _text(row[4 + bits.NAME_LEN :]))
        answers = {"name": name, "callsign": call, "registration": f"IMO{row[1]}" if row[1] else ""}
        mine.update({field: value for field, value in answers.items() if value})
        if row[2]:
            mine["type"] = SHIP_TYPES.get(row[2], f"AIS type {row[2]}")
        if row[3]:
            mine["length_m"] = float(row[3])
    return {mmsi_text(number): _mover(number, mine) for number, mine in known.items()}


def _mover(number: int, mine: Mapping[str, str | float]) -> Mover:
    length = mine.get("length_m")
    return Mover(
        id=mmsi_text(number),
        kind=MoverKind.VESSEL,
        name=str(mine.get("name", "")),
        callsign=str(mine.get("callsign", "")),
        type=str(mine.get("type", "")),
        registration=str(mine.get("registration", "")),
        length_m=float(length) if length else None,
    )


def _text(letters: list[int]) -> str:
    return "".join(chr(letter) for letter in letters if letter).strip()
