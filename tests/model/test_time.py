"""Time spans: half-open, in UTC, and as EDTF (ISO 8601-2:2019)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model import Anchor, Precision, TimeSpan, utc_day, whole_days


def days(first: date, last: date, precision: Precision = Precision.RANGE) -> TimeSpan:
    return whole_days(first, last, precision=precision, anchor=Anchor.TEXT)


@pytest.mark.parametrize(
    ("span", "written"),
    [  # the forms of ISO 8601-2:2019, 4.2 to 4.4 and annex A, levels 0 and 1
        (days(date(1985, 4, 12), date(1985, 4, 12)), "1985-04-12"),
        (days(date(1985, 4, 1), date(1985, 4, 30)), "1985-04"),
        (days(date(1985, 1, 1), date(1985, 12, 31)), "1985"),
        (days(date(1964, 1, 1), date(2008, 12, 31)), "1964/2008"),
        (days(date(2004, 6, 1), date(2006, 8, 31)), "2004-06/2006-08"),
        (days(date(2004, 2, 1), date(2005, 2, 8)), "2004-02-01/2005-02-08"),
        (days(date(2018, 4, 1), date(2018, 7, 31)), "2018-04/2018-07"),
        (days(date(1970, 1, 1), date(1979, 12, 31), Precision.DECADE), "197X"),
        (days(date(2004, 6, 11), date(2004, 6, 11), Precision.APPROXIMATE), "2004-06-11~"),
        (days(date(2004, 6, 1), date(2004, 6, 11), Precision.APPROXIMATE), "2004-06-01~/2004-06-11~"),
        (TimeSpan(start=utc_day(date(1985, 4, 12)), precision=Precision.AFTER), "1985-04-12/.."),
        (TimeSpan(start=utc_day(date(2015, 1, 1)), precision=Precision.AFTER), "2015/.."),
        (TimeSpan(end=utc_day(date(2022, 3, 1)), precision=Precision.BEFORE), "../2022-02"),
        (
            TimeSpan(
                start=datetime(1985, 4, 12, 23, 20, 30, tzinfo=UTC), end=datetime(1985, 4, 12, 23, 20, 31, tzinfo=UTC)
            ),
            "1985-04-12T23:20:30Z",
        ),
        (TimeSpan(precision=Precision.UNKNOWN), ""),
    ],
)
def test_spans_are_written_in_the_forms_of_the_standard(span: TimeSpan, written: str) -> None:
    assert span.edtf() == written


def test_an_early_year_keeps_its_four_digits() -> None:
    assert days(date(987, 1, 1), date(987, 12, 31)).edtf() == "0987"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        TimeSpan(start=datetime(2020, 5, 4), end=utc_day(date(2020, 5, 5)))  # noqa: DTZ001


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        TimeSpan(start=utc_day(date(2020, 5, 5)), end=utc_day(date(2020, 5, 5)))


def test_another_zone_is_turned_into_utc() -> None:
    damascus = timezone(timedelta(hours=3))
    span = TimeSpan(start=datetime(2020, 5, 4, 1, 30, tzinfo=damascus))
    assert span.start == datetime(2020, 5, 3, 22, 30, tzinfo=UTC)


CALENDAR = st.dates(min_value=date(1000, 1, 1), max_value=date(2990, 12, 31))


@given(a=CALENDAR, b=CALENDAR)
def test_the_written_form_gives_the_same_days_back(a: date, b: date) -> None:
    first, last = sorted((a, b))
    written = days(first, last).edtf()
    edges = [written[:3] + "0", written[:3] + "9"] if written.endswith("X") else (written.split("/") * 2)[:2]
    assert _first_day(edges[0]) == first
    assert _last_day(edges[1]) == last


@given(a=CALENDAR, b=CALENDAR, c=CALENDAR, d=CALENDAR)
def test_overlap_is_mutual_and_agrees_with_the_days_shared(a: date, b: date, c: date, d: date) -> None:
    one, other = days(min(a, b), max(a, b)), days(min(c, d), max(c, d))
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(other) == (max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d)))


def test_neighbouring_days_do_not_overlap() -> None:
    assert not days(date(2020, 5, 4), date(2020, 5, 4)).overlaps(days(date(2020, 5, 5), date(2020, 5, 5)))


def _first_day(text: str) -> date:
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", text)
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last_day(text: str) -> date:
    first = _first_day(text)
    if len(text) == 10:
        return first
    following = (
        date(first.year + 1, 1, 1) if len(text) == 4 else date(first.year + first.month // 12, first.month % 12 + 1, 1)
    )
    return following - timedelta(days=1)
