"""The shipped airfields."""

from __future__ import annotations

import numpy as np
import pytest

from trigpoint.data.sites import load_sites
from trigpoint.places.airfields import Airfields
from trigpoint.sources.airfields import read_airfields, weight_of


@pytest.fixture(scope="module")
def airfields() -> Airfields:
    return read_airfields(load_sites())


def test_a_hub_has_its_runways_in_both_directions_and_more_weight_than_its_neighbours(airfields: Airfields) -> None:
    by_code = {field.code: k for k, field in enumerate(airfields.fields)}
    hub = by_code["LFPG"]
    headings = airfields.headings_deg[hub]
    assert {85.0, 265.0} <= set(headings[np.isfinite(headings)].tolist())
    assert airfields.length_ft[hub] > 10_000
    assert airfields.weight[hub] > airfields.weight[by_code["LFPB"]] > 0


def test_headings_are_degrees_and_fields_lie_on_the_globe(airfields: Airfields) -> None:
    headings = airfields.headings_deg[np.isfinite(airfields.headings_deg)]
    assert ((headings >= 0) & (headings < 360)).all()
    assert (np.abs(airfields.lat) <= 90).all()
    assert (np.abs(airfields.lon) <= 180).all()
    assert (np.diff(airfields.lat) >= 0).all()


def test_listed_air_bases_are_added_once_and_heliports_are_not(airfields: Airfields) -> None:
    plain = len(read_airfields().fields)
    added = [field for field in airfields.fields if not field.length_ft and " " in field.code]
    assert plain < len(airfields.fields) < plain + 200
    assert not any("heliport" in field.name.casefold() for field in added)


def test_an_air_base_weighs_more_than_a_field_nobody_flies_to() -> None:
    assert weight_of("Shayrat Air Base", "M", False, 2) > weight_of("Nowhere Airport", "M", False, 2)
