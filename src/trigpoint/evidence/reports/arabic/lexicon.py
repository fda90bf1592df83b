"""The Arabic words as the readers use them: every inflected form leads to what it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from trigpoint.evidence.reports.arabic.words import conjugated, declined, fold, nisba, phrase_index
from trigpoint.model import CountStatus, Modality, SourceKind

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@attrs.frozen(kw_only=True)
class ArabicLexicon:
    """Closed word lists, folded. `Phrases` are indexed by first word."""

    verbs: Mapping[str, frozenset[str]]  # conjugated form -> trigger classes
    nouns: Phrases  # trigger classes
    kinds: Mapping[str, frozenset[str]]  # noun -> kinds
    kind_phrases: Phrases
    cues: Mapping[str, Modality]  # conjugated form -> how it is held
    complements: Phrases
    by: Phrases
    passing: Phrases
    stops: Phrases
    negations: frozenset[str]
    planned: Phrases
    unsaid: Phrases
    background: Phrases
    denials: Phrases
    reported: frozenset[str]
    speakers: Phrases  # source kinds
    names: Phrases  # English names
    parties: Phrases  # English names
    peoples: Phrases  # adjectives and nouns of peoples -> the English word
    known_peoples: tuple[str, ...]  # English words
    abroad: Mapping[str, tuple[str, ...]]  # people -> those in whose country its forces fight
    counts: Mapping[str, CountStatus]
    units: Mapping[str, str]  # English names of what is counted
    at_least: Phrases
    numbers: Mapping[str, int]
    months: Phrases
    hijri_months: Phrases
    weekdays: Mapping[str, int]
    days_back: Phrases  # "0", "1", "2"
    place_words: Mapping[str, str]
    locatives: frozenset[str]
    near: frozenset[str]
    directions: frozenset[str]
    away: frozenset[str]
    no_places: frozenset[str]
    homographs: frozenset[str]
    landmarks: frozenset[str]
    no_place_phrases: Phrases
    leads: frozenset[str]
    quenched: frozenset[str]
    compounds: frozenset[str]
    peaceful: Phrases


def build_arabic_lexicon(plain: Mapping[str, Any]) -> ArabicLexicon:
    """From the plain lists of data/arabic.yaml. Raises KeyError for a list that is missing."""
    ambiguous = frozenset(map(fold, plain["ambiguous"]))
    verbs = _trigger_verbs(plain["triggers"], ambiguous)
    kinds = _kinds(plain["kinds"])
    cues = {
        form: Modality(name)
        for name in ("asserted", "assessed", "alleged", "denied")
        for verb in plain["cues"][name]
        for form in conjugated(*verb.split("/")) - ambiguous
    }
    counts = {form: CountStatus(name) for name, words in plain["counts"].items() for w in words for form in _forms(w)}
    numbers = {fold(w): int(value) for value, words in plain["numbers"].items() for w in words}
    weekdays = {fold(w): int(day) for day, words in plain["weekdays"].items() for w in words}
    several = {"2": plain["before_yesterday"], "1": plain["yesterday"], "0": plain["today"]}
    return ArabicLexicon(
        verbs={form: frozenset(names) for form, names in verbs.items()},
        nouns=_nouns({name: row["nouns"] for name, row in plain["triggers"].items()}),
        kinds={word: frozenset(names) for word, names in kinds.items()},
        kind_phrases=phrase_index({n: [w for w in words if " " in w] for n, words in plain["kinds"].items()}),
        cues=cues,
        complements=phrase_index({"that": plain["complements"]}),
        by=phrase_index({"by": plain["by"]}),
        passing=phrase_index({"from": plain["passing"]}),
        stops=phrase_index({"stop": plain["stops"]}),
        negations=frozenset(map(fold, plain["negations"])),
        planned=phrase_index({"planned": plain["planned"]}),
        unsaid=phrase_index({"unsaid": plain["unsaid"]}),
        denials=phrase_index({"denied": plain["denials"]}),
        background=phrase_index({"background": plain["background"]}),
        reported=frozenset(map(fold, plain["reported"])),
        speakers=phrase_index({SourceKind(k).value: words for k, words in plain["speakers"].items()}),
        names=phrase_index(_turned(plain["names"])),
        parties=phrase_index(dict(plain["parties"])),
        peoples=phrase_index(
            {english: [f for w in words for f in nisba(w)] for english, words in plain["peoples"].items()}
        ),
        known_peoples=tuple(plain["peoples"]),
        abroad={people: tuple(others) for people, others in plain["abroad"].items()},
        counts=counts,
        units={fold(w): unit for unit, words in plain["units"].items() for w in words},
        at_least=phrase_index({"at least": plain["at_least"]}),
        numbers=numbers,
        months=phrase_index({str(k): words for k, words in plain["months"].items()}),
        hijri_months=phrase_index({str(k): words for k, words in plain["hijri_months"].items()}),
        weekdays=weekdays,
        days_back=phrase_index(several),
        place_words={fold(w): kind for kind, words in plain["place_words"].items() for w in words},
        locatives=frozenset(map(fold, plain["locatives"])),
        near=frozenset(map(fold, plain["near"])),
        directions=frozenset(map(fold, plain["directions"])),
        away=frozenset(map(fold, plain["from"])),
        no_places=_no_places(plain, numbers, weekdays),
        no_place_phrases=phrase_index({"no": plain["no_place_phrases"]}),
        homographs=frozenset(map(fold, plain["homographs"])),
        landmarks=frozenset(map(fold, plain["landmarks"])),
        leads=frozenset(map(fold, plain["leads"])),
        quenched=frozenset(map(fold, plain["quenched"])),
        peaceful=phrase_index({"peaceful": plain["peaceful"]}),
        compounds=frozenset(map(fold, plain["compounds"])),
    )


def _trigger_verbs(table: Mapping[str, Any], ambiguous: frozenset[str]) -> dict[str, set[str]]:
    """Every person of the verbs but the first: what "we" do is no report."""
    verbs: dict[str, set[str]] = {}
    for name, row in table.items():
        for verb in row["verbs"]:
            we = "ن" + fold(verb.partition("/")[2])
            for form in conjugated(*verb.split("/")) - ambiguous:
                if not form.startswith(we):
                    verbs.setdefault(form, set()).add(name)
    return verbs


def _kinds(table: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Nouns of one word with their dual and accusative."""
    kinds: dict[str, set[str]] = {}
    for name, words in table.items():
        for word in (w for w in words if " " not in w):
            for form in declined(word):
                kinds.setdefault(form, set()).add(name)
    return kinds


def _forms(word: str) -> set[str]:
    """A noun as it stands, a verb ("قتل/قتل") in all its persons."""
    return conjugated(*word.split("/")) if "/" in word else {fold(word)}


def _no_places(plain: Mapping[str, Any], *more: Mapping[str, int]) -> frozenset[str]:
    """Words that this lexicon knows as something else are no names of places when they stand alone."""
    lists = [
        *plain["place_words"].values(),
        *plain["kinds"].values(),
        *plain["months"].values(),
        plain["no_places"],
        plain["locatives"],
    ]
    lists += [plain["today"], plain["yesterday"], *(row["nouns"] for row in plain["triggers"].values())]
    known = {fold(w) for words in lists for w in words if " " not in w}
    return frozenset(known | {form for table in more for form in table} | {"ال" + w for w in known})


def _nouns(table: Mapping[str, list[str]]) -> Phrases:
    """Phrases of one word also in their dual."""
    spelt = {
        name: [f for w in words for f in (sorted(declined(w)) if " " not in w else [w])]
        for name, words in table.items()
    }
    return phrase_index(spelt)


def _turned(table: Mapping[str, str]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {}
    for arabic, english in table.items():
        turned.setdefault(english, []).append(arabic)
    return turned
