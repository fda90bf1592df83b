"""Rows go to their movers' places while they are read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.sources.positions.order import Identities, placed

mmsi = st.integers(-(2**62), 2**62) | st.integers(0, 20)


@settings(deadline=None)
@given(st.lists(st.lists(mmsi, min_size=1), min_size=1))
def test_whole_numbers_are_the_names_they_spell_batch_after_batch(batches: list[list[int]]) -> None:
    known = Identities(facts={})
    code = np.concatenate([known.coded([pa.array(values, pa.int64())]) for values in batches])
    code = known.by_name(code)
    assert [known.names[k] for k in code] == [str(value) for values in batches for value in values]
    assert list(known.names) == sorted(set(known.names))


def test_many_thousand_numbers_are_told_apart() -> None:
    values = np.random.default_rng(0).permutation(np.arange(200_000_000, 200_030_000))
    known = Identities(facts={})
    code = known.by_name(known.coded([pa.array(values)]))
    assert [int(known.names[k]) for k in code] == values.tolist()


def test_a_batch_with_empty_identities_has_nobody_there() -> None:
    known = Identities(facts={})
    first = known.coded([pa.array([7, None, 8])])
    second = known.coded([pa.array([8, 7, 9])])
    assert known.by_name(np.concatenate([first, second])).tolist() == [0, -1, 1, 1, 0, 2]


def test_what_is_said_first_of_a_mover_stands() -> None:
    known = Identities(facts={"name": "VesselName", "callsign": "CallSign"})
    who, name = pa.array(["7", "8", "7"]), pa.array(["", "ARGO", "PERSEUS"])
    known.coded([who, name, pa.array([None, "", None], pa.string())])
    known.coded([who, pa.array(["LATE", "LATE", "LATE"]), pa.array(["", "SXYZ", ""])])
    assert known.said == {"7": {"name": "PERSEUS"}, "8": {"name": "ARGO", "callsign": "SXYZ"}}


@settings(deadline=None)
@given(st.lists(st.integers(-1, 5), max_size=80), st.integers(1, 7))
def test_rows_are_grouped_by_mover_in_the_file_s_order_with_nobody_s_last(codes: list[int], size: int) -> None:
    code, values = np.array(codes, np.int32), np.arange(len(codes)) * 1.5
    batches = ({"lat": values[k : k + size]} for k in range(0, len(codes), size))
    grouped, row, columns = placed(code, 6, batches)
    expected = sorted(range(len(codes)), key=lambda k: (codes[k] if codes[k] >= 0 else 99, k))
    assert row.tolist() == expected
    assert grouped.tolist() == [codes[k] for k in expected]
    if codes:
        assert columns["lat"].tolist() == values[expected].tolist()
