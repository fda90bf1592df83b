"""A case as files for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model.errors import CaseError, UsageError
from trigpoint.products.exports.formats import FORMATS
from trigpoint.products.exports.material import ExportMaterial, TypeNames
from trigpoint.store import Case
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.keep import current_claims, current_events
from trigpoint.workflows.products_kept import copy_file, publish_file
from trigpoint.workflows.tools import lexicon


@attrs.frozen(kw_only=True)
class Export:
    """One file written, and a sentence for each thing left out of it."""

    format: str
    path: Path
    events: int
    left_out: tuple[str, ...]


def export(case: Case, names: Sequence[str], *, to: Path | None = None, now: Clock = utc_now) -> Iterator[Export]:
    """Write each format into the case's products, noted in its ledger, or into the folder `to`. The case is read once.

    The same run gives the same bytes: an export is dated by the run. Raises UsageError for an unknown format, before
    any is written.
    """
    for name in names:
        if name not in FORMATS:
            raise UsageError(f"there is no export format {name!r}; there are: {', '.join(FORMATS)}")
    run = store.latest_run(case)
    if run is None:
        raise CaseError(f"{case.folder}: nothing has been read yet; run `trigpoint run` first")
    material = export_material(case)
    basis = sorted(event.id for event in material.events)
    for wanted in (FORMATS[name] for name in dict.fromkeys(names)):
        content, left = wanted.write(material)
        path = copy_file(to, wanted.file, content) if to else publish_file(case, wanted.file, content, run, basis, now)
        yield Export(format=wanted.name, path=path, events=len(material.events), left_out=tuple(left))


def export_material(case: Case) -> ExportMaterial:
    """The events of the last run with everything they stand on."""
    run = store.latest_run(case)
    about = store.case_about(case)
    return ExportMaterial(
        title=about.get("title") or case.folder.resolve().name,
        made=run.finished if run else utc_now(),
        tool=case.actor,
        events=tuple(current_events(case)),
        claims={claim.id: claim for claim in current_claims(case)},
        articles={article.id: article for article in store.articles(case)},
        captures={capture.id: capture for capture in store.captures(case)},
        observations={observation.id: observation for observation in store.observations(case)},
        types={
            key: TypeNames(label=row.label, family=row.family, acled=row.acled, plover=row.plover, cameo=row.cameo)
            for key, row in lexicon().event_types.items()
        },
        notice=about.get("notice", ""),
    )
