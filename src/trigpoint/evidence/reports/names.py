"""The words an argument is named by."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

_LEFT = ("compound", "amod", "nmod", "poss", "nummod", "quantmod", "advmod", "punct", "case", "prep", "npadvmod")


def phrase(head: Token, *, with_of: bool = True) -> str:
    """The noun phrase of `head` without article: "missile production facility", "columns of military trucks"."""
    first, last = head.i, head.i
    if head.ent_type_:
        first, last = _entity_bounds(head)
    for child in reversed(list(head.lefts)):
        if child.dep_ not in _LEFT or child.right_edge.i < first - 1 or child.dep_ == "prep":
            break
        first = min(first, child.left_edge.i)
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and with_of and child.right_edge.i - head.i <= 8:
            last = max(last, child.right_edge.i)
        elif child.dep_ == "compound" or (
            child.dep_ in ("nummod", "punct") and child.i == last + 1 and child.text in "-–"
        ):
            last = max(last, child.i)
        else:
            break
    while first < head.i and (
        head.doc[first].is_punct or head.doc[first].lower_ in _ARTICLES or head.doc[first].is_space
    ):
        first += 1
    return " ".join(head.doc[first : last + 1].text.split()).strip("“”\"' ")


_ARTICLES = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "some",
        "any",
        "both",
    ]
)


def _entity_bounds(head: Token) -> tuple[int, int]:
    first = last = head.i
    doc = head.doc
    while first > head.sent.start and doc[first].ent_iob_ == "I":
        first -= 1
    while last + 1 < head.sent.end and doc[last + 1].ent_iob_ == "I" and doc[last + 1].ent_type_ == head.ent_type_:
        last += 1
    return first, last


def names(heads: Sequence[Token], resolve: dict[int, str] | None = None) -> tuple[str, ...]:
    """Each head's phrase once, in order; pronouns are named by `resolve`, else left out."""
    found: list[str] = []
    for head in heads:
        name = (
            (resolve or {}).get(head.i, "") if head.pos_ == "PRON" or head.tag_ in ("WDT", "WP", "DT") else phrase(head)
        )
        if name.endswith(("’s", "'s")):
            name = name[:-2]
        if name and name not in found and len(name) <= 120:
            found.append(name)
    return tuple(found)
