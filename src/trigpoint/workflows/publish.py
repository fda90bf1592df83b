"""From a case to its brief."""

from __future__ import annotations

from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model import Event, Observation
from trigpoint.model.errors import CaseError
from trigpoint.products.brief import render_html, render_pdf
from trigpoint.products.imagery.look import SheetMaterial
from trigpoint.products.material import BriefMaterial
from trigpoint.store import Case, Run
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.judged import judgements
from trigpoint.workflows.keep import current_claims, current_events
from trigpoint.workflows.products_kept import copy_file, publish_file
from trigpoint.workflows.tools import lexicon


@attrs.frozen(kw_only=True)
class Brief:
    """What was written. `pdf` None: not asked for. `copies` lie where the user wanted them."""

    html: Path
    pdf: Path | None
    events: int
    copies: tuple[Path, ...] = ()


def brief(
    case: Case, *, to: Path | None = None, with_pdf: bool = True, unread: tuple[str, ...] = (), now: Clock = utc_now
) -> Brief:
    """Write the brief of the last run into `products/`, and a copy into `to`. The same run gives the same bytes.

    `unread` names items that could not be taken in, one sentence each; the brief lists them.
    """
    run = store.latest_run(case)
    if run is None:
        raise CaseError(f"{case.folder}: nothing has been read yet; run `trigpoint run` first")
    material = brief_material(case, run, unread=unread)
    basis = [event.id for event in material.events] + sorted(_members(material.events) | set(material.observations))
    pages = {"brief.html": render_html(material).encode()}
    if with_pdf:
        pages["brief.pdf"] = render_pdf(material)
    paths = {name: publish_file(case, name, content, run, basis, now) for name, content in pages.items()}
    copies = tuple(copy_file(to, name, content) for name, content in pages.items()) if to else ()
    return Brief(html=paths["brief.html"], pdf=paths.get("brief.pdf"), events=len(material.events), copies=copies)


def brief_material(case: Case, run: Run, *, unread: tuple[str, ...] = ()) -> BriefMaterial:
    """Everything the brief is made of. It is dated by the run, so making it again changes nothing."""
    about = store.case_about(case)
    measured = store.observations(case)
    sheets, undrawn = _sheets(case, measured)
    judged = judgements(case, run)
    notice = about.get("notice", "")
    given = {"notice": notice} if notice else {}
    return BriefMaterial(
        title=about.get("title") or case.folder.resolve().name,
        made=run.finished,
        events=tuple(current_events(case)),
        claims={claim.id: claim for claim in current_claims(case)},
        articles={article.id: article for article in store.articles(case)},
        captures={capture.id: capture for capture in store.captures(case)},
        exercise=bool(notice),
        event_types={key: row.label for key, row in lexicon().event_types.items()},
        assessed=judged.assessed,
        matrices=judged.matrices,
        watched=judged.watched,
        unread=unread + undrawn + judged.unread,
        observations={observation.id: observation for observation in measured},
        sheets=sheets,
        **given,
    )


def _sheets(case: Case, measured: list[Observation]) -> tuple[tuple[SheetMaterial, ...], tuple[str, ...]]:
    """Pictures are opened only where there are some."""
    if not measured:
        return (), ()
    from trigpoint.workflows.imagery.sheets import case_sheets

    return case_sheets(case, measured)


def _members(events: tuple[Event, ...]) -> set[str]:
    return {member.id for event in events for member in event.members}
