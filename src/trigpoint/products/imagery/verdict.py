"""What our pictures say of one reported event, in sentences. Likelihood and confidence are told elsewhere, never here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from trigpoint.model import Event, Observation, Role
from trigpoint.products.imagery.grades_table import grade_of, is_simulated
from trigpoint.products.imagery.look import SheetMaterial, utc_words
from trigpoint.products.imagery.map_sheet import PRELIMINARY
from trigpoint.products.imagery.panel import Panel, bracket_of, draw_panel
from trigpoint.products.wording import number_of, shown, when_words


class Says(StrEnum):
    """How the pictures stand to the reports."""

    AGREE = "agree"
    OTHER_DATE = "other date"
    NOTHING_SEEN = "nothing seen"
    CANNOT_TELL = "cannot tell"


@attrs.frozen(kw_only=True)
class VerdictWords:
    """The heading of a verdict, its short form for the table of events, and how a sentence about events begins."""

    heading: str
    short: str
    told: str


WORDS = {
    Says.AGREE: VerdictWords(
        heading="Pictures and reports agree", short="pictures agree", told="they agree with the reports of "
    ),
    Says.OTHER_DATE: VerdictWords(
        heading="Pictures and reports differ on the date",
        short="pictures differ on the date",
        told="they differ from the reports on the date of ",
    ),
    Says.NOTHING_SEEN: VerdictWords(
        heading="The pictures show no visible damage",
        short="pictures show no visible damage",
        told="they show no visible damage for ",
    ),
    Says.CANNOT_TELL: VerdictWords(
        heading="The pictures cannot tell", short="pictures cannot tell", told="they cannot tell about "
    ),
}


@attrs.frozen(kw_only=True)
class Verdict:
    """What an event's card says of pictures."""

    says: Says
    heading: str
    short: str
    sentences: tuple[str, ...]
    is_simulated: bool
    sheet: str  # anchor of the sheet, "" = none
    panel: Panel | None


def verdict_of(
    event: Event,
    observations: Mapping[str, Observation],
    sheets: Sequence[SheetMaterial],
    *,
    wide: float,
    narrow: float,
) -> Verdict | None:
    """None for an event that no measurement of ours concerns."""
    mine = [(m.role, observations[m.id]) for m in event.members if m.id in observations]
    if not mine:
        return None
    says, related = _says(mine)
    number, sheet = _sheet(related, sheets)
    simulated = any(is_simulated(o) for o in related)
    marked = "SIMULATED: " if simulated else ""
    span = _span(event, says, related, sheet)
    return Verdict(
        says=says,
        heading=marked + WORDS[says].heading,
        short=marked + WORDS[says].short,
        sentences=(
            *_SENTENCES[says](event, related, sheet),
            "" if says is Says.CANNOT_TELL else "The estimate for this event takes the measurement in.",
            "The pictures are simulated; they show nothing that happened." if simulated else "",
            PRELIMINARY,
        ),
        is_simulated=simulated,
        sheet=f"pictures-{number}" if number else "",
        panel=(
            draw_panel(sheet, *span, wide=wide, narrow=narrow, about=frozenset(o.id for o in related))
            if sheet and span
            else None
        ),
    )


def _says(mine: Sequence[tuple[Role, Observation]]) -> tuple[Says, list[Observation]]:
    """The strongest that is said, and who says it: a change that fits goes before one that does not."""
    supports = [o for role, o in mine if role is Role.SUPPORTS]
    if supports:
        return Says.AGREE, supports
    against = [o for role, o in mine if role is Role.CONTRADICTS]
    nothing = ("no_visible_damage", "no_change")
    changed = [o for o in against if grade_of(o) not in nothing]
    if changed:
        return Says.OTHER_DATE, changed
    return (Says.NOTHING_SEEN, against) if against else (Says.CANNOT_TELL, [o for _, o in mine])


def _sheet(related: Sequence[Observation], sheets: Sequence[SheetMaterial]) -> tuple[int, SheetMaterial | None]:
    ids = {o.id for o in related}
    for number, sheet in enumerate(sheets, start=1):
        if any(o.id in ids for o in sheet.observations):
            return number, sheet
    return 0, None


def _span(
    event: Event, says: Says, related: Sequence[Observation], sheet: SheetMaterial | None
) -> tuple[datetime, datetime] | None:
    """Between which looks the panel stands: the bracket, or the reported date where nothing was found."""
    if says in (Says.AGREE, Says.OTHER_DATE):
        return bracket_of(related)
    start, end = event.when.start, event.when.end
    return (start, end) if says is Says.NOTHING_SEEN and sheet and start and end else None


def _named(related: Sequence[Observation], sheet: SheetMaterial | None) -> str:
    """`Structures 2 and 5`: the numbers on the sheet, else the names given in the outlines."""
    numbers = sorted(n for o in related if sheet and (n := sheet.number_of(o.id)))
    names = [str(n) for n in numbers] or [shown(o.subject) for o in related]
    if len(names) > 8:
        return f"{len(names)} structures"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Structure {listed}" if len(names) == 1 else f"Structures {listed}"


def _beside(related: Sequence[Observation], sheet: SheetMaterial | None) -> str:
    """What else was measured there, always with those that could not be assessed."""
    if sheet is None:
        return ""
    rest = [o for o in sheet.observations if o.id not in {r.id for r in related}]
    unseen = sum(grade_of(o) == "not_assessable" for o in rest)
    quiet = sum(grade_of(o) in ("no_visible_damage", "no_change") for o in rest)
    return (
        f"Of {number_of(len(sheet.observations), 'structure')} measured there, {quiet} {'shows' if quiet == 1 else 'show'} no "
        f"visible damage and {unseen} could not be assessed."
    )


def _bracketed(related: Sequence[Observation]) -> str:
    span = bracket_of(related)
    return (
        f"between {utc_words(span[0], clock=True)}, and {utc_words(span[1], clock=True)}"
        if span
        else "at an unknown time"
    )


def _verb(related: Sequence[Observation]) -> str:
    verb = "damaged" if all(o.kind == "damage" for o in related) else "changed"
    return f"{'was' if len(related) == 1 else 'were'} {verb}"


def _agree(event: Event, related: Sequence[Observation], sheet: SheetMaterial | None) -> tuple[str, ...]:
    return (
        f"{_named(related, sheet)} {_verb(related)} {_bracketed(related)}. The reported date, {when_words(event.when)}, "
        "lies in that bracket.",
        _beside(related, sheet),
    )


def _other_date(event: Event, related: Sequence[Observation], sheet: SheetMaterial | None) -> tuple[str, ...]:
    span = bracket_of(related)
    gap = ""
    if span and event.when.start and event.when.end:
        days = max(event.when.start - span[1], span[0] - event.when.end, timedelta(0)).days
        side = "before" if span[0] >= event.when.end else "after"
        gap = f", {number_of(days, 'whole day')} {side} the bracket" if days else ", just outside the bracket"
    return (
        f"{_named(related, sheet)} {_verb(related)} {_bracketed(related)}. The reported date is {when_words(event.when)}{gap}. "
        "Either one of the dates is wrong, or the change has another cause.",
        _beside(related, sheet),
    )


def _nothing(event: Event, related: Sequence[Observation], sheet: SheetMaterial | None) -> tuple[str, ...]:
    return (
        f"{_named(related, sheet)} {'was' if len(related) == 1 else 'were'} looked at before and after {when_words(event.when)} "
        f"and {'shows' if len(related) == 1 else 'show'} no visible damage. That is weak evidence against damage there, and none "
        "about places outside the pictures.",
        _beside(related, sheet),
    )


def _why_not(related: Sequence[Observation]) -> str:
    """What keeps them from telling: nothing seen of them, a doubtful finding, or one at the edge of its bracket."""
    grades = {grade_of(o) for o in related}
    if grades <= {"not_assessable", ""}:
        return "could not be assessed"
    if grades <= {"possible"}:
        return f"{'is' if len(related) == 1 else 'are'} only possibly damaged"
    return "cannot be told either way"


def _cannot(event: Event, related: Sequence[Observation], sheet: SheetMaterial | None) -> tuple[str, ...]:
    reasons = list(dict.fromkeys(shown(f) for o in related for f in o.flags))[:3]
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return (
        f"{_named(related, sheet)} {_why_not(related)}{why}. The pictures speak neither for nor against what is reported for "
        f"{when_words(event.when)}.",
    )


_SENTENCES = {Says.AGREE: _agree, Says.OTHER_DATE: _other_date, Says.NOTHING_SEEN: _nothing, Says.CANNOT_TELL: _cannot}
