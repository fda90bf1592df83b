"""What people judged, for the brief: assessments in force, competing hypotheses, the watch list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from trigpoint.fusion.judgements import is_signed
from trigpoint.fusion.wording.scales import range_words
from trigpoint.model import Assessment, Event, Outcome
from trigpoint.model.hypothesis import DECEPTION, NONE_OF_THESE, HypothesisMatrix
from trigpoint.model.indicator import Change, IndicatorState
from trigpoint.products.assessments import outcome_words
from trigpoint.products.citations import Citations, Cite
from trigpoint.products.finding_table import FindingTable
from trigpoint.products.hypotheses import column_letters, percent_words
from trigpoint.products.material import AssessedMaterial, BriefMaterial, MatrixMaterial, WatchMaterial
from trigpoint.products.watch_list import watch_rows
from trigpoint.products.wording import day_words, listed, number_of, shown

_MOST_NOTES = 6  # footnotes of one assessment
_SILENT = (IndicatorState.NO_COVERAGE, IndicatorState.NOT_OBSERVED, IndicatorState.EXPIRED)


@attrs.frozen(kw_only=True)
class AssessmentCard:
    """A signed judgement as printed. Likelihood and confidence are sentences of their own."""

    key: str
    statement: str
    likelihood: str
    confidence: str
    events: tuple[str, ...]  # numbers of those it rests on
    measured: str  # "2 measurements of our own"; "" = none
    alternatives: tuple[str, ...]
    version: str
    signature: str
    outcome: str
    faults: tuple[str, ...]
    cites: tuple[Cite, ...]


def assessment_cards(
    material: BriefMaterial, numbers: Mapping[str, str], citations: Citations
) -> tuple[AssessmentCard, ...]:
    """Those in force, latest first. `numbers` of events by id."""
    made = sorted(material.assessed, key=lambda a: (a.assessment.made, a.assessment.id), reverse=True)
    return tuple(_card(material, a, numbers, citations) for a in made)


def unknown_of_assessments(material: BriefMaterial) -> str:
    """What the assessments leave open, in a sentence or two; "" without assessments."""
    made = material.assessed
    if not made:
        return ""
    open_calls = sum(a.outcome is None or a.outcome.happened is None for a in made)
    without = sum(not a.assessment.alternatives for a in made)
    are = "is" if open_calls == 1 else "are"
    parts = [f"Of {number_of(len(made), 'assessment')} {open_calls} {are} open: what became of it is not known."]
    if without:
        parts.append(f"{without} {'names' if without == 1 else 'name'} no alternative.")
    parts.append("An assessment adds nothing to the evidence it rests on.")
    return " ".join(parts)


def _card(
    material: BriefMaterial, given: AssessedMaterial, numbers: Mapping[str, str], citations: Citations
) -> AssessmentCard:
    made = given.assessment
    said = made.likelihood
    own = f", put by the author at {made.probability * 100:g} %" if made.probability is not None else ""
    reasons = f": {'; '.join(shown(r) for r in made.confidence_reasons)}" if made.confidence_reasons else ""
    events = {e.id: e for e in material.events}
    homes = {m.id: e.id for e in material.events for m in e.members}
    concerned = dict.fromkeys(
        numbers[i] for b in made.basis if (i := b if b in events else homes.get(b, "")) in numbers
    )
    ours = sum(b in material.observations for b in made.basis)
    return AssessmentCard(
        key=made.id,
        statement=shown(made.statement),
        likelihood=f"The likelihood is “{said.term}”: {range_words(said.low, said.high)} on the scale {given.scale}{own}.",
        confidence=f"The evidence allows {made.confidence.value} confidence{reasons}.",
        events=tuple(concerned),
        measured=number_of(ours, "measurement of our own", "measurements of our own") if ours else "",
        alternatives=tuple(shown(a) for a in made.alternatives),
        version=_version(given),
        signature=_signature(made),
        outcome=_outcome(given.outcome),
        faults=tuple(shown(f) for f in given.faults),
        cites=citations.cite(_claims(made, events), most=_MOST_NOTES),
    )


def _claims(made: Assessment, events: Mapping[str, Event]) -> Iterator[str]:
    for cited in made.basis:
        yield from [m.id for m in events[cited].members] if cited in events else [cited]


def _version(given: AssessedMaterial) -> str:
    made = given.assessment
    if not made.supersedes:
        return "First version."
    return f"Version {given.version}, in place of {made.supersedes}: {shown(made.reason).rstrip('.')}."


def _signature(made: Assessment) -> str:
    seal = "" if is_signed(made) else " THE SIGNATURE DOES NOT HOLD."
    return f"Signed by {shown(made.author)}, {day_words(made.made.date())} ({made.signature[:16]}).{seal}"


def _outcome(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    return f"Outcome: {outcome_words(outcome)}, known {day_words(outcome.known)}. {shown(outcome.why).rstrip('.')}."


def matrix_table(given: MatrixMaterial, number: int, numbers: Mapping[str, str]) -> FindingTable:
    """Hypotheses in rows, evidence in columns; cells in per cent."""
    matrix, scores = given.matrix, given.scores
    order = sorted(matrix.hypotheses, key=lambda h: -scores.posteriors.get(h.id, -1.0))
    letters = column_letters(len(matrix.columns))
    rows = tuple(
        (
            shown(h.statement) if h.id in (NONE_OF_THESE, DECEPTION) else f"{shown(h.id)}. {shown(h.statement)}",
            percent_words(scores.posteriors.get(h.id)),
            percent_words(scores.priors.get(h.id)),
            *(percent_words(c.likelihoods.get(h.id), none="–") for c in matrix.columns),
        )
        for h in order
    )  # fmt: skip
    by = f" by {shown(matrix.author)}" if matrix.author else ""
    count = number_of(len(scores.groups), "independent origin")
    return FindingTable(
        key=f"matrix-{number}",
        title=shown(matrix.question),
        lede=(
            f"Judged{by} on {number_of(len(matrix.columns), 'piece', 'pieces')} of evidence from {count}. A cell is the chance of "
            "seeing that evidence if the row were true; columns of one origin count once."
        ),
        header=("Hypothesis", "After", "Before", *letters),
        rows=rows,
        shares=tuple(scores.posteriors.get(h.id, 0.0) for h in order),
        notes=(*_evidence(matrix, letters, numbers), *_leaning(given), shown(given.would_change)),
        unknown=_unknown_of_matrix(given),
    )


def _evidence(matrix: HypothesisMatrix, letters: Sequence[str], numbers: Mapping[str, str]) -> Iterator[str]:
    for letter, column in zip(letters, matrix.columns, strict=True):
        number = numbers.get(column.evidence, "")
        where = f" (event {number})" if number else ""
        why = f" {shown(column.why)}" if column.why else ""
        yield f"{letter}: {shown(column.label)}{where}.{why}"


def _leaning(given: MatrixMaterial) -> Iterator[str]:
    for left in given.scores.without:
        if left.leader_changes:
            yield f"Without {shown(left.origin)} another hypothesis leads."


def _unknown_of_matrix(given: MatrixMaterial) -> str:
    scores = given.scores
    parts = [f"Nobody judged any evidence under {listed(scores.unjudged_rows)}."] if scores.unjudged_rows else []
    if scores.uncounted:
        are = "is" if len(scores.uncounted) == 1 else "are"
        parts.append(f"{number_of(len(scores.uncounted), 'column')} with an empty cell {are} not counted.")
    if not scores.leader:
        parts.append("No row leads.")
    return " ".join([*parts, "The cells are judgements; what nobody thought of stands under “none of these”."])


def watch_table(given: WatchMaterial, number: int) -> FindingTable:
    """States of the indicators, those that changed first."""
    silent = sum(c.after.state in _SILENT for c in given.changes)
    count = number_of(len(given.indicators), "indicator")
    since, at = _days(given.changes)
    return FindingTable(
        key=f"watch-{number}",
        title=shown(given.name) or "Watch list",
        lede=f"{count} as of {at}, compared with {since}. Only what the desk had by then counts.",
        header=("No.", "Observable", "State", "Change", "Stands on"),
        rows=tuple(tuple(shown(cell) for cell in row) for row in watch_rows(given.indicators, given.changes)),
        notes=tuple(f"{shown(n)}: the indicators multiply its odds by {v:.3g}." for n, v in sorted(given.odds.items())),
        unknown=(
            f"About {silent} of {count} nothing can be said: nobody looked, nobody told of it, or the day has passed. "
            "That nobody tells of a thing is weak evidence that it is not there."
        ),
    )  # fmt: skip


def _days(changes: Sequence[Change]) -> tuple[str, str]:
    if not changes:
        return "the day before", "the last run"
    return day_words(changes[0].before.at.date()), day_words(changes[0].after.at.date())
