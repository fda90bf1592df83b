from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from trigpoint.data.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_event_types_is_current() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "make_event_type_docs.py"), "--check"], check=False)
    assert done.returncode == 0, "docs/event-types.md is not what the vocabulary says: run `make docs`"


def test_every_event_type_has_a_label_and_a_family() -> None:
    types = load_lexicon().event_types
    assert len(types) >= 40
    assert all(t.label and t.description and t.family for t in types.values())


def test_crosswalk_codes_have_their_schemes_form() -> None:
    for t in load_lexicon().event_types.values():
        assert t.cameo == "" or (t.cameo.isdigit() and 1 <= int(t.cameo) <= 20), t.key
        assert t.plover == t.plover.upper(), t.key
