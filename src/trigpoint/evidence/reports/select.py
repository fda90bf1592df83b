"""Whether a candidate is told as a happening, by a score whose parts can be read."""

from __future__ import annotations

from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import (
    BLAMING,
    DENYING,
    ancestors_and_self,
    below,
    clause_verb,
    control_chain,
    disputed_by,
    is_passive,
    stands_alone,
)
from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.siting import exactness
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Place

THRESHOLD = 2.25


def worth(
    candidate: Candidate,
    sentence: Span,
    lexicon: Lexicon,
    *,
    own_time: bool,
    inherited_time: bool,
    place: Place | None,
    own_place: bool,
    counted: bool,
    outcome: bool,
    told_above: frozenset[int],
    retold: bool,
    in_story: bool = False,
) -> float:
    """The score of a candidate; at `THRESHOLD` and above it becomes a claim. `in_story`: the text says where it stands."""
    score = 1.0 + candidate.trigger.weight
    score += 1.0 if own_time else 0.25 if inherited_time else 0.0
    if place is not None:
        score += (1.0 if exactness(place) >= 2.0 else 0.5) if own_place else 0.25
    theme = candidate.roles.targets or (
        candidate.trigger.subject and not candidate.trigger.object and candidate.roles.actors
    )
    score += 0.5 * bool(theme) + 0.25 * bool(candidate.roles.actors) + 0.5 * counted + 0.25 * outcome
    score -= (
        _told_as_noun(candidate)
        + _unreal(candidate, lexicon)
        + _generic(candidate, lexicon)
        + _subordinate(candidate) * (0.5 if own_time else 1.0)
    )
    if candidate.type in ("killing", "casualties"):
        score -= 1.5 * _nobody(candidate) + 3.0 * _of_illness(candidate, lexicon)
    if candidate.head.dep_ == "relcl" and candidate.head.tag_ == "VBG":
        score -= 0.75  # "people who were digging a trench": what was under way
    if sentence.text.rstrip("”\"' ").endswith("?"):
        score -= 2.0
    if not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence):
        score -= 0.5
    speech = lexicon.event_types[candidate.type].family == "speech"
    talks = lexicon.event_types[candidate.type].family == "diplomacy" and any(
        a.pos_ == "PROPN" for a in candidate.roles.actors
    )
    nowhere = not talks and not own_time and not inherited_time and place is None and not in_story
    if not speech and nowhere and _under_way(candidate):
        score += 0.25
    elif not speech and nowhere and not _on_named_target(candidate) and not (counted and candidate.type in _OF_PEOPLE):
        score -= 0.75
    if candidate.carrier is not None and candidate.carrier.lemma_ in _SHOWN_BY and not speech:
        score += 0.25  # footage shows it
    score -= 0.0 if own_time or (counted and not _presupposed(candidate)) else _background(candidate)
    if (
        not own_time
        and not talks
        and candidate.head.tag_ == "VBD"
        and lexicon.event_types[candidate.type].cardinality == "ongoing"
    ):
        score -= 0.5
    speech = lexicon.event_types[candidate.type].family == "speech"
    disputed = not speech and disputed_by(candidate.head) is not None
    if disputed:
        score += 1.25  # who denies or is blamed for it makes it news again
    elif retold:
        score -= 1.0
    if speech and any(a.lower_ in ("nobody", "none") or _denied_noun(a) for a in candidate.roles.actors):
        score -= 3.0  # "no group claimed responsibility": nothing was said
    if candidate.type == "assessment" and any(a.lower_ in ("we", "i") for a in candidate.roles.actors):
        score -= 1.0
    score += _saying(candidate) - _passes_on(candidate, told_above) - _purpose(candidate, told_above)
    if any(c.dep_ == "neg" for c in candidate.head.children):
        perfect = any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in candidate.head.children)
        score -= 0.5 if (own_time or own_place) and not perfect else 1.5
    if lexicon.event_types[candidate.type].family == "speech":
        score -= 0.25 + (0.75 if candidate.head.dep_ in ("advcl", "acl") and candidate.type == "assessment" else 0.0)
    if candidate.type in ("aircraft_presence", "force_presence") and place is None:
        score -= 1.0  # who is present is present somewhere; "was spotted on a tracking site" says not where
    if candidate.type == "base_operation" and candidate.head.dep_ in ("advcl", "acl") and not own_time:
        score -= 1.0
    return score


_OF_PEOPLE = ("killing", "casualties", "evacuation", "detention")  # a number of them is news without a place
_MEANT_FOR = frozenset(("use", "design", "intend", "build", "equip", "train"))
_RETROSPECT = frozenset(
    ("also", "before", "previously", "repeatedly", "already", "regularly", "frequently", "often", "long")
)
_SHOWN_BY = frozenset(("show", "see", "reveal", "depict", "spot", "capture", "observe"))


def _background(candidate: Candidate) -> float:
    """What serves to explain: "has also raided", "has been struck before", "weapons delivered by land or by air"."""
    verb = candidate.head
    if any(c.dep_ == "npadvmod" and c.lemma_ in ("time", "occasion") for c in verb.children):
        return 0.0  # "many times": a total is told for itself
    perfect = any(c.dep_ == "aux" and c.lower_ in ("has", "have", "'ve", "’ve") for c in verb.children)
    if perfect and any(c.dep_ == "advmod" and c.lower_ in _RETROSPECT for c in verb.children):
        return 1.5
    if _presupposed(candidate):
        return 1.75
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and _governor(verb.head).lemma_ not in _SHOWN_BY:
        return 0.75
    return 0.0


def _presupposed(candidate: Candidate) -> bool:
    """ "All tunnels identified so far are short": known already, the sentence tells something else."""
    verb = candidate.head
    return verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.head.dep_ == "nsubj" and verb.head.head.lemma_ == "be"


def _governor(noun: Token) -> Token:
    """What a noun hangs on, past "dozens of"."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of":
        noun = noun.head.head
    return noun.head


def _on_named_target(candidate: Candidate) -> bool:
    """ "fired at the Moskva" needs neither date nor place to be one happening."""
    verb = candidate.head
    return verb.tag_ in ("VBD", "VBN") and any(t.pos_ == "PROPN" for t in candidate.roles.targets)


def _of_illness(candidate: Candidate, lexicon: Lexicon) -> bool:
    """ "died of the virus", "an outbreak that has killed 12": no harm that anyone did."""
    causes = [*candidate.roles.actors, *below(candidate.token, "of", "from", "with"), *below(candidate.token, "by")]
    return any(t.lemma_.lower() in lexicon.words["illness"] for c in causes for t in (c, *c.children, *below(c, "of")))


def _nobody(candidate: Candidate) -> bool:
    """ "no one was hurt", "with no one hurt", "No American was killed"."""
    who = (*candidate.roles.targets, *candidate.roles.actors)
    return any(t.lower_ in ("nobody", "none") or _denied_noun(t) for t in who)


def _denied_noun(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in noun.children)


def _under_way(candidate: Candidate) -> bool:
    """ "Iran is shipping parts", "has been seeking to buy jets": what a named party is doing now needs no date."""
    if not any(a.pos_ == "PROPN" for a in candidate.roles.actors):
        return False
    for verb in (candidate.head, *control_chain(candidate.head)):
        helpers = {c.lower_ for c in verb.children if c.dep_ == "aux"}
        if verb.tag_ == "VBG" and helpers & {"is", "are", "been"} and "had" not in helpers:
            return True
    return False


def _saying(candidate: Candidate) -> float:
    """A named person who says something in a clause is the least a statement needs."""
    if candidate.type not in ("statement", "assessment"):
        return 0.0
    content = any(c.dep_ in ("ccomp", "xcomp") for c in candidate.token.children)
    person = any(_is_person(a) for a in candidate.roles.actors)
    if candidate.token.lemma_ in DENYING | BLAMING and any(
        a.pos_ == "PROPN" and a.ent_type_ for a in candidate.roles.actors
    ):
        return 0.5  # who blames or denies takes sides: that is news by itself
    quoted = any(t.text in '“"' for t in candidate.token.subtree)
    return 0.5 * (content and not candidate.roles.targets) + 0.5 * person + 0.25 * (person and quoted)


def _is_person(noun: Token) -> bool:
    """A name, or an office with the name beside it: "the envoy, Anna Berg,"."""
    return noun.ent_type_ == "PERSON" or any(c.dep_ == "appos" and c.ent_type_ == "PERSON" for c in noun.children)


def _passes_on(candidate: Candidate, told_above: frozenset[int]) -> float:
    """ "said that the depot was hit": the saying is the attribution of what it says, no happening beside it."""
    if candidate.type != "statement" or candidate.token.lemma_ not in ("say", "state", "tell", "claim", "add"):
        return 0.0
    contents = [c for c in candidate.token.children if c.dep_ in ("ccomp", "xcomp")]
    if not any(t.i in told_above for c in contents for t in c.subtree):
        return 0.0
    return 0.75 if any(_is_person(a) for a in candidate.roles.actors) else 1.5


def _purpose(candidate: Candidate, told_above: frozenset[int]) -> float:
    """ "launched an operation to destroy tunnels": the aim of a happening already counted."""
    verb = candidate.head
    while verb.dep_ == "conj" and verb.head.tag_ == "VB" and not stands_alone(verb):
        verb = verb.head  # "to find and destroy"
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    if infinitive and any(above.i in told_above for above in control_chain(verb)):
        return 1.25
    under = clause_verb(verb.head) if verb.dep_ in ("acl", "relcl", "advcl") else None
    return 1.5 if infinitive and under is not None and under.i in told_above else 0.0


def _told_as_noun(candidate: Candidate) -> float:
    """A happening only mentioned: "since the strikes near Homs"."""
    if candidate.token.pos_ not in ("NOUN", "PROPN") or candidate.carrier is not None:
        return 0.0
    counted = any(c.dep_ == "nummod" for c in candidate.token.children)
    return 1.0 if candidate.token.tag_ in ("NNS", "NNPS") and not counted else 0.5


def _unreal(candidate: Candidate, lexicon: Lexicon) -> float:
    """ "could fly closer", "if Iran builds", "will need to": not told as having happened."""
    for word in ancestors_and_self(candidate.head):
        if word.pos_ not in ("VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADP"):
            continue
        if word.pos_ in ("VERB", "AUX"):
            auxiliaries = [c for c in word.children if c.dep_ == "aux"]
            perfect = any(c.lower_ in ("have", "has", "had") for c in auxiliaries)
            lower = {c.lower_ for c in auxiliaries}
            if lower & lexicon.words["hypothetical"] and not perfect:
                return 2.0
            if lower & lexicon.words["hedges_future"]:
                return 1.5
            if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "should") for c in word.children):
                return 2.0
            if word != candidate.head and word.lemma_ in ("need", "aim", "hope", "want"):
                return 1.5
            if word != candidate.head and word.lemma_ in _MEANT_FOR and is_passive(word):
                return 1.5  # "was used to launch strikes": what a thing is for
            if word != candidate.head and word.lemma_ in (
                "plan",
                "intend",
                "enable",
                "allow",
                "permit",
                "let",
                "encourage",
            ):
                return 0.75
        if word.dep_ in ("ccomp", "ROOT", "conj") and word != candidate.head:
            break
    return 0.0


def _generic(candidate: Candidate, lexicon: Lexicon) -> float:
    """Habits and rules: present simple, "usually", bare plurals."""
    verb = candidate.carrier or candidate.token
    penalty = 0.0
    event_type = lexicon.event_types[candidate.type]
    shown = verb.lemma_ in _SHOWN_BY and candidate.carrier is not None  # "images show damage": the picture is now
    if (
        not shown
        and verb.tag_ in ("VBZ", "VBP")
        and event_type.cardinality == "point"
        and event_type.family != "speech"
    ):
        penalty += 0.75
    if any(c.lower_ in lexicon.words["generic_adverbs"] for c in verb.children if c.dep_ == "advmod"):
        penalty += 0.75
    if verb.dep_ == "relcl" and verb.tag_ in ("VBZ", "VBP"):
        penalty += 0.75
    if candidate.roles.actors and all(_bare_plural(a) for a in candidate.roles.actors) and verb.tag_ == "VBP":
        penalty += 0.5
    return penalty


def _bare_plural(noun: Token) -> bool:
    return noun.tag_ == "NNS" and not any(
        c.dep_ in ("det", "poss", "nummod", "amod", "compound") for c in noun.children
    )


def _subordinate(candidate: Candidate) -> float:
    verb = candidate.carrier or candidate.token
    if verb.pos_ not in ("VERB", "AUX"):
        verb = candidate.roles.verb or verb
    if any(True for _ in control_chain(verb)):
        return 0.0 if _under_way(candidate) else 0.25
    if (
        verb.dep_ == "acl"
        and verb.tag_ == "VBG"
        and verb.head.dep_ == "nsubj"
        and verb.head.head.lemma_ in ("say", "report", "show")
    ):
        return 0.0  # headline style: "Columns of trucks moving north, said the BBC"
    return 0.5 if verb.dep_ in ("relcl", "advcl", "acl", "pcomp", "csubj") else 0.0
