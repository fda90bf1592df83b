import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from store.cheap import CHEAP, NOON, add_text, capture_of, claim_of, new_case, noon
from trigpoint import store
from trigpoint.model.errors import CaseError, CaseExists, NotACase, TamperedCase
from trigpoint.store import Case, tables
from trigpoint.store.blobs import blob_path, put_blob, read_blob
from trigpoint.store.case import reading, writing
from trigpoint.workflows import keep

TEXT = "Airstrike near the river. Troops at the depot."


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return new_case(tmp_path / "case")


def faults(case: Case) -> str:
    return "\n".join(store.verify_case(case).faults)


@pytest.mark.parametrize("kind", [sqlite, postgresql])
def test_the_schema_can_be_made_in_either_database(kind: Any) -> None:
    dialect = kind.dialect()
    for table in tables.metadata.sorted_tables:
        statements = [str(CreateTable(table).compile(dialect=dialect))]
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
        assert f"CREATE TABLE {table.name}" in statements[0]
        assert "JSON" not in " ".join(statements)
        assert "AUTOINCREMENT" not in " ".join(statements)


def test_a_head_is_locked_for_writing_where_the_database_can() -> None:
    asked = select(tables.head.c.sequence).with_for_update()
    kind: Any = postgresql
    assert "FOR UPDATE" in str(asked.compile(dialect=kind.dialect()))


def test_adding_the_same_bytes_twice_changes_nothing(case: Case) -> None:
    assert add_text(case, TEXT)
    before = store.ledger_head(case)
    later = attrs.evolve(capture_of(TEXT)[0], retrieved=NOON.replace(year=2027))
    assert not store.add_capture(case, later, *capture_of(TEXT)[1:], now=NOON.replace(year=2027))
    assert store.ledger_head(case) == before
    assert [capture.retrieved for capture in store.captures(case)] == [NOON]


def test_the_same_bytes_under_another_name_are_one_capture_with_two_addresses(case: Case) -> None:
    add_text(case, TEXT, "a.txt")
    add_text(case, TEXT, "b.txt")
    assert [capture.uri for capture in store.captures(case)] == ["a.txt"]
    with reading(case) as connection:
        assert sorted(connection.execute(tables.addresses.select()).scalars()) == [store.captures(case)[0].id] * 2
    assert faults(case) == ""


def test_captured_bytes_are_read_only_and_named_by_their_digest(case: Case) -> None:
    add_text(case, TEXT)
    (capture,) = store.captures(case)
    path = blob_path(case.blobs, capture.sha256)
    assert path.parent.name == capture.sha256[:2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert path.read_bytes() == TEXT.encode()


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_come_back_as_they_were(tmp_path: Path, content: bytes) -> None:
    assert read_blob(tmp_path, put_blob(tmp_path, content)) == content


def test_bytes_that_do_not_have_the_digest_given_are_refused(case: Case) -> None:
    capture, _, text, articles = capture_of(TEXT)
    with pytest.raises(ValueError, match="digest"):
        store.add_capture(case, capture, b"other", text, articles, now=NOON)
    with pytest.raises(ValueError, match="digest"):
        store.add_capture(case, capture, TEXT.encode(), "other", articles, now=NOON)
    assert store.captures(case) == []


def test_records_come_back_as_they_were(case: Case) -> None:
    capture, content, text, articles = capture_of(TEXT)
    store.add_capture(case, capture, content, text, articles, now=NOON)
    claims = [claim_of(articles[0], 0, 9, text), claim_of(articles[0], 26, 32, text)]
    store.write_reading(case, articles[0], claims, extractor="words 1", now=NOON)
    assert store.captures(case) == [capture]
    assert store.articles(case) == articles
    assert sorted(store.claims(case, "words 1"), key=lambda c: c.quote.start) == claims
    assert store.capture_text(case, capture) == text


def test_an_article_is_read_once_per_extractor(case: Case) -> None:
    add_text(case, TEXT)
    (article,) = store.unread_articles(case, "words 1")
    assert store.write_reading(case, article, [], extractor="words 1", now=NOON)
    before = store.ledger_head(case)
    assert not store.write_reading(case, article, [], extractor="words 1", now=NOON)
    assert store.ledger_head(case) == before
    assert store.unread_articles(case, "words 1") == []
    assert store.unread_articles(case, "words 2") == [article]


def test_a_run_on_unchanged_claims_writes_nothing(case: Case) -> None:
    add_text(case, TEXT)
    first = keep.run(case, CHEAP, now=noon)
    head = store.ledger_head(case)
    second = keep.run(case, CHEAP, now=noon)
    assert first.is_new
    assert not second.is_new
    assert second.run == first.run
    assert store.ledger_head(case) == head


def test_the_events_of_a_later_run_take_the_place_of_the_earlier_ones(case: Case) -> None:
    add_text(case, "Airstrike near river")
    keep.run(case, CHEAP, now=noon)
    earlier = keep.current_events(case)
    add_text(case, "Airstrike near bridge", "b.txt")
    assert keep.run(case, CHEAP, now=noon).run.number == 2
    later = keep.current_events(case)
    assert {e.type for e in later} == {"airstrike", "near", "river", "bridge"}
    assert {e.id for e in earlier} - {e.id for e in later}
    assert faults(case) == ""


def test_a_new_extractor_reads_every_article_anew_and_the_old_claims_stay(case: Case) -> None:
    add_text(case, TEXT)
    keep.run(case, CHEAP, now=noon)
    result = keep.run(case, attrs.evolve(CHEAP, extractor="words 2"), now=noon)
    assert result.articles_read == 1
    assert result.is_new
    assert len(store.claims(case, "words 1")) == len(store.claims(case, "words 2")) > 0
    assert faults(case) == ""


def test_a_second_case_is_not_made_over_the_first(case: Case) -> None:
    with pytest.raises(CaseExists, match="already"):
        new_case(case.folder)


def test_a_folder_without_a_case_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotACase, match="trigpoint init"):
        store.open_case(tmp_path, actor="test 0")


def test_a_file_in_the_place_of_the_case_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "case").write_text("x")
    with pytest.raises(CaseError, match="is a file"):
        new_case(tmp_path / "case")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "case.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(TamperedCase, match="no database"):
        store.open_case(tmp_path, actor="test 0")


def test_a_case_of_a_later_version_is_not_opened(case: Case) -> None:
    tamper(case, "UPDATE about SET value = '99' WHERE key = 'schema'")
    with pytest.raises(CaseError, match="later Trigpoint"):
        store.open_case(case.folder, actor="test 0")


def tamper(case: Case, statement: str) -> None:
    with sqlite3.connect(case.folder / "case.sqlite") as database:
        changed = database.execute(statement).rowcount
    database.close()
    assert changed > 0


@pytest.fixture
def read_case(case: Case) -> Case:
    add_text(case, TEXT)
    add_text(case, "Blast at dawn.", "b.txt")
    keep.run(case, CHEAP, now=noon)
    (case.products / "brief.html").write_bytes(b"<p>brief</p>")
    run = store.latest_run(case)
    digest = store.digest_of(b"<p>brief</p>")
    store.write_product(case, "products/brief.html", digest, run=run, basis=["evt-1"], now=NOON)
    assert faults(case) == ""
    return case


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE captures SET record = replace(record, 'a.txt', 'z.txt')", "captures row cap-"),
        ("UPDATE captures SET text_sha256 = 'x'", "column text_sha256 differs"),
        ('UPDATE articles SET record = replace(record, \'"outlet":""\', \'"outlet":"X"\')', "articles row art-"),
        ("UPDATE claims SET record = replace(record, 'reported', 'asserted')", "claims row clm-"),
        ("UPDATE claims SET event_type = 'siege'", "column event_type differs"),
        ("UPDATE readings SET record = replace(record, 'clm-', 'clm-x')", "readings row art-"),
        ("UPDATE runs SET record = replace(record, 'words', 'swords')", "runs row 1"),
        ("UPDATE events SET record = replace(record, 'same word', 'other word')", "events row evt-"),
        ("UPDATE products SET sha256 = 'x'", "products row prd-"),
        ("UPDATE addresses SET uri = 'z.txt'", "addresses row cap-"),
        ("UPDATE about SET value = 'another' WHERE key = 'title'", "title, notice"),
        ("UPDATE ledger SET time = '2020' WHERE sequence = 2", "ledger row 2: was changed"),
        ("UPDATE head SET sequence = 99", "recorded entry 99 as its last"),
        ("DELETE FROM claims WHERE id = (SELECT min(id) FROM claims)", "it is gone"),
        ("DELETE FROM events", "it is gone"),
        ("DELETE FROM addresses WHERE uri = 'b.txt'", "it is gone"),
        ("DELETE FROM ledger WHERE sequence = 3", "entries 3 to 3 are missing"),
        (
            "INSERT INTO claims SELECT 'clm-new', extractor, article, event_type, record, digest FROM claims LIMIT 1",
            "the ledger does not know it",
        ),
    ],
)
def test_a_changed_database_is_found_and_the_row_named(read_case: Case, statement: str, told: str) -> None:
    tamper(read_case, statement)
    assert told in faults(read_case)


def test_changed_bytes_are_found_and_the_file_named(read_case: Case) -> None:
    path = blob_path(read_case.blobs, store.captures(read_case)[0].sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    assert f"{path}: was changed after it was captured" in faults(read_case)


def test_missing_bytes_are_found_and_the_file_named(read_case: Case) -> None:
    path = blob_path(read_case.blobs, store.captures(read_case)[0].sha256)
    path.unlink()
    assert f"{path}: cannot be read" in faults(read_case)


def test_a_claim_whose_quote_does_not_stand_in_the_text_is_found(case: Case) -> None:
    capture, content, text, articles = capture_of(TEXT)
    store.add_capture(case, capture, content, text, articles, now=NOON)
    wrong = claim_of(articles[0], 0, 9, "Shelling! " + text)
    store.write_reading(case, articles[0], [wrong], extractor="words 1", now=NOON)
    assert "its quote does not stand in the captured text" in faults(case)


def test_a_brief_changed_after_publication_is_found_and_a_moved_one_is_no_fault(read_case: Case) -> None:
    path = read_case.products / "brief.html"
    path.write_bytes(b"<p>changed</p>")
    assert "was changed after it was published" in faults(read_case)
    path.unlink()
    assert faults(read_case) == ""


def test_readers_see_a_whole_state_while_another_process_writes(read_case: Case) -> None:
    before = len(store.captures(read_case))
    with writing(read_case) as connection:
        connection.execute(tables.addresses.delete())
        readers = multiprocessing.get_context("fork").Pool(2)
        with readers:
            seen = readers.map(_count_captures, [read_case.folder] * 4)
        connection.rollback()
    assert seen == [(before, 2)] * 4


def _count_captures(folder: Path) -> tuple[int, int]:
    case = store.open_case(folder, actor="reader 0")
    with reading(case) as connection:
        return len(store.captures(case)), len(connection.execute(tables.addresses.select()).all())


def test_a_second_writer_that_waits_too_long_gets_one_sentence(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trigpoint.store.case.BUSY_S", 0.1)
    other = store.open_case(case.folder, actor="other 0")
    with writing(case), pytest.raises(CaseError, match="another program is writing"):
        add_text(other, TEXT)


def test_many_writers_at_once_leave_one_whole_chain(case: Case) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write, args=(case.folder, number)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert len(store.captures(case)) == 1 + 4 * 3
    assert faults(case) == ""


def _write(folder: Path, number: int) -> None:
    case = store.open_case(folder, actor=f"writer {number}")
    add_text(case, "the same in all")
    for text in range(3):
        add_text(case, f"text {text} of writer {number}")


@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(p.read_bytes()[:3000]), lambda p: p.write_bytes(b"")])
def test_a_cut_database_gives_a_case_error(read_case: Case, damage: Callable[[Path], None]) -> None:
    damage(read_case.folder / "case.sqlite")
    for log in read_case.folder.glob("case.sqlite-*"):
        log.unlink()
    with pytest.raises(CaseError):
        store.verify_case(store.open_case(read_case.folder, actor="test 0"))


@pytest.mark.skipif("TRIGPOINT_TEST_DATABASE" not in os.environ, reason="needs an empty PostgreSQL database by URL")
def test_a_case_in_postgresql_is_like_one_in_sqlite(case: Case) -> None:
    elsewhere = store.create_case(
        case.folder.parent / "elsewhere", actor="test 0", now=NOON, database=os.environ["TRIGPOINT_TEST_DATABASE"]
    )
    for kept in (case, elsewhere):
        add_text(kept, TEXT)
        add_text(kept, TEXT, "b.txt")
        keep.run(kept, CHEAP, now=noon)
        assert faults(kept) == ""
    assert store.ledger_head(case) == store.ledger_head(elsewhere)
    assert keep.current_events(case) == keep.current_events(elsewhere)
