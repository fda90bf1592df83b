"""Whether a place name stands for a government: "Moscow denied", "Iran's allies". Such a name is no event's place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trigpoint.places.words import PlaceWords

if TYPE_CHECKING:
    from spacy.tokens import Token

_ADDRESSED = frozenset({
    "accuse", "blame", "condemn", "criticise", "criticize", "sanction", "support", "back", "urge", "warn", "ask", "tell", "arm",
    "help", "aid", "assist", "thank", "pressure", "threaten",
})  # fmt: skip
_MODIFIER = frozenset({"compound", "nmod", "amod"})
_COUNTERPARTS = frozenset({"by", "with", "against", "for", "between", "to", "from", "than", "like", "of"})
_DEALINGS = frozenset(
    {
        "ally",
        "alliance",
        "tie",
        "relation",
        "agreement",
        "war",
        "talk",
        "deal",
        "support",
        "pressure",
        "sanction",
        "cooperation",
        "partner",
    }
)


def is_metonymic(tokens: Sequence[Token], words: PlaceWords) -> bool:
    """By the parse of a name's tokens: subject of a verb of speaking or acting, possessor of anything but land, by-agent.

    A conjunct is read as its first conjunct ("Russia and Iran said"). The text must be parsed.
    """
    if not tokens:
        return False
    inside = {t.i for t in tokens}
    # Span.root would ask the whole text whether it is parsed, for each name anew
    token = _first_conjunct(next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[-1]))
    if token.dep_ == "nsubj":
        return _acts(token.head, words)
    if token.dep_ in ("nsubjpass", "dobj", "iobj", "dative"):
        return token.head.lemma_.lower() in _ADDRESSED  # "struck Kyiv" is the town, "accused Kyiv" is not
    if token.dep_ == "poss":
        return token.head.lemma_.lower() not in words.parts_of_land
    if token.dep_ in _MODIFIER:
        return token.head.lemma_.lower() in words.governed
    if token.dep_ == "pobj":
        return _is_counterpart(token.head)
    return False


def is_speaker(tokens: Sequence[Token], words: PlaceWords) -> bool:
    """A building that speaks for who sits in it: "the Pentagon said", "denied by the Kremlin". The text must be parsed."""
    if not tokens:
        return False
    inside = {t.i for t in tokens}
    token = _first_conjunct(next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[-1]))
    if token.dep_ == "pobj":
        return token.head.dep_ == "agent" and token.head.head.lemma_.lower() in words.speaking
    return token.dep_ == "nsubj" and token.head.lemma_.lower() in words.speaking


def _first_conjunct(token: Token) -> Token:
    while token.dep_ in ("conj", "appos") and token.head is not token:
        token = token.head
    return token


def _acts(verb: Token, words: PlaceWords) -> bool:
    return verb.pos_ in ("VERB", "AUX") and (
        verb.lemma_.lower() in words.speaking or any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.children)
    )


def _is_counterpart(preposition: Token) -> bool:
    """ "by Iran", "with Russia", "against Israel"; "for", "to" and "of" only after words for dealings."""
    word, head = preposition.lower_, preposition.head
    if word == "by":
        return preposition.dep_ == "agent" or head.pos_ == "NOUN"
    if word in ("with", "against"):
        return True
    return word in _COUNTERPARTS and head.lemma_.lower() in _DEALINGS
