"""What contradicts, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from fusion.claims import claim, day, denial, month
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.fusion.contradictions import find_contradictions
from trigpoint.fusion.facts import facts_of
from trigpoint.fusion.origins import find_origins
from trigpoint.model.event import Event
from trigpoint.model.time import TimeSpan

ON = day(2020, 5, 4)


def _event(words: LinkVocabulary, *rows: dict[str, Any]) -> Event:
    claims = []
    for n, row in enumerate(rows):
        fields: dict[str, Any] = {"said_by": f"Daily {'ABC'[n]}", "targets": ("depot",), **row}
        when: TimeSpan = fields.pop("when", ON)
        claims.append(claim(when, **fields))
    (event,) = fuse(claims, vocabulary=words)
    return event


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("date", {"killed": (7, 7)}, {"killed": (7, 7), "when": day(2020, 5, 5)}),
        ("count", {"killed": (7, 7)}, {"killed": (11, 11)}),
        ("count", {"killed": (7, 7)}, {"killed": (11, None)}),
        ("perpetrator", {"actors": ("Israel",)}, {"actors": ("Russia",)}),
        ("perpetrator", {"actors": ("Ruritanian Air Force",)}, {"actors": ("Kingdom of Sylvania",)}),
    ],
)
def test_values_that_cannot_both_be_true_stand_side_by_side(
    field: str, one: dict[str, Any], other: dict[str, Any], words: LinkVocabulary
) -> None:
    (found,) = _event(words, one, other).contradictions
    assert found.field == field
    assert [v.origins for v in found.values] in ([("Daily A",), ("Daily B",)], [("Daily B",), ("Daily A",)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"killed": (8, None)}, {"killed": (11, 11)}),
        ({}, {"when": month(2020, 5)}),
        ({"actors": ("Ruritania",)}, {"actors": ("Ruritanian Air Force",)}),
        ({"actors": ("Israel",)}, {"actors": ("the IAF",)}),
        ({"actors": ("the government",)}, {"actors": ("Syrian army",)}),
        ({"killed": (8, 8)}, {"killed": (8, 8)}),
    ],
)
def test_what_fits_is_no_contradiction(one: dict[str, Any], other: dict[str, Any], words: LinkVocabulary) -> None:
    assert _event(words, one, other).contradictions == ()


def test_one_origin_that_gives_two_numbers_does_not_contradict_itself(words: LinkVocabulary) -> None:
    rows = [{"killed": (n, n), "sources": ("SOHR",)} for n in (7, 8)]
    assert _event(words, *rows).contradictions == ()


def test_a_party_that_admits_and_a_witness_confirm(words: LinkVocabulary) -> None:
    admitted = {"actors": ("Israel",), "sources": ("Israel Defense Forces",)}
    assert _event(words, admitted, {"actors": ("Israel",), "sources": ("Harbour Hospital",)}).grade == "confirmed"


def test_two_names_for_who_did_it_are_contested(words: LinkVocabulary) -> None:
    assert _event(words, {"actors": ("Israel",)}, {"actors": ("Russia",)}).grade == "contested"


def test_who_denies_having_done_it_does_not_deny_that_it_happened(words: LinkVocabulary) -> None:
    told = claim(ON, sources=("Harbour Hospital",), text="Jets bombed the academy.", actors=("Northern Army",))
    disowned = denial(
        ON,
        said_by="Evening Post",
        sources=("Northern Army",),
        text="The Northern Army denied that it had bombed the academy.",
    )
    (event,) = fuse([told, disowned], vocabulary=words)
    assert [c.field for c in event.contradictions] == ["perpetrator"]
    assert event.contradictions[0].values[1].value == "not Northern Army"
    assert event.grade == "contested"
    assert [o.name for o in event.origins] == ["Harbour Hospital"]


def test_only_those_who_name_it_accuse_a_party_and_its_name_is_written_as_they_do(words: LinkVocabulary) -> None:
    hurt = claim(ON, sources=("Harbour Hospital",), text="Jets bombed the academy.")
    blamed = claim(ON, sources=("Mayor",), text="The mayor blamed the IAF.", actors=("Israeli Air Force",))
    disowned = denial(
        ON, said_by="Evening Post", sources=("Northern Army",), text="The Northern Army denied bombing it."
    )
    (event,) = fuse([hurt, blamed, disowned], vocabulary=words)
    (contested,) = event.contradictions
    assert (contested.values[0].value, contested.values[0].origins) == ("Israeli Air Force", ("Mayor",))


def test_who_denies_that_it_happened_contradicts_the_occurrence(words: LinkVocabulary) -> None:
    told = claim(ON, sources=("Harbour Hospital",), text="Jets bombed the academy.")
    denied = denial(ON, said_by="Evening Post", sources=("Mayor",), text="No bomb fell on the academy, the mayor said.")
    (event,) = fuse([told, denied], vocabulary=words)
    assert [c.field for c in event.contradictions] == ["occurrence"]


def test_a_school_here_and_a_depot_there_is_a_contradiction_of_identity_and_two_words_for_a_depot_are_not(
    words: LinkVocabulary,
) -> None:
    def fields(*targets: str) -> list[str]:
        told = [claim(day(2020, 5, 4), said_by=f"Daily {n}", targets=(t,), killed=(14, 14), actors=("Israel",))
                for n, t in enumerate(targets)]  # fmt: skip
        facts = [facts_of(c, c.article, words) for c in told]
        origins = [o for u in find_origins(facts, [range(len(facts))], {}, words) for o in u.origins]
        return [c.field for c in find_contradictions(facts, origins, words)]

    assert fields("a school", "an ammunition depot") == ["identity"]
    assert fields("a school", "a hospital") == ["identity"]
    assert fields("an ammunition depot", "a warehouse") == []
    assert fields("a school", "the outskirts") == []
    assert fields("a school", "a primary school") == []


def test_the_value_that_more_origins_give_is_said_and_not_chosen(words: LinkVocabulary) -> None:
    tolls = {"Ridge Daily": 20, "Lantern Post": 20, "Copper Channel": 28}
    (event,) = fuse([claim(day(2020, 5, 4), said_by=s, killed=(k, k)) for s, k in tolls.items()], vocabulary=words)
    (found,) = event.contradictions
    assert found.leans.startswith("20")
    assert len(found.values) == 2
    assert found.resolutions == ()
