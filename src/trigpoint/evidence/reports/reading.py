"""An article under reading: its parse, blocks, times and places, looked up by token."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import attrs
from spacy.tokens import Doc, Span, Token

from trigpoint.evidence.reports.clean import PLACE_LINE, Block, BlockKind
from trigpoint.evidence.reports.lexicon import Lexicon
from trigpoint.evidence.reports.pronouns import pronoun_antecedents
from trigpoint.evidence.reports.siting import things_sited
from trigpoint.model import Place

if TYPE_CHECKING:
    from trigpoint.evidence.reports.timing.times import TimeMention
    from trigpoint.places.mentions import PlaceMention

M = TypeVar("M", "TimeMention", "PlaceMention")

_AIRCRAFT = re.compile(r"[A-Za-z]{1,3}-\d{1,3}[A-Za-z]{0,3}$")
_REGISTRATION = re.compile(
    r"(?:[A-Z]{2}-\d{4,5}|[A-Z]\d?-[A-Z]{4}|\d[A-Z]-[A-Z]{3})$"
)  # "EX-76009", "D-ABCD", "9A-BTX"
_ENTITY_KINDS = {
    "GPE": ("party",),
    "NORP": ("party",),
    "ORG": ("party",),
    "PERSON": ("person",),
    "FAC": ("structure",),
}


@attrs.frozen(kw_only=True)
class Reading:
    """What one pass over an article knows. Offsets are those of `doc.text`; `offset` leads to the capture's text."""

    doc: Doc
    lexicon: Lexicon
    offset: int
    blocks: tuple[Block, ...]  # in doc offsets
    sentences: tuple[Span, ...]  # prose only
    block_of: tuple[int, ...]  # sentence number -> block number
    times: tuple[TimeMention, ...]
    places: tuple[PlaceMention, ...]
    time_at: dict[int, TimeMention]  # token number -> mention
    place_at: dict[int, PlaceMention]
    rooted_places: tuple[tuple[PlaceMention, Token], ...]  # each place mention with its head word
    things_sited: Mapping[str, Place]  # things the article places itself
    labels: Mapping[int, Place]  # block -> the place its item is headed by: "Hodeidah: ..."
    opening: frozenset[
        int
    ]  # blocks that open an item of a list or an entry of a live page: another matter than the block before
    antecedents: dict[int, Token]  # pronoun's token number -> the noun it stands for
    named: Mapping[str, frozenset[str]] = attrs.field(factory=dict)  # "Sounion" -> vessel, from "the tanker Sounion"

    def kinds(self, token: Token) -> frozenset[str]:
        """What the noun phrase headed by `token` is: lexicon kinds, entity kinds, place."""
        noun = self.antecedents.get(token.i)
        if noun is not None:
            return kinds_of(noun, self.lexicon, is_place=noun.i in self.place_at) | {"pronoun"}
        kinds = kinds_of(token, self.lexicon, is_place=token.i in self.place_at)
        if token.pos_ == "PROPN" and (called := self.named.get(token.lower_)) is not None:
            kinds = (kinds - {"person", "party", "place"}) | called
        if kinds <= {"number", "people"}:  # "all of them", "two of the drones"
            inner = [p for c in token.children if c.lower_ == "of" for p in c.children if p.dep_ == "pobj"]
            return kinds.union(*(self.kinds(p) for p in inner))
        return kinds


def kinds_of(token: Token, lexicon: Lexicon, *, is_place: bool) -> frozenset[str]:
    """Kinds of a head token. A plain carrier ("shipment", "technology") is also what its modifiers are."""
    if token.pos_ == "PRON" and not token.tag_.startswith("W"):
        return frozenset({"pronoun"})
    lemma = noun_lemma(token)
    kinds = set(lexicon.kinds.get(lemma, ()) or lexicon.kinds.get(lemma.removesuffix("s"), ()))
    if "materiel" in kinds or not kinds:
        for child in token.children:
            if child.dep_ in ("compound", "amod", "nmod"):
                kinds |= lexicon.kinds.get(child.lemma_.lower(), frozenset()) & {
                    "weapon",
                    "force",
                    "vessel",
                    "aircraft",
                }
            elif child.dep_ == "prep" and child.lower_ in ("of", "to", "from", "like"):
                for inner in child.children:
                    kinds |= lexicon.kinds.get(noun_lemma(inner), frozenset())
    if token.like_num or token.pos_ == "NUM" or token.lower_ == "others" or lemma in lexicon.words["dozens"]:
        kinds |= {"number", "people"}
    if token.pos_ == "PROPN" or token.ent_type_ == "NORP":
        kinds |= set(_ENTITY_KINDS.get(token.ent_type_, ("person", "party") if not kinds else ()))
    if _AIRCRAFT.match(token.text) and token.text.split("-")[0].casefold() in lexicon.words["aircraft_prefixes"]:
        kinds.add("aircraft")
    if _REGISTRATION.match(token.text) or _designated(token, lexicon):
        kinds.add("aircraft")
    if token.ent_type_ == "NORP" and token.tag_ in ("NNS", "NNPS"):
        kinds.add("people")  # "100,000 Armenians crossed into"
    if is_place:
        kinds.add("place")
    return frozenset(kinds)


def _designated(token: Token, lexicon: Lexicon) -> bool:
    """The "Ukrainian" of "A Ukrainian Su-27 crashed", which the parser takes for the noun."""
    if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj") or token.i + 1 >= len(token.doc):
        return False
    after = token.nbor(1).text
    return _AIRCRAFT.match(after) is not None and after.split("-")[0].casefold() in lexicon.words["aircraft_prefixes"]


def noun_lemma(token: Token) -> str:
    """The dictionary form; the model leaves plurals of names and of rare words, and reads "bases" as "basis"."""
    lemma = token.lemma_.lower()
    if token.lower_ in _MISLED:
        return token.lower_[:-1]
    return lemma[:-1] if token.tag_ in ("NNS", "NNPS") and lemma.endswith("s") and lemma == token.lower_ else lemma


_MISLED = frozenset(("bases", "graves", "corpses"))  # the model's "basis", "graf" and "corps"


def verb_lemma(token: Token, known: Container[str]) -> str:
    """The dictionary form of a verb; where the model's is not `known`, the form behind the ending: "raged" is no "rag"."""
    lemma, form = token.lemma_.lower(), token.lower_
    if lemma in known or len(form) < 5 or not form.endswith(("ed", "ing")):
        return lemma
    stem = form.removesuffix("ing").removesuffix("ed")
    return next((f for f in (stem + "e", stem, stem[:-1]) if f in known), lemma)


def open_reading(
    doc: Doc,
    blocks: Sequence[Block],
    offset: int,
    lexicon: Lexicon,
    times: Sequence[TimeMention],
    places: Sequence[PlaceMention],
) -> Reading:
    """Index a parsed article. `blocks` are in doc offsets."""
    sentences, block_of = _prose_sentences(doc, blocks)
    rooted = tuple((m, r) for m in places if (r := root_of(doc, m.start, m.end)) is not None)
    return Reading(
        doc=doc,
        lexicon=lexicon,
        offset=offset,
        blocks=tuple(blocks),
        sentences=tuple(sentences),
        block_of=tuple(block_of),
        times=tuple(times),
        places=tuple(places),
        time_at=_by_token(doc, times),
        place_at=_by_token(doc, places),
        rooted_places=rooted,
        things_sited=things_sited(rooted, lexicon),
        labels=_labels(doc.text, blocks, places),
        opening=frozenset(_opening(doc.text, blocks, times)),
        antecedents=pronoun_antecedents(sentences),
        named=named_things(doc, lexicon),
    )


_NAMED = frozenset(("vessel", "aircraft"))
_OF_SHIPS = frozenset(
    ("board", "hijack", "sink", "capsize", "scuttle", "founder", "moor", "torpedo", "aboard", "rename")
)
_SHIP_PREFIXES = frozenset(("mv", "m/v", "mt", "uss", "hms", "ins", "msc", "fs", "hmas", "tcg", "rts"))


def named_things(doc: Doc, lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Names of ships and aircraft, from "the tanker Sounion", "a frigate, the Makarov", "USS Laboon": name -> its kinds."""
    found: dict[str, frozenset[str]] = {}
    for token in doc:
        if token.pos_ != "PROPN" or token.ent_type_ in ("GPE", "NORP", "DATE"):
            continue
        nouns = [c for c in token.lefts if c.dep_ in ("compound", "nmod") and c.tag_ in ("NN", "NNS")]
        if token.dep_ == "appos" and token.head.tag_ in ("NN", "NNS"):
            nouns.append(token.head)
        if token.i and token.nbor(-1).tag_ == "NN":
            nouns.append(token.nbor(-1))  # "the tanker Merope left", whatever the parse makes of it
        kinds = frozenset(k for n in nouns for k in lexicon.kinds.get(noun_lemma(n), ())) & _NAMED
        if any(c.lower_ == "the" for c in token.children) and token.head.lemma_ in _OF_SHIPS:
            kinds |= {"vessel"}  # "boarded the Galaxy Leader"
        if any(c.lower_ in _SHIP_PREFIXES or c.lower_.endswith("flagged") for c in token.lefts):
            kinds |= {"vessel"}
        if kinds:
            found[token.lower_] = kinds
    return found


_LABEL = re.compile(
    r"(?:\s*\([^()\n]{2,30}\))?(?:,\s*(?:\d{1,2}\s+\w+|\w+\s+\d{1,2})(?:,?\s+\d{4})?)?(?:\s*[:–—.]|\s+-{1,2})\s+\S"
)


def _labels(text: str, blocks: Sequence[Block], places: Sequence[PlaceMention]) -> dict[int, Place]:
    """Blocks that open with a place and a colon or dash, or stand behind a place line of their own."""
    firsts = {m.start: m for m in places if m.place.is_resolved}
    found: dict[int, Place] = {}
    for number, block in enumerate(blocks):
        if block.kind is not BlockKind.PROSE:
            continue
        above = blocks[number - 1] if number else None
        line = (
            above
            if above is not None and above.why == PLACE_LINE and "\n" not in text[above.end : block.start]
            else block
        )
        mention = firsts.get(line.start)
        if mention is not None and (line is not block or _LABEL.match(text, mention.end)):
            found[number] = mention.relative or mention.place
    return found


def _opening(text: str, blocks: Sequence[Block], times: Sequence[TimeMention]) -> Iterator[int]:
    entries = {t.start for t in times if t.heads_until is not None}
    for number, block in enumerate(blocks):
        line = text.rfind("\n", 0, block.start) + 1
        if text[line : block.start].strip() or any(line <= at < block.start + 40 for at in entries):
            yield number


def _prose_sentences(doc: Doc, blocks: Sequence[Block]) -> tuple[list[Span], list[int]]:
    sentences: list[Span] = []
    numbers: list[int] = []
    at = 0
    for sent in doc.sents:
        words = [t for t in sent if not t.is_space]
        if not words:
            continue
        start = words[0].idx
        while at < len(blocks) and blocks[at].end <= start:
            at += 1
        if at < len(blocks) and blocks[at].start <= start and blocks[at].kind is BlockKind.PROSE:
            sentences.append(doc[words[0].i : words[-1].i + 1])
            numbers.append(at)
    return sentences, numbers


def _by_token(doc: Doc, mentions: Sequence[M]) -> dict[int, M]:
    """Token number -> the mention it belongs to."""
    table: dict[int, M] = {}
    for mention in mentions:
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            table.update({token.i: mention for token in span})
    return table


def root_of(doc: Doc, start: int, end: int) -> Token | None:
    """The head token of the characters [start, end)."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None
