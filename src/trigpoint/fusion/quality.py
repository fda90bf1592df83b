"""Amount, independence and quality of the evidence under a judgement, and the confidence and credibility that follow.

Confidence (ICD 203) is about the evidence, never about the happening:

| level | when |
|---|---|
| high | three independent origins or more, of two kinds of access or more, undisputed on whether it happened and by whom |
| moderate | two independent origins; or one that is rated A or B beside a measurement of our own |
| low | anything else |

Whoever is rated D or E adds nothing. Admiralty credibility (NATO AJP-2.1) is of what is told, apart from who tells it:

| code | when, the first that fits |
|---|---|
| 6 cannot be judged | one origin and nothing to hold it against: no denial, no measurement. It has no number |
| 5 improbable | the case's estimate is below 20 % |
| 4 doubtful | below 45 % |
| 1 confirmed | two independent origins of known access or more, undisputed |
| 2 probably true | 80 % or more |
| 3 possibly true | anything else |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from trigpoint.model import Confidence, Credibility, Event, Observation, Origin, Reliability, Role, SourceKind

_POOR = {Reliability.D, Reliability.E}
_GOOD = {Reliability.A, Reliability.B}
_DISPUTES = ("occurrence", "perpetrator")
_NO_ACCESS = {
    SourceKind.OUTLET,
    SourceKind.AGENCY,
    SourceKind.MEDIA,
    SourceKind.UNNAMED,
}  # say nothing of how they know
_KIND_WORDS = {
    SourceKind.MONITOR: "monitor",
    SourceKind.OFFICIAL: "official",
    SourceKind.ARMED_ACTOR: "armed actor",
    SourceKind.IMAGERY: "imagery",
    SourceKind.TRACKER: "tracking",
    SourceKind.WITNESS: "witness",
    SourceKind.EXPERT: "expert",
    SourceKind.DOCUMENT: "document",
    SourceKind.PERSON: "named person",
    SourceKind.ORGANISATION: "organisation",
}
CREDIBILITY_WORDS = {
    Credibility.CONFIRMED: "confirmed by other origins",
    Credibility.PROBABLY_TRUE: "probably true",
    Credibility.POSSIBLY_TRUE: "possibly true",
    Credibility.DOUBTFUL: "doubtful",
    Credibility.IMPROBABLE: "improbable",
    Credibility.CANNOT_BE_JUDGED: "cannot be judged",
}
RELIABILITY_WORDS = {
    Reliability.A: "completely reliable",
    Reliability.B: "usually reliable",
    Reliability.C: "fairly reliable",
    Reliability.D: "not usually reliable",
    Reliability.E: "unreliable",
    Reliability.F: "cannot be judged",
}


@attrs.frozen(kw_only=True)
class Evidence:
    """What a judgement rests on, counted. Retracted members are left out."""

    origins: tuple[Origin, ...]  # independent upstreams that say so, our own measurements left out
    statements: int
    denials: int
    measured: int  # our own measurements that support it
    simulated: bool  # some of them in simulated data
    disputed: tuple[str, ...]  # fields on which accounts differ
    ratings: tuple[tuple[str, Reliability], ...] = ()  # of the origins, where somebody judged them

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of access, in words; an outlet that does not say how it knows is none."""
        told = {_KIND_WORDS.get(o.kind, o.kind.value) for o in self.standing if o.kind not in _NO_ACCESS}
        return tuple(sorted(told | ({"our own measurement"} if self.measured else set())))

    @property
    def standing(self) -> tuple[Origin, ...]:
        """Origins that add something: known, and not rated D or E."""
        poor = {name for name, grade in self.ratings if grade in _POOR}
        return tuple(o for o in self.origins if o.kind is not SourceKind.UNNAMED and o.name not in poor)


def evidence_under(
    events: Iterable[Event],
    measured: Iterable[Observation] = (),
    *,
    simulated: Collection[str] = (),
    withdrawn: Collection[str] = (),
    ratings: Mapping[str, Reliability] | None = None,
) -> Evidence:
    """The pool under a judgement: origins of one name count once, however many events they tell of.

    `simulated`: ids of observations made in simulated data. `withdrawn`: ids of retracted members.
    """
    found = list(events)
    own = {o.id for o in measured} - set(withdrawn)
    own |= {m.id for e in found for m in e.members if m.role is Role.SUPPORTS and m.id.startswith("obs-")} - set(
        withdrawn
    )
    origins: dict[str, Origin] = {}
    for event in found:
        apart = {m.id for m in event.members if m.role is not Role.SUPPORTS} | set(withdrawn)
        for origin in event.origins:
            is_ours = bool(origin.members) and all(m.startswith("obs-") for m in origin.members)
            if not is_ours and not (origin.members and apart.issuperset(origin.members)):
                origins.setdefault(origin.name, origin)
    members = {m.id: m.role for e in found for m in e.members if m.id not in withdrawn and not m.id.startswith("obs-")}
    known = ratings or {}
    return Evidence(
        origins=tuple(origins[name] for name in sorted(origins)),
        statements=sum(role is Role.SUPPORTS for role in members.values()),
        denials=sum(role is Role.DENIES for role in members.values()),
        measured=len(own),
        simulated=bool(own & set(simulated)),
        disputed=tuple(sorted({c.field for e in found for c in e.contradictions})),
        ratings=tuple((name, known[name]) for name in sorted(origins) if name in known),
    )


def confidence_of(evidence: Evidence) -> tuple[Confidence, tuple[str, ...]]:
    """The level, and the reasons for it: amount, independence, quality, what speaks against."""
    known = evidence.standing
    is_disputed = bool(evidence.denials) or any(f in evidence.disputed for f in _DISPUTES)
    is_good = any(grade in _GOOD for _, grade in evidence.ratings)
    independent = len(known) + (1 if evidence.measured and not evidence.simulated else 0)
    if independent >= 3 and len(evidence.kinds) >= 2 and not is_disputed:
        level = Confidence.HIGH
    elif independent >= 2 or (is_good and evidence.measured):
        level = Confidence.MODERATE
    else:
        level = Confidence.LOW
    return level, tuple(_reasons(evidence, known))


def _reasons(evidence: Evidence, known: Sequence[Origin]) -> list[str]:
    """Without figures that the reader would take for a likelihood."""
    kinds = f", of the kinds {', '.join(evidence.kinds)}" if evidence.kinds else ", none of which says how it knows"
    count = len(known)
    out = [f"{_number(evidence.statements, 'statement')} from {_number(count, 'independent origin')}{kinds}"]
    unknown = len(evidence.origins) - count
    if unknown:
        out.append(f"{_number(unknown, 'further origin')} of unknown access or rated D or E add nothing")
    if evidence.ratings:
        out.append("rated " + ", ".join(f"{name} {grade.value}" for name, grade in evidence.ratings))
    else:
        out.append("no origin is rated for reliability")
    if evidence.measured:
        data = " in SIMULATED data, which count for nothing" if evidence.simulated else ""
        out.append(f"{_number(evidence.measured, 'measurement')} of our own{data}")
    if evidence.denials:
        out.append(f"{_number(evidence.denials, 'statement')} against it")
    if evidence.disputed:
        out.append(f"accounts differ on {', '.join(evidence.disputed)}")
    return out


def credibility_of(event: Event, evidence: Evidence) -> Credibility:
    """Of what an event tells, in the terms above."""
    known, likely = evidence.standing, event.probability
    has_check = bool(evidence.denials or (evidence.measured and not evidence.simulated))
    if not evidence.origins or (len(evidence.origins) < 2 and not has_check):
        return Credibility.CANNOT_BE_JUDGED
    if likely is not None and likely < 0.20:
        return Credibility.IMPROBABLE
    if likely is not None and likely < 0.45:
        return Credibility.DOUBTFUL
    is_disputed = bool(evidence.denials) or any(f in evidence.disputed for f in _DISPUTES)
    if len(known) >= 2 and not is_disputed:
        return Credibility.CONFIRMED
    return Credibility.PROBABLY_TRUE if likely is not None and likely >= 0.80 else Credibility.POSSIBLY_TRUE


def admiralty_code(reliability: Reliability, credibility: Credibility) -> str:
    """`B2`. The axes are never added or averaged; F and 6 say that nothing is known, not that it is bad."""
    return f"{reliability.value}{credibility.value}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
