"""Who does what to whom, read off the dependency parse (spaCy's English labels)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from spacy.tokens import Span, Token

_SUBJECTS = ("nsubj", "csubj")
_PASSIVE = ("nsubjpass", "csubjpass")
_CLAUSES = ("ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "parataxis", "pcomp")
_GOVERNING = ("on", "at", "against", "down", "up", "off")  # "burned down the library", read as a preposition
_TARGET_PREPOSITIONS = ("on", "at", "against", "upon", "of")


@attrs.frozen(kw_only=True)
class Roles:
    """Heads of the noun phrases around a trigger."""

    actors: tuple[Token, ...] = ()
    targets: tuple[Token, ...] = ()
    verb: Token | None = None  # the verb of the clause the trigger stands in
    passive: bool = False


def is_passive(verb: Token) -> bool:
    """Passive, including reduced relatives ("photos released by")."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and verb.tag_ in ("VBN", "VBD"):
        if any(c.dep_ in ("aux", "dobj", "nsubj") for c in verb.children):
            return False
        return is_passive(verb.head)  # "was hit and set on fire"
    if verb.dep_ == "ROOT" and verb.tag_ == "VBN" and any(c.dep_ == "agent" for c in verb.children):
        return not any(c.dep_ in ("aux", "dobj") for c in verb.children)  # a log: "Carrier struck by a small craft"
    if verb.tag_ in ("VBN", "VBD") and verb.dep_ in ("xcomp", "oprd", "ccomp") and verb.head.lemma_ in _REPUTED:
        bare = not _own_subject(verb) and not any(c.dep_ in ("aux", "dobj") for c in verb.children)
        return bare and is_passive(verb.head)  # "was reported damaged"; not "were said to have bombed it"
    return (
        verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl") and not any(c.dep_ == "aux" for c in verb.children)
    )


_REPUTED = frozenset(("report", "believe", "fear", "presume", "think", "confirm", "find", "say", "assume", "leave"))


def mistaken_perfect(verb: Token) -> Token | None:
    """The "has" of "Iran has trafficked missiles" where the parser read the participle as an adjective."""
    if verb.dep_ != "amod" or verb.tag_ not in ("VBN", "VBD") or verb.i == 0:
        return None
    before = verb.nbor(-1)
    while before.pos_ == "ADV" and before.i > 0:
        before = before.nbor(-1)
    return before if before.lower_ in ("has", "have", "had") else None


def mistaken_active(verb: Token) -> bool:
    """ "A warplane bombed Mitiga airport", where the parser reads a warplane that is an airport which was bombed."""
    if verb.dep_ != "amod" or verb.tag_ not in ("VBN", "VBD") or verb.i == 0 or verb.head.dep_ != "appos":
        return False
    before = verb.nbor(-1)
    return before.pos_ in ("NOUN", "PROPN") and verb.head.head.i <= before.i


def control_chain(verb: Token) -> Iterator[Token]:
    """The verbs whose adjuncts an infinitive shares: "has been using drones in recent weeks to strike"."""
    current = verb
    for _ in range(4):
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in current.children)
        if current.dep_ == "xcomp" or (current.dep_ in ("advcl", "acl") and infinitive):
            above = current.head if current.head.pos_ in ("VERB", "AUX") else clause_verb(current.head)
            if above is None or above == current:
                return
            yield above
            current = above
        elif current.dep_ == "conj" and current.head.pos_ in ("VERB", "AUX") and not _own_subject(current):
            yield current.head
            current = current.head
        else:
            return


def verb_roles(verb: Token) -> Roles:
    """Actors and targets of a verb: active, passive, reduced, shared over coordination and control."""
    if mistaken_active(verb):
        return Roles(actors=_spread([verb.head.head]), targets=(verb.head,), verb=verb)
    if (have := mistaken_perfect(verb)) is not None:
        return Roles(actors=_spread(_subjects(have)), targets=_spread([verb.head]), verb=verb)
    if is_passive(verb):
        actors = [p for c in verb.children if c.dep_ == "agent" for p in _objects(c)]
        return Roles(actors=_spread(actors), targets=_spread(_subjects(verb)), verb=verb, passive=True)
    targets = [c for c in verb.children if c.dep_ in ("dobj", "obj", "dative") and c.pos_ != "ADP"]
    if not targets:
        targets = [p for c in verb.children if c.dep_ == "prep" and c.lower_ in _GOVERNING for p in _objects(c)]
    if not targets and (gap := _relative_gap(verb)) is not None:
        targets = [gap]
    if not targets and verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not _own_end(verb):
        targets = []  # "exposed and destroyed six tunnels": the object hangs on the last verb
    if not targets:
        targets = [
            c2
            for c in verb.children
            if c.dep_ == "conj" and c.pos_ == "VERB" and not _own_subject(c)
            for c2 in c.children
            if c2.dep_ == "dobj" and c.i == verb.i + 2
        ]
    return Roles(actors=_spread(_subjects(verb)), targets=_spread(targets), verb=verb)


def noun_roles(noun: Token) -> Roles:
    """Actors ("Israel's", "by X", "Israeli") and targets ("on", "at", "against") of an event noun, then of its verb."""
    actors, targets = [], []
    for child in noun.children:
        if child.dep_ == "poss" or (
            child.dep_ in ("amod", "compound", "nmod") and child.ent_type_ in ("NORP", "GPE", "ORG")
        ):
            actors.append(child)
        elif child.dep_ in ("prep", "agent") and child.lower_ == "by":
            actors.extend(_objects(child))
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            actors.extend(p for c in child.children if c.dep_ == "agent" for p in _objects(c))
        elif child.dep_ == "prep" and child.lower_ in _TARGET_PREPOSITIONS:
            targets.extend(_objects(child))
    return Roles(actors=_spread(actors), targets=_spread(targets), verb=clause_verb(noun))


def below(token: Token, *prepositions: str) -> Iterator[Token]:
    """The objects of a word's own prepositions, of those named."""
    for preposition in prepositions:
        for child in token.children:
            if child.lower_ == preposition and child.dep_ in ("prep", "agent", "prt"):
                yield from (p for p in child.children if p.dep_ == "pobj")


def clause_verb(token: Token) -> Token | None:
    """The nearest verb above a token, itself included."""
    current = token
    while True:
        if current.pos_ in ("VERB", "AUX"):
            return current
        if current.head == current:
            return None
        current = current.head


def ancestors_and_self(token: Token) -> Iterator[Token]:
    """The token, its head, and so on to the root."""
    yield token
    yield from token.ancestors


def disputed_by(token: Token) -> Token | None:
    """The verb that denies or lays at someone's door what `token` tells: "denied hitting it", "accused Iran of the attack"."""
    for word in ancestors_and_self(token):
        above = word.head
        if above == word:
            return None
        if word.dep_ in ("ccomp", "xcomp", "dobj") and above.lemma_ in DENYING:
            return above
        if word.dep_ == "prep" and word.lower_ in ("of", "for") and above.lemma_ in BLAMING:
            return above
        if word.pos_ in ("VERB", "AUX") and word.dep_ not in ("xcomp", "pcomp", "conj", "ccomp"):
            return None
    return None


DENYING = frozenset(("deny", "refute", "reject", "dismiss", "dispute"))
BLAMING = frozenset(("accuse", "blame", "condemn"))


def depth(token: Token) -> int:
    """How many clauses and phrases a word stands under; clauses joined by "and" or ";" stand side by side."""
    levels = 0
    for word in ancestors_and_self(token):
        side_by_side = (
            word.dep_ == "ROOT"
            or (word.dep_ in ("conj", "parataxis") and _own_subject(word))
            or (word.dep_ == "ccomp" and word.i < word.head.i and any(c.text == ";" for c in word.head.children))
        )
        levels += not side_by_side
    return levels


def clause_span(verb: Token, sentence: Span) -> Span:
    """The words of a clause: the subtree of its verb without a leading conjunction or complementiser."""
    inside = [t.i for t in verb.subtree if sentence.start <= t.i < sentence.end]
    first, last = min(inside), max(inside)
    doc = verb.doc
    while (
        first < last
        and (doc[first].is_punct or doc[first].dep_ in ("mark", "cc") or doc[first].is_space)
        and doc[first].text not in "“\"'("
    ):
        first += 1
    return doc[first : last + 1]


def stands_alone(verb: Token) -> bool:
    """Has a subject of its own, so its clause can be quoted by itself."""
    return _own_subject(verb)


def _own_subject(verb: Token) -> bool:
    return any(c.dep_ in _SUBJECTS or c.dep_ in _PASSIVE for c in verb.children)


def _own_end(verb: Token) -> bool:
    return any(c.dep_ in ("dobj", "prep") for c in verb.children)


def _subjects(verb: Token, depth: int = 0) -> list[Token]:
    own = [c for c in verb.children if c.dep_ in _SUBJECTS or c.dep_ in _PASSIVE]
    if own:
        return [_antecedent(s, verb) for s in own]
    if (swallowed := _after_the_date(verb)) is not None:
        return [swallowed]
    head = verb.head
    if depth > 4 or head == verb:
        return []
    if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
        return [head]
    if (
        verb.dep_ == "advcl"
        and verb.tag_ == "VBN"
        and verb.i > 1
        and verb.nbor(-1).text == ","
        and verb.nbor(-2).pos_ in ("NOUN", "PROPN")
    ):
        return [_phrase_head(verb.nbor(-2))]  # "the port at Tartus, established by": hung on the main verb
    if verb.dep_ == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        return _subjects(head.head, depth + 1)
    if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp") and head.pos_ in ("VERB", "AUX"):
        if is_passive(head) and verb.dep_ == "conj" and not is_passive(verb):
            return _subjects(head, depth + 1)
        if (
            verb.dep_ == "xcomp"
            and (objects := [c for c in head.children if c.dep_ == "dobj"])
            and head.lemma_ not in ("use", "make")
        ):
            return (
                objects
                if head.lemma_ in ("see", "help", "force", "let", "allow", "order", "want")
                else _subjects(head, depth + 1)
            )
        return _subjects(head, depth + 1)
    if verb.dep_ in ("xcomp", "acl") and head.pos_ == "ADJ":
        return _subjects(head.head, depth + 1) if head.head != head else []
    return []


def _after_the_date(verb: Token) -> Token | None:
    """ "On 9 May 2020 the bridge was hit": a subject the parser hung on the date's preposition."""
    for preposition in verb.lefts:
        for noun in _objects(preposition) if preposition.dep_ == "prep" else ():
            dated = any(c.ent_type_ == "DATE" and c.i < noun.i for c in noun.children)
            if dated and noun.ent_type_ != "DATE" and noun.pos_ in ("NOUN", "PROPN"):
                return noun
    return None


def _antecedent(subject: Token, verb: Token) -> Token:
    """ "who", "which", "that" stand for the noun the clause hangs on."""
    if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def _phrase_head(noun: Token) -> Token:
    """The noun a phrase ends in belongs to: "the port at Tartus" is a port."""
    if noun.dep_ == "pobj" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        return noun.head.head
    return noun


def _relative_gap(verb: Token) -> Token | None:
    """The object of "the sites that Israel bombed", "a plant that Russia is constructing"."""
    if verb.dep_ == "relcl":
        subjects = [c for c in verb.children if c.dep_ in _SUBJECTS]
        if subjects and subjects[0].tag_ not in ("WDT", "WP"):
            return verb.head
    return None


def _objects(preposition: Token) -> list[Token]:
    return [c for c in preposition.children if c.dep_ in ("pobj", "pcomp")]


def _spread(heads: list[Token]) -> tuple[Token, ...]:
    """Each head and what is coordinated with it."""
    found: list[Token] = []
    for head in heads:
        queue = [head]
        while queue:
            token = queue.pop(0)
            if token not in found:
                found.append(token)
                queue.extend(c for c in token.children if c.dep_ == "conj" and c.pos_ not in ("VERB", "AUX"))
    return tuple(found)
