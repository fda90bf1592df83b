"""Arabic reports: what is said with less certainty, and what is not said at all."""

from __future__ import annotations

from datetime import date

import pytest

from trigpoint.data.arabic import load_arabic
from trigpoint.evidence.reports.arabic.read import read_arabic
from trigpoint.evidence.reports.arabic.times import find_times
from trigpoint.evidence.reports.arabic.words import read_words
from trigpoint.model import Article, Claim, Modality, PlaceKind, PlaceMethod
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass, SiteType
from trigpoint.places.geodesy import distance_m
from trigpoint.places.words import PlaceWords

WORDS = load_arabic()


def town(name: str, alias: str, country: str, lon: float, lat: float, people: int, admin1: str = "") -> PlaceRow:
    return PlaceRow(
        name=name, lon=lon, lat=lat, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref=f"g:{name}:{country}",
        aliases=(alias,), country=country, population=people, admin1=admin1,
    )  # fmt: skip


PLACES = Gazetteer.from_rows(
    [
        town("Homs", "حمص", "SY", 36.72, 34.73, 775_000),
        town("Ar Rastan", "الرستن", "SY", 36.73, 34.93, 53_000),
        town("Kaspiysk", "كاسبييسك", "RU", 47.64, 42.88, 81_000),
        town("Makhachkala", "محج قلعة", "RU", 47.50, 42.98, 497_000),
        town("Tyre", "صور", "LB", 35.19, 33.27, 135_000),
        town("Surrey", "سوري", "CA", -122.83, 49.11, 568_000),
        town("Mopti", "موبتي", "ML", -4.18, 14.48, 186_000, "ML.04"),
        PlaceRow(
            name="Mopti", lon=-3.67, lat=14.77, row_class=RowClass.ADMIN1, kind=PlaceKind.ADMIN1, ref="a:ML04",
            aliases=("موبتي",), country="ML", population=352_000, admin1="ML.04", radius_m=150_000,
        ),
        PlaceRow(
            name="Syria", lon=38.5, lat=35.0, row_class=RowClass.COUNTRY, kind=PlaceKind.COUNTRY, ref="c:SY",
            aliases=("سوريا",), country="SY", radius_m=317_000,
        ),
        PlaceRow(
            name="Mali", lon=-4.0, lat=17.0, row_class=RowClass.COUNTRY, kind=PlaceKind.COUNTRY, ref="c:ML",
            aliases=("مالي",), country="ML", radius_m=700_000,
        ),
        PlaceRow(
            name="T4 Air Base", lon=37.63, lat=34.52, row_class=RowClass.SITE, kind=PlaceKind.SITE, ref="site:t4",
            aliases=("مطار التيفور",), country="SY", radius_m=4000, site_type=SiteType.AIR,
        ),
        PlaceRow(
            name="Rayak Air Base", lon=35.99, lat=33.85, row_class=RowClass.SITE, kind=PlaceKind.SITE, ref="site:rayak",
            aliases=("مطار رياق",), country="LB", radius_m=4000, site_type=SiteType.AIR,
        ),
    ],
    PlaceWords(demonyms={"russian": "RU", "syrian": "SY", "malian": "ML"}),
)  # fmt: skip


def read(text: str) -> list[Claim]:
    article = Article(
        id="art", capture="cap", ordinal=0, start=0, end=len(text), outlet="", published=date(2024, 3, 3), language="ar"
    )
    return read_arabic(article, text, WORDS, PLACES, "test")


def test_a_word_that_is_a_town_far_from_all_the_text_tells_of_is_no_place() -> None:
    claims = read("قصفت مسيّرات ميناء كاسبييسك قرب محج قلعة. وظهرت أضرار في صور نشرها سكان. وقُتل ثلاثة في صور الجديدة.")
    assert claims
    assert all(c.where is None or c.where.name != "Tyre" for c in claims)


def test_the_same_word_is_the_town_where_its_country_is_told_of() -> None:
    (claim,) = read("شنت طائرات غارة على صور قرب مطار رياق.")
    assert claim.where is not None
    assert claim.where.name == "Tyre"


def test_an_adjective_of_a_people_is_no_town() -> None:
    (claim,) = read("قال المرصد السوري إن غارة دمرت مستودعاً في حمص.")
    assert claim.where is not None
    assert claim.where.name == "Homs"


def test_a_town_is_taken_before_the_province_of_its_name_and_the_province_where_it_is_called_one() -> None:
    (one,) = read("هاجم مسلحون معسكراً في موبتي وسط مالي.")
    (other,) = read("هاجم مسلحون معسكراً في ولاية موبتي.")
    assert one.where is not None
    assert other.where is not None
    assert (one.where.kind, other.where.kind) == (PlaceKind.SETTLEMENT, PlaceKind.ADMIN1)


def test_a_village_of_no_list_lies_near_the_town_told_before_and_says_so() -> None:
    first, second = read("شنت طائرات غارة على حمص. ثم أغارت طائرات على قرية كفرقرعة فدمرت منزلاً.")
    assert first.where is not None
    assert second.where is not None
    assert second.where.text == "كفرقرعة"
    assert second.where.method is PlaceMethod.RELATIVE
    assert (second.where.radius_m or 0) >= 60_000
    assert first.where.text in second.where.reason


def test_one_part_of_a_country_is_a_smaller_circle_on_that_side() -> None:
    (claim,) = read("سحبت روسيا ألف جندي من قواتها في شمال سوريا.")
    assert claim.where is not None
    assert claim.where.lat is not None
    assert claim.where.lat > 35.5
    assert (claim.where.radius_m or 0) < 317_000


def test_so_many_kilometres_off_a_town_is_a_point_on_that_side() -> None:
    (claim,) = read("قصفت طائرات مستودعاً على بعد 50 كيلومتراً شرق حمص.")
    place = claim.where
    assert place is not None
    assert place.lon is not None
    assert place.lat is not None
    assert distance_m(36.72, 34.73, place.lon, place.lat) == pytest.approx(50_000, rel=0.01)
    assert place.lon > 36.72


@pytest.mark.parametrize(
    "second",
    [
        "ولم تقصف الطائرات مستودعات أخرى.",  # denied
        "وستقصف الطائرات مستودعات أخرى.",  # ahead
        "وأقامت القوات تحصينات عند المستودع.",  # a state
    ],
)
def test_what_has_no_place_of_its_own_and_did_not_surely_happen_is_withheld(second: str) -> None:
    claims = read("شنت طائرات غارة على حمص يوم الجمعة. " + second)
    assert [c.event_type for c in claims] == ["airstrike"]


def test_what_has_a_place_of_its_own_is_told_though_denied() -> None:
    first, second = read("شنت طائرات غارة على حمص يوم الجمعة. ولم تقصف الطائرات مدينة الرستن.")
    assert second.negated
    assert second.where is not None
    assert second.where.name == "Ar Rastan"
    assert not first.negated


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("واتهمت المعارضة روسيا بالوقوف وراء الهجوم.", Modality.ALLEGED),
        ("ونفت موسكو أن تكون طائراتها قد قصفت المستودع.", Modality.DENIED),
        ("وقال قائد الفصيل إن لا صلة لهم بالهجوم.", Modality.DENIED),
        ("ووصفت موسكو الاتهامات بأنها كاذبة.", Modality.DENIED),
    ],
)
def test_who_did_it_is_a_statement_without_a_place(text: str, modality: Modality) -> None:
    claims = read("شنت طائرات غارة على حمص يوم الجمعة. " + text)
    stance = claims[-1]
    assert (stance.event_type, stance.modality, stance.where) == ("statement", modality, None)


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("أُسقطت مسيّرة مفخخة قرب حمص.", "air_defence"),
        ("أُسقطت طائرة استطلاع مسيّرة قرب حمص.", "aircraft_loss"),
        ("قُتل أربعة جنود بلغم في حمص.", "bombing"),
        ("فرّ السكان، وقال شاهد إن فرار 700 شخص من حمص استمر ليلاً.", "evacuation"),
        ("بسطت القوات سيطرتها على حمص.", "territorial_capture"),
        ("يوقف الاتفاق القتال في حمص.", ""),
        ("توقف ضخ الغاز في حمص.", ""),
        ("تجتاح كتلة هوائية باردة حمص.", ""),
    ],
)
def test_the_word_is_read_with_what_stands_beside_it(text: str, event_type: str) -> None:
    assert [c.event_type for c in read(text)] == ([event_type] if event_type else [])


def test_the_day_is_that_of_the_same_part_of_the_sentence() -> None:
    (claim,) = read("المخيم الذي تفشت فيه المجاعة منذ آب الماضي، قصفته طائرات في حمص يوم الجمعة.")
    assert claim.when.edtf() == "2024-03-01"


def test_days_before_and_after_are_counted_from_what_was_told() -> None:
    first, second = read("شنت طائرات غارة على حمص يوم الجمعة. وقبل ذلك بيومين قصفت المدفعية الرستن.")
    assert first.when.edtf() == "2024-03-01"
    assert second.when.edtf() == "2024-02-28"


def test_what_the_text_looks_back_at_does_not_date_what_comes_next() -> None:
    claims = read(
        "شنت طائرات غارة على حمص يوم الجمعة. وكانت المدفعية قد قصفت الرستن في آب 2023. وقُتل في حمص ثلاثة مدنيين."
    )
    assert [c.when.edtf() for c in claims] == ["2024-03-01", "2023-08", "2024-03-01"]


def test_two_towns_told_by_and_in_are_two_happenings() -> None:
    claims = read("في حمص قتلت قذائف خمسة مدنيين، وفي الرستن انفجرت عبوة بحافلة.")
    assert [c.where.name for c in claims if c.where] == ["Homs", "Ar Rastan"]


def test_forms_come_in_one_order_whatever_the_process() -> None:
    for word in read_words("وبالمدينة، للقوات، وأسقطتها، هجوماً"):
        assert list(word.longest_first) == sorted(word.forms, key=lambda form: (-len(form), form))


def test_the_soldiers_of_an_occupation_occupy_nothing_by_their_name() -> None:
    (claim,) = read("قتل جنود الاحتلال شاباً عند حاجز في حمص.")
    assert claim.event_type == "killing"


def test_a_town_spelt_like_a_verb_of_the_future_is_no_plan() -> None:
    (claim,) = read("وفي سيناء قُتل أربعة جنود بلغم في حمص يوم الجمعة.")
    assert claim.modality is Modality.ASSERTED


def test_a_review_of_the_day_goes_from_one_country_to_another() -> None:
    claims = read("قُتل خمسة مدنيين في غارة على الرستن. وفي كاسبييسك انفجرت عبوة ناسفة.")
    assert [c.where.name for c in claims if c.where] == ["Ar Rastan", "Kaspiysk"]


@pytest.mark.parametrize(
    "text",
    [
        "استهدفت الدورة الجديدة من المعرض جمهور الشباب في حمص.",
        "حاصرت الديون البلدية في حمص.",
        "الأزمة ضربت سكان حمص وفجرت غضباً واسعاً.",
    ],
)
def test_what_strikes_where_nobody_is_armed_is_no_attack(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("الأسبوع الأول من شباط", "2024-02-01/2024-02-07"),
        ("النصف الثاني من كانون الثاني 2023", "2023-01-16/2023-01-31"),
        ("11 كانون الثاني من العام الماضي", "2023-01-11"),
    ],
)
def test_a_part_of_a_month_is_no_day_of_it(words: str, edtf: str) -> None:
    (time,) = find_times(read_words(words), WORDS, date(2024, 3, 3))
    assert time.span.edtf() == edtf


def test_what_gunmen_fall_upon_is_attacked_and_a_boat_that_is_stopped_is_not_arrested() -> None:
    (one,) = read("باغت مسلحون حافلة ركاب قرب حمص.")
    (other,) = read("أوقفت البحرية الفرنسية قرب مطار رياق قارباً بلا علم.")
    assert (one.event_type, other.event_type) == ("attack", "vessel_incident")
