"""Do the texts of a case agree with themselves and with their other versions?"""

from __future__ import annotations

from trigpoint import store
from trigpoint.fusion.consistency import Inconsistency, check_text, check_versions
from trigpoint.store import Case
from trigpoint.workflows import keep


def check_case(case: Case) -> list[Inconsistency]:
    """Every finding over the claims of the last run, texts first, then versions of one article."""
    claims = keep.current_claims(case)
    return [*check_text(claims), *check_versions(claims, {a.id: a for a in store.articles(case)})]
