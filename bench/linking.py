"""How long claims take to become events, and how the cost grows: one process a size.

Claims are generated: towns on a grid, several strikes a day among them, each told by one to five outlets with slips of date, coarse
places, denials and totals among them. The density stays, the period grows with the number of claims.
"""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from bench.table import peak_mb, show
from trigpoint.data.linking import load_link_vocabulary
from trigpoint.fusion import fuse
from trigpoint.model import (
    Anchor,
    Attribution,
    Claim,
    Count,
    CountStatus,
    Modality,
    Place,
    PlaceMethod,
    Precision,
    Quote,
    SourceKind,
    TimeSpan,
    record_id,
    whole_days,
)

SIZES = (2_000, 20_000, 100_000)
FLOOD = 10_000
FIRST = date(2016, 11, 20)
PARTIES = ("Northern Army", "Southern Front", "Eastern Brigade")
CLAIMS_A_DAY = 25
TARGETS = ("market", "school", "depot", "checkpoint", "bakery", "convoy", "clinic", "barracks", "bridge", "warehouse")
TYPES = ("airstrike", "airstrike", "rocket_attack", "armed_clash", "explosion", "attack")
ACTORS = ("Israel", "Russia", "the Syrian army", "rebels", "Islamic State", "")
SOURCES = tuple(
    f"{a} {b}" for a in ("Northern", "Valley", "Harbour", "Orchard") for b in ("Hospital", "Monitor", "Council")
)
OUTLETS = tuple(
    f"{a} {b}" for a in ("Ridge", "Copper", "Lantern", "Willow", "Granite") for b in ("Daily", "Post", "Channel")
)


def claims(count: int, seed: int = 5) -> list[Claim]:
    """`count` claims of generated events."""
    rng, made = random.Random(seed), list[Claim]()
    first, days = date(2010, 1, 1), max(30, count // CLAIMS_A_DAY)
    while len(made) < count:
        event = {
            "day": first + timedelta(days=rng.randrange(days)),
            "lat": 33 + rng.randrange(12) * 0.25,
            "lon": 36 + rng.randrange(12) * 0.3,
            "type": rng.choice(TYPES),
            "target": rng.choice(TARGETS),
            "actor": rng.choice(ACTORS),
            "dead": rng.randrange(12),
            "source": rng.choice(SOURCES),
        }
        number = len(made)
        made.extend(_told(event, rng, number + n) for n in range(rng.randint(1, 5)))
    return made[:count]


def _told(event: dict[str, object], rng: random.Random, number: int) -> Claim:
    day, dead = event["day"], event["dead"]
    assert isinstance(day, date)
    assert isinstance(dead, int)
    radius = rng.choice((3000.0, 5000.0, 8000.0, 8000.0, 40000.0))
    outlet, denied = rng.choice(OUTLETS), rng.random() < 0.04
    text = f"{event['type']} on a {event['target']}, report {number}"
    name = f"Town {event['lat']} {event['lon']}"
    chain = [Attribution(name=outlet, kind=SourceKind.OUTLET)]
    if rng.random() < 0.7:
        chain.append(Attribution(name=str(event["source"]), kind=SourceKind.MONITOR))
    return Claim(
        id=f"c{number}",
        article=record_id("art", number),
        quote=Quote(capture=f"{number}.txt", start=0, end=len(text), text=text),
        event_type=str(event["type"]),
        when=_when(day, rng),
        where=Place(
            text=name,
            name=name,
            lat=float(str(event["lat"])) + rng.gauss(0, 0.005),
            lon=float(str(event["lon"])) + rng.gauss(0, 0.005),
            radius_m=radius,
            method=PlaceMethod.GIVEN,
        ),
        modality=Modality.DENIED if denied else Modality.REPORTED,
        negated=denied,
        actors=(str(event["actor"]),) if event["actor"] and rng.random() < 0.7 else (),
        targets=(str(event["target"]),) if rng.random() < 0.7 else (),
        counts=(Count(min=dead, max=dead, unit="people", status=CountStatus.KILLED),) if dead else (),
        attribution=tuple(chain),
        aggregate=rng.random() < 0.03,
    )


def _when(day: date, rng: random.Random) -> TimeSpan:
    if rng.random() < 0.1:
        return whole_days(day, day + timedelta(days=6), precision=Precision.WEEK, anchor=Anchor.DATELINE)
    return whole_days(day + timedelta(days=rng.choice((0, 0, 0, 0, 1))), precision=Precision.DAY, anchor=Anchor.TEXT)


def flood(count: int) -> list[Claim]:
    """Different claims of one city on one day: kinds, targets, tolls, parties and sources at random."""
    rng = random.Random(5)
    place = Place(text="Town", name="Town", lon=37.15, lat=36.2, radius_m=6000.0, method=PlaceMethod.GIVEN)
    when = whole_days(FIRST, precision=Precision.DAY, anchor=Anchor.TEXT)
    made = []
    for n in range(count):
        kind, target, killed = rng.choice(TYPES), rng.choice(TARGETS), rng.randint(1, 40)
        text = f"{kind} hit a {target}, killing {killed}, report {n}"
        capture = record_id("cap", n)
        made.append(
            Claim(
                id=record_id("clm", n),
                article=f"art-{n % 2000}",
                event_type=kind,
                when=when,
                where=place,
                quote=Quote(capture=capture, start=0, end=len(text), text=text),
                modality=Modality.REPORTED,
                actors=(rng.choice(PARTIES),) if rng.random() < 0.75 else (),
                targets=(target,) if rng.random() < 0.8 else (),
                counts=(Count(min=killed, max=killed, unit="people", status=CountStatus.KILLED),)
                if rng.random() < 0.6
                else (),
                attribution=(Attribution(name=f"Outlet {rng.randint(1, 300)}", kind=SourceKind.OUTLET, cue="said"),),
                extractor="bench/1",
            )
        )
    return made


def measure(count: int, make: Callable[[int], list[Claim]]) -> dict[str, float]:
    """Seconds and memory of one size in this process."""
    made, vocabulary = make(count), load_link_vocabulary()
    began = time.perf_counter()
    events = fuse(made, vocabulary=vocabulary)
    return {"claims": count, "events": len(events), "s": time.perf_counter() - began, "mb": peak_mb()}


def main() -> None:
    """Print a row a size and the exponent of growth."""
    rows = []
    for size in SIZES:
        done = subprocess.run([sys.executable, "-m", "bench.linking", str(size)], check=True, capture_output=True)
        rows.append(json.loads(done.stdout))
    show(
        "Claims to events, one process",
        ["claims", "events", "s", "claims/s", "peak MB"],
        [[r["claims"], r["events"], f"{r['s']:.1f}", f"{r['claims'] / r['s']:.0f}", r["mb"]] for r in rows],
    )
    exponent = math.log(rows[-1]["s"] / rows[0]["s"]) / math.log(rows[-1]["claims"] / rows[0]["claims"])
    done = subprocess.run([sys.executable, "-m", "bench.linking", "flood"], check=True, capture_output=True)
    one = json.loads(done.stdout)
    print(f"  {one['claims']:,} different claims of one city on one day: {one['s']:.0f} s, {one['mb']} MB")
    print(f"  growth exponent {exponent:.2f} (1 = linear, 2 = every pair)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        flooded = sys.argv[1] == "flood"
        print(json.dumps(measure(FLOOD if flooded else int(sys.argv[1]), flood if flooded else claims)))
    else:
        main()
