"""Claims into clusters, each told to be one happening.

1. Fine claims (a day, a town) are compared with their neighbours and joined in order of evidence, complete link: a cluster
   takes a claim only when every member can be one with it, and not when another cluster has nearly as good a claim to it.
2. A denial joins the cluster it denies, when one fits.
3. A coarse claim (a month, a province) joins the one cluster it fits; where several fit it stays alone, so that it never
   bridges two happenings.
4. Coarse claims about one place and period are compared among themselves.

Plans, totals and happenings are never joined with one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import attrs

from trigpoint.fusion.agreeing import Clusters
from trigpoint.fusion.blocking import fine_pairs, gather, near_clusters
from trigpoint.fusion.comparators import Shares, evidence, shares_of
from trigpoint.fusion.decisions import NO_BONDS, Bonds, bind
from trigpoint.fusion.density import density_of, others_per_day, prior
from trigpoint.fusion.facts import FINE_KM, Facts, Standing
from trigpoint.fusion.vocabulary import LinkVocabulary

JOIN = 2.25  # log-odds from which two claims are one happening: 9 to 1 for one pair; of a cluster every pair must agree
FITS = -1.0  # no member of a home may be further from one happening with a coarse claim
FLOOR = 0.0  # no pair within a cluster may be likelier two happenings than one
MARGIN = 1.5  # log-odds by which the best home must beat the next that excludes it
LONE = 2.0  # log-odds at which a claim of a town and a month joins its only candidate
LONE_QUIET = 1.0  # the same where nothing else of the kind is told of for weeks
LONE_WIDE = 3.0  # the same for one of a province
MOST = 40  # coarse claims of one place and period that one is compared with

Score: TypeAlias = Callable[[int, int], "float | None"]
Undecided: TypeAlias = Callable[[Facts, Facts], float]


@attrs.frozen(kw_only=True)
class Crowd:
    """What claims are weighed against: how common values are, and how crowded each claim's place is."""

    shares: Shares
    others: Sequence[float]  # by position: claims a day within reach on other days


def crowd_of(claims: Sequence[Facts]) -> Crowd:
    """Counted over all claims."""
    density = density_of(claims)
    return Crowd(shares=shares_of(claims), others=[others_per_day(f, density) for f in claims])


@attrs.define
class _Pairs:
    """Log-odds of pairs, worked out once. Not comparable = None."""

    claims: Sequence[Facts]
    crowd: Crowd
    words: LinkVocabulary
    barred: frozenset[tuple[int, int]]
    undecided: Undecided | None = None
    known: dict[tuple[int, int], float | None] = attrs.Factory(dict)

    def __call__(self, i: int, j: int) -> float | None:
        key = (i, j) if i < j else (j, i)
        if key not in self.known:
            self.known[key] = self.once(*key)
        return self.known[key]

    def once(self, i: int, j: int) -> float | None:
        """As a call, with `i` < `j`, and not kept: for the many pairs of fine claims, each of which is asked for once."""
        if (i, j) in self.barred:
            return None
        a, b = self.claims[i], self.claims[j]
        found = odds_of(a, b, self.crowd.shares, self.words, lambda: self._others(i, j))
        if found is not None and self.undecided is not None and JOIN - 1.5 <= found < JOIN + 0.5:
            found += self.undecided(a, b)
        return found

    def _others(self, i: int, j: int) -> float:
        return max(self.crowd.others[i], self.crowd.others[j])


def odds_of(a: Facts, b: Facts, shares: Shares, words: LinkVocabulary, others: Callable[[], float]) -> float | None:
    """Log-odds that two claims are of one happening, None where they cannot be. `others`: as `prior`, asked where needed."""
    found = evidence(a, b, shares, words)
    return None if found is None else found + prior(a, b, others())


def link(
    claims: Sequence[Facts],
    words: LinkVocabulary,
    undecided: Undecided | None = None,
    *,
    crowd: Crowd | None = None,
    bonds: Bonds = NO_BONDS,
    homeless: frozenset[int] = frozenset(),
    kept: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """Clusters of positions in `claims`; every position in exactly one. The order of `claims` decides ties.

    Parameters
    ----------
    crowd : counted over more claims than these, where they are a neighbourhood; None counts these.
    bonds : what analysts decided; they go before everything.
    homeless : coarse claims of a neighbourhood that are known to have no one home among all.
    kept : clusters of fine claims, each of one standing, that are known: they are looked at as homes alone.
    """
    score = _Pairs(claims, crowd or crowd_of(claims), words, bonds.barred, undecided)
    clusters: list[list[int]] = []
    for standing in (Standing.HAPPENING, Standing.PLAN, Standing.TOTAL):
        clusters += _of_standing(claims, standing, score, homeless, kept)
    return bind(_with_denials(claims, clusters, score), bonds)


def _of_standing(
    claims: Sequence[Facts],
    standing: Standing,
    score: _Pairs,
    homeless: frozenset[int],
    kept: Sequence[Sequence[int]],
) -> list[list[int]]:
    mine = [i for i, f in enumerate(claims) if f.standing is standing]
    if standing is Standing.TOTAL:
        return _same_totals(claims, mine)
    known = [list(c) for c in kept if claims[c[0]].standing is standing]
    given = {i for c in known for i in c}
    fine, twins = _one_of_each(claims, [i for i in mine if claims[i].is_fine and i not in given], score)
    clusters = [[m for i in c for m in twins.get(i, [i])] for c in _agglomerate(fine, fine_pairs(claims, fine), score)]
    clusters += known
    coarse = [i for i in mine if not claims[i].is_fine]
    clusters, alone = _to_their_only_home(claims, clusters, [i for i in coarse if i not in homeless], score)
    alone = sorted([*alone, *(i for i in coarse if i in homeless)])
    return clusters + _agglomerate(alone, _same_place_pairs(claims, alone), score)


def _one_of_each(claims: Sequence[Facts], fine: Sequence[int], score: _Pairs) -> tuple[list[int], dict[int, list[int]]]:
    """Claims that say the very same stand as one, where that is enough to join them: a flood of repeats costs no more."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in fine:
        groups[claims[i].said].append(i)
    chosen, twins = [], {}
    for group in groups.values():
        bound = any(i in pair for pair in score.barred for i in group)
        if len(group) > 1 and not bound and (score(group[0], group[1]) or 0.0) >= JOIN:
            chosen.append(group[0])
            twins[group[0]] = group
        else:
            chosen.extend(group)
    return sorted(chosen), twins


def _with_denials(claims: Sequence[Facts], clusters: list[list[int]], score: _Pairs) -> list[list[int]]:
    """A denial joins the happening it denies; denials of what nobody told stay among themselves."""
    denials = [i for i, f in enumerate(claims) if f.standing is Standing.DENIAL]
    fine = [i for i in denials if claims[i].is_fine]
    grouped = _agglomerate(fine, fine_pairs(claims, fine), score)
    told = [c for c in clusters if claims[c[0]].standing is Standing.HAPPENING]
    rest = [c for c in clusters if claims[c[0]].standing is not Standing.HAPPENING]
    told, loose = _to_their_only_home(claims, told, [g[0] for g in grouped], score)
    by_first = {g[0]: g for g in grouped}
    told = [c + [m for i in c if i in by_first for m in by_first[i][1:]] for c in told]
    coarse = [[i] for i in denials if not claims[i].is_fine]
    return told + [by_first[i] for i in loose] + coarse + rest


def _agglomerate(members: Iterable[int], pairs: Iterable[tuple[int, int]], score: _Pairs) -> list[list[int]]:
    """Complete-link joining in order of falling evidence."""
    clusters = Clusters({i: [i] for i in members})
    edges = []
    for i, j in pairs:
        s = score.once(i, j)
        if s is not None and s >= FLOOR:
            clusters.agree(i, j, s)
            if s >= JOIN:
                edges.append((-s, i, j))
    for _, i, j in sorted(edges):
        left, right = sorted((clusters.home(i), clusters.home(j)))
        joined = clusters.mean(left, right) if left != right else None
        if joined is not None and joined >= JOIN and not clusters.have_rival(left, right, joined - MARGIN):
            clusters.join(left, right)
    return clusters.members()


def _to_their_only_home(
    claims: Sequence[Facts], clusters: list[list[int]], coarse: Sequence[int], score: _Pairs
) -> tuple[list[list[int]], list[int]]:
    """Each coarse claim into the one cluster it fits. All are decided before any is moved, so that order does not matter."""
    gathered = gather(claims, clusters)
    moves: dict[int, list[int]] = defaultdict(list)
    alone = []
    for i in coarse:
        candidates = near_clusters(claims[i], gathered)
        fits = []
        for n in candidates or ():
            mean = _mean_with(i, clusters[n], score)
            if mean is not None:
                fits.append((mean, n))
        fits.sort(key=lambda f: (-f[0], f[1]))
        clear = len(fits) == 1 or (len(fits) > 1 and fits[0][0] - fits[1][0] >= 2 * MARGIN)
        if clear and fits[0][0] >= _enough(claims[i], i, score.crowd):
            moves[fits[0][1]].append(i)
        else:
            alone.append(i)
    return [c + moves[n] for n, c in enumerate(clusters)], alone


def _enough(f: Facts, i: int, crowd: Crowd) -> float:
    if f.radius_km > FINE_KM:
        return LONE_WIDE
    return LONE if crowd.others[i] > 0 else LONE_QUIET


def _days_meet(a: Facts, b: Facts) -> bool:
    """A denial speaks of the day it names: a slip of a day that accounts are forgiven would make it deny another event."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return a.first < b.last and b.first < a.last


def _mean_with(i: int, cluster: Sequence[int], score: _Pairs) -> float | None:
    """Mean log-odds with the members; None as soon as one of them speaks against it."""
    total = 0.0
    needs_the_day = score.claims[i].standing is Standing.DENIAL
    for j in cluster:
        s = score(i, j)
        if s is None or s < FITS or (needs_the_day and not _days_meet(score.claims[i], score.claims[j])):
            return None
        total += s
    return total / len(cluster)


def _same_place_pairs(claims: Sequence[Facts], among: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of coarse claims that name one place and one period, or lasting works at one place."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in among:
        f = claims[i]
        if f.place_key and f.claim.where is not None:
            for kind in f.kinds:
                blocks[(kind, f.place_key, "lasting" if f.durable else (f.first, f.last))].append(i)
    found = {(i, j) for block in blocks.values() for n, j in enumerate(block) for i in block[max(0, n - MOST) : n]}
    return sorted(found)


def _same_totals(claims: Sequence[Facts], among: Sequence[int]) -> list[list[int]]:
    """Totals of one kind, place and period whose numbers fit are one total told twice."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in among:
        f = claims[i]
        counts = tuple(sorted((c.min or 0, c.max or 0) for c in f.claim.counts))
        known = f.first is not None and f.place_key and counts
        blocks[(f.claim.event_type, f.place_key, f.first, f.last, counts) if known else (i,)].append(i)
    return list(blocks.values())
