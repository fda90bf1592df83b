"""Independent origins: every claim of an event led back to whoever it rests on.

* A chain "outlet <- agency <- hospital" rests on the hospital; agencies and outlets between are carriers.
* An outlet that quotes another outlet rests on what that outlet rests on in the same event; a circle is one origin.
* A sentence with no source behind the outlet is the outlet's own word, unless it is a copy (nearly word for word, a text that
  holds another's, a link, a shared picture), or the outlet usually names a source. Then its upstream is not known: where a named
  source says the same it adds nothing and is counted there as presumed (of several, with the one it names most often elsewhere);
  else all such outlets of one side are one origin, weighed less.
* Names of one owner, and a party with its own arms, are one origin.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import attrs

from trigpoint.fusion.chains import Chain, Habits, Trails, chain_of, citing_habits, outlets_of, settled_names
from trigpoint.fusion.comparators import Shares, is_part_of, shares_of
from trigpoint.fusion.copies import NO_COPIES, Copied, Copies, find_copied
from trigpoint.fusion.facts import Facts, party_of
from trigpoint.fusion.names import cased_words_of, words_of
from trigpoint.fusion.shared_errors import same_errors, spellings_of
from trigpoint.fusion.sources import contained
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.capture import Article, SourceKind
from trigpoint.model.event import Origin, OriginLink

UNATTRIBUTED = "unattributed"
_STATE_MEDIA = frozenset({"media", "television", "tv", "agency", "radio", "broadcaster", "newspaper", "news"})
_KNOWS_BY = {
    SourceKind.WITNESS: "witness",
    SourceKind.OFFICIAL: "official",
    SourceKind.ARMED_ACTOR: "party",
    SourceKind.MONITOR: "monitor",
    SourceKind.IMAGERY: "pictures as told",
    SourceKind.TRACKER: "tracks as told",
    SourceKind.EXPERT: "expert",
    SourceKind.DOCUMENT: "document",
}


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
    is_accused: bool = False  # the party that is said to have done it: its denial says little
    modality: str = ""  # how it knows
    presumed: tuple[str, ...] = ()  # claims that name no source and say the same

    @property
    def vote(self) -> int:
        """+1 it happened, -1 it did not, 0 told both ways equally often."""
        return (self.supports > self.denies) - (self.supports < self.denies)

    def origin(self, repeats: Mapping[str, Sequence[str]], weight: float | None = None) -> Origin:
        """As the record of the event. `repeats`: a claim's id -> the ids of all that repeat it, its own among them."""
        return Origin(
            name=self.name,
            kind=self.kind,
            members=tuple(sorted({r for c in self.claims for r in repeats[c]})),
            outlets=self.outlets,
            modality=self.modality or (self.key.removeprefix("measured ") if self.is_measured else ""),
            presumed=tuple(sorted({r for c in self.presumed for r in repeats[c]})),
            weight=None if weight is None else round(weight, 4),
        )


@attrs.frozen(kw_only=True)
class Upstream:
    """The origins of one event and the edges by which its claims lead to them."""

    origins: tuple[OriginOf, ...]
    graph: tuple[OriginLink, ...]


def find_origins(
    facts: Sequence[Facts],
    clusters: Sequence[Sequence[int]],
    articles: Mapping[str, Article],
    words: LinkVocabulary,
    copies: Copies = NO_COPIES,
    settled: Mapping[str, str] | None = None,
    habits: Habits | None = None,
    shares: Shares | None = None,
    written: Mapping[str, int] | None = None,
) -> list[Upstream]:
    """The origins of each cluster, by name. `settled`, `habits`, `shares`, `written`: learned over more than `facts`."""
    outlets = outlets_of(facts, articles)
    names = settled_names(facts, outlets, words) if settled is None else settled
    chains = [chain_of(i, f, outlets[i], names, articles) for i, f in enumerate(facts)]
    case = _Case(
        facts=facts, habits=citing_habits(chains) if habits is None else habits, words=words, copies=copies,
        shares=shares or shares_of(facts),
        written=spellings_of(facts, outlets) if written is None else written,
    )  # fmt: skip
    return [_upstream([chains[i] for i in _who_speak(cluster, facts)], case) for cluster in clusters]


@attrs.frozen(kw_only=True)
class _Case:
    """What holds for every event."""

    facts: Sequence[Facts]
    habits: Habits
    words: LinkVocabulary
    copies: Copies
    shares: Shares
    written: Mapping[str, int]  # a place's name -> outlets that write it so


def _who_speak(cluster: Sequence[int], facts: Sequence[Facts]) -> Sequence[int]:
    """Who only denies having done it says nothing on whether it happened, where others do."""
    speaking = [i for i in cluster if not facts[i].disowns]
    return speaking or cluster


def _upstream(chains: Sequence[Chain], case: _Case) -> Upstream:
    """1. follow names 2. lead unsourced claims back to what they copy 3. join names of one source 4. the unknown"""
    facts, words = case.facts, case.words
    followed = Trails(chains)
    roots = {c.position: followed.root(c) for c in chains}
    edges = list(followed.circles)
    copied = find_copied(
        [c for c in chains if len(c.links) == 1],
        chains,
        {c.position: facts[c.position].claim.quote.text for c in chains},
        case.copies,
    )
    copied |= _said_in_one_article(chains, copied)
    copied = {**same_errors(chains, facts, case.shares, case.written), **copied}
    for position, found in copied.items():
        roots[position] = _end_of(found, copied, roots)
        edges.append(_copy_edge(found, position, chains))
    for chain, named in _described(chains):
        edges.append(OriginLink(tail=roots[chain.position], head=roots[named.position], kind="same article"))
        roots[chain.position] = roots[named.position]
    unknown = {
        c.position
        for c in chains
        if len(c.links) == 1
        and c.position not in copied
        and c.links[0] in case.habits
        and not followed.carries_on(c.links[0])
    }
    groups, joined = _by_source([c for c in chains if c.position not in unknown], roots, words)
    edges += joined
    loose = [c for c in chains if c.position in unknown]
    homes = _presumed_homes(loose, groups, case.habits)
    edges += [homes[c.position] for c in loose if c.position in homes]
    accused = {p for c in chains for p in facts[c.position].parties if not c.denies}
    origins = [
        _origin(
            root,
            group,
            facts,
            words,
            accused,
            [c for c in loose if c.position in homes and homes[c.position].head == root],
        )
        for root, group in sorted(groups.items())
    ]
    for denies in (False, True):
        rest = [c for c in loose if c.denies is denies and c.position not in homes]
        if rest:
            origins.append(_origin(UNATTRIBUTED, rest, facts, words, accused, []))
    return Upstream(origins=tuple(origins), graph=_graph(chains, facts, edges))


def _described(chains: Sequence[Chain]) -> list[tuple[Chain, Chain]]:
    """ "A war monitor" in an article that names one monitor for the same happening is that monitor."""
    named: dict[tuple[str, SourceKind], dict[str, Chain]] = defaultdict(dict)
    vague: list[Chain] = []
    for chain in chains:
        if len(chain.links) > 1 and chain.kind in _KNOWS_BY:
            if any(capital for _, capital in cased_words_of(chain.links[-1])):
                named[chain.article, chain.kind].setdefault(chain.links[-1], chain)
            else:
                vague.append(chain)
    one = {key: next(iter(by_name.values())) for key, by_name in named.items() if len(by_name) == 1}
    return [(c, one[c.article, c.kind]) for c in vague if (c.article, c.kind) in one]


def _said_in_one_article(chains: Sequence[Chain], copied: Mapping[int, Copied]) -> dict[int, Copied]:
    """A sentence without a source in an article that elsewhere names one for the same happening rests on that."""
    sourced: dict[tuple[str, bool], Chain] = {}
    for chain in chains:
        if len(chain.links) > 1:
            sourced.setdefault((chain.article, chain.denies), chain)
    return {
        c.position: Copied(position=at.position, kind="same article", why="the article names it for the same happening")
        for c in chains
        if len(c.links) == 1 and c.position not in copied and (at := sourced.get((c.article, c.denies))) is not None
    }


def _end_of(found: Copied, copied: Mapping[int, Copied], roots: Mapping[int, str]) -> str:
    """The root of what was copied, through copies of copies; a circle of copies ends where it began."""
    seen = set[int]()
    while found.position in copied and found.position not in seen:
        seen.add(found.position)
        found = copied[found.position]
    return roots[min(seen)] if found.position in seen else roots[found.position]


def _copy_edge(found: Copied, position: int, chains: Sequence[Chain]) -> OriginLink:
    by_position = {c.position: c for c in chains}
    tail, source = by_position[position].links[0], by_position[found.position]
    head = source.links[-1] if found.kind == "same article" else source.links[0]
    return OriginLink(tail=tail, head=head, kind=found.kind, why=found.why)


def _by_source(
    chains: Sequence[Chain], roots: Mapping[int, str], words: LinkVocabulary
) -> tuple[dict[str, list[Chain]], list[OriginLink]]:
    """Chains by root; roots that are one source by name, owner or side are one."""
    names = {roots[c.position] for c in chains}
    longer = contained(names, words)
    owners: dict[str, str] = {}
    first: dict[str, str] = {}
    for name in sorted(names):
        owner = words.owners.get(party_of(name, words) or name.casefold(), "") or _state_of(name, words)
        if owner:
            owners[name] = first.setdefault(owner, longer.get(name, name))
    groups: dict[str, list[Chain]] = defaultdict(list)
    edges = set[OriginLink]()
    for chain in chains:
        root = roots[chain.position]
        home = owners.get(root, longer.get(root, root))
        if home != root:
            kind = "one owner" if root in owners else "same name"
            edges.add(OriginLink(tail=root, head=home, kind=kind))
        groups[home].append(chain)
    return groups, sorted(edges, key=lambda e: (e.tail, e.head))


def _state_of(name: str, words: LinkVocabulary) -> str:
    """Whose arms or whose state media these are: "Syria's state news agency", "Israeli Air Force"."""
    said = words_of(name)
    if "state" in said and not {*said}.isdisjoint(_STATE_MEDIA):
        named = (words.parties.get(words.demonyms.get(w, w), "") for w in said)
        return next((state for state in named if state in words.states), "")
    return _side(name, words)


def _side(name: str, words: LinkVocabulary) -> str:
    """The whole a belligerent belongs to: "Israeli Air Force" speaks for Israel."""
    side = party_of(name, words)
    if side not in words.parties.values():
        return ""
    while words.part_of.get(side):
        side = words.part_of[side]
    return side


def _presumed_homes(
    loose: Sequence[Chain], groups: Mapping[str, Sequence[Chain]], habits: Habits
) -> dict[int, OriginLink]:
    """Position of a claim that names nobody -> the edge to the named source that it most likely repeats, if one says the same.

    That is the one its outlet names most often elsewhere, else the one that most carriers pass on: it adds nothing.
    """
    found: dict[int, OriginLink] = {}
    for denies in {c.denies for c in loose}:
        said = {
            root: len({c.links[0] for c in group if c.denies is denies})
            for root, group in groups.items()
            if any(c.denies is denies and len(c.links) > 1 for c in group)
        }
        for chain in loose if said else ():
            if chain.denies is denies:
                outlet, usual = chain.links[0], habits[chain.links[0]]
                home = min(said, key=lambda r: (-usual.get(r, 0), -said[r], r))
                why = f"{outlet} names it in {usual[home]} other claims" if home in usual else ""
                found[chain.position] = OriginLink(tail=outlet, head=home, kind="presumed", why=why)
    return found


def _origin(
    root: str,
    chains: Sequence[Chain],
    facts: Sequence[Facts],
    words: LinkVocabulary,
    accused: set[str],
    presumed: Sequence[Chain],
) -> OriginOf:
    says: dict[str, Counter[bool]] = defaultdict(Counter)
    for chain in chains:
        says[chain.links[0]][chain.denies] += 1  # an outlet that repeats itself is one carrier
    kinds = Counter(c.kind for c in chains if c.links[-1] == root) or Counter(c.kind for c in chains)
    outlets = tuple(sorted({c.links[0] for c in (*chains, *presumed)}))
    unknown = root == UNATTRIBUTED
    kind = SourceKind.UNNAMED if unknown else min(kinds, key=lambda k: (-kinds[k], k))
    party = party_of(root, words)
    is_accused = bool(party) and any(p == party or is_part_of(party, p, words) for p in accused)
    return OriginOf(
        key=root,
        name=root if not unknown else f"{UNATTRIBUTED} ({', '.join(outlets)})" if len(outlets) > 1 else outlets[0],
        kind=kind,
        claims=tuple(sorted(facts[c.position].claim.id for c in (*chains, *presumed))),
        outlets=outlets,
        supports=sum(c[False] > c[True] for c in says.values()),
        denies=sum(c[True] > c[False] for c in says.values()),
        known=not unknown,
        is_accused=is_accused,
        modality="party" if is_accused else _KNOWS_BY.get(kind, ""),
        presumed=tuple(sorted(facts[c.position].claim.id for c in presumed)),
    )


def _graph(chains: Sequence[Chain], facts: Sequence[Facts], edges: Sequence[OriginLink]) -> tuple[OriginLink, ...]:
    """Claim -> outlet -> who it cites -> ..., and the edges found between names; each once."""
    found = set(edges)
    for chain in chains:
        found.add(OriginLink(tail=facts[chain.position].claim.id, head=chain.links[0], kind="published by"))
        for tail, head, cue in zip(chain.links, chain.links[1:], chain.cues[1:], strict=False):
            found.add(OriginLink(tail=tail, head=head, kind="attribution", why=cue))
    return tuple(sorted(found, key=lambda e: (e.kind != "published by", e.tail, e.head, e.kind, e.why)))
