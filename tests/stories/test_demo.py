"""The shipped demo, end to end with the real chain: once undisturbed, once again, and once killed on the way."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trigpoint import store
from trigpoint.evidence.tracks.kept import gap_of
from trigpoint.model.errors import CaseError
from trigpoint.workflows import keep, worked_case
from trigpoint.workflows.imagery.damage import assess_damage
from trigpoint.workflows.imagery.export import provenances
from trigpoint.workflows.keep import current_claims, current_events, current_observations
from trigpoint.workflows.tracks.simulated import CARGO, FREIGHTER
from trigpoint.workflows.worked_case import Demo, demo

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


CALL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
demo(Path(sys.argv[1]), now=lambda: datetime(2026, 1, 1, 12, tzinfo=UTC))
"""


def noon() -> datetime:
    return NOON


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo(tmp_path_factory.mktemp("story") / "demo", now=noon)


def test_the_demo_ends_with_a_brief_that_says_it_is_an_exercise(made: Demo) -> None:
    html = made.brief.html.read_text(encoding="utf8")
    assert made.articles >= 15
    assert "EXERCISE" in html
    assert "<script" not in html
    assert made.brief.pdf is not None
    assert made.brief.pdf.read_bytes().startswith(b"%PDF")


def test_every_claim_of_the_demo_stands_on_its_quote_and_every_event_on_its_claims(made: Demo) -> None:
    case = keep.open_case(made.folder)
    texts = {capture.id: store.capture_text(case, capture) for capture in store.captures(case)}
    claims = {claim.id: claim for claim in current_claims(case)}
    assert len(claims) >= made.articles
    for claim in claims.values():
        assert texts[claim.quote.capture][claim.quote.start : claim.quote.end] == claim.quote.text
    events = current_events(case)
    members = [member.id for event in events for member in event.members]
    assert set(members) <= set(claims) | {o.id for o in current_observations(case)}
    assert all(member.why for event in events for member in event.members)
    assert all({m for o in event.origins for m in o.members} <= set(members) for event in events)


def test_pictures_agree_with_one_report_of_the_demo_and_differ_from_another_and_say_simulated(made: Demo) -> None:
    html = made.brief.html.read_text(encoding="utf8")
    assert html.count("SIMULATED: Pictures and reports agree") == 1
    assert html.count("SIMULATED: Pictures and reports differ on the date") == 1
    assert "Damage under an intact roof is not visible" in html
    case = keep.open_case(made.folder)
    assert all(scene.simulated and scene.file for scene in store.scenes(case))
    measured = {o.id for o in current_observations(case)}
    for event in current_events(case):
        for member in event.members:
            assert member.id not in measured or "SIMULATED" in member.why


def test_the_pictures_of_the_demo_measured_again_give_the_same_numbers(made: Demo, tmp_path: Path) -> None:
    case = keep.open_case(made.folder)
    names = keep.file_names(case)
    (run,) = provenances(case, [o for o in current_observations(case) if o.kind == "damage"])
    for capture in store.captures(case):
        if capture.id not in {c for o in run.observations for c in o.captures}:
            continue
        (tmp_path / names[capture.id]).write_bytes(store.blob_path(case.blobs, capture.sha256).read_bytes())
    again = assess_damage(
        [tmp_path / s.file for s in run.before], [tmp_path / s.file for s in run.after], tmp_path / run.outlines[0]
    )
    told = {o.subject: (o.value, o.low, o.high, o.when, o.flags, dict(o.details)) for o in run.observations}
    assert {o.subject: (o.value, o.low, o.high, o.when, o.flags, dict(o.details)) for o in again.observations} == told


def test_the_two_movers_of_the_demo_are_followed_and_every_drawing_of_them_says_simulated(made: Demo) -> None:
    case = keep.open_case(made.folder)
    silences = {o.subject: g for o in current_observations(case) if (g := gap_of(o)) is not None and g.on is not None}
    freighter, cargo = silences[FREIGHTER], silences[CARGO]
    assert freighter.verdict == "landed_under_coverage_floor"
    assert cargo.verdict == "likely_disabled"
    assert {o.subject for o in current_observations(case) if o.kind == "visit"} >= {CARGO}
    assert all(dict(o.details)["simulated"] == "yes" for o in current_observations(case) if o.kind in ("gap", "visit"))
    html = made.brief.html.read_text(encoding="utf8")
    tracks = html[html.index('id="tracks"') : html.index('id="events"')]
    drawings = re.findall(r"<svg.*?</svg>", tracks)
    assert drawings
    assert all("SIMULATED" in svg for svg in drawings)
    assert "switched off" not in tracks


def test_no_claim_of_the_demo_comes_from_page_furniture(made: Demo) -> None:
    quotes = " ".join(claim.quote.text.lower() for claim in current_claims(keep.open_case(made.folder)))
    for words in ("function(", "also read", "subscribe", "cookie", "may be an image", "written for training"):
        assert words not in quotes


def test_the_demo_run_again_changes_nothing(made: Demo) -> None:
    before = store.ledger_head(keep.open_case(made.folder)), made.brief.html.read_bytes()
    again = demo(made.folder, now=noon)
    case = keep.open_case(made.folder)
    assert (store.ledger_head(case), again.brief.html.read_bytes()) == before
    assert keep.verify(case).faults == ()


def test_the_demo_killed_on_the_way_ends_as_one_left_alone(made: Demo, tmp_path: Path) -> None:
    rng, folder = random.Random(5), tmp_path / "demo"
    command = [sys.executable, "-c", f"from trigpoint.workflows.worked_case import demo\n{CALL}", str(folder)]
    for _ in range(3):
        child = subprocess.Popen(command)
        time.sleep(rng.uniform(0.8, 3.0))
        child.kill()
        child.wait(60)
        if (folder / "case.sqlite").exists():
            assert keep.verify(keep.open_case(folder)).faults == ()
    subprocess.run(command, check=True, timeout=120)
    left_alone, killed = keep.open_case(made.folder), keep.open_case(folder)
    assert store.ledger_head(killed) == store.ledger_head(left_alone)
    assert keep.verify(killed).faults == ()
    assert (folder / "products" / "brief.html").read_bytes() == made.brief.html.read_bytes()


def test_the_demo_does_not_write_into_a_folder_of_the_users(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CaseError, match="not empty"):
        demo(tmp_path, now=noon)
    keep.init(tmp_path / "case", title="mine", now=noon)
    with pytest.raises(CaseError, match="a case of yours"):
        worked_case.demo(tmp_path / "case", now=noon)
