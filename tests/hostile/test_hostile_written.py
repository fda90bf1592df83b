"""Written briefs by careless and hostile hands: refused by line, or set as text; never a hang, a crash or a request."""

from __future__ import annotations

import pytest

from products.written_case import brief_of, written_case
from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.document import read_document
from trigpoint.products.compile.printed import read_printed
from trigpoint.products.compile.refusal import Refusal

LONG = 60_000
BODIES = {
    "brackets": "[@" * LONG,
    "marks": "[@a]" * (LONG // 40),
    "comments": "<!--" * LONG,
    "quotes": "“" * LONG,
    "straight quotes": '"' * (LONG + 1),
    "single quotes": "‘a’b" * (LONG // 4),
    "stops": "." * LONG,
    "glued words": "a." * (LONG // 2),
    "no spaces": "a" * LONG,
    "stars": "*" * LONG,
    "open stars": "**a " * (LONG // 4),
    "pipes": "|" * LONG,
    "numbers": "1.23, 4.56 " * (LONG // 11),
    "dates": "1 May 2020 to " * (LONG // 14),
    "likelihoods": "very likely " * (LONG // 12),
    "right to left": "قال، " * (LONG // 5),
    "blank": "\n" * LONG,
    "NUL and private characters": "\0\ue000\uf8ff\ud7ff" * 1000,
    "headings": "#" * LONG,
    "links": "[a](" * (LONG // 4),
    "pictures": "![" * (LONG // 2),
}


def checked(text: str) -> list[Refusal]:
    case = written_case()
    _, found = check_brief(text, case.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE)
    return found


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_and_does_not_hang(name: str) -> None:
    assert any(r.is_fault for r in checked(brief_of(BODIES[name])))


@pytest.mark.parametrize(
    "text", ["", "---", "---\n---", "---\ntitle\n---\nx", "\ufeff---\ntitle: a\n", "x" * 10, "---\n__proto__: 1\n---\n"]
)
def test_a_broken_head_is_refused_with_a_line(text: str) -> None:
    found = [r for r in checked(text) if r.is_fault]
    assert found
    assert all(r.line >= 1 for r in found)


def test_a_comment_that_does_not_end_hides_nothing() -> None:
    document = read_document(brief_of("One.\n\n<!-- Two.\n\nThree."))
    assert [s.text for _, s in document.sentences] == ["One.", "<!-- Two.", "Three."]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<li id=note-1",
        "<li id='note-1' data-start='9" + "9" * 5000 + "'>x</li>",
        "<blockquote>" * 5000,
        "\0" * 1000,
    ],
)
def test_a_broken_page_is_read_without_a_crash(html: str) -> None:
    assert all(n.start is None for n in read_printed(html).notes)
