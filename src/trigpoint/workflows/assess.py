"""Judgements in a case: sign, list, compare and score assessments; withdraw records; rate sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from trigpoint import store
from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.fusion.judgements import (
    CallScore,
    current_versions,
    is_signed,
    latest_outcomes,
    score_calls,
    scored_calls,
    signed,
    versions_of,
)
from trigpoint.fusion.quality import Evidence, confidence_of, evidence_under
from trigpoint.fusion.wording.lint import has_confidence, likelihood_phrases
from trigpoint.fusion.wording.scales import estimate_of, range_words, term_named
from trigpoint.model import (
    Assessment,
    Confidence,
    Estimate,
    Outcome,
    Reliability,
    Retraction,
    SourceRating,
    record_id,
)
from trigpoint.model.errors import UsageError
from trigpoint.products.compile.evidence import Archive, withdrawal_of
from trigpoint.products.imagery.grades_table import is_simulated
from trigpoint.store import Case
from trigpoint.workflows.archive import case_archive
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.write import last_run

_LEVELS = (Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)


@attrs.frozen(kw_only=True)
class Judgement:
    """What an author says."""

    statement: str
    likelihood: str  # a word of the scale
    author: str
    basis: tuple[str, ...]
    scale: str = DEFAULT_SCALE
    confidence: str = ""  # "" = as the evidence allows
    alternatives: tuple[str, ...] = ()
    topic: str = ""
    probability: float | None = None
    supersedes: str = ""
    reason: str = ""


@attrs.frozen(kw_only=True)
class Signed:
    """What was kept, and what a reader should doubt."""

    assessment: Assessment
    warnings: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Shown:
    """An assessment with its outcome and what is wrong with it now."""

    assessment: Assessment
    outcome: Outcome | None
    faults: tuple[str, ...]


def add(case: Case, said: Judgement, *, now: Clock = utc_now) -> Signed:
    """Sign and keep a judgement. Raises UsageError for one that names no basis, an unknown word, or what cannot be built on."""
    likelihood = _estimate(said)
    versions = store.assessments(case)
    if said.supersedes:
        _check_superseded(versions, said)
    if not said.author.strip() or not said.statement.strip():
        raise UsageError("an assessment needs a statement and --author: it is signed")
    if not said.basis:
        raise UsageError("an assessment needs --basis: name the events, claims or measurements it rests on")
    archive = case_archive(case, last_run(case), said.basis)
    for cited in said.basis:
        _check_basis(archive, cited)
    level, reasons = confidence_of(_evidence(archive, said.basis))
    warnings = _worded(said)
    given = Confidence(said.confidence) if said.confidence else level
    if _LEVELS.index(given) > _LEVELS.index(level):
        warnings.append(
            f"{given.value} confidence is more than the evidence bears ({level.value}: {'; '.join(reasons)})"
        )
        reasons = (*reasons, f"set by the author; the evidence alone gives {level.value}")
    made = signed(
        Assessment(
            id="",
            statement=" ".join(said.statement.split()),
            likelihood=likelihood,
            confidence=given,
            basis=tuple(dict.fromkeys(said.basis)),
            author=said.author.strip(),
            made=now(),
            alternatives=said.alternatives,
            reason=said.reason,
            supersedes=said.supersedes,
            topic=said.topic,
            confidence_reasons=reasons,
            probability=said.probability,
        )
    )
    if not said.alternatives:
        warnings.append("no alternative is named; add what else it may be with --alternative")
    store.write_assessment(case, made, now=made.made)
    return Signed(assessment=made, warnings=tuple(warnings))


def listed(case: Case, *, every: bool = False) -> tuple[list[Assessment], dict[str, Outcome]]:
    """Current assessments (or every version), and the outcomes by assessment."""
    versions = store.assessments(case)
    shown = versions if every else current_versions(versions)
    return shown, dict(latest_outcomes(versions, store.outcomes(case)))


def show(case: Case, id_: str) -> list[Shown]:
    """All versions of the assessment, first to last, each with what has become of its basis."""
    versions = store.assessments(case)
    line = versions_of(versions, id_)
    if not line:
        raise UsageError(f"{id_}: no such assessment; see `trigpoint assess list`")
    return shown_with_faults(case, line)


def shown_with_faults(case: Case, made: Sequence[Assessment]) -> list[Shown]:
    """These assessments with their outcomes and what no longer holds of their basis."""
    outcomes = latest_outcomes(store.assessments(case), store.outcomes(case))
    archive = case_archive(case, last_run(case), sorted({i for a in made for i in a.basis}))
    return [Shown(assessment=a, outcome=outcomes.get(a.id), faults=tuple(_faults(archive, a))) for a in made]


def compared(case: Case, old: str, new: str = "") -> tuple[Assessment, Assessment]:
    """Two versions; with one id, it and the one it replaced."""
    versions = {a.id: a for a in store.assessments(case)}
    for id_ in filter(None, (old, new)):
        if id_ not in versions:
            raise UsageError(f"{id_}: no such assessment; see `trigpoint assess list --all`")
    if new:
        return versions[old], versions[new]
    if not versions[old].supersedes:
        raise UsageError(f"{old}: is a first version; name the one to compare it with")
    return versions[versions[old].supersedes], versions[old]


def settle(
    case: Case, id_: str, *, happened: bool | None, known: date, author: str, why: str, now: Clock = utc_now
) -> Outcome:
    """Note what became of a call."""
    versions = store.assessments(case)
    if not versions_of(versions, id_):
        raise UsageError(f"{id_}: no such assessment; see `trigpoint assess list`")
    made = now()
    outcome = Outcome(
        id=record_id("out", id_, happened, known.isoformat(), author, why, made.isoformat()),
        assessment=id_, happened=happened, known=known, author=author, made=made, why=why,
    )  # fmt: skip
    store.write_outcome(case, outcome, now=made)
    return outcome


def scores(case: Case) -> list[CallScore]:
    """Past calls whose outcome is known, by author and topic."""
    return score_calls(scored_calls(store.assessments(case), store.outcomes(case)))


def retract(case: Case, subject: str, *, why: str, author: str, now: Clock = utc_now) -> Retraction:
    """Withdraw a capture, article, claim or measurement: no written brief may build on it any more."""
    known = {c.id for c in store.captures(case)} | {a.id for a in store.articles(case)}
    held = subject in known or store.past_claim(case, subject) or store.past_observation(case, subject)
    if not held:
        raise UsageError(f"{subject}: the case holds no such capture, article, claim or measurement")
    made = now()
    withdrawn = Retraction(
        id=record_id("ret", subject, why, author, made.isoformat()), subject=subject, why=why, author=author, made=made
    )
    store.write_retraction(case, withdrawn, now=made)
    return withdrawn


def rate(
    case: Case,
    source: str,
    reliability: str,
    *,
    why: str,
    author: str,
    topic: str = "",
    as_of: date | None = None,
    now: Clock = utc_now,
) -> SourceRating:
    """Note how reliable a source is judged to be. F says that it cannot be judged, which is no bad mark."""
    grades = [r.value for r in Reliability]
    if reliability not in grades:
        raise UsageError(f"{reliability}: is no reliability; use one of {', '.join(grades)}")
    made = now()
    day = as_of or made.date()
    rated = SourceRating(
        id=record_id("rat", source, reliability, topic, day.isoformat(), author, made.isoformat()),
        source=source, reliability=Reliability(reliability), as_of=day, author=author, made=made, why=why, topic=topic,
    )  # fmt: skip
    store.write_rating(case, rated, now=made)
    return rated


def _estimate(said: Judgement) -> Estimate:
    scales = load_scales()
    if said.scale not in scales:
        raise UsageError(f"--scale {said.scale}: is not known; use {', '.join(scales)}")
    scale = scales[said.scale]
    term = term_named(scale, said.likelihood)
    if term is None:
        words = ", ".join(f"“{t.term}” ({range_words(t.low, t.high)})" for t in scale.terms)
        raise UsageError(f"--likelihood {said.likelihood}: is no word of {scale.name}; use {words}")
    if said.probability is not None and not term.low <= said.probability <= term.high:
        span = range_words(term.low, term.high)
        raise UsageError(
            f"--probability {said.probability:g}: is outside “{term.term}” ({span}), which is said of 0 to 1"
        )
    if said.confidence and said.confidence not in {c.value for c in Confidence}:
        raise UsageError(f"--confidence {said.confidence}: use low, moderate or high")
    return estimate_of(scale, term)


def _check_superseded(versions: Sequence[Assessment], said: Judgement) -> None:
    if said.supersedes not in {a.id for a in versions}:
        raise UsageError(f"--supersedes {said.supersedes}: no such assessment; see `trigpoint assess list --all`")
    after = next((a.id for a in versions if a.supersedes == said.supersedes), "")
    if after:
        raise UsageError(f"--supersedes {said.supersedes}: {after} replaced it already; supersede that one")
    if not said.reason.strip():
        raise UsageError("--supersedes: needs --reason, a sentence on why the judgement changed")


def _check_basis(archive: Archive, cited: str) -> None:
    material = archive.material
    is_current = cited in material.claims or cited in material.observations or cited in archive.assessments
    if not is_current and not any(e.id == cited for e in material.events):
        gone = archive.gone.get(cited)
        raise UsageError(f"--basis {cited}: " + (f"is superseded: {gone}" if gone else "the case holds no such record"))
    if why := withdrawal_of(archive, cited):
        raise UsageError(f"--basis {cited}: was retracted: {why}")


def _evidence(archive: Archive, basis: Sequence[str]) -> Evidence:
    """Of the events named, of those that the named claims belong to, and of the measurements named."""
    material = archive.material
    named = set(basis) | {i for b in basis if b in archive.assessments for i in archive.assessments[b].basis}
    events = [e for e in material.events if e.id in named or any(m.id in named for m in e.members)]
    return evidence_under(
        events,
        [o for i, o in material.observations.items() if i in named],
        simulated={i for i, o in material.observations.items() if is_simulated(o)},
        withdrawn={m.id for e in events for m in e.members if withdrawal_of(archive, m.id)},
        ratings=archive.ratings,
    )


def _worded(said: Judgement) -> list[str]:
    """What the lint has against the statement."""
    scales, words = load_scales(), load_words()
    scale = scales[said.scale]
    said_as = term_named(scale, said.likelihood)
    out = []
    wrong = []
    for phrase in likelihood_phrases(said.statement, scales, words):
        term = term_named(scale, phrase.words)
        if term is None or said_as is None or (term.low, term.high) != (said_as.low, said_as.high):
            wrong.append(phrase.words)
    if wrong:
        out.append(f"the statement says “{wrong[0]}”, the likelihood “{said.likelihood}”: keep to one")
    if has_confidence(said.statement, words):
        out.append("the statement grades its evidence; the confidence is kept apart")
    return out


def _faults(archive: Archive, made: Assessment) -> list[str]:
    faults = [] if is_signed(made) else ["it is not what was signed"]
    for cited in made.basis:
        if why := withdrawal_of(archive, cited) or archive.retracted.get(cited, ""):
            faults.append(f"{cited} was retracted: {why}")
        elif cited in archive.gone:
            faults.append(f"{cited} is superseded: {archive.gone[cited]}")
    return faults
