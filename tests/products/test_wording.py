"""Values in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model import Count, CountStatus, Modality, Precision, SourceKind, TimeSpan, whole_days
from trigpoint.model.time import Anchor
from trigpoint.products.grades import GRADES, grade_style
from trigpoint.products.wording import (
    HIDDEN,
    KIND_WORDS,
    MODALITY_WORDS,
    STATUS_WORDS,
    count_words,
    listed,
    probability_words,
    radius_words,
    shown,
    value_words,
    when_words,
)


def days(first: date, last: date, precision: Precision) -> TimeSpan:
    return whole_days(first, last, precision=precision, anchor=Anchor.TEXT)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (days(date(2020, 5, 4), date(2020, 5, 4), Precision.DAY), "4 May 2020"),
        (days(date(2020, 5, 1), date(2020, 5, 31), Precision.MONTH), "May 2020"),
        (days(date(2020, 2, 1), date(2020, 2, 29), Precision.MONTH), "February 2020"),
        (days(date(2020, 1, 1), date(2020, 12, 31), Precision.YEAR), "2020"),
        (days(date(1970, 1, 1), date(1979, 12, 31), Precision.DECADE), "1970 to 1979"),
        (days(date(2020, 5, 4), date(2020, 5, 5), Precision.RANGE), "4 to 5 May 2020"),
        (days(date(2020, 5, 30), date(2020, 6, 2), Precision.RANGE), "30 May to 2 June 2020"),
        (days(date(2020, 5, 2), date(2020, 5, 6), Precision.APPROXIMATE), "around 2 to 6 May 2020"),
        (TimeSpan(end=datetime(2022, 3, 1, tzinfo=UTC), precision=Precision.BEFORE), "before 1 March 2022"),
        (TimeSpan(start=datetime(2015, 9, 30, tzinfo=UTC), precision=Precision.AFTER), "since 30 September 2015"),
        (TimeSpan(), "date not given"),
    ],
)
def test_a_time_is_worded_with_its_doubt(span: TimeSpan, words: str) -> None:
    assert when_words(span) == words


@pytest.mark.parametrize(
    ("metres", "words"), [(0, "± 10 m"), (850, "± 850 m"), (2500, "± 2.5 km"), (8000, "± 8 km"), (400_000, "± 400 km")]
)
def test_a_radius_is_rounded_and_never_nothing(metres: float, words: str) -> None:
    assert radius_words(metres) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (8, 8, "8"),
        (48, None, "at least 48"),
        (None, 20, "up to 20"),
        (8, 12, "8 to 12"),
        (None, None, "an unstated number"),
    ],
)
def test_a_count_keeps_its_open_end(low: int | None, high: int | None, words: str) -> None:
    assert count_words(Count(min=low, max=high, unit="people", status=CountStatus.KILLED)) == words


@given(st.text())
def test_a_shown_name_is_one_line_without_hidden_characters(name: str) -> None:
    there = shown(name)
    assert HIDDEN.search(there) is None
    assert "\n" not in there
    assert there == there.strip()
    assert shown(there) == there


@given(st.floats(0, 1))
def test_a_probability_is_never_printed_sharper_than_five_points(probability: float) -> None:
    words = probability_words(probability)
    assert int("".join(c for c in words if c.isdigit())) % 5 == 0
    assert "100" not in words


def test_lists_and_dates_read_as_a_person_would_write_them() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert value_words("2020-05-04") == "4 May 2020"
    assert value_words("2020-05") == "May 2020"
    assert value_words("2020-13-45") == "2020-13-45"


def test_each_grade_has_a_shape_of_its_own_or_stands_apart_from_happenings() -> None:
    shapes = [g.shape for g in GRADES if g.key not in {"planned", "total"}]
    assert len(shapes) == len(set(shapes))


def test_a_grade_nobody_knows_keeps_its_words() -> None:
    assert grade_style("weak: one origin").key == "weak"
    assert grade_style("peer reviewed").label == "Peer reviewed"
    assert grade_style("").label == "Not graded"


@pytest.mark.parametrize("style", GRADES, ids=lambda g: g.key)
def test_badges_have_enough_contrast(style: object) -> None:
    """WCAG 2.1, relative luminance and the ratio of 1.4.3."""
    colour = style.colour  # type: ignore[attr-defined]
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_every_kind_modality_and_status_has_words() -> None:
    assert set(KIND_WORDS) == set(SourceKind)
    assert set(MODALITY_WORDS) == set(Modality)
    assert set(STATUS_WORDS) == set(CountStatus)


def test_persian_keeps_its_joiners_and_a_latin_word_hides_none() -> None:
    from trigpoint.products.wording import has_hidden, shown

    assert shown("می\u200cخواهند") == "می\u200cخواهند"
    assert not has_hidden("می\u200cخواهند")
    assert shown("pass\u200cword\u200d") == "password"
    assert has_hidden("pass\u200cword")
