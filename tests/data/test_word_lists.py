"""Word lists in YAML: what reads like a word must be one."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml

LISTS = sorted(f.name for f in files("trigpoint.data").iterdir() if f.name.endswith(".yaml"))


def listed(node: Any) -> Iterator[Any]:
    """Every entry of every list, and every key."""
    if isinstance(node, list):
        yield from node
    for inner in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        yield from listed(inner)
    if isinstance(node, dict):
        yield from node


@pytest.mark.parametrize("name", LISTS)
def test_no_word_of_a_list_is_read_as_yes_or_no(name: str) -> None:
    """YAML 1.1 takes a bare off, on, yes, no for a truth value: those words want quotes."""
    held = yaml.safe_load((files("trigpoint.data") / name).read_text(encoding="utf8"))
    assert [word for word in listed(held) if isinstance(word, bool)] == []
