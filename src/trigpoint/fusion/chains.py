"""Chains of attribution with names settled, and where they lead within one event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import attrs

from trigpoint.fusion.facts import Facts, Standing
from trigpoint.fusion.sources import same_sources
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.capture import Article, SourceKind
from trigpoint.model.event import OriginLink

_CARRIERS = (SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.MEDIA)
_OWN_FORM = (SourceKind.DOCUMENT,)  # behind a named source: the paper it speaks through
_USUALLY = 0.25  # share of claims with a named source from which an outlet passes on what others say
_ENOUGH = 5  # claims of an outlet before its habit is judged
_CITED = 2  # claims that name a source, from which it is a habit
Habits: TypeAlias = Mapping[str, Mapping[str, int]]  # outlet that often names sources -> source -> claims that name it


@attrs.frozen(kw_only=True)
class Chain:
    """A claim's chain with names settled: outlet first, root last."""

    position: int
    article: str
    links: tuple[str, ...]
    cues: tuple[str, ...]  # per link, the words that attribute
    passed_on: tuple[bool, ...]  # per link: an outlet or agency, which hands on what others say
    kind: SourceKind  # of the root
    denies: bool
    order: tuple[str, int]  # earliest first


def settled_names(facts: Sequence[Facts], outlets: Sequence[str], words: LinkVocabulary) -> dict[str, str]:
    """Each name as written -> the name that stands for its source."""
    names = Counter(a.name for f in facts for a in f.claim.attribution)
    names.update(o for o in outlets if o)
    return same_sources(names, words)


def habits_of(facts: Sequence[Facts], articles: Mapping[str, Article], settled: Mapping[str, str]) -> Habits:
    """Outlets that often name a source, and whom they name."""
    return citing_habits([chain_of(i, f, outlet_of(f, articles), settled, articles) for i, f in enumerate(facts)])


def outlets_of(facts: Sequence[Facts], articles: Mapping[str, Article]) -> list[str]:
    """Who published each claim."""
    return [outlet_of(f, articles) for f in facts]


def outlet_of(f: Facts, articles: Mapping[str, Article]) -> str:
    """Who published it: as the article says, else the chain's first name, else the document."""
    chain = f.claim.attribution
    article = articles.get(f.claim.article)
    if article is not None and article.outlet:
        return article.outlet
    return chain[0].name if chain else f.document


def chain_of(
    position: int, f: Facts, outlet: str, settled: Mapping[str, str], articles: Mapping[str, Article]
) -> Chain:
    """The claim's chain, without the paper a named source speaks through."""
    said_through = list(f.claim.attribution)
    while len(said_through) > 2 and said_through[-1].kind in _OWN_FORM:
        said_through.pop()
    links, cues, passed_on = [settled.get(outlet, outlet)], [""], [True]
    for link in said_through:
        name = settled.get(link.name, link.name)
        if name not in links:
            links.append(name)
            cues.append(link.cue)
            passed_on.append(link.kind in _CARRIERS)
    kind = said_through[-1].kind if said_through else SourceKind.OUTLET
    article = articles.get(f.claim.article)
    return Chain(
        position=position,
        article=f.claim.article,
        links=tuple(links),
        cues=tuple(cues),
        passed_on=tuple(passed_on),
        kind=kind if len(links) > 1 else SourceKind.OUTLET,
        denies=f.standing is Standing.DENIAL,
        order=(article.published.isoformat() if article and article.published else "9999", position),
    )


def citing_habits(chains: Sequence[Chain]) -> Habits:
    """Outlets of enough claims that often name a source, each with the sources it named twice or more."""
    every, sourced = Counter(c.links[0] for c in chains), Counter(c.links[0] for c in chains if len(c.links) > 1)
    usual = {o for o, n in every.items() if n >= _ENOUGH and sourced[o] / n > _USUALLY}
    cited: dict[str, Counter[str]] = {o: Counter() for o in usual}
    for chain in chains:
        if chain.links[0] in usual:
            cited[chain.links[0]].update(chain.links[1:])
    return {o: {name: n for name, n in sorted(by.items()) if n >= _CITED} for o, by in sorted(cited.items())}


class Trails:
    """Who carried what on from further up, within one event."""

    def __init__(self, chains: Sequence[Chain]) -> None:
        self._deeper: dict[str, list[Chain]] = defaultdict(list)
        for chain in chains:
            for n, name in enumerate(chain.links[:-1]):
                if chain.passed_on[n]:  # a monitor that cites someone once speaks for itself elsewhere
                    self._deeper[name].append(chain)
        self._next: dict[tuple[str, bool], Counter[str]] = {}
        self.circles: list[OriginLink] = []
        for chain in chains:
            for n, name in enumerate(chain.links[:-1]):
                if chain.passed_on[n]:
                    self._next.setdefault((name, chain.denies), Counter())[chain.links[-1]] += 1

    def carries_on(self, name: str) -> bool:
        """Whether it hands on somebody's word in this event."""
        return bool(self._deeper.get(name))

    def root(self, chain: Chain) -> str:
        """Where a chain ends, following its last name to whoever that rests on here."""
        return chain.links[-1] if len(chain.links) == 1 else self._end(chain.links[-1], chain.denies, chain.links[0])

    def _end(self, name: str, denies: bool, first: str) -> str:
        """A circle ends at its alphabetically first name."""
        path, at = [first], name
        while at not in path:
            path.append(at)
            above = self._next.get((at, denies)) or self._next.get((at, not denies))
            if not above:
                return at
            at = min(above, key=lambda r: (-above[r], r))
        circle = path[path.index(at) :]
        for tail, head in zip(circle, [*circle[1:], circle[0]], strict=True):
            edge = OriginLink(
                tail=tail, head=head, kind="circle", why=f"a circle of {len(circle)}: each cites the next"
            )
            if edge not in self.circles:
                self.circles.append(edge)
        return min(circle)
