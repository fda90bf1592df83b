"""What the articles of a case count beside what they tell."""

from __future__ import annotations

from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.fusion.tallies import Tally, tally
from trigpoint.model.claim import Claim
from trigpoint.workflows import keep
from trigpoint.workflows.tools import link_vocabulary


@attrs.frozen(kw_only=True)
class FileTally:
    """A tally with the name of the file it is of and the claims it stands on, by id."""

    file: str
    tally: Tally
    claims: dict[str, Claim]


def tally_case(folder: Path) -> list[FileTally]:
    """A tally per article of the last run that states a total, by file. Raises NotACase."""
    case = keep.open_case(folder)
    claims = {c.id: c for c in keep.current_claims(case)}
    event_of = {m.id: e.id for e in keep.current_events(case) for m in e.members}
    files, articles = keep.file_names(case), {a.id: a for a in store.articles(case)}
    made = [
        FileTally(
            file=files.get(articles[t.article].capture, "") if t.article in articles else "", tally=t, claims=claims
        )
        for t in tally(claims.values(), event_of, link_vocabulary())
    ]
    return sorted(made, key=lambda m: (m.file, m.tally.article))
