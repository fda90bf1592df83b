"""Reads the shipped attribution vocabulary."""

from __future__ import annotations

from importlib.resources import files

import yaml

from trigpoint.evidence.reports.speech.voice_lexicon import VoiceLexicon, voice_lexicon


def load_voices() -> VoiceLexicon:
    """The attribution and modality vocabulary of `voices.yaml`."""
    return voice_lexicon(yaml.safe_load((files("trigpoint.data") / "voices.yaml").read_text(encoding="utf8")))
