"""Panels, strips, charts and grades of pictures, and the brief that carries them."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from xml.etree import ElementTree

import attrs
import numpy as np
from PIL import Image
from pypdf import PdfReader

from products import cases
from products.case_writer import day
from products.pictures import HIT_SEPTEMBER, looks, measured, sheet, structures, write_picture_case
from trigpoint.products.brief import render_html, render_pdf
from trigpoint.products.imagery.bracket_chart import Reported, draw_brackets
from trigpoint.products.imagery.grades_table import draw_grade_bar, grade_counts
from trigpoint.products.imagery.map_sheet import PRELIMINARY, sheet_view
from trigpoint.products.imagery.panel import draw_panel
from trigpoint.products.imagery.raster_png import data_png, decibels, stretch_of
from trigpoint.products.imagery.strip import MOST, draw_strip
from trigpoint.products.material import BriefMaterial

BRACKET = (HIT_SEPTEMBER - timedelta(days=2), HIT_SEPTEMBER + timedelta(days=4))


def pictures_in(svg: str) -> list[Image.Image]:
    found = re.findall(r'href="data:image/png;base64,([^"]+)"', svg)
    return [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]


def test_before_and_after_are_drawn_at_one_scale() -> None:
    panel = draw_panel(sheet(), *BRACKET, wide=1000, narrow=368)
    assert panel is not None
    for svg in (panel.wide, panel.narrow):
        root = ElementTree.fromstring(svg)
        images = root.findall(".//{http://www.w3.org/2000/svg}image")
        assert len(images) == 2
        assert len({(i.get("width"), i.get("height")) for i in images}) == 1
        assert svg.count(">100 m<") == 2
        assert svg.count(">N<") == 2


def test_the_stretch_is_one_for_both_and_stated() -> None:
    dim, bright = np.full((1, 4, 4), 2.0, np.float32), np.full((1, 4, 4), 8.0, np.float32)
    stretch = stretch_of([dim, bright], "dB")
    assert (stretch.low, stretch.high) == (2.0, 8.0)
    first, second = (np.asarray(pictures_in(f'href="{data_png(p, stretch, side=4)}"')[0]) for p in (dim, bright))
    assert (int(first.max()), int(second.min())) == (0, 255)
    panel = draw_panel(sheet(), *BRACKET, wide=1000, narrow=368)
    assert panel is not None
    assert any("percentile" in s and "dB" in s for s in panel.caption)


def test_unknown_pixels_are_hatched_and_never_dark() -> None:
    pixels = np.full((1, 16, 16), 5.0, np.float32)
    pixels[:, :8] = np.nan
    stretch = stretch_of([pixels, pixels * 0], "")
    image = np.asarray(pictures_in(f'href="{data_png(pixels, stretch, side=16)}"')[0].convert("RGB")).astype(int)
    assert image[:8].min() > 150
    assert (image[:8, :, 2] > image[:8, :, 1]).all()  # no grey


def test_no_light_in_a_radar_picture_is_unknown() -> None:
    assert np.isnan(decibels(np.array([[[0.0, -1.0, np.nan]]], np.float32))).all()


def test_a_panel_needs_a_usable_look_on_either_side() -> None:
    late = looks()[-1].time
    assert late is not None
    assert draw_panel(sheet(), late, late + timedelta(days=1), wide=1000, narrow=368) is None


def test_orbits_are_not_mixed_in_a_panel() -> None:
    panel = draw_panel(sheet(), *BRACKET, wide=1000, narrow=368)
    assert panel is not None
    assert sum(orbit in " ".join(panel.caption) for orbit in ("orbit 21", "orbit 116")) == 1


def test_simulated_stands_across_every_picture() -> None:
    made_up, real = sheet(), sheet(simulated=False)
    for material, times in ((made_up, 1), (real, 0)):
        panel = draw_panel(material, *BRACKET, wide=1000, narrow=368)
        assert panel is not None
        for svg in (panel.wide, panel.narrow):
            assert svg.count(">SIMULATED<") == 2 * times
        for thumbnail in draw_strip(material).thumbnails:
            assert thumbnail.svg.count(">SIMULATED<") == times


def test_every_look_stands_in_the_strip_and_the_unusable_say_why() -> None:
    strip = draw_strip(sheet())
    assert len(strip.thumbnails) == 40
    assert [t.reason for t in strip.thumbnails if t.reason] == ["no data over the site"]
    assert "40 looks, 1 of them not usable" in strip.caption


def test_a_long_series_is_thinned_and_says_so() -> None:
    many = attrs.evolve(sheet(), looks=looks() * 3)
    strip = draw_strip(many)
    assert len(strip.thumbnails) == MOST
    assert f"{MOST} of them are shown" in strip.caption


def test_the_bar_counts_what_could_not_be_assessed() -> None:
    counts = {c.style.key: c.count for c in grade_counts(measured())}
    assert counts["not_assessable"] == 1
    assert sum(counts.values()) == len(structures())
    assert "Not assessable: 1 of 7" in draw_grade_bar(measured())


def test_the_chart_puts_brackets_beside_reported_dates() -> None:
    svg = draw_brackets(sheet(), [Reported(number="12", when=day(2020, 5, 4))], width=1000)
    root = ElementTree.fromstring(svg)
    bars = [r for r in root.findall(".//{http://www.w3.org/2000/svg}rect") if r.get("fill-opacity")]
    assert len(bars) == 1
    assert "12" in [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
    brackets = [r for r in root.findall(".//{http://www.w3.org/2000/svg}rect") if r.get("height") == "12"]
    assert len(brackets) == 4  # of the structures damaged, the doubtful one among them
    moderate = next(r for r in brackets if r.get("fill") == "#c26a12")
    assert float(bars[0].get("x", "nan")) < float(moderate.get("x", "nan"))  # reported before it is seen


def test_a_sheet_says_that_it_is_preliminary_and_how_to_measure_again() -> None:
    view = sheet_view(sheet(), 1, [], site="Al-Safirah", wide=1000, narrow=368)
    assert PRELIMINARY in view.caveats
    assert any("SIMULATED" in c for c in view.caveats)
    assert (view.method, view.parameters) == (("trigpoint test 1",), ("looks 4.4",))
    assert next(r for r in view.rows if r.style.key == "not_assessable").remark == "in layover in both orbits"


def test_the_brief_says_where_pictures_and_reports_agree_and_where_not(picture_case: BriefMaterial) -> None:
    html = " ".join(re.sub(r"<svg.*?</svg>", " ", render_html(picture_case), flags=re.S).split())
    assert html.count("SIMULATED: Pictures and reports agree") == 1
    assert html.count("SIMULATED: Pictures and reports differ on the date") == 1
    assert "13 whole days before the bracket" in html
    assert html.count(PRELIMINARY) >= 3


def test_likelihood_and_confidence_never_share_a_sentence(picture_case: BriefMaterial) -> None:
    words = re.sub(
        r"<[^>]+>", " ", re.sub(r"<(?:svg|style).*?</(?:svg|style)>", " ", render_html(picture_case), flags=re.S)
    )
    for sentence in re.split(r"(?<=[.:])\s", words):
        assert not ("confidence" in sentence.lower() and re.search(r"\blikely\b|\d %", sentence))


def test_pictures_of_satellites_are_not_called_simulated() -> None:
    html = render_html(write_picture_case(simulated=False))
    assert "SIMULATED pictures" not in html
    assert "Copernicus Sentinel data 2020" in html


def test_names_in_pictures_are_text_and_nothing_else() -> None:
    bad = '<script>alert(1)</script>"&{}'
    case = write_picture_case()
    evil = attrs.evolve(measured()[0], subject=bad, flags=(bad,), method=bad, parameters=((bad, bad),))
    scene = attrs.evolve(looks()[0].scene, platform=bad, attribution=bad, orbit_state=bad)
    mine = attrs.evolve(
        case.sheets[0],
        observations=(evil, *measured()[1:]),
        structures=(attrs.evolve(structures()[0], id=bad), *structures()[1:]),
        looks=tuple(attrs.evolve(k, scene=attrs.evolve(scene, acquired=k.time), reason=bad) for k in looks()[:2])
        + looks()[2:],
    )
    html = render_html(attrs.evolve(case, sheets=(mine,), observations={o.id: o for o in mine.observations}))
    assert "<script" not in html
    for svg in re.findall(r"<svg.*?</svg>(?=\s*</div>)", html, flags=re.S)[:40]:
        assert "alert(1)</script" not in svg


def test_the_pdf_carries_the_pictures_and_says_simulated(picture_case: BriefMaterial) -> None:
    pdf = PdfReader(io.BytesIO(render_pdf(picture_case)))
    words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "SIMULATED: Pictures and reports agree" in words
    assert "Damage under an intact roof is not visible" in words
    assert sum(len(page.images) for page in pdf.pages) >= 40


def test_what_was_counted_stands_with_its_interval_and_the_least_seen(picture_case: BriefMaterial) -> None:
    ships = attrs.evolve(
        measured()[0], id="obs-count", kind="count", subject="ships", unit="ships", value=12.0, low=10.0, high=14.0,
        details=(("minimum_seen", "9"), ("proposed", "11"), ("rejected", "2"), ("simulated", "true")),
    )  # fmt: skip
    unseen = attrs.evolve(ships, id="obs-none", value=None, low=None, high=None, flags=("cloud over all of it",))
    with_counts = attrs.evolve(picture_case, observations={**picture_case.observations, "1": ships, "2": unseen})
    html = render_html(with_counts)
    for words in ("12 (10 to 14)", "at least 9 seen", "11 proposed, 2 rejected", "not counted", "cloud over all of it"):
        assert words in html
    assert html.count("<b>SIMULATED</b>") == 2
    pdf = PdfReader(io.BytesIO(render_pdf(with_counts)))
    assert "12 (10 to 14)" in " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


def test_a_case_with_pictures_and_no_reports_shows_its_pictures() -> None:
    material = attrs.evolve(
        cases.write_empty_case(), sheets=(sheet(),), observations={o.id: o for o in measured()}
    )  # fmt: skip
    assert 'id="pictures-1"' in render_html(material)
    pdf = PdfReader(io.BytesIO(render_pdf(material)))
    assert "What we measured in pictures" in " ".join(page.extract_text() for page in pdf.pages)


def test_equal_material_gives_equal_bytes(picture_case: BriefMaterial) -> None:
    assert render_html(picture_case) == render_html(write_picture_case())
    assert render_pdf(picture_case) == render_pdf(write_picture_case())
