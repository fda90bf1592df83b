from datetime import UTC, date, datetime

import pytest

from trigpoint.model import (
    Anchor,
    Place,
    Precision,
    Quote,
    TimeSpan,
    from_json,
    to_json,
    whole_days,
)


def test_may_2020_prints_as_an_edtf_month() -> None:
    may = whole_days(
        date(2020, 5, 1), date(2020, 5, 31), precision=Precision.MONTH, anchor=Anchor.DATELINE, words="May"
    )
    assert may.edtf() == "2020-05"
    assert from_json(TimeSpan, to_json(may)) == may


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        TimeSpan(start=datetime(2020, 5, 4))  # noqa: DTZ001


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="must end after"):
        TimeSpan(start=datetime(2020, 5, 4, tzinfo=UTC), end=datetime(2020, 5, 4, tzinfo=UTC))


def test_a_point_without_a_radius_is_refused() -> None:
    with pytest.raises(ValueError, match="radius"):
        Place(text="Homs", lon=36.7, lat=34.7)


def test_an_unresolved_place_says_why() -> None:
    with pytest.raises(ValueError, match="reason"):
        Place(text="the base")


def test_a_quote_spans_exactly_its_words() -> None:
    with pytest.raises(ValueError, match="cannot span"):
        Quote(capture="cap-1", start=0, end=3, text="four")
