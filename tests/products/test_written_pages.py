"""Written briefs as HTML and PDF: equal bytes, inert text, lines of mixed direction, and footnotes that can be read back."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from pypdf import PdfReader

from products.case_writer import HOSTILE
from products.written_case import ARABIC, WrittenCase, brief_of, with_picture, written_case
from trigpoint.data.estimative import DEFAULT_SCALE, load_scales, load_words
from trigpoint.products.compile.check import check_brief
from trigpoint.products.compile.document import read_document
from trigpoint.products.compile.page_labels import ARABIC as ARABIC_LABELS
from trigpoint.products.compile.page_labels import ENGLISH, LABELS
from trigpoint.products.compile.printed import read_printed
from trigpoint.products.compile.render import render_written_html, render_written_pdf
from trigpoint.products.compile.script import is_rtl, pieces
from trigpoint.products.compile.written import WrittenView, written_view

CHROMIUM = Path("/usr/bin/chromium")
PERSIAN, HEBREW = "شاهدان گفتند که می‌خواهند بروند", "עדים אמרו כך"


def view(case: WrittenCase, body: str) -> WrittenView:
    text = brief_of(body)
    document, found = check_brief(text, case.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE)
    assert [r.sentence("b.md") for r in found if r.is_fault] == []
    return written_view(text, document, case.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE)


def sample() -> WrittenView:
    """Every kind of block and note."""
    case, capture = with_picture(written_case(), "CC BY 4.0")
    return view(
        case,
        f"# May\n\n**Aircraft** hit *Al-Safirah* (± 8 km) on 4 May 2020 [@{case.certain}].\n"
        f"It is likely that the works were put out of use [@{case.assessed}].\n\n"
        f"- In SIMULATED radar pictures we measured hall 2 (± 60 m) as destroyed [@{case.measured}].\n"
        f"- SANA said so [@{case.certain}].\n\n1. SANA said so [@{case.certain}].\n\n> {ARABIC} [@{case.arabic_claim}]\n\n"
        f"| Where | Who |\n| --- | --- |\n| Masyaf (± 5 km) | the Observatory said so [@{case.alone}] |\n\n"
        f"![SANA said Al-Safirah was hit [@{case.certain}].]({capture})\n\nThis page was written in haste. [note]",
    )


def test_equal_material_gives_equal_bytes_in_another_process() -> None:
    html, pdf = render_written_html(sample()), render_written_pdf(sample(), 1_600_000_000)
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); from products.test_written_pages import *; v = sample(); "
        "pages = render_written_html(v).encode(), render_written_pdf(v, 1_600_000_000); "
        "print(*(hashlib.sha256(page).hexdigest() for page in pages))"
    )
    environment = {"PYTHONHASHSEED": "77", "PATH": "/usr/bin:/bin", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    import hashlib

    assert done.stdout.split() == [hashlib.sha256(html.encode()).hexdigest(), hashlib.sha256(pdf).hexdigest()]


def test_every_note_is_read_back_with_its_line_and_quote() -> None:
    made = sample()
    html = render_written_html(made)
    printed = read_printed(html)
    assert [n.number for n in printed.notes] == [n.number for n in made.notes]
    lines = html.split("\n")
    for note, ours in zip(printed.notes, made.notes, strict=True):
        assert f'id="note-{note.number}"' in lines[note.line - 1]
        assert (note.record, note.digest) == (ours.record, ours.digest)
        if ours.kind == "statement":
            assert note.quote == ours.quote
            assert (note.start, note.end, note.sha256) == (ours.start, ours.end, ours.sha256)
    assert {number for number, _ in printed.marks} <= {n.number for n in printed.notes}


def test_the_mark_stands_after_the_full_stop() -> None:
    html = render_written_html(sample())
    assert '2020.<sup class="cites">' in html
    assert " <sup" not in html.split('id="brief"')[1].split('id="notes"')[0].replace("</b> <sup", "")


def test_hostile_text_stays_text() -> None:
    case = written_case()
    material = case.archive.material
    articles = {
        i: attrs.evolve(a, title=HOSTILE[n % len(HOSTILE)], outlet=HOSTILE[(n + 1) % len(HOSTILE)])
        for n, (i, a) in enumerate(material.articles.items())
    }
    hostile = attrs.evolve(case, archive=attrs.evolve(case.archive, material=attrs.evolve(material, articles=articles)))
    html = render_written_html(
        view(hostile, f"<b onclick='x'>SANA</b> said so {{{{ 7*7 }}}} &amp; #read [@{case.certain}].")
    )
    for bad in ("<script", "<img src=x", "onmouseover='", "<b onclick", "</svg></style>"):
        assert bad not in html.split("<body>")[1]
    assert "default-src 'none'" in html


def test_a_note_by_the_author_is_marked() -> None:
    assert "author’s note, no evidence" in render_written_html(sample())


def test_the_pdf_holds_every_part() -> None:
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(render_written_pdf(sample(), 0))).pages)
    for words in ("Northern Syria", "Notes", "likely: 55-80 %", "SIMULATED", "CC BY 4.0", "Sources cited", "hall 2"):
        assert words in " ".join(text.split()), words


@pytest.mark.parametrize("text", [ARABIC, PERSIAN, HEBREW])
def test_right_to_left_words_are_isolated_in_an_english_line(text: str) -> None:
    found = list(pieces(f"He said {text} (12) there"))
    assert [way for _, way in found] == ["", "rtl", ""]
    assert found[1][0] == text.rstrip(".")
    assert "".join(piece for piece, _ in found) == f"He said {text} (12) there"


def test_english_words_are_isolated_in_an_arabic_line() -> None:
    text = "قال Homs (± 21 km) في 1 May 2020، وهذا ما reported"
    found = list(pieces(text, in_rtl=True))
    assert [piece for piece, way in found if way] == ["Homs (± 21 km)", "1 May 2020", "reported"]
    assert "".join(piece for piece, _ in found) == text
    assert is_rtl(text)
    assert not is_rtl("2020 said قال")


def test_persian_keeps_its_joiners() -> None:
    from trigpoint.products.compile.script import printable

    assert printable(PERSIAN) == PERSIAN
    assert printable("a\u202eb\u200bc") == "abc"


def test_lines_of_a_block_keep_their_numbers() -> None:
    document = read_document(brief_of("One [@a].\nTwo\nruns on [@b].\n\n<!-- a\ncomment -->\n- Three [@c].\n\n# H"))
    assert [(s.line, s.cites) for _, s in document.sentences] == [(6, ("a",)), (7, ("b",)), (12, ("c",))]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1200])
def test_in_a_browser_it_asks_for_nothing_and_arabic_stands_in_order(
    browser: object, width: int, tmp_path: Path
) -> None:
    path = tmp_path / "written.html"
    path.write_text(render_written_html(sample()), encoding="utf8", newline="")
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)  # type: ignore[attr-defined]
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert said == []
    assert [a for a in asked if not a.startswith("data:image/png;base64,")] == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first, last = page.evaluate(
        """() => { const text = document.querySelector('.written blockquote').firstChild, range = document.createRange();
        const at = (n) => { range.setStart(text, n); range.setEnd(text, n + 1); return range.getBoundingClientRect().left; };
        return [at(0), at(3)]; }"""
    )
    assert first > last  # the first letter of Arabic stands to the right of the fourth
    context.close()


def arabic_view(head: str = "title: ضربات قرب مصياف\nauthor: أ. محلل", body: str = "") -> WrittenView:
    case = written_case()
    text = brief_of(body or f"# الملخص\n\n> {ARABIC} [@{case.arabic_claim}]\n\nكُتب هذا على عجل. [note]", head)
    document, found = check_brief(text, case.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE)
    assert [r.sentence("b.md") for r in found if r.is_fault] == []
    return written_view(text, document, case.archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE)


def test_an_arabic_brief_has_an_arabic_page_that_runs_right_to_left() -> None:
    html = render_written_html(arabic_view())
    assert '<html lang="ar" dir="rtl">' in html
    assert "الحواشي" in html
    assert "ملاحظة من الكاتب بلا دليل" in html
    for english in ("Notes", "Sources cited", "Signed", "Records as of", "author’s note", "Made with"):
        assert english not in html.split("<body>")[1], english
    assert [n.quote for n in read_printed(html).notes] == [ARABIC]
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(render_written_pdf(arabic_view(), 0))).pages)
    assert "Sources cited" not in text


def test_an_english_brief_with_arabic_quotes_keeps_its_english_page() -> None:
    assert sample().labels is ENGLISH
    assert '<html lang="en" dir="ltr">' in render_written_html(sample())


def test_the_head_names_the_language_of_the_page_and_one_without_labels_is_refused() -> None:
    named = "title: T\nauthor: A\nlanguage: {0}"
    assert arabic_view(named.format("en"), "Written in haste. [note]").labels is ENGLISH
    assert arabic_view(named.format("ar"), "Written in haste. [note]").labels is ARABIC_LABELS
    text = brief_of("Written in haste. [note]", named.format("tlh"))
    _, found = check_brief(
        text, written_case().archive, scales=load_scales(), words=load_words(), default=DEFAULT_SCALE
    )
    (fault,) = [r for r in found if r.is_fault]
    assert (fault.line, fault.code) == (4, "front")
    assert "“tlh”" in fault.says
    assert "en, ar" in fault.remedy


def test_every_label_is_given_in_every_language() -> None:
    for labels in LABELS.values():
        assert all(v for k, v in attrs.asdict(labels).items() if k != "is_rtl")
        assert "{n}" in labels.articles
        assert {"{scale}", "{source}"} <= {m for m in ("{scale}", "{source}") if m in labels.scale_lede}
