"""Ships seen in a picture on a map, told apart by whether they were heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from trigpoint.evidence.tracks.dark import DarkDetection, Seen
from trigpoint.products.tracks.chart_map import Key, Mark, Sheet, Way
from trigpoint.products.tracks.dark_lines import WORDS
from trigpoint.products.tracks.lines import utc
from trigpoint.products.tracks.wording import SEEN_STYLE

STYLE = {kind: SEEN_STYLE[kind.value] for kind in Seen}
MOST_NAMED = 40


def dark_sheet(
    found: Sequence[DarkDetection], box: tuple[float, float, float, float] | None, *, is_simulated: bool
) -> Sheet:
    """Every ship seen, those not heard named; the outline of the picture where it is known."""
    count = Counter(one.verdict for one in found)
    named = {one.row for one in [d for d in found if d.verdict is Seen.NOT_BROADCASTING][:MOST_NAMED]}
    marks = [
        Mark(
            lon=one.lon, lat=one.lat, shape=STYLE[one.verdict][0], colour=STYLE[one.verdict][1],
            label=(one.name or f"row {one.row}") if one.row in named else "",
        )
        for one in sorted(found, key=lambda d: d.verdict is Seen.NOT_BROADCASTING)
    ]  # fmt: skip
    outline: tuple[Way, ...] = ()
    if box is not None:
        w, s, e, n = box
        outline = (Way(points=((w, s), (e, s), (e, n), (w, n), (w, s)), colour="#5c6068", width=1.2, dashed=True),)
    first, last = min(one.time for one in found), max(one.time for one in found)
    when = utc(round(first)) if last - first < 60 else f"{utc(round(first))} to {utc(round(last))}"
    return Sheet(
        title="Ships seen and vessels heard",
        subtitle=f"{len(found)} ships seen, {when}",
        ways=outline,
        marks=tuple(marks),
        legend=tuple(
            Key(words=f"{WORDS[kind]}: {count[kind]}", colour=colour, shape=shape)
            for kind, (shape, colour) in STYLE.items()
        ),
        notes=(
            "Not broadcasting: a vessel without a transponder, one that does not use it, an object, or a false echo; a picture "
            "cannot tell which. Where coverage is not known, silence says nothing.",
        ),
        is_simulated=is_simulated,
    )
