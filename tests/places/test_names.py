from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.places.names import name_hash, normalise, skeleton, sound


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Al-Qāʼim", "al qaim"),
        ("T‑4", "T-4"),
        ("Ţarţūs", "TARTUS"),
        ("Deir ez-Zor", "deir ez zor"),
        ("أدلب", "ادلب"),
        ("U.S.", "US"),
    ],
)
def test_case_accents_and_hyphens_do_not_part_names(written: str, same: str) -> None:
    assert normalise(written) == normalise(same)


def test_invisible_characters_inside_a_name_change_nothing() -> None:
    assert normalise("Ho\u200bms\u202e") == "homs"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abu kamal", "albukamal"),
        ("tartous", "tartus"),
        ("al safirah", "as safira"),
        ("hodeidah", "al hudaydah"),
        ("khmeimim", "hmeimim"),
        ("qamishli", "kamishly"),
        ("deir ez zor", "dayr az zawr"),
    ],
)
def test_transliterations_of_one_name_share_a_skeleton(one: str, other: str) -> None:
    bones = {skeleton(one).replace("w", ""), skeleton(other).replace("w", "")}
    assert len(bones) == 1
    assert bones != {""}


@pytest.mark.parametrize("name", ["iran", "us", "t 4", "oum"])
def test_names_with_too_few_consonants_have_no_skeleton(name: str) -> None:
    assert skeleton(name) == ""


@given(st.text(max_size=40))
def test_normalising_twice_is_normalising_once(name: str) -> None:
    once = normalise(name)
    assert normalise(once) == once


def test_the_hash_is_the_one_an_index_on_disk_was_made_with() -> None:
    assert name_hash("homs") == 3213812124809846836


@pytest.mark.parametrize(
    ("one", "other"),
    [("tabqah", "tabqa"), ("al durayhimi", "ad duraihimi"), ("rajouri", "rajauri"), ("idleb", "idlib")],
)
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other) != ""


@pytest.mark.parametrize(("one", "other"), [("latamneh", "lataminah"), ("basra", "basara"), ("homs", "hims")])
def test_names_with_other_vowels_between_their_consonants_do_not_sound_alike(one: str, other: str) -> None:
    assert sound(one) != sound(other)
