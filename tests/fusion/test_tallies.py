"""What a text counts beside what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fusion.claims import AL_SAFIRAH, HOMS, SYRIA, claim, day, month
from trigpoint.fusion import LinkVocabulary
from trigpoint.fusion.tallies import Tally, tally
from trigpoint.fusion.tallies.tables import month_of, row_of, told_rows
from trigpoint.fusion.tallies.told import Line
from trigpoint.model.claim import Claim, Count, CountStatus, Modality
from trigpoint.model.place import PlaceKind
from trigpoint.model.time import Anchor, Precision, TimeSpan, whole_days

PALMYRA, TADEF = ("Palmyra", 34.56, 38.27, 5.0), ("Tadef", 36.35, 37.53, 5.0)
YEAR = attrs.evolve(month(2020, 1), end=month(2020, 12).end)


def in_order(*claims: Claim) -> list[Claim]:
    """One text: each sentence after the one before."""
    placed = []
    for n, one in enumerate(claims):
        start = 1000 * n
        moved = attrs.evolve(one, quote=attrs.evolve(one.quote, start=start, end=start + len(one.quote.text)))
        placed.append(attrs.evolve(moved, id=f"clm-{n:016x}", article="art-1"))
    return placed


def total(
    number: int | None, unit: str, when: TimeSpan = YEAR, where: tuple[str, float, float, float] = SYRIA, *,
    text: str = "", top: int | None = -1, event_type: str = "airstrike",
) -> Claim:  # fmt: skip
    counts = (Count(min=number, max=number if top == -1 else top, unit=unit, status=CountStatus.TOTAL),)
    made = claim(when, where, counts=counts, aggregate=True, text=text or f"{number} {unit}", event_type=event_type)
    if where is SYRIA and made.where is not None:
        made = attrs.evolve(made, where=attrs.evolve(made.where, kind=PlaceKind.COUNTRY, country="SY"))
    return made


def strike(when: TimeSpan, where: tuple[str, float, float, float] | None = HOMS, **more: object) -> Claim:
    made = claim(when, where, **more)  # type: ignore[arg-type]
    return made if made.where is None else attrs.evolve(made, where=attrs.evolve(made.where, country="SY"))


def of(words: LinkVocabulary, *claims: Claim) -> Tally:
    (found,) = tally(in_order(*claims), {}, words)
    return found


def line(words: LinkVocabulary, *claims: Claim) -> Line:
    return of(words, *claims).lines[0]


def kinds(found: Tally) -> list[str]:
    return [d.kind for d in found.disagreements]


def test_a_text_that_states_no_total_has_no_tally(words: LinkVocabulary) -> None:
    assert tally(in_order(strike(day(2020, 5, 1))), {}, words) == []


def test_told_strikes_are_counted_in_the_period_and_the_country_of_the_total(words: LinkVocabulary) -> None:
    outside = strike(day(2021, 5, 1))
    abroad = claim(day(2020, 5, 1), ("Baghdad", 33.3, 44.4, 30.0))
    assert abroad.where is not None
    abroad = attrs.evolve(abroad, where=attrs.evolve(abroad.where, country="IQ"))
    found = line(words, total(5, "airstrikes"), strike(day(2020, 5, 1)), strike(day(2020, 6, 1)), outside, abroad)
    assert (found.least, found.most, found.untold) == (2, 2, 3)


def test_more_told_than_stated_is_a_disagreement_and_fewer_is_none(words: LinkVocabulary) -> None:
    told = [strike(day(2020, n, 1)) for n in (1, 2, 3)]
    assert kinds(of(words, total(2, "airstrikes"), *told)) == ["told"]
    assert kinds(of(words, total(2, "airstrikes", top=None), *told)) == []
    assert kinds(of(words, total(9, "airstrikes"), *told)) == []


def test_strikes_of_one_night_may_be_one_operation_at_two_locations(words: LinkVocabulary) -> None:
    night = [strike(day(2020, 5, 1), HOMS), strike(day(2020, 5, 1), PALMYRA)]
    numbers = {}
    for unit in ("operations", "airstrikes", "locations"):
        found = line(words, total(9, unit), *night)
        numbers[unit] = (found.least, found.most)
    assert numbers == {"operations": (1, 2), "airstrikes": (2, 2), "locations": (2, 2)}


def test_a_day_and_the_month_around_it_may_be_one_operation(words: LinkVocabulary) -> None:
    found = line(words, total(9, "operations"), strike(day(2020, 5, 4)), strike(month(2020, 5), PALMYRA))
    assert (found.least, found.most) == (1, 2)


def test_a_strike_on_the_edge_of_the_period_or_without_a_place_may_be_meant(words: LinkVocabulary) -> None:
    spring = whole_days(date(2020, 4, 1), date(2020, 5, 4), precision=Precision.RANGE, anchor=Anchor.TEXT)
    found = line(words, total(5, "airstrikes", spring), strike(month(2020, 5)), strike(day(2020, 4, 20), None))
    assert (found.least, found.most) == (0, 2)


def test_plans_denials_and_other_parties_are_not_counted(words: LinkVocabulary) -> None:
    stated = attrs.evolve(total(5, "airstrikes"), actors=("Israel",))
    found = line(
        words, stated, strike(day(2020, 5, 1), actors=("Israeli Air Force",)), strike(day(2020, 6, 1), actors=("Turkey",)),
        strike(day(2020, 7, 1), modality=Modality.PLANNED), strike(day(2020, 8, 1), modality=Modality.DENIED, negated=True),
    )  # fmt: skip
    assert (found.least, found.most) == (1, 1)


def test_locations_taken_up_as_strikes_are_another_unit(words: LinkVocabulary) -> None:
    places = total(23, "different locations", top=None)
    later = total(23, "airstrikes", text="Five of the 23 airstrikes were in May")
    found = of(words, places, later)
    assert kinds(found) == ["unit"]
    assert "at least 23 locations are taken up as 23 strikes" in found.disagreements[0].why
    assert len(found.lines) == 1, "what takes a number up is not a second total"


def test_the_same_unit_taken_up_or_the_same_number_stated_anew_is_no_disagreement(words: LinkVocabulary) -> None:
    again = total(23, "raids", text="Five of the 23 raids were in May")
    assert kinds(of(words, total(23, "airstrikes"), again)) == []
    assert kinds(of(words, total(23, "locations"), total(23, "airstrikes", text="It flew 23 airstrikes"))) == []


def test_a_part_larger_than_its_whole_is_found(words: LinkVocabulary) -> None:
    both = total(9, "airstrikes", text="nine of the 7 airstrikes")
    both = attrs.evolve(both, counts=(*both.counts, attrs.evolve(both.counts[0], min=7, max=7)))
    assert kinds(of(words, total(7, "airstrikes"), both)) == ["sum"]


@given(st.lists(st.integers(2, 40), min_size=12, max_size=12), st.integers(-5, 5))
def test_months_that_fill_a_year_must_add_up_to_it(parts: list[int], off: int) -> None:
    vocabulary = LinkVocabulary()
    months = [total(n, "airstrikes", month(2020, m)) for m, n in enumerate(parts, start=1)]
    found = of(vocabulary, total(sum(parts) + off, "airstrikes"), *months)
    assert kinds(found) == (["sum"] if off else [])


def test_months_that_leave_some_out_may_add_up_to_less_but_not_to_more(words: LinkVocabulary) -> None:
    two = [total(4, "airstrikes", month(2020, 1)), total(5, "airstrikes", month(2020, 3))]
    assert kinds(of(words, total(12, "airstrikes"), *two)) == []
    assert kinds(of(words, total(8, "airstrikes"), *two)) == ["sum"]


def test_areas_apart_may_not_add_up_to_more_than_the_country(words: LinkVocabulary) -> None:
    def areas(n: int) -> list[Claim]:
        return [_in_syria(total(n, "raids", where=place)) for place in (HOMS, AL_SAFIRAH)]

    assert kinds(of(words, total(9, "raids"), *areas(4))) == []
    assert kinds(of(words, total(9, "raids"), *areas(5))) == ["sum"]


def _in_syria(made: Claim) -> Claim:
    assert made.where is not None
    return attrs.evolve(made, where=attrs.evolve(made.where, country="SY"))


def test_operations_and_strikes_are_never_added(words: LinkVocabulary) -> None:
    halves = [total(9, "airstrikes", month(2020, 1)), total(9, "airstrikes", month(2020, 2))]
    assert kinds(of(words, total(10, "operations", event_type="military_operation"), *halves)) == []


def test_a_strike_told_outside_the_months_named_is_found(words: LinkVocabulary) -> None:
    stated = total(2, "occasions", text="on two occasions (January and March)", where=HOMS)
    assert kinds(of(words, stated, strike(day(2020, 1, 5)), strike(day(2020, 3, 5)))) == []
    assert kinds(of(words, stated, strike(day(2020, 1, 5)), strike(day(2020, 4, 5)))) == ["month"]
    many = total(2, "occasions", text="on two occasions (January, March and May)", where=HOMS)
    assert kinds(of(words, many, strike(day(2020, 1, 5)))) == ["month"]


def test_months_that_begin_and_end_a_period_name_no_occasions(words: LinkVocabulary) -> None:
    stated = total(2, "raids", text="two raids between January and June", where=HOMS)
    assert kinds(of(words, stated, strike(day(2020, 4, 5)), strike(day(2020, 5, 5)))) == []


def test_claims_of_one_event_are_told_once_with_the_most_exact_day(words: LinkVocabulary) -> None:
    claims = in_order(total(5, "airstrikes"), strike(month(2020, 5), PALMYRA), strike(day(2020, 5, 4), PALMYRA))
    (found,) = tally(claims, {claims[1].id: "evt-1", claims[2].id: "evt-1"}, words)
    assert [month_of(t) for t in found.told] == ["2020-05"]
    assert found.lines[0].most == 1


def test_rows_stand_by_month_and_area_and_places_near_one_another_are_one_area(words: LinkVocabulary) -> None:
    near = [strike(day(2020, 5, 1), AL_SAFIRAH), strike(day(2020, 5, 9), TADEF), strike(day(2020, 4, 9), PALMYRA)]
    rows = told_rows(of(words, total(9, "airstrikes"), *near).told)
    assert [(r.month, set(r.area), r.strikes) for r in rows] == [
        ("2020-04", {"Palmyra"}, (1, 1)),
        ("2020-05", {"Al-Safirah", "Tadef"}, (2, 2)),
    ]


DAYS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28), st.sampled_from([HOMS, PALMYRA, TADEF])), max_size=12)


@given(DAYS)
def test_operations_are_no_more_than_strikes_and_the_least_no_more_than_the_most(
    told: Sequence[tuple[int, int, tuple[str, float, float, float]]],
) -> None:
    found = of(LinkVocabulary(), total(99, "airstrikes"), *(strike(day(2020, m, d), place) for m, d, place in told))
    rows = told_rows(found.told)
    every = row_of(found.told)
    assert sum(r.strikes[1] for r in rows) == every.strikes[1] == len(told)
    for one in (*rows, every):
        assert all(least <= most for least, most in (one.operations, one.strikes, one.locations))
        assert one.operations[0] <= one.strikes[0]
    assert every.operations[0] == len({(m, d) for m, d, _ in told})
