"""What stands at a word: the kind of thing, the verb without what is written on it, a number."""

from __future__ import annotations

from collections.abc import Sequence

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, phrase_at

_FUTURE, _BY = "س", "ب"
_OBJECTS = ("هما", "هم", "ها", "ه")  # "أسقطتها": the thing hit is a pronoun on the verb
_LEAST_STEM = 4  # letters


def kinds_at(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> frozenset[str]:
    """What the noun at a word is."""
    kinds = frozenset(k for f in words[at].forms for k in lexicon.kinds.get(f, ()))
    phrase = phrase_at(words, at, lexicon.kind_phrases)
    return kinds | {phrase[1]} if phrase is not None else kinds


def any_thing(words: Sequence[Word], first: int, end: int, last: int, kinds: set[str], lexicon: ArabicLexicon) -> bool:
    return any(kinds_at(words, k, lexicon) & kinds for k in range(first, min(end, last)))


def verbal(word: Word) -> list[str]:
    """The word as a verb: without "and", without the future's letter, without the object written on its end."""
    plain = [word.folded] + ([word.folded[1:]] if word.folded[0] in "وف" and len(word.folded) > 3 else [])
    plain += [form[1:] for form in plain if form[:1] == _FUTURE and form[1:2] in tuple("يتن")]
    return plain + [
        form.removesuffix(end)
        for form in plain
        for end in _OBJECTS
        if form.endswith(end) and len(form) - len(end) >= _LEAST_STEM
    ]


def is_verb(word: Word, name: str, lexicon: ArabicLexicon) -> bool:
    return any(name in lexicon.verbs.get(form, ()) for form in verbal(word))


def is_number(word: Word, lexicon: ArabicLexicon) -> bool:
    """Not "الاثنين", which is Monday."""
    return word.number is not None or bool(word.forms & lexicon.numbers.keys() and word.folded not in lexicon.weekdays)
