"""Do the texts of a case agree with themselves and with their other versions?"""

from __future__ import annotations

from collections.abc import Iterator

from trigpoint import store
from trigpoint.fusion.consistency import Inconsistency, check_text, check_versions
from trigpoint.fusion.tallies import tally
from trigpoint.model import Claim
from trigpoint.store import Case
from trigpoint.workflows import keep
from trigpoint.workflows.tools import link_vocabulary


def check_case(case: Case) -> list[Inconsistency]:
    """Every finding over the claims of the last run: texts, stated totals beside what is told, versions of one article."""
    claims = keep.current_claims(case)
    found = [
        *check_text(claims),
        *_totals(case, claims),
        *check_versions(claims, {a.id: a for a in store.articles(case)}),
    ]
    return list({(i.kind, i.claims): i for i in found}.values())


def _totals(case: Case, claims: list[Claim]) -> Iterator[Inconsistency]:
    """Totals that an article states and its own accounts do not bear out."""
    event_of = {m.id: e.id for e in keep.current_events(case) for m in e.members}
    for counted in tally(claims, event_of, link_vocabulary()):
        for d in counted.disagreements:
            yield Inconsistency(kind=d.kind, why=d.why, claims=d.claims, articles=(counted.article,))
