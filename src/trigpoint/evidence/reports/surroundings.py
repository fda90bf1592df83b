"""What must stand around a word for it to carry an event: flames, munitions, a town that changes hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from spacy.tokens import Token

from trigpoint.evidence.reports.clauses import Roles, below, clause_verb
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.model import PlaceKind

_HELD = (PlaceKind.SETTLEMENT, PlaceKind.SITE)
_HELD_NOUNS = frozenset(("town", "village", "city", "airport", "airfield", "airbase", "headquarters", "stronghold"))
_MODIFIERS = ("compound", "amod", "nmod", "nummod")


def is_labour_strike(reading: Reading, noun: Token) -> bool:
    """ "A dockers' strike", "a strike over pay", "went on strike": work stopped, nothing hit."""
    if noun_lemma(noun) != "strike":
        return False
    labour = reading.lexicon.words["labour"]
    if noun.dep_ == "pobj" and noun.head.lower_ == "on" and not any(c.dep_ != "compound" for c in noun.children):
        return True
    for child in noun.children:
        if child.dep_ in (*_MODIFIERS, "poss") and noun_lemma(child) in labour:
            return True
        if child.lower_ in ("over", "by", "of") and any(noun_lemma(p) in labour for p in child.children):
            return True
    return False


def _flames(reading: Reading, _: Roles, token: Token) -> bool:
    """ "went up in flames", "caught fire", "was set alight"."""
    words = reading.lexicon.words["flames"]
    return any(
        t.lower_ in words
        for c in token.children
        if c.dep_ in ("prep", "agent", "dobj", "acomp", "oprd", "advmod", "prt", "advcl", "ccomp")
        for t in (c, *c.children, *(below(c, "on") if c.dep_ == "dobj" else ()))
    )


def _munition(reading: Reading, _: Roles, token: Token) -> bool:
    """ "rocket fire", "artillery and mortar fire"."""
    instruments = reading.lexicon.instruments
    return any(
        instruments.get(noun_lemma(t)) == "rocket_attack"
        for c in token.children
        if c.dep_ in _MODIFIERS
        for t in (c, *c.conjuncts)
    )


def _settlement(reading: Reading, roles: Roles, token: Token) -> bool:
    """A town, base or the like that can change hands; a country is not entered to be taken."""
    for head in roles.targets or roles.actors:
        mention = reading.place_at.get(head.i)
        if mention is not None and mention.place is not None and mention.place.kind in _HELD:
            return True
        if token.lemma_ != "enter" and noun_lemma(head) in _HELD_NOUNS:
            return True
    return False


def _refuge(reading: Reading, _: Roles, token: Token) -> bool:
    """ "taken to a shelter", "bused from the village"."""
    refuges = reading.lexicon.words["refuges"]
    return any(
        p.i in reading.place_at or noun_lemma(p) in refuges
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("to", "into", "from")
        for p in c.children
        if p.dep_ == "pobj"
    )


def _relief(reading: Reading, _: Roles, token: Token) -> bool:
    """ "an aid drop", "a delivery of flour"."""
    return any(noun_lemma(t) in reading.lexicon.words["relief"] for t in _about(token))


def _about(noun: Token) -> Iterator[Token]:
    for child in noun.children:
        if child.dep_ in _MODIFIERS:
            yield child
        elif child.lower_ == "of":
            yield from child.children


def _many(reading: Reading, roles: Roles, _: Token) -> bool:
    """A number of people: one person leaving is no displacement."""
    dozens = reading.lexicon.words["dozens"]
    heads = [p for h in roles.actors for p in (h, *below(h, "of"))]
    numbers = [t for h in heads for t in (h, *(c for c in h.children if c.dep_ == "nummod"))]
    return any((t.like_num and t.lower_ not in ("one", "1")) or noun_lemma(t) in dozens for t in numbers)


def _occasion(reading: Reading, _: Roles, token: Token) -> bool:
    """A day or a place of its own or of the verb it hangs on."""
    verb = clause_verb(token)
    near = [
        *token.subtree,
        *(t for c in (verb.children if verb is not None else ()) if c.dep_ == "prep" for t in c.subtree),
    ]
    return any(t.i in reading.time_at or t.i in reading.place_at for t in near)


def _resolve(_: Reading, __: Roles, token: Token) -> bool:
    """ "voted to", "voted for", "voted that"."""
    return any(
        c.dep_ in ("xcomp", "ccomp") or (c.dep_ == "prep" and c.lower_ in ("for", "against")) for c in token.children
    )


def _death(_: Reading, __: Roles, token: Token) -> bool:
    """ "were hacked to death"."""
    return any(noun_lemma(p) == "death" for p in below(token, "to"))


def _toll(_: Reading, roles: Roles, token: Token) -> bool:
    """ "left five dead and twelve wounded"."""
    near = [*token.children, *(c for t in roles.targets for c in t.children)]
    return any(t.lower_ in STRICKEN for c in near for t in (c, *c.children))


STRICKEN = frozenset(("dead", "wounded", "injured", "hurt", "homeless", "missing", "maimed"))


def _cyber(_: Reading, __: Roles, token: Token) -> bool:
    """ "a cyber attack", "a ransomware attack"."""
    words = ("cyber", "ransomware", "malware", "hacking", "phishing", "ddos", "denial-of-service", "computer")
    return any(c.lower_ in words or c.lower_.startswith("cyber") for c in token.children if c.dep_ in _MODIFIERS)


def _positioning(_: Reading, roles: Roles, token: Token) -> bool:
    """ "lost their GPS signal", "disruption of satellite navigation"."""
    near = [token, *roles.targets, *below(token, "of"), *below(token, "with"), *below(token, "to")]
    return any(t.lower_ in _NAVIGATION for n in near for t in (n, *n.children))


_NAVIGATION = frozenset(("gps", "gnss", "navigation", "navigational", "glonass", "ads-b", "ais"))


def _under_fire(reading: Reading, _: Roles, token: Token) -> bool:
    """ "came under fire", "came under sustained bombardment"."""
    return any(
        noun_lemma(p) in reading.lexicon.words["event_nouns"] or noun_lemma(p) == "fire" for p in below(token, "under")
    )


def _burning(reading: Reading, _: Roles, token: Token) -> bool:
    """A fire that burns: it broke out, it was caused; not one that is opened, held or ceased."""
    if token.dep_ in ("nsubj", "nsubjpass"):
        return token.head.lemma_ in _BURNS
    if token.dep_ in ("dobj", "attr"):
        return token.head.lemma_ in _KINDLES
    where = [c for c in token.children if c.dep_ == "prep" and c.lower_ in ("at", "in", "near", "aboard", "on")]
    return token.dep_ in ("ROOT", "conj") and any(t.i in reading.place_at for c in where for t in c.subtree)


_BURNS = frozenset(
    ("break", "rage", "erupt", "start", "burn", "spread", "destroy", "gut", "damage", "follow", "report", "see", "rip")
)
_KINDLES = frozenset(
    ("cause", "spark", "trigger", "start", "ignite", "report", "see", "show", "fight", "extinguish", "suffer", "be")
)


def _installation(reading: Reading, roles: Roles, _: Token) -> bool:
    """A building or works under a name or with a place of its own: "the coking plant at Avdiivka", "the palace"."""
    for head in roles.targets:
        placed = any(t.i in reading.place_at for t in head.subtree)
        definite = any(c.dep_ == "det" and c.lower_ == "the" for c in head.children)
        if placed or (definite and noun_lemma(head) in _INSTALLATIONS):
            return True
    return False


_INSTALLATIONS = frozenset(
    (
        *("palace", "airport", "base", "airbase", "barracks", "headquarters", "garrison", "camp", "port", "crossing"),
        *(
            "bridge",
            "dam",
            "refinery",
            "parliament",
            "prison",
            "hospital",
            "school",
            "mill",
            "station",
            "stronghold",
            "plant",
            "compound",
            "depot",
            "arsenal",
        ),
    )
)


def _leaving(_: Reading, __: Roles, token: Token) -> bool:
    """ "ordered residents to leave", "were told to move south"."""
    return any(c.dep_ in ("xcomp", "ccomp", "advcl", "acl") and c.lemma_ in _LEAVES for c in _inner(token))


_LEAVES = frozenset(("leave", "evacuate", "move", "flee", "go", "relocate", "head"))


def _inner(token: Token) -> Iterator[Token]:
    for child in token.children:
        yield child
        if child.dep_ in ("dobj", "dative", "ccomp"):
            yield from child.children


def _relief_cargo(reading: Reading, roles: Roles, _: Token) -> bool:
    """ "lorries of flour", "a convoy with food", "a plane carrying medical supplies"."""
    relief = reading.lexicon.words["relief"] - {"air"}
    return any(t.lower_ in relief or noun_lemma(t) in relief for h in roles.actors for t in h.subtree if t != h)


def _street(_: Reading, __: Roles, token: Token) -> bool:
    """ "took to the streets"."""
    return any(noun_lemma(p) in ("street", "square") for c in ("to", "into", "onto") for p in below(token, c))


def _on_structure(reading: Reading, _: Roles, token: Token) -> bool:
    """ "work on a new base"."""
    return any("structure" in reading.kinds(p) for p in below(token, "on"))


def _on_alert(_: Reading, roles: Roles, token: Token) -> bool:
    """ "put its forces on alert", "raised its alert level"."""
    words = ("alert", "readiness", "alertness", "footing")
    near = [*roles.targets, *below(token, "on", "to", "at"), *(p for t in roles.targets for p in below(t, "on"))]
    return any(noun_lemma(t) in words for n in near for t in (n, *n.children))


def _comment(_: Reading, __: Roles, token: Token) -> bool:
    """ "declined to comment", "refused to confirm"."""
    return any(c.dep_ == "xcomp" and c.lemma_ in _COMMENTS for c in token.children)


_COMMENTS = frozenset(("comment", "say", "confirm", "discuss", "answer", "elaborate", "name", "identify", "give"))


Setting = Callable[[Reading, Roles, Token], bool]

SETTINGS: Mapping[str, Setting] = {
    "flames": _flames,
    "munition": _munition,
    "settlement": _settlement,
    "refuge": _refuge,
    "relief": _relief,
    "many": _many,
    "occasion": _occasion,
    "resolve": _resolve,
    "death": _death,
    "toll": _toll,
    "cyber": _cyber,
    "positioning": _positioning,
    "under_fire": _under_fire,
    "burning": _burning,
    "installation": _installation,
    "leaving": _leaving,
    "relief_cargo": _relief_cargo,
    "street": _street,
    "on_structure": _on_structure,
    "on_alert": _on_alert,
    "comment": _comment,
}
