"""A case as files for other programs."""

from __future__ import annotations

from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model.errors import CaseError, UsageError
from trigpoint.products.exports.formats import FORMATS
from trigpoint.products.exports.material import ExportMaterial, TypeNames
from trigpoint.store import Case
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.keep import current_claims, current_events
from trigpoint.workflows.tools import lexicon


@attrs.frozen(kw_only=True)
class Export:
    """One file written, and a sentence for each thing left out of it."""

    path: Path
    events: int
    left_out: tuple[str, ...]


def export(case: Case, name: str, *, to: Path | None = None, now: Clock = utc_now) -> Export:
    """Write one format into the case's products, noted in its ledger, or into the folder `to`.

    The same run gives the same bytes: the export is dated by the run. Raises UsageError for an unknown format.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no export format {name!r}; there are: {', '.join(FORMATS)}")
    wanted = FORMATS[name]
    run = store.latest_run(case)
    if run is None:
        raise CaseError(f"{case.folder}: nothing has been read yet; run `trigpoint run` first")
    material = export_material(case)
    content, left = wanted.write(material)
    path = (to or case.products) / wanted.file
    if to is None:
        basis = sorted(event.id for event in material.events)
        store.write_product(case, f"products/{wanted.file}", store.digest_of(content), run=run, basis=basis, now=now())
    store.write_through(path, content)
    return Export(path=path, events=len(material.events), left_out=tuple(left))


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
