"""An analyst's hypotheses against the evidence of a case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.data.likelihood_steps import load_steps
from trigpoint.fusion.hypotheses import HypothesisScores, score, what_would_change
from trigpoint.model import Claim, Event, Observation
from trigpoint.model.errors import BadVocabulary, CaseExists
from trigpoint.model.hypothesis import HypothesisMatrix
from trigpoint.sources.matrix_file import ALWAYS, read_matrix
from trigpoint.store import Case
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.keep import current_claims, current_events, current_observations
from trigpoint.workflows.products_kept import copy_file, publish_file


@attrs.frozen(kw_only=True)
class Judged:
    """The matrix with its evidence found in the case, its scores, and what would change them."""

    matrix: HypothesisMatrix
    scores: HypothesisScores
    would_change: str
    notice: str = ""


def start_matrix(case: Case, path: Path, question: str) -> int:
    """Write a file to begin with: the question, two rows to fill in, and the case's events as columns. Gives their number.

    Raises CaseExists rather than write over a file.
    """
    if path.exists():
        raise CaseExists(f"{path}: is there already; name another file")
    found = current_events(case)
    quoted = question.replace("\\", "\\\\").replace('"', '\\"')
    lines = [f'question: "{quoted}"', 'author: ""', "hypotheses:", '  - {id: H1, statement: "", prior: 1}']
    lines += ['  - {id: H2, statement: "", prior: 1}', f"# The rows {' and '.join(ALWAYS)} are always added."]
    lines += [f"# How likely is each, if the hypothesis is true? {', '.join(load_steps())}", "evidence:"]
    for event in found:
        title = " ".join(event.title.split())
        lines += [
            f"  # {title} ({len(event.origins)} origins)",
            f"  - id: {event.id}",
            "    likelihoods: {}",
            '    why: ""',
        ]
    store.write_through(path, ("\n".join(lines) + "\n").encode())
    return len(found)


def judge_hypotheses(case: Case, path: Path) -> Judged:
    """Score a matrix. Raises BadVocabulary for evidence that is not in the case."""
    matrix = read_matrix(path, load_steps())
    events = {e.id: e for e in current_events(case)}
    claims = {c.id: c for c in current_claims(case)}
    measured = {o.id: o for o in current_observations(case)}
    outlets = {a.id: a.outlet for a in store.articles(case)}
    columns = []
    for number, column in enumerate(matrix.columns, 1):
        found = _known(column.evidence, events, claims, measured, outlets)
        if found is None:
            raise BadVocabulary(
                f"{path.name}: evidence {number}",
                f"{column.evidence!r} is not in the case",
                "see `trigpoint events --json`",
            )
        label, origins = found
        columns.append(attrs.evolve(column, label=label, origins=origins))
    whole = attrs.evolve(matrix, columns=tuple(columns))
    scores = score(whole)
    notice = store.case_about(case).get("notice", "")
    return Judged(matrix=whole, scores=scores, would_change=what_would_change(scores, load_steps()), notice=notice)


def publish_hypotheses(case: Case, judged: Judged, *, to: Path | None = None, now: Clock = utc_now) -> Path:
    """The matrix as a page, in the case's products (noted in its ledger) or in the folder `to`."""
    from trigpoint.products.hypotheses import render_matrix

    content = render_matrix(judged.matrix, judged.scores, judged.would_change, notice=judged.notice).encode()
    if to is not None:
        return copy_file(to, "hypotheses.html", content)
    basis = sorted({c.evidence for c in judged.matrix.columns})
    return publish_file(case, "hypotheses.html", content, store.latest_run(case), basis, now)


def _known(
    id_: str,
    events: Mapping[str, Event],
    claims: Mapping[str, Claim],
    measured: Mapping[str, Observation],
    outlets: Mapping[str, str],
) -> tuple[str, frozenset[str]] | None:
    """What a reader sees of the evidence, and the origins it rests on."""
    if id_ in events:
        return events[id_].title, frozenset(o.name for o in events[id_].origins)
    if id_ in claims:
        claim = claims[id_]
        names = frozenset(o.name for e in events.values() for o in e.origins if id_ in o.members)
        upstream = claim.attribution[-1].name if claim.attribution else outlets.get(claim.article, "")
        return claim.quote.text, names or frozenset({upstream} - {""})
    if id_ in measured:
        o = measured[id_]
        return f"{o.kind}: {o.subject}", frozenset(o.captures)
    return None
