"""Signed judgements: the signature, the current versions, and the score of past calls whose outcome is known.

A call is scored as it stood when the outcome could first be known: the last version made before that day. Later ones are hindsight.
The Brier score is the mean of (p - outcome)^2: 0 is perfect, 0.25 is what always saying 50 % earns (Brier 1950).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from trigpoint.model import Assessment, Outcome, canonical, to_json

SURE = 0.90  # two-sided level of the intervals


@attrs.frozen(kw_only=True)
class Call:
    """One scored call."""

    assessment: Assessment
    probability: float
    happened: bool

    @property
    def brier(self) -> float:
        """Its squared error."""
        return (self.probability - self.happened) ** 2


@attrs.frozen(kw_only=True)
class CallScore:
    """The calls of one author on one topic ("" = all)."""

    author: str
    topic: str
    calls: int
    brier: float
    low: float | None  # 90 % interval of the mean; None with fewer than three calls
    high: float | None
    happened: float  # share of them that happened
    said: float  # mean probability said
    inside: float  # share whose outcome lies on the side of 50 % that was said


def signature_of(made: Assessment) -> str:
    """SHA-256 over everything said, by whom and when; id and signature left out."""
    plain = to_json(attrs.evolve(made, id="", signature=""))
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def signed(made: Assessment) -> Assessment:
    """With its signature, and the id that follows from it."""
    signature = signature_of(made)
    return attrs.evolve(made, signature=signature, id=f"asm-{signature[:16]}")


def is_signed(made: Assessment) -> bool:
    """Whether it is what was signed."""
    return made.signature == signature_of(made) and made.id == f"asm-{made.signature[:16]}"


def current_versions(made: Iterable[Assessment]) -> list[Assessment]:
    """Those that none replaces, in the order they were made."""
    versions = list(made)
    replaced = {a.supersedes for a in versions}
    return sorted((a for a in versions if a.id not in replaced), key=lambda a: (a.made, a.id))


def versions_of(made: Iterable[Assessment], id_: str) -> list[Assessment]:
    """The whole line of versions that `id_` belongs to, first to last."""
    versions = {a.id: a for a in made}
    later: dict[str, list[Assessment]] = {}
    for one in versions.values():
        later.setdefault(one.supersedes, []).append(one)
    first = versions.get(id_)
    seen = {id_}
    while first is not None and first.supersedes in versions and first.supersedes not in seen:
        first = versions[first.supersedes]
        seen.add(first.id)
    line: dict[str, Assessment] = {}
    left = [first] if first else []
    while left:
        one = left.pop(0)
        if one.id not in line:
            line[one.id] = one
            left += sorted(later.get(one.id, []), key=lambda a: (a.made, a.id))
    return list(line.values())


def probability_of(made: Assessment) -> float:
    """The author's own number, else the middle of the word's range."""
    return made.probability if made.probability is not None else (made.likelihood.low + made.likelihood.high) / 2


def scored_calls(made: Sequence[Assessment], outcomes: Iterable[Outcome]) -> list[Call]:
    """One call per line of versions with a settled outcome; the last word on an outcome holds."""
    settled: dict[str, Outcome] = {}
    for outcome in sorted(outcomes, key=lambda o: (o.made, o.id)):
        line = versions_of(made, outcome.assessment)
        if line:
            settled[line[0].id] = outcome
    calls = []
    for first, outcome in sorted(settled.items()):
        known = datetime(outcome.known.year, outcome.known.month, outcome.known.day, tzinfo=UTC)
        before = [a for a in versions_of(made, first) if a.made < known]
        if outcome.happened is not None and before:
            last = before[-1]  # in the order of the line: two may be signed within a second
            calls.append(Call(assessment=last, probability=probability_of(last), happened=outcome.happened))
    return calls


def score_calls(calls: Iterable[Call]) -> list[CallScore]:
    """By author and topic, then each author over all topics, then everybody."""
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        for key in {
            (call.assessment.author, call.assessment.topic or "no topic"),
            (call.assessment.author, ""),
            ("", ""),
        }:
            groups.setdefault(key, []).append(call)
    return [_score(author, topic, groups[author, topic]) for author, topic in sorted(groups, key=_order)]


def _order(key: tuple[str, str]) -> tuple[bool, str, bool, str]:
    return key[0] == "", key[0], key[1] == "", key[1]


def _score(author: str, topic: str, calls: Sequence[Call]) -> CallScore:
    losses = [c.brier for c in calls]
    mean = sum(losses) / len(losses)
    low, high = interval_of(losses)
    return CallScore(
        author=author,
        topic=topic,
        calls=len(calls),
        brier=mean,
        low=low,
        high=high,
        happened=sum(c.happened for c in calls) / len(calls),
        said=sum(c.probability for c in calls) / len(calls),
        inside=sum((c.probability >= 0.5) == c.happened for c in calls) / len(calls),
    )


def interval_of(losses: Sequence[float]) -> tuple[float | None, float | None]:
    """The narrower of two 90 % intervals of the mean of losses in [0, 1]: Hoeffding's and the empirical Bernstein bound.

    Both hold for any distribution and any number of calls (Hoeffding 1963; Maurer & Pontil 2009, theorem 4), each at half the
    error, so few calls give a wide one. None with fewer than three.
    """
    n = len(losses)
    if n < 3:
        return None, None
    mean = sum(losses) / n
    variance = sum((x - mean) ** 2 for x in losses) / (n - 1)
    error = (1 - SURE) / 2
    hoeffding = math.sqrt(math.log(2 / error) / (2 * n))
    bernstein = math.sqrt(2 * variance * math.log(4 / error) / n) + 7 * math.log(4 / error) / (3 * (n - 1))
    half = min(hoeffding, bernstein)
    return max(0.0, mean - half), min(1.0, mean + half)


def latest_outcomes(made: Sequence[Assessment], outcomes: Iterable[Outcome]) -> Mapping[str, Outcome]:
    """The last word on the outcome of each line, by the id of every version in it."""
    found: dict[str, Outcome] = {}
    for outcome in sorted(outcomes, key=lambda o: (o.made, o.id)):
        for version in versions_of(made, outcome.assessment):
            found[version.id] = outcome
    return found
