"""Words that carry an event, and the same words meaning something else. The sentences are written for these tests."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from trigpoint.data.lexicon import load_lexicon
from trigpoint.evidence.reports import ReportTools, read_article
from trigpoint.model import Article, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass
from trigpoint.sources.placelists import read_words

TOWNS = [("Bakhmut", 38.0, 48.59, "UA"), ("Odesa", 30.73, 46.48, "UA"), ("Gao", -0.04, 16.27, "ML")]
PUBLISHED = date(2024, 3, 15)

HAPPENINGS = [
    ("Two Mirage jets were shot down near Gao on Tuesday.", "aircraft_loss"),
    ("A reconnaissance drone was shot down near Odesa on Tuesday.", "air_defence"),
    ("A grain warehouse in Odesa went up in flames on 3 March.", "destruction"),
    ("The ferry caught fire off Odesa on 3 March.", "destruction"),
    ("Artillery fire was reported near Bakhmut on Monday.", "rocket_attack"),
    ("The garrison lost the town of Bakhmut on 9 March.", "territorial_capture"),
    ("The city of Bakhmut fell on 9 March after a long battle.", "territorial_capture"),
    ("Patients' families and villagers were taken to a shelter in Odesa on Sunday.", "evacuation"),
    ("About 12,000 people have left Bakhmut since Sunday.", "evacuation"),
    ("Sirens wailed in Odesa on Thursday morning.", "alert_posture"),
    ("Crews unloaded 60 tonnes of food in Gao on 2 March.", "aid_delivery"),
    ("An air drop over Gao took place on 2 March.", "aid_delivery"),
    ("A truce agreed in Odesa on 1 March was broken the next day.", "ceasefire"),
    ("The two envoys met in Odesa on 1 March.", "meeting"),
]


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
            country=country,
            population=90_000,
            radius_m=6_000,
        )
        for name, lon, lat, country in TOWNS
    ]
    return ReportTools(nlp=nlp, lexicon=load_lexicon(), gazetteer=Gazetteer.from_rows(rows, read_words()))


def _types(tools: ReportTools, text: str) -> set[str]:
    article = Article(id="art-test", capture="cap-test", ordinal=0, start=0, end=len(text), published=PUBLISHED)
    return {c.event_type for c in read_article(article, text, tools)}


@pytest.mark.parametrize(("text", "told"), HAPPENINGS, ids=[told for _, told in HAPPENINGS])
def test_a_happening_told_without_a_strike_word_has_its_type(tools: ReportTools, text: str, told: str) -> None:
    assert told in _types(tools, text)


@pytest.mark.parametrize(
    "text",
    [
        "A dockers' strike at Odesa began on Monday.",
        "A general strike in Gao lasted until Friday.",
        "Teachers in Gao went on strike on Monday.",
        "A strike over wages closed the market in Gao on Monday.",
    ],
)
def test_work_stopped_is_no_attack(tools: ReportTools, text: str) -> None:
    assert not _types(tools, text) & {"airstrike", "attack", "rocket_attack", "drone_strike"}


@pytest.mark.parametrize(
    "text",
    [
        "The minister entered Odesa university on 3 March.",
        "The wounded were taken to a hospital in Odesa on Sunday.",
        "One man left Bakhmut on Sunday.",
    ],
)
def test_a_person_moving_takes_no_town_and_is_no_displacement(tools: ReportTools, text: str) -> None:
    assert not _types(tools, text) & {"territorial_capture", "evacuation"}


def test_a_ship_struck_in_port_is_an_attack_and_one_boarded_an_incident(tools: ReportTools) -> None:
    assert _types(tools, "Missiles hit a tanker in the port of Odesa on Monday.") & {"rocket_attack", "attack"}
    assert "vessel_incident" in _types(tools, "Gunmen boarded a tanker off Odesa on Monday.")


def test_a_subject_hung_on_the_date_before_it_is_still_the_subject(tools: ReportTools) -> None:
    text = "On 9 March 2024 the Wahda bridge was hit by missiles."
    assert "rocket_attack" in _types(tools, "On 2 March 2024 jets bombed a depot near Gao. " + text)
