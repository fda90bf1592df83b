"""A folder of hostile files: each its typed error or its flag, the others still read, nothing else touched."""

from __future__ import annotations

import socket
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from hostile import generators
from hostile.generators import FILES, SENTENCE, Fate
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile, UnsupportedFormat
from trigpoint.sources import Intake, Limits, Rejected, take_in
from trigpoint.sources.language import language_of
from trigpoint.sources.text import visible

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LIMITS = Limits(markup_s=4.0, child_wall_s=30.0)


@attrs.frozen(kw_only=True)
class Run:
    """What came of the folder, and what was touched meanwhile."""

    folder: Path
    fates: dict[str, Fate]
    results: list[Intake | Rejected]
    opened: set[str]
    connected: list[Any]
    heard: list[bytes]

    def of(self, name: str) -> list[Intake | Rejected]:
        return [r for r in self.results if _where(r) == name or _where(r).startswith(name + "!/")]


def _where(result: Intake | Rejected) -> str:
    return result.where if isinstance(result, Rejected) else result.capture.uri


class _Ear:
    """Listens on loopback; must hear nothing."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.heard.append(b"connection")
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(2)


_watching: dict[str, list[Any]] = {}


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in ("open", "socket.connect", "socket.getaddrinfo") and event in _watching:
        _watching[event].append(args)


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("hostile")
    canary = folder.parent / "canary.txt"
    canary.write_text("canary")
    ear = _Ear()
    fates = generators.fill(folder)
    (folder / "tricks.html").write_bytes(generators.page_with_tricks(f"http://127.0.0.1:{ear.port}"))
    (folder / "external-canary.xml").write_bytes(generators.feed_external(canary.as_uri()))
    (folder / "external-url.xml").write_bytes(generators.feed_external(f"http://127.0.0.1:{ear.port}/x"))
    (folder / "zz-last.txt").write_text(SENTENCE)
    language_of(
        "Deux dépôts du port fluvial ont brûlé mardi, selon des habitants."
    )  # its model unpacks to a nameless file
    before = _tree(folder.parent)
    _watching.update({"open": [], "socket.connect": [], "socket.getaddrinfo": []})
    results = list(take_in(folder, limits=LIMITS, now=NOW))
    opened = {str(args[0]) for args in _watching.pop("open")}
    connected = _watching.pop("socket.connect") + _watching.pop("socket.getaddrinfo")
    ear.close()
    assert _tree(folder.parent) == before
    return Run(folder=folder, fates=fates, results=results, opened=opened, connected=connected, heard=ear.heard)


def _tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.lstat().st_size, p.lstat().st_mtime_ns) for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("name", [*FILES, "link.txt", "up"])
def test_each_hostile_file_gets_its_typed_error_or_its_flag(run: Run, name: str) -> None:
    (result,) = run.of(name)
    if isinstance(result, Rejected):
        fate: Fate = "rejected"
    else:
        fate = "flagged" if result.capture.flags else "clean"
    assert fate == run.fates[name], result if isinstance(result, Rejected) else result.capture.flags


def test_every_error_is_one_line_that_names_the_file(run: Run) -> None:
    rejected = [result for result in run.results if isinstance(result, Rejected)]
    assert len(rejected) > 30
    for result in rejected:
        message = str(result.error)
        assert isinstance(result.error, (UnreadableFile, RefusedInput, UnsupportedFormat))
        assert message == visible(message)
        assert len(message) < 400
        assert message.startswith(result.where)


def test_the_rest_of_the_folder_is_still_read(run: Run) -> None:
    (last,) = run.of("zz-last.txt")
    assert isinstance(last, Intake)
    assert last.text == SENTENCE


def test_nothing_is_fetched(run: Run) -> None:
    assert run.heard == []
    assert run.connected == []


def test_no_file_outside_the_folder_is_opened_but_the_programs_own(run: Run) -> None:
    own = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2] / "src"), str(run.folder), "/proc", "/dev/null")
    foreign = {
        path for path in run.opened if path.startswith("/") and not path.startswith(own) and "__pycache__" not in path
    }
    assert foreign == set()


def test_the_canary_beside_the_folder_is_in_no_text(run: Run) -> None:
    texts = [result.text for result in run.results if isinstance(result, Intake)]
    assert not [text for text in texts if "canary" in text or "root:" in text]


def test_hostile_names_in_an_archive_are_refused_one_by_one_and_the_honest_file_is_read(run: Run) -> None:
    results = run.of("traversal.zip")
    taken = [result for result in results if isinstance(result, Intake)]
    assert [result.capture.uri for result in taken] == ["traversal.zip!/good.txt"]
    assert len(results) == 7
    assert all(isinstance(result.error, RefusedInput) for result in results if isinstance(result, Rejected))


def test_names_that_collide_on_other_systems_are_all_refused(run: Run) -> None:
    results = run.of("collision.zip")
    assert [_where(result) for result in results if isinstance(result, Intake)] == ["collision.zip!/other.txt"]
    assert sum(isinstance(result, Rejected) for result in results) == 3


def test_links_of_a_hostile_page_lead_to_the_web_or_are_dropped(run: Run) -> None:
    (page,) = run.of("tricks.html")
    assert isinstance(page, Intake)
    assert page.articles[0].links == ()
    assert page.articles[0].url == ""
    assert SENTENCE in page.text
    assert "alert" not in page.text


@pytest.mark.parametrize("name", ["bidi.txt", "zero-width.txt", "tags.txt", "nul.txt", "formulas.txt"])
def test_odd_characters_stay_in_the_evidence(run: Run, name: str) -> None:
    (result,) = run.of(name)
    assert isinstance(result, Intake)
    assert result.text.encode() == (run.folder / name).read_bytes()


def test_odd_feed_dates_leave_the_item_without_a_date(run: Run) -> None:
    (feed,) = run.of("dates.xml")
    assert isinstance(feed, Intake)
    assert [str(article.published) for article in feed.articles] == ["None", "None", "2020-05-04", "None", "None"]
    assert len(feed.capture.flags) == 3


def test_a_page_of_50_mb_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_bytes(generators.big_page())
    (result,) = take_in(tmp_path, now=NOW)
    assert isinstance(result, Rejected)
    assert isinstance(result.error, RefusedInput)


def test_names_of_files_cannot_break_a_line_or_run_backwards(tmp_path: Path) -> None:
    for name in ("a\nb.txt", "c\u202etxt.txt", "-rf.txt", "x" * 200 + ".txt", "😀.txt", "CON.txt", "e .txt."):
        (tmp_path / name).write_text(SENTENCE)
    results = list(take_in(tmp_path, now=NOW))
    assert len(results) == 7
    assert all(_where(result) == visible(_where(result)) for result in results)
    flagged = [
        r.capture.uri
        for r in results
        if isinstance(r, Intake) and "file name holds hidden characters" in r.capture.flags
    ]
    assert flagged == ["a b.txt", "ctxt.txt"]


def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.txt")
    (result,) = take_in(tmp_path, now=NOW)
    assert isinstance(result, Rejected)
    (direct,) = take_in(tmp_path / "pipe.txt", now=NOW)
    assert isinstance(direct, Rejected)


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (inside / "dir").symlink_to(outside)
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    results = list(take_in(inside, now=NOW))
    assert [isinstance(result, Rejected) for result in results] == [True, True]


@pytest.mark.parametrize("code", ["open('/tmp/x', 'w')", "__import__('socket').socket().connect(('127.0.0.1', 9))",
                                  "__import__('os').system('true')", "__import__('subprocess').run(['true'])"])  # fmt: skip
def test_the_reading_processes_cannot_write_connect_or_start_others(code: str) -> None:
    import subprocess

    program = f"from trigpoint.sources.parse_child import give_up_rights as g; g(1 << 31, 5); {code}"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"not allowed while reading" in done.stderr


def test_the_error_tree_holds_every_refusal(run: Run) -> None:
    assert all(isinstance(result.error, InputError) for result in run.results if isinstance(result, Rejected))
