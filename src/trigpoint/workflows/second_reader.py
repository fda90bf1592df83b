"""A language model as second reader, off unless the user names a server.

1. The rules read the article. 2. The model is sent its visible text and points at words. 3. What it points at is looked
for in the text; dates, points and numbers are the program's own. 4. A claim that the rules made already is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trigpoint.evidence.reports import ReportTools
from trigpoint.evidence.reports.clean import BlockKind, prose_spans
from trigpoint.evidence.reports.llm_pieces import LLM_EXTRACTOR, Located, claims_from_answer, instructions
from trigpoint.evidence.reports.timing.dateline import find_dateline
from trigpoint.evidence.reports.timing.times import find_times
from trigpoint.model import Article, Claim, Modality
from trigpoint.places.mentions import find_places
from trigpoint.sources.llm import ChatEndpoint

__all__ = ["LLM_EXTRACTOR", "ChatEndpoint", "read_again"]


def read_again(
    pairs: Sequence[tuple[Article, str]], first: Iterator[list[Claim]], endpoint: ChatEndpoint, tools: ReportTools
) -> Iterator[list[Claim]]:
    """The rules' claims of each article (`first`) and what the model added. Raises NetworkError."""
    types = sorted(tools.lexicon.event_types)
    for (article, text), claims in zip(pairs, first, strict=True):
        answer = endpoint.ask(instructions(types), _visible(article, text, tools))
        held: Mapping[tuple[int, int], Modality] = {(c.quote.start, c.quote.end): c.modality for c in claims}
        located = _located(article, text, tools)
        reading = claims_from_answer(answer, article, text, event_types=types, located=located, held_at=held)
        yield [*claims, *(claim for claim in reading.claims if not _is_told(claim, claims))]


def _visible(article: Article, text: str, tools: ReportTools) -> str:
    blocks = prose_spans(text, article, tools.lexicon)
    return "\n\n".join(text[b.start : b.end] for b in blocks if b.kind is not BlockKind.FURNITURE)


def _located(article: Article, text: str, tools: ReportTools) -> list[Located]:
    """The times and places that the program finds in the article, at their characters in the whole text."""
    body = text[article.start : article.end]
    doc, at = tools.nlp(body), article.start
    dateline = None if article.published else find_dateline(body)
    times = find_times(doc, published=dateline[0] if dateline else article.published)
    places = find_places(doc, tools.gazetteer)
    return [
        *(Located(start=at + t.start, end=at + t.end, when=t.span) for t in times),
        *(Located(start=at + p.start, end=at + p.end, where=p.relative or p.place) for p in places if not p.metonymic),
    ]


def _is_told(claim: Claim, known: Sequence[Claim]) -> bool:
    """The rules have a claim of this type on overlapping words."""
    quote = claim.quote
    return any(
        k.event_type == claim.event_type and k.quote.start < quote.end and quote.start < k.quote.end for k in known
    )
