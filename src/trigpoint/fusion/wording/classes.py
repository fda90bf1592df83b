"""What happened, to what, with what and with what result: classes of words that English and Arabic sentences share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from trigpoint.evidence.reports.arabic.words import conjugated, declined, fold, forms_of
from trigpoint.model.errors import BadVocabulary

KINDS = ("event", "outcome", "weapon", "object")
_ENGLISH = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?", re.IGNORECASE)
_ARABIC = re.compile("[\u0621-\u065f\u0670-\u06d3]+")
_IES, _ES = re.compile(r"[^aeiou]y$"), re.compile(r"(?:[sxz]|[cs]h)$")

Index = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word -> the others and the class


@attrs.frozen(kw_only=True)
class Told:
    """Words at [start, end) and the classes they may be of; none for words that say nothing of the kind."""

    start: int
    end: int
    words: str
    classes: frozenset[str]


@attrs.frozen(kw_only=True, eq=False)
class WordClasses:
    """The classes by their words. The empty ones find nothing."""

    english: Index = attrs.field(factory=dict)
    arabic: Index = attrs.field(factory=dict)
    kind_of: Mapping[str, str] = attrs.field(factory=dict)
    bears: Mapping[str, frozenset[str]] = attrs.field(factory=dict)  # class -> itself and all that it says as well
    of_type: Mapping[str, frozenset[str]] = attrs.field(factory=dict)  # event type -> classes
    together: tuple[tuple[str, str, str], ...] = ()
    moves: frozenset[str] = frozenset()  # arrival, departure and the like
    loose: frozenset[str] = frozenset()  # asked about only where the evidence says another class of the kind

    @cached_property
    def is_empty(self) -> bool:
        """Nothing is known."""
        return not self.kind_of

    def found(self, text: str) -> Iterator[Told]:
        """Left to right; where phrases overlap, the longest counts."""
        yield from _found(
            text, [(m.start(), m.end(), frozenset({_plain(m[0])})) for m in _ENGLISH.finditer(text)], self.english
        )
        if self.arabic and _ARABIC.search(text):
            words = [(m.start(), m.end(), forms_of(fold(m[0]))) for m in _ARABIC.finditer(text)]
            yield from _found(text, words, self.arabic)

    def said(self, texts: Iterable[str], types: Iterable[str] = ()) -> frozenset[str]:
        """Every class that these words and event types say, with all that those say as well.

        A move that a type alone says counts only where the words say no other: what arrived did not leave.
        """
        direct = {c for text in texts for told in self.found(text) for c in told.classes}
        typed = {c for t in types for c in self.of_type.get(t, ())}
        return self.widened(direct | {c for c in typed if c not in self.moves or not direct & self.moves})

    def widened(self, classes: Iterable[str]) -> frozenset[str]:
        """With what they say as well, alone and together."""
        said = {w for c in classes for w in self.bears.get(c, frozenset({c}))}
        more = True
        while more:
            new = {w for a, b, c in self.together if a in said and b in said for w in self.bears[c]} - said
            said |= new
            more = bool(new)
        return frozenset(said)


NO_CLASSES = WordClasses()


def build_classes(plain: Mapping[str, Any]) -> WordClasses:
    """From the parsed `word_classes.yaml`. Raises BadVocabulary for a part that does not fit."""
    try:
        rows = {name: (kind, row) for kind in KINDS for name, row in plain[kind].items()}
        english: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        arabic: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        nouns = {
            n: dict.fromkeys(f for g in row.get("nouns", ()) for f in _nouns(str(g))) for n, (_, row) in rows.items()
        }
        every = {form for forms in nouns.values() for form in forms}
        for name, (_, row) in rows.items():
            verbs = dict.fromkeys(f for g in row.get("verbs", ()) for f in _verbs(str(g)))
            for form in (*nouns[name], *(f for f in verbs if f not in every)):  # "bomb", "shells" are taken for nouns
                _put(english, form, name)
            for form in dict.fromkeys(_arabic_forms(row)):
                _put(arabic, form, name)
        for phrase in plain["passed_over"]:
            _put(english, str(phrase), "")
        armed = {n for n, (kind, _) in rows.items() if kind == "weapon"} - set(plain["unarmed"])
        direct = {n: {*row.get("bears", ()), *(plain["armed"] if n in armed else ())} for n, (_, row) in rows.items()}
        if unknown := {b for held in direct.values() for b in held} - set(rows):
            raise ValueError(f"{', '.join(sorted(unknown))} is borne and is no class")
        of_type: dict[str, set[str]] = defaultdict(set)
        for name, (_, row) in rows.items():
            for kind in row.get("types", ()):
                of_type[str(kind)].add(name)
        return WordClasses(
            english={k: tuple(v) for k, v in english.items()},
            arabic={k: tuple(v) for k, v in arabic.items()},
            kind_of={n: kind for n, (kind, _) in rows.items()},
            bears={n: _closure(n, direct) for n in rows},
            of_type={k: frozenset(v) for k, v in of_type.items()},
            moves=frozenset(map(str, plain["moves"])),
            loose=frozenset(map(str, plain["loose"])),
            together=tuple((str(a), str(b), str(c)) for a, b, c in plain["together"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise BadVocabulary(
            "word_classes.yaml", f"does not fit: {problem}", "compare it with the shipped file"
        ) from problem


def _found(text: str, words: Sequence[tuple[int, int, frozenset[str]]], index: Index) -> Iterator[Told]:
    at = 0
    while at < len(words):
        best: dict[int, set[str]] = defaultdict(set)
        for form in words[at][2]:
            for parts, name in index.get(form, ()):
                if at + len(parts) < len(words) and all(p in words[at + 1 + k][2] for k, p in enumerate(parts)):
                    best[len(parts)].add(name)
        if not best:
            at += 1
            continue
        size = max(best) + 1
        start, end = words[at][0], words[at + size - 1][1]
        classes = frozenset(best[size - 1])
        if "" not in classes:
            yield Told(start=start, end=end, words=text[start:end], classes=classes)
        at += size


def _plain(word: str) -> str:
    return re.sub(r"['’].*$", "", word).casefold()


def _put(index: dict[str, list[tuple[tuple[str, ...], str]]], form: str, name: str) -> None:
    first, *others = form.split()
    if (tuple(others), name) not in index[first]:
        index[first].append((tuple(others), name))


def _closure(name: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found, new = {name}, {name}
    while new:
        new = {b for n in new for b in direct[n]} - found
        found |= new
    return frozenset(found)


def _nouns(given: str) -> Iterator[str]:
    """A noun and its plural: the last word of a phrase."""
    if "/" in given:
        yield from (_spaced(g) for g in given.split("/"))
        return
    plain = _spaced(given)
    yield plain
    yield _plural(plain)


def _verbs(given: str) -> Iterator[str]:
    """A verb's forms: the first word of a phrase. "drop+" doubles its consonant; "a/b/c" are forms as they stand."""
    given, _, rest = given.partition(" ") if "/" not in given else (given, "", "")
    if "/" in given:
        yield from (_spaced(g) for g in given.split("/"))
        return
    is_doubled, stem = given.endswith("+"), _spaced(given.removesuffix("+"))
    *lead, last = stem.split()  # "carpet bomb" is spelt with a hyphen
    double = last + last[-1] if is_doubled else last
    if last.endswith("e"):
        forms = [last, last + "s", last + "d", last[:-1] + "ing"]
    elif _IES.search(last):
        forms = [last, last[:-1] + "ies", last[:-1] + "ied", last + "ing"]
    else:
        forms = [last, _plural(last), double + "ed", double + "ing"]
    yield from (" ".join(filter(None, [*lead, form, rest])) for form in forms)


def _plural(word: str) -> str:
    if _IES.search(word):
        return word[:-1] + "ies"
    return word + ("es" if _ES.search(word) else "s")


def _spaced(word: str) -> str:
    return " ".join(re.findall(r"[a-zé0-9]+", word.casefold().replace("'s", " ")))


def _arabic_forms(row: Mapping[str, Any]) -> Iterator[str]:
    for noun in row.get("arabic_nouns", ()):
        first, *rest = [fold(w) for w in str(noun).split()]
        yield from (" ".join([form, *rest]) for form in (declined(first) if not rest else {first}))
        if first.startswith("ال"):
            yield " ".join([first[2:], *rest])
    for verb in row.get("arabic_verbs", ()):
        perfect, _, imperfect = str(verb).partition("/")
        if " " not in perfect:
            yield from conjugated(perfect, imperfect)
