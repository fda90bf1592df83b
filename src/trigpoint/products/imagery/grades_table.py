"""Grades of structures: how each is named and shown, how many there are, and the table of what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

import attrs

from trigpoint.model import Observation
from trigpoint.products.wording import number_of, place_name, radius_words, shown


@attrs.frozen(kw_only=True)
class DamageStyle:
    """A grade of damage as shown: word, colour and a letter, so that no one needs to tell colours apart."""

    key: str
    label: str
    colour: str  # on a picture and on white
    letter: str  # beside the number on a panel


DAMAGE_GRADES = (
    DamageStyle(key="destroyed", label="Destroyed", colour="#7b1113", letter="D"),
    DamageStyle(key="severe", label="Severe", colour="#b5301f", letter="S"),
    DamageStyle(key="moderate", label="Moderate", colour="#c26a12", letter="M"),
    DamageStyle(key="possible", label="Possible", colour="#8a7a1e", letter="P"),
    DamageStyle(key="changed", label="Changed", colour="#b5301f", letter="C"),
    DamageStyle(key="no_visible_damage", label="No visible damage", colour="#2f6a4f", letter="–"),
    DamageStyle(key="no_change", label="No change seen", colour="#2f6a4f", letter="–"),
    DamageStyle(key="not_assessable", label="Not assessable", colour="#5c6068", letter="?"),
)
_BY_KEY = {g.key: g for g in DAMAGE_GRADES}
FOUND = ("destroyed", "severe", "moderate", "changed")  # what counts as damaged


@attrs.frozen(kw_only=True)
class GradeCount:
    """A row of the bar: a grade and how many structures have it."""

    style: DamageStyle
    count: int


def damage_style(grade: str) -> DamageStyle:
    """The style of a grade; one this list does not know is shown in its own words."""
    words = shown(grade).replace("_", " ").capitalize() or "Not graded"
    return _BY_KEY.get(grade, DamageStyle(key=grade, label=words, colour="#5c6068", letter="?"))


def grade_of(measured: Observation) -> str:
    """The grade in an observation's details, "" where its kind has none."""
    return dict(measured.details).get("grade", "")


def is_simulated(measured: Observation) -> bool:
    """Whether it was measured in simulated pictures."""
    return dict(measured.details).get("simulated") in ("yes", "true")


def grade_counts(found: Iterable[Observation]) -> tuple[GradeCount, ...]:
    """How many structures have each grade, gravest first; those not assessable are always counted."""
    counted = Counter(grade_of(o) for o in found)
    order = [g.key for g in DAMAGE_GRADES]
    known = sorted(counted, key=lambda k: (order.index(k) if k in order else len(order), k))
    return tuple(GradeCount(style=damage_style(k), count=counted[k]) for k in known)


def draw_grade_bar(found: Sequence[Observation], *, width: float = 640.0) -> str:
    """One bar of all structures, parted by grade, with words and counts below. SVG; no style sheet."""
    counts = grade_counts(found)
    total = sum(c.count for c in counts)
    if not total:
        return ""
    columns = 1 if width < 420 else 3
    rows = -(-len(counts) // columns)
    height = 34 + 22 * rows
    x, parts = 0.0, []
    for c in counts:
        span = width * c.count / total
        hollow = c.style.key == "not_assessable"
        fill = "#ffffff" if hollow else c.style.colour
        dash = ' stroke-dasharray="3 2"' if hollow else ""
        parts.append(
            f'<rect x="{x + 0.8:.1f}" y="1" width="{max(1.2, span - 1.6):.1f}" height="20" fill="{fill}" '
            f'stroke="{c.style.colour}"{dash}/>'
        )
        if span > 22:
            ink = "#16181b" if hollow else "#ffffff"
            parts.append(_text(x + span / 2, 15.5, str(c.count), 12, ink, 'text-anchor="middle" font-weight="700"'))
        x += span
    for n, c in enumerate(counts):
        left, top = (n % columns) * width / columns, 44 + 22 * (n // columns)
        fill = "#ffffff" if c.style.key == "not_assessable" else c.style.colour
        parts.append(
            f'<rect x="{left + 1:.1f}" y="{top - 11}" width="12" height="12" fill="{fill}" stroke="{c.style.colour}"/>'
        )
        parts.append(_text(left + 19, top, f"{c.style.label}: {c.count} of {total}", 13, "#16181b"))
    label = escape(f"Grades of {number_of(total, 'structure')}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" '
        f'role="img" aria-label="{label}" font-family="\'Source Sans 3\',Helvetica,Arial,\'Noto Sans\',sans-serif">'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, size: float, colour: str, extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" {extra}>{escape(words)}</text>'


def observation_rows(found: Sequence[Observation]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of the terminal's table."""
    columns = ("kind", "subject", "grade or value", "probability", "from / to (UTC)", "where", "method", "flags")
    return columns, [_row(o) for o in found]


def _span(o: Observation) -> str:
    ends = (f"{t:%Y-%m-%d %H:%M}" if t else ".." for t in (o.when.start, o.when.end))
    return " / ".join(ends) if o.when.is_known else ""


def _row(o: Observation) -> tuple[str, ...]:
    details = dict(o.details)
    value = "" if o.value is None else f"{o.value:g} {o.unit}"
    where = place_name(o.where) + ("" if o.where.radius_m is None else f" {radius_words(o.where.radius_m)}")
    flags = (["SIMULATED"] if is_simulated(o) else []) + list(o.flags)
    grade = damage_style(details["grade"]).label if "grade" in details else value
    return (
        o.kind, o.subject, grade, details.get("probability", ""), _span(o), where, o.method, "; ".join(flags),
    )  # fmt: skip
