from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile.generators import archive, pdf_of
from sources.layouts import BODY, newspaper, tag_archive
from trigpoint.model.errors import UnreadableFile, UnsupportedFormat
from trigpoint.model.records import record_id
from trigpoint.sources import Intake, Limits, Rejected, take_in
from trigpoint.sources.plain import read_plain

NOW = datetime(2026, 1, 2, tzinfo=UTC)
TEXT = " ".join(BODY)


def taken(target: Path) -> list[Intake]:
    results = list(take_in(target, now=NOW))
    assert not [result for result in results if isinstance(result, Rejected)]
    return [result for result in results if isinstance(result, Intake)]


def test_a_text_file_is_its_own_rendition(tmp_path: Path) -> None:
    content = f"\ufeff{BODY[0]}\r\n\r\n  {BODY[1]}\n\x0c".encode()
    (tmp_path / "a.txt").write_bytes(content)
    (intake,) = taken(tmp_path / "a.txt")
    assert intake.text.encode() == content == intake.content
    (article,) = intake.articles
    assert (article.start, article.end) == (0, len(intake.text))
    assert article.published is None
    assert article.language == "en"


@given(st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_any_text_is_its_own_rendition(text: str) -> None:
    try:
        reading = read_plain(text.encode(), "a.txt", Limits())
    except UnreadableFile:
        assert not "".join(c for c in text if c.isalnum())
        return
    assert reading.text == text


def test_ids_follow_from_the_bytes_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT)
    first, second = taken(tmp_path)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert first.capture.sha256 == digest
    assert first.capture.id == second.capture.id == f"cap-{digest[:16]}"
    assert first.articles[0].id == record_id("art", first.capture.id, 0)
    assert first.capture.text_sha256 == digest
    assert first.capture.size == len(TEXT)
    assert (first.capture.uri, second.capture.uri) == ("a.txt", "b.txt")


def test_a_folder_is_read_whole_and_in_one_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c/d/e.md", ".hidden.txt", ".git/x.txt", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# Port\n" + TEXT)
    names = [intake.capture.uri for intake in taken(tmp_path)]
    assert names == ["a.txt", "b/1.txt", "b/2.txt", "c/d/e.md"]


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Port"
    mail.set_content(TEXT)
    mail.add_attachment(TEXT.encode(), maintype="text", subtype="plain", filename="note.txt")
    (tmp_path / "1.txt").write_text(TEXT)
    (tmp_path / "2.md").write_text(f"# Port\n\n{TEXT}")
    (tmp_path / "3.html").write_text(newspaper())
    (tmp_path / "4.html").write_text(tag_archive())
    (tmp_path / "5.pdf").write_bytes(pdf_of([BODY[0]]))
    (tmp_path / "6.eml").write_bytes(mail.as_bytes())
    (tmp_path / "7.zip").write_bytes(archive([("in/a.html", newspaper().encode()), ("m.eml", mail.as_bytes())]))
    found = {intake.capture.uri: intake for intake in taken(tmp_path)}
    assert list(found) == [
        "1.txt", "2.md", "3.html", "4.html", "5.pdf", "6.eml", "6.eml!/note.txt",
        "7.zip!/in/a.html", "7.zip!/m.eml", "7.zip!/m.eml!/note.txt",
    ]  # fmt: skip
    assert [len(intake.articles) for intake in found.values()] == [1, 1, 1, 2, 1, 1, 1, 1, 1, 1]
    assert found["2.md"].articles[0].title == "Port"
    assert all(article.language == "en" for intake in found.values() for article in intake.articles)
    for intake in found.values():
        assert hashlib.sha256(intake.text.encode()).hexdigest() == intake.capture.text_sha256
        assert all(0 <= a.start < a.end <= len(intake.text) for a in intake.articles)


def test_reading_twice_gives_the_same_records(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(tag_archive())
    assert taken(tmp_path) == taken(tmp_path)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.gif").write_bytes(b"GIF89a")
    (tmp_path / "c.txt").write_text(TEXT)
    first, second, third = take_in(tmp_path, now=NOW)
    assert isinstance(first, Intake)
    assert isinstance(second, Rejected)
    assert isinstance(second.error, UnsupportedFormat)
    assert isinstance(third, Intake)


def test_a_path_that_is_not_there_is_a_rejection(tmp_path: Path) -> None:
    (result,) = take_in(tmp_path / "none.txt", now=NOW)
    assert isinstance(result, Rejected)
    assert "none.txt" in str(result.error)


def test_a_path_as_words_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert len(list(take_in(str(tmp_path), now=NOW))) == 1


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list(take_in(tmp_path, now=NOW)) == []


def test_a_clock_without_a_zone_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        list(take_in(tmp_path, now=datetime(2026, 1, 2)))  # noqa: DTZ001


def test_a_consumer_may_stop_early(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.html").write_text(newspaper())
    results = take_in(tmp_path, now=NOW)
    assert isinstance(next(results), Intake)
    results.close()  # type: ignore[attr-defined]


def test_the_measured_texts_are_taken_in_untouched(shared_data: Path) -> None:
    for intake in taken(shared_data / "seeds"):
        assert intake.text.encode() == intake.content
        assert intake.capture.flags == ()


def test_an_empty_name_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private.txt").write_text("not meant", encoding="utf-8")
    (found,) = take_in("", now=datetime(2024, 1, 1, tzinfo=UTC))
    assert isinstance(found, Rejected)
    assert "names nothing" in str(found.error)
