"""Who disputes what, and a name broken over two lines."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports.newsroom import read
from reports.newsroom import tools as newsroom_tools
from trigpoint.evidence.reports import ReportTools
from trigpoint.model import Modality


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    return newsroom_tools(nlp)


@pytest.mark.parametrize(
    "text",
    [
        "A bakery in Nyala was hit on Tuesday, residents said; the army denies it.",
        "A bakery in Nyala was hit on Tuesday, residents said, but the army denied it.",
        "Residents said a bakery in Nyala was hit on Tuesday; the army denied the report.",
    ],
)
def test_a_denial_stands_beside_what_it_denies(tools: ReportTools, text: str) -> None:
    hit, denial = read(tools, text)
    assert (hit.modality, hit.negated) == (Modality.REPORTED, False)
    assert [link.name.casefold() for link in hit.attribution] == ["residents"]
    assert (denial.event_type, denial.modality) == ("statement", Modality.DENIED)
    assert [link.name for link in denial.attribution] == ["army"]


def test_a_blame_and_the_denial_after_it_are_two_sides(tools: ReportTools) -> None:
    text = (
        "At least 30 people were killed in an air strike on a college in Nyala on Tuesday, medics said.\n\n"
        "The government blamed the Rapid Support Forces for the attack. The Rapid Support Forces denied that they had bombed it."
    )
    _, blame, denial = read(tools, text)
    assert (blame.modality, blame.actors) == (Modality.ALLEGED, ("Rapid Support Forces",))
    assert (denial.modality, denial.attribution[-1].name) == (Modality.DENIED, "Rapid Support Forces")


def test_who_neither_confirms_nor_denies_denies_nothing(tools: ReportTools) -> None:
    (claim,) = read(tools, "Chad neither confirmed nor denied carrying out the strike on Nyala on Monday.")
    assert claim.modality is not Modality.DENIED


def test_a_name_broken_at_the_margin_is_read_whole(tools: ReportTools) -> None:
    text = "Jets bombed a depot near Nyala on Sunday, the Darfur Observatory for\nHuman Rights said."
    (claim,) = read(tools, text)
    assert [link.name for link in claim.attribution] == ["Darfur Observatory for Human Rights"]
    assert claim.quote.text in text


def test_a_ship_named_once_is_a_ship_from_then_on(tools: ReportTools) -> None:
    claims = read(tools, "The tanker Merope left Mombasa on Monday.\n\nOn Tuesday the Merope was hijacked.")
    assert [c.event_type for c in claims] == ["vessel_movement", "vessel_incident"]
