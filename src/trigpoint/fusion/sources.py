"""Which names mean one source: learned over all claims, by general rules, without a list of sources.

In this order: the same stems in any order; an acronym and the one name with those initials; a shorter name whose stems all lie
in exactly one longer name; a surname and the one person who bears it; a misprint. A name that fits two others stays apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import attrs
from rapidfuzz import fuzz

from trigpoint.fusion.facts import party_of
from trigpoint.fusion.names import (
    acronym_of,
    bracketed_acronym,
    cased_words_of,
    initials_of,
    stem,
    words_of,
)
from trigpoint.fusion.vocabulary import LinkVocabulary

_ALIKE = 92.0  # rapidfuzz ratio from which two long names are one, misprinted
_LONG = 10  # letters from which a misprint is told from another name


def same_sources(names: Counter[str], words: LinkVocabulary) -> dict[str, str]:
    """Each name as written -> the name that stands for its source: its commonest full form."""
    ordered = sorted(names, key=lambda n: (-names[n], -len(n), n))
    stems = {name: source_stems(name, words) for name in ordered}
    classes = _Classes(ordered)
    _join_equal_stems(ordered, stems, classes)
    _join_acronyms(ordered, classes)
    _join_contained(ordered, stems, classes)
    _join_surnames(ordered, classes)
    _join_misprints(ordered, stems, classes)
    return classes.leaders()


def with_owners(words: LinkVocabulary, owners: Mapping[str, str]) -> LinkVocabulary:
    """The vocabulary with a case's own table of outlets and owners, which goes before the shipped one."""
    if not owners:
        return words
    own = {
        key: owner.casefold()
        for outlet, owner in owners.items()
        for key in (outlet.casefold(), party_of(outlet, words))
    }
    return attrs.evolve(words, owners={**words.owners, **{key: owner for key, owner in own.items() if key}})


@lru_cache(maxsize=65536)
def _cased(name: str) -> tuple[tuple[str, bool], ...]:
    return tuple(cased_words_of(name))


def source_stems(name: str, words: LinkVocabulary) -> frozenset[str]:
    """Stems that tell a source apart: without the lowercase words for its role, unless nothing else is left."""
    kept = [
        w
        for w, capital in _cased(name)
        if capital or (w.rstrip("s") not in words.role_words and w not in words.role_words)
    ]
    # a name that is all description ("local officials", "the health ministry") is kept whole
    chosen = kept if any(capital for _, capital in _cased(name)) and kept else list(words_of(name))
    return frozenset(stem(w) for word in chosen for w in words.demonyms.get(word, word).split()) or frozenset({name})


class _Classes:
    """Names joined so far."""

    def __init__(self, names: list[str]) -> None:
        self._up = {name: name for name in names}
        self._rank = {name: n for n, name in enumerate(names)}

    def top(self, name: str) -> str:
        while self._up[name] != name:
            self._up[name] = self._up[self._up[name]]
            name = self._up[name]
        return name

    def join(self, a: str, b: str) -> None:
        first, second = sorted((self.top(a), self.top(b)), key=lambda n: self._rank[n])
        self._up[second] = first

    def leaders(self) -> dict[str, str]:
        members: dict[str, list[str]] = defaultdict(list)
        for name in self._up:
            members[self.top(name)].append(name)
        best = {top: min(group, key=lambda n: (bool(acronym_of(n)), self._rank[n])) for top, group in members.items()}
        return {name: best[self.top(name)] for name in self._up}


def _join_equal_stems(names: list[str], stems: Mapping[str, frozenset[str]], classes: _Classes) -> None:
    first: dict[frozenset[str], str] = {}
    for name in names:
        classes.join(first.setdefault(stems[name], name), name)


def _join_acronyms(names: list[str], classes: _Classes) -> None:
    """NMG and the one name with these initials, or the one that carries it in brackets."""
    spelled: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for form in initials_of(name) | ({bracketed_acronym(name)} - {""}):
            spelled[form].add(name)
    for name in names:
        form = acronym_of(name)
        tops = {classes.top(n) for n in spelled.get(form, ())} - {classes.top(name)} if form else set()
        if len(tops) == 1:
            classes.join(name, tops.pop())


def _join_contained(names: list[str], stems: Mapping[str, frozenset[str]], classes: _Classes) -> None:
    """A name of two stems or more that all lie in the names of exactly one other source."""
    holders: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for s in stems[name]:
            holders[s].add(name)
    for name in names:
        if len(stems[name]) < 2:
            continue
        longer = set.intersection(*(holders[s] for s in stems[name]))
        tops = {classes.top(n) for n in longer if stems[n] > stems[name]} - {classes.top(name)}
        if len(tops) == 1:
            classes.join(name, tops.pop())


def _join_surnames(names: list[str], classes: _Classes) -> None:
    people: dict[str, set[str]] = defaultdict(set)
    for name in names:
        cased = cased_words_of(name)
        if 2 <= len(cased) <= 3 and all(capital for _, capital in cased):
            people[cased[-1][0]].add(name)
    for name in names:
        cased = cased_words_of(name)
        if len(cased) == 1 and cased[0][1] and not name.startswith(("the ", "The ")):
            tops = {classes.top(n) for n in people.get(cased[0][0], ())} - {classes.top(name)}
            if len(tops) == 1:
                classes.join(name, tops.pop())


def _join_misprints(names: list[str], stems: Mapping[str, frozenset[str]], classes: _Classes) -> None:
    """Long names that differ by a letter or two; compared only within blocks that share a first stem and a length."""
    blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
    keys = {name: " ".join(sorted(stems[name])) for name in names}
    for name in names:
        if len(keys[name]) >= _LONG and not any(c.isdigit() for c in name):
            blocks[keys[name][:3], len(stems[name])].append(name)
    for block in blocks.values():
        for n, name in enumerate(block[:300]):
            for other in block[:n]:
                if _differ_by_a_slip(keys[name], keys[other]):
                    classes.join(name, other)


def _differ_by_a_slip(a: str, b: str) -> bool:
    """Alike as a whole, and word for word: "Northern" and "Southern" are no misprint, single letters are names."""
    if fuzz.ratio(a, b) < _ALIKE:
        return False
    left, right = a.split(), b.split()
    return all(
        x == y or (min(len(x), len(y)) >= 6 and x[0] == y[0] and fuzz.ratio(x, y) >= 85)
        for x, y in zip(left, right, strict=True)
    )


def contained(names: Iterable[str], words: LinkVocabulary) -> dict[str, str]:
    """Names whose stems, two or more, all lie in exactly one other of the names -> that name."""
    stems = {name: source_stems(name, words) for name in names}
    holders: dict[str, set[str]] = defaultdict(set)
    for name, mine in stems.items():
        for s in mine:
            holders[s].add(name)
    found = {}
    for name, mine in stems.items():
        longer = set.intersection(*(holders[s] for s in mine)) - {name} if len(mine) >= 2 else set()
        longer = {n for n in longer if stems[n] > mine}
        if len(longer) == 1:
            found[name] = longer.pop()
    return found
