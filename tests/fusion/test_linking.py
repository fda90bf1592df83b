"""Which claims become one event."""

from __future__ import annotations

import attrs

from fusion.claims import AL_SAFIRAH, HOMS, SYRIA, claim, day, denial, month
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.fusion.comparators import compare_accounts, compare_hours
from trigpoint.fusion.facts import facts_of
from trigpoint.model.claim import Claim, Count, CountStatus, Modality
from trigpoint.model.event import Event, Role
from trigpoint.model.place import Place, PlaceMethod
from trigpoint.model.time import Precision, TimeSpan, utc_day


def _event_of(events: list[Event], wanted: Claim) -> Event:
    (found,) = [e for e in events if wanted.id in {m.id for m in e.members}]
    return found


def test_a_month_joins_the_one_day_that_fits_it(words: LinkVocabulary) -> None:
    in_may = claim(month(2020, 5), said_by="Harbour Post", targets=("Al-Safirah",))
    on_4_may = claim(day(2020, 5, 4), said_by="Ridge Daily", targets=("missile production facility",))
    in_september = claim(day(2020, 9, 11), said_by="Harbour Post", targets=("missile factory",))
    events = fuse([in_may, on_4_may, in_september], vocabulary=words)
    assert len(events) == 2
    may = _event_of(events, in_may)
    assert may is _event_of(events, on_4_may)
    assert may.when.edtf() == "2020-05-04"
    assert may.title == "Airstrike, Al-Safirah, 2020-05-04"


def test_a_month_that_fits_two_days_joins_neither(words: LinkVocabulary) -> None:
    vague = claim(month(2020, 5), said_by="Harbour Post")
    events = fuse([vague, *(claim(day(2020, 5, n), said_by=f"Daily {n}") for n in (4, 20))], vocabulary=words)
    assert len(events) == 3
    assert len(_event_of(events, vague).members) == 1


def test_a_country_and_a_year_join_nothing(words: LinkVocabulary) -> None:
    year = TimeSpan(start=utc_day(day(2020, 1, 1).start.date()), end=day(2021, 1, 1).start, precision=Precision.YEAR)  # type: ignore[union-attr]
    vague = claim(year, SYRIA, said_by="Harbour Post")
    assert len(fuse([vague, claim(day(2020, 5, 4), said_by="Ridge Daily")], vocabulary=words)) == 2


def test_a_total_stays_out_of_the_events_it_counts(words: LinkVocabulary) -> None:
    counts = (Count(min=300, max=None, unit="airstrikes", status=CountStatus.OBSERVED),)
    total = claim(day(2020, 5, 4), said_by="Ridge Daily", counts=counts)
    single = claim(day(2020, 5, 4), said_by="Harbour Post")
    events = fuse([total, single], vocabulary=words)
    assert _event_of(events, total) is not _event_of(events, single)
    assert _event_of(events, total).aggregate
    assert _event_of(events, total).probability is None
    assert not _event_of(events, single).aggregate


def test_a_plan_is_no_happening(words: LinkVocabulary) -> None:
    planned = claim(day(2020, 5, 4), said_by="Ridge Daily", modality=Modality.PLANNED)
    events = fuse([planned, claim(day(2020, 5, 4), said_by="Harbour Post")], vocabulary=words)
    assert len(events) == 2
    assert _event_of(events, planned).grade == "planned"


def test_a_denial_joins_what_it_denies(words: LinkVocabulary) -> None:
    told, denied = claim(day(2020, 5, 4), said_by="Ridge Daily"), denial(day(2020, 5, 4), said_by="Harbour Post")
    (event,) = fuse([told, denied], vocabulary=words)
    assert {m.id: m.role for m in event.members} == {told.id: Role.SUPPORTS, denied.id: Role.DENIES}
    assert [c.field for c in event.contradictions] == ["occurrence"]
    assert event.grade == "contested"


def test_a_denial_of_the_day_after_denies_something_else(words: LinkVocabulary) -> None:
    told, denied = claim(day(2020, 5, 4), said_by="Ridge Daily"), denial(day(2020, 5, 5), said_by="Harbour Post")
    assert len(fuse([told, denied], vocabulary=words)) == 2


def test_one_text_that_names_two_days_tells_of_two_events(words: LinkVocabulary) -> None:
    same = {"document": "a.txt", "targets": ("depot",), "actors": ("Israel",), "killed": (7, 7)}
    assert len(fuse([claim(day(2020, 5, n), text=f"on {n} May", **same) for n in (4, 5)], vocabulary=words)) == 2  # type: ignore[arg-type]


def test_two_texts_a_day_apart_with_the_same_details_tell_of_one(words: LinkVocabulary) -> None:
    same = {"targets": ("depot",), "actors": ("Israel",), "killed": (7, 7)}
    claims = [claim(day(2020, 5, n), document=f"{n}.txt", said_by=f"Daily {n}", **same) for n in (4, 5)]  # type: ignore[arg-type]
    (event,) = fuse(claims, vocabulary=words)
    assert "date" in {c.field for c in event.contradictions}


def test_places_further_apart_than_their_radii_are_two_events(words: LinkVocabulary) -> None:
    assert len(fuse([claim(day(2020, 5, 4), AL_SAFIRAH), claim(day(2020, 5, 4), HOMS)], vocabulary=words)) == 2


def test_a_departure_is_not_an_arrival(words: LinkVocabulary) -> None:
    kinds = ("aircraft_departure", "aircraft_arrival")
    assert len(fuse([claim(day(2020, 5, 4), event_type=k) for k in kinds], vocabulary=words)) == 2


def test_an_attack_may_be_the_airstrike(words: LinkVocabulary) -> None:
    kinds = {"airstrike": "Ridge Daily", "attack": "Harbour Post"}
    claims = [claim(day(2020, 5, 4), event_type=k, said_by=s) for k, s in kinds.items()]
    assert len(fuse(claims, vocabulary=words)) == 1


def test_in_a_crowded_town_a_day_alone_joins_nothing(words: LinkVocabulary) -> None:
    """Six strikes a day for a month: two reports of one day agree in nothing else."""
    targets = ("market", "school", "bakery", "mosque", "clinic", "bridge")
    crowd = [
        claim(day(2020, 5, d), HOMS, said_by=f"Daily {d} {t}", targets=(t,)) for d in range(1, 29) for t in targets
    ]
    one, other = (claim(day(2020, 5, 14), HOMS, said_by=s) for s in ("Ridge Daily", "Harbour Post"))
    events = fuse([*crowd, one, other], vocabulary=words)
    assert len(events) == len(crowd) + 2
    assert len(fuse([one, other], vocabulary=words)) == 1


def test_each_member_says_why_it_joined(words: LinkVocabulary) -> None:
    claims = [claim(day(2020, 5, 4), said_by=s, actors=("Israel",)) for s in ("Ridge Daily", "Harbour Post")]
    (event,) = fuse(claims, vocabulary=words)
    core, joined = sorted((m.why for m in event.members), key=len)
    assert core == "the most precisely dated and placed claim of this event"
    assert "on the same day (2020-05-04)" in joined
    assert "the same actor (israel)" in joined


def test_without_a_vocabulary_equal_words_still_join() -> None:
    assert len(fuse([claim(day(2020, 5, 4), said_by=s) for s in ("Ridge Daily", "Harbour Post")])) == 1


def test_a_place_without_a_point_is_not_the_town_of_another_name(words: LinkVocabulary) -> None:
    lost = claim(day(2020, 5, 4), said_by="Ridge Daily")
    for name, joined in (("Qalamun Heights", False), ("Al-Safira", True)):
        unlocated = Place(text=name, method=PlaceMethod.UNRESOLVED, reason="not in the lists")
        pair = [attrs.evolve(lost, where=unlocated), claim(day(2020, 5, 4), said_by="Harbour Post")]
        assert (len(fuse(pair, vocabulary=words)) == 1) is joined


def test_hours_that_only_touch_are_not_the_same_time_of_day(words: LinkVocabulary) -> None:
    texts = {"morning": "in the morning", "noon": "around noon", "other morning": "in the morning"}
    made = {n: claim(day(2020, 5, 4), said_by=n, text=f"An air strike {t}.") for n, t in texts.items()}
    morning, noon, again = (facts_of(c, c.article, words) for c in made.values())
    assert compare_hours(morning, again).weight > compare_hours(morning, noon).weight == 0.0  # type: ignore[operator]


def test_where_there_is_fighting_in_the_region_a_day_and_a_town_are_not_enough(words: LinkVocabulary) -> None:
    pair = [claim(day(2020, 5, 4), said_by="Ridge Daily"), claim(day(2020, 5, 5), said_by="Harbour Post")]
    assert len(fuse(pair, vocabulary=words)) == 1
    aleppo = ("Aleppo", 36.2, 37.16, 5.0)
    far = [claim(day(2020, 5, d), aleppo, said_by=f"Daily {d}") for d in range(8, 18)]
    assert len(fuse([*pair, *far], vocabulary=words)) == 12


def test_one_raid_told_by_ten_outlets_does_not_make_its_month_crowded(words: LinkVocabulary) -> None:
    in_may = claim(month(2020, 5), said_by="Harbour Post")
    raid = [claim(day(2020, 5, 4), said_by=f"Daily {n}") for n in range(10)]
    assert len(fuse([in_may, *raid], vocabulary=words)) == 1


def test_sentences_side_by_side_in_one_account_mostly_go_on_about_one_happening(words: LinkVocabulary) -> None:
    first = claim(day(2020, 5, 4), said_by="Ridge Daily")
    near, far = (
        attrs.evolve(first, quote=attrs.evolve(first.quote, start=n, end=n + len(first.quote.text)))
        for n in (200, 5000)
    )
    one, beside, apart = (facts_of(c, "the account", words) for c in (first, near, far))
    elsewhere = facts_of(near, "another account", words)
    assert compare_accounts(one, beside).weight > 0  # type: ignore[operator]
    assert compare_accounts(one, apart).weight == compare_accounts(one, elsewhere).weight == 0.0
