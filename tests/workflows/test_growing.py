"""A run after an added document joins only what it touches, and ends where a whole joining ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from trigpoint import store
from trigpoint.model.errors import BadVocabulary
from trigpoint.workflows import decide, keep
from trigpoint.workflows.chain import GROWING, Chain
from trigpoint.workflows.kept_ground import load_ground
from workflows.test_decide import CHAIN, SAID, Clock, case_of, ids, now

__all__ = ["now"]  # a fixture
GROWS = attrs.evolve(CHAIN, fuser="links that grow", growing=GROWING)
DAYS = ((4, 9), (12, 3), (20, 6))
TEXTS = [f"{day} {place} {dead}{end}" for day, dead in DAYS for place in ("safirah", "homs") for end in ("", " ")]


def _add(case: store.Case, folder: Path, text: str, now: Clock, chain: Chain = GROWS) -> keep.RunResult:
    path = folder / f"added {len(list(folder.iterdir()))}.txt"
    path.write_text(text, encoding="utf8")
    list(keep.add(case, [str(path)], now=now))
    return keep.run(case, chain, now=now)


def _grown_case(folder: Path, now: Clock) -> store.Case:
    case = case_of(folder, TEXTS, now)
    keep.run(case, GROWS, now=now)
    return case


def test_an_added_document_replaces_the_events_it_touches_alone(tmp_path: Path, now: Clock) -> None:
    case = _grown_case(tmp_path, now)
    before = set(ids(case))
    done = _add(case, tmp_path, "12 homs  3", now)
    assert done.run.parent == done.run.number - 1
    assert len(done.run.replaced) < len(before)
    after = keep.current_events(case)
    assert done.run.events == len(after)
    assert len({e.id for e in after} - before) == 1
    assert keep.verify(case).faults == ()


def test_it_ends_where_a_whole_joining_ends(tmp_path: Path, now: Clock) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    grown, whole = _grown_case(tmp_path / "a", now), _grown_case(tmp_path / "b", now)
    for text in ("12 homs  3", "21 safirah 6", "28 homs 40"):
        _add(grown, tmp_path / "a", text, now)
        _add(whole, tmp_path / "b", text, now, attrs.evolve(GROWS, growing=None))
    assert store.latest_run(grown) != store.latest_run(whole)
    told = [[(e.type, e.when, len(e.members)) for e in keep.current_events(c)] for c in (grown, whole)]
    assert sorted(map(str, told[0])) == sorted(map(str, told[1]))


def test_running_again_with_nothing_new_writes_nothing(tmp_path: Path, now: Clock) -> None:
    case = _grown_case(tmp_path, now)
    done = _add(case, tmp_path, "12 homs  3", now)
    again = keep.run(case, GROWS, now=now)
    assert not again.is_new
    assert again.run == done.run


@pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_bytes(b"\x93NUMPY no arrays")])
def test_a_lost_or_damaged_ground_means_that_everything_is_joined(tmp_path: Path, now: Clock, spoil: Any) -> None:
    case = _grown_case(tmp_path, now)
    spoil(tmp_path / "case" / "tables" / "joined.step")
    last = store.latest_run(case)
    assert last is not None
    assert load_ground(case, last) is None
    done = _add(case, tmp_path, "12 homs  3", now)
    assert done.is_new
    assert done.run.parent == 0


def test_a_decision_joins_everything_again_and_old_ids_still_lead_on(tmp_path: Path, now: Clock) -> None:
    case = _grown_case(tmp_path, now)
    old = next(e for e in keep.current_events(case) if len(e.members) == 2)
    _add(case, tmp_path, f"{old.when.start:%d} homs 1".lstrip("0"), now)
    decide.merge(case, ids(case)[:2], chain=GROWS, now=now, **SAID)
    last = store.latest_run(case)
    assert last is not None
    assert last.parent == 0
    assert decide.find_event(case, old.id).events
    assert keep.verify(case).faults == ()


def test_another_table_of_owners_joins_everything_anew(tmp_path: Path, now: Clock) -> None:
    case = _grown_case(tmp_path, now)
    (case.folder / "owners.csv").write_text("outlet,owner\nRidge Daily,Orchard\n", encoding="utf8")
    assert keep.run(case, GROWS, now=now).is_new
    assert not keep.run(case, GROWS, now=now).is_new
    last = store.latest_run(case)
    assert last is not None
    assert last.parent == 0
    assert keep.verify(case).faults == ()
    (case.folder / "owners.csv").write_text("outlet,owner\nRidge Daily\n", encoding="utf8")
    with pytest.raises(BadVocabulary, match=r"owners.csv:2"):
        keep.run(case, GROWS, now=now)
