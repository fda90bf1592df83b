"""How probable it is that an event happened, from what its origins say.

Log-odds over origins: prior odds times one likelihood ratio per independent origin, a/(1-a) for one that says so and its
inverse for one that denies, where a is how often the origin is right. The a are learned without labels: one-coin EM (Dawid &
Skene 1979, with one accuracy per source) over events that several origins speak to, each a with a Beta prior. Where the claims
hold hardly any denial nothing can be learned from agreement, and the prior alone serves.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from trigpoint.fusion.origins import OriginOf

BASE = 0.6  # share of told events that happened, before anyone is weighed
BASE_WEIGHT = 20.0  # events that this is worth
RIGHT, WRONG = 5.0, 2.5  # Beta prior of an origin's accuracy: mean 2/3
UNKNOWN_UPSTREAM = 0.3  # share of its weight an origin keeps whose upstream is not known
ONE_ORIGIN_AT_MOST = 0.94  # below "almost certain": one voice never reaches it
MISQUOTED = 0.04  # how often one carrier turns its source round; two that agree, its square
TRUST = 0.7  # share of the summed weight that is kept: origins that look independent may still share a mistake
_SURE = (0.02, 0.98)  # nothing is certain
_DENIED_SHARE = 0.1  # votes that deny, below which there is nothing to learn from
_ROUNDS = 60


def learn_accuracies(events: Sequence[Sequence[OriginOf]]) -> dict[str, float]:
    """Accuracy of each origin by key; only those that share an event with another. "" holds the base rate."""
    votes = [[(o.key, o.vote) for o in origins if o.known and o.vote] for origins in events]
    shared = [v for v in votes if len(v) > 1]
    denied = sum(vote < 0 for v in votes for _, vote in v)
    if not shared or denied < max(3, _DENIED_SHARE * sum(len(v) for v in votes)):
        return {}
    base, right = BASE, dict.fromkeys((k for v in shared for k, _ in v), RIGHT / (RIGHT + WRONG))
    for _ in range(_ROUNDS):
        held = [_posterior(v, base, right) for v in shared]
        hits: dict[str, float] = defaultdict(lambda: RIGHT)
        seen: dict[str, float] = defaultdict(lambda: RIGHT + WRONG)
        for v, p in zip(shared, held, strict=True):
            for key, vote in v:
                hits[key] += p if vote > 0 else 1 - p
                seen[key] += 1
        right = {key: hits[key] / seen[key] for key in right}
        base = (sum(held) + BASE * BASE_WEIGHT) / (len(held) + BASE_WEIGHT)
    return {**right, "": base}


def probability_of(origins: Sequence[OriginOf], accuracies: Mapping[str, float], measured: float = 0.0) -> float:
    """That the event happened, 0..1, rounded to four digits.

    `measured` is the log likelihood ratio of our own measurements; their origins weigh nothing else.
    """
    told = [o for o in origins if not o.is_measured]
    p = _chance(_logit(accuracies.get("", BASE)) + TRUST * sum(_weight(o, accuracies) for o in told) + measured)
    if sum(o.vote > 0 and o.known for o in origins) < 2:
        p = min(p, ONE_ORIGIN_AT_MOST)
    return round(min(_SURE[1], max(_SURE[0], p)), 4)


def _weight(o: OriginOf, accuracies: Mapping[str, float]) -> float:
    """Log likelihood ratio of what is heard of the origin, carriers' errors included."""
    a = accuracies.get(o.key, RIGHT / (RIGHT + WRONG))
    misquoted = MISQUOTED ** max(1, abs(o.supports - o.denies))
    heard = a * (1 - misquoted) + (1 - a) * misquoted
    return o.vote * _logit(heard) * (1.0 if o.known else UNKNOWN_UPSTREAM)


def _posterior(votes: Sequence[tuple[str, int]], base: float, right: Mapping[str, float]) -> float:
    return _chance(_logit(base) + sum(vote * _logit(right[key]) for key, vote in votes))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, odds))))


def _logit(p: float) -> float:
    p = min(0.999, max(0.001, p))
    return math.log(p / (1 - p))
