"""What a user says of a file that does not say it itself: zone, day or month first, units."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.errors import InputError, UsageError
from trigpoint.sources.positions.conventions import Conventions, to_utc
from trigpoint.sources.positions.read import PositionFile, read_positions

NORTH_DEG_MIN = 0.2 / 60  # 12 kn


def table(path: Path, times: list[str], speeds: list[str]) -> Path:
    lines = ["mmsi,time,lat,lon,speed"]
    lines += [
        f"211000000,{t},{40 + NORTH_DEG_MIN * k:.6f},5.0,{s}"
        for k, (t, s) in enumerate(zip(times, speeds, strict=True))
    ]
    path.write_text("\n".join(lines))
    return path


def minutes(layout: str, count: int = 40) -> list[str]:
    return [datetime(2024, 4, 3, 10, k, tzinfo=UTC).strftime(layout) for k in range(count)]


def said(taken: PositionFile, words: str) -> bool:
    return any(words in flag for flag in taken.flags)


def test_dates_that_fit_both_ways_are_refused_until_the_user_says_which(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", minutes("%d/%m/%Y %H:%M:%S"), ["12"] * 40)
    with pytest.raises(InputError, match="--day-first"):
        read_positions(path)
    day = read_positions(path, Conventions(day_first=True)).positions.time[0]
    month = read_positions(path, Conventions(day_first=False)).positions.time[0]
    assert datetime.fromtimestamp(day, UTC).month == 4
    assert datetime.fromtimestamp(month, UTC).month == 3


def test_times_without_a_zone_are_read_in_the_one_said_and_that_is_told(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", minutes("%Y-%m-%d %H:%M:%S"), ["12"] * 40)
    plain, moved = read_positions(path), read_positions(path, Conventions(time_zone="Europe/Moscow"))
    assert plain.positions.time[0] - moved.positions.time[0] == 3 * 3600
    assert said(plain, "read as UTC")
    assert said(moved, "read as Europe/Moscow")


def test_a_zone_in_the_file_is_not_overruled(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", minutes("%Y-%m-%dT%H:%M:%SZ"), ["12"] * 40)
    asked = read_positions(path, Conventions(time_zone="+05:00")).positions.time[0]
    assert asked == read_positions(path).positions.time[0]


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2037, 1, 1)))  # noqa: DTZ001
def test_summer_time_is_taken_off_by_the_date(when: datetime) -> None:
    zone = ZoneInfo("Europe/Berlin")
    local = when.replace(tzinfo=UTC).timestamp()
    assert to_utc(np.array([local]), zone)[0] == pytest.approx(when.replace(tzinfo=zone).timestamp(), abs=1e-3)


def test_speeds_that_fit_the_way_covered_only_in_another_unit_are_told(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", minutes("%Y-%m-%d %H:%M:%S"), ["6.17"] * 40)
    assert said(read_positions(path), "--speed-unit m/s")
    put_right = read_positions(path, Conventions(speed_unit="m/s"))
    assert not said(put_right, "--speed-unit")
    assert put_right.positions.speed_kn is not None
    assert put_right.positions.speed_kn[0] == pytest.approx(12.0, abs=0.05)


def test_speeds_in_knots_are_not_doubted(tmp_path: Path) -> None:
    assert not said(read_positions(table(tmp_path / "a.csv", minutes("%Y-%m-%d %H:%M:%S"), ["12.0"] * 40)), "unit")


def test_cells_that_carry_their_units_are_each_read_in_their_own_and_that_is_told(tmp_path: Path) -> None:
    speeds = ["12.0 kn", "6.17 m/s", "22.2 km/h", "12"] * 10
    taken = read_positions(table(tmp_path / "a.csv", minutes("%Y-%m-%d %H:%M:%S"), speeds))
    assert said(taken, "values carry their unit")
    assert taken.positions.speed_kn is not None
    assert np.allclose(taken.positions.speed_kn, 12.0, atol=0.05)


def test_cells_that_are_no_numbers_are_unknown_and_counted(tmp_path: Path) -> None:
    taken = read_positions(table(tmp_path / "a.csv", minutes("%Y-%m-%d %H:%M:%S"), ["fast", "12"] * 20))
    assert said(taken, "20 of the first 2000 cells are no numbers")
    assert taken.positions.speed_kn is not None
    assert np.isnan(taken.positions.speed_kn[0])


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Mars/Olympus"}, {"time_zone": "../etc"}, {"speed_unit": "furlong"}, {"altitude_unit": "fathom"}],
)
def test_a_zone_or_unit_that_is_none_is_refused_in_a_sentence(tmp_path: Path, wrong: dict[str, str]) -> None:
    path = table(tmp_path / "a.csv", minutes("%Y-%m-%d %H:%M:%S"), ["12"] * 40)
    with pytest.raises(UsageError, match=r"give one of|is no time zone"):
        read_positions(path, Conventions(**wrong))  # type: ignore[arg-type]
