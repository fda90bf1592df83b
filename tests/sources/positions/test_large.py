"""Tables sorted on disk come to the same as tables held."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trigpoint.model.errors import InputError
from trigpoint.sources.positions import large as position_large
from trigpoint.sources.positions import sql as position_sql
from trigpoint.sources.positions import tables as position_tables
from trigpoint.sources.positions.read import PositionFile, read_positions

HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,COG,VesselName"


@pytest.fixture(name="small_memory")
def _small_memory(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(position_large, "PILE_ROWS", 7)
    monkeypatch.setattr(position_large, "COPIED", 5)
    return monkeypatch


def _both(path: Path, patch: pytest.MonkeyPatch) -> tuple[PositionFile, PositionFile]:
    held = read_positions(path)
    with patch.context() as inner:
        inner.setattr(position_tables, "HELD_ROWS", 0)
        inner.setattr(position_sql, "BATCH", 2048)
        return held, read_positions(path)


def _same(held: PositionFile, on_disk: PositionFile) -> None:
    assert on_disk.positions.names == held.positions.names
    for field in ("mover", "time", "lat", "lon", "row", "speed_kn", "course_deg"):
        np.testing.assert_array_equal(getattr(on_disk.positions, field), getattr(held.positions, field), err_msg=field)
    assert on_disk.rows == held.rows
    assert on_disk.reasons == held.reasons
    assert on_disk.rejected == held.rejected
    assert on_disk.flags == held.flags
    assert on_disk.movers == held.movers


row = st.tuples(
    st.sampled_from(["201000001", "201000002", "201000003", "", "111111111"]),
    st.integers(0, 59),
    st.sampled_from(["10.5", "91", "", "-95", "nonsense", "11"]),
    st.sampled_from(["5", "102.3", ""]),
    st.sampled_from(["", "ARGO"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(row, min_size=1, max_size=60))
def test_a_table_sorted_on_disk_is_the_table_that_is_held(
    tmp_path: Path, small_memory: pytest.MonkeyPatch, rows: list[tuple[str, int, str, str, str]]
) -> None:
    path = tmp_path / "feed.csv"
    lines = [f"{who},2024-05-01T10:{m:02}:00,{lat},20.25,{kn},360,{name}" for who, m, lat, kn, name in rows]
    path.write_text("\n".join([HEAD, *lines]) + "\n")
    if any(who and lat in ("10.5", "11") for who, _, lat, _, _ in rows):
        _same(*_both(path, small_memory))
        return
    for most in (position_large.HELD_ROWS, 0):
        with small_memory.context() as inner:
            inner.setattr(position_tables, "HELD_ROWS", most)
            with pytest.raises(InputError, match="usable position"):
                read_positions(path)


def test_lines_that_cannot_be_taken_keep_the_numbers_of_the_others(
    tmp_path: Path, small_memory: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feed.csv"
    good = "201000001,2024-05-01T10:{:02}:00,10.5,20.25,5,90,ARGO"
    path.write_bytes(
        "\n".join([HEAD, good.format(3), good.format(2)]).encode()
        + b"\n201000001,2024-05-01T10:05:00,10.5,20.25,5,90,"
        + b"x" * 5_000_000
        + b"\n"
        + good.format(1).encode()
        + b"\n"
    )
    held, on_disk = _both(path, small_memory)
    assert held.positions.row.tolist() == [3, 1, 0]
    assert held.rejected_count == 1
    _same(held, on_disk)


def test_nothing_is_left_on_disk(tmp_path: Path, small_memory: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    small_memory.setattr("tempfile.tempdir", str(room))
    path = tmp_path / "feed.csv"
    lines = [f"20100000{k % 4},2024-05-01T10:{k:02}:00,10.5,20.25,5,90,ARGO" for k in range(50)]
    path.write_text("\n".join([HEAD, *lines]) + "\n")
    _, on_disk = _both(path, small_memory)
    assert len(on_disk.positions) == 50
    assert not list(room.iterdir())
