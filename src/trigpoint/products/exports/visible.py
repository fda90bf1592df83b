"""Records without characters that reorder or hide text: what another program shows as a name is what stands there.

Quotes stay exactly as the capture has them: they are evidence, and another desk's import checks them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

import attrs

from trigpoint.model import Quote
from trigpoint.products.exports.material import ExportMaterial
from trigpoint.products.wording import HIDDEN

T = TypeVar("T")


def visible_material(material: ExportMaterial) -> ExportMaterial:
    """The same material where nothing hides."""
    return _visible(material)


def _visible(value: T) -> T:
    """Unchanged parts are the same objects, so a case without such characters costs a look."""
    kind: Any = type(value)
    if kind is str:
        text = cast(str, value)
        return value if text.isascii() else cast(T, HIDDEN.sub("", text))
    if kind is tuple:
        held = cast(tuple[Any, ...], value)
        parts = tuple([_visible(v) for v in held])
        return cast(T, parts) if any(a is not b for a, b in zip(parts, held, strict=True)) else value
    if kind is dict:
        rows = {k: _visible(v) for k, v in cast(dict[Any, Any], value).items()}
        return cast(T, rows)
    changed = {n: new for n in _names(kind) if (new := _visible(old := getattr(value, n))) is not old}
    return attrs.evolve(value, **changed) if changed else value  # type: ignore[misc]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """Fields of a record that may hold words; none for numbers, days, enumerations and quotes."""
    if kind is Quote or not attrs.has(kind):
        return ()
    return tuple(f.name for f in attrs.fields(kind) if f.init)
