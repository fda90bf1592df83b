from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.layouts import BODY, TITLE, newspaper
from trigpoint.model.errors import InputError, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.mail import read_mail, read_mhtml

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def message(body: str = "\n\n".join(BODY)) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ada Marsh <ada@courier.example>"
    mail["Date"] = "Wed, 14 Apr 2021 23:30:00 -0500"
    mail["Subject"] = TITLE
    mail.set_content(body)
    return mail


def test_subject_sender_and_day_come_from_the_headers() -> None:
    reading = read_mail(message().as_bytes(), "a.eml", Limits(), NOW)
    (piece,) = reading.pieces
    assert (piece.title, piece.author) == (TITLE, "Ada Marsh")
    assert (piece.published, piece.published_basis) == (date(2021, 4, 14), "meta")
    assert all(line in reading.text for line in BODY)


def test_the_html_part_is_read_when_the_text_part_is_a_stub() -> None:
    mail = message("See the HTML version.")
    mail.add_alternative(
        f"<p>{BODY[0]}</p><script>x()</script><p><a href='https://a.example/1'>{BODY[1]}</a></p>", "html"
    )
    reading = read_mail(mail.as_bytes(), "a.eml", Limits(), NOW)
    assert reading.text == "\n\n".join([TITLE, BODY[0], BODY[1]])
    assert reading.pieces[0].links == ("https://a.example/1",)


def test_attachments_are_files_of_their_own_with_bare_names() -> None:
    mail = message()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../etc/report.pdf")
    mail.add_attachment("note", filename="note.txt")
    mail.add_attachment(message())
    reading = read_mail(mail.as_bytes(), "a.eml", Limits(), NOW)
    assert [item.name for item in reading.inner] == ["report.pdf", "note.txt", "part-4.eml"]
    assert reading.inner[0].content == b"%PDF-1.4"
    assert b"Ada Marsh" in reading.inner[2].content


def test_a_mail_without_text_has_no_article() -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    assert read_mail(mail.as_bytes(), "a.eml", Limits(), NOW).pieces == ()


def saved_page() -> bytes:
    page = newspaper()
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/port\r\nSubject: x\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: https://courier.example/port\r\n\r\n"
        f"{page}\r\n--b\r\nContent-Type: text/css\r\nContent-Location: https://courier.example/a.css\r\n\r\n"
        "p { color: red }\r\n--b--\r\n"
    ).encode()


def test_a_saved_page_is_the_page_with_its_address() -> None:
    reading = read_mhtml(saved_page(), "a.mhtml", Limits(), NOW)
    (piece,) = reading.pieces
    assert piece.url == "https://courier.example/port"
    assert piece.outlet == "The Qasr Courier"
    assert all(line in reading.text for line in BODY)
    assert reading.inner == ()


def test_what_has_no_headers_is_no_mail() -> None:
    with pytest.raises(UnreadableFile):
        read_mail(b"\n\nhello", "a.eml", Limits(), NOW)


@given(st.binary(max_size=300))
def test_no_bytes_after_a_header_break_the_reader(tail: bytes) -> None:
    content = b"From: a@b.example\r\nContent-Type: text/plain; charset=" + tail
    try:
        reading = read_mail(content, "a.eml", Limits(), NOW)
    except InputError:
        return
    assert all(piece.end == len(reading.text) for piece in reading.pieces)
