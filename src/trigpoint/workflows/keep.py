"""Keeping a case: init, add, run, verify, and looking into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import attrs

from trigpoint import store
from trigpoint.model import Article, Capture, Claim, Decision, Event, Observation
from trigpoint.sources import claim_table
from trigpoint.store import Case, Run, Verification
from trigpoint.workflows.chain import Chain, Evidence, report_chain
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.intake import Intake, Rejected, intakes
from trigpoint.workflows.kept_ground import load_ground, save_ground
from trigpoint.workflows.owners import case_owners
from trigpoint.workflows.shown_pictures import shown_pictures

ACTOR = f"trigpoint {version('trigpoint')}"
MOST_NEW, FEWEST_NEW = (
    0.2,
    40,
)  # new claims, as a share of those last joined as a whole, after which a run joins everything
BATCH = 16  # articles given to the language model together
Progress = Callable[[int, int], None]  # done, of how many


@attrs.frozen(kw_only=True)
class Added:
    """One item taken in. `is_new` False: these bytes were here already."""

    where: str
    capture: Capture
    articles: int
    is_new: bool


@attrs.frozen(kw_only=True)
class RunResult:
    """What a run did. `is_new` False: nothing had changed since the run before."""

    run: Run
    articles_read: int
    is_new: bool


def init(folder: Path, *, title: str = "", notice: str = "", database: str = "", now: Clock = utc_now) -> Case:
    """Make a case. Raises CaseExists. `database` is an SQLAlchemy URL for records kept elsewhere."""
    return store.create_case(folder, actor=ACTOR, now=now(), title=title, notice=notice, database=database)


def open_case(folder: Path, *, database: str = "") -> Case:
    """Open a case. Raises NotACase."""
    return store.open_case(folder, actor=ACTOR, database=database)


def add(
    case: Case,
    targets: Iterable[str],
    *,
    published: date | None = None,
    outlet: str = "",
    now: Clock = utc_now,
) -> Iterator[Added | Rejected]:
    """Take in files, folders and URLs, one result per item; what cannot be used is named and the rest goes on.

    `published` and `outlet` go before what the items say of themselves.
    """
    store.sweep(case)
    for where, item in intakes(targets, published=published, outlet=outlet, now=now):
        yield _keep(case, where, item, now) if isinstance(item, Intake) else item


def _keep(case: Case, where: str, item: Intake, now: Clock) -> Added:
    is_new = store.add_capture(case, item.capture, item.content, item.text, item.articles, now=now())
    return Added(where=where, capture=item.capture, articles=len(item.articles), is_new=is_new)


def run(case: Case, chain: Chain | None = None, *, now: Clock = utc_now, progress: Progress | None = None) -> RunResult:
    """Read what has not been read, then join all claims and observations into events.

    1. Each article's claims are written in one transaction, so a run that is killed goes on where it was.
    2. The events are written in one transaction and take the place of those of the run before.
    3. When claims, observations and joining are those of the last run, nothing is written.
    """
    chain = chain or report_chain()
    read = _read_articles(case, chain, now, progress or _silent)
    return _join(case, chain, read, now)


def join_again(case: Case, chain: Chain | None = None, *, now: Clock = utc_now) -> RunResult | None:
    """Join the claims of the last run anew, reading nothing: after a decision. None where nothing was ever joined."""
    last = store.latest_run(case)
    if last is None:
        return None
    return _join(case, attrs.evolve(chain or report_chain(), extractor=last.extractor), (), now)


def _join(case: Case, chain: Chain, read: Sequence[str], now: Clock) -> RunResult:
    """Only near the new claims where nothing else changed since the last run; else everything."""
    gone = {r.subject for r in store.retractions(case)}
    measured, decided = [o for o in store.observations(case) if not gone & {o.id, *o.captures}], store.decisions(case)
    last, context = store.latest_run(case), _context(measured, decided, gone, case_owners(case))
    if last is not None and (last.extractor, last.fuser, last.context) == (chain.extractor, chain.fuser, context):
        new = store.some_claims(case, chain.extractor, of_articles=read)
        if store.count_claims(case, chain.extractor) == last.claims + len(new):  # none read by a run that was killed
            if not new:
                return RunResult(run=last, articles_read=len(read), is_new=False)
            grown = _join_near(case, chain, last, new, measured, decided, now)
            if grown is not None:
                return RunResult(run=grown, articles_read=len(read), is_new=True)
    return _join_all(case, chain, len(read), measured, decided, context, now, gone=gone)


def _context(
    measured: Sequence[Observation], decided: Sequence[Decision], gone: set[str], owners: Mapping[str, str]
) -> str:
    """Of all that is joined beside claims. A retraction or another owner changes it: then all is joined anew."""
    basis = store.claims_basis((), measured, decided)
    also = [*sorted(gone), *(f"{outlet}\t{owner}" for outlet, owner in sorted(owners.items()))]
    return store.digest_of("\n".join([basis, *also]).encode()) if also else basis


def _join_all(
    case: Case,
    chain: Chain,
    read: int,
    measured: Sequence[Observation],
    decided: Sequence[Decision],
    context: str,
    now: Clock,
    *,
    gone: set[str],
) -> RunResult:
    every = store.claims(case, chain.extractor)
    claims = [c for c in every if not gone & {c.id, c.article, c.quote.capture}]
    basis, last = store.claims_basis(claims, measured, decided), store.latest_run(case)
    joined_by = (chain.extractor, chain.fuser, basis, context)
    if last is not None and (last.extractor, last.fuser, last.basis, last.context) == joined_by:
        return RunResult(run=last, articles_read=read, is_new=False)
    articles = _named(case, store.articles(case))
    found = Evidence(
        claims=claims, articles=articles, observations=measured, decisions=decided, texts=lambda: _texts(case, articles),
        pictures=lambda: shown_pictures(case, articles), owners=case_owners(case),
    )  # fmt: skip
    joined = chain.growing.whole(found) if chain.growing else None
    done = store.write_run(
        case,
        joined.events if joined else chain.fuse(found),
        extractor=chain.extractor, fuser=chain.fuser, basis=basis, claim_count=len(every), now=now(), context=context,
    )  # fmt: skip
    if joined is not None:
        save_ground(case, done, joined.ground, joined.abridged)
    return RunResult(run=done, articles_read=read, is_new=True)


def _join_near(
    case: Case,
    chain: Chain,
    last: Run,
    new: Sequence[Claim],
    measured: Sequence[Observation],
    decided: Sequence[Decision],
    now: Clock,
) -> Run | None:
    """Join the new claims to the events they touch; None when the ground is gone, or so much is new that all is joined."""
    kept = load_ground(case, last) if chain.growing else None
    if chain.growing is None or kept is None:
        return None
    if last.claims + len(new) - kept.claims > max(FEWEST_NEW, MOST_NEW * kept.claims):
        return None
    owners = case_owners(case)
    alone = Evidence(claims=new, articles=_articles_of(case, new), decisions=decided, owners=owners)
    step = chain.growing.relink(alone, kept.ground, kept.read)
    fresh, changed = {c.id for c in new}, step.relinked.clusters
    old = store.some_claims(case, chain.extractor, ids=sorted({i for held in changed for i in held} - fresh))
    articles = _articles_of(case, [*old, *new])
    found = Evidence(
        claims=[*old, *new], articles=articles, observations=measured, decisions=decided,
        texts=lambda: _texts(case, articles), pictures=lambda: shown_pictures(case, articles), owners=owners,
    )  # fmt: skip
    joined = chain.growing.near(found, step, kept.ground)
    done = store.write_run(
        case, joined.events,
        extractor=chain.extractor, fuser=chain.fuser, basis=store.grown_basis(last, new), claim_count=last.claims + len(new),
        now=now(), parent=last, replaced=step.relinked.replaced, context=last.context,
    )  # fmt: skip
    save_ground(case, done, joined.ground, joined.abridged, kept)
    return done


def _articles_of(case: Case, claims: Sequence[Claim]) -> dict[str, Article]:
    return _named(case, store.some_articles(case, sorted({c.article for c in claims})))


def _texts(case: Case, articles: Mapping[str, Article]) -> Iterator[tuple[str, str]]:
    """Article ids with their texts, one capture in memory at a time."""
    captures = {c.id: c for c in store.some_captures(case, [a.capture for a in articles.values()])}
    by_capture: dict[str, list[Article]] = {}
    for article in articles.values():
        by_capture.setdefault(article.capture, []).append(article)
    for id_, held in sorted(by_capture.items()):
        text = store.capture_text(case, captures[id_])
        yield from ((a.id, text[a.start : a.end]) for a in held)


def _named(case: Case, articles: Sequence[Article]) -> dict[str, Article]:
    """Articles by id. One that does not say who published it goes by the name of its file: an origin needs a name."""
    nameless = [a.capture for a in articles if not a.outlet]
    files = {c.id: c.uri for c in store.some_captures(case, nameless)}
    return {a.id: a if a.outlet else attrs.evolve(a, outlet=files[a.capture]) for a in articles}


def _read_articles(case: Case, chain: Chain, now: Clock, progress: Progress) -> list[str]:
    unread = store.unread_articles(case, chain.extractor)
    captures = {capture.id: capture for capture in store.some_captures(case, [a.capture for a in unread])}

    @lru_cache(maxsize=2)  # the articles of one capture come one after the other
    def text_of(capture: str) -> str:
        return store.capture_text(case, captures[capture])

    @lru_cache(maxsize=2)
    def given_in(capture: str) -> dict[str, list[Claim]]:
        """Another desk's table gives its claims: they are not read out of the quotes again."""
        content = store.read_blob(case.blobs, captures[capture].sha256)
        return claim_table.claims_of_table(content, [a for a in store.articles(case) if a.capture == capture])

    done: list[str] = []
    progress(0, len(unread))
    for batch in _batches(unread):
        prose = [a for a in batch if captures[a.capture].media_type != claim_table.MEDIA_TYPE]
        found = chain.read([(article, text_of(article.capture)) for article in prose])
        for article in batch:
            claims = next(found) if article in prose else given_in(article.capture)[article.id]
            store.write_reading(case, article, claims, extractor=chain.extractor, now=now())
            done.append(article.id)
            progress(len(done), len(unread))
    return done


def verify(case: Case) -> Verification:
    """Hash everything again and walk the ledger."""
    return store.verify_case(case)


def current_claims(case: Case) -> list[Claim]:
    """The claims of the last whole run, in the order of the texts; none before the first run."""
    last = store.latest_run(case)
    found = store.claims(case, last.extractor) if last else []
    return sorted(found, key=lambda c: (c.quote.capture, c.quote.start, c.quote.end, c.id))


def current_events(case: Case) -> list[Event]:
    """The events of the last whole run, earliest first; those without a date come last."""
    last = store.latest_run(case)
    found = store.events(case, last) if last else []
    return sorted(found, key=lambda e: (e.when.start is None, (e.when.start and e.when.start.isoformat()) or "", e.id))


def current_observations(case: Case) -> list[Observation]:
    """What was measured and is not superseded, by kind and subject: structure 9 before structure 10."""
    return sorted(store.observations(case), key=lambda o: (o.kind, natural(o.subject), o.id))


def natural(subject: str) -> tuple[str, int, str]:
    """How a reader sorts names that end in numbers."""
    words = subject.rstrip("0123456789")
    digits = subject[len(words) :]
    return (words if not digits else "", int(digits[:18] or 0), subject)


def file_names(case: Case) -> dict[str, str]:
    """Capture id to the name it came under."""
    return {capture.id: capture.uri for capture in store.captures(case)}


def _batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    left = iter(articles)
    while batch := list(islice(left, BATCH)):
        yield batch


def _silent(done: int, total: int) -> None:
    """No progress shown."""
