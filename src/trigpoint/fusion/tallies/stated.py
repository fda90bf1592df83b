"""Numbers a text gives for a period and an area: of operations, of strikes, of locations."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

import attrs

from trigpoint.evidence.reports.number_words import NUMBER_WORDS
from trigpoint.fusion.names import words_of
from trigpoint.model.claim import Claim, Count, Modality
from trigpoint.model.time import Precision, TimeSpan, whole_days

_PERIOD = timedelta(days=7)  # a number of places told for less is what one happening hit
_SMALL = (*NUMBER_WORDS, "twenty")
MONTHS = re.compile(rf"\b({'|'.join(m for m in month_name if m)})\b")
_ANY = frozenset(
    {"different", "separate", "distinct", "other", "various", "military", "air", "aerial", "such"}
)  # leave none out


class Counted(StrEnum):
    """What a number is of."""

    OPERATIONS = "operations"
    STRIKES = "strikes"
    LOCATIONS = "locations"


_HEADS = {
    **dict.fromkeys(("operation", "mission", "campaign", "time", "occasion", "instance", "incident"), Counted.OPERATIONS),
    **dict.fromkeys(("strike", "airstrike", "raid", "attack", "bombardment", "bombing", "shelling", "sortie"), Counted.STRIKES),
    **dict.fromkeys(("location", "site", "position", "place", "point", "area", "town", "village", "city"), Counted.LOCATIONS),
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Stated:
    """A number the text gives for a period and an area. `refers`: "the 23 strikes" takes up a number given before."""

    claim: Claim
    when: TimeSpan  # the claim's, or the month the sentence gives this number for
    counted: Counted
    low: int | None
    high: int | None
    refers: bool
    months: tuple[int, ...]  # named in the sentence, 1-12
    only: frozenset[str]  # what tells which of them are counted: "joint" operations

    @property
    def words(self) -> str:
        """For a reader: "at least 23 locations"."""
        number = self.high if self.low is None else self.low
        bound = "up to " if self.low is None else "at least " if self.high is None else ""
        return f"{bound}{number:,} {self.counted.value}"


def counted_by(count: Count) -> Counted | None:
    """What the number is of; None for anything but happenings and places."""
    heads = words_of(count.unit)
    return _HEADS.get(_singular(heads[-1])) if heads else None


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


def stated_in(claim: Claim) -> list[Stated]:
    """The totals a claim gives; a plan, a denial, one happening's three targets are none."""
    if claim.negated or claim.modality in (Modality.PLANNED, Modality.FORECAST, Modality.DENIED):
        return []
    months = tuple(list(month_name).index(m) for m in MONTHS.findall(claim.quote.text))
    found = [s for count in claim.counts if (s := _stated(claim, count, months)) is not None]
    own = {unit: [s for s in found if s.counted is unit and not s.refers] for unit in Counted}
    return [kept for s in found if (kept := s if s.refers else _of_its_month(s, own[s.counted], months)) is not None]


def _stated(claim: Claim, count: Count, months: tuple[int, ...]) -> Stated | None:
    counted = counted_by(count)
    number = count.min if count.min is not None else count.max
    if counted is None or number is None or number < 2:
        return None
    if counted is Counted.LOCATIONS and length(claim.when) <= _PERIOD:
        return None
    return Stated(
        claim=claim, when=claim.when, counted=counted, low=count.min, high=count.max, months=tuple(dict.fromkeys(months)),
        refers=_takes_up(number, claim.quote.text), only=frozenset(words_of(count.unit)[:-1]) - _ANY,
    )  # fmt: skip


def _of_its_month(stated: Stated, beside: Sequence[Stated], months: Sequence[int]) -> Stated | None:
    """ "8 raids in April, 7 in May": each number with its month; None where several numbers share other words of time."""
    if len(beside) < 2:
        return stated
    start = stated.when.start
    if len(months) != len(beside) or list(months) != sorted(set(months)) or start is None:
        return None
    first = date(start.year, months[beside.index(stated)], 1)
    last = date(start.year, first.month, monthrange(start.year, first.month)[1])
    when = whole_days(first, last, precision=Precision.MONTH, anchor=stated.when.anchor)
    return attrs.evolve(stated, when=when, months=(first.month,))


def _takes_up(number: int, sentence: str) -> bool:
    """ "the three operations", "five of the 23 strikes": a number given before."""
    return re.search(rf"\b(?:the|these|those|all)\s+{_spelt(number)}\b", sentence, re.I) is not None


def _spelt(number: int) -> str:
    word = f"|{_SMALL[number]}" if number < len(_SMALL) else ""
    return rf"(?:{number}|{number:,}{word})"


def length(when: TimeSpan) -> timedelta:
    """As long as can be where an end is open."""
    return when.end - when.start if when.start and when.end else timedelta.max
