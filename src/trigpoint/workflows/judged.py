"""What people judged in a case, for its brief: assessments in force, and the matrices and watch lists kept with it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model.errors import TrigpointError
from trigpoint.products.material import AssessedMaterial, MatrixMaterial, WatchMaterial
from trigpoint.store import Case, Run
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.products_kept import publish_file

MATRIX, WATCH = "hypotheses", "watch"


@attrs.frozen(kw_only=True)
class Judgements:
    """What there is; empty where a case has none. `unread` says which kept file no longer fits the case."""

    assessed: tuple[AssessedMaterial, ...] = ()
    matrices: tuple[MatrixMaterial, ...] = ()
    watched: tuple[WatchMaterial, ...] = ()
    unread: tuple[str, ...] = ()


def keep_file(case: Case, path: Path, kind: str, *, now: Clock = utc_now) -> Path:
    """A matrix or a watch list as the brief will show it, put with the products and noted in the ledger."""
    name = re.sub(r"[^\w.-]+", "-", path.stem).strip(".-").removeprefix(f"{kind}-") or "list"
    return publish_file(case, f"{kind}-{name}.yaml", path.read_bytes(), store.latest_run(case), [], now)


def judgements(case: Case, run: Run) -> Judgements:
    """Dated by the run, so that making the brief again changes nothing."""
    matrices: list[MatrixMaterial] = []
    watched: list[WatchMaterial] = []
    unread: list[str] = []
    for path in sorted(case.products.glob("*.yaml")):
        try:
            if path.name.startswith(f"{MATRIX}-"):
                matrices.append(_matrix(case, path))
            elif path.name.startswith(f"{WATCH}-"):
                watched.append(_watch(case, path, run))
        except TrigpointError as error:
            unread.append(str(error))
    return Judgements(
        assessed=_assessed(case), matrices=tuple(matrices), watched=tuple(watched), unread=tuple(unread)
    )  # fmt: skip


def _matrix(case: Case, path: Path) -> MatrixMaterial:
    from trigpoint.workflows.hypotheses import judge_hypotheses

    judged = judge_hypotheses(case, path)
    return MatrixMaterial(matrix=judged.matrix, scores=judged.scores, would_change=judged.would_change)


def _watch(case: Case, path: Path, run: Run) -> WatchMaterial:
    from trigpoint.workflows.watch import watch

    found = watch(case, path, since=run.finished - timedelta(days=1), at=run.finished)
    name = path.stem.removeprefix(f"{WATCH}-").replace("-", " ").replace("_", " ")
    return WatchMaterial(
        name=name[:1].upper() + name[1:], indicators=found.indicators, changes=found.changes, odds=found.odds
    )  # fmt: skip


def _assessed(case: Case) -> tuple[AssessedMaterial, ...]:
    versions = store.assessments(case)
    if not versions:
        return ()
    from trigpoint.data.estimative import load_scales
    from trigpoint.fusion.judgements import current_versions, versions_of
    from trigpoint.workflows.assess import shown_with_faults

    scales = load_scales()
    found = shown_with_faults(case, current_versions(versions))
    return tuple(
        AssessedMaterial(
            assessment=one.assessment,
            scale=scales[one.assessment.likelihood.scale].name,
            version=[v.id for v in versions_of(versions, one.assessment.id)].index(one.assessment.id) + 1,
            outcome=one.outcome,
            faults=one.faults,
        )
        for one in found
    )
