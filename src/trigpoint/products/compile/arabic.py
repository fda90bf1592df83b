"""What an Arabic sentence of a written brief says, in the terms of the rules: figures, dates, and on whose word it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.numbers import find_counts
from trigpoint.evidence.reports.arabic.times import find_times
from trigpoint.evidence.reports.arabic.words import phrase_at, read_words
from trigpoint.model import CountStatus, Modality, Precision, SourceKind
from trigpoint.products.compile.dates import DateSaid
from trigpoint.products.compile.figures import Figure, figures_in, western

_ARABIC = re.compile("[\u0621-\u064a]")
_KINDS = {
    SourceKind.WITNESS.value: "witnesses",
    SourceKind.OFFICIAL.value: "officials",
    SourceKind.UNNAMED.value: "sources",
    SourceKind.MEDIA.value: "media",
    SourceKind.AGENCY.value: "agency",
    SourceKind.MONITOR.value: "monitor",
    SourceKind.ARMED_ACTOR.value: "military",
}
_GRAINS = {Precision.DAY: "day", Precision.MONTH: "month", Precision.YEAR: "year"}
_UNCOUNTED = frozenset({CountStatus.OBSERVED, CountStatus.TOTAL})


def is_arabic(text: str) -> bool:
    """Holds Arabic letters."""
    return _ARABIC.search(text) is not None


def arabic_figures(text: str, lexicon: ArabicLexicon) -> Iterator[Figure]:
    """Counts with what became of those counted, then digits that count anything else; numbers of dates are left out."""
    plain = western(text)
    words = read_words(plain)
    dated = frozenset(k for t in find_times(words, lexicon, None) for k in range(t.first, t.last))
    counted = set()
    for count in find_counts(words, lexicon, dated):
        if count.status in _UNCOUNTED or count.min is None:
            continue
        value = float(count.min)
        counted.add(value)
        yield Figure(
            words=f"{count.min}", value=value, low=value, high=None if count.max is None else float(count.max),
            statuses=frozenset({count.status}),
        )  # fmt: skip
    for k in dated:
        plain = plain[: words[k].start] + " " * (words[k].end - words[k].start) + plain[words[k].end :]
    yield from (f for f in figures_in(plain) if f.value not in counted)


def arabic_dates(text: str, lexicon: ArabicLexicon) -> Iterator[DateSaid]:
    """Days, months and years that the words alone fix."""
    for time in find_times(read_words(western(text)), lexicon, None):
        span = time.span
        if span.start is not None and span.end is not None:
            last = (span.end - timedelta(seconds=1)).date()
            yield DateSaid(span.start.date(), last, span.words, _GRAINS.get(span.precision, "range"))


def english_of(text: str, lexicon: ArabicLexicon) -> str:
    """The speakers and words of saying in it, in the English that the rules look for; "" where there are none."""
    words = read_words(text)
    found: dict[str, None] = {}
    for at in range(len(words)):
        for phrases in (lexicon.names, lexicon.parties):
            if (named := phrase_at(words, at, phrases)) is not None:
                found[named[1]] = None
        if (kind := phrase_at(words, at, lexicon.speakers)) is not None and kind[1] in _KINDS:
            found[_KINDS[kind[1]]] = None
        held = next((lexicon.cues[f] for f in sorted(words[at].forms) if f in lexicon.cues), None)
        if held is not None or phrase_at(words, at, lexicon.by) or phrase_at(words, at, lexicon.passing):
            found["denied" if held is Modality.DENIED else "said"] = None
        if words[at].forms & lexicon.reported:
            found["reportedly"] = None
    return " ".join(found)
