"""Days a text names by their number, their weekday or their week alone: the month and year are those it tells of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from reports.newsroom import read
from reports.newsroom import tools as newsroom_tools
from trigpoint.evidence.reports import ReportTools
from trigpoint.evidence.reports.timing.times import TimeMention, find_times

WEDNESDAY = date(2021, 6, 16)
Times = Callable[[str, date | None], list[TimeMention]]


@pytest.fixture(scope="module")
def times(nlp: Language) -> Times:
    return lambda text, published: find_times(nlp(text), published=published)


@pytest.fixture(scope="module")
def tools(nlp: Language) -> ReportTools:
    return newsroom_tools(nlp)


def _days(found: list[TimeMention], words: str) -> tuple[str, str]:
    span = next(m.span for m in found if words in m.text)
    assert span.start is not None
    assert span.end is not None
    return str(span.start.date()), str(span.end.date())


BY_NUMBER = [  # (text, words, first day, day after the last), published on Wednesday 16 June 2021
    ("A bridge fell on the 14th.", "the 14th", "2021-06-14", "2021-06-15"),
    ("A bridge fell on the 27th.", "the 27th", "2021-05-27", "2021-05-28"),
    ("The army came on 9 March. A bridge fell on the 14th.", "the 14th", "2021-03-14", "2021-03-15"),
    ("The army came on 29 March. A bridge fell on the 2nd, before dawn.", "the 2nd", "2021-04-02", "2021-04-03"),
    ("The army came on 29 March. It had crossed the river on the 20th.", "the 20th", "2021-03-20", "2021-03-21"),
    ("A bridge fell on Sunday the 9th.", "Sunday the 9th", "2021-05-09", "2021-05-10"),
    ("A bridge fell on the twentieth of April.", "twentieth of April", "2021-04-20", "2021-04-21"),
    ("A bridge fell on the twenty-third of May last year.", "twenty-third of May", "2020-05-23", "2020-05-24"),
    ("Two bridges fell in the last week of May.", "the last week of May", "2021-05-25", "2021-06-01"),
    ("Two bridges fell in the first half of May.", "first half of May", "2021-05-01", "2021-05-16"),
    ("The clinic was hit on 3 May. On the Thursday, its roof fell in.", "the Thursday", "2021-05-06", "2021-05-07"),
]


@pytest.mark.parametrize(("text", "words", "first", "after"), BY_NUMBER)
def test_a_day_by_its_number_is_of_the_month_told(times: Times, text: str, words: str, first: str, after: str) -> None:
    assert _days(times(text, WEDNESDAY), words) == (first, after)


@pytest.mark.parametrize(
    "text",
    [
        "Fire broke out on the 27th floor.",
        "The shell struck men of the 53rd, 27th and 12th brigades.",
        "Troops dug in along the line on the 38th parallel.",
        "It was a fort of the 18th and 19th centuries.",
    ],
)
def test_a_number_of_something_is_no_day(times: Times, text: str) -> None:
    assert times(text, WEDNESDAY) == []


def test_a_sunday_of_no_week_is_no_day(times: Times) -> None:
    found = times("On the twentieth of April, a Tuesday, a bridge fell.", WEDNESDAY)
    assert [m.span.is_known for m in found if "Tuesday" in m.text] == [False]


def test_a_bare_day_beside_a_whole_date_of_another_year_is_of_that_year(times: Times) -> None:
    text = "The court found that the jet fell on 17 July 2014.\n\nIt heard witnesses. A photograph of 21 July shows burnt ground."
    assert _days(times(text, date(2022, 11, 17)), "21 July") == ("2014-07-21", "2014-07-22")


def test_a_bare_day_far_from_any_whole_date_is_counted_back_from_the_writing(times: Times) -> None:
    text = "The treaty was signed on 17 January 2014.\n\nTalks went on. The envoys met on 21 July."
    assert _days(times(text, date(2022, 11, 17)), "21 July") == ("2022-07-21", "2022-07-22")


def test_what_a_digest_tells_in_the_present_is_of_the_day_it_stands_under(tools: ReportTools) -> None:
    text = (
        "Week of 30 December to 5 January\n\nFRIDAY. Five traders are killed in Nyala.\n\nSUNDAY. Shells hit Kassala."
    )
    toll = next(c for c in read(tools, text) if "traders" in c.quote.text)
    assert toll.when.start is not None
    assert toll.when.start.date() == date(2025, 1, 3)


def test_a_day_by_its_number_is_of_the_month_a_report_is_about_however_far_back(times: Times) -> None:
    text = "Monthly review, March 2021\n\n" + "Prices rose again. " * 8 + "A bridge fell on the 2nd."
    assert _days(times(text, date(2021, 4, 6)), "the 2nd") == ("2021-03-02", "2021-03-03")


@pytest.mark.parametrize(
    "sentence",
    [
        "Signatories of the 2016 peace were shot dead in Nyala.",
        "Five traders, among them a girl born in 2016, were killed in Nyala.",
    ],
)
def test_the_year_of_a_thing_does_not_date_what_befell_it(tools: ReportTools, sentence: str) -> None:
    assert [
        c.when.start.year for c in read(tools, sentence) if c.when.start is not None and c.when.start.year == 2016
    ] == []


def test_the_day_of_an_attack_named_as_its_subject_dates_it(tools: ReportTools) -> None:
    claims = read(tools, "The 4 January attack killed five traders in Nyala.")
    assert {c.when.start.date() for c in claims if c.when.start is not None} == {date(2025, 1, 4)}
