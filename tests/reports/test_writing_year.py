"""The year of writing, taken from tenses. Sentences of our own."""

from __future__ import annotations

import pytest
from spacy.language import Language

from trigpoint.evidence.reports.timing.times import find_times
from trigpoint.evidence.reports.writing_year import date_by_writing_year, writing_year
from trigpoint.model import Precision


def _read(nlp: Language, text: str) -> dict[str, str]:
    doc = nlp(text)
    return {m.text.lower(): m.span.edtf() for m in date_by_writing_year(doc, find_times(doc, published=None))}


def test_a_year_said_in_the_present_perfect_is_the_year_of_writing(nlp: Language) -> None:
    doc = nlp("In 2021, the coast guard has boarded nine trawlers. The fleet lost one in 2017.")
    assert writing_year(doc, find_times(doc, published=None)) == 2021


@pytest.mark.parametrize(
    "text",
    [
        "In 2021, the coast guard boarded nine trawlers.",  # simple past: any later year will do
        "By 2021, the coast guard will have boarded nine trawlers.",
        "In 2021, the coast guard has boarded nine trawlers. In 2023, it boarded twelve.",  # told of later years too
    ],
)
def test_other_tenses_and_later_years_give_no_year_of_writing(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert writing_year(doc, find_times(doc, published=None)) is None


def test_years_counted_from_the_writing_get_values_from_it(nlp: Language) -> None:
    times = _read(
        nlp,
        "In 2021, the coast guard has boarded nine trawlers. Last year it boarded two. It lost a cutter earlier this year. "
        "Over the past four years, it has seized thirty boats.",
    )
    assert times["last year"] == "2020"
    assert times["earlier this year"] == "2021"
    assert times["the past four years"] == "2017/2021"


def test_without_a_year_of_writing_last_year_stays_unknown(nlp: Language) -> None:
    doc = nlp("The coast guard boarded nine trawlers in 2019. Last year it boarded two.")
    found = [m for m in date_by_writing_year(doc, find_times(doc, published=None)) if m.text == "Last year"]
    assert [m.span.precision for m in found] == [Precision.UNKNOWN]


def test_months_counted_from_the_writing_stay_unknown(nlp: Language) -> None:
    times = _read(nlp, "In 2021, the coast guard has boarded nine trawlers. Last month it boarded two.")
    assert times["last month"] == ""
