"""What a written brief is refused for, one function a rule. Each gives the reason with the line; nothing is mended here.

| code | refused |
|---|---|
| uncited | a sentence without evidence that is no `[note]` |
| note | an author's note that states a number, a date, a place or a likelihood |
| heading | a heading that states something |
| unknown-id, superseded, retracted | an id that the case does not hold, no longer holds, or that was withdrawn |
| single-origin | what rests on one origin, stated as fact |
| flat | what the case holds for less than 95 % likely, stated as fact |
| measured | a measurement of ours told without saying so, or without SIMULATED |
| judgement | an assessment stated as fact |
| speaker | words put into the mouth of somebody who is not in the cited chain |
| count, happened, party, not-carried | see `carried.py`, `polarity.py`, `whereabouts.py`, `who.py` |
| event, object, weapon, outcome | see `told.py` |
| quote | quoted words that the cited evidence does not hold |
| date, place | a date or a place finer than the evidence, or without its precision |
| estimate | a likelihood that neither the case's estimate nor a cited assessment bears |
| picture | a picture that the case does not hold or that has no licence |
| words | estimative language: see `fusion/wording/lint.py` |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trigpoint.fusion.wording.lint import likelihood_phrases
from trigpoint.fusion.wording.scales import estimate_for, range_words, term_named
from trigpoint.fusion.wording.sentences import outside_quotes, quoted_spans
from trigpoint.products.compile.document import Block, Kind, Sentence
from trigpoint.products.compile.evidence import (
    Basis,
    BasisKind,
    is_simulated_basis,
    leans_on_simulated,
    withdrawal_of,
)
from trigpoint.products.compile.refusal import Refusal, excerpt_of
from trigpoint.products.compile.rule import Check, is_in, refusal
from trigpoint.products.compile.speech import (
    has_cue,
    is_attributed,
    is_hedged,
    is_same_source,
    says_measured,
    speakers_named,
)
from trigpoint.products.wording import listed, shown

FACT = 0.95  # ICD 203: below this a flat statement claims more than is known
TOLERANCE = 0.02  # of an estimate against the edges of a word's range
_LONG_HEADING = 9  # words
_TAIL = 3  # words that may follow the last citation of a sentence
_OURS = re.compile(r"\b(?:measure\w*|trigpoint)\b", re.IGNORECASE)
_JUDGES = re.compile(r"\b(?:assess\w*|judge\w*|estimate\w*|we think|in our view)\b", re.IGNORECASE)


def uncited(check: Check, _: Block, sentence: Sentence) -> Iterator[Refusal]:
    """Every sentence carries evidence, or says that it is a note."""
    if not sentence.cites and not sentence.is_note and sentence.text:
        yield refusal(
            sentence, "uncited", "the sentence cites nothing", "add [@id] after it, or [note] if it states no fact"
        )
    tail = _after_last(sentence)
    if len(tail.split()) > _TAIL:
        says = f"“{excerpt_of(tail, 40)}” stands after the last citation"
        yield refusal(sentence, "uncited", says, "end the sentence in the evidence for its end")
    if sentence.is_note and not sentence.cites:
        yield from _facts_in_note(check, sentence)


def _after_last(sentence: Sentence) -> str:
    """The words after the last citation; "" where there is none."""
    places = [n for n, run in enumerate(sentence.runs) if run.cites]
    return "".join(run.text for run in sentence.runs[places[-1] + 1 :]) if places else ""


def _facts_in_note(check: Check, sentence: Sentence) -> Iterator[Refusal]:
    bare = sentence.text
    place = next((n for n in sorted(check.places) if len(n) > 3 and is_in(bare, n)), "")
    source = next((n for n in sorted(check.sources) if len(n) > 3 and is_in(bare, n)), "")
    held = [
        ("a number", re.search(r"\d", bare) is not None),
        ("a likelihood", bool(likelihood_phrases(bare, check.scales, check.words))),
        (f"the place {place}", bool(place)),
        (f"the source {source}", bool(source)),
    ]
    for what, is_there in held:
        if is_there:
            yield refusal(
                sentence, "note", f"a [note] states no fact, but this one holds {what}", "cite evidence instead"
            )
            return


def known_basis(check: Check, _: Block, sentence: Sentence) -> Iterator[Refusal]:
    """Ids name what the case holds now."""
    for cited in sentence.cites:
        basis, gone = check.bases.get(cited), check.archive.gone.get(cited, "")
        if basis is None and gone:
            yield refusal(sentence, "superseded", f"{cited} is superseded: {gone}", "cite what took its place")
        elif basis is None and cited in check.archive.retracted:
            yield refusal(
                sentence, "retracted", f"{cited} was retracted: {check.archive.retracted[cited]}", "take it out"
            )
        elif basis is None:
            remedy = "see `trigpoint events --json` and `trigpoint claims --json` for the ids"
            yield refusal(sentence, "unknown-id", f"the case holds no {cited}", remedy)
        else:
            yield from _withdrawn(check, sentence, basis)


def _withdrawn(check: Check, sentence: Sentence, basis: Basis) -> Iterator[Refusal]:
    why = check.archive.retracted.get(basis.id) or withdrawal_of(check.archive, basis.id)
    if not why and basis.assessment is not None:
        bad = [i for i in basis.assessment.basis if withdrawal_of(check.archive, i) or i in check.archive.gone]
        if bad:
            says = f"{basis.id} rests on {listed(bad)}, which no longer {'hold' if len(bad) > 1 else 'holds'}"
            yield refusal(sentence, "superseded", says, "assess again with `trigpoint assess add --supersedes`")
    if why:
        yield refusal(sentence, "retracted", f"{basis.id} was retracted: {why}", "take it out or cite other evidence")
    elif basis.retracted and not basis.claims and basis.kind is BasisKind.EVENT:
        says = f"all that {basis.id} rests on was retracted: {withdrawal_of(check.archive, basis.retracted[0])}"
        yield refusal(sentence, "retracted", says, "take it out")


def probabilities(basis: Basis) -> tuple[float, ...]:
    """What the case itself holds likely: an event's estimate, a measurement in probability, the weights of its classes."""
    if basis.kind is BasisKind.EVENT and basis.event is not None and basis.event.probability is not None:
        return (basis.event.probability,)
    measured = basis.observation
    if measured is None:
        return ()
    classes = re.findall(r"[\"'], ([01]?\.\d+)\]", dict(measured.details).get("probabilities", ""))
    own = [measured.value] if measured.unit == "probability" and measured.value is not None else []
    return (*own, *map(float, classes))


def standing(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """What rests on one origin, or is held for less than 95 % likely, is not stated as fact."""
    if block.kind is Kind.QUOTE:
        return
    groups: dict[str, list[Basis]] = {}
    for basis in check.of(sentence):
        if basis.kind in (BasisKind.EVENT, BasisKind.CLAIM):
            groups.setdefault(basis.group, []).append(basis)
    measured_in = {b.id for b in check.of(sentence) if b.observation and says_measured(sentence.text)}
    is_doubted = is_hedged(sentence.text, check.words) or bool(_terms(check, sentence))
    for together in groups.values():
        names = {n for b in together for n in b.names}
        kinds = {k for b in together for k in b.kinds}
        members = {m.id for b in together if b.event for m in b.event.members}
        is_ours = bool(measured_in & members)  # told as our measurement, of which the event is what it concerns
        if is_doubted or is_ours or is_attributed(sentence.text, names, kinds, check.words, check.common):
            continue
        yield from _too_flat(check, sentence, together)


def _too_flat(check: Check, sentence: Sentence, together: list[Basis]) -> Iterator[Refusal]:
    origins = sorted({o for b in together for o in b.origins})
    cited = listed([b.id for b in together])
    if len(origins) < 2:
        who = shown(origins[0]) if origins else "nobody"
        says = (
            f"{cited} rests on one origin ({who}) and is stated as fact"
            if origins
            else f"{cited}: no origin says it happened"
        )
        yield refusal(sentence, "single-origin", says, f"attribute it (“{who} said …”) or hedge it (“reportedly”)")
        return
    event = together[0].event
    likely = event.probability if event else None
    if likely is None or likely < FACT:
        held = "makes no estimate of it" if likely is None else f"holds it for {round(likely * 100)} % likely"
        says = f"{cited} is stated as fact, but the case {held}"
        yield refusal(sentence, "flat", says, "attribute it, hedge it, or use a word of the scale")
    elif event is not None and leans_on_simulated(check.archive, event):
        says = f"{cited} is stated as fact, but its estimate leans on SIMULATED measurements"
        yield refusal(sentence, "flat", says, "attribute it to its reports")


def measured(check: Check, _: Block, sentence: Sentence) -> Iterator[Refusal]:
    """A measurement of ours says that it is one, and SIMULATED where it was made in simulated pictures or tracks."""
    for basis in check.of(sentence):
        if basis.event is not None and _OURS.search(sentence.text) and "SIMULATED" not in sentence.text:
            if leans_on_simulated(check.archive, basis.event):
                yield refusal(
                    sentence,
                    "measured",
                    f"what {basis.id} holds of ours was measured in simulated data",
                    "write SIMULATED",
                )
            continue
        if basis.kind is not BasisKind.OBSERVATION:
            continue
        if not says_measured(sentence.text):
            says = f"{basis.id} is a measurement of ours and is told as if it were known"
            yield refusal(
                sentence, "measured", says, "say that it was measured, and in what (“in radar pictures we measured …”)"
            )
        if is_simulated_basis(basis) and "SIMULATED" not in sentence.text:
            yield refusal(
                sentence, "measured", f"{basis.id} was measured in simulated data", "write SIMULATED in the sentence"
            )
            return


def judgement(check: Check, _: Block, sentence: Sentence) -> Iterator[Refusal]:
    """An assessment is told as one."""
    terms = _terms(check, sentence)
    for basis in check.of(sentence):
        if basis.assessment is not None and not terms and not _JUDGES.search(outside_quotes(sentence.text)):
            estimate = basis.assessment.likelihood
            says = f"{basis.id} is a judgement and is stated as fact"
            yield refusal(sentence, "judgement", says, f"use its word (“{estimate.term}”) or say that it is assessed")


def estimates(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """A word of likelihood is borne by a cited assessment or by the case's own estimate of a cited event."""
    if block.kind is Kind.QUOTE or sentence.is_note or not sentence.cites:
        return
    bases = check.of(sentence)
    for phrase in _terms(check, sentence):
        term = term_named(check.scale, phrase)
        if term is None:
            continue
        judged = [b.assessment.likelihood for b in bases if b.assessment is not None]
        likely = [
            b.event.probability
            for b in bases
            if b.kind is BasisKind.EVENT and b.event and b.event.probability is not None
        ]
        if any(j.scale == check.scale.id and (j.low, j.high) == (term.low, term.high) for j in judged):
            continue
        if any(term.low - TOLERANCE <= p < term.high + TOLERANCE for p in likely):
            continue
        yield refusal(sentence, "estimate", *_unborne(check, phrase, [j.term for j in judged], likely))


def _unborne(check: Check, phrase: str, judged: list[str], likely: list[float]) -> tuple[str, str]:
    if judged:
        return f"“{phrase}” is not what the cited assessment says (“{judged[0]}”)", "use its word, or assess again"
    if not likely:
        return f"nothing cited bears “{phrase}”", "sign it with `trigpoint assess add` and cite the assessment"
    near = estimate_for(check.scale, likely[0])
    fits = f"“{near.term}” ({range_words(near.low, near.high)}) fits" if near else "the scale has no word for it"
    says = f"“{phrase}” does not fit the case's own estimate, {round(likely[0] * 100)} %"
    return says, f"{fits}; for a judgement of your own, sign it with `trigpoint assess add` and cite it"


def speakers(check: Check, _: Block, sentence: Sentence) -> Iterator[Refusal]:
    """Who is said to say it is in the chain of what is cited."""
    if not has_cue(sentence.text, check.words):
        return
    bases = check.of(sentence)
    if not bases:
        return
    heard = {n for b in bases for n in b.names} | {a.author for a in check.archive.assessments.values()}
    for name in sorted(speakers_named(sentence.text, check.source_index.within(sentence.text), check.words)):
        if not any(is_same_source(h, name) for h in heard):
            says = f"{shown(name)} is made to speak, but none of the cited statements is by it"
            yield refusal(sentence, "speaker", says, "cite its statement, or name who said so")


def quotations(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """Quoted words stand in the cited evidence, letter for letter; spaces and the kind of quotation mark do not matter."""
    spans = [(0, len(sentence.text))] if block.kind is Kind.QUOTE else quoted_spans(sentence.text)
    bases = check.of(sentence)
    if not spans or not bases:
        return
    held = [_even(t) for t in _texts(check, bases)]
    for start, end in spans:
        words = _even(sentence.text[start:end].strip('“”"«»„‘’'))
        parts = [p.strip(" ,.;:") for p in re.split(r"\[?…\]?|\[?\.\.\.\]?", words)]
        for part in parts:
            if part and not any(part in text for text in held):
                says = f"the quoted words “{excerpt_of(part, 50)}” do not stand in what is cited"
                yield refusal(sentence, "quote", says, "quote exactly, or take away the quotation marks")


def _texts(check: Check, bases: list[Basis]) -> Iterator[str]:
    """The cited sentences and the articles around them; a signed judgement in its own words."""
    for basis in bases:
        if basis.assessment is not None:
            yield basis.assessment.statement
        for claim in basis.claims:
            yield claim.quote.text
            article, text = (
                check.archive.material.articles.get(claim.article),
                check.archive.texts.get(claim.quote.capture, ""),
            )
            yield text[article.start : article.end] if article else ""
        if basis.observation is not None:
            yield basis.observation.subject


def licensed(check: Check, block: Block, sentence: Sentence) -> Iterator[Refusal]:
    """A picture is in the case, may be shown, and says who made it."""
    if block.kind is not Kind.PICTURE:
        return
    found = check.archive.pictures.get(block.target)
    if block.target in check.archive.retracted:
        yield refusal(sentence, "picture", f"{block.target} was retracted: {check.archive.retracted[block.target]}", "")
    elif found is None:
        yield refusal(
            sentence, "picture", f"the case holds no picture {block.target}", "take it in with `trigpoint add`"
        )
    elif not (found.licence.strip() or block.licence):
        remedy = f'state it: ![caption]({block.target} "CC BY 4.0, whose"), or leave the picture out'
        yield refusal(sentence, "picture", f"the picture {block.target} has no licence", remedy)
    elif found.simulated and "SIMULATED" not in sentence.text:
        yield refusal(sentence, "picture", f"the picture {block.target} is simulated", "write SIMULATED in the caption")


def headings(check: Check, block: Block) -> Iterator[Refusal]:
    """A heading names; it does not state, and it estimates nothing."""
    for sentence in block.sentences:
        if sentence.cites:
            continue
        if len(sentence.text.split()) > _LONG_HEADING:
            yield refusal(sentence, "heading", "the heading states something", "shorten it to a name, or cite evidence")
        elif likelihood_phrases(sentence.text, check.scales, check.words):
            yield refusal(sentence, "heading", "the heading holds a likelihood", "leave estimates to cited sentences")


def _terms(check: Check, sentence: Sentence) -> list[str]:
    return [p.words for p in likelihood_phrases(sentence.text, check.scales, check.words)]


def _even(text: str) -> str:
    """Quotation marks and spaces alike."""
    return " ".join(re.sub("[\u2018\u2019]", "'", re.sub("[\u201c\u201d\u00ab\u00bb\u201e]", '"', text)).split())
