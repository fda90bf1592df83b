"""Reads the shipped Arabic words."""

from __future__ import annotations

from importlib.resources import files

import yaml

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon, build_arabic_lexicon


def load_arabic() -> ArabicLexicon:
    """The shipped Arabic lexicon."""
    return build_arabic_lexicon(yaml.safe_load((files("trigpoint.data") / "arabic.yaml").read_text(encoding="utf8")))
