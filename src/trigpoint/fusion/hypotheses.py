"""Analysis of competing hypotheses with likelihoods, evidence collapsed by origin.

Hypotheses stand in rows and evidence in columns, the layout that reduced confirmation bias where the classic one did not
(Dhami et al. 2024, Cognitive Research: Principles and Implications 9:37; Karvetski & Mandel 2020, Judgment and Decision
Making). Cells are likelihoods P(E | H): the result is a posterior by Bayes' rule, not a count of inconsistencies.

Columns that share an origin count once: an origin's log-likelihood under a hypothesis is the middle between the least and
the greatest of its columns. Repeating a document changes nothing, and an origin that contradicts itself says little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

import attrs

from trigpoint.model.hypothesis import Column, Hypothesis, HypothesisMatrix

Row = Mapping[str, float]


@attrs.frozen(kw_only=True)
class OriginGroup:
    """Columns that count once, because they share an origin."""

    name: str
    columns: tuple[str, ...]  # evidence ids
    log_likelihoods: Row  # hypothesis id -> natural log of P(E | H)
    diagnosticity: float  # greatest less least log-likelihood; 0 = tells the hypotheses not apart

    @property
    def strength(self) -> str:
        """Diagnosticity in words: a likelihood ratio under 1.5 is none, under 3 weak, under 10 moderate, else strong."""
        ratio = exp(self.diagnosticity)
        return "none" if ratio < 1.5 else "weak" if ratio < 3 else "moderate" if ratio < 10 else "strong"


@attrs.frozen(kw_only=True)
class Without:
    """The posteriors when one origin is left out."""

    origin: str
    posteriors: Row
    leader_changes: bool


@attrs.frozen(kw_only=True)
class HypothesisScores:
    """What the evidence makes of the hypotheses. `posteriors` sum to 1 over the judged rows."""

    posteriors: Row
    priors: Row
    groups: tuple[OriginGroup, ...]  # most diagnostic first
    without: tuple[Without, ...]
    unjudged_rows: tuple[str, ...]  # hypotheses without a single judged cell: not scored
    uncounted: tuple[str, ...]  # evidence ids with a cell missing under a scored hypothesis
    leader: str  # hypothesis id; "" = no evidence, or a tie
    margin: float  # log of the leader's odds over the next


def score(matrix: HypothesisMatrix) -> HypothesisScores:
    """Posteriors, diagnosticity, and how they change without each origin."""
    judged = {h for c in matrix.columns for h in c.likelihoods}
    rows = [h for h in matrix.hypotheses if h.id in judged or not matrix.columns]
    names = [h.id for h in rows]
    whole = [c for c in matrix.columns if all(name in c.likelihoods for name in names)]
    groups = _groups(whole, names)
    posteriors = _posteriors(rows, groups)
    leader, margin = _leader(posteriors) if groups else ("", 0.0)
    without = []
    for left_out in groups:
        rest = _posteriors(rows, [g for g in groups if g is not left_out])
        without.append(
            Without(origin=left_out.name, posteriors=rest, leader_changes=bool(leader) and _leader(rest)[0] != leader)
        )
    return HypothesisScores(
        posteriors=posteriors,
        priors=_posteriors(rows, []),
        groups=tuple(groups),
        without=tuple(without),
        unjudged_rows=tuple(h.id for h in matrix.hypotheses if h not in rows),
        uncounted=tuple(c.evidence for c in matrix.columns if c not in whole),
        leader=leader,
        margin=margin,
    )


def _groups(columns: Sequence[Column], names: Sequence[str]) -> list[OriginGroup]:
    """One group per set of columns connected by a shared origin; a column without origins stands alone."""
    found = []
    for members in _connected(columns):
        logs = {}
        for name in names:
            values = [log(c.likelihoods[name]) for c in members]
            logs[name] = (min(values) + max(values)) / 2
        origins = sorted({o for c in members for o in c.origins})
        found.append(
            OriginGroup(
                name=", ".join(origins) or members[0].evidence,
                columns=tuple(sorted({c.evidence for c in members})),
                log_likelihoods=logs,
                diagnosticity=max(logs.values()) - min(logs.values()),
            )
        )
    return sorted(found, key=lambda g: (-g.diagnosticity, g.name, g.columns))


def _connected(columns: Sequence[Column]) -> list[list[Column]]:
    sets: list[tuple[set[str], list[Column]]] = []
    for column in sorted(columns, key=lambda c: c.evidence):
        keys = set(column.origins) or {column.evidence}
        touching = [s for s in sets if s[0] & keys]
        merged = (keys.union(*(s[0] for s in touching)), [c for s in touching for c in s[1]] + [column])
        sets = [s for s in sets if s not in touching] + [merged]
    return [members for _, members in sets]


def _posteriors(rows: Sequence[Hypothesis], groups: Sequence[OriginGroup]) -> dict[str, float]:
    logs = {h.id: log(h.prior) + sum(g.log_likelihoods[h.id] for g in groups) for h in rows}
    top = max(logs.values(), default=0.0)
    weights = {name: exp(value - top) for name, value in logs.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _leader(posteriors: Row) -> tuple[str, float]:
    """The most probable hypothesis and the log of its odds over the next; "" when two lead together."""
    order = sorted(posteriors, key=lambda name: (-posteriors[name], name))
    if not order:
        return "", 0.0
    if len(order) == 1:
        return order[0], float("inf")
    margin = log(posteriors[order[0]]) - log(max(posteriors[order[1]], 1e-300))
    return (order[0], margin) if margin > 1e-9 else ("", 0.0)


def what_would_change(scores: HypothesisScores, steps: Mapping[str, float]) -> str:
    """One sentence: the mildest single further origin that would put another hypothesis ahead, in the words of the steps."""
    if not scores.leader:
        return "No hypothesis leads: any origin that tells them apart would decide it."
    order = sorted(scores.posteriors, key=lambda name: -scores.posteriors[name])
    rival = order[1]
    pairs = [
        (log(a / b), high, low) for high, a in steps.items() for low, b in steps.items() if log(a / b) > scores.margin
    ]
    if not pairs:
        strongest = log(max(steps.values()) / min(steps.values()))
        needed = int(scores.margin / strongest) + 1
        return f"No single origin would put {rival} ahead of {scores.leader}: it would take at least {needed}."
    _, high, low = min(pairs)
    return (
        f"One more independent origin, {high} under {rival} and {low} under {scores.leader}, would put {rival} ahead."
    )
