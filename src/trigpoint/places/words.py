"""The words around a name that say what it is. Read from `data/place_words.yaml` at the edge; a value here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import attrs

_NONE: frozenset[str] = frozenset()


def _no_words() -> Mapping[str, str]:
    return MappingProxyType({})


@attrs.frozen(kw_only=True)
class PlaceWords:
    """Closed lists, lower case. Empty lists make a reader that knows names alone."""

    heads: Mapping[str, str] = attrs.field(factory=_no_words)  # "air base" -> "site", "province" -> "admin1"
    locative: frozenset[str] = _NONE  # before a name: it is a place
    openers: frozenset[str] = _NONE  # capitalised at the beginning of a sentence, and no part of the name behind them
    ways: frozenset[str] = _NONE  # after a name: "the Homs road", "Tripoli-based"
    parts: frozenset[str] = _NONE  # with "of" before a name: "the siege of", "residents of"
    taking: frozenset[str] = _NONE  # verbs whose object is a place: "seized", "left"
    english_speaking: frozenset[str] = _NONE  # ISO codes of countries whose towns are named like people
    titles: frozenset[str] = _NONE  # before a name: it is a person
    organisation: frozenset[str] = _NONE  # after a name, capitalised: the whole is an organisation
    organisation_of: frozenset[str] = _NONE  # "University of ..."
    vessels: frozenset[str] = _NONE  # before a name: it is a ship's or an aircraft's
    formations: frozenset[str] = _NONE  # after a name, capitalised: a fleet or a command, wherever it is
    landforms: frozenset[str] = _NONE  # after a name, capitalised: the whole is another place than the name alone
    seldom_places: frozenset[str] = _NONE  # names that are nearly always something else
    speaking: frozenset[str] = _NONE  # lemmas: the subject is a government
    governed: frozenset[str] = _NONE  # lemmas: "the Damascus government"
    parts_of_land: frozenset[str] = _NONE  # lemmas: "Syria's coast" is a place
    directions: Mapping[str, float] = attrs.field(factory=dict)  # degrees clockwise from north
    near: Mapping[str, float] = attrs.field(factory=dict)  # km by which a place widens
    demonyms: Mapping[str, str] = attrs.field(factory=_no_words)  # normalised -> ISO 3166-1 alpha-2

    @cached_property
    def longest_head(self) -> int:
        """Words in the longest head."""
        return max((h.count(" ") + 1 for h in self.heads), default=0)
