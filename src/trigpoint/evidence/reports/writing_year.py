"""The year a text was written in, where its own tenses give it away.

"In 2020, the navy has boarded four ships" is said in 2020: English puts a closed period with the simple past. With it, "last year"
and "over the past eight years" have a value in a text that bears no date. Months and days counted from the writing stay unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import attrs
from spacy.tokens import Doc, Token

from trigpoint.evidence.reports.counts import number_value
from trigpoint.evidence.reports.timing.times import TimeMention
from trigpoint.model import Anchor, Precision, TimeSpan

_THIS = re.compile(r"(?:(?:earlier|later|so far|already)\s+)?this year", re.I)
_LAST = re.compile(r"(?:(?:early|earlier|late|later)\s+)?last year", re.I)
_PAST = re.compile(r"(?:over |in |for |during |within )?the (?:past|last|previous) (?P<n>[\w-]+) years", re.I)
_AGO = re.compile(r"(?:(?:about|some|around|nearly|almost)\s+)?(?P<n>[\w-]+) years? ago", re.I)


def date_by_writing_year(doc: Doc, mentions: Sequence[TimeMention]) -> list[TimeMention]:
    """The mentions, those counted in years from the writing with a value where the text gives its year away."""
    if not any(_is_open(m) and "year" in m.text.lower() for m in mentions):
        return list(mentions)
    year = writing_year(doc, mentions)
    if year is None:
        return list(mentions)
    return [
        attrs.evolve(m, span=span, named=span) if _is_open(m) and (span := _counted(m, year)) is not None else m
        for m in mentions
    ]


def writing_year(doc: Doc, mentions: Sequence[TimeMention]) -> int | None:
    """The last year a present perfect is said of; None where there is none, or the text tells of a later one."""
    fixed = [m for m in mentions if m.span.anchor is Anchor.TEXT and m.span.start is not None]
    said = [
        m.span.start.year
        for m in fixed
        if m.span.start and m.span.precision is Precision.YEAR and m.text.isdigit() and _is_told_as_open(doc, m)
    ]
    year = max(said, default=None)
    latest = max((m.span.start.year for m in fixed if m.span.start), default=0)
    return year if year is not None and latest <= year else None


def _is_told_as_open(doc: Doc, mention: TimeMention) -> bool:
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    preposition = span.root.head if span is not None else None
    if preposition is None or preposition.lower_ not in ("in", "during", "throughout"):
        return False
    return _is_present_perfect(preposition.head)


def _is_present_perfect(verb: Token) -> bool:
    return (
        verb.tag_ in ("VBN", "VBD", "VBG")
        and any(c.dep_ == "aux" and c.lower_ in ("has", "have", "’ve", "'ve") for c in verb.children)
        and not any(c.dep_ == "aux" and c.tag_ in ("MD", "TO") for c in verb.children)
    )


def _is_open(mention: TimeMention) -> bool:
    return not mention.span.is_known and mention.span.anchor in (Anchor.DATELINE, Anchor.UNKNOWN)


def _counted(mention: TimeMention, year: int) -> TimeSpan | None:
    text = " ".join(mention.text.split())
    if _THIS.fullmatch(text):
        return _years(year, year, Precision.YEAR, mention)
    if _LAST.fullmatch(text):
        return _years(year - 1, year - 1, Precision.YEAR, mention)
    if (hit := _PAST.fullmatch(text)) and (n := number_value(hit["n"])) and n < 100:
        return _years(year - n, year, Precision.RANGE, mention)
    if (
        (hit := _AGO.fullmatch(text))
        and (n := 1 if hit["n"].lower() in ("a", "one") else number_value(hit["n"]))
        and n < 100
    ):
        return _years(year - n, year - n, Precision.YEAR, mention)
    return None


def _years(first: int, last: int, precision: Precision, mention: TimeMention) -> TimeSpan:
    """From 1 January of `first` to the end of `last`."""
    return TimeSpan(
        start=datetime(first, 1, 1, tzinfo=UTC),
        end=datetime(last + 1, 1, 1, tzinfo=UTC),
        precision=precision,
        anchor=Anchor.TEXT,
        words=mention.span.words,
    )
