"""When and where: which of a sentence's times and places belong to which happening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import ancestors_and_self, clause_verb, control_chain
from trigpoint.evidence.reports.reading import Reading, root_of
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import PlaceKind, Precision

if TYPE_CHECKING:
    from trigpoint.evidence.reports.times import TimeMention
    from trigpoint.places.mentions import PlaceMention

# How much a place of this kind says about where something happened.
_SPECIFIC = {
    PlaceKind.SITE: 2.0,
    PlaceKind.SETTLEMENT: 1.5,
    PlaceKind.DISTRICT: 1.0,
    PlaceKind.ADMIN1: 0.6,
    PlaceKind.REGION: 0.6,
    PlaceKind.WATER: 0.5,
    PlaceKind.OTHER: 0.5,
    PlaceKind.COUNTRY: 0.0,
}
_PARTY_ROLES = ("nsubj", "poss", "agent", "compound", "amod", "nmod", "npadvmod")
# What the type of event takes its place from.
_ROUTE_ORDER = {
    "weapons_transfer": ("via", "through", "across", "to", "into", "in", "from"),
    "vessel_movement": ("from", "at", "in", "off", "through", "via", "to"),
    "aircraft_departure": ("from", "at", "to"),
    "aircraft_arrival": ("at", "in", "to", "from"),
    "troop_movement": ("at", "in", "into", "to", "near", "from", "through"),
}


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
    heads = {t.i: c.token.i for c in candidates for t in (c.head, c.token)}
    for candidate in candidates:
        for above in control_chain(candidate.head):
            heads.setdefault(above.i, candidate.token.i)
    start, end = sentence.start_char, sentence.end_char

    def owned(mentions: Iterable[TimeMention | PlaceMention]) -> list[tuple[TimeMention | PlaceMention, Owned]]:
        rows = []
        for m in mentions:
            root = root_of(reading.doc, m.start, m.end) if start <= m.start < end else None
            if root is not None:
                owner = next((heads[a.i] for a in ancestors_and_self(root) if a.i in heads), None)
                verb = clause_verb(root)
                rows.append((m, Owned(root=root, owner=owner, clause=verb.i if verb is not None else None)))
        return rows

    return SentenceFrame(sentence=sentence, times=tuple(owned(reading.times)), places=tuple(owned(reading.places)))  # type: ignore[arg-type]


def times_of(candidate: Candidate, sent: SentenceFrame, others: Sequence[Candidate]) -> list[TimeMention]:
    """The times that belong to a candidate: its own, its governor's, its clause's, else the sentence's."""
    usable = [(m, o) for m, o in sent.times if m.span.precision is not Precision.UNKNOWN or m.span.words]
    own = [m for m, o in usable if o.owner == candidate.token.i]
    if own:
        return own
    by_token = {c.token.i: c for c in others} | {c.head.i: c for c in others}
    for above in candidate.token.ancestors:
        governor = by_token.get(above.i)
        if governor is None:
            continue
        if _only_said(candidate, governor):
            return []
        if inherited := [m for m, o in usable if o.owner == governor.token.i]:
            return inherited
    verb = candidate.roles.verb
    in_clause = [m for m, o in usable if verb is not None and o.clause == verb.i]
    if in_clause:
        return in_clause
    rest = [(abs(o.root.i - candidate.token.i), m) for m, o in usable if not _speech_owned(o, by_token)]
    return [min(rest, key=lambda r: r[0])[1]] if rest else []


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
    return any(a.dep_ in ("ccomp", "xcomp") and a.head == governor.token for a in ancestors_and_self(candidate.token))


def _speech_owned(owned: Owned, by_token: dict[int, Candidate]) -> bool:
    return owned.owner is not None and by_token[owned.owner].type in ("statement", "assessment")


def place_of(candidate: Candidate, sent: SentenceFrame, reading: Reading) -> PlaceMention | None:
    """The place that is an argument of the candidate, or None."""
    rows = [
        (score, -abs(o.root.i - candidate.token.i), i)
        for i, (m, o) in enumerate(sent.places)
        if (score := _place_score(candidate, m, o, reading)) > 0
    ]
    return sent.places[max(rows)[2]][0] if rows else None


def _place_score(candidate: Candidate, mention: PlaceMention, owned: Owned, reading: Reading) -> float:
    if not mention.place.is_resolved and mention.relative is None:
        return 0.0
    root = owned.root
    if candidate.type in ("statement", "assessment", "imagery_observation") and not _in_object(root, candidate):
        return 0.0
    party = mention.place.kind is PlaceKind.COUNTRY and _acts(root, candidate)
    if mention.metonymic or party:
        return 0.0
    score = _SPECIFIC.get(mention.place.kind, 0.5)
    head = root
    while head.dep_ in ("appos", "conj", "compound", "nmod") and head.head != head:
        head = head.head
    prep = head.head if head.dep_ in ("pobj", "pcomp") else None
    if prep is not None and prep.head in (candidate.token, candidate.head):
        score += 8.0 + _route_bonus(candidate, prep)
    elif head in candidate.roles.targets or root in candidate.roles.targets:
        score += 9.0
    elif any(t in candidate.roles.targets for t in ancestors_and_self(root)):
        score += 7.0
    elif owned.owner == candidate.token.i:
        score += 5.0
    elif candidate.roles.verb is not None and owned.clause == candidate.roles.verb.i:
        score += 4.0
    elif owned.owner is None or candidate.token in root.subtree:
        score += 2.0
    else:
        score += 1.0
    return score


def _in_object(root: Token, candidate: Candidate) -> bool:
    """The place belongs to what is released or accused, not to a clause about something else."""
    for word in ancestors_and_self(root):
        if word in candidate.roles.targets:
            return True
        if word.pos_ in ("VERB", "AUX"):
            return False
    return False


def _acts(root: Token, candidate: Candidate) -> bool:
    """A country as a party: subject, owner, or the one accused or fought."""
    head = root
    while head.dep_ in ("conj", "appos") and head.head != head:
        head = head.head
    if head in candidate.roles.targets and candidate.type in (
        "invasion",
        "rocket_attack",
        "drone_strike",
        "airstrike",
        "attack",
    ):
        return False
    if head.dep_ in _PARTY_ROLES or head.dep_ in ("dobj", "dative", "nsubjpass"):
        return True
    return head.dep_ == "pobj" and (
        head.head.dep_ == "agent"
        or (head.head.lower_ in ("by", "with", "against", "for", "of", "between")
        and head.head.lower_ != "of")
    )


def _route_bonus(candidate: Candidate, prep: Token) -> float:
    order = _ROUTE_ORDER.get(candidate.type)
    if order is None:
        return 0.5 if prep.lower_ in ("in", "at", "near", "on", "outside", "around", "inside") else 0.0
    return 3.0 * (len(order) - order.index(prep.lower_)) / len(order) if prep.lower_ in order else 0.0
