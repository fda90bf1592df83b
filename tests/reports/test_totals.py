"""From sentences to a tally: a report of our own with planted disagreements, and an article of the measurement data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest
from spacy.language import Language

from reports.newsroom import ROWS, city, nation, read, site
from reports.newsroom import tools as newsroom_tools
from trigpoint.data.linking import load_link_vocabulary
from trigpoint.evidence.reports import ReportTools
from trigpoint.fusion import fuse
from trigpoint.fusion.tallies import Tally, tally
from trigpoint.fusion.tallies.stated import Counted
from trigpoint.fusion.tallies.told import Line
from trigpoint.model import Claim
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.sources.placelists import read_words

TOTALS = "Between January and December 2023 the Kenyan air force conducted {operations} operations in Sudan."
PLACES = " The operations have struck at least 9 different locations in Sudan."
TAKEN_UP = " Two of the 9 {unit} were hit between 3 March and 12 March."
OCCASIONS = " In 2023, Kenyan jets bombed camps in Kassala on two different occasions (January and {month})."
TOLD = """

On 5 January 2023 Kenyan jets bombed a depot in Kassala. On 3 March 2023 Kenyan jets struck a warehouse in Nyala.
On 12 March 2023 Kenyan aircraft bombed a camp in Suakin. On 9 April 2023 Kenyan jets bombed a workshop in Kassala.

"""
HALVES = (
    "In 2022 Kenya conducted {airstrikes} airstrikes in Ethiopia. In the first half of 2022 it conducted 3 airstrikes in "
    "Ethiopia. In the second half of 2022 it conducted 2 airstrikes in Ethiopia."
)
SAID = {"operations": 5, "unit": "locations", "month": "April", "airstrikes": 5}


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    return newsroom_tools(nlp)


def report(**planted: object) -> str:
    parts = (TOTALS, PLACES, TAKEN_UP, OCCASIONS, TOLD, HALVES)
    return "".join(part.format(**{**SAID, **planted}) for part in parts)


def tally_of(claims: list[Claim]) -> Tally:
    words = load_link_vocabulary()
    event_of = {m.id: e.id for e in fuse(claims, vocabulary=words) for m in e.members}
    (found,) = tally(claims, event_of, words)
    return found


def test_a_report_whose_numbers_agree_raises_nothing(tools: ReportTools) -> None:
    found = tally_of(read(tools, report(), published=None))
    assert [d.why for d in found.disagreements] == []
    assert {(s.stated.counted, s.stated.low) for s in found.lines} >= {(Counted.OPERATIONS, 5), (Counted.LOCATIONS, 9)}


@pytest.mark.parametrize(
    ("planted", "kind", "why"),
    [
        ({"operations": 3}, "told", "3 operations are stated, but at least 4 are told one by one"),
        ({"airstrikes": 6}, "sum", "3 + 2 is 5, but 6 strikes in all"),
        ({"unit": "airstrikes"}, "unit", "at least 9 locations are taken up as 9 strikes"),
        ({"month": "June"}, "month", "2 operations are of January, June, but one is told in April"),
    ],
)
def test_a_planted_disagreement_is_the_one_that_is_found(
    tools: ReportTools, planted: dict[str, object], kind: str, why: str
) -> None:
    found = tally_of(read(tools, report(**planted), published=None))
    assert [(d.kind, d.why) for d in found.disagreements] == [(kind, why)]


def test_what_many_raids_hit_in_a_year_is_a_total_and_what_they_hit_in_a_night_is_none(tools: ReportTools) -> None:
    (year,) = read(tools, "In 2023 the raids hit 40 locations in Sudan.", published=None)
    (night,) = read(tools, "On 5 May 2023 the raids hit 4 locations in Sudan.", published=None)
    assert (year.aggregate, night.aggregate) == (True, False)
    assert [c.min for c in year.counts] == [40]


MONTHS = (
    "25 drone strikes were recorded in Sudan in the second quarter of 2024. "
    "There were 8 drone strikes in April, {may} in May and 11 in June."
)


@pytest.mark.parametrize(("may", "kinds"), [("6 drone strikes", []), ("7 drone strikes", ["sum"])])
def test_numbers_listed_by_month_belong_each_to_its_month(tools: ReportTools, may: str, kinds: list[str]) -> None:
    text = MONTHS.format(may=may).replace("11 in June", "11 drone strikes in June")
    found = tally_of(read(tools, text, published=date(2024, 7, 3)))
    assert [(x.stated.low, x.stated.when.edtf()) for x in found.lines] == [
        *((25, "2024-04/2024-06"), (8, "2024-04"), (int(may[0]), "2024-05"), (11, "2024-06"))
    ]
    assert [d.kind for d in found.disagreements] == kinds


def test_a_number_of_joint_operations_is_not_of_those_told_without_a_word_of_it(tools: ReportTools) -> None:
    told = "".join(f" On {day} May 2023 jets bombed Nyala." for day in (3, 9, 20))
    joint = tally_of(read(tools, "In 2023 Kenya conducted 2 joint operations in Sudan." + told, published=None))
    every = tally_of(read(tools, "In 2023 Kenya conducted 2 operations in Sudan." + told, published=None))
    assert [len(t.disagreements) for t in (joint, every)] == [0, 1]


SYRIA = [
    nation("Syria", 38.5, 35.0, "SY"), nation("Iraq", 43.7, 33.0, "IQ"), nation("Lebanon", 35.9, 33.9, "LB"),
    city("Abu Kamal", 40.92, 34.45, "SY"), city("Palmyra", 38.28, 34.70, "SY"), city("Homs", 36.73, 34.72, "SY"),
    city("Baghdad", 44.4, 33.34, "IQ"), site("Shayrat Air Base", 36.91, 34.49, "SY"), site("Mezzeh Air Base", 36.22, 33.48, "SY"),
    site("Damascus International Airport", 36.52, 33.41, "SY"), city("Hader", 35.83, 33.28, "SY"),
    city("al-Safirah", 37.37, 36.06, "SY"),
]  # fmt: skip


@pytest.fixture(scope="module")
def article(nlp: Language, shared_data: Path) -> Tally:
    (path,) = (shared_data / "seeds").glob("001_*_A.txt")
    tools = attrs.evolve(newsroom_tools(nlp), gazetteer=Gazetteer.from_rows([*ROWS, *SYRIA], read_words()))
    return tally_of(read(tools, path.read_text(encoding="utf8"), published=None))


def one(found: Tally, counted: Counted, number: int) -> Line:
    (line,) = (x for x in found.lines if x.stated.counted is counted and x.stated.low == number)
    return line


@pytest.mark.shared
def test_the_article_counts_operations_locations_and_strikes_apart(article: Tally) -> None:
    """The totals were read off the article by eye: what is stated, and the days and months it tells one by one."""
    operations, locations = one(article, Counted.OPERATIONS, 14), one(article, Counted.LOCATIONS, 23)
    assert operations.stated.claim.when.edtf() == locations.stated.claim.when.edtf() == "2020"
    assert locations.stated.high is None
    assert operations.least <= 11 <= operations.most, "eleven are told: 14 cannot be made from them"
    assert operations.untold >= 2
    assert locations.untold >= 12
    window = one(article, Counted.STRIKES, 5)
    assert window.stated.claim.when.edtf() == "2020-04-20/2020-05-04"
    assert (window.least, window.most) == (4, 5)


@pytest.mark.shared
def test_the_article_takes_its_locations_up_as_airstrikes(article: Tally) -> None:
    assert [(d.kind, d.why) for d in article.disagreements] == [
        ("unit", "at least 23 locations are taken up as 23 strikes")
    ]
