"""Accuracy on hand-marked texts, by the public scorers in ../shared/score where they are at hand.

The demo reports were written and marked for this project; nobody else's text ships with it.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
REPORTS = ROOT / "src" / "trigpoint" / "data" / "demo" / "reports"
GOLD = ROOT / "tests" / "gold" / "demo_claims.csv"


def main() -> None:
    """Run every scorer that is there."""
    if not SHARED.is_dir():
        print("accuracy: needs ../shared (scorers and marked texts)")
        return
    program = str(Path(sys.executable).with_name("trigpoint"))
    score, data = SHARED / "score", SHARED / "data"
    runs = [
        [
            "score_claims.py",
            str(data / "gold/claims_dev.jsonl"),
            str(data / "seeds"),
            "--junk",
            str(score / "junk_dev.json"),
        ],
        ["score_places.py", "gold", str(data / "gold/places_dev.jsonl"), str(data / "seeds")],
        ["score_places.py", "corpus", str(data / "geoparsing/GeoVirus.xml")],
        ["score_dates.py", str(data / "timeml"), "--name", "AQUAINT"],
        ["score_fusion.py", "all", str(data / "gold/claims_dev.jsonl")],
    ]
    for name, *rest in runs:
        print(f"\n$ {name} {' '.join(Path(r).name for r in rest)}", flush=True)
        subprocess.run([sys.executable, str(score / name), *rest, "--cmd", program], check=False)
    with tempfile.TemporaryDirectory() as folder:
        gold = write_demo_gold(Path(folder))
        print("\n$ score_claims.py demo_claims (this project's own reports)", flush=True)
        subprocess.run(
            [
                *(
                    sys.executable,
                    str(score / "score_claims.py"),
                    str(gold),
                    str(Path(folder) / "texts"),
                    "--cmd",
                    program,
                ),
                *("--published", str(Path(folder) / "published.json")),
            ],
            check=False,
        )


def write_demo_gold(folder: Path) -> Path:
    """The demo's marked claims in the scorers' form, the reports' plain text beside them."""
    from datetime import UTC, datetime

    from trigpoint.sources import Intake, take_in

    texts = folder / "texts"
    texts.mkdir()
    bodies: dict[str, tuple[str, str]] = {}
    published: dict[str, str] = {}
    for path in sorted(REPORTS.iterdir()):
        for item in take_in(path, now=datetime.now(UTC)):
            if isinstance(item, Intake):
                name = path.stem + ".txt"
                (texts / name).write_text(item.text, encoding="utf8", newline="")
                bodies[path.name[:2]] = (name, item.text)
                if item.articles and item.articles[0].published:
                    published[name] = str(item.articles[0].published)
    (folder / "published.json").write_text(json.dumps(published), encoding="utf8")
    target = folder / "gold.jsonl"
    with GOLD.open(encoding="utf8", newline="") as rows, target.open("w", encoding="utf8") as out:
        for n, row in enumerate(csv.DictReader(rows, delimiter="|")):
            name, text = bodies[row["file"]]
            start = text.find(row["quote"])
            if start < 0:
                print(f"  not in the rendition of {name}: {row['quote'][:60]}")
                continue
            line = {
                "id": f"demo-{n:03d}",
                "event_id": row["event"],
                "seed": name,
                "quote": row["quote"],
                "char_start": start,
                "char_end": start + len(row["quote"]),
                "event_type": row["type"],
                "date": row["date"] or None,
                "date_precision": row["precision"],
                "date_basis": "text",
                "place": row["place"],
                "lat": float(row["lat"]),
                "lon": float(row["lon"]),
                "place_radius_km": float(row["radius_km"]),
                "actors": [],
                "target": None,
                "outcome": None,
                "counts": [],
                "attributed_to": [s for s in row["sources"].split(";") if s],
                "certainty": row["certainty"],
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return target


if __name__ == "__main__":
    main()
