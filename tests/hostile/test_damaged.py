"""Honest files with random damage: always a rendition or a typed error. The seeds make each run the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from sources.layouts import LAYOUTS, SEVERAL
from sources.test_feed import ATOM, RSS
from sources.test_mail import message, saved_page
from trigpoint.model.errors import InputError
from trigpoint.sources.formats import Format
from trigpoint.sources.limits import Limits
from trigpoint.sources.readers import read_as

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HONEST = [
    *((Format.HTML, layout().encode()) for layout in (*LAYOUTS.values(), *SEVERAL.values())),
    *((Format.FEED, feed.encode()) for feed in (RSS, ATOM)),
    (Format.MAIL, message().as_bytes()),
    (Format.MHTML, saved_page()),
]
SPLINTERS = (
    b"<", b">", b"</", b"\x00", b"\xff", b'"', b"<div>", b"</div>", b"<article>", b"<h2>", b"<table>", b"<p>", b"&#xD800;",
    b"&#0;", b"&#8;", b"\xed\xa0\x80", b"<![CDATA[", b"]]>", b"\r\n\r\n", b"--b", b"=?utf-8?q?", b'<base href="http://[::1">',
    b'<a href="http://[x">y</a>', b'<time datetime="x">', b"<title>", b"<svg>", b"<frameset>", b'<link rel="canonical" href="//[">',
)  # fmt: skip


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Splinters in, pieces out, pieces twice, bytes changed."""
    out = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(out) + 1)
        what = chance.random()
        if what < 0.35:
            out[at:at] = chance.choice(SPLINTERS)
        elif what < 0.6:
            del out[at : at + chance.choice((1, 5, 50, 400))]
        elif what < 0.8:
            start = chance.randrange(len(out) + 1)
            out[at:at] = out[start : start + chance.choice((5, 50, 400))]
        else:
            out[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(out)


@pytest.mark.parametrize("seed", range(8))
def test_damage_gives_a_rendition_or_a_typed_error(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        kind, content = chance.choice(HONEST)
        try:
            reading = read_as(kind, damaged(content, chance), "f", Limits(), NOW)
        except InputError:
            continue
        assert all(0 <= piece.start < piece.end <= len(reading.text) for piece in reading.pieces)
        reading.text.encode()


@pytest.mark.parametrize(
    "damage",
    [
        (b"Short.", b"&#xD800;"),
        (b"<link>https://wire.example/1</link>", b"<link/>"),
        (b'encoding="utf-8"', b'encoding="ut\xbc-8"'),
        (b"<title>Second</title>", b"<title/>"),
        (b"<item>", b"<a:b:c><item>"),
    ],
)
def test_damage_that_once_crashed_the_feed_reader_does_not(damage: tuple[bytes, bytes]) -> None:
    content = RSS.encode().replace(*damage)
    assert content != RSS.encode()
    try:
        reading = read_as(Format.FEED, content, "f.xml", Limits(), NOW)
    except InputError:
        return
    assert reading.pieces
