"""How many, over independent origins: the least, the most and a best number with the method that chose it.

Every origin counts once, with the interval it gave last; a thousand articles on one monitor's word are one interval. As UCDP does,
low, best and high are given side by side; of numbers equally supported the lower is the best one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from trigpoint.fusion.facts import Facts, Standing
from trigpoint.fusion.names import words_of
from trigpoint.fusion.origins import OriginOf
from trigpoint.model.capture import Article
from trigpoint.model.claim import CountStatus
from trigpoint.model.event import CountRange

_ANYBODY = frozenset(
    {"people", "person", "persons", "killed", "dead", "casualties", "victims", "injured", "wounded", "others"}
)
_PERSONS = (CountStatus.KILLED, CountStatus.INJURED, CountStatus.MISSING, CountStatus.DETAINED, CountStatus.DISPLACED)


@attrs.frozen(kw_only=True)
class _Given:
    """What one origin gives, last."""

    low: int
    high: int | None

    def holds(self, number: int) -> bool:
        return self.low <= number and (self.high is None or number <= self.high)


def count_ranges(
    members: Sequence[Facts], origins: Sequence[OriginOf], articles: Mapping[str, Article]
) -> tuple[CountRange, ...]:
    """One range per status and thing counted, by status; denials and totals give none."""
    home = {claim: o.key for o in origins for claim in o.claims}
    given: dict[tuple[CountStatus, str], dict[str, _Given]] = defaultdict(dict)
    units: dict[tuple[CountStatus, str], str] = {}
    for f in sorted(members, key=lambda f: (_published(f, articles), f.claim.quote.start, f.claim.id)):
        if f.standing is Standing.DENIAL:
            continue
        for count in f.claim.counts:
            if count.status is CountStatus.TOTAL or count.min is None:
                continue
            key = count.status, unit_head(count.unit)
            units.setdefault(key, count.unit if key[1] else "")
            given[key][home.get(f.claim.id, f.document)] = _Given(low=count.min, high=count.max)
    order = list(CountStatus)
    return tuple(
        _range(status, units[status, head], list(given[status, head].values()))
        for status, head in sorted(given, key=lambda k: (order.index(k[0]), k[1]))
    )


def unit_head(unit: str) -> str:
    """What is counted, reduced: "" for words that fit anybody."""
    heads = words_of(unit)
    return "" if not heads or heads[-1] in _ANYBODY else heads[-1].rstrip("s")


def _published(f: Facts, articles: Mapping[str, Article]) -> str:
    article = articles.get(f.claim.article)
    return article.published.isoformat() if article and article.published else ""


def _range(status: CountStatus, unit: str, given: Sequence[_Given]) -> CountRange:
    tops = [g.high if g.high is not None else g.low for g in given]
    open_topped = all(g.high is None for g in given)
    best, method = _best(given)
    return CountRange(
        status=status.value,
        unit=unit,
        low=min(g.low for g in given),
        high=None if open_topped else max(tops),
        best=best,
        method=method,
        origins=len(given),
    )


def _best(given: Sequence[_Given]) -> tuple[int | None, str]:
    """The number that most origins' intervals hold; of several the one most state exactly, then the lowest."""
    stated = sorted({n for g in given for n in (g.low, g.high) if n is not None})
    exact = {n: sum(g.low == g.high == n for g in given) for n in stated}
    held = {n: sum(g.holds(n) for g in given) for n in stated}
    best = min(stated, key=lambda n: (-held[n], -exact[n], n))
    if len(given) == 1:
        only = given[0]
        if only.high is None:
            return best, "a lower bound, from one origin"
        return best, "one origin" if only.low == only.high else "the lower end of what one origin gives"
    if held[best] == 1:
        return best, f"the lowest of {len(given)} origins, none of which agree"
    return best, f"held by {held[best]} of {len(given)} origins" + ("" if exact[best] else ", stated as a bound")
