"""Who is given which office in texts, beside a table of who held it: `offices.csv` in the case folder, or a file of the user's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from trigpoint.fusion.offices import Days, OfficeTold
from trigpoint.model import Article, Claim
from trigpoint.model.errors import UnreadableFile
from trigpoint.model.office import OfficeTerm
from trigpoint.places.names import normalise
from trigpoint.sources.limits import Limits
from trigpoint.sources.offices import read_offices
from trigpoint.store import Case
from trigpoint.workflows import tools
from trigpoint.workflows.chain import pieces

if TYPE_CHECKING:
    from trigpoint.evidence.reports.titles import OfficeTable, Titled

OFFICES_FILE = "offices.csv"
_SENTENCE_END = re.compile(r"[.!?؟۔…]+[\"'”’»)]*\s+|\n+")
_MOST = 400  # characters of a sentence shown


def case_offices(case: Case) -> tuple[OfficeTerm, ...]:
    """The rows of the case's own table; none where it has no such file. Raises BadVocabulary, UnreadableFile, naming it."""
    path = case.folder / OFFICES_FILE
    return offices_in(path) if path.exists() else ()


def offices_in(path: Path) -> tuple[OfficeTerm, ...]:
    """The rows of a CSV file."""
    try:
        return read_offices(path.read_bytes(), path.name, Limits())
    except OSError as problem:
        raise UnreadableFile(str(path), f"cannot be read ({problem.strerror})", "check the name and rights") from None


def offices_told(
    texts: Iterable[tuple[Article, str]], rows: Sequence[OfficeTerm], claims: Sequence[Claim]
) -> list[OfficeTold]:
    """Every holder of the table whom an article names with the office. `texts`: articles, each with the text it is a span of."""
    if not rows:
        return []
    from trigpoint.evidence.reports.titles import find_titled, office_table

    table = office_table(rows, _countries())
    told: list[OfficeTold] = []
    for article, text in texts:
        if not find_titled(text[article.start : article.end], table):
            continue  # the language model is asked only about articles that name somebody of the table
        read = _arabic if article.language == "ar" else _english
        mine = [c for c in claims if c.article == article.id]
        told += [_with_claims(one, mine) for one in read(article, text, table)]
    return told


def _english(article: Article, text: str, table: OfficeTable) -> Iterator[OfficeTold]:
    from trigpoint.evidence.reports.timing.times import find_times
    from trigpoint.evidence.reports.titles import days_of, find_titled, whole_days_of

    for start, end in pieces(text, article.start, article.end):
        doc = tools.language()(text[start:end])
        times = find_times(doc, published=article.published)
        around = [d for t in times if (d := whole_days_of(t)) is not None]
        for one in find_titled(doc.text, table):
            tied = days_of(doc, one, times)
            span = doc.char_span(one.start, one.end, alignment_mode="expand")
            if tied is not None and span is not None:
                quote = doc.text[span[0].sent.start_char : span[-1].sent.end_char]
                yield _told(article, quote, one, tied, around)


def _arabic(article: Article, text: str, table: OfficeTable) -> Iterator[OfficeTold]:
    from trigpoint.evidence.reports.arabic.times import find_times
    from trigpoint.evidence.reports.arabic.words import read_words
    from trigpoint.evidence.reports.titles import find_titled, span_days

    body = text[article.start : article.end]
    times = find_times(read_words(body), tools.arabic(), article.published)
    around = [d for t in times if (d := span_days(t.span)) is not None]
    for one in find_titled(body, table):
        ends = [m.end() for m in _SENTENCE_END.finditer(body)]
        start = max((e for e in ends if e <= one.start), default=0)
        quote = body[start : min((e for e in ends if e >= one.end), default=len(body))]
        yield _told(article, quote, one, (), around)


def _told(article: Article, quote: str, one: Titled, tied: Sequence[Days], around: Sequence[Days]) -> OfficeTold:
    published = [] if article.published is None else [(article.published, article.published)]
    return OfficeTold(
        article=article, quote=" ".join(quote.split())[:_MOST], office=one.office, name=one.name, rows=one.rows,
        office_rows=one.office_rows, tied=tuple(tied), around=(*published, *around),
    )  # fmt: skip


def _with_claims(one: OfficeTold, claims: Sequence[Claim]) -> OfficeTold:
    """With the claims that stand on the sentence."""
    mine = tuple(c.id for c in claims if " ".join(c.quote.text.split()) in one.quote)
    return attrs.evolve(one, claims=mine)


@cache
def _countries() -> Mapping[str, str]:
    """Names and adjectives of countries in English and Arabic, normalised, without the Arabic article -> ISO code."""
    from trigpoint.sources.placelists import country_rows, read_words

    found = dict(read_words().demonyms)
    for row in country_rows():
        found |= {normalise(name): row.country for name in (row.name, *row.aliases)}
    for english, forms in _arabic_peoples():
        if english in found:
            found |= dict.fromkeys(forms, found[english])
    return {name.removeprefix("ال") if len(name) > 4 else name: iso for name, iso in found.items() if name}


def _arabic_peoples() -> Iterator[tuple[str, list[str]]]:
    """English adjective, Arabic adjectives."""
    for phrases in tools.arabic().peoples.values():
        yield from ((english, [normalise(" ".join(parts))]) for parts, english in phrases)
