"""Bad position files: refused in one sentence, or the good rows kept and the bad ones counted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostile.positions import GOOD, KEPT, REFUSED
from trigpoint.model.errors import InputError, UnreadableFile
from trigpoint.sources.positions.read import read_positions
from trigpoint.sources.positions.session import literal, session


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_positions_is_refused_in_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(InputError, match=words) as caught:
        read_positions(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", KEPT)
def test_good_rows_are_kept_and_bad_ones_are_counted_with_their_reason(name: str, tmp_path: Path) -> None:
    make, kept, rejected, words = KEPT[name]
    (tmp_path / name).write_bytes(make())
    taken = read_positions(tmp_path / name)
    assert (len(taken.positions), taken.rejected_count) == (kept, rejected)
    assert words in "; ".join([*taken.flags, *taken.reasons])
    assert taken.rows == kept + rejected == kept + sum(taken.reasons.values())


@pytest.mark.parametrize(
    "name", ["a*b.csv", "a?.csv", "it's.csv", "[x].csv", "a b.csv", "ж.csv", "--x.csv", "%s{0}.csv"]
)
def test_a_name_with_odd_characters_is_that_file_and_no_other(name: str, tmp_path: Path) -> None:
    (tmp_path / "aXb.csv").write_text(GOOD.replace("40.", "50."))
    (tmp_path / name).write_text(GOOD)
    taken = read_positions(tmp_path / name)
    assert len(taken.positions) == 20
    assert taken.positions.lat.max() < 41


def test_the_session_reads_no_other_file_and_loads_nothing(tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "mine.csv").write_text(GOOD)
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    with session(tmp_path / "mine.csv") as opened:
        asked = f"SELECT * FROM read_csv({literal(tmp_path / 'secret.csv')})"
        for sql in (asked, "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access=true", "ATTACH '/tmp/x.db'"):
            with pytest.raises(duckdb.Error):
                opened.connection.execute(sql)
    assert not opened.folder.exists()


def test_rows_keep_their_numbers_behind_a_line_that_could_not_be_taken(tmp_path: Path) -> None:
    lines = GOOD.splitlines()
    lines.insert(6, "367000140,2020-06-30T02:00:00,40.7,-74.0,1,2," + "A" * 5_000_000)
    (tmp_path / "long.csv").write_text("\n".join(lines))
    taken = read_positions(tmp_path / "long.csv")
    assert taken.reasons == {"is longer than 4 MB": 1}
    assert [r.row for r in taken.rejected] == [5]
    assert sorted(taken.positions.row.tolist()) == [k for k in range(21) if k != 5]


def test_text_identities_keep_their_leading_zeros(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(GOOD.replace("367000140", "002300001"))
    assert "002300001" in read_positions(tmp_path / "x.csv").positions.names


def test_an_address_that_is_no_icao_address_is_flagged_on_its_mover(tmp_path: Path) -> None:
    rows = [
        {"icao24": name, "timestamp": 1_700_000_000_000 + k * 1000, "latitude": 1.0, "longitude": 2.0, "altitude": 1000}
        for k, name in enumerate(["4b1812", "~2a3b4c", "zzzzzz", "ffffff"])
    ]
    (tmp_path / "x.json").write_text(json.dumps(rows))
    taken = read_positions(tmp_path / "x.json")
    assert {name: mover.flags for name, mover in taken.movers.items()} == {
        "4b1812": (),
        "~2a3b4c": ("no ICAO address (given by the receiver)",),
        "zzzzzz": ("a placeholder identity that many senders share",),
        "ffffff": ("a placeholder identity that many senders share",),
    }


@given(noise=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_no_bytes_at_all_end_in_another_error_than_the_tree_s(
    noise: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("noise") / "x.csv"
    path.write_bytes(GOOD[:200].encode() + noise)
    try:
        taken = read_positions(path)
    except InputError:
        return
    assert np.isfinite(taken.positions.lat).all()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.csv"):
        read_positions(tmp_path / "nowhere.csv")
