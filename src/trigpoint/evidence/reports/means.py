"""By what means: a general word ("struck", "attack") becomes an airstrike, a drone strike, rocket fire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Span, Token

from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.reading import Reading
from trigpoint.evidence.reports.triggers import Candidate

_STRIKES = ("airstrike", "drone_strike", "rocket_attack", "strike_on_convoy", "bombing")
_HARM = ("killing", "casualties", "damage", "destruction")  # kept unless a strike did it


def refined_type(candidate: Candidate, sentence: Span, reading: Reading, recent: Sequence[str]) -> str:
    """The type the means named nearby speak for; `recent` are the types told just before, oldest first."""
    trigger = candidate.trigger
    if not trigger.generic:
        return candidate.type
    lexicon = reading.lexicon
    if candidate.type in ("airstrike", "attack") and any(a.lemma_.lower() in _ON_FOOT for a in candidate.roles.actors):
        others = [t for t in _arguments(candidate) if t != candidate.token]
        return _by_means(others, lexicon) or "attack"
    if (found := _by_means(_arguments(candidate), lexicon)) is not None:
        return "strike_on_convoy" if candidate.type == "strike_on_convoy" else found
    if candidate.type == "strike_on_convoy":
        return candidate.type
    if candidate.type in _HARM and (strike := _done_by(candidate)) is not None:
        return _by_means(strike.subtree, lexicon) or _by_means(sentence, lexicon) or "airstrike"
    takes_up = any(a.lemma_.lower() in lexicon.words["event_nouns"] for a in candidate.roles.actors)
    strikes = [t for t in recent if t in _STRIKES or t == "explosion"]
    if candidate.type in _HARM or candidate.type == "explosion":
        return strikes[-1] if strikes and (takes_up or candidate.type in ("damage", "destruction")) else candidate.type
    if (found := _by_means(sentence, lexicon)) is not None:
        return found
    if strikes:
        return strikes[-1]
    if (found := _by_means(reading.doc, lexicon)) is not None and candidate.type == "airstrike":
        return found
    return "attack" if candidate.type == "airstrike" else candidate.type


_ON_FOOT = frozenset(
    (
        "gunman",
        "militant",
        "insurgent",
        "rebel",
        "fighter",
        "jihadist",
        "tribesman",
        "attacker",
        "militiaman",
        "mob",
        "bandit",
    )
)


def _done_by(candidate: Candidate) -> Token | None:
    """The strike of "were killed in an air strike": the toll of a strike is that strike, with its counts."""
    verbs = [
        candidate.head,
        *candidate.joined,
        *(c for c in candidate.head.children if c.dep_ == "conj" and c.pos_ == "VERB"),
    ]
    return next(
        (
            noun
            for verb in verbs
            for preposition in verb.children
            if preposition.dep_ in ("prep", "agent") and preposition.lower_ in ("in", "by", "during", "from", "under")
            for noun in preposition.children
            if noun.dep_ == "pobj" and noun.lemma_.lower() in _STRIKE_NOUNS
        ),
        None,
    )


_STRIKE_NOUNS = frozenset(
    ("strike", "airstrike", "air-strike", "raid", "shelling", "bombardment", "barrage", "bombing")
)


def _arguments(candidate: Candidate) -> Iterable[Token]:
    """The words that say who or with what: subject, agent, modifiers, "with", "by", "using"."""
    yield candidate.token
    for head in candidate.roles.actors:
        yield from head.subtree
    for word in {candidate.token, candidate.head}:
        for child in word.children:
            if child.dep_ in ("compound", "amod", "nmod", "advmod") or (
                child.dep_ in ("prep", "advcl", "agent")
                and child.lower_ in ("with", "by", "using", "from", "in", "via")
            ):
                yield from child.subtree


def _of_a_thing(token: Token) -> bool:
    """ "an air base was attacked", "air defences": nothing came by air."""
    return token.lower_ in ("air", "aerial", "aviation") and token.head.lemma_.lower() in _THINGS_OF_THE_AIR


def _carries_people(token: Token) -> bool:
    """ "a cargo plane came down, killing one": no means of war."""
    return any(c.lower_ in _CIVIL for c in token.children if c.dep_ in ("compound", "amod", "nmod"))


_CIVIL = frozenset(
    ("cargo", "passenger", "transport", "commercial", "civilian", "civil", "charter", "airline", "freight")
)
_THINGS_OF_THE_AIR = frozenset(
    ("base", "defence", "defense", "field", "port", "traffic", "space", "siren", "alert", "raid-siren")
)


def _by_means(tokens: Iterable[Token], lexicon: Lexicon) -> str | None:
    """The means named most specifically: a drone outranks the air it flies in."""
    votes = [
        kind
        for t in tokens
        if not _of_a_thing(t)
        and not _carries_people(t)
        and (kind := lexicon.instruments.get(t.lemma_.lower()) or lexicon.instruments.get(t.lower_)) is not None
    ]
    for kind in ("drone_strike", "bombing", "airstrike", "rocket_attack"):
        if kind in votes:
            return kind
    return None
