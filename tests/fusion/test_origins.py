"""Who an event rests on."""

from __future__ import annotations

from collections import Counter

import pytest

from fusion.claims import claim, day, denial
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.fusion.sources import same_sources, with_owners
from trigpoint.model.claim import Claim
from trigpoint.model.event import Event

ON = day(2020, 5, 4)


def _only(claims: list[Claim], words: LinkVocabulary) -> Event:
    (event,) = fuse(claims, vocabulary=words)
    return event


def test_ten_outlets_quoting_one_monitor_count_once(words: LinkVocabulary) -> None:
    event = _only([claim(ON, said_by=f"Daily {n}", sources=("ImageSat International",)) for n in range(10)], words)
    (origin,) = event.origins
    assert origin.name == "ImageSat International"
    assert len(origin.outlets) == len(origin.members) == 10
    assert event.grade == "weak"


def test_an_agency_between_is_no_origin(words: LinkVocabulary) -> None:
    chains = [("Meridian News Agency", "Harbour Hospital"), ("Harbour Hospital",)]
    event = _only([claim(ON, said_by=f"Daily {n}", sources=c) for n, c in enumerate(chains)], words)
    assert [o.name for o in event.origins] == ["Harbour Hospital"]


def test_an_outlet_that_quotes_an_outlet_rests_on_its_source(words: LinkVocabulary) -> None:
    first = claim(ON, said_by="Ridge Daily", sources=("Harbour Hospital",))
    second = claim(ON, said_by="Lantern Post", sources=("Ridge Daily",))
    third = claim(ON, said_by="Copper Channel", sources=("Lantern Post",))
    assert [o.name for o in _only([first, second, third], words).origins] == ["Harbour Hospital"]


def test_outlets_quoting_each_other_in_a_circle_are_one_origin(words: LinkVocabulary) -> None:
    circle = {"Ridge Daily": "Lantern Post", "Lantern Post": "Copper Channel", "Copper Channel": "Ridge Daily"}
    event = _only([claim(ON, said_by=s, sources=(t,)) for s, t in circle.items()], words)
    assert len(event.origins) == 1


def test_two_outlets_with_their_own_word_are_two_origins(words: LinkVocabulary) -> None:
    event = _only([claim(ON, said_by=s) for s in ("Ridge Daily", "Lantern Post")], words)
    assert [o.name for o in event.origins] == ["Lantern Post", "Ridge Daily"]
    assert event.grade == "fair"


def test_outlets_that_always_name_a_source_and_now_do_not_are_one_unattributed_origin(words: LinkVocabulary) -> None:
    outlets = ("Ridge Daily", "Lantern Post", "Copper Channel")
    elsewhere = [claim(day(2019, m, 1), said_by=s, sources=("SOHR",)) for s in outlets for m in range(1, 9)]
    here = [claim(ON, said_by=s) for s in outlets]
    (event,) = [e for e in fuse([*elsewhere, *here], vocabulary=words) if e.when == ON]
    assert [o.name for o in event.origins] == ["unattributed (Copper Channel, Lantern Post, Ridge Daily)"]


def test_a_long_sentence_taken_over_word_for_word_is_one_origin(words: LinkVocabulary) -> None:
    long = (
        "Aircraft struck a depot on the northern edge of the town shortly before dawn on Monday, setting off explosions that "
        "could be heard in the villages around it for several hours"
    )
    texts = (long + ".", long + ", residents said.")
    event = _only(
        [claim(ON, said_by=s, text=t) for s, t in zip(("Ridge Daily", "Lantern Post"), texts, strict=True)], words
    )
    assert len(event.origins) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Syrian Observatory for Human Rights", "SOHR", "the Syrian Observatory for Human Rights (SOHR)"),
        ("Ministry of Defence of Ruritania", "the Ruritanian defence ministry", "Ruritania's Ministry of Defense"),
        ("Harbour Road Hospital", "doctors at Harbour Road Hospital", "Harbour Road hospital staff"),
        ("Orchard Human Rights Network", "the Orchard network", "OHRN"),
        ("Ministry of Information", "the information ministry"),
        ("John Kirby", "Kirby"),
        ("Médecins Sans Frontières", "MSF", "Medecins sans Frontieres"),
    ],
)
def test_spellings_of_one_source_are_one(names: tuple[str, ...], words: LinkVocabulary) -> None:
    others = ("Ridge Daily", "Ministry of Health of Sylvania", "Valley Hospital", "Meridian News Agency")
    settled = same_sources(Counter([*names, *others]), words)
    assert len({settled[n] for n in names}) == 1
    assert len({settled[n] for n in (*names, *others)}) == 1 + len(others)


@pytest.mark.parametrize(
    "names",
    [
        ("Ministry of Defence of Ruritania", "Ministry of Defence of Sylvania"),
        ("Northern Military Council", "Southern Military Council"),
        ("Outlet A Daily", "Outlet B Daily", "Outlet C Daily"),
        ("Aleppo Health Directorate", "Idlib Health Directorate", "Health Directorate"),
        ("Reuters", "Associated Press", "AFP"),
        ("Syrian army", "Syrian Democratic Forces"),
    ],
)
def test_alike_names_of_different_sources_stay_apart(names: tuple[str, ...], words: LinkVocabulary) -> None:
    settled = same_sources(Counter(names), words)
    assert len(set(settled.values())) == len(names)


def test_an_acronym_that_fits_two_names_stays_apart(words: LinkVocabulary) -> None:
    names = ("Civil Rescue Service", "Central Relief Society", "CRS")
    assert len(set(same_sources(Counter(names), words).values())) == 3


def test_a_source_that_denies_is_an_origin_of_the_event_too(words: LinkVocabulary) -> None:
    told = claim(ON, said_by="Ridge Daily", sources=("SOHR",))
    denied = denial(ON, said_by="Lantern Post", sources=("the army",))
    assert len(_only([told, denied], words).origins) == 2


def test_outlets_of_one_owner_by_a_cases_own_table_are_one_origin(words: LinkVocabulary) -> None:
    outlets = ("Ridge Daily", "The Lantern Post", "Copper Channel")
    table = {"ridge daily": "Orchard Holding", "Lantern Post": "orchard holding"}
    event = _only([claim(ON, said_by=s) for s in outlets], with_owners(words, table))
    assert len(event.origins) == 2
    assert {e.kind for e in event.graph} == {"published by", "one owner"}
