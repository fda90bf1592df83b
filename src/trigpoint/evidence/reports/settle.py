"""Which event word of a sentence each of its times and places hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import ancestors_and_self, clause_verb, control_chain
from trigpoint.evidence.reports.reading import Reading, noun_lemma, root_of
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Precision

if TYPE_CHECKING:
    from trigpoint.evidence.reports.timing.times import TimeMention
    from trigpoint.places.mentions import PlaceMention


@attrs.frozen(kw_only=True)
class Owned:
    """A mention and the candidate whose subtree it stands in."""

    root: Token
    owner: int | None  # token number of the candidate
    clause: int | None  # token number of its clause's verb


@attrs.frozen(kw_only=True)
class SentenceFrame:
    """A sentence's times and places with their owners."""

    sentence: Span
    times: tuple[tuple[TimeMention, Owned], ...]
    places: tuple[tuple[PlaceMention, Owned], ...]


def frame(reading: Reading, sentence: Span, candidates: Sequence[Candidate]) -> SentenceFrame:
    """Assign each mention of the sentence to the nearest event word above it."""
    heads = {t.i: c.token.i for c in candidates for t in (*c.joined, c.head, c.token)}
    for candidate in candidates:
        for above in control_chain(candidate.head):
            heads.setdefault(above.i, candidate.token.i)
    start, end = sentence.start_char, sentence.end_char

    def owned(mentions: Iterable[TimeMention | PlaceMention]) -> list[tuple[TimeMention | PlaceMention, Owned]]:
        rows = []
        for m in mentions:
            if getattr(m, "heads_until", None) is not None:
                continue  # it dates the entry, not one of its happenings
            root = _root(reading, m) if start <= m.start < end else None
            if root is not None and not (hasattr(m, "governs") and _dates_a_thing(m, root, heads, reading)):
                owner = _owner(root, heads)
                verb = clause_verb(root)
                rows.append((m, Owned(root=root, owner=owner, clause=verb.i if verb is not None else None)))
        return rows

    return SentenceFrame(sentence=sentence, times=tuple(owned(reading.times)), places=tuple(owned(reading.places)))  # type: ignore[arg-type]


def _root(reading: Reading, mention: TimeMention | PlaceMention) -> Token | None:
    """The word a mention hangs on: "a day after a strike" dates the strike, whatever it hangs on in the parse."""
    governed = getattr(mention, "governs", None)
    if governed is not None:
        return root_of(reading.doc, governed, governed + 1)
    span = reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is not None and hasattr(mention, "governs"):
        for word in span:  # "on Saturday, 4 January": what "on" hangs on, wherever the parse put the rest
            if word.dep_ == "pobj" and word.head.i < span.start:
                return word
    return root_of(reading.doc, mention.start, mention.end)


def _dates_a_thing(mention: TimeMention | PlaceMention, root: Token, heads: dict[int, int], reading: Reading) -> bool:
    """ "The 2016 peace", "its Sunday market", "a child born in 2014": the time is that thing's, not the happening's."""
    noun, first = root.head, root_of(reading.doc, mention.start, mention.start + 1)
    owned = first is not None and first.i > 0 and first.nbor(-1).tag_ in ("DT", "PRP$", "POS")  # not "On 3 May gunmen"
    if owned and root.dep_ in ("nummod", "compound", "amod", "nmod") and noun.pos_ == "NOUN" and noun.i not in heads:
        lemma = noun_lemma(noun)
        is_event = lemma in reading.lexicon.nouns or lemma in reading.lexicon.words["event_nouns"]
        return not is_event and noun.i not in reading.time_at and noun.ent_type_ not in ("DATE", "TIME")
    for word in root.ancestors:
        if word.i in heads:
            return False
        if word.dep_ in ("acl", "relcl", "advcl") and word.lemma_ in _LIVES:
            return True
    return False


def _owner(root: Token, heads: dict[int, int]) -> int | None:
    """The nearest event word above; a noun coordinated with it has its own adjuncts."""
    for word in ancestors_and_self(root):
        if word.i in heads:
            return heads[word.i]
        if word.dep_ == "relcl" or (word.dep_ in ("acl", "advcl") and word.lemma_ in _LIVES):
            return None
        joined_toll = (
            word.lemma_ in _HARMING and word.head.lemma_ in _HARMING
        )  # "60 were killed and 270 injured in Gaza"
        if word.dep_ == "conj" and word != root and word.pos_ in ("NOUN", "PROPN", "VERB") and not joined_toll:
            return None
    return None


_LIVES = frozenset(("bear", "found", "elect", "appoint", "marry", "name", "adopt"))  # "a child born in 2014"
_HARMING = frozenset(("kill", "die", "injure", "wound", "hurt"))


def times_of(candidate: Candidate, sent: SentenceFrame, others: Sequence[Candidate]) -> tuple[list[TimeMention], bool]:
    """The times of a candidate and whether they are firmly its own: its own, its governor's or its clause's.

    A time elsewhere in the sentence still bounds the happening, but does not make it better told.
    """
    usable = [(m, o) for m, o in sent.times if m.span.precision is not Precision.UNKNOWN or m.span.words]
    own = [m for m, o in usable if o.owner == candidate.token.i]
    if own:
        return own, True
    modifiers = {
        c.token.i
        for c in others
        if c.head.dep_ == "acl"
        and c.head.tag_ == "VBN"
        and c.head.head in candidate.roles.targets + candidate.roles.actors
    }
    last = [m for m, o in usable if o.owner in modifiers and m.end >= sent.sentence.end_char - 2]
    if last:
        return last, True  # "shot down drones launched from the coast on Wednesday": the sentence's own day
    said_by: set[int] = set()
    by_token = {c.token.i: c for c in others} | {c.head.i: c for c in others}
    for above in candidate.token.ancestors:
        governor = by_token.get(above.i)
        if governor is None:
            continue
        if _only_said(candidate, governor):
            said_by.add(governor.token.i)
            continue
        if inherited := [m for m, o in usable if o.owner == governor.token.i]:
            return inherited, True
    verb = candidate.roles.verb
    usable = [(m, o) for m, o in usable if o.owner not in said_by]
    in_clause = [m for m, o in usable if verb is not None and o.clause == verb.i]
    if in_clause or candidate.type in ("statement", "assessment"):
        return in_clause, True
    rest = [(abs(o.root.i - candidate.token.i), m) for m, o in usable if not _speech_owned(o, by_token)]
    return ([min(rest, key=lambda r: r[0])[1]] if rest else []), False


def _only_said(candidate: Candidate, governor: Candidate) -> bool:
    """The governor's time is when it was said: "said on 9 June that the plant is being built"."""
    if governor.token.lemma_ not in (
        "say",
        "state",
        "tell",
        "announce",
        "conclude",
        "assess",
        "warn",
        "claim",
        "report",
        "add",
        "declare",
        "estimate",
        "deny",
    ):
        return False
    saying = {governor.token, *governor.token.conjuncts}  # "said on Tuesday, and Moscow confirmed that"
    return any(a.dep_ in ("ccomp", "xcomp") and a.head in saying for a in ancestors_and_self(candidate.token))


def _speech_owned(owned: Owned, by_token: dict[int, Candidate]) -> bool:
    return owned.owner is not None and by_token[owned.owner].type in ("statement", "assessment")
