"""Accounts with the same rare mistake are one; accounts that are merely right together are not."""

from __future__ import annotations

import random

from fusion.claims import AL_SAFIRAH, claim, day
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.model.claim import Claim
from trigpoint.model.event import Event

ON = day(2020, 5, 4)


def _told(tolls: dict[str, int], at: str = "Al-Safirah") -> list[Claim]:
    return [claim(ON, (at, *AL_SAFIRAH[1:]), said_by=outlet, killed=(n, n)) for outlet, n in tolls.items()]


def _only(claims: list[Claim], words: LinkVocabulary) -> Event:
    (event,) = fuse(claims, vocabulary=words)
    return event


RIGHT = {f"Daily {n}": 23 for n in "ABC"}


def test_two_with_one_rare_wrong_figure_are_one_origin_and_the_graph_says_why(words: LinkVocabulary) -> None:
    event = _only(_told({**RIGHT, "Ridge Post": 27, "Lantern Post": 27}), words)
    assert len(event.origins) == 4
    (edge,) = [e for e in event.graph if e.kind == "same error"]
    assert {edge.tail, edge.head} == {"Ridge Post", "Lantern Post"}
    assert "27 killed" in edge.why


def test_the_figure_that_most_give_is_no_mistake(words: LinkVocabulary) -> None:
    assert len(_only(_told({**RIGHT, "Ridge Post": 27}), words).origins) == 4


def test_a_round_or_small_figure_is_shared_by_chance(words: LinkVocabulary) -> None:
    assert len(_only(_told({**RIGHT, "Ridge Post": 25, "Lantern Post": 25}), words).origins) == 5
    assert len(_only(_told({**dict.fromkeys(RIGHT, 2), "Ridge Post": 3, "Lantern Post": 3}), words).origins) == 5


def test_a_spelling_alone_is_not_enough_with_a_figure_it_is(words: LinkVocabulary) -> None:
    for wrong, origins in ((9, 5), (11, 4)):
        told = _told(dict.fromkeys(RIGHT, 9)) + _told({"Ridge Post": wrong, "Lantern Post": wrong}, "Al-Safirrah")
        assert len(_only(told, words).origins) == origins


def test_a_named_source_is_never_led_elsewhere(words: LinkVocabulary) -> None:
    told = _told({**RIGHT, "Ridge Post": 27, "Lantern Post": 27})
    named = claim(ON, said_by="Lantern Post", sources=("Harbour Hospital",), killed=(27, 27))
    event = _only([*told[:-1], named], words)
    assert sorted(o.name for o in event.origins) == ["Daily A", "Daily B", "Daily C", "Harbour Hospital"]


def test_on_independent_outlets_it_costs_next_to_nothing_and_finds_those_that_copy(words: LinkVocabulary) -> None:
    """Seven outlets an event, one in four wrong by up to a third; or two that copy a third one's figure as it stands."""
    rng = random.Random(11)
    counted = {False: 0, True: 0}
    wrong_copied = 0
    for n in range(150):
        place = (f"Site {n}", -60 + 0.7 * n, -150 + 1.9 * n, 5.0)
        toll = rng.randint(12, 60)
        told = {f"Outlet {k} Daily": _misheard(toll, rng) for k in "ABCDEFG"}
        copied = dict(told) | dict.fromkeys(("Outlet F Daily", "Outlet G Daily"), told["Outlet A Daily"])
        wrong_copied += told["Outlet A Daily"] != toll and told["Outlet A Daily"] % 5 != 0
        for copies, values in ((False, told), (True, copied)):
            made = [claim(ON, place, said_by=o, killed=(v, v)) for o, v in values.items()]
            largest = max(fuse(made, vocabulary=words), key=lambda e: len(e.members))
            counted[copies] += sum(e.kind == "same error" for e in largest.graph)
    assert counted[False] <= 0.02 * 150 * 7
    assert counted[True] >= counted[False] + 0.5 * wrong_copied


def _misheard(toll: int, rng: random.Random) -> int:
    return toll if rng.random() < 0.75 else max(4, round(toll * rng.uniform(0.67, 1.33)))
