"""Do texts agree with themselves, with their other versions, and with a table of who held which office?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.fusion.consistency import Inconsistency, check_futures, check_text, check_versions
from trigpoint.fusion.listed_sums import check_listed
from trigpoint.fusion.offices import check_offices
from trigpoint.fusion.tallies import tally
from trigpoint.model import Article, Claim
from trigpoint.model.office import OfficeTerm
from trigpoint.store import Case
from trigpoint.workflows import keep
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.intake import Rejected, intakes
from trigpoint.workflows.office_holders import case_offices, offices_in, offices_told
from trigpoint.workflows.tools import link_vocabulary


@attrs.frozen(kw_only=True)
class Doubt:
    """A finding with the sentences it stands on."""

    kind: str
    why: str
    claims: tuple[str, ...]
    files: tuple[str, ...]
    quotes: tuple[str, ...]


def check_case(case: Case, *, offices: Path | None = None) -> list[Doubt]:
    """Every finding over the claims of the last run. `offices`: a table that stands in for the case's own."""
    claims = keep.current_claims(case)
    articles = {a.id: a for a in store.articles(case)}
    event_of = {m.id: e.id for e in keep.current_events(case) for m in e.members}
    rows = offices_in(offices) if offices else case_offices(case)
    files = keep.file_names(case)
    retrieved = {c.id: c.retrieved.date() for c in store.captures(case)}
    taken_in = {a.id: retrieved[a.capture] for a in articles.values() if a.capture in retrieved}
    found = _findings(claims, articles, event_of, lambda: _case_texts(case, articles.values()), rows, taken_in)
    return _doubts(found, claims, {a.id: files.get(a.capture, "") for a in articles.values()})


def check_files(
    targets: Iterable[str],
    *,
    offices: Path | None = None,
    published: date | None = None,
    outlet: str = "",
    now: Clock = utc_now,
) -> Iterator[Doubt | Rejected]:
    """Every finding in files alone, without a case; what could not be read comes first."""
    from trigpoint.fusion import fuse
    from trigpoint.workflows.chain import read_in_pieces

    rows = offices_in(offices) if offices else ()
    files: dict[str, str] = {}
    taken_in: dict[str, date] = {}
    texts: list[tuple[Article, str]] = []
    for file, item in intakes(targets, published=published, outlet=outlet, now=now):
        if isinstance(item, Rejected):
            yield item
            continue
        texts += [(article, item.text) for article in item.articles]
        files |= {article.id: file for article in item.articles}
        taken_in |= {article.id: item.capture.retrieved.date() for article in item.articles}
    claims = [claim for mine in read_in_pieces(texts) for claim in mine]
    articles = {a.id: a for a, _ in texts}
    event_of = {m.id: e.id for e in fuse(claims, articles, vocabulary=link_vocabulary()) for m in e.members}
    yield from _doubts(_findings(claims, articles, event_of, lambda: texts, rows, taken_in), claims, files)


def _findings(
    claims: Sequence[Claim],
    articles: Mapping[str, Article],
    event_of: Mapping[str, str],
    texts: Callable[[], Iterable[tuple[Article, str]]],
    rows: Sequence[OfficeTerm],
    taken_in: Mapping[str, date],
) -> list[Inconsistency]:
    """Texts with themselves, stated totals beside what is told, versions of one article, days to come, holders of offices."""
    own = check_text(claims)
    found = [
        *own,
        *_not_yet_asked((d for article, text in texts() for d in check_listed(article, text)), own, claims),
        *_totals(claims, event_of),
        *check_versions(claims, articles),
        *check_futures(claims, articles, taken_in),
        *check_offices(offices_told(texts(), rows, claims)),
    ]
    return list({(i.kind, i.claims, i.quotes, i.articles): i for i in found}.values())


def _not_yet_asked(
    listed: Iterable[Inconsistency], own: Sequence[Inconsistency], claims: Sequence[Claim]
) -> Iterator[Inconsistency]:
    """Lists in sentences whose claims are not asked about for the same sum."""
    asked = {c for one in own if one.kind == "sum" for c in one.claims}
    quotes = {(c.article, " ".join(c.quote.text.split())) for c in claims if c.id in asked}
    for one in listed:
        if not any(article in one.articles and quote in one.quotes[0] for article, quote in quotes):
            yield one


def _totals(claims: Sequence[Claim], event_of: Mapping[str, str]) -> Iterator[Inconsistency]:
    """Totals that an article states and its own accounts do not bear out."""
    for counted in tally(claims, event_of, link_vocabulary()):
        for d in counted.disagreements:
            yield Inconsistency(kind=d.kind, why=d.why, claims=d.claims, articles=(counted.article,))


def _doubts(found: Iterable[Inconsistency], claims: Sequence[Claim], files: Mapping[str, str]) -> list[Doubt]:
    quote_of = {c.id: " ".join(c.quote.text.split()) for c in claims}
    return [
        Doubt(
            kind=one.kind, why=one.why, claims=one.claims, files=tuple(files.get(a, "") for a in one.articles),
            quotes=one.quotes or tuple(dict.fromkeys(quote_of[c] for c in one.claims if c in quote_of)),
        )
        for one in found
    ]  # fmt: skip


def _case_texts(case: Case, articles: Iterable[Article]) -> Iterator[tuple[Article, str]]:
    """Articles with the text of their capture, one capture in memory at a time."""
    captures = {c.id: c for c in store.captures(case)}
    held, text = "", ""
    for article in sorted(articles, key=lambda a: (a.capture, a.ordinal)):
        if article.capture != held:
            held, text = article.capture, store.capture_text(case, captures[article.capture])
        yield article, text
