"""Tracks that cannot be: every row comes back, judged, with a reason; the rows around are kept."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from trigpoint.evidence.tracks.consistency import judged_fixes
from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.positions.read import PositionFile, read_positions

HEADER = "MMSI,BaseDateTime,LAT,LON,SOG,COG"
START = np.datetime64("2024-05-01T00:00:00")


def cruise(minutes: int = 240) -> list[tuple[np.datetime64, float, float, float, float]]:
    """A vessel that sails north at 12 kn, a fix a minute."""
    return [(START + np.timedelta64(m, "m"), 40 + 12 * m / 60 / 60, -70.0, 12.0, 0.0) for m in range(minutes)]


def written(rows: list[tuple[np.datetime64, float, float, float, float]], path: Path) -> Path:
    lines = [f"367000140,{when},{lat:.6f},{lon:.6f},{kn},{course}" for when, lat, lon, kn, course in rows]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def bad_rows(taken: PositionFile) -> dict[int, str]:
    """Input row -> reason, of the fixes that do not hang together."""
    rows = taken.positions.row
    return {int(rows[k]): fix.reason for k, fix in enumerate(judged_fixes(taken.positions)) if not fix.is_ok}


def test_an_honest_cruise_is_left_alone(tmp_path: Path) -> None:
    assert bad_rows(read_positions(written(cruise(), tmp_path / "a.csv"))) == {}


@pytest.mark.parametrize("far", [3.0, 30.0, 120.0])
def test_a_teleport_there_and_back_is_marked_and_nothing_else(far: float, tmp_path: Path) -> None:
    rows = cruise()
    for k in range(100, 106):
        rows[k] = (rows[k][0], rows[k][1] - far / 3, rows[k][2] + far, *rows[k][3:])
    found = bad_rows(read_positions(written(rows, tmp_path / "a.csv")))
    assert set(found) == set(range(100, 106))
    assert all(found.values())


def test_circles_on_land_are_marked(tmp_path: Path) -> None:
    rows = cruise()
    for k in range(60, 160):
        turn = 2 * np.pi * k / 12
        rows[k] = (rows[k][0], 42.36 + 0.01 * np.sin(turn), -71.9 + 0.01 * np.cos(turn), 20.0, (90 + 30 * k) % 360)
    found = bad_rows(read_positions(written(rows, tmp_path / "a.csv")))
    assert len(set(range(60, 160)) & set(found)) >= 90
    assert not set(found) - set(range(55, 165))


def test_a_speed_of_5000_knots_is_no_speed(tmp_path: Path) -> None:
    rows = cruise()
    rows[50] = (*rows[50][:3], 5000.0, 0.0)
    taken = read_positions(written(rows, tmp_path / "a.csv"))
    assert taken.positions.speed_kn is not None
    assert np.flatnonzero(np.isnan(taken.positions.speed_kn)).tolist() == [50]
    assert bad_rows(taken) == {}


def test_reversed_rows_are_put_in_order_and_told(tmp_path: Path) -> None:
    taken = read_positions(written(cruise()[::-1], tmp_path / "a.csv"))
    assert (np.diff(taken.positions.time) > 0).all()
    assert taken.positions.row.tolist() == list(range(239, -1, -1))
    assert any("not in order" in flag for flag in taken.flags)
    assert bad_rows(taken) == {}


def test_a_second_place_at_the_same_time_is_told(tmp_path: Path) -> None:
    rows = cruise()
    rows.insert(80, (rows[80][0], rows[80][1] + 5, rows[80][2], 12.0, 0.0))
    taken = read_positions(written(rows, tmp_path / "a.csv"))
    assert any("second place at the same time" in flag for flag in taken.flags)
    assert list(bad_rows(taken)) == [80]


@pytest.mark.parametrize("style", ["{}+03:00", "{} +03:00", "{}+0300"])
def test_local_times_with_their_offset_become_utc(style: str, tmp_path: Path) -> None:
    lines = [f"367000140,{style.format(str(when))},{lat},{lon},{kn},{c}" for when, lat, lon, kn, c in cruise(5)]
    (tmp_path / "a.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    taken = read_positions(tmp_path / "a.csv")
    assert taken.positions.time[0] == START.astype("datetime64[s]").astype(int) - 3 * 3600
    assert taken.rejected_count == 0


def test_rows_before_the_place_where_a_packed_table_breaks_off_are_kept(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [(t, lat + rng.normal(0, 1e-4), lon + rng.normal(0, 1e-4), kn, c) for t, lat, lon, kn, c in cruise(1200)]
    path = written(rows, tmp_path / "a.csv")
    packed = gzip.compress(path.read_bytes())
    path.write_bytes(packed[: len(packed) * 2 // 3])
    taken = read_positions(path)
    assert 600 < len(taken.positions) < 1000
    assert taken.positions.row.tolist() == list(range(len(taken.positions)))
    assert taken.rejected_count == 0
    assert any("breaks off" in flag for flag in taken.flags)


def test_a_packed_table_with_damaged_bytes_is_refused_since_nobody_knows_from_where_on(tmp_path: Path) -> None:
    path = written(cruise(1200), tmp_path / "a.csv")
    packed = bytearray(gzip.compress(path.read_bytes()))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    path.write_bytes(packed)
    with pytest.raises(UnreadableFile, match="unpacked"):
        read_positions(path)
