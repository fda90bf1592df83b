"""The gazetteer as a value: names to rows, rows to points. Sorted arrays, so that half a million names load in no time."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from trigpoint.model import PlaceKind, PlaceMethod
from trigpoint.places.names import name_hash, normalise_once, skeleton, sound
from trigpoint.places.words import PlaceWords

Array = NDArray[Any]


class RowClass(IntEnum):
    """Which list a row came from. Decides how much a name found in it weighs."""

    CITY = 0
    VILLAGE = 1  # from a list that gives no population
    COUNTRY = 2
    ADMIN1 = 3
    ADMIN2 = 4
    AIRPORT = 5
    PORT = 6
    SITE = 7  # the shipped sites list
    USER_SITE = 8  # the user's own: wins
    REGION = 9


class SiteType(IntEnum):
    """What a site is, as far as the words around a name can tell: "the airbase at X"."""

    NONE = 0
    AIR = 1
    PORT = 2
    PLANT = 3
    CROSSING = 4
    CAMP = 5
    HOSPITAL = 6
    BASE = 7
    OTHER = 8


@attrs.frozen(kw_only=True)
class PlaceRow:
    """One place of a list, before it is packed."""

    name: str
    lon: float  # degrees, EPSG:4326
    lat: float
    row_class: RowClass
    kind: PlaceKind
    ref: str  # "geonames:170063"
    aliases: Sequence[str] = ()
    country: str = ""  # ISO 3166-1 alpha-2
    admin1: str = ""  # GeoNames code: "SY.09"
    population: int = 0  # 0: unknown
    radius_m: float = 0.0  # 0: from the population
    site_type: SiteType = SiteType.NONE
    is_capital: bool = False


_KINDS = list(PlaceKind)
_COLUMNS = ("lon", "lat", "population", "radius_m", "row_class", "kind", "country", "admin1", "site_type", "is_capital")


@attrs.frozen(kw_only=True, eq=False)
class Gazetteer:
    """Names and points. `columns` holds one array per column, all of one length; the name index is sorted by hash.

    `names` (u8, UTF-8) and `name_ends` give each row's text; so do `refs` and `ref_ends`.
    """

    columns: Mapping[str, Array]
    words: PlaceWords
    site_rows: Array  # rows that are sites, airports or ports

    @classmethod
    def from_rows(cls, rows: Iterable[PlaceRow], words: PlaceWords | None = None) -> Gazetteer:
        """Pack rows; the order is kept, so a row's number is its place in `rows`."""
        return from_columns(pack(rows), words or PlaceWords())

    def __len__(self) -> int:
        return len(self.columns["lon"])

    def rows_named(self, normals: Sequence[str], *, by_skeleton: bool = False) -> list[list[tuple[int, bool]]]:
        """For each normalised name the rows that bear it, with whether it is an alias rather than the row's own name."""
        return self._rows("skeleton" if by_skeleton else "name", normals)

    def rows_sounding(self, heard: str) -> list[int]:
        """Rows with a name or alias of that `sound`."""
        return [row for row, _ in self._rows("sound", [heard])[0]]

    def _rows(self, index: str, normals: Sequence[str]) -> list[list[tuple[int, bool]]]:
        keys, owner = self.columns[f"{index}_hash"], f"{index}_row"
        wanted = np.array([name_hash(n) for n in normals], dtype=np.uint64)
        first, last = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
        rows = self.columns[owner]
        # the owner carries "is an alias" in its lowest bit
        return [[(int(r) >> 1, bool(r & 1)) for r in rows[a:b]] for a, b in zip(first, last, strict=True)]

    def name(self, row: int) -> str:
        """The row's own name."""
        return _text(self.columns["names"], self.columns["name_ends"], row)

    def ref(self, row: int) -> str:
        """The row's reference, `list:id`."""
        return _text(self.columns["refs"], self.columns["ref_ends"], row)

    def kind(self, row: int) -> PlaceKind:
        """What the row is."""
        return _KINDS[int(self.columns["kind"][row])]

    def row_class(self, row: int) -> RowClass:
        """Which list the row came from."""
        return RowClass(int(self.columns["row_class"][row]))

    def country(self, row: int) -> str:
        """ISO 3166-1 alpha-2, "" where none."""
        return str(self.columns["country"][row].decode())

    def admin1(self, row: int) -> str:
        """GeoNames code of the first-level area, "" where unknown."""
        return str(self.columns["admin1"][row].decode())

    def point(self, row: int) -> tuple[float, float]:
        """(lon, lat)."""
        return float(self.columns["lon"][row]), float(self.columns["lat"][row])

    def radius_m(self, row: int) -> float:
        """The stated radius, or one that goes with the population."""
        stated = float(self.columns["radius_m"][row])
        return stated if stated > 0 else settlement_radius_m(int(self.columns["population"][row]))

    def method(self, row: int) -> PlaceMethod:
        """By which list the point was found."""
        return (
            PlaceMethod.SITES if self.row_class(row) in (RowClass.SITE, RowClass.USER_SITE) else PlaceMethod.GAZETTEER
        )


def settlement_radius_m(population: int) -> float:
    """2 km for a village, 12 km for a million people, 30 km at most: built-up area grows about with the people."""
    return float(min(30_000.0, max(2_000.0, 12.0 * population**0.5)))


def from_columns(columns: Mapping[str, Array], words: PlaceWords) -> Gazetteer:
    """A gazetteer over packed arrays, as read back from a cache."""
    classes = columns["row_class"]
    sites = np.flatnonzero((classes >= RowClass.AIRPORT) & (classes <= RowClass.USER_SITE))
    return Gazetteer(columns=columns, words=words, site_rows=sites)


def pack(rows: Iterable[PlaceRow]) -> dict[str, Array]:
    """Rows as arrays with the three name indexes."""
    kinds = {k: i for i, k in enumerate(_KINDS)}
    table: dict[str, list[Any]] = {c: [] for c in _COLUMNS}
    names, refs = _Texts(), _Texts()
    exact, bones, heard = _Index(), _Index(), _Index()
    for number, row in enumerate(rows):
        for column in _COLUMNS:
            table[column].append(getattr(row, column))
        table["kind"][-1] = kinds[row.kind]
        names.add(row.name)
        refs.add(row.ref)
        own = normalise_once(row.name)
        skeletons, sounds = set(), set()
        for normal in dict.fromkeys([own, *map(normalise_once, row.aliases)]):
            if normal:
                exact.add(name_hash(normal), number << 1 | (normal != own))
                skeletons.add(skeleton(normal))
                sounds.add(sound(normal))
        for bone in skeletons - {""}:
            bones.add(name_hash(bone), number << 1)
        for key in sounds - {""}:
            heard.add(name_hash(key), number << 1)
    packed: dict[str, Array] = {
        "lon": np.array(table["lon"], np.float64),
        "lat": np.array(table["lat"], np.float64),
        "population": np.array(table["population"], np.int64),
        "radius_m": np.array(table["radius_m"], np.float32),
        "row_class": np.array(table["row_class"], np.uint8),
        "kind": np.array(table["kind"], np.uint8),
        "country": np.array(table["country"], "S2"),
        "admin1": np.array(table["admin1"], "S8"),
        "site_type": np.array(table["site_type"], np.uint8),
        "is_capital": np.array(table["is_capital"], np.bool_),
    }
    packed["name_hash"], packed["name_row"] = exact.arrays()
    packed["skeleton_hash"], packed["skeleton_row"] = bones.arrays()
    packed["sound_hash"], packed["sound_row"] = heard.arrays()
    packed["names"], packed["name_ends"] = names.arrays()
    packed["refs"], packed["ref_ends"] = refs.arrays()
    return packed


def _text(blob: Array, ends: Array, row: int) -> str:
    start = int(ends[row - 1]) if row else 0
    return bytes(blob[start : int(ends[row])]).decode()


class _Index:
    """Hashes and the rows that own them while packing."""

    def __init__(self) -> None:
        self._keys, self._owners = array("Q"), array("i")

    def add(self, key: int, owner: int) -> None:
        self._keys.append(key)
        self._owners.append(owner)

    def arrays(self) -> tuple[Array, Array]:
        keys, owners = np.array(self._keys, np.uint64), np.array(self._owners, np.int32)
        order = np.lexsort((owners, keys))
        return keys[order], owners[order]


class _Texts:
    """Strings laid end to end while packing."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def add(self, text: str) -> None:
        self._parts.append(text.encode())

    def arrays(self) -> tuple[Array, Array]:
        ends = np.cumsum([len(p) for p in self._parts], dtype=np.int32)
        return np.frombuffer(b"".join(self._parts), np.uint8), ends
