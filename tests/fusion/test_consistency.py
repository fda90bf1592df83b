"""Where a text disagrees with itself."""

from __future__ import annotations

from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st

from fusion.claims import AL_SAFIRAH, HOMS, claim, day
from trigpoint.fusion.consistency import check_futures, check_text, check_versions
from trigpoint.model import Article, Claim, Count, CountStatus, Modality

ON = day(2020, 5, 4)


def counted(*numbers: int, unit: str = "structures", at: int = 0, document: str = "a") -> Claim:
    counts = tuple(Count(min=n, max=n, unit=unit, status=s) for n, s in zip(numbers, CountStatus, strict=False))
    made = claim(ON, document=document, counts=counts, text=f"sentence {at} {numbers} {unit}")
    start = 100 * at
    return attrs.evolve(made, quote=attrs.evolve(made.quote, start=start, end=start + len(made.quote.text)))


def kinds(*claims: Claim) -> list[str]:
    return [i.kind for i in check_text(claims)]


def test_parts_that_do_not_add_up_to_the_total_beside_them_are_found() -> None:
    """UNOSAT's record of 2024 gives 533, 640 and 1,273 as 2,246."""
    (found,) = check_text([counted(533, 640, 1273, 2246)])
    assert "2,446" in found.why
    assert "2,246" in found.why


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=5, unique=True))
def test_parts_that_add_up_are_not(parts: list[int]) -> None:
    assert kinds(counted(*parts, sum(parts))) == []


def test_numbers_far_from_a_sum_count_something_else() -> None:
    assert kinds(counted(3, 5, 900)) == []


def test_one_number_of_strikes_and_of_places_is_asked_about() -> None:
    assert kinds(counted(39, unit="strikes"), counted(39, unit="locations", at=1)) == ["unit"]
    assert kinds(counted(39, unit="strikes"), counted(40, unit="locations", at=1)) == []


def test_one_happening_with_two_dates_in_one_text_is_asked_about() -> None:
    told = claim(day(2020, 5, 4), killed=(14, 14), document="a", text="14 died on 4 May")
    noted = claim(day(2020, 5, 6), killed=(14, 14), document="a", text="14 died on 6 May")
    noted = attrs.evolve(noted, quote=attrs.evolve(noted.quote, start=900, end=900 + len(noted.quote.text)))
    assert kinds(told, noted) == ["date"]
    elsewhere = attrs.evolve(noted, where=claim(ON, HOMS).where)
    assert kinds(told, elsewhere) == []
    other_text = attrs.evolve(noted, article="art-other")
    assert kinds(told, other_text) == []


def test_a_figure_that_changed_between_versions_is_said() -> None:
    first = claim(ON, AL_SAFIRAH, killed=(8, 8), document="v1")
    second = claim(ON, AL_SAFIRAH, killed=(11, 11), document="v2")
    versions = {
        c.article: Article(
            id=c.article, capture="c", ordinal=0, start=0, end=1, outlet="Ridge Daily", url="https://x.example/1",
            published=date(2020, 5, 5 + n),
        )
        for n, c in enumerate((first, second))
    }  # fmt: skip
    (found,) = check_versions([first, second], versions)
    assert "from 8 to 11" in found.why
    apart = {k: attrs.evolve(a, url=f"https://x.example/{n}") for n, (k, a) in enumerate(versions.items())}
    assert check_versions([first, second], apart) == []


def test_what_happens_after_the_text_was_published_is_asked_about() -> None:
    told, planned = claim(day(2020, 5, 9)), attrs.evolve(claim(day(2020, 5, 9)), id="clm-p", modality=Modality.PLANNED)
    article = Article(id=told.article, capture="cap-a", ordinal=0, start=0, end=9, published=date(2020, 5, 5))
    (found,) = check_futures([told, planned], {article.id: article}, {})
    assert (found.kind, found.claims) == ("future", (told.id,))
    assert "2020-05-09" in found.why
    on_time = attrs.evolve(article, published=date(2020, 5, 8))
    assert check_futures([told], {article.id: on_time}, {}) == [], "east of UTC it is tomorrow"


def test_a_text_dated_after_it_was_taken_in_is_asked_about() -> None:
    article = Article(id="art-a", capture="cap-a", ordinal=0, start=0, end=9, published=date(2031, 5, 5))
    (found,) = check_futures([], {"art-a": article}, {"art-a": date(2026, 1, 1)})
    assert "2031-05-05" in found.why
    assert check_futures([], {"art-a": article}, {"art-a": date(2031, 5, 5)}) == []
