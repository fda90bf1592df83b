"""One claim per happening, dated and placed by what the report says; sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from reports.newsroom import read
from reports.newsroom import tools as newsroom_tools
from trigpoint.evidence.reports import ReportTools
from trigpoint.evidence.reports.clean import prose_spans
from trigpoint.model import Article, Claim, Modality, Precision

STRIKES = ("airstrike", "drone_strike", "rocket_attack", "attack", "bombing")


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    return newsroom_tools(nlp)


def place(claim: Claim) -> str:
    return claim.where.name if claim.where is not None else ""


def day(claim: Claim) -> date | None:
    return claim.when.start.date() if claim.when.start is not None else None


def about(claims: list[Claim], words: str) -> Claim:
    """The one claim whose quote holds the words."""
    found = [c for c in claims if words in c.quote.text]
    assert len(found) == 1, [(c.event_type, c.quote.text) for c in claims]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Three porters were killed before dawn on Monday when rockets hit the outskirts of Kassala, a doctor said.",
        "At least 12 people were killed and 30 were wounded in an air strike on a market in Nyala on Monday, a doctor said.",
        "Some 14 fighters were killed in separate strikes near Kassala on Monday.",
        "Gunmen raided a market in Nyala on Monday and killed 14 traders.",
        "Shells hit a school in Omdurman on Monday, killing two pupils.",
    ],
)
def test_a_strike_and_its_toll_are_one_claim_with_the_toll_s_counts(tools: ReportTools, text: str) -> None:
    (claim,) = read(tools, text)
    assert claim.event_type in STRIKES
    assert day(claim) == date(2025, 1, 6)
    assert place(claim)
    assert claim.counts or "14 traders" in text or "two pupils" in text


def test_killed_and_wounded_are_one_toll_and_what_the_last_verb_says_holds_for_both(tools: ReportTools) -> None:
    claims = read(tools, "One sailor was killed and three others were wounded in Suakin on Monday, a doctor said.")
    assert len(claims) == 1
    assert (place(claims[0]), day(claims[0])) == ("Suakin", date(2025, 1, 6))
    assert "three others" in claims[0].quote.text


def test_where_and_when_a_report_was_filed_is_not_where_and_when_it_happened(tools: ReportTools) -> None:
    claims = read(
        tools, "MOMBASA, January 7 (Coast Wire) - Jets struck the Wadi Seidna air base in Sudan late on Monday."
    )
    assert [(place(c), day(c)) for c in claims] == [("Wadi Seidna air base", date(2025, 1, 6))]
    assert not claims[0].quote.text.startswith("MOMBASA")


def test_places_before_a_colon_or_dash_label_the_items_of_a_list(tools: ReportTools) -> None:
    text = (
        "Kassala: Two farmers were killed when a mine went off on 3 January.\n\n"
        "Nyala – Shelling of a camp wounded four people on 4 January.\n"
    )
    claims = read(tools, text)
    assert [(place(c), day(c)) for c in claims] == [("Kassala", date(2025, 1, 3)), ("Nyala", date(2025, 1, 4))]


def test_the_clock_of_an_entry_says_when_it_was_posted(tools: ReportTools) -> None:
    text = "09:30 Drones hit a depot in Kassala late on Monday.\n\n08:40 - Two drivers were killed in Nyala."
    first, second = read(tools, text)
    assert first.when.start is not None
    assert first.when.start.date() == date(2025, 1, 6)
    assert (day(second), second.when.precision) == (date(2025, 1, 7), Precision.DAY)


def test_an_entry_goes_on_about_nothing(tools: ReportTools) -> None:
    claims = read(
        tools, "09:30 Drones hit a depot in Kassala.\n\n08:40 Rebels fired around 100 rockets, the army says."
    )
    assert place(about(claims, "around 100 rockets")) == ""


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Traders accused Ethiopia of the attack.", Modality.ALLEGED),
        ("Ethiopia denied carrying out the attack.", Modality.DENIED),
        ("The ministry denied that a depot had been hit.", Modality.DENIED),
    ],
)
def test_a_charge_or_denial_is_about_what_was_told(tools: ReportTools, text: str, modality: Modality) -> None:
    claims = read(tools, f"Rockets hit a depot near Kassala on 3 January.\n\n{text}")
    claim = next(c for c in claims if c.quote.start > 40)
    assert claim.event_type in STRIKES
    assert (claim.modality, place(claim), day(claim)) == (modality, "Kassala", date(2025, 1, 3))


def test_a_charge_of_something_that_is_no_happening_is_a_statement(tools: ReportTools) -> None:
    (claim,) = read(tools, "Chad accused Sudan of negligence.")
    assert claim.event_type == "statement"


@pytest.mark.parametrize(
    "text",
    [
        "A clinic in Nyala was shelled on Saturday, the health ministry said on Sunday.",
        "Nobody claimed responsibility for the strike on a clinic in Nyala on Saturday.",
    ],
)
def test_passing_on_and_silence_are_no_statements(tools: ReportTools, text: str) -> None:
    assert "statement" not in [c.event_type for c in read(tools, text)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The rifles it has sent to Chad were delivered before June 2023.", "were delivered"),
        ("Frigates shot down several drones launched from Sudan on Monday.", "shot down"),
        ("The clinic in Nyala was stormed on Monday by men who opened fire inside.", "stormed"),
        ("The strike on 3 January changed much. On that day jets bombed a depot in Nyala.", "bombed"),
    ],
)
def test_what_only_says_which_or_names_it_first_is_no_second_claim(tools: ReportTools, text: str, kept: str) -> None:
    (claim,) = read(tools, text)
    assert kept in claim.quote.text


def test_what_a_named_party_is_doing_needs_neither_date_nor_place(tools: ReportTools) -> None:
    claims = read(
        tools, "Kenya is seeking to buy attack helicopters. The company is seeking to buy attack helicopters."
    )
    assert [c.event_type for c in claims] == ["weapons_transfer"]
    assert claims[0].when.precision is Precision.ONGOING


def test_what_a_base_is_used_for_is_no_strike(tools: ReportTools) -> None:
    text = "The airport at Nyala, which has been operational since 2015 and was used to launch air strikes across Chad, is big."
    assert [c.event_type for c in read(tools, text)] == ["base_operation"]


def test_an_operation_takes_place_where_its_aim_lies(tools: ReportTools) -> None:
    (claim,) = read(tools, "Chad has launched an operation to clear militants from Nyala.")
    assert (claim.event_type, place(claim)) == ("military_operation", "Nyala")


def test_a_sanction_is_an_act_of_the_country_that_imposes_it(tools: ReportTools) -> None:
    (claim,) = read(tools, "Moldova last week introduced sanctions against Belarus.")
    assert (claim.event_type, place(claim)) == ("sanction", "Moldova")


@pytest.mark.parametrize(
    ("text", "words", "where"),
    [
        ("A boat sank in the port of Suakin. Jets hit Kassala. One docker was killed in the port.", "docker", "Suakin"),
        (
            "A drone hit a mill in Sudan. Shells fell on Nyala. Radios exploded across the country on Monday.",
            "Radios",
            "Sudan",
        ),
        (
            "A drone hit Kassala. Rebels withdrew from a clinic in Nyala. The army killed 40 men there.",
            "40 men",
            "Nyala",
        ),
        (
            "Sudan said so. Jets landed at Nyala. Sudan shot down two drones over its territory on Monday.",
            "over its",
            "Sudan",
        ),
        (
            "Boats cross Lake Chad. Sudan was using the route across the lake to send rifles to Chad.",
            "rifles",
            "Lake Chad",
        ),
        ("The jet landed in the Belarusian capital on Monday.", "landed", "Minsk"),
        ("Shells hit Kassala on Sunday. A market in the capital was bombed on Monday.", "bombed", "Khartoum"),
    ],
)
def test_pointing_words_lead_back_to_their_kind(tools: ReportTools, text: str, words: str, where: str) -> None:
    claims = [c for c in read(tools, text) if words in c.quote.text]
    assert claims
    assert {place(c) for c in claims} == {where}


def test_a_base_no_list_has_is_not_the_place_told_before(tools: ReportTools) -> None:
    claims = read(
        tools, "A rocket hit a mill in Kassala on 3 January. Drones struck a depot at the Qarara base on 4 January."
    )
    assert place(about(claims, "Qarara")) == ""


def test_throughout_a_country_is_not_the_spot_last_told(tools: ReportTools) -> None:
    claims = read(tools, "Chad built a depot in Nyala. It has built many depots throughout Sudan.")
    assert place(about(claims, "many depots")) == "Sudan"


def test_pictures_give_a_claim_by_what_they_show(tools: ReportTools) -> None:
    parked, ruins = read(
        tools,
        "Satellite imagery of 3 January shows dozens of trucks parked at the Wadi Seidna air base. "
        "A satellite image of 5 January shows two ruined hangars at Nyala.",
    )
    assert (parked.event_type, day(parked), place(parked)) == (
        "troop_movement",
        date(2025, 1, 3),
        "Wadi Seidna air base",
    )
    assert (ruins.event_type, day(ruins), place(ruins)) == ("imagery_observation", date(2025, 1, 5), "Nyala")


def test_the_site_a_picture_shows_is_the_one_told_before(tools: ReportTools) -> None:
    claims = read(
        tools, "A drone hit the Wadi Seidna air base. A satellite image of 5 January shows two trucks at the site."
    )
    assert place(about(claims, "image of 5 January")) == "Wadi Seidna air base"


def test_in_an_undated_text_a_day_has_the_year_of_its_whole_dates(tools: ReportTools) -> None:
    text = (
        "A blast on 11 April 2021 hit a mill in Nyala. A raid on 7 June 2021 hit Kassala.\n\n"
        "At Suakin a quay was built in September 2020.\n\nA drone hit a mill in Omdurman on 23 June."
    )
    assert day(about(read(tools, text, published=None), "23 June")) == date(2021, 6, 23)


def test_a_line_of_capitals_and_hyphens_is_no_place_line(tools: ReportTools) -> None:
    text = "A-" * 200_000  # read in a moment: the place of filing is looked for at the head of a line only
    article = Article(id="a", capture="c", ordinal=0, start=0, end=len(text))
    assert [b.why for b in prose_spans(text, article, tools.lexicon)] == [""]


def test_a_raid_on_foot_or_on_an_air_base_is_no_airstrike(tools: ReportTools) -> None:
    claims = read(
        tools,
        "Gunmen raided a farm near Kassala on 3 January. Militants attacked the Wadi Seidna air base on 4 January.",
    )
    assert [c.event_type for c in claims] == ["attack", "attack"]


def test_a_state_told_in_a_text_that_gives_its_year_away_is_of_that_year(tools: ReportTools) -> None:
    text = "In 2020, Chad has conducted 14 raids in Sudan. Its troops still hold positions near Nyala."
    held = about(read(tools, text, published=None), "still hold")
    assert (day(held), held.when.precision) == (date(2020, 1, 1), Precision.ONGOING)


def test_clauses_joined_by_a_semicolon_do_not_hang_on_each_other(tools: ReportTools) -> None:
    text = "Rockets hit a mill in Nyala on 1 January. Two days later jets attacked two camps in Kassala; at least 25 men died."
    attacked = next(c for c in read(tools, text) if c.trigger == "attacked")
    assert place(attacked) == "Kassala"
