"""What a written brief is refused for, and what it is not."""

from __future__ import annotations

import attrs
import pytest

from products.written_case import ARABIC, WrittenCase, codes, refusals, with_picture, written_case
from trigpoint.model import Member


@pytest.fixture(scope="module")
def case() -> WrittenCase:
    return written_case()


def test_a_fact_on_three_origins_at_97_percent_may_stand_flat(case: WrittenCase) -> None:
    assert codes(case, f"Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@{case.certain}].") == []


def test_a_sentence_without_evidence_is_refused_with_its_line(case: WrittenCase) -> None:
    body = f"Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@{case.certain}].\nThe works burnt for days."
    (found,) = refusals(case, body)
    assert (found.line, found.code) == (7, "uncited")
    assert found.sentence("b.md").startswith("b.md:7: the sentence cites nothing")


@pytest.mark.parametrize(
    "hidden",
    [
        "Aircraft hit Al-Safirah (± 8 km) on 4 May 2020. [@ID] The works burnt for days.",
        "The works burnt for days. Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "The works burnt for days! Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "The works burnt for days.” Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "The works burnt for days.Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "The works burnt for days\\. Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "انفجر المستودع؟ Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "- The works burnt for days\n- Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID]",
        "It lies in the U.S. The works burnt. Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
        "Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].\n\n<!-- note -->The works burnt for days.",
        "Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID] The works burnt for days.",
        "Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID]; the works burnt for days.",
        "| What | How |\n| --- | --- |\n| The works burnt | as told |\n\nAircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@ID].",
    ],
)
def test_a_sentence_cannot_hide_beside_a_cited_one(case: WrittenCase, hidden: str) -> None:
    assert "uncited" in codes(case, hidden.replace("ID", case.certain))


@pytest.mark.parametrize(
    "whole",
    [
        "Gen. Farid of SANA said aircraft hit Al-Safirah (± 8 km) on 4 May 2020 by 3.5 km or so, i.e. near [@ID].",
        "On 4 May 2020, told by 3 origins as no. 7, Al-Safirah (± 8 km) was hit; SANA said so [@ID].",
        "SANA, quoting a U.S. officer, said Al-Safirah (± 8 km) was hit [@ID].",
    ],
)
def test_abbreviations_and_numbers_do_not_end_a_sentence(case: WrittenCase, whole: str) -> None:
    assert "uncited" not in codes(case, whole.replace("ID", case.certain))


def test_an_id_that_the_case_does_not_hold_is_named(case: WrittenCase) -> None:
    (found,) = refusals(case, "SANA said so [@evt-0000000000000000].")
    assert found.code == "unknown-id"
    assert "evt-0000000000000000" in found.says


def test_a_superseded_id_names_its_successor(case: WrittenCase) -> None:
    gone = attrs.evolve(case, archive=attrs.evolve(case.archive, gone={"evt-old": "see now evt-new"}))
    (found,) = refusals(gone, "SANA said so [@evt-old].")
    assert found.code == "superseded"
    assert "evt-new" in found.says


@pytest.mark.parametrize("what", ["claim", "article", "capture"])
def test_a_retracted_basis_is_refused_wherever_the_retraction_lies(case: WrittenCase, what: str) -> None:
    claim = case.archive.material.claims[case.alone_claim]
    subject = {"claim": claim.id, "article": claim.article, "capture": claim.quote.capture}[what]
    withdrawn = attrs.evolve(
        case, archive=attrs.evolve(case.archive, retracted={subject: "printed in error (Editor, 2020-06-06)"})
    )
    for cited in (case.alone_claim, case.alone):
        found = refusals(withdrawn, f"The Observatory said Masyaf (± 5 km) was hit on 4 June 2020 [@{cited}].")
        assert "retracted" in [r.code for r in found], cited
        assert any("printed in error" in r.says for r in found)


def test_a_retracted_statement_no_longer_counts_as_an_origin(case: WrittenCase) -> None:
    event = next(e for e in case.archive.material.events if e.id == case.certain)
    gone = {m.id: "withdrawn" for m in event.members[:2]}
    withdrawn = attrs.evolve(case, archive=attrs.evolve(case.archive, retracted=gone))
    assert "single-origin" in codes(withdrawn, f"Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@{case.certain}].")


def test_one_origin_is_not_stated_as_fact(case: WrittenCase) -> None:
    for cited in (case.alone, case.alone_claim):
        (found,) = refusals(case, f"Aircraft hit Masyaf (± 5 km) on 4 June 2020 [@{cited}].")
        assert found.code == "single-origin"
        assert "Syrian Observatory for Human Rights" in found.says


@pytest.mark.parametrize(
    "told",
    [
        "The Syrian Observatory for Human Rights said aircraft hit Masyaf (± 5 km) on 4 June 2020 [@ID].",
        "Aircraft hit Masyaf (± 5 km) on 4 June 2020, according to the SOHR [@ID].",
        "Aircraft reportedly hit Masyaf (± 5 km) on 4 June 2020 [@ID].",
        "One monitor said aircraft hit Masyaf (± 5 km) on 4 June 2020 [@ID].",
        "It is likely that aircraft hit Masyaf (± 5 km) on 4 June 2020 [@ID].",
    ],
)
def test_attributed_or_hedged_it_may_stand(case: WrittenCase, told: str) -> None:
    assert codes(case, told.replace("ID", case.alone)) == []


def test_a_word_of_saying_does_not_attribute_when_somebody_outside_the_chain_speaks(case: WrittenCase) -> None:
    assert "single-origin" in codes(
        case, f"Aircraft hit Masyaf (± 5 km), which the mayor had said was empty [@{case.alone}]."
    )
    assert "speaker" in codes(case, f"SANA said aircraft hit Masyaf (± 5 km) on 4 June 2020 [@{case.alone}].")


def test_an_estimate_that_leans_on_simulated_measurements_makes_no_fact(case: WrittenCase) -> None:
    material = case.archive.material
    measured = Member(id=case.measured, why="w")
    leaning = [attrs.evolve(e, members=(*e.members, measured)) if e.id == case.certain else e for e in material.events]
    leans = attrs.evolve(
        case, archive=attrs.evolve(case.archive, material=attrs.evolve(material, events=tuple(leaning)))
    )
    flat = f"Aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@{case.certain}]."
    assert codes(case, flat) == []
    assert codes(leans, flat) == ["flat"]
    ours = f"In SIMULATED radar pictures we measured hall 2 (± 60 m) as destroyed [@{case.certain}; @{case.measured}]."
    assert codes(leans, ours) == []


def test_an_adjective_of_a_country_is_no_attribution(case: WrittenCase) -> None:
    material = case.archive.material
    places = [attrs.evolve(e, where=attrs.evolve(e.where, text="Syria")) if e.where else e for e in material.events]
    syrian = attrs.evolve(
        case, archive=attrs.evolve(case.archive, material=attrs.evolve(material, events=tuple(places)))
    )
    flat = f"Aircraft hit Masyaf (± 5 km), a Syrian town that the mayor had said was empty [@{case.alone}]."
    assert "single-origin" in codes(syrian, flat)


def test_a_bracket_of_ours_keeps_its_ends(case: WrittenCase) -> None:
    told = "In SIMULATED radar pictures we measured hall 2 (± 60 m) as destroyed between 3 and 8 May 2020 [@ID]."
    assert codes(case, told.replace("ID", case.measured)) == []
    for wrong in ("1 and 8 May", "3 and 18 May", "9 and 3 May"):
        assert codes(case, told.replace("ID", case.measured).replace("3 and 8 May", wrong)) == ["date"], wrong


def test_two_events_of_one_origin_each_are_not_two_origins(case: WrittenCase) -> None:
    found = codes(
        case, f"Aircraft hit Masyaf (± 5 km) on 4 June 2020 and the road was built [@{case.alone}; @{case.vague}]."
    )
    assert found.count("single-origin") == 2


def test_a_flat_statement_below_95_percent_is_refused(case: WrittenCase) -> None:
    (found,) = refusals(case, f"A blast shook Masyaf (± 5 km) on 20 June 2020 [@{case.likely}].")
    assert found.code == "flat"
    assert "85 %" in found.says


def test_a_likelihood_must_be_borne_by_the_estimate_or_by_a_signed_assessment(case: WrittenCase) -> None:
    very = "It is very likely that a blast shook Masyaf (± 5 km) on 20 June 2020 [@ID]."
    assert codes(case, very.replace("ID", case.likely)) == []
    assert codes(case, very.replace("ID", case.likely).replace("very likely", "almost certain")) == ["estimate"]
    assert codes(case, f"It is likely that the works were put out of use [@{case.assessed}].") == []
    assert codes(case, f"It is unlikely that the works were put out of use [@{case.assessed}].") == ["estimate"]
    assert codes(case, f"The works were put out of use [@{case.assessed}].") == ["judgement"]


def test_words_of_another_scale_are_refused_with_the_nearest(case: WrittenCase) -> None:
    found = refusals(
        case, f"It is virtually certain that aircraft hit Al-Safirah (± 8 km) on 4 May 2020 [@{case.certain}]."
    )
    words = [r for r in found if r.code == "words"]
    assert "not a word of ICD 203" in words[0].says
    assert "almost certain" in words[0].remedy


def test_a_measurement_says_that_it_is_one_and_that_it_is_simulated(case: WrittenCase) -> None:
    assert (
        codes(case, f"In SIMULATED radar pictures we measured hall 2 (± 60 m) as destroyed [@{case.measured}].") == []
    )
    assert codes(case, f"We measured hall 2 (± 60 m) as destroyed in radar pictures [@{case.measured}].") == [
        "measured"
    ]
    assert codes(case, f"Hall 2 (± 60 m) was destroyed [@{case.measured}].") == ["measured", "measured"]


def test_a_day_that_the_evidence_knows_to_the_month_only_is_refused(case: WrittenCase) -> None:
    told = "The Caspian Post said road work went on in Hama Governorate in July 2020 [@ID]."
    assert codes(case, told.replace("ID", case.vague)) == []
    (found,) = refusals(case, told.replace("ID", case.vague).replace("in July 2020", "on 1 July 2020"))
    assert found.code == "date"
    assert "July 2020 (to the month)" in found.says


@pytest.mark.parametrize("words", ["yesterday", "on Friday", "last week", "recently"])
def test_a_date_that_a_reader_cannot_fix_is_refused(case: WrittenCase, words: str) -> None:
    assert "date" in codes(case, f"SANA said Al-Safirah (± 8 km) was hit {words} [@{case.certain}].")


@pytest.mark.parametrize(
    "wrong", ["5 May 2021", "2020-05-14", "May 14, 2020", "13 to 19 May 2020", "14 May (it was 2020)"]
)
def test_a_date_that_nothing_cited_bears_is_refused(case: WrittenCase, wrong: str) -> None:
    assert "date" in codes(case, f"SANA said Al-Safirah (± 8 km) was hit on {wrong} [@{case.certain}].")


@pytest.mark.parametrize(
    "right", ["4 May 2020", "May 4, 2020", "2020-05-04", "4th of May 2020", "May 2020", "5 May 2020, in print,"]
)
def test_the_day_told_and_the_day_printed_may_be_named(case: WrittenCase, right: str) -> None:
    assert codes(case, f"SANA said Al-Safirah (± 8 km) was hit on {right} or so [@{case.certain}].") == []


def test_a_place_gives_its_radius_where_it_is_first_named(case: WrittenCase) -> None:
    told = "SANA said Al-Safirah was hit on 4 May 2020 [@ID].".replace("ID", case.certain)
    (found,) = refusals(case, told)
    assert found.code == "place"
    assert "± 8 km" in found.remedy.replace("\u00a0", " ")
    first = told.replace("Al-Safirah", "Al-Safirah (± 8 km)")
    assert codes(case, f"{first} {told}") == []
    assert codes(case, told.replace("Al-Safirah", "Al-Safirah (± 2 km)")) == ["place"]


def test_a_place_that_was_not_found_says_so(case: WrittenCase) -> None:
    assert codes(case, f"The Caspian Post said a depot at Tell Zahra crossing burnt on 4 May 2020 [@{case.lost}].") == [
        "place"
    ]
    assert codes(case, f"The Caspian Post said a depot at Tell Zahra crossing (not placed) burnt [@{case.lost}].") == []


@pytest.mark.parametrize("point", ["35.99 N, 37.38 E", "35.990, 37.380", "35.99, 37.38", "35°59′N 37°23′E"])
def test_coordinates_never_stand_without_a_radius(case: WrittenCase, point: str) -> None:
    told = f"SANA said a site at {point} was hit on 4 May 2020 [@{case.certain}]."
    assert codes(case, told) == ["place"]
    assert codes(case, told.replace(" was hit", " (± 8 km) was hit")) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("nine fighters were killed", []),
        ("9 fighters were killed", []),
        ("killed nine fighters", []),
        ("nineteen fighters were killed", ["count"]),
        ("90 people died", ["count"]),
        ("killed as many as 12 fighters", ["count"]),
        ("fighters were killed on 4 June 2020", []),
        ("fighters died within 5 km", []),
        ("fighters were killed between 3 and 5 June 2020", []),
        ("in 2020 fighters died", []),
    ],
)
def test_a_toll_is_what_a_cited_statement_gives(case: WrittenCase, told: str, expected: list[str]) -> None:
    assert codes(case, f"The Observatory said that at Masyaf (± 5 km) {told} [@{case.alone}].") == expected


def test_quoted_words_must_stand_in_what_is_cited(case: WrittenCase) -> None:
    told = "The Observatory spoke of “Nine fighters”, it said, at Masyaf (± 5 km) [@ID].".replace("ID", case.alone)
    assert codes(case, told) == []
    assert codes(case, told.replace("Nine", "Ninety")) == ["quote"]
    assert codes(case, f"> {ARABIC} [@{case.arabic_claim}]") == []
    assert codes(case, f"> {ARABIC.replace('مصياف', 'حماة')} [@{case.arabic_claim}]") == ["quote"]


def test_an_unlicensed_picture_is_refused(case: WrittenCase) -> None:
    for licence, expected in (("", ["picture"]), ("CC BY 4.0", [])):
        shown, capture = with_picture(case, licence)
        assert codes(shown, f"![SANA said Al-Safirah (± 8 km) was hit [@{case.certain}].]({capture})") == expected
    assert codes(case, f"![SANA said Al-Safirah (± 8 km) was hit [@{case.certain}].](cap-none)") == ["picture"]
    shown, capture = with_picture(case, "")
    told = f'![SANA said Al-Safirah (± 8 km) was hit [@{case.certain}].]({capture} "CC BY 4.0, A. Maker")'
    assert codes(shown, told) == []


def test_a_note_states_no_fact(case: WrittenCase) -> None:
    assert codes(case, f"This page was written in haste. [note] SANA said so [@{case.certain}].") == []
    for fact in ("Nine of 10 died there.", "Al-Safirah burnt.", "SANA lies.", "It is likely over."):
        assert "note" in codes(case, f"{fact} [note]")


def test_a_heading_states_nothing(case: WrittenCase) -> None:
    body = f"\n\nSANA said so [@{case.certain}]."
    assert codes(case, "## Northern front, May 2020" + body) == []
    assert codes(case, "## Aircraft destroyed the whole of the works at Al-Safirah in one night" + body) == ["heading"]
    assert codes(case, "## A strike is very likely" + body) == ["heading"]


def test_links_hidden_characters_and_a_missing_head_are_refused(case: WrittenCase) -> None:
    assert codes(case, f"SANA [said](http://example.test/) so [@{case.certain}].") == ["link"]
    assert codes(case, f"SANA said so\u202e [@{case.certain}].") == ["hidden"]
    assert [r.code for r in refusals(case, f"SANA said so [@{case.certain}].", head="title: A")] == ["front"]
    assert [
        r.code for r in refusals(case, f"SANA said so [@{case.certain}].", head="title: A\nauthor: B\nscale: own")
    ] == ["front"]


def test_a_total_is_not_stated_as_fact(case: WrittenCase) -> None:
    assert codes(case, f"Over 300 raids were flown in 2020 [@{case.total}].") == ["single-origin"]
    assert codes(case, f"The Caspian Post counted over 300 raids in 2020 [@{case.total}].") == []


def test_an_empty_brief_is_refused(case: WrittenCase) -> None:
    assert codes(case, "") == ["uncited"]


def test_a_source_named_after_a_day_is_no_date(case: WrittenCase) -> None:
    material = case.archive.material
    articles = {
        i: attrs.evolve(a, outlet="Sunday Gazette" if a.outlet == "Harbour Gazette" else a.outlet)
        for i, a in material.articles.items()
    }
    named = attrs.evolve(case, archive=attrs.evolve(case.archive, material=attrs.evolve(material, articles=articles)))
    told = "The Sunday Gazette, citing the Observatory, said fighters died at Masyaf (± 5 km) [@{0}]."
    assert codes(named, told.format(case.alone_claim)) == []
    assert codes(named, told.replace("died", "died on Sunday").format(case.alone_claim)) == ["date"]
