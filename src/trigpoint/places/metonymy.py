"""Whether a place name stands for a government: "Moscow denied", "Iran's allies". Such a name is no event's place."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from trigpoint.places.candidates import Span
from trigpoint.places.words import PlaceWords

_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_MODIFIER = frozenset({"poss", "compound", "nmod", "amod"})
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


def is_metonymic(doc: Doc, span: Span, words: PlaceWords) -> bool:
    """By the parse: subject of a verb of speaking or acting, possessor or modifier of a government's things, by-agent.

    A conjunct is read as its first conjunct ("Russia and Iran said"). Without a parse nothing is metonymic.
    """
    chunk = doc.char_span(span.start, span.end, alignment_mode="expand")
    if chunk is None or not doc.has_annotation("DEP") or span.head:
        return False
    token = _first_conjunct(chunk.root)
    if token.dep_ in _SUBJECT:
        return _acts(token.head, words)
    if token.dep_ in _MODIFIER:
        owned = token.head
        return owned.lemma_.lower() in words.governed or (
            owned.dep_ in _SUBJECT and owned.pos_ == "NOUN" and _acts(owned.head, words)
        )
    if token.dep_ in ("dobj", "iobj", "dative"):
        return token.head.lemma_.lower() in words.speaking
    if token.dep_ == "pobj":
        return _is_counterpart(token.head, words)
    return False


def _first_conjunct(token: Token) -> Token:
    while token.dep_ in ("conj", "appos") and token.head is not token:
        token = token.head
    return token


def _acts(verb: Token, words: PlaceWords) -> bool:
    return verb.pos_ in ("VERB", "AUX") and (
        verb.lemma_.lower() in words.speaking or any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.children)
    )


def _is_counterpart(preposition: Token, words: PlaceWords) -> bool:
    """ "by Iran", "with Russia", "against Israel"; "for", "to" and "of" only after words for dealings."""
    word, head = preposition.lower_, preposition.head
    if word == "by":
        return preposition.dep_ == "agent" or head.pos_ == "NOUN"
    if word in ("with", "against"):
        return True
    return word in _COUNTERPARTS and head.lemma_.lower() in _DEALINGS | words.governed
