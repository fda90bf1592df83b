"""How a corroboration grade is shown: words, a colour and a shape, so that no one needs to tell colours apart.

The grade itself is given by fusion (see docs/method.md); nothing is judged here. A grade this list does not know is
shown in its own words with the neutral mark.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs


@attrs.frozen(kw_only=True)
class GradeStyle:
    """One row of the legend. Colours keep 4.5:1 against white (WCAG 2.1 AA, 1.4.3)."""

    key: str
    label: str
    meaning: str
    colour: str
    shape: str  # "disc", "square", "hexagon", "diamond", "shield", "ring"; hexagon and ring are hollow


GRADES = (
    GradeStyle(
        key="confirmed",
        label="Confirmed",
        meaning="acknowledged by the party said to be responsible and told by another origin, or told by independent "
        "origins of different kinds, such as a witness and imagery, with nothing against it",
        colour="#14523a",
        shape="disc",
    ),
    GradeStyle(
        key="fair",
        label="Fair",
        meaning="told by at least two independent origins, or by one and measured in pictures by us",
        colour="#1d4f80",
        shape="square",
    ),
    GradeStyle(
        key="weak",
        label="Weak",
        meaning="everything leads back to one origin, however many outlets carried it",
        colour="#5c6068",
        shape="hexagon",
    ),
    GradeStyle(
        key="contested",
        label="Contested",
        meaning="accounts differ on whether it happened, or on who did it",
        colour="#a33a0c",
        shape="diamond",
    ),
    GradeStyle(
        key="discounted",
        label="Discounted",
        meaning="denied by every origin, or improbable on what the origins say",
        colour="#7a2230",
        shape="shield",
    ),
    GradeStyle(
        key="planned",
        label="Planned",
        meaning="announced or expected, not told as having happened",
        colour="#4a4f73",
        shape="ring",
    ),
    GradeStyle(
        key="total",
        label="Total",
        meaning="many happenings counted together; not graded further",
        colour="#44474d",
        shape="ring",
    ),
)
UNGRADED = GradeStyle(
    key="ungraded", label="Not graded", meaning="no corroboration was judged", colour="#44474d", shape="ring"
)


def ink_on(style: GradeStyle) -> str:
    """The colour of a number written in the mark."""
    return "#16181b" if style.shape in {"hexagon", "ring"} else "#ffffff"


def svg_number(style: GradeStyle, number: str, x: float, y: float, size: float) -> str:
    """A mark with its number in it. Numbers are ours: digits, or T and S with digits."""
    letters = size * (0.5 if len(number) < 3 else 0.41)
    return (
        f"{svg_mark(style, x, y, size)}"
        f'<text x="{x:.1f}" y="{y + letters * 0.36:.1f}" text-anchor="middle" font-size="{letters:.1f}" '
        f'font-weight="700" fill="{ink_on(style)}">{number}</text>'
    )


def strongest(styles: Sequence[GradeStyle]) -> GradeStyle:
    """The best corroborated of several; one that is contested or not graded comes after those that are supported."""
    order = {
        key: n for n, key in enumerate(("confirmed", "fair", "contested", "weak", "discounted", "planned", "total"))
    }
    return min(styles, key=lambda style: order.get(style.key, len(order)))


def grade_style(grade: str) -> GradeStyle:
    """The style of a grade given in words, by its first word: `weak: one origin` is `weak`."""
    words = grade.strip().casefold().replace(":", " ").replace(",", " ").split()
    known = {style.key: style for style in GRADES}
    if not words:
        return UNGRADED
    return known.get(words[0], attrs.evolve(UNGRADED, label=grade.strip()[:40].capitalize(), meaning=""))


def svg_mark(style: GradeStyle, x: float, y: float, size: float) -> str:
    """The shape of a grade centred on (x, y), `size` pixels across, as an SVG element without text."""
    half = size / 2
    common = f'fill="{style.colour}" stroke="#ffffff" stroke-width="1.2"'
    match style.shape:
        case "disc":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" {common}/>'
        case "square":
            return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{size:.1f}" height="{size:.1f}" {common}/>'
        case "hexagon":
            points = [
                (x - half * 0.62, y - half), (x + half * 0.62, y - half), (x + half * 1.16, y),
                (x + half * 0.62, y + half), (x - half * 0.62, y + half), (x - half * 1.16, y),
            ]  # fmt: skip
            common = f'fill="#ffffff" stroke="{style.colour}" stroke-width="2"'
        case "diamond":
            points = [(x, y - half * 1.3), (x + half * 1.3, y), (x, y + half * 1.3), (x - half * 1.3, y)]
        case "shield":
            points = [
                (x - half * 0.96, y - half * 0.86), (x + half * 0.96, y - half * 0.86), (x + half * 0.96, y + half * 0.4),
                (x, y + half * 1.18), (x - half * 0.96, y + half * 0.4),
            ]  # fmt: skip
        case _:
            dashed = f'fill="#ffffff" stroke="{style.colour}" stroke-width="2" stroke-dasharray="3 2"'
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" {dashed}/>'
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" {common}/>'
