"""What a text counts beside what it tells: stated totals, the happenings told one by one, and where the two disagree.

An operation may be several strikes, a strike may hit several locations, so the three are counted apart. Of what is told the least
number is what must be different happenings, the most what may be; only a stated number outside the two is a disagreement, and a
text that tells fewer than it counts merely leaves some out. Nothing is corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from trigpoint.fusion.tallies.disagreements import Disagreement, disagreements
from trigpoint.fusion.tallies.stated import Stated, stated_in
from trigpoint.fusion.tallies.told import Line, Told, beside, told_in
from trigpoint.fusion.vocabulary import EMPTY, LinkVocabulary
from trigpoint.model.claim import Claim


@attrs.frozen(kw_only=True)
class Tally:
    """One article."""

    article: str
    told: tuple[Told, ...]
    lines: tuple[Line, ...]
    disagreements: tuple[Disagreement, ...]


def tally(claims: Iterable[Claim], event_of: Mapping[str, str], words: LinkVocabulary = EMPTY) -> list[Tally]:
    """One tally per article that states a total, in the order of article ids. `event_of`: claim id -> event id."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.article, c.quote.start, c.quote.end, c.id)):
        by_article[claim.article].append(claim)
    stated = ((article, mine, [s for c in mine for s in stated_in(c)]) for article, mine in sorted(by_article.items()))
    return [_tally(article, mine, totals, event_of, words) for article, mine, totals in stated if totals]


def _tally(
    article: str, claims: Sequence[Claim], stated: Sequence[Stated], event_of: Mapping[str, str], words: LinkVocabulary
) -> Tally:
    told = told_in(claims, {s.claim.id for s in stated}, event_of, words)
    once = {
        (s.claim.quote.start, s.low, s.high, s.counted, s.when): s for s in stated
    }  # a sentence may hold two claims
    stated = list(once.values())
    lines = [beside(s, told, words) for s in stated if not s.refers]
    return Tally(
        article=article, told=tuple(told), lines=tuple(lines), disagreements=tuple(disagreements(stated, lines, told))
    )
