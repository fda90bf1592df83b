"""Reads the shipped words for joining claims into events."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from trigpoint.fusion.vocabulary import LinkVocabulary, build_vocabulary


def load_link_vocabulary() -> LinkVocabulary:
    """The shipped vocabulary: kinds of happening, belligerents and their names, labels of the event types."""
    labels = {key: str(row["label"]) for key, row in _yaml("event_types.yaml").items()}
    return build_vocabulary(_yaml("linking.yaml"), labels)


def _yaml(name: str) -> Any:
    return yaml.safe_load((files("trigpoint.data") / name).read_text(encoding="utf8"))
