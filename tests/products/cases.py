"""Cases to write briefs of. The sentences and outlets are invented; the places and dates are of public events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import attrs

from products.case_writer import HOSTILE, OUTLETS, TYPES, CaseWriter, day, spot
from trigpoint.model import (
    UNKNOWN_TIME,
    Contradiction,
    ContradictionValue,
    Count,
    CountStatus,
    Member,
    Modality,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    SourceKind,
    TimeSpan,
)
from trigpoint.products.material import BriefMaterial

SAFIRAH = spot("Al-Safirah", 37.38, 35.99, 8_000, "SY")
T4 = spot("T4 air base (Tiyas)", 37.63, 34.52, 4_000, "SY")
ABU_KAMAL = spot("Abu Kamal", 40.92, 34.45, 9_000, "SY", PlaceKind.SETTLEMENT)
HMEIMIM = spot("Hmeimim air base", 35.95, 35.41, 2_500, "SY")
TARTUS = spot("Port of Tartus", 35.87, 34.91, 3_000, "SY")
MASYAF = spot("Masyaf", 36.34, 35.06, 5_000, "SY", PlaceKind.SETTLEMENT)
KISWEH = spot("Al-Kiswah", 36.24, 33.36, 5_000, "SY", PlaceKind.SETTLEMENT)
DEIR = spot("محافظة دير الزور", 40.3, 35.2, 95_000, "SY", PlaceKind.ADMIN1)
SYRIA = spot("Syria", 38.5, 35.0, 400_000, "SY", PlaceKind.COUNTRY)
ANZALI = spot("Bandar Anzali", 49.46, 37.47, 4_000, "IR")
AMIRABAD = spot("Amirabad", 53.37, 36.86, 4_000, "IR")
OLYA = spot("Olya", 47.55, 45.78, 6_000, "RU")
ASTRAKHAN = spot("Astrakhan", 48.03, 46.35, 12_000, "RU", PlaceKind.SETTLEMENT)
MAKHACHKALA = spot("Makhachkala", 47.5, 42.98, 9_000, "RU", PlaceKind.SETTLEMENT)
LOST = Place(text="the hill above the Wadi al-Sabt crossing", reason="no gazetteer row fits within the country named")
SOHR = ("Syrian Observatory for Human Rights", SourceKind.MONITOR)
ISI = ("ImageSat International", SourceKind.IMAGERY)
SANA = ("SANA", SourceKind.AGENCY)


def _said(writer: CaseWriter, first: date, sentences: Sequence[str], start: int = 0, **more: object) -> list[str]:
    """One sentence an outlet, day after day."""
    return [
        writer.say(
            OUTLETS[(start + n) % len(OUTLETS)],
            date.fromordinal(first.toordinal() + n // 3),
            s,
            title=f"{s.split(',')[0][:56].rstrip('.')}",
            **more,  # type: ignore[arg-type]
        )
        for n, s in enumerate(sentences)
    ]


def write_full_case() -> BriefMaterial:
    """24 happenings in two theatres, totals, a plan and a denial, hostile strings, and gaps of every kind."""
    w = CaseWriter()
    _safirah(w)
    _levant(w)
    _caspian(w)
    _apart(w)
    return w.material(
        "Strikes, shipments and silence: northern Syria and the Caspian route, 2020",
        "What 60-odd reports say about air strikes on Syrian weapons sites and traffic over the Caspian, and on whose word",
        unread=("reports/broken.pdf: not a PDF",),
    )


def _safirah(w: CaseWriter) -> None:
    """Nine articles and two origins; a second strike months later; a denial."""
    may = day(2020, 5, 4)
    common: dict[str, Any] = {"event_type": "airstrike", "when": may, "where": SAFIRAH}
    killed = (Count(min=4, max=None, unit="fighters", status=CountStatus.KILLED, qualifier="at least"),)
    sohr = _said(
        w,
        date(2020, 5, 5),
        [
            "Missiles fell on the research centre at Al-Safirah on Monday night, the Syrian Observatory for Human Rights said.",
            "Strikes on Monday hit depots in Al-Safirah near Aleppo, according to the Syrian Observatory for Human Rights.",
            "At least four fighters died at Al-Safirah, the Syrian Observatory for Human Rights told Meridian Wire.",
            "An overnight raid struck military stores near Al-Safirah, said the Observatory.",
            "قال المرصد السوري لحقوق الإنسان إن غارات استهدفت مستودعات في السفيرة ليل الاثنين.",
            "Explosions were heard in Al-Safirah on 4 May, reported the Observatory, quoting residents.",
            "The Observatory counted several strikes on Al-Safirah late on 4 May.",
        ],
        chain=[SOHR],
        targets=("research centre", "depots"),
        actors=("Israel",),
        outcome="destroyed",
        counts=killed,
        **common,
    )
    isi = _said(
        w,
        date(2020, 5, 8),
        [
            "Pictures published by ImageSat International show two flattened structures at Al-Safirah.",
            "ImageSat International assessed that two halls were destroyed at Al-Safirah.",
        ],
        start=7,
        chain=[ISI],
        modality=Modality.ASSESSED,
        counts=(Count(min=2, max=2, unit="structures", status=CountStatus.DESTROYED),),
        **common,
    )
    w.event("airstrike", may, SAFIRAH, [(*SOHR, sohr), (*ISI, isi)], "fair", probability=0.93)
    september = day(2020, 9, 11)
    again = _said(
        w,
        date(2020, 9, 13),
        ["At Al-Safirah the strike took place on 11 September, said ImageSat International.",
         "New pictures show damage of 11 September at Al-Safirah, ImageSat International said."],
        chain=[ISI], event_type="airstrike", when=september, where=SAFIRAH, modality=Modality.ASSESSED,
    )  # fmt: skip
    denied = _said(
        w, date(2020, 9, 14), ["No installation at Al-Safirah was hit, a military source told SANA."], start=5,
        chain=[SANA, ("a military source", SourceKind.OFFICIAL)], event_type="airstrike", when=september, where=SAFIRAH,
        modality=Modality.DENIED, negated=True,
    )  # fmt: skip
    occurrence = Contradiction(
        field="occurrence",
        values=(
            ContradictionValue(value="it happened", origins=(ISI[0],), members=tuple(again)),
            ContradictionValue(value="nothing was hit", origins=("a military source",), members=tuple(denied)),
        ),
    )
    w.event("airstrike", september, SAFIRAH, [(*ISI, again)], "contested", denied=denied, contradictions=[occurrence],
            probability=0.61)  # fmt: skip


def _levant(w: CaseWriter) -> None:
    """Strikes, deployments and the like, most told by one origin."""
    rows: list[tuple[str, TimeSpan, Place | None, str, int]] = [
        ("airstrike", day(2020, 6, 23), KISWEH, "weak", 2),
        ("airstrike", day(2020, 6, 4), MASYAF, "fair", 4),
        ("airstrike", day(2020, 9, 2), T4, "fair", 5),
        ("airstrike", day(2020, 4, 18), ABU_KAMAL, "weak", 1),
        (
            "airstrike",
            day(2020, 3, 31, Precision.PART_OF_DAY),
            spot("Shayrat air base", 36.91, 34.49, 3_000, "SY"),
            "weak",
            2,
        ),
        (
            "explosion",
            day(2020, 8, 24),
            spot("Arab Gas Pipeline at Ad Dumayr", 36.69, 33.64, 15_000, "SY"),
            "confirmed",
            6,
        ),
        ("drone_strike", day(2020, 9, 3, Precision.WEEK, date(2020, 9, 9)), DEIR, "weak", 3),
        ("construction", day(2020, 5, 1, Precision.MONTH, date(2020, 5, 31)), ABU_KAMAL, "weak", 2),
        ("construction", day(2020, 1, 1, Precision.YEAR, date(2020, 12, 31)), HMEIMIM, "weak", 1),
        (
            "deployment",
            TimeSpan(start=datetime(2015, 9, 30, tzinfo=UTC), precision=Precision.AFTER),
            HMEIMIM,
            "confirmed",
            4,
        ),
        (
            "naval_movement",
            TimeSpan(end=datetime(2020, 7, 1, tzinfo=UTC), precision=Precision.BEFORE),
            TARTUS,
            "weak",
            1,
        ),
        ("shelling", day(2020, 7, 14, Precision.APPROXIMATE, date(2020, 7, 18)), LOST, "weak", 1),
        ("shelling", UNKNOWN_TIME, SYRIA, "weak", 1),
        ("base_activity", day(2020, 8, 1, Precision.MONTH, date(2020, 8, 31)), SYRIA, "weak", 1),
        ("aircraft_arrival", day(2020, 9, 21), HMEIMIM, "weak", 2),
        ("explosion", day(2020, 9, 20), None, "weak", 1),
    ]
    for n, (kind, when, where, grade, told) in enumerate(rows):
        place = where.text if where else "an undisclosed place"
        label = TYPES[kind].lower()
        words = [
            f"Report {k + 1} of a {label} at {place}: residents and officials gave differing detail."
            for k in range(told)
        ]
        first = _said(
            w,
            date(2020, 9, 22),
            words[: max(1, told // 2)],
            start=n,
            chain=[SOHR],
            event_type=kind,
            when=when,
            where=where,
        )
        rest = _said(
            w, date(2020, 9, 23), words[max(1, told // 2) :], start=n + 3, event_type=kind, when=when, where=where,
            chain=[("Reuters", SourceKind.AGENCY), ("two residents", SourceKind.WITNESS)],
            counts=(Count(min=3 + n, max=5 + n, unit="people", status=CountStatus.INJURED),) if n % 3 == 0 else (),
        )  # fmt: skip
        origins = [(*SOHR, first)] + ([("two residents", SourceKind.WITNESS, rest)] if rest and grade != "weak" else [])
        if rest and grade == "weak":
            origins = [(*SOHR, [*first, *rest])]
        contradictions = []
        if kind == "airstrike" and where is T4:
            contradictions = [
                Contradiction(field="date", values=(
                    ContradictionValue(value="2020-09-02", origins=(SOHR[0],), members=tuple(first)),
                    ContradictionValue(value="2020-09-03", origins=("two residents",), members=tuple(rest)))),
                Contradiction(field="perpetrator", values=(
                    ContradictionValue(value="Israel", origins=(SOHR[0],), members=tuple(first)),
                    ContradictionValue(value="not known", origins=("two residents",), members=tuple(rest)))),
            ]  # fmt: skip
        w.event(kind, when, where, origins, "contested" if contradictions else grade, contradictions=contradictions)


def _caspian(w: CaseWriter) -> None:
    """The second theatre."""
    for n, (kind, when, where) in enumerate(
        [
            ("arms_shipment", day(2020, 7, 3), ANZALI),
            ("arms_shipment", day(2020, 7, 5, Precision.APPROXIMATE, date(2020, 7, 9)), OLYA),
            ("naval_movement", day(2020, 8, 17, Precision.RANGE, date(2020, 8, 29)), MAKHACHKALA),
            ("naval_movement", day(2020, 9, 1, Precision.SEASON, date(2020, 11, 30)), AMIRABAD),
            (
                "construction",
                TimeSpan(
                    start=datetime(2020, 2, 1, tzinfo=UTC),
                    end=datetime(2020, 9, 20, tzinfo=UTC),
                    precision=Precision.ONGOING,
                ),
                ASTRAKHAN,
            ),
            ("explosion", day(2020, 9, 12), ASTRAKHAN),
        ]
    ):
        said = _said(
            w, date(2020, 9, 14), [f"Ships and cargo at {where.text}, report {k + 1}, by tracking data." for k in range(2)],
            start=n + 5, chain=[("Caspian Shipwatch", SourceKind.TRACKER)], event_type=kind, when=when, where=where,
        )  # fmt: skip
        w.event(kind, when, where, [("Caspian Shipwatch", SourceKind.TRACKER, said)], "weak", probability=0.55)


def _apart(w: CaseWriter) -> None:
    """Totals, a plan, a denial, and a statement nobody linked."""
    year = day(2020, 1, 1, Precision.YEAR, date(2020, 12, 31))
    total = _said(
        w, date(2020, 9, 14), ["Over 300 air strikes were carried out in two years, an officer said."], start=2,
        chain=[("an Israeli officer", SourceKind.OFFICIAL)], event_type="airstrike", when=year, where=SYRIA, aggregate=True,
        counts=(Count(min=300, max=None, unit="air strikes", status=CountStatus.TOTAL, qualifier="over"),),
    )  # fmt: skip
    w.event("airstrike", year, SYRIA, [("an Israeli officer", SourceKind.OFFICIAL, total)], "weak", aggregate=True)
    plan = _said(
        w, date(2020, 9, 15), ["The ministry plans a second runway at Hmeimim next year."], start=3,
        chain=[("the ministry", SourceKind.OFFICIAL)], event_type="construction",
        when=day(2021, 1, 1, Precision.YEAR, date(2021, 12, 31)), where=HMEIMIM, modality=Modality.PLANNED,
    )  # fmt: skip
    w.event("construction", day(2021, 1, 1, Precision.YEAR, date(2021, 12, 31)), HMEIMIM,
            [("the ministry", SourceKind.OFFICIAL, plan)], "weak")  # fmt: skip
    w.say("Radio Qasr", None, "Something was seen on Friday.", event_type="shelling", when=UNKNOWN_TIME, where=None)


def write_hostile_case() -> BriefMaterial:
    """Every field that a document can fill holds something that would act if it were not escaped."""
    w = CaseWriter()
    for n, bad in enumerate(HOSTILE):
        where = Place(
            text=bad, name=bad, lon=36.0 + n / 5, lat=35.0, radius_m=900, method=PlaceMethod.GIVEN, reason=bad
        )
        claim = w.say(
            bad, date(2020, 5, 5), f"The mayor said {bad} yesterday.", title=bad, event_type="airstrike", when=day(2020, 5, 4),
            where=where, chain=[(bad, SourceKind.OFFICIAL)], actors=(bad,), targets=(bad,), outcome=bad,
            counts=(Count(min=1, max=2, unit=bad, status=CountStatus.KILLED),),
        )  # fmt: skip
        sides = tuple(ContradictionValue(value=bad + s, origins=(bad,), members=(claim,)) for s in "ab")
        event = w.event("airstrike", day(2020, 5, 4), where, [(bad, SourceKind.OFFICIAL, [claim])], bad,
                        contradictions=[Contradiction(field=bad, values=sides)])  # fmt: skip
        w.events[-1] = attrs.evolve(event, members=(Member(id=claim, why=bad),))
    return w.material(HOSTILE[0], HOSTILE[4], exercise=True, notice=HOSTILE[1], unread=HOSTILE)


def write_one_event_case() -> BriefMaterial:
    """One article, one event."""
    w = CaseWriter()
    told = _said(
        w, date(2020, 5, 5), ["Missiles fell on Al-Safirah on Monday night, the Observatory said."], chain=[SOHR],
        event_type="airstrike", when=day(2020, 5, 4), where=SAFIRAH,
    )  # fmt: skip
    w.event("airstrike", day(2020, 5, 4), SAFIRAH, [(*SOHR, told)], "weak")
    return w.material("One strike", exercise=False)


def write_empty_case() -> BriefMaterial:
    """Nothing was read."""
    return CaseWriter().material("Nothing yet", exercise=False)
