"""What happens in an Arabic clause: the word that carries the event and which type it is, from the things beside it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, conjugated, declined, fold, phrase_at

_NEEDS = {  # a class that counts only with such a thing within reach
    "launch": {"projectile", "drone", "gunfire"},
    "hijack": {"vessel"},
    "exposure": {"projectile", "drone", "ordnance"},
    "fall": {"hands"},
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
_VIOLENT = ("strike", "explosion", "hit", "killing", "armed_clash", "damage", "toll")
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
_EXPOSED = frozenset(map(fold, ("تعرض", "تعرضت", "تعرضوا")))
_FROM_ABOVE = frozenset({"Israel", "Russia", "United States"})  # whose "قصف" Arabic reports mean from the air
_MUTUAL = frozenset(
    map(fold, ("تبادل", "تبادلت", "تبادلا", "تبادلوا", "متبادل"))
)  # fire across a line, from the ground
_FUTURE, _BY = "س", "ب"
_OBJECTS = ("هما", "هم", "ها", "ه")  # "أسقطتها": the thing hit is a pronoun on the verb
_LEAST_STEM = 4  # letters
_DOWNING = frozenset(conjugated("أسقط", "سقط")) | {fold("إسقاط")}
_WITH_OBJECT = frozenset(conjugated("أسقط", "سقط"))
_UNSAID_MEANS = frozenset().union(
    *(conjugated(*verb) for verb in (("استهدف", "ستهدف"), ("دمر", "دمر"), ("أصاب", "صيب"), ("أصيب", "صاب")))
)
_SHELL = frozenset(conjugated("قصف", "قصف"))
_ATTACK = frozenset(
    declined("هجوم") | declined("هجمات") | declined("هجمة") | declined("اعتداء") | conjugated("هاجم", "هاجم")
)
_AT, _FOR, _AIMED = frozenset(map(fold, ("على", "في"))), "ل", 5  # "the toll of the raid on X": what was struck is told
_ON, _THAT = fold("على"), fold("أن")
_SPYING = frozenset(map(fold, "استطلاع استطلاعية تجسس تجسسية مراقبة بيرقدار هيرون هيرمز هرمز ريبر إم آر".split()))
_ARMED = frozenset(
    map(fold, "مفخخة مفخختين مفخختان انتحارية انتحاريتين انقضاضية انقضاضيتين ملغومة هجومية معادية".split())
)
_SEVERAL = frozenset(map(fold, "مسيرات مسيرتين مسيرتان طائرات طائرتين طائرتان درونات".split()))
_SCHOOL = frozenset(map(fold, ("مركز", "معسكر", "مخيم", "مدرسة", "قاعدة")))
_VICTIMS = frozenset(map(fold, "ضحايا شهيد شهداء قتيل قتلى جريح جرحى حصيلة الضحايا جثة جثث جثامين".split()))
_FALL = frozenset(conjugated("سقط", "سقط") | conjugated("أوقع", "وقع") | conjugated("خلف", "خلف")) | {
    fold("سقوط"),
    fold("وقوع"),
}
_RAID = frozenset(conjugated("أغار", "غير"))
_PASSENGERS = fold("ركاب")
_TOLL = fold("حصيلة")
_ENTER = frozenset(conjugated("دخل", "دخل"))
_WHICH = frozenset(map(fold, ("التي", "الذي", "اللتين", "على")))
_IN = frozenset(map(fold, ("في", "خلال", "جراء")))
_STOPPED = frozenset(
    map(fold, "قتال القتال الحرب إطلاق العمل العمليات الضخ الإنتاج الرحلات الهجوم التصدير الملاحة الدراسة".split())
)
_TOWN = frozenset(map(fold, "مدينة بلدة قرية مدينتي بلدتي حي أحياء ضاحية قصر مقر قطاع وسط مركز".split()))
_THINGS = {"facility", "vessel", "aircraft"}


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
    if words[first].folded in _SUBORDINATE:  # "بعد ساعة على الغارة أطلق صاروخان": what the verb tells
        told = first + 1 < last and words[first + 1].folded != _THAT
        found = [f for f in found if told and f[0] > first + 1 and _is_verb(words[f[0]], f[1], lexicon)]
    if not found:
        return None
    at, name = min(found, key=lambda f: (_rank(words, f[0], f[1], first, lexicon), f[0]))
    actor = _party(words, at, last, lexicon) or _party(words, max(first, at - 3), at, lexicon)
    return Happening(at, _type(words, at, name, first, last, lexicon, actor), actor)


def _by_weapon(words: Sequence[Word], at: int, name: str, lexicon: ArabicLexicon) -> bool:
    """ "قتلت قذائف أربعة جنود", "قتل أربعة بلغم": by what they were killed; the strike is told by the killing."""
    told = name in ("killing", "hit") and _is_verb(words[at], name, lexicon)
    by = any(
        words[k].folded[:1] == _BY and kinds_at(words, k, lexicon) & {"projectile", "drone", "bomb"}
        for k in range(at + 1, min(len(words), at + _REACH))
    )
    return told and (by or _any(words, at + 1, at + 3, len(words), {"projectile", "drone"}, lexicon))


def _is_verb(word: Word, name: str, lexicon: ArabicLexicon) -> bool:
    return any(name in lexicon.verbs.get(form, ()) for form in _verbal(word))


def _rank(words: Sequence[Word], at: int, name: str, first: int, lexicon: ArabicLexicon) -> int:
    """What is told outright comes before what it follows ("بعد غارات"), and that before its outcome ("قتل خمسة")."""
    if name in _LATE and not _by_weapon(words, at, name, lexicon):
        return 2
    if name == "strike" and _is_told_before(words, at, first):
        return 3
    was = at > first and words[at - 1].folded in _WAS  # "سفينة كانت تبحر": what went on meanwhile
    return int(was or any(words[k].folded in _SUBORDINATE for k in range(max(first, at - 2), at)))


def _is_told_before(words: Sequence[Word], at: int, first: int) -> bool:
    """ "قتل في الغارة خمسة": the raid was told before; "في الغارة التي استهدفت" tells it."""
    told = at + 1 < len(words) and words[at + 1].folded in _WHICH
    return (
        words[at].folded.startswith("ال") and not told and any(w.folded in _IN for w in words[max(first, at - 1) : at])
    )


def kinds_at(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> frozenset[str]:
    """What the noun at a word is."""
    kinds = frozenset(k for f in words[at].forms for k in lexicon.kinds.get(f, ()))
    phrase = phrase_at(words, at, lexicon.kind_phrases)
    return kinds | {phrase[1]} if phrase is not None else kinds


def _classes(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> set[str]:
    word = words[at]
    found = {name for form in _verbal(word) for name in lexicon.verbs.get(form, ())}
    noun = phrase_at(words[:last], at, lexicon.nouns)
    return found | {noun[1]} if noun is not None else found


def _verbal(word: Word) -> list[str]:
    """The word as a verb: without "and", without the future's letter, without the object written on its end."""
    plain = [word.folded] + ([word.folded[1:]] if word.folded[0] in "وف" and len(word.folded) > 3 else [])
    plain += [form[1:] for form in plain if form[:1] == _FUTURE and form[1:2] in tuple("يتن")]
    return plain + [
        form.removesuffix(end)
        for form in plain
        for end in _OBJECTS
        if form.endswith(end) and len(form) - len(end) >= _LEAST_STEM
    ]


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
        return any(_is_number(w, lexicon) for w in words[at:last])
    if name == "detention" and any(w.forms & _STOPPED for w in words[at + 1 : min(last, at + 3)]):
        return False  # "يوقف القتال"
    if name == "training" and at > first and words[at - 1].forms & _SCHOOL:
        return False  # "مركز تدريب" is a place
    if needed is None:
        return name != "territorial_capture" or not _is_quenched(words, at, last, lexicon)
    if name == "aircraft_loss" and words[at].forms & _DOWNING | set(_verbal(words[at])) & _DOWNING:
        by = range(max(first, at - _REACH), min(last, at + 4))
        if any("air_defence" in kinds_at(words, k, lexicon) for k in by):
            return True
        if _any(words, at, at + 4, last, {"projectile"}, lexicon):
            return True
    reach = range(at, min(last, at + (_FAR if name in _FAR_REACHING else _REACH)))
    before = range(max(first, at - _REACH), at) if name in _EITHER_SIDE else range(0)
    people = needed & {"crew"} if name == "arrival" else set()
    near = range(at, min(last, at + _NEAR))
    return any(
        kinds_at(words, k, lexicon) & (needed if k in near or k < at else needed - people) for k in (*reach, *before)
    )


def _counted(words: Sequence[Word], at: int, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """A number or a verb of falling beside the victims: "سقوط قتلى", "174 قتيلا"."""
    near = words[max(first, at - 4) : min(last, at + 4)]
    return any(_is_number(w, lexicon) or w.forms & _FALL for w in near)


def _is_quenched(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    return any(words[k].forms & lexicon.quenched for k in range(at, min(last, at + 4)))


def _any(words: Sequence[Word], first: int, end: int, last: int, kinds: set[str], lexicon: ArabicLexicon) -> bool:
    return any(kinds_at(words, k, lexicon) & kinds for k in range(first, min(end, last)))


def _type(words: Sequence[Word], at: int, name: str, first: int, last: int, lexicon: ArabicLexicon, actor: str) -> str:
    last = _told_until(words, at, last, lexicon)
    if any(w.forms & {_TOLL} for w in words[first:at]) and any(_is_number(w, lexicon) for w in words[at:last]):
        aimed = name == "strike" and any(w.folded in _AT or w.folded[:1] == _FOR for w in words[at + 1 : at + _AIMED])
        return (
            _strike(words, at, first, last, _kinds_in(words, first, last, lexicon), lexicon, actor)
            if aimed
            else "casualties"
        )
    kinds = _kinds_in(words, first, last, lexicon)
    if name in ("strike", "aircraft_loss") and _is_defence(words, at, name, first, last, lexicon):
        return "air_defence"
    if name in ("arrival", "departure"):
        return _movement(words, at, name, first, last, lexicon)
    if name == "launch":
        return "rocket_attack" if "projectile" in kinds else "drone_strike" if "drone" in kinds else "armed_clash"
    if name == "troop_movement" and set(_verbal(words[at])) & _ENTER and _enters(words, at, last):
        return "territorial_capture"
    if name == "hijack" or (name == "territorial_capture" and _takes_vessel(words, at, last, lexicon)):
        return "vessel_incident"
    if name == "repulse":
        return "air_defence" if kinds & {"air_defence", "projectile", "drone", "air"} else "armed_clash"
    if name == "sighting":
        return _sighting(words, at, last, lexicon)
    if _by_weapon(words, at, name, lexicon):
        name = "strike"
    if name == "hit" and not _is_hurt(words, at, first, last, lexicon):
        name = "strike"
    if name == "drop":
        return "airstrike" if kinds & {"air", "aircraft", "drone"} else "attack"
    if name == "exposure":
        name = "strike"
    stopped = name == "air_defence" and not kinds & {"projectile", "drone", "air_defence"}
    if stopped and _any(words, at, at + _FAR, last, {"vessel"}, lexicon):  # a boat, with what it carries
        return "weapons_seizure" if "weapon" in kinds else "vessel_incident"
    if name == "outage":
        return "damage"
    if name == "fall":
        return "territorial_capture"
    if name == "explosion" and "aircraft" in kinds and any(w.folded == _PASSENGERS for w in words[at:last]):
        return "aircraft_loss"
    if name == "explosion" and "bomb" in kinds:
        return "bombing"
    if name == "detention" and _any(words, at, at + 6, last, {"vessel"}, lexicon):
        return "vessel_incident"
    if name in ("hit", "toll"):
        return "casualties"
    if name == "killing":
        return "casualties" if any(_is_number(w, lexicon) for w in words[first:last]) else "killing"
    return _strike(words, at, first, last, kinds, lexicon, actor) if name == "strike" else name


def _kinds_in(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> frozenset[str]:
    return frozenset().union(*(kinds_at(words, k, lexicon) for k in range(first, last)))


def _takes_vessel(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "استولى الحرس الثوري على ناقلة": what follows "on" is a vessel, no town and no port."""
    on = next((k for k in range(at + 1, min(last, at + _REACH)) if words[k].folded == _ON), None)
    return on is not None and _any(words, on + 1, on + 3, last, {"vessel"}, lexicon)


def _told_until(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> int:
    """Where another happening begins that this one follows: "ردا على", "عقب"."""
    return next((k for k in range(at + 2, last) if phrase_at(words, k, lexicon.background)), last)


def _enters(words: Sequence[Word], at: int, last: int) -> bool:
    """ "دخلت فصائل مدينة X": forces that enter a town take it; "إلى" and "من" only pass."""
    town = next((k for k in range(at + 1, min(last, at + _REACH)) if words[k].folded in _TOWN), None)
    return town is not None and words[town - 1].folded not in (fold("إلى"), fold("من"), fold("في"))


def _sighting(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> str:
    kinds = frozenset().union(*(kinds_at(words, k, lexicon) for k in range(at, min(last, at + _REACH))))
    if kinds & {"aircraft", "drone"}:
        return "aircraft_presence"
    return "vessel_movement" if "vessel" in kinds else "force_presence"


def _is_hurt(words: Sequence[Word], at: int, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "أصيب خمسة", "أصيب مدنيون بجروح": people; "أصيبت سفينة" and "أصاب منزلا" are struck."""
    if _any(words, at, at + 5, last, {"people"}, lexicon) or _any(
        words, max(first, at - 3), at, last, {"people"}, lexicon
    ):
        return True
    counted = any(_is_number(words[k], lexicon) for k in range(at + 1, min(last, at + 4)))
    return counted and not _any(words, at, at + 5, last, _THINGS, lexicon)


def _is_number(word: Word, lexicon: ArabicLexicon) -> bool:
    """Not "الاثنين", which is Monday."""
    return word.number is not None or bool(word.forms & lexicon.numbers.keys() and word.folded not in lexicon.weekdays)


def _is_defence(words: Sequence[Word], at: int, name: str, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """Air defences brought it down, and it is no crewed aircraft; or missiles were brought down, by whomever."""
    things = frozenset().union(*(kinds_at(words, k, lexicon) for k in range(at, min(last, at + 4))))
    named = bool(set(_verbal(words[at])) & _WITH_OBJECT and words[at].folded.endswith(_OBJECTS))
    if name == "aircraft_loss" and (named or "aircraft" in things - ({"aircraft"} if "drone" in things else set())):
        return False
    end = at + 4 if name == "aircraft_loss" else at
    if name == "aircraft_loss" and _is_attacking_drone(words, at, last, lexicon):
        return True
    if _any(words, max(first, at - 4), end, last, {"air_defence"}, lexicon):
        return name == "aircraft_loss" or "aircraft" not in things
    return name == "aircraft_loss" and "projectile" in things and not things & {"aircraft", "drone"}


def _is_attacking_drone(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "أسقطت ثلاث مسيرات", "مسيرة مفخخة": stopped on their way; one for spying, or of a named make, is an aircraft lost."""
    near = range(at + 1, min(last, at + 5))
    drones = [k for k in near if "drone" in kinds_at(words, k, lexicon)]
    made = range(at + 1, min(last, at + 8))
    spying = any(
        words[k].forms & _SPYING or (words[k].text[:1].isalpha() and words[k].text[:1].isascii()) for k in made
    )
    owned = any(phrase_at(words, k, lexicon.peoples) for k in made) and not any(words[k].forms & _ARMED for k in near)
    return bool(drones) and not spying and not (owned and not any(words[k].forms & _SEVERAL for k in drones))


def _movement(words: Sequence[Word], at: int, name: str, first: int, last: int, lexicon: ArabicLexicon) -> str:
    near = sorted(range(first, last), key=lambda k: abs(k - at))
    for k in near:
        kinds = kinds_at(words, k, lexicon)
        if "aircraft" in kinds:
            return f"aircraft_{name}"
        if "vessel" in kinds:
            return "vessel_movement"
        if "crew" in kinds:
            return "evacuation"
        if "convoy" in kinds:
            return "troop_movement"
    return "troop_movement"


def _strike(
    words: Sequence[Word], at: int, first: int, last: int, kinds: frozenset[str], lexicon: ArabicLexicon, actor: str
) -> str:
    """By what: a drone, from the air, by rockets and shells; at what: a vessel, a convoy."""
    exposed = any(w.forms & _EXPOSED for w in words[first:at])
    if (
        "vessel" in kinds
        and not kinds & {"projectile", "drone"}
        and (exposed or _any(words, at, at + 4, last, {"vessel"}, lexicon))
    ):
        return "vessel_incident"
    if "drone" in kinds:
        return "drone_strike"
    if "bomb" in kinds:
        return "bombing"
    if "convoy" in kinds and _any(words, at, at + 3, last, {"convoy"}, lexicon):
        return "strike_on_convoy"
    if "air" in kinds:
        return "airstrike"
    if "projectile" in kinds:
        return "rocket_attack"
    word = words[at].forms
    if any(w.forms & _MUTUAL for w in words[first:at]):
        return "rocket_attack"
    if word & _ATTACK:
        return "attack"
    if set(_verbal(words[at])) & (_UNSAID_MEANS | _RAID) and actor not in _FROM_ABOVE:
        return "attack"
    is_shelling = bool((word | {words[at].folded.removeprefix("و")}) & _SHELL)
    return "airstrike" if actor in _FROM_ABOVE or not is_shelling else "rocket_attack"


def _party(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> str:
    for at in range(first, min(last, first + 4)):
        found = phrase_at(words, at, lexicon.parties)
        if found is not None:
            return found[1]
    return ""
