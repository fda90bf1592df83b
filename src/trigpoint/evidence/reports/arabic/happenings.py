"""What happens in an Arabic clause: the word that carries the event, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import attrs

from trigpoint.evidence.reports.arabic.event_types import by_weapon, type_of
from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.things import any_thing, is_number, is_verb, kinds_at, verbal
from trigpoint.evidence.reports.arabic.words import Word, conjugated, fold, phrase_at

_NEEDS = {  # a class that counts only with such a thing within reach
    "launch": {"projectile", "drone", "gunfire"},
    "hijack": {"vessel"},
    "exposure": {"projectile", "drone", "ordnance"},
    "fall": {"hands"},
    "flight": {"crew", "people"},
    "outage": {"service"},
    "sighting": {"aircraft", "vessel", "force", "weapon", "drone", "convoy"},
    "aircraft_loss": {"aircraft", "drone"},
    "base_operation": {"facility"},
    "arrival": {"aircraft", "vessel", "convoy", "crew"},
    "departure": {"aircraft", "vessel", "convoy", "crew"},
    "drop": {"ordnance"},
    "signal_gap": {"aircraft", "vessel"},
    "aircraft_presence": {"aircraft", "drone"},
    "construction": {"facility"},
    "repair": {"facility"},
    "troop_movement": {"force"},
    "weapons_transfer": {"weapon"},
    "weapons_seizure": {"weapon"},
    "production": {"weapon"},
}
_REACH = 7
_FAR = 18  # a verb of movement may stand far before its subject, one of launching far before its missiles
_NEAR = 6  # those who arrive stand beside the verb
_FAR_REACHING = ("arrival", "departure", "launch", "fall", "weapons_seizure")
_EITHER_SIDE = (
    "arrival", "departure", "aircraft_loss", "launch", "troop_movement", "weapons_transfer", "signal_gap", "aircraft_presence",
    "hijack",
)  # fmt: skip
_VIOLENT = ("strike", "explosion", "hit", "killing", "armed_clash", "damage", "toll", "invasion")
_LATE = (
    "killing",
    "damage",
    "hit",
    "aid_delivery",
    "sighting",
)  # what follows from another happening: the clause is about that one
_SUBORDINATE = frozenset(
    map(fold, ("بعد", "قبل", "عقب", "إثر", "بينما", "رغم"))
)  # "بعد يومين على القصف" tells nothing new
_WAS = frozenset(map(fold, ("كان", "كانت", "كانوا", "كانتا", "كانا")))
_FUTURE, _BY = "س", "ب"
_DOWNING = frozenset(conjugated("أسقط", "سقط")) | {fold("إسقاط")}
_ON, _THAT = fold("على"), fold("أن")
_SCHOOL = frozenset(map(fold, ("مركز", "معسكر", "مخيم", "مدرسة", "قاعدة")))
_VICTIMS = frozenset(map(fold, "ضحايا شهيد شهداء قتيل قتلى جريح جرحى حصيلة الضحايا جثة جثث جثامين".split()))
_FALL = frozenset(conjugated("سقط", "سقط") | conjugated("أوقع", "وقع") | conjugated("خلف", "خلف")) | {
    fold("سقوط"),
    fold("وقوع"),
}
_WHICH = frozenset(map(fold, ("التي", "الذي", "اللتين", "على")))
_SHOWN = frozenset(
    map(fold, "تسجيل تسجيلات مقطع مقاطع صور صورة بيان فيديو لقطات مشاهد تقرير قائمة خبر نتائج تغريدة وثائق".split())
)
_FROM, _WORK = fold("عن"), fold("العمل")
_OF_TIME = frozenset(map(fold, "ذلك يوم يومين أيام ساعة ساعات ظهر منتصف".split()))  # "قبل ذلك بيومين"
_IN = frozenset(map(fold, ("في", "خلال", "جراء")))
_STOPPED = frozenset(
    map(fold, "قتال القتال الحرب إطلاق العمل العمليات الضخ الإنتاج الرحلات الهجوم التصدير الملاحة الدراسة".split())
)


@attrs.frozen
class Happening:
    """Word `at` carries an event of `type`."""

    at: int
    type: str
    actor: str  # English name of the party named beside it; "" = none


def find_happening(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Happening | None:
    """The event that words [first, last) tell of; None where they tell of none."""
    found = [
        (at, name)
        for at in range(first, last)
        for name in sorted(_classes(words, at, last, lexicon))
        if _has(words, at, name, first, last, lexicon)
    ]
    if words[first].folded.removeprefix("و") in _SUBORDINATE:  # "بعد ساعة على الغارة أطلق صاروخان": what the verb tells
        after = words[first + 1].folded if first + 1 < last else _THAT
        if after not in _OF_TIME:
            found = [f for f in found if after != _THAT and f[0] > first + 1 and is_verb(words[f[0]], f[1], lexicon)]
    if not found:
        return None
    at, name = min(found, key=lambda f: (_rank(words, f[0], f[1], first, lexicon), f[0]))
    actor = _party(words, at, last, lexicon) or _party(words, max(first, at - 3), at, lexicon)
    return Happening(at, type_of(words, at, name, first, last, lexicon, actor), actor)


def _rank(words: Sequence[Word], at: int, name: str, first: int, lexicon: ArabicLexicon) -> int:
    """What is told outright comes before what it follows ("بعد غارات"), and that before its outcome ("قتل خمسة")."""
    if name in _LATE and not by_weapon(words, at, name, lexicon):
        return 2
    if name == "strike" and _is_told_before(words, at, first):
        return 3
    was = at > first and words[at - 1].folded in _WAS  # "سفينة كانت تبحر": what went on meanwhile
    return int(was or any(words[k].folded.removeprefix("و") in _SUBORDINATE for k in range(max(first, at - 2), at)))


def _is_told_before(words: Sequence[Word], at: int, first: int) -> bool:
    """ "قتل في الغارة خمسة": the raid was told before; "في الغارة التي استهدفت" tells it."""
    told = at + 1 < len(words) and words[at + 1].folded in _WHICH
    return (
        words[at].folded.startswith("ال") and not told and any(w.folded in _IN for w in words[max(first, at - 1) : at])
    )


def _classes(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> set[str]:
    word = words[at]
    found = {name for form in verbal(word) for name in lexicon.verbs.get(form, ())}
    noun = phrase_at(words[:last], at, lexicon.nouns)
    return found | {noun[1]} if noun is not None else found


def is_future(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> bool:
    """ "سيقصف": the verb is written with the letter of the future."""
    form = words[at].folded.removeprefix("و")
    return form[:1] == _FUTURE and form not in lexicon.verbs and form[1:] in lexicon.verbs


def _has(words: Sequence[Word], at: int, name: str, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """The thing that this class needs stands near; "تحصينات" and its like are their own thing."""
    needed = _NEEDS.get(name)
    if name == "killing" and words[at].forms & _VICTIMS and not _counted(words, at, first, last, lexicon):
        return False  # "شيعت بغداد ضحايا التفجير"
    if name in _VIOLENT and any(phrase_at(words, k, lexicon.peaceful) for k in range(first, last)):
        return False
    if name == "toll":
        return any(is_number(w, lexicon) for w in words[at:last])
    if name == "troop_movement" and any(w.forms & _SHOWN for w in words[at + 1 : min(last, at + _NEAR)]):
        return False  # "نشر تسجيلاً"
    if name == "detention" and _is_stopping(words, at, last):
        return False
    if name == "training" and at > first and words[at - 1].forms & _SCHOOL:
        return False  # "مركز تدريب" is a place
    if needed is None:
        return name != "territorial_capture" or not _is_quenched(words, at, last, lexicon)
    if name == "aircraft_loss" and words[at].forms & _DOWNING | set(verbal(words[at])) & _DOWNING:
        by = range(max(first, at - _REACH), min(last, at + 4))
        if any("air_defence" in kinds_at(words, k, lexicon) for k in by):
            return True
        if any_thing(words, at, at + 4, last, {"projectile"}, lexicon):
            return True
    reach = range(at, min(last, at + (_FAR if name in _FAR_REACHING else _REACH)))
    before = range(max(first, at - _REACH), at) if name in _EITHER_SIDE else range(0)
    people = needed & {"crew"} if name == "arrival" else set()
    near = range(at, min(last, at + _NEAR))
    return any(
        kinds_at(words, k, lexicon) & (needed if k in near or k < at else needed - people) for k in (*reach, *before)
    )


def _is_stopping(words: Sequence[Word], at: int, last: int) -> bool:
    """ "يوقف القتال", "أوقفت الموظف عن العمل": nobody is held."""
    if any(w.forms & _STOPPED for w in words[at + 1 : min(last, at + 3)]):
        return True
    after = words[at + 1 : min(last, at + _NEAR)]
    return any(a.folded == _FROM and b.folded == _WORK for a, b in pairwise(after))


def _counted(words: Sequence[Word], at: int, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """A number or a verb of falling beside the victims: "سقوط قتلى", "174 قتيلا"."""
    near = words[max(first, at - 4) : min(last, at + 4)]
    return any(is_number(w, lexicon) or w.forms & _FALL for w in near)


def _is_quenched(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    return any(words[k].forms & lexicon.quenched for k in range(at, min(last, at + 4)))


def _party(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> str:
    for at in range(first, min(last, first + 4)):
        found = phrase_at(words, at, lexicon.parties)
        if found is not None:
            return found[1]
    return ""
