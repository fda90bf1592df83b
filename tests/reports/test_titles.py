"""Who is named with an office of a table, and on which day."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from trigpoint.evidence.reports.timing.times import find_times
from trigpoint.evidence.reports.titles import OfficeTable, days_of, find_titled, is_same_name, office_table
from trigpoint.model.office import OfficeTerm

COUNTRIES = {"moldova": "MD", "moldovan": "MD", "kazakhstan": "KZ", "kazakh": "KZ", "سوري": "SY", "سوريا": "SY"}
VALE = OfficeTerm(
    offices=("Minister of Defence of Moldova", "وزير الدفاع السوري"), holders=("Ada Vale", "أدا فالي"), row=2
)
TABLE = office_table([VALE], COUNTRIES)


def names(text: str, table: OfficeTable = TABLE) -> list[str]:
    return [t.name for t in find_titled(text, table)]


@pytest.mark.parametrize(
    "text",
    [
        "Moldovan Defence Minister Ada Vale spoke.",
        "Defense Minister Ada Vale spoke.",
        "The minister of defence, Ada Vale, spoke.",
        "Ada Vale, Moldova's defence minister, spoke.",
        "Ada Vale, the defence minister of Moldova and a lawyer, spoke.",
        "He met the prime minister and defence minister, Ada Vale, on Monday.",
    ],
)
def test_a_holder_is_found_before_and_behind_the_office(text: str) -> None:
    assert names(text) == ["Ada Vale"]


@pytest.mark.parametrize(
    "text",
    [
        "Former Defence Minister Ada Vale spoke.",
        "The ex-defence minister, Ada Vale, spoke.",
        "Deputy Defence Minister Ada Vale spoke.",
        "Ada Vale, a former defence minister, spoke.",
        "Ada Vale, defence minister until 2019, spoke.",
        "Ada Vale became defence minister.",
        "Shadow defence minister Ada Vale spoke.",
        "Interior Minister Ada Vale spoke.",
        "Kazakh Defence Minister Ada Vale spoke.",
        "Defence Minister Boris Kern, who replaced Ada Vale, spoke.",
        "Prime Minister Ada Vale spoke.",
        "Defence Ministry spokesman Ada Vale spoke.",
        "قال وزير الدفاع السوري السابق أدا فالي",
        "قال نائب وزير الدفاع السوري أدا فالي",
    ],
)
def test_another_office_another_person_and_a_former_holder_are_not(text: str) -> None:
    assert names(text) == []


def test_a_minister_is_not_the_prime_minister() -> None:
    table = office_table([OfficeTerm(offices=("Minister",), holders=("Ada Vale",))], COUNTRIES)
    assert names("The prime minister, Ada Vale, spoke.", table) == []
    assert names("Prime Minister Ada Vale spoke.", table) == []
    assert names("The minister, Ada Vale, spoke.", table) == ["Ada Vale"]


def test_arabic_holders_are_found_by_the_spellings_of_the_table() -> None:
    assert names("قال وزير الدفاع السوري أدا فالي في دمشق إن القصف توقف") == ["أدا فالي"]


@pytest.mark.parametrize(
    ("told", "listed", "same"),
    [
        ("Vale", "Ada Vale", True),
        ("A. Vale", "Ada Vale", True),
        ("Sergey Kuzhugetovich Marenko", "Sergei Marenko", True),
        ("Ali al-Ayyoub", "Ali Abdullah Ayoub", True),
        ("Bo Vale", "Ada Vale", False),
        ("Ada Kern", "Ada Vale", False),
        ("Ali Hassan", "Ali Hussein", False),
    ],
)
def test_spellings_of_one_name_meet_and_two_persons_do_not(told: str, listed: str, same: bool) -> None:
    assert is_same_name(told, listed) is same


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("On 4 May 2020, Defence Minister Ada Vale told reporters that a depot burnt in 2012.", (date(2020, 5, 4),)),
        ("Defence Minister Ada Vale said on Monday that a depot burnt in 2012.", (date(2020, 5, 4),)),
        ("Defence Minister Ada Vale said that a depot burnt in 2012.", ()),
        ("Defence Minister Ada Vale was born on 3 June 1960.", None),
    ],
)
def test_the_day_is_that_of_what_the_holder_said_or_did(
    nlp: Language, text: str, days: tuple[date, ...] | None
) -> None:
    doc = nlp(text)
    (one,) = find_titled(text, TABLE)
    found = days_of(doc, one, find_times(doc, published=date(2020, 5, 6)))
    assert (None if found is None else tuple(first for first, _ in found)) == days
