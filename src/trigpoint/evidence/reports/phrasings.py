"""Wordings that carry an event: "under control", "at gunpoint", "put the number of dead at", "said it was behind"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from trigpoint.evidence.reports.clauses import Roles, below, clause_verb
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.evidence.reports.surroundings import STRICKEN, Setting


def _to_fire(reading: Reading, _: Roles, token: Token) -> bool:
    """ "subjected the town to shelling"."""
    words = reading.lexicon.words["event_nouns"] | {"fire"}
    near = [*below(token, "to"), *(p for c in token.children if c.dep_ == "dobj" for p in below(c, "to"))]
    return any(noun_lemma(p) in words for p in near)


def _under_control(_: Reading, __: Roles, token: Token) -> bool:
    """ "came under our control", "fell into rebel hands"."""
    return any(noun_lemma(p) in ("control", "hand") for p in below(token, "under", "into", "to"))


def _under_construction(_: Reading, __: Roles, token: Token) -> bool:
    return any(noun_lemma(p) in ("construction", "repair") for p in below(token, "under"))


def _described(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("acomp", "attr", "oprd"):
            yield child
            yield from child.conjuncts


def _ruined(_: Reading, __: Roles, token: Token) -> bool:
    """ "are gone or roofless", "lies in ruins"."""
    ruins = any(noun_lemma(p) in ("ruin", "rubble") for p in below(token, "in"))
    return ruins or any(t.lower_ in _RUINED for t in _described(token))


_RUINED = frozenset(("gone", "roofless", "burnt", "charred", "flattened", "unusable", "wrecked"))


def _visible(_: Reading, __: Roles, token: Token) -> bool:
    return any(t.lower_ == "visible" for t in _described(token))


def _on_images(_: Reading, __: Roles, token: Token) -> bool:
    """ "appear on images from the summer"."""
    return any(noun_lemma(p) in _PICTURED for p in below(token, "on", "in"))


_PICTURED = frozenset(("image", "imagery", "photo", "photograph", "picture", "frame", "footage"))


def _at_place(reading: Reading, _: Roles, token: Token) -> bool:
    """ "has been at the Makhachkala roads"."""
    return any(t.i in reading.place_at for p in below(token, "at", "off", "near", "in") for t in p.subtree)


def _when_said(reading: Reading, _: Roles, token: Token) -> bool:
    """The saying itself is dated, not what is said: "said on Tuesday that"."""
    own = (c for c in token.children if c.dep_ in ("prep", "npadvmod", "advmod", "nsubj") or c.i in reading.time_at)
    return any(t.i in reading.time_at for c in own for t in c.subtree)


def _tally(reading: Reading, roles: Roles, _: Token) -> bool:
    """ "the number of fallen servicemen stands at", "the tally of wounded"."""
    return any(
        noun_lemma(h) in ("number", "tally", "count", "figure", "total")
        and any(t.lower_ in STRICKEN or t.lemma_.lower() in reading.lexicon.casualties for t in h.subtree)
        for h in roles.actors
    )


def _crash_landing(_: Reading, __: Roles, token: Token) -> bool:
    """ "crash-landed", cut at the hyphen or not."""
    return token.lower_.startswith("crash") or (token.i > 1 and token.nbor(-2).lower_ == "crash")


def _at_gunpoint(_: Reading, __: Roles, token: Token) -> bool:
    return any(noun_lemma(p) in ("gunpoint", "knifepoint") for p in below(token, "at"))


def _owns_up(reading: Reading, _: Roles, token: Token) -> bool:
    """ "said it was behind the bombing", "said that it had carried out the attack"."""
    for clause in (c for c in token.children if c.dep_ == "ccomp"):
        own = any(c.dep_ == "nsubj" and c.lower_ in ("it", "they", "he", "we", "its") for c in clause.children)
        deeds = {noun_lemma(c) for c in clause.children if c.dep_ == "dobj"} & reading.lexicon.words["event_nouns"]
        behind = any(c.lower_ in ("behind", "responsible") for c in clause.children)
        if own and ((clause.lemma_ in ("carry", "conduct", "stage", "launch", "mount") and deeds) or behind):
            return True
    return False


def _shot_dead(_: Reading, __: Roles, token: Token) -> bool:
    """ "shot dead two guards", "were shot dead"."""
    beside = token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "dead"
    return beside or any(c.lower_ == "dead" for c in token.children)


def _unlisted_town(_: Reading, roles: Roles, __: Token) -> bool:
    """A name that may be a town's."""
    return any(t.pos_ == "PROPN" and t.ent_type_ in ("GPE", "LOC", "FAC", "") for t in roles.targets)


def _in_control(reading: Reading, _: Roles, token: Token) -> bool:
    """ "are in control of the town"."""
    held = (p for p in below(token, "in") if noun_lemma(p) == "control")
    return any(t.i in reading.place_at or "territory" in reading.kinds(t) for p in held for t in p.subtree if t != p)


def _sanctions_list(_: Reading, __: Roles, token: Token) -> bool:
    """ "put them on its sanctions list"."""
    lists = (p for at in ("on", "to") for p in below(token, at) if noun_lemma(p) in ("list", "blacklist"))
    return any(c.lemma_.lower() in ("sanction", "sanctions", "terror") for p in lists for c in p.children)


def _under_way(_: Reading, __: Roles, token: Token) -> bool:
    """ "the operation ended": it begins, runs or ends."""
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in _RUNS


_RUNS = frozenset(
    ("begin", "start", "end", "continue", "resume", "launch", "expand", "conclude", "complete", "suspend")
)


def _naming(reading: Reading, roles: Roles, token: Token) -> bool:
    """ "called the strike a grave mistake": a judgement of a happening."""
    named = any(c.dep_ in ("oprd", "attr", "ccomp", "xcomp", "acomp") for c in token.children)
    return named and any(noun_lemma(t) in reading.lexicon.words["event_nouns"] for t in roles.targets)


def is_numbered(token: Token) -> bool:
    """ "34 dead", "12 to 14 wounded"."""
    return any(c.like_num and c.i < token.i for c in token.children) or (token.i > 0 and token.nbor(-1).like_num)


def _numbered(_: Reading, __: Roles, token: Token) -> bool:
    return is_numbered(token)


def _pictured(reading: Reading, _: Roles, token: Token) -> bool:
    """A picture with a date, or one from above that shows a place."""
    if any(t.i in reading.time_at for t in token.subtree):
        return True
    verb = clause_verb(token)
    above = noun_lemma(token) == "imagery" or any(c.lower_ in _FROM_ABOVE for c in token.children)
    shown = [] if verb is None or token.dep_ != "nsubj" else [c for c in verb.children if c.dep_ in ("dobj", "ccomp")]
    return above and any(t.i in reading.place_at for c in shown for t in c.subtree)


_FROM_ABOVE = frozenset(("satellite", "aerial", "drone", "commercial", "radar", "resolution"))


PHRASINGS: Mapping[str, Setting] = {
    "pictured": _pictured,
    "naming": _naming,
    "in_control": _in_control,
    "at_gunpoint": _at_gunpoint,
    "owns_up": _owns_up,
    "shot_dead": _shot_dead,
    "unlisted_town": _unlisted_town,
    "tally": _tally,
    "crash_landing": _crash_landing,
    "to_fire": _to_fire,
    "under_control": _under_control,
    "under_construction": _under_construction,
    "ruined": _ruined,
    "visible": _visible,
    "on_images": _on_images,
    "at_place": _at_place,
    "when_said": _when_said,
    "sanctions_list": _sanctions_list,
    "under_way": _under_way,
    "numbered": _numbered,
}
