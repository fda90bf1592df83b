"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.wording.sentences import outside_quotes, sentence_spans

MARK = "\ue000"


def cut(text: str, *whole: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text, marks=MARK, whole=whole)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It burnt. Nobody saw it.", 2),
        ("Gen. Karam spoke. He left.", 2),
        ("The U.S. Navy left. It rained.", 2),
        ("They came from the U.S. The rest stayed.", 2),
        ("See no. 7 and fig. 3 of it.", 1),
        ("About 3.5 km, i.e. not far, e.g. by foot.", 1),
        ("He asked: “Who? Where?” Nobody knew.", 2),
        ("J. B. Smith wrote it.", 1),
        ("هل احترق؟ لا أحد يعرف.", 2),
        ("It was over…  Then it began!", 2),
        (f"It burnt{MARK}. It rained.{MARK} It froze{MARK}", 3),
        (f"It burnt.{MARK} and it rained.", 2),
        ("depot.The fire", 2),
        ("example.org and 3.5.2 are no ends.", 1),
        ("", 0),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert len(cut(text)) == count


def test_a_name_with_stops_is_never_cut_inside() -> None:
    name = "Dept. of War! Studies"
    assert cut(f"{name} spoke. It rained.", name) == [f"{name} spoke.", "It rained."]
    assert len(cut(f"{name} spoke. It rained.")) == 3


@given(st.text(alphabet="aB .!?\u061f\u201c\u201d" + MARK, max_size=80))
def test_nothing_but_spaces_is_lost(text: str) -> None:
    kept = "".join(cut(text))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "quoted", ["“It is likely”", '"It is likely"', "«It is likely»", "„It is likely“", "‘It is likely’"]
)
def test_words_of_others_are_blanked_in_place(quoted: str) -> None:
    text = f"He said {quoted} and left."
    bare = outside_quotes(text)
    assert len(bare) == len(text)
    assert "likely" not in bare
    assert bare.endswith(" and left.")


def test_a_mark_that_is_never_closed_blanks_nothing() -> None:
    assert "likely" in outside_quotes("He said “it is likely and left.")
    assert "likely" in outside_quotes("It's likely that it's over.")
