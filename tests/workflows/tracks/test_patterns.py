"""Ships seen, voyages and patterns from files: what a user gets, and what a wrong file is told."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from trigpoint.evidence.tracks.selection import Selection
from trigpoint.model.errors import InputError, UsageError
from trigpoint.workflows import keep
from trigpoint.workflows.counts_in import judge_counts, read_counts
from trigpoint.workflows.tracks.dark import dark, read_detections
from trigpoint.workflows.tracks.feeds import Asked
from trigpoint.workflows.tracks.patterns import doubts, patterns
from trigpoint.workflows.tracks.voyages import voyages

T0 = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
WEEK = 7 * 86400
Row = tuple[int, float, float, float]


def table(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["mmsi", "timestamp", "lat", "lon"])
        for mmsi, time, lat, lon in rows:
            writer.writerow([mmsi, datetime.fromtimestamp(time, UTC).isoformat(), round(lat, 5), round(lon, 5)])
    return path


def call(mmsi: int, time: float) -> list[Row]:
    """A ship comes from the north, lies for five hours, and goes."""
    coming = [(mmsi, time + 60 * m, 36 - m * 0.004, 50.0) for m in range(-60, 0, 10)]
    lying = [(mmsi, time + 60 * m, 36.0, 50.0) for m in range(0, 300, 20)]
    return coming + lying + [(mmsi, time + 60 * m, 36 + (m - 300) * 0.004, 50.0) for m in range(300, 370, 10)]


@pytest.fixture
def feeds(tmp_path: Path) -> tuple[Path, Path, Path]:
    """An old feed of thirty weeks with a constant rate, a new one from week fifteen that hears many more, and the site."""
    rng = np.random.default_rng(4)
    old = [(900000001, t, 36.1, 50.2) for t in np.arange(T0, T0 + 30 * WEEK, 3600)]
    new = [(900000002, t, 36.1, 50.3) for t in np.arange(T0 + 15 * WEEK, T0 + 30 * WEEK, 3600)]
    number = 0
    for week in range(30):
        for _ in range(rng.poisson(3)):
            number += 1
            old += call(273000000 + number, T0 + WEEK * week + rng.uniform(0, WEEK - 86400))
        for _ in range(rng.poisson(9) if week >= 15 else 0):
            number += 1
            new += call(273000000 + number, T0 + WEEK * week + rng.uniform(0, WEEK - 86400))
    sites = tmp_path / "sites.csv"
    sites.write_text("site,lat,lon,radius_km\nTerminal,36.0,50.0,3\n", encoding="utf8")
    return table(tmp_path / "old.csv", old), table(tmp_path / "new.csv", new), sites


def test_a_busy_new_feed_raises_no_alarm_and_as_one_with_the_old_it_would(feeds: tuple[Path, Path, Path]) -> None:
    old, new, sites = feeds
    counted = Asked(ids=tuple(str(273000000 + n) for n in range(1, 400)))
    (apart,) = patterns([("old", old), ("new", new)], sites, asked=counted).sites
    assert apart.trend.watch.alarm is None
    assert not apart.trend.changes
    assert apart.is_exposure_known
    assert apart.trend.total > 150
    (as_one,) = patterns([("f", old), ("f", new)], sites, asked=counted).sites
    assert as_one.trend.watch.alarm is not None
    assert any("reception" in sentence for sentence in doubts(as_one))


def test_findings_are_kept_once(feeds: tuple[Path, Path, Path], tmp_path: Path) -> None:
    old, new, sites = feeds
    keep.init(tmp_path / "case")
    files = [("f", old), ("f", new)]
    first = patterns(files, sites, case=tmp_path / "case")
    again = patterns(files, sites, case=tmp_path / "case")
    assert first.new
    assert again.new == 0
    kept = keep.current_observations(keep.open_case(tmp_path / "case"))
    assert {o.kind for o in kept} == {"pattern"}
    assert all(o.where.radius_m == 3000 and o.captures for o in kept)


def test_ships_are_read_from_count_lines_and_bad_rows_come_back_with_reasons(tmp_path: Path) -> None:
    path = tmp_path / "ships.jsonl"
    path.write_text(
        '{"lon": 50.0, "lat": 36.0, "length_m": 120, "number": 1, "verdict": "accept"}\n'
        '{"lon": 50.1, "lat": 36.0, "length_m": null, "number": 2, "verdict": "reject"}\n'
        '{"lon": null, "lat": 36.0}\n{"lon": 500, "lat": 3}\nnot json at all\n{"lon": 50.2, "lat": 36.0, "time": "tomorrow"}\n',
        encoding="utf8",
    )
    seen, bad, count = read_detections(path, T0)
    assert (len(seen), seen.length_m.tolist(), seen.row.tolist()) == (1, [120.0], [1])
    assert count == 4
    assert [r.row for r in bad] == [3, 4, 5, 6]
    assert "globe" in bad[1].reason
    with pytest.raises(InputError, match="no time"):
        read_detections(path, None)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"lon,lat\nx,y\n", b"{", b'"' * 5000, b"a,b\n\0\0\0"])
def test_a_file_that_holds_no_ship_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ships.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as told:
        read_detections(path, T0)
    assert "\n" not in str(told.value)


def test_ships_of_another_day_than_the_positions_are_refused(feeds: tuple[Path, Path, Path], tmp_path: Path) -> None:
    ships = tmp_path / "ships.csv"
    ships.write_text("lon,lat,time\n50.0,36.0,2025-01-01T00:00:00Z\n", encoding="utf8")
    with pytest.raises(UsageError, match="2025-01-01"):
        dark(ships, feeds[0])


def test_a_ship_seen_beside_a_vessel_heard_is_kept_in_the_case(feeds: tuple[Path, Path, Path], tmp_path: Path) -> None:
    keep.init(tmp_path / "case")
    ships = tmp_path / "ships.csv"
    ships.write_text(
        "lon,lat,time\n50.2,36.1,2024-01-03T12:10:00Z\n50.35,36.05,2024-01-03T12:10:00Z\n", encoding="utf8"
    )
    run = dark(ships, feeds[0], sensor="optical", case=tmp_path / "case")
    assert [d.mover for d in run.found] == ["900000001", ""]
    assert run.new == 2
    kept = keep.current_observations(keep.open_case(tmp_path / "case"))
    assert {o.kind for o in kept} == {"dark detection"}


def test_voyages_between_shipped_ports_and_those_of_a_list(tmp_path: Path) -> None:
    way: list[Row] = [(273000001, T0 + 600 * k, 36.87, 53.36) for k in range(30)]
    way += [(273000001, T0 + 18000 + 600 * k, 36.87 + 0.0204 * k, 53.36 - 0.0194 * k) for k in range(300)]
    way += [(273000001, T0 + 198000 + 600 * k, 42.99, 47.54) for k in range(30)]
    file = table(tmp_path / "v.csv", way)
    (one,) = voyages([file]).voyages
    assert "Amirabad" in one.origin
    assert "Makhachkala" in one.destination
    assert voyages([file], origin="amirabad").voyages == (one,)
    assert not voyages([file], origin="Makhachkala").voyages
    with pytest.raises(UsageError, match="nowhere at all"):
        voyages([file], destination="nowhere at all")
    with pytest.raises(UsageError, match="A124"):
        voyages([file], asked=Asked(selection=Selection(types=("A124",))))


def test_counts_of_others_are_read_by_feed_and_bad_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(
        "series,from,count,exposure,feed\nA,2024-01-01,3,10,x\nA,2024-01-08,4,0,x\nA,2024-01-08,9,5,y\n",
        encoding="utf8",
    )
    series, begins = read_counts(path)
    assert [(s.name, s.count.tolist(), s.exposure.tolist()) for s in series["A"]] == [
        ("x", [3, 0], [10, 0]),
        ("y", [0, 9], [0, 5]),
    ]
    assert len(begins) == 2
    (trend,), _ = judge_counts(path, watch="both", alpha=0.05, is_strict=True)
    assert trend.watch.alarm is None
    path.write_text("from,count,exposure\n2024-01-01,3,-1\n", encoding="utf8")
    with pytest.raises(InputError, match=r"counts\.csv:2"):
        read_counts(path)
