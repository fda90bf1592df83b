"""What a party says of an attack without telling it anew: it claims it, blames another, denies its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

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
_ACCUSES = frozenset(conjugated("اتهم", "تهم"))
_DEED = frozenset(
    map(fold, "بالوقوف بالضلوع بالتورط بالمسؤولية بتدبير بافتعال بالتخطيط".split())
)  # "accused X of being behind it"
_DEEDS = frozenset(map(fold, "الجريمة الحادث الحادثة العملية ذلك الأمر المجزرة".split()))
_LINK = frozenset(map(fold, "صلة علاقة دخل شأن ضلوع يد".split()))
_NO = frozenset(map(fold, ("لا", "أي", "ليس", "ليست")))
_TO_BE = frozenset(map(fold, "يكون تكون يكونوا تكونا".split()))
_THAT = fold("أن")
_DESCRIBES = frozenset().union(*(conjugated(*v) for v in (("وصف", "صف"), ("اعتبر", "عتبر"), ("أعلن", "علن"))))
_ALLEGED = frozenset(map(fold, "الاتهام الاتهامات الادعاء الادعاءات المزاعم الأنباء التقارير الخبر الرواية".split()))
_FALSE = frozenset(
    map(
        fold, "عارية عار كاذب كاذبة باطل باطلة ملفق ملفقة مفبرك مفبركة موثوق صحيح صحيحة زائفة مزعوم سخيفة واهية".split()
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
        joined = k < last and words[k].folded[:1] == "و" and words[k].folded[1:] in _VERBS | _ACCUSES
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
    accuses = accuses or (forms & _ACCUSES and after & _DEED)
    if (
        accuses
        or (forms & _BLAMES and after & _BLAME)
        or (forms & _LAYS and _TO in after and (after & _DEEDS or _names_it(words, at + 1, last, lexicon)))
    ):
        return Stance(first, last, at, Modality.ALLEGED)
    bare = {f.removesuffix("ه") for f in forms} - forms
    if _disowns(words, at, last) or (forms & _DESCRIBES and after & _ALLEGED and _calls_false(words, at, last)):
        return Stance(first, last, at, Modality.DENIED)
    if bare & _DENIES or (forms & _DENIES and after & (_PART | _ITS_OWN | _BLAME)):
        return Stance(first, last, at, Modality.DENIED)
    tells = not forms & _DENIES or (at + 1 < last and find_happening(words, at + 1, last, lexicon) is not None)
    return None if tells else Stance(first, last, at, Modality.DENIED)


def _disowns(words: Sequence[Word], at: int, last: int) -> bool:
    """ "لا صلة لها به"; "نفت أن تكون قواتها قد قصفت": it may have happened, not by those who speak."""
    said = [w.folded for w in words[at : min(last, at + _REACH)]]
    if said[0] in _NO and len(said) > 2 and said[1] in _LINK and said[2][:1] == "ل":
        return True
    denies = words[at].folded.removeprefix("و") in _DENIES
    return denies and any(a == _THAT and b in _TO_BE for a, b in pairwise(said))


def _calls_false(words: Sequence[Word], at: int, last: int) -> bool:
    return any(w.forms & _FALSE for w in words[at:last])


def _names_it(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "the attack", "the operation", "responsibility": what was told before, not a new happening."""
    near = words[first : min(last, first + _REACH)]
    return any(w.folded in _BLAME or (w.folded.startswith("ال") and w.forms & lexicon.nouns.keys()) for w in near)
