"""What a pronoun stands for: light, and only where a noun agrees."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

_SINGULAR = frozenset({"it", "its", "this", "that"})
_PLURAL = frozenset({"they", "them", "their", "these", "those"})
_PERSONS = frozenset({"he", "she", "him", "her", "his", "hers"})


def pronoun_antecedents(sentences: Sequence[Span]) -> dict[int, Token]:
    """Pronoun token number -> the noun it stands for: the nearest agreeing subject, else object, a sentence back."""
    found: dict[int, Token] = {}
    before: list[Token] = []
    for sentence in sentences:
        here: list[Token] = []
        for token in sentence:
            low = token.lower_
            if (
                token.pos_ in ("PRON", "DET")
                and low in _SINGULAR | _PLURAL | _PERSONS
                and token.dep_ not in ("det", "mark")
            ):
                if (noun := _agreeing(token, here, before)) is not None:
                    found[token.i] = noun
                    if token.dep_.startswith("nsubj"):
                        here.append(noun)
            elif token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "attr"):
                here.append(token)
        before = here or before
    return found


def _agreeing(pronoun: Token, here: Sequence[Token], before: Sequence[Token]) -> Token | None:
    low = pronoun.lower_
    inside = [n for n in here if n.dep_ in ("nsubj", "nsubjpass") and _agrees(n, low)]
    if inside:
        return inside[-1]
    for wanted in (("nsubj", "nsubjpass"), ("dobj", "attr"), ("pobj",)):
        fitting = [n for n in before if n.dep_ in wanted and _agrees(n, low)]
        if fitting:
            return fitting[0] if "nsubj" in wanted else fitting[-1]
    return None


def _agrees(noun: Token, pronoun: str) -> bool:
    plural = noun.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in noun.children)
    if pronoun in _PERSONS:
        return noun.ent_type_ == "PERSON"
    if noun.ent_type_ == "PERSON":
        return pronoun in _PLURAL and plural
    return plural if pronoun in _PLURAL else not plural
