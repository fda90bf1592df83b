"""Plain lines read from their bytes and the session's reading of the same table: one result."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trigpoint.model.errors import InputError
from trigpoint.sources.positions import plain as position_plain
from trigpoint.sources.positions import tables as position_tables
from trigpoint.sources.positions.plain_cells import number_of, unpacked
from trigpoint.sources.positions.read import PositionFile, read_positions
from trigpoint.sources.positions.tables import read_table

HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,VesselName,Status"
GOOD = "367000{k:03d},2020-06-30T00:{m:02d}:01,40.64409,-74.07157,12.3,ARGO,5.0"
IDENTITIES = st.sampled_from(
    ["201000001", "201000001", "001193046", "", "ABcd12", "12345678901234", "201000001.0", " 7 "]
)
TIMES = st.sampled_from(
    ["2024-05-01T10:00:00", "2024-05-01 10:00:00", "2024-02-30T10:00:00", "2024-05-01T24:00:00", "2024-05-01T10:00:60", "",
     "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.5", "2024-05-01T10:00:00.123456Z", "2024-05-01T10:00:00+00:00",
     "2024-05-01T10:00:00+03", "2024-05-01T10:00", "yesterday", "0000-01-01T00:00:00", "1850-01-01T00:00:00"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.floats(-180, 180).map(lambda v: f"{v:.5f}"),
    st.sampled_from(["", "91", "181.0", "1e1", " 5", "5 ", "-0", "+5", ".5", "5.", "-", "1,5", "nan", "inf", "12.5 kn",
                     "0.1234567890123456789", "123456789012345678901", "--1", "0x1", "1_0", "٣"]),
)  # fmt: skip
NAMES = st.sampled_from(["ARGO", '"ARGO"', '"A, B"', '"say ""no"""', '5" PIPE', "", '""', "ŁÓDŹ", "\x00", "A\tB"])
STATUS = st.sampled_from(["0", "0.0", "15", "at anchor", "Moored", "nonsense", "", "-1", "200", "1e1", "  5"])
LINES = st.one_of(
    st.tuples(IDENTITIES, TIMES, NUMBERS, NUMBERS, NUMBERS, NAMES, STATUS).map(",".join),
    st.integers(0, 59).map(lambda m: GOOD.format(k=m % 3, m=m)),
    st.integers(0, 59).map(lambda m: GOOD.format(k=m % 3, m=m)),
    st.sampled_from([HEAD, "a,b", "1,2,3,4,5,6,7,8,9", ",,,,,,", "#", "x" * 50]),
)


def _both(path: Path, patch: pytest.MonkeyPatch) -> tuple[PositionFile | str, PositionFile | str]:
    found: list[PositionFile | str] = []
    for is_plain in (True, False):
        with patch.context() as inner:
            if not is_plain:
                inner.setattr(position_tables, "wanted_of", lambda *_: None)
            inner.setattr(position_plain, "MOST_ODD", 2.0)
            inner.setattr(position_plain, "BLOCK", 300)
            try:
                found.append(read_positions(path))
            except InputError as error:
                found.append(f"{type(error).__name__}: {error}")
    return found[0], found[1]


def _assert_same(a: PositionFile | str, b: PositionFile | str) -> None:
    if isinstance(a, str) or isinstance(b, str):
        assert a == b
        return
    assert (a.rows, a.rejected_count, a.reasons, a.flags) == (b.rows, b.rejected_count, b.reasons, b.flags)
    assert [(r.row, r.reason, r.text) for r in a.rejected] == [(r.row, r.reason, r.text) for r in b.rejected]
    assert a.positions.names == b.positions.names
    for column in ("mover", "time", "lat", "lon", "row", "speed_kn", "status"):
        one, other = getattr(a.positions, column), getattr(b.positions, column)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other, equal_nan=True), column


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=1, max_size=25), end=st.sampled_from(["\n", "\r\n"]), is_closed=st.booleans())
def test_dirty_tables_come_out_as_the_session_reads_them(
    lines: list[str], end: str, is_closed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes((end.join([HEAD, GOOD.format(k=1, m=1), *lines]) + (end if is_closed else "")).encode())
    _assert_same(*_both(path, monkeypatch))


def test_a_plain_table_is_not_read_by_the_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feed.csv"
    path.write_text("\n".join([HEAD, *(GOOD.format(k=k % 3, m=k) for k in range(60))]))
    monkeypatch.setattr("trigpoint.sources.positions.sql.SessionTable.batches", lambda _: pytest.fail("read twice"))
    raw = read_table(path, is_parquet=False)
    assert len(raw.time) == 60
    assert {mover.name for mover in raw.movers.values()} == {"ARGO"}
    assert set(raw.extra["status"].tolist()) == {5}


def test_day_first_times_are_read_from_their_bytes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "aisdk.csv"
    rows = [f"{d:02d}/05/2024 10:00:0{d % 10},Class A,219000001,55.5,12.25,Moored,0.0" for d in range(1, 29)]
    path.write_text("\n".join(["# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,SOG", *rows]))
    monkeypatch.setattr("trigpoint.sources.positions.sql.SessionTable.batches", lambda _: pytest.fail("read twice"))
    raw = read_table(path, is_parquet=False)
    assert raw.time[0] == 1714557601.0
    assert raw.time[-1] == 1716890408.0


@settings(max_examples=1500)
@given(st.integers(1, 10**18 - 1), st.integers(0, 17), st.booleans())
def test_a_number_is_rounded_as_python_rounds_it(digits: int, decimals: int, is_negative: bool) -> None:
    text = str(digits).rjust(decimals + 1, "0")
    text = ("-" if is_negative else "") + (f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text)
    data = np.frombuffer(text.encode(), np.uint8)
    is_good, value = number_of(data, 0, len(data))
    assert not is_good or value == float(text)
    assert is_good or len(text.strip("-").replace(".", "")) > 15


@pytest.mark.parametrize("value", [40.00800000000001, -73.98500000000001, 0.1 + 0.2, 179.99999999999997])
def test_the_digits_that_python_writes_for_a_double_are_plain(value: float) -> None:
    data = np.frombuffer(repr(value).encode(), np.uint8)
    assert number_of(data, 0, len(data)) == (True, value)


def test_a_quote_that_is_not_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    lines = [GOOD.format(k=k % 3, m=k) for k in range(60)]
    lines[20] = lines[20].replace("ARGO", '"ARGO')
    path.write_text("\n".join([HEAD, *lines]))
    taken = read_positions(path)
    assert (len(taken.positions), taken.reasons) == (59, {"has quotes that do not match": 1})
    assert [r.row for r in taken.rejected] == [20]
    assert taken.rejected[0].text.startswith("367000002")


def test_lines_that_a_quote_swallows_are_counted_where_the_session_reads_the_table(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    lines = [GOOD.format(k=k % 3, m=k).replace(",12.3,", ",6.3 m/s,") for k in range(60)]
    lines[20] = lines[20].replace("ARGO", '"ARGO')
    lines[30] = lines[30].replace("ARGO", 'AR"GO')
    path.write_text("\n".join([HEAD, *lines]))
    taken = read_positions(path)
    assert taken.rows == 60
    assert len(taken.positions) + taken.rejected_count == 60
    assert sum(taken.reasons.values()) == taken.rejected_count > 0


def test_an_identity_is_packed_and_unpacked_with_its_leading_zeros() -> None:
    letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ~"
    for text in ("001193046", "~abc12", "A", ""):
        key = 0
        for letter in text:
            key = key << 6 | letters.index(letter) + 1
        assert unpacked(key) == text
