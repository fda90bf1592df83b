"""Arabic words with their offsets, and the forms under which a word may stand in the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

_WORD = re.compile(
    r"[\u0621-\u065f\u0670-\u06d3]+|[0-9\u0660-\u0669]+(?:[.,\u066b\u066c][0-9\u0660-\u0669]+)*|[A-Za-z]+[A-Za-z0-9-]*"
)
_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")  # vowel signs, dagger alef, tatweel
_FOLD = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")
_CONJUNCTIONS = "وف"
_PARTICLES = frozenset({"لم", "لا", "لن", "ما", "قد", "في", "من", "عن"})  # short words that "and" is written on
_PREFIXES = "بكل"
_TO = "ل"
_TA_MARBUTA = "ة"
_ACCUSATIVE = ("اً", "ًا")
_PRONOUNS = ("هما", "هم", "هن", "ها", "كم", "نا", "ه")


@attrs.frozen
class Word:
    """A word at [start, end) of the text."""

    start: int
    end: int
    text: str
    folded: str  # without vowel signs, with letters that writers exchange made one
    forms: frozenset[str]  # the folded word and what is left of it without prefixes and endings

    longest_first: tuple[str, ...] = attrs.field(
        init=False
    )  # the forms in one order: what is least stripped comes first
    number: float | None = attrs.field(init=False)  # the value of digits, Western or Arabic

    @longest_first.default
    def _ordered(self) -> tuple[str, ...]:
        return _longest_first(self.forms)

    @number.default
    def _value(self) -> float | None:
        plain = self.folded.translate(_DIGITS).replace(",", "")
        return float(plain) if plain.replace(".", "", 1).isdigit() else None


@lru_cache(maxsize=65536)
def _longest_first(forms: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def read_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """All words of text[start:end]; offsets are those of `text`."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    pairs = ((m, fold(m.group())) for m in found)
    return [Word(m.start(), m.end(), m.group(), plain, _forms(m.group(), plain)) for m, plain in pairs if plain]


def _forms(written: str, plain: str) -> frozenset[str]:
    """All forms; the alef of "هجوماً" is no part of the noun."""
    forms = forms_of(plain, _SIGNS.sub("", written)[-1:] == _TA_MARBUTA)
    is_accusative = written.endswith(_ACCUSATIVE) and len(plain) > 3
    return forms | forms_of(plain[:-1]) if is_accusative else forms


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One spelling per word: no vowel signs, alef without hamza, ya for alef maqsura, ha for ta marbuta."""
    return _SIGNS.sub("", word).translate(_FOLD)


@lru_cache(maxsize=65536)
def forms_of(folded: str, is_feminine: bool = False) -> frozenset[str]:
    """The word without conjunction, preposition, article and pronoun, as far as at least two letters are left.

    The ta marbuta before a pronoun is written as ta, so the form that ends in ha is offered as well. A word written with
    ta marbuta (`is_feminine`) bears no pronoun: "مركبة" is no "his boat".
    """
    forms = {folded}
    for bare in _without_prefixes(folded):
        forms.add(bare)
        for ending in () if is_feminine else _PRONOUNS:
            if bare.endswith(ending) and len(bare) - len(ending) >= 3:
                stem = bare[: -len(ending)]
                forms |= {stem, stem[:-1] + "ه"} if stem.endswith("ت") else {stem}
    return frozenset(forms)


@lru_cache(maxsize=65536)
def without_prefixes(folded: str) -> frozenset[str]:
    """The word, and what is left of it without conjunction, preposition and article; names bear no pronouns."""
    return frozenset(_without_prefixes(folded))


def _without_prefixes(word: str) -> Iterator[str]:
    yield word
    if len(word) > 3 and word[0] in _CONJUNCTIONS:
        yield from _without_prefixes(word[1:]) if word[1:2] not in _CONJUNCTIONS else [word[1:]]
    if word[:1] in _CONJUNCTIONS and word[1:] in _PARTICLES:
        yield word[1:]
    if word.startswith("لل") and len(word) > 4:
        yield from (word[2:], "ال" + word[2:])
    if len(word) > 3 and word[0] in _PREFIXES:
        rest = word[1:]
        yield rest
        if rest.startswith("ال") and len(rest) > 4:
            yield rest[2:]
    if word.startswith("ال") and len(word) > 4:
        yield word[2:]


def conjugated(perfect: str, imperfect: str) -> set[str]:
    """The third persons of a verb: قصف, قصفت, قصفوا, يقصف, تقصف, يقصفون. Folded."""
    stem = fold(perfect)
    if len(stem) == 4 and stem[1] == "ا":  # the passive of "صادر" is "صودر", of "استعاد" "استعيد"
        return _persons(stem, inner := fold(imperfect)) | _persons(stem[0] + "و" + stem[2:], inner)
    if len(stem) >= 5 and stem[-2] == "ا":
        return _persons(stem, inner := fold(imperfect)) | _persons(stem[:-2] + "ي" + stem[-1], inner)
    return _persons(stem, fold(imperfect))


def _persons(stem: str, inner: str) -> set[str]:
    past = {stem, stem + "ت", stem + "تا", stem + "ا", stem + "وا", stem + "ن", stem + "نا"}
    if stem.endswith("ي"):  # a weak ending: نفى, نفت, نفوا
        past |= {stem[:-1] + "ت", stem[:-1] + "وا", stem[:-1] + "تا", stem[:-1] + "يا"}
    if stem.endswith("ا"):
        past |= {stem[:-1] + "ت", stem[:-1] + "وا"}
    present = {first + inner + ending for first in "يتن" for ending in ("", "ون", "ان", "وا", "ن")}
    return past | present


def declined(noun: str) -> set[str]:
    """A noun with its dual: غارة, غارتان, غارتين, غارتي, and its accusative ending.

    The dual before another noun is left out of nouns without ta marbuta: "تدريبي" is the adjective.
    """
    plain = fold(noun)
    if plain.endswith("ه"):
        stem = plain[:-1] + "ت"
        return {plain, stem + "ان", stem + "ين", stem + "ي", stem + "ا", stem}
    return {plain, plain + "ان", plain + "ين", plain + "ا"}


def nisba(adjective: str) -> set[str]:
    """The adjective of a people in its forms: سوري, سورية, سوريون, سوريتان; سوريا may as well be the country."""
    stem = fold(adjective)
    return {stem + ending for ending in ("", "ه", "ا", "ون", "ين", "تان", "تين", "ات", "ان")}


def phrase_at(
    words: Sequence[Word], at: int, phrases: dict[str, list[tuple[tuple[str, ...], str]]]
) -> tuple[int, str] | None:
    """The longest phrase that begins at word `at`: (number of words, what it stands for). `phrases` by first folded word."""
    best: tuple[int, str] | None = None
    for form in words[at].longest_first:
        if form not in phrases:
            continue
        for parts, value in phrases[form]:
            size = len(parts)
            fits = at + size <= len(words) and all(_is(parts[k], words[at + k]) for k in range(1, size))
            if fits and parts[-1] == _TO:
                size -= 1  # the "to" is written on the word that follows
            if fits and (best is None or size > best[0]):
                best = (size, value)
    return best


def _is(part: str, word: Word) -> bool:
    return word.folded.startswith(_TO) if part == _TO else part in word.forms


def phrase_index(table: dict[str, list[str]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word, folded: {"على ما ذكر": ...} becomes {"علي": [(("علي", "ما", "ذكر"), value)]}."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for value, phrases in table.items():
        for phrase in phrases:
            parts = tuple(fold(p) for p in phrase.split())
            index.setdefault(parts[0], []).append((parts, value))
    return index
