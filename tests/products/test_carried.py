"""Whether a sentence says what its evidence says: how many, when, where, who, and whether it happened."""

from __future__ import annotations

import pytest

from products.written_case import WrittenCase, codes, refusals, written_case
from trigpoint.products.compile.figures import figures_in


@pytest.fixture(scope="module")
def case() -> WrittenCase:
    return written_case()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("killed 13 and wounded 30", [(13, 13, "killed"), (30, 30, "injured")]),
        ("13 people were killed and 30 wounded", [(13, 13, "killed"), (30, 30, "injured")]),
        ("at least 9 dead, 30 injured", [(9, None, "killed"), (30, 30, "injured")]),
        ("between nine and thirteen were killed", [(9, 13, "killed")]),
        ("12-15 tanks", [(12, 15, "")]),
        ("dozens of fighters died", [(24, None, "killed")]),
        ("two hundred and five people fled", [(205, 205, "displaced")]),
        ("fewer than 20 trucks", [(None, 20, "")]),
        ("\u0663\u0660 trucks", [(30, 30, "")]),
        ("9,500 were displaced in 2020", [(9500, 9500, "displaced")]),
        ("Su-34s from T-4, hall 2, 5 km off, 3 origins, at 04:30, the 4th Division", []),
    ],
)
def test_figures_are_read_with_their_ends_and_what_became_of_those_counted(
    text: str, expected: list[tuple[float | None, float | None, str]]
) -> None:
    found = [(f.low, f.high, "".join(s.value for s in f.statuses)) for f in figures_in(text)]
    assert found == expected


@pytest.mark.parametrize(
    "told",
    [
        "13 people were killed and 30 wounded",
        "30 were injured and thirteen died",
        "at least ten people were killed",
        "11 to 13 people were killed",
        "between 10 and 20 were killed",
        "about 12 people died",
        "11 people died",
        "24 died in all",
        "two accounts differ",
    ],
)
def test_what_the_evidence_gives_or_entails_may_be_said(case: WrittenCase, told: str) -> None:
    assert (
        codes(case, f"The Observatory and SANA said {told} at Masyaf (\u00b1 5 km) on 1 August 2020 [@{case.tolls}].")
        == []
    )


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("30 people were killed", "count"),
        ("13 people were wounded", "count"),
        ("fewer than ten died", "count"),
        ("14 to 19 people were killed", "count"),
        ("three hundred died", "count"),
        ("40 tanks came", "not-carried"),
        ("5 houses were destroyed", "not-carried"),
        ("it struck in 2019", "date"),
        ("it struck in July", "date"),
        ("it struck on 2 August", "date"),
    ],
)
def test_what_the_evidence_contradicts_or_does_not_give_is_refused(case: WrittenCase, told: str, code: str) -> None:
    found = codes(case, f"The Observatory and SANA said {told} at Masyaf (\u00b1 5 km) [@{case.tolls}].")
    assert set(found) - {"outcome"} == {code}, "houses destroyed are no result that it gives either"


def test_the_reason_names_the_line_both_values_and_the_evidence(case: WrittenCase) -> None:
    (found,) = refusals(case, f"The Observatory said 30 people were killed at Masyaf (\u00b1 5 km) [@{case.tolls}].")
    assert found.line == 6
    assert f"says 30 killed; its evidence {case.tolls} says" in found.says
    assert "13 killed" in found.says


def test_a_number_belongs_to_the_citation_behind_it(case: WrittenCase) -> None:
    told = "The Observatory said nine fighters died [@{0}] at Masyaf (\u00b1 5 km) and 13 people in August 2020 [@{1}]."
    assert codes(case, told.format(case.alone, case.tolls)) == []
    turned = told.replace("nine fighters", "13 fighters").replace("and 13 people", "and nine people")
    assert "count" in codes(case, turned.format(case.alone_claim, case.tolls))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("at Masyaf (\u00b1 5 km) in Hama", []),
        ("at Masyaf (\u00b1 5 km) in Syria", []),
        ("near Latakia", []),
        ("in Latakia", ["place"]),
        ("at Al-Safirah (\u00b1 8 km)", ["place"]),
        ("in Turkey", ["place"]),
        ("in May or in August", ["date"]),
    ],
)
def test_a_place_is_that_of_the_evidence_or_one_that_holds_it(
    case: WrittenCase, where: str, expected: list[str]
) -> None:
    assert codes(case, f"The Observatory and SANA said 13 people were killed {where} [@{case.tolls}].") == expected


def test_a_place_finer_than_the_evidence_is_refused(case: WrittenCase) -> None:
    told = "The Caspian Post said road work went on in Hama Governorate in July 2020 [@ID].".replace("ID", case.vague)
    assert codes(case, told) == []
    assert "place" in codes(case, told.replace("in Hama Governorate", "in Masyaf"))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("Israel struck", []),
        ("the IDF struck", []),
        ("Israeli aircraft struck", []),
        ("Russia struck", ["party"]),
        ("Turkish jets struck", ["party"]),
        ("Syrian forces attacked", ["party"]),
        ("it was hit by the Syrian army", ["party"]),
    ],
)
def test_who_acts_is_whom_the_evidence_has_acting(case: WrittenCase, who: str, expected: list[str]) -> None:
    assert codes(case, f"The Observatory said {who} on 1 August 2020 [@{case.tolls}].") == expected


def test_what_is_only_denied_or_planned_is_not_told_as_done(case: WrittenCase) -> None:
    place = "Masyaf (\u00b1 5 km)"
    assert "happened" in codes(
        case, f"Meridian Wire reported a strike at {place} on 1 August 2020 [@{case.denied_claim}]."
    )
    assert codes(case, f"Israel denied, Meridian Wire said, that it struck {place} [@{case.denied_claim}].") == []
    assert "happened" in codes(case, f"The Caspian Post said a road was built to {place} [@{case.planned}].")
    assert codes(case, f"The Caspian Post said a road to {place} is planned [@{case.planned}].") == []


def test_a_denial_needs_somebody_who_denies(case: WrittenCase) -> None:
    told = f"SANA denied a strike at Al-Safirah (\u00b1 8 km) on 4 May 2020 [@{case.certain}]."
    assert codes(case, told) == ["happened"]


def test_an_arabic_sentence_is_held_to_its_evidence(case: WrittenCase) -> None:
    told = "قال المرصد السوري لحقوق الإنسان إن ١٣ شخصا قتيلا سقطوا في 1 آب 2020 [@ID]."
    assert codes(case, told.replace("ID", case.tolls)) == []
    assert codes(case, told.replace("١٣", "٣٠").replace("ID", case.tolls)) == ["count"]
    assert codes(case, told.replace("قتيلا سقطوا", "كانوا هناك").replace("١٣", "٧٧").replace("ID", case.tolls)) == [
        "not-carried"
    ]
    assert codes(case, told.replace("1 آب", "9 آب").replace("ID", case.tolls)) == ["date"]
    placed = told.replace("سقطوا", "سقطوا في Masyaf (± ٥ كم)")
    assert codes(case, placed.replace("ID", case.tolls)) == []
    assert codes(case, placed.replace("٥ كم", "٢ كم").replace("ID", case.tolls)) == ["place"]
    assert "single-origin" in codes(case, "قتل ١٣ شخصا [@ID].".replace("ID", case.alone_claim))
