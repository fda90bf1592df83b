"""Which movers are meant: by type first, then by registration or operator; private craft only where asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import attrs

from trigpoint.model.positions import Mover, MoverKind

AIRLINE = re.compile(r"[A-Z]{3}\d")  # an operator's designator and a flight: not a private callsign (ICAO Doc 8585)
LONGEST_DESIGNATOR = 4  # a word no longer is also tried as the beginning of callsigns
PRIVATE_AIRCRAFT = "light aircraft and business jets (--include-private shows them)"
YACHTS = frozenset(
    {"36", "37", "sailing", "pleasure craft", "sailing vessel", "yacht", "pleasure", "pleasure craft/sailing"}
)


@attrs.frozen(kw_only=True)
class Selection:
    """What was asked for; empty = everything. Within one field any word fits, between fields all must."""

    types: tuple[str, ...] = ()  # ICAO type designators, or AIS ship types in words or numbers
    registrations: tuple[str, ...] = ()  # how they begin; hyphens do not matter; also an identity itself
    operators: tuple[str, ...] = ()  # part of the operator's name, or how callsigns begin
    include_private: bool = False


@attrs.frozen(kw_only=True)
class Selected:
    """Who is meant, and who was left out."""

    names: frozenset[str]
    left_out: tuple[tuple[str, int], ...]  # reason, number: the most common first


@attrs.frozen(kw_only=True)
class KnownCraft:
    """What is known of types and operators, loaded at the edge."""

    private_types: frozenset[str] = frozenset()  # ICAO designators of light aircraft and business jets
    operators: Mapping[str, str] = attrs.field(factory=dict)  # name by the designator with which its callsigns begin


def select(
    kind: MoverKind, names: Iterable[str], movers: Mapping[str, Mover], wanted: Selection, known: KnownCraft
) -> Selected:
    """The movers that fit."""
    callsigns = tuple(_callsigns_of(asked, known.operators) for asked in wanted.operators)
    kept, left_out = [], Counter[str]()
    for name in names:
        mover = movers.get(name) or Mover(id=name, kind=kind)
        reason = _why_not(mover, wanted, callsigns, known.private_types)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(name)
    return Selected(names=frozenset(kept), left_out=tuple(left_out.most_common()))


def _why_not(
    mover: Mover, wanted: Selection, callsigns: tuple[tuple[str, ...], ...], private_types: Collection[str]
) -> str:
    """Why a mover is not meant; "" where it is."""
    if wanted.types and not mover.type:
        return "whose type the file does not tell"
    if wanted.types and mover.type.casefold() not in {t.casefold() for t in wanted.types}:
        return "of other types"
    if wanted.registrations and not any(_begins(mover, r) for r in wanted.registrations):
        return "of other registrations"
    if wanted.operators and not any(_operates(mover, *o) for o in zip(wanted.operators, callsigns, strict=True)):
        return "of other operators"
    is_named = bool(wanted.types or wanted.registrations)
    if not (wanted.include_private or is_named) and is_private(mover, private_types):
        return "yachts (--include-private shows them)" if mover.kind is MoverKind.VESSEL else PRIVATE_AIRCRAFT
    return ""


def is_private(mover: Mover, private_types: Collection[str]) -> bool:
    """A yacht; or a light aircraft or business jet that flies under its own registration or none. Unknown is not private."""
    if mover.kind is MoverKind.VESSEL:
        return mover.type.strip().casefold().removesuffix(".0") in YACHTS
    if mover.military or mover.type.upper() not in private_types:
        return False
    return not AIRLINE.match(mover.callsign.upper())


def _begins(mover: Mover, asked: str) -> bool:
    start = _plain(asked)
    return bool(start) and (_plain(mover.registration).startswith(start) or mover.id.casefold() == asked.casefold())


def _callsigns_of(asked: str, operators: Mapping[str, str]) -> tuple[str, ...]:
    """How callsigns of an operator begin: its designators, and the word itself where it may be one."""
    known = tuple(designator for designator, name in operators.items() if asked.casefold() in name.casefold())
    return (*known, asked.upper()) if len(asked) <= LONGEST_DESIGNATOR else known


def _operates(mover: Mover, asked: str, callsigns: tuple[str, ...]) -> bool:
    by_callsign = bool(callsigns) and mover.callsign.upper().startswith(callsigns)
    return by_callsign or (bool(mover.operator) and asked.casefold() in mover.operator.casefold())


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())
