"""SIGKILL at any instant: the case opens, verifies, and goes on to the state of one that was left alone.

The children are forks, so that a kill costs milliseconds. Half of the kills come at a random time; half at a random
step (a flush, a rename, an SQL statement, a commit), there with the file cut to half as after a torn write.
"""

from __future__ import annotations

import os
import random
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from sqlalchemy import Engine, event, func, select

from store.cheap import CHEAP, noon
from trigpoint import store
from trigpoint.model.errors import NotACase
from trigpoint.store import tables
from trigpoint.store.case import reading
from trigpoint.workflows import keep

WORDS = ["Airstrike", "shelling", "convoy", "at", "dawn", "near", "the", "river", "depot", "blast", "troops", "in"]
KILLS = 60


@attrs.frozen(kw_only=True)
class State:
    """Everything a case holds: the ledger's head stands for all records in their order."""

    head: store.Head
    claims: int
    events: int
    captures: tuple[str, ...]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    rng = random.Random(7)
    for number in range(12):
        words = [rng.choice(WORDS) for _ in range(30)]
        (folder / f"{number:02}.txt").write_text(" ".join([f"Report{number}", *words]) + ".", encoding="utf8")
    return folder


def make_case(folder: Path, reports: Path) -> None:
    """init, add, run: whatever is done already is passed over."""
    try:
        case = keep.open_case(folder)
    except NotACase:
        case = keep.init(folder, title="killed", now=noon)
    assert all(isinstance(item, keep.Added) for item in keep.add(case, [str(reports)], now=noon))
    keep.run(case, CHEAP, now=noon)


def state_of(folder: Path) -> State:
    case = keep.open_case(folder)
    found = keep.verify(case)
    assert found.faults == ()
    with reading(case) as connection:
        claims, events = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tables.claims, tables.events)
        )
    captures = tuple(capture.id for capture in store.captures(case))
    return State(head=found.head, claims=claims, events=events, captures=captures)


def fork(work: Callable[[], None]) -> int:
    """Run `work` in a child; give its process id."""
    child = os.fork()
    if child:
        return child
    ended = 9  # what a child that raised ends with
    try:
        work()
        ended = 0
    finally:
        os._exit(ended)


def was_killed(child: int) -> bool:
    """Wait for the child. Anything but success and SIGKILL is a failure."""
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def on_each_step(react: Callable[[int | None], None]) -> None:
    """Call `react` before every step that changes the disk, with the file's handle where there is one."""

    def before(name: str) -> None:
        real = getattr(os, name)

        def step(*given: Any, **named: Any) -> Any:
            react(given[0] if name == "fsync" else None)
            return real(*given, **named)

        setattr(os, name, step)

    for name in ("fsync", "replace", "chmod", "mkdir"):
        before(name)
    event.listen(Engine, "before_cursor_execute", lambda *_: react(None))
    event.listen(Engine, "commit", lambda *_: react(None))


def dying_at_step(number: int, work: Callable[[], None]) -> Callable[[], None]:
    """`work`, killed before its step `number`; a file then being flushed is left half written."""

    def dying() -> None:
        left = [number]

        def react(handle: int | None) -> None:
            left[0] -= 1
            if left[0] > 0:
                return
            if handle is not None and stat.S_ISREG(os.fstat(handle).st_mode):
                os.ftruncate(handle, os.fstat(handle).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)

        on_each_step(react)
        work()

    return dying


def count_steps(work: Callable[[], None]) -> int:
    """How many steps `work` takes, counted in a child."""
    out, into = os.pipe()

    def counting() -> None:
        def note(_: int | None) -> None:
            os.write(into, b".")

        on_each_step(note)
        work()

    child = fork(counting)
    os.close(into)
    counted = 0
    while got := os.read(out, 65536):
        counted += len(got)
    os.close(out)
    assert not was_killed(child)
    return counted


def kill_until_done(
    folder: Path, reports: Path, undisturbed: State, child_of: Callable[[Callable[[], None]], int]
) -> int:
    """Start and kill until a child ends by itself; after each kill the case opens and verifies. Gives the kills."""
    kills = 0
    while was_killed(child_of(lambda: make_case(folder, reports))):
        kills += 1
        try:
            state_of(folder)
        except NotACase:  # killed before `init` was acknowledged
            assert not (folder / "case.sqlite").exists()
    assert state_of(folder) == undisturbed
    return kills


def test_a_case_killed_at_random_instants_ends_as_one_left_alone(tmp_path: Path, reports: Path) -> None:
    make_case(tmp_path / "undisturbed", reports)
    begun = time.monotonic()
    assert not was_killed(fork(lambda: make_case(tmp_path / "timed", reports)))
    takes = time.monotonic() - begun
    undisturbed, rng, kills, case = state_of(tmp_path / "undisturbed"), random.Random(11), 0, 0

    def killed_after_a_while(work: Callable[[], None]) -> int:
        child = fork(work)
        time.sleep(rng.uniform(0, takes))
        os.kill(child, signal.SIGKILL)
        return child

    while kills < KILLS // 2:
        case += 1
        kills += kill_until_done(tmp_path / f"case{case}", reports, undisturbed, killed_after_a_while)


def test_a_case_killed_at_random_steps_ends_as_one_left_alone(tmp_path: Path, reports: Path) -> None:
    steps = count_steps(lambda: make_case(tmp_path / "undisturbed", reports))
    undisturbed, rng, kills, case = state_of(tmp_path / "undisturbed"), random.Random(12), 0, 0
    assert steps > 100
    while kills < KILLS // 2:
        case += 1
        kills += kill_until_done(
            tmp_path / f"case{case}",
            reports,
            undisturbed,
            lambda work: fork(dying_at_step(rng.randint(1, steps), work)),
        )


def test_an_acknowledged_run_survives_the_kill_that_follows(tmp_path: Path, reports: Path) -> None:
    def work() -> None:
        make_case(tmp_path / "case", reports)
        os.kill(os.getpid(), signal.SIGKILL)

    assert was_killed(fork(work))
    make_case(tmp_path / "undisturbed", reports)
    assert state_of(tmp_path / "case") == state_of(tmp_path / "undisturbed")
