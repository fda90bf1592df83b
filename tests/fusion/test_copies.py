"""Text taken over, links, owners: what makes two outlets one origin."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.claims import claim, day, denial
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.fusion.copies import Copy
from trigpoint.fusion.shared_text import shared_texts
from trigpoint.model import Article, Claim, SourceKind
from trigpoint.workflows.copied import find_copies

ON = day(2020, 5, 4)


def text_of(seed: int) -> str:
    """300 words at random: two seeds share words, but hardly a run of six."""
    return " ".join(random.Random(seed).choices([f"word{n}" for n in range(400)], k=300))


WORDS = st.integers(0, 10**9).map(text_of)


def article(id_: str, outlet: str, *, published: date | None = None, **more: Any) -> Article:
    plain = Article(id=id_, capture=f"cap-{id_}", ordinal=0, start=0, end=1, outlet=outlet, published=published)
    return attrs.evolve(plain, **more)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=3, max_size=3, unique=True))
def test_a_text_inside_a_longer_one_is_found_and_two_others_are_not(texts: list[str]) -> None:
    one, other, third = texts
    found = list(shared_texts([("a", one), ("b", f"{other} {one} {third}"), ("c", third[: len(third) // 8])]))
    assert ("a", "b") in {(h.inner, h.outer) for h in found}
    assert next(h.share for h in found if h.inner == "a") > 0.9
    assert list(shared_texts([("a", one), ("b", other)])) == []


def test_furniture_that_every_page_carries_is_no_copying() -> None:
    notice = " ".join(f"notice{n}" for n in range(90))
    texts = [(f"a{n:02d}", f"{notice} " + " ".join(f"own{n}x{m}" for m in range(90))) for n in range(30)]
    assert list(shared_texts(texts)) == []


def test_of_two_equal_texts_the_later_is_the_copy() -> None:
    text = " ".join(f"word{n}" for n in range(200))
    pair = [
        article("a", "Ridge Daily", published=date(2020, 5, 6)),
        article("b", "Lantern Post", published=date(2020, 5, 5)),
    ]
    (copy,) = find_copies(pair, [("a", text), ("b", text)])["a"]
    assert (copy.of, copy.kind) == ("b", "same text")


def test_an_article_that_links_to_another_takes_over_from_it_and_none_from_a_later_one() -> None:
    first = article("a", "Ridge Daily", published=date(2020, 5, 5), url="https://ridge.example/news/1")
    second = article(
        "b", "Lantern Post", published=date(2020, 5, 6), links=("http://www.ridge.example/news/1/?from=home",)
    )
    assert [c.of for c in find_copies([first, second], [])["b"]] == ["a"]
    earlier = attrs.evolve(second, published=date(2020, 5, 4))
    assert find_copies([first, earlier], []) == {}


def _fused(claims: list[Claim], words: LinkVocabulary, copies: dict[str, list[Copy]] | None = None) -> list[list[str]]:
    return [[o.name for o in e.origins] for e in fuse(claims, vocabulary=words, copies=copies or {})]


def test_a_copied_article_without_a_source_rests_on_what_it_copies(words: LinkVocabulary) -> None:
    first, second = claim(ON, said_by="Ridge Daily", sources=("SOHR",)), claim(ON, said_by="Lantern Post")
    assert _fused([first, second], words) == [["Lantern Post", "SOHR"]]
    copies = {second.article: [Copy(of=first.article, kind="same text", why="90 %")]}
    assert _fused([first, second], words, copies) == [["SOHR"]]
    (event,) = fuse([first, second], vocabulary=words, copies=copies)
    assert ("Lantern Post", "Ridge Daily", "same text") in {(e.tail, e.head, e.kind) for e in event.graph}


def test_copies_in_a_circle_are_one_origin(words: LinkVocabulary) -> None:
    made = [claim(ON, said_by=s) for s in ("Ridge Daily", "Lantern Post", "Copper Channel")]
    copies = {
        c.article: [Copy(of=made[(n + 1) % 3].article, kind="same text", why="all of it")] for n, c in enumerate(made)
    }
    assert [len(names) for names in _fused(made, words, copies)] == [1]


def test_a_named_circle_is_said_in_the_graph(words: LinkVocabulary) -> None:
    pairs = (("Ridge Daily", "Lantern Post"), ("Lantern Post", "Copper Channel"), ("Copper Channel", "Ridge Daily"))
    (event,) = fuse([claim(ON, said_by=s, sources=(t,)) for s, t in pairs], vocabulary=words)
    assert sum(e.kind == "circle" for e in event.graph) == 3


def test_two_agencies_of_one_state_are_one_origin(words: LinkVocabulary) -> None:
    for names in (("TASS", "Sputnik"), ("SANA", "Syrian state television"), ("Syria's state news agency", "SANA")):
        (event,) = fuse([claim(ON, said_by=s) for s in (*names, "Ridge Daily")], vocabulary=words)
        assert len(event.origins) == 2
        assert any(e.kind == "one owner" for e in event.graph)


def test_state_media_of_two_states_stay_two_origins(words: LinkVocabulary) -> None:
    made = [claim(ON, said_by=s) for s in ("Syrian state television", "Russian state television", "SANA")]
    (event,) = fuse(made, vocabulary=words)
    assert len(event.origins) == 2


def test_an_outlet_that_names_nobody_adds_nothing_to_a_named_source_that_says_the_same(words: LinkVocabulary) -> None:
    outlets = ("Ridge Daily", "Lantern Post")
    elsewhere = [claim(day(2019, m, 1), said_by=s, sources=("SOHR",)) for s in outlets for m in range(1, 9)]
    here = [claim(ON, said_by="Ridge Daily"), claim(ON, said_by="Copper Channel", sources=("Harbour Hospital",))]
    (event,) = [e for e in fuse([*elsewhere, *here], vocabulary=words) if e.when == ON]
    (origin,) = event.origins
    assert origin.name == "Harbour Hospital"
    assert origin.presumed == (here[0].id,)
    against = [denial(ON, said_by="Ridge Daily"), here[1]]
    (contested,) = [e for e in fuse([*elsewhere, *against], vocabulary=words) if e.when == ON]
    assert len(contested.origins) == 2  # what contradicts every named source comes from somebody else


def test_an_outlet_that_names_nobody_is_counted_with_whom_it_usually_names(words: LinkVocabulary) -> None:
    """Two outlets pass the hospital on here, one the monitor; who is silent on its source names the monitor elsewhere."""
    elsewhere = [claim(day(2019, m, 1), said_by="Ridge Daily", sources=("SOHR",)) for m in range(1, 9)]
    silent = claim(ON, said_by="Ridge Daily")
    named = [("Copper Channel", "Harbour Hospital"), ("Lantern Post", "Harbour Hospital"), ("Willow Post", "SOHR")]
    here = [silent, *(claim(ON, said_by=outlet, sources=(source,)) for outlet, source in named)]
    (event,) = [e for e in fuse([*elsewhere, *here], vocabulary=words) if e.when == ON]
    assert {o.name: o.presumed for o in event.origins} == {"Harbour Hospital": (), "SOHR": (silent.id,)}
    (edge,) = [e for e in event.graph if e.kind == "presumed"]
    assert (edge.tail, edge.head, edge.why) == ("Ridge Daily", "SOHR", "Ridge Daily names it in 8 other claims")


def test_a_denial_by_the_accused_party_weighs_less_than_a_monitors(words: LinkVocabulary) -> None:
    told = claim(ON, said_by="Ridge Daily", sources=("SOHR",), kind=SourceKind.MONITOR, actors=("Israel",))
    text = "There was no airstrike at Al-Safirah"
    by_party = denial(
        ON, said_by="Lantern Post", sources=("Russia",), kind=SourceKind.ARMED_ACTOR, text=text, actors=("Israel",)
    )
    probabilities = []
    for accused in ("Russia", "Israel"):
        accusation = attrs.evolve(told, actors=(accused,))
        (event,) = fuse([accusation, attrs.evolve(by_party, actors=())], vocabulary=words)
        probabilities.append(event.probability or 0.0)
    assert probabilities[0] > probabilities[1]


def test_a_war_monitor_in_an_article_that_names_one_is_that_one(words: LinkVocabulary) -> None:
    def told(source: str, document: str) -> Claim:
        return claim(
            ON,
            said_by="Ridge Daily",
            document=document,
            sources=(source,),
            kind=SourceKind.MONITOR,
            text=f"{source} said",
        )

    assert _fused([told("war monitor", "a"), told("SOHR", "a")], words) == [["SOHR"]]
    assert _fused([told("war monitor", "a"), told("SOHR", "b")], words) == [["SOHR", "war monitor"]]
    made = [told("war monitor", "a"), told("SOHR", "a"), told("Airwars", "a")]
    assert _fused(made, words) == [["Airwars", "SOHR", "war monitor"]]
