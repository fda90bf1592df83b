"""Independent origins: every claim of an event led back to whoever it rests on.

* A chain "outlet <- agency <- hospital" rests on the hospital; agencies and outlets between are carriers.
* An outlet that quotes another outlet rests on what that outlet rests on in the same event; a circle is one origin.
* A sentence with no source behind the outlet is the outlet's own word, unless the outlet usually names a source (then its
  upstream is not known, and all such outlets of an event are one origin, weighed less), or the sentence is long and nearly
  word for word that of another outlet (then it is a copy).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import attrs
from rapidfuzz import fuzz

from trigpoint.fusion.facts import Facts, Standing
from trigpoint.fusion.sources import contained, same_sources
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.capture import Article, SourceKind
from trigpoint.model.event import Origin

UNATTRIBUTED = "unattributed"
_CARRIERS = (SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.MEDIA)
_OWN_FORM = (SourceKind.DOCUMENT,)  # behind a named source: the paper it speaks through
_USUALLY = 0.25  # share of claims with a named source from which an outlet passes on what others say
_ENOUGH = 5  # claims of an outlet before its habit is judged
_COPIED_WORDS, _COPIED = 20, 90.0  # words and token ratio from which a sentence is a copy: short ones agree by chance


@attrs.frozen(kw_only=True)
class OriginOf:
    """One origin of one event."""

    key: str  # the same for one source across events
    name: str
    kind: SourceKind
    claims: tuple[str, ...]  # ids, of a repeated claim the first
    outlets: tuple[str, ...]
    supports: int  # distinct carriers that say it happened
    denies: int
    known: bool = True  # False: the upstream is not known; weighed less
    is_measured: bool = False  # our own measurement, weighed by its own likelihood ratio

    @property
    def vote(self) -> int:
        """+1 it happened, -1 it did not, 0 told both ways equally often."""
        return (self.supports > self.denies) - (self.supports < self.denies)

    def origin(self, repeats: Mapping[str, Sequence[str]]) -> Origin:
        """As the record of the event. `repeats`: a claim's id -> the ids of all that repeat it, its own among them."""
        ids = tuple(sorted({r for c in self.claims for r in repeats[c]}))
        return Origin(name=self.name, kind=self.kind, members=ids, outlets=self.outlets)


@attrs.frozen(kw_only=True)
class _Chain:
    """A claim's chain with names settled: outlet first, root last."""

    position: int
    links: tuple[str, ...]
    passed_on: tuple[bool, ...]  # per link: an outlet or agency, which hands on what others say
    kind: SourceKind  # of the root
    denies: bool


def find_origins(
    facts: Sequence[Facts], clusters: Sequence[Sequence[int]], articles: Mapping[str, Article], words: LinkVocabulary
) -> list[list[OriginOf]]:
    """The origins of each cluster, by name."""
    outlets = [_outlet(f, articles) for f in facts]
    names = Counter(a.name for f in facts for a in f.claim.attribution)
    names.update(o for o in outlets if o)
    settled = same_sources(names, words)
    chains = [_chain(i, f, outlets[i], settled) for i, f in enumerate(facts)]
    carriers = _carriers(chains)
    return [
        _origins_of([chains[i] for i in _who_speak(cluster, facts)], facts, carriers, words) for cluster in clusters
    ]


def _who_speak(cluster: Sequence[int], facts: Sequence[Facts]) -> Sequence[int]:
    """Who only denies having done it says nothing on whether it happened, where others do."""
    speaking = [i for i in cluster if not facts[i].disowns]
    return speaking or cluster


def _outlet(f: Facts, articles: Mapping[str, Article]) -> str:
    chain = f.claim.attribution
    article = articles.get(f.claim.article)
    if article is not None and article.outlet:
        return article.outlet
    return chain[0].name if chain else f.document


def _chain(position: int, f: Facts, outlet: str, settled: Mapping[str, str]) -> _Chain:
    said_through = list(f.claim.attribution)
    while len(said_through) > 2 and said_through[-1].kind in _OWN_FORM:
        said_through.pop()
    links, passed_on = [settled.get(outlet, outlet)], [True]
    for link in said_through:
        name = settled.get(link.name, link.name)
        if name not in links:
            links.append(name)
            passed_on.append(link.kind in _CARRIERS)
    kind = said_through[-1].kind if said_through else SourceKind.OUTLET
    return _Chain(
        position=position,
        links=tuple(links),
        passed_on=tuple(passed_on),
        kind=kind if len(links) > 1 else SourceKind.OUTLET,
        denies=f.standing is Standing.DENIAL,
    )


def _carriers(chains: Sequence[_Chain]) -> frozenset[str]:
    """Outlets that name a source behind most of their claims."""
    every, sourced = Counter(c.links[0] for c in chains), Counter(c.links[0] for c in chains if len(c.links) > 1)
    return frozenset(o for o, n in every.items() if n >= _ENOUGH and sourced[o] / n > _USUALLY)


def _origins_of(
    chains: Sequence[_Chain], facts: Sequence[Facts], carriers: frozenset[str], words: LinkVocabulary
) -> list[OriginOf]:
    deeper: dict[str, list[tuple[_Chain, int]]] = defaultdict(list)  # who carried what on from further up
    for chain in chains:
        for n, name in enumerate(chain.links[:-1]):
            if not chain.passed_on[n]:
                continue  # a monitor that cites someone once speaks for itself elsewhere
            deeper[name].append((chain, n))
    roots = {c.position: _root(c, c.links[-1], deeper, frozenset({c.links[0]})) for c in chains}
    for chain in chains:
        if len(chain.links) == 1:
            copied = _copied_from(chain, chains, facts)
            if copied is not None:
                roots[chain.position] = roots[copied]
            elif chain.links[0] in carriers and not deeper.get(chain.links[0]):
                roots[chain.position] = UNATTRIBUTED
    names = set(roots.values()) - {UNATTRIBUTED}
    longer = contained(names, words)
    groups: dict[str, list[_Chain]] = defaultdict(list)
    for chain in chains:
        root = roots[chain.position]
        groups[longer.get(root, root)].append(chain)
    return [_origin(root, group, facts) for root, group in sorted(groups.items())]


def _root(chain: _Chain, name: str, deeper: Mapping[str, list[tuple[_Chain, int]]], seen: frozenset[str]) -> str:
    """Follow a name to whoever it rests on in this event. A circle ends at its alphabetically first name."""
    above = [(c, n) for c, n in deeper.get(name, ()) if c.position != chain.position]
    if not above or len(chain.links) == 1:
        return name
    if name in seen:
        return min(seen)
    agreeing = [(c, n) for c, n in above if c.denies == chain.denies] or above
    found = Counter(_root(c, c.links[-1], deeper, seen | {name}) for c, _ in agreeing)
    return min(found, key=lambda r: (-found[r], r))


def _copied_from(chain: _Chain, chains: Sequence[_Chain], facts: Sequence[Facts]) -> int | None:
    """The first claim of another outlet whose long sentence this one repeats nearly word for word."""
    text = facts[chain.position].claim.quote.text
    if len(text.split()) < _COPIED_WORDS:
        return None
    for other in chains:
        if other.links[0] != chain.links[0] and (len(other.links) > 1 or other.position < chain.position):
            theirs = facts[other.position].claim.quote.text
            if len(theirs.split()) >= _COPIED_WORDS and fuzz.token_sort_ratio(text, theirs) >= _COPIED:
                return other.position
    return None


def _origin(root: str, chains: Sequence[_Chain], facts: Sequence[Facts]) -> OriginOf:
    says: dict[str, Counter[bool]] = defaultdict(Counter)
    for chain in chains:
        says[facts[chain.position].document][chain.denies] += 1
    denying = sum(c[True] > c[False] for c in says.values())
    kinds = Counter(c.kind for c in chains if c.links[-1] == root) or Counter(c.kind for c in chains)
    outlets = tuple(sorted({c.links[0] for c in chains}))
    unknown = root == UNATTRIBUTED
    return OriginOf(
        key=root,
        name=root if not unknown else f"{UNATTRIBUTED} ({', '.join(outlets)})" if len(outlets) > 1 else outlets[0],
        kind=SourceKind.UNNAMED if unknown else min(kinds, key=lambda k: (-kinds[k], k)),
        claims=tuple(sorted(facts[c.position].claim.id for c in chains)),
        outlets=outlets,
        supports=sum(c[False] > c[True] for c in says.values()),
        denies=denying,
        known=not unknown,
    )
