"""The method box of a brief: how to read it, in paragraphs."""

from __future__ import annotations

METHOD: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Reports are claims, not measurements",
        (
            "Everything here was said by somebody, but for what is marked as our own measurement. “Satellite images show”, "
            "printed in a newspaper, is a statement by that newspaper. Each statement is bound to the sentence it stands on, "
            "quoted in the notes without change.",
        ),
    ),
    (
        "Pictures are measured",
        (
            "What stands under “our own measurements” was measured by this program in pictures kept with the case, and a second "
            "run gives the same numbers. A change whose bracket of dates holds the reported date speaks for the report, one whose "
            "bracket leaves it out speaks against the date. All structures of one stack of pictures are one origin. What was "
            "looked at and shows no visible damage is weak evidence against; what could not be assessed is neither.",
        ),
    ),
    (
        "Tracks are measured",
        (
            "Positions that vessels and aircraft broadcast are kept with the case. A silence is weighed by who else near by was "
            "heard meanwhile, by how it ended and began, and by what could be reached; the classes are estimates and never say "
            "what anybody meant. A stay or a likely landing that fits a report in type, place and time speaks for it, but no "
            "track shows that the mover heard is the one reported, so a track alone lifts no grade.",
        ),
    ),
    (
        "How origins are counted",
        (
            "Each statement is followed along its attributions, from the outlet to the agency it quotes to the witness the "
            "agency quotes. All that leads back to one upstream counts once, however many outlets printed it. “Outlet ← "
            "Agency ← Witness” reads: the outlet, on the word of the agency, on the word of the witness.",
            "Where an article names nobody, the outlet itself is taken as the origin; it may still have copied another.",
        ),
    ),
    (
        "When",
        (
            "A date is printed as finely as the report allows, in words and in EDTF (ISO 8601-2): 2020-05 is some time in "
            "May 2020, 2020-05-04~ is about that day, 2015/.. has no known end. A weekday without a date of publication "
            "stays undated. Times are UTC.",
        ),
    ),
    (
        "Where",
        (
            "A point always comes with a radius: the place meant lies within it. Names that several places bear are left "
            "unplaced, with the reason, rather than guessed.",
        ),
    ),
    (
        "Estimates",
        (
            "A percentage is an estimate, from independent origins, denials and our own measurements, of whether the "
            "event happened as described. It is rounded to five points and is no measurement of the reports' quality.",
        ),
    ),
    (
        "Kept apart",
        (
            "Totals over a period are not events. Denials, plans and forecasts are not told as happenings. Accounts that "
            "cannot all be true stand side by side, each with its origins; none is chosen here.",
        ),
    ),
)
COLOPHON = "Made with Trigpoint. Outline map: Natural Earth 4.1, public domain, simplified. Towns: GeoNames, CC BY 4.0."
