from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.text import decode, doubts, visible, within

ARABIC = "قال سكان إن غارة جوية استهدفت مستودعا قرب الميناء مساء الثلاثاء"
RUSSIAN = "Жители сообщили, что в порту сгорели два склада"


@given(st.text())
def test_utf8_comes_back_character_for_character(text: str) -> None:
    content = text.encode()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        return
    assert decode(content, "a.txt").text == text


def test_a_utf8_mark_stays_in_the_text_because_offsets_count_it() -> None:
    text = decode("\ufeffQasr".encode(), "a.txt").text
    assert text == "\ufeffQasr"
    assert "byte order mark" in doubts(text)


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_known_by_its_mark_or_its_zeros(charset: str) -> None:
    assert decode(("Two warehouses burned. " * 4).encode(charset), "a.txt").text == "Two warehouses burned. " * 4


@pytest.mark.parametrize(
    ("text", "charset"),
    [(ARABIC * 3, "cp1256"), (RUSSIAN * 3, "cp1251"), ("Café “Qasr” – déjà vu, señor. " * 5, "cp1252")],
)
def test_old_code_pages_are_guessed_and_flagged(text: str, charset: str) -> None:
    decoded = decode(text.encode(charset), "a.txt")
    assert decoded.text == text
    assert decoded.flags == (f"charset guessed: {charset}",)


def test_a_declared_code_page_is_taken_at_its_word_when_it_fits() -> None:
    decoded = decode(RUSSIAN.encode("koi8-r"), "a.html", declared="KOI8-R")
    assert decoded.text == RUSSIAN
    assert decoded.flags == ()


def test_a_false_declaration_is_flagged() -> None:
    assert decode(RUSSIAN.encode(), "a.html", declared="windows-1252").flags == (
        "wrong charset declared: windows-1252",
    )


@pytest.mark.parametrize("declared", ["base64", "zlib", "no-such", "", "utf-8; x", "rot13", "\x00"])
def test_a_declaration_that_is_no_charset_does_no_harm(declared: str) -> None:
    assert decode("Qasr – port".encode(), "a.html", declared=declared).text == "Qasr – port"


def test_a_few_broken_bytes_leave_utf8_utf8() -> None:
    decoded = decode((RUSSIAN * 20).encode() + b"\xff" + RUSSIAN.encode(), "a.txt")
    assert decoded.text.count("\ufffd") == 1
    assert "undecodable bytes" in doubts(decoded.text)


def test_utf16_that_ends_in_half_a_character_is_damaged() -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        decode("Qasr".encode("utf-16")[:-1], "a.txt")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("a \u202eb\u202c", "bidi controls"),
        ("Hez\u200bbollah", "zero-width characters inside words"),
        ("Алеп\u2060по", "zero-width characters inside words"),
        ("a\x00b", "NUL characters"),
        ("a" * 200_000, "very long line"),
        ("so\U000e0041", "invisible tag characters"),
    ],
)
def test_what_a_reader_cannot_see_is_flagged(text: str, doubt: str) -> None:
    assert doubt in doubts(text)


@pytest.mark.parametrize("text", ["می\u200cخواهم", "plain", "👩\u200d🚀 lands", "a\u200e b", ARABIC, ""])
def test_joiners_that_belong_to_a_script_are_no_doubt(text: str) -> None:
    assert doubts(text) == ()


def test_a_name_is_shown_without_what_hides_in_it() -> None:
    assert visible("Hez\u200bbollah\u202e gnp\u202c\x00\n of  Qasr\ufeff") == "Hezbollah gnp of Qasr"


def test_a_persian_title_keeps_its_spelling() -> None:
    assert visible("می\u200cخواهم \u200cport\u200d") == "می\u200cخواهم port"


@given(st.text())
def test_a_visible_name_is_one_line_and_stays_as_it_is(name: str) -> None:
    shown = visible(name)
    assert shown == visible(shown)
    assert len(shown.splitlines()) <= 1


def test_too_much_text_is_refused_and_not_cut() -> None:
    assert within("abc", 3, "a.txt") == "abc"
    with pytest.raises(RefusedInput):
        within("abcd", 3, "a.txt")
