"""Who says it in an Arabic sentence, and how surely: clauses with their chain of sources.

A sentence is cut where a saying verb opens a new statement; "بحسب X" at a clause's end names who stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at
from trigpoint.model import Attribution, Modality, SourceKind

_TO = "ل"
_MOST_NAME = 6  # words of a source's name
_MEANWHILE = (fold("في"), fold("حين"))
_PRONOUNS_OF = frozenset(map(fold, ("ما", "التي", "الذي", "وهو", "هو")))
_AND_THAT = frozenset({"وان", "وانها", "وانه", "وانهم"})
_OBJECT = frozenset(
    map(
        fold,
        (
            "ما",
            "صحة",
            "وقوع",
            "وجود",
            "أي",
            "انتهاء",
            "إنهاء",
            "سماع",
            "بسماع",
            "اندلاع",
            "باندلاع",
            "بوقوع",
            "تعرض",
            "بتعرض",
            "تعرضها",
            "قيام",
            "بقيام",
            "بدء",
            "انطلاق",
            "عن",
            "استمرار",
            "تنفيذ",
            "شن",
            "ضلوعها",
            "ضلوعه",
            "مسؤوليته",
            "مسؤوليتها",
        ),
    )
)  # what is denied or reported, no part of the speaker's name
_SUBJECT_MOST = 10  # words of a speaker before what is said, where no "that" stands between
_LABEL_MOST = 7  # words before the colon of "المرصد: مقتل ..."
_AS = frozenset(map(fold, ("كما", "حسبما", "مثلما", "وفقما")))  # "as X said"
_BY_WHAT = frozenset(map(fold, ("على", "وفق", "حسب", "بحسب")))  # "by what X said"
_WHAT, _TO_WHAT = fold("ما"), fold("لما")
_TA_MARBUTA = "ة"  # "إشارة", a sign, is no "he pointed to it"
_OBJECT_PRONOUNS = ("ها", "ه")
_HANGING = frozenset(map(fold, ("في", "من", "على", "عن", "أن", "عبر", "خلال", "إلى", "لدى", "اليوم", "أمس")))
_SUBJECT_REACH = 12  # words between a saying verb and its "that"


@attrs.frozen(kw_only=True)
class Clause:
    """Words [first, last) of the article that state one thing."""

    first: int
    last: int
    chain: tuple[Attribution, ...] = ()  # outermost first, without the outlet
    modality: Modality = Modality.ASSERTED
    cue: str = ""  # the saying verb
    is_said: bool = True  # False: "did not confirm that ..."


def clauses_of(text: str, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Iterator[Clause]:
    """The clauses of one sentence, which is words [first, last)."""
    cuts = [at for at in range(first, last) if at == first or _opens(text, words, at, last, lexicon)] + [last]
    for begin, end in pairwise(cuts):
        for clause in _clause(text, words, begin, end, lexicon):
            yield from _coordinated(words, clause)


def _opens(text: str, words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    """A new statement: "، وقال X إن", "، بينما قال X إن"."""
    if _cue(words[at], lexicon) is None or not _after_break(text, words, at):
        return False
    end = min(last, at + _SUBJECT_REACH)
    if _that(words, at + 1, end, lexicon) is not None or _is_accusing(words[at], lexicon):
        return True
    return any(phrase_at(words, k, lexicon.nouns) for k in range(at + 2, end))


def _after_break(text: str, words: Sequence[Word], at: int) -> bool:
    gap = text[words[at - 1].end : words[at].start]
    joined = words[at].folded[0] in "وف" and len(words[at].folded) > 3
    before = at >= 2 and any(c in "،,:" for c in text[words[at - 2].end : words[at - 1].start])
    meanwhile = at >= 2 and (words[at - 2].folded, words[at - 1].folded) == _MEANWHILE
    return any(c in "،,:" for c in gap) or joined or before or meanwhile


def _clause(text: str, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Iterator[Clause]:
    chain: list[Attribution] = []
    modality, cue, is_said = Modality.ASSERTED, "", True
    label = _label_end(text, words, first, last, lexicon)
    if label is not None:
        chain, first = _names_in(words, first, label, lexicon), label
    begin = first
    at = next((k for k in range(first, min(first + 3, last)) if _says(words, k, last, lexicon)), None)
    that = _that(words, (first if at is None else at) + 1, min(last, first + _SUBJECT_REACH + 3), lexicon)
    if (
        that is not None and that[0] - 1 > first and _cue(words[that[0] - 1], lexicon)
    ):  # "سكان قالوا إنهم": the subject first
        at = that[0] - 1
        chain = [*chain, *_names_in(words, first, at, lexicon)]
        begin = that[1]
    elif at is not None:
        end = that[0] if that is not None else _subject_end(text, words, at + 1, last, lexicon)
        chain = [*chain, *_names_in(words, at + 1, end, lexicon)]
        begin = that[1] if that is not None else first if _is_accusing(words[at], lexicon) else end
    if at is not None:
        cue = words[at].text
        modality = _cue(words[at], lexicon) or Modality.ASSERTED
        is_said = not (at > first and words[at - 1].forms & lexicon.negations)
    finish = last
    by = next((k for k in range(max(begin, first + 1), last) if _by_size(words, k, last, lexicon)), None)
    if by is not None:
        named = _names_in(words, by + _by_size(words, by, last, lexicon), _until_comma(text, words, by, last), lexicon)
        chain, finish = [*named, *chain], by
        if any(a.kind is SourceKind.UNNAMED for a in chain[:1]) and len(chain) > 1:
            chain = [*chain[1:], chain[0]]
    if finish > begin:
        yield Clause(first=begin, last=finish, chain=tuple(chain), modality=modality, cue=cue, is_said=is_said)
    if by is not None:
        rest = _until_comma(text, words, by, last)
        if rest < last:
            yield from _clause(text, words, rest, last, lexicon)


def _label_end(text: str, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> int | None:
    """Where a statement begins after its speaker and a colon: "مصادر طبية: مقتل خمسة"."""
    for k in range(first + 1, min(first + _LABEL_MOST, last - 1)):
        gap = text[words[k - 1].end : words[k].start]
        if ":" in gap:
            named = any(
                phrase_at(words, n, lexicon.names) or phrase_at(words, n, lexicon.speakers) for n in range(first, k)
            )
            said = any(_cue(words[n], lexicon) for n in range(first, k))
            if named and not said:
                return k
    return None


def _by_size(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> int:
    """How many words say "according to" or "as ... said" at a word; 0 = none do."""
    word = words[at].folded
    if word in _AS and at + 1 < last and _cue(words[at + 1], lexicon):
        return 2
    what = at + 2 < last and words[at + 1].folded in (_WHAT, _TO_WHAT)
    if what and (word in _BY_WHAT or words[at + 1].folded == _TO_WHAT) and _cue(words[at + 2], lexicon):
        return 3
    found = phrase_at(words[:last], at, lexicon.by)
    return found[0] if found is not None else 0


def _coordinated(words: Sequence[Word], clause: Clause) -> Iterator[Clause]:
    """ "قالت إن ...، وإن ...": two statements of one speaker."""
    cuts = [k for k in range(clause.first + 3, clause.last - 2) if words[k].folded in _AND_THAT]
    for n, (begin, end) in enumerate(pairwise([clause.first, *cuts, clause.last])):
        yield attrs.evolve(clause, first=begin + (n > 0), last=end)


def _cue(word: Word, lexicon: ArabicLexicon) -> Modality | None:
    forms = [word.folded] + ([word.folded[1:]] if word.folded[0] in "وف" and len(word.folded) > 3 else [])
    if not word.text.endswith(_TA_MARBUTA):
        forms += [f.removesuffix(end) for f in forms for end in _OBJECT_PRONOUNS if f.endswith(end) and len(f) > 4]
    return next((lexicon.cues[f] for f in forms if f in lexicon.cues), None)


def _says(words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    """A saying verb; one that is also a deed ("نشر": publish, deploy) only with the "that" of what is said."""
    if _cue(words[at], lexicon) is None:
        return False
    is_deed = words[at].folded.removeprefix("و") in lexicon.verbs
    return not is_deed or _that(words, at + 1, min(last, at + _SUBJECT_REACH), lexicon) is not None


def _is_accusing(word: Word, lexicon: ArabicLexicon) -> bool:
    return _cue(word, lexicon) is Modality.ALLEGED


def _that(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> tuple[int, int] | None:
    """(start, end) of the "that" which opens what is said; "أن" after "قوله" belongs to it."""
    for at in range(first, last):
        if words[at].folded in {"ان", "بان", "انها", "انه", "انهم", "بانه", "بانها"} or phrase_at(
            words, at, lexicon.complements
        ):
            found = phrase_at(words, at, lexicon.complements)
            end = at + (found[0] if found else 1)
            if end < len(words) and words[end].folded == "ان":
                end += 1
            return at, end
    return None


def _subject_end(text: str, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> int:
    """Where the speaker's name ends when no "that" follows: at a comma, the first word for a happening, a known name's end."""
    known = phrase_at(words, first, lexicon.names) if first < last else None
    if known is not None:
        end = first + known[0]
        while end < last and (more := phrase_at(words, end, lexicon.peoples)):
            end += more[0]  # "الحشد الشعبي العراقي"
        return end
    for at in range(first, min(last, first + _SUBJECT_MOST)):
        if (
            phrase_at(words, at, lexicon.nouns) is not None
            or words[at].forms & lexicon.reported
            or words[at].number is not None
            or words[at].folded in _OBJECT
            or (at > first and any(c in "،,:" for c in text[words[at - 1].end : words[at].start]))
        ):
            return at
    return min(last, first + 1)


def speaker_at(words: Sequence[Word], first: int, at: int, last: int, lexicon: ArabicLexicon) -> Attribution | None:
    """Who takes the stance told by the verb at word `at`: after it, or before it where the subject comes first."""
    while first < at and words[first].forms & lexicon.leads:
        first += 1
    if at > first and words[at - 1].folded not in _PRONOUNS_OF:
        return _source(words, first, at, lexicon)
    return _source(words, at + 1, min(last, at + 4), lexicon) if at + 1 < last else None


def _until_comma(text: str, words: Sequence[Word], at: int, last: int) -> int:
    for k in range(at + 1, last):
        if any(c in "،,:" for c in text[words[k - 1].end : words[k].start]):
            return k
    return last


def _names_in(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> list[Attribution]:
    """The chain in words [first, last): "رويترز نقلا عن مصادر أمنية" is Reuters, then the sources. Outermost first."""
    parts: list[tuple[int, int]] = []
    while first < last and words[first].forms & lexicon.leads:
        first += 1
    begin = at = first
    while at < last:
        passing = phrase_at(words, at, lexicon.passing)
        if passing is not None and at > begin:
            parts.append((begin, at))
            begin = at = at + passing[0]
            continue
        if phrase_at(words, at, lexicon.stops) is not None and at > begin:
            break
        at += 1
    parts.append((begin, min(at, last)))
    return [found for a, b in parts if b > a and (found := _source(words, a, b, lexicon)) is not None]


def _source(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Attribution | None:
    for at in range(first, last):
        known = phrase_at(words, at, lexicon.names)
        if known is not None and at + known[0] <= last:
            return Attribution(name=known[1], kind=_kind(words, first, last, lexicon), cue="")
    end = min(last, first + _MOST_NAME)
    while end > first + 1 and words[end - 1].folded in _HANGING:
        end -= 1
    name = " ".join(w.text for w in words[first:end])
    if first and phrase_at(words, first - 1, lexicon.by) and name.startswith(_TO):
        name = (
            "ال" + name[2:] if name.startswith(_TO + _TO) else name[1:]
        )  # "وفقا لمصدر": the "to" is no part of the name
    return Attribution(name=name, kind=_kind(words, first, last, lexicon), cue="") if name else None


def _kind(words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> SourceKind:
    for at in range(first, last):
        found = phrase_at(words, at, lexicon.speakers)
        if found is not None:
            return SourceKind(found[1])
    return SourceKind.ORGANISATION
