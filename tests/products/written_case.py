"""A case for written briefs: five events of known standing, one measurement, one assessment. Sentences and outlets are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs

from products.case_writer import CaseWriter, day, spot
from trigpoint.data.arabic import load_arabic
from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.data.linking import load_link_vocabulary
from trigpoint.data.word_classes import load_word_classes
from trigpoint.fusion.judgements import signed
from trigpoint.model import (
    Anchor,
    Assessment,
    Confidence,
    Count,
    CountStatus,
    Estimate,
    Modality,
    Observation,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    SourceKind,
    TimeSpan,
)
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.evidence import Archive, PictureFile
from trigpoint.products.compile.refusal import Refusal

SAFIRAH = spot("Al-Safirah", 37.38, 35.99, 8_000, "SY")
MASYAF = spot("Masyaf", 36.34, 35.06, 5_000, "SY", PlaceKind.SETTLEMENT)
HAMA = spot("Hama Governorate", 36.9, 35.2, 60_000, "SY", PlaceKind.ADMIN1)
LOST = Place(text="Tell Zahra crossing", reason="no gazetteer row fits")
HALL = Place(
    text="hall 2", name="hall 2", lon=37.36, lat=36.05, radius_m=60, kind=PlaceKind.SITE, method=PlaceMethod.COORDINATES
)  # fmt: skip
PLACES = Gazetteer.from_rows(
    [
        PlaceRow(name="Syria", lon=38.0, lat=35.0, row_class=RowClass.COUNTRY, kind=PlaceKind.COUNTRY, ref="t:1", country="SY"),
        PlaceRow(name="Turkey", lon=35.0, lat=39.0, row_class=RowClass.COUNTRY, kind=PlaceKind.COUNTRY, ref="t:2", country="TR"),
        PlaceRow(
            name="Hama", lon=36.9, lat=35.2, row_class=RowClass.ADMIN1, kind=PlaceKind.ADMIN1, ref="t:3", country="SY",
            aliases=("Hama Governorate",), admin1="SY.10", radius_m=87_000,
        ),
        PlaceRow(
            name="Masyaf", lon=36.34, lat=35.06, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref="t:4", country="SY",
            admin1="SY.10", population=20_000,
        ),
        PlaceRow(
            name="Latakia", lon=35.78, lat=35.52, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref="t:5", country="SY",
            admin1="SY.02", population=300_000,
        ),
    ]
)  # fmt: skip
START = datetime(2020, 5, 3, tzinfo=UTC)
SOHR = ("Syrian Observatory for Human Rights", SourceKind.MONITOR)
SANA = ("SANA", SourceKind.AGENCY)
ARABIC = "قالت مصادر محلية إن انفجاراً وقع قرب مصياف."
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@attrs.frozen(kw_only=True)
class WrittenCase:
    """The archive and the ids that a brief cites."""

    archive: Archive
    certain: str  # three origins, 97 %
    alone: str  # one origin: the Observatory
    likely: str  # two origins, 85 %
    vague: str  # one origin, known to the month, in a governorate
    total: str
    alone_claim: str
    arabic_claim: str
    lost: str
    tolls: str  # two origins: 13 killed and 30 injured; 11 killed
    denied_claim: str
    planned: str
    measured: str
    assessed: str


def written_case() -> WrittenCase:
    """The same every time."""
    writer = CaseWriter()
    fourth = day(2020, 5, 4)

    def said(outlet: str, sentence: str, chain: tuple[tuple[str, SourceKind], ...] = (), **more: object) -> str:
        given = {"event_type": "airstrike", "when": fourth, "where": SAFIRAH} | more
        return writer.say(outlet, date(2020, 5, 5), sentence, chain=chain, **given)  # type: ignore[arg-type]

    a = said("Harbour Gazette", "Aircraft struck Al-Safirah on 4 May, the Observatory said.", (SOHR,))
    b = said("Meridian Wire", "SANA reported a raid on Al-Safirah.", (SANA,))
    c = said(
        "Levant Courier", "Residents of Al-Safirah described several blasts.", (("residents", SourceKind.WITNESS),)
    )
    certain = writer.event(
        "airstrike", fourth, SAFIRAH, [(*SOHR, [a]), (*SANA, [b]), ("residents", SourceKind.WITNESS, [c])], "confirmed",
        probability=0.97,
    )  # fmt: skip
    when = day(2020, 6, 4)
    d = said("Harbour Gazette", "Nine fighters died at Masyaf, the Observatory said.", (SOHR,), when=when, where=MASYAF)
    alone = writer.event("airstrike", when, MASYAF, [(*SOHR, [d])], "weak", probability=0.7)
    later = day(2020, 6, 20)
    e = said("Meridian Wire", "SANA said Masyaf was hit again.", (SANA,), when=later, where=MASYAF)
    f = said("Radio Qasr", ARABIC, (), when=later, where=MASYAF, event_type="explosion")
    likely = writer.event(
        "explosion", later, MASYAF, [(*SANA, [e]), ("Radio Qasr", SourceKind.OUTLET, [f])], "fair", probability=0.85
    )
    month = day(2020, 7, 1, Precision.MONTH, date(2020, 7, 31))
    g = said("Caspian Post", "Work on the road went on in July.", (), when=month, where=HAMA, event_type="construction")
    vague = writer.event(
        "construction", month, HAMA, [("Caspian Post", SourceKind.OUTLET, [g])], "weak", probability=0.66
    )
    year = TimeSpan(
        start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2021, 1, 1, tzinfo=UTC), precision=Precision.YEAR, anchor=Anchor.TEXT
    )  # fmt: skip
    h = said("Caspian Post", "Over 300 raids were flown in the year.", (), when=year, where=None, aggregate=True)
    total = writer.event("airstrike", year, None, [("Caspian Post", SourceKind.OUTLET, [h])], "total", aggregate=True)
    i = said(
        "Caspian Post",
        "A depot at Tell Zahra crossing burnt, U.S. officials said.",
        (),
        where=LOST,
        event_type="explosion",
    )
    lost = writer.event("explosion", fourth, LOST, [("Caspian Post", SourceKind.OUTLET, [i])], "weak", probability=0.6)
    raid = day(2020, 8, 1)
    j = said(
        "Harbour Gazette", "Israeli jets struck Masyaf: 13 people were killed and 30 wounded, the Observatory said.", (SOHR,),
        when=raid, where=MASYAF, actors=("Israeli jets",), targets=("Syrian army",), counts=_counts(13, 30),
    )  # fmt: skip
    k = said(
        "Meridian Wire", "SANA put the toll of the raid at 11.", (SANA,), when=raid, where=MASYAF, counts=_counts(11)
    )
    tolls = writer.event("airstrike", raid, MASYAF, [(*SOHR, [j]), (*SANA, [k])], "fair", probability=0.85)
    n = said(
        "Meridian Wire",
        "Israel denied that it had struck Masyaf.",
        (),
        when=raid,
        where=MASYAF,
        modality=Modality.DENIED,
    )
    o = said(
        "Caspian Post", "The governor plans to build a road to Masyaf.", (), when=day(2020, 9, 1), where=MASYAF,
        event_type="construction", modality=Modality.PLANNED,
    )  # fmt: skip
    planned = writer.event(
        "construction", day(2020, 9, 1), MASYAF, [("Caspian Post", SourceKind.OUTLET, [o])], "weak", probability=0.6
    )  # fmt: skip
    material = writer.material("Northern Syria", exercise=False)
    measured = Observation(
        id="obs-0123456789abcdef", kind="damage", subject="hall 2",
        where=HALL, when=TimeSpan(start=START, end=datetime(2020, 5, 9, tzinfo=UTC), precision=Precision.RANGE),
        value=0.96, unit="probability", method="sar-structure-steps/2",
        details=(("grade", "destroyed"), ("modality", "SAR"), ("simulated", "yes")),
    )  # fmt: skip
    assessed = signed(
        Assessment(
            id="", statement="The works at Al-Safirah were put out of use", confidence=Confidence.MODERATE, basis=(certain.id,),
            likelihood=Estimate(scale="icd203-2015", term="likely", low=0.55, high=0.8), author="A. Analyst",
            made=datetime(2020, 10, 3, tzinfo=UTC),
        )
    )  # fmt: skip
    material = attrs.evolve(material, observations={measured.id: measured})
    texts = {k.quote.capture: _text(writer, k.id) for k in writer.claims.values()}
    return WrittenCase(
        archive=Archive(material=material, assessments={assessed.id: assessed}, texts=texts), certain=certain.id, alone=alone.id,
        likely=likely.id, vague=vague.id, total=total.id, lost=lost.id, alone_claim=d, arabic_claim=f, measured=measured.id,
        assessed=assessed.id, tolls=tolls.id, denied_claim=n, planned=planned.id,
    )  # fmt: skip


def _counts(killed: int, injured: int | None = None) -> tuple[Count, ...]:
    found = [Count(min=killed, max=killed, unit="people", status=CountStatus.KILLED)]
    found += [] if injured is None else [Count(min=injured, max=injured, unit="people", status=CountStatus.INJURED)]
    return tuple(found)


def _text(writer: CaseWriter, claim: str) -> str:
    """The article as the writer made it."""
    quote = writer.claims[claim].quote
    article = writer.articles[writer.claims[claim].article]
    before = f"{article.title or article.outlet}\n\n"
    return before + quote.text + " The report could not be checked on the spot.\n"


def with_picture(case: WrittenCase, licence: str) -> tuple[WrittenCase, str]:
    """A picture of the case, under this licence."""
    picture = PictureFile(
        capture="cap-00000000000000aa", content=PNG, media_type="image/png", licence=licence, attribution="A. Maker"
    )
    archive = attrs.evolve(case.archive, pictures={picture.capture: picture})
    return attrs.evolve(case, archive=archive), picture.capture


def brief_of(body: str, head: str = "title: Northern Syria\nauthor: A. Analyst") -> str:
    """A written brief with a head."""
    return f"---\n{head}\n---\n\n{body}\n"


def refusals(case: WrittenCase, body: str, head: str = "title: Northern Syria\nauthor: A. Analyst") -> list[Refusal]:
    """What it is refused for."""
    text = brief_of(body, head)
    _, found = check_brief(
        text, case.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE,
        vocabulary=load_link_vocabulary(), gazetteer=PLACES, arabic=load_arabic(), classes=load_word_classes(),
    )  # fmt: skip
    return [r for r in found if r.is_fault]


def codes(case: WrittenCase, body: str) -> list[str]:
    """The codes alone, in order."""
    return [r.code for r in refusals(case, body)]


__all__ = ["ARABIC", "Modality", "WrittenCase", "brief_of", "codes", "refusals", "with_picture", "written_case"]
