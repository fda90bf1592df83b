from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from hostile.generators import feed_bomb, page_with_many_attributes
from sources.layouts import BODY, newspaper
from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.formats import Format
from trigpoint.sources.limits import Limits
from trigpoint.sources.markup import MarkupReader
from trigpoint.sources.readers import read_as

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_the_process_reads_what_the_reader_reads() -> None:
    content = newspaper().encode()
    with MarkupReader(Limits()) as reader:
        apart = reader.read(Format.HTML, content, "a.html", NOW, url="https://courier.example/a")
    assert apart == read_as(Format.HTML, content, "a.html", Limits(), NOW, url="https://courier.example/a")


def test_attachments_come_through_with_their_bytes() -> None:
    mail = b"From: a\r\nContent-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAP8B"
    with MarkupReader(Limits()) as reader:
        (inner,) = reader.read(Format.MAIL, mail, "a.eml", NOW).inner
    assert (inner.name, inner.content) == ("x.bin", b"\x00\xff\x01")


def test_an_error_keeps_its_type_and_its_words() -> None:
    with MarkupReader(Limits()) as reader:
        with pytest.raises(RefusedInput, match=r"^a\.xml: holds an XML document type definition"):
            reader.read(Format.FEED, feed_bomb(), "a.xml", NOW)
        with pytest.raises(UnreadableFile, match="no RSS"):
            reader.read(Format.FEED, b"<a/>", "b.xml", NOW)


def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_is_read() -> None:
    with MarkupReader(attrs.evolve(Limits(), markup_s=3.0)) as reader:
        with pytest.raises(RefusedInput, match="takes more than"):
            reader.read(Format.HTML, page_with_many_attributes(), "slow.html", NOW)
        assert BODY[0] in reader.read(Format.HTML, newspaper().encode(), "a.html", NOW).text
