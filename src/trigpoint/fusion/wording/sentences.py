"""Where sentences end, and what in them is in quotation marks.

Cut too often rather than too seldom: a sentence cut off too early is refused for want of a citation and can be rewritten, one
that hides inside another would pass unseen. Names given as `whole` are never cut ("U.S. Central Command").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ENDS = ".!?\u061f\u06d4\u3002\uff01\uff1f\u2026"  # Latin, Arabic question mark and full stop, ideographic
_CLOSING = "\"'\u201d\u2019\u00bb\u203a)]}*_"
_TITLES = frozenset("gen col lt maj capt sgt brig adm cmdr mr mrs ms dr prof hon rev e.g i.e cf vs".split())
_BEFORE_NUMBERS = frozenset(
    "no nos approx ca fig figs art sec p pp vol jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_OPENERS = frozenset(
    "the a an it its this that these those on in at he she they we there no another both neither but and so then after before when "
    "while as for from with by one two three several many some all each every if our".split()
)
_QUOTED = re.compile(
    '\u201c[^\u201c\u201d]*\u201d|\u00ab[^\u00ab\u00bb]*\u00bb|\u201e[^\u201c\u201d\u201e]*[\u201c\u201d]|"[^"]*"|\u2018[^\u2018]*?\u2019(?!\\w)'
)
_WORD = re.compile(r"(?<!\S)\S+$|^\S+$")
_NEXT = re.compile(r"(\s*)[\"'\u201c\u2018\u00ab(*_]*(\w{0,40})")
_LONGEST = 40  # characters of a word that are looked back at


def sentence_spans(text: str, *, marks: str = "", whole: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Character spans [start, end) of the sentences.

    `marks` are characters that stand for citations; they belong to the sentence they follow.
    """
    sealed = _sealed(text, whole)
    start, at = 0, 0
    while at < len(text):
        if text[at] in marks and _begins_anew(text, at + 1):
            yield from _trimmed(text, start, at + 1)
            start = at = at + 1
            continue
        if text[at] not in _ENDS or sealed[at]:
            at += 1
            continue
        end, has_mark = _run_on(text, at, marks)
        if has_mark or _is_end(text, at, end, start):
            yield from _trimmed(text, start, end)
            start = end
        at = end
    yield from _trimmed(text, start, len(text))


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """What stands between quotation marks, the marks included. A mark that is never closed quotes nothing."""
    return [m.span() for m in _QUOTED.finditer(text)]


def outside_quotes(text: str) -> str:
    """The text with the words of others blanked, every character where it was."""
    return _QUOTED.sub(lambda m: " " * len(m[0]), text)


def _sealed(text: str, whole: Iterable[str]) -> bytearray:
    """1 for each character inside a quotation or a name that must not be cut; its last stop may still end the sentence."""
    sealed = bytearray(len(text))
    for start, end in quoted_spans(text):
        inner = end - 2 if text[end - 2] in _ENDS else end - 1
        sealed[start:inner] = b"\1" * max(0, inner - start)
    for name in whole:
        if name not in text or not any(c in _ENDS for c in name):
            continue
        for found in re.finditer(re.escape(name), text):
            inner = found.end() - 1
            sealed[found.start() : inner] = b"\1" * (inner - found.start())
    return sealed


def _run_on(text: str, at: int, marks: str) -> tuple[int, bool]:
    """Past further stops, closing quotes and the citations that follow."""
    end = at + 1
    while end < len(text) and (text[end] in _ENDS or text[end] in _CLOSING):
        end += 1
    has_mark = False
    while True:
        ahead = end
        while ahead < len(text) and text[ahead].isspace():
            ahead += 1
        if ahead >= len(text) or text[ahead] not in marks:
            return end, has_mark
        end, has_mark = ahead + 1, True
        while end < len(text) and text[end] in _CLOSING + ".":
            end += 1


def _begins_anew(text: str, at: int) -> bool:
    """After a citation without a full stop, a word that opens sentences: "... [@id] The works burnt"."""
    follows = re.compile(r"\s+([A-Z]\w{0,40})").match(text, at)
    return follows is not None and follows[1].casefold() in _OPENERS


def _is_end(text: str, at: int, end: int, start: int) -> bool:
    following = _NEXT.match(text, end)
    assert following is not None  # it matches anything
    next_word = following[2]
    if following.end(1) == len(text):
        return True
    is_glued = end < len(text) and not text[end].isspace()
    before = _WORD.search(text, max(start, at - _LONGEST), at)
    word = before[0].strip("(\"'\u201c\u2018*_") if before else ""
    if is_glued:  # "depot.The fire": a space is missing; "3.5", "example.org" are not ends
        return text[end].isupper() and len(word) > 2 and word.isalpha() and not word.isupper()
    if next_word[:1].islower():
        return False
    if text[at] != ".":
        return True
    bare = word.rstrip(".").casefold()
    if bare in _TITLES:
        return False
    if bare in _BEFORE_NUMBERS and next_word[:1].isdigit():
        return False
    if re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", word):  # an initial, "U.S."
        return next_word.casefold() in _OPENERS
    return True


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
