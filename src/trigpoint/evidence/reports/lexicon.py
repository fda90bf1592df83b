"""What the extractor knows of words: event types, what triggers them, and kinds of things. Frozen values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from trigpoint.evidence.reports.speech.voice_lexicon import VoiceLexicon
from trigpoint.model.errors import BadVocabulary


@attrs.frozen(kw_only=True)
class EventType:
    """One row of `data/event_types.yaml`."""

    key: str
    label: str
    description: str
    family: str  # types of one family may describe one happening
    cardinality: str  # "point": happens at a time; "ongoing": a state or activity that lasts
    acled: str  # ACLED sub_event_type; "" = none fits
    plover: str  # PLOVER event type; "" = none fits
    cameo: str  # CAMEO root code, two digits; "" = none fits


@attrs.frozen(kw_only=True)
class Trigger:
    """A sense of a word that makes it carry an event type.

    `subject` and `object` hold kinds (see `Lexicon.kinds`); empty = anything goes. `needs` names the arguments without
    which the word means something else: actor, target, place, time.
    """

    type: str
    pos: str  # "VERB" or "NOUN"
    subject: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    not_subject: frozenset[str] = frozenset()
    not_object: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()  # one of these must follow: "carry out", "fire on"
    needs: frozenset[str] = frozenset()
    weight: float = 0.0  # added to the candidate's score: how rarely the word means anything else
    generic: bool = False  # the type is refined by instrument and setting: strike -> airstrike, drone_strike...


@attrs.frozen(kw_only=True)
class Lexicon:
    """Everything read from `data/event_types.yaml` and `data/lexicon_*.yaml`. Lemmas, lowercase."""

    event_types: Mapping[str, EventType]
    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, tuple[Trigger, ...]]
    kinds: Mapping[str, frozenset[str]]  # head lemma -> kinds of thing: weapon, structure, force...
    instruments: Mapping[str, str]  # lemma -> event type it refines a generic strike to
    outcomes: Mapping[str, str]  # lemma -> outcome word
    casualties: Mapping[str, str]  # lemma -> count status
    words: Mapping[str, frozenset[str]]  # closed lists by name: "support_verbs", "anaphors"...
    voices: VoiceLexicon


_TRIGGER_SETS = ("subject", "object", "not_subject", "not_object", "particles", "needs")


def build_lexicon(plain: Mapping[str, Any], voices: VoiceLexicon) -> Lexicon:
    """The lexicon from the parsed YAML files, keyed by section. Raises BadVocabulary for a row that does not fit."""
    try:
        types = {key: EventType(key=key, **row) for key, row in plain["event_types"].items()}
        triggers = [t for row in plain["triggers"] for t in _triggers(row, types)]
        return Lexicon(
            event_types=types,
            verbs=_by_lemma(triggers, "VERB"),
            nouns=_by_lemma(triggers, "NOUN"),
            kinds=_kinds(plain["kinds"]),
            instruments=_inverted(plain["instruments"]),
            outcomes=_inverted(plain["outcomes"]),
            casualties=_inverted(plain["casualties"]),
            words={name: frozenset(map(str, row)) for name, row in plain["words"].items()},
            voices=voices,
        )
    except (KeyError, TypeError, AttributeError) as problem:
        raise BadVocabulary("lexicon", f"does not fit: {problem}", "compare it with the shipped files") from problem


def _triggers(row: Mapping[str, Any], types: Mapping[str, EventType]) -> list[tuple[str, Trigger]]:
    if row["type"] not in types:
        raise BadVocabulary("lexicon_triggers.yaml", f"names the unknown type {row['type']!r}", "add it to event_types")
    known = {"type", "verbs", "nouns", "weight", "generic", *_TRIGGER_SETS}
    if extra := set(row) - known:
        raise BadVocabulary("lexicon_triggers.yaml", f"{row['type']} has unknown keys {sorted(extra)}", "remove them")
    sets = {name: frozenset(map(str, row.get(name, ()))) for name in _TRIGGER_SETS}
    weight, generic = float(row.get("weight", 0.0)), bool(row.get("generic", False))
    return [
        (str(lemma), Trigger(type=row["type"], pos=pos, weight=weight, generic=generic, **sets))
        for pos, words in (("VERB", row.get("verbs", ())), ("NOUN", row.get("nouns", ())))
        for lemma in words
    ]


def _by_lemma(triggers: Sequence[tuple[str, Trigger]], pos: str) -> dict[str, tuple[Trigger, ...]]:
    table: dict[str, tuple[Trigger, ...]] = {}
    for lemma, trigger in triggers:
        if trigger.pos == pos:
            table[lemma] = (*table.get(lemma, ()), trigger)
    return table


def _kinds(groups: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for kind, lemmas in groups.items():
        for lemma in lemmas:
            table[str(lemma)] = table.get(str(lemma), frozenset()) | {kind}
    return table


def _inverted(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {str(lemma): key for key, lemmas in groups.items() for lemma in lemmas}
