"""Articles of several styles, written for these tests, to claims. Public events; the wording is our own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from trigpoint.data.lexicon import load_lexicon
from trigpoint.evidence.reports import ReportTools, read_article, read_articles
from trigpoint.model import Article, Claim, CountStatus, Modality, PlaceKind, Precision
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass
from trigpoint.sources.placelists import read_words


def _row(name: str, lon: float, lat: float, country: str, *, site: bool = False, nation: bool = False) -> PlaceRow:
    kind = PlaceKind.SITE if site else PlaceKind.COUNTRY if nation else PlaceKind.SETTLEMENT
    row_class = RowClass.SITE if site else RowClass.COUNTRY if nation else RowClass.CITY
    return PlaceRow(
        name=name,
        lon=lon,
        lat=lat,
        row_class=row_class,
        kind=kind,
        ref=f"test:{name}",
        country=country,
        population=0 if site or nation else 300_000,
        radius_m=5_000 if site else 300_000 if nation else 8_000,
    )


ROWS = [
    _row("Syria", 38.5, 35.0, "SY", nation=True),
    _row("Ukraine", 31.4, 49.0, "UA", nation=True),
    _row("Israel", 34.9, 31.4, "IL", nation=True),
    _row("Iran", 53.7, 32.6, "IR", nation=True),
    _row("Russia", 90.0, 60.0, "RU", nation=True),
    _row("Lviv", 24.03, 49.84, "UA"),
    _row("Kherson", 32.61, 46.64, "UA"),
    _row("Damascus", 36.29, 33.51, "SY"),
    _row("Mogadishu", 45.34, 2.04, "SO"),
    _row("Moura", -4.33, 14.33, "ML"),
    _row("Nyala", 24.88, 12.05, "SD"),
    _row("El Geneina", 22.45, 13.45, "SD"),
    _row("Cairo", 31.24, 30.04, "EG"),
    _row("Tripoli", 13.19, 32.89, "LY"),
    _row("al-Watiya airbase", 11.9, 32.47, "LY", site=True),
    _row("Imam Ali base", 40.97, 34.42, "SY", site=True),
    _row("Jabalia refugee camp", 34.48, 31.53, "PS", site=True),
    _row("Sevastopol", 33.53, 44.6, "UA"),
    _row("Isfahan", 51.67, 32.65, "IR"),
    _row("Qamishli", 41.23, 37.05, "SY"),
]


@pytest.fixture(scope="session")
def tools(nlp: Language) -> ReportTools:
    return ReportTools(nlp=nlp, lexicon=load_lexicon(), gazetteer=Gazetteer.from_rows(ROWS, read_words()))


def _article(text: str, published: date | None = None) -> Article:
    return Article(id="art-test", capture="cap-test", ordinal=0, start=0, end=len(text), published=published)


def _read(tools: ReportTools, text: str, published: date | None = None) -> list[Claim]:
    return read_article(_article(text, published), text, tools)


@attrs.frozen
class Told:
    """What a claim must be: one of the types, with these words in its quote, when and where given."""

    types: tuple[str, ...]
    words: str
    when: str = ""  # EDTF; "" = not asked
    place: str = ""  # in the place's text or name; "" = not asked


STRIKE = ("airstrike", "drone_strike", "rocket_attack", "attack", "destruction")
STYLES = [
    (
        "wire",
        date(2022, 10, 11),
        "Russian missiles struck a power station in the western Ukrainian city of Lviv on Tuesday, Mayor Andriy Sadovyi said.",
        Told(("rocket_attack",), "struck a power station", "2022-10-11", "Lviv"),
    ),
    (
        "un update",
        date(2023, 11, 2),
        "The Office for the Coordination of Humanitarian Affairs said that on 31 October an Israeli airstrike hit residential "
        "buildings in Jabalia refugee camp, killing dozens of people.",
        Told(STRIKE, "hit residential", "2023-10-31", "Jabalia"),
    ),
    (
        "ministry",
        date(2024, 1, 12),
        "On 9 January, Houthi forces fired 18 drones and three missiles at ships in the southern Red Sea.",
        Told(("rocket_attack", "drone_strike"), "fired 18 drones", "2024-01-09"),
    ),
    (
        "ngo",
        date(2023, 6, 20),
        "Fighters of the Rapid Support Forces stormed the town of El Geneina on 15 June and killed the governor.",
        Told(("attack", "killing"), "stormed the town", "2023-06-15", "Geneina"),
    ),
    (
        "local news",
        date(2020, 5, 19),
        "Forces loyal to the Government of National Accord captured the al-Watiya airbase southwest of Tripoli on Monday.",
        Told(("territorial_capture",), "captured", "2020-05-18", "Watiya"),
    ),
    (
        "think tank",
        date(2021, 3, 4),
        "Satellite imagery captured on 28 February shows that Iran has rebuilt a bombed storage building at the Imam Ali base.",
        Told(("repair",), "rebuilt", "", "Imam Ali"),
    ),
    (
        "ship news",
        date(2022, 4, 15),
        "The cruiser was towed home. Three frigates left the port of Sevastopol on Friday.",
        Told(("vessel_movement",), "Three frigates left", "2022-04-15", "Sevastopol"),
    ),
    (
        "car bomb",
        date(2022, 10, 30),
        "Two car bombs exploded outside the education ministry in Mogadishu on Saturday, killing at least 100 people.",
        Told(("explosion", "bombing"), "exploded", "2022-10-29", "Mogadishu"),
    ),
    (
        "rights report",
        date(2022, 4, 6),
        "Human Rights Watch said soldiers executed an estimated 300 civilian men in the town of Moura between 27 and 31 March.",
        Told(("killing",), "executed", "2022-03-27/2022-03-31", "Moura"),
    ),
    (
        "diplomacy",
        date(2023, 11, 25),
        "Ismail Haniyeh met Egyptian officials in Cairo on Thursday.",
        Told(("meeting",), "met Egyptian officials", "2023-11-23", "Cairo"),
    ),
    (
        "exchange",
        date(2023, 11, 25),
        "Hamas released 13 Israeli hostages on Saturday in exchange for 39 Palestinian prisoners.",
        Told(("prisoner_exchange",), "released 13", "2023-11-25"),
    ),
    (
        "ceasefire",
        date(2023, 6, 20),
        "Both sides agreed a 72-hour ceasefire on Saturday.",
        Told(("ceasefire",), "ceasefire", "2023-06-17"),
    ),
    (
        "sanctions",
        date(2021, 8, 2),
        "The United States sanctioned the head of the militia in July 2021.",
        Told(("sanction",), "sanctioned", "2021-07"),
    ),
    (
        "arrival",
        date(2019, 12, 1),
        "A Russian Il-76 landed at Qamishli airport on 26 November.",
        Told(("aircraft_arrival",), "landed", "2019-11-26", "Qamishli"),
    ),
    (
        "transponder",
        date(2023, 2, 3),
        "The tanker switched off its transponder on 12 January.",
        Told(("signal_gap",), "switched off", "2023-01-12"),
    ),
    (
        "air defence",
        date(2021, 8, 2),
        "Jordanian air defences shot down a drone on Sunday, the army said.",
        Told(("air_defence",), "shot down a drone", "2021-08-01"),
    ),
    (
        "troops",
        date(2022, 11, 11),
        "Ukrainian troops entered Kherson on Friday.",
        Told(("troop_movement",), "entered Kherson", "2022-11-11", "Kherson"),
    ),
    (
        "consulate",
        date(2024, 4, 2),
        "On 1 April 2024, warplanes destroyed the Iranian consulate in Damascus, killing seven officers.",
        Told(STRIKE, "destroyed", "2024-04-01", "Damascus"),
    ),
    (
        "claim of responsibility",
        date(2022, 10, 30),
        "Al-Shabaab claimed responsibility for the attack.",
        Told(("statement",), "claimed responsibility"),
    ),
    (
        "test",
        date(2023, 7, 14),
        "The army test-fired a ballistic missile on Wednesday.",
        Told(("weapons_test", "rocket_attack"), "ballistic missile", "2023-07-12"),
    ),
    (
        "shelling",
        date(2023, 6, 20),
        "The army shelled Nyala twice last week.",
        Told(("rocket_attack",), "shelled Nyala", "2023-06-12/2023-06-18", "Nyala"),
    ),
]


@pytest.mark.parametrize(("published", "text", "told"), [s[1:] for s in STYLES], ids=[s[0] for s in STYLES])
def test_a_happening_is_read_in_every_house_style(tools: ReportTools, published: date, text: str, told: Told) -> None:
    fitting = [c for c in _read(tools, text, published) if c.event_type in told.types and told.words in c.quote.text]
    assert fitting, [(c.event_type, c.quote.text) for c in _read(tools, text, published)]
    if told.when:
        assert told.when in {c.when.edtf() for c in fitting}
    if told.place:
        assert any(c.where and told.place in f"{c.where.text} {c.where.name}" for c in fitting)


@pytest.mark.parametrize(
    "text",
    [
        "Workers at the port went on strike on Monday over pay.",
        "The two companies struck a deal worth $3 billion in London.",
        "The fund raided its savings to pay for the campaign.",
        "The ministry launched a new website last week.",
        "The club fired its manager after the battle for the title.",
        "The minister came under fire for shelling out millions on consultants.",
        "The film, a box-office bomb, exploded onto screens in May.",
        "Her photos captured the mood in Damascus.",
    ],
)
def test_figures_of_speech_are_no_events(tools: ReportTools, text: str) -> None:
    assert _read(tools, text, date(2023, 5, 5)) == []


@pytest.mark.parametrize(
    "text",
    [
        "If Iran continues to build bunkers, Israel may bomb them again.",
        "A drone could fly closer to the airport without being seen.",
        "Such attacks usually target convoys.",
        "Would Russia attack Odesa?",
        "The missile has a range of 250 km and can strike moving targets.",
    ],
)
def test_what_might_be_is_no_event(tools: ReportTools, text: str) -> None:
    assert _read(tools, text, date(2024, 2, 2)) == []


def test_one_sentence_with_two_months_gives_two_claims(tools: ReportTools) -> None:
    claims = _read(tools, "The depot at the Imam Ali base was hit in March and June 2019.", date(2020, 9, 1))
    assert {c.when.edtf() for c in claims} == {"2019-03", "2019-06"}


def test_a_total_is_marked_and_keeps_its_lower_bound(tools: ReportTools) -> None:
    (claim,) = _read(tools, "Israel has carried out more than 400 airstrikes in Syria since 2013.", date(2020, 9, 1))
    assert claim.aggregate
    count = next(c for c in claim.counts if c.status is CountStatus.TOTAL)
    assert (count.min, count.max) == (400, None)


def test_a_toll_belongs_to_its_strike(tools: ReportTools) -> None:
    text = "On 1 April 2024, warplanes destroyed a building in Damascus, killing seven officers and wounding 12 guards."
    (claim,) = _read(tools, text, date(2024, 4, 2))
    assert {(c.min, c.status) for c in claim.counts} >= {(7, CountStatus.KILLED), (12, CountStatus.INJURED)}


def test_the_base_is_the_one_named_before(tools: ReportTools) -> None:
    text = "Militiamen gathered at the Imam Ali base on 3 May. The base was bombed on 5 May."
    claim = _read(tools, text, date(2020, 6, 1))[-1]
    assert claim.where is not None
    assert "Imam Ali" in claim.where.name
    assert claim.when.edtf() == "2020-05-05"


def test_the_attack_also_takes_up_time_and_place(tools: ReportTools) -> None:
    text = "On 5 May jets bombed the Imam Ali base. The attack also destroyed a warehouse."
    first, second = _read(tools, text, date(2020, 6, 1))
    assert second.event_type == first.event_type == "airstrike"
    assert second.when == first.when
    assert second.where == first.where


def test_without_a_date_of_publication_no_year_is_made_up(tools: ReportTools) -> None:
    (claim,) = _read(tools, "The army shelled Nyala on Friday.")
    assert not claim.when.is_known


def test_an_undated_past_event_happened_before_publication(tools: ReportTools) -> None:
    (claim,) = _read(tools, "The army has shelled Nyala.", date(2023, 6, 20))
    assert claim.when.precision is Precision.BEFORE
    assert claim.when.end is not None
    assert claim.when.end.date() == date(2023, 6, 21)


def test_a_denial_is_held_as_denied(tools: ReportTools) -> None:
    claims = _read(tools, "Russia denied the accusation on Monday.", date(2023, 6, 20))
    assert [c.modality for c in claims if c.event_type == "statement"] == [Modality.DENIED]


def test_page_script_and_teasers_give_no_claims(tools: ReportTools) -> None:
    text = (
        "The army shelled Nyala on Friday.googletag.cmd.push(function () { render('jets bombed Damascus on Monday'); });\n"
        "Also Read: Jets bombed Damascus on Monday, killing seven officers\n"
    )
    claims = _read(tools, text, date(2023, 6, 20))
    assert [c.quote.text for c in claims] == ["The army shelled Nyala on Friday."]


TEXTS: Sequence[str] = [s[2] for s in STYLES]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(TEXTS))), st.sampled_from(["\n\n", "\n", "\r\n\r\n", " "]), st.text(max_size=20))
def test_every_quote_is_found_at_its_offsets(tools: ReportTools, order: list[int], gap: str, noise: str) -> None:
    text = noise + gap + gap.join(TEXTS[i] for i in order[:6])
    article = attrs.evolve(_article(text, date(2023, 1, 1)), start=len(noise))
    for claim in read_article(article, text, tools):
        assert text[claim.quote.start : claim.quote.end] == claim.quote.text
        assert 10 <= len(claim.quote.text) <= 700


def test_reading_in_batches_changes_nothing(tools: ReportTools) -> None:
    pairs = [(_article(t, date(2023, 1, 1)), t) for t in TEXTS[:6]]
    assert list(read_articles(pairs, tools)) == [read_article(a, t, tools) for a, t in pairs]
