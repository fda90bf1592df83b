"""Which words of a sentence carry an event, and of what type."""

from __future__ import annotations

import attrs
from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import (
    BLAMING,
    Roles,
    clause_verb,
    disputed_by,
    mistaken_active,
    mistaken_perfect,
    noun_roles,
    verb_roles,
)
from trigpoint.evidence.reports.lexicon import Trigger
from trigpoint.evidence.reports.phrasings import PHRASINGS, is_numbered
from trigpoint.evidence.reports.reading import Reading, noun_lemma, verb_lemma
from trigpoint.evidence.reports.surroundings import SETTINGS, is_labour_strike


@attrs.frozen(kw_only=True)
class Candidate:
    """A word that may carry an event, with the heads of its arguments."""

    token: Token
    trigger: Trigger
    type: str
    roles: Roles
    carrier: Token | None = None  # the verb that carries an event noun: "carried out a strike"
    joined: tuple[Token, ...] = ()  # "were killed and ten were wounded": verbs that tell the rest of one toll

    @property
    def head(self) -> Token:
        """The word whose subtree holds the arguments."""
        return self.carrier or self.token


def find_candidates(reading: Reading, sentence: Span) -> list[Candidate]:
    """Every event-bearing word of the sentence. Verbs first; a noun within the same clause and family gives way."""
    verbs = [c for t in sentence if t.pos_ in ("VERB", "AUX") and (c := _verb_candidate(reading, t))]
    verbs = [attrs.evolve(c, roles=_without_times(reading, c.roles)) for c in verbs]
    verbs = _tolls_joined(verbs)
    taken = {c.token.i for c in verbs}
    nouns = [
        c
        for t in sentence
        if (t.pos_ in ("NOUN", "PROPN") or _gerund(t) or _stricken(t)) and (c := _noun_candidate(reading, t))
    ]
    kept = [c for c in nouns if not _said_by_a_verb(reading, c, verbs)]
    carriers = {c.carrier.i for c in kept if c.carrier is not None and c.carrier.i not in taken}
    verbs = [c for c in verbs if c.token.i not in carriers]
    return sorted([*verbs, *kept], key=lambda c: c.token.i)


def _tolls_joined(verbs: list[Candidate]) -> list[Candidate]:
    """ "One was killed and three others were wounded in the port" is one toll; what is said of the last holds for all."""
    found: list[Candidate] = []
    for candidate in verbs:
        before = found[-1] if found else None
        if before is not None and candidate.type in _TOLL and before.type in _TOLL and _coordinated(before, candidate):
            found[-1] = attrs.evolve(before, joined=(*before.joined, candidate.token))
        else:
            found.append(candidate)
    return found


_TOLL = ("killing", "casualties")


def _coordinated(first: Candidate, second: Candidate) -> bool:
    last = (first.joined or (first.token,))[-1]
    if second.token.head == last and second.token.dep_ == "conj":
        return True
    is_sibling = second.token.head == last.head and second.token.dep_ == last.dep_ != "ROOT"
    return is_sibling and any(c.dep_ == "cc" for c in last.children)


def _gerund(token: Token) -> bool:
    """ "Fighting erupted": a happening in the place of a noun."""
    nominal = token.tag_ == "VBG" and token.dep_ in ("nsubj", "csubj", "nsubjpass", "dobj")
    return nominal and not any(c.dep_ in ("dobj", "nsubj") for c in token.children)


def _stricken(token: Token) -> bool:
    """ "34 dead and 117 injured": people told by what befell them."""
    told = any(c.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass") for c in token.children)  # "30 were wounded"
    return token.lower_ in ("dead", "wounded", "injured") and not told and is_numbered(token)


def _without_times(reading: Reading, roles: Roles) -> Roles:
    return attrs.evolve(roles, targets=tuple(t for t in roles.targets if t.i not in reading.time_at))


def _verb_candidate(reading: Reading, token: Token) -> Candidate | None:
    senses = reading.lexicon.verbs.get(verb_lemma(token, reading.lexicon.verbs))
    if (
        not senses
        or token.dep_ in ("compound", "aux", "auxpass")
        or (token.dep_ == "amod" and mistaken_perfect(token) is None and not mistaken_active(token))
    ):
        return None
    roles = _without_times(reading, verb_roles(token))
    for sense in senses:
        fitted = _particle_targets(token, sense, roles)
        if fitted is not None and _fits(reading, sense, fitted, token):
            return Candidate(token=token, trigger=sense, type=sense.type, roles=fitted)
    return None


def _particle_targets(token: Token, sense: Trigger, roles: Roles) -> Roles | None:
    """The roles with the particle's object as target; None where the particle is missing."""
    if not sense.particles:
        return roles
    for child in token.children:
        if child.lower_ in sense.particles and child.i > token.i:
            objects = tuple(c for c in child.children if c.dep_ == "pobj")
            if objects and child.dep_ == "prep" and not roles.passive:
                return attrs.evolve(roles, targets=(*objects, *roles.targets))
            return roles
    for head in roles.targets:  # "sending drones against the base": hung on what is sent
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in sense.particles & _AGAINST:
                return roles
    return None


_RESULT = frozenset(("result", "consequence", "course", "wake"))
_AGAINST = frozenset(("against", "towards", "toward"))


def _fits(reading: Reading, sense: Trigger, roles: Roles, token: Token) -> bool:
    if sense.subject and roles.actors and not roles.passive and not _any_kind(reading, roles.actors, sense.subject):
        return False
    if sense.subject and not sense.object and "none" not in sense.subject:
        theme = roles.targets if roles.passive else roles.actors
        if not theme or not _any_kind(reading, theme, sense.subject):
            return False
    if sense.not_subject and any(
        reading.kinds(a) & sense.not_subject or noun_lemma(a) in sense.not_subject for a in roles.actors
    ):
        return False
    if sense.not_object and _bars(reading, roles.targets, sense):
        return False
    if sense.object and not _any_kind(reading, roles.targets, sense.object):
        return False
    return all(_has(reading, need, roles, token) for need in sense.needs)


def _any_kind(reading: Reading, heads: tuple[Token, ...], wanted: frozenset[str]) -> bool:
    return any(
        reading.kinds(h) & wanted or noun_lemma(h) in wanted or _title_word(reading, h) & wanted
        for head in heads
        for h in (head, *_measured(reading, head))
    )


def _measured(reading: Reading, head: Token) -> list[Token]:
    """ "food" of "100 tonnes of food"."""
    if noun_lemma(head) not in reading.lexicon.words["measures"]:
        return []
    return [p for c in head.children if c.lower_ == "of" for p in c.children if p.dep_ == "pobj"]


def _title_word(reading: Reading, head: Token) -> set[str]:
    """ "Operation" of "Operation Northern Shield"; "flight" of "flight 752" and what a flight is."""
    if head.pos_ == "PROPN":
        return {c.lower_ for c in head.lefts if c.dep_ == "compound"}
    if not head.like_num:
        return set()
    names = [noun_lemma(c) for c in head.lefts if c.dep_ in ("compound", "nmod") and c.pos_ in ("NOUN", "PROPN")]
    return {kind for name in names for kind in (name, *reading.lexicon.kinds.get(name, ()))}


_THINGS = frozenset(("structure", "place"))  # a market is a building before it is an economy


def _bars(reading: Reading, heads: tuple[Token, ...], sense: Trigger) -> bool:
    for head in heads:
        kinds = reading.kinds(head)
        measured = {noun_lemma(h) for h in (head, *_measured(reading, head))}
        if measured & sense.not_object or (kinds & sense.not_object and not kinds & (sense.object or _THINGS)):
            return True
    return False


def _has(reading: Reading, need: str, roles: Roles, token: Token) -> bool:
    setting = SETTINGS.get(need) or PHRASINGS.get(need)
    if setting is not None:
        return setting(reading, roles, token)
    if need == "actor":
        return bool(roles.actors)
    if need == "target":
        return bool(roles.targets)
    if need == "clause":
        return any(c.dep_ in ("ccomp", "xcomp") for c in token.children) or bool(roles.targets)
    if need == "anaphor":
        return any(c.lower_ in reading.lexicon.words["anaphoric_determiners"] for c in token.children)
    if need == "count":
        return any(
            c.dep_ in ("nummod", "det") and (c.like_num or c.ent_type_ in ("CARDINAL", "QUANTITY"))
            for h in roles.targets
            for c in h.children
        )
    if need == "place" and _at_a_structure(reading, token):
        return True
    if need == "place":
        return (
            any(t.i in reading.place_at for t in token.subtree)
            or any(t.i in reading.place_at for h in roles.targets for t in h.subtree)
            or _verb_has_place(reading, token)
        )
    if need == "time":
        return any(t.i in reading.time_at for t in token.subtree)
    if need == "test":
        return any(c.lower_ == "test" for c in token.children)
    if need == "military":
        return any(
            "military" in c.lower_
            or c.lower_ in ("naval", "joint", "army", "force", "troop", "high", "maximum")
            or c.ent_type_ in ("NORP", "GPE", "ORG")
            for c in token.children
            if c.dep_ in ("amod", "compound", "poss", "nmod")
        )
    return (
        need == "document_verb"
        and (verb := clause_verb(token)) is not None
        and verb.lemma_ in ("show", "release", "publish", "reveal", "take", "date", "capture", "depict")
    )


def _at_a_structure(reading: Reading, token: Token) -> bool:
    """ "at the base": a place named before."""
    return any(
        reading.lexicon.kinds.get(noun_lemma(p), frozenset()) & {"structure", "territory"}
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("at", "in", "on", "near", "into")
        for p in c.children
        if p.dep_ == "pobj"
    )


def _verb_has_place(reading: Reading, token: Token) -> bool:
    verb = clause_verb(token)
    return verb is not None and any(
        t.i in reading.place_at for c in verb.children if c.dep_ == "prep" for t in c.subtree
    )


def _noun_candidate(reading: Reading, token: Token) -> Candidate | None:
    stricken = _stricken(token)
    senses = reading.lexicon.nouns.get(token.lower_ if stricken or _gerund(token) else noun_lemma(token))
    senses = reading.lexicon.nouns.get(_hyphened(token), senses) if token.i > 1 else senses
    if (
        not senses
        or (token.dep_ in ("compound", "amod", "nmod", "poss") and not stricken)
        or is_labour_strike(reading, token)
    ):
        return None
    if token.pos_ == "PROPN" and token.i in reading.time_at:
        return None  # "in March 2022"
    if token.dep_ == "pobj" and token.head.lower_ == "under" and noun_lemma(token) == "construction":
        return None  # the verb tells it: "are under construction"
    own = noun_roles(token)
    for sense in senses:
        carrier, eventive = _carrier(reading, token)
        roles = _with_carrier(reading, own, carrier, token)
        if (
            (eventive or stricken)
            and not _bars(reading, roles.targets, sense)
            and all(_has(reading, n, roles, token) for n in sense.needs)
        ):
            return Candidate(token=token, trigger=sense, type=sense.type, roles=roles, carrier=carrier)
    return None


def _hyphened(token: Token) -> str:
    """ "build-up", "test-firing": cut at the hyphen by the language model."""
    hyphen = token.nbor(-1)
    return f"{token.nbor(-2).lower_}-{noun_lemma(token)}" if hyphen.text == "-" and not hyphen.whitespace_ else ""


def _carrier(reading: Reading, token: Token) -> tuple[Token | None, bool]:
    """The verb that makes the noun happen, if any, and whether the noun is told as a happening at all."""
    words = reading.lexicon.words
    anchor = token
    if token.dep_ == "pobj" and token.head.lower_ in ("for", "of") and token.head.head.lemma_ in ("blame", "accuse"):
        return None, True
    while anchor.dep_ == "conj" or (
        anchor.dep_ == "pobj" and anchor.head.lower_ == "of" and _quantity(anchor.head.head)
    ):
        anchor = anchor.head if anchor.dep_ == "conj" else anchor.head.head
    verb = anchor.head if anchor.head.pos_ in ("VERB", "AUX") else None
    if anchor.dep_ in ("dobj", "nsubjpass") and verb is not None and verb.lemma_ in words["support_verbs"]:
        return verb, True
    if anchor.dep_ == "dobj" and verb is not None and verb.lemma_ in words["foretelling_verbs"]:
        return verb, True
    if anchor.dep_ in ("nsubj", "nsubjpass") and verb is not None and _occurs(verb, words["occur_verbs"]):
        return verb, True
    if anchor.dep_ == "nsubj" and verb is not None and verb.lemma_ in _DEPICTING and noun_lemma(token) in _PICTURES:
        return verb, True
    if anchor.dep_ == "attr" and verb is not None and any(c.dep_ == "expl" for c in verb.children):
        return verb, True
    return None, _pinned(reading, token)


def _occurs(verb: Token, occurring: frozenset[str]) -> bool:
    return verb_lemma(verb, occurring) in occurring


_DEPICTING = frozenset(("show", "reveal", "depict", "capture"))
_PICTURES = frozenset(("image", "imagery", "photo", "photograph", "picture", "footage"))


def _quantity(token: Token) -> bool:
    """ "a series of", "five of the", "most of the"."""
    return token.like_num or token.lemma_ in _QUANTITIES


_QUANTITIES = frozenset(
    "series wave number spate string round dozen dozens hundred hundreds score scores most many some several couple flurry".split()
)


def _pinned(reading: Reading, token: Token) -> bool:
    """The noun phrase itself says where or when: "a strike on the T-4 base", "the invasion of February 2022"."""
    return any(
        t.i in reading.place_at or t.i in reading.time_at
        for child in token.children
        if child.dep_ in ("prep", "amod", "nmod", "compound", "nummod", "npadvmod", "acl", "relcl", "poss")
        for t in child.subtree
        if not (child.dep_ == "poss" and t.i in reading.place_at)
    )


def _with_carrier(reading: Reading, own: Roles, carrier: Token | None, token: Token) -> Roles:
    """The noun's own arguments, filled up from the verb that carries it."""
    verb = carrier or own.verb
    if carrier is None:
        blaming = disputed_by(token)
        accused = () if own.actors or blaming is None or blaming.lemma_ not in BLAMING else verb_roles(blaming).targets
        return attrs.evolve(own, actors=own.actors or accused, verb=verb)
    outer = verb_roles(carrier)
    actors = own.actors
    if not actors and carrier.lemma_ not in reading.lexicon.words["foretelling_verbs"]:
        actors = tuple(a for a in outer.actors if a != token)
    targets = own.targets
    if not targets and token in outer.actors:
        targets = outer.targets
    if not targets:
        targets = tuple(
            p
            for c in carrier.children
            if c.dep_ == "prep" and c.lower_ in ("on", "at", "against")
            for p in c.children
            if p.dep_ == "pobj" and p.i not in reading.time_at
        )
    return Roles(actors=actors, targets=tuple(t for t in targets if t.i not in reading.time_at), verb=verb)


def _said_by_a_verb(reading: Reading, noun: Candidate, verbs: list[Candidate]) -> bool:
    """A trigger verb already tells this happening: "the airstrike hit the depot", "accused Israel of a strike" not."""
    types = reading.lexicon.event_types
    family = types[noun.type].family
    for verb in verbs:
        if types[verb.type].family not in (family, "harm") and verb.token != noun.carrier:
            continue
        if types[verb.type].family == "speech":
            continue
        if noun.token in verb.roles.actors or noun.token in verb.roles.targets or verb.token == noun.carrier:
            return True
        preposition = noun.token.head
        if preposition.lower_ == "of" and preposition.head.lemma_ in _RESULT and verb.token.is_ancestor(noun.token):
            return True  # "killed as a result of shelling"
        if (
            noun.token.dep_ == "pobj"
            and preposition.lower_ in ("in", "by", "during", "from")
            and preposition.head in (verb.token, *verb.joined, *verb.roles.targets)
        ):
            return True
        if (
            noun.token.is_ancestor(verb.token)
            and noun.token.head.i < verb.token.i
            and verb.token.dep_ in ("acl", "relcl")
        ):
            return True
    return False
