"""Merging and splitting by hand, in a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from fusion.claims import AL_SAFIRAH, HOMS, claim, day
from trigpoint.data.linking import load_link_vocabulary
from trigpoint.fusion import fuse
from trigpoint.model import Article, Claim, Event
from trigpoint.model.errors import UsageError
from trigpoint.store import Case
from trigpoint.workflows import decide, keep
from trigpoint.workflows.chain import Chain, Evidence

PLACES = {"safirah": AL_SAFIRAH, "homs": HOMS}
SAID: dict[str, Any] = {"author": "A. Reader", "why": "one raid, told from two towns"}


def read(pairs: Sequence[tuple[Article, str]]) -> Iterator[list[Claim]]:
    """One claim an article: "4 safirah 9" is a strike there on 4 May 2020 that killed nine."""
    for article, text in pairs:
        on, place, dead = text.split()
        made = claim(day(2020, 5, int(on)), PLACES[place], said_by=article.id, killed=(int(dead), int(dead)))
        quote = attrs.evolve(made.quote, capture=article.capture, start=0, end=len(text), text=text)
        yield [attrs.evolve(made, article=article.id, quote=quote)]


def join(found: Evidence) -> list[Event]:
    return fuse(found.claims, found.articles, vocabulary=load_link_vocabulary(), decisions=found.decisions)


CHAIN = Chain(extractor="three words", read=read, fuser="links", fuse=join)


class Clock:
    """A second passes at each look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def now() -> Clock:
    return Clock()


def case_of(folder: Path, texts: Sequence[str], now: Clock) -> Case:
    case = keep.init(folder / "case", now=now)
    for n, text in enumerate(texts):
        (folder / f"{n}.txt").write_text(text, encoding="utf8")
        list(keep.add(case, [str(folder / f"{n}.txt")], now=now))
    keep.run(case, CHAIN, now=now)
    return case


def ids(case: Case) -> list[str]:
    return [e.id for e in keep.current_events(case)]


def test_a_merge_holds_through_a_later_run_and_undoing_it_gives_the_events_back(tmp_path: Path, now: Clock) -> None:
    case = case_of(tmp_path, ["4 safirah 9", "4 homs 3"], now)
    before = ids(case)
    done = decide.merge(case, before, chain=CHAIN, now=now, **SAID)
    (merged,) = keep.current_events(case)
    assert all(m.decided == done.decision.id and "merged by hand by A. Reader" in m.why for m in merged.members)
    (tmp_path / "later.txt").write_text("20 homs 2", encoding="utf8")
    list(keep.add(case, [str(tmp_path / "later.txt")], now=now))
    keep.run(case, CHAIN, now=now)
    assert merged.id in ids(case)
    assert len(ids(case)) == 2
    decide.undo(case, done.decision.id, chain=CHAIN, now=now, author="B. Reader", why="two raids after all")
    assert set(before) <= set(ids(case))
    assert [holds for _, holds in decide.history(case)] == [False, True]
    assert keep.verify(case).faults == ()


def test_a_split_keeps_claims_apart_that_the_rules_would_join(tmp_path: Path, now: Clock) -> None:
    case = case_of(tmp_path, ["4 safirah 9", "4 safirah 9 ", "4 safirah 9  "], now)
    (event,) = keep.current_events(case)
    leaving = event.members[0].id
    decide.split(case, event.id, [leaving], chain=CHAIN, now=now, **SAID)
    assert sorted(len(e.members) for e in keep.current_events(case)) == [1, 2]
    followed = decide.find_event(case, event.id)
    assert followed.run > 0
    assert len(followed.events) == 2
    assert len(followed.events[0].members) == 2  # the one with most of its claims comes first


def test_the_later_of_two_decisions_wins(tmp_path: Path, now: Clock) -> None:
    case = case_of(tmp_path, ["4 safirah 9", "4 safirah 9 "], now)
    (event,) = keep.current_events(case)
    decide.split(case, event.id, [event.members[0].id], chain=CHAIN, now=now, **SAID)
    decide.merge(case, ids(case), chain=CHAIN, now=now, **SAID)
    assert ids(case) == [event.id]


def test_choosing_a_value_is_kept_beside_the_others(tmp_path: Path, now: Clock) -> None:
    case = case_of(tmp_path, ["4 safirah 30", "5 safirah 30"], now)
    (event,) = keep.current_events(case)
    decide.resolve(case, event.id, "date", "2020-05-05", chain=CHAIN, now=now, **SAID)
    (after,) = keep.current_events(case)
    (found,) = [c for c in after.contradictions if c.field == "date"]
    assert len(found.values) == 2
    assert [(r.value, r.author) for r in found.resolutions] == [("2020-05-05", "A. Reader")]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (lambda case, made: decide.merge(case, made[:1] * 2, **SAID), "two events or more"),
        (lambda case, made: decide.merge(case, ["evt-none", made[0]], **SAID), "no run of this case"),
        (lambda case, made: decide.merge(case, made, author="A", why="  "), "say why"),
        (lambda case, made: decide.split(case, made[0], ["clm-none"], **SAID), "is no claim of"),
        (lambda case, made: decide.split(case, made[0], [], **SAID), "not none and not all"),
        (lambda case, made: decide.resolve(case, made[0], "date", "x", **SAID), "no such contradiction"),
        (lambda case, _: decide.undo(case, "dec-none", **SAID), "no decision of this case"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_a_sentence(tmp_path: Path, now: Clock, asked: Any, words: str) -> None:
    case = case_of(tmp_path, ["4 safirah 9", "4 homs 3"], now)
    before = ids(case)
    with pytest.raises(UsageError, match=words):
        asked(case, before)
    assert ids(case) == before
    assert decide.history(case) == []
