"""The parts of a brief that hold what people judged and what tracks show: only where there is something, each with its doubt."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import attrs
import pytest

from products.written_case import WrittenCase, written_case
from trigpoint.fusion.hypotheses import score
from trigpoint.model import Observation, Place, PlaceMethod, Precision, TimeSpan
from trigpoint.model.hypothesis import DECEPTION, NONE_OF_THESE, Column, Hypothesis, HypothesisMatrix
from trigpoint.model.indicator import Change, FactKind, Finding, Indicator, IndicatorState
from trigpoint.products.brief import render_html, render_pdf
from trigpoint.products.material import AssessedMaterial, BriefMaterial, MatrixMaterial, WatchMaterial

DAY = datetime(2020, 9, 8, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def case() -> WrittenCase:
    return written_case()


def ours(kind: str, number: int, **details: str) -> Observation:
    return Observation(
        id=f"obs-{number:016x}", kind=kind, subject="200000001", unit="hours" if kind == "voyage" else "probability", value=0.92,
        where=Place(text="S90", name="S90", lon=49.0, lat=43.0, radius_m=300, method=PlaceMethod.COORDINATES),
        when=TimeSpan(start=DAY, end=DAY.replace(day=9), precision=Precision.RANGE), details=tuple(details.items()),
    )  # fmt: skip


def judged(case: WrittenCase) -> BriefMaterial:
    made = case.archive.assessments[case.assessed]
    hostile = "<b>Who</b> struck {{ 7*7 }} #panic() \u202eevil?"
    matrix = HypothesisMatrix(
        question=hostile,
        hypotheses=(
            Hypothesis(id="H1", statement="It was struck"), Hypothesis(id=NONE_OF_THESE, statement="None of these"),
            Hypothesis(id=DECEPTION, statement="Staged"),
        ),
        columns=(
            Column(
                evidence=case.certain, likelihoods={"H1": 0.9, NONE_OF_THESE: 0.2, DECEPTION: 0.5}, origins=frozenset({"SANA"}),
                label="three origins",
            ),
        ),
    )  # fmt: skip
    indicator = Indicator(id="I1", observable="Transport flights", counts=FactKind.EVENT)
    silent = Finding(indicator="I1", state=IndicatorState.NO_COVERAGE, at=DAY)
    dark = ours("dark detection", 1, verdict="not_broadcasting", length_m="120", reasons="a; b; c", simulated="yes")
    voyage = ours(
        "voyage", 2, origin="North", destination="South", longest_silence_h="13", confidence="0.75", simulated="no"
    )
    return attrs.evolve(
        case.archive.material,
        assessed=(
            AssessedMaterial(assessment=made, scale="ICD 203 (2015)"),
            AssessedMaterial(
                assessment=attrs.evolve(made, id="asm-0000000000000001", statement="Altered later"), scale="ICD 203 (2015)",
                faults=("its basis was retracted",),
            ),
        ),
        matrices=(MatrixMaterial(matrix=matrix, scores=score(matrix), would_change="One more origin."),),
        watched=(WatchMaterial(name="Flights", indicators=(indicator,), changes=(Change(before=silent, after=silent),)),),
        observations={o.id: o for o in (dark, voyage)},
    )  # fmt: skip


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def section(html: str, key: str) -> str:
    found = re.search(rf'<(section|article)[^>]* id="{key}".*?</\1>', html, re.DOTALL)
    assert found is not None, key
    return found[0]


def test_a_case_without_judgements_has_none_of_their_parts(case: WrittenCase) -> None:
    html = render_html(attrs.evolve(case.archive.material, observations={}))
    for key in ("assessments", "hypotheses", "watch", "dark", "voyages"):
        assert f'id="{key}"' not in html
        assert f'href="#{key}"' not in html


@pytest.mark.parametrize("key", ["assessments", "matrix-1", "watch-1", "dark", "voyages"])
def test_every_part_says_what_is_not_known(case: WrittenCase, key: str) -> None:
    html = render_html(judged(case))
    assert "What we do not know." in section(html, key)
    assert html.count("What we do not know.") == 5


def test_likelihood_and_confidence_stand_in_sentences_of_their_own(case: WrittenCase) -> None:
    told = text_of(section(render_html(judged(case)), case.assessed))
    assert "The likelihood is “likely”: 55-80 % on the scale ICD 203 (2015)." in told
    assert "The evidence allows moderate confidence" in told
    assert not [s for s in told.split(". ") if "likelihood" in s and "confidence" in s]
    assert "Signed by A. Analyst" in told
    assert "DOES NOT HOLD" not in told


def test_an_assessment_cites_its_basis_and_shows_what_no_longer_holds(case: WrittenCase) -> None:
    html = render_html(judged(case))
    assert 'href="#note-' in section(html, case.assessed)
    altered = text_of(section(html, "asm-0000000000000001"))
    assert "No longer holds: its basis was retracted" in altered
    assert "THE SIGNATURE DOES NOT HOLD" in altered


def test_simulated_ships_say_so_and_text_of_others_stays_text(case: WrittenCase) -> None:
    html = render_html(judged(case))
    assert "SIMULATED S90" in section(html, "dark")
    assert "SIMULATED" not in section(html, "voyages")
    assert "Likely not broadcasting, 92 %" in section(html, "dark")
    assert "<b>Who</b>" not in html
    assert "\u202e" not in html
    assert render_pdf(judged(case)).startswith(b"%PDF")
