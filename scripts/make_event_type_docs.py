"""Writes docs/event-types.md from src/trigpoint/data/event_types.yaml. `--check` only says whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from trigpoint.data.lexicon import load_lexicon
from trigpoint.evidence.reports.lexicon import Lexicon

PAGE = Path(__file__).resolve().parents[1] / "docs" / "event-types.md"


def page(lexicon: Lexicon) -> str:
    """The table of event types, by family."""
    head = [
        "# Event types",
        "",
        "Made by `scripts/make_event_type_docs.py` from `src/trigpoint/data/event_types.yaml`; do not edit.",
        "*Point* types happen at a time; *ongoing* ones last. The last three columns are crosswalks: the ACLED sub-event",
        "type, the PLOVER event type and the CAMEO root code; empty where none fits.",
        "",
        "| key | label | meaning | family | cardinality | ACLED | PLOVER | CAMEO |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows = [
        f"| `{t.key}` | {t.label} | {t.description} | {t.family} | {t.cardinality} | {t.acled} | {t.plover} | {t.cameo} |"
        for t in sorted(lexicon.event_types.values(), key=lambda t: (t.family, t.key))
    ]
    return "\n".join([*head, *rows, ""])


def main() -> int:
    """Write the page, or with --check compare it."""
    text = page(load_lexicon())
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf8") == text else 1
    PAGE.write_text(text, encoding="utf8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
