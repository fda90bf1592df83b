"""What is told as a happening and what only explains. Sentences of our own."""

from __future__ import annotations

import pytest
from spacy.language import Language

from trigpoint.data.lexicon import load_lexicon
from trigpoint.evidence.reports import ReportTools, read_article
from trigpoint.model import Article, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass
from trigpoint.sources.placelists import read_words


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    rows = [
        PlaceRow(
            name=name,
            lon=lon,
            lat=lat,
            row_class=RowClass.CITY,
            kind=PlaceKind.SETTLEMENT,
            ref=f"test:{name}",
            country="UA",
            population=300_000,
            radius_m=8_000,
        )
        for name, lon, lat in (("Lviv", 24.03, 49.84), ("Kherson", 32.61, 46.64))
    ]
    return ReportTools(nlp=nlp, lexicon=load_lexicon(), gazetteer=Gazetteer.from_rows(rows, read_words()))


def _types(tools: ReportTools, text: str) -> list[str]:
    article = Article(id="art-test", capture="cap-test", ordinal=0, start=0, end=len(text), published=None)
    return [c.event_type for c in read_article(article, text, tools)]


def test_what_has_also_been_done_some_time_is_background(tools: ReportTools) -> None:
    assert _types(tools, "The air force bombed Lviv.") == ["airstrike"]
    assert _types(tools, "The air force has also bombed Lviv.") == []


def test_a_total_in_the_perfect_is_kept(tools: ReportTools) -> None:
    assert _types(tools, "The refinery in Lviv has also been bombed by jets many times.") != []


def test_saying_that_something_happened_is_one_claim_and_no_statement(tools: ReportTools) -> None:
    found = _types(tools, "On 4 May 2019, the governor said that a missile hit a refinery in Lviv.")
    assert found == ["rocket_attack"]


def test_a_denial_dated_by_the_text_is_a_happening(tools: ReportTools) -> None:
    assert "statement" in _types(tools, "On 4 May 2019, the ministry denied the report of the city council.")


def test_what_did_not_happen_anywhere_or_any_time_is_no_claim(tools: ReportTools) -> None:
    assert _types(tools, "The frigates have not returned.") == []
