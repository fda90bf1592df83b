"""The lint of estimative language: one scale in a text, its own words, likelihood and confidence apart.

| code | found | is a fault |
|---|---|---|
| foreign-term | a word of another scale, or of none ("virtually certain" in a text on ICD 203) | yes |
| two-scales | words that only different scales have, where the text names no scale | yes |
| likelihood-with-confidence | both in one sentence (ICD 203, D.6.e) | yes |
| range | a percentage beside a word that does not cover it | yes |
| certainty | certainty beyond the scale | yes |
| negated | "not likely", "not unlikely": the reader cannot tell the range | yes |
| mixed-rows | words of both rows of ICD 203 | no |
| vague | "may", "possibly": doubt without a range | no |

Words in quotation marks are others' and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import attrs

from trigpoint.fusion.wording.scales import nearest_term, range_words, scales_naming, term_named
from trigpoint.fusion.wording.sentences import outside_quotes
from trigpoint.fusion.wording.vocabulary import EstimativeWords
from trigpoint.model.assessment import Scale, Term

_PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)(?:\s*(?:-|\u2013|to)\s*(\d{1,3}(?:\.\d+)?))?\s*(?:%|per ?cent\b)")
_NOT = re.compile(r"\b(?:not|never|hardly|n['\u2019]t)\s+(?:at all\s+|very\s+|so\s+)?$", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Line:
    """A sentence and the line of the file it begins on."""

    line: int
    text: str


@attrs.frozen(kw_only=True)
class Finding:
    """One place where the language of estimates is off."""

    line: int
    code: str
    phrase: str
    says: str
    remedy: str
    is_fault: bool = True


@attrs.frozen(kw_only=True)
class Phrase:
    """A word of likelihood in a sentence: characters [start, end)."""

    start: int
    end: int
    words: str  # lower case, single spaces
    before: str  # the characters before it, 40 at most


def lint(
    lines: Sequence[Line], *, scales: Mapping[str, Scale], words: EstimativeWords, declared: str = "", default: str = ""
) -> list[Finding]:
    """Every finding in order of lines. `declared`: the scale the text names; "" = it names none, `default` is meant."""
    found = {line: likelihood_phrases(line.text, scales, words) for line in lines}
    scale = scales[declared or default]
    out = [] if declared else list(_two_scales(lines, found, scales, scale))
    told = {(f.line, f.phrase) for f in out}
    for line in lines:
        for finding in _in_sentence(line, found[line], scale, scales, words):
            if (finding.line, finding.phrase) not in told:
                out.append(finding)
    out += _mixed_rows(lines, found, scale)
    return sorted(out, key=lambda f: (f.line, not f.is_fault, f.code, f.phrase))


def likelihood_phrases(text: str, scales: Mapping[str, Scale], words: EstimativeWords) -> list[Phrase]:
    """Words of likelihood outside quotation marks, the longest reading of each place."""
    bare = outside_quotes(text)
    homemade = tuple(phrase for phrase, _, _ in words.homemade)
    pattern = _pattern(tuple(f for s in scales.values() for t in s.terms for f in (t.term, *t.forms)) + homemade)
    return [
        Phrase(start=m.start(), end=m.end(), words=_spelt(m[0]), before=bare[max(0, m.start() - 40) : m.start()])
        for m in pattern.finditer(bare)
    ]


def has_confidence(text: str, words: EstimativeWords) -> bool:
    """Whether a sentence grades the evidence, outside quotation marks."""
    return _pattern(words.confidence).search(outside_quotes(text)) is not None


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(set(phrases), key=lambda p: (-len(p), p))
    spelt = "|".join(r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", p))) for p in longest)
    return re.compile(rf"(?<![\w-])(?:{spelt})(?![\w-])", re.IGNORECASE)


def _spelt(phrase: str) -> str:
    return " ".join(phrase.casefold().split())


def _two_scales(
    lines: Sequence[Line], found: Mapping[Line, list[Phrase]], scales: Mapping[str, Scale], scale: Scale
) -> Iterator[Finding]:
    """Words that no single scale has together; each foreign one is named beside the first that is at home."""
    home = next((p.words for line in lines for p in found[line] if term_named(scale, p.words)), "")
    if not home:
        return
    for line in lines:
        for phrase in found[line]:
            others = scales_naming(scales, phrase.words)
            if others and not term_named(scale, phrase.words) and term_named(others[0], home) is None:
                yield _two(line, phrase, others[0], scale, home)


def _two(line: Line, phrase: Phrase, other: Scale, scale: Scale, home: str) -> Finding:
    theirs = term_named(other, phrase.words)
    near = nearest_term(scale, theirs.low, theirs.high) if theirs else scale.terms[0]
    return Finding(
        line=line.line,
        code="two-scales",
        phrase=phrase.words,
        says=f"“{phrase.words}” is a word of {other.name}, and “{home}” one of {scale.name}: two scales in one text",
        remedy=f"keep to one; nearest in {scale.name}: “{near.term}” ({range_words(near.low, near.high)})",
    )


def _in_sentence(
    line: Line, phrases: Sequence[Phrase], scale: Scale, scales: Mapping[str, Scale], words: EstimativeWords
) -> Iterator[Finding]:
    for phrase in phrases:
        term = term_named(scale, phrase.words)
        if _NOT.search(phrase.before):
            yield _negated(line, phrase, term, scale)
        elif term is None:
            yield _foreign(line, phrase, scale, scales, words)
        else:
            yield from _out_of_range(line, phrase, term)
    if phrases and has_confidence(line.text, words):
        yield Finding(
            line=line.line,
            code="likelihood-with-confidence",
            phrase=phrases[0].words,
            says=f"“{phrases[0].words}” and a level of confidence stand in one sentence",
            remedy="give the confidence, with its reasons, a sentence of its own (ICD 203, D.6.e)",
        )
    yield from _loose_words(line, phrases, scale, words)


def _negated(line: Line, phrase: Phrase, term: Term | None, scale: Scale) -> Finding:
    low, high = (term.low, term.high) if term else (0.2, 0.5)
    near = nearest_term(scale, 1 - high, 1 - low)
    return Finding(
        line=line.line,
        code="negated",
        phrase=phrase.words,
        says=f"“not {phrase.words}” has no range",
        remedy=f"say what is meant; the opposite in {scale.name} is “{near.term}” ({range_words(near.low, near.high)})",
    )


def _foreign(line: Line, phrase: Phrase, scale: Scale, scales: Mapping[str, Scale], words: EstimativeWords) -> Finding:
    others = scales_naming(scales, phrase.words)
    taken = next(((low, high) for p, low, high in words.homemade if p == phrase.words), (0.0, 1.0))
    theirs = term_named(others[0], phrase.words) if others else None
    low, high = (theirs.low, theirs.high) if theirs else taken
    near = nearest_term(scale, low, high)
    whose = f"; it is a word of {others[0].name} ({range_words(low, high)})" if others else ""
    return Finding(
        line=line.line,
        code="foreign-term",
        phrase=phrase.words,
        says=f"“{phrase.words}” is not a word of {scale.name}{whose}",
        remedy=f"nearest: “{near.term}” ({range_words(near.low, near.high)}); words of others stay as they are in quotation marks",
    )


def _out_of_range(line: Line, phrase: Phrase, term: Term) -> Iterator[Finding]:
    """The percentage nearest to a word in one clause must lie in its range."""
    near = line.text[max(0, phrase.start - 25) : phrase.end + 25]
    for found in _PERCENT.finditer(outside_quotes(near)):
        low, high = float(found[1]) / 100, float(found[2] or found[1]) / 100
        if low < term.low - 1e-9 or high > term.high + 1e-9:
            yield Finding(
                line=line.line,
                code="range",
                phrase=phrase.words,
                says=f"“{phrase.words}” covers {range_words(term.low, term.high)}, not {found[0].strip()}",
                remedy="let the word and the number agree",
            )


def _loose_words(line: Line, phrases: Sequence[Phrase], scale: Scale, words: EstimativeWords) -> Iterator[Finding]:
    left = list(outside_quotes(line.text))
    for phrase in phrases:  # "almost no chance" is no "no chance"
        left[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
    bare = "".join(left)
    for found in _pattern(words.certainty).finditer(bare):
        yield Finding(
            line=line.line,
            code="certainty",
            phrase=_spelt(found[0]),
            says=f"“{_spelt(found[0])}” claims a certainty that {scale.name} has no word for",
            remedy=f"state it plainly with its evidence, or use “{scale.terms[-1].term if scale.nested else _top(scale).term}”",
        )
    vague = [_spelt(f[0]) for f in _pattern(words.vague).finditer(bare) if f[0] != "May"]
    for loose in dict.fromkeys(vague):
        yield Finding(
            line=line.line,
            code="vague",
            phrase=loose,
            says=f"“{loose}” has no range",
            remedy=f"where you can, use a word of {scale.name}",
            is_fault=False,
        )


def _top(scale: Scale) -> Term:
    return max((t for t in scale.terms if t.row == 0), key=lambda t: t.low)


def _mixed_rows(lines: Sequence[Line], found: Mapping[Line, list[Phrase]], scale: Scale) -> Iterator[Finding]:
    """The first word of a second row. Terms that two rows share do not exist."""
    first: tuple[int, str] | None = None
    for line in lines:
        for phrase in found[line]:
            term = term_named(scale, phrase.words)
            if term is None:
                continue
            if first is not None and term.row != first[0]:
                yield Finding(
                    line=line.line,
                    code="mixed-rows",
                    phrase=phrase.words,
                    says=f"“{phrase.words}” and “{first[1]}” are of different rows of {scale.name}",
                    remedy="keep to the words of one row",
                    is_fault=False,
                )
                return
            first = first or (term.row, phrase.words)
