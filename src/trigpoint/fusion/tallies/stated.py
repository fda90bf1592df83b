"""Numbers a text gives for a period and an area: of operations, of strikes, of locations."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum

import attrs

from trigpoint.fusion.names import words_of
from trigpoint.model.claim import Claim, Count, Modality
from trigpoint.model.time import TimeSpan

_PERIOD = timedelta(days=7)  # a number of places told for less is what one happening hit
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
MONTHS = re.compile(rf"\b({'|'.join(m for m in month_name if m)})\b")


class Counted(StrEnum):
    """What a number is of."""

    OPERATIONS = "operations"
    STRIKES = "strikes"
    LOCATIONS = "locations"


_HEADS = {
    **dict.fromkeys(("operation", "mission", "campaign", "time", "occasion", "instance", "incident"), Counted.OPERATIONS),
    **dict.fromkeys(("strike", "airstrike", "raid", "attack", "bombardment", "bombing", "shelling", "sortie"), Counted.STRIKES),
    **dict.fromkeys(("location", "site", "position", "place", "point", "area", "target", "spot"), Counted.LOCATIONS),
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Stated:
    """A number the text gives for a period and an area. `refers`: "the 23 strikes" takes up a number given before."""

    claim: Claim
    counted: Counted
    low: int | None
    high: int | None
    refers: bool
    months: tuple[int, ...]  # named in the sentence, 1-12

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


def stated_in(claim: Claim) -> Iterator[Stated]:
    """The totals a claim gives; a plan, a denial, one happening's three targets are none."""
    if claim.negated or claim.modality in (Modality.PLANNED, Modality.FORECAST, Modality.DENIED):
        return
    for count in claim.counts:
        counted = counted_by(count)
        number = count.min if count.min is not None else count.max
        if counted is None or number is None or number < 2:
            continue
        if counted is Counted.LOCATIONS and not claim.aggregate and length(claim.when) <= _PERIOD:
            continue
        yield Stated(
            claim=claim, counted=counted, low=count.min, high=count.max, refers=_takes_up(number, claim.quote.text),
            months=tuple(dict.fromkeys(list(month_name).index(m) for m in MONTHS.findall(claim.quote.text))),
        )  # fmt: skip


def _takes_up(number: int, sentence: str) -> bool:
    """ "the three operations", "five of the 23 strikes": a number given before."""
    return re.search(rf"\b(?:the|these|those|all)\s+{_spelt(number)}\b", sentence, re.I) is not None


def _spelt(number: int) -> str:
    word = f"|{_SMALL[number]}" if number < len(_SMALL) else ""
    return rf"(?:{number}|{number:,}{word})"


def length(when: TimeSpan) -> timedelta:
    return when.end - when.start if when.start and when.end else timedelta.max
