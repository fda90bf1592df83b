"""Under which spellings the words of a text may be looked up as a name, and where a name ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trigpoint.evidence.reports.arabic.words import Word, fold, without_prefixes

_AIRFIELDS = (fold("مطار"), fold("قاعدة"))  # reports call one field by either
_AND, _LIKE, _IN = "و", "ك", "ب"
_HANGING = frozenset(("على", "إلى", "في", "من", "عن"))
_FATHER = re.compile("^و?[بلف]?اب([ويا])(.{3,})?$")
_FATHER_OF = fold("أبو")
_ARTICLE = re.compile("^[وف]?[بكل]?(?:ال|لل)")
_GAP = re.compile(r"[ \u00a0]?[\"“”«»'()-]?[ \u00a0]?")


def longest(form: str) -> tuple[int, str]:
    """A sort key: long forms first, always in one order."""
    return -len(form), form


def spellings(words: Sequence[Word], at: int, last: int, *, is_named: bool) -> Iterator[str]:
    """The names that words [at, last) may stand for: without prefixes, a father in the nominative, with an article left out."""
    rest = [w.folded for w in words[at + 1 : last]]
    if rest and words[last - 1].text in _HANGING:
        return  # "على" is no part of a name
    forms = without_prefixes(words[at].folded)
    if (father := _FATHER.match(words[at].folded)) is not None:  # "أبي عدي", "أبوسليم": one name in every case
        forms = forms | (
            {_FATHER_OF} if rest and not father[2] else {f"{_FATHER_OF} {father[2]}"} if father[2] else set()
        )
    like = {f for f in forms if words[at].folded.removeprefix(_AND) == _LIKE + f}
    firsts = sorted(forms - like, key=longest)
    for first in firsts:
        yield " ".join([first, *rest])
    if rest and words[at].forms & set(_AIRFIELDS):
        yield from (" ".join([cue, *rest]) for cue in _AIRFIELDS)
    if not rest and is_named:
        yield from ("ال" + first for first in firsts if not first.startswith("ال"))


def is_bared_of_article(word: Word, name: str) -> bool:
    """ "الغازي" found as "غازي"; "لاليبيلا" is written as it is called."""
    return not name.startswith(("ال", word.folded)) and bool(_ARTICLE.match(word.folded))


def is_quoted(text: str, words: Sequence[Word], at: int, last: int) -> bool:
    """ "مركب الركاب «تمبكتو»": a name all between marks of quotation is that of a ship, a paper, an operation."""
    before, after = (
        text[max(0, words[at].start - 1) : words[at].start],
        text[words[last - 1].end : words[last - 1].end + 1],
    )
    return before in tuple('«“"') and after in tuple('»”"')


def crosses(text: str, words: Sequence[Word], at: int, last: int) -> bool:
    """A name does not run over a comma or a line end; marks of quotation are no bound."""
    pairs = zip(words[at : last - 1], words[at + 1 : last], strict=True)
    return any(not _GAP.fullmatch(text, a.end, b.start) for a, b in pairs)
