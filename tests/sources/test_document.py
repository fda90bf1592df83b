from __future__ import annotations

import io
import textwrap
from datetime import UTC, date, datetime

import attrs
import docx
import pytest

from hostile.generators import SENTENCE, pdf_invisible, pdf_many_pages, pdf_of
from sources.layouts import BODY
from trigpoint.model.errors import RefusedInput
from trigpoint.sources.document import read_document
from trigpoint.sources.limits import Limits

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def word_file() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Port report"
    document.core_properties.author = "Ada Marsh"
    document.core_properties.created = datetime(2021, 4, 14)  # noqa: DTZ001 - Word keeps no zone
    document.add_heading("Port report", 1)
    document.add_paragraph(BODY[0])
    table = document.add_table(rows=1, cols=3)
    for cell, words in zip(table.rows[0].cells, ("Qasr", "4 wounded", "1 crane"), strict=True):
        cell.text = words
    document.add_paragraph(BODY[1])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_pdf_gives_its_sentences_whole_with_title_author_and_day() -> None:
    lines = [line for paragraph in BODY for line in textwrap.wrap(paragraph, 70)]
    info = b"<< /Title (Port report) /Author (Ada Marsh) /CreationDate (D:20210414101500+02'00') >>"
    reading = read_document(pdf_of(lines, info=info), "a.pdf", Limits(), NOW, is_pdf=True)
    assert all(line in reading.text for line in BODY)
    (piece,) = reading.pieces
    assert (piece.title, piece.author) == ("Port report", "Ada Marsh")
    assert (piece.published, piece.published_basis) == (date(2021, 4, 14), "document properties")
    assert (piece.start, piece.end) == (0, len(reading.text))
    assert reading.reader.startswith("pypdf ")


def test_the_day_a_page_was_printed_is_not_its_day_of_publication() -> None:
    info = b"<< /Creator (Mozilla/5.0 Chrome/120) /Producer (Skia/PDF m120) /CreationDate (D:20210414101500+02'00') >>"
    reading = read_document(pdf_of(list(BODY), info=info), "a.pdf", Limits(), NOW, is_pdf=True)
    assert reading.pieces[0].published is None
    assert any("printed from a browser on 2021-04-14" in flag for flag in reading.flags)


def test_invisible_text_is_kept_and_flagged() -> None:
    reading = read_document(pdf_invisible(), "a.pdf", Limits(), NOW, is_pdf=True)
    assert SENTENCE in reading.text
    assert "text drawn invisibly" in reading.flags


def test_pictures_of_pages_are_a_capture_without_articles() -> None:
    reading = read_document(pdf_of([]), "scan.pdf", Limits(), NOW, is_pdf=True)
    assert reading.pieces == ()
    assert reading.text == ""
    assert reading.flags == ("no text: pictures of pages, or empty",)


def test_a_word_file_gives_paragraphs_and_rows_in_reading_order() -> None:
    reading = read_document(word_file(), "a.docx", Limits(), NOW, is_pdf=False)
    assert reading.text == "\n\n".join(["Port report", BODY[0], "Qasr | 4 wounded | 1 crane", BODY[1]])
    (piece,) = reading.pieces
    assert (piece.title, piece.author, piece.published) == ("Port report", "Ada Marsh", date(2021, 4, 14))


def test_a_document_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(RefusedInput, match="takes"):
        read_document(pdf_of(["x"]), "a.pdf", attrs.evolve(Limits(), child_wall_s=0.01), NOW, is_pdf=True)


def test_too_many_pages_are_refused_by_the_count() -> None:
    with pytest.raises(RefusedInput, match="100,000 pages"):
        read_document(pdf_many_pages(), "a.pdf", Limits(), NOW, is_pdf=True)
