"""Claims into events: link, count origins, weigh, keep contradictions.

1. reduce claims to facts, identical claims of one document once
2. link facts into clusters
3. find each cluster's independent origins and the edges that lead to them
4. learn how far each origin is right where others speak to the same events, and weigh
5. set our own measurements beside what is told
6. write the events
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from trigpoint.fusion.abridged import Abridged
from trigpoint.fusion.chains import habits_of, outlets_of, settled_names
from trigpoint.fusion.contradictions import find_contradictions
from trigpoint.fusion.copies import NO_COPIES, Copies
from trigpoint.fusion.counts import count_ranges
from trigpoint.fusion.decisions import NO_BONDS, Bonds, bonds_of, with_resolutions
from trigpoint.fusion.facts import Facts, Standing, facts_of
from trigpoint.fusion.grades import grade_of
from trigpoint.fusion.ground import Ground, Learned, ground_of, grown
from trigpoint.fusion.linking import Crowd, crowd_of, link
from trigpoint.fusion.nearby import Relinked
from trigpoint.fusion.observations import PictureEvidence, Told, weigh_observations
from trigpoint.fusion.origins import OriginOf, Upstream, find_origins
from trigpoint.fusion.probability import Accuracies, learn_accuracies, probability_of, weight_of
from trigpoint.fusion.reasons import best_time_and_place, members_of, title_of
from trigpoint.fusion.shared_errors import spellings_of
from trigpoint.fusion.similarity import SentenceVectors, by_vectors
from trigpoint.fusion.vocabulary import EMPTY, LinkVocabulary
from trigpoint.model.capture import Article
from trigpoint.model.claim import Claim
from trigpoint.model.decision import Decision
from trigpoint.model.event import Event, Origin
from trigpoint.model.observation import Observation
from trigpoint.model.records import record_id, to_json

_NO_ARTICLES: Mapping[str, Article] = MappingProxyType({})


def fuse(
    claims: Sequence[Claim],
    articles: Mapping[str, Article] = _NO_ARTICLES,
    *,
    observations: Sequence[Observation] = (),
    vectors: SentenceVectors | None = None,
    vocabulary: LinkVocabulary | None = None,
    decisions: Sequence[Decision] = (),
    copies: Copies = NO_COPIES,
) -> list[Event]:
    """Events from claims and observations, ordered by time, then id. The order of either changes nothing.

    Parameters
    ----------
    articles : by Article id; gives a claim's document and outlet where its chain does not.
    observations : what we measured; each joins the happenings it bears on, and makes none by itself.
    vectors : sentence vectors, asked for a bounded number of pairs that are otherwise undecided; None works too.
    vocabulary : words for kinds of happening and belligerents; None joins on equal words only.
    decisions : what analysts merged, split and resolved by hand; they go before the rules.
    copies : articles that take over from others, as found in whole texts and pictures.
    """
    return fuse_all(
        claims, articles, observations=observations, vectors=vectors, vocabulary=vocabulary, decisions=decisions,
        copies=copies,
    ).events  # fmt: skip


@attrs.frozen(kw_only=True)
class Fused:
    """Events, and what a later claim is joined by."""

    events: list[Event]
    ground: Ground
    abridged: list[Abridged]  # of the claims that were new, in the order of the ground's rows


def fuse_all(
    claims: Sequence[Claim],
    articles: Mapping[str, Article] = _NO_ARTICLES,
    *,
    observations: Sequence[Observation] = (),
    vectors: SentenceVectors | None = None,
    vocabulary: LinkVocabulary | None = None,
    decisions: Sequence[Decision] = (),
    copies: Copies = NO_COPIES,
) -> Fused:
    """As `fuse`, with the ground that `fuse_near` stands on."""
    words = vocabulary or EMPTY
    by_content = _repeats_once(claims, articles)
    groups = list(by_content.values())
    facts = [facts_of(g[0], _document(g[0]), words) for g in groups]
    crowd = crowd_of(facts)
    bonds = _bonds(groups, decisions)
    clusters = link(facts, words, by_vectors(vectors) if vectors else None, crowd=crowd, bonds=bonds)
    outlets = outlets_of(facts, articles)
    settled = settled_names(facts, outlets, words)
    habits = habits_of(facts, articles, settled)
    upstream = find_origins(facts, clusters, articles, words, copies, settled, habits, crowd.shares)
    happened = [n for n, c in enumerate(clusters) if _happened(facts, c)]
    accuracies = learn_accuracies(
        [upstream[n].origins for n in happened], [_told_type([facts[i] for i in clusters[n]]) for n in happened]
    )
    learned = Learned(
        shares=crowd.shares, settled=settled, habits=habits, accuracies=accuracies,
        written=spellings_of(facts, outlets),
    )  # fmt: skip
    setting = _Setting(
        facts=facts, groups=groups, words=words, crowd=crowd, learned=accuracies, articles=articles,
        decisions=decisions, decided=bonds.touched,
    )  # fmt: skip
    events = _events(setting, clusters, upstream, observations)
    rows = list(_rows(by_content, facts, clusters, events))
    return Fused(events=_ordered(events), ground=ground_of(rows, learned), abridged=[one for one, _ in rows])


def fuse_near(
    claims: Sequence[Claim],
    new: Sequence[Abridged],
    relinked: Relinked,
    ground: Ground,
    articles: Mapping[str, Article] = _NO_ARTICLES,
    *,
    observations: Sequence[Observation] = (),
    vocabulary: LinkVocabulary | None = None,
    decisions: Sequence[Decision] = (),
    copies: Copies = NO_COPIES,
) -> Fused:
    """The events that new claims make or change; all else stays.

    Parameters
    ----------
    claims : those of `relinked.clusters`, the new ones among them.
    new : the new ones, as `abridge` gives them.
    """
    words, known = vocabulary or EMPTY, ground.learned
    groups = list(_repeats_once(claims, articles).values())
    facts = [facts_of(g[0], _document(g[0]), words) for g in groups]
    position = {c.id: n for n, g in enumerate(groups) for c in g}
    clusters = [sorted({position[c] for c in members}) for members in relinked.clusters]
    crowd = Crowd(shares=known.shares, others=[relinked.others.get(g[0].id, 0.0) for g in groups])
    outlets = outlets_of(facts, articles)
    here = settled_names(facts, outlets, words)
    settled = {**{name: known.settled.get(leader, leader) for name, leader in here.items()}, **known.settled}
    upstream = find_origins(
        facts, clusters, articles, words, copies, settled, known.habits, known.shares, known.written
    )
    setting = _Setting(
        facts=facts, groups=groups, words=words, crowd=crowd, learned=known.accuracies, articles=articles,
        decisions=decisions, decided=_bonds(groups, decisions).touched,
    )  # fmt: skip
    events = _events(setting, clusters, upstream, observations)
    held = {event.id: members for event, members in zip(events, relinked.clusters, strict=True)}
    after = grown(ground, new, held, attrs.evolve(known, settled=settled))
    return Fused(events=_ordered(events), ground=after, abridged=list(new))


def abridge(
    claims: Sequence[Claim], articles: Mapping[str, Article] = _NO_ARTICLES, vocabulary: LinkVocabulary | None = None
) -> list[Abridged]:
    """Claims as linking compares them, by id."""
    words = vocabulary or EMPTY
    return [
        Abridged(facts=facts_of(c, _document(c), words), same=_same(c, articles))
        for c in sorted(claims, key=lambda c: c.id)
    ]


def _bonds(groups: Sequence[Sequence[Claim]], decisions: Sequence[Decision]) -> Bonds:
    return bonds_of(decisions, {c.id: n for n, g in enumerate(groups) for c in g}) if decisions else NO_BONDS


def _ordered(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (str(e.when.start or e.when.end or "9999"), e.id))


def _rows(
    by_content: Mapping[str, Sequence[Claim]],
    facts: Sequence[Facts],
    clusters: Sequence[Sequence[int]],
    events: Sequence[Event],
) -> Iterator[tuple[Abridged, str]]:
    held = list(by_content.items())
    for cluster, event in zip(clusters, events, strict=True):
        for i in cluster:
            same, group = held[i]
            for c in group:
                yield Abridged(facts=attrs.evolve(facts[i], claim=c, document=_document(c)), same=same), event.id


def _events(
    s: _Setting, clusters: Sequence[Sequence[int]], upstream: Sequence[Upstream], observations: Sequence[Observation]
) -> list[Event]:
    """In the order of the clusters."""
    told = [_told(s.facts, c, u.origins) for c, u in zip(clusters, upstream, strict=True)]
    seen = weigh_observations(observations, told, s.words)
    return [_event(s, c, above, pictures) for c, above, pictures in zip(clusters, upstream, seen, strict=True)]


@attrs.frozen(kw_only=True)
class _Setting:
    """What every event is written from."""

    facts: Sequence[Facts]
    groups: Sequence[Sequence[Claim]]
    words: LinkVocabulary
    crowd: Crowd
    learned: Accuracies
    articles: Mapping[str, Article]
    decisions: Sequence[Decision]
    decided: Mapping[int, Decision]


def _repeats_once(claims: Sequence[Claim], articles: Mapping[str, Article]) -> dict[str, list[Claim]]:
    """Claims grouped by what one outlet says, wherever it stands; in an order that depends on content alone.

    An article taken in twice, or printed twice by its outlet, is one: it makes no place more crowded and no value commoner.
    """
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_same(claim, articles), []).append(claim)
    return {
        same: sorted(group, key=lambda c: (c.article, c.quote.start, c.id)) for same, group in sorted(groups.items())
    }


def _same(claim: Claim, articles: Mapping[str, Article]) -> str:
    """A digest of all but where it stands: equal for what one outlet repeats."""
    plain = to_json(claim)
    plain.pop("id")
    article = articles.get(plain.pop("article", ""))
    outlet = article.outlet if article else ""
    plain["quote"] = claim.quote.text
    plain["outlet"] = outlet or ("" if claim.attribution else _document(claim))
    return record_id("", plain)[1:]


def _document(claim: Claim) -> str:
    return claim.article or claim.quote.capture


def _happened(facts: Sequence[Facts], cluster: Sequence[int]) -> bool:
    return facts[cluster[0]].standing in (Standing.HAPPENING, Standing.DENIAL)


def _told(facts: Sequence[Facts], cluster: Sequence[int], origins: Sequence[OriginOf]) -> Told:
    """As pictures are compared with it: plans and totals are not."""
    mine = [facts[i] for i in cluster]
    says_so = [f for f in mine if f.standing is Standing.HAPPENING]
    when, where = best_time_and_place(mine)
    return Told(
        when=when,
        where=where,
        kinds=frozenset().union(*(f.kinds for f in mine)) if _happened(facts, cluster) else frozenset(),
        supporters=tuple(sorted(o.name for o in origins if o.vote >= 0)),
        claims=tuple(sorted(f.claim.id for f in says_so or mine)),
    )


def _told_type(mine: Sequence[Facts]) -> str:
    """The type most claims give; what was repelled goes before the repelling, and of equals the narrower first."""
    told = Counter(f.claim.event_type for f in mine)
    return min(told, key=lambda t: (_is_defence(mine, t), -told[t], len(_kinds(mine, t)), t))


def _kinds(mine: Sequence[Facts], event_type: str) -> frozenset[str]:
    return next(f.kinds for f in mine if f.claim.event_type == event_type)


def _is_defence(mine: Sequence[Facts], event_type: str) -> bool:
    return "air_defence" in _kinds(mine, event_type)


def _event(s: _Setting, cluster: Sequence[int], above: Upstream, pictures: PictureEvidence) -> Event:
    mine, origins = [s.facts[i] for i in cluster], above.origins
    standing = next((f.standing for f in mine if f.standing is not Standing.DENIAL), Standing.DENIAL)
    everyone, kind = [*origins, *pictures.origins], _told_type(mine)
    probability = probability_of(everyone, s.learned, pictures.log_ratio, kind) if _happened(s.facts, cluster) else None
    repeats = {s.groups[i][0].id: [c.id for c in s.groups[i]] for i in cluster}
    ids = [c for group in repeats.values() for c in group]
    contradictions = find_contradictions(mine, origins, s.words) + pictures.contradictions
    if s.decisions:
        contradictions = with_resolutions(contradictions, ids, s.decisions)
    repeats |= {m.id: [m.id] for m in pictures.members}
    members = (*members_of(s.facts, cluster, s.groups, s.words, s.crowd, s.decided), *pictures.members)
    when, where = best_time_and_place(mine)
    weights = [None if o.is_measured or probability is None else weight_of(o, s.learned, kind) for o in everyone]
    recorded = tuple(o.origin(repeats, w) for o, w in zip(everyone, weights, strict=True))
    return Event(
        id=record_id("evt", sorted(m.id for m in members)),
        type=kind,
        title=title_of(mine, standing, when, where, s.words),
        when=when,
        where=where,
        members=members,
        origins=recorded,
        contradictions=contradictions,
        probability=probability,
        grade=grade_of(mine, standing, everyone, contradictions, probability, s.words),
        aggregate=standing is Standing.TOTAL,
        graph=above.graph,
        counts=count_ranges(mine, origins, s.articles) if standing is Standing.HAPPENING else (),
        modalities=_modalities(everyone, recorded),
    )


def _modalities(everyone: Sequence[OriginOf], recorded: Sequence[Origin]) -> tuple[str, ...]:
    """How those who say it happened know of it; each once, by name."""
    said = {r.modality for o, r in zip(everyone, recorded, strict=True) if o.vote > 0 and r.modality}
    return tuple(sorted(said))
