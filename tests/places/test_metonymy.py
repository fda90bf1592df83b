"""Parses are written out, so that the test is about the rule and not about the parser."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from places.atlas import WORDS
from trigpoint.places.metonymy import is_metonymic

Parsed = list[tuple[str, int, str, str, str]]  # word, head, dependency, part of speech, lemma


def reads(parsed: Parsed, at: int) -> bool:
    words, heads, deps, pos, lemmas = (list(column) for column in zip(*parsed, strict=True))
    doc = Doc(Vocab(), words=words, heads=heads, deps=deps, pos=pos, lemmas=lemmas)
    return is_metonymic([doc[at]], WORDS)


DENIED: Parsed = [
    ("Moscow", 1, "nsubj", "PROPN", "Moscow"),
    ("denied", 1, "ROOT", "VERB", "deny"),
    ("it", 1, "dobj", "PRON", "it"),
]
BURNED: Parsed = [("Homs", 1, "nsubj", "PROPN", "Homs"), ("burned", 1, "ROOT", "VERB", "burn")]
STRUCK: Parsed = [
    ("jets", 1, "nsubj", "NOUN", "jet"),
    ("struck", 1, "ROOT", "VERB", "strike"),
    ("Kyiv", 1, "dobj", "PROPN", "Kyiv"),
]
ACCUSED: Parsed = [
    ("they", 1, "nsubj", "PRON", "they"),
    ("accused", 1, "ROOT", "VERB", "accuse"),
    ("Kyiv", 1, "dobj", "PROPN", "Kyiv"),
]
ARMY: Parsed = [
    ("Syria", 2, "poss", "PROPN", "Syria"),
    ("'s", 0, "case", "PART", "'s"),
    ("army", 2, "ROOT", "NOUN", "army"),
]
COAST: Parsed = [
    ("Syria", 2, "poss", "PROPN", "Syria"),
    ("'s", 0, "case", "PART", "'s"),
    ("coast", 2, "ROOT", "NOUN", "coast"),
]
OFFICIAL: Parsed = [("Damascus", 1, "compound", "PROPN", "Damascus"), ("official", 1, "ROOT", "NOUN", "official")]
SUBURB: Parsed = [("Damascus", 1, "compound", "PROPN", "Damascus"), ("suburb", 1, "ROOT", "NOUN", "suburb")]
PAIR: Parsed = [
    ("Russia", 3, "nsubj", "PROPN", "Russia"),
    ("and", 0, "cc", "CCONJ", "and"),
    ("Iran", 0, "conj", "PROPN", "Iran"),
    ("denied", 3, "ROOT", "VERB", "deny"),
]


@pytest.mark.parametrize(("parsed", "at"), [(DENIED, 0), (ACCUSED, 2), (ARMY, 0), (OFFICIAL, 0), (PAIR, 0), (PAIR, 2)])
def test_a_name_that_speaks_is_accused_or_owns_an_army_is_a_government(parsed: Parsed, at: int) -> None:
    assert reads(parsed, at)


@pytest.mark.parametrize(("parsed", "at"), [(BURNED, 0), (STRUCK, 2), (COAST, 0), (SUBURB, 0)])
def test_a_name_that_burns_is_struck_or_has_a_coast_is_a_place(parsed: Parsed, at: int) -> None:
    assert not reads(parsed, at)
