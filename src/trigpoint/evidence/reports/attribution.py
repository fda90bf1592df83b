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

from trigpoint.evidence.reports.carried_voices import carried_over, quoted
from trigpoint.evidence.reports.speakers import Speaker, speaker_from
from trigpoint.evidence.reports.voice_lexicon import VoiceLexicon
from trigpoint.evidence.reports.voices import HEARSAY_KINDS, Voice, Voices
from trigpoint.model import Modality, SourceKind

_SENSORS = {SourceKind.IMAGERY, SourceKind.TRACKER}
_INSERTED = {"parataxis", "ccomp", "advcl", "conj", "intj"}


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
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "compound"}:
            found = _verb_voice(token, lemma, sentence, lexicon, earlier)
        if found is None:
            found = _after_preposition(token, sentence, lexicon, earlier) or _sensed(token, sentence, lexicon)
        if found is None:
            continue
        if found.speaker not in earlier[-1:]:
            earlier.append(found.speaker)
        yield found
        inner = _document(token, lexicon) or (_instrument(token, lexicon) if found.lasting else None)
        if inner is not None:
            yield attrs.evolve(found, speaker=inner, cue=token.text, start=found.start + 1)


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
        agent = _agent(verb)
        nouns = [agent] if agent is not None else []
        if agent is None:
            return _hearsay(verb, lemma, sentence, lexicon)
    else:
        nouns = _subjects(verb)
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
    is_evidence = _evidence_kind(noun, lexicon) is not None
    if lemma not in (lexicon.shows if is_evidence else lexicon.cues.keys() | lexicon.watches):
        return None
    speaker = _provider(noun, lexicon, earlier) if is_evidence else None
    speaker = speaker or speaker_from(noun, lexicon, earlier)
    if speaker is None or not (is_evidence or _can_speak(noun, speaker, lexicon)):
        return None
    bare = is_evidence or lemma in lexicon.object_cues
    content = _content(verb, noun, sentence, passive=passive, bare_object=bare)
    lasting = lemma in lexicon.watches and not passive
    if content is None:
        content = (sentence.start_char, sentence.end_char) if lasting else (verb.idx, verb.idx)
    held = lexicon.cues.get(lemma, Modality.ASSERTED)
    return Voice(
        speaker=speaker, cue=_cue_words(verb), held=held, at=verb.idx, start=content[0], end=content[1], lasting=lasting
    )


def _document(verb: Token, lexicon: VoiceLexicon) -> Speaker | None:
    """ "ISI assessed an intelligence report that ...": the document the speaker passes on."""
    if verb.lemma_.lower() not in lexicon.cues:
        return None
    for noun in verb.children:
        if noun.dep_ == "dobj" and _is_document(noun, lexicon) and _clause_under(noun):
            return speaker_from(noun, lexicon, [])
    return None


def _instrument(verb: Token, lexicon: VoiceLexicon) -> Speaker | None:
    """ "has been monitoring the base by using Planet Labs satellite imagery": whose pictures or data."""
    for token in verb.subtree:
        if token.i > verb.i and _evidence_kind(token, lexicon) in _SENSORS:
            provider = _provider(token, lexicon, [])
            if provider is not None:
                return provider
    return None


def _sensed(token: Token, sentence: Span, lexicon: VoiceLexicon) -> Voice | None:
    """ "spotted on the tracking website Flightradar24", "disappeared from MarineTraffic"."""
    kind = lexicon.known.get(token.lower_)
    if kind not in _SENSORS or token.dep_ not in {"pobj", "npadvmod", "appos", "nmod", "conj"}:
        return None
    verb = token
    for _ in range(3):
        verb = verb.head
        if verb.pos_ in {"VERB", "ADJ"}:
            break
    if verb.lemma_.lower() not in lexicon.senses:
        return None
    start, end = _clause(verb, sentence)
    return Voice(
        speaker=Speaker(name=token.text, kind=kind),
        cue=verb.text,
        held=Modality.ASSERTED,
        at=token.idx,
        start=start,
        end=end,
    )


def _is_document(noun: Token, lexicon: VoiceLexicon) -> bool:
    return lexicon.evidence_nouns.get(noun.lemma_.lower()) is SourceKind.DOCUMENT


def _clause_under(noun: Token) -> bool:
    return any(
        c.dep_ in {"acl", "relcl", "ccomp"} and any(g.lower_ == "that" for g in c.children) for c in noun.children
    )


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
    content = _content(verb, verb, sentence, passive=True, bare_object=False)
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
        speaker = _provider(noun, lexicon, earlier) if _evidence_kind(noun, lexicon) is not None else None
        speaker = speaker or speaker_from(noun, lexicon, earlier)
        if speaker is None:
            continue
        held = Modality.REPORTED if speaker.kind in HEARSAY_KINDS else Modality.ASSERTED
        start, end = _clause(token.head if token.head != token else sentence.root, sentence)
        return Voice(speaker=speaker, cue=run.text, held=held, at=token.idx, start=start, end=end)
    return None


def _handed_on(verb: Token, lemma: str, sentence: Span, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Voice | None:
    """Rule 4: "as quoted by X" and "citing X"."""
    noun, rank = None, 2
    if verb.tag_ == "VBN" and lemma in lexicon.outer_participles and verb.dep_ in {"advcl", "acl", "relcl", "prep"}:
        marked = any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children) or (
            verb.i > 0 and verb.nbor(-1).lower_ == "as"
        )
        noun, rank = (_agent(verb), 0) if marked else (None, 2)
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


def _subjects(verb: Token) -> list[Token]:
    """Who may be speaking, best first.

    An inverted speaker, the verb's own subjects, those of the verb it is coordinated with, the noun it modifies.
    """
    inverted = _inverted(verb)
    if inverted is not None:
        return [inverted]
    own = [
        c for c in verb.children if c.dep_ == "nsubj" or (c.dep_ == "npadvmod" and c.i > verb.i and c.pos_ == "PROPN")
    ]
    if any(c.lower_ in {"which", "who", "that"} for c in own) and verb.dep_ == "relcl":
        return [verb.head]
    if own:  # "said BBC" before the subject of what it said; a person before the offices in front of the name
        return sorted(own, key=lambda c: (c.i < verb.i, c.ent_type_ != "PERSON", c.i))
    if verb.dep_ == "advcl":  # "As the BDA shows": an acronym taken for part of the verb
        named = [
            c for c in verb.children if c.dep_ in {"compound", "nmod"} and c.i < verb.i and c.pos_ in {"PROPN", "NOUN"}
        ]
        if named:
            return named[-1:]
    if verb.dep_ in {"conj", "xcomp", "pcomp"} and verb.head.pos_ in {"VERB", "AUX"} and verb.head != verb:
        return _subjects(verb.head)
    return []


def _inverted(verb: Token) -> Token | None:
    """ "Iran, said Kirby, was ...": a verb between a comma and a name, whatever the parser made of it."""
    if verb.i == 0 or verb.i + 1 >= len(verb.doc) or verb.nbor(-1).text not in {",", "”", '"', "’"}:
        return None
    after = verb.nbor(1)
    if after.pos_ != "PROPN" and after.ent_type_ not in {"PERSON", "ORG"}:
        return None
    end = after.i
    while end + 1 < len(verb.doc) and verb.doc[end + 1].pos_ == "PROPN":
        end += 1
    return verb.doc[end]


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _evidence_kind(noun: Token, lexicon: VoiceLexicon) -> SourceKind | None:
    if (
        noun.ent_type_ in {"PERSON", "ORG"}
        and noun.pos_ == "PROPN"
        and noun.lemma_.lower() not in lexicon.evidence_nouns
    ):
        return None
    return lexicon.evidence_nouns.get(noun.lemma_.lower())


def _provider(noun: Token, lexicon: VoiceLexicon, earlier: list[Speaker]) -> Speaker | None:
    """Who made the picture or wrote the document: "images released by X", "X's assessment", "a report by X"."""
    for child in noun.children:
        if child.dep_ in {"acl", "relcl"} and child.lemma_.lower() in lexicon.provider_participles:
            maker = _agent(child)
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


def _is_known(token: Token, lexicon: VoiceLexicon) -> bool:
    words = " ".join(t.text for t in token.subtree).casefold()
    return words in lexicon.known or token.text.casefold() in lexicon.known


def _content(verb: Token, noun: Token, sentence: Span, *, passive: bool, bare_object: bool) -> tuple[int, int] | None:
    """The characters the speaker vouches for, or None when nothing is said.

    `bare_object`: an object without a clause counts ("accused X of a strike"; pictures "show a build-up").
    """
    if noun == _inverted(verb):
        return sentence.start_char, sentence.end_char
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if clause is not None:
        return clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge)
    if verb.dep_ in _INSERTED and verb.head != verb and verb.head.pos_ in {"VERB", "AUX"} and _is_inserted(verb):
        return _clause(verb.head, sentence)  # "As the BDA shows, ..."
    if passive:
        return sentence.start_char, sentence.end_char
    objects = [c for c in verb.children if c.dep_ in {"dobj", "xcomp", "dative", "oprd", "attr"}]
    if verb.dep_ == "relcl" and any(o.lower_ in {"that", "which"} for o in objects):
        return verb.head.left_edge.idx, verb.idx + len(verb)  # "two airstrikes that regime media reported"
    if not objects or not (bare_object or any(_clause_under(o) for o in objects)):
        return None
    about = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"of", "for", "about", "on", "with"}]
    parts = [*objects, *about]
    first = min((p.left_edge for p in parts), key=lambda t: t.i)
    last = max((p.right_edge for p in parts), key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def _is_inserted(verb: Token) -> bool:
    """Set off by commas or a leading "as": not a clause of its own content."""
    if any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children):
        return True
    return verb.dep_ == "parataxis" or (verb.dep_ == "ccomp" and verb.i > verb.head.i and bool(_subjects(verb)))


def _clause(head: Token, sentence: Span) -> tuple[int, int]:
    """The clause of `head`, or the whole sentence when it is the main one."""
    while head.pos_ not in {"VERB", "AUX"} and head.head != head:
        head = head.head
    if head == sentence.root or head.dep_ == "ROOT":
        return sentence.start_char, sentence.end_char
    return head.left_edge.idx, head.right_edge.idx + len(head.right_edge)


def _cue_words(verb: Token) -> str:
    particles = [c for c in verb.children if c.dep_ == "prt"]
    return " ".join([verb.text, *[p.text for p in particles]])
