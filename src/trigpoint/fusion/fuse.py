"""Claims into events: link, count origins, weigh, keep contradictions.

1. reduce claims to facts, identical claims of one document once
2. link facts into clusters
3. find each cluster's independent origins
4. learn how far each origin is right where others speak to the same events, and weigh
5. set our own measurements beside what is told
6. write the events
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from trigpoint.fusion.contradictions import find_contradictions
from trigpoint.fusion.facts import Facts, Standing, facts_of
from trigpoint.fusion.grades import grade_of
from trigpoint.fusion.linking import link
from trigpoint.fusion.observations import PictureEvidence, Told, weigh_observations
from trigpoint.fusion.origins import OriginOf, find_origins
from trigpoint.fusion.probability import learn_accuracies, probability_of
from trigpoint.fusion.reasons import best_time_and_place, members_of, title_of
from trigpoint.fusion.similarity import SentenceVectors, by_vectors
from trigpoint.fusion.vocabulary import EMPTY, LinkVocabulary
from trigpoint.model.capture import Article
from trigpoint.model.claim import Claim
from trigpoint.model.event import Event
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
) -> list[Event]:
    """Events from claims and observations, ordered by time, then id. The order of either changes nothing.

    Parameters
    ----------
    articles : by Article id; gives a claim's document and outlet where its chain does not.
    observations : what we measured; each joins the happenings it bears on, and makes none by itself.
    vectors : sentence vectors, asked for a bounded number of pairs that are otherwise undecided; None works too.
    vocabulary : words for kinds of happening and belligerents; None joins on equal words only.
    """
    words = vocabulary or EMPTY
    groups = _repeats_once(claims)
    facts = [facts_of(g[0], _document(g[0]), words) for g in groups]
    clusters = link(facts, words, by_vectors(vectors) if vectors else None)
    origins = find_origins(facts, clusters, articles, words)
    accuracies = learn_accuracies([o for c, o in zip(clusters, origins, strict=True) if _happened(facts, c)])
    seen = weigh_observations(observations, [_told(facts, c, o) for c, o in zip(clusters, origins, strict=True)], words)
    events = [
        _event(facts, cluster, groups, cluster_origins, accuracies, words, pictures)
        for cluster, cluster_origins, pictures in zip(clusters, origins, seen, strict=True)
    ]
    return sorted(events, key=lambda e: (str(e.when.start or e.when.end or "9999"), e.id))


def _repeats_once(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims grouped by content without the id, in an order that depends on content alone."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        plain = to_json(claim)
        plain.pop("id")
        groups.setdefault(canonical(plain), []).append(claim)
    ordered = sorted(groups.items())
    return [sorted(group, key=lambda c: c.id) for _, group in ordered]


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


def _event(
    facts: Sequence[Facts],
    cluster: Sequence[int],
    groups: Sequence[Sequence[Claim]],
    origins: Sequence[OriginOf],
    accuracies: Mapping[str, float],
    words: LinkVocabulary,
    pictures: PictureEvidence,
) -> Event:
    mine = [facts[i] for i in cluster]
    standing = next((f.standing for f in mine if f.standing is not Standing.DENIAL), Standing.DENIAL)
    contradictions = find_contradictions(mine, origins, words) + pictures.contradictions
    everyone = [*origins, *pictures.origins]
    probability = probability_of(everyone, accuracies, pictures.log_ratio) if _happened(facts, cluster) else None
    repeats = {groups[i][0].id: [c.id for c in groups[i]] for i in cluster}
    repeats |= {m.id: [m.id] for m in pictures.members}
    members = (*members_of(facts, cluster, groups, words), *pictures.members)
    when, where = best_time_and_place(mine)
    kind = _told_type(mine)
    return Event(
        id=record_id("evt", sorted(m.id for m in members)),
        type=kind,
        title=title_of(mine, standing, when, where, words),
        when=when,
        where=where,
        members=members,
        origins=tuple(o.origin(repeats) for o in everyone),
        contradictions=contradictions,
        probability=probability,
        grade=grade_of(mine, standing, everyone, contradictions, probability, words),
        aggregate=standing is Standing.TOTAL,
    )
