"""Pictures, documents and trackers as sources: who made them, and what they are said to show."""

from __future__ import annotations

from spacy.tokens import Span, Token

from trigpoint.evidence.reports.speech.grammar import agent_of, clause_of, has_that_clause
from trigpoint.evidence.reports.speech.speakers import Speaker, speaker_from
from trigpoint.evidence.reports.speech.voice_lexicon import VoiceLexicon
from trigpoint.evidence.reports.speech.voices import Voice
from trigpoint.model import Modality, SourceKind

_SENSORS = {SourceKind.IMAGERY, SourceKind.TRACKER}


def cited_document(verb: Token, lexicon: VoiceLexicon) -> Speaker | None:
    """ "ISI assessed an intelligence report that ...": the document the speaker passes on."""
    if verb.lemma_.lower() not in lexicon.cues:
        return None
    for noun in verb.children:
        if noun.dep_ == "dobj" and _is_document(noun, lexicon) and has_that_clause(noun):
            return speaker_from(noun, lexicon, [])
    return None


def instrument_of(verb: Token, lexicon: VoiceLexicon) -> Speaker | None:
    """ "has been monitoring the base by using Planet Labs satellite imagery": whose pictures or data."""
    for token in verb.subtree:
        if token.i > verb.i and evidence_kind(token, lexicon) in _SENSORS:
            provider = provider_of(token, lexicon, [])
            if provider is not None:
                return provider
    return None


def sensed_voice(token: Token, sentence: Span, lexicon: VoiceLexicon) -> Voice | None:
    """ "spotted on the tracking website Flightradar24", "disappeared from MarineTraffic"."""
    kind = lexicon.known.get(token.lower_)
    if kind not in _SENSORS or token.dep_ in {"nsubj", "nsubjpass"}:
        return None
    verb = token
    for _ in range(3):
        verb = verb.head
        if verb.pos_ in {"VERB", "ADJ"}:
            break
    if verb.lemma_.lower() not in lexicon.senses:
        return None
    start, end = clause_of(verb, sentence)
    return Voice(
        speaker=Speaker(name=token.text, kind=kind),
        cue=verb.text,
        held=Modality.ASSERTED,
        at=token.idx,
        start=start,
        end=end,
    )


def closing_voice(token: Token, sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Voice | None:
    """ "..., images published by X indicate.": the parser takes the closing verb for a noun and loses the provider."""
    if token.pos_ == "VERB" or token.lower_ not in lexicon.shows or token.i + 1 < sentence.end - 2 or token.i == 0:
        return None
    run = [t for t in sentence if t.i < token.i]
    by = next((t for t in reversed(run) if t.lower_ == "by"), None)
    if by is None or by.i < 2 or by.nbor(-1).lemma_.lower() not in lexicon.provider_participles:
        return None
    if by.nbor(-2).lemma_.lower() not in lexicon.evidence_nouns:
        return None
    speaker = speaker_from(token.nbor(-1), lexicon, earlier)
    if speaker is None:
        return None
    held = lexicon.cues.get(token.lower_, Modality.ASSERTED)
    start, end = sentence.start_char, sentence.end_char
    return Voice(speaker=speaker, cue=token.text, held=held, at=token.idx, start=start, end=end)


def _is_document(noun: Token, lexicon: VoiceLexicon) -> bool:
    return lexicon.evidence_nouns.get(noun.lemma_.lower()) is SourceKind.DOCUMENT


def evidence_kind(noun: Token, lexicon: VoiceLexicon) -> SourceKind | None:
    if (
        noun.ent_type_ in {"PERSON", "ORG"}
        and noun.pos_ == "PROPN"
        and noun.lemma_.lower() not in lexicon.evidence_nouns
    ):
        return None
    return lexicon.evidence_nouns.get(noun.lemma_.lower())


def provider_of(noun: Token, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Speaker | None:
    """Who made the picture or wrote the document: "images released by X", "X's assessment", "a report by X"."""
    for child in noun.children:
        if child.dep_ in {"acl", "relcl"} and child.lemma_.lower() in lexicon.provider_participles:
            maker = agent_of(child) or _name_after_by(child)
            if maker is not None:
                return speaker_from(maker, lexicon, earlier)
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            maker = next((c for c in child.children if c.dep_ == "pobj"), None)
            if maker is not None and (maker.ent_type_ in {"ORG", "PERSON"} or maker.lemma_.lower() in lexicon.kinds):
                return speaker_from(maker, lexicon, earlier)
        if child.dep_ == "poss" and (
            child.ent_type_ in {"ORG", "PERSON", "GPE"} or child.lemma_.lower() in lexicon.kinds
        ):
            return speaker_from(child, lexicon, earlier)
        if child.dep_ in {"compound", "nmod"} and _is_known(child, lexicon):
            return speaker_from(child, lexicon, earlier)
    return None


def _name_after_by(participle: Token) -> Token | None:
    """ "published by ImageSat International indicate": the name, though the parser gave it to the verb behind."""
    by = next((c for c in participle.children if c.lower_ == "by"), None)
    if by is None:
        return None
    last = by.i
    while last + 1 < len(by.doc) and by.doc[last + 1].pos_ == "PROPN":
        last += 1
    return by.doc[last] if last > by.i else None


def _is_known(token: Token, lexicon: VoiceLexicon) -> bool:
    words = " ".join(t.text for t in token.subtree).casefold()
    return words in lexicon.known or token.text.casefold() in lexicon.known
