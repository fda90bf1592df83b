"""Claims that name no source and were taken over: word for word, from a text they hold, by a link, with a picture.

What needs whole texts or pictures is found at the edge and handed in as `Copy` values; sentences are compared here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, TypeAlias

import attrs
from rapidfuzz import fuzz

COPIED_WORDS, COPIED = 20, 90.0  # words and token ratio from which a sentence is a copy: short ones agree by chance
_SHINGLE = 5  # words; two sentences alike to 90 % share at least one such run
_MOST_COMPARED = 25  # earlier sentences looked at for one


@attrs.frozen(kw_only=True)
class Copy:
    """An article that takes over from another: why, and how that is known."""

    of: str  # Article id of the earlier one
    kind: str  # "same text", "link", "same picture"
    why: str


Copies: TypeAlias = Mapping[str, Sequence[Copy]]  # by Article id, the surest first
NO_COPIES: Copies = MappingProxyType({})


class Chain(Protocol):
    """What is asked here of a claim and its way to a source."""

    @property
    def position(self) -> int: ...
    @property
    def article(self) -> str: ...
    @property
    def links(self) -> tuple[str, ...]: ...
    @property
    def denies(self) -> bool: ...
    @property
    def order(self) -> tuple[str, int]: ...


@attrs.frozen(kw_only=True)
class Copied:
    """The claim another one was taken from."""

    position: int
    kind: str
    why: str


def find_copied(
    unsourced: Sequence[Chain], chains: Sequence[Chain], texts: Mapping[int, str], copies: Copies
) -> dict[int, Copied]:
    """Position of a claim without a source -> the claim of another outlet it was taken from, where there is one."""
    found: dict[int, Copied] = {}
    by_article: dict[str, list[Chain]] = defaultdict(list)
    for chain in chains:
        by_article[chain.article].append(chain)
    sentences = _Sentences(chains, texts)
    for chain in unsourced:
        taken = _from_article(chain, by_article, copies) or sentences.source_of(chain)
        if taken is not None:
            found[chain.position] = taken
    return found


def _from_article(chain: Chain, by_article: Mapping[str, Sequence[Chain]], copies: Copies) -> Copied | None:
    for copy in copies.get(chain.article, ()):
        theirs = [c for c in by_article.get(copy.of, ()) if c.denies == chain.denies and c.links[0] != chain.links[0]]
        if theirs:
            first = min(theirs, key=lambda c: (len(c.links) == 1, c.order))
            return Copied(position=first.position, kind=copy.kind, why=copy.why)
    return None


class _Sentences:
    """Long sentences by the runs of words they hold."""

    def __init__(self, chains: Sequence[Chain], texts: Mapping[int, str]) -> None:
        self._texts = texts
        self._holding: dict[tuple[str, ...], list[Chain]] = defaultdict(list)
        for chain in sorted(chains, key=lambda c: c.order):
            for run in _runs(texts[chain.position]):
                self._holding[run].append(chain)

    def source_of(self, chain: Chain) -> Copied | None:
        """The earliest sentence of another outlet that this one repeats nearly word for word; one with a source first."""
        text = self._texts[chain.position]
        near: dict[int, Chain] = {}
        for run in _runs(text):
            for other in self._holding[run][:_MOST_COMPARED]:
                near[other.position] = other
        for other in sorted(near.values(), key=lambda c: (len(c.links) == 1, c.order)):
            if other.links[0] == chain.links[0] or (len(other.links) == 1 and other.order >= chain.order):
                continue
            ratio = fuzz.token_sort_ratio(text, self._texts[other.position])
            if ratio >= COPIED:
                why = f"{ratio:.0f} % of the words of one long sentence are the same"
                return Copied(position=other.position, kind="same text", why=why)
        return None


def _runs(text: str) -> list[tuple[str, ...]]:
    words = text.casefold().split()
    if len(words) < COPIED_WORDS:
        return []
    return [tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)]
