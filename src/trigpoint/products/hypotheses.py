"""Competing hypotheses for a reader: rows are hypotheses, columns evidence, and what holds the result up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trigpoint.fusion.hypotheses import HypothesisScores
from trigpoint.model.hypothesis import Column, HypothesisMatrix
from trigpoint.products.wording import number_of

_TINTS = (
    (0.94, "#0b5d4e"),
    (0.80, "#3f8f7d"),
    (0.60, "#a8d1c6"),
    (0.40, "#f2efe8"),
    (0.20, "#eac9a8"),
    (0.06, "#cf8a4c"),
)
_LAST = "#9c4a12"


def matrix_line(matrix: HypothesisMatrix, scores: HypothesisScores, would_change: str) -> dict[str, Any]:
    """The whole judgement as one JSON object."""
    return {
        "question": matrix.question,
        "hypotheses": [
            {
                "id": h.id,
                "statement": h.statement,
                "prior": _rounded(scores.priors.get(h.id)),
                "posterior": _rounded(scores.posteriors.get(h.id)),
            }
            for h in matrix.hypotheses
        ],
        "evidence": [
            {"id": c.evidence, "label": c.label, "origins": sorted(c.origins), "likelihoods": dict(c.likelihoods), "why": c.why}
            for c in matrix.columns
        ],
        "origins": [
            {"name": g.name, "evidence": list(g.columns), "diagnosticity": round(g.diagnosticity, 3), "strength": g.strength}
            for g in scores.groups
        ],
        "without": [
            {
                "origin": w.origin,
                "posteriors": {k: _rounded(v) for k, v in w.posteriors.items()},
                "leader_changes": w.leader_changes,
            }
            for w in scores.without
        ],
        "leader": scores.leader or None,
        "not_scored": list(scores.unjudged_rows),
        "not_counted": list(scores.uncounted),
        "would_change": would_change,
    }  # fmt: skip


def posterior_rows(matrix: HypothesisMatrix, scores: HypothesisScores) -> list[tuple[str, str, str, str]]:
    """(id, statement, prior, posterior) for a terminal."""
    return [
        (h.id, h.statement, percent_words(scores.priors.get(h.id)), percent_words(scores.posteriors.get(h.id)))
        for h in matrix.hypotheses
    ]


def render_matrix(matrix: HypothesisMatrix, scores: HypothesisScores, would_change: str, *, notice: str = "") -> str:
    """One self-contained page: no script, no request. Equal values give equal text."""
    environment = Environment(
        loader=PackageLoader("trigpoint.products", "templates"), autoescape=True, undefined=StrictUndefined
    )
    source, _, _ = environment.loader.get_source(environment, "brief.css")  # type: ignore[union-attr]
    rank = {c: n for n, g in enumerate(scores.groups) for c in g.columns}
    columns = sorted(matrix.columns, key=lambda c: (rank.get(c.evidence, len(rank)), c.evidence))
    order = sorted(matrix.hypotheses, key=lambda h: -scores.posteriors.get(h.id, -1))
    return environment.get_template("hypotheses.html.j2").render(
        css=Markup(source),  # noqa: S704 - ours
        matrix=matrix,
        rows=[
            {
                "id": h.id, "statement": h.statement, "posterior": percent_words(scores.posteriors.get(h.id)),
                "width": round(100 * scores.posteriors.get(h.id, 0.0), 1), "prior": percent_words(scores.priors.get(h.id)),
                "cells": [_cell(c, h.id) for c in columns],
            }
            for h in order
        ],
        columns=[{"letter": _letter(n), "column": c} for n, c in enumerate(columns)],
        groups=_grouped(scores, columns),
        scores=scores,
        without=[
            {"origin": w.origin, "changes": w.leader_changes, "cells": [percent_words(w.posteriors.get(h.id)) for h in order]}
            for w in scores.without
        ],
        would_change=would_change,
        evidence_words=number_of(len(columns), "piece of evidence", "pieces of evidence"),
        origin_words=number_of(len(scores.groups), "independent origin"),
        notice=notice,
    )  # fmt: skip


def _grouped(scores: HypothesisScores, columns: Sequence[Column]) -> list[dict[str, Any]]:
    letters = {c.evidence: _letter(n) for n, c in enumerate(columns)}
    return [{"name": g.name, "letters": [letters[c] for c in g.columns], "strength": g.strength} for g in scores.groups]


def _cell(column: Column, hypothesis: str) -> dict[str, str]:
    p = column.likelihoods.get(hypothesis)
    if p is None:
        return {"text": "–", "fill": "transparent", "ink": "#4f4b44", "title": "not judged"}
    fill = next((tint for least, tint in _TINTS if p >= least), _LAST)
    ink = "#ffffff" if p >= 0.80 or p < 0.06 else "#16181b"
    return {"text": f"{100 * p:.0f}", "fill": fill, "ink": ink, "title": f"{100 * p:.0f} % if this hypothesis is true"}


def column_letters(count: int) -> tuple[str, ...]:
    """A, B, ... Z, AA: how the columns are named."""
    return tuple(_letter(n) for n in range(count))


def _letter(number: int) -> str:
    """A, B, ... Z, AA: how a column is named in a wide table."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def percent_words(p: float | None, *, none: str = "not scored") -> str:
    """Whole per cent; never a certainty."""
    if p is None:
        return none
    return "< 1 %" if p < 0.005 else "> 99 %" if p > 0.995 else f"{100 * p:.0f} %"


def _rounded(p: float | None) -> float | None:
    return None if p is None else round(p, 6)
