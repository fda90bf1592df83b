"""A user's table of offices and holders."""

from __future__ import annotations

from datetime import date

import pytest

from trigpoint.model.errors import BadVocabulary
from trigpoint.sources.limits import Limits
from trigpoint.sources.offices import read_offices

HEADER = b"office,holder,from,to,source\n"


def test_rows_keep_their_names_their_ends_and_their_source() -> None:
    table = HEADER + b'"Minister of Defence of Moldova|Defence chief",Ada Vale|A. Veil,2015-03,2019,gazette 12\n'
    (term,) = read_offices(table, "offices.csv", Limits())
    assert term.offices == ("Minister of Defence of Moldova", "Defence chief")
    assert term.holders == ("Ada Vale", "A. Veil")
    assert (term.start, term.end) == (date(2015, 3, 1), date(2019, 12, 31)), (
        "a month begins and a year ends with its days"
    )
    assert (term.source, term.row) == ("gazette 12", 2)


def test_both_ends_of_a_term_are_its_days_and_an_empty_end_is_open() -> None:
    table = HEADER + b"Mayor,Ada Vale,2015-03-01,,\nMayor,Bo Kern,,2015-03-01,\n"
    ada, bo = read_offices(table, "offices.csv", Limits())
    last_day = date(2015, 3, 1)
    assert ada.holds_on(last_day, last_day)
    assert bo.holds_on(last_day, last_day)
    assert ada.holds_on(date(2090, 1, 1), date(2090, 1, 1))
    assert not ada.holds_on(date(2015, 2, 27), date(2015, 2, 28))
    assert not bo.holds_on(date(2015, 3, 2), date(2015, 3, 2))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (b"office,holder,since\nMayor,Ada Vale,2015\n", "no column from, to"),
        (HEADER + b"Mayor,,2015,2016,\n", "offices.csv:2: lacks the office or its holder"),
        (HEADER + b"Mayor,Ada Vale,spring 2015,2016,\n", "from 'spring 2015' is not a date"),
        (HEADER + b"Mayor,Ada Vale,2015-13-01,2016,\n", "is not a date"),
        (HEADER + b"Mayor,Ada Vale,2015,2016-02-30,\n", "to '2016-02-30' is not a date"),
        (HEADER + b"Mayor,Ada Vale,2017,2016,\n", "before it begins"),
        (HEADER + b"Mayor, of Hull,Ada Vale,2017,2018,book\n", "row 2"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_row(table: bytes, says: str) -> None:
    with pytest.raises(BadVocabulary, match=says):
        read_offices(table, "offices.csv", Limits())
