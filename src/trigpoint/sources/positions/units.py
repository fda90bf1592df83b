"""Units that stand in the cells, cells that are no numbers, and columns whose numbers do not fit their unit."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.model.positions import MoverKind, Positions
from trigpoint.sources.positions.columns import FT_PER_M, KN_PER_MS, Column
from trigpoint.sources.positions.session import quoted

SAMPLE = 2_000  # rows looked at
CELL = re.compile(r"\s*([-+]?[\d.,]+)\s*([^\d\s].*?)\s*")
UNITS = {
    "speed_kn": {
        "kn": 1.0, "kt": 1.0, "kts": 1.0, "knots": 1.0, "m/s": KN_PER_MS, "mps": KN_PER_MS, "km/h": 1 / 1.852,
        "kmh": 1 / 1.852, "kph": 1 / 1.852, "mph": 1.609344 / 1.852,
    },
    "altitude_ft": {"ft": 1.0, "feet": 1.0, "'": 1.0, "m": FT_PER_M, "metres": FT_PER_M, "meters": FT_PER_M},
    "climb_fpm": {"ft/min": 1.0, "fpm": 1.0, "ft/m": 1.0, "m/s": FT_PER_M * 60},
}  # fmt: skip
TELLING_ROLES = ("speed_kn", "course_deg", "altitude_ft", "climb_fpm")
UNLIKE = 0.05  # share of the cells that are no numbers which is told
LEAST_KN = {MoverKind.VESSEL: 4.0, MoverKind.AIRCRAFT: 100.0}
STEP_S = (5.0, 120.0)
LEAST_STEPS = 20
MOST_FIXES = 200_000  # so many tell enough
LIKE = {"m/s": KN_PER_MS, "km/h": 1 / 1.852}  # units whose numbers are taken for knots
NEAR = 0.12  # a ratio this near to a unit's is that unit
LEAST_SHARE = 0.1  # of the movers that tell
FAST_KN, METRES = 400.0, (7000.0, 14_500.0)  # so fast only jets in cruise are: at 7 to 14.5 km


def cells_with_units(connection: Any, source: str, column: Column) -> tuple[str, tuple[str, ...]]:
    """SQL for a column whose cells carry their units ("" where they do not), and what is told of cells that are no numbers."""
    if column.role not in TELLING_ROLES:
        return "", ()
    name = quoted(column.name)
    looked_at = f"(SELECT {name} FROM {source} LIMIT {SAMPLE})"  # noqa: S608
    asked = f"SELECT {name} FROM {looked_at} WHERE TRY_CAST({name} AS DOUBLE) IS NULL AND trim({name}) <> ''"  # noqa: S608
    cells = (str(row[0]) for row in connection.execute(asked).fetchall())
    odd = [cell for cell in cells if cell.strip() != column.name.strip()]  # else the header again
    if not odd:
        return "", ()
    known = UNITS.get(column.role, {})
    said = Counter(m[2].casefold() if (m := CELL.fullmatch(cell)) else "" for cell in odd)
    units = [unit for unit, _ in said.most_common() if unit in known]
    flags = []
    if units:
        each = "each is read in its own" if len(units) > 1 else "they are read so"
        flags.append(f"column {column.name}: values carry their unit ({', '.join(units)}): {each}")
    rest = sum(count for unit, count in said.items() if unit not in known)
    if rest > UNLIKE * SAMPLE or (rest and not units):
        first = next(c for c in odd if not ((m := CELL.fullmatch(c)) and m[2].casefold() in known))
        flags.append(
            f"column {column.name}: {rest} of the first {SAMPLE} cells are no numbers (first: {first[:20]!r}): not known"
        )
    if not units:
        return "", tuple(flags)
    cases = " ".join("WHEN '" + unit.replace("'", "''") + f"' THEN {known[unit]!r}" for unit in units)
    number = f"TRY_CAST(replace(regexp_extract({name}, '^\\s*([-+]?[\\d.,]+)', 1), ',', '') AS FLOAT)"
    unit = f"lower(trim(regexp_extract({name}, '^\\s*[-+]?[\\d.,]+(.*)$', 1)))"
    return f"{number} * (CASE {unit} WHEN '' THEN {column.factor!r} {cases} END)::FLOAT", tuple(flags)


def unlikely_units(positions: Positions) -> tuple[str, ...]:
    """Sentences on columns whose numbers do not fit the unit they were read in, for all movers or for some."""
    return (*_unlikely_speeds(positions), *_unlikely_heights(positions))


def _unlikely_speeds(positions: Positions) -> tuple[str, ...]:
    if positions.speed_kn is None or len(positions) < LEAST_STEPS:
        return ()
    ratio = _ratios(positions)
    told = ratio[np.isfinite(ratio)]
    found = []
    for unit, factor in LIKE.items():
        count = int((np.abs(np.log(told / factor)) < NEAR).sum())
        if count and count >= LEAST_SHARE * len(told):
            whose = "those of all" if count == len(told) else f"those of {count} of {len(told)}"
            found.append(
                f"speeds: {whose} movers that tell fit the way they cover if they are {unit}, not kn (--speed-unit {unit})"
            )
    return tuple(found)


def _ratios(positions: Positions) -> NDArray[np.float64]:
    """Median per mover of the speed over the way covered by the speed told; NaN where too few steps tell."""
    assert positions.speed_kn is not None
    part = slice(0, MOST_FIXES)
    time, mover, lat, lon = positions.time[part], positions.mover[part], positions.lat[part], positions.lon[part]
    speed = positions.speed_kn[part]
    low, high = STEP_S
    step = np.diff(time)
    km = np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[1:]))) * 111.195  # short steps: plane enough
    with np.errstate(divide="ignore", invalid="ignore"):
        moved_kn = km / 1.852 / step * 3600
        ratio = moved_kn / ((speed[1:] + speed[:-1]) / 2)
    good = (np.diff(mover) == 0) & (step >= low) & (step <= high) & np.isfinite(ratio) & (ratio > 0)
    index = np.flatnonzero(good & (moved_kn >= LEAST_KN[positions.kind]))
    own = mover[1:][index]
    order = np.lexsort((ratio[index], own))
    counts = np.bincount(own, minlength=len(positions.names))
    starts = np.cumsum(counts) - counts
    enough = np.flatnonzero(counts >= LEAST_STEPS)
    found = np.full(len(positions.names), np.nan)
    found[enough] = ratio[index][order][starts[enough] + counts[enough] // 2]
    return found


def _unlikely_heights(positions: Positions) -> tuple[str, ...]:
    if positions.altitude_ft is None or positions.speed_kn is None:
        return ()
    fast = positions.altitude_ft[:MOST_FIXES][positions.speed_kn[:MOST_FIXES] > FAST_KN]
    fast = fast[np.isfinite(fast)]
    if len(fast) < LEAST_STEPS:
        return ()
    in_metres = (fast > METRES[0]) & (fast < METRES[1])
    if in_metres.mean() < 0.8 or fast.max() > METRES[1]:
        return ()
    return (
        "altitudes: aircraft faster than 400 kn are all at 7,000 to 14,500: these look like m, not ft (--altitude-unit m)",
    )
