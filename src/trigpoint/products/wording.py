"""How values are put into words. Every phrase here keeps the doubt of the value it was made from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from trigpoint.model import Claim, Count, CountStatus, Modality, Place, Precision, SourceKind, TimeSpan

_JOINED = "\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc"  # scripts spelt with joiners: Persian, Hindi
# Embeddings, overrides, isolates and marks that reorder or hide text, and characters of no width. A joiner between letters of a
# script that is spelt with it hides nothing: without it the word is misspelt.
HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
COARSE = {
    Precision.WEEK: "week",
    Precision.MONTH: "month",
    Precision.QUARTER: "quarter",
    Precision.SEASON: "season",
    Precision.YEAR: "year",
    Precision.DECADE: "decade",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MODALITY_WORDS = {
    Modality.ASSERTED: "says",
    Modality.ASSESSED: "assesses",
    Modality.REPORTED: "passes on",
    Modality.ALLEGED: "alleges",
    Modality.DENIED: "denies",
    Modality.PLANNED: "announces",
    Modality.FORECAST: "expects",
}
KIND_WORDS = {
    SourceKind.OUTLET: "news outlet",
    SourceKind.AGENCY: "news agency",
    SourceKind.MONITOR: "monitoring group",
    SourceKind.OFFICIAL: "official",
    SourceKind.ARMED_ACTOR: "armed actor",
    SourceKind.IMAGERY: "imagery",
    SourceKind.TRACKER: "tracking data",
    SourceKind.WITNESS: "witness",
    SourceKind.EXPERT: "expert",
    SourceKind.PERSON: "named person",
    SourceKind.MEDIA: "unnamed media",
    SourceKind.DOCUMENT: "document",
    SourceKind.UNNAMED: "unnamed source",
    SourceKind.PERSON: "named person",
    SourceKind.ORGANISATION: "organisation",
}


def shown(name: str) -> str:
    """A name for display: one line, without control characters, direction overrides or characters of no width."""
    visible = HIDDEN.sub("", unicodedata.normalize("NFC", name))
    return " ".join("".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in visible).split())


def isolated(name: str) -> str:
    """A name between first-strong isolates, for text that has no markup to do it."""
    return f"\u2068{name}\u2069"


def has_hidden(text: str) -> bool:
    """Whether a text holds characters that reorder it or cannot be seen."""
    return HIDDEN.search(text) is not None


def number_of(count: int, noun: str, plural: str = "") -> str:
    """`1 article`, `9 articles`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def day_words(day: date) -> str:
    """`4 May 2020`, the same in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def made_words(moment: datetime) -> str:
    """`13 September 2020, 10:05 UTC`."""
    there = moment.astimezone(UTC)
    return f"{day_words(there.date())}, {there:%H:%M} UTC"


def when_words(span: TimeSpan) -> str:
    """A time span in words; the last day named is the last day inside the half-open interval."""
    if not span.is_known:
        return "date not given"
    if span.end is None and span.start is not None:
        return f"{'ongoing since' if span.precision is Precision.ONGOING else 'since'} {day_words(span.start.date())}"
    if span.start is None and span.end is not None:
        return f"before {day_words(span.end.date())}"
    words = _closed(span)
    if span.precision is Precision.APPROXIMATE:
        return f"around {words}"
    return f"{words}, ongoing" if span.precision is Precision.ONGOING else words


def _closed(span: TimeSpan) -> str:
    if span.start is None or span.end is None:
        return ""
    first, last = span.start.date(), (span.end - timedelta(seconds=1)).date()
    if span.precision in COARSE:
        year_only = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        if year_only:
            return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
        if (first.year, first.month) == (last.year, last.month) and first.day == 1 and _next_day(last).day == 1:
            return f"{MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return day_words(first) + _clock(span)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def _next_day(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _clock(span: TimeSpan) -> str:
    fine = {Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.PART_OF_DAY}
    if span.precision not in fine or span.start is None or span.end is None:
        return ""
    if span.end - span.start >= timedelta(hours=23):
        return ""
    if span.precision in {Precision.SECOND, Precision.MINUTE}:
        return f", {span.start:%H:%M} UTC"
    return f", {span.start:%H:%M} to {span.end:%H:%M} UTC"


def value_words(value: str) -> str:
    """A value of a contradiction for print: a date in words, anything else as it is."""
    text = shown(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return day_words(date.fromisoformat(text))
        except ValueError:
            return text
    ends = re.fullmatch(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", text)
    if ends:
        return f"{value_words(ends[1])} to {value_words(ends[2])}"
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    return f"{MONTHS[int(month[2]) - 1]} {month[1]}" if month else text


def inline(label: str) -> str:
    """A label inside a sentence: `airstrike`, but `GPS jamming`."""
    return label if len(label) > 1 and label[1].isupper() else label[:1].lower() + label[1:]


def grain_words(span: TimeSpan) -> str:
    """How finely a time is known: `to the day`, `to the month`, `open end`."""
    if not span.is_known:
        return "unknown"
    if span.start is None or span.end is None:
        return "open start" if span.start is None else "open end"
    if span.precision in COARSE:
        return f"to the {COARSE[span.precision]}"
    named = {
        Precision.RANGE: "a range of dates",
        Precision.APPROXIMATE: "approximate",
        Precision.ONGOING: "ongoing when written",
        Precision.PART_OF_DAY: "to the part of the day",
        Precision.HOUR: "to the hour",
        Precision.MINUTE: "to the minute",
        Precision.SECOND: "to the second",
    }
    return named.get(span.precision, "to the day")


def radius_words(radius_m: float) -> str:
    """`± 800 m`, `± 12 km`, rounded, because a radius is no measurement. The spaces do not break."""
    if radius_m < 1000:
        return f"±\u00a0{max(10, round(radius_m / 10) * 10):,}\u00a0m"
    km = radius_m / 1000
    amount = f"{km:.1f}" if km < 3 and round(km, 1) != round(km) else f"{round(km):,}"
    return f"±\u00a0{amount}\u00a0km"


def place_name(place: Place | None) -> str:
    """The name a reader should see: the gazetteer's, else the words of the document."""
    return "" if place is None else shown(place.name or place.text)


def count_words(count: Count) -> str:
    """`at least 48`, `8`, `8 to 12`, `up to 20`."""
    if count.min is None and count.max is None:
        return "an unstated number"
    if count.max is None:
        return f"at least {count.min:,}"
    if count.min is None:
        return f"up to {count.max:,}"
    return f"{count.min:,}" if count.min == count.max else f"{count.min:,} to {count.max:,}"


STATUS_WORDS = {status: status.value for status in CountStatus} | {CountStatus.TOTAL: "events in all"}


def is_unrealised(claim: Claim) -> bool:
    """Not a statement that something happened: a denial, a plan or a forecast."""
    return claim.negated or claim.modality in {Modality.DENIED, Modality.PLANNED, Modality.FORECAST}


def probability_words(probability: float | None) -> str:
    """A rounded percentage, never sharper than 5 points; "" when nothing was estimated."""
    if probability is None:
        return ""
    if probability >= 0.95:
        return "95 % or more"
    if probability <= 0.05:
        return "5 % or less"
    return f"about {round(probability * 20) * 5} %"
