"""Arabic reports: the same kinds of claims, the quote in its own words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.data.arabic import load_arabic
from trigpoint.evidence.reports.arabic import hijri
from trigpoint.evidence.reports.arabic.numbers import find_counts
from trigpoint.evidence.reports.arabic.places import find_places
from trigpoint.evidence.reports.arabic.read import read_arabic
from trigpoint.evidence.reports.arabic.times import find_times
from trigpoint.evidence.reports.arabic.words import conjugated, fold, forms_of, read_words
from trigpoint.model import Article, Claim, PlaceKind
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass, SiteType
from trigpoint.places.words import PlaceWords
from trigpoint.sources.language import language_of

GOLD = Path(__file__).resolve().parents[1] / "gold" / "arabic"
PUBLISHED = date(2024, 3, 3)  # a Sunday
WORDS = load_arabic()
PLACES = Gazetteer.from_rows(
    [
        PlaceRow(
            name="Hmeimim Air Base", lon=35.95, lat=35.40, row_class=RowClass.SITE, kind=PlaceKind.SITE, ref="site:h",
            aliases=("مطار حميميم", "قاعدة حميميم"), country="SY", radius_m=4000, site_type=SiteType.AIR,
        ),
        PlaceRow(
            name="Latakia", lon=35.79, lat=35.52, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref="g:1",
            aliases=("اللاذقية",), country="SY", population=340_000,
        ),
        PlaceRow(
            name="Albu Kamal", lon=40.92, lat=34.45, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref="g:2",
            country="SY", population=60_000,
        ),
        PlaceRow(
            name="Moscow", lon=37.62, lat=55.75, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref="g:3",
            aliases=("موسكو",), country="RU", population=10_000_000,
        ),
        PlaceRow(
            name="Syria", lon=38.5, lat=35.0, row_class=RowClass.COUNTRY, kind=PlaceKind.COUNTRY, ref="c:SY",
            aliases=("سوريا",), country="SY", radius_m=317_000,
        ),
    ],
    PlaceWords(demonyms={"russian": "RU", "ukrainian": "UA", "syrian": "SY"}),
)  # fmt: skip


def read(text: str, published: date = PUBLISHED) -> list[Claim]:
    article = Article(
        id="art", capture="cap", ordinal=0, start=0, end=len(text), outlet="الراصد", published=published, language="ar"
    )
    found = read_arabic(article, text, WORDS, PLACES, "test")
    for claim in found:
        assert text[claim.quote.start : claim.quote.end] == claim.quote.text
    return found


def one(text: str) -> Claim:
    (claim,) = read(text)
    return claim


def test_a_strike_with_its_toll_place_day_and_source_is_one_claim() -> None:
    claim = one(
        "قُتل سبعة مقاتلين وأصيب اثنا عشر آخرون في غارة إسرائيلية قرب اللاذقية فجر الجمعة، بحسب المرصد السوري لحقوق الإنسان."
    )
    assert claim.event_type == "airstrike"
    assert claim.when.edtf() == "2024-03-01"
    assert claim.where is not None
    assert claim.where.name == "Latakia"
    assert [(c.status.value, c.min, c.max) for c in claim.counts] == [("killed", 7, 7), ("injured", 12, 12)]
    assert [a.name for a in claim.attribution] == ["الراصد", "Syrian Observatory for Human Rights"]
    assert claim.actors == ("Israel",)


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("شنت طائرات حربية غارة على اللاذقية.", "airstrike"),
        ("استهدفت طائرة مسيّرة شاحنة في اللاذقية.", "drone_strike"),
        ("سقطت ثلاثة صواريخ على اللاذقية.", "rocket_attack"),
        ("قصفت المدفعية اللاذقية صباح السبت.", "rocket_attack"),
        ("هز انفجار قوي مدينة اللاذقية.", "explosion"),
        ("اعترضت الدفاعات الجوية صواريخ فوق اللاذقية.", "air_defence"),
        ("اندلعت اشتباكات عنيفة في اللاذقية.", "armed_clash"),
        ("سيطرت القوات على اللاذقية.", "territorial_capture"),
        ("وصلت طائرة شحن إلى اللاذقية.", "aircraft_arrival"),
        ("أقلعت طائرتان من اللاذقية.", "aircraft_departure"),
        ("رست سفينة حربية في ميناء اللاذقية.", "vessel_movement"),
        ("تحطمت مروحية عسكرية قرب اللاذقية.", "aircraft_loss"),
        ("بدأ بناء قاعدة جديدة في اللاذقية.", "construction"),
        ("اعتقلت الشرطة خمسة أشخاص في اللاذقية.", "detention"),
        ("ضبطت الشرطة أسلحة في اللاذقية.", "weapons_seizure"),
    ],
)
def test_what_happened_is_told_by_the_word_and_the_means(text: str, event_type: str) -> None:
    claim = one(text)
    assert claim.event_type == event_type
    assert claim.where is not None


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("يوم الجمعة 1 آذار/مارس 2024", "2024-03-01"),
        ("في 13 كانون الثاني", "2024-01-13"),
        ("في ١٣ كانون الأول", "2023-12-13"),  # the latest such day that is not after publication
        ("في 7 مايو 2023", "2023-05-07"),
        ("أمس", "2024-03-02"),
        ("أمس السبت", "2024-03-02"),
        ("أول من أمس", "2024-03-01"),
        ("مساء الخميس", "2024-02-29"),
        ("صباح الأحد", "2024-03-03"),  # a Sunday written on a Sunday is that day
        ("الأحد الماضي", "2024-02-25"),
        ("في تشرين الثاني 2022", "2022-11"),
        ("خلال آب/أغسطس", "2023-08"),
        ("عام 2019", "2019"),
    ],
)
def test_days_are_read_in_both_month_systems(words: str, edtf: str) -> None:
    (time,) = find_times(read_words(words), WORDS, PUBLISHED)
    assert time.span.edtf() == edtf


def test_a_weekday_without_a_day_of_publication_stays_unknown() -> None:
    assert find_times(read_words("مساء الخميس"), WORDS, None) == []


@pytest.mark.parametrize(
    ("words", "status", "low", "high"),
    [
        ("مقتل جنديين", "killed", 2, 2),
        ("174 قتيلا من المدنيين", "killed", 174, 174),
        ("٥٧ قتيلاً", "killed", 57, 57),
        ("إصابة خمسة وعشرين شخصا", "injured", 25, 25),
        ("مقتل ما لا يقل عن ثلاثين شخصا", "killed", 30, None),
        ("قُتل أكثر من مئة شخص", "killed", 100, None),
        ("تضررت تسع طائرات على الأقل", "damaged", 9, None),
        ("سقوط قتيلين في القصف", "killed", 2, 2),
        ("قتل جنديان في القصف", "killed", 2, 2),
        ("31 ألفا و45 قتيلا", "killed", 31045, 31045),
        ("قُتل 15 شخصا بينهم 9 جنود", "killed", 15, 15),
        ("لقي اثنا عشر عاملا حتفهم", "killed", 12, 12),
    ],
)
def test_numbers_in_words_digits_and_duals(words: str, status: str, low: int, high: int | None) -> None:
    (count,) = find_counts(read_words(words), WORDS)
    assert (count.status.value, count.min, count.max) == (status, low, high)


def test_what_is_counted_is_named_in_english() -> None:
    (count,) = find_counts(read_words("مقتل سبعة مقاتلين"), WORDS)
    assert count.unit == "fighters"


def test_a_denial_an_accusation_a_plan_and_a_judgement_are_claims_of_their_kind() -> None:
    found = {
        text: one(text)
        for text in (
            "نفى الجيش أن تكون قواته قد قصفت اللاذقية.",
            "واتهمت الحكومة روسيا بالوقوف وراء الهجوم على اللاذقية.",
            "تعتزم روسيا إقامة قاعدة جديدة في اللاذقية.",
            "رجّح محللون أن يكون الانفجار في اللاذقية ناجماً عن هجوم.",
        )
    }
    assert [c.modality.value for c in found.values()] == ["denied", "alleged", "planned", "assessed"]
    assert [c.negated for c in found.values()] == [True, False, False, False]


def test_what_nobody_confirmed_is_no_claim() -> None:
    assert read("لم تؤكد السلطات وقوع انفجار في اللاذقية.") == []


def test_the_chain_runs_from_the_outlet_through_the_agency_to_its_sources() -> None:
    claim = one("أفادت وكالة رويترز نقلاً عن ثلاثة مصادر أمنية بأن غارة جوية دمرت مستودعا في اللاذقية.")
    assert [a.name for a in claim.attribution] == ["الراصد", "Reuters", "ثلاثة مصادر أمنية"]


def test_a_name_no_list_has_by_its_letters_is_found_by_its_sound() -> None:
    claim = one("شنت طائرات غارة قرب مدينة البوكمال.")
    assert claim.where is not None
    assert claim.where.name == "Albu Kamal"
    assert claim.where.radius_m == pytest.approx(12_939, abs=20)


def test_a_town_no_list_has_is_left_open_and_the_capital_is_not_put_in_its_place() -> None:
    claim = one("شنت طائرات غارة على بلدة كفرقرعة شرق سوريا.")
    assert claim.where is not None
    assert not claim.where.is_resolved


def test_where_something_comes_from_is_not_where_it_is() -> None:
    claim = one("وصلت طائرة شحن من موسكو إلى مطار حميميم.")
    assert claim.where is not None
    assert claim.where.name == "Hmeimim Air Base"


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("انفجرت عبوة ناسفة في اللاذقية.", "bombing"),
        ("استهدف هجوم انتحاري مقراً في اللاذقية.", "bombing"),
        ("ألقت مروحيات براميل متفجرة على اللاذقية.", "airstrike"),
        ("احتجزت البحرية ناقلة نفط قرب اللاذقية.", "vessel_incident"),
        ("أفرجت السلطات عن عشرين معتقلاً في اللاذقية.", "prisoner_exchange"),
        ("توغلت دبابات قرب اللاذقية.", "invasion"),
        ("أصيب ستة مدنيين في اللاذقية.", "casualties"),
        ("أصيبت سفينة بصاروخ قرب اللاذقية.", "rocket_attack"),
        ("الدفاعات الجوية أسقطت ثلاث مسيرات قرب اللاذقية.", "air_defence"),
        ("تبادل الطرفان القصف عند اللاذقية.", "rocket_attack"),
        ("نشرت روسيا ثلاث منظومات في اللاذقية.", "troop_movement"),
        ("أغلقت السلطات مطار حميميم بعد غارات جوية.", "base_operation"),
    ],
)
def test_the_thing_beside_the_word_decides_the_type(text: str, event_type: str) -> None:
    assert one(text).event_type == event_type


@pytest.mark.parametrize(
    "text",
    [
        "ولم يتسنّ التحقق من حصيلة القصف على اللاذقية.",
        "ودعت المنظمة إلى التحقيق في الغارة على اللاذقية.",
        "دأبت الحكومة على نفي القصف على اللاذقية.",
        "لا تتوافر معلومات عن الانفجار في اللاذقية.",
    ],
)
def test_what_is_not_known_or_asked_or_usual_is_no_claim(text: str) -> None:
    assert read(text) == []


def test_two_happenings_of_one_sentence_are_two_claims_of_one_source() -> None:
    found = read("أطلقت الفصائل صواريخ على اللاذقية الجمعة، واعترضت القبة الحديدية معظمها، بحسب وكالة رويترز.")
    assert [c.event_type for c in found] == ["rocket_attack", "air_defence"]
    assert {c.when.edtf() for c in found} == {"2024-03-01"}
    assert all(c.attribution[-1].name == "Reuters" for c in found)


@pytest.mark.parametrize("second", ["، كما قصفت المدفعية مطار حميميم.", "، ورد الجيش بقصف مطار حميميم بالصواريخ."])
def test_a_second_deed_told_by_as_well_or_by_a_noun_has_its_own_place(second: str) -> None:
    found = read("شن الطيران غارتين على اللاذقية" + second)
    assert [c.where.name for c in found if c.where] == ["Latakia", "Hmeimim Air Base"]


def test_at_dawn_nothing_is_blown_up() -> None:
    assert one("سيطرت القوات فجراً على اللاذقية.").event_type == "territorial_capture"
    assert read("عقدت الحكومة جلسة في اللاذقية فجراً.") == []


def test_the_dead_stay_with_the_strike_that_killed_them() -> None:
    assert one("استهدفت غارة مبنى في اللاذقية، وقُتل خمسة أشخاص.").event_type == "airstrike"


def test_a_verb_in_the_future_is_a_plan() -> None:
    claim = one("ستجري البحرية مناورات قرب اللاذقية.")
    assert claim.modality.value == "planned"
    assert one("سيطرت القوات على اللاذقية.").modality.value == "asserted"


def test_between_is_no_saying_verb() -> None:
    assert one("اندلعت معارك بين الطرفين في اللاذقية.").event_type == "armed_clash"


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("بين 3 و9 أيار 2019", "2019-05-03/2019-05-09"),
        ("من 3 إلى 9 أيار 2019", "2019-05-03/2019-05-09"),
        ("قبل يومين", "2024-03-01"),
        ("قبل ثلاثة أيام", "2024-02-29"),
        ("الشهر الماضي", "2024-02"),
        ("في الخامس من أكتوبر 2023", "2023-10-05"),
        ("في السابع والعشرين من شباط", "2024-02-27"),
        ("في الحادي عشر من شباط", "2024-02-11"),
        ("في الثاني من الشهر الجاري", "2024-03-02"),
        ("الليلة الماضية", "2024-03-02/2024-03-03"),
        ("قبل نحو ثلاثة أيام", "2024-02-29"),
        ("خلال الأيام الثلاثة الماضية", "2024-02-29/2024-03-03"),
        ("بتاريخ 12/02/2024", "2024-02-12"),
        ("يوم الجمعة الموافق 1 آذار/مارس 2024", "2024-03-01"),
        ("غداً الاثنين", "2024-03-04"),
        ("في 1 رمضان 1445", "2024-03-10~/2024-03-12~"),
    ],
)
def test_ranges_and_days_ago(words: str, edtf: str) -> None:
    (time,) = find_times(read_words(words), WORDS, PUBLISHED)
    assert time.span.edtf() == edtf


def test_the_same_day_is_the_day_told_before_and_a_month_ago_for_the_first_time_is_no_date() -> None:
    assert find_times(read_words("وفي اليوم نفسه"), WORDS, PUBLISHED) == []
    assert find_times(read_words("للمرة الأولى منذ شهر"), WORDS, PUBLISHED) == []


@pytest.mark.parametrize(
    ("day", "month", "year", "gregorian"), [(1, 9, 1445, "2024-03-11"), (1, 1, 1400, "1979-11-20")]
)
def test_the_islamic_calendar_is_good_to_a_day(day: int, month: int, year: int, gregorian: str) -> None:
    assert abs((hijri.gregorian(year, month, day) - date.fromisoformat(gregorian)).days) <= hijri.SLACK_DAYS


def test_what_is_told_without_a_time_happened_before_it_was_told() -> None:
    when = one("شنت طائرات غارة على اللاذقية.").when
    assert when.start is None
    assert when.end is not None
    assert when.end.date() == date(2024, 3, 4)


def test_the_place_of_an_earlier_strike_is_not_the_place_of_the_answer() -> None:
    claim = one("سقطت صواريخ على اللاذقية رداً على هجوم قرب مطار حميميم.")
    assert claim.where is not None
    assert claim.where.name == "Latakia"


def test_the_first_place_of_a_list_is_taken_however_small_the_next() -> None:
    claim = one("شنت طائرات غارات على اللاذقية وحميميم وعلى مدينة البوكمال.")
    assert claim.where is not None
    assert claim.where.name == "Latakia"


def test_a_distance_from_a_place_widens_it_and_is_no_origin() -> None:
    claim = one("أصيبت سفينة بصاروخ على بعد 30 كيلومتراً من اللاذقية.")
    assert claim.where is not None
    assert claim.where.name == "Latakia"
    assert claim.where.radius_m is not None
    assert claim.where.radius_m > 30_000


def test_persian_in_arabic_letters_is_not_read_as_arabic() -> None:
    assert (
        language_of("نیروهای ایرانی دیروز یک پایگاه را در نزدیکی مرز بمباران کردند و گفتند چند نفر کشته شدند") == "fa"
    )


def test_verbs_are_conjugated_and_prefixes_fall_off() -> None:
    assert {"قصفت", "قصفوا", "يقصف", "تقصف"} <= conjugated("قصف", "قصف")
    assert {"نفت", "نفوا"} <= conjugated("نفى", "نفي")
    assert "غاره" in forms_of(fold("بالغارة"))
    assert "مطار" in forms_of(fold("ومطار"))


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("تبنت الحركة الهجوم في بيان.", "asserted"),
        ("أعلنت الحركة مسؤوليتها عن الهجوم.", "asserted"),
        ("حمّلت الحكومة روسيا مسؤولية القصف.", "alleged"),
        ("نسب الجيش الهجوم إلى المعارضة.", "alleged"),
        ("نفت موسكو ضلوعها في الهجوم.", "denied"),
    ],
)
def test_what_a_party_says_of_an_attack_told_before_is_a_statement_without_a_place(text: str, modality: str) -> None:
    strike, stance = read("استهدفت غارة جوية مستودعاً في اللاذقية يوم الجمعة. " + text)
    assert strike.event_type == "airstrike"
    assert (stance.event_type, stance.modality.value, stance.where) == ("statement", modality, None)
    assert stance.when.edtf() == "2024-03-01"
    assert stance.negated is (modality == "denied")


def test_an_attack_claimed_with_its_place_is_the_attack_and_one_nobody_claimed_says_nothing() -> None:
    assert one("تبنت الحركة تفجيراً استهدف مقراً في اللاذقية.").event_type != "statement"
    assert len(read("سقط صاروخ في اللاذقية. ولم تتبنَّ أي جهة الهجوم.")) == 1


def test_a_toll_of_what_was_told_before_is_casualties_and_victims_without_a_number_are_nothing() -> None:
    text = "استهدفت غارة مستودعاً في اللاذقية يوم الجمعة. وأوقعت الغارة ثلاثة قتلى."
    assert [c.event_type for c in read(text)] == ["airstrike", "casualties"]
    assert read("شيّعت المدينة ضحايا التفجير أمس.") == []
    assert read("المجد للشهداء والشفاء للجرحى.") == []


def test_a_speaker_and_a_colon_say_whose_words_follow() -> None:
    claim = one("المرصد السوري: مقتل ثلاثة جنود بغارة جوية قرب اللاذقية.")
    assert claim.attribution[-1].name == "Syrian Observatory for Human Rights"
    assert claim.quote.text.startswith("مقتل")


def test_where_a_ship_is_bound_is_not_where_it_is() -> None:
    claim = one("غادرت سفينة شحن ميناء اللاذقية متجهة إلى موسكو.")
    assert claim.where is not None
    assert claim.where.name == "Latakia"


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("استولى الحرس الثوري على ناقلة نفط قرب اللاذقية.", "vessel_incident"),
        ("دخلت الفصائل مدينة اللاذقية.", "territorial_capture"),
        ("تصدت القوات لمحاولة تسلل قرب اللاذقية.", "armed_clash"),
        ("تصدت الدفاعات الجوية لصواريخ قرب اللاذقية.", "air_defence"),
        ("أطلق الجيش النار على متظاهرين في اللاذقية.", "armed_clash"),
        ("أغار مسلحون على قرية قرب اللاذقية.", "attack"),
        ("وصل نحو 6000 لاجئ إلى اللاذقية.", "evacuation"),
        ("تغير سعر الخبز في اللاذقية.", ""),
        ("أقيم مركز تدريب في اللاذقية.", ""),
    ],
)
def test_verbs_and_nouns_are_read_with_what_stands_beside_them(text: str, event_type: str) -> None:
    found = read(text)
    assert [c.event_type for c in found] == ([event_type] if event_type else [])


def test_a_name_is_sought_by_its_sound_only_where_the_text_plays() -> None:
    here = one("شنت طائرات سورية غارة قرب مدينة البوكمال.")
    there = one("شنت طائرات روسية غارة في أوكرانيا قرب مدينة البوكمال.")
    assert here.where is not None
    assert here.where.name == "Albu Kamal"
    assert there.where is None or there.where.name != "Albu Kamal"


def test_the_first_half_of_a_name_of_two_words_is_not_the_place() -> None:
    places = Gazetteer.from_rows(
        [
            PlaceRow(
                name="Kafr", lon=36.0, lat=35.0, row_class=RowClass.CITY, kind=PlaceKind.SETTLEMENT, ref="g:9",
                aliases=("كفر",), country="SY", population=60_000,
            )
        ]
    )  # fmt: skip
    words = read_words("غارة على بلدة كفر تعال")
    found = find_places("غارة على بلدة كفر تعال", words, WORDS, places)
    assert all(not p.place.is_resolved for p in found)


@pytest.mark.parametrize(
    "text",
    [
        "ضرب زلزال قوي محيط اللاذقية صباح الأحد.",
        "سجل اللاعب ضربة جزاء في اللاذقية بعد هجوم سريع.",
        "قُتل خمسة أشخاص في حادث سير قرب اللاذقية.",
    ],
)
def test_quakes_games_and_traffic_are_no_attacks(text: str) -> None:
    assert read(text) == []


@given(st.text(st.sampled_from("اأإبتثجحخدذرزسشصضطظعغفقكلمنهوي ةىءئؤ،.؟\n0123٤٥ لًٌَُِّ"), max_size=300))
def test_any_arabic_letters_are_read_without_fault_and_quotes_stand_in_the_text(text: str) -> None:
    read(text)


def test_every_marked_quote_stands_at_its_offsets() -> None:
    rows = [json.loads(line) for line in (GOLD / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({r["seed"] for r in rows}) >= 30
    for row in rows:
        text = (GOLD / row["seed"]).read_text(encoding="utf-8")
        assert text[row["char_start"] : row["char_end"]] == row["quote"]
