"""Two accounts with one rare mistake: a figure or a spelling that the others contradict and hardly anybody else has.

Accounts that agree on what is right may each have seen it; accounts that make the same rare mistake were hardly independent (Dong,
Berti-Equille & Srivastava 2009). A value counts as a mistake only where more outlets of the same event agree on another one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from rapidfuzz import fuzz

from trigpoint.fusion.comparators import Shares
from trigpoint.fusion.copies import Chain, Copied
from trigpoint.fusion.facts import Facts
from trigpoint.fusion.names import plain_text
from trigpoint.model.claim import CountStatus

ENOUGH = 5.3  # log likelihood ratio from which one copied from the other: 200 to 1
_SPELLING = 2.5  # what one rare spelling is worth: outlets may share a way to write Arabic
_ALIKE = 70.0  # rapidfuzz ratio from which two spellings are of one name
_FEWEST = 4  # smaller figures are common
_Shared: TypeAlias = dict[tuple[int, int], tuple[float, str]]  # a pair of positions -> weight and sentence


def same_errors(
    chains: Sequence[Chain], facts: Sequence[Facts], shares: Shares, written: Mapping[str, int]
) -> dict[int, Copied]:
    """Position of a claim without a source -> the claim whose rare mistake it shares, one with a source first.

    Parameters
    ----------
    chains : of one event.
    written : a place's name as written -> how many outlets write it so, over all claims.
    """
    by_position = {c.position: c for c in chains}
    shared: dict[tuple[int, int], list[tuple[float, str]]] = defaultdict(list)
    for told in (_figures(chains, facts, shares), _spellings(chains, facts, written)):
        for pair, finding in told.items():
            shared[pair].append(finding)
    found: dict[int, Copied] = {}
    for (left, right), findings in sorted(shared.items()):
        if sum(weight for weight, _ in findings) < ENOUGH:
            continue
        one, other = sorted((by_position[left], by_position[right]), key=lambda c: (len(c.links) == 1, c.order))
        if len(other.links) == 1 and other.position not in found:
            why = "; ".join(why for _, why in findings)
            found[other.position] = Copied(position=one.position, kind="same error", why=why)
    return found


def spellings_of(facts: Sequence[Facts], outlets: Sequence[str]) -> dict[str, int]:
    """How many outlets write a place's name so."""
    seen: dict[str, set[str]] = defaultdict(set)
    for f, outlet in zip(facts, outlets, strict=True):
        if f.claim.where is not None:
            seen[plain_text(f.claim.where.text)].add(outlet)
    return {name: len(by) for name, by in seen.items()}


def _figures(chains: Sequence[Chain], facts: Sequence[Facts], shares: Shares) -> _Shared:
    stated: dict[CountStatus | None, dict[int, list[Chain]]] = defaultdict(lambda: defaultdict(list))
    for chain in chains:
        for count in facts[chain.position].claim.counts:
            if count.min is not None and count.min == count.max:
                stated[count.status][int(count.min)].append(chain)
    found: _Shared = {}
    for status, values in stated.items():
        for value, by in values.items():
            if value < _FEWEST or value % 5 == 0 or not _is_outnumbered(by, values.values()):
                continue
            common = 1 / (value + 1) / (value + 2)
            if status is CountStatus.KILLED:  # in other events
                common = shares.of_killed(value, len(by), sum(map(len, values.values())))
            why = f"both give {value} {status or ''}".rstrip() + ", which more accounts contradict and few ever give"
            found.update(dict.fromkeys(_pairs(by), (math.log(1 / common), why)))
    return found


def _spellings(chains: Sequence[Chain], facts: Sequence[Facts], written: Mapping[str, int]) -> _Shared:
    names: dict[str, list[Chain]] = defaultdict(list)
    for chain in chains:
        where = facts[chain.position].claim.where
        if where is not None:
            names[plain_text(where.text)].append(chain)
    found: _Shared = {}
    for name, by in names.items():
        others = [held for other, held in names.items() if other != name and fuzz.ratio(name, other) >= _ALIKE]
        if written.get(name, 0) <= len(_outlets(by)) and _is_outnumbered(by, others):
            why = f'both write "{name}", as nobody else does'
            found.update(dict.fromkeys(_pairs(by), (_SPELLING, why)))
    return found


def _outlets(chains: Sequence[Chain]) -> set[str]:
    return {c.links[0] for c in chains}


def _is_outnumbered(by: Sequence[Chain], values: Iterable[Sequence[Chain]]) -> bool:
    """Shared by two outlets or more, and by fewer than agree on another value."""
    mine = _outlets(by)
    return len(mine) > 1 and any(len(_outlets(v) - mine) > len(mine) for v in values)


def _pairs(by: Sequence[Chain]) -> list[tuple[int, int]]:
    """Each claim with the first of another outlet that has a source, else the earliest; smaller position first."""
    ordered = sorted(by, key=lambda c: (len(c.links) == 1, c.order))
    first = ordered[0]
    return [
        (min(first.position, c.position), max(first.position, c.position))
        for c in ordered[1:]
        if c.links[0] != first.links[0] and c.denies == first.denies
    ]
