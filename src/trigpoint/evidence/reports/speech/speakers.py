"""Naming a speaker: from a noun phrase to the name and kind of a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
from spacy.tokens import Doc, Token

from trigpoint.evidence.reports.speech.voice_lexicon import VoiceLexicon
from trigpoint.model import SourceKind

_OUTSIDE_THE_NAME = frozenset("relcl acl appos punct cc conj advcl parataxis prep nsubj ccomp advmod".split())
_KEPT_PREPOSITIONS = {"of", "for", "to", "on"}  # "Ministry of Defence", "Institute for the Study of War"
_PRONOUNS = {"he", "she", "it", "they"}
_NEVER = {"DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"}
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 6
_TITLES_FROM = 2  # a name of two words or more is spoken of by its last word later on


# Common nouns by which a source named earlier is taken up, and the kinds it may have.
_DESCRIPTIONS = {
    "company": frozenset({SourceKind.IMAGERY, SourceKind.TRACKER, SourceKind.EXPERT, SourceKind.ORGANISATION}),
    "firm": frozenset({SourceKind.IMAGERY, SourceKind.TRACKER, SourceKind.EXPERT, SourceKind.ORGANISATION}),
    "agency": frozenset({SourceKind.AGENCY}),
    "monitor": frozenset({SourceKind.MONITOR}),
    "group": frozenset({SourceKind.MONITOR, SourceKind.ARMED_ACTOR, SourceKind.ORGANISATION}),
    "organisation": frozenset({SourceKind.MONITOR, SourceKind.ORGANISATION}),
    "organization": frozenset({SourceKind.MONITOR, SourceKind.ORGANISATION}),
    "institute": frozenset({SourceKind.EXPERT}),
    "spokesman": frozenset({SourceKind.OFFICIAL, SourceKind.ARMED_ACTOR, SourceKind.PERSON}),
    "spokeswoman": frozenset({SourceKind.OFFICIAL, SourceKind.ARMED_ACTOR, SourceKind.PERSON}),
    "spokesperson": frozenset({SourceKind.OFFICIAL, SourceKind.ARMED_ACTOR, SourceKind.PERSON}),
    "minister": frozenset({SourceKind.OFFICIAL}),
    "official": frozenset({SourceKind.OFFICIAL}),
    "general": frozenset({SourceKind.ARMED_ACTOR}),
    "newspaper": frozenset({SourceKind.OUTLET, SourceKind.MEDIA}),
    "broadcaster": frozenset({SourceKind.OUTLET, SourceKind.MEDIA}),
}


@attrs.frozen(kw_only=True)
class Speaker:
    """A named source."""

    name: str
    kind: SourceKind


def speaker_from(noun: Token, lexicon: VoiceLexicon, earlier: Sequence[Speaker]) -> Speaker | None:
    """The source a noun phrase names; a pronoun or a surname is resolved among `earlier`, most recent last.

    None when the phrase cannot be a source (a pronoun without antecedent, a place, a number).
    """
    if noun.pos_ == "PRON":
        return _antecedent(noun, earlier)
    if noun.ent_type_ in _NEVER:
        return None
    person = _person(noun)
    name = person if person is not None else _known_tail(_phrase(noun), lexicon)
    if not name or not any(c.isalpha() for c in name):
        return None
    kind = kind_of(name, noun, lexicon, is_person=person is not None)
    if person is not None:
        return _full_name(name, earlier) or Speaker(name=name, kind=kind)
    named_before = _spelt_out(name, earlier) or _described(noun, name, lexicon, earlier)
    return named_before or Speaker(name=_with_others(noun, name), kind=kind)


def kind_of(name: str, head: Token, lexicon: VoiceLexicon, *, is_person: bool) -> SourceKind:
    """The kind of a source, from its known name, its head noun or its entity label."""
    folded = name.casefold()
    if folded in lexicon.known:
        return lexicon.known[folded]
    words = [t.lemma_.lower() for t in head.subtree if t.i <= head.i] or [head.lemma_.lower()]
    if is_person:
        titles = [lexicon.kinds[w] for w in words if w in lexicon.kinds]
        return titles[-1] if titles else SourceKind.PERSON
    lemma = head.lemma_.lower()
    if lemma == "agency" and {"news", "press", "wire"} & set(words):
        return SourceKind.AGENCY
    if lemma == "general" and len(words) > 1 and lexicon.kinds.get(words[-2]) is SourceKind.OFFICIAL:
        return SourceKind.OFFICIAL  # "prosecutor general"
    beside = {lexicon.kinds.get(w) for w in words[:-1]}
    if SourceKind.MEDIA in beside and lemma in lexicon.evidence_nouns.keys() | {"report", "source", "account"}:
        return SourceKind.MEDIA  # "media report"
    for word in (lemma, head.lower_, head.lower_.removesuffix("s")):
        if word in lexicon.kinds:
            return lexicon.kinds[word]
        if word in lexicon.evidence_nouns:
            return lexicon.evidence_nouns[word]
    for known, kind in lexicon.known.items():
        if len(known) > 3 and folded.startswith(known + " "):
            return kind
    inner = [lexicon.kinds[w] for w in folded.split() if w in lexicon.kinds]
    if inner:
        return inner[0]
    if head.ent_type_ == "GPE":
        return SourceKind.OFFICIAL
    if head.ent_type_ == "PERSON":
        return SourceKind.PERSON
    return SourceKind.ORGANISATION if head.pos_ == "PROPN" else SourceKind.UNNAMED


def _antecedent(pronoun: Token, earlier: Sequence[Speaker]) -> Speaker | None:
    word = pronoun.lower_
    if word not in _PRONOUNS:
        return None
    people = {SourceKind.PERSON, SourceKind.OFFICIAL, SourceKind.ARMED_ACTOR, SourceKind.WITNESS, SourceKind.EXPERT}
    for speaker in reversed(earlier):
        if word in {"he", "she"} and speaker.kind not in people:
            continue
        if word == "it" and speaker.kind is SourceKind.PERSON:
            continue
        return speaker
    return None


def _described(noun: Token, name: str, lexicon: VoiceLexicon, earlier: Sequence[Speaker]) -> Speaker | None:
    """ "The Observatory", "the company", "the same monitor": the earlier source so described, the most recent first."""
    if not _has_article(noun):
        return None
    words = {w for w in name.casefold().split() if w != "same"}
    if name.casefold() in lexicon.known:
        return None
    for speaker in reversed(earlier):
        if words < set(speaker.name.casefold().split()):
            return speaker
    fitting = _DESCRIPTIONS.get(noun.lemma_.lower(), frozenset()) if len(words) == 1 else frozenset()
    return next((s for s in reversed(earlier) if s.kind in fitting and s.name[:1].isupper()), None)


def _spelt_out(name: str, earlier: Sequence[Speaker]) -> Speaker | None:
    """The earlier source whose capitals the acronym is: ISI for ImageSat International, SOHR for the Observatory."""
    if not (name.isupper() and _SHORTEST_ACRONYM <= len(name) <= _LONGEST_ACRONYM):
        return None
    for speaker in reversed(earlier):
        if len(speaker.name) > len(name) and name in {
            "".join(c for c in speaker.name if c.isupper()),
            "".join(w[0] for w in speaker.name.split() if w[0].isupper()),
        }:
            return speaker
    return None


def _has_article(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in {"the", "that", "this"} for c in noun.children)


def _person(noun: Token) -> str | None:
    """The personal name in a phrase such as "White House spokesman John Kirby", or None."""
    for token in [noun, *[c for c in noun.children if c.dep_ in {"appos", "conj"}]]:
        if token.ent_type_ == "PERSON" and not _has_article(token):
            start = end = token.i
            while start > 0 and _same_entity(token.doc, start, start - 1):
                start -= 1
            while end + 1 < len(token.doc) and _same_entity(token.doc, end + 1, end):
                end += 1
            while start < end and not token.doc[start].text[:1].isupper():
                start += 1
            return token.doc[start : end + 1].text.removesuffix("'s").removesuffix("’s").strip() or None
    return None


def _same_entity(doc: Doc, later: int, earlier: int) -> bool:
    return bool(doc[later].ent_iob_ == "I" and doc[earlier].ent_type_ == doc[later].ent_type_)


def _with_others(noun: Token, name: str) -> str:
    """ "regime media and others" stays one link: the text does not say who of them said what."""
    others = [c for c in noun.children if c.dep_ == "conj" and c.pos_ in {"NOUN", "PROPN"}]
    return f"{name} and {_phrase(others[0])}" if others and _phrase(others[0]) else name


def _known_tail(phrase: str, lexicon: VoiceLexicon) -> str:
    """ "Safirah ISI" ends with a known source: the words before it belong to something else."""
    words = phrase.split()
    for i in range(1, len(words)):
        if " ".join(words[i:]).casefold() in lexicon.known:
            return " ".join(words[i:])
    return phrase


def _phrase(noun: Token) -> str:
    """The phrase without article, clauses, apposition and coordination, as written."""
    inside = sorted(_inside(noun), key=lambda t: t.i)
    while inside and (inside[0].pos_ in {"DET", "PUNCT", "PRON", "ADV", "CCONJ", "NUM"} or inside[0].is_space):
        inside = inside[1:]
    while inside and (inside[-1].is_punct or inside[-1].is_space):
        inside = inside[:-1]
    if not inside:
        return ""
    # The longest unbroken run that ends with the head keeps the text verbatim.
    run = [t for t in inside if t.i >= _run_start(inside, noun)]
    return noun.doc.text[run[0].idx : run[-1].idx + len(run[-1])].strip(" \n\"“”'‘’,")


def _run_start(inside: Sequence[Token], noun: Token) -> int:
    have = {t.i for t in inside}
    start = noun.i
    while start - 1 in have:
        start -= 1
    return start


def _inside(noun: Token) -> Iterable[Token]:
    yield noun
    for child in noun.children:
        is_name = child.dep_ == "prep" and _belongs_to_name(child, noun)
        if is_name or (child.dep_ not in _OUTSIDE_THE_NAME and child.i < noun.i):
            yield from child.subtree


def _belongs_to_name(preposition: Token, noun: Token) -> bool:
    """ "Ministry of Defence", "prosecutor general of Azerbaijan"; not "ImageSat International on Sunday"."""
    owned = next((c for c in preposition.children if c.dep_ == "pobj"), None)
    if owned is None or owned.ent_type_ in _NEVER:
        return False
    if noun.pos_ == "PROPN":
        return preposition.lower_ in _KEPT_PREPOSITIONS
    return preposition.lower_ == "of" and owned.pos_ == "PROPN"


def _full_name(name: str, earlier: Sequence[Speaker]) -> Speaker | None:
    """The earlier speaker whose last word is this surname."""
    for speaker in reversed(earlier):
        words = speaker.name.split()
        if len(words) >= _TITLES_FROM and name.split()[-1] == words[-1] and (name == words[-1] or name == speaker.name):
            return speaker
    return None
