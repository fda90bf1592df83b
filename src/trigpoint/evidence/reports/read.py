"""One article's text to its claims.

The steps: (1) mark what is prose, (2) parse it, (3) find times, places and voices, (4) sentence by sentence find the words that
carry an event and their arguments, (5) settle when and where, taking up what earlier sentences told, (6) keep what is told
as a happening, (7) cut the quote and write the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

import attrs
from spacy.language import Language
from spacy.tokens import Doc, Token

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.read import read_arabic
from trigpoint.evidence.reports.clean import PLACE_LINE, Block, BlockKind, prose_spans
from trigpoint.evidence.reports.drafts import draft_claims
from trigpoint.evidence.reports.language import prepare
from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.reading import Reading, open_reading
from trigpoint.evidence.reports.speech.attribution import find_voices
from trigpoint.evidence.reports.speech.modality import stance_of
from trigpoint.evidence.reports.speech.voices import Voices
from trigpoint.evidence.reports.tellings import Draft
from trigpoint.evidence.reports.timing.dateline import find_dateline
from trigpoint.evidence.reports.timing.times import find_times
from trigpoint.evidence.reports.when import Written
from trigpoint.evidence.reports.writing_year import date_by_writing_year, writing_year
from trigpoint.model import Article, Claim, Modality, Precision, Quote, record_id, to_json
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.mentions import find_places

EXTRACTOR = "trigpoint-rules 5"
_KEPT_FURNITURE = ("date line",)  # not prose, yet times are counted from it


@attrs.frozen(kw_only=True)
class ReportTools:
    """What reading needs, loaded once at the edge."""

    nlp: Language = attrs.field(converter=prepare)  # a spaCy English pipeline with tagger, parser, lemmatiser, NER
    lexicon: Lexicon
    gazetteer: Gazetteer
    arabic: ArabicLexicon | None = None  # None: Arabic articles are kept and not read


def read_article(article: Article, text: str, tools: ReportTools) -> list[Claim]:
    """The claims of one article, in the order of the text. `text` is the capture's whole text."""
    return next(read_articles([(article, text)], tools))


def read_articles(pairs: Iterable[tuple[Article, str]], tools: ReportTools) -> Iterator[list[Claim]]:
    """The claims of each article, in the order given; the language model runs in batches. Arabic is read by its own rules."""
    for is_arabic, group in groupby(pairs, key=lambda pair: pair[0].language == "ar"):
        if not is_arabic:
            yield from _read_english(group, tools)
            continue
        for article, text in group:
            found = read_arabic(article, text, tools.arabic, tools.gazetteer, EXTRACTOR) if tools.arabic else []
            yield found


def _read_english(pairs: Iterable[tuple[Article, str]], tools: ReportTools) -> Iterator[list[Claim]]:
    contexts = ((_prepared(article, text, tools), (article, text)) for article, text in pairs)
    stream = ((doc, (blocks, article, text)) for (doc, blocks), (article, text) in contexts)
    for doc, (blocks, article, text) in tools.nlp.pipe(stream, as_tuples=True, batch_size=16):
        yield _claims(doc, blocks, article, text, tools)


def _prepared(article: Article, text: str, tools: ReportTools) -> tuple[Doc, list[Block]]:
    """The article with its furniture blanked (same length, so offsets hold) and sentence starts at block starts."""
    blocks = prose_spans(text, article, tools.lexicon)
    chars = list(text[article.start : article.end])
    filed = sum(b.why == PLACE_LINE for b in blocks) == 1  # where a report was filed; several label the items of a list
    for block in blocks:
        if block.why == PLACE_LINE and not filed:
            continue
        if block.kind is BlockKind.FURNITURE and block.why not in _KEPT_FURNITURE:
            for i in range(block.start - article.start, block.end - article.start):
                if not chars[i].isspace():
                    chars[i] = " "
        elif block.kind is not BlockKind.FURNITURE:
            for i in range(block.start - article.start, block.end - article.start):
                if chars[i] in "\r\n\u2028\u2029":
                    chars[i] = " "  # broken at a margin: "the Observatory for / Human Rights"
    doc = tools.nlp.make_doc("".join(chars))
    starts = {b.start - article.start for b in blocks if b.kind is not BlockKind.FURNITURE}
    for token in doc:
        if token.idx in starts or (token.i and token.nbor(-1).text == ";"):
            token.is_sent_start = True  # "residents said; the army denies it": two sentences to a parser
        elif token.i and not _may_begin(token):
            token.is_sent_start = False
    shifted = [attrs.evolve(b, start=b.start - article.start, end=b.end - article.start) for b in blocks]
    return doc, shifted


def _may_begin(token: Token) -> bool:
    """A sentence begins after a closing mark, never in mid-clause: the parser cuts at "(IRGC) al-Quds Force" otherwise."""
    before = token.nbor(-1)
    if before.is_space:
        return True
    return (
        before.text[-1] in ".!?…:;”\"’'»)"
        and (before.text != ")" or token.nbor(-2).text[-1] in ".!?")
        and not token.text[0].islower()
    )


def _claims(doc: Doc, blocks: list[Block], article: Article, text: str, tools: ReportTools) -> list[Claim]:
    published = article.published
    if published is None and (found := find_dateline(text[article.start : article.end])) is not None:
        published = found[0]
    times = find_times(doc, published=published)
    year = writing_year(doc, times) if published is None else None
    if published is None:
        times = date_by_writing_year(doc, times)
    reading = open_reading(
        doc,
        blocks,
        article.start,
        tools.lexicon,
        times,
        find_places(doc, tools.gazetteer),
    )
    written = Written(published=published, latest=published or _stated_date(reading), year=year)
    voices = find_voices(doc, tools.lexicon.voices, outlet=article.outlet)
    claims = [_claim(d, reading, voices, article, text, tools.lexicon) for d in draft_claims(reading, written)]
    return list({c.id: c for c in claims}.values())


def _stated_date(reading: Reading) -> date | None:
    """The last full date on a line of its own ("UPDATE - February 21, 2019"): the text is no older than that."""
    lines = [b for b in reading.blocks if b.why in _KEPT_FURNITURE]
    days = [
        t.span.start.date()
        for t in reading.times
        if t.span.start and t.span.precision is Precision.DAY and any(b.start <= t.start < b.end for b in lines)
    ]
    return max(days, default=None)


def _claim(draft: Draft, reading: Reading, voices: Voices, article: Article, text: str, lexicon: Lexicon) -> Claim:
    start, end = draft.quote
    trigger = draft.candidate.token
    stance = stance_of(trigger, voices.held_at(start, end, trigger.idx), lexicon.voices)
    modality = stance.modality
    if draft.type == "statement" and modality is Modality.PLANNED:
        modality = Modality.ASSERTED
    quote = Quote(
        capture=article.capture,
        start=start + reading.offset,
        end=end + reading.offset,
        text=text[start + reading.offset : end + reading.offset],
    )
    place = draft.place
    return Claim(
        id=record_id("clm", to_json(quote), draft.type, to_json(draft.when), to_json(place) if place else None),
        article=article.id,
        quote=quote,
        event_type=draft.type,
        when=draft.when,
        where=place,
        modality=modality,
        actors=draft.actors,
        targets=draft.targets,
        outcome=draft.outcome or ("attempted" if stance.attempted else ""),
        counts=draft.counts,
        attribution=voices.chain_at(start, end, trigger.idx),
        negated=stance.negated,
        aggregate=draft.aggregate,
        trigger=trigger.text,
        extractor=EXTRACTOR,
    )
