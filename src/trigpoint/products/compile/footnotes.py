"""Footnotes of a written brief: one per record cited, in reading order, each with what is needed to check it years later.

An event's note is followed by the notes of its statements. A statement's note holds the quote, the digests of the capture and of
its text, and the characters it spans there; any other holds the digest of its record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import attrs

from trigpoint.fusion.quality import CREDIBILITY_WORDS, credibility_of, evidence_under
from trigpoint.fusion.wording.scales import range_words
from trigpoint.model import Article, Capture, Claim, Event, Observation, Role, canonical, to_json
from trigpoint.products.cards import supporting_origins, type_label
from trigpoint.products.citations import Cite, chain_of, origin_name, outlet_of
from trigpoint.products.compile.evidence import Archive, Basis, BasisKind, is_withdrawn
from trigpoint.products.compile.page_labels import ENGLISH, PageLabels
from trigpoint.products.grades import grade_style
from trigpoint.products.imagery.grades_table import damage_style, grade_of, is_simulated
from trigpoint.products.wording import (
    day_words,
    grain_words,
    has_hidden,
    listed,
    number_of,
    place_name,
    probability_words,
    radius_words,
    shown,
    when_words,
)


@attrs.frozen(kw_only=True)
class Footnote:
    """A note as printed. `quote` is exactly the text of the capture, "" where the record is no statement."""

    number: int
    kind: str  # "statement", "event", "measurement", "assessment"
    record: str  # its id
    digest: str  # SHA-256 of the record as the case has it
    lead: str  # what the record is, in a few words
    facts: tuple[str, ...] = ()  # sentences
    quote: str = ""
    has_hidden: bool = False
    source: str = ""  # outlet, date, title
    chain: tuple[str, ...] = ()
    capture: str = ""
    sha256: str = ""
    text_sha256: str = ""
    start: int = 0
    end: int = 0
    statements: tuple[int, ...] = ()  # of an event: the notes of its statements
    anchors: tuple[str, ...] = ()


class Footnotes:
    """Hands out numbers and remembers who cited what."""

    def __init__(self, archive: Archive, labels: PageLabels = ENGLISH) -> None:
        self._archive, self._labels = archive, labels
        self._numbers: dict[str, int] = {}
        self._records: list[Any] = []
        self._anchors: dict[int, list[str]] = {}

    def cite(self, bases: Iterable[Basis]) -> tuple[Cite, ...]:
        """Marks for what is cited, no number twice."""
        marks: dict[int, Cite] = {}
        for basis in bases:
            number = self._number(basis)
            if number not in marks:
                anchor = f"ref-{number}-{len(self._anchors[number]) + 1}"
                self._anchors[number].append(anchor)
                marks[number] = Cite(number=number, anchor=anchor)
        return tuple(marks[n] for n in sorted(marks))

    def notes(self) -> tuple[Footnote, ...]:
        """Every note, by number."""
        return tuple(self._note(record, n) for n, record in enumerate(self._records, start=1))

    def _number(self, basis: Basis) -> int:
        if basis.kind is BasisKind.CLAIM:
            return self._take(basis.claims[0])
        if basis.kind is BasisKind.OBSERVATION:
            return self._take(basis.observation)
        if basis.kind is BasisKind.ASSESSMENT:
            return self._take(basis.assessment)
        number = self._take(basis.event)
        for claim in _ordered(self._archive, basis.claims):
            self._take(claim)
        return number

    def _take(self, record: Any) -> int:
        if record.id not in self._numbers:
            self._records.append(record)
            self._numbers[record.id] = len(self._records)
            self._anchors[len(self._records)] = []
        return self._numbers[record.id]

    def _note(self, record: Any, number: int) -> Footnote:
        made = _written(self._archive, record, self._labels)
        return attrs.evolve(
            made,
            number=number,
            record=record.id,
            digest=self._archive.digests.get(record.id) or _digest(record),
            statements=self._statements(record),
            anchors=tuple(self._anchors[number]),
        )

    def _statements(self, record: Any) -> tuple[int, ...]:
        if not isinstance(record, Event):
            return ()
        return tuple(sorted(self._numbers[m.id] for m in record.members if m.id in self._numbers))


def _digest(record: Any) -> str:
    return hashlib.sha256(canonical(to_json(record)).encode()).hexdigest()


def _ordered(archive: Archive, claims: Iterable[Claim]) -> list[Claim]:
    """By day of publication, then article and place in it."""

    def order(claim: Claim) -> tuple[str, str, int, str]:
        article = archive.material.articles.get(claim.article)
        day = article.published.isoformat() if article and article.published else "9999"
        return day, claim.article, claim.quote.start, claim.id

    return sorted(claims, key=order)


def _written(archive: Archive, record: Any, labels: PageLabels) -> Footnote:
    if isinstance(record, Claim):
        return _statement(archive, record, labels)
    if isinstance(record, Event):
        return _happening(archive, record)
    if isinstance(record, Observation):
        return _measurement(record)
    return _judgement(record)


def _statement(archive: Archive, claim: Claim, labels: PageLabels) -> Footnote:
    article = archive.material.articles.get(claim.article)
    capture = archive.material.captures.get(claim.quote.capture)
    outlet = outlet_of(article, capture)
    return Footnote(
        number=0,
        kind="statement",
        record=claim.id,
        digest="",
        lead="",
        quote=claim.quote.text,
        has_hidden=has_hidden(claim.quote.text),
        source=_source(article, capture, labels),
        chain=chain_of(claim, outlet),
        capture=claim.quote.capture,
        sha256=capture.sha256 if capture else "",
        text_sha256=capture.text_sha256 if capture else "",
        start=claim.quote.start,
        end=claim.quote.end,
    )


def _source(article: Article | None, capture: Capture | None, labels: PageLabels) -> str:
    day = labels.day(article.published) if article and article.published else labels.undated
    title = f": {shown(article.title)}" if article and article.title else ""
    return f"{outlet_of(article, capture)}{'،' if labels.is_rtl else ','} {day}{title}"


def _happening(archive: Archive, event: Event) -> Footnote:
    origins = [o.name for o in supporting_origins(event) if not all(is_withdrawn(archive, m) for m in o.members)]
    named = [origin_name(archive.material, o) for o in origins]
    facts = [
        f"When: {when_words(event.when)}"
        + (f" ({event.when.edtf()}, {grain_words(event.when)})" if event.when.is_known else "")
    ]
    facts.append(f"Where: {_where(event)}")
    facts.append(f"{number_of(len(named), 'independent origin')}{': ' + listed(named) if named else ''}")
    denied = sum(m.role is Role.DENIES for m in event.members)
    if denied:
        facts.append(f"Denied by {number_of(denied, 'statement')}")
    if event.contradictions:
        facts.append(f"Accounts differ on: {listed(sorted({c.field for c in event.contradictions}))}")
    withdrawn = sum(is_withdrawn(archive, m.id) for m in event.members)
    if withdrawn:
        facts.append(f"{number_of(withdrawn, 'retracted statement')} left out")
    facts.append(f"Suggested grade: {grade_style(event.grade).label}")
    facts.append(_admiralty(archive, event))
    if event.probability is not None:
        facts.append(f"Estimate that it happened: {probability_words(event.probability)}")
    kind = "Reported total" if event.aggregate else "Event"
    lead = f"{kind}: {type_label(archive.material, event.type)}"
    return Footnote(number=0, kind="event", record=event.id, digest="", lead=lead, facts=tuple(facts))


def _admiralty(archive: Archive, event: Event) -> str:
    """Credibility of what is told and reliability of who tells it, side by side and never as one number."""
    withdrawn = {m.id for m in event.members if is_withdrawn(archive, m.id)}
    simulated = {i for i, o in archive.material.observations.items() if is_simulated(o)}
    evidence = evidence_under([event], simulated=simulated, withdrawn=withdrawn, ratings=archive.ratings)
    credibility = credibility_of(event, evidence)
    rated = [f"{origin_name(archive.material, name)} {grade.value}" for name, grade in evidence.ratings]
    told = listed(rated) if rated else "of no origin judged"
    return f"Admiralty credibility {credibility.value} ({CREDIBILITY_WORDS[credibility]}), reliability {told}"


def _where(event: Event) -> str:
    if event.where is None:
        return "place not named"
    if event.where.radius_m is None:
        return f"{place_name(event.where)} (not placed: {shown(event.where.reason)})"
    return f"{place_name(event.where)} ({radius_words(event.where.radius_m)})"


def _measurement(measured: Observation) -> Footnote:
    details = dict(measured.details)
    grade = grade_of(measured)
    found = damage_style(grade).label if grade else details.get("verdict", "").replace("_", " ")
    facts = [f"Result: {found}"] if found else []
    if measured.value is not None:
        spread = (
            f" ({measured.low:g} to {measured.high:g})"
            if measured.low is not None and measured.high is not None
            else ""
        )
        facts.append(f"Value: {measured.value:g} {shown(measured.unit)}{spread}")
    facts.append(f"When: {when_words(measured.when)} ({measured.when.edtf()}, {grain_words(measured.when)})")
    radius = f" ({radius_words(measured.where.radius_m)})" if measured.where.radius_m is not None else ""
    facts.append(f"Where: {place_name(measured.where)}{radius}")
    facts.append(
        f"Method: {shown(measured.method)}, from {number_of(len(measured.captures), 'file')} kept with the case"
    )
    facts += [shown(flag) for flag in measured.flags]
    simulated = "SIMULATED: " if is_simulated(measured) else ""
    lead = f"{simulated}Our own measurement, {shown(measured.kind)}: {shown(measured.subject)}"
    return Footnote(number=0, kind="measurement", record=measured.id, digest="", lead=lead, facts=tuple(facts))


def _judgement(made: Any) -> Footnote:
    estimate = made.likelihood
    why = f" ({'; '.join(map(shown, made.confidence_reasons))})" if made.confidence_reasons else ""
    facts = [f"Likelihood: {estimate.term} ({estimate.scale}, {range_words(estimate.low, estimate.high)})"]
    facts += [f"Confidence: {made.confidence.value}{why}", f"Rests on: {listed(list(made.basis))}"]
    facts += [f"Alternative: {shown(a)}" for a in made.alternatives]
    facts += [f"Replaces {made.supersedes}: {shown(made.reason)}"] if made.supersedes else []
    facts.append(f"Signature: {made.signature[:12]}")
    lead = f"Assessment by {shown(made.author)}, {day_words(made.made.date())}: {shown(made.statement)}"
    return Footnote(number=0, kind="assessment", record=made.id, digest="", lead=lead, facts=tuple(facts))
