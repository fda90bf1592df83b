"""Frames, theatres, marks and the outline map."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.products.basemap import country_at, shipped_basemap
from trigpoint.products.geometry import Spot, distance_km, fit_frame, theatres
from trigpoint.products.labels import centred, overlaps, place_mark
from trigpoint.products.map_svg import draw_map
from trigpoint.products.material import BriefMaterial
from trigpoint.products.view import brief_view

spots = st.lists(st.builds(Spot, st.floats(-170, 170), st.floats(-70, 70), st.floats(0, 400)), min_size=1, max_size=12)


@given(spots)
def test_a_frame_holds_every_point_it_was_fitted_to(found: list[Spot]) -> None:
    frame = fit_frame(found, 1000, 500, 900)
    for spot in found:
        x, y = frame.xy(spot.lon, spot.lat)
        assert 0 <= x <= frame.width
        assert 0 <= y <= frame.height


@given(spots)
def test_each_event_is_in_exactly_one_theatre(found: list[Spot]) -> None:
    groups = theatres(found)
    assert sorted(n for g in groups for n in g) == list(range(len(found)))
    assert len(groups) <= 4


def test_syria_and_the_volga_are_two_theatres_and_syria_is_one() -> None:
    syria = [Spot(36.3, 33.5, 5), Spot(37.2, 36.2, 5), Spot(40.9, 34.5, 5)]
    volga = [Spot(48.0, 46.3, 5), Spot(47.5, 45.8, 5)]
    assert theatres(syria) == [[0, 1, 2]]
    assert theatres(syria + volga) == [[0, 1, 2], [3, 4]]


def test_a_radius_is_drawn_true_to_scale() -> None:
    frame = fit_frame([Spot(36, 33, 5), Spot(38, 36, 5)], 1000, 500, 900)
    spot = Spot(37, 34.5, 50)
    rx, ry = frame.ellipse(spot)
    _, y0 = frame.xy(37, 34.5)
    _, y1 = frame.xy(37, 34.5 + 50 / 111.195)
    x0, _ = frame.xy(37, 34.5)
    x1, _ = frame.xy(37 + 50 / (111.195 * math.cos(math.radians(34.5))), 34.5)
    assert ry == pytest.approx(y0 - y1, rel=1e-6)
    assert rx == pytest.approx(x1 - x0, rel=1e-6)


def test_distance_from_damascus_to_moscow() -> None:
    assert distance_km(Spot(36.29, 33.51, 0), Spot(37.62, 55.75, 0)) == pytest.approx(2475, abs=15)


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), min_size=2, max_size=15))
def test_marks_never_cover_one_another(points: list[tuple[float, float]]) -> None:
    taken: list[tuple[float, float, float, float]] = []
    for x, y in points:
        mx, my = place_mark(x, y, 20, taken, (0, 0, 400, 300))
        box = centred(mx, my, 20, 20)
        assert not any(overlaps(box, other, gap=0) for other in taken)
        taken.append(box)


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [(36.29, 33.51, "Syria"), (34.1, 45.2, "Ukraine"), (37.6, 55.7, "Russia"), (50.5, 42.0, ""), (35.2, 31.9, "Palestine"),
     (32.5, 15.6, "Sudan"), (35.8, 33.1, "Golan Heights"), (35.3, 32.8, "Israel"), (34.2, 43.3, "")],
)  # fmt: skip
def test_the_outline_map_knows_land_from_water(lon: float, lat: float, country: str) -> None:
    assert country_at(shipped_basemap(), lon, lat) == country


def test_every_panel_is_well_formed_and_marks_each_event_once(full_case: BriefMaterial) -> None:
    rows = [card.view for card in brief_view(full_case).happenings]
    drawn = draw_map(rows, shipped_basemap(), width=1040, gap=20)
    assert len(drawn.panels) >= 2
    on_map = [n for p in drawn.panels for n in p.numbers]
    listed = on_map + list(drawn.unplaced) + [n for n, _, _ in drawn.vague]
    assert sorted(listed, key=int) == [str(n) for n in range(1, 25)]
    for panel in drawn.panels:
        root = ElementTree.fromstring(panel.svg)
        titles = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}title")]
        numbers = [n for t in titles for n in re.findall(r"(?:^|; )(\d+)\. ", t)]
        assert sorted(numbers) == sorted(panel.numbers)
    assert {name for _, name, _ in drawn.vague} == {"Syria"}


def test_hostile_names_leave_the_drawing_well_formed(hostile_case: BriefMaterial) -> None:
    rows = [card.view for card in brief_view(hostile_case).happenings]
    for panel in draw_map(rows, shipped_basemap(), width=700).panels:
        root = ElementTree.fromstring(panel.svg)
        kinds = {e.tag.split("}")[1] for e in root.iter()}
        assert kinds <= {"svg", "g", "path", "rect", "text", "circle", "ellipse", "polygon", "title"}
