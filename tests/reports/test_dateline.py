"""The day an article gives as its own: at its top, and on lines of their own further down."""

from __future__ import annotations

from datetime import date

import pytest

from trigpoint.evidence.reports.timing.dateline import find_dateline, latest_stated_date

STATED = [
    ("A night of drones\nNorth Quay desk, Sunday 14 April 2024\n\nA drone fell.", date(2024, 4, 14)),
    ("Steppe Letter\nIssue 12, 9 August 2023\n\nThe road was cut.", date(2023, 8, 9)),
    ("STEPPE LETTER - Issue No. 12 - 9 August 2023 - free edition for all our readers\n\nText.", date(2023, 8, 9)),
    ("Blast at the mill\nUpdated 3 May 2022 at 14:10\n\nThe mill burned.", date(2022, 5, 3)),
    ("Port watch\nAs of 17:00, 4 April 2024\n\nThree berths are shut.", date(2024, 4, 4)),
    ("Port watch\nAs of 17:00 UTC on 4 April 2024, five ports were shut\n\nText.", date(2024, 4, 4)),
    ("Port watch\nSituation as of 4 April 2024, 17:00 local time (UTC+3)\n\nText.", date(2024, 4, 4)),
    ("FLASH 12\nAid desk | 3 June 2021 | Covers 1 June, 18:00 to 3 June, 12:00\n\nText.", date(2021, 6, 3)),
    ("Report\nPeriod: 1 June 2021 to 7 June 2021\n\nText.", date(2021, 6, 7)),
    ("Jane Roe in Tyre | Tue 4 Aug 2020 19.30 BST\n\nText.", date(2020, 8, 4)),
    ("UPDATE - February 21, 2019\n\nOn 4 May 2018 the base was hit", date(2019, 2, 21)),
    ("Vessel list\n\nPublished 12:04 BST, 3 May 2022\n", date(2022, 5, 3)),
]


@pytest.mark.parametrize(("text", "day"), STATED)
def test_a_line_about_the_text_gives_its_day(text: str, day: date) -> None:
    found = find_dateline(text)
    assert found is not None
    assert found[0] == day
    assert str(day.day) in text[found[1] : found[2]]


@pytest.mark.parametrize(
    "text",
    [
        "Homs, 28 January 2023. A blast was heard near the mill.",
        "4 May 2020 - A drone hit the depot.",
        "Volume 3, Number 12, March 2021\n\nText.",
        "On 4 May 2018 the base was hit\n\nIt was rebuilt.",
    ],
)
def test_the_day_of_a_happening_is_not_the_day_of_the_text(text: str) -> None:
    assert find_dateline(text) is None


def test_a_place_line_without_a_year_takes_it_from_the_weekday_and_the_latest_year_told() -> None:
    text = "AMMAN, Aug 8 (Harbour Wire) - Troops left the post on Tuesday, the army said. It was built in June 2022."
    found = find_dateline(text)
    assert found is not None
    assert found[0] == date(2023, 8, 8)


@pytest.mark.parametrize(
    "text",
    [
        "AMMAN, Aug 8 (Harbour Wire) - Troops left the post, the army said. It was built in June 2022.",
        "AMMAN, Aug 8 (Harbour Wire) - Troops left the post on Tuesday, the army said.",
        "AMMAN, Aug 8 (Harbour Wire) - Troops left on Monday, the army said. It was built in June 2022.",
    ],
)
def test_a_place_line_whose_year_the_text_leaves_open_gives_no_day(text: str) -> None:
    assert find_dateline(text) is None


def test_a_line_further_down_bounds_the_text() -> None:
    body = "The depot was hit. " * 120
    text = f"Depots\n\n{body}\n\nUPDATE - March 9, 2020\n\n{body} It burned on 4 May 2022, a guard said."
    assert find_dateline(text) is None
    assert latest_stated_date(text) == date(2020, 3, 9)


def test_dates_in_sentences_bound_nothing() -> None:
    assert latest_stated_date("The depot was hit on 4 May 2020. On 6 May 2020 it burned down.") is None


def test_the_days_of_a_chronology_bound_nothing() -> None:
    body = "The depot was hit and hit again, a guard at the gate said. " * 40
    assert latest_stated_date(f"{body}\n\n4 May 2020\n\n{body}") is None


def test_a_line_without_end_is_read_in_linear_time() -> None:
    text = "x " * 20_000 + "on 4 May 2020 " * 2_000
    assert latest_stated_date(text) is None


@pytest.mark.parametrize(
    "head",
    [
        "LIVE: shelling in the north\nThe Harbour Post news desk, Monday 6 May 2024 (all times local)\n\n12:10 Shells fell.",
        "THE LONG ROAD\nNotes from the coast, once a month. Issue 12, 6 May 2024.\n\nDear readers,",
    ],
)
def test_a_date_line_may_end_in_brackets_or_follow_an_issue_number(head: str) -> None:
    found = find_dateline(head)
    assert found is not None
    assert found[0] == date(2024, 5, 6)


def test_a_date_that_heads_a_long_paragraph_is_not_the_articles_own() -> None:
    text = (
        "ROOF NOTES\n\nA post about three roofs.\n\nHarbour again, 11 April 2021. Nothing is visible. "
        + "The black roof is whole and " * 20
    )
    assert find_dateline(text) is None
