"""Pictures and measurements in a case: kept once, superseded in the open, whole after a kill."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

from store.cheap import CHEAP, NOON, new_case, noon
from store.test_killed import count_steps, dying_at_step, fork, was_killed
from trigpoint import store
from trigpoint.model import (
    Grid,
    Observation,
    Place,
    PlaceMethod,
    Precision,
    Scene,
    SceneKind,
    TimeSpan,
    record_id,
)
from trigpoint.model.errors import UnreadableFile
from trigpoint.store import tables
from trigpoint.store.case import writing
from trigpoint.workflows import keep
from trigpoint.workflows.imagery.observe import keep_observations

SPAN = TimeSpan(
    start=datetime(2020, 9, 8, tzinfo=UTC), end=datetime(2020, 9, 14, tzinfo=UTC), precision=Precision.RANGE
)


def picture(folder: Path, name: str) -> Scene:
    """A file as a scene; the store does not care what is in it."""
    path = folder / name
    path.write_bytes(b"II*\0" + name.encode() * 100)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    grid = Grid(width=4, height=4, transform=(10.0, 0.0, 0.0, 0.0, -10.0, 0.0), crs="EPSG:32637", pixel_m=10.0)
    return Scene(
        id=f"cap-{digest[:16]}", file=str(path), sha256=digest, kind=SceneKind.SAR, grid=grid, bands=("VV", "VH")
    )


def damage(scenes: list[Scene], subject: str = "7", method: str = "radar 1", lon: float = 37.38) -> Observation:
    captures = tuple(sorted(s.id for s in scenes))
    return Observation(
        id=record_id("obs", "damage", method, captures, subject, lon),
        kind="damage",
        subject=subject,
        where=Place(text=subject, lon=lon, lat=35.99, radius_m=20.0, method=PlaceMethod.COORDINATES),
        when=SPAN,
        value=7.5,
        unit="score",
        captures=captures,
        method=method,
        details=(("grade", "severe"),),
    )


@pytest.fixture
def scenes(tmp_path: Path) -> list[Scene]:
    return [picture(tmp_path, f"{n}.tif") for n in range(3)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_case(tmp_path / "case").folder


def test_pictures_and_measurements_are_kept_and_hold(folder: Path, scenes: list[Scene], tmp_path: Path) -> None:
    outlines = tmp_path / "outlines.geojson"
    outlines.write_text("{}")
    kept = keep_observations(folder, scenes, [damage(scenes)], outlines=outlines, now=noon)
    case = keep.open_case(folder)
    assert (kept.pictures, kept.observations) == (3, 1)
    assert [Path(s.file).read_bytes() for s in store.scenes(case)] == [
        Path(s.file).read_bytes() for s in sorted(scenes, key=lambda s: s.id)
    ]
    (found,) = store.observations(case)
    assert set(found.captures) == {c.id for c in store.captures(case)}
    assert keep.verify(case).faults == ()


def test_the_same_measurement_twice_writes_nothing(folder: Path, scenes: list[Scene]) -> None:
    keep_observations(folder, scenes, [damage(scenes)], now=noon)
    before = store.ledger_head(keep.open_case(folder))
    again = keep_observations(folder, scenes, [damage(scenes)], now=noon)
    assert (again.pictures, again.observations) == (0, 0)
    assert store.ledger_head(keep.open_case(folder)) == before


def test_a_measurement_by_a_newer_method_supersedes_the_older(folder: Path, scenes: list[Scene]) -> None:
    old, new = damage(scenes), damage(scenes, method="radar 2")
    keep_observations(folder, scenes, [old], now=noon)
    keep_observations(folder, scenes, [new], now=noon)
    (current,) = store.observations(keep.open_case(folder))
    assert (current.id, current.supersedes) == (new.id, old.id)
    assert keep.verify(keep.open_case(folder)).faults == ()


def test_a_measurement_about_another_day_supersedes_nothing(folder: Path, scenes: list[Scene]) -> None:
    may, september = (
        attrs.evolve(damage(scenes, method=f"radar {n}"), parameters=(("after_from", day),))
        for n, day in enumerate(("2020-05-04T15:00:00+00:00", "2020-09-11T15:00:00+00:00"))
    )
    keep_observations(folder, scenes, [may], now=noon)
    keep_observations(folder, scenes, [september], now=noon)
    assert {o.id for o in store.observations(keep.open_case(folder))} == {may.id, september.id}


def test_a_structure_of_the_same_name_elsewhere_supersedes_nothing(folder: Path, scenes: list[Scene]) -> None:
    keep_observations(folder, scenes, [damage(scenes), damage(scenes, lon=37.39)], now=noon)
    assert len(store.observations(keep.open_case(folder))) == 2


def test_a_picture_that_changed_since_it_was_measured_is_refused(folder: Path, scenes: list[Scene]) -> None:
    Path(scenes[0].file).write_bytes(b"another")
    with pytest.raises(UnreadableFile, match="changed since it was measured"):
        keep_observations(folder, scenes, [damage(scenes)], now=noon)
    assert store.observations(keep.open_case(folder)) == []


def test_a_changed_measurement_is_found_by_verify(folder: Path, scenes: list[Scene]) -> None:
    keep_observations(folder, scenes, [damage(scenes)], now=noon)
    case = keep.open_case(folder)
    with writing(case) as connection:
        connection.execute(tables.observations.update().values(record="{}"))
    assert any("observations row" in fault for fault in keep.verify(case).faults)


def test_a_run_after_a_new_measurement_is_a_new_run_and_then_nothing_is_new(folder: Path, scenes: list[Scene]) -> None:
    case = keep.open_case(folder)
    assert keep.run(case, CHEAP, now=noon).is_new
    keep_observations(folder, scenes, [damage(scenes)], now=noon)
    assert keep.run(case, CHEAP, now=noon).is_new
    assert not keep.run(case, CHEAP, now=noon).is_new


def test_a_case_made_before_pictures_were_kept_takes_them(folder: Path, scenes: list[Scene]) -> None:
    case = keep.open_case(folder)
    with writing(case) as connection:
        tables.observations.drop(connection)
        tables.pictures.drop(connection)
    assert store.observations(case) == []
    assert store.scenes(case) == []
    assert keep.verify(case).faults == ()
    keep_observations(folder, scenes, [damage(scenes)], now=noon)
    assert len(store.observations(case)) == 1
    assert keep.verify(case).faults == ()


def test_killed_at_any_step_the_pictures_are_kept_as_if_left_alone(tmp_path: Path, scenes: list[Scene]) -> None:
    def work(folder: Path) -> None:
        if not (folder / "case.sqlite").exists():
            store.create_case(folder, actor="test 0", now=NOON)
        keep_observations(folder, scenes, [damage(scenes, "7"), damage(scenes, "8")], now=noon)

    left_alone = tmp_path / "left-alone"
    work(left_alone)
    head = store.ledger_head(keep.open_case(left_alone))
    steps = count_steps(lambda: work(tmp_path / "counted"))
    assert steps > 20
    for number in range(1, steps + 1, max(1, steps // 25)):
        folder = tmp_path / f"killed-{number}"
        was_killed(fork(dying_at_step(number, lambda folder=folder: work(folder))))  # type: ignore[misc]
        if (folder / "case.sqlite").exists():
            assert keep.verify(keep.open_case(folder)).faults == ()
        work(folder)
        assert store.ledger_head(keep.open_case(folder)) == head
        assert keep.verify(keep.open_case(folder)).faults == ()
