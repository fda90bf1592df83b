"""Where a happening was when its sentence says no place: in the region the story stays in, or nowhere."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports.newsroom import read
from reports.newsroom import tools as newsroom_tools
from trigpoint.evidence.reports import ReportTools
from trigpoint.model import Place, PlaceKind

ONE_REGION = (
    "Shells fell on Omdurman on 3 May 2020. Khartoum was quiet.\n\n"
    "Prices have doubled since, traders said.\n\n"
    "Smoke hung over Omdurman for days.\n\n"
)
FAR_APART = (
    "Shells fell on Nyala on 3 May 2020. Khartoum was quiet.\n\n"
    "Prices have doubled since, traders said, and lorries wait in Kassala.\n\n"
    "Ships wait off Suakin.\n\n"
)


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    return newsroom_tools(nlp)


def _where(tools: ReportTools, text: str, words: str) -> Place | None:
    return next(c for c in read(tools, text) if words in c.quote.text).where


def test_what_names_no_place_is_where_the_story_stays(tools: ReportTools) -> None:
    place = _where(tools, f"{ONE_REGION}On 9 May 2020 five traders were killed, medics said.", "five traders")
    assert place is not None
    assert place.name == "Omdurman"
    assert place.reason == "no place named: the last one told of"


def test_a_place_not_named_is_no_narrower_than_a_district(tools: ReportTools) -> None:
    place = _where(tools, f"{ONE_REGION}On 9 May 2020 five traders were killed, medics said.", "five traders")
    assert place is not None
    assert place.radius_m is not None
    assert place.radius_m >= 25_000


def test_a_round_up_of_far_towns_gives_no_place_to_what_names_none(tools: ReportTools) -> None:
    assert _where(tools, f"{FAR_APART}On 9 May 2020 five traders were killed, medics said.", "five traders") is None


def test_a_text_that_names_one_town_once_is_not_known_to_stay_there(tools: ReportTools) -> None:
    text = "Shells fell on Kassala.\n\nPrices have doubled.\n\nOn 9 May 2020 five traders were killed, medics said."
    assert _where(tools, text, "five traders") is None


def test_a_name_no_list_has_lies_in_the_region_the_story_stays_in(tools: ReportTools) -> None:
    place = _where(tools, f"{ONE_REGION}On 9 May 2020 gunmen shot dead five traders in Upper Vardia.", "five traders")
    assert place is not None
    assert place.kind is PlaceKind.REGION
    assert place.radius_m == 60_000
    assert place.reason == "no list has the place named; the story is around Omdurman"


def test_a_name_no_list_has_is_not_the_town_another_happening_of_the_sentence_has(tools: ReportTools) -> None:
    text = "Shells fell on Kassala on Monday and gunmen stormed a post near Al-Bashqa."
    assert next(c for c in read(tools, text) if c.trigger == "stormed").where is None


def test_where_it_was_written_is_not_where_it_happened(tools: ReportTools) -> None:
    text = "Relief Desk, Kassala, 9 May 2020\n\nOn 7 May 2020 five traders were killed, medics said."
    assert _where(tools, text, "five traders") is None


def test_a_loss_told_next_is_where_the_sentence_before_says(tools: ReportTools) -> None:
    text = f"{FAR_APART}The clinic of Kassala is full. On 9 May 2020 five traders were killed, medics said."
    place = _where(tools, text, "five traders")
    assert place is not None
    assert place.name == "Kassala"
    assert place.reason == "no place named: the one the sentence before names"


def test_the_village_of_a_name_is_not_the_place_told_before(tools: ReportTools) -> None:
    text = "Shells fell on Kassala on 3 May 2020. On 9 May 2020, the village of Old Tarsk came under rebel control."
    assert _where(tools, text, "Old Tarsk") is None


def test_a_day_beside_a_season_is_no_toll_of_the_season(tools: ReportTools) -> None:
    text = (
        "Sudan, monthly review\n\nNyala, Kassala, Khartoum and Suakin are short of flour.\n\n"
        "Mines killed five traders on 9 May 2020, the third such loss in three months."
    )
    assert _where(tools, text, "five traders") is None
