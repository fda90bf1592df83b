"""What analysts decided, as bonds between claims: must be one happening, cannot be one. The later decision wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from trigpoint.model.decision import Decision, DecisionKind
from trigpoint.model.event import Contradiction, Resolution


@attrs.frozen(kw_only=True)
class Bonds:
    """Positions of claims bound together or kept apart by hand, with the decision that did it."""

    together: tuple[tuple[tuple[int, ...], Decision], ...] = ()
    apart: tuple[tuple[tuple[int, ...], tuple[int, ...], Decision], ...] = ()

    @property
    def barred(self) -> frozenset[tuple[int, int]]:
        """Pairs that cannot be one, smaller first."""
        return frozenset((min(i, j), max(i, j)) for left, right, _ in self.apart for i in left for j in right)

    @property
    def touched(self) -> dict[int, Decision]:
        """Position -> the last decision about it."""
        found: dict[int, Decision] = {}
        for members, decision in self.together:
            found.update(dict.fromkeys(members, decision))
        for left, right, decision in self.apart:
            found.update(dict.fromkeys((*left, *right), decision))
        return found


NO_BONDS = Bonds()


def standing_decisions(decisions: Sequence[Decision]) -> list[Decision]:
    """Those not undone, in the order they were made."""
    ordered = sorted(decisions, key=lambda d: (d.made, d.id))
    undone = {d.supersedes for d in ordered if d.kind is DecisionKind.UNDO}
    return [d for d in ordered if d.kind is not DecisionKind.UNDO and d.id not in undone]


def bonds_of(decisions: Sequence[Decision], position: Mapping[str, int]) -> Bonds:
    """Bonds from decisions. `position`: Claim id -> position; claims that are not there bind nothing."""
    together: list[tuple[tuple[int, ...], Decision]] = []
    apart: list[tuple[tuple[int, ...], tuple[int, ...], Decision]] = []
    for decision in standing_decisions(decisions):
        groups = [tuple(sorted({position[c] for c in g if c in position})) for g in decision.groups]
        if decision.kind is DecisionKind.MERGE:
            every = tuple(sorted({i for g in groups for i in g}))
            apart = [pair for pair in apart if not _across(every, every, pair[0], pair[1])]
            together.append((every, decision))
        elif decision.kind is DecisionKind.SPLIT:
            for n, left in enumerate(groups):
                for right in groups[:n]:
                    together = [t for t in together if not _across(left, right, t[0], t[0])]
                    apart.append((right, tuple(i for i in left if i not in right), decision))
            together.append((groups[0], decision))
    return Bonds(together=tuple(t for t in together if len(t[0]) > 1), apart=tuple(a for a in apart if a[0] and a[1]))


def _across(left: Sequence[int], right: Sequence[int], one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether some of `one` lie left and some of `other` right, or the other way round."""
    return (bool({*left} & {*one}) and bool({*right} & {*other})) or (
        bool({*left} & {*other}) and bool({*right} & {*one})
    )


def bind(clusters: Sequence[Sequence[int]], bonds: Bonds) -> list[list[int]]:
    """Clusters with what must be one united and what cannot be one parted."""
    bound = _united(clusters, bonds)
    for left, right, _ in bonds.apart:
        cut = []
        for cluster in bound:
            if {*cluster} & {*left} and {*cluster} & {*right}:
                leaving = [i for i in cluster if i in left]
                cut += [leaving, [i for i in cluster if i not in left]]
            else:
                cut.append(list(cluster))
        bound = cut
    return bound


def _united(clusters: Sequence[Sequence[int]], bonds: Bonds) -> list[list[int]]:
    held = [list(c) for c in clusters]
    for members, _ in bonds.together:
        wanted = {*members}
        joined = [c for c in held if wanted & {*c}]
        if len(joined) > 1:
            held = [c for c in held if not wanted & {*c}]
            held.append(sorted(i for c in joined for i in c))
    return held


def decided_words(decision: Decision) -> str:
    """ "merged by hand by A. Reader on 2026-11-21: one raid, two towns"."""
    verb = {DecisionKind.MERGE: "merged", DecisionKind.SPLIT: "split"}.get(decision.kind, "decided")
    return f"{verb} by hand by {decision.author} on {decision.made:%Y-%m-%d}: {decision.why}"


def with_resolutions(
    contradictions: Sequence[Contradiction], claims: Sequence[str], decisions: Sequence[Decision]
) -> tuple[Contradiction, ...]:
    """Each contradiction with what analysts chose for it: decisions that were made about most of its claims."""
    mine = {*claims}
    made = [
        d
        for d in standing_decisions(decisions)
        if d.kind is DecisionKind.RESOLVE and 2 * len(mine.intersection(*d.groups[:1])) > len(d.groups[0])
    ]
    return tuple(
        attrs.evolve(
            c,
            resolutions=tuple(
                Resolution(decision=d.id, value=d.value, why=d.why, author=d.author, made=d.made)
                for d in made
                if d.field == c.field
            ),
        )
        for c in contradictions
    )
