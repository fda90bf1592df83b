from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.errors import UnreadableFile, UnsupportedFormat
from trigpoint.sources.formats import Format, binary_kind, detect


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.txt", b"Qasr", Format.TEXT),
        ("A.TXT", b"Qasr", Format.TEXT),
        ("a.txt", "Qasr".encode("utf-16"), Format.TEXT),
        ("a.txt", "قال سكان".encode("cp1256"), Format.TEXT),
        ("a.md", b"# Qasr", Format.MARKDOWN),
        ("a.htm", b"<p>Qasr", Format.HTML),
        ("a.pdf", b"%PDF-1.4", Format.PDF),
        ("a", b"%PDF-1.4", Format.PDF),
        ("a.bin", b"%PDF-1.4", Format.PDF),
        ("a", b"<!DOCTYPE html><html>", Format.HTML),
        ("a", b"<?xml version='1.0'?><rss version='2.0'>", Format.FEED),
        ("a.xml", b"<!doctype html><html>", Format.HTML),
        ("page.php", b"\n<html><body>", Format.HTML),
        ("README", b"Qasr", Format.TEXT),
        ("a.docx", b"PK\x03\x04", Format.DOCX),
        ("a.zip", b"PK\x05\x06", Format.ZIP),
        ("a.jpg", b"\xff\xd8\xff", Format.JPEG),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", Format.PNG),
        ("a", b"II+\x00", Format.TIFF),
        ("a.eml", b"From: a\r\nContent-Type: multipart/related\r\n\r\nContent-Type: text/html", Format.MHTML),
    ],
)
def test_name_and_bytes_together_say_what_it_is(name: str, content: bytes, format_: Format) -> None:
    assert detect(name, content) is format_


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"%PDF-1.4"),
        ("a.html", b"\x89PNG\r\n\x1a\n"),
        ("a.txt", bytes(100)),
        ("a.txt", bytes(range(256))),
        ("a.pdf", b"<html>"),
        ("a.docx", b"Qasr"),
        ("a.zip", b"Rar!\x1a\x07"),
        ("a.pdf", b""),
        ("a.tif", b""),
        ("a.tif", b"<VRTDataset>"),
        ("a.png", b"<!doctype html>"),
    ],
)
def test_bytes_that_contradict_the_name_are_unreadable(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=name):
        detect(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gif", b"GIF89a"),
        ("a.tsv", b"a\tb"),
        ("a.exe", b"\x7fELF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_kinds_nobody_reads_are_said_to_be_so(name: str, content: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match=name):
        detect(name, content)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_text_of_any_script_is_never_taken_for_binary(text: str) -> None:
    magic = ("GIF8", "PK", "BZh", "7z", "Rar!", "MM", "II*", "PAR1", "OggS", "ID3", "RIFF", "%PDF", "{\\rtf")
    if not text.startswith(magic) and text[4:8] != "ftyp":
        assert binary_kind(text.encode()) == ""
