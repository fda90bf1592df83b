"""AIS sentences: what they say agrees with pyais; what is broken is told and harms no other line."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.model.errors import InputError
from trigpoint.sources.positions import nmea_bits
from trigpoint.sources.positions.nmea import NmeaFile, decode, read_nmea
from trigpoint.sources.positions.read import read_positions

pyais = pytest.importorskip("pyais")
SOUND = b"!AIVDM,1,1,,A,13RlIW?04F1beOVEFLB9bRvH0L0L,0*6C"
AT = 1_577_836_800


def spoken(**said: Any) -> list[bytes]:
    """Sentences of one message, as pyais writes them."""
    return [line.encode() for line in pyais.encode_dict(said, talker_id="AI")]


def tagged(line: bytes, when: int) -> bytes:
    """A sentence behind a tag block with its receive time."""
    tag = f"s:station,c:{when}".encode()
    return b"\\%s*%02X\\%s" % (tag, reduce(lambda a, b: a ^ b, tag), line)


def test_every_position_of_a_real_log_is_the_one_pyais_reads(shared_data: Path) -> None:
    log = shared_data / "tracks/ais/ais_sample.nmea"
    held = read_nmea(log)
    mine = {line: k for k, line in enumerate(held.line.tolist())}
    compared = 0
    for number, line in enumerate(log.read_bytes().splitlines()):
        try:
            theirs = pyais.decode(line)
        except pyais.exceptions.AISBaseException:
            assert number not in mine
            continue
        if theirs.msg_type not in (1, 2, 3, 18, 19, 27):
            continue
        k = mine[number]
        assert int(theirs.mmsi) == held.mmsi[k]
        assert theirs.lat == pytest.approx(held.lat[k], abs=2e-6)
        assert theirs.lon == pytest.approx(held.lon[k], abs=2e-6)
        assert same(theirs.speed, held.speed_kn[k], 102.3 if theirs.msg_type != 27 else 63)
        assert same(theirs.course, held.course_deg[k], 360 if theirs.msg_type != 27 else 511)
        compared += 1
    assert compared == len(held.line) > 700


def same(theirs: float, mine: float, none: float) -> bool:
    return bool(np.isnan(mine)) if theirs == pytest.approx(none) else bool(abs(theirs - mine) < 0.01)


@pytest.mark.parametrize("kind", [1, 2, 3, 18, 19, 27])
@settings(max_examples=40, deadline=None)
@given(
    mmsi=st.integers(1, 999_999_999),
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    speed=st.integers(0, 62),
    course=st.integers(0, 359),
)
def test_a_position_comes_back_as_it_was_sent(
    kind: int, mmsi: int, lat: float, lon: float, speed: int, course: int
) -> None:
    lines = spoken(msg_type=kind, mmsi=mmsi, lat=lat, lon=lon, speed=speed, course=course)
    held = decode(b"\n".join(lines))
    off = 1 / 600 if kind == 27 else 1e-5
    assert held.mmsi.tolist() == [mmsi]
    assert held.lat[0] == pytest.approx(lat, abs=off)
    assert held.lon[0] == pytest.approx(lon, abs=off)
    assert (held.speed_kn[0], held.course_deg[0]) == (speed, course)


def test_a_class_a_vessel_says_who_it_is_in_two_sentences() -> None:
    lines = spoken(
        msg_type=5,
        mmsi=2300001,
        imo=9074729,
        callsign="OJ1234",
        shipname="EVER READY",
        ship_type=70,
        to_bow=100,
        to_stern=35,
    )
    assert len(lines) == 2
    held = decode(b"\n".join([lines[0], SOUND, lines[1]]))
    mover = held.movers["002300001"]
    assert (mover.name, mover.callsign, mover.registration, mover.type, mover.length_m) == (
        "EVER READY", "OJ1234", "IMO9074729", "cargo", 135.0,
    )  # fmt: skip
    assert held.broken == 0


def test_a_class_b_vessel_says_its_name_and_its_callsign_apart() -> None:
    lines = spoken(msg_type=24, partno=0, mmsi=244270489, shipname="SY-LUNDE")
    lines += spoken(msg_type=24, partno=1, mmsi=244270489, ship_type=36, callsign="PH7460", to_bow=7, to_stern=5)
    mover = decode(b"\n".join(lines)).movers["244270489"]
    assert (mover.name, mover.callsign, mover.type, mover.length_m) == ("SY-LUNDE", "PH7460", "sailing", 12.0)


@pytest.mark.parametrize(
    "line",
    [
        tagged(SOUND, AT),
        tagged(SOUND, AT * 1000),
        SOUND + b",r003669930,%d" % AT,
        b"%d %s" % (AT, SOUND),
    ],
)
def test_the_receive_time_is_read_where_logs_write_it(line: bytes) -> None:
    assert decode(line).time.tolist() == [AT]


def test_a_tag_block_whose_checksum_fails_gives_no_time_but_the_position_stands() -> None:
    held = decode(tagged(SOUND, AT).replace(b"c:15", b"c:16"))
    assert len(held.line) == 1
    assert np.isnan(held.time[0])


BROKEN = {
    "checksum does not hold": SOUND.replace(b"RlIW", b"RlIX"),
    "has no checksum": SOUND.partition(b"*")[0],
    "holds no message": b"!AIVDM,1,1,,B,,0*25",
    "is no AIS sentence": b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
    "message is cut short": b"!AIVDM,1,1,,A,13Rl,0*%02X" % reduce(lambda a, b: a ^ b, b"AIVDM,1,1,,A,13Rl,0"),
    "a piece of the message is missing": spoken(msg_type=5, mmsi=1, shipname="A")[1],
    "fields do not fit an AIS sentence": b"!AIVDM,x,1,,A,13Rl,0*%02X"
    % reduce(lambda a, b: a ^ b, b"AIVDM,x,1,,A,13Rl,0"),
    "payload holds characters AIS does not use": b"!AIVDM,1,1,,A,13Y],0*%02X"
    % reduce(lambda a, b: a ^ b, b"AIVDM,1,1,,A,13Y],0"),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_line_is_told_and_the_sound_ones_around_it_are_kept(reason: str) -> None:
    held = decode(b"\n".join([SOUND, BROKEN[reason], SOUND]))
    assert [(line, why) for line, why, _ in held.faults] == [(1, reason)]
    assert held.line.tolist() == [0, 2]


def test_a_first_piece_without_its_second_is_counted_as_broken() -> None:
    held = decode(spoken(msg_type=5, mmsi=1, shipname="A")[0] + b"\n" + SOUND)
    assert held.broken == 1


@given(noise=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_at_all_make_the_decoder_fail(noise: bytes) -> None:
    held = decode(noise + b"\n" + SOUND)
    assert held.line.tolist()[-1:] == [noise.count(b"\n") + 1]


def test_blocks_give_what_the_whole_gives(tmp_path: Path) -> None:
    lines = spoken(msg_type=5, mmsi=211000001, shipname="A") + [SOUND] * 50
    whole = decode(b"\n".join(lines))
    cut = decode(iter([line + b"\n" for line in lines]))
    assert (told(whole), whole.movers) == (told(cut), cut.movers)


def told(held: NmeaFile) -> tuple[Any, ...]:
    return held.lines, held.counts, held.line.tolist(), held.lat.tolist()


def test_a_log_without_times_is_refused_for_silences(tmp_path: Path) -> None:
    (tmp_path / "log.nmea").write_bytes(SOUND)
    with pytest.raises(InputError, match="no receive times"):
        read_positions(tmp_path / "log.nmea")


def test_a_log_with_times_gives_tracks_with_the_lines_they_come_from(tmp_path: Path) -> None:
    lines = [tagged(SOUND, AT + 60), b"garbage", tagged(SOUND, AT)]
    (tmp_path / "log.nmea").write_bytes(b"\r\n".join(lines))
    taken = read_positions(tmp_path / "log.nmea")
    assert taken.positions.row.tolist() == [2, 0]
    assert len(taken.positions.names[0]) == 9
    assert taken.reasons == {"is no AIS sentence": 1}


def test_the_reasons_have_a_sentence_for_every_verdict() -> None:
    from trigpoint.sources.positions.nmea import REASONS

    assert len(REASONS) == nmea_bits.NO_CHECKSUM + 1
