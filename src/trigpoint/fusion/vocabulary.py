"""What the joining of claims knows of words: a value read from `data/linking.yaml`, handed in by the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from trigpoint.model.errors import BadVocabulary


@attrs.frozen(kw_only=True)
class LinkVocabulary:
    """Words by what they mean for joining. Lowercase throughout; the empty vocabulary joins on equal words only."""

    kinds: Mapping[str, frozenset[str]] = MappingProxyType({})  # event type -> kinds of happening it may tell of
    durable: frozenset[str] = frozenset()  # kinds that last: one building site, reported again
    parties: Mapping[str, str] = MappingProxyType({})  # a name of a belligerent -> the belligerent
    part_of: Mapping[str, str] = MappingProxyType({})  # a belligerent -> the one it belongs to
    states: frozenset[str] = frozenset()  # belligerents that "the government" may mean
    owners: Mapping[str, str] = MappingProxyType({})  # a name, lowercase -> who owns it
    demonyms: Mapping[str, str] = MappingProxyType({})  # "syrian" -> "syria"
    vague_targets: frozenset[str] = frozenset()  # heads that may stand for any target
    military_targets: frozenset[str] = frozenset()  # words for military sites, loosely used for one another
    civil_targets: frozenset[str] = frozenset()  # words for what is no military site
    vague_actors: frozenset[str] = frozenset()  # words for who did it that name nobody
    role_words: frozenset[str] = frozenset()  # in what capacity a named source speaks
    parts_of_day: Mapping[str, tuple[int, int]] = MappingProxyType({})  # words -> hours [from, to)
    parts_of_place: Mapping[str, int] = MappingProxyType({})  # words -> the row they stand in
    counted_happenings: frozenset[str] = frozenset()  # what a total counts
    leaves_damage: frozenset[str] = frozenset()  # kinds that may be seen from above as damage to structures
    leaves_works: frozenset[str] = frozenset()  # kinds that may be seen from above as building or clearing
    labels: Mapping[str, str] = MappingProxyType({})  # event type -> label for titles


A_GOVERNMENT = "a government"  # the belligerent "the government" stands for until one is named
EMPTY = LinkVocabulary()
EventTypeTable: TypeAlias = LinkVocabulary


def build_vocabulary(plain: Mapping[str, Any], labels: Mapping[str, str]) -> LinkVocabulary:
    """The vocabulary from the parsed `linking.yaml`. Raises BadVocabulary for a part that does not fit."""
    try:
        parties = {name: _row(row) for name, row in plain["parties"].items()}
        return LinkVocabulary(
            kinds={str(k): frozenset(map(str, v)) for k, v in plain["types"].items()},
            durable=frozenset(map(str, plain["durable"])),
            parties={str(alias): str(name) for name, (names, _) in parties.items() for alias in [name, *names]},
            part_of={str(name): str(whole) for name, (_, whole) in parties.items() if whole},
            states=frozenset(map(str, plain["states"])),
            owners={str(name).casefold(): str(k) for k, names in plain["owners"].items() for name in names},
            demonyms={str(k): str(v) for k, v in plain["demonyms"].items()},
            vague_targets=frozenset(map(str, plain["vague_targets"])),
            military_targets=frozenset(map(str, plain["military_targets"])),
            civil_targets=frozenset(map(str, plain["civil_targets"])),
            vague_actors=frozenset(map(str, plain["vague_actors"])),
            role_words=frozenset(map(str, plain["role_words"])),
            parts_of_day={str(k): (int(v[0]), int(v[1])) for k, v in plain["parts_of_day"].items()},
            parts_of_place={str(word): n for n, row in enumerate(plain["parts_of_place"]) for word in row},
            counted_happenings=frozenset(map(str, plain["counted_happenings"])),
            leaves_damage=frozenset(map(str, plain["leaves_damage"])),
            leaves_works=frozenset(map(str, plain["leaves_works"])),
            labels=dict(labels),
        )
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as problem:
        raise BadVocabulary("linking.yaml", f"does not fit: {problem}", "compare it with the shipped file") from problem


def _row(row: Mapping[str, Any]) -> tuple[Sequence[str], str]:
    return row["names"], str(row.get("part_of", ""))
