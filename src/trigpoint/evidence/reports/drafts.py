"""Sentence by sentence: candidates, settled in time and place, scored, and cut to quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import clause_span, depth, stands_alone
from trigpoint.evidence.reports.counts import counts_in
from trigpoint.evidence.reports.discourse import Told, antecedent, is_strong
from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.means import refined_type
from trigpoint.evidence.reports.names import names, phrase
from trigpoint.evidence.reports.reading import Reading
from trigpoint.evidence.reports.select import THRESHOLD, worth
from trigpoint.evidence.reports.settle import SentenceFrame, frame, times_of
from trigpoint.evidence.reports.siting import exactness
from trigpoint.evidence.reports.story import LOCAL, story_spot
from trigpoint.evidence.reports.tellings import Draft, best_of_sentence, only_tells_which, told_next, with_toll
from trigpoint.evidence.reports.triggers import Candidate, find_candidates
from trigpoint.evidence.reports.when import Written, headed_by, spans_for, width
from trigpoint.evidence.reports.where import own_place, place_for
from trigpoint.model import UNKNOWN_TIME, Count, CountStatus, Place, Precision, TimeSpan

if TYPE_CHECKING:
    from trigpoint.evidence.reports.timing.times import TimeMention
    from trigpoint.places.mentions import PlaceMention

_LONG = timedelta(days=45)  # several happenings told for longer are a total
_QUOTE = (10, 700)  # characters: a shorter quote is no citation, a longer one no sentence


def draft_claims(reading: Reading, written: Written) -> list[Draft]:
    """The drafts worth keeping, in the order of the text."""
    told: list[Told] = []
    kept: list[Draft] = []
    for number, sentence in enumerate(reading.sentences):
        candidates = find_candidates(reading, sentence)
        if not candidates:
            continue
        sent = frame(reading, sentence, candidates)
        here: list[Draft] = []
        for candidate in sorted(candidates, key=lambda c: (depth(c.token), c.token.i)):
            above = [
                _told(d)
                for d in here
                if d.candidate.head.is_ancestor(candidate.token) and depth(d.candidate.token) < depth(candidate.token)
            ]
            beside = [_told(d) for d in here if d.candidate.token.i < candidate.token.i and d.score >= THRESHOLD]
            here.extend(_drafts(reading, candidate, candidates, sent, number, [*told, *beside], above, written))
        here.sort(key=lambda d: d.candidate.token.i)
        told.extend(_told(d) for d in here if d.score >= THRESHOLD - 1.0 and not only_tells_which(d, here, reading))
        kept.extend(best_of_sentence([with_toll(d, here, reading) for d in here if d.score >= THRESHOLD], reading))
    return [d for n, d in enumerate(kept) if not told_next(d, kept[n + 1 : n + 6], reading)]


def _drafts(
    reading: Reading,
    candidate: Candidate,
    candidates: Sequence[Candidate],
    sent: SentenceFrame,
    number: int,
    told: Sequence[Told],
    above: Sequence[Told],
    written: Written,
) -> list[Draft]:
    lexicon = reading.lexicon
    block = reading.block_of[number]
    type_ = refined_type(candidate, sent.sentence, reading, [t.type for t in told if block - t.block <= 1])
    candidate = attrs.evolve(candidate, type=type_)
    times, firm = times_of(candidate, sent, candidates)
    own = own_place(candidate, sent)
    earlier = _earlier(candidate, own[0], times if firm else [], sent.sentence, number, reading, told, above)
    beside = _beside(told, block, lexicon)
    place = place_for(candidate, own, earlier, reading, sent.sentence, number, _there(told, block, number), beside)
    stands = place or story_spot(candidate, sent, told, reading)
    counts = _counts(candidate, sent.sentence, reading)
    outcome = lexicon.outcomes.get(candidate.head.lemma_.lower(), "")
    spans, aggregate = _spans(candidate, times, earlier, counts, reading, written)
    headed = headed_by(candidate.token.idx, reading.times)
    score = worth(
        candidate,
        sent.sentence,
        lexicon,
        own_time=bool(times) and firm,
        inherited_time=headed is not None or (earlier is not None and earlier.when.is_known),
        place=place,
        own_place=own[0] is not None and place is not None,
        counted=bool(counts),
        outcome=bool(outcome),
        told_above=frozenset(c.head.i for c in candidates if c.token != candidate.token),
        in_story=stands is not None,
        retold=not any(t.span.is_known for t in times if lexicon.event_types[type_].family == "speech")
        and _is_retold(candidate, spans[0], told, lexicon),
    )
    actors = names(candidate.roles.actors, _named(candidate.roles.actors, reading))
    targets = names(candidate.roles.targets, _named(candidate.roles.targets, reading))
    return [
        Draft(
            candidate=candidate,
            type=type_,
            sentence=number,
            block=block,
            when=span,
            place=stands,
            score=score,
            quote=_quote(candidate, candidates, sent.sentence),
            actors=actors,
            targets=targets,
            outcome=outcome,
            counts=counts,
            aggregate=aggregate,
            dated=bool(times),
        )
        for span in spans
    ]


def _spans(
    candidate: Candidate,
    times: Sequence[TimeMention],
    earlier: Told | None,
    counts: Sequence[Count],
    reading: Reading,
    written: Written,
) -> tuple[list[TimeSpan], bool]:
    """When, by its own times or the day it stands under, and whether it is a total."""
    aggregate = _is_aggregate(candidate, counts, times, reading)
    spans = spans_for(candidate, times, earlier, written, aggregate=aggregate)
    aggregate = aggregate or (_by_many(candidate, reading) and min(width(s) for s in spans) > _LONG)
    headed = headed_by(candidate.token.idx, reading.times)
    if headed is not None and all(span.start is None or _is_as_of_writing(span, times) for span in spans):
        return [headed], aggregate
    return spans, aggregate


def _is_as_of_writing(span: TimeSpan, times: Sequence[TimeMention]) -> bool:
    """ "FRIDAY. Nine people are killed": told in the present, of the day it stands under."""
    return not times and span.precision is Precision.ONGOING


def _there(told: Sequence[Told], block: int, number: int) -> Place | None:
    """Where "there" is: at what this or the last sentence told."""
    near = [t for t in told if t.block == block and t.sentence >= number - 1 and not t.mentioned_only]
    return next((t.places[0] for t in reversed(near) if t.places), None)


def _beside(told: Sequence[Told], block: int, lexicon: Lexicon) -> Place | None:
    """Where the last strike, clash or harm told in this paragraph took place."""
    near = [t for t in told if t.block == block and lexicon.event_types[t.type].family in LOCAL and t.places]
    return near[-1].places[0] if near else None


def _earlier(
    candidate: Candidate,
    own: PlaceMention | None,
    times: Sequence[TimeMention],
    sentence: Span,
    number: int,
    reading: Reading,
    told: Sequence[Told],
    above: Sequence[Told],
) -> Told | None:
    """The happening this one is part of or goes on about: in its own sentence first, then before."""
    lexicon, block = reading.lexicon, reading.block_of[number]
    family = lexicon.event_types[candidate.type].family
    if family == "speech":
        return None
    exact = own is not None and exactness(own.place) > 0.0
    dated = any(t.span.is_known for t in times)
    types = lexicon.event_types
    within = [
        t
        for t in above
        if {types[t.type].family, family} <= {"strike", "harm"}
        or t.type == candidate.type
        or (types[t.type].family == family and family in ("air", "movement") and t.places)
    ]
    if within and not exact:
        return within[-1]
    found = antecedent(
        candidate,
        sentence,
        number,
        block,
        told,
        lexicon,
        own_time=dated,
        own_place=exact,
        opens=block in reading.opening,
    )
    if found is None:
        return None
    if not is_strong(candidate, sentence, lexicon) and (
        exact or (dated and found.places and exactness(found.places[0]) > 2.0)
    ):
        return None  # the story has moved on
    found = found if found.when.is_known or dated else _dated_like(found, told, lexicon)
    return found if found.places or not found.when.is_known else _placed_like(found, told, lexicon)


def _dated_like(found: Told, told: Sequence[Told], lexicon: Lexicon) -> Told:
    """The date of another telling of the same: same paragraph, family and place."""
    family = lexicon.event_types[found.type].family
    for other in reversed(told):
        same = other.block == found.block and lexicon.event_types[other.type].family == family
        if same and other.when.is_known and [p.name for p in other.places] == [p.name for p in found.places]:
            return attrs.evolve(found, when=other.when)
    return found


def _placed_like(found: Told, told: Sequence[Told], lexicon: Lexicon) -> Told:
    """The place of another telling of the same: same paragraph or the one before, same time, strike or its harm."""
    for other in reversed(told):
        families = {lexicon.event_types[t.type].family for t in (other, found)}
        same_time = (other.when.start, other.when.end) == (found.when.start, found.when.end)
        if found.block - other.block <= 1 and families <= {"strike", "harm"} and same_time and other.places:
            return attrs.evolve(found, places=other.places)
    return found


def _is_retold(candidate: Candidate, when: TimeSpan, told: Sequence[Told], lexicon: Lexicon) -> bool:
    """ "the airstrike on 4 May brought new evidence", after that strike was told; a denial said twice."""
    family = lexicon.event_types[candidate.type].family
    if family == "speech":
        return any(
            t.type == candidate.type
            and t.candidate.token.lemma_ == candidate.token.lemma_
            and _same_heads(t, candidate)
            for t in told[-6:]
        )
    passing = candidate.carrier is None and candidate.token.pos_ == "NOUN"
    return (
        passing and when.is_known and any(lexicon.event_types[t.type].family == family and t.when == when for t in told)
    )


def _same_heads(told: Told, candidate: Candidate) -> bool:
    mine = {a.lower_ for a in candidate.roles.actors}
    return bool(mine & {a.lower_ for a in told.candidate.roles.actors})


def _counts(candidate: Candidate, sentence: Span, reading: Reading) -> tuple[Count, ...]:
    """Counts of the candidate's own subtree, or of the sentence's when that is all one clause."""
    head = candidate.head
    tokens = sorted(
        {
            *head.subtree,
            *candidate.token.subtree,
            *(t for verb in candidate.joined for t in verb.subtree),
            *(t for r in candidate.roles.targets + candidate.roles.actors for t in r.subtree),
        }
    )
    inside = [t for t in tokens if sentence.start <= t.i < sentence.end]
    return counts_in(inside, reading.lexicon, time_tokens=set(reading.time_at))


def _is_aggregate(
    candidate: Candidate, counts: Sequence[Count], times: Sequence[TimeMention], reading: Reading
) -> bool:
    """A total or a repeated happening: "over 300 airstrikes", "many times", "on three occasions"."""
    words = reading.lexicon.words
    own = sorted({*candidate.head.subtree, *candidate.token.subtree})
    if any(c.status is CountStatus.TOTAL and (c.min or c.max or 0) > 1 for c in counts):
        return True
    for token in own:
        low = token.lower_
        if token.lemma_.lower() in words["repetition"] and any(
            c.dep_ in ("nummod", "amod") or c.lower_ in words["vague_many"] for c in token.children
        ):
            return token.tag_ == "NNS"
        if low in words["vague_many"] and token.dep_ == "advmod" and token.head in (candidate.token, candidate.head):
            return True
        if low in words["vague_many"] | {"some"} and token.head == candidate.token and candidate.token.tag_ == "NNS":
            return True
    long = any(width(t.span) > _LONG and t.span.is_known for t in times)
    return long and candidate.token.tag_ == "NNS"


def _by_many(candidate: Candidate, reading: Reading) -> bool:
    """ "The raids hit 40 places": what several happenings did; over a season that is a total, in a night it may be one."""
    nouns = reading.lexicon.words["event_nouns"]
    return any(a.tag_ == "NNS" and a.lemma_.lower() in nouns for a in candidate.roles.actors)


def _named(heads: Sequence[Token], reading: Reading) -> dict[int, str]:
    return {h.i: phrase(noun) for h in heads if (noun := reading.antecedents.get(h.i)) is not None}


def _quote(candidate: Candidate, candidates: Sequence[Candidate], sentence: Span) -> tuple[int, int]:
    """The clause where the sentence holds more than this happening and the clause stands by itself; else the sentence."""
    span = sentence
    verb = candidate.carrier or (candidate.token if candidate.token.pos_ in ("VERB", "AUX") else candidate.roles.verb)
    if verb is not None and stands_alone(verb) and (len(candidates) > 1 or verb.dep_ in ("ccomp", "advcl")):
        clause = clause_span(verb, sentence)
        for more in candidate.joined:
            rest = clause_span(more, sentence)
            clause = sentence.doc[min(clause.start, rest.start) : max(clause.end, rest.end)]
        if len(clause) >= 4:
            span = clause
    if len(span.text) > _QUOTE[1] and verb is not None:
        span = clause_span(verb, sentence)
    start, end = span.start_char, span.start_char + len(span.text.rstrip("; "))
    if end - start > _QUOTE[1]:
        start = max(start, candidate.token.idx - _QUOTE[1] // 2)
        end = min(end, start + _QUOTE[1])
    if end - start < _QUOTE[0]:
        start, end = sentence.start_char, sentence.end_char
    return start, end


def _told(draft: Draft) -> Told:
    return Told(
        candidate=draft.candidate,
        type=draft.type,
        sentence=draft.sentence,
        block=draft.block,
        when=draft.when if draft.when.precision not in (Precision.ONGOING, Precision.BEFORE) else UNKNOWN_TIME,
        places=(draft.place,) if draft.place is not None else (),
        mentioned_only=draft.candidate.carrier is None
        and draft.candidate.token.pos_ != "VERB"
        and draft.candidate.token.dep_ != "nsubj",
    )
