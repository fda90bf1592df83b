"""The PDF brief."""

from __future__ import annotations

import io
import random
import unicodedata
from typing import Any

import attrs
import pytest
from pypdf import PdfReader

from products.case_writer import HOSTILE
from trigpoint.products.brief import render_pdf
from trigpoint.products.material import EXERCISE_NOTICE, BriefMaterial


def pages(pdf: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages]


def test_the_same_material_gives_the_same_bytes(full_case: BriefMaterial) -> None:
    events = list(full_case.events)
    random.Random(3).shuffle(events)
    assert render_pdf(full_case) == render_pdf(attrs.evolve(full_case, events=tuple(events)))


def test_an_exercise_says_so_on_every_page(full_case: BriefMaterial) -> None:
    found = pages(render_pdf(full_case))
    assert len(found) > 5
    assert all(EXERCISE_NOTICE in page for page in found)


def test_hostile_strings_are_text_and_nothing_is_read_or_run(hostile_case: BriefMaterial) -> None:
    pdf = render_pdf(hostile_case)
    text = " ".join(pages(pdf))
    assert "root:" not in text
    bare = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
    for bad in (HOSTILE[0], HOSTILE[4], HOSTILE[5]):
        assert "".join(bad.split()) in bare, bad
    for action in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/SubmitForm"):
        assert action not in pdf
    for page in PdfReader(io.BytesIO(pdf)).pages:
        links: Any = page.get("/Annots") or []
        for link in links:
            assert "/A" not in link.get_object() or link.get_object()["/A"]["/S"] == "/GoTo"


@pytest.mark.parametrize("case", ["empty_case", "one_event_case"])
def test_small_cases_make_a_pdf(case: str, request: pytest.FixtureRequest) -> None:
    assert "What we do not know" in " ".join(pages(render_pdf(request.getfixturevalue(case))))


def test_arabic_is_set_with_an_arabic_face(full_case: BriefMaterial) -> None:
    fonts = set()
    for page in PdfReader(io.BytesIO(render_pdf(full_case))).pages:
        resources: Any = page["/Resources"]
        fonts |= {str(f.get_object()["/BaseFont"]) for f in resources["/Font"].values()}
    assert any("NaskhArabic" in f for f in fonts)
