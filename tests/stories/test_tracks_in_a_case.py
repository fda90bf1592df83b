"""Positions and what was found in them kept in a case, and told by its brief."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner

from trigpoint import store
from trigpoint.cli import app
from trigpoint.evidence.tracks.gap_record import Candidate, Fix, Gap
from trigpoint.evidence.tracks.kept import gap_of
from trigpoint.model.errors import NotACase, UsageError
from trigpoint.model.positions import MoverKind
from trigpoint.sources.positions.read import PositionFile, read_positions
from trigpoint.workflows import keep
from trigpoint.workflows.tracks import observe
from trigpoint.workflows.tracks.observe import keep_gaps

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
START = datetime(2020, 9, 6, tzinfo=UTC).timestamp()


def noon() -> datetime:
    return NOON


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return keep.init(tmp_path / "case", title="tracks", now=noon).folder


@pytest.fixture
def taken(tmp_path: Path) -> PositionFile:
    """A vessel heard every ten minutes for a day, but for six hours of it."""
    lines = ["MMSI,BaseDateTime,LAT,LON,SOG,COG"]
    for minute in range(0, 1440, 10):
        if not 480 < minute < 840:
            when = datetime.fromtimestamp(START + 60 * minute, UTC)
            lines.append(f"200000001,{when:%Y-%m-%dT%H:%M:%SZ},{40 + minute / 1000:.4f},51.0,3.6,0.0")
    path = tmp_path / "SIMULATED-one.csv"
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return read_positions(path)


def silence(verdict: str = "likely_disabled", hour: float = 8.0) -> Gap:
    return Gap(
        id="gap-1", entity="200000001", segment="200000001-0", kind=MoverKind.VESSEL,
        off=Fix(time=START + hour * 3600, lat=40.48, lon=51.0, row=48), on=Fix(time=START + 14 * 3600, lat=40.84, lon=51.0, row=49),
        duration_h=14 - hour, distance_km=40.0, implied_speed_kn=3.6, verdict=verdict,
        probabilities=((verdict, 0.7), ("undetermined", 0.3)), reasons=("six others were heard",),
        candidates=(Candidate(site="A port", lat=40.0, lon=50.0, probability=0.5),),
    )  # fmt: skip


def test_a_silence_is_kept_with_its_file_and_read_back_with_the_way_before_and_after(
    case: Path, taken: PositionFile
) -> None:
    assert keep_gaps(case, taken, [silence()], now=noon).observations == 1
    opened = keep.open_case(case)
    (capture,) = store.captures(opened)
    assert store.blob_path(opened.blobs, capture.sha256).read_bytes() == Path(taken.file).read_bytes()
    assert "/" not in capture.uri
    (kept,) = store.observations(opened)
    assert kept.captures == (capture.id,)
    assert kept.method
    gap = gap_of(kept)
    assert gap is not None
    assert gap.simulated
    assert gap.before[-1].time == gap.off.time
    assert gap.on is not None
    assert gap.after[0].time == gap.on.time
    assert keep.verify(opened).faults == ()


def test_the_same_run_twice_writes_nothing(case: Path, taken: PositionFile) -> None:
    keep_gaps(case, taken, [silence()], now=noon)
    before = store.ledger_head(keep.open_case(case))
    assert keep_gaps(case, taken, [silence()], now=noon).observations == 0
    assert store.ledger_head(keep.open_case(case)) == before


def test_another_verdict_on_the_same_silence_supersedes_and_another_silence_there_does_not(
    case: Path, taken: PositionFile
) -> None:
    keep_gaps(case, taken, [silence()], now=noon)
    keep_gaps(case, taken, [silence("coverage_loss")], now=noon)
    keep_gaps(case, taken, [silence(hour=8.5)], now=noon)
    current = store.observations(keep.open_case(case))
    assert sorted(dict(o.details)["verdict"] for o in current) == ["coverage_loss", "likely_disabled"]
    assert [bool(o.supersedes) for o in sorted(current, key=lambda o: str(o.when.start))] == [True, False]


def test_of_more_silences_than_a_case_takes_those_that_say_least_are_left_out_and_counted(
    case: Path, taken: PositionFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observe, "MOST", 2)
    gaps = [silence("coverage_loss"), silence(hour=8.5), silence(hour=9)]
    assert keep_gaps(case, taken, gaps, now=noon).left_out == 1
    kept = store.observations(keep.open_case(case))
    assert {dict(o.details)["verdict"] for o in kept} == {"likely_disabled"}


def test_a_folder_of_positions_and_a_folder_that_is_no_case_are_refused_in_a_sentence(
    case: Path, taken: PositionFile, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        keep_gaps(case, attrs.evolve(taken, file=str(tmp_path)), [silence()], now=noon)
    with pytest.raises(NotACase):
        keep_gaps(tmp_path / "nowhere", taken, [silence()], now=noon)


def test_visits_and_tracks_keep_what_they_print_and_print_the_same_lines(
    case: Path, taken: PositionFile, tmp_path: Path
) -> None:
    sites = tmp_path / "sites.csv"
    sites.write_text("site,lat,lon,radius_km\nA road,40.2,51.0,20\n", encoding="ascii")
    runner = CliRunner()
    for arguments, kind in (
        (["visits", taken.file, "--sites", str(sites)], "visit"),
        (["tracks", taken.file], "track"),
    ):
        alone = runner.invoke(app, [*arguments, "--json"])
        kept = runner.invoke(app, [*arguments, "--json", "--case", str(case)])
        assert kept.exit_code == 0, kept.output
        assert [json.loads(line) for line in kept.stdout.splitlines()] == [
            json.loads(x) for x in alone.stdout.splitlines()
        ]
        found = [o for o in store.observations(keep.open_case(case)) if o.kind == kind]
        assert len(found) == len(alone.stdout.splitlines()) == 1


def test_fixes_are_not_kept_one_by_one(case: Path, taken: PositionFile) -> None:
    done = CliRunner().invoke(app, ["tracks", taken.file, "--fixes", "--case", str(case)])
    assert done.exit_code != 0
    assert not store.observations(keep.open_case(case))
