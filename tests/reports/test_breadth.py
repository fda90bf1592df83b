"""The field's verbs and nouns in their many forms; sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from reports.newsroom import read
from reports.newsroom import tools as newsroom_tools
from trigpoint.evidence.reports import ReportTools

TOLD = """
killing|At least 20 people were hacked to death near Nyala on Sunday night.
killing|Gunmen shot dead two guards in Nyala on Monday.
attack|Militants shot at villagers near Nyala on Monday.
attack|Settlers set upon a farm near Nyala on Monday.
attack|Soldiers seized power in Khartoum on Monday.
bombing|A roadside bomb went off beside a patrol outside Nyala on Monday.
armed_clash|Rival militias battled in the south of Nyala on Monday.
territorial_capture|Kassala changed hands on Monday.
territorial_capture|On Monday the village came under rebel control, south of Nyala.
territorial_capture|The rebels are now in control of Kassala.
casualties|The number of wounded in Nyala climbed to 60 on Monday.
casualties|Rescuers pulled six bodies from the rubble in Nyala on Monday.
casualties|Earlier reports from Nyala had spoken of 12 dead.
detention|An aid worker was taken hostage near Nyala on Monday.
detention|Police rounded up dozens of protesters in Khartoum on Monday.
evacuation|The army ordered residents of Nyala to leave on Monday.
evacuation|A patrol boat rescued 90 migrants off Suakin on Monday.
aid_delivery|Forty lorries of flour entered Nyala on Monday.
protest|Thousands marched through Khartoum on Monday.
weapons_seizure|Police found a cache of rockets near Nyala on Monday.
vessel_incident|Commandos boarded the Merope off Suakin on Monday.
vessel_incident|Four tankers were sabotaged off Suakin on Monday.
signal_gap|The freighter dropped off the radar on Monday.
aircraft_loss|A cargo plane crash-landed at Khartoum on Monday.
gps_interference|Pilots near Khartoum lost their GPS signal on Monday.
cyber_attack|Hackers crippled petrol stations in Khartoum on Monday.
training|Kenya and Chad held naval drills off Mombasa on Monday.
alert_posture|A curfew was imposed on Kassala on Monday.
troop_movement|Chad pulled out of Nyala on Monday.
cooperation|Chad and Sudan broke off relations on Monday.
sanction|Kenya put two firms on its sanctions list on Monday.
statement|The RSF said it was behind the bombing.
statement|The junta called the strike a grave mistake.
destruction|An oil depot in Nyala was ablaze on Monday.
construction|Two shelters are under construction at Wadi Seidna air base.
rocket_attack|The army subjected Nyala to shelling on Monday.
explosion|A tractor drove over an anti-tank mine near Nyala on Monday.
attack|A grenade was thrown into a bar in Nyala on Monday.
destruction|Assailants set a school on fire in Nyala on Monday.
damage|A substation in Nyala was put out of service on Monday.
destruction|Fire gutted the market in Nyala on Monday.
armed_clash|Street battles raged in the centre of Nyala on Monday.
casualties|Seven children were among the dead in Nyala on Monday.
casualties|Nine soldiers went missing near Nyala on Monday.
casualties|Four drivers were taken to a hospital in Nyala on Monday.
casualties|Sixty bodies were brought in to the morgue of Nyala on Monday.
killing|Three traders were found dead near Nyala on Monday.
detention|Four reporters were taken into custody in Nyala on Monday.
evacuation|Villagers sought shelter in a church in Nyala on Monday.
evacuation|Aid groups have registered 21,000 new arrivals in Nyala since Monday.
evacuation|Buses carrying 1,500 civilians left Nyala on Monday.
aid_delivery|A convoy was denied access to Nyala on Monday.
aid_delivery|Charities sent medical supplies to Nyala on Monday.
siege|Rebels cut the road to Nyala on Monday.
territorial_capture|The army regained Nyala on Monday.
territorial_capture|The town of Kassala was in rebel hands on Monday.
aircraft_loss|A Sudanese Su-25 crashed near Nyala on Monday.
siege|Nyala has been under siege since Monday.
rocket_attack|The army sent six missiles at targets in Nyala on Monday.
troop_movement|Army units fell back to Nyala on Monday.
base_operation|The airport of Khartoum diverted all flights to Kassala on Monday.
casualties|Four traders were in a critical condition in Nyala on Monday.
evacuation|A patrol boat picked up 20 survivors off Suakin on Monday.
signal_gap|The freighter stopped transmitting off Suakin on Monday.
ceasefire|The two sides agreed to a truce in Nyala on Monday.
statement|A spokesman for the army said on Monday that the report was false.
""".strip()


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    return newsroom_tools(nlp)


@pytest.mark.parametrize("row", TOLD.splitlines())
def test_what_is_told_has_its_type(tools: ReportTools, row: str) -> None:
    wanted, sentence = row.split("|")
    assert wanted in [c.event_type for c in read(tools, sentence, date(2025, 1, 8))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody was hurt in Nyala on Monday.",
        "In March 2024 the ministry opened a school in Nyala.",
        "Rice prices in Khartoum rose for a third week, shopkeepers said on Monday.",
        "He was born in Nyala in 1961 and studied law.",
        "A study of malaria was carried out in Nyala on Monday.",
        "Twelve patients died of the virus in Nyala on Monday.",
        "About 4,000 people live with the illness in Nyala, a clinic said on Monday.",
    ],
)
def test_what_harms_nobody_is_no_harm(tools: ReportTools, sentence: str) -> None:
    harm = {"killing", "casualties", "protest", "attack", "airstrike", "evacuation"}
    assert not harm & {c.event_type for c in read(tools, sentence, date(2025, 1, 8))}


def test_a_happening_without_a_place_took_place_where_the_headline_says(tools: ReportTools) -> None:
    text = "Drone strike on Nyala kills five\n\nThe army denied it. Five traders were killed on Monday, medics said."
    toll = next(c for c in read(tools, text) if "traders" in c.quote.text)
    assert toll.where is not None
    assert toll.where.name == "Nyala"


def test_a_strike_told_as_a_day_before_lies_a_day_before(tools: ReportTools) -> None:
    text = "Rescuers were still digging on Saturday, a day after a strike flattened a block in Nyala."
    strike = next(c for c in read(tools, text) if c.trigger == "flattened")
    assert strike.when.start is not None
    assert strike.when.start.date() == date(2025, 1, 3)


def test_the_end_of_a_journey_is_not_where_it_broke_off(tools: ReportTools) -> None:
    text = "On Monday a bus on its way from Kassala to Khartoum was ambushed near Erkowit by gunmen."
    assert {c.where.name for c in read(tools, text) if c.where is not None} <= {""}


def test_a_name_that_no_list_has_is_not_the_town_told_before(tools: ReportTools) -> None:
    text = "Shells fell on Kassala on Sunday. On Monday gunmen stormed a post outside Al-Bashqa."
    post = next(c for c in read(tools, text) if "post" in c.quote.text)
    assert post.where is None
