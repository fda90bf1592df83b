"""Which type an Arabic happening is, from the things beside its word: by what it was done, to what, and from where."""

from __future__ import annotations

from collections.abc import Sequence

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.things import any_thing, is_number, is_verb, kinds_at, verbal
from trigpoint.evidence.reports.arabic.words import Word, conjugated, declined, fold, phrase_at

_REACH = 7
_FAR = 18  # a verb of movement may stand far before its subject, one of launching far before its missiles
_EXPOSED = frozenset(map(fold, ("تعرض", "تعرضت", "تعرضوا")))
_FROM_ABOVE = frozenset({"Israel", "Russia", "United States"})  # whose "قصف" Arabic reports mean from the air
_MUTUAL = frozenset(
    map(fold, ("تبادل", "تبادلت", "تبادلا", "تبادلوا", "متبادل"))
)  # fire across a line, from the ground
_FUTURE, _BY = "س", "ب"
_OBJECTS = ("هما", "هم", "ها", "ه")  # "أسقطتها": the thing hit is a pronoun on the verb
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
_GUNMEN = frozenset(map(fold, "مسلحون مسلحين مسلحو مسلحي مقاتلو مقاتلون مهاجمون مجهولون متمردون".split()))
_RAID = frozenset(conjugated("أغار", "غير"))
_PASSENGERS = fold("ركاب")
_TOLL = fold("حصيلة")
_ENTER = frozenset(conjugated("دخل", "دخل"))
_WHICH = frozenset(map(fold, ("التي", "الذي", "اللتين", "على")))
_TOWN = frozenset(map(fold, "مدينة بلدة قرية مدينتي بلدتي حي أحياء ضاحية قصر مقر قطاع وسط مركز".split()))
_THINGS = {"facility", "vessel", "aircraft"}


def by_weapon(words: Sequence[Word], at: int, name: str, lexicon: ArabicLexicon) -> bool:
    """ "قتلت قذائف أربعة جنود", "قتل أربعة بلغم": by what they were killed; the strike is told by the killing."""
    if name not in ("killing", "hit"):
        return False
    told = is_verb(words[at], name, lexicon)
    with_it = range(max(0, at - 3), at)  # "كانت قذيفة قد قتلت": the weapon first
    if told and any(
        kinds_at(words, k, lexicon) & {"projectile", "drone"} and words[k].folded[:1] not in "وب" for k in with_it
    ):
        return True
    by = any(
        words[k].folded[:1] == _BY and kinds_at(words, k, lexicon) & {"projectile", "drone", "bomb"}
        for k in range(at + 1, min(len(words), at + _REACH))
    )
    return by or (told and any_thing(words, at + 1, at + 3, len(words), {"projectile", "drone"}, lexicon))


def type_of(
    words: Sequence[Word], at: int, name: str, first: int, last: int, lexicon: ArabicLexicon, actor: str
) -> str:
    last = _told_until(words, at, last, lexicon)
    if any(w.forms & {_TOLL} for w in words[first:at]) and any(is_number(w, lexicon) for w in words[at:last]):
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
    if name == "troop_movement" and set(verbal(words[at])) & _ENTER and _enters(words, at, last):
        return "territorial_capture"
    if name == "hijack" or (name == "territorial_capture" and _takes_vessel(words, at, last, lexicon)):
        return "vessel_incident"
    if name == "repulse":
        return "air_defence" if kinds & {"air_defence", "projectile", "drone", "air"} else "armed_clash"
    if name == "sighting":
        return _sighting(words, at, last, lexicon)
    if by_weapon(words, at, name, lexicon):
        name = "strike"
    if name == "hit" and not _is_hurt(words, at, first, last, lexicon):
        name = "strike"
    if name == "drop":
        return "airstrike" if kinds & {"air", "aircraft", "drone"} else "attack"
    if name == "exposure":
        name = "strike"
    stopped = name == "air_defence" and not kinds & {"projectile", "drone", "air_defence"}
    if stopped and any_thing(words, at, at + _FAR, last, {"vessel"}, lexicon):  # a boat, with what it carries
        return "weapons_seizure" if "weapon" in kinds else "vessel_incident"
    if name == "outage":
        return "damage"
    if name == "fall":
        return "territorial_capture"
    if name == "flight":
        return "evacuation"
    if name == "explosion" and "aircraft" in kinds and any(w.folded == _PASSENGERS for w in words[at:last]):
        return "aircraft_loss"
    if name == "explosion" and "bomb" in kinds:
        return "drone_strike" if "drone" in kinds else "bombing"
    if name == "detention" and any_thing(words, at, at + 8, last, {"vessel"}, lexicon):
        return "vessel_incident"
    if name in ("hit", "toll"):
        return "casualties"
    if name == "killing":
        return "casualties" if any(is_number(w, lexicon) for w in words[first:last]) else "killing"
    return _strike(words, at, first, last, kinds, lexicon, actor) if name == "strike" else name


def _kinds_in(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> frozenset[str]:
    return frozenset().union(*(kinds_at(words, k, lexicon) for k in range(first, last)))


def _takes_vessel(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "استولى الحرس الثوري على ناقلة": what follows "on" is a vessel, no town and no port."""
    on = next((k for k in range(at + 1, min(last, at + _REACH)) if words[k].folded == _ON), None)
    return on is not None and any_thing(words, on + 1, on + 3, last, {"vessel"}, lexicon)


def _told_until(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> int:
    """Where another happening begins that this one follows: "ردا على", "عقب"."""
    return next((k for k in range(at + 2, last) if phrase_at(words, k, lexicon.background)), last)


def _enters(words: Sequence[Word], at: int, last: int) -> bool:
    """ "دخلت فصائل مدينة X", "التي دخلها المتمردون": forces that enter a town take it; "إلى" and "من" only pass."""
    if words[at].folded.endswith(_OBJECTS) and at and words[at - 1].folded in _WHICH:
        return True
    town = next((k for k in range(at + 1, min(last, at + _FAR)) if words[k].folded in _TOWN), None)
    return town is not None and words[town - 1].folded not in (fold("إلى"), fold("من"), fold("في"))


def _sighting(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> str:
    kinds = frozenset().union(*(kinds_at(words, k, lexicon) for k in range(at, min(last, at + _REACH))))
    if kinds & {"aircraft", "drone"}:
        return "aircraft_presence"
    return "vessel_movement" if "vessel" in kinds else "force_presence"


def _is_hurt(words: Sequence[Word], at: int, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "أصيب خمسة", "أصيب مدنيون بجروح": people; "أصيبت سفينة" and "أصاب منزلا" are struck."""
    if any_thing(words, at, at + 5, last, {"people"}, lexicon) or any_thing(
        words, max(first, at - 3), at, last, {"people"}, lexicon
    ):
        return True
    counted = any(is_number(words[k], lexicon) for k in range(at + 1, min(last, at + 4)))
    return counted and not any_thing(words, at, at + 5, last, _THINGS, lexicon)


def _is_defence(words: Sequence[Word], at: int, name: str, first: int, last: int, lexicon: ArabicLexicon) -> bool:
    """Air defences brought it down, and it is no crewed aircraft; or missiles were brought down, by whomever."""
    things = frozenset().union(*(kinds_at(words, k, lexicon) for k in range(at, min(last, at + 4))))
    named = bool(set(verbal(words[at])) & _WITH_OBJECT and words[at].folded.endswith(_OBJECTS))
    if name == "aircraft_loss" and (named or "aircraft" in things - ({"aircraft"} if "drone" in things else set())):
        return False
    end = at + 4 if name == "aircraft_loss" else at
    if name == "aircraft_loss" and _is_attacking_drone(words, at, last, lexicon):
        return True
    if any_thing(words, max(first, at - 4), end, last, {"air_defence"}, lexicon):
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
    counted = any(is_number(words[k], lexicon) for k in range(at + 1, max(drones, default=at)))
    owned = (
        not counted
        and any(phrase_at(words, k, lexicon.peoples) for k in made)
        and not any(words[k].forms & _ARMED for k in near)
    )
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
        and (exposed or any_thing(words, at, at + 4, last, {"vessel"}, lexicon))
    ):
        return "vessel_incident"
    if "drone" in kinds:
        return "drone_strike"
    if "bomb" in kinds:
        return "bombing"
    if "convoy" in kinds and any_thing(words, at, at + 3, last, {"convoy"}, lexicon):
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
    if any(w.forms & _GUNMEN for w in words[at + 1 : min(last, at + 3)]):
        return "attack"
    if set(verbal(words[at])) & (_UNSAID_MEANS | _RAID) and actor not in _FROM_ABOVE:
        return "attack"
    is_shelling = bool((word | {words[at].folded.removeprefix("و")}) & _SHELL)
    return "airstrike" if actor in _FROM_ABOVE or not is_shelling else "rocket_attack"
