"""What a party says of an attack without telling it anew: it claims it, blames another, denies its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from trigpoint.evidence.reports.arabic.happenings import find_happening
from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, conjugated, fold
from trigpoint.model import Modality

_CLAIMS = frozenset(conjugated("تبنى", "تبنى"))
_BLAMES = frozenset(conjugated("حمل", "حمل"))
_LAYS = frozenset(conjugated("نسب", "نسب"))  # "نسب الهجوم إلى X"
_ANNOUNCES = frozenset(conjugated("أعلن", "علن"))
_DIRECTS = frozenset(conjugated("وجه", "وجه"))
_ACCUSATION = frozenset(map(fold, ("الاتهام", "الاتهامات", "اتهامات", "اتهاما")))
_DENIES = frozenset().union(*(conjugated(*v) for v in (("نفى", "نفي"), ("أنكر", "نكر"), ("كذب", "كذب"))))
_TO = fold("إلى")
_BLAME = frozenset(map(fold, ("مسؤولية", "المسؤولية", "مسئولية", "المسئولية")))
_ITS_OWN = frozenset(map(fold, ("مسؤوليته", "مسؤوليتها", "مسؤوليتهم", "مسئوليته", "مسئوليتها")))
_PART = frozenset(
    map(
        fold,
        "ذلك الأمر الاتهام الاتهامات ضلوع ضلوعها ضلوعه تورط تورطها تورطه علاقته علاقتها صلته صلتها".split(),
    )
)
_VERBS = _CLAIMS | _DENIES | _BLAMES
_REACH = 8
_WHICH = frozenset(map(fold, ("الذي", "التي")))


@attrs.frozen
class Stance:
    """Words [first, last) state a party's stance; the verb is word `at`."""

    first: int
    last: int
    at: int
    modality: Modality


def find_stances(text: str, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Iterator[Stance]:
    """The stances in words [first, last), a part between commas each."""
    begin = first
    for k in range(first + 1, last + 1):
        joined = k < last and words[k].folded[:1] == "و" and words[k].folded[1:] in _VERBS
        if k < last and not joined and not any(c in "،,؛" for c in text[words[k - 1].end : words[k].start]):
            continue
        found = next((s for at in range(begin, k) if (s := _stance(words, begin, at, k, lexicon))), None)
        if found is not None and k - begin >= 2:
            which = next((n for n in range(found.at + 2, k) if words[n].folded in _WHICH), k)
            yield attrs.evolve(found, last=which)  # "claimed the attack that killed three": the attack is told anew
        begin = k


def _stance(words: Sequence[Word], first: int, at: int, last: int, lexicon: ArabicLexicon) -> Stance | None:
    forms = {words[at].folded, words[at].folded.removeprefix("و")}
    if at > first and words[at - 1].forms & lexicon.negations:
        return None  # "nobody claimed it"
    after = {w.folded for w in words[at + 1 : min(last, at + _REACH)]}
    if (forms & _CLAIMS and _names_it(words, at + 1, last, lexicon)) or (forms & _ANNOUNCES and after & _ITS_OWN):
        return Stance(first, last, at, Modality.ASSERTED)
    accuses = forms & _DIRECTS and after & _ACCUSATION
    if accuses or (forms & _BLAMES and after & _BLAME) or (forms & _LAYS and _TO in after):
        return Stance(first, last, at, Modality.ALLEGED)
    bare = {f.removesuffix("ه") for f in forms} - forms
    tells = at + 1 < last and find_happening(words, at + 1, last, lexicon) is not None
    if bare & _DENIES or (forms & _DENIES and (after & (_PART | _ITS_OWN | _BLAME) or not tells)):
        return Stance(first, last, at, Modality.DENIED)
    return None


def _names_it(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "the attack", "the operation", "responsibility": what was told before, not a new happening."""
    near = words[first : min(last, first + _REACH)]
    return any(w.folded in _BLAME or (w.folded.startswith("ال") and w.forms & lexicon.nouns.keys()) for w in near)
