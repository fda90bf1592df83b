"""How probable it is that an event happened, from what its origins say.

Log-odds over origins: prior odds times one likelihood ratio per independent origin, a/(1-a) for one that says so and its
inverse for one that denies, where a is how often the origin is right. The a are learned without labels: one-coin EM (Dawid &
Skene 1979, with one accuracy per source) over events that several origins speak to, each a with a Beta prior; for each topic
the origin's own accuracy is the prior in turn. Where the claims hold hardly any denial nothing can be learned from agreement,
and the prior alone serves.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import attrs

from trigpoint.fusion.origins import OriginOf

BASE = 0.6  # share of told events that happened, before anyone is weighed
BASE_WEIGHT = 20.0  # events that this is worth
RIGHT, WRONG = 7.5, 3.0  # Beta prior of an origin's accuracy: mean 5/7
TOPIC_WEIGHT = 20.0  # events that an origin's general accuracy is worth for one topic
UNKNOWN_UPSTREAM = 0.8  # share of its weight an origin keeps whose upstream is not known
ACCUSED_DENIES = 0.3  # share of its weight a denial keeps that comes from the party said to have done it
ONE_ORIGIN_AT_MOST = 0.94  # below "almost certain": one voice never reaches it
MISQUOTED = 0.04  # how often one carrier turns its source round; two that agree, its square
SURE, NOT_QUITE = 0.95, 0.9499  # "almost certain" must also hold when origins share mistakes:
SHARED = 0.65  # then this much of their summed weight is left
_CERTAIN = (0.02, 0.98)  # nothing is certain
_DENIED_SHARE = 0.1  # votes that deny, below which there is nothing to learn from
_ROUNDS = 60


@attrs.frozen(kw_only=True)
class Accuracies:
    """How often origins are right, learned; the prior where nothing could be."""

    base: float = BASE  # share of told events that happened
    right: Mapping[str, float] = MappingProxyType({})  # by origin key
    by_topic: Mapping[tuple[str, str], float] = MappingProxyType({})  # by origin key and topic

    def of(self, key: str, topic: str = "") -> float:
        """The narrowest that is known."""
        return self.by_topic.get((key, topic), self.right.get(key, RIGHT / (RIGHT + WRONG)))


NOTHING_LEARNED = Accuracies()


def learn_accuracies(events: Sequence[Sequence[OriginOf]], topics: Sequence[str] = ()) -> Accuracies:
    """From events with their origins; only those that share an event with another origin can be learned.

    `topics` : one per event, or none.
    """
    about = topics or [""] * len(events)
    votes = [([(o.key, o.vote) for o in e if _counts(o)], t) for e, t in zip(events, about, strict=True)]
    shared = [(v, t) for v, t in votes if len(v) > 1]
    denied = sum(vote < 0 for v, _ in votes for _, vote in v)
    if not shared or denied < max(3, _DENIED_SHARE * sum(len(v) for v, _ in votes)):
        return NOTHING_LEARNED
    base, right = BASE, dict.fromkeys((k for v, _ in shared for k, _ in v), RIGHT / (RIGHT + WRONG))
    held: list[float] = []
    for _ in range(_ROUNDS):
        held = [_posterior(v, base, right) for v, _ in shared]
        hits: dict[str, float] = defaultdict(lambda: RIGHT)
        seen: dict[str, float] = defaultdict(lambda: RIGHT + WRONG)
        for (v, _), p in zip(shared, held, strict=True):
            for key, vote in v:
                hits[key] += p if vote > 0 else 1 - p
                seen[key] += 1
        right = {key: hits[key] / seen[key] for key in right}
        base = (sum(held) + BASE * BASE_WEIGHT) / (len(held) + BASE_WEIGHT)
    return Accuracies(base=base, right=right, by_topic=_by_topic(shared, held, right) if topics else {})


def _counts(o: OriginOf) -> bool:
    return o.known and o.vote != 0 and not (o.is_accused and o.vote < 0)


def _by_topic(
    shared: Sequence[tuple[Sequence[tuple[str, int]], str]], held: Sequence[float], right: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """One more step within each topic, drawn towards the origin's general accuracy."""
    hits: dict[tuple[str, str], float] = defaultdict(float)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for (votes, topic), p in zip(shared, held, strict=True):
        for key, vote in votes:
            hits[key, topic] += p if vote > 0 else 1 - p
            seen[key, topic] += 1
    return {
        (key, topic): (TOPIC_WEIGHT * right[key] + hits[key, topic]) / (TOPIC_WEIGHT + n)
        for (key, topic), n in seen.items()
    }


def probability_of(
    origins: Sequence[OriginOf], learned: Accuracies = NOTHING_LEARNED, measured: float = 0.0, topic: str = ""
) -> float:
    """That the event happened, 0..1, rounded to four digits.

    `measured` is the log likelihood ratio of our own measurements; their origins weigh nothing else.
    """
    told = [weight_of(o, learned, topic) for o in origins if not o.is_measured]
    prior = _logit(learned.base)
    p = _chance(prior + sum(told) + measured)
    if sum(o.vote > 0 and o.known for o in origins) < 2:
        p = min(p, ONE_ORIGIN_AT_MOST)
    if p >= SURE and _chance(prior + SHARED * sum(told) + measured) < SURE:
        p = NOT_QUITE
    return round(min(_CERTAIN[1], max(_CERTAIN[0], p)), 4)


def weight_of(o: OriginOf, learned: Accuracies = NOTHING_LEARNED, topic: str = "") -> float:
    """Log likelihood ratio of what is heard of the origin, carriers' errors included."""
    a = learned.of(o.key, topic)
    misquoted = MISQUOTED ** max(1, abs(o.supports - o.denies))
    heard = a * (1 - misquoted) + (1 - a) * misquoted
    kept = 1.0 if o.known else UNKNOWN_UPSTREAM
    if o.is_accused and o.vote < 0:
        kept *= ACCUSED_DENIES
    return o.vote * _logit(heard) * kept


def _posterior(votes: Sequence[tuple[str, int]], base: float, right: Mapping[str, float]) -> float:
    return _chance(_logit(base) + sum(vote * _logit(right[key]) for key, vote in votes))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, odds))))


def _logit(p: float) -> float:
    p = min(0.999, max(0.001, p))
    return math.log(p / (1 - p))
