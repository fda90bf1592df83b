"""Offices told of somebody who did not hold them then."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.offices import OfficeTold, check_offices
from trigpoint.model import Article
from trigpoint.model.office import OfficeTerm

VALE = OfficeTerm(
    offices=("Defence Minister",),
    holders=("Ada Vale",),
    start=date(2015, 3, 1),
    end=date(2019, 6, 30),
    source="gazette 12",
    row=2,
)
KERN = OfficeTerm(
    offices=("Defence Minister",), holders=("Bo Kern",), start=date(2019, 7, 1), source="gazette 14", row=3
)


def told(
    row: OfficeTerm, *, tied: date | None = None, around: tuple[date, ...] = (), article: str = "art-a"
) -> OfficeTold:
    return OfficeTold(
        article=Article(id=article, capture="cap-a", ordinal=0, start=0, end=9), quote=f"{row.holders[0]} spoke in {article}.",
        office="Defence Minister", name=row.holders[0], rows=(row,), office_rows=(VALE, KERN),
        tied=((tied, tied),) if tied else (), around=tuple((d, d) for d in around),
    )  # fmt: skip


def test_a_holder_named_after_his_time_is_asked_about_with_the_rows_of_the_table() -> None:
    (found,) = check_offices([told(VALE, tied=date(2020, 5, 4))])
    assert found.kind == "office"
    assert "on 2020-05-04" in found.why
    assert "row 2, gazette 12" in found.why
    assert "then held by: Bo Kern" in found.why
    assert found.quotes == ("Ada Vale spoke in art-a.",)


def test_another_text_that_names_the_right_holder_stands_beside_it() -> None:
    wrong, right = told(VALE, tied=date(2020, 5, 4)), told(KERN, tied=date(2020, 5, 5), article="art-b")
    also_wrong = told(KERN, tied=date(2016, 5, 5), article="art-c")
    (found, _) = check_offices([wrong, right, also_wrong])
    assert found.quotes == ("Ada Vale spoke in art-a.", "Bo Kern spoke in art-b.")
    assert found.articles == ("art-a", "art-b")


def test_a_day_tied_to_the_holder_decides_though_the_text_looks_back() -> None:
    days = (date(2018, 1, 1), date(2020, 5, 6))
    assert check_offices([told(VALE, around=days)]) == [], "the text may tell of 2018"
    assert len(check_offices([told(VALE, tied=date(2020, 5, 4), around=days)])) == 1
    assert len(check_offices([told(VALE, around=days[1:])])) == 1


def test_without_any_day_nothing_is_asked() -> None:
    assert check_offices([told(VALE)]) == []


@given(st.dates(date(2015, 3, 1), date(2019, 6, 30)))
def test_no_day_of_the_holders_own_time_is_asked_about(day: date) -> None:
    assert check_offices([told(VALE, tied=day)]) == []
