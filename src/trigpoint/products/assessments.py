"""Assessments for people and programs: lines, a version against another, and the score of past calls."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trigpoint.fusion.judgements import CallScore, is_signed
from trigpoint.fusion.wording.scales import range_words
from trigpoint.model import Assessment, Outcome
from trigpoint.products.wording import shown

ASSESSMENT_KEYS = (
    "id", "statement", "likelihood", "confidence", "basis", "alternatives", "author", "made", "topic", "probability", "supersedes",
    "reason", "signature", "outcome",
)  # fmt: skip


def assessment_line(made: Assessment, outcome: Outcome | None = None) -> dict[str, Any]:
    """One JSON line."""
    said = made.likelihood
    return {
        "id": made.id,
        "statement": made.statement,
        "likelihood": {"scale": said.scale, "term": said.term, "low": said.low, "high": said.high},
        "confidence": {"level": made.confidence.value, "reasons": list(made.confidence_reasons)},
        "basis": list(made.basis),
        "alternatives": list(made.alternatives),
        "author": made.author,
        "made": made.made.isoformat(),
        "topic": made.topic,
        "probability": made.probability,
        "supersedes": made.supersedes,
        "reason": made.reason,
        "signature": made.signature,
        "outcome": None if outcome is None else outcome_line(outcome),
    }


def outcome_line(outcome: Outcome) -> dict[str, Any]:
    """What became of a call."""
    known = outcome.known.isoformat()
    return {"happened": outcome.happened, "known": known, "author": outcome.author, "why": outcome.why}


def likelihood_words(made: Assessment) -> str:
    """`likely (icd203-2015, 55-80 %)`."""
    said = made.likelihood
    own = f", said as {made.probability:.0%}" if made.probability is not None else ""
    return f"{said.term} ({said.scale}, {range_words(said.low, said.high)}{own})"


def outcome_words(outcome: Outcome | None) -> str:
    """`happened`, `did not happen`, `open`."""
    if outcome is None:
        return "open"
    return {True: "happened", False: "did not happen", None: "cannot be settled"}[outcome.happened]


def assessment_sheet(made: Assessment, outcome: Outcome | None, faults: Sequence[str] = ()) -> Iterator[str]:
    """All of an assessment, a line each. Likelihood and confidence stand on lines of their own."""
    yield f"{made.id}  {made.statement}"
    yield f"  Likelihood: {likelihood_words(made)}"
    yield f"  Confidence: {made.confidence.value}" + (
        f" ({'; '.join(made.confidence_reasons)})" if made.confidence_reasons else ""
    )
    yield f"  Rests on: {', '.join(made.basis)}"
    for alternative in made.alternatives:
        yield f"  Alternative: {alternative}"
    if made.topic:
        yield f"  Topic: {made.topic}"
    if made.supersedes:
        yield f"  Replaces {made.supersedes}: {made.reason}"
    seal = "holds" if is_signed(made) else "DOES NOT HOLD"
    yield f"  By {made.author}, {made.made:%Y-%m-%d %H:%M} UTC; signature {made.signature[:16]} {seal}"
    yield f"  Outcome: {outcome_words(outcome)}" + (f", known {outcome.known}: {outcome.why}" if outcome else "")
    for fault in faults:
        yield f"  ! {fault}"


def changes(old: Assessment, new: Assessment) -> list[tuple[str, str, str]]:
    """Field, before, after; only what differs. Words of the statement that changed stand in [- -] and {+ +}."""
    rows = []
    if old.statement != new.statement:
        rows.append(("statement", old.statement, words_changed(old.statement, new.statement)))
    for field, before, after in (
        ("likelihood", likelihood_words(old), likelihood_words(new)),
        ("confidence", old.confidence.value, new.confidence.value),
        ("confidence reasons", "; ".join(old.confidence_reasons), "; ".join(new.confidence_reasons)),
        ("topic", old.topic, new.topic),
        ("author", old.author, new.author),
    ):
        if before != after:
            rows.append((field, before, after))
    for field, before_all, after_all in (
        ("basis", old.basis, new.basis),
        ("alternatives", old.alternatives, new.alternatives),
    ):
        rows += [(field, item, "taken out") for item in before_all if item not in after_all]
        rows += [(field, "added", item) for item in after_all if item not in before_all]
    if new.supersedes == old.id:
        rows.append(("reason for the change", "", new.reason))
    return rows


def words_changed(old: str, new: str) -> str:
    """The new words with what was taken out and put in."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    out = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append("".join(after[c:d]))
            continue
        out.append(f"[-{''.join(before[a:b])}-]" if b > a else "")
        out.append(f"{{+{''.join(after[c:d])}+}}" if d > c else "")
    return "".join(out)


LIST_COLUMNS = ("id", "statement", "likelihood", "confidence", "author", "made", "outcome")


def list_row(made: Assessment, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """A row of the list."""
    return (
        made.id,
        shown(made.statement),
        made.likelihood.term,
        made.confidence.value,
        made.author,
        f"{made.made:%Y-%m-%d}",
        outcome_words(outcomes.get(made.id)),
    )


SCORE_COLUMNS = ("author", "topic", "calls", "Brier score", "90 % interval", "said", "happened", "on the right side")


def score_row(score: CallScore) -> tuple[str, ...]:
    """A row of the scores."""
    spread = "too few calls" if score.low is None or score.high is None else f"{score.low:.2f} to {score.high:.2f}"
    return (
        score.author or "everybody",
        score.topic or "all",
        str(score.calls),
        f"{score.brier:.3f}",
        spread,
        f"{score.said:.0%}",
        f"{score.happened:.0%}",
        f"{score.inside:.0%}",
    )


def score_line(score: CallScore) -> dict[str, Any]:
    """One JSON line; `author` and `topic` null = all of them."""
    return {
        "author": score.author or None,
        "topic": score.topic or None,
        "calls": score.calls,
        "brier": round(score.brier, 4),
        "interval": None if score.low is None or score.high is None else [round(score.low, 4), round(score.high, 4)],
        "said": round(score.said, 4),
        "happened": round(score.happened, 4),
        "right_side": round(score.inside, 4),
    }
