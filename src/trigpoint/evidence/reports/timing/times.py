"""When: the time expressions of a text, each with the interval it names.

The steps: (1) patterns over closed vocabulary find expressions, (2) neighbours are joined into ranges, lists and clocks on days,
(3) the parse throws out names ("Mr. May") and tells whether a clause looks ahead, (4) the value is worked out in reading order,
because later expressions count from earlier ones, (5) what the language model calls a time and no rule reads is kept
without a value.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

import attrs
from spacy.tokens import Doc, Span

from trigpoint.evidence.reports.timing.dateline import find_dateline
from trigpoint.evidence.reports.timing.time_doubt import is_time
from trigpoint.evidence.reports.timing.time_grammar import scan
from trigpoint.evidence.reports.timing.time_headings import Heading, find_headings
from trigpoint.evidence.reports.timing.time_joins import join
from trigpoint.evidence.reports.timing.time_relative import Setting
from trigpoint.evidence.reports.timing.time_shapes import (
    Ago,
    At,
    Between,
    CalendarDate,
    Clock,
    DayOfMonth,
    Expression,
    FromNow,
    Moment,
    Now,
    Recurring,
    Same,
    Shift,
    Stretch,
    Weekday,
    Wordless,
)
from trigpoint.evidence.reports.timing.time_tense import Lean, is_when_said, lean_of, named_happening, names_cause
from trigpoint.evidence.reports.timing.time_units import whole_unit
from trigpoint.evidence.reports.timing.time_values import value
from trigpoint.model import UNKNOWN_TIME, Anchor, Precision, TimeSpan

__all__ = ["TimeMention", "find_dateline", "find_times"]


@attrs.frozen(kw_only=True)
class TimeMention:
    """A time expression and the interval it puts a happening in.

    `span` is when the happening is: "by Tuesday" has no start. `named` is the stretch the words themselves name: that Tuesday.
    """

    start: int  # characters of the doc's text
    end: int
    text: str
    span: TimeSpan
    kind: str = "date"  # date, time (finer than a day), duration, set (recurring)
    named: TimeSpan = UNKNOWN_TIME
    governs: int | None = (
        None  # character of the word it dates, where that is not the word it hangs on (see `find_times`)
    )
    heads_until: int | None = None  # it stands above or before a text and dates what follows, up to this character


_SLACK = timedelta(days=31)  # how far past its last whole date a text may go on telling
_LOOKBACK = 12  # mentions; more than that stand in no two sentences
_SENTENCES = 6  # how far back a happening told is counted from
_OF_THAT_YEAR = re.compile(r"\s+(?:of\s+)?(?:that|the\s+same)\s+year\b", re.IGNORECASE)
_BESIDE = re.compile(r"\s*(?:,|–|—|\(|(?<=\s)-\s)\s*(?:(?:just|only|barely|exactly|some|about|less\s+than)\s+)?")


@attrs.define
class _Told:
    """What the text has told so far, kept while one text is read."""

    published: date | None
    consensus: date | None  # the last of the text's whole dates, when all are of one year
    days: list[tuple[int, TimeSpan]] = attrs.Factory(list)  # (sentence, day, month or year told)
    years: set[tuple[int, int, int]] = attrs.Factory(set)
    frame: tuple[int, int, date, bool] | None = None  # (sentence, paragraph, date, is_year)
    headed: dict[int, TimeSpan] = attrs.Factory(dict)  # headings read, by their first character

    def setting(self, sentence: int, paragraph: int, lean: Lean, heading: Heading | None) -> Setting:
        frame, is_year = self._frame(sentence, paragraph, lean)
        is_agreed = frame is None and self.published is None and self.consensus is not None
        near = [span for at, span in self.days[-_LOOKBACK:] if sentence - at <= 1 and _is_day(span)]
        headed = self.headed.get(heading.start) if heading is not None else None
        recent = tuple(span for at, span in self.days[: -_LOOKBACK - 1 : -1] if sentence - at <= _SENTENCES)
        written = headed.start.date() if headed is not None and headed.start is not None else self.published
        return Setting(
            published=written,
            latest=self.published,
            lean=lean,
            frame=self.consensus if is_agreed else frame,
            frame_is_year=is_year or is_agreed,
            not_after=self.consensus + _SLACK if is_agreed and self.consensus else None,
            known_years=frozenset(self.years),
            recent=recent if recent or headed is None else (headed,),
            told=next((span for _, span in reversed(self.days) if _within_a_month(span)), None),
            near=near[-1] if len({(s.start, s.end) for s in near}) == 1 else None,
        )

    def _frame(self, sentence: int, paragraph: int, lean: Lean) -> tuple[date | None, bool]:
        """The year that frames a passage.

        With a day of publication only a year told in this or the last sentence of the same paragraph outweighs counting back
        from it, and only in a clause about the past; without one, a year told in this or the preceding paragraph, else the one
        that all whole dates share.
        """
        if self.frame is not None:
            at, part, day, is_year = self.frame
            is_told_on = part == paragraph and sentence - at <= 1 and lean is Lean.PAST
            if self.published is not None and is_told_on:
                return day, is_year
            if self.published is None and paragraph - part <= (1 if self.consensus is None else 0):
                return day, is_year
        return None, False


def find_times(doc: Doc, *, published: date | None) -> list[TimeMention]:
    """The time expressions of `doc` in order, counted from `published` where they are relative.

    `doc` needs tags, a parse and named entities. Nothing is assumed where `published` is None: "Friday" is then found and unknown.
    In "on Saturday, a day after a strike" the words "a day after" date the strike, a day before that Saturday: `governs`.
    """
    text = doc.text  # spaCy joins the tokens anew at each call
    first_characters = [t.idx for t in doc]
    found = [(e, span) for e in join(text, scan(text)) if is_time(text, e, span := _tokens(doc, first_characters, e))]
    paragraphs = [m.end() for m in re.finditer(r"\n\s*\n|\n", text)]
    sentences = [s.start_char for s in doc.sents] if doc.has_annotation("SENT_START") else [0]
    is_parsed = doc.has_annotation("DEP")
    headings = find_headings(text, [e for e, _ in found])
    told = _Told(published=published, consensus=_consensus([e for e, _ in found]))
    mentions: list[TimeMention] = []
    for one, span in found:
        lean = lean_of(span) if is_parsed else Lean.NEITHER
        sentence, paragraph = bisect_right(sentences, one.start), bisect_right(paragraphs, one.start)
        under = bisect_right(headings, one.start, key=lambda h: h.start)
        heading = next((h for h in headings[max(0, under - 2) : under][::-1] if h.end <= one.start < h.until), None)
        setting = told.setting(sentence, paragraph, lean, heading)
        setting = _around(text, one, span, setting, mentions[-1] if mentions else None)
        named = value(one.shape, setting)
        if not (is_parsed and is_when_said(span) and told.days and told.days[-1][0] == sentence):
            _tell(
                told, one, named, sentence, paragraph, opens_sentence=_opens(text, one, sentences[max(0, sentence - 1)])
            )
        mention = _mention(text, one, named)
        if isinstance(one.shape, Shift) and (setting.beside is not None or setting.names_cause):
            mention = attrs.evolve(mention, governs=named_happening(span))
        own = headings[under - 1] if under and headings[under - 1].start == one.start else None
        is_entry = isinstance(one.shape, Clock)
        if (
            own is not None
            and named is not None
            and named.start
            and _is_day(named)
            and (is_entry or named.start.date() != published)
        ):
            mention = attrs.evolve(mention, heads_until=own.until)
            told.headed[own.start] = named
        mentions.append(mention)
    return sorted([*mentions, *_unread(doc, mentions)], key=lambda m: (m.start, m.end))


def _around(text: str, one: Expression, span: Span, setting: Setting, before: TimeMention | None) -> Setting:
    """The setting with what only the words just around an expression tell."""
    shape = one.shape
    told = next((r.start.date() for r in setting.recent if r.start is not None), None)
    if isinstance(shape, CalendarDate) and shape.year is None and told and _OF_THAT_YEAR.match(text, one.end):
        return attrs.evolve(setting, frame=told, frame_is_year=True)
    if isinstance(shape, Shift) and shape.names_event and shape.base is None:
        beside = before.named if before is not None and _BESIDE.fullmatch(text, before.end, one.start) else None
        is_day = beside is not None and _is_day(beside)
        return attrs.evolve(setting, beside=beside if is_day else None, names_cause=names_cause(span))
    published = setting.published
    if isinstance(shape, Clock) and published is not None:
        line = text.rfind("\n", 0, one.start) + 1
        opens_line = not text[line : one.start].strip(" \t-–—•*[(")
        if opens_line:
            setting = attrs.evolve(setting, near=None)  # the clock of an entry has nothing to do with the entry above
        if setting.lean is Lean.FUTURE or opens_line:
            return attrs.evolve(setting, clock_day=whole_unit("day", published, Anchor.DATELINE))
    return setting


def _tokens(doc: Doc, first_characters: list[int], one: Expression) -> Span:
    """The tokens an expression touches (`Doc.char_span` walks the whole doc each time)."""
    first = max(0, bisect_right(first_characters, one.start) - 1)
    return doc[first : max(first + 1, bisect_left(first_characters, one.end))]


def _is_day(span: TimeSpan) -> bool:
    return span.start is not None and span.end is not None and span.end - span.start <= timedelta(hours=30)


def _within_a_month(span: TimeSpan) -> bool:
    return span.start is not None and span.end is not None and span.end - span.start <= timedelta(days=31)


def _consensus(found: list[Expression]) -> date | None:
    """The last of the text's whole dates, when there are any and all are of one year."""
    days = {
        (part.year, part.month, part.day)
        for one in found
        for part in _parts(one)
        if isinstance(part, CalendarDate) and part.year and part.month and part.day
    }
    if len({year for year, _, _ in days}) != 1:
        return None
    year, month, day = max(days)
    return date(year, month, min(day, 28))


def _parts(one: Expression) -> tuple[object, ...]:
    shape = one.shape
    if isinstance(shape, Between):
        return shape.first, shape.last
    return (shape.day,) if isinstance(shape, At) else (shape,)


def _opens(text: str, one: Expression, sentence_start: int) -> bool:
    """At the head of its sentence: "In 2019, ..."."""
    return one.start - sentence_start < 80 and len(text[sentence_start : one.start].split()) <= 3


def _tell(
    told: _Told, one: Expression, named: TimeSpan | None, sentence: int, paragraph: int, *, opens_sentence: bool
) -> None:
    if named is None or named.start is None or named.end is None or isinstance(one.shape, (Clock, Recurring)):
        return
    day = named.start.date()
    if isinstance(one.shape, (CalendarDate, DayOfMonth, At, Same, Shift, Moment)) or _is_day(named):
        told.days.append((sentence, named))
    for part in _parts(one):
        if isinstance(part, CalendarDate) and part.month and part.day:
            told.years.add((part.month, part.day, day.year))
        explicit = isinstance(part, CalendarDate) and part.year is not None and not one.limit
        if isinstance(part, CalendarDate) and explicit and (part.month is not None or opens_sentence):
            told.frame = (sentence, paragraph, day, part.month is None)


def _mention(text: str, one: Expression, named: TimeSpan | None) -> TimeMention:
    words = text[one.start : one.end]
    kind = "date"
    if isinstance(one.shape, Recurring):
        return TimeMention(start=one.start, end=one.end, text=words, span=UNKNOWN_TIME, kind="set")
    if named is None:
        relative = isinstance(one.shape, (Shift, Same)) or (isinstance(one.shape, Wordless) and one.shape.relative)
        from_dateline = isinstance(one.shape, (Weekday, FromNow, Ago, Stretch, Now))
        anchor = Anchor.OTHER_EVENT if relative else Anchor.DATELINE if from_dateline else Anchor.UNKNOWN
        named = TimeSpan(anchor=anchor, words=words)
        return TimeMention(start=one.start, end=one.end, text=words, span=named, named=named)
    named = attrs.evolve(_widened(named) if one.approximate else named, words=words)
    if named.precision in (Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY):
        kind = "time"
    return TimeMention(
        start=one.start, end=one.end, text=words, span=_limited(named, one.limit), kind=kind, named=named
    )


def _widened(span: TimeSpan) -> TimeSpan:
    """ "around 4 May": a third of the grain on either side, a day at least."""
    if span.start is None or span.end is None:
        return span
    width, day = span.end - span.start, timedelta(days=1)
    slack = timedelta(hours=1) if width < day else timedelta(days=max(width / 3, day).days)  # "at about 4 a.m."
    return attrs.evolve(span, start=span.start - slack, end=span.end + slack, precision=Precision.APPROXIMATE)


def _limited(span: TimeSpan, limit: str) -> TimeSpan:
    match limit:
        case "by":
            return attrs.evolve(span, start=None, precision=Precision.BEFORE)
        case "before":
            return attrs.evolve(span, start=None, end=span.start, precision=Precision.BEFORE)
        case "since":
            return attrs.evolve(span, end=None, precision=Precision.AFTER)
        case "after":
            return attrs.evolve(span, start=span.end, end=None, precision=Precision.AFTER)
        case _:
            return span


_TIME_NOUN = re.compile(
    r"^(?:the|that|these|those|this|last|early|late|one)\b.*\b(?:days|weeks|months|years|decades|(?:week|month|year|season|decade|century|weekend)\b.+)",
    re.IGNORECASE | re.DOTALL,
)
_LENGTH = re.compile(
    r"(?:(?:at least|about|nearly|almost|more than|over) )?(?:\d+|[a-z]+)(?: more)? (?:minute|hour|day|week|month|year)s",
    re.IGNORECASE,
)


def _unread(doc: Doc, mentions: list[TimeMention]) -> Iterator[TimeMention]:
    """Times the language model marks and no rule reads: kept, without a value. Ages and ordinals are none."""
    taken = [(m.start, m.end) for m in mentions]
    for ent in doc.ents:
        if ent.label_ not in ("DATE", "TIME") or any(ent.start_char < e and s < ent.end_char for s, e in taken):
            continue
        is_length = _LENGTH.fullmatch(ent.text) is not None
        if is_length or _TIME_NOUN.match(ent.text):
            yield TimeMention(
                start=ent.start_char,
                end=ent.end_char,
                text=ent.text,
                span=UNKNOWN_TIME if is_length else TimeSpan(words=ent.text),
                kind="duration" if is_length else "date",
            )
