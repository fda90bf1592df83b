"""The drawing of who rests on whom."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

from trigpoint.model import Anchor, Event, Member, Origin, OriginLink, Precision, SourceKind, whole_days
from trigpoint.products.origin_graph import draw_origin_graph

DAY = whole_days(date(2020, 5, 4), precision=Precision.DAY, anchor=Anchor.TEXT)
HOSTILE = '<script>alert(1)</script>"&\u202e'


def event(outlets: dict[str, str], *more: OriginLink) -> Event:
    """Each outlet cites one source; an outlet that cites itself speaks for itself."""
    members = {f"clm-{n}": (o, s) for n, (o, s) in enumerate(outlets.items())}
    rests = {s: tuple(m for m, (_, t) in members.items() if t == s) for _, s in members.values()}
    graph = [OriginLink(tail=m, head=o, kind="published by") for m, (o, _) in members.items()]
    graph += [OriginLink(tail=o, head=s, kind="attribution") for o, s in members.values() if o != s]
    return Event(
        id="evt-1", type="airstrike", title="t", when=DAY, where=None,
        members=tuple(Member(id=m, why="w") for m in members),
        origins=tuple(
            Origin(name=s, kind=SourceKind.MONITOR, members=ids, outlets=tuple(members[m][0] for m in ids))
            for s, ids in rests.items()
        ),
        graph=(*graph, *more),
    )  # fmt: skip


def _words(drawn: str) -> str:
    return " ".join(ET.fromstring(drawn).itertext())


def test_every_outlet_and_origin_is_named_and_counted() -> None:
    words = _words(draw_origin_graph(event({"Ridge Daily": "SOHR", "Lantern Post": "SOHR", "Own Word": "Own Word"})))
    assert "3 statements, 2 origins" in words
    assert all(name in words for name in ("Ridge Daily", "Lantern Post", "SOHR", "Own Word"))


def test_a_presumed_edge_and_a_circle_are_drawn_apart_from_what_is_said() -> None:
    found = OriginLink(tail="Quiet Gazette", head="SOHR", kind="presumed")
    plain = event({"Ridge Daily": "SOHR", "Quiet Gazette": "SOHR"})
    drawn = draw_origin_graph(event({"Ridge Daily": "SOHR", "Quiet Gazette": "SOHR"}, found))
    assert "stroke-dasharray" in drawn
    assert "names nobody and says the same" in drawn
    assert "names nobody" not in draw_origin_graph(plain)


def test_five_hundred_articles_stay_one_page() -> None:
    drawn = draw_origin_graph(event({f"Outlet {n}": f"Source {n % 5}" if n % 7 else f"Outlet {n}" for n in range(500)}))
    height = float(ET.fromstring(drawn).attrib["height"])
    assert height < 1200
    assert "more outlets, each on its own word" in drawn


def test_hostile_names_are_escaped_and_their_hidden_marks_dropped() -> None:
    drawn = draw_origin_graph(event({HOSTILE: "SOHR", "Ridge Daily": HOSTILE + "x", "Lantern Post": "SOHR"}))
    ET.fromstring(drawn)
    assert "<script" not in drawn
    assert "\u202e" not in drawn


def test_an_event_without_a_graph_draws_nothing() -> None:
    assert draw_origin_graph(event({})) == ""
