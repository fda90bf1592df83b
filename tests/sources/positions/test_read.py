"""Position files of the formats in use: units, sources, order and identities."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.model.errors import InputError
from trigpoint.model.positions import FixSource, MoverKind
from trigpoint.sources.positions.read import PositionFile, read_positions
from trigpoint.sources.positions.sort import order_of

AT = 1_700_000_000


def read(folder: Path, name: str, content: Any) -> PositionFile:
    """The positions of a file with this content: text, bytes, or what JSON can say."""
    kept = content if isinstance(content, str | bytes) else json.dumps(content)
    (folder / name).write_bytes(kept.encode() if isinstance(kept, str) else kept)
    return read_positions(folder / name)


def trace(address: str = "4b1812", **more: Any) -> dict[str, Any]:
    """A trace as readsb writes it."""
    rows = [
        [0.0, 47.0, 8.0, "ground", 10.0, 90.0, 0, None, None, "adsb_icao"],
        [60.0, 47.1, 8.1, 3000, 200.0, 91.0, 0, 1200, {"nic": 8, "nac_p": 9}, "mlat"],
    ]
    return {"icao": address, "timestamp": AT, "t": "A124", "r": "UR-82007", "dbFlags": 1, "trace": rows, **more}


def test_a_trace_keeps_ground_source_and_integrity(tmp_path: Path) -> None:
    taken = read(tmp_path, "trace.json", trace())
    found = taken.positions
    assert found.time.tolist() == [AT, AT + 60]
    assert found.on_ground is not None
    assert found.on_ground.tolist() == [1, 0]
    assert found.source is not None
    assert found.source.tolist() == [FixSource.ADSB, FixSource.MLAT]
    assert found.nic is not None
    assert found.nic.tolist() == [-1, 8]
    assert (taken.movers["4b1812"].type, taken.movers["4b1812"].military) == ("A124", True)


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_tar_of_traces_is_one_feed_and_a_broken_one_harms_no_other(tmp_path: Path, *, is_packed: bool) -> None:
    held = {
        "traces/12/a.json": gzip.compress(json.dumps(trace("4b1812")).encode()),
        "traces/13/b.json": b"{",
        "traces/14/c.json": json.dumps(trace("4b1813")).encode(),
        "../../evil.json": json.dumps(trace("4b1814")).encode(),
        "README": b"nothing",
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz" if is_packed else "w") as archive:
        for name, content in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    taken = read(tmp_path, "day.tar", packed.getvalue())
    assert taken.positions.names == ("4b1812", "4b1813", "4b1814")
    assert taken.reasons == {"is a trace that cannot be read": 1}
    assert list(tmp_path.iterdir()) == [tmp_path / "day.tar"]


def test_a_folder_of_traces_is_one_feed(tmp_path: Path) -> None:
    for name in ("4b1812", "4b1813"):
        (tmp_path / f"{name}.json").write_text(json.dumps(trace(name)))
    assert len(read_positions(tmp_path).positions) == 4


def test_a_folder_without_traces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no trace"):
        read_positions(tmp_path)


def test_state_vectors_are_metres_and_metres_a_second(tmp_path: Path) -> None:
    state = ["4b1812", "SWR1  ", "CH", AT, AT, 8.0, 47.0, 1000.0, False, 100.0, 90.0, 5.0, None, 1010.0, None, False, 0]
    found = read(tmp_path, "states.json", {"time": AT, "states": [state]}).positions
    assert found.altitude_ft is not None
    assert found.altitude_ft[0] == pytest.approx(3280.84)
    assert found.speed_kn is not None
    assert found.speed_kn[0] == pytest.approx(194.384, abs=0.01)
    assert found.climb_fpm is not None
    assert found.climb_fpm[0] == pytest.approx(984.25, abs=0.01)
    assert found.source is not None
    assert found.source.tolist() == [FixSource.ADSB]


def test_a_playback_gives_the_flight_s_track(tmp_path: Path) -> None:
    fix = {
        "timestamp": AT,
        "latitude": 47,
        "longitude": 8,
        "altitude": {"feet": 900},
        "speed": {"kts": 120},
        "heading": 5,
    }
    flight = {"aircraft": {"identification": {"modes": "4B1812", "registration": "HB-X"}}, "track": [fix]}
    taken = read(tmp_path, "flight.json", {"result": {"response": {"data": {"flight": flight}}}})
    assert taken.positions.names == ("4b1812",)
    assert taken.movers["4b1812"].registration == "HB-X"
    assert taken.positions.kind is MoverKind.AIRCRAFT


def test_the_receiver_and_the_status_in_words_are_kept(tmp_path: Path) -> None:
    table = (
        "ssvid,timestamp,lat,lon,speed_knots,receiver_type,nav_status\n"
        "002300001,2024-01-01 00:00:00 UTC,1,2,3,satellite,At anchor\n"
        "002300001,2024-01-01 00:01:00 UTC,1,2,3,terrestrial,Moored\n"
    )
    taken = read(tmp_path, "gfw.csv", table)
    assert taken.positions.source is not None
    assert taken.positions.source.tolist() == [FixSource.AIS_SATELLITE, FixSource.AIS_TERRESTRIAL]
    assert taken.positions.status is not None
    assert taken.positions.status.tolist() == [1, 5]
    assert taken.flags == ()


def test_times_with_another_zone_become_utc(tmp_path: Path) -> None:
    rows = "mmsi,time,lat,lon\n211000001,2024-01-01T03:00:00+03:00,1,2\n"
    assert read(tmp_path, "x.csv", rows).positions.time.tolist() == [1_704_067_200]


@pytest.mark.parametrize("factor", [1, 1_000, 1_000_000, 1_000_000_000])
def test_epoch_numbers_are_told_apart_by_their_size(factor: int, tmp_path: Path) -> None:
    rows = f"mmsi,time,lat,lon\n211000001,{AT * factor},1,2\n"
    assert read(tmp_path, "x.csv", rows).positions.time.tolist() == [AT]


def test_what_is_not_available_is_unknown_and_no_number(tmp_path: Path) -> None:
    rows = "MMSI,BaseDateTime,LAT,LON,SOG,COG\n211000001,2024-01-01T00:00:00,1,2,102.3,360\n"
    found = read(tmp_path, "x.csv", rows).positions
    assert found.speed_kn is not None
    assert found.course_deg is not None
    assert np.isnan([found.speed_kn[0], found.course_deg[0]]).all()


def test_a_mover_without_a_usable_fix_is_no_mover(tmp_path: Path) -> None:
    rows = "mmsi,time,lat,lon\n211000001,0,91,181\n211000002,5,1,2\n211000003,6,91,181\n211000004,7,1,2\n"
    found = read(tmp_path, "x.csv", rows).positions
    assert found.names == ("211000002", "211000004")
    assert found.mover.tolist() == [0, 1]
    assert found.row.tolist() == [1, 3]


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(0, 6)), max_size=40))
@settings(deadline=None)
def test_the_order_is_by_mover_then_time_then_the_file_s(rows: list[tuple[int, int]]) -> None:
    code = np.array([r[0] for r in rows], np.int32)
    time = np.array([r[1] for r in rows], np.float64)
    order, _ = order_of(code, time, 5)
    assert order.tolist() == sorted((k for k in range(len(rows)) if rows[k][0] >= 0), key=lambda k: (*rows[k], k))
