"""`trigpoint damage` on small simulated towns: what it finds, what it refuses, and what it writes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import attrs
import numpy as np
import pytest

from trigpoint.data.damage_scales import load_damage_grades
from trigpoint.evidence.imagery.sar.grading import Grade
from trigpoint.evidence.imagery.sar.settings import DEFAULT
from trigpoint.evidence.imagery.sar.simulation import Circumstances, SimulatedOrbit, SimulatedStack, simulate_stack
from trigpoint.model.errors import UnsupportedFormat, UsageError
from trigpoint.model.scene import Footprint, Grid
from trigpoint.products.imagery.damage_lines import KEYS, damage_line, damage_rows, grade_counts
from trigpoint.sources.rasters.opener import write_raster
from trigpoint.workflows.imagery.damage import DamageRun, against_report, assess_damage

SIDE = 48
GRID = Grid(width=SIDE, height=SIDE, transform=(10, 0, 319_700, 0, -10, 3_987_000), crs="EPSG:32637", pixel_m=10)
QUICK = attrs.evolve(DEFAULT, permutations=199)
CALM = Circumstances(
    days_before=240, days_after=60, damaged=0, building=0, passing=0, layover=0, cut=0, missing=0, delay_days=5
)
HIT, SHUT, TINY, GONE = "b005", "b010", "tiny", "gone"


def rectangle(name: str, left: float, top: float, wide: float, high: float) -> Footprint:
    ring = ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
    return Footprint(id=name, polygons=((ring,),))


def town() -> tuple[Footprint, ...]:
    lots = [(6 + 9 * column, 6 + 9 * row) for row in range(4) for column in range(4)]
    houses = [rectangle(f"b{number:03d}", x, y, 4, 3.5) for number, (x, y) in enumerate(lots)]
    return (*houses, rectangle(TINY, 44, 2, 0.2, 0.2), rectangle(GONE, 80, 80, 3, 3))


@attrs.frozen(kw_only=True)
class Files:
    before: tuple[Path, ...]
    after: tuple[Path, ...]
    outlines: Path
    made: SimulatedStack


def to_files(folder: Path, made: SimulatedStack) -> Files:
    """The stack as the files a user would have."""
    paths: list[Path] = []
    for scene, power in zip(made.scenes, made.power, strict=True):
        assert scene.acquired is not None
        tags = {
            "ACQUISITION_TIME": scene.acquired.isoformat(), "RELATIVE_ORBIT": str(scene.relative_orbit),
            "ORBIT_STATE": scene.orbit_state, "UNITS": "sigma0_linear", "PLATFORM": "simulated",
        }  # fmt: skip
        paths.append(folder / scene.file)
        write_raster(paths[-1], power, grid=scene.grid, names=scene.bands, tags=tags)
    features = [
        {
            "type": "Feature", "id": one.id, "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [[
                [GRID.transform[2] + 10 * x, GRID.transform[5] - 10 * y] for x, y in (*one.polygons[0][0], one.polygons[0][0][0])
            ]]},
        }
        for one in made.footprints
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    outlines = folder / "outlines.geojson"
    outlines.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf8")
    after = [s.acquired is not None and s.acquired > made.event for s in made.scenes]
    return Files(
        before=tuple(p for p, late in zip(paths, after, strict=True) if not late),
        after=tuple(p for p, late in zip(paths, after, strict=True) if late),
        outlines=outlines,
        made=made,
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """One structure darkens by 6 dB two days after the event; one is hidden in every look after."""
    made = simulate_stack(
        np.random.default_rng(11), grid=GRID, circumstances=CALM, footprints=town(), hits={HIT: (2.0, -6.0)}
    )
    after = np.array([s.acquired is not None and s.acquired > made.event for s in made.scenes])
    made.power[after, :, 22:30, 22:30] = np.nan  # over SHUT
    return to_files(tmp_path_factory.mktemp("stack"), made)


@pytest.fixture(scope="module")
def run(files: Files) -> DamageRun:
    return assess_damage(files.before, files.after, files.outlines, settings=QUICK)


def grade_of(run: DamageRun, name: str) -> Grade:
    return next(one.grade for one in run.structures if one.footprint.id == name)


def test_the_structure_hit_is_found_and_dated_and_the_others_are_not(run: DamageRun, files: Files) -> None:
    found = next(one for one in run.structures if one.footprint.id == HIT)
    assert found.grade in (Grade.DESTROYED, Grade.SEVERE)
    assert found.p_value is not None
    assert found.p_value < 0.01
    assert found.change_db is not None
    assert found.change_db < -3
    truth = next(one for one in files.made.truth if one.footprint == HIT)
    assert truth.damaged_at is not None
    assert found.damaged_between is not None
    assert found.damaged_between[0] <= truth.damaged_at <= found.damaged_between[1]
    others = {one.grade for one in run.structures if one.footprint.id not in (HIT, SHUT, TINY, GONE)}
    assert others <= {Grade.NO_VISIBLE_DAMAGE, Grade.POSSIBLE}


@pytest.mark.parametrize(("name", "why"), [(SHUT, "see only"), (TINY, "too small"), (GONE, "picture")])
def test_what_cannot_be_judged_is_never_called_intact_and_says_why(run: DamageRun, name: str, why: str) -> None:
    found = next(one for one in run.structures if one.footprint.id == name)
    assert found.grade is Grade.NOT_ASSESSABLE
    assert found.score is None
    assert found.p_value is None
    assert any(why in flag for flag in found.flags)


def test_looks_on_either_side_of_the_break_are_named_and_in_order(run: DamageRun) -> None:
    found = next(one for one in run.structures if one.footprint.id == HIT)
    moments = [scene.acquired for scene in run.scenes]
    assert found.damaged_between == (moments[found.before[-1]], moments[found.after[0]])
    between = [use.look for use in found.looks_between]
    assert between[0] == found.before[-1]
    assert between[-1] == found.after[0]


def test_the_same_bytes_give_the_same_numbers(run: DamageRun, files: Files) -> None:
    again = assess_damage(files.before, files.after, files.outlines, settings=QUICK)
    assert again.structures == run.structures
    assert again.observations == run.observations


def test_a_line_has_the_contract_s_keys_and_a_person_s_table_a_row_per_structure(run: DamageRun) -> None:
    for one in run.structures:
        line = json.loads(json.dumps(damage_line(one, run.scenes)))
        assert tuple(line) == KEYS
        assert (line["score"] is None) == (line["grade"] == "not_assessable")
    columns, rows = damage_rows(run.structures)
    assert len(rows) == len(run.structures)
    assert all(len(row) == len(columns) for row in rows)
    assert rows[0][0] == HIT
    assert "3 not assessable" in grade_counts(run.structures)


def test_observations_carry_method_parameters_and_simulation(run: DamageRun) -> None:
    by_name = {one.subject: one for one in run.observations}
    hit = dict(by_name[HIT].details)
    assert hit["simulated"] == "yes"
    assert hit["modality"] == "SAR"
    assert by_name[HIT].when.start == next(o.damaged_between for o in run.structures if o.footprint.id == HIT)[0]  # type: ignore[index]
    assert by_name[SHUT].value is None
    assert set(by_name[HIT].captures) == {scene.id for scene in run.scenes}
    assert dict(by_name[HIT].parameters)["permutations"] == "199"
    assert len({one.id for one in run.observations}) == len(run.observations)


def test_a_reported_day_is_told_against_the_bracket(run: DamageRun) -> None:
    found = next(one for one in run.structures if one.footprint.id == HIT)
    assert "inside" in against_report(found, date(2024, 1, 10))
    assert "before the bracket" in against_report(found, date(2023, 6, 1))
    assert "after the bracket" in against_report(found, date(2024, 3, 1))


def test_the_raster_of_the_statistic_is_written_in_the_same_run(files: Files, tmp_path: Path) -> None:
    out = tmp_path / "t.tif"
    assess_damage(files.before, files.after, None, raster=out, settings=QUICK)
    assert out.stat().st_size > SIDE * SIDE * 4


def test_without_outlines_or_pictures_after_it_asks_for_them(files: Files) -> None:
    with pytest.raises(UsageError, match="--footprints"):
        assess_damage(files.before, files.after, None)
    with pytest.raises(UsageError, match="--after"):
        assess_damage(files.before, [], files.outlines)


def test_a_picture_that_is_no_radar_is_refused_by_name(files: Files, tmp_path: Path) -> None:
    optical = tmp_path / "optical.tif"
    bands = np.ones((3, SIDE, SIDE), np.float32)
    write_raster(
        optical, bands, grid=GRID, names=("red", "green", "blue"), tags={"ACQUISITION_TIME": "2024-02-01T00:00:00Z"}
    )
    with pytest.raises(UnsupportedFormat, match=r"optical\.tif"):
        assess_damage(files.before, [optical], files.outlines)


def test_looks_of_one_orbit_before_and_another_after_are_not_compared(tmp_path: Path) -> None:
    other = attrs.evolve(
        CALM, orbits=(SimulatedOrbit(number=1, first_day=1.0), SimulatedOrbit(number=2, first_day=5.0))
    )
    made = simulate_stack(np.random.default_rng(2), grid=GRID, circumstances=other, footprints=town())
    kept = [
        k for k, s in enumerate(made.scenes)
        if s.acquired is not None and (s.relative_orbit == 1) == (s.acquired < made.event)
    ]  # fmt: skip
    made = attrs.evolve(made, scenes=tuple(made.scenes[k] for k in kept), power=made.power[kept])
    files = to_files(tmp_path, made)
    found = assess_damage(files.before, files.after, files.outlines, settings=QUICK)
    assert {one.grade for one in found.structures} == {Grade.NOT_ASSESSABLE}
    assert any("no relative orbit" in flag for flag in found.flags)


def test_pictures_without_a_single_known_pixel_judge_nothing(tmp_path: Path) -> None:
    made = simulate_stack(np.random.default_rng(2), grid=GRID, circumstances=CALM, footprints=town())
    made.power[:] = np.nan
    files = to_files(tmp_path, made)
    found = assess_damage(files.before, files.after, files.outlines, settings=QUICK)
    assert {one.grade for one in found.structures} == {Grade.NOT_ASSESSABLE}


def test_a_picture_named_twice_is_one_look(run: DamageRun, files: Files) -> None:
    twice = assess_damage((*files.before, files.before[3]), files.after, files.outlines, settings=QUICK)
    known = {one.footprint.id: (one.score, one.p_value) for one in run.structures}
    assert {one.footprint.id: (one.score, one.p_value) for one in twice.structures} == known


def test_every_grade_has_a_row_in_the_crosswalk() -> None:
    assert [one.key for one in load_damage_grades()] == [grade.value for grade in Grade]
