"""One claim per happening: a toll and its strike, a mention and its telling, a saying and what is said."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.clauses import disputed_by, stands_alone
from trigpoint.evidence.reports.reading import Reading
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.model import Count, Place, TimeSpan


@attrs.frozen(kw_only=True)
class Draft:
    """A candidate on its way to a claim. `quote` is in doc offsets."""

    candidate: Candidate
    type: str
    sentence: int
    block: int
    when: TimeSpan
    place: Place | None
    score: float
    quote: tuple[int, int]
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    outcome: str = ""
    counts: tuple[Count, ...] = ()
    aggregate: bool = False
    dated: bool = False  # the text dates it itself


def told_next(draft: Draft, following: Sequence[Draft], reading: Reading) -> bool:
    """ "The strike on 4 May changed much. Jets bombed the depot ...": the noun names what the next sentences tell."""
    types, candidate = reading.lexicon.event_types, draft.candidate
    if candidate.token.pos_ != "NOUN" or candidate.carrier is not None or not draft.when.is_known or draft.counts:
        return False
    if disputed_by(candidate.head) is not None:
        return False  # "blamed the rebels for the attack. They denied that they had bombed ...": two sides
    return any(
        0 < other.sentence - draft.sentence <= 2
        and other.candidate.token.pos_ == "VERB"
        and types[other.type].family == types[draft.type].family
        and (other.when.start, other.when.end) == (draft.when.start, draft.when.end)
        for other in following
    )


def best_of_sentence(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """One draft per happening: of those of one family, time and place, the one that says most."""
    types = reading.lexicon.event_types
    best: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        place = (draft.place.name or draft.place.text) if draft.place is not None else None
        key = (
            types[draft.type].family,
            draft.type if types[draft.type].family == "speech" else "",
            draft.when.start,
            draft.when.end,
            place,
        )
        if key not in best or draft.score > best[key].score:
            best[key] = draft
    rest = list(best.values())
    return [
        d
        for d in rest
        if not _says_no_more(d, rest, reading)
        and not _is_toll(d, rest, reading)
        and not only_tells_which(d, rest, reading)
    ]


def only_tells_which(draft: Draft, others: Sequence[Draft], reading: Reading) -> bool:
    """ "The drones it has sent were delivered by sea": the clause on a noun tells which, the sentence what became of it."""
    verb = draft.candidate.head
    if verb.dep_ not in ("relcl", "acl"):
        return False
    reduced = verb.dep_ == "acl" and verb.tag_ == "VBN"  # "shot down missiles launched from ships on Monday"
    timed = any(t.i in reading.time_at for t in verb.subtree)
    placed = any(t.i in reading.place_at for t in verb.subtree)
    rest = [o for o in others if o is not draft]
    if not timed and not placed and any(_goes_on(draft, o, reading) for o in rest):
        return True
    return any(
        ((o.type == draft.type and not timed) or (reduced and o.type == "air_defence"))
        and verb.head in (*o.candidate.roles.targets, *o.candidate.roles.actors)
        for o in rest
    )


def _goes_on(draft: Draft, main: Draft, reading: Reading) -> bool:
    """ "was stormed by men who opened fire inside": what those who did it did meanwhile."""
    types = reading.lexicon.event_types
    families = {types[draft.type].family, types[main.type].family}
    return families <= {"strike", "ground", "harm"} and draft.candidate.head.head in main.candidate.roles.actors


def with_toll(draft: Draft, others: Sequence[Draft], reading: Reading) -> Draft:
    """ "Three were killed when missiles hit the town": one happening, told by both clauses, with the toll's counts."""
    tolls = [o for o in others if o is not draft and _is_toll_of(o, draft, reading)]
    if not tolls:
        return draft
    spans = [draft.quote, *(t.quote for t in tolls)]
    quote = min(s for s, _ in spans), max(e for _, e in spans)
    counts = tuple(dict.fromkeys(c for d in (draft, *tolls) for c in d.counts))
    place = draft.place or next((t.place for t in tolls if t.place is not None), None)
    return attrs.evolve(draft, quote=quote, counts=counts, place=place)


def _is_toll_of(toll: Draft, strike: Draft, reading: Reading) -> bool:
    """The strike is told in a "when" or "after" clause of the toll."""
    types, clause = reading.lexicon.event_types, strike.candidate.head
    if clause.dep_ == "csubj" and clause.head == toll.candidate.head:
        return toll.candidate.trigger.type in ("killing", "casualties")  # "shelling in the town killed 12"
    if types[toll.type].family != "harm" or types[strike.type].family not in ("strike", "ground"):
        return False
    if clause.dep_ != "advcl" or not any(c.lower_ in ("when", "after", "as") for c in clause.children):
        return False
    return clause.head in (toll.candidate.head, *toll.candidate.joined)


def _is_toll(draft: Draft, others: Sequence[Draft], reading: Reading) -> bool:
    """ "hit a building, killing dozens": the toll belongs to the strike, which has its counts."""
    types, head = reading.lexicon.event_types, draft.candidate.head
    if any(o is not draft and _is_toll_of(draft, o, reading) for o in others):
        return True
    while head.dep_ == "conj" and head.tag_ == "VBG" and head.head.tag_ == "VBG":
        head = head.head  # "killing two and wounding ten"
    if draft.type in ("killing", "casualties") and head.dep_ == "conj" and not stands_alone(head):
        return any(o.candidate.head == head.head and types[o.type].family == "strike" for o in others)
    if types[draft.type].family not in ("harm", "strike") or head.dep_ != "advcl" or head.tag_ != "VBG":
        return False
    return any(
        o is not draft
        and (types[o.type].family in ("strike", "ground") or o.type in ("aircraft_loss", "vessel_incident"))
        and o.candidate.head == head.head
        for o in others
    )


def _says_no_more(draft: Draft, others: Sequence[Draft], reading: Reading) -> bool:
    """A bare saying or accusing whose content is itself told as a happening."""
    candidate = draft.candidate
    if candidate.type not in ("statement", "assessment", "imagery_observation"):
        return False
    within = [o for o in others if o is not draft and candidate.head.is_ancestor(o.candidate.token)]
    if not within:
        return False
    if candidate.type == "imagery_observation":
        return True
    if candidate.token.lemma_ in _RELEASES and any("document" in reading.kinds(t) for t in candidate.roles.targets):
        return False
    return candidate.token.lemma_ in ("accuse", "blame", "deny") or not draft.dated


_RELEASES = frozenset(
    ("release", "publish", "reveal", "publicize", "publicise", "unveil", "disclose", "post", "announce")
)
