from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.sources.stated_dates import stated_date, without_dates

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-05-04", date(2020, 5, 4)),
        ("2020-05-04T23:30:00-05:00", date(2020, 5, 4)),  # the writer's day, not UTC's
        ("20200504T101500Z", date(2020, 5, 4)),
        ("D:20200504101500+02'00'", date(2020, 5, 4)),
        ("Mon, 04 May 2020 23:30:00 -0500", date(2020, 5, 4)),
        ("Published: 4 May 2020, 10:15", date(2020, 5, 4)),
        ("May 4, 2020", date(2020, 5, 4)),
        ("Sept. 11, 2020", date(2020, 9, 11)),
        ("11th September 2020", date(2020, 9, 11)),
    ],
)
def test_fixed_notations_are_read(text: str, day: date) -> None:
    assert stated_date(text, NOW) == (day, "")


@pytest.mark.parametrize(
    "text",
    ["", "soon", "04/05/2020", "2020-13-45", "yesterday", "T-2", "may", "Friday", "31 February 2020", "1e9", "2020"],
)
def test_what_is_no_day_is_none_and_no_guess(text: str) -> None:
    assert stated_date(text, NOW) == (None, "")


def test_days_ahead_and_unset_clocks_are_not_believed() -> None:
    assert stated_date("2031-01-01", NOW) == (None, "stated date in the future: 2031-01-01")
    assert stated_date("1970-01-01", NOW) == (None, "stated date not believed: 1970-01-01")
    assert stated_date("2026-01-03", NOW)[0] == date(2026, 1, 3)  # it is tomorrow east of UTC


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2026, 1, 2)))
def test_every_day_is_read_in_every_notation(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "D:%Y%m%d120000Z", "%a, %d %b %Y 12:00:00 +0000"):
        assert stated_date(day.strftime(form), NOW) == (day, "")


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    day, _ = stated_date(text, NOW)
    assert day is None or day <= NOW.date() + timedelta(days=1)


def test_dates_are_taken_out_of_a_byline() -> None:
    assert without_dates("Posted on May 4, 2020 by").split() == ["Posted", "on", "by"]
