"""Whose verb, and which words it governs: readings of the dependency parse of a reporting sentence."""

from __future__ import annotations

from spacy.tokens import Span, Token

_INSERTED = {"parataxis", "ccomp", "advcl", "conj", "intj"}


def has_that_clause(noun: Token) -> bool:
    return any(
        c.dep_ in {"acl", "relcl", "ccomp"} and any(g.lower_ == "that" for g in c.children) for c in noun.children
    )


def subjects_of(verb: Token) -> list[Token]:
    """Who may be speaking, best first.

    An inverted speaker, the verb's own subjects, those of the verb it is coordinated with, the noun it modifies.
    """
    inverted = inverted_speaker(verb)
    behind = [c for c in verb.children if c.dep_ == "nsubj" and c.i > verb.i]
    if inverted is not None and not behind:
        return [inverted]
    own = [
        c for c in verb.children if c.dep_ == "nsubj" or (c.dep_ == "npadvmod" and c.i > verb.i and c.pos_ == "PROPN")
    ]
    if any(c.lower_ in {"which", "who", "that"} for c in own) and verb.dep_ == "relcl":
        return [verb.head]
    if own:  # "said BBC" before the subject of what it said; a person before the offices in front of the name
        return sorted(own, key=lambda c: (c.i < verb.i, c.ent_type_ != "PERSON", c.i))
    if verb.dep_ == "advcl":  # "As the BDA shows": an acronym taken for part of the verb
        named = [
            c for c in verb.children if c.dep_ in {"compound", "nmod"} and c.i < verb.i and c.pos_ in {"PROPN", "NOUN"}
        ]
        if named:
            return named[-1:]
    if verb.dep_ in {"conj", "xcomp", "pcomp"} and verb.head.pos_ in {"VERB", "AUX"} and verb.head != verb:
        return subjects_of(verb.head)
    return []


def inverted_speaker(verb: Token) -> Token | None:
    """ "Iran, said Kirby, was ...": a verb between a comma and a name, whatever the parser made of it."""
    if verb.i == 0 or verb.i + 1 >= len(verb.doc) or verb.nbor(-1).text not in {",", "”", '"', "’"}:
        return None
    after = verb.nbor(1)
    if after.pos_ != "PROPN" and after.ent_type_ not in {"PERSON", "ORG"}:
        return None
    end = after.i
    while end + 1 < len(verb.doc) and verb.doc[end + 1].pos_ == "PROPN":
        end += 1
    return verb.doc[end]


def agent_of(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def content_of(verb: Token, noun: Token, sentence: Span, *, passive: bool, bare_object: bool) -> tuple[int, int] | None:
    """The characters the speaker vouches for, or None when nothing is said.

    `bare_object`: an object without a clause counts ("accused X of a strike"; pictures "show a build-up").
    """
    if noun == inverted_speaker(verb):
        return sentence.start_char, sentence.end_char
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if clause is not None:
        return clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge)
    if verb.dep_ in _INSERTED and verb.head != verb and verb.head.pos_ in {"VERB", "AUX"} and _is_inserted(verb):
        return clause_of(verb.head, sentence)  # "As the BDA shows, ..."
    if passive:
        return sentence.start_char, sentence.end_char
    objects = [c for c in verb.children if c.dep_ in {"dobj", "xcomp", "dative", "oprd", "attr"}]
    if verb.dep_ == "relcl" and any(o.lower_ in {"that", "which"} for o in objects):
        return verb.head.left_edge.idx, verb.idx + len(verb)  # "two airstrikes that regime media reported"
    if not objects or not (bare_object or any(has_that_clause(o) for o in objects)):
        return None
    about = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"of", "for", "about", "on", "with"}]
    parts = [*objects, *about]
    first = min((p.left_edge for p in parts), key=lambda t: t.i)
    last = max((p.right_edge for p in parts), key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def _is_inserted(verb: Token) -> bool:
    """Set off by commas or a leading "as": not a clause of its own content."""
    if any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children):
        return True
    return verb.dep_ == "parataxis" or (verb.dep_ == "ccomp" and verb.i > verb.head.i and bool(subjects_of(verb)))


def clause_of(head: Token, sentence: Span) -> tuple[int, int]:
    """The clause of `head`, or the whole sentence when it is the main one."""
    while head.pos_ not in {"VERB", "AUX"} and head.head != head:
        head = head.head
    if head == sentence.root or head.dep_ == "ROOT":
        return sentence.start_char, sentence.end_char
    return head.left_edge.idx, head.right_edge.idx + len(head.right_edge)
