"""When: expressions found in reporting prose and the intervals they name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from trigpoint.evidence.reports.timing.time_grammar import scan
from trigpoint.evidence.reports.timing.time_joins import join
from trigpoint.evidence.reports.timing.times import TimeMention, find_dateline, find_times
from trigpoint.model import Anchor, Precision

WEDNESDAY = date(2021, 6, 16)
Times = Callable[[str, date | None], list[TimeMention]]


@pytest.fixture(scope="session")
def times(nlp: Language) -> Times:
    return lambda text, published: find_times(nlp(text), published=published)


def only(found: list[TimeMention], words: str) -> TimeMention:
    got = [m for m in found if words in m.text]
    assert got, f"{words!r} not among {[m.text for m in found]}"
    return got[0]


DATED = [  # (sentence, words, EDTF of the interval), published on Wednesday 16 June 2021
    ("Shelling hit the market in Marib on Friday, residents said.", "Friday", "2021-06-11"),
    ("Two drones were shot down over Erbil on Wednesday.", "Wednesday", "2021-06-16"),
    ("The two sides will meet in Geneva on Friday.", "Friday", "2021-06-18"),
    ("The convoy is scheduled to leave Port Sudan on Monday.", "Monday", "2021-06-21"),
    ("The minister pledged on Monday to withdraw the brigade.", "Monday", "2021-06-14"),
    ("Rockets fell near the base last Wednesday.", "last Wednesday", "2021-06-09"),
    ("The depot at Hodeidah was struck on 4 May.", "4 May", "2021-05-04"),
    ("The bridge was blown up on 20 December.", "20 December", "2020-12-20"),
    ("A ceasefire will take effect on 2 July.", "2 July", "2021-07-02"),
    ("The warehouse burned down on May 3, 2019, after a strike.", "May 3, 2019", "2019-05-03"),
    ("Militants seized the town in August.", "August", "2020-08"),
    ("The airfield was bombed in June 2018.", "June 2018", "2018-06"),
    ("The hangar was hit in April and July 2018.", "April", "2018-04"),
    ("The hangar was hit in April and July 2018.", "July", "2018-07"),
    ("Strikes on 15 and 29 December 2018 destroyed both tunnels.", "15", "2018-12-15"),
    ("Strikes on 15 and 29 December 2018 destroyed both tunnels.", "29 December", "2018-12-29"),
    ("The campaign of 2017-2018 emptied the town.", "2017-2018", "2017/2018"),
    ("The front moved in 2017-18 and again later.", "2017-18", "2017/2018"),
    ("The bridge was hit in October last year.", "October last year", "2020-10"),
    ("Between January and March this year, 1,200 shells fell.", "January and March", "2021-01/2021-03"),
    ("The truce, agreed in haste, expires in September.", "September", "2021-09"),
    ("Two days after the 4 May 2020 strike, the site was cleared.", "Two days after", "2020-05-06"),
    ("Two days after the 4 May 2020 strike, the site was cleared.", "4 May 2020", "2020-05-04"),
    ("The bunker was built between 2014 and 2016.", "2014 and 2016", "2014/2016"),
    ("Fighting raged from April to July 2018.", "April to July 2018", "2018-04/2018-07"),
    ("The raid took place on the night of 4-5 May.", "4-5 May", "2021-05-04/2021-05-05"),
    ("Clashes on May 4-6, 2020 killed nine soldiers.", "May 4-6, 2020", "2020-05-04/2020-05-06"),
    ("The ship was boarded on 2020-05-04, the operator said.", "2020-05-04", "2020-05-04"),
    ("The record is dated 13/04/2020 and unsigned.", "13/04/2020", "2020-04-13"),
    ("The record is dated 04.05.2020 and unsigned.", "04.05.2020", "2020-05-04"),
    ("The camp was attacked yesterday.", "yesterday", "2021-06-15"),
    ("Shells landed on the hospital last week.", "last week", "2021-06-07/2021-06-13"),
    ("The plant was hit last month.", "last month", "2021-05"),
    ("The factory opened last year.", "last year", "2020"),
    ("The commander was killed earlier this year.", "earlier this year", "2021-01-01/2021-06-16"),
    ("The plant could be fully operational by early next year.", "early next year", "2022-01~/2022-05~"),
    ("The battery was moved two months ago.", "two months ago", "2021-04"),
    ("The pilot was captured six days ago.", "six days ago", "2021-06-10"),
    ("Over the past eight years the base has been hit dozens of times.", "past eight years", "2013-06-16/2021-06-16"),
    ("Drones have struck the capital in recent weeks.", "recent weeks", "2021-05-05/2021-06-16"),
    ("The port was expanded in the 1970s.", "1970s", "197X"),
    ("Deliveries stopped in Q3 2020.", "Q3 2020", "2020-07/2020-09"),
    ("Deliveries stopped in the first half of 2019.", "first half of 2019", "2019-01/2019-06"),
    ("The garrison was built in mid-2019.", "mid-2019", "2019-04~/2019-09~"),
    ("The outpost fell last October.", "last October", "2020-10"),
    ("Thousands fled the city last winter.", "last winter", "2020-12/2021-02"),
    ("Two soldiers died on Christmas Eve.", "Christmas Eve", "2020-12-24"),
    ("The blast at 10:32 GMT on 4 May 2020 was heard for miles.", "10:32 GMT", "2020-05-04T10:32:00Z/2020-05-04T10:32:59Z"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "words", "interval"), DATED)
def test_an_expression_names_its_interval(times: Times, sentence: str, words: str, interval: str) -> None:
    mention = only(times(sentence, WEDNESDAY), words)
    assert sentence[mention.start : mention.end] == mention.text
    assert mention.named.edtf() == interval


LIMITS = [
    ("The aircraft had left by Tuesday.", "Tuesday", "../2021-06-15", Precision.BEFORE),
    ("The base has been operational since 2015.", "2015", "2015/..", Precision.AFTER),
    ("The blockade held until June 2019.", "June 2019", "../2019-06", Precision.BEFORE),
    ("No strike was recorded prior to February 2022.", "February 2022", "../2022-01", Precision.BEFORE),
    ("After 4 May 2020 the runway was not used.", "4 May 2020", "2020-05-05/..", Precision.AFTER),
]


@pytest.mark.parametrize(("sentence", "words", "interval", "precision"), LIMITS)
def test_a_limit_opens_the_interval(
    times: Times, sentence: str, words: str, interval: str, precision: Precision
) -> None:
    mention = only(times(sentence, WEDNESDAY), words)
    assert mention.span.edtf() == interval
    assert mention.span.precision is precision
    assert mention.named.start is not None
    assert mention.named.end is not None


def test_a_possessive_day_is_no_limit(times: Times) -> None:
    mention = only(times("The crowd grew after Monday's strike.", WEDNESDAY), "Monday")
    assert mention.span.edtf() == "2021-06-14"


NOT_DATES = [
    "Mr. May said the T-2 and T-4 bases may be struck again.",
    "Iran moved its 3rd Khordad battery to the base at T-4.",
    "The drones may have been launched by a second unit.",
    "The men march on the city and a second shell fell within seconds.",
    "The M4 motorway and route 66 were cut; 2000 soldiers were moved.",
    "The March 14 Alliance and the 23 March Movement rejected the plan.",
    "Some 2000-2500 fighters and 1800 to 1900 civilians left the town.",
    "The camp lies at 35.9, 36.7 and the score was 3/4.",
    "Theresa May and April Jones spoke at 1,985 metres.",
]


@pytest.mark.parametrize("sentence", NOT_DATES)
def test_names_numbers_and_verbs_are_no_dates(times: Times, sentence: str) -> None:
    assert [m.text for m in times(sentence, WEDNESDAY) if m.span.is_known] == []


WITHOUT_A_DATELINE = [
    "The depot was struck on Friday.",
    "The depot was struck on 4 May.",
    "The depot was struck in May.",
    "The depot was struck last week.",
    "The depot was struck two months ago.",
    "The depot was struck a week after the funeral.",
    "The depot was struck during Ramadan.",
]


@pytest.mark.parametrize("sentence", WITHOUT_A_DATELINE)
def test_a_text_without_a_dateline_has_no_year(times: Times, sentence: str) -> None:
    found = times(sentence, None)
    assert found
    assert all(not m.span.is_known and m.span.words == m.text for m in found)


def test_a_year_told_in_the_passage_frames_the_days_after_it(times: Times) -> None:
    found = times("In 2017, the front moved east. On 18 April, the army took the crossing.", None)
    assert only(found, "18 April").span.edtf() == "2017-04-18"
    assert only(found, "18 April").span.anchor is Anchor.TEXT


def test_the_frame_holds_in_a_report_published_later(times: Times) -> None:
    found = times("In 2017, the front moved east. On 18 April, the army took the crossing.", WEDNESDAY)
    assert only(found, "18 April").span.edtf() == "2017-04-18"


def test_december_beside_a_january_date_is_the_year_before(times: Times) -> None:
    text = "The operation ended on January 13, 2019. Tunnels were found on December 15 and on January 12."
    found = times(text, None)
    assert only(found, "December 15").span.edtf() == "2018-12-15"
    assert only(found, "January 12").span.edtf() == "2019-01-12"


def test_a_bare_day_keeps_the_year_it_was_given_elsewhere_in_the_text(times: Times) -> None:
    text = "The strike of 3 September 2019 is disputed.\n\nA witness left.\n\nA second account of 3 September differs."
    assert times(text, WEDNESDAY)[-1].span.edtf() == "2019-09-03"


RELATIVE = [
    ("The convoy left on 4 May 2020. Two days later, it was hit.", "Two days later", "2020-05-06"),
    ("The convoy left on 4 May 2020. The following day it was hit.", "The following day", "2020-05-05"),
    ("The convoy left on 4 May 2020. It had been hit three days earlier.", "three days earlier", "2020-05-01"),
    ("The base was hit on 4 May 2020. The same day a drone fell.", "The same day", "2020-05-04"),
    ("The base was hit on 4 May 2020. Talks began the day after the strike.", "the day after", "2020-05-05"),
    ("The base was hit in May 2014. Later that year, it was rebuilt.", "Later that year", "2014-05/2014-12"),
]


@pytest.mark.parametrize(("text", "words", "interval"), RELATIVE)
def test_a_count_from_another_event_uses_its_date(times: Times, text: str, words: str, interval: str) -> None:
    mention = only(times(text, WEDNESDAY), words)
    assert mention.span.edtf() == interval
    assert mention.span.anchor is Anchor.OTHER_EVENT


def test_a_count_from_one_of_two_dated_events_stays_unknown(times: Times) -> None:
    text = "The port was hit on 4 May 2020 and the bridge on 9 May 2020. A week after the strike, troops left."
    mention = only(times(text, WEDNESDAY), "week after")
    assert not mention.span.is_known
    assert mention.span.anchor is Anchor.OTHER_EVENT


def test_digits_that_read_two_ways_span_both(times: Times) -> None:
    mention = only(times("The form is stamped 05/04/2020.", WEDNESDAY), "05/04/2020")
    assert mention.span.edtf() == "2020-04-05~/2020-05-04~"


def test_a_weekday_beside_a_day_and_month_tells_the_year(times: Times) -> None:
    mention = only(times("The raid of Thursday, 18 June is under review.", WEDNESDAY), "18 June")
    assert mention.span.edtf() == "2020-06-18"


def test_a_night_reaches_into_the_next_day(times: Times) -> None:
    mention = only(times("The depot was hit on Sunday night.", WEDNESDAY), "Sunday night")
    assert mention.kind == "time"
    assert mention.span.precision is Precision.PART_OF_DAY
    assert mention.span.start is not None
    assert mention.span.end is not None
    assert mention.span.start.date() == date(2021, 6, 13)
    assert mention.span.end.date() == date(2021, 6, 14)


def test_how_long_and_how_often_carry_no_date(times: Times) -> None:
    found = times("The siege lasted three months and shells fell every day.", WEDNESDAY)
    assert {m.kind for m in found} <= {"duration", "set"}
    assert all(not m.span.is_known and not m.span.words for m in found)


def test_mentions_come_in_order_and_do_not_overlap(times: Times) -> None:
    text = " ".join(sentence for sentence, _, _ in DATED)
    found = times(text, WEDNESDAY)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(day=st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)), style=st.integers(0, 4))
def test_a_whole_date_is_read_the_same_in_every_style(day: date, style: int) -> None:
    written = [
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b}. {day.day}, {day.year}".replace("May.", "May"),
        day.isoformat(),
        f"the {day.day}th of {day:%B} {day.year}",
    ][style]
    (one,) = join(written, scan(written))
    shape = one.shape
    assert (shape.year, shape.month, shape.day) == (day.year, day.month, day.day)  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(published=st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31)), back=st.integers(0, 6))
def test_a_weekday_lies_in_the_week_up_to_publication(nlp: Language, published: date, back: int) -> None:
    day = published - timedelta(days=back)
    (found,) = find_times(nlp(f"The town was shelled on {day:%A}."), published=published)
    assert found.span.edtf() == day.isoformat()


@given(st.text(alphabet="0123456789/-.: MayJun,adlkstweyr'’", max_size=60))
@settings(deadline=None)
def test_no_string_breaks_the_grammar(text: str) -> None:
    for one in join(text, scan(text)):
        assert 0 <= one.start < one.end <= len(text)


DATELINES = [
    ("Strike on a depot\nPublished: 11 May 2020, 10:32 GMT\nText.", date(2020, 5, 11)),
    ("By Jane Roe June 9, 2023\n\nThe US has assessed that ...", date(2023, 6, 9)),
    (" date 2020-09-13 New images show damage at the site.", date(2020, 9, 13)),
    ("UPDATE - February 21, 2019\n\nIsrael announced on January 13, 2019 ...", date(2019, 2, 21)),
    ("SANAA, May 4, 2020 (Saba) - The coalition launched raids.", date(2020, 5, 4)),
    ("Headline\n\nMonday, 4 May 2020\n\nBody text follows here.", date(2020, 5, 4)),
    ("Updated: 12 May 2020\nPublished: 11 May 2020\nBody.", date(2020, 5, 11)),
]


@pytest.mark.parametrize(("text", "day"), DATELINES)
def test_the_date_at_the_top_of_an_article_is_its_own(text: str, day: date) -> None:
    found = find_dateline(text)
    assert found is not None
    assert found[0] == day
    assert str(day.day) in text[found[1] : found[2]]


NO_DATELINES = [
    "DAMASCUS, May 4 (SANA) - Air defences responded to an attack.",
    "The airstrike on 13 February 2020 marked a change in the campaign against the group.",
    "On April 3, 2018, the base was hit by missiles, the ministry said in a statement.",
    "By Tuesday the aircraft had left.",
    "",
]


@pytest.mark.parametrize("text", NO_DATELINES)
def test_a_date_in_a_sentence_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_a_new_happening_that_something_told_came_a_week_after_is_dated_back(times: Times) -> None:
    text = "The convoy was hit on 11 June 2021. It came a week after two other airstrikes."
    mention = only(times(text, WEDNESDAY), "a week after")
    assert mention.span.edtf() == "2021-06-03~/2021-06-05~"
    assert mention.span.anchor is Anchor.OTHER_EVENT


def test_what_has_happened_is_never_dated_past_the_day_of_publication(times: Times) -> None:
    text = "The convoy was hit on 14 June 2021. A week after the strike, troops left."
    assert not only(times(text, WEDNESDAY), "week after").span.is_known


def test_the_one_year_of_all_whole_dates_serves_a_text_without_a_dateline(times: Times) -> None:
    text = "The base was hit on 13 February 2020.\n\nA witness spoke.\n\nOthers did too.\n\nIt was hit again on 27 February."
    assert only(times(text, None), "27 February").span.edtf() == "2020-02-27"


def test_that_year_never_leads_far_past_the_last_whole_date(times: Times) -> None:
    text = "Intelligence dates from September.\n\nA line.\n\nAnother.\n\nThe operation ended on February 21, 2019."
    assert not only(times(text, None), "September").span.is_known


def test_a_relative_day_without_a_dateline_says_what_it_would_need(times: Times) -> None:
    mention = only(times("The base was hit on Friday.", None), "Friday")
    assert mention.span.anchor is Anchor.DATELINE
    assert not mention.span.is_known


COUNTED = [  # (text, words, EDTF), published on Wednesday 16 June 2021
    ("The mill burned on 4 May 2020. Two days afterwards the council met.", "afterwards", "2020-05-06"),
    ("The mill burned on 4 May 2020. Twenty-one days later the council met.", "Twenty-one", "2020-05-25"),
    ("The mill burned on 4 May 2020. Hours later, the dam broke.", "Hours later", "2020-05-04~/2020-05-05~"),
    ("The mill burned on 4 May 2020.\n\nDays later, the dam broke.", "Days later", "2020-05-05~/2020-05-14~"),
    ("The mill burned on 4 May 2020. At the same hour a dam broke.", "same hour", "2020-05-04"),
    ("The mill burned on 4 May 2020. Within hours the dam broke.", "Within hours", "2020-05-04~/2020-05-05~"),
    ("The mill burned on 14 May 2020. The week before, six men had died.", "week before", "2020-05-07/2020-05-13"),
    ("The mill burned on 14 May 2020. The following week the dam broke.", "following week", "2020-05-15/2020-05-21"),
    ("In the night to 8 May 2020 the mill burned. Pictures of that day show it.", "that day", "2020-05-08"),
    ("Weeks earlier, on 3 March 2020, it was shut. Days before, it had been shelled.", "Days before", "2020-02-22~/2020-03-02~"),
    ("In April 2020 the mill burned. Nine days later the dam broke.", "Nine days", "2020-04-10~/2020-05-09~"),
    (
        "The mill burned on 4 May 2020. Nobody came. The river rose. Men wept. The dam broke nine days later.",
        "nine days later",
        "2020-05-13",
    ),
    (
        "The mill burned on 4 May 2020, the council said on Monday. Two days later the dam broke.",
        "Two days later",
        "2020-05-06",
    ),
    ("The mill burned in 2019, and again on 4 May 2020. By the end of that year it was gone.", "that year", "2020"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "interval"), COUNTED)
def test_counts_go_from_the_latest_day_the_story_told(times: Times, text: str, words: str, interval: str) -> None:
    mention = only(times(text, WEDNESDAY), words)
    assert mention.named.edtf() == interval
    assert mention.span.anchor is Anchor.OTHER_EVENT


PARTS_OF_A_DAY = [  # (text, words, first and last day touched)
    ("The mill burned on 4 May 2020. The following morning the dam broke.", "following morning", (5, 5)),
    ("The mill burned on 4 May 2020. It had been shelled the previous evening.", "previous evening", (3, 3)),
    ("The mill burned on 4 May 2020. That night the dam broke.", "That night", (4, 5)),
    ("The mill burned in the night to 8 May 2020.", "night to 8 May", (7, 8)),
    ("The mill burned overnight into 8 May 2020.", "overnight into", (7, 8)),
]


@pytest.mark.parametrize(("text", "words", "reach"), PARTS_OF_A_DAY)
def test_a_part_of_a_day_stays_in_its_day_and_a_night_in_two(
    times: Times, text: str, words: str, reach: tuple[int, int]
) -> None:
    mention = only(times(text, WEDNESDAY), words)
    assert mention.span.precision is Precision.PART_OF_DAY
    assert mention.span.start is not None
    assert mention.span.end is not None
    assert (mention.span.start.day, (mention.span.end - timedelta(seconds=1)).day) == reach


def test_a_night_to_a_weekday_needs_the_dateline(times: Times) -> None:
    text = "The mill burned in the night to Tuesday."
    assert only(times(text, WEDNESDAY), "night to").span.edtf().startswith("2021-06-14T12")
    assert not only(times(text, None), "night to").span.is_known


BESIDE_A_DAY = [  # (text, words, EDTF, the word dated)
    ("Crews were searching on Saturday, a day after a strike hit the mill.", "a day after", "2021-06-11", "hit"),
    ("Crews were searching on Saturday, two days after the mill was struck.", "two days after", "2021-06-10", "struck"),
    ("Funerals were held on 12 June, just one day after the bombing.", "one day after", "2021-06-11", "bombing"),
    ("The mayor left on 12 June, three days before the raid.", "three days before", "2021-06-15", "raid"),
]


@pytest.mark.parametrize(("text", "words", "interval", "dated"), BESIDE_A_DAY)
def test_a_count_set_beside_a_day_dates_the_other_happening(
    times: Times, text: str, words: str, interval: str, dated: str
) -> None:
    mention = only(times(text, WEDNESDAY), words)
    assert mention.span.edtf() == interval
    assert mention.governs is not None
    assert text[mention.governs :].startswith(dated)


def test_a_count_from_a_happening_told_before_dates_its_own_clause(times: Times) -> None:
    text = "The base was hit on 4 May 2020. Talks began the day after the strike."
    assert only(times(text, WEDNESDAY), "the day after").governs is None


BARE_DAYS = [  # (sentence, words, EDTF), published on 30 December 2020
    ("The mill burned on 14 January.", "14 January", "2020-01-14"),
    ("Talks will resume on 14 January.", "14 January", "2021-01-14"),
    ("The raid of 14 January is under review.", "14 January", "2020-01-14"),
    ("The court upheld the raid of 14 January.", "14 January", "2020-01-14"),
    ("He rejected the election of 14 January.", "14 January", "2021-01-14"),
]


@pytest.mark.parametrize(("sentence", "words", "interval"), BARE_DAYS)
def test_the_clause_tells_whether_a_day_near_ahead_has_been(
    times: Times, sentence: str, words: str, interval: str
) -> None:
    assert only(times(sentence, date(2020, 12, 30)), words).named.edtf() == interval


LISTS = [
    ("Ships were hit on 3, 5 and 7 May.", ["2021-05-03", "2021-05-05", "2021-05-07"]),
    ("The mill burned on the night of 7/8 June.", ["2021-06-07/2021-06-08"]),
    ("Nine men died between 5 and 11 October.", ["2020-10-05/2020-10-11"]),
    ("The siege ran from 27 September to 17 October.", ["2020-09-27/2020-10-17"]),
    ("Raids in January, March and April 2019 failed.", ["2019-01", "2019-03", "2019-04"]),
]


@pytest.mark.parametrize(("sentence", "intervals"), LISTS)
def test_lists_and_ranges_keep_every_day(times: Times, sentence: str, intervals: list[str]) -> None:
    assert [m.named.edtf() for m in times(sentence, WEDNESDAY)] == intervals


def test_a_clock_at_the_head_of_a_line_falls_on_the_day_of_the_text(times: Times) -> None:
    text = "Live\n\n14:20 GMT - A drone fell on the quay.\n\n14:55 GMT - A second one was shot down."
    assert [m.span.edtf()[:16] for m in times(text, WEDNESDAY)] == ["2021-06-16T14:20", "2021-06-16T14:55"]


def test_a_clock_that_nothing_gives_a_day_stays_unknown(times: Times) -> None:
    assert not only(times("A shell fell at 04:15, a guard said.", WEDNESDAY), "04:15").span.is_known


def test_a_run_in_date_heads_its_paragraph_and_what_it_tells_is_counted_from_it(times: Times) -> None:
    text = "Homs, 28 January 2023. A blast was heard near the mill overnight.\n\nThe mill was old."
    found = times(text, None)
    assert only(found, "28 January").heads_until == text.index("\n")
    assert only(found, "overnight").span.edtf().startswith("2023-01-27T12")


def test_days_on_lines_of_their_own_head_what_follows_up_to_the_next(times: Times) -> None:
    text = "Week\n\n4 May 2020\n\nA mill burned.\n\n5 May 2020\n\nIt rained the following day."
    found = times(text, WEDNESDAY)
    assert [m.heads_until for m in found[:2]] == [text.index("5 May"), len(text)]
    assert only(found, "following day").span.edtf() == "2020-05-06"


def test_a_date_in_a_sentence_heads_nothing(times: Times) -> None:
    found = times("On 4 May 2020 a mill burned. Homs fell on 5 May 2020. It rained.", WEDNESDAY)
    assert [m.heads_until for m in found] == [None, None]


def test_the_dateline_itself_is_no_heading(times: Times) -> None:
    found = times("Week\n\n16 June 2021\n\nA mill burned.\n\n15 June 2021\n\nIt rained.", WEDNESDAY)
    assert [m.heads_until is None for m in found] == [True, False]


def test_what_will_come_within_hours_is_not_counted_from_the_story(times: Times) -> None:
    text = "The mill burned on 4 May 2020. The road will be cleared within hours."
    assert not only(times(text, WEDNESDAY), "within hours").span.is_known
