"""Wordings that carry an event: "under control", "at gunpoint", "put the number of dead at", "said it was behind"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from trigpoint.evidence.reports.clauses import Roles, below, clause_verb
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.evidence.reports.surroundings import STRICKEN, Setting


def _to_fire(reading: Reading, _: Roles, token: Token) -> bool:
    """ "subjected the town to shelling"."""
    words = reading.lexicon.words["event_nouns"] | {"fire"}
    near = [*below(token, "to"), *(p for c in token.children if c.dep_ == "dobj" for p in below(c, "to"))]
    return any(noun_lemma(p) in words for p in near)


def _under_control(_: Reading, __: Roles, token: Token) -> bool:
    """ "came under our control", "fell into rebel hands"."""
    return any(noun_lemma(p) in ("control", "hand") for p in below(token, "under", "into", "to"))


def _under_construction(_: Reading, __: Roles, token: Token) -> bool:
    return any(noun_lemma(p) in ("construction", "repair") for p in below(token, "under"))


def _described(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("acomp", "attr", "oprd"):
            yield child
            yield from child.conjuncts


def _ruined(_: Reading, __: Roles, token: Token) -> bool:
    """ "are gone or roofless", "lies in ruins"."""
    ruins = any(noun_lemma(p) in ("ruin", "rubble") for p in below(token, "in"))
    return ruins or any(t.lower_ in _RUINED for t in _described(token))


_RUINED = frozenset(("gone", "roofless", "burnt", "charred", "flattened", "unusable", "wrecked"))


def _visible(_: Reading, __: Roles, token: Token) -> bool:
    return any(t.lower_ == "visible" for t in _described(token))


def _on_images(_: Reading, __: Roles, token: Token) -> bool:
    """ "appear on images from the summer"."""
    return any(noun_lemma(p) in _PICTURED for p in below(token, "on", "in"))


_PICTURED = frozenset(("image", "imagery", "photo", "photograph", "picture", "frame", "footage"))


def _at_place(reading: Reading, _: Roles, token: Token) -> bool:
    """ "has been at the Makhachkala roads"."""
    return any(t.i in reading.place_at for p in below(token, "at", "off", "near", "in") for t in p.subtree)


def _when_said(reading: Reading, _: Roles, token: Token) -> bool:
    """The saying itself is dated, not what is said: "said on Tuesday that"."""
    own = (c for c in token.children if c.dep_ in ("prep", "npadvmod", "advmod", "nsubj") or c.i in reading.time_at)
    return any(t.i in reading.time_at for c in own for t in c.subtree)


def _tally(reading: Reading, roles: Roles, _: Token) -> bool:
    """ "the number of fallen servicemen stands at", "the tally of wounded"."""
    return any(
        noun_lemma(h) in ("number", "tally", "count", "figure", "total")
        and any(t.lower_ in STRICKEN or t.lemma_.lower() in reading.lexicon.casualties for t in h.subtree)
        for h in (*roles.actors, *roles.targets)
    )


def _crash_landing(_: Reading, __: Roles, token: Token) -> bool:
    """ "crash-landed", cut at the hyphen or not."""
    return token.lower_.startswith("crash") or (token.i > 1 and token.nbor(-2).lower_ == "crash")


def _at_gunpoint(_: Reading, __: Roles, token: Token) -> bool:
    return any(noun_lemma(p) in ("gunpoint", "knifepoint") for p in below(token, "at"))


def _owns_up(reading: Reading, _: Roles, token: Token) -> bool:
    """ "said it was behind the bombing", "said that it had carried out the attack"."""
    for clause in (c for c in token.children if c.dep_ == "ccomp"):
        own = any(c.dep_ == "nsubj" and c.lower_ in ("it", "they", "he", "we", "its") for c in clause.children)
        deeds = {noun_lemma(c) for c in clause.children if c.dep_ == "dobj"} & reading.lexicon.words["event_nouns"]
        behind = any(c.lower_ in ("behind", "responsible") for c in clause.children)
        if own and ((clause.lemma_ in ("carry", "conduct", "stage", "launch", "mount") and deeds) or behind):
            return True
    return False


def _shot_dead(_: Reading, __: Roles, token: Token) -> bool:
    """ "shot dead two guards", "were shot dead"."""
    beside = token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "dead"
    return beside or any(c.lower_ == "dead" for c in token.children)


def _unlisted_town(_: Reading, roles: Roles, __: Token) -> bool:
    """A name that may be a town's: the language model takes villages for persons and products."""
    return any(t.pos_ == "PROPN" and t.ent_type_ in _TOWN_LIKE for t in roles.targets)


_TOWN_LIKE = frozenset(("GPE", "LOC", "FAC", "PERSON", "PRODUCT", ""))


def _in_control(reading: Reading, _: Roles, token: Token) -> bool:
    """ "are in control of the town"."""
    held = (p for p in below(token, "in") if noun_lemma(p) == "control")
    return any(t.i in reading.place_at or "territory" in reading.kinds(t) for p in held for t in p.subtree if t != p)


def _sanctions_list(_: Reading, __: Roles, token: Token) -> bool:
    """ "put them on its sanctions list"."""
    lists = (p for at in ("on", "to") for p in below(token, at) if noun_lemma(p) in ("list", "blacklist"))
    return any(c.lemma_.lower() in ("sanction", "sanctions", "terror") for p in lists for c in p.children)


def _under_way(_: Reading, __: Roles, token: Token) -> bool:
    """ "the operation ended": it begins, runs or ends."""
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in _RUNS


_RUNS = frozenset(
    ("begin", "start", "end", "continue", "resume", "launch", "expand", "conclude", "complete", "suspend")
)


def _naming(reading: Reading, roles: Roles, token: Token) -> bool:
    """ "called the strike a grave mistake": a judgement of a happening."""
    named = any(c.dep_ in ("oprd", "attr", "ccomp", "xcomp", "acomp") for c in token.children)
    return named and any(noun_lemma(t) in reading.lexicon.words["event_nouns"] for t in roles.targets)


def is_numbered(token: Token) -> bool:
    """ "34 dead", "12 to 14 wounded"."""
    return any(c.like_num and c.i < token.i for c in token.children) or (token.i > 0 and token.nbor(-1).like_num)


def _numbered(_: Reading, __: Roles, token: Token) -> bool:
    return is_numbered(token)


def _pictured(reading: Reading, _: Roles, token: Token) -> bool:
    """A picture with a date, or one from above that shows a place."""
    if any(t.i in reading.time_at for t in token.subtree):
        return True
    verb = clause_verb(token)
    above = noun_lemma(token) == "imagery" or any(c.lower_ in _FROM_ABOVE for c in token.children)
    shown = [] if verb is None or token.dep_ != "nsubj" else [c for c in verb.children if c.dep_ in ("dobj", "ccomp")]
    return above and any(t.i in reading.place_at for c in shown for t in c.subtree)


_FROM_ABOVE = frozenset(("satellite", "aerial", "drone", "commercial", "radar", "resolution"))


def _to_rubble(_: Reading, __: Roles, token: Token) -> bool:
    """ "reduced the block to rubble"."""
    return any(noun_lemma(p) in ("rubble", "ruin", "ash", "dust") for p in below(token, "to", "into"))


def _under_siege(_: Reading, __: Roles, token: Token) -> bool:
    return any(noun_lemma(p) in ("siege", "blockade") for p in below(token, "under"))


def _unaccounted(_: Reading, __: Roles, token: Token) -> bool:
    """ "two are missing", "went missing", "remain unaccounted for"."""
    lost = any(t.lower_ in ("missing", "unaccounted", "trapped") for t in (*_described(token), *token.children))
    return lost or any(noun_lemma(p) in ("rubble", "debris", "ruin") for p in below(token, "under", "beneath"))


def _among_dead(_: Reading, __: Roles, token: Token) -> bool:
    """ "were among the dead"."""
    return any(
        p.lower_ in STRICKEN or noun_lemma(p) in ("victim", "casualty", "fatality") for p in below(token, "among")
    )


def _in_condition(_: Reading, __: Roles, token: Token) -> bool:
    """ "are in a critical condition", "remains in intensive care"."""
    return any(noun_lemma(p) in ("condition", "care", "coma") for p in below(token, "in"))


def _in_custody(_: Reading, __: Roles, token: Token) -> bool:
    """ "taken into custody", "held in detention"."""
    return any(
        noun_lemma(p) in ("custody", "detention", "captivity", "arrest") for p in below(token, "in", "into", "under")
    )


def _out_of_service(_: Reading, __: Roles, token: Token) -> bool:
    """ "are out of service", "put out of action", "beyond repair"."""
    return any(noun_lemma(p) == "repair" for p in below(token, "beyond")) or any(
        noun_lemma(p) in ("service", "action", "order", "use")
        for c in token.children
        if c.lower_ == "out"
        for p in (*below(c, "of"), *(q for o in c.children if o.lower_ == "of" for q in o.children))
    )


def _with_people(_: Reading, roles: Roles, __: Token) -> bool:
    """ "buses carrying civilians left"."""
    return any(
        noun_lemma(h) in ("bus", "convoy", "train", "boat", "truck", "plane", "flight", "ferry")
        and any(noun_lemma(t) in _UPROOTED for t in h.subtree)
        for h in roles.actors
    )


def _newly_displaced(_: Reading, roles: Roles, __: Token) -> bool:
    """ "registered 21,000 new arrivals", "tracked 300 displaced families"."""
    return any(
        (
            noun_lemma(h) in _UPROOTED
            and any(c.lemma_.lower() in ("displaced", "displace", "uproot") for c in h.children)
        )
        or (noun_lemma(h) == "arrival" and any(c.lower_ == "new" or c.like_num for c in h.children))
        for h in roles.targets
    )


def _calls_false(_: Reading, roles: Roles, token: Token) -> bool:
    """ "said the report was false", "called the claim baseless", "the claim is a lie": a denial."""
    clauses = [token, *(c for c in token.children if c.dep_ in ("ccomp", "xcomp"))]
    denied = any(t.lemma_.lower() in _FALSE for clause in clauses for t in _described(clause))
    if token.lemma_ != "be":
        return denied
    return denied and any(noun_lemma(h) in _TOLD_THINGS for h in roles.actors)


_FALSE = frozenset(
    ("false", "untrue", "baseless", "unfounded", "fabricate", "fabricated", "fabrication", "lie", "fake", "nonsense")
)
_TOLD_THINGS = frozenset(
    ("claim", "report", "statement", "allegation", "accusation", "assertion", "story", "rumour", "rumor")
)


def _to_hospital(_: Reading, __: Roles, token: Token) -> bool:
    """ "were taken to a hospital", "are being treated at the clinic"."""
    return any(noun_lemma(p) in _WARDS for p in below(token, "to", "at", "in", "into"))


_WARDS = frozenset(("hospital", "clinic", "ward", "infirmary", "morgue", "mortuary"))


def _relief_near(reading: Reading, roles: Roles, _: Token) -> bool:
    """ "medical supplies", "a mobile clinic", "a convoy with flour"."""
    relief = reading.lexicon.words["relief"] | {"humanitarian", "mobile", "medical"}
    return any(t.lower_ in relief or noun_lemma(t) in relief for h in roles.targets for t in h.subtree)


def _of_weapons(reading: Reading, _: Roles, token: Token) -> bool:
    """ "the seizure of a quantity of arms"."""
    return any(reading.kinds(p) & {"weapon", "materiel"} for p in below(token, "of"))


def _of_force(reading: Reading, _: Roles, token: Token) -> bool:
    """ "the arrival of fighters"."""
    return any(reading.kinds(p) & {"force"} for p in below(token, "of"))


def _of_people(_: Reading, __: Roles, token: Token) -> bool:
    """ "the influx of refugees"."""
    return any(noun_lemma(p) in _UPROOTED for p in below(token, "of"))


_UPROOTED = frozenset(
    ("refugee", "family", "resident", "civilian", "displaced", "household", "returnee", "evacuee", "migrant", "people")
)


def _route(reading: Reading, _: Roles, token: Token) -> bool:
    """ "carried from Rajin to Dunai"."""
    return any(t.i in reading.place_at for p in below(token, "to", "from", "into", "across", "at") for t in p.subtree)


def _in_hands(_: Reading, __: Roles, token: Token) -> bool:
    """ "is in rebel hands", "is ours again", "is under our control"."""
    held = any(noun_lemma(p) in ("hand", "control") for p in below(token, "in", "under"))
    return held or any(t.lower_ in ("ours", "theirs", "liberated") for t in _described(token))


def _without_power(_: Reading, __: Roles, token: Token) -> bool:
    """ "left 40,000 without power", "plunged the city into darkness"."""
    near = [
        *below(token, "without", "into"),
        *(p for c in token.children if c.dep_ == "dobj" for p in below(c, "without", "into")),
    ]
    return any(noun_lemma(p) in ("power", "electricity", "darkness", "water", "heating") for p in near)


def _transmitting(_: Reading, __: Roles, token: Token) -> bool:
    """ "stopped transmitting"."""
    return any(
        c.dep_ in ("xcomp", "dobj")
        and c.lemma_ in ("transmit", "broadcast", "transmission", "send", "signal", "report")
        for c in token.children
    )


PHRASINGS: Mapping[str, Setting] = {
    "pictured": _pictured,
    "naming": _naming,
    "in_control": _in_control,
    "at_gunpoint": _at_gunpoint,
    "owns_up": _owns_up,
    "shot_dead": _shot_dead,
    "unlisted_town": _unlisted_town,
    "tally": _tally,
    "crash_landing": _crash_landing,
    "to_fire": _to_fire,
    "under_control": _under_control,
    "under_construction": _under_construction,
    "ruined": _ruined,
    "visible": _visible,
    "on_images": _on_images,
    "at_place": _at_place,
    "when_said": _when_said,
    "sanctions_list": _sanctions_list,
    "under_way": _under_way,
    "numbered": _numbered,
    "among_dead": _among_dead,
    "in_condition": _in_condition,
    "in_custody": _in_custody,
    "out_of_service": _out_of_service,
    "with_people": _with_people,
    "newly_displaced": _newly_displaced,
    "calls_false": _calls_false,
    "to_rubble": _to_rubble,
    "unaccounted": _unaccounted,
    "under_siege": _under_siege,
    "to_hospital": _to_hospital,
    "relief_near": _relief_near,
    "of_weapons": _of_weapons,
    "of_force": _of_force,
    "of_people": _of_people,
    "route": _route,
    "in_hands": _in_hands,
    "without_power": _without_power,
    "transmitting": _transmitting,
}
