"""The words that attribute: a frozen value, parsed from `data/voices.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from trigpoint.model import Modality, SourceKind
from trigpoint.model.errors import BadVocabulary

T = TypeVar("T", Modality, SourceKind)


@attrs.frozen(kw_only=True)
class VoiceLexicon:
    """Lemmas, lowercase; names in `known` are casefolded."""

    cues: Mapping[str, Modality]  # reporting verb -> how its content is held
    object_cues: frozenset[str]
    shows: frozenset[str]
    watches: frozenset[str]
    senses: frozenset[str]
    sources_after: tuple[tuple[str, ...], ...]  # word sequences, longest first
    outer_participles: frozenset[str]
    inner_participles: frozenset[str]
    provider_participles: frozenset[str]
    evidence_nouns: Mapping[str, SourceKind]
    kinds: Mapping[str, SourceKind]
    known: Mapping[str, SourceKind]
    hedges: Mapping[str, Modality]
    governors: Mapping[str, Modality]
    negating: frozenset[str]
    attempts: frozenset[str]


def voice_lexicon(plain: Mapping[str, Any]) -> VoiceLexicon:
    """The lexicon held by the YAML. Raises BadVocabulary for a missing section or an unknown modality or kind."""
    try:
        governors = dict(plain["governors"])
        negating = frozenset(governors.pop("negating"))
        return VoiceLexicon(
            cues=_by_word(plain["cues"], Modality),
            object_cues=frozenset(plain["object_cues"]),
            shows=frozenset(plain["shows"]),
            watches=frozenset(plain["watches"]),
            senses=frozenset(plain["senses"]),
            sources_after=tuple(sorted((tuple(s.split()) for s in plain["sources_after"]), key=len, reverse=True)),
            outer_participles=frozenset(plain["outer_participles"]),
            inner_participles=frozenset(plain["inner_participles"]),
            provider_participles=frozenset(plain["provider_participles"]),
            evidence_nouns=_by_word(plain["evidence_nouns"], SourceKind),
            kinds=_by_word(plain["kinds"], SourceKind),
            known={name.casefold(): kind for name, kind in _by_word(plain["known"], SourceKind).items()},
            hedges=_by_word(plain["hedges"], Modality),
            governors=_by_word(governors, Modality),
            negating=negating,
            attempts=frozenset(plain["attempts"]),
        )
    except (KeyError, ValueError, AttributeError) as problem:
        raise BadVocabulary("voices.yaml", f"does not fit: {problem}", "compare it with the shipped file") from problem


def _by_word(groups: Mapping[str, Sequence[str]], kind: type[T]) -> dict[str, T]:
    """word -> enum member; the first group that lists a word wins."""
    table: dict[str, T] = {}
    for key, words in groups.items():
        member = kind(key)
        for word in words:
            table.setdefault(str(word), member)
    return table
