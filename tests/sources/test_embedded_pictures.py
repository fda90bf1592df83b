"""Pictures inside saved pages and beside articles."""

from __future__ import annotations

import base64

import pytest

from trigpoint.sources.embedded_pictures import LEAST, belongs_to, pictures_in

JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 20


def mhtml(*parts: tuple[str, bytes]) -> bytes:
    lines = [
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
        b"--B\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
    ]
    for kind, content in parts:
        head = f"--B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://x.example/p/a.jpg\r\n\r\n"
        lines.append(head.encode() + base64.encodebytes(content) + b"\r\n")
    return b"".join([*lines, b"--B--\r\n"])


def test_a_saved_page_gives_its_pictures_by_name() -> None:
    assert list(pictures_in(mhtml(("image/jpeg", JPEG)), "multipart/related")) == [("a.jpg", JPEG)]


def test_pictures_written_into_html_are_read() -> None:
    page = b'<img src="data:image/jpeg;base64,' + base64.b64encode(JPEG) + b'">'
    assert list(pictures_in(page, "text/html")) == [("picture 1 of the page", JPEG)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (mhtml(("image/jpeg", JPEG[: LEAST - 1])), "multipart/related"),
        (mhtml(("image/jpeg", b"GIF89a" + JPEG)), "multipart/related"),
        (mhtml(("image/svg+xml", JPEG)), "multipart/related"),
        (b"\x00\xff not a mail", "multipart/related"),
        (b'<img src="data:image/png;base64,' + b"A=" * 4000 + b'">', "text/html"),
        (b'<img src="data:image/png;base64,AAAA', "text/html"),
        (JPEG, "image/jpeg"),
        (b"", "text/html"),
    ],
)
def test_icons_other_files_and_broken_pages_give_none(content: bytes, kind: str) -> None:
    assert list(pictures_in(content, kind)) == []


def test_at_most_forty_pictures_of_a_page_are_taken() -> None:
    assert len(list(pictures_in(mhtml(*[("image/jpeg", JPEG)] * 50), "multipart/related"))) == 40


@pytest.mark.parametrize(
    ("picture", "item", "expected"),
    [
        ("mail.eml!/a.jpg", "mail.eml", True),
        ("day/page_files/a.jpg", "day/page.html", True),
        ("day/story.jpg", "day/story.txt", True),
        ("day/story-2.jpg", "day/story.txt", True),
        ("day/story-two.jpg", "day/story.txt", False),
        ("other/story.jpg", "day/story.txt", False),
        ("day/page_files/a.jpg", "day/page.txt", False),
        ("story.jpg", "story.jpg", False),
        ("a.jpg", "", False),
    ],
)
def test_a_picture_belongs_to_what_it_came_with(picture: str, item: str, expected: bool) -> None:
    assert belongs_to(picture, item) is expected
