"""What holds for any claims."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fusion.claims import AL_SAFIRAH, HOMS, claim, day, month
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.fusion.abridged import from_line, line_of
from trigpoint.fusion.fuse import Fused, abridge, fuse_all, fuse_near
from trigpoint.fusion.ground import event_ids
from trigpoint.fusion.nearby import Relinked, relink
from trigpoint.model.claim import Claim, Modality
from trigpoint.model.event import Event

WHENS = [day(2020, 5, 4), day(2020, 5, 5), day(2020, 5, 20), month(2020, 5)]
OUTLETS = ["Ridge Daily", "Lantern Post", "Copper Channel"]
SOURCES: list[tuple[str, ...]] = [(), ("SOHR",), ("Harbour Hospital",), ("Ridge Daily",), ("Lantern Post",)]


@st.composite
def claims(draw: Any) -> list[Claim]:
    made = []
    for n in range(draw(st.integers(1, 9))):
        modality = draw(st.sampled_from([Modality.ASSERTED, Modality.ASSERTED, Modality.DENIED, Modality.PLANNED]))
        outlet = draw(st.sampled_from(OUTLETS))
        made.append(
            claim(
                draw(st.sampled_from(WHENS)),
                draw(st.sampled_from([AL_SAFIRAH, HOMS])),
                said_by=outlet,
                document=f"{outlet} {draw(st.integers(0, 2))}",
                sources=draw(st.sampled_from(SOURCES)),
                killed=draw(st.sampled_from([None, (4, 4), (9, None)])),
                targets=draw(st.sampled_from([(), ("depot",), ("school",)])),
                modality=modality,
                negated=modality is Modality.DENIED,
                text=f"sentence {n}",
            )
        )
    return made


def _without_ids(events: list[Event]) -> list[str]:
    """The events without their ids, which stand for their members; their order follows the ids within a day."""
    told = [(e.type, e.title, e.when, e.where, e.probability, e.grade, [o.name for o in e.origins]) for e in events]
    return sorted(map(str, told))


_RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_RELAXED
@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(words: LinkVocabulary, made: list[Claim], rng: random.Random) -> None:
    shuffled = list(made)
    rng.shuffle(shuffled)
    assert fuse(shuffled, vocabulary=words) == fuse(made, vocabulary=words)


@_RELAXED
@given(claims(), st.integers(0, 8))
def test_a_claim_given_twice_changes_no_probability(words: LinkVocabulary, made: list[Claim], which: int) -> None:
    again = attrs.evolve(made[which % len(made)], id="clm-again")
    assert _without_ids(fuse([*made, again], vocabulary=words)) == _without_ids(fuse(made, vocabulary=words))


@_RELAXED
@given(claims(), st.integers(0, 8))
def test_a_document_taken_in_twice_changes_no_probability(words: LinkVocabulary, made: list[Claim], which: int) -> None:
    """The same outlet's article under another address: its claims under other ids, in another article and capture."""
    copied = made[which % len(made)].article
    again = [
        attrs.evolve(c, id=f"{c.id}-again", article=f"{copied}-again", quote=attrs.evolve(c.quote, capture="again"))
        for c in made
        if c.article == copied
    ]
    once, twice = fuse(made, vocabulary=words), fuse([*made, *again], vocabulary=words)
    told = {m.id: e.probability for e in twice for m in e.members}
    assert {m.id: e.probability for e in once for m in e.members} == {c.id: told[c.id] for c in made}


@_RELAXED
@given(claims())
def test_fusing_twice_equals_fusing_once(words: LinkVocabulary, made: list[Claim]) -> None:
    once = fuse(made, vocabulary=words)
    assert fuse([*made, *made], vocabulary=words) == once == fuse(made, vocabulary=words)


@_RELAXED
@given(claims())
def test_every_claim_lies_in_exactly_one_event(words: LinkVocabulary, made: list[Claim]) -> None:
    members = [m.id for e in fuse(made, vocabulary=words) for m in e.members]
    assert sorted(members) == sorted({c.id for c in made})


@_RELAXED
@given(claims())
def test_every_member_rests_on_exactly_one_origin(words: LinkVocabulary, made: list[Claim]) -> None:
    for event in fuse(made, vocabulary=words):
        resting = [c for o in event.origins for c in o.members]
        assert sorted(resting) == sorted(m.id for m in event.members)


def test_fusing_nothing_gives_nothing(words: LinkVocabulary) -> None:
    assert fuse([], vocabulary=words) == []


@_RELAXED
@given(claims(), claims())
def test_a_new_document_changes_only_its_neighbourhood(
    words: LinkVocabulary, made: list[Claim], later: list[Claim]
) -> None:
    """Every claim stays in exactly one event; events out of reach are not opened; the ground stays true."""
    old = {c.id: c for c in made}
    new = [c for c in {c.id: c for c in later}.values() if c.id not in old]
    far = attrs.evolve(claim(day(1999, 1, 1), HOMS, said_by="Old Post"), id="clm-far")
    before = fuse_all([*old.values(), far], vocabulary=words)
    change, after = _added(before, [*old.values(), far], new, words)
    kept = [e for e in before.events if e.id not in change.replaced]
    assert not any("clm-far" in members for members in change.clusters)
    members = sorted(m.id for e in (*kept, *after.events) for m in e.members)
    assert members == sorted([*old, "clm-far", *(c.id for c in new)])
    assert event_ids(after.ground) == {m.id: e.id for e in (*kept, *after.events) for m in e.members}


def _added(before: Fused, old: Sequence[Claim], new: Sequence[Claim], words: LinkVocabulary) -> tuple[Relinked, Fused]:
    by_id = {c.id: c for c in (*old, *new)}
    fresh = abridge(new, vocabulary=words)
    change = relink(before.ground, fresh, lambda rows: [from_line(line_of(before.abridged[n])) for n in rows], words)
    claims = [by_id[c] for members in change.clusters for c in members]
    return change, fuse_near(claims, fresh, change, before.ground, vocabulary=words)


def test_a_new_document_joins_the_event_that_a_whole_joining_puts_it_in(words: LinkVocabulary) -> None:
    old = [claim(day(2020, 5, n), place, said_by=f"Daily {n}") for n in (4, 9, 20) for place in (AL_SAFIRAH, HOMS)]
    new = claim(day(2020, 5, 9), HOMS, said_by="Late Post")
    before = fuse_all(old, vocabulary=words)
    _, after = _added(before, old, [new], words)
    (joined,) = [e for e in after.events if any(m.id == new.id for m in e.members)]
    assert len(joined.members) == 2
    assert joined.id in {e.id for e in fuse([*old, new], vocabulary=words)}


@pytest.mark.parametrize("days", [(4,), (4, 20), (4, 12, 20)])
def test_a_month_told_later_finds_the_home_that_a_whole_joining_gives_it(
    words: LinkVocabulary, days: tuple[int, ...]
) -> None:
    """One strike of that toll in the month is its home; of two it takes none, and the others stay as they are."""
    told: dict[str, Any] = {"killed": (17, 17), "targets": ("a depot",)}
    old = [claim(day(2020, 5, n), HOMS, said_by=f"{o} {n}", **told) for n in days for o in ("Daily", "Post")]
    new = claim(month(2020, 5), HOMS, said_by="Monthly Review", **told)
    before = fuse_all(old, vocabulary=words)
    change, after = _added(before, old, [new], words)
    kept = [e for e in before.events if e.id not in change.replaced]
    grown = {frozenset(m.id for m in e.members) for e in (*kept, *after.events)}
    assert grown == {frozenset(m.id for m in e.members) for e in fuse([*old, new], vocabulary=words)}
    (home,) = [members for members in grown if new.id in members]
    assert len(home) == (3 if len(days) == 1 else 1)
