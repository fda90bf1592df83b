"""A suggested grade: words for how well an event is corroborated, after the grades Airwars publishes. An analyst signs it or not.

confirmed   a party accepts responsibility and another origin says the same, or two independent origins of different kinds
            (a witness and imagery, say) and nothing against it
fair        two independent origins or more say it happened
weak        one origin
contested   some say it did not happen, or name others as having done it
discounted  every origin denies it, or it is improbable (below 0.2)
planned     announced or expected, not told as having happened
total       many happenings counted together; not graded further
"""

from __future__ import annotations

from collections.abc import Sequence

from trigpoint.fusion.comparators import is_part_of
from trigpoint.fusion.facts import Facts, Standing, party_of
from trigpoint.fusion.origins import OriginOf
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.capture import SourceKind
from trigpoint.model.event import Contradiction

_IMPROBABLE = 0.2
_NO_KIND = (SourceKind.OUTLET, SourceKind.MEDIA, SourceKind.AGENCY, SourceKind.UNNAMED)  # say nothing of how they know


def grade_of(
    members: Sequence[Facts],
    standing: Standing,
    origins: Sequence[OriginOf],
    contradictions: Sequence[Contradiction],
    probability: float | None,
    words: LinkVocabulary,
) -> str:
    """One of the words above."""
    if standing is Standing.TOTAL:
        return "total"
    if standing is Standing.PLAN:
        return "planned"
    says_so = [o for o in origins if o.vote > 0 and o.known]
    if not any(o.vote > 0 for o in origins) or (probability is not None and probability < _IMPROBABLE):
        return "discounted"
    if any(c.field in ("occurrence", "perpetrator") for c in contradictions):
        return "contested"
    if len(says_so) < 2:
        return "weak"
    kinds = {o.kind for o in says_so} - set(_NO_KIND)
    return "confirmed" if len(kinds) > 1 or _is_admitted(members, says_so, words) else "fair"


def _is_admitted(members: Sequence[Facts], origins: Sequence[OriginOf], words: LinkVocabulary) -> bool:
    """One of the origins is the party that is said to have done it."""
    speakers = {party_of(o.name, words) for o in origins} - {""}
    actors = {p for f in members for p in f.parties}
    return any(s == a or is_part_of(s, a, words) for s in speakers for a in actors)
