"""Who says what, on whose word.

A *voice* is a source together with the characters it vouches for. Found by, in order:

1. a reporting verb with its speaker and its clause ("Kirby said ...", "..., said BBC Verify");
2. a passive ("was reported by Syrian media", "is thought by US officials to be");
3. "according to X", "per X";
4. a participle that hands on another's word: "as quoted by BBC" (outer), "citing the ministry" (inner);
5. evidence as subject: "images released by X show", "the assessment shows": the provider is the source when named;
6. unnamed hearsay: "it was also reported that"; and a sensor's provider: "disappeared from Flightradar24";
7. direct quotation: all of it is on the word of the speaker beside it, over several sentences too;
8. carry-over: a following sentence of the same paragraph that takes up what was said ("It ...", "The structure ...") or
   reports on evidence somebody was said to be studying, without a speaker of its own.

The chain for a stretch of text is every voice that covers it, outermost first, with the outlet before them all.
After Pareti (2013), *Attribution: a computational approach*: source, cue, content; most attributions are indirect.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from spacy.tokens import Doc, Span, Token

from trigpoint.evidence.reports.speech.carried_voices import carried_over, quoted
from trigpoint.evidence.reports.speech.evidence_voices import (
    cited_document,
    closing_voice,
    evidence_kind,
    instrument_of,
    provider_of,
    sensed_voice,
)
from trigpoint.evidence.reports.speech.grammar import agent_of, clause_of, content_of, subjects_of
from trigpoint.evidence.reports.speech.modality import is_declined
from trigpoint.evidence.reports.speech.speakers import Speaker, speaker_from
from trigpoint.evidence.reports.speech.voice_lexicon import VoiceLexicon
from trigpoint.evidence.reports.speech.voices import HEARSAY_KINDS, Voice, Voices
from trigpoint.model import Modality, SourceKind

# Only somebody can do these, whatever noun names them: "the coalition denied".
_ONLY_SPOKEN = {
    "say",
    "deny",
    "claim",
    "accuse",
    "blame",
    "allege",
    "tell",
    "insist",
    "admit",
    "acknowledge",
    "announce",
}
_CHECKS = {"verify", "confirm", "authenticate", "corroborate", "monitor", "review", "geolocate", "establish"}


def find_voices(doc: Doc, lexicon: VoiceLexicon, *, outlet: str = "") -> Voices:
    """Every voice of an article's text. `doc` is parsed and has sentence bounds; offsets are its characters."""
    earlier: list[Speaker] = []
    by_sentence: list[tuple[Span, list[Voice]]] = []
    for sentence in doc.sents:
        if not sentence.text.strip():
            continue
        own = list(_sentence_voices(sentence, lexicon, earlier))
        if by_sentence:
            own += carried_over(sentence, *by_sentence[-1], has_own=any(v.end > v.start for v in own))
        by_sentence.append((sentence, own))
    in_quotation = quoted(doc, by_sentence)
    voices = [v for _, own in by_sentence for v in own if v.end > v.start]
    return Voices(voices=tuple(voices + in_quotation), outlet=outlet)


def _sentence_voices(sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Iterator[Voice]:
    """The sentence's own voices. One that says nothing here ("He added.") has an empty span: it may own a quotation."""
    for token in sentence:
        found = None
        lemma = token.lemma_.lower()
        if _is_verb(token):
            found = _verb_voice(token, lemma, sentence, lexicon, earlier)
        if found is None:
            found = (
                _after_preposition(token, sentence, lexicon, earlier)
                or sensed_voice(token, sentence, lexicon)
                or closing_voice(token, sentence, lexicon, earlier)
            )
        if found is None:
            continue
        if found.speaker not in earlier[-1:]:
            earlier.append(found.speaker)
        yield found
        inner = cited_document(token, lexicon) or (instrument_of(token, lexicon) if found.lasting else None)
        if inner is not None:
            yield attrs.evolve(found, speaker=inner, cue=token.text, rank=2)


def _is_verb(token: Token) -> bool:
    """A verb in use; "show" governing a clause is one, whatever its tag."""
    if token.pos_ in {"VERB", "AUX"}:
        return token.dep_ not in {"amod", "compound"}
    return token.pos_ == "NOUN" and any(c.dep_ == "ccomp" for c in token.children)


def _verb_voice(verb: Token, lemma: str, sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Voice | None:
    if lemma in lexicon.outer_participles | lexicon.inner_participles:
        handed_on = _handed_on(verb, lemma, sentence, lexicon, earlier)
        if handed_on is not None:
            return handed_on
    if lemma in lexicon.cues or lemma in lexicon.shows or lemma in lexicon.watches:
        return _spoken(verb, lemma, sentence, lexicon, earlier)
    return None


def _spoken(verb: Token, lemma: str, sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Voice | None:
    """Rules 1, 2, 5 and 6."""
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if passive:
        agent = agent_of(verb)
        nouns = [agent] if agent is not None else []
        if agent is None:
            return _hearsay(verb, lemma, sentence, lexicon)
    else:
        nouns = subjects_of(verb)
    for noun in nouns:
        voice = _voice_of(noun, verb, lemma, sentence, lexicon, earlier, passive=passive)
        if voice is not None:
            return voice
    return None


def _voice_of(
    noun: Token,
    verb: Token,
    lemma: str,
    sentence: Span,
    lexicon: VoiceLexicon,
    earlier: list[Speaker],
    *,
    passive: bool,
) -> Voice | None:
    is_evidence = evidence_kind(noun, lexicon) is not None
    if lemma in _CHECKS and any(c.dep_ == "neg" for c in verb.children):
        return None  # "could not verify the report" vouches for nothing
    if lemma not in (lexicon.shows if is_evidence else lexicon.cues.keys() | lexicon.watches):
        return None
    speaker = provider_of(noun, lexicon, earlier) if is_evidence else None
    speaker = speaker or speaker_from(noun, lexicon, earlier)
    if speaker is None or not (is_evidence or lemma in _ONLY_SPOKEN or _can_speak(noun, speaker, lexicon)):
        return None
    bare = is_evidence or lemma in lexicon.object_cues
    content = content_of(verb, noun, sentence, passive=passive, bare_object=bare)
    lasting = lemma in lexicon.watches and not passive
    if content is None:
        content = (sentence.start_char, sentence.end_char) if lasting else (verb.idx, verb.idx)
    held = _held(verb, lemma, lexicon)
    return Voice(
        speaker=speaker, cue=_cue_words(verb), held=held, at=verb.idx, start=content[0], end=content[1], lasting=lasting
    )


def _held(verb: Token, lemma: str, lexicon: VoiceLexicon) -> Modality:
    """How the cue holds its content. Who claims responsibility states; who claims a success alleges."""
    if lexicon.cues.get(lemma) is Modality.DENIED and is_declined(verb):
        return Modality.REPORTED
    if lemma == "claim" and any(c.dep_ == "dobj" and c.lemma_ in {"responsibility", "credit"} for c in verb.children):
        return Modality.ASSERTED
    return lexicon.cues.get(lemma, Modality.ASSERTED)


def _can_speak(noun: Token, speaker: Speaker, lexicon: VoiceLexicon) -> bool:
    """Things do not speak: "the strike showed", "the move indicates" are no voices."""
    if noun.pos_ in {"PROPN", "PRON"} or noun.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}:
        return True
    return bool({noun.lemma_.lower(), noun.lower_} & lexicon.kinds.keys()) or speaker.name.casefold() in lexicon.known


def _hearsay(verb: Token, lemma: str, sentence: Span, lexicon: VoiceLexicon) -> Voice | None:
    """ "It was also reported that ...": rule 6."""
    if lexicon.cues.get(lemma) not in {Modality.REPORTED, Modality.ALLEGED, Modality.ASSESSED}:
        return None
    subject = next((c for c in verb.children if c.dep_ in {"nsubjpass", "expl"}), None)
    if subject is None or subject.lower_ not in {"it", "there"}:
        return None
    content = content_of(verb, verb, sentence, passive=True, bare_object=False)
    if content is None:
        return None
    held = lexicon.cues[lemma]
    name = "reports" if held is Modality.REPORTED else "unnamed sources"
    return Voice(
        speaker=Speaker(name=name, kind=SourceKind.UNNAMED),
        cue=_cue_words(verb),
        held=held,
        at=verb.idx,
        start=content[0],
        end=content[1],
    )


def _after_preposition(token: Token, sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Voice | None:
    """Rule 3: "according to X"."""
    for words in lexicon.sources_after:
        if token.lower_ != words[0] or token.i + len(words) >= sentence.end:
            continue
        run = token.doc[token.i : token.i + len(words)]
        if tuple(t.lower_ for t in run) != words:
            continue
        if words == ("per",) and token.nbor(1).pos_ not in {"PROPN"}:
            continue  # "8 per cent", "per day"
        noun = next((c for c in run[-1].children if c.dep_ == "pobj"), None)
        noun = noun or next((c for t in run for c in t.children if c.dep_ == "pobj"), None)
        if noun is None:
            continue
        speaker = provider_of(noun, lexicon, earlier) if evidence_kind(noun, lexicon) is not None else None
        speaker = speaker or speaker_from(noun, lexicon, earlier)
        if speaker is None:
            continue
        held = Modality.REPORTED if speaker.kind in HEARSAY_KINDS else Modality.ASSERTED
        start, end = clause_of(token.head if token.head != token else sentence.root, sentence)
        return Voice(speaker=speaker, cue=run.text, held=held, at=token.idx, start=start, end=end)
    return None


def _handed_on(verb: Token, lemma: str, sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Voice | None:
    """Rule 4: "as quoted by X" and "citing X"."""
    noun, rank = None, 2
    if verb.tag_ == "VBN" and lemma in lexicon.outer_participles and verb.dep_ in {"advcl", "acl", "relcl", "prep"}:
        marked = any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children) or (
            verb.i > 0 and verb.nbor(-1).lower_ == "as"
        )
        noun, rank = (agent_of(verb), 0) if marked else (None, 2)
    elif verb.tag_ == "VBG" and lemma in lexicon.inner_participles and verb.dep_ in {"advcl", "acl", "pcomp", "prep"}:
        noun = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if noun is None:
        return None
    speaker = speaker_from(noun, lexicon, earlier)
    if speaker is None:
        return None
    held = Modality.REPORTED if speaker.kind in HEARSAY_KINDS else Modality.ASSERTED
    return Voice(
        speaker=speaker,
        cue=_cue_words(verb),
        held=held,
        at=verb.idx,
        start=sentence.start_char,
        end=sentence.end_char,
        rank=rank,
    )


def _cue_words(verb: Token) -> str:
    particles = [c for c in verb.children if c.dep_ == "prt"]
    return " ".join([verb.text, *[p.text for p in particles]])
