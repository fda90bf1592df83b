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

from trigpoint.fusion.chains import habits_of, outlets_of, settled_names
from trigpoint.fusion.contradictions import find_contradictions
from trigpoint.fusion.copies import NO_COPIES, Copies
from trigpoint.fusion.counts import count_ranges
from trigpoint.fusion.decisions import NO_BONDS, Bonds, bonds_of, with_resolutions
from trigpoint.fusion.density import others_per_day
from trigpoint.fusion.facts import Facts, Standing, facts_of
from trigpoint.fusion.grades import grade_of
from trigpoint.fusion.ground import Ground, Learned, Opened, density_near, ground_of, grown, members_of_events
from trigpoint.fusion.linking import Crowd, crowd_of, link
from trigpoint.fusion.observations import PictureEvidence, Told, weigh_observations
from trigpoint.fusion.origins import OriginOf, Upstream, find_origins
from trigpoint.fusion.probability import Accuracies, learn_accuracies, probability_of, weight_of
from trigpoint.fusion.reasons import best_time_and_place, members_of, title_of
from trigpoint.fusion.similarity import SentenceVectors, by_vectors
from trigpoint.fusion.vocabulary import EMPTY, LinkVocabulary
from trigpoint.model.capture import Article
from trigpoint.model.claim import Claim
from trigpoint.model.decision import Decision
from trigpoint.model.event import Event, Origin
from trigpoint.model.observation import Observation
from trigpoint.model.records import canonical, record_id, to_json

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
    replaced: tuple[str, ...] = ()  # ids of the events whose place these take; () of a whole joining


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
    groups = _repeats_once(claims, articles)
    facts = [facts_of(g[0], _document(g[0]), words) for g in groups]
    crowd = crowd_of(facts)
    bonds = _bonds(groups, decisions)
    clusters = link(facts, words, by_vectors(vectors) if vectors else None, crowd=crowd, bonds=bonds)
    settled = settled_names(facts, outlets_of(facts, articles), words)
    habits = habits_of(facts, articles, settled)
    upstream = find_origins(facts, clusters, articles, words, copies, settled, habits, crowd.shares)
    happened = [n for n, c in enumerate(clusters) if _happened(facts, c)]
    accuracies = learn_accuracies(
        [upstream[n].origins for n in happened], [_told_type([facts[i] for i in clusters[n]]) for n in happened]
    )
    learned = Learned(shares=crowd.shares, settled=settled, habits=habits, accuracies=accuracies)
    setting = _Setting(
        facts=facts, groups=groups, words=words, crowd=crowd, learned=accuracies, articles=articles,
        decisions=decisions, decided=bonds.touched,
    )  # fmt: skip
    events = _events(setting, clusters, upstream, observations)
    rows = _rows(groups, facts, clusters, events)
    return Fused(events=_ordered(events), ground=ground_of(rows, learned))


def fuse_near(
    claims: Sequence[Claim],
    new: Sequence[Claim],
    opened: Opened,
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
    claims : those of the opened events.
    opened : as `ground.touched` gives it for the new claims.
    """
    words, known = vocabulary or EMPTY, ground.learned
    groups = _repeats_once([*claims, *new], articles)
    facts = [facts_of(g[0], _document(g[0]), words) for g in groups]
    fresh = {c.id for c in new}
    density = density_near(ground, facts, [f for f in facts if f.claim.id in fresh])
    crowd = Crowd(shares=known.shares, others=[others_per_day(f, density) for f in facts])
    bonds = _bonds(groups, decisions)
    clusters, replaced = _changed(link(facts, words, crowd=crowd, bonds=bonds), groups, opened, ground)
    here = settled_names(facts, outlets_of(facts, articles), words)
    settled = {**{name: known.settled.get(leader, leader) for name, leader in here.items()}, **known.settled}
    upstream = find_origins(facts, clusters, articles, words, copies, settled, known.habits, known.shares)
    setting = _Setting(
        facts=facts, groups=groups, words=words, crowd=crowd, learned=known.accuracies, articles=articles,
        decisions=decisions, decided=bonds.touched,
    )  # fmt: skip
    events = _events(setting, clusters, upstream, observations)
    rows = _rows(groups, facts, clusters, events)
    after = grown(ground, sorted(replaced), rows, attrs.evolve(known, settled=settled))
    return Fused(events=_ordered(events), ground=after, replaced=tuple(sorted(replaced)))


def _changed(
    clusters: Sequence[Sequence[int]], groups: Sequence[Sequence[Claim]], opened: Opened, ground: Ground
) -> tuple[list[Sequence[int]], set[str]]:
    """Clusters that hold a new claim or one of a near event, and what they drag along; and the events they replace."""
    held = members_of_events(ground, opened.both)
    before = [{held[c.id] for i in cluster for c in groups[i] if c.id in held} for cluster in clusters]
    brings_new = [any(c.id not in held for i in cluster for c in groups[i]) for cluster in clusters]
    replaced = {*opened.near} | {e for was, fresh in zip(before, brings_new, strict=True) if fresh for e in was}
    while True:
        taken = [n for n, was in enumerate(before) if brings_new[n] or was & replaced]
        wider = replaced.union(*(before[n] for n in taken))
        if wider == replaced:
            return [clusters[n] for n in taken], replaced
        replaced = wider


def new_facts(claims: Sequence[Claim], vocabulary: LinkVocabulary | None = None) -> list[Facts]:
    """Claims as compared: for asking which events they touch."""
    return [facts_of(c, _document(c), vocabulary or EMPTY) for c in claims]


def _bonds(groups: Sequence[Sequence[Claim]], decisions: Sequence[Decision]) -> Bonds:
    return bonds_of(decisions, {c.id: n for n, g in enumerate(groups) for c in g}) if decisions else NO_BONDS


def _ordered(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (str(e.when.start or e.when.end or "9999"), e.id))


def _rows(
    groups: Sequence[Sequence[Claim]],
    facts: Sequence[Facts],
    clusters: Sequence[Sequence[int]],
    events: Sequence[Event],
) -> Iterator[tuple[str, str, Facts]]:
    for cluster, event in zip(clusters, events, strict=True):
        for i in cluster:
            yield from ((c.id, event.id, facts[i]) for c in groups[i])


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


def _repeats_once(claims: Sequence[Claim], articles: Mapping[str, Article]) -> list[list[Claim]]:
    """Claims grouped by what one outlet says, wherever it stands; in an order that depends on content alone.

    An article taken in twice, or printed twice by its outlet, is one: it makes no place more crowded and no value commoner.
    """
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        plain = to_json(claim)
        plain.pop("id")
        article = articles.get(plain.pop("article", ""))
        outlet = article.outlet if article else ""
        plain["quote"] = claim.quote.text
        plain["outlet"] = outlet or ("" if claim.attribution else _document(claim))
        groups.setdefault(canonical(plain), []).append(claim)
    return [sorted(group, key=lambda c: (c.article, c.quote.start, c.id)) for _, group in sorted(groups.items())]


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
