"""Every rule on every sentence of a written brief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.fusion.vocabulary import EMPTY, LinkVocabulary
from trigpoint.fusion.wording.classes import NO_CLASSES, WordClasses
from trigpoint.fusion.wording.lint import Finding, Line, lint
from trigpoint.fusion.wording.vocabulary import EstimativeWords
from trigpoint.model import Scale
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.products.compile import carried, polarity, precision, rules, told, whereabouts, who
from trigpoint.products.compile.arabic import english_of, is_arabic
from trigpoint.products.compile.document import Document, Kind, Sentence, cited_ids, read_document
from trigpoint.products.compile.evidence import Archive, basis_of, place_names, placed_names, source_names
from trigpoint.products.compile.name_index import name_index
from trigpoint.products.compile.page_labels import LABELS
from trigpoint.products.compile.party_names import party_names
from trigpoint.products.compile.refusal import Refusal, excerpt_of
from trigpoint.products.compile.rule import Check, Rule
from trigpoint.products.compile.script import plain_name
from trigpoint.products.compile.speech import beginnings

RULES: tuple[Rule, ...] = (
    rules.uncited,
    rules.known_basis,
    rules.standing,
    rules.measured,
    rules.judgement,
    rules.estimates,
    rules.speakers,
    rules.quotations,
    carried.figures,
    polarity.happened,
    precision.precision_of_dates,
    whereabouts.places,
    who.parties,
    told.told,
    rules.licensed,
)

SPOKEN: frozenset[Rule] = frozenset({rules.standing, rules.speakers, polarity.happened})  # look for words of saying

STOPS = ".!?\u061f\u06d4\u3002\uff01\uff1f\u2026"


def check_brief(
    text: str,
    archive: Archive,
    *,
    scales: Mapping[str, Scale],
    words: EstimativeWords,
    default: str,
    vocabulary: LinkVocabulary = EMPTY,
    gazetteer: Gazetteer | None = None,
    arabic: ArabicLexicon | None = None,
    classes: WordClasses = NO_CLASSES,
) -> tuple[Document, list[Refusal]]:
    """The document and every reason to refuse it, by line; those that are no fault are warnings.

    `vocabulary` knows the names of belligerents, `gazetteer` places that the case itself does not name, `arabic` the
    words of Arabic sentences, `classes` the kinds of things that sentences tell.
    """
    sources, places = source_names(archive), place_names(archive)
    named = sources | places
    cut_in = {n for n in named if any(c in n for c in STOPS)}  # only these could be cut
    document = read_document(text, whole=cut_in | {plain_name(n) for n in cut_in})
    declared = document.front.get("scale", default)
    found = list(document.faults)
    if declared not in scales:
        line = document.front_lines.get("scale", 1)
        known = ", ".join(scales)
        found.append(
            Refusal(line=line, code="front", says=f"the scale “{declared}” is not known", remedy=f"use {known}")
        )
        declared = default
    if (language := document.front.get("language", "")) and language.casefold() not in LABELS:
        found.append(
            Refusal(
                line=document.front_lines.get("language", 1), code="front", says=f"the page has no labels in “{language}”",
                remedy=f"use {', '.join(LABELS)}, or leave it out",
            )
        )  # fmt: skip
    check = Check(
        document=document,
        archive=archive,
        bases={i: basis_of(archive, i) for i in cited_ids(text)},
        scale=scales[declared],
        scales=scales,
        words=words,
        sources=sources,
        places=places,
        common=beginnings(places),
        source_index=name_index(sources),
        numbered=name_index(n for n in named if any(c.isdigit() for c in n)),
        placed=placed_names(archive),
        gazetteer=gazetteer,
        arabic=arabic,
        party_names=party_names(vocabulary),
        classes=classes,
        place_index=name_index(places),
        labels=vocabulary.labels,
    )
    found += _ruled(check)
    found += _words(check)
    return document, sorted(found, key=lambda r: (r.line, not r.is_fault, r.code, r.says))


def _ruled(check: Check) -> Iterator[Refusal]:
    placed: Rule = partial(precision.precision_of_places, set())
    for block in check.document.blocks:
        if block.kind is Kind.HEADING:
            yield from rules.headings(check, block)
        for sentence in block.sentences:
            if block.kind is Kind.HEADING and not sentence.cites:
                continue
            spoken = _with_english(check, sentence)
            for rule in (*RULES, placed):
                yield from rule(check, block, spoken if rule in SPOKEN else sentence)
    if not any(True for _ in check.document.sentences):
        yield Refusal(line=1, code="uncited", says="the brief holds no sentence", remedy="write what the case shows")


def _with_english(check: Check, sentence: Sentence) -> Sentence:
    """An Arabic sentence with the English of its speakers and words of saying behind it."""
    if check.arabic is None or not is_arabic(sentence.text):
        return sentence
    return attrs.evolve(sentence, text=f"{sentence.text} {english_of(sentence.text, check.arabic)}".rstrip())


def _words(check: Check) -> Iterator[Refusal]:
    """The lint, on all that are the author's own words."""
    lines = [Line(line=s.line, text=s.text) for b, s in check.document.sentences if b.kind is not Kind.QUOTE and s.text]
    for finding in lint(lines, scales=check.scales, words=check.words, declared=check.scale.id):
        yield Refusal(
            line=finding.line,
            code="words",
            says=finding.says,
            remedy=finding.remedy,
            excerpt=excerpt_of(_around(lines, finding)),
            is_fault=finding.is_fault,
        )


def _around(lines: Sequence[Line], finding: Finding) -> str:
    """The sentence in which the words were found."""
    here = [line.text for line in lines if line.line == finding.line]
    return next((t for t in here if finding.phrase in " ".join(t.casefold().split())), here[0] if here else "")
