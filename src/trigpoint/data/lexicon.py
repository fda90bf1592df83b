"""Reads the shipped event types and the extractor's words."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from trigpoint.data.voices import load_voices
from trigpoint.evidence.reports.lexicon import Lexicon, build_lexicon

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads five times faster, where it is built


def load_lexicon() -> Lexicon:
    """The shipped lexicon: event types, triggers, kinds and closed word lists."""
    words = _yaml("lexicon_words.yaml")
    plain = {"event_types": _yaml("event_types.yaml"), "triggers": _yaml("lexicon_triggers.yaml"), **words}
    return build_lexicon(plain, load_voices())


def _yaml(name: str) -> Any:
    return yaml.load((files("trigpoint.data") / name).read_text(encoding="utf8"), Loader=_Loader)  # noqa: S506 (a safe loader)
