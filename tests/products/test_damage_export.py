"""Measurements as GeoJSON, CSV and provenance."""

from __future__ import annotations

import csv
import io
import json
import shlex

import attrs
from hypothesis import given
from hypothesis import strategies as st

from products.pictures import looks, measured
from trigpoint.model.cells import neutral
from trigpoint.products.imagery.damage_export import (
    COLUMNS,
    Provenance,
    measurements_csv,
    measurements_geojson,
    provenance_json,
)


def test_a_row_per_measurement_and_never_a_point_without_its_radius() -> None:
    rows = list(csv.DictReader(io.StringIO(measurements_csv(measured()))))
    assert [r["subject"] for r in rows] == [o.subject for o in measured()]
    assert all(r["radius_m"] == "40" for r in rows)
    assert all(r["simulated"] == "SIMULATED" for r in rows)


def test_what_was_not_assessed_has_no_number() -> None:
    row = next(r for r in csv.DictReader(io.StringIO(measurements_csv(measured()))) if r["grade"] == "not_assessable")
    assert (row["value"], row["probability"]) == ("", "")
    assert row["flags"] == "in layover in both orbits"


@given(st.text(st.sampled_from("=+-@\t\r\n 1aé,\"'"), max_size=8))
def test_no_cell_of_words_begins_a_formula(text: str) -> None:
    evil = attrs.evolve(measured()[0], subject=text, flags=(text,))
    (row,) = csv.DictReader(io.StringIO(measurements_csv([evil])))
    for column in ("subject", "flags"):
        assert not row[column].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_negative_number_stays_a_number_in_a_column_of_numbers_only() -> None:
    assert neutral("-33.5", is_number=True) == "-33.5"
    assert neutral("-33.5") == "'-33.5"
    assert neutral("-cmd", is_number=True) == "'-cmd"


def test_geojson_gives_outlines_where_they_are_known_and_says_that_it_is_simulated() -> None:
    ring = [(37.38, 35.99), (37.381, 35.99), (37.381, 35.991), (37.38, 35.99)]
    plain = json.loads(measurements_geojson(measured(), {measured()[0].id: [[ring]]}))
    kinds = [f["geometry"]["type"] for f in plain["features"]]
    assert kinds == ["MultiPolygon", *["Point"] * (len(measured()) - 1)]
    assert any("SIMULATED" in note for note in plain["notes"])
    assert plain["features"][0]["properties"]["radius_m"] == 40
    assert set(plain["features"][0]["properties"]) == set(COLUMNS) - {"id"}


def test_the_provenance_holds_the_command_that_measures_it_again() -> None:
    scenes = [k.scene for k in looks()]
    run = Provenance(
        method="trigpoint test 1", parameters=(("looks", "4.4"),), before=tuple(scenes[:30]), after=tuple(scenes[30:]),
        outlines=("halls of the plant.geojson", "ab" * 32), observations=measured(),
    )  # fmt: skip
    (plain,) = json.loads(provenance_json([run], tool="trigpoint 0"))["runs"]
    words = shlex.split(plain["command"])
    assert words[:3] == ["trigpoint", "damage", "0.tif"]
    assert words[words.index("--after") + 1] == "30.tif"
    assert words[words.index("--footprints") + 1] == "halls of the plant.geojson"
    assert [o["id"] for o in plain["observations"]] == [o.id for o in measured()]
