"""Lines broken at a margin."""

from __future__ import annotations

from trigpoint.evidence.reports.wrapped import paragraph_lines

WRAPPED = (
    "Jets bombed a depot near Homs on Sunday, the Syrian Observatory for\n"
    "Human Rights said. Two guards were killed, and a third was wounded\n"
    "in the blast.\n"
)


def _texts(text: str) -> list[str]:
    return [text[a:b] for a, b in paragraph_lines(text, 0, len(text))]


def test_a_paragraph_broken_at_a_margin_is_one() -> None:
    assert _texts(WRAPPED + "\n" + WRAPPED) == [WRAPPED.rstrip("\n")] * 2


def test_windows_line_ends_are_line_ends() -> None:
    assert _texts(WRAPPED.replace("\n", "\r\n")) == [WRAPPED.replace("\n", "\r\n").rstrip()]


def test_a_title_above_its_paragraph_stays_a_line() -> None:
    title, body = (
        "Strike on a depot near Homs kills two guards",
        "Jets bombed a depot near Homs on Sunday, a monitor said.",
    )
    assert _texts(f"{title}\n{body}\n") == [title, body]


def test_a_list_stays_a_list() -> None:
    items = [f"- Shells fell on the northern quarter of town {n}, a doctor said by phone" for n in range(3)]
    assert _texts("\n".join(items)) == items


def test_paragraphs_of_one_long_line_each_stay_apart() -> None:
    lines = ["A long paragraph. " * 20, "Another paragraph. " * 18]
    assert _texts("\n".join(lines)) == lines
