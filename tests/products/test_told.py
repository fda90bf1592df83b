"""Whether a sentence says what happened, to what, with what and with what result as its evidence does."""

from __future__ import annotations

import attrs
import pytest

from products.written_case import WrittenCase, codes, refusals, written_case


@pytest.fixture(scope="module")
def case() -> WrittenCase:
    """Where "Israeli jets struck Masyaf: 13 people were killed and 30 wounded" became another sentence."""
    return written_case()


def saying(case: WrittenCase, sentence: str) -> WrittenCase:
    """The Observatory's statement on Masyaf in other words."""
    claim = case.archive.material.claims[case.alone_claim]
    quote = attrs.evolve(claim.quote, text=sentence, end=claim.quote.start + len(sentence))
    material = case.archive.material
    changed = {**material.claims, claim.id: attrs.evolve(claim, quote=quote, counts=(), event_type="attack")}
    return attrs.evolve(case, archive=attrs.evolve(case.archive, material=attrs.evolve(material, claims=changed)))


def told(case: WrittenCase, sentence: str) -> list[str]:
    return codes(case, f"The Observatory said that at Masyaf (± 5 km) {sentence} [@{case.alone_claim}].")


BOMBED = "A market was bombed by warplanes and six people were wounded."


@pytest.mark.parametrize(
    ("evidence", "true"),
    [
        (BOMBED, "a market was hit"),
        (BOMBED, "jets struck a bazaar and people were hurt"),
        (BOMBED, "an air strike hit the marketplace"),
        ("Helicopters dropped barrel bombs on houses.", "bombs fell on homes from the air"),
        ("The depot was flattened.", "the warehouse was damaged"),
        ("Gunmen ambushed a column of trucks.", "a convoy came under attack"),
        ("قصف الطيران الحربي سوقا شعبيا وأصيب ستة مدنيين", "warplanes bombed a market and civilians were wounded"),
        ("اختطف مسلحون ثلاثة أطباء من مستشفى", "doctors were kidnapped at a hospital"),
    ],
)
def test_other_words_for_the_same_and_wider_words_may_be_used(case: WrittenCase, evidence: str, true: str) -> None:
    assert told(saying(case, evidence), true) == []


@pytest.mark.parametrize(
    ("evidence", "wrong", "code"),
    [
        (BOMBED, "a hospital was bombed by warplanes", "object"),
        (BOMBED, "people were killed in a market", "outcome"),
        (BOMBED, "a market was bombed with cluster munitions", "weapon"),
        (BOMBED, "a market was looted", "event"),
        (BOMBED, "warplanes destroyed a market", "outcome"),
        ("Rebels took the town.", "drones hit the town", "not-carried"),
        ("Two men were kidnapped.", "two men were arrested", "event"),
        ("The bridge was damaged.", "the bridge was destroyed", "outcome"),
        ("A missile hit the ship.", "a mine hit the ship", "weapon"),
        ("Six people were killed.", "people were assassinated", "outcome"),
        ("قصف الطيران الحربي سوقا شعبيا", "warplanes bombed a hospital", "object"),
        ("قصف الطيران الحربي سوقا شعبيا", "warplanes bombed a market with chlorine", "weapon"),
    ],
)
def test_what_the_evidence_does_not_say_is_refused(case: WrittenCase, evidence: str, wrong: str, code: str) -> None:
    assert code in told(saying(case, evidence), wrong)


def test_the_reason_names_both_words_and_the_evidence(case: WrittenCase) -> None:
    held = saying(case, BOMBED)
    (found,) = refusals(held, f"The Observatory said that a school was hit at Masyaf (± 5 km) [@{held.alone_claim}].")
    assert found.says == f"says “school”; its evidence {held.alone_claim} says “market”"
    assert found.remedy


def test_words_inside_names_and_quotations_are_left_alone(case: WrittenCase) -> None:
    held = saying(case, "SANA said: Camp Market Road was closed.")
    assert told(held, "“Camp Market Road was closed”") == []


def test_what_stands_before_a_citation_is_held_against_that_citation(case: WrittenCase) -> None:
    held = saying(case, "A school was hit at Masyaf.")
    body = "The Observatory and SANA said a {0} was hit at Masyaf (± 5 km) [@{1}] and a {2} struck by jets [@{3}]."
    assert "object" in codes(held, body.format("hospital", held.alone_claim, "school", held.tolls))
    assert "object" not in codes(held, body.format("school", held.alone_claim, "place", held.tolls))
