from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.workflows.chain import pieces


@given(st.text(alphabet="ab \n", max_size=120), st.integers(2, 20), st.data())
def test_pieces_cover_the_span_once_without_a_gap(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    cut = list(pieces(text, start, len(text), limit))
    assert cut[0][0] == start
    assert cut[-1][1] == len(text)
    assert all(left[1] == right[0] for left, right in pairwise(cut))
    assert all(last - first <= limit for first, last in cut)


def test_a_long_text_is_cut_at_a_blank_line_before_a_line_before_a_space() -> None:
    assert list(pieces("one\n\ntwo three", 0, 14, 12)) == [(0, 5), (5, 14)]
    assert list(pieces("one\ntwo three", 0, 13, 12)) == [(0, 4), (4, 13)]
    assert list(pieces("one two three", 0, 13, 12)) == [(0, 8), (8, 13)]
    assert list(pieces("onetwothree", 0, 11, 6)) == [(0, 6), (6, 11)]
