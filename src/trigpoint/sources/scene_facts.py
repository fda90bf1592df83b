"""What is known of a picture beyond its pixels, from the file itself and from what lies beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from trigpoint.sources.scene_tags import Facts, facts_of_item, facts_of_tags, merged

__all__ = ["Facts", "scene_facts"]


def scene_facts(path: Path | None, tags: Mapping[str, str], bands: Sequence[str] = ()) -> Facts:
    """Facts of a picture: its own tags first, then a STAC item of the same stem beside it.

    `path` None: nothing beside the file is looked at. What two sources say differently is flagged; the first one stands.
    """
    found = [facts_of_tags(tags, bands)]
    if path is not None:
        found.append(facts_of_item(path.with_suffix(".json"), path.stem))
    return merged(found)
